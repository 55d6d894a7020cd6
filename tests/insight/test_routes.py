"""Routes are the least that reaches, or loses, an overall rating: held against every assignment of new figures."""

from collections import Counter
from fractions import Fraction

import oracle
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hmip_rules import Report, Rulebook, load_report, load_rulebook, strategies
from hmip_rules.evaluate import evaluate
from hmip_rules.insight import routes
from hmip_rules.read import shipped_rulebooks

LEEDS, KIRKLEES = "examples/leeds-pdu-2024.yaml", "examples/kirklees-pdu-2024.yaml"


# Every assignment, rated by the oracle


def may_go(rules, answer, way, *, in_cases):
    """Every new figure of a key question in one direction, or the same, with how far it lies."""
    if answer in (None, oracle.NOT_APPLICABLE):
        return [(answer, 0)]
    if in_cases:
        now, of = int(answer["sufficient"]), int(answer["of"])
        return [({"sufficient": n, "of": of}, abs(n - now)) for n in range(of + 1) if (n - now) * way >= 0]
    now, step = oracle.banded(rules, oracle.exact(answer)), Fraction(rules["percentages"]["printed"]["to"])
    printed = [step * count for count in range(int(100 / step) + 1)]
    return [(answer, 0), *[(percent, abs(percent - now)) for percent in printed if (percent - now) * way > 0]]


def every_outcome(rules, standard, published, way, *, in_cases, judgements):
    """How many assignments to one standard give it which points, steps of judgement and distance."""
    names, worth = list(rules["ratings"]), rules["ratings"]
    _, status, counts = oracle.rate_standard(rules, published)
    if status == "taken":
        now = names.index(counts)
        to = [n for n in range(len(names)) if (n - now) * way >= 0] if judgements else [now]
        return Counter((worth[names[n]], abs(n - now), 0) for n in to)
    given = published["key_questions"]
    if None in [given[name] for name in standard["key_questions"]]:
        return Counter([(worth[counts], 0, 0)])
    of_percentages, *_ = oracle.rate_standard(rules, published | {"rating": None})
    found = Counter()
    assignments = [({}, 0)]
    for name in standard["key_questions"]:
        goes = may_go(rules, given[name], way, in_cases=in_cases)
        assignments = [({**made, name: new}, far + more) for made, far in assignments for new, more in goes]
    for made, far in assignments:
        rating, *_ = oracle.rate_standard(rules, {"rating": None, "key_questions": made})
        found[worth[counts if rating == of_percentages else rating], 0, far] += 1
    return found


def every_whole(rules, report, way, **how):
    """How many assignments to a whole report give it which score, steps of judgement and distance."""
    whole = Counter([(0, 0, 0)])
    for standard in rules["standards"]:
        key = oracle.key_of(standard)
        if not standard["counted"] or report["standards"][key]["rating"] == oracle.NOT_RATED:
            continue
        together = Counter()
        for (more, step, far), ways in every_outcome(rules, standard, report["standards"][key], way, **how).items():
            for (score, steps, distance), others in whole.items():
                together[score + more, steps + step, distance + far] += ways * others
        whole = together
    return whole


def least(whole, reached):
    """The least distance, and how many assignments have it, for each number of steps that makes it less."""
    found = []
    for steps in sorted({steps for _, steps, _ in whole}):
        far = [distance for score, step, distance in whole if step == steps and reached(score)]
        if far and (not found or min(far) < found[-1][1]):
            there = [(score, step, far_) for score, step, far_ in whole if (step, far_) == (steps, min(far))]
            found.append((steps, min(far), sum(whole[one] for one in there if reached(one[0]))))
    return found


def expected(book, report, way, edge, **how):
    whole = every_whole(book.model_dump(by_alias=True), report.model_dump(), way, **how)
    return least(whole, lambda score: (score - edge) * way >= 0)


def figures(found):
    return [(one.steps, one.size, one.ways) for one in found.cheapest]


# Rulebooks and reports


@st.composite
def reports(draw, book, figure):
    """Reports in which every rating that counts can be told; `figure` draws a percentage."""
    standards = {}
    ratings = st.sampled_from(book.names)
    for standard in book.standards:
        answers = {name: draw(st.one_of(figure, figure, st.just("not applicable"))) for name in standard.key_questions}
        if answers and draw(st.integers(0, 9)) == 0:
            answers[next(iter(answers))] = None
        published = draw(st.one_of(ratings, ratings, st.none(), st.just("not rated")))
        standards[standard.key] = {"rating": published, "key_questions": answers}
    return Report.model_validate({"standards": standards})


few_cases = st.integers(1, 5).flatmap(
    lambda of: st.integers(0, of).map(lambda sufficient: {"sufficient": sufficient, "of": of})
)
percent = st.one_of(st.integers(0, 100), st.integers(0, 1000).map(lambda tenths: str(Fraction(tenths, 10).__float__())))


def drawn(data, figure):
    book = data.draw(strategies.rulebooks())
    card = evaluate(book, data.draw(reports(book, figure)))
    assume(routes.has_routes(card))
    return book, card


def compare(book, card, *, in_cases):
    """Hold the routes to every rating, and the fall, against every assignment; count those compared."""
    bands = book.bands.overall[card.overall.bands].starts
    compared = 0
    for judgements in (False, True):
        how = {"in_cases": in_cases, "judgements": judgements}
        for rating in book.names:
            found = routes.routes(card, rating, judgements=judgements)
            assert (found is None) == (card.overall.score >= bands[rating])
            if found:
                assert figures(found) == expected(book, card.report, 1, bands[rating], **how)
                compared += 1
        found = routes.falls(card, judgements=judgements)
        assert (found is None) == (card.overall.rating == book.names[0])
        if found:
            assert figures(found) == expected(book, card.report, -1, bands[card.overall.rating] - 1, **how)
            compared += 1
    return compared


@given(st.data())
def test_in_cases_no_assignment_is_cheaper_and_as_many_are_as_cheap(data):
    book, card = drawn(data, few_cases)
    assert not routes.unknown_cases(card)
    assert compare(book, card, in_cases=True) == 2 * (len(book.names) - 1) + 2 * (
        card.overall.rating != book.names[0]
    ) - 2 * book.names.index(card.overall.rating)


@given(st.data())
def test_in_percentage_points_no_assignment_is_cheaper_and_as_many_are_as_cheap(data):
    book, card = drawn(data, percent)
    assume(book.percentages.printed.to >= 5)  # so that all can be tried
    assume(all(len(one.key_questions) < 3 for one in book.standards))
    assume(routes.unknown_cases(card))
    assert compare(book, card, in_cases=False) >= 2 * (len(book.names) > 1) - 2


# Every listed route does what it says


def written(card, changes):
    """The report with the changes made; ratings of the standards that land in another band are not published."""
    plain = card.report.model_dump()
    for change in changes:
        standard = plain["standards"][change.result.key]
        if change.steps:
            standard["rating"] = change.rating
            continue
        answers = dict(standard["key_questions"])
        for one in change.questions:
            of = one.question.answer.of or card.report.cases
            answers[one.question.id] = {"sufficient": int(one.percent_of(of)), "of": of}
    return plain
