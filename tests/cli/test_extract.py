"""hmip-rules extract, and hmip-score on documents, as their users call them."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner
from conftest import ROOT
from documents.layouts import as_docx, as_pdf_by_fpdf, as_text
from documents.made_up import Heading, Sentence, Table
from lxml.html import fromstring

from hmip_rules import load_document, load_report, score
from hmip_rules.cli.rules import main as hmip_rules
from hmip_rules.cli.score import main as hmip_score

REPORT = [
    Heading("An inspection of probation services in: Leeds PDU"),
    Heading("Leeds PDU"),
    Sentence("HM Inspectorate of Probation, October 2024"),
    Table((("Score", "8/21"), ("Overall rating", "Requires improvement"))),
    Table(
        (
            ("P 1.1", "Leadership", "Regires improvement"),
            ("P 1.2", "Staffing", "Good"),
            ("P 1.3", "Services", "Good"),
        )
    ),
    Sentence("Leeds PDU was busy."),
    Heading("P 2.1. Assessment"),
    Sentence("It is well informed."),
    Sentence("Inadequate"),
    Table(
        (
            ("Does assessment focus sufficiently on engaging the person on probation?", "51%"),
            ("Does assessment focus sufficiently on the factors linked to offending and desistance?", "62%"),
            ("Does assessment focus sufficiently on keeping other people safe?", "23%"),
        )
    ),
]
for other in ("P 2.2. Planning", "P 2.3. Implementation and delivery", "P 2.4. Reviewing"):
    REPORT += [Heading(other), Sentence("It is not finished.")]
TWICE = [*REPORT, Heading("P 1.2. Staffing"), Sentence("They are able."), Sentence("Outstanding")]


def extract(*arguments):
    return CliRunner().invoke(hmip_rules, ["extract", *map(str, arguments)], catch_exceptions=False)


def scored(*arguments):
    return CliRunner().invoke(hmip_score, list(map(str, arguments)), catch_exceptions=False)


@pytest.fixture
def report(tmp_path):
    as_text(REPORT, tmp_path / "report.txt")
    return tmp_path / "report.txt"


SUMMARY = (
    "pdu-2024: 4 of 7 standards, 3 of 12 key questions, score, overall rating; not found: fieldwork, cases, P 2.2, "
    "P 2.2.engagement, P 2.2.desistance, P 2.2.safety, P 2.3, P 2.3.engagement, P 2.3.desistance, P 2.3.safety, P 2.4, "
    "P 2.4.engagement and 2 more"
)


class TestExtract:
    def test_the_report_is_printed_and_what_was_found_is_said_beside(self, report):
        result = extract(report)
        assert result.exit_code == 0
        assert result.stderr == f"{report}: {SUMMARY}\n"
        assert result.stdout.splitlines()[:4] == [
            f"# Read from {report}; each value has its place and its words beside it.",
            "rulebook: pdu-2024",
            'service: Leeds PDU                        # line 1: "An inspection of probation services in: Leeds PDU"',
            'published: 2024-10                        # line 5: "HM Inspectorate of Probation, October 2024"',
        ]
        assert (
            '  P 1.1: Requires improvement             # line 10: "P 1.1 Leadership Regires improvement"; \'Regires '
            "improvement' read as 'Requires improvement'"
        ) in result.stdout.splitlines()
        assert result.stdout.splitlines()[-1] == (
            "# found: 4 of 7 standards, 3 of 12 key questions, score, overall rating"
        )

    def test_the_file_that_is_written_is_a_report(self, report, tmp_path):
        target = tmp_path / "out.yaml"
        result = extract(report, "-o", target)
        assert (result.exit_code, result.stdout) == (0, f"{report}: {SUMMARY}\n")
        read = load_report(target)
        assert (read.service, read.published, read.overall.score) == ("Leeds PDU", "2024-10", 8)
        assert read.standards["P 2.1"].key_questions["safety"].value == 23

    def test_json_has_the_report_and_where_each_value_stands(self, report):
        found = json.loads(extract(report, "--format", "json").stdout)
        assert (found["rulebook"], found["report"]["service"]) == ("pdu-2024", "Leeds PDU")
        assert found["report"]["overall"] == {"score": 8, "max_score": 21, "rating": "Requires improvement"}
        assert found["report"]["standards"]["P 2.1"]["key_questions"] == {
            "engagement": 51,
            "desistance": 62,
            "safety": 23,
        }
        assert found["found"] == "4 of 7 standards, 3 of 12 key questions, score, overall rating"
        assert "cases" in found["not_found"]
        (safety,) = [value for value in found["values"] if value["where"] == "P 2.1.safety"]
        assert (safety["value"], safety["page"], safety["corrected"]) == (23, None, None)
        assert safety["words"] == "Does assessment focus sufficiently on keeping other people safe? 23%"
        line = report.read_text().splitlines()[safety["line"] - 1]
        assert line == safety["words"].replace("? ", "?\t")

    def test_json_is_read_as_a_report_with_the_same_findings(self, tmp_path):
        document, made = tmp_path / "report.txt", tmp_path / "made.json"
        as_text([Sentence("Good") if block == Sentence("Inadequate") else block for block in TWICE], document)
        extract(document, "--format", "json", "-o", made)
        assert load_report(made) == load_document(document).report
        found = [score(file).findings for file in (document, made)]
        one, other = ([(finding.code, finding.where, finding.message) for finding in findings] for findings in found)
        assert one == other

    def test_a_value_in_two_ways_is_left_out_and_said_and_the_exit_status_is_1(self, tmp_path):
        as_pdf_by_fpdf(TWICE, tmp_path / "report.pdf")
        result = extract(tmp_path / "report.pdf")
        said = (
            'P 1.2 is Good on page 1 ("P 1.2 Staffing Good") and Outstanding on page 1 ("P 1.2. Staffing They are able. '
            'Outstanding"), so it is not used'
        )
        assert result.exit_code == 1
        assert f"{tmp_path / 'report.pdf'}, page 1: {said} [conflicting-values]\n" in result.stderr
        assert (
            "# To settle a conflict, write the right value above, and remove the conflict here.\n"
            "conflicts:\n- path:\n  - standards\n  - P 1.2\n  - rating\n  values:\n"
            "  - value: Good\n    where: page 1\n    words: P 1.2 Staffing Good\n"
            "  - value: Outstanding\n    where: page 1\n    words: P 1.2. Staffing They are able. Outstanding\n"
        ) in result.stdout
        assert not any(line.startswith("  P 1.2") for line in result.stdout.splitlines())

    def test_a_rulebook_of_ones_own_reads_what_it_knows(self, tmp_path, report):
        own = tmp_path / "own.yaml"
        own.write_text(
            "id: own\nratings: {Bad: 0, Good: 1}\nbands: {overall: [{max: 2, starts: {Bad: 0, Good: 1}}]}\n"
            "standards:\n  - {code: P 1.1, name: Leadership, rated_by: judgement}\n"
            "  - {code: P 1.2, name: Staffing, rated_by: judgement}\n"
        )
        as_text([Table((("P 1.1", "Leadership", "Bad"), ("P 1.2", "Staffing", "Good")))], report)
        assert extract(report, "--rulebook", own).stderr == (
            f"{report}: own: 2 of 2 standards; not found: service, fieldwork, published, cases, overall.score, "
            "overall.max_score, overall.rating\n"
        )

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("none.pdf", "There is no file or folder with this name; check the spelling"),
            (
                "notes.abc",
                "This kind of document cannot be read; its name must end in one of .pdf, .docx, .html, .htm, .txt",
            ),
        ],
    )
    def test_what_cannot_be_read_is_2(self, tmp_path, name, said):
        (tmp_path / "notes.abc").write_text("notes")
        result = extract(tmp_path / name)
        assert (result.exit_code, result.stderr) == (2, f"{tmp_path / name}: {said}\n")

    def test_without_the_matcher_one_line_names_the_extra(self, report):
        code = (
            "import sys; sys.modules['rapidfuzz'] = None\nfrom hmip_rules.cli.rules import main\n"
            f"main(['extract', {str(report)!r}])"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (
            2,
            f"{report}: Reading documents needs more libraries: pip install 'hmip-rules[documents]'\n",
        )


class TestFolder:
    def test_every_document_is_read_into_another_folder_with_a_line_each(self, tmp_path):
        source, target = tmp_path / "in", tmp_path / "out"
        (source / "sub").mkdir(parents=True)
        as_text(REPORT, source / "a.txt")
        as_docx(TWICE, source / "sub" / "b.docx")
        as_text(REPORT, source / "sub" / "b.txt")
        (source / "notes.yaml").write_text("service: x")
        (source / "z.txt").write_text("Dear all")
        result = extract(source, "-o", target)
        assert result.exit_code == 2
        assert result.stdout.splitlines() == [
            f"{source}/a.txt: {SUMMARY}",
            f"{source}/sub/b.docx: {SUMMARY.replace('4 of 7', '3 of 7')}",
            f"{source}/sub/b.txt: {SUMMARY}",
        ]
        assert "conflicting-values" in result.stderr
        assert f"{source}/z.txt: No rulebook fits this document" in result.stderr
        assert sorted(str(path.relative_to(target)) for path in target.rglob("*.*")) == [
            "a.yaml",
            "sub/b.docx.yaml",
            "sub/b.txt.yaml",
        ]
        assert scored(target / "a.yaml").exit_code == 0

    def test_a_folder_needs_another(self, tmp_path):
        result = extract(tmp_path)
        assert result.exit_code == 2
        assert "To read a folder, name a folder to write to with -o FOLDER" in result.stderr

    def test_a_folder_without_documents_is_said_in_a_line(self, tmp_path):
        kinds = ".pdf, .docx, .html, .htm, .txt"
        result = extract(tmp_path, "-o", tmp_path / "out")
        said = f"There is no report in this folder; the name of a report ends in one of .yaml, .yml, {kinds}"
        assert (result.exit_code, result.stderr) == (2, f"{tmp_path}: {said}\n")
        (tmp_path / "report.yaml").write_text("service: x")
        result = extract(tmp_path, "-o", tmp_path / "out")
        said = f"There is no document in this folder; the name of a document ends in one of {kinds}"
        assert (result.exit_code, result.stderr) == (2, f"{tmp_path}: {said}\n")

    def test_what_cannot_be_looked_at_is_said_and_the_others_are_read(self, tmp_path):
        as_text(REPORT, tmp_path / "a.txt")
        (tmp_path / "b.pdf").symlink_to(tmp_path / "nowhere")
        result = extract(tmp_path, "-o", tmp_path / "out")
        assert (result.exit_code, result.stdout) == (2, f"{tmp_path}/a.txt: {SUMMARY}\n")
        assert result.stderr == f"{tmp_path}/b.pdf: This is not an ordinary file, so it cannot be read; remove it\n"

    def test_two_documents_are_never_written_to_one_file(self, tmp_path):
        names = ["a.txt", "A.TXT", "a.txt.txt", "b.txt"]
        for name in names:
            as_text(REPORT, tmp_path / name)
        extract(tmp_path, "-o", tmp_path / "out")
        written = [path.name for path in (tmp_path / "out").iterdir()]
        assert sorted(written) == ["A.TXT.yaml", "a.txt.txt.yaml", "a.txt.yaml", "b.yaml"]

    def test_lock_files_are_not_read_and_what_has_another_ending_is_counted(self, tmp_path):
        as_text(REPORT, tmp_path / "a.txt")
        for name in ("~$a.txt", "~$b.docx", ".DS_Store", "b.xlsx", "c.xlsx", "d.yaml", "README"):
            (tmp_path / name).write_bytes(b"\0")
        result = extract(tmp_path, "-o", tmp_path / "out")
        assert (result.exit_code, result.stdout) == (0, f"{tmp_path}/a.txt: {SUMMARY}\n")
        assert result.stderr == (
            "4 files were passed over (2 .xlsx, 1 .yaml and 1 without an ending); the name must end in .pdf, .docx, "
            ".html, .htm or .txt\n"
        )


class TestNoFileOfTheUserIsLost:
    """A file is written over only with --force, and one that is read never."""

    EXISTS = "This file exists already; choose another name with -o, or write over it with --force"
    IS_READ = "This file is read, so it is not written over; choose another name with -o"

    def test_a_file_that_exists_is_left_as_it_is(self, report, tmp_path):
        mine = tmp_path / "mine.yaml"
        mine.write_text("my work")
        result = extract(report, "-o", mine)
        assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"{mine}: {self.EXISTS}\n")
        assert mine.read_text() == "my work"

    def test_with_force_it_is_written_over(self, report, tmp_path):
        old = tmp_path / "old.yaml"
        old.write_text("old")
        assert extract(report, "-o", old, "--force").exit_code == 0
        assert load_report(old).service == "Leeds PDU"

    def test_with_force_it_stays_where_the_document_cannot_be_read(self, tmp_path):
        (tmp_path / "letter.txt").write_text("Dear all")
        old = tmp_path / "old.yaml"
        old.write_text("old")
        assert extract(tmp_path / "letter.txt", "-o", old, "--force").exit_code == 2
        assert [path.name for path in tmp_path.iterdir() if path.read_text() == "old"] == ["old.yaml"]
        assert len([*tmp_path.iterdir()]) == 2

    @pytest.mark.parametrize("force", [(), ("--force",)], ids=["", "force"])
    @pytest.mark.parametrize("spelling", ["same", "other", "link", "hard link", "linked folder"])
    def test_the_document_itself_is_never_written_over(self, tmp_path, spelling, force):
        source = tmp_path / "in" / "report.txt"
        source.parent.mkdir()
        as_text(REPORT, source)
        before = source.read_bytes()
        targets = {
            "same": source,
            "other": tmp_path / "in" / ".." / "in" / "." / "report.txt",
            "link": tmp_path / "link.yaml",
            "hard link": tmp_path / "hard.yaml",
            "linked folder": tmp_path / "folder" / "report.txt",
        }
        targets["link"].symlink_to(source)
        targets["hard link"].hardlink_to(source)
        (tmp_path / "folder").symlink_to(source.parent)
        result = extract(source, "-o", targets[spelling], *force)
        assert (result.exit_code, result.stderr) == (2, f"{targets[spelling]}: {self.IS_READ}\n")
        assert source.read_bytes() == before
        assert targets[spelling].samefile(source)

    def test_nor_is_the_rulebook_it_is_read_by(self, report, tmp_path):
        own = tmp_path / "own.yaml"
        own.write_bytes((ROOT / "rules/pdu-2024.yaml").read_bytes())
        result = extract(report, "--rulebook", own, "-o", own, "--force")
        assert (result.exit_code, result.stderr) == (2, f"{own}: {self.IS_READ}\n")

    def test_in_a_folder_what_exists_is_said_and_the_others_are_written(self, tmp_path):
        source, target = tmp_path / "in", tmp_path / "out"
        source.mkdir()
        target.mkdir()
        for name in ("a", "b", "c"):
            as_text(REPORT, source / f"{name}.txt")
        (target / "a.yaml").write_text("my work")
        (target / "b.yaml").symlink_to(source / "c.txt")
        before = (source / "c.txt").read_bytes()
        result = extract(source, "-o", target)
        assert (result.exit_code, result.stdout) == (2, f"{source}/c.txt: {SUMMARY}\n")
        assert result.stderr == f"{target}/a.yaml: {self.EXISTS}\n{target}/b.yaml: {self.IS_READ}\n"
        assert ((target / "a.yaml").read_text(), (source / "c.txt").read_bytes()) == ("my work", before)

        result = extract(source, "-o", target, "--force")
        assert (result.exit_code, result.stderr) == (2, f"{target}/b.yaml: {self.IS_READ}\n")
        assert load_report(target / "a.yaml").service == "Leeds PDU"
        assert (source / "c.txt").read_bytes() == before

    def test_a_file_is_not_taken_for_a_folder(self, tmp_path):
        mine = tmp_path / "mine.yaml"
        mine.write_text("my work")
        result = extract(tmp_path, "-o", mine, "--force")
        assert result.exit_code == 2
        assert f"{str(mine)!r} is a file. To read a folder, name a folder to write to with -o FOLDER" in result.stderr
        assert mine.read_text() == "my work"

    def test_a_device_may_be_written_to(self, report):
        assert extract(report, "-o", "/dev/null").exit_code == 0


class TestScore:
    def test_a_document_is_scored_and_what_was_read_is_said(self, report):
        result = scored(report)
        words = " ".join(result.stdout.split())
        assert result.exit_code == 0
        assert "Read from the document: 4 of 7 standards, 3 of 12 key questions, score, overall rating." in words
        assert "Corrected: 'Regires improvement' read as 'Requires improvement' (line 10)" in words
        assert "Not found: fieldwork, cases, P 2.2," in words
        assert "P 2.1 Assessment Inadequate agrees, 0 points" in words

    def test_a_document_that_contradicts_itself_disagrees(self, tmp_path):
        as_text(TWICE, tmp_path / "report.txt")
        result = scored(tmp_path / "report.txt")
        words = " ".join(result.stdout.split())
        assert result.exit_code == 1
        assert "Disagrees: the document gives two different values for 1 item." in words
        assert f"{tmp_path}/report.txt:11:1: P 1.2 is Good on line 11" in words.replace("- ", "-")

    def test_it_has_the_same_findings_as_the_report_file_made_from_it_and_in_the_library(self, tmp_path):
        document, made = tmp_path / "report.txt", tmp_path / "made.yaml"
        as_text([Sentence("Good") if block == Sentence("Inadequate") else block for block in TWICE], document)
        extract(document, "-o", made)
        extraction = load_document(document)
        reports = [document, made, extraction, extraction.report, extraction.report.to_dict()]
        cards = [score(report) for report in reports]
        said = [[(finding.code, finding.where, finding.message) for finding in card.findings] for card in cards]
        assert [code for code, *_ in said[0]] == ["conflicting-values", "standard-rating"]
        assert said == said[:1] * 5
        assert {card.status for card in cards} == {"disagrees"}
        assert (
            "Disagrees: 1 published value does not follow from the rules. The document gives two different values for 1 item."
            in (" ".join(scored(made).stdout.split()))
        )

    def test_a_wrong_rating_and_a_contradiction_are_told_apart(self, tmp_path):
        wrong = [Sentence("Good") if block == Sentence("Inadequate") else block for block in TWICE]
        as_text(wrong, tmp_path / "report.txt")
        words = " ".join(scored(tmp_path / "report.txt").stdout.split())
        assert (
            "Disagrees: 1 published value does not follow from the rules. The document gives two different values for 1 item."
            in words
        )

    def test_a_finding_in_a_pdf_has_its_page_and_words(self, tmp_path):
        as_pdf_by_fpdf(TWICE, tmp_path / "report.pdf")
        (result,) = json.loads(scored("--format", "json", tmp_path / "report.pdf").stdout)
        (finding,) = result["findings"]
        assert (finding["code"], finding["where"], finding["page"]) == ("conflicting-values", "P 1.2", 1)
        assert (finding["published"], finding["recomputed"], finding["rule"]) == (None, None, None)
        assert finding["words"] == "P 1.2 Staffing Good"
        assert [conflict["value"] for conflict in result["read_from_document"]["conflicts"]] == ["Good", "Outstanding"]

    def test_a_folder_may_hold_documents_and_report_files(self, tmp_path):
        as_text(REPORT, tmp_path / "a.txt")
        (tmp_path / "b.yaml").write_text("rulebook: pdu-2024\n")
        (tmp_path / "c.pdf").write_text("")
        result = scored(tmp_path)
        assert result.exit_code == 2
        assert "3 reports: 1 undetermined, 1 with nothing to compare, 1 could not be read." in result.stdout
        assert result.stderr == f"{tmp_path}/c.pdf: This is not a PDF, or it is damaged; download it again\n"

    @pytest.mark.parametrize("format_", ["text", "markdown", "github", "html"])
    def test_a_document_and_the_report_file_made_from_it_are_not_counted_twice_unnoticed(self, report, format_):
        made = report.with_name("made.yaml")
        extract(report, "-o", made)
        words = " ".join(fromstring(scored("--format", format_, report.parent).stdout).text_content().split())
        said = "may be about the same inspection (Leeds PDU, published October 2024), and are counted as 2 reports."
        assert f"{made} and {report} {said}" in words.replace("\\", "")

    def test_so_are_two_files_that_share_nothing_but_all_their_figures(self, report):
        made = report.with_name("made.yaml")
        extract(report, "-o", made)
        unnamed = [line for line in made.read_text().splitlines() if not line.startswith(("service", "published"))]
        made.write_text("\n".join(unnamed))
        words = " ".join(scored(report.parent).stdout.split())
        assert f"{made} and {report} may be about the same inspection (the same percentages)" in words

    def test_reports_of_other_services_or_months_are_not(self, report):
        other = report.with_name("other.txt")
        other.write_text(report.read_text().replace("October 2024", "November 2024").replace("23%", "24%"))
        report.with_name("third.txt").write_text(report.read_text().replace("Leeds", "Kent").replace("23%", "25%"))
        assert "may be about the same inspection" not in scored(report.parent).stdout
