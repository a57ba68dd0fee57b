"""The ledger of an incident: for each fact all versions, each with who tells it, and the one that is shown.

Which one is shown is a rule, not a mean: the version that most independent voices tell; of those with equally many, one
that an official source confirms; of those, the one that was published last. Near-copies are one voice; so are reports
that give the version in the mouth of the same named source.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from dateline.coding.evidence import REPORTER
from dateline.model import FigureKind

if TYPE_CHECKING:
    from dateline.incidents.telling import Telling
    from dateline.model import Casualty, Claim

OFFICIAL = frozenset({"official", "military", "medical"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One report's word for a version: the telling, and in whose mouth ("reporter" for the outlet's own)."""

    telling: Telling
    source: str
    confirmed: bool  # an official source asserts or confirms it


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A value of a fact, with all that tells it. `voices` counts those that are independent of each other."""

    value: Hashable
    statements: tuple[Statement, ...]

    @property
    def voices(self) -> int:
        """Independent voices: one for each named source, one for each outlet's own word, near-copies together."""
        return len({_voice(one) for one in self.statements})

    @property
    def latest(self) -> str:
        """When it was last published, "" where no report tells."""
        told = [one.telling.published.isoformat() for one in self.statements if one.telling.published]
        return max(told, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A fact of an incident and its versions, the one that is shown first."""

    name: str  # type, place, date, killed, injured …
    versions: tuple[Version, ...]

    @property
    def shown(self) -> Version:
        """The version that is shown."""
        return self.versions[0]

    @property
    def disputed(self) -> bool:
        """True where independent voices tell different versions."""
        return len(self.versions) > 1


def ledger(tellings: Sequence[Telling]) -> tuple[Fact, ...]:
    """The facts of an incident that some report tells."""
    facts = [
        _fact("type", tellings, lambda one: (one.event.type, one.event.mode)),
        _fact("date", tellings, _date),
        _fact("place", tellings, _place),
        *(_figures(kind, tellings) for kind in get_args(FigureKind)),
    ]
    return tuple(fact for fact in facts if fact.versions)


def _fact(name: str, tellings: Sequence[Telling], value_of: Callable[[Telling], Hashable | None]) -> Fact:
    told: dict[Hashable, list[Statement]] = defaultdict(list)
    for one in tellings:
        value = value_of(one)
        if value is not None:
            told[value] += _statements(one, "event")
    return Fact(name=name, versions=_ranked(told))


def _date(one: Telling) -> Hashable | None:
    when = one.event.time
    return None if when is None or when.basis == "inferred" else (when.edtf.rstrip("?~%"), when.earliest, when.latest)


def _place(one: Telling) -> Hashable | None:
    where = one.event.place
    return None if where is None else (where.geonameid, where.name, where.country)


def _figures(kind: FigureKind, tellings: Sequence[Telling]) -> Fact:
    """A kind of figure. An earlier toll of a voice that later gave another one is superseded, not disputed."""
    by_source: dict[Hashable, list[tuple[str, Casualty, Statement]]] = defaultdict(list)
    for one in tellings:
        for figure in _totals(figure for figure in one.event.casualties if figure.kind == kind):
            source = figure.source or REPORTER
            said = _statement(one, source, one.event.claims)
            when = figure.as_of or (one.published.isoformat() if one.published else "")
            by_source[_voice(said), figure.side].append((when, figure, said))
    told: dict[Hashable, list[Statement]] = defaultdict(list)
    for figures in by_source.values():
        latest = max(when for when, _, _ in figures)
        for when, figure, said in figures:
            if when == latest:
                told[figure.low, figure.high].append(said)
    return Fact(name=kind, versions=_ranked(told))


def _totals(figures: Iterable[Casualty]) -> list[Casualty]:
    """Of the figures that one source gives for one side in one report the largest: the others are parts of it."""
    whole: dict[Hashable, Casualty] = {}
    for figure in figures:
        key = figure.source or REPORTER, figure.side
        if key not in whole or _size(figure) > _size(whole[key]):
            whole[key] = figure
    return list(whole.values())


def _size(figure: Casualty) -> int:
    return figure.low if figure.low is not None else figure.high or 0


def _statements(one: Telling, about: str) -> list[Statement]:
    claims = [claim for claim in one.event.claims if claim.about == about]
    return [_statement(one, claim.source, (claim,)) for claim in claims] or [_statement(one, REPORTER, ())]


def _statement(one: Telling, source: str, claims: Iterable[Claim]) -> Statement:
    confirmed = any(
        claim.source == source and claim.source_kind in OFFICIAL and claim.stance in ("asserts", "confirms")
        for claim in claims
    )
    return Statement(telling=one, source=source, confirmed=confirmed)


def _ranked(told: dict[Hashable, list[Statement]]) -> tuple[Version, ...]:
    versions = [Version(value=value, statements=tuple(said)) for value, said in told.items()]
    ordered = sorted(versions, key=lambda one: str(one.value))
    ordered.sort(key=lambda one: (one.voices, any(said.confirmed for said in one.statements), one.latest), reverse=True)
    return tuple(ordered)


def _voice(one: Statement) -> str:
    return f"{REPORTER} {one.telling.voice}" if one.source == REPORTER else one.source.casefold()
