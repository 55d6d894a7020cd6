"""Files, folders and documents become scored reports, in the order given, each value with its place."""

from pathlib import Path

import pytest
from conftest import ROOT

from hmip_rules import InputError, Report, Rulebook, load_report, load_rulebook, score
from hmip_rules.files.library import Library, read_rulebook
from hmip_rules.files.reports import Unreadable
from hmip_rules.model.places import NO_PLACES, Place
from hmip_rules.scoring.score_files import score_file, score_paths

RULES = ROOT / "rules/pdu-2024.yaml"
DOCUMENT = str(ROOT / "docs/made-up-report.html")

RIGHT = "rulebook: pdu-2024\nstandards:\n  P 2.1: {rating: Inadequate, key_questions: {safety: 23}}\n"
WRONG = """\
rulebook: pdu-2024
overall:
  rating: Good
  max_score: 27
  score: 20
standards:
  P 2.2: {rating: Good, key_questions: {engagement: 70, safety: 23}}
  P 2.1:
    key_questions: {safety: 23}
    rating: Good
  P 1.1: Inadequate
  P 1.2: Inadequate
  P 1.3: Inadequate
  P 2.3: Inadequate
  P 2.4: Inadequate
"""


def line_of(name, after="", text=None):
    """The line of `name:`, the first one below the line `after`, counted from 1."""
    lines = (text or RULES.read_text()).splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(after))
    return 1 + next(
        number for number, line in enumerate(lines) if number >= start and line.strip().startswith(f"{name}:")
    )


@pytest.fixture
def written(tmp_path):
    def write(name, text):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return str(path)

    return write


@pytest.fixture
def only():
    def result(file, library=None):
        (found,) = score_paths([file], library or Library())
        return found

    return result


def test_findings_come_in_the_order_of_the_file_and_each_has_its_place_there(only, written):
    file = written("wrong.yaml", WRONG)
    card = only(file).card
    assert [(finding.where, finding.place) for finding in card.findings] == [
        ("overall.rating", Place(file, 3, 11)),
        ("overall.max_score", Place(file, 4, 14)),
        ("overall.score", Place(file, 5, 10)),
        ("P 2.2", Place(file, 7, 19)),
        ("P 2.1", Place(file, 10, 13)),
    ]


def test_findings_have_the_place_of_the_rule_that_they_go_by(only, written):
    findings = {finding.where: finding.rule_place for finding in only(written("wrong.yaml", WRONG)).card.findings}
    assert {place.file for place in findings.values()} == {"pdu-2024.yaml"}
    assert findings["overall.score"].line == line_of("total", after="stands_on")
    assert findings["overall.max_score"].line == line_of("max_score", after="stands_on")
    assert findings["P 2.1"].line == line_of("key_question", after="bands")


def test_a_result_is_what_scoring_the_report_alone_gives_with_the_places_of_its_values(only, written):
    file = written("right.yaml", RIGHT)
    result = only(file)
    assert result.card == score(load_report(file))
    assert (result.file, result.document, result.status, result.problems) == (file, 1, result.card.status, ())
    assert (result.extraction, result.sections, result.move) == (None, (), None)
    assert result.places.of(("standards", "P 2.1", "rating")) == Place(file, 3, 19)
    assert result.rule_places.of_name(("stands_on", "total")).line == line_of("total", after="stands_on")


def test_every_report_of_a_file_is_scored_and_counted_also_beside_one_that_cannot_be_used(written):
    file = written("three.yaml", f"{RIGHT}---\nrulebook: pdu-2042\n---\n{WRONG}")
    right, unknown, wrong = score_file(file, Library())
    assert [result.document for result in (right, unknown, wrong)] == [1, 2, 3]
    assert (right.status, unknown.status, wrong.status) == ("partly_checked", "unreadable", "disagrees")
    assert wrong.card.findings[0].place.line == len(RIGHT.splitlines()) + 3 + 3  # below two lines of --- and one report


def test_what_cannot_be_used_stands_where_it_was_asked_for(written):
    right, wrong = written("right.yaml", RIGHT), written("wrong.yaml", WRONG)
    found = list(score_paths([wrong, "gone.yaml", right], Library()))
    assert [result.file for result in found] == [wrong, "gone.yaml", right]
    assert [type(result) is Unreadable for result in found] == [False, True, False]
    assert list(score_file(found[1], Library())) == [found[1]]


def test_a_folder_is_searched_for_reports_and_documents_by_name(written):
    document = written("all/b.html", Path(DOCUMENT).read_text())
    wrong, right = written("all/c.yaml", WRONG), written("all/a.yml", RIGHT)
    written("all/notes.md", "no report")
    found = list(score_paths([str(Path(document).parent)], Library()))
    assert [result.file for result in found] == [right, document, wrong]
    assert [result.extraction is None for result in found] == [True, False, True]


def test_the_rulebook_that_was_asked_for_is_the_one_by_which_all_are_scored(only, written):
    file = written("mine.yaml", RULES.read_text().replace("id: pdu-2024", "id: mine"))
    library = Library(read_rulebook(file))
    report = written("right.yaml", RIGHT)
    assert [only(name, library).card.rulebook.id for name in (report, DOCUMENT)] == ["mine", "mine"]
    assert [only(name, library).rulebook_file for name in (report, DOCUMENT)] == [file, file]
    assert [only(name).rulebook_file for name in (report, DOCUMENT)] == [None, None]


def test_a_document_is_scored_by_what_was_read_from_it_with_the_lines_and_words(only):
    result = only(DOCUMENT)
    report = result.extraction.report
    assert (result.file, result.document) == (DOCUMENT, 1)
    assert (result.card.report, result.card.standards) == (report, score(report, result.card.rulebook).standards)
    path, (value, *_) = next(iter(result.extraction.values.items()))
    assert result.places.of(path) == Place(DOCUMENT, value.line.number, 1, value.line.page, value.words)
    assert result.rule_places.file == f"{result.card.rulebook.id}.yaml"


def test_a_document_that_says_two_things_has_a_finding_for_it_before_all_others(only, written):
    summary, section, below = Path(DOCUMENT).read_text().partition("<h2>P 1.1. Leadership</h2>")
    said = summary.replace("8/21", "20/21") + section + below.replace("<p>Good</p>", "<p>Inadequate</p>", 1)
    found = only(written("twice.html", said))
    first, *others = found.card.findings
    rating = ("standards", "P 1.1", "rating")
    assert (first.code, first.path, list(found.extraction.conflicts)) == ("conflicting-values", rating, [rating])
    assert (first.place.file, first.place.line) == (found.file, found.extraction.conflicts[rating][0].line.number)
    assert [finding.code for finding in others] == ["score", "standard-rating"]
    assert others[0].place.words == "Score 20/21"
    lines = [finding.place.line for finding in others]
    assert lines == sorted(lines)


def test_a_document_that_cannot_be_read_is_said_to_be_unreadable(only, written):
    file = written("empty.html", "")
    found = only(file)
    assert isinstance(found, Unreadable)
    assert (found.file, found.document) == (file, 1)
    assert found.problems
    assert found.problems[0].place.file == file


class TestOneReport:
    """`score`: a report that was built from plain values has no places, and has to fit its rulebook."""

    def test_the_rulebook_is_the_one_given_else_the_one_named(self):
        plain = load_rulebook("pdu-2024").model_dump(by_alias=True)
        mine = Rulebook.model_validate({**plain, "id": "mine"})
        report = Report(rulebook="pdu-2024")
        assert score(report).rulebook.id == "pdu-2024"
        assert score(report, mine).rulebook is mine

    def test_a_report_that_does_not_fit_is_refused_with_every_reason(self):
        standards = {"P 9.1": "Good", "P 1.1": "Splendid"}
        with pytest.raises(InputError) as refused:
            score(Report.model_validate({"rulebook": "pdu-2024", "standards": standards}))
        said = [str(problem) for problem in refused.value.problems]
        assert len(said) == 2
        assert "P 9.1" in said[0] + said[1]
        assert "Splendid" in said[0] + said[1]

    def test_findings_of_plain_values_have_a_rule_and_no_place(self):
        findings = score(Report(rulebook="pdu-2024", overall={"score": 25, "max_score": 27})).findings
        assert [(finding.where, finding.place.line) for finding in findings] == [
            ("overall.score", None),
            ("overall.max_score", None),
        ]
        rules = [(finding.rule.name, finding.rule_place.file) for finding in findings]
        assert rules == [("stands_on.total", "pdu-2024.yaml"), ("stands_on.max_score", "pdu-2024.yaml")]
        own_rules = score(Report(overall={"score": 25}), load_rulebook("pdu-2024")).findings[0].rule_place
        assert own_rules == NO_PLACES.of_name(())
