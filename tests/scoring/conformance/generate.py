"""Write the conformance vectors of every rulebook: `PYTHONPATH=tests python -m scoring.conformance.generate`.

What is expected comes from the oracle, in plain loops; the evaluator has no part in it. docs/conformance.md says
what the columns are.
"""

import csv
import io
from itertools import chain, combinations_with_replacement, product
from pathlib import Path

from oracle import NOT_RATED, key_of, overall_starts, rating_of

from hmip_rules import load_rulebook
from hmip_rules.files.library import shipped_rulebooks

FOLDER = Path(__file__).parent
FEW = 4**7  # so many combinations of ratings are all written down


def vectors(rules):
    """The text of a rulebook's file: its vectors as CSV."""
    text = io.StringIO()
    columns = ["standard", "key_question", "percent", "rating"]
    columns += [*map(key_of, rules["standards"]), "score", "max_score", "overall_rating"]
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(percentages(rules))
    for entry in rules["bands"]["overall"]:
        writer.writerows(totals(rules, set(entry["without"])))
    return text.getvalue()


def percentages(rules):
    """Every whole percentage at every key question, the others of its standard at 100."""
    for standard in rules["standards"]:
        for name, percent in product(standard["key_questions"], range(101)):
            rating = rating_of(rules["bands"]["key_question"]["starts"], percent)
            yield {"standard": key_of(standard), "key_question": name, "percent": percent, "rating": rating}


def totals(rules, not_rated):
    """Points of the standards, and what they come to where the given standards were not rated."""
    counted = [key_of(standard) for standard in rules["standards"] if standard["counted"]]
    others = [key_of(standard) for standard in rules["standards"] if not standard["counted"]]
    rated = [key for key in counted if key not in not_rated]
    points = list(rules["ratings"].values())
    any_rating = [NOT_RATED, *points]  # of standards that do not count: it must make no difference
    starts, maximum = overall_starts(rules, not_rated)
    for number, mix in enumerate(mixes(points, len(rated))):
        expected = {"score": sum(mix), "max_score": maximum, "overall_rating": rating_of(starts, sum(mix))}
        given = dict.fromkeys(not_rated, NOT_RATED) | dict.fromkeys(others, any_rating[number % len(any_rating)])
        yield given | dict(zip(rated, mix, strict=True)) | expected


def mixes(points, standards):
    """All combinations of points where they are few; else every mix, turned so that each standard gets each part."""
    if len(points) ** standards <= FEW:
        return product(points, repeat=standards)
    every = combinations_with_replacement(points, standards)
    return dict.fromkeys(chain.from_iterable(turns(mix) for mix in every))


def turns(mix):
    return [mix[start:] + mix[:start] for start in range(len(mix))]


def main():
    for rulebook_id in shipped_rulebooks():
        rules = load_rulebook(rulebook_id).model_dump(by_alias=True)
        (FOLDER / f"{rulebook_id}.csv").write_text(vectors(rules), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
