"""A rulebook as a person would want to read it: bands as ranges, sources as footnotes."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import Rule, Standard
from hmip_rules.wording import rule_words
from hmip_rules.wording.layout import wrapped
from hmip_rules.wording.phrases import plural

KINDS_OF_BASIS = """Confirmed means read in the inspectorate's own text. Inferred means worked out from published
reports. Unverified means that no source was found."""


def page(rulebook: Rulebook) -> list[str]:
    """Return a rulebook in lines of at most 80 columns."""
    notes = _Footnotes(rulebook)
    in_force = f" {notes.cite('in_force')}" if rulebook.in_force else ""
    return [
        *wrapped(title(rulebook)),
        *wrapped(f"{id_and_revision(rulebook)}; {rule_words.in_force(rulebook.in_force)}{in_force}"),
        "",
        *_standards(rulebook, notes),
        "",
        *_percentages(rulebook, notes),
        "",
        *_totals(rulebook, notes),
        "",
        *notes.lines(),
    ]


def title(rulebook: Rulebook) -> str:
    """Return the title of a rulebook, or its id where it has none."""
    return rulebook.title or rulebook.id


def id_and_revision(rulebook: Rulebook) -> str:
    """Return the id of a rulebook, and its revision."""
    return f"{rulebook.id}, revision {rulebook.revision or 'not stated'}"


def rules_by_basis(rulebook: Rulebook) -> Counter[str]:
    """Return how many rules of a rulebook have each basis."""
    return Counter(rule.basis for rule in rulebook.rules())


def _standards(rulebook: Rulebook, notes: _Footnotes) -> list[str]:
    """Return the standards below their domains, where they have any."""
    lines = [f"Standards {notes.cite('stands_on', 'standards')}"]
    for domain, group in groupby(enumerate(rulebook.standards), key=lambda numbered: numbered[1].domain):
        if domain:
            lines += wrapped(f"Domain {domain}", indent=2)
        for number, standard in group:
            has_own_evidence = standard.basis or standard.sources or standard.note
            rules_of_steps = f" {notes.cite('standards', number)}" if has_own_evidence else ""
            lines += wrapped(f"{standard.title}: {rule_words.rated_by(standard)}{rules_of_steps}", indent=4)
            lines += _key_questions(standard)
    return lines


def _key_questions(standard: Standard) -> list[str]:
    """Return the key questions, a line for each; in one line where the wording of none is known."""
    if standard.key_questions and not any(standard.key_questions.values()):
        return list(wrapped(f"{', '.join(standard.key_questions)} (wording not known)", indent=8))
    lines: list[str] = []
    for key, wording in standard.key_questions.items():
        lines += wrapped(f"{key}: {wording or 'wording not known'}", indent=8)
    return lines


def _percentages(rulebook: Rulebook, notes: _Footnotes) -> list[str]:
    """Return the lines that say how percentages become the rating of a standard."""
    lines = ["From percentages to the rating of a standard"]
    lines += wrapped(
        f"A standard rated by judgement has its published rating {notes.cite('stands_on', 'judgement')}.", indent=2
    )
    if not rulebook.bands.key_question:
        return lines
    how = rulebook.percentages
    printed = f"{rule_words.rounded(how.printed)} {notes.cite('percentages', 'printed')}"
    lines += wrapped(f"Percentages are {printed}.", indent=2)
    if how.printed.by == "nearest":  # else none is halfway
        ties = f"{rule_words.halfway(how.ties)} {notes.cite('percentages', 'ties')}"
        lines += wrapped(f"An exact half is rounded {ties}.", indent=2)
    banded = notes.cite("percentages", "banded")
    lines += wrapped(f"The rating depends on the {how.banded.value} percentage {banded}:", indent=2)
    bands = notes.cite("bands", "key_question")
    for rating in reversed(rulebook.names):
        lines += wrapped(f"{rating}: {rule_words.percent_range(rulebook, rating)} {bands}", indent=4)
    lowest, left_out = notes.cite("stands_on", "lowest_key_question"), notes.cite("stands_on", "not_applicable")
    lines += wrapped(f"The key question with the lowest percentage sets the rating of the standard {lowest}.", indent=2)
    lines += wrapped(f"A key question that did not apply is left out {left_out}.", indent=2)
    lines += wrapped(_discretion(rulebook, notes), indent=2)
    return lines


def _discretion(rulebook: Rulebook, notes: _Footnotes) -> str:
    if rulebook.discretion is None:
        return "Inspectors have no discretion."
    points = plural(rulebook.discretion.points, "percentage point")
    next_band = {"either": "the next band up or down", "up": "the next band up", "down": "the next band down"}
    return (
        f"Inspectors may choose {next_band[rulebook.discretion.direction]} if the percentage is within {points} of it "
        f"{notes.cite('discretion')}."
    )


def _totals(rulebook: Rulebook, notes: _Footnotes) -> list[str]:
    """Return the lines that say how ratings become the overall rating."""
    points = ", ".join(f"{rating} {worth}" for rating, worth in reversed(list(rulebook.ratings.items())))
    lines = ["From ratings to the overall rating"]
    lines += wrapped(f"Points for each rating: {points} {notes.cite('stands_on', 'points')}.", indent=2)
    total = notes.cite("stands_on", "total")
    lines += wrapped(f"The score is the total of the points of all standards {total}.", indent=2)
    for number, bands in enumerate(rulebook.bands.overall):
        maximum = f"{plural(bands.max, 'point')}{rule_words.without(bands)}"
        lines += wrapped(
            f"Score for each overall rating, out of {maximum} {notes.cite('stands_on', 'max_score')}:", indent=2
        )
        rules_of_steps = notes.cite("bands", "overall", number)
        for rating in reversed(rulebook.names):
            lines += wrapped(f"{rating}: {rule_words.total_range(bands, rating)} {rules_of_steps}", indent=4)
    return lines


class _Footnotes:
    """The evidence for the rules of one page, numbered as they are rules_of_steps."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._rules: list[Rule] = []

    def cite(self, *path: str | int) -> str:
        rule = self._rulebook.rule(*path)
        if rule not in self._rules:
            self._rules.append(rule)
        return f"[{self._rules.index(rule) + 1}]"

    def lines(self) -> list[str]:
        lines = ["Evidence for each rule", *wrapped(KINDS_OF_BASIS, indent=2)]
        for number, rule in enumerate(self._rules, start=1):
            note = f". {rule.note}" if rule.note else ""
            text = f"{rule_words.rule_title(self._rulebook, rule)}: {rule_words.grounds(rule)}{note}"
            lines += wrapped(text, indent=2, label=f"[{number}] ")
        rules_of_steps = {name for rule in self._rules for name in rule.source_ids}
        lines += ["", "Sources"] if rules_of_steps else []
        for name, source in self._rulebook.sources.items():
            if name in rules_of_steps:
                lines += wrapped(f"{name}: {source}", indent=2)
        return lines
