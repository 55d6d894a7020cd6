"""Published results of every framework: each agrees, is undetermined, or is a known disagreement."""

from collections import Counter

import pytest
from conftest import ROOT
from golden_files import renew_or_compare

from hmip_rules import load_rulebook
from hmip_rules.files.library import Library, published_files, shipped_rulebooks
from hmip_rules.output.published_page import page
from hmip_rules.rulebooks.evidence import published_reports
from hmip_rules.scoring.score_files import Result, score_paths

RESULTS = published_files()


def test_every_rulebook_has_published_results():
    assert [path.stem for path in RESULTS] == shipped_rulebooks()


def test_every_published_result_fits_its_rulebook_or_says_why_not():
    statuses = Counter()
    for path in RESULTS:
        for result in score_paths([str(path)], Library()):
            assert isinstance(result, Result), result.problems
            card = result.card
            assert card.rulebook.id == path.stem
            assert card.report.sources
            statuses[card.status.value] += 1
            if card.status == "disagrees":
                assert card.report.known_disagreement, card.report.service
    assert statuses == {"undetermined": 162, "partly_checked": 12, "agrees": 2}


@pytest.mark.parametrize(
    ("rulebook_id", "standards", "most"),
    [
        ("crc-2018", 10, [30]),
        ("nps-2018", 10, [30]),
        ("pdu-2021", 9, [27]),
        ("pdu-2024", 7, [21]),
        ("region-2024", 8, [24]),
        ("yjs-2021", 13, [36, 24]),
        ("yos-2018", 12, [36]),
    ],
)
def test_each_framework_has_its_standards_and_maxima(rulebook_id, standards, most):
    book = load_rulebook(rulebook_id)
    assert (len(book.standards), [bands.max for bands in book.bands.overall]) == (standards, most)


@pytest.mark.parametrize("rulebook_id", shipped_rulebooks())
def test_the_overall_bands_start_above_a_sixth_a_half_and_five_sixths_of_the_maximum(rulebook_id):
    for bands in load_rulebook(rulebook_id).bands.overall:
        starts = list(bands.starts.values())
        assert starts == [0, *(bands.max * sixths // 6 + 1 for sixths in (1, 3, 5))]


def test_a_youth_report_of_the_months_in_which_two_rulebooks_fit_is_refused_with_both():
    from hmip_rules import InputError, Report, score

    with pytest.raises(
        InputError, match="several may have been in force; write 'rulebook:' with one of yjs-2021, yos-2018"
    ):
        score(Report(inspects="youth", published="2021-11"))
    assert score(Report(inspects="youth", published="2021-06")).rulebook.id == "yos-2018"
    assert score(Report(inspects="youth", published="2022-06")).rulebook.id == "yjs-2021"


def test_the_page_of_published_results_is_current():
    shown = "\n".join(page(score_paths(map(str, published_files()), Library()))) + "\n"
    renew_or_compare(ROOT / "docs/published.md", shown)


def page_of(tmp_path, text):
    path = tmp_path / "report.yaml"
    path.write_text(f"rulebook: pdu-2024\n{text}")
    return list(page(score_paths([str(path)], Library())))


def test_a_result_names_its_sources_with_link_and_what_each_stands_for(tmp_path):
    sources = (
        "sources:\n"
        "- {title: News of the reef, publisher: The Keepers, url: 'https://reef.example/1', note: as others report}\n"
        "- {title: Nobody's page, url: 'https://reef.example/2'}\n"
        "- {title: The reef, publisher: The Press, isbn: 978-1}\n"
    )
    assert page_of(tmp_path, f"published: 2024-10\n{sources}")[-1] == (
        "| unnamed | October 2024 | 0 of 7 | - | - | nothing to compare | "
        "[The Keepers](https://reef.example/1) (as others report), [Nobody's page](https://reef.example/2), "
        "The reef, The Press, ISBN 978-1 |"
    )


def test_ratings_that_were_only_counted_are_shown_and_not_rated_is_no_rating(tmp_path):
    text = "service: Reef PDU\nstandards: {P 1.1: Good, P 2.4: not rated}\nrating_counts: {Good: 2, Inadequate: 3, of: 6}\n"
    assert page_of(tmp_path, text)[-1] == (
        "| Reef PDU | - | 1 of 7; 1 not rated; numbers only: Good 2, Inadequate 3, of 6 | - | - | nothing to compare | - |"
    )


def test_why_a_result_disagrees_and_what_was_noted_of_it_is_listed_below_the_table(tmp_path):
    lines = page_of(
        tmp_path,
        "service: Reef PDU\noverall: {score: 25, rating: Outstanding}\n"
        "known_disagreement: The score was corrected later.\nnote: A word was left out.\n"
        "---\nrulebook: pdu-2024\nservice: Cape PDU\npublished: 2025-01\nnote: Two texts differ.\n",
    )
    assert lines[-7:] == [
        "| Reef PDU | - | 0 of 7 | 25 | Outstanding | disagrees, see below | - |",
        "| Cape PDU | January 2025 | 0 of 7 | - | - | nothing to compare, see below | - |",
        "",
        "### Contradictions, and what was not used",
        "",
        "- Reef PDU: The score was corrected later. A word was left out.",
        "- Cape PDU, January 2025: Two texts differ.",
    ]


@pytest.mark.parametrize("rulebook_id", shipped_rulebooks())
def test_what_was_not_read_in_a_text_of_the_inspectorate_says_so(rulebook_id):
    sources = [source for report in published_reports(load_rulebook(rulebook_id)) for source in report.sources]
    assert sources
    for source in sources:
        own = source.publisher == "HM Inspectorate of Probation"
        says = source.note or ""
        assert own or "as others report" in says or says == "publisher and address not recorded", source
        assert not (own and "others" in says), source
