"""The schemas and the loader never disagree, but for what docs/editors.md lists."""

import json
import re
from copy import deepcopy
from fractions import Fraction

import jsonschema
import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from ruamel.yaml import YAML

from hmip_rules import Report, load_rulebook, strategies
from hmip_rules.files.fit import misfits, respelled
from hmip_rules.files.library import shipped_rulebooks
from hmip_rules.files.models import Read
from hmip_rules.files.schema import report_schema, rulebook_schema
from hmip_rules.files.yaml_source import documents
from hmip_rules.model.draft import DraftRulebook
from hmip_rules.model.spelling import meant_name

REPORT = jsonschema.Draft7Validator(report_schema(map(load_rulebook, shipped_rulebooks())))
RULEBOOK = jsonschema.Draft7Validator(rulebook_schema())
BOOKS = {name: load_rulebook(name) for name in shipped_rulebooks()}


def as_editors_read(path):
    """The documents of a file by YAML 1.2, in which a date is text."""
    loader = YAML(typ="safe", pure=True)
    loader.version = (1, 2)
    return [json.loads(json.dumps(document, default=str)) for document in loader.load_all(path.read_text())]


def as_loaded(value):
    """The same value as the program reads it from a file: JSON is YAML."""
    (document,) = documents(json.dumps(value), "x")
    return document.value


def loads_report(value):
    try:
        report = Report.model_validate(as_loaded(value))
    except ValidationError:
        return False
    name = meant_name(report.rulebook or "", BOOKS)
    return name is None or not any(misfits(BOOKS[name], respelled(BOOKS[name], Read(report)).value))


def loads_rulebook(value):
    try:
        DraftRulebook.model_validate(as_loaded(value))
    except ValidationError:
        return False
    return True


# What a schema can't say (docs/editors.md), so that no value of a test has it


def counts_fit(value):
    """No more cases than were judged, nor than were inspected; one maximum."""
    cases = value.get("cases") if isinstance(value, dict) else None
    counts = []

    def collect_counts(node):
        if isinstance(node, dict):
            if set(node) == {"sufficient", "of"}:
                counts.append(node)
            for below in node.values():
                collect_counts(below)
        elif isinstance(node, list):
            for below in node:
                collect_counts(below)

    def number(written):
        is_number = re.fullmatch("[0-9]{1,15}", str(written)) and not isinstance(written, bool)
        return int(written) if is_number else None

    collect_counts(value)
    overall = value.get("overall") if isinstance(value, dict) else None
    score, maximum = (overall.get("score"), overall.get("max_score")) if isinstance(overall, dict) else (None, None)
    if isinstance(score, str) and score.endswith("21") and number(maximum) not in (None, 21):
        return False
    pairs = [(number(count["sufficient"]), number(count["of"])) for count in counts]
    most = number(cases)
    return all(None in (some, of) or (some <= of and (most is None or of <= most)) for some, of in pairs)


# Values near what is right


def simple(value):
    """Plain values with figures as YAML 1.2 reads them."""
    if isinstance(value, dict):
        return {name: simple(below) for name, below in value.items()}
    if isinstance(value, list | tuple):
        return [simple(below) for below in value]
    if isinstance(value, str) and re.fullmatch(r"-?[1-9][0-9]{0,14}|0", value):
        return int(value)
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else float(value)
    return value


odd = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 10**16),
    st.sampled_from([0.5, 51.2, 100.5, -0.25]),
    st.sampled_from(
        ["", " ", "x", "Good", "not rated", "not applicable", "51", "51%", "51 %", "+51", "-0", "100.0 %", "101", "51.",
         ".5", "1e1", "007", "2024-10", "2024-13", "2024", "true", "No", "on", "n/a", "pdu-2024", "9" * 16, "99.99",
         "judgement", "nearest", "up", "GOOD", "requires  improvement", "Not Rated", "not-applicable", "PDU 2024",
         "3/21", "3 of 21", "3/", "-3"]
    ),
    st.sampled_from([[], {}, ["safety"], [1], {"safety": 51}, {"sufficient": 3, "of": 4}, {"sufficient": "3", "of": 0}]),
)  # fmt: skip


def nodes(value, path=()):
    yield path
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, node in below:
        yield from nodes(node, (*path, name))


@st.composite
def spoilt(draw, value):
    """The value with up to three nodes replaced, taken away or added."""
    value = deepcopy(value)
    for _ in range(draw(st.integers(0, 3))):
        path = draw(st.sampled_from(sorted(nodes(value), key=str)))
        if not path:
            continue
        holder = value
        for step in path[:-1]:
            holder = holder[step]
        how = draw(st.sampled_from(["replace", "replace", "take away", "add"]))
        if how == "replace":
            holder[path[-1]] = deepcopy(draw(odd))
        elif how == "take away":
            del holder[path[-1]]
        elif isinstance(holder, dict):
            holder[
                draw(st.sampled_from(["rating", "note", "nonsense", "of", "P 2.1", "safety", "from", "p1.2", "Of"]))
            ] = deepcopy(draw(odd))
    return value


@given(st.data())
def test_a_report_is_right_by_the_schema_where_the_loader_takes_it(data):
    name = data.draw(st.sampled_from([*BOOKS, None, "mine"]))
    book = BOOKS.get(name, BOOKS["pdu-2024"])
    plain = simple(data.draw(strategies.reports(book)).to_dict()) | ({"rulebook": name} if name else {})
    value = data.draw(spoilt(plain))
    if counts_fit(value):
        assert REPORT.is_valid(value) == loads_report(value), value


@given(st.data())
def test_a_rulebook_is_right_by_the_schema_where_the_loader_takes_it(data):
    book = data.draw(st.one_of(strategies.rulebooks(), st.sampled_from([*BOOKS.values()])))
    value = data.draw(spoilt(simple(json.loads(book.model_dump_json(by_alias=True)))))
    if counts_fit(value):
        assert RULEBOOK.is_valid(value) == loads_rulebook(value), value


@pytest.mark.parametrize("folder", ["examples", "rules/published", "rules"])
def test_every_file_of_ours_is_right(folder):
    validator = RULEBOOK if folder == "rules" else REPORT
    found = [document for path in (ROOT / folder).glob("*.yaml") for document in as_editors_read(path)]
    assert len(found) >= 2
    for document in found:
        assert [error.message for error in validator.iter_errors(document)] == []


@pytest.mark.parametrize(
    ("slip", "said"),
    [
        ({"P 9.9": "Good"}, "'P 9.9'"),
        ({"P 2.1": "Goood"}, "Goood"),
        ({"P 2.1": {"key_questions": {"safty": 3}}}, "safty"),
        ({"P 2.1": {"key_questions": {"safety": 101}}}, "101"),
    ],
)
def test_a_slip_in_a_report_that_names_its_rulebook_is_wrong(slip, said):
    (error,) = REPORT.iter_errors({"rulebook": "pdu-2024", "standards": slip})
    assert said in str(error)


@pytest.mark.parametrize(
    "slip",
    [
        "report/cases-in-words",
        "report/counts-misspelt",
        "report/counts-of-0-cases",
        "report/counts-without-of",
        "report/list-of-standards",
        "report/months",
        "report/percentage-above-100",
        "report/percentage-with-comma",
        "report/rating-counts",
        "report/unknown-name",
        "report/unknown-rating",
        "rulebook/band-above-100",
        "rulebook/counted-in-words",
        "rulebook/misspelt-names",
        "rulebook/points-in-words",
        "rulebook/source-without-a-title",
        "rulebook/unknown-basis",
        "rulebook/unknown-step",
    ],
)
def test_an_editor_marks_a_slip_that_the_loader_refuses(slip):
    validator = REPORT if slip.startswith("report") else RULEBOOK
    (value,) = as_editors_read(ROOT / f"tests/files/slips/{slip}.yaml")
    assert not validator.is_valid(value)


@pytest.mark.parametrize(
    "spelling",
    [
        {"standards": {"p2.1": "good"}},
        {"standards": {"Assessment": "REQUIRES_IMPROVEMENT"}},
        {"standards": {"P 2.1 assessment": {"key_questions": {"Safety": "Not applicable"}}}},
        {"standards": {"P 1.1": "Not Rated"}},
        {"overall": "inadequate"},
        {"overall": "3/21"},
        {"overall": {"score": "3 out of 21"}},
        {"rating_counts": {"good": 2, "Of": 7}},
    ],
    ids=str,
)
@pytest.mark.parametrize("rulebook", ["pdu-2024", "PDU 2024", "pdu_2024"])
def test_names_in_other_case_and_spacing_are_right_by_schema_and_loader(rulebook, spelling):
    value = {"rulebook": rulebook, **spelling}
    assert [error.message for error in REPORT.iter_errors(value)] == []
    assert loads_report(value)


@pytest.mark.parametrize("validator", [REPORT, RULEBOOK], ids=["report", "rulebook"])
def test_a_schema_is_one_by_its_own_standard(validator):
    jsonschema.Draft7Validator.check_schema(validator.schema)


def test_each_field_and_key_question_is_described_for_who_types_it():
    report = REPORT.schema
    assert report["properties"]["cases"]["description"] == "How many cases were inspected."
    pdu = next(part["then"] for part in report["allOf"] if "pdu-2024" in str(part["if"]))
    standards = pdu["properties"]["standards"]
    assert standards["properties"]["P 2.1"]["description"] == "P 2.1 Assessment"
    patterns = standards["patternProperties"].items()
    (assessment,) = (schema for pattern, schema in patterns if re.search(pattern, "P 2.1"))
    assert "keeping other people safe" in str(assessment)


def test_each_example_names_the_schema_that_docs_editors_md_writes():
    (named,) = re.findall(r"^hmip-rules schema report -o (\S+)$", (ROOT / "docs/editors.md").read_text(), re.MULTILINE)
    for path in (ROOT / "examples").glob("*.yaml"):
        assert path.read_text().splitlines()[0] == f"# yaml-language-server: $schema={named}"
