"""Many files at once: in one process or several the same results, and an end without remains, however it comes."""

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
MANY = "'many' where a whole number belongs for 'cases'; write it in figures, such as 82"
SCORE = "from hmip_rules.cli.score import main; main()"
EXTRACT = "from hmip_rules.cli.rules import main; main()"
WITH_A_BAR_AT_ONCE = "from hmip_rules.cli import progress; progress.PATIENCE = progress.PAUSE = 0; " + SCORE
ALL_CORES = os.sched_getaffinity(0) if sys.platform == "linux" else {0}
ONE_CORE = {min(ALL_CORES)}

several_cores = pytest.mark.skipif(len(ALL_CORES) < 2, reason="several processes need several cores, and Linux")
however_many = pytest.mark.parametrize("cores", [ONE_CORE, pytest.param(ALL_CORES, marks=several_cores)], ids=len)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """600 reports, of which one cannot be read, and one file holds two."""
    folder = tmp_path_factory.mktemp("reports")
    for number in range(600):
        (folder / f"{number:03}.yaml").write_text(ONE.format(number, number % 101))
    (folder / "300.yaml").write_text("rulebook: pdu-2024\ncases: many\n")
    (folder / "301.yaml").write_text(ONE.format("301", 23) + "---\n" + ONE.format("second of 301", 66))
    return folder


def start(*arguments, cores=ALL_CORES, code=SCORE, **kwargs):
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, **kwargs}
    command = [sys.executable, "-c", keeping_to(cores) + code, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, **pipes)


def keeping_to(cores):
    return f"import os; os.sched_setaffinity(0, {cores}); " if sys.platform == "linux" else ""


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


def readers(process):
    """The processes that its processes have started."""
    return [reader for worker in below(process) for reader in below(worker)]


def waited_for(condition):
    """Wait until something holds; the test then says what it is."""
    deadline = time.monotonic() + 30
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.005)
    return condition()


def has_ended(process):
    return not Path(f"/proc/{process}").exists() or " Z " in Path(f"/proc/{process}/stat").read_text()


class TestResults:
    @several_cores
    @pytest.mark.parametrize("format_", ["text", "json", "jsonl"])
    def test_they_are_the_same_in_one_process_and_in_several(self, folder, format_):
        one = run("--format", format_, folder, cores=ONE_CORE)
        assert one == run("--format", format_, folder)
        assert one[0] == 2
        assert one[2] == f"{folder}/300.yaml:2:8: {MANY}\n"

    @however_many
    def test_they_are_in_the_order_of_the_files(self, folder, cores):
        _, output, _ = run("--format", "jsonl", folder, cores=cores)
        results = [json.loads(line) for line in output.splitlines()]
        names = [f"{number:03}.yaml" for number in range(600)]
        names.insert(301, "301.yaml")
        assert [Path(result["file"]).name for result in results] == names
        assert [result["document"] for result in results[300:304]] == [1, 1, 2, 1]

    @several_cores
    def test_documents_between_report_files_are_read_in_several_processes_too(self, tmp_path):
        for name in "abc":
            shutil.copy(DOCUMENT, tmp_path / f"{name}.html")
            (tmp_path / f"{name}.yaml").write_text(ONE.format(name, 23))
        one = run("--format", "json", tmp_path, cores=ONE_CORE)
        assert one == run("--format", "json", tmp_path)
        assert [Path(result["file"]).name for result in json.loads(one[1])] == [
            f"{name}.{kind}" for name in "abc" for kind in ("html", "yaml")
        ]

    def test_standard_input_may_be_among_them(self, folder):
        running = start("--format", "jsonl", folder, "-", stdin=subprocess.PIPE)
        output, _ = running.communicate(ONE.format("piped", 23), timeout=60)
        assert json.loads(output.splitlines()[-1])["service"] == "Service piped"


class TestEnd:
    @several_cores
    def test_several_processes_are_at_work_and_wait_while_nobody_reads(self, folder):
        with start("--format", "jsonl", folder) as running:
            running.stdout.readline()
            assert len(below(running)) == min(len(ALL_CORES), 8)
            running.kill()

    @however_many
    def test_ctrl_c_stops_it_and_says_how_far_it_got(self, folder, cores):
        with start("--format", "jsonl", folder, cores=cores) as running:
            for _ in range(3):
                running.stdout.readline()
            started = below(running)
            running.send_signal(signal.SIGINT)
            lines, said = 3 + len(running.stdout.readlines()), running.stderr.read()
            assert running.wait(timeout=60) == 130, said
            (done,) = re.fullmatch(r"stopped after (\d+) of 600 files\n", said).groups()
        assert 2 <= int(done) <= lines < 600
        assert all(map(has_ended, started))

    @several_cores
    def test_ctrl_c_on_a_terminal_reaches_every_process_and_one_speaks(self, folder):
        """The terminal sends it to the whole group."""
        with start("--format", "jsonl", folder, start_new_session=True) as running:
            running.stdout.readline()
            started = below(running)
            os.killpg(running.pid, signal.SIGINT)
            running.stdout.read()
            assert running.wait(timeout=60) == 130
            assert re.fullmatch(r"stopped after \d+ of 600 files\n", running.stderr.read())
        assert all(map(has_ended, started))

    @several_cores
    def test_ctrl_c_ends_the_reading_of_documents_too(self, tmp_path):
        """Each document is read in a process of its own, below the one that scores it."""
        for number in range(4):
            shutil.copy(DOCUMENT, tmp_path / f"{number}.html")
        with start(tmp_path) as running:
            assert waited_for(lambda: readers(running))
            started = below(running) + readers(running)
            running.send_signal(signal.SIGINT)
            assert running.wait(timeout=60) == 130
            assert re.fullmatch(r"stopped after \d of 4 files\n", running.stderr.read())
        assert waited_for(lambda: all(map(has_ended, started)))

    def test_ctrl_c_in_the_second_of_two_files_is_after_1_of_2(self, tmp_path):
        """The second is a pipe; to open it waits until the command does."""
        os.mkfifo(tmp_path / "pipe.yaml")
        with start("--format", "jsonl", "examples/leeds-pdu-2024.yaml", tmp_path / "pipe.yaml") as running:
            with (tmp_path / "pipe.yaml").open("w"):
                running.send_signal(signal.SIGINT)
                assert running.wait(timeout=60) == 130
            assert running.stderr.read() == "stopped after 1 of 2 files\n"

    def test_ctrl_c_in_a_single_file_says_nothing(self, tmp_path):
        os.mkfifo(tmp_path / "pipe.yaml")
        with start(tmp_path / "pipe.yaml") as running:
            with (tmp_path / "pipe.yaml").open("w"):
                running.send_signal(signal.SIGINT)
                assert running.wait(timeout=60) == 130
            assert (running.stdout.read(), running.stderr.read()) == ("", "")

    @however_many
    def test_a_closed_pipe_ends_it_quietly(self, folder, cores):
        with start("--format", "jsonl", folder, cores=cores) as running:
            running.stdout.readline()
            started = below(running)
            running.stdout.close()
            assert running.wait(timeout=60) == 141
            assert running.stderr.read() == ""
        assert all(map(has_ended, started))

    @several_cores
    def test_a_process_that_is_killed_is_said_and_ends_the_results(self, folder):
        with start("--format", "json", folder) as running:
            shown = running.stdout.readline() + running.stdout.readline()
            for process in below(running):
                os.kill(process, signal.SIGKILL)
            results = json.loads(shown + running.stdout.read())
            assert running.wait(timeout=60) == 2
            assert [result["status"] for result in results].count("unreadable") == 1
            file, message = results[-1]["file"], results[-1]["errors"][0]["message"]
            left = 599 - int(Path(file).stem)
            assert message == (
                f"the process that read it was killed, or ran out of memory; files after it that are not read: {left}"
            )
            assert running.stderr.read() == f"{file}: {message}\n"

    @several_cores
    def test_when_the_first_process_is_killed_the_others_end_too(self, folder):
        with start("--format", "jsonl", folder) as running:
            running.stdout.readline()
            started = below(running)
            running.kill()
        assert waited_for(lambda: all(map(has_ended, started)))

    @several_cores
    def test_extract_says_that_a_process_was_killed(self, tmp_path):
        for name in "ab":
            shutil.copy(DOCUMENT, tmp_path / f"{name}.html")
        with start("extract", tmp_path, "-o", tmp_path / "out", code=EXTRACT) as running:
            assert waited_for(lambda: below(running))
            for process in below(running):
                os.kill(process, signal.SIGKILL)
            assert running.wait(timeout=60) == 2
            assert "was killed, or ran out of memory" in running.stderr.read()


class TestProgress:
    def on_terminal(self, folder, **kwargs):
        """What the command writes on a terminal for standard error, and perhaps for standard output."""
        ours, theirs = pty.openpty()
        streams = {"stderr": theirs, "stdout": kwargs.pop("stdout", theirs)}
        with start("--format", "jsonl", folder, code=WITH_A_BAR_AT_ONCE, **streams) as running:
            os.close(theirs)
            written = b"".join(iter(lambda: piece_from(ours), b"")).decode()
            running.wait(timeout=60)
        os.close(ours)
        return written

    def test_a_bar_shows_how_far_it_is_and_leaves_nothing_behind(self, folder):
        written = self.on_terminal(folder, stdout=subprocess.DEVNULL)
        assert "[####################--------------------] 300 of 600 files" in written
        assert left_on_screen(written) == [f"{folder}/300.yaml:2:8: {MANY}"]

    def test_there_is_none_where_the_results_go_to_a_terminal(self, folder):
        written = self.on_terminal(folder)
        assert "] 300 of 600 files" not in written
        assert len(written.splitlines()) == 602

    def test_there_is_none_where_standard_error_is_no_terminal(self, folder):
        with start("--format", "jsonl", folder, code=WITH_A_BAR_AT_ONCE) as running:
            assert running.communicate(timeout=60)[1] == f"{folder}/300.yaml:2:8: {MANY}\n"


def piece_from(terminal):
    try:
        return os.read(terminal, 10_000)
    except OSError:  # it is closed at the other end
        return b""


def left_on_screen(written):
    """The lines that a terminal shows in the end: after a carriage return what follows overwrites."""
    lines = []
    for line in written.replace("\r\n", "\n").split("\n"):
        shown = ""
        for part in line.split("\r"):
            shown = part + shown[len(part) :]
        lines.append(shown.rstrip())
    return [line for line in lines if line]


class TestMemory:
    @however_many
    def test_ten_times_as_many_files_take_no_more(self, folder, tmp_path, cores):
        for number in range(2000):
            (tmp_path / f"{number:04}.yaml").hardlink_to(folder / f"{number % 300:03}.yaml")
        few = [tmp_path / f"{number:04}.yaml" for number in range(200)]
        assert peak(tmp_path, cores=cores) < 1.1 * peak(*few, cores=cores)


PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def peak(*paths, cores):
    """The most memory that the command takes, or one of the processes it starts; not those that run the tests."""
    command = [sys.executable, "-c", keeping_to(cores) + SCORE, "--format", "jsonl", *map(str, paths)]
    return int(subprocess.check_output([sys.executable, "-c", PEAK, *command]))
