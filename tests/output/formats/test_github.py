"""Annotations stand where the published values are."""

import re
from dataclasses import replace

import pytest
from output.formats.reading import DOCUMENT, GOLDEN, objects, output_in

from hmip_rules.files.library import Library
from hmip_rules.model.places import Place
from hmip_rules.output.rendering import render
from hmip_rules.scoring.score_files import score_paths


@pytest.fixture(autouse=True)
def _in_the_folder(monkeypatch):
    monkeypatch.chdir(GOLDEN)


def test_an_annotation_says_on_what_its_rule_stands_where_it_is_not_confirmed(tmp_path):
    (tmp_path / "x.yaml").write_text(
        "rulebook: pdu-2024\nstandards:\n  P 2.1: {rating: Good, key_questions: {safety: 23}}\noverall: {max_score: 27}\n"
    )
    lines = list(render("github", score_paths([str(tmp_path / "x.yaml")], Library()), explain=False))
    assert lines[0].endswith("(rule: percentage bands, unverified)")
    assert "title=max-score" in lines[1]
    assert "rule:" not in lines[1]  # the most that can be scored is confirmed


def test_github_names_file_line_and_column_of_each_finding():
    lines = [line for line in output_in("github").splitlines() if line.startswith("::error ") and "title=" in line]
    expected = [finding for result in objects() for finding in result["findings"]]
    assert len(lines) == len(expected)
    for line, finding in zip(lines, expected, strict=True):
        properties = dict(re.findall(r"(\w+)=([^,:]*)", line.split("::")[1]))
        assert (properties["line"], properties["col"]) == (str(finding["line"]), str(finding["column"]))
        assert properties["title"] == finding["code"]


def test_github_names_no_line_of_a_page():
    (result,) = score_paths([DOCUMENT], Library())
    finding = replace(result.card.findings[0], place=Place("report.pdf", 12, 3, page=4))
    told = replace(result, card=replace(result.card, findings=(finding,)))
    (line, *_) = render("github", [told], explain=False)
    assert line.startswith(
        "::error file=report.pdf,title=standard-rating::page 4: P 2.4 Reviewing is published as Good"
    )
