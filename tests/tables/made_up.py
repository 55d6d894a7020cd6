"""Made-up rows for any rulebook, right and wrong, and what the evaluator makes of each."""

import re
from fractions import Fraction
from itertools import product
from random import Random

import polars as pl

from hmip_rules import Report
from hmip_rules.scoring.evaluate import evaluate

WRONG = (-1, 101, 100.5, -0.001, float("inf"), float("-inf"))


def column(key):
    """By the words of the contract: lower case, _ for whatever is no letter or digit, s before a leading digit."""
    name = re.sub(r"[^a-z0-9]", "_", key.lower())
    return f"s{name}" if name[0].isdigit() else name


def table_of(book, number, *, whole=False):
    """A table of rows for a rulebook: the same each time.

    Args:
        whole: whether all percentages are whole numbers.
    """
    random = Random(book.id)
    made = [*(row_of(book, random, whole=whole) for _ in range(number)), *edge_rows(book, whole=whole)]
    numbered = [row | {"id": place} for place, row in enumerate(made)]
    return pl.DataFrame(numbered, schema=schema_of(book, whole=whole))


def edge_rows(book, *, whole):
    """Every standard at every edge of a band and of the margin of discretion, with every published rating."""
    nothing = dict.fromkeys(schema_of(book, whole=whole))
    for standard in book.standards:
        names = [f"{column(standard.key)}_{column(question)}" for question in standard.key_questions]
        for value, published in product(edge_values(book, whole=whole), (None, "not rated", *book.names)):
            yield nothing | {column(standard.key): published} | dict.fromkeys(names, value)


def edge_values(book, *, whole):
    """Percentages at the edges and beside them; 49.5 and what lies next to it as floats among them."""
    edges = [int(start) for start in book.bands.key_question.starts.values()] if book.bands.key_question else []
    shifts = (
        (-6, -5, -1, 0, 1, 5, 6)
        if whole
        else (-6, -5.5, -5.4, -5, -1, -0.6, -0.5, -0.4999999, 0, 4.9, 5, 5.4999999, 5.5)
    )
    return [0, 100, *(edge + shift for edge in edges[1:] for shift in shifts)]


def schema_of(book, *, whole):
    types = {"id": pl.Int64}
    for standard in book.standards:
        types[column(standard.key)] = pl.String
        for question in standard.key_questions:
            name = f"{column(standard.key)}_{column(question)}"
            types |= {name: pl.Int64 if whole else pl.Float64, f"{name}_not_applicable": pl.Boolean}
    return types | {"overall_score": pl.Int64, "overall_max_score": pl.Int64, "overall_rating": pl.String}


def row_of(book, random, *, whole):
    gaps, right = random.choice([0, 0, 0, 0.1, 0.5, 1]), random.random() < 0.5
    row = {}
    worst = random.choice(book.names)  # so that rows of every level, and every overall rating, come up
    floor = int(book.bands.key_question.starts[worst]) if book.bands.key_question else 0
    entry = random.choice(book.bands.overall)
    without = entry.without if random.random() < 0.8 else (random.choice(book.standards).key,)
    for standard in book.standards:
        published = (
            None
            if random.random() < max(gaps, 0.1)
            else random.choice([worst, random.choice(book.names[book.names.index(worst) :])])
        )
        row[column(standard.key)] = "not rated" if standard.key in without else published
        for question in standard.key_questions:
            name = f"{column(standard.key)}_{column(question)}"
            answer = None if random.random() < gaps else percent_of(book, random, floor, whole=whole)
            fits = answer is not None or random.random() < 0.5
            row |= {name: answer, f"{name}_not_applicable": not fits}
    row |= {"overall_score": None, "overall_max_score": None, "overall_rating": None}
    if right:
        put_right(book, row, random)
    if random.random() < 0.8:
        publish_overall(book, row, random, right=right)
    if random.random() < 0.15:
        spoil(row, random, whole=whole)
    return row


def put_right(book, row, random):
    """Publish for each standard what its percentages give, or now and then the rating beside it."""
    for result in evaluate(book, report_of(book, row)).standards:
        if result.is_recomputed and result.published and result.possible:
            place = book.names.index(result.possible[-1]) + random.choice([0, 0, 0, 0, 0, 0, -1, 1])
            row[column(result.key)] = book.names[min(max(place, 0), len(book.names) - 1)]


def publish_overall(book, row, random, *, right):
    """Publish a score, its maximum and an overall rating: what follows from the row, or anything."""
    overall = evaluate(book, report_of(book, row)).overall
    row["overall_score"] = random.choice(
        overall.allowed_totals if right else [*overall.totals, random.randint(0, 40), None]
    )
    row["overall_rating"] = random.choice(overall.allowed if right else [*book.names, None])
    row["overall_max_score"] = overall.max_score if right else random.choice([overall.max_score, 25, None])


def percent_of(book, random, floor, *, whole):
    """Any percentage, and half of the time one at an edge of a band or of the margin of discretion, or beside it."""
    if random.random() < 0.5 or book.bands.key_question is None:
        value = Fraction(random.randint(floor * 10, 1000), 10)
    else:
        edge = random.choice([start for start in book.bands.key_question.starts.values() if start >= floor])
        value = (
            edge
            + random.choice([-5, 0, 5])
            + random.choice([Fraction(n, 10) for n in (-10, -6, -5, -4, 0, 4, 5, 6, 10)])
        )
    value = min(max(value, 0), 100)
    return round(value) if whole else float(value)


def spoil(row, random, *, whole):
    """Put something into the row that no report could have."""
    asked = [name for name, value in row.items() if value is not None and name not in ("id", "overall_max_score")]
    name = random.choice(asked)
    if name.endswith("_not_applicable"):
        row |= {name: True, name.removesuffix("_not_applicable"): 50}
    elif name == "overall_score":
        row[name] = -1
    elif isinstance(row[name], str):
        row[name] = "Goood"
    else:
        row[name] = random.choice([-1, 101] if whole else WRONG)


def report_of(book, row):
    standards = {}
    for standard in book.standards:
        questions = {}
        for question in standard.key_questions:
            name = f"{column(standard.key)}_{column(question)}"
            questions[question] = "not applicable" if row[f"{name}_not_applicable"] else row[name]
        standards[standard.key] = {"rating": row[column(standard.key)], "key_questions": questions}
    overall = {name: row[f"overall_{name}"] for name in ("score", "max_score", "rating") if f"overall_{name}" in row}
    return Report.model_validate({"standards": standards, "overall": overall})


def is_spoilt(book, row):
    """Whether no report could say this, by plain reading of the row."""
    for standard in book.standards:
        if row[column(standard.key)] not in (None, "not rated", *book.names):
            return True
        for question in standard.key_questions:
            name = f"{column(standard.key)}_{column(question)}"
            value = row[name]
            if value is not None and (not 0 <= value <= 100 or row[f"{name}_not_applicable"]):
                return True
    scores = [row["overall_score"], row["overall_max_score"]]
    return row["overall_rating"] not in (None, *book.names) or any(score is not None and score < 0 for score in scores)


def expected(book, row):
    """The added columns by the evaluator."""
    asked = [standard for standard in book.standards if standard.key_questions]
    if is_spoilt(book, row):
        nothing = {f"{column(standard.key)}_{end}": None for standard in asked for end in ("recomputed", "decided_by")}
        ends = dict.fromkeys(("score", "rating", "score_low", "score_high", "rating_low", "rating_high"))
        return nothing | ends | {"status": "unreadable"}
    card = evaluate(book, report_of(book, row))
    wanted = {}
    for result in card.standards:
        if result.standard.key_questions:
            key = column(result.standard.key)
            wanted[f"{key}_recomputed"] = result.rating if result.is_recomputed else None
            wanted[f"{key}_decided_by"] = ", ".join(result.decided_by) or None
    overall = card.overall
    return wanted | {
        "score": overall.score,
        "rating": overall.rating,
        "score_low": overall.totals[0],
        "score_high": overall.totals[-1],
        "rating_low": overall.possible[0],
        "rating_high": overall.possible[-1],
        "status": str(card.status),
    }
