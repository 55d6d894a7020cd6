"""Every example in README and docs is run, and its output compared. HMIP_RENEW=1 writes the output of today instead."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from golden_files import renew_or_compare
from pages import examples, renewed
from retired_words import retired_in

from hmip_rules.files.library import Library, read_rulebook
from hmip_rules.files.reports import ReadReport, read_reports

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
SET_UP = "sh"  # set-up commands: those of README are run by .ci/run in fresh clones, which installs as the others do


def page_name(page):
    return page.name


def blocks(kind):
    return [
        pytest.param(example.text, id=f"{page.name}-{number}")
        for page in PAGES
        for number, example in enumerate(examples(page.read_text(encoding="utf-8")))
        if example.kind == kind
    ]


def test_every_example_is_of_a_kind_that_is_run():
    found = [example for page in PAGES for example in examples(page.read_text(encoding="utf-8"))]
    kinds = {example.kind for example in found if not example.kind.startswith("{")}  # a figure, or a part of the site
    assert kinds <= {"console", "python", "yaml", "yaml report", "yaml rulebook", SET_UP, "text", ""}
    assert len(found) >= 15


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """A folder in which a page's commands find every file of the clone, and what they write disturbs nobody."""
    for path in ROOT.iterdir():
        (tmp_path / path.name).symlink_to(path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", PATH)
    return tmp_path


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_the_examples_of_a_page_one_after_the_other_print_what_it_shows(page, clone):
    renew_or_compare(page, renewed(page.read_text(encoding="utf-8"), clone))


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_a_command_on_a_page_is_one_of_ours_and_needs_no_shell(page):
    """What a reader copies works in PowerShell and in the command prompt of Windows too."""
    for example in examples(page.read_text(encoding="utf-8")):
        if example.kind == "console":
            for line in re.findall(r"^\$ (.*)$", example.text, re.MULTILINE):
                assert shlex.split(line)[0] in {"hmip-score", "hmip-rules"}
                assert not set("'|<>&;$`*~") & set(line), line


def test_the_commands_that_readme_offers_its_readers_run_where_they_are_copied(clone):
    (table,) = re.findall(
        r"^\| you are \|.*\n((?:\|.*\n)+)", (clone / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    lines = re.findall(r"`(hmip-[^`]*)`", table)
    assert len(lines) == 12
    for line in lines:
        status = subprocess.run(shlex.split(line), capture_output=True, check=False, timeout=60).returncode
        assert (line, status) == (line, 1 if "made-up" in line else 0)


@pytest.mark.parametrize("text", blocks("yaml report"))
def test_a_report_on_a_page_can_be_read(text, tmp_path):
    path = tmp_path / "report.yaml"
    path.write_text(text)
    assert [type(read) for read in read_reports(str(path), Library())] == [ReadReport]


@pytest.mark.parametrize("text", blocks("yaml rulebook"))
def test_a_rulebook_on_a_page_can_be_read(text, tmp_path):
    path = tmp_path / "rulebook.yaml"
    path.write_text(text)
    assert read_rulebook(path).value.id == "lighthouse-2030"


def test_every_link_between_pages_leads_somewhere():
    links = 0
    for page in PAGES:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
            links += 1
    assert links >= 20


def test_the_pages_of_the_formats_name_every_field():
    from hmip_rules import Report, Rulebook

    for model, page in ((Report, "report.md"), (Rulebook, "rulebook.md")):
        text = (ROOT / "docs" / page).read_text(encoding="utf-8")
        for name in model.model_fields:
            assert f"`{name}" in text, f"{page}: {name}"


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_a_page_has_no_retired_word(page):
    prose = re.sub(r"^```.*?^```$|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    assert retired_in(prose) == []
