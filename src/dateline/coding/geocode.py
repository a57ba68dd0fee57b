"""Where it happened: the most specific named place that the report gives for each event.

Each name of a place near the word that names the event is weighed by how the two hang together in the sentence, or,
across sentences, by distance and kind. The weights are a logistic regression over yes-or-no features
(`place_weights.tsv`), fitted on the training articles, so that `confidence` is about the chance of being right.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from dateline import ontology
from dateline.coding.phrases import kept
from dateline.coding.seen import seen_as
from dateline.coding.toponyms import LOCATIVE, Toponym, find_toponyms
from dateline.gazetteer import fold, open_gazetteer
from dateline.model import Event, Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from spacy.tokens import Doc, Token

    from dateline.coding.stage import Coding
    from dateline.language import Parsed

THRESHOLD = 0.35  # chance from which a place is given; tuned on a fifth of the training articles
REACH = 6  # sentences back from the event in which its place may be named
_GRAIN = {"site": 0, "city": 1, "region": 2, "admin1": 2, "country": 3}
_CLOSE = frozenset({"prep", "clause", "argument", "modifier", "object", "held"})
_CLAUSAL = frozenset({"conj", "xcomp", "ccomp", "advcl", "acl", "relcl", "pcomp", "parataxis"})
_VISITS = frozenset(
    {"visit", "tour", "trip", "enter", "reach", "arrive", "leave", "flee", "seize", "capture", "retake", "control"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What is known of a report's places before any event gets one.

    `told` holds, for each place name (folded), the lemmas and types of the events to which it is bound in a sentence.
    """

    parsed: Parsed
    toponyms: tuple[Toponym, ...]
    counts: Counter[str]
    docs: Mapping[int, Doc]
    told: Mapping[str, frozenset[str]]
    main: str  # the name of a town or site that stands there most often
    country: str  # where most of the named places lie


def find_places(coding: Coding) -> Coding:
    """Give each event the place that its report most likely tells for it, none where none is likely enough."""
    if not coding.events:
        return coding
    scene = survey(coding)
    if not scene.toponyms:
        return coding
    return coding.with_events(tuple(_placed(event, scene) for event in coding.events))


def survey(coding: Coding) -> Scene:
    """All places that a report names, and the events that stand beside them."""
    parsed = coding.parsed
    toponyms = find_toponyms(parsed, open_gazetteer())
    docs = {sentence.index: doc for sentence, doc in parsed.parsed_sentences()}
    told: dict[str, set[str]] = {}
    for event in coding.events:
        trigger = _trigger(event, parsed)
        here = parsed.sentence_at(event.mentions[0].start).index
        for toponym in toponyms:
            if trigger is None or toponym.sentence != here:
                continue
            if _bond(trigger, docs[here][toponym.root]) in _CLOSE:
                told.setdefault(fold(toponym.name), set()).update((trigger.lemma_.lower(), event.type))
    counts = Counter(fold(toponym.name) for toponym in toponyms)
    towns = Counter(fold(toponym.name) for toponym in toponyms if toponym.level in ("city", "site"))
    lands = Counter(toponym.country for toponym in toponyms if toponym.country)
    return Scene(
        parsed=parsed,
        toponyms=toponyms,
        counts=counts,
        docs=docs,
        told={name: frozenset(words) for name, words in told.items()},
        main=next((name for name, _ in towns.most_common(1)), ""),
        country=next((code for code, _ in lands.most_common(1)), ""),
    )


def _trigger(event: Event, parsed: Parsed) -> Token | None:
    mention = event.mentions[0]
    return parsed.head_at(mention.start, mention.end)


def _placed(event: Event, scene: Scene) -> Event:
    scored = [
        (_chance(features), -order, toponym, features)
        for order, (toponym, features) in enumerate(candidates(event, scene))
    ]
    if not scored:
        return event
    chance, _, toponym, features = max(scored, key=lambda item: item[:2])
    if chance < THRESHOLD:
        return event
    return replace(event, place=_place(toponym, chance), why=(*event.why, _reason(toponym, features)))


def _place(toponym: Toponym, chance: float) -> Place:
    entry = toponym.entry
    return Place(
        name=toponym.name,
        level=toponym.level,
        country=toponym.country,
        admin1=entry.admin1 if entry else toponym.state,
        geonameid=entry.geonameid if entry else None,
        lat=entry.lat if entry else None,
        lon=entry.lon if entry else None,
        confidence=round(chance, 2),
        start=toponym.span.start,
        end=toponym.span.end,
        text=toponym.span.text,
    )


def _reason(toponym: Toponym, features: Sequence[str]) -> str:
    bond = next((name.partition("=")[2] for name in features if name.startswith("bond=")), "")
    if bond:
        return f"place {toponym.name!r}: {_WORDS.get(bond, 'same sentence')}"
    return f"place {toponym.name!r}: named nearby, not in the same sentence"


_WORDS = {
    "prep": "preposition on the event's own word",
    "clause": "preposition in the event's clause",
    "argument": "preposition on a participant of the event",
    "modifier": "stands before the event's word",
    "held": "preposition in the clause that describes the event",
    "object": "object of the event's word",
}


@cache
def _weights() -> dict[str, float]:
    return {row["feature"]: float(row["weight"]) for row in ontology.table("place_weights.tsv", "feature", "weight")}


def _chance(features: Sequence[str]) -> float:
    weights = _weights()
    return 1 / (1 + math.exp(-sum(weights.get(feature, 0.0) for feature in features)))


def candidates(event: Event, scene: Scene) -> Iterator[tuple[Toponym, tuple[str, ...]]]:
    """The places that an event may have, each with the features by which it is weighed."""
    trigger = _trigger(event, scene.parsed)
    here = scene.parsed.sentence_at(event.mentions[0].start).index
    local = [toponym for toponym in scene.toponyms if toponym.sentence == here]
    for toponym in scene.toponyms:
        away = here - toponym.sentence
        if not (-1 <= away <= REACH or toponym.sentence == 0 or (here == 0 and away >= -3)):
            continue
        features = _common(event, toponym, scene)
        if trigger is not None:
            seen = seen_as(scene.parsed, trigger, "place", toponym.span.start, toponym.span.end)
            features += [seen, f"{seen} {'here' if away == 0 else 'away'}", f"{seen} level={toponym.level}"]
        if away == 0 and trigger is not None:
            features += _beside(event, trigger, toponym, local, scene)
        else:
            features += _apart_from(event, trigger, toponym, away, scene)
            features.append(f"away,local={bool(local)},{_group(event.type)}")
        yield toponym, tuple(features)


def _common(event: Event, toponym: Toponym, scene: Scene) -> list[str]:
    root = scene.docs[toponym.sentence][toponym.root]
    name = fold(toponym.name)
    features = [
        "bias",
        f"group={_group(event.type)}",
        f"level={toponym.level}",
        f"known={toponym.entry is not None}",
        f"often={min(scene.counts[name], 4)}",
        f"role={_role(root)}",
        f"main={name == scene.main}",
        f"home={toponym.country == scene.country},{toponym.level == 'country'}",
    ]
    if _is_dateline(root):
        features.append("dateline")
    return features


def _beside(event: Event, trigger: Token, toponym: Toponym, local: Sequence[Toponym], scene: Scene) -> list[str]:
    root = scene.docs[toponym.sentence][toponym.root]
    group, bond = _group(event.type), _bond(trigger, root)
    role = bond if bond == "modifier" else _role(root)
    distance = abs(trigger.i - toponym.root)
    side = "after" if toponym.root > trigger.i else "before"
    nearest = min(abs(trigger.i - other.root) for other in local) == distance
    finer = any(_GRAIN[other.level] < _GRAIN[toponym.level] for other in local)
    features = [
        f"bond={bond}",
        f"bond,role={bond},{role}",
        f"bond,group={bond},{group}",
        f"bond,level={bond},{toponym.level}",
        f"role,group={role},{group}",
        f"distance={_bucket(distance)},{side}",
        f"nearest={nearest}",
        f"level,here={toponym.level}",
        f"finer={finer},{toponym.level}",
    ]
    if bond == "object":
        features.append(f"object,lemma={trigger.lemma_.lower() in _VISITS}")
    return features


def _apart_from(event: Event, trigger: Token | None, toponym: Toponym, away: int, scene: Scene) -> list[str]:
    group = _group(event.type)
    root = scene.docs[toponym.sentence][toponym.root]
    told = scene.told.get(fold(toponym.name), frozenset())
    echo = (
        "lemma" if trigger is not None and trigger.lemma_.lower() in told else "type" if event.type in told else "none"
    )
    title = toponym.sentence == 0
    return [
        f"away={_apart(away, toponym.sentence)}",
        f"away,group={'title' if title else 'body'},{group}",
        f"away,role={_role(root)}",
        f"away,level={toponym.level}",
        f"away,place={_last_named(toponym, scene.toponyms, scene.parsed.sentence_at(event.mentions[0].start).index)}",
        f"echo={echo}",
        f"echo,level={echo},{toponym.level}",
        f"echo,group={echo},{group}",
        f"away,main={fold(toponym.name) == scene.main},{group}",
    ]


def _group(kind: str) -> str:
    if kind in ("ASSAULT", "PROTEST", "CONSULT", "COERCE", "SANCTION", "ACCUSE", "MOBILIZE", "RETREAT"):
        return kind.lower()
    return "deed" if ontology.types()[kind].material else "word"


def _bucket(distance: int) -> str:
    return next((f"<{limit}" for limit in (3, 6, 10, 16, 25) if distance < limit), "far")


def _apart(away: int, sentence: int) -> str:
    if sentence == 0:
        return "title"
    return "next" if away < 0 else str(min(away, 4))


def _last_named(toponym: Toponym, toponyms: Sequence[Toponym], here: int) -> str:
    """Say "last" where no other place is named between this one and the event's sentence."""
    later = any(t.sentence < here and toponym.span.start < t.span.start for t in reversed(toponyms))
    return "earlier" if later else "last"


@kept
def _role(root: Token) -> str:
    """How a name stands in its sentence: its preposition, or its dependency."""
    token = root
    for _ in range(4):
        if token.dep_ in ("conj", "appos") and token.head != token:
            token = token.head
    head = token.head
    if token.dep_ == "pobj" or head.pos_ == "ADP":
        word = head.lower_
        if word in ("in", "at", "on", "of", "from", "to", "into", "near", "against"):
            return word
        return "locative" if word in LOCATIVE else "other-prep"
    if token.dep_ in ("compound", "nmod", "amod", "poss"):
        if head.head.lower_ in LOCATIVE and head.dep_ == "pobj":
            return "modifier-in"
        return "poss" if token.dep_ == "poss" else "modifier"
    if token.dep_ in ("nsubj", "nsubjpass", "dobj", "npadvmod"):
        return token.dep_
    return "other"


def _bond(trigger: Token, root: Token) -> str:
    """How a name hangs on the word that names the event."""
    chain = [root, *root.ancestors]
    if trigger in chain:
        return _below(chain[: chain.index(trigger)])
    if root.head == trigger.head and root.dep_ in ("compound", "nmod", "poss"):
        return "modifier"
    above = [trigger, *trigger.ancestors]
    common = next((token for token in chain if token in above), None)
    if common is None:
        return "none"
    path = chain[: chain.index(common)]
    climb = above[: above.index(common)]
    if any(token.dep_ in _CLAUSAL for token in path):
        return "other-clause"
    jumps = sum(token.dep_ in _CLAUSAL or token.dep_ == "ROOT" for token in climb)
    if not path:
        return "over"
    top = path[-1]
    if top.dep_ == "prep":
        return "clause" if jumps == 0 else "upper-clause" if jumps == 1 else "far-clause"
    if top.dep_ in ("nsubj", "nsubjpass"):
        return "subject"
    return "sibling" if jumps == 0 else "upper"


def _below(path: Sequence[Token]) -> str:
    deps = [token.dep_ for token in path]
    if any(dep in _CLAUSAL and dep != "conj" for dep in deps):
        return "held" if deps[1:] in (["prep", "acl"], ["prep", "relcl"], ["prep", "prep", "acl"]) else "sub-clause"
    top = deps[-1] if deps else "self"
    if top == "prep":
        return "prep" if len(deps) <= 2 or "prep" not in deps[:-1] else "prep-deep"
    if top in ("compound", "nmod", "amod", "poss"):
        return "modifier"
    if top == "nsubj":
        return "subject"
    if "prep" in deps:
        return "argument"
    if top in ("dobj", "nsubjpass"):
        return "object"
    return "below"


@kept
def _is_dateline(root: Token) -> bool:
    """True for "ANKARA (Reuters) -": a name that opens the sentence before a bracket or dash."""
    doc: Doc = root.doc
    return (
        root.i <= 2
        and (root.head == root or root.is_upper)
        and any(t.text in ("-", "–", "—", "--") for t in doc[root.i + 1 : root.i + 12])
    )
