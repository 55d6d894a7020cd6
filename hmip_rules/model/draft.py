"""A rulebook before it is known to be sound: what it says, and how its rules are looked up."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

from hmip_rules.model.fields import FrozenDict, Model, Named, Source, Whole
from hmip_rules.model.percent import rounded
from hmip_rules.model.places import ValuePath
from hmip_rules.model.rules import (
    NOT_RATED,
    ORDER_OF_RULES,
    ROUNDING_RULES,
    BandRules,
    Basis,
    Discretion,
    InForce,
    Percentages,
    Rule,
    RuleEvidence,
    Standard,
    StandsOn,
)
from hmip_rules.model.spelling import folded, meanings
from hmip_rules.model.steps import Bands


class DraftRulebook(Model):
    """The rules of one framework as they are written, though they may contradict one another.

    Only `verify` looks at one; reports are scored by a `Rulebook`.
    """

    id: str
    revision: str | None = None
    title: str | None = None
    inspects: str | None = None
    in_force: InForce | None = None
    basis: Basis | None = None
    sources: Named[Source] = FrozenDict()
    stands_on: StandsOn = StandsOn()
    ratings: Named[Whole]
    abbreviations: Named[str] = FrozenDict()
    bands: BandRules
    percentages: Percentages = Percentages()
    discretion: Discretion | None = None
    standards: tuple[Standard, ...]

    @cached_property
    def by_key(self) -> Mapping[str, Standard]:
        """The standards by their code, or by their name where no code is known."""
        return FrozenDict({standard.key: standard for standard in self.standards})

    @cached_property
    def included(self) -> tuple[str, ...]:
        """The keys of the standards that are included in the score."""
        return tuple(key for key, standard in self.by_key.items() if standard.included)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the ratings, worst first."""
        return tuple(self.ratings)

    def rating_meant(self, written: str) -> str | None:
        """Return the rating that was written in any case and spacing, or as an abbreviation; None where none is."""
        return written if written in self.ratings else self.ratings_by_spelling.get(folded(written))

    @cached_property
    def ratings_by_spelling(self) -> Mapping[str, str]:
        """The ratings and "not rated" by each spelling, as `folded` returns it; of two of them, a spelling is none."""
        names = zip(self.ratings, self.ratings, strict=True)
        return FrozenDict(meanings([*names, (NOT_RATED, NOT_RATED), *self.abbreviations.items()]))

    def standard_meant(self, written: str) -> Standard | None:
        """Return the standard whose code, name or both were written in any case and spacing; None where none is."""
        if written in self.by_key:
            return self.by_key[written]
        key = self._standards_by_spelling.get(folded(written))
        return None if key is None else self.by_key[key]

    @cached_property
    def _standards_by_spelling(self) -> Mapping[str, str]:
        spellings = ((spelling, key) for key, item in self.by_key.items() for spelling in (key, item.name, item.title))
        return FrozenDict(meanings(spellings))

    def ordered(self, ratings: Sequence[str]) -> tuple[str, ...]:
        """Return ratings in order, worst first, each once, without any that the rulebook does not have."""
        among = set(ratings)
        return tuple([name for name in self.names if name in among])

    def round(self, percent: Fraction) -> Fraction:
        """Round a percentage as the inspectorate prints it."""
        how = self.percentages
        return rounded(percent, how.printed.to, how.printed.by, how.ties.to)

    @cached_property
    def percent_bands(self) -> Bands[Fraction]:
        """The bands of percentages; empty where the rulebook has none."""
        return self.bands.key_question.bands if self.bands.key_question else Bands((), ())

    def percent_rating(self, percent: Fraction) -> str:
        """Return the rating of the band that a percentage falls into."""
        return self.percent_bands.rating_of(percent)

    @cached_property
    def thresholds(self) -> tuple[Fraction, ...]:
        """The percentages at which a rating starts, but the worst, ascending."""
        return tuple(sorted(self.percent_bands.starts[1:]))

    @cached_property
    def turning_points(self) -> tuple[Fraction, ...]:
        """The percentages at which results change, ascending: thresholds, and the ends of the discretion margin."""
        margin = self.discretion.points if self.discretion else Fraction(0)
        shifts = (-margin, Fraction(0), margin)
        return tuple(sorted({threshold + shift for threshold in self.thresholds for shift in shifts}))

    def overall_index(self, not_rated: set[str]) -> int | None:
        """Return which of `bands.overall` applies if some standards were not rated; None if none does."""
        return self._overall_indexes.get(frozenset(not_rated))

    @cached_property
    def _overall_indexes(self) -> Mapping[frozenset[str], int]:
        """Where two entries hold for the same standards, the first does."""
        entries = reversed(tuple(enumerate(self.bands.overall)))
        return {frozenset(entry.without): number for number, entry in entries}

    def rule(self, *path: str | int) -> Rule:
        """Return a rule with its evidence: its own basis and sources, or else those of the rules around it.

        A basis at the top of the file relies on all its sources. A rule without a basis is unverified;
        so is one that the program assumes because the file does not state it.
        """
        known = self._rules.get(path)
        if known is None:
            known = self._rules[path] = self._rule_with_evidence(path)
        return known

    @cached_property
    def _rules(self) -> dict[ValuePath, Rule]:
        return {}

    def _rule_with_evidence(self, path: ValuePath) -> Rule:
        evidence = self.evidence_around(path)
        basis = next((part.basis for part in reversed(evidence) if part.basis), self.basis)
        if basis is None or not self._is_stated(path):
            basis = "unverified"
        named: tuple[str, ...] = ()
        if basis != "unverified":
            named = next((part.sources for part in reversed(evidence) if part.sources), tuple(self.sources))
        known = tuple([name for name in named if name in self.sources])
        return Rule(
            name=".".join(step for step in path if isinstance(step, str)),
            path=path,
            basis=basis,
            source_ids=known,
            sources=tuple([self.sources[name] for name in known]),
            note=evidence[-1].note if evidence else None,
        )

    def rules(self) -> list[Rule]:
        """Return the rules of this rulebook, in the order of the method."""
        paths: list[ValuePath] = [("stands_on", name) for name in StandsOn.model_fields]
        if self.bands.key_question:
            paths += [("bands", "key_question"), *ROUNDING_RULES]
        if self.discretion:
            paths.append(("discretion",))
        paths += [("bands", "overall", number) for number in range(len(self.bands.overall))]
        if self.in_force:
            paths.append(("in_force",))
        return sorted([self.rule(*path) for path in paths], key=lambda rule: ORDER_OF_RULES.index(rule.name))

    def has_basis(self, path: ValuePath) -> bool:
        """Check whether a rule, or one around it, states a basis."""
        return any(part.basis for part in self.evidence_around(path)) or self.basis is not None

    def _is_stated(self, path: ValuePath) -> bool:
        """Check whether the file states a rule, so that the program does not have to assume it.

        Of a rule in `stands_on` the file states the content elsewhere; but not what 'not applicable' leads to.
        """
        if path[0] == "stands_on" and path[1] != "not_applicable":
            return True
        value: Any = self
        for step in path:
            if isinstance(value, Model) and step not in value.model_fields_set:
                return False
            value = value[step] if isinstance(step, int) else getattr(value, str(step))
        return True

    def evidence_around(self, path: ValuePath) -> list[RuleEvidence]:
        """Return what may state the basis of the rule at a path, the outermost first."""
        evidence = [self.stands_on.standards] if path[:1] == ("standards",) else []
        value: Any = self
        for step in path:
            value = value[step] if isinstance(step, int) else getattr(value, step)
            if isinstance(value, RuleEvidence):
                evidence.append(value)
        return evidence
