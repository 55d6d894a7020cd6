"""Many files at once: results in the order of the files, and an end without remains, however it comes."""

import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT

ONE = (
    "rulebook: pdu-2024\nservice: Service {0}\nstandards:\n  P 2.1: {{rating: Good, key_questions: {{safety: {1}}}}}\n"
)
DOCUMENT = ROOT / "docs/made-up-report.html"
MANY = "'cases' must be a whole number, such as 82, not 'many'"
SCORE = "from hmip_rules.cli.score import main; main()"


with_proc = pytest.mark.skipif(sys.platform != "linux", reason="it looks for processes in /proc")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """600 reports, of which one cannot be read, and one file holds two."""
    folder = tmp_path_factory.mktemp("reports")
    for number in range(600):
        (folder / f"{number:03}.yaml").write_text(ONE.format(number, number % 101))
    (folder / "300.yaml").write_text("rulebook: pdu-2024\ncases: many\n")
    (folder / "301.yaml").write_text(ONE.format("301", 23) + "---\n" + ONE.format("second of 301", 66))
    return folder


def start(*arguments, **kwargs):
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, **kwargs}
    command = [sys.executable, "-c", SCORE, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, **pipes)


def run(*arguments, **kwargs):
    running = start(*arguments, **kwargs)
    output, error = running.communicate(timeout=60)
    return running.returncode, output, error


def below(process):
    """The processes that a process has started."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = status.read_text()
        except OSError:
            continue  # it has just ended
        if int(text.rpartition(")")[2].split()[1]) == getattr(process, "pid", process):
            found.append(int(status.parent.name))
    return found


def waited_for(condition):
    """Wait until something holds; the test then says what it is."""
    deadline = time.monotonic() + 30
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.005)
    return condition()


def has_ended(process):
    return not Path(f"/proc/{process}").exists() or " Z " in Path(f"/proc/{process}/stat").read_text()


class TestResults:
    def test_they_are_in_the_order_of_the_files(self, folder):
        status, output, said = run("--format", "jsonl", folder)
        results = [json.loads(line) for line in output.splitlines()]
        names = [f"{number:03}.yaml" for number in range(600)]
        names.insert(301, "301.yaml")
        assert [Path(result["file"]).name for result in results] == names
        assert [result["document"] for result in results[300:304]] == [1, 1, 2, 1]
        assert (status, said) == (2, f"{folder}/300.yaml:2:8: {MANY}\n")

    def test_documents_between_report_files_have_their_place_and_the_result_they_have_alone(self, tmp_path):
        for number in range(10):
            shutil.copy(DOCUMENT, tmp_path / f"{number}.html")
            (tmp_path / f"{number}.yaml").write_text(ONE.format(number, 23))
        results = json.loads(run("--format", "json", tmp_path)[1])
        assert [Path(result["file"]).name for result in results] == [
            f"{number}.{kind}" for number in range(10) for kind in ("html", "yaml")
        ]
        (alone,) = json.loads(run("--format", "json", tmp_path / "7.html")[1])
        assert results[14] == alone

    def test_standard_input_may_be_among_them(self, folder):
        running = start("--format", "jsonl", folder, "-", stdin=subprocess.PIPE)
        output, _ = running.communicate(ONE.format("piped", 23), timeout=60)
        assert json.loads(output.splitlines()[-1])["service"] == "Service piped"


class TestEnd:
    def test_ctrl_c_stops_it_and_says_how_far_it_got(self, folder):
        with start("--format", "jsonl", folder) as running:
            for _ in range(3):
                running.stdout.readline()
            running.send_signal(signal.SIGINT)
            lines, said = 3 + len(running.stdout.readlines()), running.stderr.read()
            assert running.wait(timeout=60) == 130, said
            (done,) = re.fullmatch(r"Stopped after (\d+) of 600 files\n", said).groups()
        assert 2 <= int(done) <= lines < 600

    @with_proc
    def test_ctrl_c_ends_the_reading_of_documents_too(self, tmp_path):
        """Each is read in a process of its own; a terminal sends Ctrl-C to the whole group."""
        for number in range(20):
            shutil.copy(DOCUMENT, tmp_path / f"{number:02}.html")
        with start(tmp_path, start_new_session=True) as running:
            assert waited_for(lambda: below(running))
            started = below(running)
            os.killpg(running.pid, signal.SIGINT)
            assert running.wait(timeout=60) == 130
            assert re.fullmatch(r"Stopped after \d+ of 20 files\n", running.stderr.read())
        assert waited_for(lambda: all(map(has_ended, started)))

    def test_ctrl_c_in_the_second_of_two_files_is_after_1_of_2(self, tmp_path):
        """The second is a pipe; to open it waits until the command does."""
        os.mkfifo(tmp_path / "pipe.yaml")
        with start("--format", "jsonl", "examples/leeds-pdu-2024.yaml", tmp_path / "pipe.yaml") as running:
            with (tmp_path / "pipe.yaml").open("w"):
                running.send_signal(signal.SIGINT)
                assert running.wait(timeout=60) == 130
            assert running.stderr.read() == "Stopped after 1 of 2 files\n"

    def test_ctrl_c_in_a_single_file_says_nothing(self, tmp_path):
        os.mkfifo(tmp_path / "pipe.yaml")
        with start(tmp_path / "pipe.yaml") as running:
            with (tmp_path / "pipe.yaml").open("w"):
                running.send_signal(signal.SIGINT)
                assert running.wait(timeout=60) == 130
            assert (running.stdout.read(), running.stderr.read()) == ("", "")

    def test_a_closed_pipe_ends_it_quietly(self, folder):
        with start("--format", "jsonl", folder) as running:
            running.stdout.readline()
            running.stdout.close()
            assert running.wait(timeout=60) == 141
            assert running.stderr.read() == ""

    @with_proc
    def test_a_document_whose_reading_is_killed_is_named_and_the_others_are_read(self, tmp_path):
        long = DOCUMENT.read_text().replace("</body>", "<p>Nothing of note.</p>\n" * 3_000 + "</body>")
        for name in "abcd":
            (tmp_path / f"{name}.html").write_text(long)  # so that none is read before it is killed
        with start("--format", "jsonl", tmp_path) as running:
            assert waited_for(lambda: below(running))
            os.kill(below(running)[0], signal.SIGKILL)
            results = [json.loads(line) for line in running.stdout]
            assert running.wait(timeout=60) == 2
            (unread,) = [result for result in results if result["status"] == "unreadable"]
            assert running.stderr.read() == f"{unread['file']}: {unread['errors'][0]['message']}\n"
        assert [Path(result["file"]).stem for result in results] == list("abcd")


class TestProgress:
    def on_terminal(self, folder, **kwargs):
        """What the command writes on a terminal for standard error, and perhaps for standard output."""
        ours, theirs = pty.openpty()
        streams = {"stderr": theirs, "stdout": kwargs.pop("stdout", theirs)}
        with start("--format", "jsonl", folder, **streams) as running:
            os.close(theirs)
            written = b"".join(iter(lambda: piece_from(ours), b"")).decode()
            running.wait(timeout=60)
        os.close(ours)
        return written

    def test_a_bar_shows_how_far_it_is_below_what_could_not_be_read(self, folder):
        written = self.on_terminal(folder, stdout=subprocess.DEVNULL)
        assert re.search(r"files  \[#{18}-{18}\]  300/600", written)
        said, bar = left_on_screen(written)
        assert said == f"{folder}/300.yaml:2:8: {MANY}"
        assert re.fullmatch(r"files  \[#{36}\]  600/600", bar)

    def test_there_is_none_where_the_results_go_to_a_terminal(self, folder):
        written = self.on_terminal(folder)
        assert "300/600" not in written
        assert len(written.splitlines()) == 602

    def test_there_is_none_where_standard_error_is_no_terminal(self, folder):
        with start("--format", "jsonl", folder) as running:
            assert running.communicate(timeout=60)[1] == f"{folder}/300.yaml:2:8: {MANY}\n"


def piece_from(terminal):
    try:
        return os.read(terminal, 10_000)
    except OSError:  # it is closed at the other end
        return b""


def left_on_screen(written):
    """The lines that a terminal shows in the end: after a carriage return what follows overwrites."""
    written = re.sub(r"\x1b\[\?25[lh]", "", written)  # the cursor, hidden and shown
    lines = []
    for line in written.replace("\r\n", "\n").split("\n"):
        shown = ""
        for part in line.split("\r"):
            cleared = part.startswith("\x1b[K")
            shown = part.removeprefix("\x1b[K") if cleared else part + shown[len(part) :]
        lines.append(shown.rstrip())
    return [line for line in lines if line]


class TestMemory:
    def test_ten_times_as_many_files_take_no_more(self, folder, tmp_path):
        for number in range(2000):
            (tmp_path / f"{number:04}.yaml").hardlink_to(folder / f"{number % 300:03}.yaml")
        few = [tmp_path / f"{number:04}.yaml" for number in range(200)]
        assert peak(tmp_path) < 1.1 * peak(*few)


PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def peak(*paths):
    """The most memory that the command takes, or one of the processes it starts; not those that run the tests."""
    command = [sys.executable, "-c", SCORE, "--format", "jsonl", *map(str, paths)]
    return int(subprocess.check_output([sys.executable, "-c", PEAK, *command]))
