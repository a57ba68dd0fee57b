"""The mentions of one event become one event.

Every two mentions of a report get a score: the log odds that they speak of one event, from what the encoder says of
the two words, from their types, who, when and where, and how they hang together in the sentence (weights in
`data/coreference_features.tsv`, fitted by `training/coreference.py` on the training articles). Mentions are then
joined, the surest pair of groups first, while the mean score between two groups is above a threshold (average linkage:
one doubtful pair does not chain two events).
Mentions very far apart are not compared, so that the work grows with the length of a report and not with its square.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from dateline import ontology
from dateline.coding.alike import compatible_places, compatible_times, same_name, share_participant
from dateline.coding.casualties import settle
from dateline.coding.certainty import status_of
from dateline.coding.merge import merge
from dateline.coding.outcomes import is_outcome
from dateline.coding.stage import Coding
from dateline.heads import Readout
from dateline.language import Parsed
from dateline.model import Event, Link, Span

if TYPE_CHECKING:
    from spacy.tokens import Token

REACH = 120  # mentions of a report that are further apart than so many are not compared
THRESHOLD = -0.3  # mean log odds from which two groups are one event; tuned on a fifth of the training articles
SURE = 1000.0  # log odds of two mentions that the grammar makes one (37 of 40 in the training articles)
VETO = -1000.0  # log odds of two mentions that cannot be one event, whatever else speaks for it
CLEAR = 8.0  # log odds beyond which the encoder is no surer
BESIDE = 25  # characters between a word and a date that hangs on it
SHORTEST_HEAD = 5  # letters of a stem that a compound may end in
_PERSONS = ("person", "government-person")
_DONE = {"happened", "ongoing"}
_MODIFIERS = {"compound", "amod", "nmod", "poss", "pobj", "dobj"}
_DEFINITE = {"the", "this", "that", "these", "those"}
_INDEFINITE = {"a", "an", "another", "other", "new", "second", "several", "two", "three", "more", "further"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """An event of one mention, and what its word shows: looked up once, as it is compared with many others.

    `token` is None where the parse has no word there; what follows is then empty.
    """

    event: Event
    sentence: int
    word: int | None = None  # its number among the encoder's words
    token: Token | None = None
    stem: str = ""
    form: str = ""  # noun, verb, or infinitive: an act that is wanted rather than told
    modifiers: frozenset[str] = frozenset()  # lemmas that say which one it is
    reference: str = ""  # of a noun: definite, indefinite or bare


def join_mentions(coding: Coding) -> Coding:
    """Events with one mention each become events with all their mentions, numbered anew."""
    groups = (
        cluster(mentions_of(coding), coding.parsed.readout)
        if coding.given is None
        else _given_groups(coding.events, coding.given)
    )
    groups.sort(key=lambda group: _position(group[0]))
    new_ids = {part.id: f"e{i}" for i, group in enumerate(groups, start=1) for part in group}
    merged = (_whole(coding.parsed, group) for group in groups)
    return coding.with_events(
        tuple(replace(event, id=new_ids[event.id], links=_moved(event, new_ids)) for event in merged)
    )


def _whole(parsed: Parsed, parts: Sequence[Event]) -> Event:
    if len(parts) == 1:
        return settle(parts[0], parts[0].casualties)
    whole = merge(parts, status_of(parsed, parts))
    if any(part.status == whole.status for part in parts):
        return whole
    return replace(whole, why=(*whole.why, f"{whole.status}: by its mentions together"))


def _position(event: Event) -> tuple[int, int]:
    return event.mentions[0].start, event.mentions[0].end


def _moved(event: Event, new_ids: Mapping[str, str]) -> tuple[Link, ...]:
    """The links with the new ids; a link from an event to itself goes."""
    moved = (replace(link, event=new_ids[link.event]) for link in event.links if link.event in new_ids)
    others = [link for link in moved if link.event != new_ids[event.id]]
    return tuple({(link.relation, link.event): link for link in reversed(others)}.values())[::-1]


def _given_groups(events: Iterable[Event], given: Sequence[Sequence[Span]]) -> list[list[Event]]:
    """The events by the groups that their mentions were given in; a word given in two groups has an event in each."""
    owners: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for number, group in enumerate(given):
        for span in group:
            owners[span.start, span.end].append(number)
    groups: list[list[Event]] = [[] for _ in given]
    for event in sorted(events, key=_position):
        groups[owners[_position(event)].pop(0)].append(event)
    return [group for group in groups if group]


def mentions_of(coding: Coding) -> list[Mention]:
    """The events of a coding in the order of the text, each with what its one mention shows."""
    return [_mention(coding.parsed, event) for event in sorted(coding.events, key=_position)]


def _mention(parsed: Parsed, event: Event) -> Mention:
    start, end = _position(event)
    sentence = parsed.sentence_at(start).index
    token = parsed.head_at(start, end)
    if token is None:
        return Mention(event=event, sentence=sentence)
    return Mention(
        event=event,
        sentence=sentence,
        word=parsed.word(token),
        token=token,
        stem=ontology.stem(token.lemma_),
        form=_form(token),
        modifiers=_modifiers(token),
        reference=_reference(token),
    )


def cluster(mentions: Sequence[Mention], readout: Readout) -> list[list[Event]]:
    """Groups of events that are one, by average linkage over the pair scores.

    A group goes by the number of its first mention. The heap holds pairs of groups with the surest first; an entry is
    out of date where one of the two has grown or gone since (its `age`).
    """
    bonds = _bonds(mentions, readout)
    groups = {i: [i] for i in range(len(mentions))}
    age = [0] * len(mentions)
    heap: list[tuple[float, int, int, int, int]] = []

    def offer(a: int, b: int) -> None:
        total, pairs = bonds[a][b]
        if total / pairs > THRESHOLD:
            a, b = min(a, b), max(a, b)
            heapq.heappush(heap, (-total / pairs, a, b, age[a], age[b]))

    for a, others in bonds.items():
        for b in others:
            if a < b:
                offer(a, b)
    while heap:
        _, a, b, *ages = heapq.heappop(heap)
        if ages != [age[a], age[b]]:
            continue
        groups[a] = sorted(groups[a] + groups.pop(b))
        age[a], age[b] = age[a] + 1, -1
        _take_over(bonds, a, b)
        for c in bonds[a]:
            offer(a, c)
    return [[mentions[i].event for i in members] for _, members in sorted(groups.items())]


Bonds = dict[int, dict[int, tuple[float, int]]]  # between two groups: the sum of the pair scores, the number of pairs


def _bonds(mentions: Sequence[Mention], readout: Readout) -> Bonds:
    """The score of every two mentions within reach, found from either of them."""
    bonds: Bonds = {i: {} for i in range(len(mentions))}
    pairs = [(i, j) for i in range(len(mentions)) for j in range(i + 1, min(i + 1 + REACH, len(mentions)))]
    for (i, j), seen in zip(
        pairs, encoder_scores([(mentions[i], mentions[j]) for i, j in pairs], readout), strict=True
    ):
        bonds[i][j] = bonds[j][i] = pair_score(mentions[i], mentions[j], seen), 1
    return bonds


def encoder_scores(pairs: Sequence[tuple[Mention, Mention]], readout: Readout) -> list[float]:
    """Log odds by the encoder alone that two mentions name one event; 0 where it lacks one of their words."""
    known = [
        (i, left.word, right.word)
        for i, (left, right) in enumerate(pairs)
        if left.word is not None and right.word is not None
    ]
    scores = [0.0] * len(pairs)
    found = readout.same([left for _, left, _ in known], [right for _, _, right in known])
    for (i, _, _), score in zip(known, found.tolist(), strict=True):
        scores[i] = min(max(score, -CLEAR), CLEAR)
    return scores


def _take_over(bonds: Bonds, a: int, b: int) -> None:
    """Give the bonds of group `b` to group `a`."""
    for c, (total, pairs) in bonds.pop(b).items():
        del bonds[c][b]
        if c != a:
            known, number = bonds[a].get(c, (0.0, 0))
            bonds[a][c] = bonds[c][a] = known + total, number + pairs


def pair_score(left: Mention, right: Mention, seen: float) -> float:
    """Log odds that two mentions, in the order of the text, speak of one event; `seen` are those by the encoder."""
    if dates_exclude(left.event, right.event) or are_linked(left.event, right.event):
        return VETO
    if is_tied(left, right):
        return SURE
    weights = _weights()
    return (
        weights["bias"]
        + weights["encoder"] * seen
        + sum(weights.get(feature, 0.0) for feature in pair_features(left, right))
    )


def is_tied(left: Mention, right: Mention) -> bool:
    """True where one is the death or injury that the other led to, by their places in one sentence."""
    if left.sentence != right.sentence or left.token is None or right.token is None:
        return False
    if "ASSAULT" not in (left.event.type, right.event.type):
        return False
    return is_outcome(left.token, right.token) or is_outcome(right.token, left.token)


def are_linked(left: Event, right: Event) -> bool:
    """True where the report says that one answered the other, or was part of it: no event does so of itself."""
    return any(link.event == right.id for link in left.links) or any(link.event == left.id for link in right.links)


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
    words = same_stem(left.stem, right.stem)
    if words:
        yield "same word"
        yield "same word, same type" if a.type == b.type else "same word, other type"
        yield f"same word, {left.form} then {right.form}"
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
    if a.type == b.type == "ASSAULT" and _share_person(a, b):
        yield "one named person is the victim of both"
    yield from _figure_features(a, b)
    if a.aggregate != b.aggregate:
        yield "one is an aggregate"
    if (a.status in _DONE) != (b.status in _DONE):
        yield "one is done, one is not"
        if words:
            yield "same word, one is done, one is not"
    if right.token is not None and left.token is not None:
        yield from _word_features(left, right, left.token, right.token)
        if distance == 0:
            yield from _syntax_features(left.token, right.token)


def same_stem(left: str, right: str) -> bool:
    """True for forms of one word, and where one is the other with something before it: "airstrike", "strike"."""
    short, long = sorted((left, right), key=len)
    return short == long != "" or (len(short) >= SHORTEST_HEAD and long.endswith(short))


def _time_beside(event: Event) -> bool:
    """True where the date stands so near to the word that it can hardly belong to another."""
    time, mention = event.time, event.mentions[0]
    if time is None or time.start is None or time.end is None or time.basis == "inferred":
        return False
    return max(time.start - mention.end, mention.start - time.end) <= BESIDE


def _share_person(a: Event, b: Event) -> bool:
    """True where both were done to one person by name, who is seldom attacked twice."""
    named = [[p.name for p in e.targets if p.kind in _PERSONS and p.name[:1].isupper()] for e in (a, b)]
    return any(same_name(left, right) for left in named[0] for right in named[1])


def _figure_features(a: Event, b: Event) -> Iterator[str]:
    figures = [{(f.kind, f.low, f.high) for f in event.casualties} for event in (a, b)]
    if figures[0] & figures[1]:
        yield "figure fits"
    elif {kind for kind, *_ in figures[0]} & {kind for kind, *_ in figures[1]}:
        yield "figure differs"


def _word_features(left: Mention, right: Mention, first: Token, second: Token) -> Iterator[str]:
    if right.reference:
        yield f"later is {right.reference}"
        if second.tag_ == "NNS":
            yield "later is plural"
        if first.tag_ in ("NN", "NNP") and second.tag_ == "NNS":
            yield "one, then many"
    if left.modifiers and right.modifiers:
        shared = "differ" if left.modifiers.isdisjoint(right.modifiers) else "share"
        yield f"modifiers {shared}"
        if same_stem(left.stem, right.stem):
            yield f"same word, modifiers {shared}"
    yield f"{first.pos_[0]} then {second.pos_[0]}"


def _syntax_features(left: Token, right: Token) -> Iterator[str]:
    """How two words of one sentence hang together."""
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


def _form(token: Token) -> str:
    if token.pos_ not in ("VERB", "AUX"):
        return "noun"
    return "infinitive" if any(child.dep_ == "aux" and child.lower_ == "to" for child in token.children) else "verb"


def _reference(token: Token) -> str:
    """How a noun refers: to something known (definite), something new (indefinite), or it does not tell (bare)."""
    if token.pos_ not in ("NOUN", "PROPN"):
        return ""
    word = next((child.lower_ for child in token.children if child.dep_ in ("det", "amod", "nummod")), "")
    return "definite" if word in _DEFINITE else "indefinite" if word in _INDEFINITE else "bare"


def _modifiers(token: Token) -> frozenset[str]:
    """Lemmas of the nouns and adjectives that say which one it is: "rocket attack", "the attack on the embassy"."""
    children = list(token.children)
    children += [grandchild for child in token.children if child.dep_ == "prep" for grandchild in child.children]
    return frozenset(child.lemma_.lower() for child in children if child.dep_ in _MODIFIERS and child.is_alpha)
