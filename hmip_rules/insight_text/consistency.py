"""Consistency in words: whether the percentages can be right at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import groupby
from typing import Any, Final

from hmip_rules import reasons
from hmip_rules.insight.consistency import Consistency, Figure, Fit, Possible, Sample, Way, WayFit, consistency, runs
from hmip_rules.insight_text.words import either, ends, leaning, number
from hmip_rules.percent import shown
from hmip_rules.scorecard import Scorecard
from hmip_rules.section import Section, Table

TITLE: Final = "Consistency: whether the percentages can be right at all"

NAMES: Final = {
    ("nearest", "up"): "rounded half up",
    ("nearest", "down"): "rounded half down",
    ("nearest", "even"): "rounded half to even",
    ("down", "up"): "cut off",
    ("up", "up"): "rounded up",
}
"""The ways of rounding in words."""


def section(card: Scorecard) -> Section:
    """Say of which numbers of cases, and by which rounding, the published percentages can be."""
    found = consistency(card)
    made = Section("consistency", TITLE, tuple(_body(card, found)), _plain(found))
    used = (("percentages", "printed"), ("percentages", "ties")) if found.samples else ()
    return leaning(card, made, *used)


def _body(card: Scorecard, found: Consistency) -> Iterator[str | Table]:
    if not found.samples:
        yield "No percentages were published that could be held against a number of cases."
    for sample in found.samples:
        yield from _sample(sample)
    if len(found.samples) > 1 and card.report.cases:
        yield (
            f"The standards of each domain may have been inspected on cases of their own, so the {card.report.cases} "
            "cases of the report are held against none of them."
        )
    if found.as_counts:
        were = "1 percentage was" if found.as_counts == 1 else f"{found.as_counts} percentages were"
        yield f"{were} left out: published as numbers of cases, they agree with themselves."


def _sample(sample: Sample) -> Iterator[str | Table]:
    own, *others = sample.ways
    if sample.domain is not None:
        yield f"Domain {sample.domain}:"
    if sample.cases and own.impossible is not None:
        yield f"{_verdict(sample, own)} {_power(sample)}"
        yield from _impossible(sample)
        yield from _other_ways(sample, others)
    else:
        yield (
            f"{_all_of(sample)}: a whole number of cases gives only some percentages (GRIM test). "
            "No number of cases is stated that they could be held against."
        )
    yield f"{_numbers(sample, own)}."
    if sample.fits:
        yield _counts(sample)


def _all_of(sample: Sample) -> str:
    return reasons.counted(len(sample.figures), "percentage")


def _verdict(sample: Sample, own: WayFit) -> str:
    """Say how many figures the stated number of cases can give."""
    cases = reasons.counted(sample.cases or 0, "case")
    total, wrong = len(sample.figures), len(own.impossible or ())
    of = f"of {cases}, {NAMES[own.way]} as the rulebook says"
    fits = f"all {total} percentages are possible" if not wrong else f"{wrong} of {total} percentages can't be"
    return f"A whole number of cases gives only some percentages (GRIM test): {of}, {fits}."


def _power(sample: Sample) -> str:
    """Say how many wrong percentages would have been caught."""
    cases = reasons.counted(sample.cases or 0, "case")
    if not sample.power:
        return f"With {cases} that says nothing: every percentage is possible, right or wrong."
    return f"With {cases}, {_share(sample.power)} of 100 wrong percentages would have been caught by that."


def _share(power: Fraction) -> str:
    return str(round(100 * power)) if power >= Fraction(1, 100) else "fewer than 1"


def _impossible(sample: Sample) -> Iterator[str]:
    """Say of each figure that is not possible which would be, and of how many cases it would be."""
    wrong = [fit for fit in sample.fits if not fit.sufficient]
    for fit in wrong:
        nearest = " and ".join(_near(one, sample.cases or 0) for one in fit.nearest)
        none = f"no number of {sample.cases} cases gives it; the nearest are {nearest}"
        yield f"{_name(fit.figure)}: {none}.{_fewer(fit)}"
    if wrong:
        yield (
            "That is no finding. A key question may have been judged in fewer cases than were inspected, where it "
            "fits only some of them; then it can be right. Else the percentage or the number of cases is misprinted."
        )


def _name(figure: Figure) -> str:
    return f"{figure.standard} {figure.question}, {shown(figure.percent)} %"


def _near(one: Possible, cases: int) -> str:
    return f"{shown(one.percent)} % ({either(one.sufficient)} of {cases})"


def _fewer(fit: Fit) -> str:
    return f" It would be possible of {_or(fit.fewer)} cases." if fit.fewer else ""


def _or(numbers: tuple[int, ...]) -> str:
    *others, last = map(str, numbers)
    return f"{', '.join(others)} or {last}" if others else last


def _other_ways(sample: Sample, ways: Iterable[WayFit]) -> Iterator[str]:
    """Say how the other ways of rounding fare; those of the same verdict together."""
    verdicts = []
    for impossible, alike in groupby(ways, key=lambda one: one.impossible):
        names = reasons.listed([NAMES[one.way] for one in alike])
        verdicts.append(f"{names}, {_how_many(impossible or (), len(sample.figures))}")
    yield f"Other ways of rounding: {'; '.join(verdicts)}."


def _how_many(impossible: tuple[Figure, ...], total: int) -> str:
    if not impossible:
        return f"all {total} would be possible"
    if len(impossible) == total:
        return "none would be possible"
    names = "; ".join(map(_name, impossible)) if len(impossible) == 1 else ""
    return f"{len(impossible)} would not be possible{f' ({names})' if names else ''}"


def _numbers(sample: Sample, own: WayFit) -> str:
    """List the numbers of cases of which all figures together are possible."""
    every = ", ".join(str(first) if first == last else f"{first} to {last}" for first, last in runs(own.cases))
    upwards = f"from {sample.searched + 1} on every number can"
    if not own.cases:
        return f"Of the numbers from 1 to {sample.searched}, none can have given all of them; {upwards}"
    return f"Of the numbers from 1 to {sample.searched}, these can have given all of them: {every}; {upwards}"


def _counts(sample: Sample) -> str:
    """List the numbers of sufficient cases behind the figures, standard by standard."""
    parts = []
    for standard, fits in groupby(sample.fits, key=lambda fit: fit.figure.standard):
        counts = ", ".join(
            f"{fit.figure.question} {either(fit.sufficient)}" if fit.sufficient else f"{fit.figure.question} ?"
            for fit in fits
        )
        parts.append(f"{standard}: {counts}")
    return f"Sufficient cases of {sample.cases} that round to the percentages: {'; '.join(parts)}."


def _plain(found: Consistency) -> dict[str, Any]:
    return {"samples": [_plain_sample(one) for one in found.samples], "published_as_counts": found.as_counts}


def _plain_sample(sample: Sample) -> dict[str, Any]:
    return {
        "domain": sample.domain,
        "cases": sample.cases,
        "power": None if sample.power is None else number(sample.power),
        "searched_to": sample.searched,
        "rounding": [_plain_way(one) for one in sample.ways],
        "percentages": [_plain_fit(one) for one in sample.fits] or [_plain_figure(one) for one in sample.figures],
    }


def _plain_way(one: WayFit) -> dict[str, Any]:
    impossible = None if one.impossible is None else [_plain_figure(figure) for figure in one.impossible]
    return {**_plain_rounding(one.way), "impossible": impossible, "possible_cases": list(one.cases)}


def _plain_rounding(way: Way) -> dict[str, str]:
    """Name a way of rounding as a rulebook does; what is cut off or rounded up is never halfway."""
    return {"by": way.by, **({"ties": way.ties} if way.by == "nearest" else {})}


def _plain_figure(figure: Figure) -> dict[str, Any]:
    return {"standard": figure.standard, "key_question": figure.question, "percent": number(figure.percent)}


def _plain_fit(fit: Fit) -> dict[str, Any]:
    nearest = [{"percent": number(one.percent), "sufficient": ends(one.sufficient)} for one in fit.nearest]
    wrong = {"nearest": nearest, "possible_of": list(fit.fewer)}
    return {**_plain_figure(fit.figure), "sufficient": ends(fit.sufficient), **({} if fit.sufficient else wrong)}
