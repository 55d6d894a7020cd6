"""Made-up reports of pdu-2024, and pdu-2024 written by hand: in polars, in numpy and in OpenFisca.

By someone who knows the rulebook and the library well: every edge, name and column is a constant here, and what
pdu-2024 does not need (weights, several totals, other roundings) is not there.
"""

from functools import reduce
from operator import add

import numpy as np
import polars as pl

NAMES = ["Inadequate", "Requires improvement", "Good", "Outstanding"]
STATUSES = [
    *("not_published", "agrees", "within_discretion", "partly_checked", "undetermined", "disagrees", "unreadable"),
]
JUDGED = ["p_1_1", "p_1_2", "p_1_3"]
ASKED = ["p_2_1", "p_2_2", "p_2_3", "p_2_4"]
QUESTIONS = ["engagement", "desistance", "safety"]

MISSING, NOT_RATED, UNKNOWN = 4, 5, 6
NOTHING, AGREES, WITHIN, PARTLY, UNDETERMINED, DISAGREES, UNREADABLE = range(7)

OUTPUT = [
    *(f"{key}_recomputed" for key in ASKED),
    *("score", "rating", "score_low", "score_high", "rating_low", "rating_high", "status"),
]


def edges(*, whole):
    """From where a rating is reached, may be given by discretion, and may no longer be left."""
    if whole:
        return (50, 65, 80), (45, 60, 75), (56, 71, 86)
    return (49.5, 64.5, 79.5), (44.5, 59.5, 74.5), (55.5, 70.5, 85.5)


def made_up(rows, *, whole, gaps, slips=True, seed=2024):
    """Reports of every level, most of which agree with their percentages, the same each time.

    Args:
        whole: whether percentages are whole numbers.
        gaps: whether percentages and ratings are missing here and there, and key questions fit no case.
        slips: whether a few rows are none that a report could be, and a few standards are not rated.

    Returns:
        arrays: percentages with NaN where missing, ratings as their points, or one of the numbers above.
    """
    random = np.random.default_rng(seed)
    level = random.integers(0, 4, rows, dtype=np.int8)
    data, plain = {}, {}
    for key in JUDGED:
        plain[key] = np.clip(level + beside(random, rows, 0.4), 0, 3).astype(np.int8)
    for key in ASKED:
        for question in QUESTIONS:
            value = np.clip(level * 16 + 30 + random.integers(-150, 200, rows) / 10, 0, 100)
            value = np.round(value) if whole else value
            if gaps:
                value[random.random(rows) < 0.02] = np.nan
                fits_none = np.isnan(value) & (random.random(rows) < 0.5)
                data[f"{key}_{question}_not_applicable"] = fits_none | (slips & (random.random(rows) < 0.0001))
            if slips:
                value[random.random(rows) < 0.0001] = 101
            plain[f"{key}_{question}"] = value
        lowest = reduce(np.fmin, (plain[f"{key}_{question}"] for question in QUESTIONS))
        rank = reduce(add, ((lowest >= edge).astype(np.int8) for edge in edges(whole=False)[0]))
        plain[key] = np.clip(rank + beside(random, rows, 0.05), 0, 3).astype(np.int8)
    for key in [*JUDGED, *ASKED]:
        if slips:
            plain[key][random.random(rows) < 0.001] = NOT_RATED
            plain[key][random.random(rows) < 0.0001] = UNKNOWN
        if gaps:
            plain[key][random.random(rows) < 0.03] = MISSING
    points = reduce(add, (np.where(plain[key] <= 3, plain[key], 0) for key in [*JUDGED, *ASKED]))
    plain["overall_score"] = (points + beside(random, rows, 0.02)).astype(np.float64)
    plain["overall_max_score"] = np.full(rows, 21.0)
    plain["overall_rating"] = reduce(add, ((points >= edge).astype(np.int8) for edge in (4, 11, 18)))
    return plain | data


def beside(random, rows, share):
    """One up or one down for a share of the rows, else 0."""
    return np.where(random.random(rows) < share, random.choice(np.array([-1, 1], np.int8), rows), 0).astype(np.int8)


def as_polars(plain, *, whole):
    """The reports as a table whose ratings are names, as a CSV or parquet file has them."""
    words = pl.Series([*NAMES, None, "not rated", "Goood"], dtype=pl.String)
    columns = {}
    for name, values in plain.items():
        if name in (*JUDGED, *ASKED, "overall_rating"):
            columns[name] = words.gather(values)
        elif values.dtype == np.bool_:
            columns[name] = values
        else:
            decimal = name.startswith("p_") and not whole
            columns[name] = pl.Series(values, nan_to_null=True).cast(pl.Float64 if decimal else pl.Int64)
    return pl.DataFrame(columns)


def number(value):
    return pl.lit(value, pl.Int8)


def rank_of_name(column):
    name = pl.col(column)
    words = {word: place for place, word in enumerate(NAMES)} | {"not rated": NOT_RATED}
    chain = pl.when(name.is_null()).then(number(MISSING))
    for word, place in words.items():
        chain = chain.when(name == word).then(number(place))
    return chain.otherwise(number(UNKNOWN))


def rank_by(value, starts):
    second, third, best = starts
    return (
        pl.when(value >= best)
        .then(number(3))
        .when(value >= third)
        .then(number(2))
        .when(value >= second)
        .then(number(1))
        .otherwise(number(0))
    )


def polars_by_hand(reports, *, whole, gaps):
    """The columns that `score_table` adds, by polars alone.

    Args:
        reports: a lazy frame.
        whole, gaps: as for `made_up`; a null in a table without gaps is a missing value all the same.
    """
    asked = {key: [f"{key}_{question}" for question in QUESTIONS] for key in ASKED}
    reached, by_discretion, left = edges(whole=whole)
    published = [*JUDGED, *ASKED, "overall_rating"]
    first = {f"_{key}": rank_of_name(key) for key in published}
    second = {}
    for key, columns in asked.items():
        first |= {f"_{column}": pl.col(column) if whole else pl.col(column).fill_nan(None) for column in columns}
        known = [pl.col(f"_{column}") for column in columns]
        second[f"_{key}_lowest"] = pl.min_horizontal(known)
        missing = [value.is_null() for value in known]
        if gaps:
            missing = [
                value & ~pl.col(f"{column}_not_applicable").fill_null(value=False)
                for value, column in zip(missing, columns, strict=True)
            ]
        second[f"_{key}_gap"] = pl.any_horizontal(missing)
    third = {}
    for key in asked:
        lowest = pl.col(f"_{key}_lowest")
        third[f"_{key}_rank"] = pl.when(lowest.is_null()).then(number(MISSING)).otherwise(rank_by(lowest, reached))
        third[f"_{key}_up"] = rank_by(lowest, by_discretion)
        third[f"_{key}_down"] = rank_by(lowest, left)
    fourth = {}
    for key in JUDGED:
        given = pl.col(f"_{key}")
        fourth[f"_{key}_low"] = pl.when(given <= 3).then(given).otherwise(number(0))
        fourth[f"_{key}_high"] = (
            pl.when(given <= 3).then(given).when(given == MISSING).then(number(3)).otherwise(number(0))
        )
    for key in asked:
        fourth |= ends_by_hand(key)
    fifth = {
        f"_{end}": reduce(add, (pl.col(f"_{key}_{end}") for key in [*JUDGED, *ASKED])).cast(pl.Int16)
        for end in ("low", "high")
    }
    allowed = [allowed_by_hand(key) for key in asked]
    for place, end in enumerate(("low", "high")):
        judged = [pl.col(f"_{key}_{end}") for key in JUDGED]
        fifth[f"_allowed_{end}"] = reduce(add, [*judged, *(ends[place] for ends in allowed)]).cast(pl.Int16)
    rated = pl.all_horizontal(pl.col(f"_{key}") != NOT_RATED for key in [*JUDGED, *ASKED])
    score, starts = pl.col("overall_score"), (4, 11, 18)
    sixth = {
        "_rated": rated,
        "_rating_low": pl.when(rated).then(rank_by(pl.col("_low"), starts)).otherwise(number(0)),
        "_rating_high": pl.when(rated).then(rank_by(pl.col("_high"), starts)).otherwise(number(3)),
        "_allowed_rating_low": pl.when(rated).then(rank_by(pl.col("_allowed_low"), starts)).otherwise(number(0)),
        "_allowed_rating_high": pl.when(rated).then(rank_by(pl.col("_allowed_high"), starts)).otherwise(number(3)),
        "_rating_of_score": rank_by(score, starts),
        "_possible": (score >= pl.col("_allowed_low")) & (score <= pl.col("_allowed_high")),
        "_unreadable": unreadable_by_hand(asked, gaps=gaps),
    }
    seventh = {"_status": status_by_hand()}
    return (
        reports.with_columns(**first)
        .with_columns(**second)
        .with_columns(**third)
        .with_columns(**fourth)
        .with_columns(**fifth)
        .with_columns(**sixth)
        .with_columns(**seventh)
        .select(**results_by_hand())
    )


def ends_by_hand(key):
    """The lowest and the highest that can count, and how the published rating compares."""
    given, rank, up, down, gap = (pl.col(f"_{key}{end}") for end in ("", "_rank", "_up", "_down", "_gap"))
    lawful = (down <= given) & (given <= up)
    counts = pl.when(lawful).then(given).otherwise(rank)
    unknown = rank == MISSING
    alone = pl.when(given <= 3).then(given)
    not_rated = given == NOT_RATED
    with_gap = (
        pl.when((given == rank) & (rank == 0))
        .then(number(AGREES))
        .when((given <= rank) | ((given <= up) & (given > 0)))
        .then(number(UNDETERMINED))
        .when(given <= up)
        .then(number(WITHIN))
        .otherwise(number(DISAGREES))
    )
    whole = pl.when(given == rank).then(number(AGREES)).when(lawful).then(number(WITHIN)).otherwise(number(DISAGREES))
    return {
        f"_{key}_high": pl.when(not_rated)
        .then(number(0))
        .when(unknown)
        .then(alone.when(given == MISSING).then(number(3)).otherwise(number(0)))
        .otherwise(counts),
        f"_{key}_low": pl.when(not_rated | (gap & ~unknown))
        .then(number(0))
        .when(unknown)
        .then(alone.otherwise(number(0)))
        .otherwise(counts),
        f"_{key}_status": pl.when(unknown | (given > 3))
        .then(number(NOTHING))
        .when(gap)
        .then(with_gap)
        .otherwise(whole),
    }


def allowed_by_hand(key):
    """The lowest and the highest that may score points: with discretion where no rating was published."""
    given, rank, gap = (pl.col(f"_{key}{end}") for end in ("", "_rank", "_gap"))
    unpublished = (given == MISSING) & (rank != MISSING)
    low = pl.when(unpublished & ~gap).then(pl.col(f"_{key}_down")).otherwise(pl.col(f"_{key}_low"))
    return low, pl.when(unpublished).then(pl.col(f"_{key}_up")).otherwise(pl.col(f"_{key}_high"))


def unreadable_by_hand(asked, *, gaps):
    """The status of a row that no report could be."""
    contradictions = [
        pl.col(f"{column}_not_applicable") & pl.col(f"_{column}").is_not_null()
        for columns in asked.values()
        for column in columns
        if gaps
    ]
    wrong = pl.any_horizontal(
        *(pl.col(f"_{key}") == UNKNOWN for key in [*JUDGED, *ASKED]),
        *(pl.col(f"_{key}_lowest") < 0 for key in ASKED),
        *(pl.col(f"_{key}_{question}") > 100 for key in ASKED for question in QUESTIONS),
        *contradictions,
        pl.col("_overall_rating") >= NOT_RATED,
        pl.col("overall_score") < 0,
        pl.col("overall_max_score") < 0,
    )
    return pl.when(wrong).then(number(UNREADABLE)).otherwise(number(NOTHING))


def status_by_hand():
    """The gravest of all comparisons, above it what no report could be."""
    low, high, rated = pl.col("_low"), pl.col("_high"), pl.col("_rated")
    score, most, given = pl.col("overall_score"), pl.col("overall_max_score"), pl.col("_overall_rating")
    possible, of_score = pl.col("_possible"), pl.col("_rating_of_score")
    narrowed = possible & rated
    worst = pl.when(narrowed).then(of_score).otherwise(pl.col("_allowed_rating_low"))
    best = pl.when(narrowed).then(of_score).otherwise(pl.col("_allowed_rating_high"))
    only = narrowed | ((pl.col("_rating_low") == pl.col("_rating_high")) & (given == pl.col("_rating_low")))

    def compared(known, among, only):
        return (
            pl.when(~known)
            .then(number(NOTHING))
            .when(~among)
            .then(number(DISAGREES))
            .when(only)
            .then(number(AGREES))
            .otherwise(number(UNDETERMINED))
        )

    gravest = pl.max_horizontal(
        *(f"_{key}_status" for key in ASKED),
        compared(score.is_not_null(), possible, (low == high) & (score == low)),
        compared(given <= 3, (given >= worst) & (given <= best), only),
        compared(most.is_not_null() & rated, most == 21, pl.lit(value=True)),
        "_unreadable",
    )
    recomputed = ((pl.col(f"_{key}") == NOT_RATED) | (pl.col(f"_{key}_rank") != MISSING) for key in ASKED)
    is_whole = pl.all_horizontal(given <= 3, *recomputed)
    agrees = (gravest == AGREES) | (gravest == WITHIN)
    return pl.when(agrees & ~is_whole).then(number(PARTLY)).otherwise(gravest)


def named_by_hand(rank, when):
    """A rating by its name, null where it is not known."""
    kind = pl.Enum(NAMES)
    chain = pl.when(when & (rank == 0)).then(pl.lit(NAMES[0], kind))
    for place, name in list(enumerate(NAMES))[1:]:
        chain = chain.when(when & (rank == place)).then(pl.lit(name, kind))
    return chain


def results_by_hand():
    readable = pl.col("_unreadable") == NOTHING
    results = {}
    for key in ASKED:
        gap, rank, given = pl.col(f"_{key}_gap"), pl.col(f"_{key}_rank"), pl.col(f"_{key}")
        known = readable & (given != NOT_RATED) & ~(gap & (rank > 0))
        results[f"{key}_recomputed"] = named_by_hand(rank, known)
    low, high, worst, best = (pl.col(f"_{end}") for end in ("low", "high", "rating_low", "rating_high"))
    status = pl.col("_status")
    kind = pl.Enum(STATUSES)
    words = pl.when(status == 0).then(pl.lit(STATUSES[0], kind))
    for place, word in list(enumerate(STATUSES))[1:]:
        words = words.when(status == place).then(pl.lit(word, kind))
    return results | {
        "score": pl.when(readable & (low == high)).then(low),
        "rating": named_by_hand(worst, readable & (worst == best)),
        "score_low": pl.when(readable).then(low),
        "score_high": pl.when(readable).then(high),
        "rating_low": named_by_hand(worst, readable),
        "rating_high": named_by_hand(best, readable),
        "status": words,
    }


def numpy_by_hand(plain, *, whole):  # noqa: PLR0915  # one step after the other
    """The columns that `score_table` adds, by numpy alone: ratings and statuses as numbers, -1 where there is none.

    Args:
        plain: what `made_up` gives.
    """
    reached, by_discretion, left = edges(whole=whole)
    unreadable = np.zeros(len(plain["p_1_1"]), bool)
    low, high, status = (np.zeros(len(unreadable), np.int8) for _ in range(3))
    rated, is_whole, result = ~unreadable, ~unreadable, {}
    for key in JUDGED:
        given = plain[key]
        low += np.where(given <= 3, given, 0)
        high += np.where(given <= 3, given, np.where(given == MISSING, 3, 0))
    allowed_low, allowed_high = low.copy(), high.copy()
    for key in ASKED:
        percents = [plain[f"{key}_{question}"] for question in QUESTIONS]
        given, lowest = plain[key], reduce(np.fmin, percents)
        gap = np.zeros(len(given), bool)
        for question, percent in zip(QUESTIONS, percents, strict=True):
            unreadable |= (percent < 0) | (percent > 100)
            fits = ~plain.get(f"{key}_{question}_not_applicable", np.False_)
            unreadable |= ~fits & ~np.isnan(percent)
            gap |= np.isnan(percent) & fits
        unknown, compared = np.isnan(lowest), given <= 3
        rank, up, down = (count(lowest, starts) for starts in (reached, by_discretion, left))
        lawful = compared & (down <= given) & (given <= up)
        counts = np.where(lawful, given, rank)
        alone = np.where(compared, given, 0)
        not_rated = given == NOT_RATED
        is_whole &= not_rated | ~unknown
        several = gap & (rank > 0)
        lowest_end = np.where(not_rated | (gap & ~unknown), 0, np.where(unknown, alone, counts))
        none = np.where(given == MISSING, 3, alone)
        highest_end = np.where(not_rated, 0, np.where(unknown, none, counts))
        low += lowest_end
        high += highest_end
        unpublished = (given == MISSING) & ~unknown
        allowed_low += np.where(unpublished & ~gap, down, lowest_end)
        allowed_high += np.where(unpublished, up, highest_end)
        plainly = np.where(given == rank, AGREES, np.where(lawful, WITHIN, DISAGREES))
        open_ = np.where((given <= rank) | ((given <= up) & (given > 0)), UNDETERMINED, DISAGREES)
        open_ = np.where(
            (given == rank) & (rank == 0), AGREES, np.where((given == 0) & (rank > 0), UNDETERMINED, open_)
        )
        either = np.where(gap, open_, plainly)
        status = np.maximum(status, np.where(unknown | ~compared, NOTHING, either))
        result[f"{key}_recomputed"] = np.where(not_rated | several | unknown, -1, rank)
    for key in [*JUDGED, *ASKED]:
        unreadable |= plain[key] == UNKNOWN
        rated &= plain[key] != NOT_RATED
    score, most, given = plain["overall_score"], plain["overall_max_score"], plain["overall_rating"]
    starts = (4, 11, 18)
    worst, best = np.where(rated, count(low, starts), 0), np.where(rated, count(high, starts), 3)
    ends = {"score_low": low, "score_high": high, "rating_low": worst, "rating_high": best}
    possible, only = (score >= allowed_low) & (score <= allowed_high), (low == high) & (score == low)
    status = np.maximum(status, np.where(np.isnan(score), NOTHING, compared_by_numpy(possible, only)))
    narrowed, of_score = possible & rated, count(score, starts)
    first = np.where(narrowed, of_score, np.where(rated, count(allowed_low, starts), 0))
    last = np.where(narrowed, of_score, np.where(rated, count(allowed_high, starts), 3))
    among, only = (given >= first) & (given <= last), narrowed | ((worst == best) & (given == worst))
    status = np.maximum(status, np.where(given <= 3, compared_by_numpy(among, only), NOTHING))
    known = ~np.isnan(most) & rated
    status = np.maximum(status, np.where(known, compared_by_numpy(most == 21, np.True_), NOTHING))
    agrees = (status == AGREES) | (status == WITHIN)
    status = np.where(agrees & ~(is_whole & (given <= 3)), PARTLY, status)
    unreadable |= (given >= NOT_RATED) | (score < 0) | (most < 0)
    result |= {
        "score": np.where(low == high, low, -1),
        "rating": np.where(worst == best, worst, -1),
        **ends,
    }
    result = {name: np.where(unreadable, -1, values) for name, values in result.items()}
    return result | {"status": np.where(unreadable, UNREADABLE, status)}


def count(values, starts):
    """How many of the starts a value has reached, which is its rating."""
    return reduce(add, ((values >= start).astype(np.int8) for start in starts))


def compared_by_numpy(possible, only):
    return np.where(possible, np.where(only, AGREES, UNDETERMINED), DISAGREES)


def as_numbers(scored):
    """A scored table as `numpy_by_hand` gives it."""
    columns = {}
    for name in OUTPUT:
        series = scored[name]
        columns[name] = (series.to_physical() if isinstance(series.dtype, pl.Enum) else series).cast(pl.Int64)
    return {name: values.fill_null(-1).to_numpy() for name, values in columns.items()}
