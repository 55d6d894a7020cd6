"""The examples of a page: run in their order, as a reader would who copies them, on any system.

A comment before an example, which no reader sees, says what a test needs beside it:

<!-- file NAME -->                      the text is that of a file, which later examples read
<!-- more of NAME -->                   the text is appended to that file
<!-- more of NAME, where "A" becomes "B" -->    and what the page asks its reader to correct is corrected first
<!-- lines 1 to 6 -->                   the page shows these lines of the output
<!-- lines from "A" to "B", from "C" to "D" -->   and these; A to D are regular expressions,
                                            and where there is no B or D, the rest is shown
"""

import doctest
import re
import shlex
import subprocess
from typing import NamedTuple

EXAMPLE = re.compile(
    r"^(?P<before>(?:<!-- (?P<note>[^\n]*) -->\n)?```(?P<kind>[^\n]*)\n)(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
SPAN = re.compile(r'(?P<first>\d+) to (?P<last>\d+)|from "(?P<start>.*?)" to "(?P<end>.*?)"')
LEFT_OUT = "…\n"
TRACEBACK = "Traceback (most recent call last):\n    ...\n"


class Example(NamedTuple):
    kind: str
    note: str
    text: str


def examples(page):
    return [Example(match["kind"], match["note"] or "", match["text"]) for match in EXAMPLE.finditer(page)]


def renewed(page, folder):
    """Return a page with the output that its examples print in a folder today."""
    return EXAMPLE.sub(lambda match: f"{match['before']}{_renewed(match, folder)}```", page)


def _renewed(match, folder):
    kind, note, text = match["kind"], match["note"] or "", match["text"]
    if note.startswith(("file ", "more of ")):
        _write(note, text, folder)
    if kind == "console":
        return _commands(text, note, folder)
    if kind == "python":
        return _python(text)
    return text


def _write(note, text, folder):
    name, *corrections = re.fullmatch(r'(?:file|more of) (\S+?)(?:, where "(.*)" becomes "(.*)")?', note).groups()
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    before = path.read_text() if note.startswith("more of") else ""
    if corrections[0]:
        assert before.count(corrections[0]) == 1
        before = before.replace(*corrections)
    path.write_text(before + text)


def _commands(text, note, folder):
    lines = re.findall(r"^\$ (.*)$", text, re.MULTILINE)
    assert text.startswith("$ ")
    assert not note or len(lines) == 1, f"which output is meant by '{note}'?"
    return "".join(f"$ {line}\n{_shown(printed(line, folder), note)}" for line in lines)


def printed(line, folder):
    """Return what a command prints. No shell reads it, so it works whichever shell the reader has."""
    output = subprocess.run(
        shlex.split(line),
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    ).stdout
    assert "Traceback" not in output, output
    return output


def _shown(output, note):
    if not note.startswith("lines "):
        return output
    lines = output.splitlines(keepends=True)
    shown, end = "", 0
    for span in SPAN.finditer(note):
        first, last = _span(span, lines)
        shown += (LEFT_OUT if first > end else "") + "".join(lines[first:last])
        end = last
    return shown + (LEFT_OUT if end < len(lines) else "")


def _span(span, lines):
    if span["first"]:
        return int(span["first"]) - 1, int(span["last"])
    start, end = span["start"], span["end"]
    first = next((number for number, line in enumerate(lines) if re.search(start, line)), None)
    assert first is not None, f"no line has '{start}' in\n{''.join(lines)}"
    return first, next((last for last, line in enumerate(lines[first:], first + 1) if re.search(end, line)), len(lines))


class _Recorder(doctest.DocTestRunner):
    def __init__(self):
        super().__init__(verbose=False)
        self.got = {}

    def report_failure(self, out, test, example, got):  # noqa: ARG002
        is_refused = example.exc_msg is not None and got.startswith("Traceback")
        self.got[example.lineno] = f"{TRACEBACK}{got.splitlines()[-1]}\n" if is_refused else got

    def report_unexpected_exception(self, out, test, example, exc_info):  # noqa: ARG002
        raise exc_info[1]


def _python(text):
    if ">>>" not in text:
        exec(compile(text, "example", "exec"), {"__name__": "example"})
        return text
    example = doctest.DocTestParser().get_doctest(text, {}, "example", None, 0)
    recorder = _Recorder()
    recorder.run(example)
    lines = text.splitlines(keepends=True)
    for part in reversed(example.examples):
        if part.lineno in recorder.got:
            start = part.lineno + part.source.count("\n")
            lines[start : start + part.want.count("\n")] = [recorder.got[part.lineno]]
    return "".join(lines)
