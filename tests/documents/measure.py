"""Count, over all layouts and damages, the values that come out: right, wrong and missing, by field.

PYTHONPATH=tests python -m documents.measure
"""

import random
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from documents import made_up
from documents.damage import DAMAGES
from documents.layouts import FILES, TABLES, text_lines
from documents.variants import VARIANTS, plain

from hmip_rules import load_rulebook
from hmip_rules.documents.extract import extract
from hmip_rules.documents.lines import Line, blocks_of
from hmip_rules.files.library import shipped_rulebooks
from hmip_rules.files.models import Read
from hmip_rules.model.errors import InputError

SLOW_FILE = "pdf by LibreOffice"

FIELDS = (
    "service",
    "fieldwork",
    "published",
    "cases",
    "rating",
    "key_questions",
    "score",
    "max_score",
    "overall rating",
)


def extract_by(lines, rulebooks):
    """Read lines by rulebooks that come from no file."""
    return extract(lines, [Read(rulebook) for rulebook in rulebooks])


def results_for(rulebook, seed):
    """Some results that the rules could give."""
    draw = random.Random(seed)
    percentages = {(s.key, q): draw.randrange(101) for s in rulebook.standards for q, w in s.key_questions.items() if w}
    bands = rulebook.bands.overall[0]
    published = rulebook.in_force.to or "2024-10"
    return made_up.Results(
        service=draw.choice(["Leeds PDU", "Ribbleton and South Ribble PDU", "St Bees Youth Justice Service", "Ayton"]),
        fieldwork=max(rulebook.in_force.from_ or "2019-01", f"{published[:4]}-01"),
        published=published,
        cases=draw.randrange(12, 300),
        ratings={s.key: draw.choice(rulebook.names) for s in rulebook.standards},
        percentages=percentages,
        score=draw.randrange(bands.max + 1),
        max_score=bands.max,
        overall=draw.choice(rulebook.names),
    )


def field_of(path):
    if path[0] == "standards":
        return path[2]
    return "overall rating" if path == ("overall", "rating") else path[-1]


def compare(expected, lines, rulebooks, counts):
    """Read lines, and count each expected value as right, wrong or missing; what is read beyond them is wrong."""
    try:
        found = extract_by(lines, rulebooks)
    except InputError:
        read = {}
    else:
        read = {path: values[0].value for path, values in found.values.items()}
    wrong = []
    for path in {**expected, **read}:
        outcome = "missing" if path not in read else "right" if expected.get(path) == read[path] else "wrong"
        counts[field_of(path)][outcome] += 1
        if outcome == "wrong":
            wrong.append((path, expected.get(path), read[path]))
    return wrong


def documents(rulebook, results):
    """Every variant of a report: the name of its layout, what was done to it, its blocks, and what it should give."""
    expected = results.values()
    for codes in (True, False):
        blocks = list(made_up.document(rulebook, results, codes=codes))
        for layout, table in TABLES.items():
            for damage, damaged in DAMAGES.items():
                lines = damaged(text_lines(blocks, table, width=90 if layout in ("torn", "below") else None))
                yield f"text, {layout}", f"{damage}, codes {codes}", as_lines(lines), expected
    blocks = list(made_up.document(rulebook, results))
    with tempfile.TemporaryDirectory() as folder:
        for name, (write, suffix) in FILES.items():
            variants = {"plain": plain} if name == SLOW_FILE else {"plain": plain, **VARIANTS}
            for variant, vary in variants.items():
                path = Path(folder, f"report{suffix}")
                varied, expected_of_variant = vary(blocks, results)
                write(varied, path)
                yield f"{name}, {variant}", "", blocks_of(path), expected_of_variant


def as_lines(lines):
    """As plain text is read: a form feed starts a page."""
    if not any("\f" in line for line in lines):
        return [Line(line, number) for number, line in enumerate(lines, start=1)]
    pages = "\n".join(lines).split("\f")
    return [
        Line(line, n, page)
        for page, part in enumerate(pages, start=1)
        for n, line in enumerate(part.splitlines(), start=1)
    ]


def main():
    totals = defaultdict(Counter)
    by_layout, by_variant = defaultdict(Counter), defaultdict(Counter)
    library = {book: made_up.with_wordings(load_rulebook(book)) for book in shipped_rulebooks()}
    for rulebook in library.values():
        for seed in range(int(sys.argv[1]) if len(sys.argv) > 1 else 1):
            results = results_for(rulebook, f"{rulebook.id} {seed}")
            for layout, damage, blocks, expected in documents(rulebook, results):
                counts = defaultdict(Counter)
                wrong = compare(expected, blocks, list(library.values()), counts)
                for path_expected_and_read in wrong[:3]:
                    print("WRONG", rulebook.id, layout, damage, path_expected_and_read)
                for fld, counter in counts.items():
                    totals[fld].update(counter)
                    by_layout[layout].update(counter)
                    by_variant[layout, damage].update(counter)
    print_shares({", ".join(filter(None, name)): counter for name, counter in by_variant.items() if counter["missing"]})
    print("\nBy layout")
    print_shares(by_layout)
    print("\nBy field")
    print_shares({fld: totals[fld] for fld in FIELDS})
    every = sum(totals.values(), Counter())
    share = every["right"] / every.total()
    print(f"{every.total():,} values of {len(by_variant)} variants: {share:.1%} right, {every['wrong']} wrong")
    sys.exit(every["wrong"] > 0 or share < 0.97)


def print_shares(counters):
    for name, counter in counters.items():
        share = counter["right"] / counter.total()
        outcomes = (f"{outcome} {counter[outcome]:,}" for outcome in ("right", "wrong", "missing"))
        print(f"{name:60} {share:6.1%}  {'  '.join(outcomes)}")


if __name__ == "__main__":
    main()
