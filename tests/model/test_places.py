"""A place prints as an editor or a reader looks it up."""

import pytest

from hmip_rules.model.places import NOWHERE, Place, Places


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (NOWHERE, ""),
        (Place("leeds.yaml"), "leeds.yaml"),
        (Place("leeds.yaml", 3), "leeds.yaml:3"),
        (Place("leeds.yaml", 3, 7), "leeds.yaml:3:7"),
        (Place("leeds.pdf", 3, 7, page=4, words="P 2.1 Good"), "leeds.pdf, page 4"),
    ],
)
def test_a_place_is_file_line_and_column_or_file_and_page(place, text):
    assert str(place) == text


def test_the_place_of_a_value_in_a_document_has_its_page_and_words():
    path = ("overall", "rating")
    places = Places("leeds.pdf", {path: (3, 1)}, words={path: (4, "Overall rating Good")})
    assert places.of(path) == Place("leeds.pdf", 3, 1, 4, "Overall rating Good")
    assert places.of(("overall",)) == Place("leeds.pdf")
