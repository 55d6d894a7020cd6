"""pdu-2024 as a tax-benefit system of OpenFisca: the score and the overall rating of a report, no more.

OpenFisca knows no missing values, so this is for reports that are complete and right.
"""

from functools import reduce

from benchmarks.pdu_2024 import ASKED, JUDGED, QUESTIONS, edges
from openfisca_core.entities import build_entity
from openfisca_core.model_api import MONTH, ParameterNode, Variable, min_, where
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem

PERIOD = "2024-10"
REPORT = build_entity(key="report", plural="reports", label="A report", is_person=True)


def scale(starts):
    """A scale whose amounts are the points of the ratings that start at these edges."""
    brackets = [
        {"threshold": {"2023-10-01": {"value": start}}, "amount": {"2023-10-01": {"value": points}}}
        for points, start in enumerate((0, *starts))
    ]
    return {"brackets": brackets, "metadata": {"type": "single_amount"}}


def variable(name, kind, formula=None):
    fields = {"value_type": kind, "entity": REPORT, "definition_period": MONTH, "label": name}
    return type(name, (Variable,), fields | ({"formula": formula} if formula else {}))


def system(*, whole):
    """The rules of pdu-2024.

    Args:
        whole: whether percentages are whole numbers.
    """
    rules = TaxBenefitSystem([REPORT])
    names = ("reached", "by_discretion", "left")
    scales = {name: scale(starts) for name, starts in zip(names, edges(whole=whole), strict=True)}
    rules.parameters = ParameterNode("", data=scales | {"overall": scale((4, 11, 18))})
    for key in JUDGED:
        rules.add_variable(variable(key, int))
    for key in ASKED:
        rules.add_variable(variable(key, int))
        for question in QUESTIONS:
            rules.add_variable(variable(f"{key}_{question}", float))
        rules.add_variable(variable(f"{key}_points", int, points_of(key)))
    rules.add_variable(variable("score", int, total))
    rules.add_variable(variable("rating", int, overall))
    return rules


def points_of(key):
    def formula(report, period, parameters):
        lowest = reduce(min_, (report(f"{key}_{question}", period) for question in QUESTIONS))
        published, bands = report(key, period), parameters(period)
        lawful = (bands.left.calc(lowest) <= published) & (published <= bands.by_discretion.calc(lowest))
        return where(lawful, published, bands.reached.calc(lowest))

    return formula


def total(report, period):
    return sum(report(name, period) for name in [*JUDGED, *(f"{key}_points" for key in ASKED)])


def overall(report, period, parameters):
    return parameters(period).overall.calc(report("score", period))


def score_and_rating(rules, plain):
    """Score reports.

    Args:
        rules: what `system` gives.
        plain: arrays, as `made_up` gives them, the ratings as points.
    """
    simulation = SimulationBuilder.build_default_simulation(rules, len(plain["p_1_1"]))
    for key in [*JUDGED, *ASKED]:
        simulation.set_input(key, PERIOD, plain[key])
    for key in ASKED:
        for question in QUESTIONS:
            simulation.set_input(f"{key}_{question}", PERIOD, plain[f"{key}_{question}"])
    return simulation.calculate("score", PERIOD), simulation.calculate("rating", PERIOD)
