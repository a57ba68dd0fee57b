"""The mentions of one event become one event.

Every two mentions of a report get a score: the log odds that they speak of one event, from their words, their types,
who, when and where, and how they hang together in the sentence (weights in `data/coreference_features.tsv`, fitted by
`training/coreference.py` on the training articles). Mentions are then joined, the surest pair of groups first, while
the mean score between two groups is above zero (average linkage: one doubtful pair does not chain two events).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

from dateline import ontology
from dateline.coding.alike import compatible_places, compatible_times, share_participant
from dateline.coding.merge import merge
from dateline.coding.stage import Coding
from dateline.coding.triggers import number
from dateline.model import Event, Link

if TYPE_CHECKING:
    from spacy.tokens import Token

THRESHOLD = -0.25  # mean log odds from which two groups are one event; tuned on a fifth of the training articles
VETO = -1000.0  # log odds of two mentions that cannot be one event, whatever else speaks for it
BESIDE = 25  # characters between a word and a date that hangs on it
_DONE = {"happened", "ongoing"}
_MODIFIERS = {"compound", "amod", "nmod", "poss", "pobj", "dobj"}
_DEFINITE = {"the", "this", "that", "these", "those"}
_INDEFINITE = {"a", "an", "another", "other", "new", "second", "several", "two", "three", "more", "further"}


@dataclass(frozen=True, slots=True)
class Mention:
    """An event of one mention, with its word and where that stands."""

    event: Event
    token: Token | None
    sentence: int


def join_mentions(coding: Coding) -> Coding:
    """Events with one mention each become events with all their mentions, numbered anew."""
    groups = cluster(mentions_of(coding)) if coding.given is None else _given_groups(coding)
    merged = [merge(group) for group in groups]
    old_ids = {part.id: i for i, group in enumerate(groups) for part in group}
    numbered = number(replace(event, id=str(i)) for i, event in enumerate(merged))
    new_ids = {position: event.id for event, position in zip(numbered, _order(merged), strict=True)}
    return coding.with_events(tuple(replace(event, links=_moved(event, old_ids, new_ids)) for event in numbered))


def _order(events: Sequence[Event]) -> list[int]:
    """The positions of the events in the order in which `number` numbers them."""
    return sorted(range(len(events)), key=lambda i: (events[i].mentions[0].start, events[i].mentions[0].end))


def _moved(event: Event, old_ids: Mapping[str, int], new_ids: Mapping[int, str]) -> tuple[Link, ...]:
    """The links with the new ids; a link from an event to itself goes."""
    moved = (replace(link, event=new_ids[old_ids[link.event]]) for link in event.links if link.event in old_ids)
    return tuple({(link.relation, link.event): link for link in moved if link.event != event.id}.values())


def _given_groups(coding: Coding) -> list[list[Event]]:
    at = {(span.start, span.end): i for i, group in enumerate(coding.given or ()) for span in reversed(group)}
    groups: dict[int, list[Event]] = {}
    for event in coding.events:
        mention = event.mentions[0]
        groups.setdefault(at[mention.start, mention.end], []).append(event)
    return list(groups.values())


def mentions_of(coding: Coding) -> list[Mention]:
    """The events of a coding, each with the token of its one mention."""
    found = []
    for event in coding.events:
        span = event.mentions[0]
        token = coding.parsed.head_at(span.start, span.end)
        found.append(Mention(event, token, coding.parsed.sentence_at(span.start).index))
    return found


def cluster(mentions: Sequence[Mention]) -> list[list[Event]]:
    """Groups of events that are one, by average linkage over the pair scores; in the order of their first mentions."""
    scores = {(i, j): pair_score(mentions[i], mentions[j]) for i, j in combinations(range(len(mentions)), 2)}
    groups: dict[int, list[int]] = {i: [i] for i in range(len(mentions))}
    links = dict(scores)  # sum of the pair scores between two groups, by the groups' first members
    while links:
        (a, b), _ = max(links.items(), key=lambda item: (_mean(item, groups), -item[0][0], -item[0][1]))
        if links[a, b] / (len(groups[a]) * len(groups[b])) <= THRESHOLD:
            break
        for c in groups:
            if c not in (a, b):
                links[min(a, c), max(a, c)] += links.pop((min(b, c), max(b, c)))
        del links[a, b]
        groups[a] = sorted(groups[a] + groups.pop(b))
    return [[mentions[i].event for i in members] for _, members in sorted(groups.items())]


def _mean(item: tuple[tuple[int, int], float], groups: Mapping[int, list[int]]) -> float:
    (a, b), total = item
    return total / (len(groups[a]) * len(groups[b]))


def pair_score(left: Mention, right: Mention) -> float:
    """Log odds that two mentions, in the order of the text, speak of one event."""
    if dates_exclude(left.event, right.event):
        return VETO
    weights = _weights()
    return weights["bias"] + sum(weights.get(feature, 0.0) for feature in pair_features(left, right))


def dates_exclude(left: Event, right: Event) -> bool:
    """True where both are dated by the words beside them, and on other days: then they are two events."""
    return _time_beside(left) and _time_beside(right) and not compatible_times(left.time, right.time)


@cache
def _weights() -> Mapping[str, float]:
    rows = ontology.table("coreference_features.tsv", "feature", "weight")
    return {row["feature"]: float(row["weight"]) for row in rows}


def pair_features(left: Mention, right: Mention) -> Iterator[str]:
    """What speaks for or against two mentions being one event, as names of features."""
    a, b = left.event, right.event
    material = ontology.types()[a.type].material, ontology.types()[b.type].material
    if a.type == b.type:
        yield "same type"
        yield f"same type {a.type}"
        yield "same mode" if a.mode == b.mode and a.mode else "a mode open" if not (a.mode and b.mode) else "other mode"
    else:
        yield (
            "other type, both material"
            if all(material)
            else "other type, one verbal"
            if any(material)
            else "other type, both verbal"
        )
    distance = right.sentence - left.sentence
    yield "same sentence" if distance == 0 else "next sentence" if distance == 1 else "near" if distance <= 4 else "far"
    words = _same_word(left.token, right.token)
    if words:
        yield "same word"
        yield "same word, same type" if a.type == b.type else "same word, other type"
        if distance == 0:
            yield "same word, same sentence"
    for name, verdict in (
        ("actor", share_participant(a.actors, b.actors)),
        ("target", share_participant(a.targets, b.targets)),
        ("time", compatible_times(a.time, b.time)),
        ("place", compatible_places(a.place, b.place)),
    ):
        if verdict is not None:
            yield f"{name} {'fits' if verdict else 'differs'}"
            if words:
                yield f"same word, {name} {'fits' if verdict else 'differs'}"
            if a.type == b.type:
                yield f"same type, {name} {'fits' if verdict else 'differs'}"
    yield from _figure_features(a, b)
    if a.aggregate != b.aggregate:
        yield "one is an aggregate"
    if (a.status in _DONE) != (b.status in _DONE):
        yield "one is done, one is not"
        if words:
            yield "same word, one is done, one is not"
    if right.token is not None and left.token is not None:
        yield from _syntax_features(left.token, right.token, distance)


def _time_beside(event: Event) -> bool:
    """True where the date stands so near to the word that it can hardly belong to another."""
    time, mention = event.time, event.mentions[0]
    if time is None or time.start is None or time.end is None or time.basis == "inferred":
        return False
    return max(time.start - mention.end, mention.start - time.end) <= BESIDE


def _same_word(left: Token | None, right: Token | None) -> bool:
    if left is None or right is None:
        return False
    return ontology.stem(left.lemma_) == ontology.stem(right.lemma_)


def _figure_features(a: Event, b: Event) -> Iterator[str]:
    figures = [{(f.kind, f.low, f.high) for f in event.casualties} for event in (a, b)]
    if figures[0] & figures[1]:
        yield "figure fits"
    elif {kind for kind, *_ in figures[0]} & {kind for kind, *_ in figures[1]}:
        yield "figure differs"


def _syntax_features(left: Token, right: Token, distance: int) -> Iterator[str]:
    determiner = next((child.lower_ for child in right.children if child.dep_ in ("det", "amod", "nummod")), "")
    if right.pos_ in ("NOUN", "PROPN"):
        yield (
            "later is definite"
            if determiner in _DEFINITE
            else "later is indefinite"
            if determiner in _INDEFINITE
            else "later is bare"
        )
        if right.tag_ == "NNS":
            yield "later is plural"
        if left.tag_ in ("NN", "NNP") and right.tag_ == "NNS":
            yield "one, then many"
    bare = right.pos_ == "NOUN" and determiner in _DEFINITE and not _modifiers(right)
    if bare:
        yield "later is definite and bare"
    own, other = _modifiers(left), _modifiers(right)
    if own and other:
        shared = "share" if own & other else "differ"
        yield f"modifiers {shared}"
        if _same_word(left, right):
            yield f"same word, modifiers {shared}"
    yield f"{left.pos_[0]} then {right.pos_[0]}"
    if distance:
        return
    above = {word.i for word in right.ancestors}
    if left.i in above:
        yield "below it"
    elif right.i in {word.i for word in left.ancestors}:
        yield "above it"
    if right.head == left:
        yield (
            f"hangs on it by {right.dep_}"
            if right.dep_ in ("relcl", "acl", "conj", "advcl", "xcomp", "ccomp", "dobj")
            else "hangs on it"
        )
    elif left.head == right:
        yield (
            f"holds it by {left.dep_}"
            if left.dep_ in ("nsubj", "nsubjpass", "dobj", "conj", "ccomp", "compound", "advcl")
            else "holds it"
        )
    elif right.head.dep_ == "prep" and right.head.head == left:
        yield (
            f"hangs on it by {right.head.lower_}"
            if right.head.lower_ in ("in", "of", "by", "after", "for", "during", "to", "with")
            else "hangs on it by prep"
        )
    elif left.head.dep_ == "prep" and left.head.head == right:
        yield "holds it by prep"


def _modifiers(token: Token) -> set[str]:
    """Lemmas of the nouns and adjectives that say which one it is: "rocket attack", "the attack on the embassy"."""
    children = list(token.children)
    children += [grandchild for child in token.children if child.dep_ == "prep" for grandchild in child.children]
    return {child.lemma_.lower() for child in children if child.dep_ in _MODIFIERS and child.is_alpha}
