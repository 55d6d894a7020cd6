"""Whether a report fits its rulebook: the standards, key questions and ratings that it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hmip_rules.model.errors import UnplacedProblem, nearest, quoted
from hmip_rules.model.percent import Percentage
from hmip_rules.model.report import OF, PublishedStandard, Report
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import NOT_RATED, Standard


def misfits(rulebook: Rulebook, report: Report) -> Iterator[UnplacedProblem]:
    """Return what a report names that its rulebook does not have, and counts of more cases than were inspected."""
    ratings = rulebook.names
    for key, published in report.standards.items():
        standard = rulebook.by_key.get(key)
        if standard is None:
            yield UnplacedProblem(("standards", key), _unknown_standard(rulebook, key), at_name=True)
            continue
        rating = published.rating
        if rating is not None and rating not in ratings and rating != NOT_RATED:
            yield UnplacedProblem(("standards", key, "rating"), _unknown_rating(rating, (*ratings, NOT_RATED), key))
        for name in published.key_questions:
            if name not in standard.key_questions:
                yield UnplacedProblem(
                    ("standards", key, "key_questions", name), _unknown_key_question(standard, name), at_name=True
                )
    if report.cases is not None:
        yield from _too_many_cases(report, report.cases)
    rating = report.overall.rating
    if rating is not None and rating not in ratings:
        yield UnplacedProblem(("overall", "rating"), _unknown_rating(rating, ratings, "the overall rating"))
    for name in report.rating_counts:
        if name not in ratings and name != OF:
            yield UnplacedProblem(
                ("rating_counts", name), _unknown_rating(name, ratings, "rating_counts"), at_name=True
            )


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


def _unknown_rating(rating: str, known: Iterable[str], owner: str) -> str:
    field, _, rest = rating.partition(" ")
    if field in PublishedStandard.model_fields and rest in known:
        return f"{quoted(rating)} without ':' for {owner}; write '{field}: {rest}'"
    return f"unknown rating {quoted(rating)} for {owner}; {nearest(rating, known)}"


def _unknown_key_question(standard: Standard, name: str) -> str:
    known = standard.key_questions
    right = nearest(name, known) if known else "it is rated by judgement and has none"
    return f"unknown key question {quoted(name)} in {standard.key}; {right}"


def _too_many_cases(report: Report, inspected: int) -> Iterator[UnplacedProblem]:
    """Return the key questions judged in more cases than were inspected."""
    for key, published in report.standards.items():
        for name, answer in published.key_questions.items():
            if isinstance(answer, Percentage) and answer.of and answer.of > inspected:
                message = f"{answer.of} cases for {quoted(name)} in {key}; the report has {inspected}"
                yield UnplacedProblem(("standards", key, "key_questions", name), message)
