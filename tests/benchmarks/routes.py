"""Routes to the next better overall rating, and the fall, for reports of every rulebook; beside scoring them."""

from collections.abc import Iterator
from functools import partial
from random import Random
from time import process_time

from benchmarks import beside

from hmip_rules import Report, load_rulebook
from hmip_rules.files.library import shipped_rulebooks
from hmip_rules.insight.routes.compute import has_routes, losing_routes, next_better_rating, routes
from hmip_rules.scoring.evaluate import evaluate

REPORTS, CASES = 50, 82


def measure(rounds: int) -> Iterator[str]:
    work, score = {}, {}
    for name in shipped_rulebooks():
        book = load_rulebook(name)
        cards = [card for card in _cards(book) if has_routes(card)]
        assert len(cards) == REPORTS
        score[name] = name
        work[name] = partial(_each, partial(evaluate, book), [card.report for card in cards])
        for judgements in (False, True):
            also = f"{name}, routes{', also of judgements' * judgements}"
            score[also] = name
            work[also] = partial(_each, partial(_routes, judgements=judgements), cards)
    seconds = beside.medians(work, rounds, process_time)
    width = max(map(len, work)) + 2
    yield f"{'':{width}}{'ms a report':>12}{'x scoring it':>15}"
    for name, taken in seconds.items():
        yield f"{name:{width}}{taken * 1000 / REPORTS:12.2f}{taken / seconds[score[name]]:15.0f}"


def _each(function, values):
    for value in values:
        function(value)


def _routes(card, *, judgements):
    better = next_better_rating(card)
    return better and routes(card, better, judgements=judgements), losing_routes(card, judgements=judgements)


def _cards(book):
    """The same reports each time, of every level, with every rating and percentage."""
    random = Random(book.id)
    for _ in range(REPORTS):
        floor = random.randint(0, CASES - 10)
        standards = {standard.key: _standard(book, standard, random, floor) for standard in book.standards}
        yield evaluate(book, Report.model_validate({"cases": CASES, "standards": standards}))


def _standard(book, standard, random, floor):
    if not standard.key_questions:
        return {"rating": random.choice(book.names)}
    asked = {name: {"sufficient": random.randint(floor, CASES), "of": CASES} for name in standard.key_questions}
    return {"key_questions": asked}
