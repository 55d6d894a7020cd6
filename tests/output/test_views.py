"""A scorecard is shown as the formats show it."""

import json
import sys

import pytest
from conftest import ROOT

from hmip_rules import (
    InputError,
    Report,
    Rulebook,
    load_rulebook,
    score,
    score_files,
)
from hmip_rules.output import html_scorecard


def refused(function, *given):
    with pytest.raises(InputError) as caught:
        function(*given)
    return str(caught.value)


LEEDS = str(ROOT / "examples/leeds-pdu-2024.yaml")


DOCUMENT = str(ROOT / "docs/made-up-report.html")


BOOK = load_rulebook("pdu-2024")


PLAIN_BOOK = BOOK.model_dump(by_alias=True)


PLAIN = {"rulebook": "pdu-2024", "standards": {"P 2.1": {"rating": "Good", "key_questions": {"safety": 23}}}}


def test_as_a_dict_it_is_the_object_of_the_format_json_but_for_the_file():
    from hmip_rules.output.formats.json import as_plain_values

    (result,) = score_files([DOCUMENT])
    written = json.loads(json.dumps(as_plain_values(result)))
    shown = result.card.to_dict()
    assert set(written) - set(shown) == {"file", "document", "read_from_document"}
    for name in set(shown) - {"leans_on"}:  # the places of rules are the result's
        assert shown[name] == written[name]
    assert json.loads(result.card.to_json()) == shown


def test_as_html_it_is_a_whole_page():
    page = score(PLAIN).to_html()
    assert page.startswith("<!DOCTYPE html>")
    assert page.endswith("</html>\n")
    assert "from values given in Python; rulebook pdu-2024" in page


def test_without_the_extra_a_page_is_refused_and_all_else_is_shown(monkeypatch):
    html_scorecard.environment.cache_clear()
    monkeypatch.setitem(sys.modules, "jinja2", None)
    card = score(PLAIN)
    assert refused(card.to_html) == "HTML needs Jinja: pip install 'hmip-rules[html]'"
    assert card._repr_html_() is None
    assert card.to_dict()["status"] == card.status
    html_scorecard.environment.cache_clear()


def test_rulebook_and_report_are_those_given():
    report, book = Report.model_validate(PLAIN), Rulebook.model_validate(PLAIN_BOOK)
    card = score(report, book)
    assert card.report is report
    assert card.rulebook is book
