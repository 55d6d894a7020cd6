"""Two rulebooks over one table say who moves as two evaluations of each row do, on every engine."""

from functools import cache

import pytest
from tables.engines import ENGINES, on_engine, rows
from tables.made_up import expected, table_of

from hmip_rules import Rulebook, load_rulebook
from hmip_rules.model.errors import InputError
from hmip_rules.tables import compare_rulebooks


def other(**changes):
    """The rules of pdu-2024 with other bands."""
    plain = load_rulebook("pdu-2024").model_dump(by_alias=True)
    for name, starts in changes.items():
        if name == "key_question":
            plain["bands"]["key_question"]["starts"] = starts
        else:
            plain["bands"]["overall"][0]["starts"] = starts
    return Rulebook.model_validate(plain | {"id": "other"})


@cache
def made_up():
    """A rulebook, one with other bands, a table, and who moves by two evaluations of each row."""
    book = load_rulebook("pdu-2024")
    against = other(
        key_question=dict(zip(book.names, (0, 40, 65, 90), strict=True)),
        overall=dict(zip(book.names, (0, 5, 9, 20), strict=True)),
    )
    table = table_of(book, 400)
    table = table[:400].extend(table[400::40])
    wanted = {}
    for row in table.to_dicts():
        first, second = expected(book, row), expected(against, row)
        pair = (first["rating"], second["rating"])
        moves = None
        if None not in pair:
            step = book.names.index(pair[1]) - book.names.index(pair[0])
            moves = "up" if step > 0 else "down" if step < 0 else "stays"
        wanted[row["id"]] = first | {f"{name}_against": value for name, value in second.items()} | {"moves": moves}
    return book, against, table, wanted


@pytest.mark.parametrize("engine", ENGINES)
def test_every_row_moves_as_two_evaluations_say(engine):
    book, against, table, wanted = made_up()
    scored = rows(compare_rulebooks(on_engine(engine, table), book, against, reasons=True))
    assert {row["id"]: {name: row[name] for name in wanted[row["id"]]} for row in scored} == wanted


def test_the_rows_move_in_every_way():
    *_, wanted = made_up()
    assert {row["moves"] for row in wanted.values()} == {"up", "down", "stays", None}


def test_rulebooks_of_different_scales_are_refused():
    book = load_rulebook("pdu-2024")
    plain = book.model_dump_json(by_alias=True).replace("Outstanding", "Excellent")
    with pytest.raises(InputError, match="pdu-2024 and pdu-2024 have different ratings"):
        compare_rulebooks(table_of(book, 1), book, Rulebook.model_validate_json(plain))
