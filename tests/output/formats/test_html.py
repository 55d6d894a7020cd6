"""The page: all that decides is on it, in words; nothing of a report is taken for more than words."""

import base64
import hashlib
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from click import unstyle
from conftest import ROOT
from lxml import html

from hmip_rules import InputError, Report, load_report, score
from hmip_rules.files.library import Library
from hmip_rules.insight.margins.section import margins_section
from hmip_rules.output.formats import html as pages
from hmip_rules.output.rendering import Look, format_named, render, shown_result
from hmip_rules.scoring.evaluate import evaluate
from hmip_rules.scoring.score_files import score_paths

LEEDS = str(ROOT / "examples/leeds-pdu-2024.yaml")
MADE_UP = str(ROOT / "docs/made-up-report.html")
HOSTILE = """<script>alert(1)</script>"'&{{ 7*7 }}"""


def page(*paths, explain=False):
    text = "\n".join(render("html", score_paths(paths, Library()), explain=explain))
    return text, html.fromstring(text)


def words(node):
    return " ".join(node.text_content().split())


def cells(table):
    return [[words(cell) for cell in row] for row in table.iter("tr")]


def table(node, caption):
    return next(found for found in node.iter("table") if found.findtext("caption", "").startswith(caption))


def test_published_stands_beside_recomputed_as_on_the_front_page_of_the_report():
    _, node = page(LEEDS)
    rows = cells(table(node, "Ratings"))
    assert rows[0] == ["Standard", "Published", "Recomputed: points", "How they compare"]
    assert rows[1] == ["P 1.1 Leadership", "Requires improvement", "by judgement: 1", ""]
    assert rows[4] == [
        "P 2.1 Assessment", "Inadequate", "Inadequate: 0", "agrees: lowest of 3 key questions: safety, 23% (Inadequate: 0% to 49%)",
    ]  # fmt: skip
    assert rows[-2:] == [
        ["Score", "3/21", "3/21", "agrees: 1 + 1 + 1 + 0 + 0 + 0 + 0 = 3 of 21 points"],
        ["Overall rating", "Inadequate", "Inadequate", "agrees: Inadequate is for 0 to 3 points"],
    ]


JUDGED = "P 1.1: Requires improvement, P 1.2: Requires improvement, P 1.3: Requires improvement"
WRONG = "P 2.1: {rating: Good, key_questions: {engagement: 51, desistance: 62, safety: 23}}"
ALL = f"{JUDGED}, {WRONG}, P 2.2: Inadequate, P 2.3: Inadequate, P 2.4: Inadequate"  # 3 points; as published, 5


@pytest.mark.parametrize(
    ("standards", "overall", "rating", "scored"),
    [
        (ALL, "score: 5, rating: Requires improvement", "disagrees", "disagrees"),
        (ALL, "score: 5, rating: Good", "disagrees", "disagrees"),
        (ALL, "score: 9, rating: Inadequate", "agrees", "disagrees"),
        (ALL, "score: 3, rating: Good", "disagrees", "agrees"),
        (ALL, "score: 3, max_score: 20, rating: Inadequate", "agrees", "agrees"),
        (ALL, "rating: Inadequate", "agrees", ""),
        (ALL, "score: 3", "", "agrees"),
        (JUDGED, "score: 3, rating: Inadequate", "undetermined", "undetermined"),
        (JUDGED, "rating: Inadequate", "undetermined", ""),
    ],
)
def test_overall_rating_and_score_each_say_how_they_alone_compare(tmp_path, standards, overall, rating, scored):
    (tmp_path / "x.yaml").write_text(f"rulebook: pdu-2024\nstandards: {{{standards}}}\noverall: {{{overall}}}\n")
    _, node = page(str(tmp_path / "x.yaml"))
    rows = [row for row in table(node, "Ratings").iter("tr") if words(row[0]) in ("Score", "Overall rating")]
    assert words(rows[1][3]).startswith(f"{rating}: Inadequate is for 0 to 3" if rating else "Inadequate is for 0 to 3")
    assert words(rows[0][3]).startswith(f"{scored}: 1 + 1 + 1 + " if scored else "1 + 1 + 1 + ")
    assert [row.get("class") == "differs" for row in rows] == [
        scored == "disagrees" or "max_score: 20" in overall,
        rating == "disagrees",
    ]


def test_which_rules_are_not_confirmed_is_said_once_for_the_page():
    alone, _ = page(MADE_UP)
    assert alone.count("Rules not confirmed. ") == 1
    several, node = page(MADE_UP, MADE_UP)
    assert several.count("Rules not confirmed. ") == 1
    articles = list(node.iter("article"))
    assert len(articles) == 2
    assert not any("Rules not confirmed. " in words(article) for article in articles)


def test_a_score_that_was_published_otherwise_stands_in_the_caption_of_its_scale():
    _, node = page(MADE_UP)
    (caption,) = node.iter("figcaption")
    assert words(caption) == "Score, recomputed: 7 of 21 points (published: 8), Requires improvement"


def test_each_key_question_has_a_bar_as_long_as_its_percentage_and_the_deciding_one_is_marked():
    card = score(load_report(LEEDS))
    _, node = page(LEEDS)
    rows = [row for row in table(node, "Key questions").iter("tr") if row.find(".//svg") is not None]
    questions = [(standard, question) for standard in card.standards for question in standard.key_questions]
    assert len(rows) == len(questions) == 12
    for row, (standard, question) in zip(rows, questions, strict=True):
        (bar,) = [part for part in row.iter("rect") if "bar" in part.get("class")]
        assert float(bar.get("width")) == float(question.percent)
        assert [words(cell) for cell in row][:2] == [question.id, str(question.percent)]
        assert words(row[3]).startswith(question.rating)
        assert ("decides" in words(row)) == (question.id in standard.decided_by) == ("deciding" in bar.get("class"))
        bands = [float(part.get("x")) for part in row.iter("rect") if part.get("class") == "band"]
        assert bands == [0, 50, 65, 80]


def test_a_percentage_is_shown_as_published_with_what_it_was_rounded_to(tmp_path):
    (tmp_path / "x.yaml").write_text(
        "rulebook: pdu-2024\nstandards:\n"
        "  P 2.1: {key_questions: {engagement: {sufficient: 53, of: 82}, desistance: 64.5, safety: 79.5}}\n"
        "  P 2.2: {key_questions: {engagement: not applicable, desistance: 65, safety: {sufficient: 1, of: 2}}}\n"
    )
    shown_as = ["53 of 82: 65", "64.5, rounded 65", "79.5, rounded 80", "-", "65", "1 of 2: 50"]
    notebook = html.fromstring(score(load_report(tmp_path / "x.yaml"))._repr_html_())
    for node in (page(str(tmp_path / "x.yaml"))[1], notebook):
        rows = [row for row in table(node, "Key questions").iter("tr") if row.find(".//svg") is not None]
        assert [words(row[1]) for row in rows] == shown_as
        bars = [part.get("width") for row in rows for part in row.iter("rect") if "bar" in part.get("class").split()]
        assert [float(bar) for bar in bars] == [65, 65, 80, 65, 50]


def test_the_score_stands_on_its_scale_with_its_bands():
    _, node = page(LEEDS)
    (figure,) = node.iter("figure")
    assert words(figure) == (
        "Score, recomputed: 3 of 21 points, Inadequate Points (unverified): Inadequate 0 to 3, Requires improvement 4 to 10, Good 11 to 17, "
        "Outstanding 18 to 21."
    )
    bands = [float(part.get("x")) for part in figure.find("svg").iter("rect") if part.get("class") == "band"]
    assert bands == [round(100 * start / 21, 3) for start in (0, 4, 11, 18)]


def test_findings_come_first_with_place_rule_and_words():
    _, node = page(MADE_UP)
    text = words(node)
    assert text.index("P 2.4 Reviewing is published as Good, but") < text.index("P 1.1 Leadership")
    assert "made-up-report.html:28:1" in text
    assert "Rule: percentage bands, unverified" in text


def test_what_was_read_from_a_document_is_said(tmp_path):
    _, node = page(MADE_UP)
    assert "Read from the document: 7 of 7 standards, 12 of 12 key questions" in words(node)
    text = (ROOT / "docs/made-up-report.html").read_text()
    (tmp_path / "half.html").write_text(text[: text.index("Does planning focus")])
    _, node = page(str(tmp_path / "half.html"))
    assert "Not found: " in words(node)


def test_writing_from_right_to_left_turns_nothing_else_round(tmp_path):
    (tmp_path / "x.yaml").write_text("rulebook: pdu-2024\nservice: A\u202eB\n")
    text, node = page(str(tmp_path / "x.yaml"), LEEDS)
    assert "\u202e" not in text
    assert "A\\u202eB" in words(node)


def test_a_page_says_when_by_what_and_from_where_it_was_made():
    _, node = page(LEEDS)
    today = datetime.now(tz=UTC)
    (said,) = [words(paragraph) for paragraph in node.iter("p") if "from" in (paragraph.get("class") or "").split()]
    assert re.fullmatch(
        rf"Recomputed by hmip-rules \S+ on {today.day} \w+ {today.year} from {LEEDS}; "
        r"rulebook pdu-2024, revision \S+\.", said,
    )  # fmt: skip


def test_every_rule_is_there_to_be_opened_and_open_when_explained():
    for explain in (False, True):
        _, node = page(LEEDS, explain=explain)
        (details,) = node.iter("details")
        assert ("open" in details.attrib) == explain
        text = unstyle("\n".join(render("text", score_paths([LEEDS], Library()), explain=True)))
        rules = re.findall(r"^ *\[\d+\] ([^:]+):", text, flags=re.MULTILINE)
        assert len(rules) >= 8
        listed = [words(item) for item in details.iter("li")]
        assert [item.partition(":")[0] for item in listed[: len(rules)]] == rules


def test_a_page_needs_nothing_from_elsewhere_and_no_script_where_there_is_no_index():
    text, node = page(LEEDS)
    assert not list(node.iter("script", "link", "img", "iframe", "object"))
    assert not re.findall(r"(?:src|href|url)\s*[=(]", text)
    assert "default-src 'none'" in text


def test_a_service_called_script_is_harmless(tmp_path):
    (tmp_path / "x.yaml").write_text(
        f"rulebook: pdu-2024\nservice: |-\n  {HOSTILE}\nnote: x\nknown_disagreement: |-\n  {HOSTILE}\n"
        "standards:\n  P 2.1: {rating: Good, key_questions: {safety: 23}}\n"
    )
    for paths in ([tmp_path / "x.yaml"], [tmp_path / "x.yaml", LEEDS]):
        text, node = page(*map(str, paths))
        assert len(list(node.iter("script"))) == (len(paths) > 1)
        assert "<script>alert" not in text
        assert HOSTILE in words(node)
        assert f"Known disagreement: {HOSTILE}" in words(node)


def test_several_reports_have_an_index_and_the_distribution_of_ratings(tmp_path):
    (tmp_path / "broken.yaml").write_text("rulebook: pdu-2024\nstandards: {P 9.9: Good}\n")
    text, node = page(LEEDS, str(ROOT / "examples/kirklees-pdu-2024.yaml"), MADE_UP, str(tmp_path / "broken.yaml"))
    rows = cells(table(node, "Reports"))
    assert [row[0] for row in rows[1:]] == ["Leeds PDU", "Kirklees PDU", "Anytown PDU", str(tmp_path / "broken.yaml")]
    assert rows[3] == [
        "Anytown PDU",
        "2024-08",
        "Requires improvement",
        "Requires improvement",
        "7/21",
        "disagrees",
        "1",
    ]
    assert rows[4][5] == "could not be read"
    assert "Unknown standard 'P 9.9'" in words(node)
    assert [link.get("href") for link in table(node, "Reports").iter("a")] == [f"#report-{n}" for n in range(1, 5)]
    assert [article.get("id") for article in node.iter("article")] == [f"report-{n}" for n in range(1, 5)]
    (script,) = node.iter("script")
    digest = base64.b64encode(hashlib.sha256(script.text.encode()).digest()).decode()
    assert f"script-src &#39;sha256-{digest}&#39;" in text or f"script-src 'sha256-{digest}'" in text


def test_the_distribution_counts_the_ratings_that_count():
    _, node = page(str(ROOT / "examples"), MADE_UP, str(ROOT / "tests/output/formats/golden"))
    rows = cells(table(node, "Ratings by standard, of"))
    results = [
        result.card
        for result in score_paths(
            [str(ROOT / "examples"), MADE_UP, str(ROOT / "tests/output/formats/golden")], Library()
        )
        if result.card
    ]
    cards = [card for card in results if card.rulebook.id == "pdu-2024"]
    names = [*cards[0].rulebook.names, "not determined"]
    assert rows[0] == ["Standard", *names, "Worst to best"]
    for row in rows[1:]:
        counted = Counter(
            standard.scored[0] if len(standard.scored) == 1 else "not determined"
            for card in cards for standard in card.standards if standard.title == row[0] and standard.is_rated
        )  # fmt: skip
        assert row[1:-1] == [str(counted[name]) for name in names]


def test_the_distribution_says_what_it_counts_and_which_shade_is_which_rating():
    _, node = page(LEEDS, MADE_UP)
    of = table(node, "Ratings by standard, of")
    assert words(of.find("caption")) == "Ratings by standard, of 2 reports by pdu-2024, recomputed"
    legend = of.getparent().getnext()
    assert words(legend) == (
        "Bars: Inadequate, Requires improvement, Good, Outstanding; ratings that cannot be determined"
        " are blank. The published rating is used where there is nothing to recompute it from, or "
        "where it is within discretion. Standards that were not rated are left out."
    )
    shades = {words(entry): entry.find(".//rect").get("fill-opacity") for entry in legend.iter("span")}
    assert len(set(shades.values())) == 4
    leadership = next(row for row in of.iter("tr") if words(row[0]) == "P 1.1 Leadership")  # of the two, RI and Good
    drawn = {part.get("fill-opacity"): part.get("width") for part in leadership.iter("rect")}
    assert {rating: float(drawn[shade]) for rating, shade in shades.items()} == {
        "Inadequate": 0, "Requires improvement": 50, "Good": 50, "Outstanding": 0,
    }  # fmt: skip


def test_a_document_of_several_in_a_file_is_named_by_its_number(tmp_path):
    several = tmp_path / "x.yaml"
    several.write_text(
        "rulebook: pdu-2024\nservice: First\n---\n"
        "rulebook: pdu-2024\nstandards: {P 9.9: Good}\n---\n"
        "rulebook: pdu-2024\nstandards: {P 2.1: {rating: Good, key_questions: {safety: 23}}}\n"
    )
    _, node = page(str(several))
    names = ["First", f"{several}, document 2", f"{several}, document 3"]
    assert [row[0] for row in cells(table(node, "Reports"))[1:]] == names
    assert [words(heading) for heading in node.iter("h2")] == ["First", f"{several}, document 2", "Unnamed service"]
    assert f"from {several}, document 3; rulebook pdu-2024" in words(node)


def test_a_report_that_could_not_be_read_alone_says_why(tmp_path):
    (tmp_path / "broken.yaml").write_text("rulebook: pdu-2024\nstandards: {P 9.9: Good}\n")
    _, node = page(str(tmp_path / "broken.yaml"))
    assert "Could not be read." in words(node)
    assert "Unknown standard 'P 9.9'" in words(node)


def test_what_was_asked_for_beside_it_is_a_part_of_the_page():
    (result,) = score_paths([LEEDS], Library())
    asked = replace(result, sections=(margins_section(result.card),))
    node = html.fromstring("".join(render("html", [asked], explain=False)))
    assert "Margins: how far each result is from the next rating" in words(node)
    rows = next(found for found in node.iter("table") if "to band above" in words(found))
    assert ["P 2.1 engagement", "51", "Requires improvement", "+14 (11 cases)", "-2 (2 cases)"] in cells(rows)


def test_of_a_document_each_figure_has_its_page():
    (result,) = score_paths([LEEDS], Library())
    read = {
        ("standards", "P 2.1", "rating"): (7, "P 2.1 Inadequate"),
        ("standards", "P 2.1", "key_questions", "safety"): (19, "23%"),
        ("overall", "score"): (8, "3/21"),
    }
    asked = replace(result, places=result.places._replace(words=read))
    node = html.fromstring("".join(render("html", [asked], explain=False)))
    by_title = {row[0]: row[-1] for row in cells(table(node, "Ratings"))}
    assert (by_title["Standard"], by_title["P 2.1 Assessment"], by_title["P 2.2 Planning"]) == ("Page", "7", "")
    assert by_title["Score"] == "8"
    assert ["safety", "23", "", "Inadequate ◄ decides", "19"] in [
        [words(cell).replace("\xa0", " ") for cell in row] for row in table(node, "Key questions").iter("tr")
    ]
    assert "Pages are those of the document." in words(node)


def test_where_score_or_bands_are_not_known_there_is_no_scale():
    text = pages.environment().get_template("scorecard.html.jinja").render(
        view=pages.view(evaluate(score(Report(rulebook="pdu-2024")).rulebook, Report(standards={"P 1.1": "not rated"})), {})
    )  # fmt: skip
    assert "<figure" not in text
    assert "Key questions" not in text


def test_in_a_notebook_a_scorecard_shows_as_its_table():
    card = score(load_report(LEEDS))
    node = html.fromstring(card._repr_html_())
    assert cells(table(node, "Ratings"))[1][0] == "P 1.1 Leadership"
    assert len(list(table(node, "Key questions").iter("svg"))) == 12
    assert not list(node.iter("script"))


def test_a_notebook_shows_what_differs_and_on_which_unconfirmed_rules_the_result_leans():
    card = score(load_report(ROOT / "tests/output/formats/golden/wrong-standard.yaml"))
    text = words(html.fromstring(card._repr_html_()))
    for said in (
        "P 2.1 Assessment is published as Good, but safety, 23%, makes it Inadequate (0% to 49%)",
        "Rule: percentage bands, unverified, because no source was found. [standard-rating]",
        "If all of these were corrected, the overall rating would be Inadequate, not Requires improvement.",
        "Known disagreement: The report was corrected later.",
        "Checked: 2 standards (from 6 key questions)",
        "Rules not confirmed. No source found: percentage bands, inspectors' discretion, overall bands",
    ):
        assert said in text


@pytest.mark.parametrize("asked", ["page", "notebook"])
def test_without_the_extra_one_line_names_it(monkeypatch, asked):
    pages.environment.cache_clear()
    monkeypatch.setitem(__import__("sys").modules, "jinja2", None)
    try:
        if asked == "notebook":
            assert score(load_report(LEEDS))._repr_html_() is None
        else:
            with pytest.raises(InputError, match=r"HTML needs Jinja: pip install 'hmip-rules\[html\]'"):
                page(LEEDS)
    finally:
        pages.environment.cache_clear()


def test_a_filter_leaves_out_reports_and_counts_all():
    format_, look = format_named("html"), Look(only=frozenset({"disagrees"}))
    for paths, said in (([LEEDS, MADE_UP], "2 reports: 1 disagrees, 1 agrees."), ([LEEDS], "1 report: 1 agrees.")):
        results = score_paths(paths, Library())
        (text,) = format_.join_results((shown_result(format_, result, look) for result in results), look)
        assert f"<p>{said}</p>" in text
        assert ("Anytown PDU" in text) == (MADE_UP in paths)
        assert LEEDS not in text
