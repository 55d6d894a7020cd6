"""Whether a report fits its rulebook: the standards, key questions and ratings that it names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from hmip_rules.model.errors import Slip, nearest, quoted
from hmip_rules.model.percent import percentage, whole_number
from hmip_rules.model.places import ValuePath
from hmip_rules.model.report import OF, PublishedStandard
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import NOT_RATED, Standard

T = TypeVar("T")


def misfits(rulebook: Rulebook, report: Mapping[str, Any]) -> Iterator[Slip]:
    """Find what a report names that its rulebook does not have.

    Args:
        report: the report as a file writes it (`Report.plain()`). Values of a wrong kind are passed
            over: they are the models' to refuse, so that one reading finds every slip.
    """
    standards = _mapping(report.get("standards"))
    for key, published in standards.items():
        path = ("standards", key)
        if standard := rulebook.by_key.get(key):
            yield from _standard_misfits(rulebook, standard, published, path)
        else:
            yield Slip(path, _unknown_standard(rulebook, str(key)), at_name=True)
    yield from _counts_misfits(report.get("cases"), standards)
    overall = _mapping(report.get("overall"))
    yield from _rating_misfits(rulebook.names, overall.get("rating"), ("overall", "rating"), "the overall rating")
    for name in _mapping(report.get("rating_counts")):
        if name != OF:
            yield from _rating_misfits(rulebook.names, name, ("rating_counts", name), "rating_counts", at_name=True)


def _mapping(written: Any) -> Mapping[str, Any]:
    return written if isinstance(written, Mapping) else {}


def _unknown_standard(rulebook: Rulebook, key: str) -> str:
    if key in PublishedStandard.model_fields:
        return f"{key!r} where a standard belongs; indent it below its standard"
    meant = [
        standard.key
        for standard in rulebook.standards
        if key.casefold() in (standard.name.casefold(), f"{standard.code} {standard.name}".casefold())
    ]
    right = f"did you mean {meant[0]!r}?" if len(meant) == 1 else nearest(key, rulebook.by_key)
    return f"unknown standard {quoted(key)} in {rulebook.id}; {right}"


def _standard_misfits(rulebook: Rulebook, standard: Standard, published: Any, path: ValuePath) -> Iterator[Slip]:
    if not isinstance(published, Mapping):
        yield from _rating_misfits((*rulebook.names, NOT_RATED), published, path, standard.key)
        return
    rating = published.get("rating")
    yield from _rating_misfits((*rulebook.names, NOT_RATED), rating, (*path, "rating"), standard.key)
    for asked in _mapping(published.get("key_questions")):
        if asked not in standard.key_questions:
            message = f"unknown key question {quoted(asked)} in {standard.key}; "
            message += (
                nearest(str(asked), standard.key_questions)
                if standard.key_questions
                else "it is rated by judgement and has none"
            )
            yield Slip((*path, "key_questions", asked), message, at_name=True)


def _rating_misfits(
    known: Iterable[str], rating: Any, path: ValuePath, of: str, *, at_name: bool = False
) -> Iterator[Slip]:
    if not isinstance(rating, str) or rating in known:
        return
    field, _, rest = rating.partition(" ")
    if field in PublishedStandard.model_fields and rest in known:
        yield Slip(path, f"{quoted(rating)} without ':' for {of}; write '{field}: {rest}'", at_name)
    else:
        yield Slip(path, f"unknown rating {quoted(rating)} for {of}; {nearest(rating, known)}", at_name)


def _counts_misfits(cases: Any, standards: Mapping[str, Any]) -> Iterator[Slip]:
    """Find key questions judged in more cases than were inspected."""
    inspected = _read(whole_number, cases)
    for key, published in standards.items():
        for asked, written in _mapping(_mapping(published).get("key_questions")).items():
            answer = _read(percentage, written) if isinstance(written, Mapping) else None
            if inspected is not None and answer and answer.of and answer.of > inspected:
                message = f"{answer.of} cases for {quoted(asked)} in {key}; the report has {inspected}"
                yield Slip(("standards", key, "key_questions", asked), message)


def _read(reader: Callable[[object], T], written: object) -> T | None:
    """Read a value; None for one that the models will refuse."""
    try:
        return reader(written)
    except ValueError:
        return None
