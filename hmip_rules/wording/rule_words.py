"""What a rule says, and how sure it is, in words."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import ceil

from hmip_rules.model.months import in_words
from hmip_rules.model.months import span as months
from hmip_rules.model.percent import decimal_text
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import Discretion, InForce, OverallBands, Printed, Rule, Standard, Ties
from hmip_rules.wording.phrases import from_to, listed, plural

RULE_TITLES = {
    "bands.key_question": "percentage bands",
    "bands.overall": "overall bands",
    "percentages.printed": "how percentages are rounded",
    "percentages.ties": "how an exact half is rounded",
    "percentages.banded": "rounding before a rating is given",
    "discretion": "inspectors' discretion",
    "in_force": "months in force",
    "standards": "standard",
    "stands_on.standards": "list of standards",
    "stands_on.judgement": "standards rated by judgement",
    "stands_on.lowest_key_question": "lowest key question sets the rating",
    "stands_on.not_applicable": "leaving out questions that did not apply",
    "stands_on.points": "points for each rating",
    "stands_on.total": "adding up the points",
    "stands_on.max_score": "maximum score",
}
"""What each rule is about, in a reader's words."""
BASIS_WORDS = {
    "confirmed": "Read in the inspectorate's own text",
    "inferred": "Worked out from published reports",
    "unverified": "No source found",
}
"""What each basis of a rule means."""
MONTHS_OF = {"fieldwork": "fieldwork", "published": "reports published"}
EVENT_OF = {"fieldwork": "fieldwork started", "published": "the report was published"}
"""What happened in a month of a report."""
RATED_BY = {"judgement": "rated by judgement", "lowest_key_question": "rated by its lowest key question"}
ROUNDED_BY = {"nearest": "rounded to the nearest", "up": "rounded up to a", "down": "rounded down to a"}
HALVES_ROUNDED = {"up": "up", "down": "down", "even": "to the even number"}
DIRECTIONS = {"either": " either way", "up": ", up only", "down": ", down only"}


def percent_range(rulebook: Rulebook, rating: str) -> str:
    """Return the percentages that have a rating, first to last: "50% to 64%", or "70%" where there is one."""
    bands, how = rulebook.percent_bands, rulebook.percentages
    start, following = bands.start_of(rating), bands.next_start(rating)
    if how.banded.value == "exact":
        return from_to(f"{decimal_text(start)}%", "100%" if following is None else f"under {decimal_text(following)}%")
    step = how.printed.to
    last = Fraction(100) if following is None else (ceil(following / step) - 1) * step
    return from_to(f"{decimal_text(ceil(start / step) * step)}%", f"{decimal_text(last)}%")


def total_range(bands: OverallBands, rating: str) -> str:
    """Return the totals that have an overall rating, first to last: "4 to 10", or "4" where there is one."""
    following = bands.bands.next_start(rating)
    return from_to(str(bands.starts[rating]), str(bands.max if following is None else following - 1))


def points_range(bands: OverallBands, rating: str) -> str:
    """Return the scores that have an overall rating, with their unit: "4 to 10 points", "1 point"."""
    scores = total_range(bands, rating)
    return f"{scores} point{'' if scores == '1' else 's'}"


def by_basis(rulebook: Rulebook, rules: Iterable[Rule]) -> str:
    """Return the rules that are not confirmed, by their basis: "No source found: percentage bands"."""
    return titles_by_basis((rule_title(rulebook, rule), rule.basis) for rule in rules)


def titles_by_basis(titles: Iterable[tuple[str, str]]) -> str:
    """Return the titles of rules, each given with its basis, by their basis: "No source found: percentage bands"."""
    grouped: dict[str, list[str]] = {}
    for title, basis in titles:
        grouped.setdefault(basis, []).append(title)
    return ". ".join(
        f"{BASIS_WORDS[basis]}: {', '.join(names)}" for basis, names in sorted(grouped.items(), reverse=True)
    )


def basis(rule: Rule) -> str:
    """Return the evidence for a rule, and what it means to be unverified."""
    meaning = ", because no source was found" if rule.basis == "unverified" else ""
    return f"{grounds(rule)}{meaning}"


def grounds(rule: Rule) -> str:
    """Return the evidence for a rule: "confirmed by leeds-2024", "unverified"."""
    if rule.basis == "unverified":
        return rule.basis
    preposition = "by" if rule.basis == "confirmed" else "from"
    return f"{rule.basis} {preposition} {', '.join(rule.source_ids) or 'no source'}"


def rule_title(rulebook: Rulebook, rule: Rule) -> str:
    """Return what a rule is about: "percentage bands"; where it is one of several, which."""
    about = RULE_TITLES[rule.name]
    match rule.path:
        case ("standards", int(number)):
            return f"{about} {rulebook.standards[number].title}"
        case ("bands", "overall", int(number)):
            return f"{about}{without(rulebook.bands.overall[number])}"
    return about


def in_force(months_in_force: InForce | None) -> str:
    """Return when a rulebook applies: "fieldwork October 2023 to October 2025"."""
    if months_in_force is None:
        return "no months stated"
    return f"{MONTHS_OF[months_in_force.of]} {months(months_in_force.from_, months_in_force.to)}"


def why_not_in_force(rulebook: Rulebook, fieldwork: str | None, published: str | None) -> str | None:
    """Return which month of a report lies outside those of its rulebook, and which these are; None if neither does.

    "fieldwork started in May 2019, when pdu-2024 was not in force (October 2023 to October 2025)"
    """
    in_force_months = rulebook.in_force
    name = in_force_months and in_force_months.contradicted_by(fieldwork, published)
    month = fieldwork if name == "fieldwork" else published
    if not in_force_months or not name or not month:
        return None
    event = f"{EVENT_OF[name]} in {in_words(month)}"
    if name == in_force_months.of:
        applies = months(in_force_months.from_, in_force_months.to)
        return f"{event}, when {rulebook.id} was not in force ({applies})"
    applies = in_force(in_force_months)
    return f"{event}, {'before' if name == 'published' else 'after'} {rulebook.id} was in force ({applies})"


def rated_by(standard: Standard) -> str:
    """Return how a standard is rated, and whether it scores points: "rated by its lowest key question"."""
    lacks_questions = standard.is_casework and not standard.key_questions
    unknown = ", but its key questions are not known" if lacks_questions else ""
    return f"{RATED_BY[standard.rated_by]}{unknown}{'' if standard.included else ', not included in the score'}"


def rounded(how: Printed) -> str:
    """Return how percentages are printed: "rounded to the nearest whole per cent"."""
    return f"{ROUNDED_BY[how.by]} {'whole per cent' if how.to == 1 else f'multiple of {decimal_text(how.to)}%'}"


def halfway(ties: Ties) -> str:
    """Return which way a percentage halfway between two printed ones is rounded: "up", "to the even number"."""
    return HALVES_ROUNDED[ties.to]


def margin(discretion: Discretion | None) -> str:
    """Return how far inspectors may depart from a percentage: "5 percentage points either way"."""
    if discretion is None:
        return "none"
    return f"{plural(discretion.points, 'percentage point')}{DIRECTIONS[discretion.direction]}"


def without(bands: OverallBands) -> str:
    """Return the standards that are not rated where overall bands apply; nothing where all are rated."""
    if not bands.without:
        return ""
    return f" where {listed(sorted(bands.without))} {'is' if len(bands.without) == 1 else 'are'} not rated"
