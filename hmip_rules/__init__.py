"""Recompute the ratings of HM Inspectorate of Probation's reports from their key-question percentages.

>>> from hmip_rules import score
>>> card = score({"rulebook": "pdu-2024", "standards": {"P 2.1": {"key_questions": {"safety": 23}}}})
>>> card.standards["P 2.1"].rating
'Inadequate'
"""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from hmip_rules.model import views

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
    from hmip_rules.scoring.score_files import score_files as score_files

_MODULE_OF = {
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
    "score_files": "scoring.score_files",
}

__all__ = ["__version__", *_MODULE_OF]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: `hmip-score --help` then starts in half the time."""
    if name not in _MODULE_OF:
        raise AttributeError(f"module 'hmip_rules' has no attribute {name!r}")
    value = getattr(import_module(f"hmip_rules.{_MODULE_OF[name]}"), name)
    globals()[name] = value
    return value


# a scorecard is a value and knows no output: the package tells it, and nothing is imported before it is shown
views.load = partial(import_module, "hmip_rules.output.views")
