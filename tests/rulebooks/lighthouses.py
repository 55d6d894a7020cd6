"""A made-up rulebook, and its published results."""

from hmip_rules import Report, Rulebook


def lighthouse(**changes):
    """Two judged standards and one with two key questions; 6 points, or 4 where the keeper was not rated."""
    book = {
        "id": "lighthouse-2030",
        "title": "Lighthouses",
        "ratings": {"Dim": 0, "Fair": 1, "Bright": 2},
        "bands": {
            "key_question": {"starts": {"Dim": 0, "Fair": 40, "Bright": 75}},
            "overall": [
                {"max": 6, "starts": {"Dim": 0, "Fair": 2, "Bright": 5}},
                {"max": 4, "without": ["Keeper"], "starts": {"Dim": 0, "Fair": 2, "Bright": 4}},
            ],
        },
        "standards": [
            {"name": "Keeper", "rated_by": "judgement"},
            {"name": "Horn", "rated_by": "judgement"},
            {"name": "Lamp", "rated_by": "lowest_key_question", "key_questions": ["reach", "colour"]},
        ],
    }
    return Rulebook.model_validate({**book, **changes})


def lamp(rating, service="Here", **percentages):
    return Report(service=service, standards={"Lamp": {"rating": rating, "key_questions": percentages}})
