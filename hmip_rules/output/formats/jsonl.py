"""Results as lines of JSON: an object a report, the same as in `json`, each on a line of its own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from hmip_rules.files.reports import Unreadable
from hmip_rules.output.formats.json import as_plain_values
from hmip_rules.output.rendering import Look, Shown
from hmip_rules.scoring.score_files import Result


def show_result(result: Result | Unreadable, look: Look) -> Sequence[str]:
    """Return one object. The rules that `look.explain` asks for are always in it."""
    return [json.dumps(as_plain_values(result))]


def join_results(results: Iterable[Shown], look: Look) -> Iterator[str]:
    """Return them one below the other."""
    for result in results:
        yield from result.parts
