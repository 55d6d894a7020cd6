"""Recompute the ratings of HM Inspectorate of Probation's reports from their key-question percentages.

>>> from hmip_rules import Report, score
>>> card = score(Report(rulebook="pdu-2024", standards={"P 2.1": {"key_questions": {"safety": 23}}}))
>>> card.standards[3].rating
'Inadequate'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from hmip_rules.documents.reading import load_document as load_document
    from hmip_rules.files.library import load_rulebook as load_rulebook
    from hmip_rules.files.reports import dump_report as dump_report
    from hmip_rules.files.reports import load_report as load_report
    from hmip_rules.files.reports import load_reports as load_reports
    from hmip_rules.model.errors import InputError as InputError
    from hmip_rules.model.finding import Finding as Finding
    from hmip_rules.model.report import Report as Report
    from hmip_rules.model.rulebook import Rulebook as Rulebook
    from hmip_rules.model.scorecard import Scorecard as Scorecard
    from hmip_rules.model.scorecard import Status as Status
    from hmip_rules.scoring.score import score as score

_HOME = {
    "Finding": "model.finding",
    "InputError": "model.errors",
    "Report": "model.report",
    "Rulebook": "model.rulebook",
    "Scorecard": "model.scorecard",
    "Status": "model.scorecard",
    "dump_report": "files.reports",
    "load_document": "documents.reading",
    "load_report": "files.reports",
    "load_reports": "files.reports",
    "load_rulebook": "files.library",
    "score": "scoring.score",
}

__all__ = ["__version__", *_HOME]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: `hmip-score --help` then starts in half the time."""
    if name not in _HOME:
        raise AttributeError(f"module 'hmip_rules' has no attribute {name!r}")
    value = getattr(import_module(f"hmip_rules.{_HOME[name]}"), name)
    globals()[name] = value
    if name in ("score", "Scorecard"):
        from hmip_rules.model.scorecard import Scorecard

        Scorecard._repr_html_ = _in_a_notebook  # type: ignore[attr-defined]  # the name that notebooks ask for
    return value


def _in_a_notebook(card: Scorecard) -> str | None:
    """Show a scorecard as HTML, with the extra `html`; None, so that its line is shown, without it."""
    from hmip_rules.output.notebook import fragment_or_none

    return fragment_or_none(card)
