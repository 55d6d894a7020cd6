"""What is done to a text on its way out of a document, a function each: lines in, lines out."""

import re
import textwrap


def none(lines):
    return lines


def hyphenated(lines):
    """Long words broken at the end of a line, as a narrow column does it."""
    broken = []
    for line in lines:
        for part in textwrap.wrap(line, 52, break_long_words=False) or [""]:
            match = re.search(r"\b([A-Za-z]{4,})([a-z]{4,})$", part)
            broken += [part[: match.start(2)] + "-", part[match.start(2) :]] if match else [part]
    return broken


def ligatures(lines):
    return [line.replace("ffi", "\ufb03").replace("fi", "\ufb01").replace("fl", "\ufb02") for line in lines]


def curly_quotes(lines):
    return [re.sub(r"'(\w[^']*)'", "\u2018\\1\u2019", line).replace("'", "\u2019") for line in lines]


def soft_hyphens(lines):
    return [re.sub(r"([a-z]{3})([a-z]{3})", "\\1\u00ad\\2", line) for line in lines]


def non_breaking_spaces(lines):
    return [line.replace(" ", "\u00a0") for line in lines]


def page_edges(lines):
    """Headers, footers and page numbers every few lines, in the middle of tables too."""
    out = []
    for number, line in enumerate(lines):
        if number % 7 == 5:
            out += ["", "Inspection of probation services", "", str(number // 7 + 1), ""]
        out.append(line)
    return out


def form_feeds(lines):
    """Pages with a running title and a number, divided as text copied from a PDF is."""
    pages = [lines[start : start + 23] for start in range(0, len(lines), 23)]
    edged = [["An annual look at services", *page, f"{number}"] for number, page in enumerate(pages, start=1)]
    return "\n\f".join("\n".join(page) for page in edged).split("\n")


def raised_footnotes(lines):
    return [re.sub(r"(\d%|\d/\d\d)(?=\t|$)", "\\1\u2074", line) for line in lines]


def stuck_footnotes(lines):
    return [re.sub(r"(\d%|\d/\d\d)(?=\t|$)", "\\g<1>4", line) for line in lines]


def bullets(lines):
    return [re.sub(r"(?:^|(?<=\t))(\d+%)", "\u2022 \\1", line) for line in lines]


def slips_of_recognition(lines):
    """What text recognition makes of letters: q and g, m and rn, l and 1."""
    swaps = (("Requires", "Regires"), ("improvement", "irnprovement"), ("sufficiently", "sufficient1y"))
    more = (("Inadequate", "Inadeguate"), ("Outstanding", "0utstanding"), ("Implementation", "lmplementation"))
    for right, wrong in (*swaps, *more):
        lines = [line.replace(right, wrong) for line in lines]
    return lines


def leading_zero(lines):
    return [re.sub(r"\b(\d)/(\d\d)\b", "0\\1/\\2", line) for line in lines]


def spaced_score(lines):
    return [re.sub(r"\b(\d+)/(\d\d)\b", "\\1 / \\2", line) for line in lines]


def emphasis(lines):
    """Markdown, as some tools write it."""
    return [re.sub(r"\b(\d+/\d\d)\b", "**\\1**", line) for line in lines]


def double_spaces(lines):
    return [line.replace(" ", "  ") for line in lines]


DAMAGES = {
    f.__name__: f
    for f in (
        none,
        hyphenated,
        ligatures,
        curly_quotes,
        soft_hyphens,
        non_breaking_spaces,
        page_edges,
        form_feeds,
        raised_footnotes,
        stuck_footnotes,
        bullets,
        slips_of_recognition,
        leading_zero,
        spaced_score,
        emphasis,
        double_spaces,
    )
}
