"""Another engine, zen-engine, decides the same reports by the same rulebooks, and has to come to the same ratings."""

from itertools import chain
from random import Random

from oracle import key_of
from scoring import decision_model

from hmip_rules import Report, load_rulebook
from hmip_rules.files.library import shipped_rulebooks
from hmip_rules.scoring.evaluate import evaluate

REPORTS = 3000  # of each rulebook


def test_20_000_reports_of_all_rulebooks_are_rated_as_another_engine_rates_them():
    reports = ratings = 0
    for rulebook_id in shipped_rulebooks():
        book = load_rulebook(rulebook_id)
        rules = book.model_dump(by_alias=True)
        model = decision_model.decision(rules)
        reached = set()
        for number, standards in enumerate(reports_of(rules)):
            theirs = decision_model.evaluate(model, standards)
            ours = evaluate(book, Report.model_validate({"standards": standards}))
            assert shown(ours) == expected(theirs), f"{rulebook_id}, report {number}: {standards}"
            reached.add((theirs["overall"], theirs["max_score"]))
            reports += 1
            ratings += len(standards) + 1
        assert reached == {(name, bands["max"]) for bands in rules["bands"]["overall"] for name in bands["starts"]}
    assert reports == REPORTS * len(shipped_rulebooks()) >= 20_000
    assert ratings == REPORTS * sum(len(load_rulebook(name).standards) + 1 for name in shipped_rulebooks())


def shown(card):
    standards = {result.key: result.rating if result.is_rated else "not rated" for result in card.standards}
    return standards, card.overall.score, card.overall.max_score, card.overall.rating


def expected(theirs):
    standards = {standard["key"]: standard["rating"] for standard in theirs["standards"]}
    return standards, theirs["total"], theirs["max_score"], theirs["overall"]


def test_half_of_the_percentages_lie_within_2_of_a_bands_edge():
    rules = load_rulebook("pdu-2024").model_dump(by_alias=True)
    given = chain.from_iterable(report.values() for report in reports_of(rules))
    asked = chain.from_iterable(standard.get("key_questions", {}).values() for standard in given)
    percentages = [answer for answer in asked if answer != "not applicable"]
    near = [percent for percent in percentages if any(abs(percent - edge) <= 2 for edge in edges_of(rules))]
    assert len(percentages) > 20_000
    assert len(near) / len(percentages) > 0.5


def reports_of(rules):
    """The same reports each time: in each everything is known, and some standards were not rated."""
    random = Random(rules["id"])
    for _ in range(REPORTS):
        floor = random.randint(0, 100)  # reports of every level, so that every overall rating comes up
        without = random.choice(rules["bands"]["overall"])["without"]
        yield {key_of(standard): _published(random, rules, standard, floor, without) for standard in rules["standards"]}


def _published(random, rules, standard, floor, without):
    """Percentages, for the most part; where there are any no rating, so that discretion plays no part."""
    if key_of(standard) in without or (not standard["counted"] and random.random() < 0.5):
        return {"rating": "not rated"}
    if not standard["key_questions"] or random.random() < 0.1:
        worse = sum(edge <= floor for edge in edges_of(rules))
        return {"rating": random.choice(list(rules["ratings"])[worse:])}
    answers = {name: _answer(random, rules, floor) for name in standard["key_questions"]}
    name = random.choice(list(answers))  # at least one key question fits a case
    return {"key_questions": answers | {name: _percentage(random, rules, floor)}}


def _answer(random, rules, floor):
    return "not applicable" if random.random() < 0.15 else _percentage(random, rules, floor)


def _percentage(random, rules, floor):
    if random.random() < 0.5:
        return random.randint(floor, 100)
    edges = edges_of(rules)
    near = random.choice([edge for edge in edges if edge >= floor] or edges[-1:]) + random.randint(-2, 2)
    return min(max(near, 0), 100)


def edges_of(rules):
    return [int(start) for start in rules["bands"]["key_question"]["starts"].values()][1:]
