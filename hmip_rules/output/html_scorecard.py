"""A scorecard as HTML, for pages and notebooks: ratings, and key questions on the scale of percentages (extra)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from hmip_rules.model.errors import InputError, Problem
from hmip_rules.model.finding import Finding
from hmip_rules.model.percent import Percentage, decimal_text
from hmip_rules.model.places import ValuePath
from hmip_rules.model.scorecard import KeyQuestionResult, RatingOrigin, Scorecard, StandardResult
from hmip_rules.model.steps import Bands
from hmip_rules.output import headline
from hmip_rules.output.comparisons import Comparison, comparisons
from hmip_rules.wording import phrases, reasons, rule_words
from hmip_rules.wording.statuses import labelled

if TYPE_CHECKING:
    from jinja2 import Environment

MAX_INK: Final = 0.3
"""How much of the ink the band of the worst rating has; that of the best has none."""

Pages = Mapping[ValuePath, int]
"""On which page of its document a value stands, by its path in the report."""


@cache
def environment() -> Environment:
    """Return the templates, in which all that is written into a page is escaped.

    Raises:
        InputError: Jinja is not installed.
    """
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ImportError:
        raise InputError([Problem("HTML needs Jinja: pip install 'hmip-rules[html]'")]) from None
    return Environment(
        loader=PackageLoader("hmip_rules.output", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page_file(name: str) -> str:
    """Read what every page has in it: its style, or its script."""
    return (files("hmip_rules.output") / "pages" / name).read_text(encoding="utf-8")


def view(card: Scorecard, pages: Pages) -> dict[str, Any]:
    """Return what the template of the scorecard shows: words, and numbers in per cent of a scale's length."""
    rows = comparisons(card)
    return {
        "headline": headline.headline(card),
        "status": card.status.value,
        "findings": [_finding(card, finding) for finding in card.findings if not finding.is_remark],
        "remarks": [_finding(card, finding) for finding in card.findings if finding.is_remark],
        "effect_of_correcting_all": reasons.effect_of_correcting_all(card),
        "known_disagreement": headline.known_disagreement(card),
        "checked": reasons.what_was_checked(card),
        "has_pages": bool(pages),
        "ratings": [_row(compared, pages) for compared in rows if compared.origin],
        "overall": [_row(compared, pages) for compared in rows if not compared.origin],
        "score": _score(card),
        "percentages": _percentages(card),
        "assessed": [
            {
                "title": result.title,
                "questions": [_question(result, question, pages) for question in result.key_questions],
            }
            for result in card.standards
            if result.is_recomputed
        ],
    }


def shades(number: int) -> list[str]:
    """Return for each rating its share of ink, the worst the most: told apart without colour."""
    return [f"{MAX_INK * (number - 1 - place) / max(number - 1, 1):.3f}" for place in range(number)]


def _finding(card: Scorecard, finding: Finding) -> dict[str, str]:
    """Return a finding, and in small print where it is, by which rule it is one, and its code."""
    place, rule = finding.place, finding.rule
    words = f", “{place.words}”" if place.words else ""
    parts = [f"{place}{words}"] if place.file else []
    parts += [f"Rule: {rule_words.rule_title(card.rulebook, rule)}, {rule_words.basis(rule)}"] if rule else []
    return {"message": finding.message, "grounds": ". ".join([*parts, f"[{finding.code}]"])}


def _row(compared: Comparison, pages: Pages) -> dict[str, Any]:
    needs_reason = not (compared.is_taken or compared.origin == RatingOrigin.NOT_RATED)
    return {
        "title": compared.title,
        "published": compared.published,
        "recomputed": compared.recomputed,
        "comparison": labelled(compared.status, compared.why) if needs_reason else "",
        "differs": compared.differs,
        "page": pages.get(compared.path, ""),
    }


def _score(card: Scorecard) -> dict[str, Any] | None:
    """Return the score on its scale; None where it, or its bands, are not known."""
    overall = card.overall
    if overall.bands is None or overall.max_score is None or overall.score is None:
        return None
    bands = card.rulebook.bands.overall[overall.bands]
    words = [rule_words.total_range(bands, rating) for rating in bands.bands.ratings]
    published = overall.published.score
    other = f" (published: {published})" if published not in (None, overall.score) else ""
    points = f"{overall.score} of {phrases.plural(overall.max_score, 'point')}{other}"
    caption = f"Score, recomputed: {points}, {overall.rating or 'no rating'}"
    return {
        "legend": f"Points ({card.rulebook.rule('bands', 'overall', overall.bands).basis})",
        "caption": caption,
        "bands": _bands(bands.bands, Fraction(overall.max_score), words),
        "value": _share(overall.score, overall.max_score),
    }


def _percentages(card: Scorecard) -> dict[str, Any]:
    bands = card.rulebook.percent_bands
    words = [rule_words.percent_range(card.rulebook, rating) for rating in bands.ratings]
    return {
        "legend": f"Bands ({card.rulebook.rule('bands', 'key_question').basis})",
        "bands": _bands(bands, Fraction(100), words),
    }


def _bands(bands: Bands[Any], end_of_scale: Fraction, words: Sequence[str]) -> list[dict[str, Any]]:
    """Return each band's place on a scale from 0."""
    ends = [*bands.starts[1:], end_of_scale]
    return [
        {
            "rating": rating,
            "low": _share(start, end_of_scale),
            "width": _share(end - start, end_of_scale),
            "shade": shade,
            "words": word,
        }
        for rating, start, end, shade, word in zip(
            bands.ratings, bands.starts, ends, shades(len(ends)), words, strict=True
        )
    ]


def _share(value: Fraction | int, whole: Fraction | int) -> float:
    """Return a value in per cent of a whole; 0 of nothing."""
    return round(float(100 * Fraction(value) / Fraction(whole)), 3) if whole else 0.0


def _percentage_as_published(question: KeyQuestionResult) -> str:
    """Return a percentage as published, with what it was rounded to: "64.5, rounded 65", "53 of 82: 65"."""
    if question.percent is None or not isinstance(question.answer, Percentage):
        return "-"
    exact, used = decimal_text(question.answer.value), decimal_text(question.percent)
    if question.answer.of is not None:
        return f"{question.answer.sufficient} of {question.answer.of}: {used}"
    return used if exact == used else f"{exact}, rounded {used}"


def _question(standard: StandardResult, question: KeyQuestionResult, pages: Pages) -> dict[str, Any]:
    missing = "missing" if question.answer is None else str(question.answer)
    return {
        "id": question.id,
        "percent": _percentage_as_published(question),
        "value": None if question.percent is None else float(question.percent),
        "rating": question.rating or missing,
        "decides": question.id in standard.decided_by,
        "page": pages.get(("standards", standard.key, "key_questions", question.id), ""),
    }
