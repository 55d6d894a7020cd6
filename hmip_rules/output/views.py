"""A scorecard by itself, not as the result of a file: as plain values, as a page (extra `html`), and in a notebook."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final, cast

from hmip_rules.model.errors import InputError
from hmip_rules.model.places import NO_PLACES
from hmip_rules.model.scorecard import Scorecard
from hmip_rules.output import headline
from hmip_rules.output.html_scorecard import environment, page_file, view
from hmip_rules.output.rendering import render
from hmip_rules.scoring.score_files import Result

ORIGIN: Final = "values given in Python"
"""What a page names where it would name the file of a report."""


def as_dict(card: Scorecard) -> dict[str, Any]:
    """Return the object of the format json, as plain values, without the file that a scorecard does not know."""
    values: dict[str, Any] = json.loads(as_json(card))
    return values


def as_json(card: Scorecard) -> str:
    """Return the object of the format json, without the file that a scorecard does not know."""
    from hmip_rules.output.formats.json import as_plain_values

    values = as_plain_values(_result(card))
    del values["file"], values["document"]
    return json.dumps(values, indent=2)


def as_page(card: Scorecard) -> str:
    """Return the page of the format html.

    Raises:
        InputError: Jinja is not installed.
    """
    lines = cast("Iterator[str]", render("html", [_result(card)], explain=False))
    return "".join(f"{line}\n" for line in lines)


def in_a_notebook(card: Scorecard) -> str | None:
    """Return a scorecard as a part of a page, with its style; None where Jinja is not installed."""
    try:
        template = environment().get_template("notebook.html.jinja")
    except InputError:
        return None
    return template.render(
        view=view(card, {}),
        style=page_file("page.css"),
        title=headline.title(card),
        unconfirmed=list(headline.not_confirmed(card.rulebook, card.unconfirmed_rules)),
    )


def _result(card: Scorecard) -> Result:
    return Result(ORIGIN, 1, card, NO_PLACES, NO_PLACES)
