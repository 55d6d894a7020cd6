"""The published score is not the sum of the points of the standards."""


def test_the_message_gives_the_sum(findings):
    (finding,) = findings(score=5, rating="Inadequate")
    assert finding.message == (
        "The score is published as 5, but the points for the ratings add up to 3. "
        "Correcting this would not change the overall rating"
    )
    assert (finding.code, finding.where, finding.path) == ("score", "overall.score", ("overall", "score"))
    assert (finding.published, finding.recomputed, finding.changes_overall) == (5, 3, False)
    assert finding.rule.name == "stands_on.total"


def test_the_message_gives_both_sums_where_published_and_recomputed_ratings_differ(findings):
    wrong = {"P 2.1": {"rating": "Good", "key_questions": {"safety": 23}}}
    messages = [finding.message for finding in findings(wrong, score=9) if finding.code == "score"]
    assert messages == [
        (
            "The score is published as 9, but the points for the published ratings add up to 5, and for the "
            "recomputed ratings to 3. No overall rating was published, so it is not known whether correcting this would change it"
        )
    ]


def test_the_message_gives_a_range_where_ratings_are_missing(only):
    assert only({"P 1.1": None, "P 1.2": None}, score=15) == (
        "The score is published as 15, but the points for the ratings add up to 1 to 7. No overall rating "
        "was published, so it is not known whether correcting this would change it"
    )
