"""The score and its maximum."""

from documents.made_up import Heading, Table
from documents.short_report import a_report, found, read


def test_a_score_beside_no_rating_is_of_something_else():
    report = a_report(summary=[a_report()[3]], standard=[Heading("Wakefield PDU"), Table((("Score", "11/21"),))])
    assert ("overall", "score") not in read(report).values


def test_a_score_of_another_maximum_or_above_it_is_none():
    overall = ("Overall rating", "Inadequate")
    scores = [Table((("Score", score), overall)) for score in ("9/36", "25/21")]
    assert found(read(a_report(standard=scores)))["overall", "score"] == 3
