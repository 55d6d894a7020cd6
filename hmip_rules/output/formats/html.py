"""Results as one page of HTML that needs nothing else: to look at, forward and print (extra)."""

from __future__ import annotations

import datetime as dt
from base64 import b64encode
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from typing import Any, Final

from hmip_rules.files.reports import Unreadable
from hmip_rules.model.errors import printable
from hmip_rules.model.months import in_words
from hmip_rules.model.rules import Rule
from hmip_rules.model.scorecard import Scorecard, Status
from hmip_rules.output import headline
from hmip_rules.output.comparisons import NOT_DETERMINED, recomputed_overall_rating, recomputed_score
from hmip_rules.output.html_scorecard import Pages, environment, page_file, shades, view
from hmip_rules.output.rendering import Look, Shown, Tally
from hmip_rules.scoring.score_files import Result
from hmip_rules.wording import phrases, rule_words
from hmip_rules.wording.explanation import rules_of_steps, sources_of_rules, steps
from hmip_rules.wording.statuses import report_label

SIGNS: Final = {Status.AGREES: "✓", Status.DISAGREES: "✗"}
"""What stands beside the words of a status; any other has a question mark."""

CAVEATS_MARK: Final = "<!-- which rules are not confirmed -->"
"""A place in the template of a report, for what is said there of the only one; of several it is said once, above."""


def show_result(result: Result | Unreadable, look: Look) -> Sequence[tuple[dict[str, Any], str]]:
    """Return a line of the index, and the report as HTML. The rules can be opened; `look.explain` opens them."""
    if isinstance(result, Unreadable):
        page = environment().get_template("unreadable.html.jinja")
        file = headline.file_and_document(result)
        return [(_unreadable_entry(result), page.render(file=file, problems=list(map(str, result.problems))))]
    page = environment().get_template("report.html.jinja")
    return [(_entry(result), page.render(view=_view(result, explain=look.explain)))]


def join_results(results: Iterable[Shown], look: Look) -> Iterator[str]:
    """Return a page with them, below an index where there are several."""
    templates = environment()  # refuses, where Jinja is not installed
    from markupsafe import Markup, escape

    tally = Tally()
    parts: list[tuple[dict[str, Any], str]] = []
    for result in results:
        tally.add(result)
        parts += result.parts
    entries, several = [entry for entry, _ in parts], tally.total > 1 or bool(look.only)
    caveats = "" if several else "".join(f"<p>{escape(sentence)}</p>" for sentence in tally.caveats())
    reports = "an inspection report" if len(parts) == 1 else "inspection reports"
    heading = f"Ratings of {reports}, recomputed"
    script = page_file("sort.js") if several else ""
    yield (
        templates.get_template("page.html.jinja").render(
            title=f"{entries[0]['name']}: ratings recomputed" if len(entries) == 1 else heading,
            heading=heading,
            style=Markup(page_file("page.css")),  # noqa: S704  # our own file, as is the script
            script=Markup(script),  # noqa: S704
            script_hash=b64encode(sha256(script.encode()).digest()).decode(),
            index=entries if several else (),
            tally=[*tally.in_words(), *tally.caveats()] if several else [],
            distributions=_distributions(entries),
            articles=[
                Markup(article.replace(CAVEATS_MARK, caveats))  # noqa: S704  # of our own templates, which escape
                for _, article in parts
            ],
        )
    )


def _unreadable_entry(result: Unreadable) -> dict[str, Any]:
    empty = dict.fromkeys(
        ("month", "published", "rating", "score", "findings", "published_order", "order", "score_order"), ""
    )
    name = headline.file_and_document(result)
    return {"name": name, "status": result.status, "verdict": report_label(result.status), **empty, "counts": {}}


def _entry(result: Result) -> dict[str, Any]:
    """Return the report's line of the index, and the ratings that count of its standards."""
    card = result.card
    return {
        "name": printable(card.report.service or headline.file_and_document(result)),
        "status": card.status.value,
        "month": card.report.published or "",
        "published": card.overall.published.rating or "-",
        "rating": recomputed_overall_rating(card),
        "score": recomputed_score(card),
        "published_order": _rank(card, card.overall.published.rating),
        "order": _rank(card, card.overall.rating),
        "score_order": -1 if card.overall.score is None else card.overall.score,
        "verdict": report_label(card.status),
        "findings": headline.number_of_findings(card),
        "rulebook": card.rulebook.id,
        "ratings": card.rulebook.names,
        "counts": {
            standard.title: standard.scored_rating or NOT_DETERMINED for standard in card.standards if standard.is_rated
        },
    }


def _rank(card: Scorecard, rating: str | None) -> int:
    """Return the number by which a rating sorts, the worst first; before all others where there is none."""
    return card.rulebook.names.index(rating) if rating in card.rulebook.names else -1


def _distributions(entries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return for each rulebook how often its standards have each rating, over all reports."""
    by_rulebook = defaultdict(list)
    for entry in entries:
        if entry["counts"]:
            by_rulebook[entry["rulebook"], entry["ratings"]].append(entry["counts"])
    tables = []
    for (rulebook, ratings), reports in by_rulebook.items():
        names = (*ratings, NOT_DETERMINED)
        titles = dict.fromkeys(title for counts in reports for title in counts)
        rows = [
            _distribution(title, names, Counter(ratings_of[title] for ratings_of in reports if title in ratings_of))
            for title in titles
        ]
        number = phrases.plural(len(reports), "report")
        tables.append({"rulebook": rulebook, "reports": number, "names": names, "rows": rows, "key": _key(ratings)})
    return tables


def _distribution(title: str, names: Sequence[str], counts: Counter[str]) -> dict[str, Any]:
    """Return a standard's numbers, and each rating's share of a bar; what is not determined is blank."""
    parts, low = [], 0.0
    for rating in _key(names[:-1]):
        width = 100 * counts[rating["name"]] / counts.total()
        parts.append({"low": round(low, 3), "width": round(width, 3), "shade": rating["shade"]})
        low += width
    return {"title": title, "numbers": [counts[name] for name in names], "parts": parts}


def _key(ratings: Sequence[str]) -> list[dict[str, str]]:
    """Return for each rating the shade of its share of a bar."""
    return [
        {"name": name, "shade": f"{0.25 + 1.6 * float(ink):.3f}"}
        for name, ink in zip(ratings, shades(len(ratings)), strict=True)
    ]


def _view(result: Result, *, explain: bool) -> dict[str, Any]:
    card = result.card
    pages: Pages = {path: page for path, (page, _) in result.places.words.items() if page is not None}
    steps_made = steps(card)
    rules = rules_of_steps(card, steps_made)
    return {
        **view(card, pages),
        "title": headline.title(card),
        "sign": SIGNS.get(card.status, "?"),
        "read": _read_from_document(result),
        "sections": result.sections,
        "explain": explain,
        "steps": [
            {
                "words": step.words,
                "depth": step.depth,
                "numbers": [rules.index(card.rulebook.rule(*path)) + 1 for path in step.rules],
            }
            for step in steps_made
        ],
        "rules": [_rule(result, rule) for rule in rules],
        "sources": sources_of_rules(rules),
        "version": _version(),
        "today": _today(),
        "origin": headline.origin(result),
    }


def _read_from_document(result: Result) -> list[str]:
    """Return what was read from a document, what was put right, and what was not found; nothing of a report file."""
    if result.extraction is None:
        return []
    from hmip_rules.documents.extraction_report import sentences_about

    return list(sentences_about(result.extraction))


def _rule(result: Result, rule: Rule) -> dict[str, Any]:
    place = result.rule_places.of_name(rule.path)
    return {
        "title": rule_words.rule_title(result.card.rulebook, rule),
        "where": f"{place.file}:{place.line}, " if place.file else "",
        "basis": rule_words.basis(rule),
        "note": rule.note,
    }


@cache
def _version() -> str:
    return version("hmip-rules")


def _today() -> str:
    today = dt.datetime.now(tz=dt.UTC)
    return f"{today.day} {in_words(today.strftime('%Y-%m'))}"
