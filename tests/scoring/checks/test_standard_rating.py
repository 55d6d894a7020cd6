"""A standard's published rating is not the one that its percentages give."""

from hmip_rules import Report, Rulebook, score


def assessed(rating, *percentages):
    names = ("engagement", "desistance", "safety")
    return {"P 2.1": {"rating": rating, "key_questions": dict(zip(names, percentages, strict=False))}}


def test_the_message_says_which_key_question_decided_and_that_the_verdict_stays(only):
    assert only(assessed("Good", 51, 62, 23), score=5, rating="Requires improvement") == (
        "P 2.1 Assessment is published as Good, but safety, 23%, makes it Inadequate (0% to 49%). If "
        "only this were corrected, the overall rating would be Inadequate, not Requires improvement"
    )
    assert only(assessed("Good", 51, 62, 23), rating="Inadequate") == (
        "P 2.1 Assessment is published as Good, but safety, 23%, makes it Inadequate (0% to 49%). "
        "Correcting this would not change the overall rating"
    )


def test_the_message_names_every_key_question_that_ties(only):
    assert only(assessed("Outstanding", 51, 62, 51.4), rating="Requires improvement") == (
        "P 2.1 Assessment is published as Outstanding, but engagement and safety, 51%, make it "
        "Requires improvement (50% to 64%). Correcting this would not change the overall rating"
    )


def test_the_message_says_what_was_possible_where_percentages_are_missing(only):
    assert only(assessed("Outstanding", 66), rating="Requires improvement") == (
        "P 2.1 Assessment is published as Outstanding, but whatever the missing percentages are, "
        "it can only be Inadequate, Requires improvement or Good. "
        "It is not known whether correcting this would change the overall rating, because values are missing"
    )


def test_the_message_says_where_no_overall_rating_is_published(only):
    assert only(assessed("Good", 51, 62, 23)).endswith(
        ". No overall rating was published, so it is not known whether correcting this would change it"
    )


def test_the_message_names_every_overall_rating_that_may_follow(pdu):
    plain = pdu.model_dump(by_alias=True)
    starts = dict(zip(pdu.names, (0, 4, 6, 18), strict=True))
    plain["bands"]["overall"] = [{"max": 21, "starts": starts}]
    standards = {**assessed("Outstanding", 23), "P 1.2": "Requires improvement", "P 1.3": "Requires improvement"}
    standards |= dict.fromkeys(["P 2.2", "P 2.3", "P 2.4"], "Inadequate")
    report = Report.model_validate({"standards": standards, "overall": {"rating": "Good"}})
    finding = score(report, Rulebook.model_validate(plain)).findings[0]
    assert finding.message.endswith(
        ". If only this were corrected, the overall rating would be Inadequate or Requires improvement, not Good"
    )
    assert finding.changes_overall


def test_the_finding_points_to_the_rating_and_to_the_bands(findings):
    (finding,) = findings(assessed("Good", 51, 62, 23))
    assert finding.path == ("standards", "P 2.1", "rating")
    assert (finding.rule.name, finding.rule.basis) == ("bands.key_question", "unverified")
    assert (finding.published, finding.recomputed) == ("Good", "Inadequate")
