"""Made-up inspection reports: for any rulebook and any results, a document of headings, sentences and tables.

Between the tables stands what real reports are full of: other percentages, the ratings of the inspection before,
and those of another service.
"""

from dataclasses import dataclass, field

from hmip_rules.model.months import in_words
from hmip_rules.model.rulebook import Rulebook

KINDS = {"pdu": "probation", "region": "probation", "crc": "probation", "nps": "probation"}
WORDS = ("zero", "one", "two", "three", "four", "five")


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Sentence:
    text: str


@dataclass(frozen=True)
class Table:
    rows: tuple


@dataclass(frozen=True)
class Results:
    """What a made-up report publishes."""

    service: str
    fieldwork: str
    published: str
    cases: int
    ratings: dict
    percentages: dict = field(default_factory=dict)
    score: int = 0
    max_score: int = 0
    overall: str = ""

    def values(self):
        """Every value by its path in a report."""
        found = {("service",): self.service, ("fieldwork",): self.fieldwork, ("published",): self.published}
        found |= {("cases",): self.cases}
        found |= {("standards", key, "rating"): rating for key, rating in self.ratings.items()}
        found |= {("standards", key, "key_questions", q): str(p) for (key, q), p in self.percentages.items()}
        return found | {
            ("overall", "score"): self.score,
            ("overall", "max_score"): self.max_score,
            ("overall", "rating"): self.overall,
        }


def with_wordings(rulebook: Rulebook) -> Rulebook:
    """Give made-up wordings to key questions of which none is known: the same in every standard of a name."""
    plain = rulebook.model_dump(by_alias=True)
    for standard in plain["standards"]:
        standard["key_questions"] = {
            key: wording or f"Does {standard['name'].lower()} sufficiently consider what matters to {key} in each case?"
            for key, wording in standard["key_questions"].items()
        }
    return Rulebook.model_validate(plain)


def document(rulebook: Rulebook, results: Results, *, codes: bool = True, decoys: bool = True):
    """The blocks of a report, in the order in which the inspectorate prints them."""
    yield Heading("An inspection of " + f"{KINDS.get(rulebook.inspects, 'youth justice')} services in:")
    yield Heading(results.service)
    yield Sentence(f"HM Inspectorate of Probation, {in_words(results.published)}")
    yield Heading("Contents")
    yield Table(
        tuple((f"{n}. {title}", str(4 + 9 * n)) for n, title in enumerate(_domains(rulebook).values(), start=1))
    )
    yield Heading("Foreword")
    if decoys:
        yield from _decoys(rulebook, results)
    yield Heading("Ratings")
    yield Sentence(f"Fieldwork started {in_words(results.fieldwork)}")
    yield Table((("Score", f"{results.score}/{results.max_score}"), ("Overall rating", results.overall)))
    for domain, title in _domains(rulebook).items():
        yield Heading(f"{domain}. {title}")
        rows = [
            (*((s.code,) if codes and s.code else ()), s.name, results.ratings[s.key])
            for s in rulebook.standards
            if s.domain == domain and s.key in results.ratings
        ]
        yield Table(tuple(rows))
    yield Heading("Background")
    orders = results.cases * 2 // 3
    yield Sentence(
        f"We inspected {orders} community orders and {results.cases - orders} releases on licence that began in spring. "
        f"Six of the {results.cases} cases we inspected had been transferred. {results.service} has two offices."
    )
    for domain, title in _domains(rulebook).items():
        yield Heading(f"{domain}. {title}")
        for standard in rulebook.standards:
            if standard.domain == domain and standard.key in results.ratings:
                yield from _standard(standard, results, codes=codes, decoys=decoys)


def _domains(rulebook):
    titles = {"1": "Organisational delivery", "2": "Work on court orders", "3": "Work out of court", "4": "Other work"}
    return {s.domain: titles.get(s.domain, "Other matters") for s in rulebook.standards}


def _standard(standard, results, *, codes, decoys):
    yield Heading(f"{standard.code}. {standard.name}" if codes and standard.code else standard.name)
    yield Sentence("The work is well led, personal and fair, and it takes account of all who are concerned by it.")
    yield Sentence(results.ratings[standard.key])
    asked = {q: w for q, w in standard.key_questions.items() if w and (standard.key, q) in results.percentages}
    if asked:
        yield Sentence(
            f"Our rating for {standard.name.lower()} is based on the percentage of cases we inspected being judged "
            f"satisfactory against {WORDS[len(asked)]} key questions and is driven by the lowest score:"
        )
        rows = [(wording, f"{results.percentages[standard.key, q]}%") for q, wording in asked.items()]
        yield Table((("Key question", "Percentage 'Yes'"), *rows))
    if decoys:
        yield Sentence(
            f"In 43 per cent of cases {standard.name.lower()} had been timely, against 78% (35/45) at the last inspection, "
            f"when this standard was rated 'Good'. It was sufficient in 12 out of 40 relevant cases, or 30%."
        )
        yield Sentence(f"- Staff told us that {standard.name} Requires improvement, and 66% agreed with the survey.")


def _decoys(rulebook, results):
    first = rulebook.standards[0]
    earlier = int(results.published[:4]) - 3
    yield Sentence(
        f"{results.service} was last inspected in {earlier}, when it was rated overall as 'Requires improvement' with a score of "
        f"9/{results.max_score}. A neighbouring service had an overall rating of 'Outstanding' and scored 20 out of 21."
    )
    yield Sentence(
        f"{first.code or ''} {first.name} had been Good before that, and 55% of staff agreed. In {earlier - 2} the rating was\nGood\n"
        "because leaders were visible."
    )
    yield Table(
        (
            ("Standard", f"Rating in {earlier}", f"Rating in {earlier - 2}"),
            *(((s.code or "") + " " + s.name, "Good", "Outstanding") for s in rulebook.standards[:2]),
        )
    )
    yield Table(
        (
            ("Question asked of staff", "Agreed"),
            ("Do you have the time that you need?", "37%"),
            ("Are you safe?", "81%"),
        )
    )
