"""A file in order says the same, keeps every comment, and stays as it is when put in order again."""

import re

import pytest
from click.testing import CliRunner
from conftest import ROOT, as_nobody
from hypothesis import assume, given
from hypothesis import strategies as st

from hmip_rules import InputError, load_rulebook, strategies
from hmip_rules.cli.rules import main
from hmip_rules.files.library import Library, read_rulebook, shipped_rulebooks
from hmip_rules.files.tidy import tidied
from hmip_rules.files.yaml_source import documents
from hmip_rules.model.report import PublishedStandard, Report

SHELF = Library()
BOOKS = [load_rulebook(name) for name in shipped_rulebooks()]

UNTIDY = """\
# header stays

standards:
  # about reviewing
  P 2.4: {key_questions: {safety: 24, engagement: 57, desistance: 44}, rating: Inadequate}   # eol 2.4
  P 1.1: Requires improvement

  P 2.1:
    # the kq
    key_questions:
      safety: 23    # s
      # below eng
      engagement: {of: 82, sufficient: 42}
    note: >-
      some text
      P 1.1: not a key
    rating: Inadequate
# about cases
cases: 82
rulebook: pdu-2024
overall: {rating: Inadequate, score: 3}

# the end
---
service: "x: y"
rulebook: pdu-2024
"""

TIDY = """\
# header stays

rulebook: pdu-2024
# about cases
cases: 82
standards:
  P 1.1: Requires improvement

  P 2.1:
    rating: Inadequate
    # the kq
    key_questions:
      # below eng
      engagement: {sufficient: 42, of: 82}
      safety: 23    # s
    note: >-
      some text
      P 1.1: not a key
  # about reviewing
  P 2.4: {rating: Inadequate, key_questions: {engagement: 57, desistance: 44, safety: 24}}   # eol 2.4
overall: {score: 3, rating: Inadequate}

# the end
---
rulebook: pdu-2024
service: "x: y"
"""


def values(text):
    return [document.value for document in documents(text, "x")]


def comments(text):
    return sorted(re.findall(r"#.*", text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "# as on the cover\nservice: X\n# from the header\nrulebook: pdu-2024\n",
            "# from the header\nrulebook: pdu-2024\n# as on the cover\nservice: X\n",
        ),
        (
            "# yaml-language-server: $schema=x.json\n# as on the cover\nservice: X\nrulebook: pdu-2024\n",
            "# yaml-language-server: $schema=x.json\nrulebook: pdu-2024\n# as on the cover\nservice: X\n",
        ),
        (
            "overall:\n  rating: Good\n  # the score is not printed\nrulebook: pdu-2024\n",
            "rulebook: pdu-2024\noverall:\n  rating: Good\n  # the score is not printed\n",
        ),
        (
            "cases: 3\n\n# Section: head\n\nrulebook: pdu-2024\n",
            "# Section: head\n\nrulebook: pdu-2024\ncases: 3\n\n",
        ),
        (
            "note: |\n  words\n  # not a comment\nrulebook: pdu-2024\n",
            "rulebook: pdu-2024\nnote: |\n  words\n  # not a comment\n",
        ),
    ],
)
def test_a_comment_goes_with_its_entry(text, expected):
    assert tidied(text, "x", SHELF) == expected


def test_entries_move_with_the_comments_above_them():
    assert tidied(UNTIDY, "x", SHELF) == TIDY


# Any report, written in any way


@st.composite
def written(draw):
    """A report of some rulebook in an order of its own, with comments: its text, and its rulebook."""
    book = draw(st.sampled_from(BOOKS))
    plain = draw(strategies.reports(book)).plain() | {"rulebook": book.id}
    lines = list(_block(draw, plain, 0))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    return end.join(lines) + draw(st.sampled_from(["", end])), book


def _block(draw, mapping, depth):
    for name, value in draw(st.permutations(list(mapping.items()))):
        if draw(st.integers(0, 4)) == 0:
            yield " " * depth + f"# above {_scalar(name)}:"
            yield from [""] * draw(st.integers(0, 1))
        end = draw(st.sampled_from(["", "", f"  # beside {_scalar(name)}:"]))
        if isinstance(value, dict) and value and draw(st.booleans()):
            yield f"{' ' * depth}{_scalar(name)}:{end}"
            yield from _block(draw, value, depth + 2)
        else:
            yield f"{' ' * depth}{_scalar(name)}: {_flow(draw, value)}{end}"
        if draw(st.integers(0, 6)) == 0:
            yield " " * (depth + 2) + f"# below {_scalar(name)}:"
        if draw(st.integers(0, 6)) == 0:
            yield ""


def _flow(draw, value):
    if isinstance(value, dict):
        return (
            "{"
            + ", ".join(f"{_scalar(n)}: {_flow(draw, v)}" for n, v in draw(st.permutations(list(value.items()))))
            + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(_flow(draw, one) for one in value) + "]"
    return "" if value is None else _scalar(value)


def _scalar(value):
    plain = re.fullmatch(r"[A-Za-z][A-Za-z -]*[a-z]|[0-9.]+|P [0-9.]+", value)
    return value if plain and value.lower() != "null" else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def words_in(line):
    return line.strip() and not line.strip().startswith("#")


def owners(text):
    """Each comment, and whether it stands with its entry."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        found = re.search(r"# (above|beside|below) (.*)$", line)
        if not found:
            continue
        if found[1] == "above":
            entry = next(filter(words_in, lines[number + 1 :]))
        elif found[1] == "beside":
            entry = line
        else:
            depth = len(line) - len(line.lstrip()) - 2
            above = [one for one in lines[:number] if words_in(one) and len(one) - len(one.lstrip()) <= depth]
            entry = above[-1]
        yield found[0], entry.strip().startswith(found[2])


def ranks(order, names):
    known = list(order)
    return [known.index(name) if name in known else len(known) for name in names]


@given(written())
def test_in_order_it_says_the_same_and_keeps_its_comments(drawn):
    text, book = drawn
    (before,) = values(text)
    assume(before is not None)
    made = tidied(text, "x", SHELF)
    (after,) = values(made)
    assert after == before
    assert comments(made) == comments(text)
    first = text.lstrip().partition("\n")[0]  # up to an empty line, what is at the top stays there
    assert [one for one, with_its_own in owners(made) if not with_its_own and not first.startswith(one)] == []
    assert tidied(made, "x", SHELF) == made
    for order, mapping in (
        (Report.model_fields, after),
        (book.by_key, after.get("standards") or {}),
        *(
            (PublishedStandard.model_fields, one)
            for one in (after.get("standards") or {}).values()
            if isinstance(one, dict)
        ),
    ):
        found = ranks(order, mapping)
        assert found == sorted(found)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing\n",
        "- a\n- b\n",
        "word\n",
        "{rulebook: pdu-2024,\n cases: 3}\n",
        "cases: 3\nrulebook: pdu-2024\nsources:\n  - {url: x, title: y}\n",
        "rulebook: pdu-2024\nnote: don't {\nstandards:\n",
        "rulebook: pdu-2024\nstandards: {P 1.1: 'it''s', P 2.1: \"a \\\" }\"}\n",
        "rulebook: pdu-2024\nstandards: {P 2.1: don't, P 1.1: Good}\n",
        "rulebook: pdu-2024\nstandards: {}\n",
        "rulebook: pdu-2024\nstandards: {P 9.9: {key_questions: {b: 1, a: 2}}}\n",
        "{cases: 3, rulebook: pdu-2024}\n",
        "rulebook: pdu-2024\nunknown: 3\ncases: 4\nstandards: {P 9.9: Good, P 1.1: Good}\n",
        "rulebook: pdu-2024\nstandards:\n  P 2.1: {key_questions:\n    {safety: 3, engagement: 4}, rating: Good}\n",
    ],
)
def test_what_is_odd_says_the_same(text):
    made = tidied(text, "x", SHELF)
    assert values(made) == values(text)
    assert tidied(made, "x", SHELF) == made


def test_a_report_of_nothing_stays_so():
    assert tidied("{}\n", "x", Library(read_rulebook("pdu-2024"))) == "{}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "rulebook: pdu-2024\nnote: x\nknown_disagreement: |+\n  words\n\n\n",
            "x: can't be put in order without changing",
        ),
        ("rulebook: pdu-2024\ncases: [\n", "x:"),
        ("rulebook: pdu-2025\ncases: 3\n", "pdu-2025"),
        ("cases: 3\n", "rulebook"),
        ("rulebook: pdu-2024\ncases: 3\ncases: 4\n", "'cases' is given twice"),
    ],
)
def test_what_cannot_be_read_is_refused(text, said):
    with pytest.raises(InputError, match=re.escape(said)):
        tidied(text, "x", SHELF)


# As users ask


def run(*arguments, **more):
    return CliRunner().invoke(main, ["fmt", *map(str, arguments)], **more)


def test_files_are_put_in_order_and_named(tmp_path):
    (tmp_path / "one.yaml").write_bytes(UNTIDY.encode())
    (tmp_path / "two.yaml").write_text(TIDY)
    (tmp_path / "report.html").write_text("a document")
    checked = run("--check", tmp_path)
    assert (checked.exit_code, checked.stdout) == (1, f"{tmp_path / 'one.yaml'}: not in order\n")
    assert (tmp_path / "one.yaml").read_text() == UNTIDY
    done = run(tmp_path)
    assert (done.exit_code, done.stdout) == (0, f"{tmp_path / 'one.yaml'}: put in order\n")
    assert (tmp_path / "one.yaml").read_text() == TIDY
    assert run("--check", tmp_path).exit_code == 0
    assert sorted(one.name for one in tmp_path.iterdir()) == ["one.yaml", "report.html", "two.yaml"]


def test_a_link_stays_a_link_and_mode_and_byte_order_mark_stay(tmp_path):
    (tmp_path / "one.yaml").write_bytes(b"\xef\xbb\xbf" + UNTIDY.encode())
    (tmp_path / "one.yaml").chmod(0o600)
    (tmp_path / "link.yaml").symlink_to("one.yaml")
    assert run(tmp_path / "link.yaml").exit_code == 0
    assert (tmp_path / "link.yaml").is_symlink()
    assert (tmp_path / "one.yaml").read_bytes() == b"\xef\xbb\xbf" + TIDY.encode()
    assert (tmp_path / "one.yaml").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_may_not_be_read_is_named(tmp_path):
    (tmp_path / "closed").mkdir()
    (tmp_path / "closed").chmod(0)
    with as_nobody(tmp_path):
        result = run(tmp_path)
    assert result.exit_code == 2
    assert "may not be read" in result.stderr


def test_standard_input_is_printed_in_order():
    assert run("-", input=UNTIDY).stdout == TIDY
    assert run("--check", "-", input=UNTIDY).exit_code == 1


def test_what_cannot_be_read_is_left_and_the_rest_put_in_order(tmp_path):
    (tmp_path / "bad.yaml").write_text("cases: [\n")
    (tmp_path / "one.yaml").write_text(UNTIDY)
    result = run(tmp_path, tmp_path / "nowhere.yaml")
    assert result.exit_code == 2
    assert (tmp_path / "bad.yaml").read_text() == "cases: [\n"
    assert (tmp_path / "one.yaml").read_text() == TIDY
    assert "bad.yaml:2:1" in result.stderr
    assert "nowhere.yaml: no such file" in result.stderr


def test_by_another_rulebook_standards_have_its_order(tmp_path):
    (tmp_path / "one.yaml").write_text("standards: {P 2.1: Good, P 1.1: Good}\n")
    assert run("--rulebook", "pdu-2024", tmp_path).exit_code == 0
    assert (tmp_path / "one.yaml").read_text() == "standards: {P 1.1: Good, P 2.1: Good}\n"


def test_our_files_are_in_order():
    assert run("--check", ROOT / "examples", ROOT / "rules/published").stdout == ""
