"""A rulebook as a decision model for another engine, zen-engine (gorules.io). Imports nothing of hmip_rules.

The model is a graph of tables and expressions in JSON: the standards are rated by one table, row by row from the
top, their points are added up, and the total goes through a second table. Every decision is the engine's.
"""

import json
from itertools import pairwise

import zen

NOT_RATED = "not rated"
NOT_APPLICABLE = "not applicable"
LOWEST = f"min(filter(values(key_questions), # != '{NOT_APPLICABLE}'))"


def decision(rules):
    """The rulebook, given as plain values, ready to be evaluated with `evaluate`."""
    model = graph(
        table("standards", _standard_columns(), list(_standard_rows(rules)), inputField="standards"),
        expressions("sum", _sums(rules)),
        table("overall", _overall_columns(), list(_overall_rows(rules))),
    )
    return zen.ZenEngine().create_decision(json.dumps(model))


def evaluate(model, standards):
    """Each standard's rating and points, the total, the maximum and the overall rating of a report without gaps.

    Args:
        model: what `decision` gave.
        standards: by its key, each standard's published rating or its percentages, as in a report file.
    """
    context = {"standards": [{"key": key} | published for key, published in standards.items()]}
    return model.evaluate(context)["result"]


def _standard_columns():
    return {"published": "rating", "lowest": f"rating == null ? {LOWEST} : null"}, ("rating", "points")


def _standard_rows(rules):
    """A published rating stands; else the first row that the lowest percentage reaches, the best rating first."""
    for rating, points in rules["ratings"].items():
        yield {"published": _text(rating), "rating": _text(rating), "points": str(points)}
    yield {"published": _text(NOT_RATED), "rating": _text(NOT_RATED), "points": "0"}
    for rating, start in _best_first(rules["bands"]["key_question"]["starts"]):
        yield {"lowest": f">= {start}", "rating": _text(rating), "points": str(rules["ratings"][rating])}


def _sums(rules):
    counted = json.dumps(
        [standard["code"] or standard["name"] for standard in rules["standards"] if standard["counted"]]
    )
    return {
        "total": f"sum(map(filter(standards, #.key in {counted}), #.points))",
        "not_rated": f"map(filter(standards, #.key in {counted} and #.rating == '{NOT_RATED}'), #.key)",
    }


def _overall_columns():
    return {"without": "not_rated", "total": "total"}, ("overall", "max_score")


def _overall_rows(rules):
    """Bands hold where exactly those standards that they name were not rated."""
    for entry in rules["bands"]["overall"]:
        without = json.dumps(entry["without"])
        these = f"len($) == {len(entry['without'])} and all($, # in {without})"
        for rating, start in _best_first(entry["starts"]):
            yield {"without": these, "total": f">= {start}", "overall": _text(rating), "max_score": str(entry["max"])}


def _best_first(starts):
    return reversed(starts.items())


def _text(words):
    return json.dumps(words)


def graph(*steps):
    """Steps that a report goes through one after the other."""
    nodes = [
        {"id": "report", "name": "report", "type": "inputNode"},
        *steps,
        {"id": "scorecard", "name": "scorecard", "type": "outputNode"},
    ]
    names = [node["id"] for node in nodes]
    edges = [{"id": f"to {end}", "type": "edge", "sourceId": start, "targetId": end} for start, end in pairwise(names)]
    return {"nodes": nodes, "edges": edges}


def table(name, columns, rows, **loop):
    """A decision table, the first row that fits deciding; with `inputField`, for each entry of a list."""
    inputs, outputs = columns
    content = {
        "hitPolicy": "first",
        "passThrough": True,
        "inputs": [{"id": column, "name": column, "field": field} for column, field in inputs.items()],
        "outputs": [{"id": column, "name": column, "field": column} for column in outputs],
        "rules": [{"_id": f"{name} {number}"} | row for number, row in enumerate(rows)],
        **_each(loop),
    }
    return {"id": name, "name": name, "type": "decisionTableNode", "content": content}


def expressions(name, values, **loop):
    """Values by their names, each given by an expression; with `inputField`, for each entry of a list."""
    lines = [{"id": key, "key": key, "value": value} for key, value in values.items()]
    content = {"expressions": lines, "passThrough": True, **_each(loop)}
    return {"id": name, "name": name, "type": "expressionNode", "content": content}


def _each(loop):
    return {"executionMode": "loop", "outputPath": loop["inputField"], **loop} if loop else {}
