"""What each status is called: beside a value, above a report, and where reports are counted."""

from __future__ import annotations

from typing import Final, NamedTuple

from hmip_rules.model.status import UNREADABLE_STATUS, Status


class StatusWords(NamedTuple):
    """The words for one status.

    Attributes:
        label: beside a value.
        of_one: after the number of reports, where one has it.
        of_several: the same where several have it.
        verdict: a sentence above a report, with a place for what is particular to it.
        of_report: beside a report, where that is another than beside a value.
    """

    label: str
    of_one: str = ""
    of_several: str = ""
    verdict: str = ""
    of_report: str = ""


STATUS_WORDS: Final[dict[str, StatusWords]] = {
    Status.DISAGREES: StatusWords("disagrees", "disagrees", "disagree", "Disagrees: {}."),
    Status.UNDETERMINED: StatusWords(
        "undetermined",
        "undetermined",
        "undetermined",
        "Undetermined: the published ratings cannot be confirmed. {}.",
    ),
    Status.PARTLY_CHECKED: StatusWords(
        "partly checked",
        "partly checked",
        "partly checked",
        "Partly checked: what could be checked agrees, but {}.",
    ),
    Status.WITHIN_DISCRETION: StatusWords(
        "within discretion",
        "within discretion",
        "within discretion",
        "Within discretion: {}, but inspectors may choose it. Nothing else differs.",
    ),
    Status.AGREES: StatusWords("agrees", "agrees", "agree", "Agrees: the published ratings follow from the rules."),
    Status.TAKEN: StatusWords("not checked"),
    Status.NOT_PUBLISHED: StatusWords(
        "not published",
        "with nothing to compare",
        "with nothing to compare",
        "Nothing to compare: no published rating or score could be recomputed.",
        "nothing to compare",
    ),
    UNREADABLE_STATUS: StatusWords("could not be read", "could not be read", "could not be read"),
}
"""In order of gravity, but for what could not be read. No report as a whole is taken as published."""


def label(status: str) -> str:
    """Return what a status is called beside a value: "within discretion"."""
    return STATUS_WORDS[status].label


def report_label(status: str) -> str:
    """Return what a status is called beside a report: "nothing to compare"."""
    return STATUS_WORDS[status].of_report or STATUS_WORDS[status].label


def labelled(status: Status, why: str) -> str:
    """Return a reason after the label of its status; without it where there was nothing to compare."""
    return f"{label(status)}: {why}" if status.compares else why
