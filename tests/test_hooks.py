"""The pre-commit hooks and the workflow for GitHub, run as they are."""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest
from conftest import ROOT
from ruamel.yaml import YAML

SLIP = "rulebook: pdu-2024\nstandards:\n  P 2.1: {rating: Good, key_questions: {engagement: 51, desistance: 62, safety: 23}}\n"

if os.environ.get("HMIP_ENGINES") != "all":
    pytest.skip("they install the program from the registry; HMIP_ENGINES=all runs them", allow_module_level=True)


def run(*command, cwd, **environment):
    command = list(map(str, command))
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """A repository with a report that agrees, and one with a slip."""
    folder = tmp_path_factory.mktemp("repository")
    (folder / "reports").mkdir()
    shutil.copy(ROOT / "examples/leeds-pdu-2024.yaml", folder / "reports/leeds.yaml")
    (folder / "reports/slip.yaml").write_text(SLIP)
    for command in (["init", "-q"], ["add", "."]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return folder


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    """A repository of the program as it is here, committed or not."""
    folder = tmp_path_factory.mktemp("program") / "hmip-rules"
    files = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in files.stdout.splitlines():
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    who = ["-c", "user.name=test", "-c", "user.email=test@example.org"]
    for command in (["init", "-q"], ["add", "."], [*who, "commit", "-qm", "As it is"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return folder


@pytest.mark.parametrize(
    ("hook", "file", "status", "said"),
    [
        ("hmip-score", "leeds.yaml", 0, "Passed"),
        ("hmip-score", "slip.yaml", 1, "disagrees: Inadequate"),
    ],
)
def test_a_hook_of_pre_commit_passes_and_fails_as_it_should(reports, program, hook, file, status, said):
    home = str(program.parent / "cache")
    command = (sys.executable, "-m", "pre_commit", "try-repo", program, hook, "--files", f"reports/{file}")
    ended = run(*command, cwd=reports, PRE_COMMIT_HOME=home)
    assert (ended.returncode, said in " ".join(ended.stdout.split())) == (status, True), ended.stdout + ended.stderr


@pytest.fixture(scope="module")
def bin_of_a_new_environment(tmp_path_factory):
    """Where the workflow installs the program, as on a machine of GitHub."""
    folder = tmp_path_factory.mktemp("venv")
    venv.create(folder, with_pip=True)
    return folder / "bin"


def run_the_workflow(repository, program, bin_, summary):
    """Run its steps one after the other in a repository, as long as none fails."""
    (workflow,) = YAML(typ="safe").load_all((ROOT / "docs/github-workflow.yml").read_text())
    path = f"{bin_}{os.pathsep}{os.environ['PATH']}"
    steps = [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]
    assert len(steps) == 3
    known = {"PATH": path, "HMIP_RULES": str(program), "GITHUB_STEP_SUMMARY": str(summary), "PYTHONPATH": ""}
    ended = []
    for step in steps:
        ended.append(run("bash", "-e", "-c", step, cwd=repository, **known))
        if ended[-1].returncode:
            break
    return ended


def test_the_workflow_annotates_the_slip_and_sums_up(reports, program, bin_of_a_new_environment, tmp_path):
    summary = tmp_path / "summary.md"
    ended = run_the_workflow(reports, program, bin_of_a_new_environment, summary)
    assert [process.returncode for process in ended] == [0, 0, 1], [process.stderr for process in ended]
    assert "::error file=reports/slip.yaml,line=3,col=19,title=standard-rating::P 2.1 Assessment" in ended[-1].stdout
    assert "## Leeds PDU, published October 2024, 82 cases" in summary.read_text()
    assert Path(reports / "reports/slip.yaml").read_text() == SLIP


def test_the_workflow_annotates_a_slip_beside_a_file_that_cannot_be_read(
    reports, program, bin_of_a_new_environment, tmp_path
):
    shutil.copytree(reports / "reports", tmp_path / "reports")
    (tmp_path / "reports/bad.yaml").write_text("rulebook: pdu-2024\ncases: many\n")
    summary = tmp_path / "summary.md"
    ended = run_the_workflow(tmp_path, program, bin_of_a_new_environment, summary)
    assert [process.returncode for process in ended] == [0, 0, 2], [process.stderr for process in ended]
    assert "::error file=reports/slip.yaml,line=3,col=19,title=standard-rating::P 2.1 Assessment" in ended[-1].stdout
    assert "::error file=reports/bad.yaml,line=2,col=8::'cases' must be a whole number" in ended[-1].stdout
    assert "## reports/bad.yaml could not be read" in summary.read_text()
    assert "## Leeds PDU, published October 2024, 82 cases" in summary.read_text()
