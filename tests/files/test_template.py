"""A report file to fill in."""

import pytest

from hmip_rules import load_report, load_rulebook
from hmip_rules.files.library import shipped_rulebooks
from hmip_rules.files.template import template


@pytest.mark.parametrize("rulebook_id", shipped_rulebooks())
def test_it_has_every_standard_and_key_question_and_publishes_nothing(tmp_path, rulebook_id):
    rulebook = load_rulebook(rulebook_id)
    path = tmp_path / "report.yaml"
    path.write_text("\n".join(template(rulebook, "North: Reef")), encoding="utf-8")
    report = load_report(path, rulebook)
    assert report.service == "North: Reef"
    assert {key: tuple(published.key_questions) for key, published in report.standards.items()} == {
        standard.key: tuple(standard.key_questions) for standard in rulebook.standards
    }
    assert {published.rating for published in report.standards.values()} == {None}
    assert report.overall.max_score is None
