"""A report beside the previous one: what rose and fell agrees with the ratings, and chance with what others work out."""

import json
import subprocess
import sys
from fractions import Fraction
from itertools import product
from math import hypot, isclose

import oracle
import pytest
from click.testing import CliRunner
from conftest import ROOT
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import binom, binomtest

from hmip_rules import Report, Rulebook, load_report, load_rulebook, strategies
from hmip_rules.cli.score import main
from hmip_rules.insight import samples as samples_module
from hmip_rules.insight.counts import Counts
from hmip_rules.insight.since.chance import STATISTICS_NEEDED, is_beyond_chance, movement_interval
from hmip_rules.insight.since.compute import since
from hmip_rules.insight.since.section import since_section
from hmip_rules.model.percent import Percentage
from hmip_rules.model.section import Table
from hmip_rules.scoring.evaluate import evaluate
from hmip_rules.wording.layout import columns, wrapped

LEEDS = ROOT / "examples/leeds-pdu-2024.yaml"
KIRKLEES = ROOT / "examples/kirklees-pdu-2024.yaml"
OPPOSITE = {"rose": "fell", "fell": "rose", "same": "same", None: None}


def counts(sufficient, of):
    return Counts(of, (sufficient,))


def interval(before, after):
    """The interval of a movement between two (sufficient, of), as proportions."""
    found = movement_interval(counts(*before), counts(*after))
    return found.low / 100, found.high / 100


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        # examples of Newcombe (1998), as worked by method 10 in https://www.lexjansen.com/wuss/2016/127_Final_Paper_PDF.pdf
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1),
    ],
)
def test_the_interval_is_the_published_one(first, second, low, high):
    """The published difference is the first proportion less the second, a movement the second less the first."""
    assert interval(second, first) == pytest.approx((low, high), abs=0.00005)
    assert interval(first, second) == pytest.approx((-high, -low), abs=0.00005)


samples = st.integers(1, 300).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@given(samples, samples)
def test_the_interval_follows_from_the_wilson_intervals_of_both_sides(before, after):
    """Newcombe's formula over intervals that SciPy works out."""
    (p, low_p, high_p), (q, low_q, high_q) = (wilson(*sample) for sample in (before, after))
    expected = (q - p - hypot(q - low_q, high_p - p), q - p + hypot(high_q - q, p - low_p))
    assert interval(before, after) == pytest.approx(expected, abs=1e-9)


def wilson(sufficient, of):
    found = binomtest(sufficient, of).proportion_ci(0.95, method="wilson")
    return sufficient / of, found.low, found.high


several = st.integers(1, 400).flatmap(
    lambda of: st.tuples(st.just(of), st.integers(0, of), st.integers(0, 4)).map(
        lambda drawn: Counts(drawn[0], tuple(range(drawn[1], min(drawn[0], drawn[1] + drawn[2]) + 1)))
    )
)


@given(several, several)
def test_where_several_counts_are_possible_the_interval_holds_that_of_each(before, after):
    found = movement_interval(before, after)
    pairs = product(before.sufficient, after.sufficient)
    each = [interval((first, before.of), (second, after.of)) for first, second in pairs]
    assert isclose(found.low, 100 * min(low for low, _ in each), abs_tol=1e-9)
    assert isclose(found.high, 100 * max(high for _, high in each), abs_tol=1e-9)


def test_no_interval_where_no_number_of_cases_gives_a_percentage():
    assert movement_interval(Counts(10, ()), counts(5, 10)) is None
    assert movement_interval(counts(5, 10), Counts(10, ())) is None


@pytest.mark.parametrize("true", [0.3, 0.5, 0.8])
def test_chance_alone_shows_about_one_movement_in_twenty_as_more(true):
    """Every outcome of two samples of 42 and 30 cases, each weighed by how often it comes where nothing changed."""
    beyond = sum(
        binom.pmf(before, 42, true) * binom.pmf(after, 30, true)
        for before, after in product(range(43), range(31))
        if is_beyond_chance(
            Fraction(100 * after, 30) - Fraction(100 * before, 42),
            movement_interval(counts(before, 42), counts(after, 30)),
        )
    )
    assert 0.03 < beyond < 0.06


@st.composite
def two_reports(draw, *, complete=False):
    """A rulebook, and two reports by it."""
    book = draw(strategies.rulebooks())
    return book, *(draw(strategies.reports(book, complete=complete)) for _ in range(2))


@st.composite
def two_cards(draw):
    """Two reports, by one rulebook, by two with the same standards, or by two that have nothing in common."""
    book, before, after = draw(two_reports())
    which = draw(st.sampled_from(["same", "changed", "other"]))
    if which == "other":
        other = draw(strategies.rulebooks())
        return evaluate(other, draw(strategies.reports(other))), evaluate(book, after)
    return evaluate(book if which == "same" else changed(book), before), evaluate(book, after)


def changed(book):
    """The same standards by other rules of rounding and without discretion."""
    fields = book.model_dump(by_alias=True)
    how = {"printed": fields["percentages"]["printed"], "ties": {"to": "down"}, "banded": {"value": "exact"}}
    return Rulebook.model_validate({**fields, "percentages": how, "discretion": None})


@given(two_reports(complete=True))
def test_rose_and_fell_agree_with_the_ratings_of_the_oracle(drawn):
    book, before, after = drawn
    found = since(evaluate(book, before), evaluate(book, after))
    rules = book.model_dump(by_alias=True)
    old, new = (oracle.score(rules, oracle_report(report)) for report in (before, after))
    assert [standard.after.key for standard in found.standards] == list(book.by_key)
    for standard in found.standards:
        (was,), (is_now,) = old["counts"][standard.before.key], new["counts"][standard.after.key]
        assert standard.went == direction(book, was, is_now)
    (was,), (is_now,) = old["overall"], new["overall"]
    assert found.went == direction(book, was, is_now)
    assert found.points == new["totals"].pop() - old["totals"].pop()


def oracle_report(report):
    return {"standards": {}, "overall": {}} | report.model_dump(exclude_none=True, mode="json")


def direction(book, before, after):
    names = list(book.ratings)
    was, is_now = names.index(before), names.index(after)
    return "rose" if is_now > was else "fell" if is_now < was else "same"


@given(two_cards())
def test_from_the_other_side_what_rose_fell_and_movements_turn_round(cards):
    found, back = since(*cards), since(*reversed(cards))
    assert back.went == OPPOSITE[found.went]
    assert found.points is None or back.points == -found.points
    assert sorted(swapped(back), key=str) == sorted(seen(found), key=str)


def seen(found):
    for standard in found.standards:
        for question in standard.questions or [None]:
            keys = standard.before and standard.before.key, standard.after and standard.after.key
            yield *keys, standard.went, moved(question, 1)


def swapped(found):
    for standard in found.standards:
        for question in standard.questions or [None]:
            keys = standard.after and standard.after.key, standard.before and standard.before.key
            yield *keys, OPPOSITE[standard.went], moved(question, -1)


def moved(question, sign):
    if question is None or question.points is None:
        return question and question.id
    ends = question.interval and sorted(round(sign * end, 6) + 0.0 for end in question.interval)
    return question.id, sign * question.points, ends, question.is_beyond_chance


@given(two_cards())
def test_a_movement_needs_two_values_and_is_their_difference(cards):
    found = since(*cards)
    for question in found.questions:
        answers = [side and side.answer for side in (question.before, question.after)]
        assert (question.points is not None) == all(isinstance(answer, Percentage) for answer in answers)
        if question.points is None:
            assert question.interval is None
            assert question.is_beyond_chance is None
        else:
            assert question.before.percent + question.points == question.after.percent
    same_scale = cards[0].rulebook.names == cards[1].rulebook.names
    for standard in found.standards:
        is_known = all(result and len(result.counts) == 1 for result in (standard.before, standard.after))
        assert (standard.went is not None) == (is_known and same_scale)


@given(two_cards())
def test_a_report_beside_itself_has_not_moved(cards):
    _, card = cards
    found = since(card, card)
    assert {standard.went for standard in found.standards} <= {"same", None}
    assert len(found.standards) == len(card.rulebook.standards)
    assert found.went in ("same", None)
    assert found.points in (0, None)
    assert found.before_by_later_rules is None
    assert {question.points for question in found.questions} <= {0, None}
    assert not any(question.is_beyond_chance for question in found.questions)


@given(two_reports(complete=True))
def test_by_the_later_rules_the_previous_report_is_rated_as_by_the_oracle(drawn):
    book, before, after = drawn
    assume(changed(book) != book)
    found = since(evaluate(changed(book), before), evaluate(book, after))
    rated = oracle.score(book.model_dump(by_alias=True), oracle_report(before))
    assert {result.key: set(result.possible) for result in found.before_by_later_rules.standards} == rated["ratings"]
    assert set(found.before_by_later_rules.overall.possible) == rated["overall"]
    (was,) = rated["overall"]
    assert found.went_by_later_rules == direction(book, was, found.after.overall.rating)


def test_a_rating_within_discretion_counts_before_and_now(pdu):
    def by(percent):
        answers = {"engagement": percent, "desistance": 80, "safety": 80}
        return evaluate(pdu, Report(standards={"P 2.1": {"rating": "Good", "key_questions": answers}}))

    made = since_section(by(62), by(68))
    (row,) = [row for part in made.body if isinstance(part, Table) for row in part.rows if row[0] == "P 2.1"]
    assert row[:4] == ("P 2.1", "Good", "Good", "same")
    words = " ".join(part for part in made.body if isinstance(part, str))
    assert "From percentages alone: P 2.1 before, Requires improvement." in words
    side = made.plain["standards"][3]["before"]
    assert (side["rating"], side["published"], side["counts_as"]) == ("Requires improvement", "Good", "Good")


@given(two_cards())
def test_the_section_fits_into_80_columns_and_json_has_it(cards):
    made = since_section(*cards)
    for part in made.body:
        lines = columns(part.head, *part.rows) if isinstance(part, Table) else wrapped(part)
        assert all(len(line) <= 80 for line in lines)
    assert json.loads(json.dumps(made.plain)) == made.plain


PREVIOUS = {
    "rulebook": "pdu-2024",
    "service": " leeds  pdu",
    "published": "2021-05",
    "cases": 60,
    "standards": {"P 1.1": "Good", "P 2.1": {"rating": "Good", "key_questions": {"safety": 42, "engagement": 45}}},
}


def said(before, after):
    """The words of the section, below one another."""
    made = since_section(*(evaluate(load_rulebook(report.rulebook), report) for report in (before, after)))
    return [part for part in made.body if isinstance(part, str)]


def previous(**other):
    return Report.model_validate({**PREVIOUS, **other})


@pytest.fixture(scope="module")
def leeds():
    return load_report(LEEDS)


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"service": "Kirklees PDU"}, "These reports are about different services, so the differences are not changes over time."),
        ({"service": None}, "These reports may be about different services, because not both name one."),
        ({"published": "2024-11"}, "The report given as the previous one was published after the other."),
        ({"published": "2025"}, "The report given as the previous one was published after the other."),
    ],
)  # fmt: skip
def test_a_report_that_may_not_be_the_previous_one_is_warned_of(leeds, other, words):
    assert words in said(previous(**other), leeds)
    assert words not in said(previous(), leeds)


def test_it_says_what_a_reader_needs_of_chance_rules_and_published_ratings(leeds):
    words = "\n".join(said(previous(), leeds))
    assert "Published differently, or not determined by the rules: P 2.1 before, Good." in words
    assert "Of 2 standards compared, 1 fell (P 1.1) and 1 stayed the same." in words
    assert "Chance: 1 of 2 movements is larger than chance alone would easily produce." in words
    assert "about 0.1 of 2 would still be shown as larger." in words
    assert "taken to have been judged in all cases" in words
    assert "Both are rated by the same rulebook, pdu-2024." in words


def test_it_says_where_chance_is_not_known(leeds):
    counts = {"safety": {"sufficient": 1, "of": 20}, "engagement": 46}
    some = previous(cases=None, standards={"P 2.1": {"key_questions": counts}})
    assert (
        "Where the chance is '-', the number of cases is not known in both reports, or no number of cases gives the percentage."
        in said(some, leeds)
    )
    none = previous(cases=None, standards={"P 2.1": {"key_questions": {"safety": 46}}})
    assert (
        "Whether a movement is within chance cannot be determined, because the number of cases is not known in both reports, or no number of cases gives the percentage."
        in said(none, leeds)
    )
    assert not any("chance" in paragraph for paragraph in said(previous(standards={}), leeds))


def test_counts_that_were_published_are_not_said_to_be_of_all_cases(leeds):
    counts = {"safety": {"sufficient": 5, "of": 20}}
    exact = previous(standards={"P 2.1": {"key_questions": counts}})
    assert "taken to have been judged" not in "\n".join(said(exact, exact))
    assert "taken to have been judged" in "\n".join(said(exact, leeds))


def test_two_frameworks_say_what_changed_between_their_rules(leeds):
    words = "\n".join(said(previous(rulebook="pdu-2021", standards={"1.1": "Good", "Assessment": "Good"}), leeds))
    assert "The maximum scores differ, so the scores cannot be compared." in words
    assert "Points and totals: maximum score: 27; now 21; totals of Inadequate: 0 to 4; now 0 to 3;" in words
    assert "Standards: standard 1.4 Information and facilities: removed:" in words
    assert "Staff: removed" not in words
    assert "P 1.2 may not ask the same as before, because its name changed." not in words
    assert "wording" not in words
    assert "code of" not in words
    assert "basis of" not in words
    assert (
        "cannot be rated by the rules of pdu-2024, because it has standards, key questions or ratings that they do not have."
        in words
    )
    assert "Rules of pdu-2021 that the earlier ratings use, not confirmed:" in words


def test_the_previous_report_is_rated_by_the_later_rules_where_it_fits_them():
    left_out = dict.fromkeys(("2.1", "2.2", "2.3", "2.4"), "not rated")
    standards = dict.fromkeys(("1.1", "1.2", "1.3", "1.4", "3.1", "3.2", "3.3", "3.4"), "Good") | left_out
    before = previous(rulebook="yos-2018", standards=standards)
    now = previous(rulebook="yjs-2021", standards=standards | {"1.1": "Outstanding", "1.2": "Outstanding"})
    words = said(before, now)
    assert (
        "By the rules of yjs-2021 the previous report would be rated Good overall, 16/24. From that to now, the overall rating stayed the same."
        in words
    )
    assert "3.4 may not ask the same as before, because its name changed." in words
    assert "Of 8 standards compared, 2 rose (1.1 and 1.2) and 6 stayed the same." in words


def test_a_previous_report_by_confirmed_rules_leans_on_none(leeds):
    book = load_rulebook("pdu-2024")
    sure = Rulebook.model_validate(without_basis(book.model_dump(by_alias=True)) | {"id": "sure", "basis": "confirmed"})
    parts = since_section(evaluate(sure, leeds), evaluate(book, leeds)).body
    assert not any("that the earlier ratings use" in part for part in parts if isinstance(part, str))


def without_basis(value):
    """The plain values of a rulebook, of which no part says on what it stands."""
    if isinstance(value, dict):
        return {name: None if name == "basis" else without_basis(field) for name, field in value.items()}
    return [without_basis(item) for item in value] if isinstance(value, list | tuple) else value


def test_a_rating_that_the_later_rules_change_is_named(leeds):
    book = load_rulebook("pdu-2024")
    strict = Rulebook.model_validate(
        book.model_dump(by_alias=True) | {"id": "strict", "bands": book.bands.model_dump() | {"key_question": {"starts": dict(zip(book.names, (0, 10, 65, 80), strict=True))}}}
    )  # fmt: skip
    words = since_section(evaluate(strict, leeds), evaluate(book, leeds)).body
    assert any("overall, 3/21; P 2.1 Inadequate, not Requires improvement" in str(part) for part in words)
    assert "The ratings were" not in str(words)


def test_scales_that_differ_are_not_compared(leeds):
    book = load_rulebook("pdu-2024")
    text = book.model_dump_json(by_alias=True).replace("Outstanding", "Splendid")
    other = Rulebook.model_validate_json(text)
    made = since_section(evaluate(other, leeds), evaluate(book, leeds))
    assert any("Ratings on different scales cannot be compared." in str(part) for part in made.body)
    assert "No standard has a rating in both reports that can be compared." in made.body
    assert {standard["went"] for standard in made.plain["standards"]} == {None}


def test_rulebooks_that_differ_in_words_alone_are_said_to_make_the_same_ratings(leeds):
    book = load_rulebook("pdu-2024")
    other = book.model_copy(update={"title": "Another", "revision": None})
    words = since_section(evaluate(other, leeds), evaluate(book, leeds)).body
    assert (
        "No rule that makes ratings changed from pdu-2024 (revision not stated) to pdu-2024 "
        f"(revision {book.revision})." in words
    )


def run(*arguments):
    return CliRunner().invoke(main, list(map(str, arguments)), catch_exceptions=False)


def test_the_command_shows_the_section_as_text_and_as_json():
    text = run("--since", KIRKLEES, LEEDS)
    assert text.exit_code == 0
    assert "\nSince the previous inspection\n" in text.output
    (result,) = json.loads(run("--format", "json", "--since", KIRKLEES, LEEDS).output)
    assert result["since"]["previous"]["service"] == "Kirklees PDU"
    assessment = result["since"]["standards"][3]
    assert assessment["before"] == {
        "key": "P 2.1",
        "name": "Assessment",
        "rating": "Inadequate",
        "published": "Inadequate",
        "counts_as": "Inadequate",
        "decided_by": ["safety"],
        "percent": 29,
    }
    question = assessment["key_questions"][0]
    assert {name: question[name] for name in ("id", "before", "after", "points", "beyond_chance")} == {
        "id": "engagement", "before": 43, "after": 51, "points": 8, "beyond_chance": False,
    }  # fmt: skip
    assert result["since"]["leans_on"]


@pytest.mark.parametrize(
    "reports",
    [[LEEDS, KIRKLEES], [ROOT / "examples"]],
    ids=["several", "folder"],
)
def test_it_goes_with_one_report(reports):
    result = run("--since", KIRKLEES, *reports)
    assert result.exit_code == 2
    assert "--since compares one report with the one before it; give one file, not several or a folder" in result.output


def test_standard_input_is_one_of_the_two_reports():
    result = run("--since", "-", "-")
    assert result.exit_code == 2
    assert "Standard input can be only one of the two reports; give a file for the other" in result.output


def test_a_file_of_several_reports_is_refused_on_either_side(tmp_path):
    both = tmp_path / "both.yaml"
    both.write_text(f"{LEEDS.read_text()}\n---\n{KIRKLEES.read_text()}")
    result = run("--since", both, LEEDS)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"{both}: This file holds 2 reports; --since needs a file with one\n"
    result = run("--since", KIRKLEES, both)
    assert result.exit_code == 2
    assert result.stderr == f"{both}: This file holds several reports; --since needs a file with one\n"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("nowhere.yaml", "There is no file or folder with this name; check the spelling"),
        ("", "This file cannot be read (Is a directory)"),
    ],
    ids=["missing", "folder"],
)
def test_a_previous_report_that_cannot_be_read_is_said_in_a_line(tmp_path, name, why):
    result = run("--format", "json", "--since", tmp_path / name, LEEDS)
    assert result.exit_code == 2
    assert result.stderr == f"{tmp_path / name}: {why}\n"
    assert json.loads(result.stdout)[0]["status"] == "unreadable"


def test_where_the_extra_is_missing_chance_is_not_said(monkeypatch, leeds):
    monkeypatch.setattr(samples_module, "STATISTICS_LIBRARIES", ("not_installed",))
    assert f"{STATISTICS_NEEDED}." in said(load_report(KIRKLEES), leeds)


def test_without_the_extra_all_but_chance_is_said():
    code = (
        "from hmip_rules.insight import samples; samples.STATISTICS_LIBRARIES = ('not_installed',)\n"
        "from hmip_rules.cli.score import main\n"
        f"main(['--since', {str(KIRKLEES)!r}, {str(LEEDS)!r}])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    text = " ".join(done.stdout.split())
    assert (
        "To show whether a movement is within chance, this needs statsmodels: pip install 'hmip-rules[certainty]'."
        in text
    )
    assert "engagement 43 51 +8 -" in text
    assert "Of 7 standards compared, 7 stayed the same." in text
