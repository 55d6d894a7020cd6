"""What somebody who knows the idea and not the names would write first works, or is refused in one line."""

from pathlib import Path

import polars as pl
import pytest
from conftest import ROOT
from hypothesis import given

from hmip_rules import (
    InputError,
    Report,
    load_document,
    load_report,
    load_reports,
    load_rulebook,
    score,
    score_files,
    strategies,
)
from hmip_rules.files.library import Library
from hmip_rules.insight.what_if.compute import what_if
from hmip_rules.model.scorecard import Status
from hmip_rules.scoring.score_files import score_paths
from hmip_rules.tables import compare_rulebooks, score_table

LEEDS = str(ROOT / "examples/leeds-pdu-2024.yaml")
DOCUMENT = str(ROOT / "docs/made-up-report.html")
BOOK = load_rulebook("pdu-2024")
PLAIN_BOOK = BOOK.model_dump(by_alias=True)
PLAIN = {"rulebook": "pdu-2024", "standards": {"P 2.1": {"rating": "Good", "key_questions": {"safety": 23}}}}


def refused(function, *given):
    with pytest.raises(InputError) as caught:
        function(*given)
    return str(caught.value)


@pytest.fixture
def mine(tmp_path):
    """A rulebook file of one's own."""
    text = (ROOT / "rules/pdu-2024.yaml").read_text()
    path = tmp_path / "mine.yaml"
    path.write_text(text.replace("id: pdu-2024", "id: mine"))
    return path


@pytest.fixture
def twice(tmp_path):
    """A document that gives one rating in two ways."""
    summary, section, below = Path(DOCUMENT).read_text().partition("<h2>P 1.1. Leadership</h2>")
    path = tmp_path / "twice.html"
    path.write_text(summary + section + below.replace("<p>Good</p>", "<p>Inadequate</p>", 1))
    return path


class TestAReport:
    """`score` takes a report in whichever form it is at hand."""

    def test_a_dict_and_the_report_built_from_it_are_scored_alike(self):
        assert score(PLAIN) == score(Report.model_validate(PLAIN))
        assert score(PLAIN).standards["P 2.1"].rating == "Inadequate"

    @pytest.mark.parametrize("form", [str, Path])
    def test_a_file_is_scored_by_its_name_and_findings_have_their_place_in_it(self, tmp_path, form):
        path = tmp_path / "report.yaml"
        path.write_text("rulebook: pdu-2024\noverall:\n  score: 25\n")
        (finding,) = score(form(path)).findings
        assert str(finding.place) == f"{path}:3:10"

    def test_a_document_is_scored_by_its_name_and_as_it_was_read(self, twice):
        card = score(twice)
        assert card.findings[0].code == "conflicting-values"
        assert card.findings[0].place.file == str(twice)
        assert score(load_document(twice)) == card
        assert [result.card for result in score_files([twice])] == [card]

    def test_a_document_may_be_scored_by_another_rulebook_than_it_was_read_by(self, twice, mine):
        card = score(load_document(twice), mine)
        assert card.rulebook.id == "mine"
        assert card.findings[0].code == "conflicting-values"
        assert "Unknown standard" in refused(score, load_document(twice), "region-2024")

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ([load_report(LEEDS)], "This is a list, not a report; score its reports one by one"),
            (BOOK, "This is a rulebook, not a report; write score(report, rulebook)"),
            (PLAIN_BOOK, "This is a rulebook, not a report; write score(report, rulebook)"),
            (score(PLAIN), "This is a scorecard, so it has been scored already"),
            (
                pl.DataFrame({"p_2_1_safety": [23]}),
                "This is a table, not a report; hmip_rules.tables.score_table scores a table with a row for each report",
            ),
            (
                7,
                "A report must be a Report, a dict, the name of a file or what load_document reads, not 'int'",
            ),
            (
                "rulebook: pdu-2024\nservice: Leeds",
                "The name of a file must be one line, not several; write the text to a file first",
            ),
        ],
    )
    def test_what_is_no_report_is_refused_with_what_to_do_instead(self, given, said):
        assert refused(score, given) == said

    @pytest.mark.parametrize(
        ("plain", "said"),
        [
            ({"rulebok": "pdu-2024"}, "rulebok: Unknown name 'rulebok'; did you mean 'rulebook'?"),
            (
                {"rulebook": "pdu-2024", "standards": {"P 2.1": {"ratting": "Good"}}},
                "standards.P 2.1.ratting: Unknown name 'ratting'; did you mean 'rating'?",
            ),
            (
                {"rulebook": "pdu-2024", "standards": {"P 2.1": {"key_questions": {"safty": 23}}}},
                "Unknown key question 'safty' in P 2.1; did you mean 'safety'?",
            ),
            ({"standards": {2.1: "Good"}}, "standards.2.1: A name must be text, not 2.1; write it in quotes"),
            ({1: "Good"}, "1: A name must be text, not 1; write it in quotes"),
            ({"rulebook": "pdu-2042"}, "Unknown rulebook 'pdu-2042'; did you mean 'pdu-2024'?"),
        ],
    )
    def test_a_slip_in_a_dict_is_refused_with_the_way_to_it(self, plain, said):
        assert refused(score, plain) == said

    def test_a_file_that_is_not_there_is_refused_with_the_nearest_one_that_is(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        Path("leeds.yaml").touch()
        Path("leeds.html").touch()
        assert (
            refused(score, "leds.yaml")
            == "leds.yaml: There is no file or folder with this name; did you mean 'leeds.yaml'?"
        )
        assert (
            refused(score, "leds.html")
            == "leds.html: There is no file or folder with this name; did you mean 'leeds.html'?"
        )
        assert refused(score, "york.yaml") == "york.yaml: There is no file or folder with this name; check the spelling"
        assert (
            refused(score, "gone/leeds.yaml")
            == "gone/leeds.yaml: There is no file or folder with this name; check the spelling"
        )

    def test_of_a_folder_and_of_several_reports_it_is_said_what_scores_them(self, tmp_path):
        path = tmp_path / "two.yaml"
        path.write_text("rulebook: pdu-2024\n---\nrulebook: pdu-2024\n")
        assert refused(score, path) == f"{path}: 2 reports where one belongs; score_files scores them all"
        assert refused(score, tmp_path) == (
            f"{tmp_path}: This is a folder, not a report; score_files scores all reports in it"
        )

    def test_every_problem_of_a_file_is_said(self, tmp_path):
        path = tmp_path / "report.yaml"
        path.write_text("rulebook: pdu-2024\nratings: 3\nstandards: {P 9.1: Good}\n")
        assert [line.split(":")[1] for line in refused(score, path).splitlines()] == ["2", "3"]


class TestARulebook:
    """A rulebook is given by its id, its file, as a dict or as itself, wherever one is asked for."""

    @pytest.fixture(params=["id", "file", "path", "dict", "Rulebook"])
    def rulebook(self, request):
        path = ROOT / "rules/pdu-2024.yaml"
        return {"id": "pdu-2024", "file": str(path), "path": path, "dict": PLAIN_BOOK, "Rulebook": BOOK}[request.param]

    def test_every_form_is_the_same_rulebook_everywhere(self, rulebook):
        report = load_report(LEEDS)
        table = pl.DataFrame({"p_2_1_safety": [23]})
        assert load_rulebook(rulebook) == BOOK
        assert load_report(LEEDS, rulebook) == report
        assert load_reports(LEEDS, rulebook) == (report,)
        assert load_document(DOCUMENT, rulebook).rulebook == BOOK
        assert score(report, rulebook) == score(report, BOOK)
        assert [result.card.rulebook for result in score_files([LEEDS], rulebook)] == [BOOK]
        assert what_if(score(report), rulebook).after == score(report, BOOK)
        assert score_table(table, rulebook).equals(score_table(table, BOOK))
        assert compare_rulebooks(table, rulebook, rulebook).equals(compare_rulebooks(table, BOOK, BOOK))

    @given(strategies.reports("pdu-2024"))
    def test_reports_are_drawn_for_one_that_is_given_by_its_id(self, report):
        assert score(report, "pdu-2024").rulebook == BOOK

    def test_the_one_given_goes_before_the_one_that_a_report_names(self, mine):
        assert score(PLAIN, mine).rulebook.id == "mine"
        assert score(PLAIN).rulebook.id == "pdu-2024"

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ("pdu-2042", "Unknown rulebook 'pdu-2042'; did you mean 'pdu-2024'?"),
            (2024, "A rulebook must be an id, a file, a dict or a Rulebook, not 'int'"),
            ({**PLAIN_BOOK, "ratngs": {}}, "ratngs: Unknown name 'ratngs'; did you mean 'ratings'?"),
            ({**PLAIN_BOOK, "bands": {}}, "bands: 'overall' in bands is missing"),
        ],
    )
    def test_what_is_no_rulebook_is_refused_in_the_same_words_everywhere(self, given, said):
        functions = [load_rulebook, lambda given: score(PLAIN, given), lambda given: score_files([LEEDS], given)]
        functions += [lambda given: score_table(pl.DataFrame(), given), strategies.reports]
        assert {refused(function, given) for function in functions} == {said}

    def test_one_that_comes_with_the_program_is_read_once_and_again_when_its_file_changes(self, monkeypatch, mine):
        monkeypatch.setattr("hmip_rules.files.library.rules_folder", lambda: mine.parent)
        first = load_rulebook("mine")
        assert load_rulebook("mine") is first
        mine.write_text(mine.read_text().replace("name: Leadership", "name: New Leadership"))
        assert load_rulebook("mine").standards[0].name == f"New {first.standards[0].name}"


class TestFiles:
    """`score_files` scores whatever lies in files and folders, and passes over nothing in silence."""

    def test_they_are_those_of_the_command(self):
        folder = ROOT / "examples"
        assert list(score_files([folder])) == list(score_paths([str(folder)], Library()))

    def test_one_path_alone_is_one_path(self):
        assert [result.card for result in score_files(LEEDS)] == [score(LEEDS)]

    def test_what_cannot_be_used_has_a_status_and_no_scorecard(self):
        read, gone = score_files([LEEDS, "gone.yaml"], "pdu-2024")
        assert (read.status, read.card.overall.rating) == (Status.AGREES, "Inadequate")
        assert (gone.status, gone.card, len(gone.problems)) == ("unreadable", None, 1)

    @pytest.mark.parametrize("function", [load_report, load_document, lambda given: list(score_files([given]))])
    def test_what_is_no_name_of_a_file_is_refused(self, function):
        assert refused(function, PLAIN) == (
            "The name of a file must be text or a path, not 'dict'; score takes a dict or a Report too"
        )

    @pytest.mark.parametrize(
        ("given", "kind"), [(None, "None"), (7, "'int'"), (PLAIN, "'dict'"), (Report(), "'Report'"), ([None], "None")]
    )
    def test_what_holds_no_names_of_files_is_refused(self, given, kind):
        assert refused(lambda: list(score_files(given))) == (
            f"The name of a file must be text or a path, not {kind}; score takes a dict or a Report too"
        )

    def test_a_document_where_a_report_file_belongs_is_refused_with_what_reads_it(self):
        assert (
            f"{DOCUMENT}: This is not a report file, whose name ends in .yaml or .yml; load_document reads documents"
            in (refused(load_report, DOCUMENT).splitlines())
        )

    @pytest.mark.parametrize("given", ["reports.csv", PLAIN, pl.Series([1])])
    def test_what_is_no_table_is_refused(self, given):
        kind = type(given).__name__
        assert refused(score_table, given, "pdu-2024") == (
            f"{kind!r} where a table belongs; give a data frame, such as one of polars"
        )
