"""Words that the glossary replaces: none of them is in what the program prints, its help or its documentation."""

import re

RETIRED = (
    r"leans? on",
    r"stands? on",
    r"put right",
    r"left open",
    r"leaves? (\w+ )?open",
    r"(un|not )settled",
    r"edges?",
    r"slips?",
    r"taken as judged",
    r"go(es)? by",
    r"comes? of",
    r"(leave|left|leaves) aside",
    r"reckon\w*",
    r"h[eo]ld against",
    r"pass(ed|es)? over",
    r"says nothing",
    r"is said(?! to be)",
    r"(anew|halfway|lest|likewise|thereof|whoever)",
    r"of its kind",
    r"as good as without end",
    r"the lowest of \d",
    r"can't",
    r"(cell|column|file|line|object|page|process|row|rulebook|sheet) an? \w+",
    r"(?<!there )(is|are|was|were) (?-i:no) (?!longer|more|less|later)\w+",
    r"(?<!there )(is|are|was|were) none",
    r"\d+ per cent",
    r"\d+ %",
    r"\d+-\d+ points",
    r"(?-i:AGREES|DISAGREES)",
)
"""Regular expressions, each matched as whole words in any case."""

LETTERS_AROUND = 25


def retired_in(text):
    """Return the retired words of a text, each with some letters around it. They may go over the end of a line."""
    joined = "\n".join(re.sub(r"\s*\n\s*", " ", paragraph) for paragraph in text.split("\n\n"))
    return [
        joined[max(match.start() - LETTERS_AROUND, 0) : match.end() + LETTERS_AROUND]
        for words in RETIRED
        for match in re.finditer(rf"(?<![\w-])(?:{words})(?!\w|-\w)", joined, re.IGNORECASE)
    ]
