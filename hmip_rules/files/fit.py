"""Whether a report fits its rulebook: the standards, key questions and ratings that it names, however spelt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TypeVar

from hmip_rules.files.models import Read
from hmip_rules.model.conflict import Conflict
from hmip_rules.model.errors import UnplacedProblem, nearest, quoted
from hmip_rules.model.fields import FrozenDict, Model
from hmip_rules.model.percent import Percentage, decimal_text
from hmip_rules.model.places import ValuePath
from hmip_rules.model.report import NUMBER_RATED, PublishedOverall, PublishedStandard, Report
from hmip_rules.model.rulebook import Rulebook
from hmip_rules.model.rules import NOT_RATED, Standard
from hmip_rules.model.spelling import folded, meant_name

M = TypeVar("M", bound=Model)


def respelled(rulebook: Rulebook, read: Read[Report]) -> Read[Report]:
    """Return a report with the names that its rulebook has, where it has them in other case or spacing, or in short.

    What is unknown stays as it is written, and so does the second of two spellings of one name: both are misfits.
    """
    report = read.value
    keys = _meanings(report.standards, lambda key: standard.key if (standard := rulebook.standard_meant(key)) else None)
    counted = _meanings(
        report.rating_counts, lambda name: NUMBER_RATED if folded(name) == NUMBER_RATED else rulebook.rating_meant(name)
    )
    names: dict[ValuePath, str] = {("standards", written): key for written, key in keys.items()}
    names |= {("rating_counts", written): name for written, name in counted.items()}
    standards: dict[str, PublishedStandard] = {}
    for written, key in keys.items():
        published, known = report.standards[written], rulebook.by_key.get(key)
        questions = _meanings(published.key_questions, partial(meant_name, names=known.key_questions if known else ()))
        names |= {("standards", written, "key_questions", question): name for question, name in questions.items()}
        answers = {name: published.key_questions[question] for question, name in questions.items()}
        standards[key] = _with_changes(
            published, rating=_rating_in_spelling_of(rulebook, published), key_questions=FrozenDict(answers)
        )
    spelt = _with_changes(
        report,
        rulebook=report.rulebook and (meant_name(report.rulebook, [rulebook.id]) or report.rulebook),
        standards=FrozenDict(standards),
        overall=_with_changes(report.overall, rating=_rating_in_spelling_of(rulebook, report.overall)),
        rating_counts=FrozenDict({name: report.rating_counts[written] for written, name in counted.items()}),
        conflicts=tuple([_with_known_names(rulebook, conflict) for conflict in report.conflicts]),
    )
    renamed = {path: name for path, name in names.items() if path[-1] != name}
    return Read(spelt, read.places.renamed(renamed) if renamed else read.places)


def _with_known_names(rulebook: Rulebook, conflict: Conflict) -> Conflict:
    """Return a conflict with the names of its rulebook: of the standard, of the key question, and of ratings."""
    path, values = conflict.path, conflict.values
    standard = rulebook.standard_meant(path[1]) if path[0] == "standards" else None
    if standard is not None:
        questions = [meant_name(name, standard.key_questions) or name for name in path[3:]]
        path = (path[0], standard.key, path[2], *questions)
    if path[-1] == "rating":
        values = tuple(
            [_with_changes(value, value=rulebook.rating_meant(value.value) or value.value) for value in values]
        )
    return _with_changes(conflict, path=path, values=values)


def _meanings(written: Iterable[str], meaning: Callable[[str], str | None]) -> dict[str, str]:
    """Return the name that is meant by each written one; a second one that means the same keeps its own."""
    meanings = {name: meaning(name) for name in written}
    taken = {name for name, known in meanings.items() if known == name}
    for name, known in meanings.items():
        if known is None or known in taken:
            meanings[name] = name
        else:
            taken.add(known)
    return {name: known or name for name, known in meanings.items()}


def _rating_in_spelling_of(rulebook: Rulebook, published: PublishedStandard | PublishedOverall) -> str | None:
    return published.rating and (rulebook.rating_meant(published.rating) or published.rating)


def _with_changes(model: M, **values: object) -> M:
    """Return a model with some values changed; the same one where they are the same."""
    changed = {name: value for name, value in values.items() if value != getattr(model, name)}
    return model.model_copy(update=changed) if changed else model


def misfits(rulebook: Rulebook, report: Report) -> list[UnplacedProblem]:
    """Return what a report names that its rulebook does not have, and counts of more cases than were inspected."""
    problems = []
    for key, published in report.standards.items():
        problems += _misfits_of_standard(rulebook, key, published)
    if report.cases is not None:
        problems += _too_many_cases(report, report.cases)
    for number, conflict in enumerate(report.conflicts):
        problems += _misfits_of_conflict(rulebook, report, conflict, ("conflicts", number))
    rating = report.overall.rating
    if rating is not None and rating not in rulebook.ratings:
        message = _unknown_rating(rating, rulebook.names, "as the overall rating")
        problems.append(UnplacedProblem(("overall", "rating"), message))
    for name in report.rating_counts:
        if name not in rulebook.ratings and name != NUMBER_RATED:
            message = _unknown_rating_count(rulebook, name)
            problems.append(UnplacedProblem(("rating_counts", name), message, at_name=True))
    return problems


def _misfits_of_standard(rulebook: Rulebook, key: str, published: PublishedStandard) -> list[UnplacedProblem]:
    standard = rulebook.by_key.get(key)
    if standard is None:
        return [UnplacedProblem(("standards", key), _unknown_standard(rulebook, key), at_name=True)]
    problems = []
    rating, known = published.rating, (*rulebook.names, NOT_RATED)
    if rating is not None and rating not in known:
        problems.append(UnplacedProblem(("standards", key, "rating"), _unknown_rating(rating, known, f"for {key}")))
    for name in published.key_questions:
        if name not in standard.key_questions:
            path = ("standards", key, "key_questions", name)
            problems.append(UnplacedProblem(path, _unknown_key_question(standard, name), at_name=True))
    return problems


def _misfits_of_conflict(
    rulebook: Rulebook, report: Report, conflict: Conflict, place: ValuePath
) -> list[UnplacedProblem]:
    """Return what a conflict names that its rulebook does not have, and that its value stands in its own place too."""
    path, names = conflict.path, (*rulebook.names, NOT_RATED)
    standard = rulebook.by_key.get(path[1]) if path[0] == "standards" else None
    if path[0] == "standards" and standard is None:
        return [UnplacedProblem((*place, "path"), _unknown_standard(rulebook, path[1]))]
    if standard and path[3:] and path[3] not in standard.key_questions:
        return [UnplacedProblem((*place, "path"), _unknown_key_question(standard, path[3]))]
    problems = [
        UnplacedProblem((*place, "values"), _unknown_rating(value.value, names, f"for {conflict.name}"))
        for value in conflict.values
        if path[-1] == "rating" and value.value not in names
    ]
    if _published_value(report, path) is not None:
        message = (
            f"{conflict.name} has a value in its own place, and is among the conflicts; remove it from one of them"
        )
        problems.append(UnplacedProblem(place, message))
    return problems


def _published_value(report: Report, path: tuple[str, ...]) -> object:
    """Return the value to which a path leads in a report; None where there is none."""
    value: object = report
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else getattr(value, step, None)
    return value


def _unknown_standard(rulebook: Rulebook, key: str) -> str:
    if key in PublishedStandard.model_fields:
        return f"{key!r} is not a standard; indent it below the standard that it belongs to"
    if meant := rulebook.standard_meant(key):
        return f"{quoted(key)} and {meant.key!r} are the same standard; keep one of them"
    of_that_name = [standard.key for standard in rulebook.standards if folded(standard.name) == folded(key)]
    if len(of_that_name) > 1:
        return f"{quoted(key)} could be {' or '.join(of_that_name)}; write the code"
    return f"Unknown standard {quoted(key)} in {rulebook.id}; {nearest(key, rulebook.by_key)}"


def _unknown_rating(rating: str, known: Iterable[str], owner: str) -> str:
    field, _, rest = rating.partition(" ")
    if field in PublishedStandard.model_fields and rest in known:
        return f"Missing ':' in {quoted(rating)} {owner}; write '{field}: {rest}'"
    return f"Unknown rating {quoted(rating)} {owner}; {nearest(rating, known)}"


def _unknown_rating_count(rulebook: Rulebook, name: str) -> str:
    if (meant := rulebook.rating_meant(name)) in rulebook.ratings:
        return f"{quoted(name)} and {meant!r} in rating_counts are the same rating; keep one of them"
    return _unknown_rating(name, rulebook.names, "in rating_counts")


def _unknown_key_question(standard: Standard, name: str) -> str:
    known = standard.key_questions
    if meant := meant_name(name, known):
        return f"{quoted(name)} and {meant!r} in {standard.key} are the same key question; keep one of them"
    right = nearest(name, known) if known else "this standard is rated by judgement and has no key questions"
    return f"Unknown key question {quoted(name)} in {standard.key}; {right}"


def _too_many_cases(report: Report, inspected: int) -> list[UnplacedProblem]:
    """Return the key questions judged in more cases than were inspected."""
    problems = []
    for key, published in report.standards.items():
        for name, answer in published.key_questions.items():
            if isinstance(answer, Percentage) and answer.of and answer.of > inspected:
                message = (
                    f"{quoted(name)} in {key} was judged in {answer.of} cases, but only {inspected} were inspected"
                )
                problems.append(UnplacedProblem(("standards", key, "key_questions", name), message))
    return problems


def percentages_like_fractions(report: Report) -> list[UnplacedProblem]:
    """Return the first percentage that looks like a fraction, if all do: 0.62 was written where 62 is meant.

    A real 1% stands beside higher ones.
    """
    percentages = {
        (key, name): answer
        for key, published in report.standards.items()
        for name, answer in published.key_questions.items()
        if isinstance(answer, Percentage)
    }
    if any(answer.value > 1 for answer in percentages.values()):
        return []
    for (key, name), answer in percentages.items():
        if 0 < answer.value < 1 and answer.of is None:
            written, right = decimal_text(answer.value), decimal_text(answer.value * 100)
            message = (
                f"{written} for {quoted(name)} in {key} looks like a fraction, because no percentage of this report is "
                f"above 1; write {right}"
            )
            return [UnplacedProblem(("standards", key, "key_questions", name), message)]
    return []
