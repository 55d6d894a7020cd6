"""Margins: what is said to lead to the next band leads there, and anything less does not."""

from fractions import Fraction
from itertools import product

import oracle
import pytest
from click.testing import CliRunner
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from hmip_rules import Report, Rulebook, load_report, load_rulebook, score, strategies
from hmip_rules.cli.score import main
from hmip_rules.files.library import shipped_rulebooks
from hmip_rules.insight.certainty.section import certainty_section
from hmip_rules.insight.counts import counts_rounding_to, percentage_counts
from hmip_rules.insight.margins.compute import margins
from hmip_rules.insight.margins.section import margins_section
from hmip_rules.model.percent import percentage
from hmip_rules.model.section import Table
from hmip_rules.scoring.evaluate import evaluate

WAYS = [("nearest", "up"), ("nearest", "down"), ("nearest", "even"), ("down", "up"), ("up", "up")]


def leeds():
    return margins(score(load_report(ROOT / "examples/leeds-pdu-2024.yaml")))


def with_answers(report, key, answers):
    """The report with other answers for one standard, and with its rating left out."""
    fields = report.model_dump()
    fields["standards"][key] = {"key_questions": fields["standards"][key]["key_questions"] | answers}
    return Report.model_validate(fields)


def rank(book, rating):
    return book.names.index(rating)


class TestCounts:
    def test_counts_of_a_percentage_are_all_that_round_to_it(self):
        compared = 0
        for of, percent, (by, ties) in product((1, 2, 7, 42, 82, 100, 150, 201), range(101), WAYS):
            rules = {"percentages": {"printed": {"to": 1, "by": by}, "ties": {"to": ties}}}
            every = [n for n in range(of + 1) if oracle.printed(rules, Fraction(100 * n, of)) == percent]
            assert list(counts_rounding_to(Fraction(percent), of, Fraction(1), by, ties)) == every
            compared += len(every)
        assert compared > 2000

    def test_a_finer_percentage_is_held_to_its_own_last_decimal(self, pdu):
        assert percentage_counts(pdu, percentage("51.2"), 82).sufficient == range(42, 43)  # 51.22 %
        assert percentage_counts(pdu, percentage("51.3"), 82).sufficient == range(0)

    @pytest.mark.parametrize(
        ("by", "ties", "sufficient"),
        [
            ("nearest", "up", range(1, 3)),  # of 200 cases 1 is 0.5 %, 2 are 1 % and 3 are 1.5 %
            ("nearest", "down", range(2, 4)),
            ("nearest", "even", range(2, 3)),
            ("down", "up", range(2, 4)),
            ("up", "up", range(1, 3)),
        ],
    )
    def test_a_percentage_stands_for_the_counts_that_its_rulebook_rounds_to_it(self, pdu, by, ties, sufficient):
        rounding = {"printed": {"to": 1, "by": by}, "ties": {"to": ties}, "banded": {"value": "rounded"}}
        book = Rulebook.model_validate(pdu.model_dump(by_alias=True) | {"percentages": rounding})
        assert percentage_counts(book, percentage(1), 200) == (200, sufficient)

    def test_published_counts_stand_for_themselves_whatever_the_number_of_cases(self, pdu):
        assert percentage_counts(pdu, percentage({"sufficient": 3, "of": 7}), None) == (7, range(3, 4))

    def test_none_are_known_without_cases(self, pdu):
        assert percentage_counts(pdu, percentage(51), None) is None
        assert percentage_counts(pdu, percentage(51), 0) is None


class TestKeyQuestions:
    @given(st.data())
    def test_the_points_lead_to_the_nearest_printed_percentage_of_the_next_band(self, data):
        book = data.draw(strategies.rulebooks())
        report = data.draw(strategies.reports(book))
        rules = book.model_dump()
        step = book.percentages.printed.to
        steps = [count * step for count in range(int(100 / step) + 1)]
        for standard in margins(evaluate(book, report)).standards:
            for question in standard.questions:
                own = rank(book, question.question.rating)
                ranks = {
                    printed: rank(book, oracle.rating_of(rules["bands"]["key_question"]["starts"], printed))
                    for printed in steps
                }
                above = [printed for printed in steps if ranks[printed] == own + 1]
                below = [printed for printed in steps if ranks[printed] == own - 1]
                assert (question.up and question.up.percent) == (min(above) if above else None)
                assert (question.down and question.down.percent) == (max(below) if below else None)
                for move in (question.up, question.down):
                    assert move is None or move.points == abs(move.percent - question.question.percent)

    @given(st.data())
    def test_the_cases_lead_to_the_next_band_and_one_fewer_does_not(self, data):
        book = data.draw(strategies.rulebooks())
        report = data.draw(strategies.reports(book))
        rules = book.model_dump()
        starts = rules["bands"]["key_question"]["starts"]

        def rank_of(count, of):
            return rank(book, oracle.rating_of(starts, oracle.banded(rules, Fraction(100 * count, of))))

        for standard in margins(evaluate(book, report)).standards:
            for question in standard.questions:
                if question.counts is None:
                    assert not any(move and move.cases for move in (question.up, question.down))
                    continue
                own, of = rank(book, question.question.rating), question.counts.of
                counts = [count for count in question.counts.sufficient if rank_of(count, of) == own]
                for move, sign in ((question.up, 1), (question.down, -1)):
                    if move is None:
                        continue
                    for count, cases in zip(counts[::-sign], move.cases, strict=True):
                        reached = rank_of(count + sign * cases, of)
                        with_one_less = rank_of(count + sign * (cases - 1), of)
                        assert sign * reached >= sign * rank(book, move.rating) > sign * with_one_less

    @pytest.mark.parametrize(
        ("percent", "up", "down"),
        [
            (50, range(30, 31), range(1, 2)),  # of 200 cases 99 are 49.5 %, printed as 50; but rated by exact figures
            (65, range(30, 31), range(1, 2)),  # 129 are 64.5 %
            (80, None, range(1, 2)),  # 159 are 79.5 %
            (49, range(2, 4), None),  # 97 or 98 to 100
        ],
    )
    def test_only_counts_that_give_the_rating_before_rounding_too_are_taken(self, pdu, percent, up, down):
        exact = pdu.model_dump(by_alias=True) | {
            "percentages": {"printed": {"to": 1, "by": "nearest"}, "ties": {"to": "up"}, "banded": {"value": "exact"}}
        }
        answers = {"P 2.1": {"key_questions": {"safety": percent}}}
        card = evaluate(Rulebook.model_validate(exact), Report(cases=200, standards=answers))
        ((margin,),) = [standard.questions for standard in margins(card).standards]
        assert (margin.up and margin.up.cases, margin.down and margin.down.cases) == (up, down)


class TestStandards:
    @pytest.mark.parametrize(
        ("percent", "up", "down"),
        [
            (20, {"Requires improvement"}, set()),
            (55, {"Good"}, {"Inadequate"}),
            (70, {"Outstanding"}, {"Requires improvement"}),
            (90, set(), {"Good"}),
        ],
    )
    def test_each_rating_but_the_last_has_a_next_one_on_both_sides(self, pdu, percent, up, down):
        answers = dict.fromkeys(("engagement", "desistance", "safety"), percent)
        (standard,) = margins(evaluate(pdu, Report(standards={"P 2.1": {"key_questions": answers}}))).standards
        moves = ({move.rating for move in side.values()} for side in (standard.up, standard.down))
        assert tuple(moves) == (up, down)

    @given(st.data())
    def test_the_moves_up_together_raise_it_and_no_one_of_them_can_be_left_out(self, data):
        book = data.draw(strategies.rulebooks())
        report = data.draw(strategies.reports(book))
        for standard in margins(evaluate(book, report)).standards:
            key, own = standard.result.key, standard.result.rating
            answers = {name: move.percent for name, move in standard.up.items()}
            for left_out in (None, *answers) if answers else ():
                moved = {name: value for name, value in answers.items() if name != left_out}
                assert (rating_of(book, report, key, moved) == own) == (left_out is not None)

    @given(st.data())
    def test_each_move_down_alone_lowers_it(self, data):
        book = data.draw(strategies.rulebooks())
        report = data.draw(strategies.reports(book))
        for standard in margins(evaluate(book, report)).standards:
            for name, move in standard.down.items():
                fallen = rating_of(book, report, standard.result.key, {name: move.percent})
                assert rank(book, fallen) == rank(book, standard.result.rating) - 1

    @given(st.data())
    def test_discretion_is_what_would_be_accepted_if_it_were_published(self, data):
        book = data.draw(strategies.rulebooks())
        report = data.draw(strategies.reports(book))
        for standard in margins(evaluate(book, report)).standards:
            key = standard.result.key
            accepted = []
            if standard.result.missing:
                assert standard.discretion == ()
                continue
            for rating in book.names:
                fields = report.model_dump()
                fields["standards"][key]["rating"] = rating
                accepted += [rating] if result_of(book, fields, key).status == "within_discretion" else []
            assert list(standard.discretion) == accepted

    def test_leeds(self):
        planning = leeds().standards[1]
        assert {name: (move.rating, move.points, move.cases) for name, move in planning.up.items()} == {
            "safety": ("Requires improvement", 16, range(13, 14))
        }
        assert planning.down == {}
        assert planning.discretion == ()

    def test_a_missing_key_question_leaves_no_move_up(self, pdu):
        answers = {"key_questions": {"engagement": 51, "desistance": 20}}
        (standard,) = margins(score(Report.model_validate({"standards": {"P 2.1": answers}}), pdu)).standards
        assert (standard.up, standard.down, standard.discretion) == ({}, {}, ())
        assert [question.question.id for question in standard.questions] == ["engagement", "desistance"]

    def test_the_smallest_fall_is_of_cases_where_all_are_known(self, pdu):
        of_many, of_few = {"sufficient": 100, "of": 150}, {"sufficient": 7, "of": 10}  # 67 and 70 %
        answers = {"key_questions": {"engagement": of_many, "desistance": of_few, "safety": 90}}
        report = Report.model_validate({"standards": {"P 2.1": answers}, "cases": 150})
        (standard,) = margins(score(report, pdu)).standards
        assert {name: move.cases for name, move in standard.down.items()} == {"desistance": range(1, 2)}


def rating_of(book, report, key, answers):
    return result_of(book, with_answers(report, key, answers), key).rating


def result_of(book, report, key):
    card = evaluate(book, Report.model_validate(report))
    return next(result for result in card.standards if result.key == key)


class TestScore:
    @pytest.mark.parametrize("rulebook_id", shipped_rulebooks())
    def test_the_points_lead_to_the_next_band_and_one_fewer_does_not(self, rulebook_id):
        book = load_rulebook(rulebook_id)
        bands = book.bands.overall[0]
        compared = 0
        for total in range(bands.max + 1):
            found = margins(evaluate(book, adding_up_to(book, total)))
            for move, sign in ((found.up, 1), (found.down, -1)):
                if move:
                    assert move.score == total + sign * move.points
                    assert bands.rating_of(move.score) == move.rating
                    assert bands.rating_of(move.score - sign) == bands.rating_of(total) != move.rating
                    compared += 1
            assert (found.up is None) == (bands.rating_of(total) == book.names[-1])
            assert (found.down is None) == (bands.rating_of(total) == book.names[0])
        assert compared > bands.max

    def test_there_is_none_while_the_score_is_not_determined(self, pdu):
        assert margins(score(Report(), pdu))[:3] == ((), None, None)


def adding_up_to(book, total):
    """A report of judged ratings whose points add up to a total: as many of the best as go into it."""
    standards = {}
    for key in book.included:
        points = min(total, max(book.ratings.values()))
        total -= points
        standards[key] = next(name for name, worth in book.ratings.items() if worth == points)
    return Report.model_validate({"standards": standards})


@pytest.mark.parametrize("rulebook", ["pdu-2024", "yjs-2021"])
def test_a_rating_within_discretion_leaves_it_where_the_next_printed_percentage_is_not_accepted(rulebook):
    """Every whole percentage, for every key question alike, with every published rating."""
    book = load_rulebook(rulebook)
    standard = next(standard for standard in book.standards if standard.key_questions)

    def at(percent, published):
        answers = {"rating": published, "key_questions": dict.fromkeys(standard.key_questions, percent)}
        return Report.model_validate({"standards": {standard.key: answers}})

    def status(percent, published):
        return result_of(book, at(percent, published), standard.key).status

    within = 0
    for percent, published in product(range(101), book.names):
        (found,) = margins(evaluate(book, at(percent, published))).standards
        if status(percent, published) != "within_discretion":
            assert found.leaves_discretion is None
            continue
        within += 1
        better = book.names.index(published) > book.names.index(found.result.rating)
        going = range(percent, -1, -1) if better else range(percent, 101)
        left = [percent for percent in going if status(percent, published) == "disagrees"]
        assert found.leaves_discretion.percent == left[0]
        assert found.leaves_discretion.points == abs(left[0] - percent)
    assert within > 10


def test_it_is_said_where_a_rating_within_discretion_leaves_it(pdu):
    def said(percent, rating):
        answers = {"engagement": percent, "desistance": percent, "safety": percent}
        report = Report(standards={"P 2.1": {"rating": rating, "key_questions": answers}})
        return " ".join(part for part in margins_section(evaluate(pdu, report)).body if isinstance(part, str))

    assert "allows the published rating: Good for P 2.1 (62%), but not at 59% or below." in said(62, "Good")
    assert "allows the published rating: Inadequate for P 2.1 (52%), but not at 56% or above." in said(52, "Inadequate")
    rules = pdu.model_dump(by_alias=True)
    rules["bands"]["key_question"]["starts"]["Requires improvement"] = 4
    pdu = Rulebook.model_validate(rules)
    assert "allows the published rating: Requires improvement for P 2.1 (2%)." in said(2, "Requires improvement")
    rules["bands"]["key_question"]["starts"]["Requires improvement"] = 6
    pdu = Rulebook.model_validate(rules)
    assert "allows the published rating: Requires improvement for P 2.1 (4%), but not at 0% or below." in said(
        4, "Requires improvement"
    )
    rules["bands"]["key_question"]["starts"]["Outstanding"] = 98
    rules["discretion"]["points"] = 2
    pdu = Rulebook.model_validate(rules)
    assert "allows the published rating: Good for P 2.1 (98%)." in said(98, "Good")  # 100.5 % would be outside


def test_discretion_is_left_by_cases_of_the_lowest_key_question(pdu):
    answers = {"engagement": 90, "desistance": 80, "safety": 62}
    report = Report(cases=100, standards={"P 2.1": {"rating": "Good", "key_questions": answers}})
    (standard,) = margins(evaluate(pdu, report)).standards
    assert (standard.leaves_discretion.percent, standard.leaves_discretion.cases) == (59, range(3, 4))


def test_a_figure_that_no_number_of_cases_gives_is_named_as_it_was_published(pdu):
    answers = {"engagement": 61.5, "desistance": 70, "safety": 70}
    report = Report(cases=100, standards={"P 2.1": {"key_questions": answers}})
    (table,) = [part for part in margins_section(evaluate(pdu, report)).body if isinstance(part, Table)]
    assert table.rows[0][3] == "+3 (61.5% is not possible with 100 cases)"


@pytest.mark.parametrize(
    ("cases", "up", "down"),
    [
        (82, "+14 (11 cases)", "-2 (2 cases)"),  # 51 % are 42; Good starts at 52.89, Requires improvement at 40.59
        (200, "+14 (27 or 28 cases)", "-2 (3 or 4 cases)"),  # 101 or 102; 129 and 99
        (300, "+14 (40 to 42 cases)", "-2 (4 to 6 cases)"),  # 152 to 154; 193.5 and 148.5
    ],
)
def test_where_a_percentage_stands_for_several_counts_so_does_its_margin(pdu, cases, up, down):
    answers = {"engagement": 51, "desistance": 70, "safety": 70}
    report = Report(cases=cases, standards={"P 2.1": {"key_questions": answers}})
    (table,) = [part for part in margins_section(evaluate(pdu, report)).body if isinstance(part, Table)]
    assert table.rows[0][3:] == (up, down)


def test_every_rule_that_the_margin_of_the_score_leans_on_is_named():
    book = load_rulebook("yjs-2021")
    standards = {standard.key: "Good" for standard in book.standards}
    made = margins_section(evaluate(book, Report(standards=standards)))
    named = {rule["rule"] for rule in made.plain["leans_on"]}
    assert named >= {"stands_on.standards", "stands_on.judgement", "stands_on.max_score", "bands.overall"}


def test_no_cases_are_counted_where_those_stated_are_of_several_domains():
    book = load_rulebook("yjs-2021")
    domains = {standard.domain: standard for standard in book.standards if standard.key_questions}
    assert len(domains) == 2
    standards = {
        standard.key: {"key_questions": dict.fromkeys(standard.key_questions, 60)} for standard in domains.values()
    }
    both = score(Report(cases=30, standards=standards), book)
    assert {question.counts for standard in margins(both).standards for question in standard.questions} == {None}
    for section in (margins_section(both), certainty_section(both)):
        assert any("30 cases may be divided between several domains" in str(part) for part in section.body)
    for left_out in domains.values():
        rest = {standard.key: "not rated" for standard in book.standards if standard.domain == left_out.domain}
        alone = margins(score(Report(cases=30, standards=standards | rest), book))
        counts = [question.counts for standard in alone.standards for question in standard.questions]
        assert {count.of for count in counts} == {30}


def test_each_key_question_has_its_own_moves(pdu):
    answers = {"engagement": {"sufficient": 26, "of": 40}, "desistance": {"sufficient": 8, "of": 12}}
    card = evaluate(
        pdu, Report(standards={"P 2.1": {"key_questions": answers | {"safety": {"sufficient": 2, "of": 3}}}})
    )
    (table,) = [part for part in margins_section(card).body if isinstance(part, Table)]
    assert [row[3:] for row in table.rows] == [
        ("+15 (6 cases)", "-1 (1 case)"),
        ("+13 (2 cases)", "-3 (1 case)"),
        ("+13 (1 case)", "-3 (1 case)"),
    ]


def test_a_file_that_cannot_be_read_has_no_margins():
    result = CliRunner().invoke(main, ["--margins", "nowhere.yaml"])
    assert result.exit_code == 2
    assert "Margins" not in result.output
