"""The work of reading a document grows with its length, whatever fills it: twice the text is twice the steps.

Steps are lines of our own code, so that no clock is needed. Those of the last half of a text are compared with those
of the part before it, so that what every document takes does not hide a square.
"""

import sys

import pytest

from hmip_rules import InputError, load_rulebook
from hmip_rules.documents.extract import extract
from hmip_rules.documents.lines import Line
from hmip_rules.files.models import Read

RULEBOOKS = [Read(load_rulebook(name)) for name in ("pdu-2024", "pdu-2021")]
UNITS = 60
STANDARDS = "".join(
    f"{code}\t{name}\tGood\n"
    for code, name in (
        ("P 1.1", "Leadership"),
        ("P 1.2", "Staffing"),
        ("P 1.3", "Services"),
        ("P 2.1", "Assessment"),
        ("P 2.2", "Planning"),
        ("P 2.3", "Implementation and delivery"),
        ("P 2.4", "Reviewing"),
    )
)
QUESTION = "Does assessment focus sufficiently on keeping otehr people safe?\t51%\n"
TITLE = "An inspection of probation services in"
TEXTS = {
    "one line of commas after a title": lambda n: f"{TITLE} {20 * n * ','}a",
    "the same title": lambda n: f"{TITLE}: Leeds PDU\nLeeds PDU was busy.\n" * n,
    "different titles": lambda n: "".join(f"{TITLE}: L{number} PDU\nL{number} PDU was busy.\n" for number in range(n)),
    "a title of many words, twice": lambda n: f"{TITLE}: {5 * n * 'Abc '}\n" * 2 + "Abc was busy.\n",
    "misspelt ratings": lambda n: "Requires improvment\n" * n,
    "misspelt ratings in one line": lambda n: "Requires improvment " * n,
    "misspelt names": lambda n: "P 2.3\tImplementatoin and delivery\tRequires improvment\n" * n,
    "misspelt questions": lambda n: QUESTION * n,
    "tables of ratings": lambda n: STANDARDS * (n // 3),
    "scores below one table": lambda n: STANDARDS + "".join(f"Score\t{number % 22}/21\n" for number in range(n)),
    "scores without a table": lambda n: "Score\t3/21\n" * n,
    "labels of scores": lambda n: "Score\n" * n,
    "percentages": lambda n: "51%\n" * n,
    "rows that go on": lambda n: "a\tb\tc\n" + "\tx\ty\n" * n,
    "dashes": lambda n: "- " * 3 * n,
    "dashes between figures": lambda n: "4 - " * n,
    "codes": lambda n: "P 2.1 " * n,
    "chapters": lambda n: "P 2.1. Assessment\nIt is well informed.\nInadequate\n" * n,
    "whole reports": lambda n: f"{TITLE}: Leeds PDU\n{STANDARDS}Score\t14/21\nOverall rating\tGood\n" * (n // 3),
    "months of fieldwork": lambda n: "Fieldwork started May 2024\n" * n,
    "one long word": lambda n: "a" * 20 * n,
}


def steps(text):
    """The number of lines of our code that are run to read a text."""
    count = 0

    def counted(frame, event, _):
        nonlocal count
        if event == "call":
            return counted if "hmip_rules" in frame.f_code.co_filename else None
        count += 1
        return counted

    lines = [Line(line, number) for number, line in enumerate(text.split("\n"), start=1)]
    before = sys.gettrace()
    sys.settrace(counted)
    try:
        extract(lines, RULEBOOKS)
    except InputError:
        pass
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("name", TEXTS)
def test_twice_the_text_is_twice_the_steps(name):
    steps(TEXTS[name](UNITS))  # what is kept for the next document is made here
    once, twice, four_times = (steps(TEXTS[name](UNITS * times)) for times in (1, 2, 4))
    assert four_times - twice < 2.5 * (twice - once) + 1_000
