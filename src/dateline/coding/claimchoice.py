"""Which of those who speak of an event say that it happened, and whether the outlet itself does.

`attribution` finds, mention by mention, in whose mouth an event stands. Not each of them tells of it: "he said that the
truce would end after the attack" takes the attack as known. How often and how closely a source speaks of the event, and
whom the encoder sees as the source of its mentions, make a logistic score for each source and for the outlet, whose
weights are fitted on coded articles (`training/claims.py`) and stand in `data/claim_weights.tsv`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from dateline import ontology
from dateline.coding.sources import REPORTER, UNNAMED
from dateline.coding.stage import Coding
from dateline.coding.voices import PARTIAL, Attribution, Voices
from dateline.model import Claim, Event, Span

if TYPE_CHECKING:
    from spacy.tokens import Token

    from dateline.language import Parsed

THRESHOLD = 0.45  # chance from which a source is taken to tell of an event; tuned on a fifth of the articles
OWN = Claim(source=REPORTER, source_kind=REPORTER)
MOST = 3  # sources, or mentions, up to which they are counted
EXPRESS = frozenset({"denies", "claims-responsibility"})  # stances that take no event as known
FAINT, CLEAR = 0.01, 0.99  # chances by the encoder beyond which it is no surer

Features = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A mention of an event, and in whose mouths it stands, the innermost first."""

    mention: Span
    token: Token | None
    word: int | None
    covering: Sequence[Attribution]


def choose_claims(coding: Coding) -> Coding:
    """Each event with the claims of those who tell of it; with the likeliest one where none is likely."""
    return coding.with_events(tuple(_chosen(coding, event) for event in coding.events))


def _chosen(coding: Coding, event: Event) -> Event:
    candidates = candidates_of(event)
    chances = [chance(row) for row in rows(coding, event, candidates)]
    least = min(THRESHOLD, max(chances))
    blaming = {actor.blamed_by for actor in event.actors}  # who goes would leave an accusation behind as a fact
    stays = [
        one >= least or claim.stance in EXPRESS or number in blaming
        for number, (claim, one) in enumerate(zip(candidates, chances, strict=True))
    ]
    kept = [claim for claim, stay in zip(candidates, stays, strict=True) if stay]
    actors = tuple(
        actor if actor.blamed_by is None else replace(actor, blamed_by=sum(stays[: actor.blamed_by]))
        for actor in event.actors
    )
    gone = [f"told not by {claim.source!r}: unlikely by all mentions" for claim in event.claims if claim not in kept]
    return replace(event, actors=actors, claims=tuple(kept), why=(*event.why, *gone))


def candidates_of(event: Event) -> list[Claim]:
    """The claims on an event, and the outlet's own where it is not among them.

    Not so where nobody with a name does more than blame, deny or boast: an accusation is never written as a fact.
    """
    said = [claim for claim in event.claims if claim.stance not in PARTIAL and claim.source != UNNAMED]
    own = any(claim.source == REPORTER for claim in event.claims)
    return [*event.claims, *([OWN] if not own and (said or not event.claims) else [])]


def rows(coding: Coding, event: Event, candidates: Sequence[Claim]) -> list[Features]:
    """What speaks for and against each of the candidates, in their order."""
    heard = [_heard(coding.parsed, coding.voices, mention) for mention in event.mentions]
    named = sum(claim.source != REPORTER for claim in candidates)
    return [
        {
            **dict.fromkeys(_flags(event, claim, heard, named), 1.0),
            "encoder": _log_odds(max(_seen(coding.parsed, claim, one) for one in heard)),
            "share": sum(_speaks(claim, one) for one in heard) / len(heard),
        }
        for claim in candidates
    ]


def _heard(parsed: Parsed, voices: Voices | None, mention: Span) -> Heard:
    covering = [] if voices is None else voices.covering(mention.start, mention.end)
    token = parsed.head_at(mention.start, mention.end)
    return Heard(mention=mention, token=token, word=parsed.readout.encoded.word_at(mention.start), covering=covering)


def _speaks(claim: Claim, heard: Heard) -> bool:
    """True where the mention stands in the mouth of the claim's source; in nobody's, for the outlet."""
    if claim.source == REPORTER:
        return not heard.covering
    return any(one.source.name == claim.source for one in heard.covering)


def _seen(parsed: Parsed, claim: Claim, heard: Heard) -> float:
    """The chance by the encoder that the claim's words name the source of a mention; that nobody near does."""
    if heard.word is None:
        return FAINT
    if claim.source == REPORTER:
        return 1 - parsed.readout.filled(heard.word, "source")
    spans = [one.evidence for one in heard.covering if one.source.name == claim.source]
    return max((parsed.readout.chance_of_role(heard.word, "source", s.start, s.end) or 0.0 for s in spans), default=0.0)


def _log_odds(chance: float) -> float:
    held = min(max(chance, FAINT), CLEAR)
    return math.log(held / (1 - held))


def _flags(event: Event, claim: Claim, heard: Sequence[Heard], named: int) -> Iterator[str]:
    own = claim.source == REPORTER
    who = "own" if own else "named"
    speaking = [one for one in heard if _speaks(claim, one)]
    yield who
    yield f"{who} of {min(named, MOST)}"
    yield f"{who} {event.type}"
    yield f"{who} {event.status}"
    yield f"{who} in {min(len(speaking), MOST)} of {min(len(heard), MOST)}"
    yield f"{who} first={_speaks(claim, heard[0])}"
    shapes = {_shape(one.token) for one in speaking}
    yield from (f"{who} {shape}" for shape in sorted(shapes))
    if own:
        return
    yield f"kind {claim.source_kind}"
    yield f"stance {claim.stance}"
    yield f"stance {claim.stance} {event.type}"
    ranks, frames, found = set(), set(), set()
    for one in speaking:
        ranks.add(min(next(i for i, a in enumerate(one.covering) if a.source.name == claim.source), MOST))
        own_words = [a for a in one.covering if a.source.name == claim.source]
        frames |= {a.frame for a in own_words}
        found |= {f"by {a.by}" for a in own_words} | {f"by {a.by} {a.frame}" for a in own_words}
    yield f"rank {min(ranks, default=MOST)}"
    yield from (f"frame {frame}" for frame in sorted(frames))
    yield from (f"frame {frame} {shape}" for frame in sorted(frames) for shape in sorted(shapes))
    yield from (f"found {how}" for how in sorted(found))


def _shape(token: Token | None) -> str:
    """How a mention is told: by which form of a verb, by a definite or an indefinite noun."""
    if token is None:
        return "unparsed"
    if token.pos_ in ("VERB", "AUX"):
        return token.tag_
    known = any(child.dep_ in ("det", "poss") and child.lower_ not in ("a", "an") for child in token.children)
    return f"{'definite' if known else 'indefinite'} {'subject' if token.dep_.startswith('nsubj') else 'noun'}"


def chance(row: Features) -> float:
    """The chance (0 … 1) that a source tells of an event: logistic over its features."""
    weights = _weights()
    total = weights["bias"] + sum(weights.get(name, 0.0) * value for name, value in row.items())
    return 1 / (1 + math.exp(-total))


@cache
def _weights() -> Mapping[str, float]:
    found = ontology.table("claim_weights.tsv", "feature", "weight")
    return {row["feature"]: float(row["weight"]) for row in found}
