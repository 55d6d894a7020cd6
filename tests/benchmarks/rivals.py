"""The rules of a framework whose percentages are whole numbers, written for other engines and by hand.

From the rulebook as plain values. Imports nothing of hmip_rules.
"""

import json

from scoring.decision_model import expressions, graph, table


def explained_graph(rules):
    """For zen-engine: key-question ratings, ties, ratings, statuses, points, total, overall rating and its status.

    Whether a published rating is within discretion stands in the rows of a table, as someone would draw it up.
    """
    starts, (overall,) = _starts(rules), rules["bands"]["overall"]
    each = {"inputField": "standards"}
    questions = {
        "lowest": "len(questions) > 0 ? min(map(questions, #.percent)) : null",
        "key_questions": f"map(questions, {{id: #.id, rating: {_chosen('#.percent', starts, _text)}}})",
        "decided_by": "map(filter(questions, #.percent == $.lowest), #.id)",
    }
    columns = {"published": "published", "lowest": "lowest"}, ("rating", "status", "points")
    by_total = [
        {"total": f">= {start}", "overall": _text(rating), "max_score": str(overall["max"])}
        for rating, start in reversed(overall["starts"].items())
    ]
    same = "published.score == total and published.rating == overall and published.max_score == max_score"
    return graph(
        expressions("key questions", questions, **each),
        table("ratings", columns, list(_judged(rules)) + list(_assessed(rules, starts)), **each),
        expressions("sum", {"total": "sum(map(standards, #.points))"}),
        table("overall", ({"total": "total"}, ("overall", "max_score")), by_total),
        expressions("status", {"overall_status": f"{same} ? 'agrees' : 'disagrees'"}),
    )


def explained_context(plain):
    """A report, given as plain values, as the graph takes it."""
    standards = [
        {
            "key": key,
            "published": standard["rating"],
            "questions": [
                {"id": name, "percent": percent} for name, percent in standard.get("key_questions", {}).items()
            ],
        }
        for key, standard in plain["standards"].items()
    ]
    return {"standards": standards, "published": plain["overall"]}


def bare_graph(rules):
    """For zen-engine: the total and the overall rating of a row, each by one expression, which it does fastest."""
    (overall,) = rules["bands"]["overall"]
    lowest = {f"lowest_{number}": f"min([{', '.join(asked)}])" for number, asked in enumerate(_asked(rules))}
    points = [_chosen(f"$.{name}", _starts(rules), rules["ratings"].get) for name in lowest]
    total = " + ".join([*_judged_columns(rules), *(f"({worth})" for worth in points)])
    values = {**lowest, "total": total, "overall": _chosen("$.total", overall["starts"], _text)}
    return graph(expressions("rating", values))


def bare_expression(rules):
    """For CEL: the total and the overall rating of a row, as a list."""
    (overall,) = rules["bands"]["overall"]
    points = []
    for asked in _asked(rules):
        parts = []
        for rating, start in reversed(_starts(rules).items()):
            reached = " && ".join(f"{column} >= {start}" for column in asked)
            parts.append(f"({reached}) ? {rules['ratings'][rating]}")
        *others, _ = parts
        points.append(f"({' : '.join(others)} : {next(iter(rules['ratings'].values()))})")
    total = " + ".join([*_judged_columns(rules), *points])
    return f"[{total}].map(total, [total, {_chosen('total', overall['starts'], _text)}])[0]"


ASSESSED = [(f"p_2_{n}_engagement", f"p_2_{n}_desistance", f"p_2_{n}_safety") for n in (1, 2, 3, 4)]


def by_hand(row):
    """The rules of pdu-2024 as someone would write them who needs nothing else."""
    score = row["p_1_1"] + row["p_1_2"] + row["p_1_3"]
    for engagement, desistance, safety in ASSESSED:
        lowest = min(row[engagement], row[desistance], row[safety])
        if lowest >= 80:
            score += 3
        elif lowest >= 65:
            score += 2
        elif lowest >= 50:
            score += 1
    if score >= 18:
        return score, "Outstanding"
    if score >= 11:
        return score, "Good"
    if score >= 4:
        return score, "Requires improvement"
    return score, "Inadequate"


def _judged(rules):
    for rating, points in rules["ratings"].items():
        yield _row(rating, "null", rating, "taken", points)


def _assessed(rules, starts):
    """For each published rating the percentages, highest first, from which the outcome is another."""
    margin = int(rules["discretion"]["points"])
    edges = list(starts.values())[1:]
    for published in starts:
        outcomes = {}
        for percent in sorted({0, *(edge + shift for edge in edges for shift in (-margin, 0, 1, margin + 1))}):
            outcome = _outcome(percent, published, starts, margin)
            if outcome not in list(outcomes.values())[-1:]:
                outcomes[percent] = outcome
        for percent, (rating, status, counts) in reversed(outcomes.items()):
            yield _row(published, f">= {percent}", rating, status, rules["ratings"][counts])


def _outcome(percent, published, starts, margin):
    names = list(starts)
    rating = [name for name in names if starts[name] <= percent][-1]
    up = names.index(published) - names.index(rating)
    near = (up == 1 and starts[published] - percent <= margin) or (up == -1 and percent - starts[rating] <= margin)
    if up == 0:
        return rating, "agrees", rating
    return (rating, "within_discretion", published) if near else (rating, "disagrees", rating)


def _row(published, lowest, rating, status, points):
    texts = {"published": _text(published), "rating": _text(rating), "status": _text(status)}
    return {**texts, "lowest": lowest, "points": str(points)}


def _chosen(value, starts, worth):
    """An expression for what the band of a value is worth, the best band first."""
    (lowest, _), *others = starts.items()
    return "".join(f"{value} >= {start} ? {worth(name)} : " for name, start in reversed(others)) + str(worth(lowest))


def _starts(rules):
    return {rating: int(start) for rating, start in rules["bands"]["key_question"]["starts"].items()}


def _asked(rules):
    for standard in rules["standards"]:
        if standard["key_questions"]:
            yield [_column(standard["code"], name) for name in standard["key_questions"]]


def _judged_columns(rules):
    return [_column(standard["code"]) for standard in rules["standards"] if not standard["key_questions"]]


def _column(*names):
    """The name of a column, for the codes and ids of pdu-2024."""
    return "_".join(names).lower().replace(" ", "_").replace(".", "_")


def _text(words):
    return json.dumps(words)
