"""A scorecard in a notebook (extra `html`)."""

from __future__ import annotations

from hmip_rules.model.errors import InputError
from hmip_rules.model.scorecard import Scorecard
from hmip_rules.output import headline
from hmip_rules.output.html_scorecard import environment, page_file, view


def fragment_or_none(card: Scorecard) -> str | None:
    """Return a scorecard as HTML; None where Jinja is not installed."""
    try:
        return fragment(card)
    except InputError:
        return None


def fragment(card: Scorecard) -> str:
    """Return a scorecard as a part of a page, with its style, for a notebook.

    Raises:
        InputError: Jinja is not installed.
    """
    template = environment().get_template("notebook.html.jinja")
    return template.render(view=view(card, {}), style=page_file("page.css"), title=headline.title(card))
