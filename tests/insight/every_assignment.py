"""What a report comes to by every assignment of new figures in one direction, rated by the oracle."""

from collections import Counter
from fractions import Fraction

import oracle


def may_go(rules, answer, way, *, in_cases):
    """Every new figure of a key question in one direction, or the same, with how far it lies."""
    if answer in (None, oracle.NOT_APPLICABLE):
        return [(answer, 0)]
    if in_cases:
        now, of = int(answer["sufficient"]), int(answer["of"])
        return [({"sufficient": n, "of": of}, abs(n - now)) for n in range(of + 1) if (n - now) * way >= 0]
    now, step = oracle.banded(rules, oracle.exact(answer)), Fraction(rules["percentages"]["printed"]["to"])
    printed = [step * count for count in range(int(100 / step) + 1)]
    return [(answer, 0), *[(percent, abs(percent - now)) for percent in printed if (percent - now) * way > 0]]


def every_outcome(rules, standard, published, way, *, in_cases, judgements):
    """How many assignments to one standard give it which points, steps of judgement and distance."""
    names, worth = list(rules["ratings"]), rules["ratings"]
    _, status, counts = oracle.rate_standard(rules, oracle.fillings(rules, standard, published)[0])
    if status == "taken":
        now = names.index(counts)
        to = [n for n in range(len(names)) if (n - now) * way >= 0] if judgements else [now]
        return Counter((worth[names[n]], abs(n - now), 0) for n in to)
    given = {name: published["key_questions"].get(name) for name in standard["key_questions"]}
    if None in given.values():
        return Counter([(worth[counts], 0, 0)])
    of_percentages, *_ = oracle.rate_standard(rules, published | {"rating": None})
    found = Counter()
    assignments = [({}, 0)]
    for name in standard["key_questions"]:
        goes = may_go(rules, given[name], way, in_cases=in_cases)
        assignments = [({**made, name: new}, far + more) for made, far in assignments for new, more in goes]
    for made, far in assignments:
        rating, *_ = oracle.rate_standard(rules, {"rating": None, "key_questions": made})
        keeps = counts
        if status == "within_discretion":  # until the margin is left
            keeps = oracle.rate_standard(rules, published | {"key_questions": made})[2]
        found[worth[keeps if rating == of_percentages else rating], 0, far] += 1
    return found


def every_whole(rules, report, way, **how):
    """How many assignments to a whole report give it which score, steps of judgement and distance."""
    whole = Counter([(0, 0, 0)])
    for standard in rules["standards"]:
        key = oracle.key_of(standard)
        if not standard["counted"] or report["standards"][key]["rating"] == oracle.NOT_RATED:
            continue
        with_standard = Counter()
        for (more, step, far), ways in every_outcome(rules, standard, report["standards"][key], way, **how).items():
            for (score, steps, distance), others in whole.items():
                with_standard[score + more, steps + step, distance + far] += ways * others
        whole = with_standard
    return whole


def least(whole, reached):
    """The least distance, and how many assignments have it, for each number of steps that makes it less."""
    found = []
    for steps in sorted({steps for _, steps, _ in whole}):
        far = [distance for score, step, distance in whole if step == steps and reached(score)]
        if far and (not found or min(far) < found[-1][1]):
            ways = [
                number
                for (score, step, distance), number in whole.items()
                if (step, distance) == (steps, min(far)) and reached(score)
            ]
            found.append((steps, min(far), sum(ways)))
    return found
