"""A scorecard as HTML, for pages and notebooks: ratings, and key questions on the scale of percentages (extra)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from hmip_rules.model.errors import InputError, Problem
from hmip_rules.model.finding import Finding
from hmip_rules.model.percent import Percentage, decimal_text
from hmip_rules.model.places import ValuePath
from hmip_rules.model.scorecard import KeyQuestionResult, Scorecard, StandardResult
from hmip_rules.model.steps import Bands
from hmip_rules.output import headline
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
    return {
        "headline": headline.headline(card),
        "status": card.status.value,
        "findings": [{"message": finding.message, "grounds": _grounds(card, finding)} for finding in card.findings],
        "together": reasons.effect_of_correcting_all(card),
        "known_disagreement": headline.known_disagreement(card),
        "checked": [reasons.what_was_checked(card), *headline.not_confirmed(card.rulebook, card.unconfirmed_rules)],
        "has_pages": bool(pages),
        "ratings": [_rating(card, result, pages) for result in card.standards],
        "overall": list(_overall(card, pages)),
        "score": _score(card),
        "percentages": _percentages(card),
        "assessed": [_assessed(result, pages) for result in card.standards if result.origin == "recomputed"],
    }


def shades(number: int) -> list[str]:
    """Return for each rating its share of ink, the worst the most: told apart without colour."""
    return [f"{MAX_INK * (number - 1 - place) / max(number - 1, 1):.3f}" for place in range(number)]


def _grounds(card: Scorecard, finding: Finding) -> str:
    """Return where a finding is, by which rule it is one, and its code."""
    place, rule = finding.place, finding.rule
    words = f", “{place.words}”" if place.words else ""
    parts = [f"{place}{words}"] if place.file else []
    parts += [f"Rule: {rule_words.rule_title(card.rulebook, rule)}, {rule_words.basis(rule)}"] if rule else []
    return ". ".join([*parts, f"[{finding.code}]"])


def _rating(card: Scorecard, result: StandardResult, pages: Pages) -> dict[str, Any]:
    needs_reason = result.origin not in (*headline.TAKEN_AS, "not_rated")
    return {
        "title": result.title,
        "published": result.published or "-",
        "recomputed": headline.recomputed(card, result),
        "compares": labelled(result.status, reasons.why_rating(card, result)) if needs_reason else "",
        "status": result.status.value,
        "page": pages.get(("standards", result.key, "rating"), ""),
    }


def _overall(card: Scorecard, pages: Pages) -> Iterator[dict[str, Any]]:
    overall = card.overall
    yield {
        "title": "Score",
        "published": reasons.published_score(overall),
        "recomputed": headline.score(card),
        "compares": labelled(overall.score_status, reasons.why_score(card)),
        "status": overall.score_status.value,
        "page": pages.get(("overall", "score"), ""),
    }
    yield {
        "title": "Overall rating",
        "published": overall.published.rating or "-",
        "recomputed": headline.overall_rating(card),
        "compares": labelled(overall.rating_status, reasons.why_overall_rating(card)),
        "status": overall.rating_status.value,
        "page": pages.get(("overall", "rating"), ""),
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
        "what": f"Points ({card.rulebook.rule('bands', 'overall', overall.bands).basis})",
        "caption": caption,
        "bands": _bands(bands.bands, Fraction(overall.max_score), words),
        "value": _share(overall.score, overall.max_score),
    }


def _percentages(card: Scorecard) -> dict[str, Any]:
    bands = card.rulebook.percent_bands
    words = [rule_words.percent_range(card.rulebook, rating) for rating in bands.ratings]
    return {
        "what": f"Bands ({card.rulebook.rule('bands', 'key_question').basis})",
        "bands": _bands(bands, Fraction(100), words),
    }


def _bands(bands: Bands[Any], most: Fraction, words: Sequence[str]) -> list[dict[str, Any]]:
    """Return each band's place on a scale from 0 to the most there is."""
    ends = [*bands.starts[1:], most]
    return [
        {
            "rating": rating,
            "low": _share(start, most),
            "width": _share(end - start, most),
            "shade": shade,
            "words": word,
        }
        for rating, start, end, shade, word in zip(
            bands.ratings, bands.starts, ends, shades(len(ends)), words, strict=True
        )
    ]


def _share(value: Fraction | int, most: Fraction | int) -> float:
    return round(float(100 * Fraction(value) / Fraction(most)), 3) if most else 0.0


def _assessed(result: StandardResult, pages: Pages) -> dict[str, Any]:
    return {
        "title": result.title,
        "questions": [_question(result, question, pages) for question in result.key_questions],
    }


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
