"""Every example in README and docs is run, and its output compared."""

import doctest
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from conftest import ROOT

from hmip_rules.files.library import Library, read_rulebook
from hmip_rules.files.reports import ReadReport, read_reports

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
SET_UP = "sh"  # set-up commands: those of README are run by .ci/run in fresh clones, which installs as the others do


FOLDER_ON_A_PAGE = "/tmp/add-a-framework"


def blocks(*kinds):
    return [
        pytest.param(text, id=f"{page.name}-{number}")
        for page in PAGES
        for number, (kind, text) in enumerate(FENCE.findall(page.read_text()))
        if kind in kinds
    ]


def test_every_example_is_of_a_kind_that_is_run():
    kinds = [kind for page in PAGES for kind, _ in FENCE.findall(page.read_text())]
    kinds = [kind for kind in kinds if not kind.startswith("{")]  # a figure, or a part of the site
    assert set(kinds) <= {"console", "python", "yaml report", "yaml rulebook", SET_UP, ""}
    assert len(kinds) >= 15


@pytest.fixture
def clone(tmp_path):
    """A folder in which a page's commands find every file of the clone, and what they write disturbs nobody."""
    for path in ROOT.iterdir():
        (tmp_path / path.name).symlink_to(path)
    return tmp_path


@pytest.fixture
def folder_instead():
    """A new folder whose name is as long as the one on a page, for long lines are wrapped."""
    folder = tempfile.mkdtemp(prefix="for-docs"[: len(Path(FOLDER_ON_A_PAGE).name) - 8], dir="/tmp")
    assert len(folder) == len(FOLDER_ON_A_PAGE)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    "page", [page for page in PAGES if "```console" in page.read_text()], ids=lambda page: page.name
)
def test_the_commands_of_a_page_one_after_the_other_print_what_it_shows(page, clone, folder_instead):
    text = "".join(text for kind, text in FENCE.findall(page.read_text()) if kind == "console")
    text = text.replace(FOLDER_ON_A_PAGE, folder_instead)
    commands = re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]
    assert commands
    for command in commands:
        line, _, expected = command.partition("\n")
        result = subprocess.run(
            ["bash", "-c", line],
            cwd=clone,
            env={**os.environ, "PATH": PATH},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=60,
        )
        assert (line, result.stdout) == (line, expected)


@pytest.mark.parametrize("text", blocks("python"))
def test_a_python_example_does_what_the_page_shows(text, monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("PATH", PATH)
    if ">>>" not in text:
        exec(compile(text, "example", "exec"), {"__name__": "example"})
        return
    example = doctest.DocTestParser().get_doctest(text, {}, "example", None, 0)
    assert doctest.DocTestRunner(verbose=False).run(example).failed == 0


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
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
            links += 1
    assert links >= 20


def test_the_pages_of_the_formats_name_every_field():
    from hmip_rules import Report, Rulebook

    for model, page in ((Report, "report.md"), (Rulebook, "rulebook.md")):
        text = (ROOT / "docs" / page).read_text()
        for name in model.model_fields:
            assert f"`{name}" in text, f"{page}: {name}"
