"""A scorecard in a notebook (extra `html`)."""

from __future__ import annotations

from hmip_rules.model.errors import InputError
from hmip_rules.model.scorecard import Scorecard
from hmip_rules.output import headline
from hmip_rules.output.html_scorecard import environment, page_file, view


def fragment_or_none(card: Scorecard) -> str | None:
    """Show a scorecard as HTML; None where Jinja is not installed."""
    try:
        return fragment(card)
    except InputError:
        return None


def fragment(card: Scorecard) -> str:
    """Show a scorecard as a part of a page, with its style, for a notebook.

    Raises:
        InputError: Jinja is not installed.
    """
    made = environment().get_template("notebook.html.jinja")
    return made.render(view=view(card, {}), style=page_file("page.css"), title=headline.title(card))
