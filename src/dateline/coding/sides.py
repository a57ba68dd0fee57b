"""Who is on which side of a whole event, by all its mentions together.

`coding.participants` asks who has a part in what one word names. Once the mentions of an event are joined, all who may
have a part by any of them are weighed anew, each against the others: what the grammar gave them, what stands around the
mentions and what the encoder says there, how many mentions speak for them, and who else stands there. That makes a
logistic score for each part, whose weights are fitted on coded reports that the encoder has not seen
(`training/sides.py`) and stand in `data/side_weights.tsv`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

from dateline import ontology
from dateline.coding.alike import same_name
from dateline.coding.candidates import PARTS
from dateline.coding.names import is_named, same_participant
from dateline.coding.stage import Coding, Taker
from dateline.coding.voices import PARTIAL
from dateline.model import Event, Participant

TAKEN = {"actor": 0.5, "target": 0.45}  # chance from which somebody is on a side; by cross-validation, flat around
FILLING = {"actor": 0.35, "target": 0.3}  # the same for the likeliest one of a side that would else be empty
MOST = 5  # participants on a side
NOBODY = 0.001  # share of a role that counts as none
_SHARES = (0.05, 0.15, 0.3, 0.5, 0.8)  # bounds between shares that are told apart
_ODDS = (-3.0, -1.5, -0.5, 0.5, 1.5, 3.0)  # the same of log odds

Features = dict[str, float]


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who may have a part in an event, with what each mention (by its number) says of them."""

    takers: tuple[tuple[int, Taker], ...]

    @cached_property
    def flags(self) -> dict[str, float]:
        """What stands around any of the mentions, each 1."""
        return dict.fromkeys(dict.fromkeys(feature for _, taker in self.takers for feature in taker.features), 1.0)

    def best(self, part: str) -> float:
        """The best chance by one of the mentions, as log odds together with the encoder's own."""
        return max(taker.odds[part] + _logit(taker.chances[part]) for _, taker in self.takers)

    def share(self, role: str) -> float:
        """The best share of a role by one of the mentions."""
        return max(taker.shares[role] for _, taker in self.takers)

    def is_given(self, part: str) -> bool:
        """True where the grammar of some mention gave them the part."""
        return any(taker.part == part for _, taker in self.takers)

    @property
    def is_site(self) -> bool:
        """True where every mention has them as a town or site."""
        return all(taker.site for _, taker in self.takers)

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Where their words stand."""
        people = [taker.person for _, taker in self.takers]
        return [(person.start, person.end) for person in people if person.start is not None and person.end is not None]

    def is_within(self, other: Person) -> bool:
        """True where all words for them stand within words for another: Borduria within "Bordurian troops"."""
        return all(
            any(a <= start and end <= b and (a, b) != (start, end) for a, b in other.spans) for start, end in self.spans
        )

    @property
    def participant(self) -> Participant:
        """Under the fullest of their names."""
        people = [taker.person for _, taker in self.takers]
        return max(people, key=lambda p: (is_named(p), p.kind != "unknown", len(p.name)))


def weigh_participants(coding: Coding) -> Coding:
    """Each event with the participants that are likely by all its mentions together."""
    return coding.with_events(tuple(_weighed(coding, event) for event in coding.events))


def people_of(coding: Coding, event: Event) -> list[Person]:
    """All who may have a part in an event by one of its mentions, each once, in the order of the mentions."""
    found: list[list[tuple[int, Taker]]] = []
    group_of: dict[tuple[str, str, str], int] = {}  # by all that tells who is the same: most are named again and again
    for number, mention in enumerate(event.mentions):
        for taker in coding.takers.get((mention.start, mention.end), ()):
            person = taker.person
            key = person.name, person.kind, person.country
            if key not in group_of:
                same = (i for i, group in enumerate(found) if same_participant(group[0][1].person, person))
                group_of[key] = next(same, len(found))
            if group_of[key] == len(found):
                found.append([])
            found[group_of[key]].append((number, taker))
    return [Person(takers=tuple(group)) for group in found]


def _weighed(coding: Coding, event: Event) -> Event:
    people = people_of(coding, event)
    if not people:
        return event
    chances = {part: [chance(row, part) for row in rows(event, people, part)] for part in PARTS}
    sides = {part: _choose(people, chances, part) for part in PARTS}
    actors, targets = (tuple(_known(event, person, part) for person in sides[part]) for part in PARTS)
    why = event.why
    for part, before, after in (("actor", event.actors, actors), ("target", event.targets, targets)):
        new = [one for one in after if not any(same_participant(one, other) for other in before)]
        gone = [one for one in before if not any(same_participant(one, other) for other in after)]
        why += tuple(f"{part} {one.name}: likely by all its mentions" for one in new)
        why += tuple(f"{part} not {one.name}: unlikely by all its mentions" for one in gone)
    return replace(event, actors=actors, targets=targets, why=why)


def _choose(people: Sequence[Person], chances: Mapping[str, Sequence[float]], part: str) -> list[Person]:
    """Those on a side, the likeliest first.

    Nobody who is likelier on the other side, no town as what was struck, and nobody within the name of another.
    """
    other = next(name for name in PARTS if name != part)
    scored = [
        (own, -number)
        for number, (own, rival) in enumerate(zip(chances[part], chances[other], strict=True))
        if own >= rival and not (part == "target" and people[number].is_site)
    ]
    ranked = sorted(scored, reverse=True)
    taken = [people[-number] for own, number in ranked if own >= TAKEN[part]]
    if not taken and ranked and ranked[0][0] >= FILLING[part]:
        taken = [people[-ranked[0][1]]]
    return [one for one in taken if not any(one.is_within(rival) for rival in taken if rival is not one)][:MOST]


def _known(event: Event, person: Person, part: str) -> Participant:
    """The participant as the event has them already; else as new, and blamed where the event has only accusers."""
    new = person.participant
    side = event.actors if part == "actor" else event.targets
    known = next((one for one in side if same_participant(one, new)), None)
    if part != "actor":
        return known or new
    accused = _is_accused(event, known or new)
    named = any(actor.blamed_by is None for actor in event.actors) and not accused
    if named or (known is not None and known.blamed_by is not None):
        return known or new
    blame = next((i for i, claim in enumerate(event.claims) if claim.stance == "blames"), None)
    return replace(known or new, blamed_by=blame) if accused or known is None else known


def _is_accused(event: Event, actor: Participant) -> bool:
    """True where nobody more than blames the actor of an event: an accusation is never written as a fact."""
    owners = [claim.source for claim in event.claims if claim.stance == "claims-responsibility"]
    own = any(same_name(owner, actor.name) for owner in owners)
    return not own and {claim.stance for claim in event.claims} <= PARTIAL


def rows(event: Event, people: Sequence[Person], part: str) -> Iterator[Features]:
    """What speaks for and against each of the people having a part in the event, in their order."""
    other = next(name for name in PARTS if name != part)
    own, rival = [person.best(part) for person in people], [person.best(other) for person in people]
    shares = [person.share(part) for person in people]
    given = sum(person.is_given(part) for person in people)
    against = sum(person.is_given(other) for person in people)
    for at, person in enumerate(people):
        takers = [taker for _, taker in person.takers]
        covered = len({number for number, _ in person.takers}) / len(event.mentions)
        mine, theirs = person.is_given(part), person.is_given(other)
        rank = min(sum(score > own[at] for score in own), 3)
        odds = max(taker.odds[part] for taker in takers)
        flags = (
            f"rank={rank}",
            f"given={mine} of {min(given, 2)}",
            f"given to the other={theirs} of {min(against, 2)}",
            f"given={mine} other={theirs} type={event.type}",
            f"kindless={all(taker.kindless for taker in takers)}",
            f"only pronouns={all(taker.pronoun for taker in takers)}",
            f"rank={rank} share={_bin(shares[at], _SHARES)}",
            f"rank of share={min(sum(share > shares[at] for share in shares), 3)} given={mine}",
            f"odds={_bin(odds, _ODDS)} given={mine} other={theirs}",
            f"mentions={min(len(event.mentions), 4)} covered={round(3 * covered)}",
        )
        yield {
            **person.flags,
            **dict.fromkeys(flags, 1.0),
            "chance": max(_logit(taker.chances[part]) for taker in takers),
            "chance of the other": max(_logit(taker.chances[other]) for taker in takers),
            "encoder": odds / 2,
            "encoder of the other": max(taker.odds[other] for taker in takers) / 2,
            "share": math.log(shares[at] + NOBODY),
            "share of the other": math.log(person.share(other) + NOBODY),
            "share as source": math.log(person.share("source") + NOBODY),
            "lead": (own[at] - _rest(own, at)) / 3,
            "lead on the other side": (rival[at] - _rest(rival, at)) / 3,
            "best rival": _rest(own, at) / 4,
            "best on the other side": _rest(rival, at) / 4,
            "covered": 2 * covered,
            "mentions": math.log(len(event.mentions)),
            "best rival's share": math.log(_rest(shares, at, lowest=0.0) + NOBODY),
        }


def chance(row: Mapping[str, float], part: str) -> float:
    """The chance (0 … 1) that somebody has a part: logistic over its features."""
    known = weights()[part]
    total = known["bias"] + sum([known[name] * value for name, value in row.items() if name in known])
    return 1 / (1 + math.exp(-total))


@cache
def weights() -> Mapping[str, Mapping[str, float]]:
    """For each part the weights of the features, as trained."""
    found: dict[str, dict[str, float]] = {part: {"bias": 0.0} for part in PARTS}
    for row in ontology.table("side_weights.tsv", "part", "feature", "weight"):
        found[row["part"]][row["feature"]] = float(row["weight"])
    return found


def _rest(scores: Sequence[float], at: int, lowest: float = -12.0) -> float:
    """The best of the others' scores; the lowest one where there is nobody else."""
    return max((score for i, score in enumerate(scores) if i != at), default=lowest)


def _bin(value: float, bounds: Sequence[float]) -> int:
    return sum(value > bound for bound in bounds)


def _logit(chance_: float) -> float:
    inside = min(max(chance_, 0.001), 0.999)
    return math.log(inside / (1 - inside))
