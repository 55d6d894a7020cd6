"""Reference pages and plots that the site takes from code, rulebooks and published results."""

from collections.abc import Iterator
from pathlib import Path

import matplotlib as mpl
from click.testing import CliRunner
from matplotlib import pyplot as plt

from hmip_rules import Rulebook, load_rulebook
from hmip_rules.cli.rules import main as hmip_rules
from hmip_rules.files.library import Library, published_files, shipped_rulebooks
from hmip_rules.files.reports import Unreadable, read_reports
from hmip_rules.output.rulebook_page import KINDS_OF_BASIS, title
from hmip_rules.scoring.score_files import score_paths
from hmip_rules.wording import rule_words

ROOT = Path(__file__).parent.parent
COLOURS = ("#8a2a00", "#d08a2e", "#4f86c6", "#1d4f91")
MARKS = ("v", "s", "o", "^")


def generate(folder: Path) -> None:
    """Write all pages and plots into a folder."""
    (folder / "rulebook").mkdir(parents=True, exist_ok=True)
    mpl.rcParams |= {"svg.hashsalt": "hmip-rules", "svg.fonttype": "none", "font.size": 10}
    _rulebooks(folder)
    _commands(folder)
    _api(folder)
    _bands(folder / "bands.svg")
    _scores(folder / "scores.svg")


def _rulebooks(folder: Path) -> None:
    """Write a page for each rulebook, with the evidence as the command prints it."""
    names = shipped_rulebooks()
    for name in names:
        evidence = CliRunner().invoke(hmip_rules, ["evidence", name]).stdout
        text = "\n".join(_rulebook(load_rulebook(name)))
        (folder / "rulebook" / f"{name}.md").write_text(
            f"{text}\n## What the published results show\n\n```text\n{evidence}```\n"
        )
    listed = "\n".join(f"rulebook/{name}" for name in names)
    (folder / "rulebooks.md").write_text(f"# The rulebooks\n\n```{{toctree}}\n:maxdepth: 1\n\n{listed}\n```\n")


def _rulebook(book: Rulebook) -> Iterator[str]:
    """Return the rules of a rulebook as tables."""
    yield from (f"# {book.id}", "", f"{title(book)}; {rule_words.in_force(book.in_force)}.", "")
    yield from ("## Standards", "", "| standard | how it is rated | included in the score |", "|---|---|---|")
    for standard in book.standards:
        yield f"| {standard.title} | {rule_words.rated_by(standard)} | {'yes' if standard.included else 'no'} |"
    for standard in book.standards:
        if standard.key_questions:
            yield from ("", f"### {standard.title}", "", "| key question | wording |", "|---|---|")
            yield from (f"| {name} | {wording or 'not known'} |" for name, wording in standard.key_questions.items())
    points, percent = book.rule("stands_on", "points").basis, book.rule("bands", "key_question").basis
    heads = ["rating", f"points ({points})", f"percentage of cases ({percent})", *_totals(book)]
    yield from ("", "## Bands", "", f"| {' | '.join(heads)} |", "|---" * len(heads) + "|")
    for rating in reversed(book.names):
        percent = rule_words.percent_range(book, rating) if book.bands.key_question else "-"
        totals = "".join(f" {rule_words.total_range(bands, rating)} |" for bands in book.bands.overall)
        yield f"| {rating} | {book.ratings[rating]} | {percent} |{totals}"
    yield from ("", "## Evidence for each rule", "", KINDS_OF_BASIS, "")
    yield from ("| rule | basis | sources | note |", "|---|---|---|---|")
    for rule in book.rules():
        sources = "; ".join(f"[{source}]({source.url})" if source.url else str(source) for source in rule.sources)
        yield f"| {rule_words.rule_title(book, rule)} | **{rule.basis}** | {sources} | {rule.note or ''} |"
    yield ""


def _totals(book: Rulebook) -> Iterator[str]:
    """Return the headings of the columns of scores."""
    for number, bands in enumerate(book.bands.overall):
        yield f"score out of {bands.max}{rule_words.without(bands)} ({book.rule('bands', 'overall', number).basis})"


def _commands(folder: Path) -> None:
    """Write the options of both commands, from the program."""
    parts = [
        f"```{{eval-rst}}\n.. click:: {where}\n   :prog: {name}\n   :nested: full\n```"
        for name, where in (("hmip-score", "hmip_rules.cli.score:main"), ("hmip-rules", "hmip_rules.cli.rules:main"))
    ]
    (folder / "commands.md").write_text("# The commands\n\n" + "\n\n".join(parts) + "\n")


def _api(folder: Path) -> None:
    """Write the reference of the library, from its docstrings."""
    modules = {
        "hmip_rules.files.reports": ":members: load_report, load_reports, dump_report",
        "hmip_rules.files.library": ":members: load_rulebook",
        "hmip_rules.documents.reading": ":members: load_document",
        "hmip_rules.model.report": ":members: Report, PublishedStandard, PublishedOverall",
        "hmip_rules.model.scorecard": ":members: Scorecard, StandardResult, KeyQuestionResult, OverallResult",
        "hmip_rules.model.finding": ":members: Finding",
        "hmip_rules.scoring.score": ":members: score",
        "hmip_rules.scoring.score_files": ":members: score_paths, Result",
        "hmip_rules.tables": ":members:",
        "hmip_rules.insight.margins.compute": ":members: margins, Margins, StandardMargins, QuestionMargins, Move",
        "hmip_rules.insight.routes.compute": ":members: routes, losing_routes, Routes, Cheapest, Route",
        "hmip_rules.insight.consistency.compute": ":members: consistency, Consistency",
        "hmip_rules.insight.certainty.compute": ":members: certainty, StandardCertainty, QuestionCertainty, Estimate",
        "hmip_rules.insight.what_if.compute": ":members: what_if, WhatIf, setting, Setting",
        "hmip_rules.insight.since.compute": ":members: since, Since",
    }
    parts = [f"## {name}\n\n```{{eval-rst}}\n.. automodule:: {name}\n   {of}\n```" for name, of in modules.items()]
    (folder / "api.md").write_text("# The library\n\n" + "\n\n".join(parts) + "\n")


def _bands(path: Path) -> None:
    """Plot the rating bands, the margin of discretion, and the lowest percentages of the examples."""
    book = load_rulebook("pdu-2024")
    figure, axes = plt.subplots(figsize=(8, 2.4), layout="constrained")
    starts = [float(start) for start in book.percent_bands.starts]
    for name, start, end, colour in zip(book.names, starts, [*starts[1:], 100], COLOURS, strict=True):
        axes.barh("bands", end - start, left=start, color=colour, edgecolor="white")
        axes.text((start + end) / 2, 0, name.replace(" ", "\n"), ha="center", va="center", color="white", fontsize=8)
    margin = float(book.discretion.points)
    for start in starts[1:]:
        axes.barh("discretion", 2 * margin, left=start - margin, color="#888888")
    for result in score_paths([str(ROOT / "examples")], Library()):
        deciding = [float(standard.percent) for standard in result.card.standards if standard.percent is not None]
        axes.scatter(deciding, [result.card.report.service] * len(deciding), color="black", s=18, zorder=3)
    axes.set_xlim(0, 100)
    axes.invert_yaxis()
    axes.set_xlabel("percentage of cases judged sufficient")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)


def _scores(path: Path) -> None:
    """Plot published scores and overall ratings of every framework, with the thresholds of its rulebook."""
    names = shipped_rulebooks()
    figure, axes = plt.subplots(figsize=(8, 4), layout="constrained")
    for row, name in enumerate(names):
        book = load_rulebook(name)
        bands = book.bands.overall[0]
        for start in bands.bands.starts[1:]:
            axes.plot([100 * (start - 0.5) / bands.max] * 2, [row - 0.4, row + 0.4], color="black", linewidth=1)
    for file in published_files():
        for read in read_reports(str(file), Library()):
            if isinstance(read, Unreadable) or read.report.value.overall.score is None:
                continue
            overall, book = read.report.value.overall, read.rulebook.value
            if overall.rating in book.names:
                place = book.names.index(overall.rating)
                most = overall.max_score or book.bands.overall[0].max
                x, y = 100 * overall.score / most, names.index(book.id) + (place - 1.5) * 0.12
                axes.scatter(x, y, color=COLOURS[place], marker=MARKS[place], s=24, zorder=3)
    book = load_rulebook(names[0])
    for name, colour, mark in zip(book.names, COLOURS, MARKS, strict=True):
        axes.scatter([], [], color=colour, marker=mark, label=name)
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.set_xlim(-2, 102)
    axes.set_xlabel("published score, as a percentage of the maximum")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, 1.14), ncols=4, frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
