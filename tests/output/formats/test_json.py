"""The JSON of hmip-score: its keys are a contract."""

import json

import pytest
from conftest import ROOT

from hmip_rules import load_rulebook
from hmip_rules.files.library import Library
from hmip_rules.files.models import Read
from hmip_rules.output.rendering import render
from hmip_rules.scoring.score_files import score_paths


def as_json(paths, library=None):
    return json.loads("\n".join(render("json", score_paths(paths, library or Library()), explain=False)))


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / "report.yaml"
        path.write_text(text)
        return str(path)

    return write


def test_leeds_is_shown_as_the_contract_says(monkeypatch):
    monkeypatch.chdir(ROOT)
    (leeds,) = as_json(["examples/leeds-pdu-2024.yaml"])
    assert {name: leeds[name] for name in list(leeds)[:7]} == {
        "file": "examples/leeds-pdu-2024.yaml",
        "document": 1,
        "service": "Leeds PDU",
        "published": "2024-10",
        "rulebook": {"id": "pdu-2024", "revision": "2026-11-24"},
        "status": "agrees",
        "checked": {"recomputed": 4, "taken": 3, "key_questions": 12, "missing": 0},
    }
    assert leeds["standards"][3] == {
        "code": "P 2.1",
        "name": "Assessment",
        "rated_by": "lowest_key_question",
        "counted": True,
        "rating": "Inadequate",
        "points": 0,
        "published": "Inadequate",
        "status": "agrees",
        "decided_by": ["safety"],
        "percent": 23,
        "key_questions": [
            {"id": "engagement", "percent": 51, "rating": "Requires improvement", "published": 51},
            {"id": "desistance", "percent": 62, "rating": "Requires improvement", "published": 62},
            {"id": "safety", "percent": 23, "rating": "Inadequate", "published": 23},
        ],
    }
    assert leeds["overall"] == {
        "score": 3,
        "max_score": 21,
        "rating": "Inadequate",
        "published": {"score": 3, "rating": "Inadequate", "max_score": 21},
        "status": "agrees",
        "score_status": "agrees",
        "rating_status": "agrees",
        "max_score_status": "agrees",
    }
    assert leeds["findings"] == []
    assert [(rule["rule"], rule["basis"]) for rule in leeds["leans_on"]] == [
        ("bands.key_question", "unverified"),
        ("stands_on.judgement", "inferred"),
        ("stands_on.points", "inferred"),
        ("stands_on.total", "inferred"),
        ("bands.overall", "unverified"),
    ]
    assert list(leeds) == [
        *("file", "document", "service", "published", "rulebook", "status", "checked"),
        *("standards", "overall", "findings", "leans_on"),
    ]


def test_a_finding_has_its_place_its_rule_and_its_effect(written):
    text = "rulebook: pdu-2024\nstandards:\n  P 2.1:\n    rating: Good\n    key_questions: {safety: 23}\n"
    (result,) = as_json([written(text)])
    (finding,) = result["findings"]
    message = finding.pop("message")
    line = load_line("key_question:")
    assert finding == {
        "code": "standard-rating",
        "where": "P 2.1",
        "published": "Good",
        "recomputed": "Inadequate",
        "changes_overall": None,
        "line": 4,
        "column": 13,
        "rule": {
            "name": "bands.key_question",
            "file": "pdu-2024.yaml",
            "line": line,
            "basis": "unverified",
            "source": None,
        },
    }
    assert message.startswith("P 2.1 Assessment is published as Good, but safety, 23%, makes it Inadequate (0% to 49%)")


def load_line(name):
    lines = (ROOT / "rules/pdu-2024.yaml").read_text().splitlines()
    return next(number for number, line in enumerate(lines, start=1) if line.strip().startswith(name))


def test_a_source_is_named_where_the_rule_has_one(written):
    (result,) = as_json([written("rulebook: pdu-2024\noverall: {max_score: 27}\n")])
    rule = result["findings"][0]["rule"]
    assert (rule["basis"], rule["name"]) == ("confirmed", "stands_on.max_score")
    assert "An inspection of probation services in: Leeds PDU" in rule["source"]


def test_what_missing_values_leave_is_listed_worst_first(written):
    (result,) = as_json([written("rulebook: pdu-2024\nstandards: {P 2.1: {key_questions: {safety: 66}}}\n")])
    assert result["standards"][3]["rating"] is None
    assert result["standards"][3]["possible"] == ["Inadequate", "Requires improvement", "Good"]
    assert result["standards"][3]["points"] is None
    assert result["overall"]["score"] is None
    assert result["overall"]["possible_score"] == {"min": 0, "max": 20}
    assert result["overall"]["possible"] == ["Inadequate", "Requires improvement", "Good", "Outstanding"]
    assert result["checked"]["missing"] == 14


def test_not_applicable_not_rated_and_rounding_are_told_apart(written):
    text = (
        "rulebook: pdu-2024\nstandards:\n  P 1.1: not rated\n"
        "  P 2.1: {key_questions: {engagement: not applicable, desistance: 49.5, safety: 79.25}}\n"
    )
    (result,) = as_json([written(text)])
    assert result["standards"][0]["published"] == "not rated"
    assert result["standards"][0]["rating"] is None
    assert "possible" not in result["standards"][0]
    assert result["standards"][3]["key_questions"] == [
        {"id": "engagement", "percent": None, "rating": None, "published": "not applicable", "not_applicable": True},
        {
            "id": "desistance",
            "percent": 50,
            "rating": "Requires improvement",
            "published": 49.5,
            "otherwise": "Inadequate",
        },
        {"id": "safety", "percent": 79, "rating": "Good", "published": 79.25},
    ]
    assert result["overall"]["max_score"] is None


def test_what_was_published_of_a_key_question_is_given_as_it_was(written):
    text = (
        "rulebook: pdu-2024\nstandards:\n"
        "  P 2.1: {key_questions: {engagement: 64.6, desistance: {sufficient: 1, of: 3}, safety: not applicable}}\n"
        "  P 2.2: {key_questions: {safety: 51%}}\n"
    )
    (result,) = as_json([written(text)])
    given = ("percent", "published", "sufficient", "of")
    assert [[question.get(name, "-") for name in given] for question in result["standards"][3]["key_questions"]] == [
        [65, 64.6, "-", "-"],
        [33, 33.333333, 1, 3],
        [None, "not applicable", "-", "-"],
    ]
    assert [question["published"] for question in result["standards"][4]["key_questions"]] == [None, None, 51]


def test_a_percentage_that_is_not_rounded_is_a_decimal(written):
    values = load_rulebook("pdu-2024").model_dump(by_alias=True)
    values["percentages"]["banded"]["value"] = "exact"
    book = type(load_rulebook("pdu-2024")).model_validate(values)
    text = "rulebook: pdu-2024\nstandards: {P 2.1: {key_questions: {safety: 23.25}}}\n"
    (result,) = as_json([written(text)], Library(Read(book)))
    assert result["standards"][3]["percent"] == 23.25
    assert result["leans_on"][0]["file"] is None


def test_what_cannot_be_read_is_in_its_place_with_every_error(written):
    results = as_json([written("rulebook: pdu-2024\ncases: x\n---\nrulebook: pdu-2024\n")])
    assert results[0] | {"file": "f"} == {
        "file": "f",
        "document": 1,
        "status": "unreadable",
        "errors": [
            {
                "line": 2,
                "column": 8,
                "message": "'cases' must be a whole number, such as 82, not 'x'",
            }
        ],
    }
    assert (results[1]["document"], results[1]["status"]) == (2, "not_published")


def test_no_result_at_all_is_an_empty_array():
    assert as_json([]) == []
