"""What is said of many reports together."""

from hmip_rules.output.headline import counted_more_than_once


def test_one_file_about_an_inspection_is_not_mentioned():
    assert [*counted_more_than_once([("Leeds PDU", ["a.pdf"])])] == []


def test_of_many_files_and_inspections_some_are_named_and_the_others_counted():
    inspections = [(f"Service {number}", [f"{number}-{copy}.pdf" for copy in range(5)]) for number in range(7)]
    *named, last = counted_more_than_once(inspections)
    assert named[0] == (
        "0-0.pdf, 0-1.pdf, 0-2.pdf and 2 more may be about the same inspection (Service 0), and are counted as 5 "
        "reports."
    )
    assert (len(named), last) == (5, "The same is true of 2 more inspections.")
