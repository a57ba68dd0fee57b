"""Which links between the events of a report hold: those that its words tell, and those that the encoder sees.

`coding.links` finds what linking words and grammar tell. The encoder scores every two mentions for each relation
(`heads.Readout.linked`). Both, with the types of the two events and how near they stand, make a logistic score for each
relation of each ordered pair of events, whose weights are fitted on the training articles (`training/links.py`) and
stand in `data/link_weights.tsv`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from dateline import ontology
from dateline.coding.stage import Coding
from dateline.heads import RELATIONS
from dateline.language import Parsed
from dateline.model import Event, Link, Relation

if TYPE_CHECKING:
    from numpy.typing import NDArray

THRESHOLD = 0.2  # chance from which a link is told; tuned on a fifth of the training articles
MENTIONS_APART = 60  # mentions of a report that are further apart than so many are not compared
FAINT = -5.0  # log odds by the encoder up to which it speaks for no link
CLEAR = 5.0  # log odds beyond which the encoder is no surer
_GAPS = (0, 1, 3, 8)  # sentences between the nearest mentions that are told apart

Pair = tuple[int, int]  # two events by their places in the coding


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A relation that one event (by its place in the coding) may have to another, and what speaks for it."""

    source: int
    target: int
    relation: Relation
    told: Link | None  # the link that the grammar gave
    seen: float  # the best log odds of their mentions by the encoder
    features: tuple[str, ...]


def choose_links(coding: Coding) -> Coding:
    """Each event with its likely links; between two events there is one, the likeliest."""
    chosen: dict[frozenset[int], tuple[float, Candidate]] = {}
    for candidate in candidates(coding):
        score = chance(candidate)
        pair = frozenset((candidate.source, candidate.target))
        if score >= THRESHOLD and (pair not in chosen or score > chosen[pair][0]):
            chosen[pair] = score, candidate
    own: dict[int, list[Candidate]] = {}
    for _, candidate in chosen.values():
        own.setdefault(candidate.source, []).append(candidate)
    return coding.with_events(tuple(_linked(coding, event, own.get(at, [])) for at, event in enumerate(coding.events)))


def _linked(coding: Coding, event: Event, chosen: Sequence[Candidate]) -> Event:
    """The event with the chosen links, in the order of the events that they lead to, and with the reasons."""
    ordered = sorted(chosen, key=lambda one: one.target)
    links = tuple(one.told or _seen(coding, one) for one in ordered)
    new = [f"{one.relation}: likely by the words of both" for one in ordered if one.told is None]
    gone = [f"no {link.relation}: unlikely by the words of both" for link in event.links if link not in links]
    return replace(event, links=links, why=(*event.why, *new, *gone))


def _seen(coding: Coding, candidate: Candidate) -> Link:
    """A link that no linking word tells: its words are the mention of the one event nearest to the other."""
    source, target = coding.events[candidate.source], coding.events[candidate.target]
    words = min(source.mentions, key=lambda mention: min(abs(mention.start - other.start) for other in target.mentions))
    return Link(relation=candidate.relation, event=target.id, start=words.start, end=words.end, text=words.text)


def candidates(coding: Coding) -> Iterator[Candidate]:
    """Every relation of every two events that the grammar tells or the encoder does not rule out."""
    events, parsed = coding.events, coding.parsed
    at = {event.id: number for number, event in enumerate(events)}
    told: dict[Pair, dict[str, Link]] = {}
    for number, event in enumerate(events):
        for link in event.links:
            told.setdefault((number, at[link.event]), {})[link.relation] = link
    best = _best(events, parsed)
    for pair in sorted({*best, *told}):
        links = told.get(pair, {})
        scores = best[pair].tolist() if pair in best else [FAINT] * len(RELATIONS)
        for relation, seen in zip(RELATIONS, scores, strict=True):
            if relation in links or seen > FAINT:
                yield Candidate(
                    source=pair[0],
                    target=pair[1],
                    relation=relation,
                    told=links.get(relation),
                    seen=min(max(seen, FAINT), CLEAR),
                    features=tuple(_features(parsed, events[pair[0]], events[pair[1]], relation, links)),
                )


def _best(events: Sequence[Event], parsed: Parsed) -> dict[Pair, NDArray[np.float32]]:
    """The best log odds (RELATIONS,) of the mentions of every two events that have mentions near each other."""
    named = sorted(
        (word, number)
        for number, event in enumerate(events)
        for mention in event.mentions
        if (word := parsed.readout.encoded.word_at(mention.start)) is not None
    )
    pairs = [
        (i, j)
        for i in range(len(named))
        for j in range(i + 1, min(i + 1 + MENTIONS_APART, len(named)))
        if named[i][1] != named[j][1]
    ]
    forth, back = parsed.readout.linked([named[i][0] for i, _ in pairs], [named[j][0] for _, j in pairs])
    best: dict[Pair, NDArray[np.float32]] = {}
    for (i, j), there, here in zip(pairs, forth, back, strict=True):
        a, b = named[i][1], named[j][1]
        for pair, scores in (((a, b), there), ((b, a), here)):
            best[pair] = np.maximum(best[pair], scores) if pair in best else scores
    return best


def _features(
    parsed: Parsed, source: Event, target: Event, relation: Relation, told: Mapping[str, Link]
) -> Iterator[str]:
    yield relation
    yield f"{relation}, told {'+'.join(sorted(told)) or 'none'}"
    yield f"{relation} from {source.type}"
    yield f"{relation} to {target.type}"
    yield f"{relation} from {source.type}/{source.mode}"
    yield f"{relation} from {source.type} to {target.type}"
    at = [[parsed.sentence_at(mention.start).index for mention in event.mentions] for event in (source, target)]
    gap = min(abs(a - b) for a in at[0] for b in at[1])
    yield f"{relation} over {next((limit for limit in _GAPS if gap <= limit), 'more')}"
    yield f"{relation} {'forward' if source.mentions[0].start < target.mentions[0].start else 'back'}"
    if target.aggregate:
        yield f"{relation} to an aggregate"


def chance(candidate: Candidate) -> float:
    """The chance (0 … 1) that the link holds: logistic over its features."""
    weights = _weights()
    total = weights["bias"] + weights["encoder"] * candidate.seen
    return 1 / (1 + math.exp(-total - sum(weights.get(feature, 0.0) for feature in candidate.features)))


@cache
def _weights() -> Mapping[str, float]:
    rows = ontology.table("link_weights.tsv", "feature", "weight")
    return {row["feature"]: float(row["weight"]) for row in rows}
