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
    from hmip_rules.errors import InputError as InputError
    from hmip_rules.finding import Finding as Finding
    from hmip_rules.read import dump_report as dump_report
    from hmip_rules.read import load_document as load_document
    from hmip_rules.read import load_report as load_report
    from hmip_rules.read import load_reports as load_reports
    from hmip_rules.read import load_rulebook as load_rulebook
    from hmip_rules.report import Report as Report
    from hmip_rules.rulebook import Rulebook as Rulebook
    from hmip_rules.scorecard import Scorecard as Scorecard
    from hmip_rules.scorecard import Status as Status
    from hmip_rules.scoring import score as score

_HOME = {
    "Finding": "finding",
    "InputError": "errors",
    "Report": "report",
    "Rulebook": "rulebook",
    "Scorecard": "scorecard",
    "Status": "scorecard",
    "dump_report": "read",
    "load_document": "read",
    "load_report": "read",
    "load_reports": "read",
    "load_rulebook": "read",
    "score": "scoring",
}

__all__ = ["__version__", *_HOME]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: `hmip-score --help` then starts in half the time."""
    if name not in _HOME:
        raise AttributeError(f"module 'hmip_rules' has no attribute {name!r}")
    value = getattr(import_module(f"hmip_rules.{_HOME[name]}"), name)
    globals()[name] = value
    return value
