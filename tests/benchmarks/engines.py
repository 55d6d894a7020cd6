"""Reports one by one, explained and bare, beside zen-engine, CEL and Python by hand."""

import json
from collections import Counter
from collections.abc import Iterator
from functools import partial
from random import Random
from time import process_time

import cel
import zen
from benchmarks import beside, rivals

from hmip_rules import Report, load_rulebook, score
from hmip_rules.scoring.checks import check
from hmip_rules.scoring.evaluate import evaluate
from hmip_rules.tables.columns import percentage_column, standard_column
from hmip_rules.wording import reasons

REPORTS = 300
NEW_RUNTIME = "zen-engine{}, as its README calls it: a new runtime each time"


def measure(rounds: int) -> Iterator[str]:
    book = load_rulebook("pdu-2024")
    reports = list(_reports(book))
    yield from _explained(book, reports, rounds)
    yield ""
    yield from _bare(book, reports, rounds)


def _explained(book, reports, rounds):
    contexts = [rivals.explained_context(report) for report in reports]
    built = [Report.model_validate(report) for report in reports]
    graph = rivals.explained_graph(book.model_dump(by_alias=True))
    engine, decision = _loaded(graph), _as_in_its_readme(graph)
    traced = {"trace": True}

    def scored(report):
        card = evaluate(book, report)
        return card, list(check(card))

    def in_words(report):
        card, found = scored(report)
        return (
            [reasons.why_rating(card, result) for result in card.standards],
            (reasons.why_score(card), reasons.why_overall_rating(card)),
            card.unconfirmed_rules,
            found,
        )

    statuses = Counter()
    for report, context in zip(built, contexts, strict=True):
        card, _ = scored(report)
        assert _ours(book, card) == _theirs(engine.evaluate("rules", context, traced)["result"]), report
        assert score(report, book).standards == card.standards
        statuses.update(result.status for result in card.standards if result.key_questions)
    yield f"{len(reports)} reports of {book.id}; of their {statuses.total()} assessed standards " + ", ".join(
        f"{number} {status.replace('_', ' ')}" for status, number in statuses.most_common()
    )
    zen_traced = "zen-engine, traced, static loader"
    yield from _table(
        {
            zen_traced: (lambda context: engine.evaluate("rules", context, traced), contexts),
            NEW_RUNTIME.format(", traced"): (lambda context: decision.evaluate(context, traced), contexts),
            "evaluate and check, from plain values": (lambda plain: scored(Report.model_validate(plain)), reports),
            "evaluate and check, from a Report": (scored, built),
            "the same, with every reason in words": (in_words, built),
            "score(), which also checks that the report fits": (lambda report: score(report, book), built),
        },
        {"x zen": zen_traced},
        rounds,
    )


def _bare(book, reports, rounds):
    rules = book.model_dump(by_alias=True)
    graph = rivals.bare_graph(rules)
    engine, decision = _loaded(graph), _as_in_its_readme(graph)
    program = cel.compile(rivals.bare_expression(rules))
    rows = [_row(book, report) for report in reports]
    prepared = [cel.Context(variables=row) for row in rows]
    for report, row, context in zip(reports, rows, prepared, strict=True):
        expected = rivals.by_hand(row)
        assert _score_and_rating(book, report) == expected
        assert tuple(program.execute(row)) == tuple(program.execute(context)) == expected
        assert tuple(engine.evaluate("rules", row)["result"][name] for name in ("total", "overall")) == expected
    by_hand, zen_bare, compiled = "by hand, on integers", "zen-engine, static loader", "CEL in Rust, compiled"
    yield f"The rating alone, from {len(rows[0])} integers"
    yield from _table(
        {
            by_hand: (rivals.by_hand, rows),
            compiled: (program.execute, rows),
            "CEL in Rust, compiled, its context prepared untimed": (program.execute, prepared),
            zen_bare: (lambda row: engine.evaluate("rules", row), rows),
            NEW_RUNTIME.format(""): (decision.evaluate, rows),
        },
        {"x by hand": by_hand, "x CEL": compiled, "x zen": zen_bare},
        rounds,
    )


def _table(work, ratios, rounds):
    """Run each piece of work on all reports in turn; show what one report takes, in processor time."""
    runs = {name: partial(_run, function, given) for name, (function, given) in work.items()}
    return beside.table(beside.medians(runs, rounds, process_time), ratios, "us", 1e6 / REPORTS)


def _run(function, given):
    for value in given:
        function(value)


def _loaded(graph):
    return zen.ZenEngine({"loader": {"type": "static", "content": {"rules": graph}}})


def _as_in_its_readme(graph):
    return zen.ZenEngine().create_decision(json.dumps(graph))


def _reports(book):
    """The same reports each time, of every level: complete, most as the rules give them, some not."""
    random = Random(book.id)
    for _ in range(REPORTS):
        floor = random.randint(0, 80)
        standards = {standard.key: _standard(book, standard, random, floor) for standard in book.standards}
        overall = evaluate(book, Report.model_validate({"standards": standards})).overall
        published = overall.score + (random.random() < 0.05)
        rating = book.bands.overall[0].rating_of(published)
        yield {
            "rulebook": book.id,
            "standards": standards,
            "overall": {"score": published, "max_score": overall.max_score, "rating": rating},
        }


def _standard(book, standard, random, floor):
    if not standard.key_questions:
        return {"rating": random.choice(book.names)}
    asked = {name: random.randint(floor, 100) for name in standard.key_questions}
    report = Report.model_validate({"standards": {standard.key: {"key_questions": asked}}})
    (rating,) = (result.rating for result in evaluate(book, report).standards if result.key == standard.key)
    place = book.names.index(rating) + random.choices([0, 1, -1], [90, 5, 5])[0]
    return {"rating": book.names[min(max(place, 0), len(book.names) - 1)], "key_questions": asked}


def _row(book, report):
    row = {}
    for key, published in report["standards"].items():
        if "key_questions" not in published:
            row[standard_column(book.by_key[key])] = book.ratings[published["rating"]]
        for name, percent in published.get("key_questions", {}).items():
            row[percentage_column(book.by_key[key], name)] = percent
    return row


def _score_and_rating(book, report):
    """What the evaluator makes of what a row holds: no ratings of standards that have percentages."""
    standards = {
        key: {"key_questions": published["key_questions"]} if "key_questions" in published else published
        for key, published in report["standards"].items()
    }
    overall = evaluate(book, Report.model_validate({"standards": standards})).overall
    return overall.score, overall.rating


def _ours(book, card):
    standards = [
        (
            result.key,
            [(question.id, question.rating) for question in result.key_questions],
            list(result.decided_by),
            result.rating,
            result.status,
            book.ratings[result.scored[0]],
        )
        for result in card.standards
    ]
    overall = card.overall
    return standards, overall.score, overall.max_score, overall.rating, overall.status


def _theirs(result):
    standards = [
        (
            standard["key"],
            [(question["id"], question["rating"]) for question in standard["key_questions"]],
            standard["decided_by"],
            standard["rating"],
            standard["status"],
            standard["points"],
        )
        for standard in result["standards"]
    ]
    return standards, result["total"], result["max_score"], result["overall"], result["overall_status"]
