"""Who may be actor or target of an event, and the chance of each.

The rules of `coding.arguments` come first, but do not have the last word: the parse errs, and whoever took part often
stands elsewhere in the sentence or near it, or speaks. So each phrase that names somebody is a candidate. What the
encoder says of the two words, what the rules gave it, and features in the tradition of semantic role
labelling (Gildea and Jurafsky 2002: path through the parse, position, voice, head) make a logistic score for each part,
whose weights are fitted on the training articles (`training/participants.py`) and stand in
`data/participant_features.tsv`.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from dateline import ontology
from dateline.coding import phrases
from dateline.coding.arguments import Found, is_passive
from dateline.coding.names import Cast
from dateline.coding.speakers import is_quoted, speaker_of
from dateline.heads import ROLES

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

PARTS = ("actor", "target")
SHARED = (*PARTS, "source")
_COLUMNS = {role: ROLES.index(role) for role in SHARED}
TAKEN = 0.5  # chance from which a candidate is on a side; tuned, as the next four, on a fifth of the training articles
FILLING = {"actor": 0.4, "target": 0.3}  # the same for the likeliest one of a side that would else be empty
ADDED = 0.6  # the same where the grammar gave the side somebody
DROPPED = {"actor": 0.4, "target": 0.2}  # chance under which one whom the grammar gave a part does not get it
SURE = 0.6  # chance from which one whom the grammar gave no part is no mere guess
LONGEST_PHRASE = 5  # words before the head of a phrase that are looked at
CLEAR = 8.0  # log odds beyond which the encoder is no surer
FAINT = -4.0  # log odds up to which it rules out whom no rule gave a part
KINDLESS_FAINT = -3.0  # the same for words that we do not know for people or bodies
ELSEWHERE = 0.05  # chance from which the encoder brings in a word of another sentence
MOST_ELSEWHERE = 3  # such words of each part
LONGEST_PATH = 5  # steps; a longer way through the parse tells no more than that it is long
_QUOTED = re.compile(r"'[^']*'")
_NEAR = 3  # candidates between trigger and candidate that are told apart
_BEFORE_NOUN = frozenset({"compound", "amod", "nmod"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ"})
_NAMING = frozenset({"NOUN", "PROPN", "PRON"})  # words that may name somebody though we do not know them


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """The head of a phrase that names somebody, and its features; `part` where the grammar's rules gave it one."""

    head: Token
    part: str  # "actor", "target" or ""
    rule: str  # by which rule, without the words of the report; "" where by none
    kindless: bool  # no word of ours for people or bodies: only the encoder speaks for it
    seen: Mapping[str, float]  # for each part the log odds by the encoder alone
    shares: Mapping[str, float]  # for each of SHARED the chance that of all words near these fill it
    features: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Scene:
    """What all candidates of one event share."""

    cast: Cast
    trigger: Token
    kind: str
    parts: Mapping[Token, str]  # what the grammar's rules gave
    speaker: Token | None
    quoted: bool
    order: tuple[int, ...]  # positions of the candidates in the sentence
    above: tuple[Token, ...]  # the trigger and the words that it depends on, up to the root
    voice: str


def find_candidates(cast: Cast, trigger: Token, kind: str, found: Sequence[Found]) -> list[Candidate]:
    """Who may take part in the event of type `kind` that `trigger` names: its sentence's in their order, then others.

    Args:
        cast: the people and bodies of the report.
        trigger: the word that names the event.
        kind: type of the event.
        found: what the grammar around the trigger shows.
    """
    heads = [trigger.doc[i] for i in _heads(trigger.doc) if i != trigger.i]
    speaker = speaker_of(cast.parsed, trigger)
    order = tuple(token.i for token in heads if not _is_kindless(token))
    if speaker is not None and speaker.doc != trigger.doc:
        heads.append(speaker)
    heads += [head for head in dict.fromkeys(_elsewhere(cast, trigger)) if head not in heads]
    parts = {head: part for head, part, _ in given_parts(found)}
    rules = {head: _QUOTED.sub("…", why) for head, _, why in given_parts(found)}
    quoted, above = is_quoted(cast.parsed, trigger), (trigger, *trigger.ancestors)
    scene = _Scene(cast, trigger, kind, parts, speaker, quoted, order, above, _voice(trigger))
    candidates = []
    for head, seen, shares in _seen(cast, trigger, heads):
        kindless = _is_kindless(head)
        if max(seen.values()) > (KINDLESS_FAINT if kindless else FAINT) or head in parts:
            candidates.append(
                Candidate(
                    head=head,
                    part=parts.get(head, ""),
                    rule=rules.get(head, ""),
                    kindless=kindless,
                    seen=seen,
                    shares=shares,
                    features=(*_features(scene, head), *([by_rule(rules[head])] if head in rules else [])),
                )
            )
    return candidates


def _voice(trigger: Token) -> str:
    """How the trigger stands: V in the active, P in the passive, N, A."""
    if trigger.pos_ in ("VERB", "AUX"):
        return "P" if is_passive(trigger) else "V"
    return "N" if trigger.pos_ in ("NOUN", "PROPN") else "A"


def given_parts(found: Iterable[Found]) -> Iterator[tuple[Token, str, str]]:
    """The heads that the grammar gave a part, each of those side by side by itself, with the part and the reason."""
    for item in found:
        for number, head in enumerate(phrases.members(phrases.counted_of(item.head))):
            yield head, ("target" if number else "actor") if item.part == "both" else item.part, item.why


def _seen(
    cast: Cast, trigger: Token, heads: Sequence[Token]
) -> Iterator[tuple[Token, dict[str, float], dict[str, float]]]:
    """Each head with the log odds by the encoder that it has a part in the event, and its share of each of SHARED.

    All are 0 where the encoder lacks a word.
    """
    readout, word = cast.parsed.readout, cast.parsed.word(trigger)
    if word is None:
        yield from ((head, dict.fromkeys(PARTS, 0.0), dict.fromkeys(SHARED, 0.0)) for head in heads)
        return
    known = [_words_of(cast, head) for head in heads]
    scores = iter(readout.roles(word, [other for words in known for other in words]).tolist())
    for head, words in zip(heads, known, strict=True):
        rows = [next(scores) for _ in words]
        best = {part: max((row[at] for row in rows), default=0.0) for part, at in _COLUMNS.items() if part in PARTS}
        shares = readout.shares(word, words).tolist()
        yield (
            head,
            {part: min(max(score, -CLEAR), CLEAR) for part, score in best.items()},
            {role: shares[at] for role, at in _COLUMNS.items()},
        )


def _elsewhere(cast: Cast, trigger: Token) -> Iterator[Token]:
    """Who in the sentences around may have a part by the encoder."""
    parsed = cast.parsed
    word = parsed.word(trigger)
    if word is None:
        return
    encoded = parsed.readout.encoded
    for part in PARTS:
        likely = parsed.readout.likely_fillers(word, part, ELSEWHERE)
        for filler in [one for one in likely if encoded.sentences[one] != encoded.sentences[word]][:MOST_ELSEWHERE]:
            token = parsed.head_at(*encoded.words[filler])
            while token is not None and not _may_take_part(token) and token.dep_ in _BEFORE_NOUN:
                token = token.head
            if token is not None and _may_take_part(token):
                yield token


def _words_of(cast: Cast, head: Token) -> list[int]:
    """The encoder's words of a phrase up to its head: whichever of them the encoder goes by speaks for it.

    Kept with the sentence, as all its events ask for them.
    """
    known: dict[int, list[int]] = head.doc.user_data.setdefault("words", {})
    if head.i not in known:
        first = max(head.left_edge.i, head.i - LONGEST_PHRASE)
        words = (cast.parsed.word(token) for token in head.doc[first : head.i + 1])
        known[head.i] = [word for word in words if word is not None]
    return known[head.i]


def choose(candidates: Sequence[Candidate], part: str, *, empty: bool) -> list[Candidate]:
    """Who takes a part beside those whom the grammar gives it: all that are likely; if it is empty, the likeliest."""
    other = next(name for name in PARTS if name != part)
    scored = [(chance(one, part), one) for one in candidates if not (one.part or one.kindless)]
    open_ = [(own, one) for own, one in scored if own >= chance(one, other)]
    likely = [one for own, one in open_ if own >= (TAKEN if empty else ADDED)]
    best = max(open_, key=lambda pair: pair[0], default=None)
    return likely or ([best[1]] if empty and best is not None and best[0] >= FILLING[part] else [])


def by_rule(rule: str) -> str:
    """The name of the feature of whom a rule gave a part."""
    return f"by {rule}"


def is_ruled_out(candidate: Candidate) -> bool:
    """True where the part that a rule gave is unlikely; a rule too rare for the training articles is trusted."""
    known = by_rule(candidate.rule) in weights()[candidate.part]
    return known and chance(candidate, candidate.part) < DROPPED[candidate.part]


def chance(candidate: Candidate, part: str) -> float:
    """The chance (0 … 1) that the candidate has this part in the event: logistic over its features."""
    known = weights()[part]
    return 1 / (
        1
        + math.exp(
            -known["bias"]
            - known["encoder"] * candidate.seen[part]
            - sum(known.get(feature, 0.0) for feature in candidate.features)
        )
    )


@cache
def weights() -> Mapping[str, Mapping[str, float]]:
    """For each part the weights of the features, as trained."""
    found: dict[str, dict[str, float]] = {part: {"bias": 0.0, "encoder": 0.0} for part in PARTS}
    for row in ontology.table("participant_features.tsv", "part", "feature", "weight"):
        found[row["part"]][row["feature"]] = float(row["weight"])
    return found


def _heads(doc: Doc) -> tuple[int, ...]:
    """Indices of the words that may take part in an event, kept with the sentence as all its events ask for them."""
    if "heads" not in doc.user_data:
        doc.user_data["heads"] = tuple(token.i for token in doc if _may_take_part(token))
    heads: tuple[int, ...] = doc.user_data["heads"]
    return heads


def _may_take_part(token: Token) -> bool:
    """True for the head of a phrase that may name somebody, whether or not we know its word for people or bodies."""
    if token.dep_ in _BEFORE_NOUN:
        return bool(ontology.country_of(token.text) or phrases.group_of(token.text))
    if token.dep_ == "poss" and token.ent_type_ == "PERSON" and token.head.lemma_.lower() in phrases.sites():
        return False  # a person's ship is no person
    return token.pos_ in _NAMING or (token.pos_ in _NOMINAL and not _is_kindless(token))


def _is_kindless(head: Token) -> bool:
    return phrases.kind_of(head) is None and not phrases.is_counted(head)


def _features(scene: _Scene, head: Token) -> Iterator[str]:
    yield from _who(scene, head)
    yield from _rules(scene, head)
    if scene.speaker is not None and scene.speaker == head:
        yield "speaker"
        yield f"speaker type={scene.kind}"
        yield f"speaker quoted={scene.quoted}"
    elif scene.quoted:
        yield "in quotes, not the speaker"
    if head.doc == scene.trigger.doc:
        yield from _where(scene, head)
    else:
        yield "elsewhere"


def _who(scene: _Scene, head: Token) -> Iterator[str]:
    """What kind of participant it is, and how much the report speaks of it."""
    person = scene.cast.identify(head)
    kind = person.kind if person is not None else "nobody"
    pronoun = head.lower_ if phrases.is_pronoun(head) else ""
    yield f"kind={kind}"
    yield f"type={scene.kind}"
    yield f"kind={kind} type={scene.kind}"
    yield f"named={head.pos_ == 'PROPN'}"
    if pronoun:
        yield f"pronoun={pronoun}"
    told = scene.cast.times_told(person.name) if person is not None else 0
    yield f"told={min(told.bit_length(), 5)}"


def _rules(scene: _Scene, head: Token) -> Iterator[str]:
    """What the grammar's rules gave this candidate, and what they gave the others."""
    own = scene.parts.get(head, "")
    others = "+".join(sorted({part for other, part in scene.parts.items() if other != head}))
    yield f"rule={own} others={others}"
    yield f"rule={own} type={scene.kind}"
    if not own:
        yield f"no rule, others={others} type={scene.kind}"


def _where(scene: _Scene, head: Token) -> Iterator[str]:
    """How it stands to the trigger in the sentence."""
    trigger, voice = scene.trigger, scene.voice
    first = head
    while first.dep_ == "conj" and first.head.pos_ in _NOMINAL:
        first = first.head
    way = path(scene.above, first)
    yield f"path={voice} {way}".rstrip()
    yield f"path={voice} {way} type={scene.kind}"
    yield f"path={voice} {way} named={head.pos_ == 'PROPN'}"
    yield f"dep={first.dep_} voice={voice}"
    side = "before" if head.i < trigger.i else "after"
    between = bisect_left(scene.order, max(head.i, trigger.i)) - bisect_right(scene.order, min(head.i, trigger.i))
    yield f"{side} by {min(between, _NEAR)} voice={voice}"
    yield f"{side} type={scene.kind}"
    yield f"distance={min(abs(head.i - trigger.i).bit_length(), 6)}"


def path(above: Sequence[Token], end: Token) -> str:
    """The way through the parse: "^dobj nsubj" goes up from an object to its verb and down to the subject.

    Args:
        above: the word at which it begins, and those that this depends on, up to the root.
        end: the word to which it leads.
    """
    places = {token.i: number for number, token in enumerate(above)}
    down: list[Token] = []
    current = end
    while current.i not in places:
        if current.head == current:
            return "apart"  # the parser made two sentences of it
        down.append(current)
        current = current.head
    steps = [f"^{_label(token)}" for token in above[: places[current.i]]]
    steps += [_label(token) for token in reversed(down)]
    steps = [step for step in steps if step not in ("^conj", "conj")]
    return " ".join(steps) if len(steps) <= LONGEST_PATH else "long"


def _label(token: Token) -> str:
    return f"{token.dep_}:{token.lower_}" if token.dep_ in ("prep", "agent") else token.dep_
