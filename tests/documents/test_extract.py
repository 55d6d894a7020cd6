"""What a made-up report says comes out of it again, whatever its layout and whatever was done to it; nothing else does."""

import random
from collections import Counter, defaultdict

import pytest
from documents import made_up
from documents.damage import DAMAGES
from documents.layouts import FILES, TABLES, text_lines, with_cells
from documents.made_up import Table
from documents.measure import as_lines, compare, extract_by, results_for
from documents.short_report import PDU, RULEBOOKS, a_report, read, standard
from documents.variants import VARIANTS
from hypothesis import given, settings
from hypothesis import strategies as st

from hmip_rules.documents.extraction import expected_values
from hmip_rules.documents.lines import blocks_of

# There and back


@pytest.mark.parametrize("rulebook_id", RULEBOOKS)
@pytest.mark.parametrize("kind", FILES)
def test_every_value_comes_out_of_every_kind_of_document(tmp_path, kind, rulebook_id):
    results = results_for(RULEBOOKS[rulebook_id], f"{kind} {rulebook_id}")
    write, suffix = FILES[kind]
    path = tmp_path / f"report{suffix}"
    write(list(made_up.document(RULEBOOKS[rulebook_id], results)), path)
    counts = defaultdict(Counter)
    assert compare(results.values(), blocks_of(path), list(RULEBOOKS.values()), counts) == []
    outcomes = sum(counts.values(), Counter())
    assert outcomes["right"] >= 0.8 * outcomes.total()


@settings(max_examples=settings.default.max_examples // 2)
@given(st.sampled_from(list(RULEBOOKS)), st.integers(), st.sampled_from(list(TABLES)), st.sampled_from(list(DAMAGES)))
def test_nothing_wrong_comes_out_of_any_layout_with_any_damage(rulebook_id, seed, table, damage):
    results = results_for(RULEBOOKS[rulebook_id], seed)
    blocks = made_up.document(RULEBOOKS[rulebook_id], results, codes=random.Random(seed).random() < 0.8)
    lines = as_lines(
        DAMAGES[damage](text_lines(blocks, TABLES[table], width=90 if table in ("torn", "below") else None))
    )
    assert compare(results.values(), lines, list(RULEBOOKS.values()), defaultdict(Counter)) == []


def test_of_all_layouts_and_damages_95_per_cent_come_out_and_nothing_wrong():
    counts, wrong = defaultdict(Counter), []
    for number, (layout, damage) in enumerate((layout, damage) for layout in TABLES for damage in DAMAGES):
        rulebook = list(RULEBOOKS.values())[number % len(RULEBOOKS)]
        results = results_for(rulebook, number)
        blocks = made_up.document(rulebook, results, codes=number % 3 > 0)
        lines = DAMAGES[damage](text_lines(blocks, TABLES[layout], width=90 if layout in ("torn", "below") else None))
        wrong += compare(results.values(), as_lines(lines), list(RULEBOOKS.values()), counts)
    outcomes = sum(counts.values(), Counter())
    assert wrong == []
    assert len(TABLES) * len(DAMAGES) >= 120
    assert outcomes["right"] >= 0.95 * outcomes.total()


# What is read and what is left out


def test_each_value_has_the_words_and_the_line_it_was_read_from():
    values = read(a_report()).values
    (rating,) = values["standards", "P 1.1", "rating"]
    assert (rating.value, rating.words, rating.where) == ("Good", "P 1.1 Leadership Good", "line 8")
    assert values["service",][0].words == "An inspection of probation services in: Leeds PDU"
    first, second = values["cases",]
    assert (first.words, second.words) == (
        "We inspected 52 community orders and 30 releases on licence",
        "of the 82 cases we inspected",
    )


def test_what_was_corrected_is_said():
    rows = (
        ("P 1.1", "Leadership", "Regires improvement"),
        ("P 1.2", "Stafflng", "Good"),
        ("P 1.3", "Services", "Good"),
    )
    values = read(a_report(summary=[Table((("Score", "3/211"),)), Table(rows)])).values
    assert values["standards", "P 1.1", "rating"][0].corrected == "'Regires improvement' read as 'Requires improvement'"
    assert values["standards", "P 1.2", "rating"][0].corrected == "'P 1.2 Stafflng' read as 'Staffing'"
    assert values["overall", "max_score"][0].corrected == "'3/211' read as '3/21'"


def test_a_value_in_two_ways_is_left_out_and_both_places_are_kept():
    extraction = read(a_report(standard=standard(heading="P 1.1. Leadership", rating="Inadequate")))
    first, second = extraction.conflicts["standards", "P 1.1", "rating"]
    assert (first.value, first.where, second.value) == ("Good", "line 8", "Inadequate")
    assert "P 1.1" not in extraction.report.standards
    assert ("standards", "P 1.1", "rating") in extraction.missing


def test_what_is_not_there_is_missing_and_nothing_is_guessed():
    extraction = read(a_report(month=[], cases=[]))
    assert set(extraction.missing) == set(expected_values(PDU)) - set(extraction.values)
    assert ("published",) in extraction.missing
    assert extraction.report.published is None


@pytest.mark.parametrize(
    "as_document", [with_cells, lambda blocks: as_lines(text_lines(blocks))], ids=["cells", "text"]
)
@pytest.mark.parametrize("variant", VARIANTS)
def test_what_reports_have_beside_plain_tables_changes_no_value(variant, as_document):
    results = results_for(PDU, 1)
    blocks, expected = VARIANTS[variant](list(made_up.document(PDU, results)), results)
    counts = defaultdict(Counter)
    assert compare(expected, as_document(blocks), [PDU], counts) == []
    assert sum(counts.values(), Counter())["missing"] == 0


def test_an_annex_with_one_slip_costs_one_value():
    results = results_for(PDU, 1)
    blocks, _ = VARIANTS["annex with one slip"](list(made_up.document(PDU, results)), results)
    extraction = extract_by(with_cells(blocks), [PDU])
    assert list(extraction.conflicts) == [("standards", "P 2.1", "key_questions", "engagement")]
    assert extraction.missing == tuple(extraction.conflicts)
