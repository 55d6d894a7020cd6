"""The published maximum is not what the rated standards can score at most."""


def test_the_message_gives_what_the_standards_can_score(findings):
    (finding,) = findings(score=3, max_score=27, rating="Inadequate")
    assert finding.message == (
        "The maximum score is published as 27, but the standards can score at most 21. The overall "
        "rating does not depend on it"
    )
    assert (finding.code, finding.where, finding.path) == (
        "max-score",
        "overall.max_score",
        ("overall", "max_score"),
    )
    assert (finding.published, finding.recomputed, finding.changes_overall) == (27, 21, False)
    assert (finding.rule.name, finding.rule.basis) == ("stands_on.max_score", "confirmed")


def test_no_maximum_is_compared_where_none_is_known(findings):
    assert findings({"P 1.1": "not rated"}, max_score=18) == ()
