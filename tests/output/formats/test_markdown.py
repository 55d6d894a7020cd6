"""Markdown reads as it was meant, whatever is in a report."""

from dataclasses import replace
from pathlib import Path

from lxml import html
from markdown_it import MarkdownIt
from output.formats.reading import DOCUMENT

from hmip_rules.files.library import Library
from hmip_rules.insight.margins.section import margins_section
from hmip_rules.output.rendering import render
from hmip_rules.scoring.score_files import score_paths


def test_markdown_names_each_report_that_could_not_be_read_with_its_reasons(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("*bad*.yaml").write_text("service: [\n")
    Path("gone.yaml").write_text("rulebook: pdu-2024\n---\nrulebook: pdu-2024\ncases: many\n")
    given = "\n".join(render("markdown", score_paths(["*bad*.yaml", "gone.yaml"], Library()), explain=False))
    document = html.fromstring(MarkdownIt().enable("table").render(given))
    heads = [heading.text_content() for heading in document.iter("h2")]
    assert "*bad*.yaml could not be read" in heads
    assert "gone.yaml, document 2 could not be read" in heads
    said = [" ".join(item.text_content().split()) for item in document.iter("li")]
    assert any(
        item.startswith("gone.yaml:4:8: 'cases' must be a whole number, such as 82, not 'many'") for item in said
    )


def test_markdown_shows_what_was_asked_for_and_the_effect_of_all_findings_together():
    (result,) = score_paths([DOCUMENT], Library())
    asked = replace(result, sections=(margins_section(result.card),))
    document = html.fromstring(
        MarkdownIt().enable("table").render("\n".join(render("markdown", [asked], explain=False)))
    )
    assert "Margins: how far each result is from the next rating" in [
        heading.text_content() for heading in document.iter("h3")
    ]
    assert any("engagement" in row.text_content() and "+4" in row.text_content() for row in document.iter("tr"))
    hostile = result.card.report.model_copy(update={"service": "# A | <b> *x* 1. [y](z)"})
    told = replace(result, card=replace(result.card, report=hostile))
    document = html.fromstring(
        MarkdownIt().enable("table").render("\n".join(render("markdown", [told], explain=False)))
    )
    assert document.find("h2").text_content().startswith("# A | <b> *x* 1. [y](z), published")
