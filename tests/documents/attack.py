"""Attack the reading of documents: made-up reports with decoys, gaps and mixed damage, drawn by chance from a seed.

PYTHONPATH=tests python -m documents.attack FIRST_SEED HOW_MANY

The oracle is what the made-up report publishes: a value that comes out must be that one, or the attack has won.
"""
# ruff: noqa: ARG001  # every decoy and every damage is called alike

import random
import sys
import textwrap
from collections import Counter, defaultdict
from dataclasses import replace

from documents import made_up
from documents.damage import DAMAGES
from documents.layouts import TABLES, text_lines
from documents.made_up import Heading, Sentence, Table
from documents.measure import as_lines, extract_by, field_of, results_for

from hmip_rules import load_rulebook
from hmip_rules.files.library import shipped_rulebooks
from hmip_rules.model.errors import InputError

RATINGS = ("Outstanding", "Good", "Requires improvement", "Inadequate")


def library():
    return {book: made_up.with_wordings(load_rulebook(book)) for book in shipped_rulebooks()}


# Decoys: blocks that say something about another year, another service, or other people.


def code_and_name(standard):
    return f"{standard.code}. {standard.name}" if standard.code else standard.name


def wording(rulebook, draw):
    asked = [w for s in rulebook.standards for w in s.key_questions.values() if w]
    return draw.choice(asked) if asked else "Are people safe?"


def years_compared(rulebook, results, draw):
    year = int(results.published[:4])
    rows = [(code_and_name(s), draw.choice(RATINGS), draw.choice(RATINGS)) for s in rulebook.standards]
    return [Heading("How ratings changed"), Table((("Standard", str(year - 5), str(year - 3)), *rows))]


def earlier_ratings(rulebook, results, draw):
    rows = [(code_and_name(s), draw.choice(RATINGS)) for s in rulebook.standards]
    return [Heading("Ratings at the previous inspection"), Table(tuple(rows))]


def earlier_score(rulebook, results, draw):
    top = draw.choice([results.max_score, results.max_score, 27])
    sentence = Sentence("In 2021 the service was given these:")
    return [Heading("Previous inspection"), sentence, Table((("Score", f"{draw.randrange(top)}/{top}"),))]


def earlier_questions(rulebook, results, draw):
    year = int(results.published[:4])
    rows = [(wording(rulebook, draw), f"{draw.randrange(101)}%", f"{draw.randrange(101)}%") for _ in range(3)]
    return [Table((("Key question", str(year - 5), str(year - 3)), *rows))]


def region_questions(rulebook, results, draw):
    rows = [(wording(rulebook, draw), f"{draw.randrange(101)}%")]
    return [Heading("Annexe two: Regional averages"), Sentence("All services of the region:"), Table(tuple(rows))]


def relevant_cases(rulebook, results, draw):
    rows = [(wording(rulebook, draw), str(draw.randrange(results.cases)), str(results.cases)) for _ in range(3)]
    return [Table((("Key question", "Yes", "Relevant cases"), *rows))]


def survey(rulebook, results, draw):
    other = {"other": "young", "sufficiently": "well", "effectively": "always", "assessment": "training"}
    rows = []
    for _ in range(3):
        asked = wording(rulebook, draw)
        old, new = draw.choice(sorted(other.items()))
        if old in asked:
            rows.append((asked.replace(old, new), f"{draw.randrange(101)}%"))
    return [Sentence("We asked all staff the following:"), Table((("Question", "Agreed"), *rows))]


def alone_on_a_line(rulebook, results, draw):
    name = code_and_name(draw.choice(rulebook.standards))
    before = f"Leaders told us that this mattered. In 2021 the rating of {name} was thought to be"
    return [
        Sentence(
            f"{before}\n{draw.choice(RATINGS)}\nby many, and in cases like these it stood at\n{draw.randrange(99)}%\n"
        )
    ]


def question_in_prose(rulebook, results, draw):
    asked = wording(rulebook, draw)
    return [
        Sentence(f"We asked '{asked}' of twelve cases, in {draw.randrange(99)}% of which it was so."),
        Sentence(f"{asked}\nIt was so in\n{draw.randrange(99)}%\nof the cases with a child."),
    ]


def contents(rulebook, results, draw):
    return [Heading("Contents"), Table(tuple((code_and_name(s), str(n + 7)) for n, s in enumerate(rulebook.standards)))]


def judged_elsewhere(rulebook, results, draw):
    standard = draw.choice(rulebook.standards)
    return [
        Heading(code_and_name(standard)),
        Sentence("This standard was judged in another service as follows, and it was not inspected here."),
        Sentence(draw.choice(RATINGS)),
    ]


def cited(rulebook, results, draw):
    return [
        Sentence("4 HM Inspectorate of Probation, May 2020. A thematic inspection."),
        Sentence("Published in June 2019, the review of fieldwork started a debate."),
        Sentence("Fieldwork started in March 2020 when we last came."),
        Sentence("The inspection of probation services in Northtown found the same. It was published in May 2021."),
    ]


def other_cases(rulebook, results, draw):
    few = draw.randrange(1, 12)
    return [
        Sentence(f"In 2021 we inspected {few} community orders and {few + 9} releases on licence."),
        Sentence(f"In three of the {few} cases we inspected that had a child, nothing was done."),
        Sentence(f"We examined {few} cases of serious further offences."),
    ]


DECOYS = (
    *(years_compared, earlier_ratings, earlier_score, earlier_questions, region_questions, relevant_cases, survey),
    *(alone_on_a_line, question_in_prose, contents, cited, other_cases),
)


def with_decoys(blocks, rulebook, results, draw):
    for _ in range(draw.randrange(4)):
        at = draw.randrange(4, len(blocks) + 1)
        blocks = [*blocks[:at], *draw.choice(DECOYS)(rulebook, results, draw), *blocks[at:]]
    return blocks


def with_another_report(blocks, rulebook, draw):
    """Some pages of the report of another service."""
    other = replace(results_for(rulebook, draw.random()), service="Otley PDU")
    others = list(made_up.document(rulebook, other, decoys=False))
    start = draw.randrange(len(others))
    return blocks + others[start : start + draw.randrange(1, 40)]


# Gaps: what a draft leaves out, or fills in another way.


def with_gaps(blocks, draw):
    """Cells, rows and whole blocks that are missing; a value that is not given."""
    kept = []
    for block in blocks:
        if len(kept) > 3 and draw.random() < 0.02:
            continue
        if isinstance(block, Table):
            rows = []
            for row in block.rows:
                chance = draw.random()
                if chance < 0.04:
                    continue
                empty = draw.choice(["", "-", "n/a", "not applicable", "Not rated", "TBC"])
                rows.append((*row[:-1], empty) if chance < 0.1 else row)
            kept.append(Table(tuple(rows)))
        else:
            kept.append(block)
    return kept


# Damage beside that of damage.py, drawn by chance.


def lost_lines(lines, draw):
    return [line for line in lines if draw.random() > 0.03]


def lost_stretch(lines, draw):
    start = draw.randrange(len(lines))
    return lines[:start] + lines[start + draw.randrange(1, 30) :]


def lost_some_pairs_of_lines(lines, draw):
    for _ in range(6):
        start = draw.randrange(len(lines))
        lines = lines[:start] + lines[start + draw.choice([1, 2, 3]) :]
    return lines


def doubled_lines(lines, draw):
    return [line for line in lines for _ in range(1 + (draw.random() < 0.05))]


def lost_blanks(lines, draw):
    return [line for line in lines if line.strip()]


def lost_tabs(lines, draw):
    return [line.replace("\t", draw.choice([" ", "    "])) for line in lines]


def split_figures(lines, draw):
    """A space inside a number, as wide letter spacing gives it."""
    return [_split(line) if draw.random() < 0.2 else line for line in lines]


def _split(line):
    for unit in ("%", "/"):
        at = line.find(unit)
        if at > 1 and line[at - 2 : at].isdigit():
            return line[: at - 1] + " " + line[at - 1 :]
    return line


def misread_figures(lines, draw):
    def misread(line):
        right, wrong = draw.choice(
            [("1", "l"), ("0", "O"), ("5", "S"), ("%", "o/o"), ("%", ""), ("/", "l"), ("4", "4.")]
        )
        return line.replace(right, wrong) if "%" in line or "/" in line else line

    return [misread(line) if draw.random() < 0.3 else line for line in lines]


def misread_letters(lines, draw):
    swaps = [("m", "rn"), ("l", "1"), ("q", "g"), ("e", "c"), ("O", "0"), ("ff", "f"), ("d", "cl"), ("i", "l")]

    def misread(line):
        right, wrong = draw.choice(swaps)
        return line.replace(right, wrong, draw.randrange(1, 3))

    return [misread(line) if draw.random() < 0.3 else line for line in lines]


def rewrapped(lines, draw):
    """All run together, and wrapped again: a table becomes a paragraph."""
    width = draw.randrange(40, 130)
    return textwrap.wrap(" ".join(" ".join(lines).split()), width)


def paragraphs_rewrapped(lines, draw):
    """What stands between two empty lines run together, and wrapped again."""
    width, made = draw.randrange(40, 130), []
    for paragraph in "\n".join(lines).split("\n\n"):
        made += [*textwrap.wrap(" ".join(paragraph.split()), width), ""]
    return made


def two_columns(lines, draw):
    """Two halves of a page side by side, read across."""
    size, made = draw.randrange(20, 60), []
    for start in range(0, len(lines), 2 * size):
        left, right = lines[start : start + size], lines[start + size : start + 2 * size]
        right += [""] * (len(left) - len(right))
        gap = draw.choice(["   ", "\t", " "])
        made += [f"{one}{gap}{other}".rstrip() for one, other in zip(left, right, strict=True)]
    return made


def moved_stretch(lines, draw):
    start, length = draw.randrange(len(lines)), draw.randrange(1, 12)
    rest = lines[:start] + lines[start + length :]
    at = draw.randrange(len(rest) + 1)
    return rest[:at] + lines[start : start + length] + rest[at:]


def rows_shuffled(lines, draw):
    """Rows that follow one another in another order; each stays whole."""
    made, rows = [], []
    for line in [*lines, ""]:
        if "\t" in line:
            rows.append(line)
            continue
        draw.shuffle(rows)
        made += [*rows, line]
        rows = []
    return made


def headers_in_tables(lines, draw):
    header = draw.choice(
        ["Key question\tPercentage 'Yes'", "Standard\tRating", "Ratings", "Page 12", "12", "Good practice"]
    )
    return [line for each in lines for line in ((each, header) if draw.random() < 0.05 else (each,))]


def drawn_rows_split(lines, draw):
    """A row in two, as at the end of a page: the value below what it belongs to."""
    return [part for line in lines for part in (line.split("\t") if draw.random() < 0.2 else [line])]


CHANCES = (
    *(lost_lines, lost_stretch, lost_some_pairs_of_lines, doubled_lines, lost_blanks, lost_tabs, split_figures),
    *(misread_figures, misread_letters, rewrapped, paragraphs_rewrapped, two_columns, moved_stretch, rows_shuffled),
    *(headers_in_tables, drawn_rows_split),
)


def unknown(rulebook, results, draw):
    """A framework that no rulebook knows, like one that is known: another maximum, or standards of other names."""
    if draw.random() < 0.4:
        return rulebook, replace(results, max_score=draw.choice([18, 25, 33, 39, 45]))
    others = ["Risk and safety", "Victims", "Delivery", "Living conditions", "Partnerships"]
    names = [standard.name for standard in rulebook.standards]
    counted = [n for n, s in enumerate(rulebook.standards) if s.included and names.count(s.name) == 1]
    places = draw.sample(counted, draw.randrange(1, 3))
    standards = [
        standard.model_copy(update={"name": others[place % 5]}) if place in places else standard
        for place, standard in enumerate(rulebook.standards)
    ]
    return rulebook.model_copy(update={"standards": tuple(standards)}), results


def damaged(lines, draw, several):
    """Do some damage; where pages of another report follow, none that loses what would tell so."""
    names = []
    for _ in range(draw.choice([0, 1, 1, 2, 2, 3])):
        if several or draw.random() < 0.3:
            damage = draw.choice(list(DAMAGES.values()))
            lines = damage(lines)
        else:
            damage = draw.choice(CHANCES)
            lines = damage(lines, draw) if len(lines) > 2 else lines
        names.append(damage.__name__)
        if damage is DAMAGES["form_feeds"]:
            break
    return lines, names


def drawn(seed, books):
    """Draw a document: its rulebook, its results, its lines, and what was done to it."""
    draw = random.Random(seed)
    rulebook = draw.choice(list(books.values()))
    results = results_for(rulebook, seed)
    percentages = {key: draw.choice([value, value, 0, 100]) for key, value in results.percentages.items()}
    results = replace(results, percentages=percentages)
    is_unknown = draw.random() < 0.15
    printed, results = unknown(rulebook, results, draw) if is_unknown else (rulebook, results)
    blocks = list(made_up.document(printed, results, codes=draw.random() < 0.6, decoys=draw.random() < 0.5))
    if draw.random() < 0.3:
        blocks = [block for block in blocks if not (isinstance(block, Table) and len(block.rows) == 0)]
    gaps = draw.random() < 0.5
    blocks = with_gaps(blocks, draw) if gaps else blocks
    whole = len(blocks)
    several = not gaps and draw.random() < 0.15
    if several:
        blocks = with_another_report(blocks, printed, draw)
    blocks = with_decoys(blocks, printed, results, draw)
    layout = draw.choice(list(TABLES))
    lines = text_lines(blocks, TABLES[layout], width=draw.choice([None, 60, 90]))
    lines, names = damaged(lines, draw, several)
    if not lines:
        lines = [""]
    if is_unknown and (printed is not rulebook or f"{results.score}/{results.max_score}" in "\n".join(lines)):
        rulebook = rulebook.model_copy(update={"id": "unknown"})
    return rulebook, results, lines, (layout, f"gaps {gaps}", f"decoy blocks {len(blocks) - whole}", *names)


def wrong_values(rulebook, results, lines, books):
    """Give the values that come out and are not those of the report, and how many are right."""
    try:
        found = extract_by(as_lines(lines), list(books.values()))
    except InputError:
        return [], 0
    expected = results.values()
    read = {path: values[0] for path, values in found.values.items()}
    wrong = [(path, expected.get(path), value) for path, value in read.items() if expected.get(path) != value.value]
    if found.rulebook.id != rulebook.id:
        wrong.append((("rulebook",), rulebook.id, found.rulebook.id))
    return wrong, len(read) - len(wrong)


def main():
    first, count = int(sys.argv[1]), int(sys.argv[2])
    books = library()
    totals, by_what, right = Counter(), defaultdict(Counter), 0
    for seed in range(first, first + count):
        rulebook, results, lines, what = drawn(seed, books)
        wrong, well = wrong_values(rulebook, results, lines, books)
        right += well
        for path, expected, value in wrong:
            print("WRONG", seed, rulebook.id, what, path, expected, value)
            fld = "rulebook" if path == ("rulebook",) else field_of(path)
            totals[fld] += 1
            by_what[fld].update(what[3:] or ("nothing",))
    print(totals, "right", right)
    for fld, counter in by_what.items():
        print(fld, counter.most_common(12))


if __name__ == "__main__":
    main()
