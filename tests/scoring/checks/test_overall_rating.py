"""The published overall rating is not that of the band of the score."""


def test_the_message_gives_the_score_and_where_the_published_rating_starts(findings):
    (finding,) = findings(score=3, max_score=21, rating="Good")
    assert finding.message == (
        "The overall rating is published as Good, but the recomputed score of 3 makes it Inadequate (0 to 3 points)"
    )
    assert (finding.code, finding.where, finding.path) == (
        "overall-rating",
        "overall.rating",
        ("overall", "rating"),
    )
    assert (finding.published, finding.recomputed, finding.changes_overall) == ("Good", "Inadequate", True)
    assert (finding.rule.name, finding.rule.path) == ("bands.overall", ("bands", "overall", 0))


def test_the_message_gives_a_range_where_ratings_are_missing(only):
    assert only({"P 1.1": None, "P 1.2": None}, rating="Outstanding") == (
        "The overall rating is published as Outstanding, but the recomputed score of 1 to 7 makes it "
        "Inadequate (0 to 3 points) or Requires improvement (4 to 10 points)"
    )


def test_a_score_below_the_scale_has_no_rating(pdu):
    from hmip_rules import Report, Rulebook, score

    plain = pdu.model_dump(by_alias=True)
    plain["ratings"] = dict(zip(pdu.names, (1, 2, 3, 4), strict=True))
    starts = dict(zip(pdu.names, (7, 11, 18, 25), strict=True))
    plain["bands"]["overall"] = [{"max": 28, "starts": starts}]
    ratings = dict.fromkeys([standard.key for standard in pdu.standards], "Inadequate")
    report = Report.model_validate({"standards": ratings, "overall": {"score": 6, "rating": "Outstanding"}})
    found = score(report, Rulebook.model_validate(plain)).findings
    assert [finding.code for finding in found] == ["score", "overall-rating"]
