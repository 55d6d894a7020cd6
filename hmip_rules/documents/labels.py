"""The words of reports that no rulebook has: labels, the headings of columns, and what marks other times and places.

All are compared in small letters, without quotes and full stops.
"""

from __future__ import annotations

OVERALL_LABELS = ("Overall rating", "Overall judgement", "Overall effectiveness")
SCORE_LABELS = ("Score", "Overall score", "Total score")
COLUMN_LABELS = (
    *("Key question", "Key questions", "Percentage 'Yes'", "Percentage", "'Yes'", "Per cent", "Yes", "Standard"),
    *("Standards", "Rating", "Ratings", "Domain"),
)
"""What columns are headed by; it may stand between things that belong together."""

ANOTHER_TIME = ("previous", "previously", "prior", "last", "earlier", "before", "former", "baseline", "self")
"""Words before a table of another inspection, or of none; so is a year that is not of this one."""

OF_THIS_TIME = ("started", "began", "commenced", "probation")
"""Words before the months of fieldwork and of publication."""

ANOTHER_PLACE = (
    *("average", "averages", "mean", "median", "national", "nationally", "regional", "comparison", "comparator"),
    *("comparators", "benchmark", "neighbouring"),
)
"""Words in headings of figures that are not of the inspected service."""

MANY_PLACES = ("all", "other", "england", "wales", "region", "regions", "similar", "services")
"""Words in the heading of a column of such figures; the heading of a chapter may have them too."""

KINDS_OF_SERVICE = ("pdu", "pdus", "yot", "yots", "yos", "yjs", "crc", "crcs", "nps")
"""Abbreviations beside the name of a service: beside another name, the figures are those of another service."""

THIS_INSPECTION = ("this", "current", "currently", "latest")
"""Words in the heading of the column of this inspection."""

ANOTHER_FIGURE = (
    *("no", "not", "partly", "partially", "change", "changes", "difference", "gap", "target", "rank", "variance"),
    *("staff", "agreed", "agree"),
)
"""Words in the heading of a column of figures that are no results of the inspection."""

NUMBERS_OF_CASES = ("number", "numbers", "count", "counts", "n", "total", "cases", "case", "relevant", "base")
"""Words in the heading of a column of numbers of cases, unless it says that they are percentages."""

PERCENTAGES = ("percentage", "percentages", "percent", "per", "cent", "proportion", "share", "pct")

RESULTS = (
    *("yes", "rating", "ratings", "rated", "judgement", "judgements", "judged", "grade", "result", "results"),
    *("outcome", "score", "scores", "sufficient", "satisfactory", "met", "overall", "published", "our", "inspection"),
    *("key", "question", "questions", "standard", "standards", "of", "the", "for", "in", "with", "a", "at", "and"),
)
"""Words in the heading of a column of results, which do not tell of which inspection."""

TO_BE_CONFIRMED = ("tbc", "tba", "tbd")

NOT_YET = (
    *(*TO_BE_CONFIRMED, "to be confirmed", "to be agreed", "to be decided", "not rated", "not yet rated"),
    *("pending", "n/a", "na", "not applicable", "not available", "xx", "xx%", "x%", "?", "??", "-", "--", "..."),
)
"""What stands where a value is still to come, or where there is none."""
