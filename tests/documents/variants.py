"""What reports have beside their plain tables, a function each: blocks in, blocks and the values that they give out."""

import random

from documents.made_up import Heading, Sentence, Table

from hmip_rules.model.months import in_words

OTHER_RATING = {"Outstanding": "Good", "Good": "Requires improvement", "Requires improvement": "Inadequate"}


def is_of_questions(block):
    return isinstance(block, Table) and block.rows[:1] == (("Key question", "Percentage 'Yes'"),)


def is_of_ratings(block, results):
    return (
        isinstance(block, Table)
        and bool(block.rows)
        and all(row[-1] in results.ratings.values() and row[0] != "Overall rating" for row in block.rows)
    )


def changed(blocks, results, questions=None, ratings=None):
    """The blocks with each row of figures, or of ratings, written in another way; the first row is the heading's."""
    made = []
    for block in blocks:
        if questions and is_of_questions(block):
            head, *rows = block.rows
            made.append(Table((questions(head), *map(questions, rows))))
        elif ratings and is_of_ratings(block, results):
            made.append(Table(tuple(map(ratings, block.rows))))
        else:
            made.append(block)
    return made


def plain(blocks, results):
    return blocks, results.values()


def second_columns(blocks, results):
    """The figures of all services beside those of this one, and the ratings of the inspection before."""
    draw = random.Random(results.service)

    def all_services(row):
        return (*row, "All services" if row[0] == "Key question" else f"{draw.randrange(101)}%")

    made = changed(blocks, results, all_services)
    earlier = int(results.published[:4]) - 3
    for place, block in enumerate(made):
        if is_of_ratings(block, results):
            head = (
                ("Standard", "", "Rating")[-len(block.rows[0]) :] if len(block.rows[0]) > 2 else ("Standard", "Rating")
            )
            rows = tuple((*row, OTHER_RATING.get(row[-1], "Good")) for row in block.rows)
            made[place] = Table(((*head, f"Rating in {earlier}"), *rows))
    return made, results.values()


def third_columns(blocks, results):
    """Numbers of cases before the percentages, and the average of all services after them."""
    draw = random.Random(results.service)

    def with_counts(row):
        if row[0] == "Key question":
            return ("Key question", "Yes", "Relevant cases", "Percentage 'Yes'", "England average")
        of = draw.randrange(20, 90)
        return (row[0], str(draw.randrange(of)), str(of), row[1], f"{draw.randrange(101)}%")

    return changed(blocks, results, with_counts), results.values()


def percent_in_the_heading(blocks, results):
    def bare(row):
        return (row[0], row[1].removesuffix("%")) if row[0] != "Key question" else ("Key question", "% 'Yes'")

    return changed(blocks, results, bare), results.values()


def other_forms(blocks, results):
    """Percentages in words and with a space before the sign."""
    forms = ("{} per cent", "{} %", "{}% ({}/100)")
    draw = random.Random(results.service)

    def written(row):
        number = row[1].removesuffix("%")
        return (row[0], draw.choice(forms).format(number, number) if number != row[1] else row[1])

    return changed(blocks, results, written), results.values()


def dates_above(blocks, results):
    """A date with its month above every table."""
    month = in_words(results.fieldwork)
    made = []
    for block in blocks:
        if isinstance(block, Sentence) and block.text.startswith("Fieldwork started"):
            made.append(Sentence(f"Inspection dates: 13 to 24 {month}"))
            continue
        if is_of_questions(block) or is_of_ratings(block, results):
            made.append(Sentence(f"These results are of {month}."))
        made.append(block)
    return made, results.values()


def annex_with_one_slip(blocks, results):
    """The first table of key questions again in an annex, with one figure that is another."""
    tables = [block for block in blocks if is_of_questions(block)]
    expected = results.values()
    if not tables:
        return blocks, expected
    head, first, *rows = tables[0].rows
    slip = (first[0], f"{(int(first[1].removesuffix('%')) + 7) % 101}%")
    place = blocks.index(tables[0])
    heading = [block for block in blocks[:place] if isinstance(block, Heading)][-1]
    (standard, question), *_ = results.percentages
    del expected["standards", standard, "key_questions", question]
    annex = [Heading("Annexe two: Our results"), heading, Table((head, slip, *rows))]
    return [*blocks, *annex], expected


def another_service(blocks, results):
    """The tables of another service below a heading with its name."""
    made = [*blocks, Heading("Results of Otley PDU"), Sentence("We inspected it at the same time.")]
    draw = random.Random(results.service)

    def other(row):
        return row if row[0] == "Key question" else (*row[:-1], f"{draw.randrange(101)}%")

    questions = [block for block in changed(blocks, results, other) if is_of_questions(block)]
    return [*made, *questions[:1]], results.values()


def to_be_confirmed(blocks, results):
    """One rating on the page of ratings, and one percentage, that are still to come."""
    expected = results.values()
    made, done = [], set()
    for block in blocks:
        kind = "questions" if is_of_questions(block) else "ratings" if is_of_ratings(block, results) else ""
        if kind and kind not in done:
            done.add(kind)
            *rows, last = block.rows
            made.append(Table((*rows, (*last[:-1], "[TBC]"))))
        else:
            made.append(block)
    if results.percentages:
        first_standard = next(iter(results.percentages))[0]
        last_question = [key for key in results.percentages if key[0] == first_standard][-1]
        del expected["standards", last_question[0], "key_questions", last_question[1]]
    return made, expected


VARIANTS = {
    f.__name__.replace("_", " "): f
    for f in (
        *(second_columns, third_columns, percent_in_the_heading, other_forms, dates_above, annex_with_one_slip),
        *(another_service, to_be_confirmed),
    )
}
