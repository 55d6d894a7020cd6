"""Phrases are found in spite of errors, and never where another phrase would fit as well."""

from hmip_rules.documents.lines import Line
from hmip_rules.documents.phrase_matches import JoinedWords
from hmip_rules.documents.words import text_of


def found(words, *phrases):
    matches = JoinedWords(text_of([Line(words, 1)])).find({phrase: phrase for phrase in phrases})
    return [(match.means, match.first, match.last) for match in matches]


def test_a_phrase_is_found_however_its_words_are_torn():
    assert found("the Imple- mentation and deli\u00advery of", "Implementation and delivery") == [
        ("Implementation and delivery", 1, 5)
    ]


def test_a_phrase_begins_and_ends_with_words():
    assert found("Goodwill and Good", "Good") == [("Good", 2, 2)]


def test_the_longer_of_two_phrases_is_taken():
    assert found("Staff and buildings", "Staff", "Staff and buildings") == [("Staff and buildings", 0, 2)]


def test_an_error_is_forgiven_in_a_long_phrase_and_none_in_a_short_one():
    assert found("Regires irnprovement", "Requires improvement") == [("Requires improvement", 0, 1)]
    assert found("Goad", "Good") == []
    assert found("adequate", "Inadequate") == found("an adequate", "Inadequate") == []


def test_what_might_as_well_be_another_phrase_is_neither():
    assert found("teadership", "Leadership") == [("Leadership", 0, 0)]
    assert found("teadership", "Leadership", "Readership") == []
