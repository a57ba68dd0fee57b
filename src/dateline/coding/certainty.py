"""How real an event is: its status, from mood, negation, aspect, the words it is embedded in, and the encoder.

What the grammar shows at a mention (`judge`) and what the encoder says of its word make a score for each status, by a
log-linear model whose weights are fitted on the training articles (`training/status.py`) and stand in
`data/status_weights.tsv`. The status of an event is the one with the highest sum over its mentions;
but what grammar and layers of speech agree in telling as not so is denied, which the articles have too seldom to teach.

The scale of `factuality` is that of FactBank (Saurí and Pustejovsky 2009) as numbers: 3 certainly happened, 0 nothing
said of it, -3 certainly did not. It is what the encoder's layers of speech say of the mentions, on the scale of news,
within the bounds of the status and of who says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, cast, get_args

from dateline import ontology
from dateline.coding.senses import ENCODER, Evidence, Weights, load_weights, scores
from dateline.coding.stage import Coding
from dateline.errors import DataError
from dateline.heads import STATUSES
from dateline.language import Parsed
from dateline.model import Claim, Event, Status
from dateline.sayings import MOST

if TYPE_CHECKING:
    from spacy.tokens import Token

BOUNDS: dict[Status, tuple[float, float]] = {  # of factuality
    "happened": (0.5, 3.0),
    "ongoing": (0.5, 3.0),
    "planned": (0.0, 2.0),
    "threatened": (-0.5, 1.5),
    "hypothetical": (-1.0, 1.0),
    "denied": (-3.0, -0.5),
}
ATTRIBUTED = 2.0  # at most, of what somebody else says, and nobody confirms
DOUBTED = 1.0  # at most, of what nobody named is said to have said, or what one source says and another denies
DOUBTFUL = -0.5  # degree below which these speak against an event
CLIMB = 4  # so many governors of a trigger are asked

_CONDITIONS: dict[str, Status] = {
    "if": "hypothetical",
    "unless": "hypothetical",
    "whether": "hypothetical",
    "lest": "hypothetical",
    "until": "planned",
}
# A speech act is made by being told; what is negated or future in it is its content ("will not provide aid").
_SPEECH_ACTS = frozenset({"ACCUSE", "REQUEST", "REJECT", "THREATEN"})
_CONCESSIONS = frozenset({"AGREE", "CONCEDE", "SUPPORT"})
_STATES = frozenset({"COERCE", "SUPPORT", "MOBILIZE", "AID"})  # types whose acts last, as being held does
_PRESENT = frozenset({"VBZ", "VBP"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A status and the word that decided it."""

    status: Status
    reason: str


@cache
def embedding() -> dict[tuple[str, str, str], Status]:
    """Status of what stands in the scope of a word, by lemma, part of speech and frame.

    Raises:
        DataError: the table names a status that there is not, or a word's frame twice.
    """
    found: dict[tuple[str, str, str], Status] = {}
    for row in ontology.table("embedding.tsv", "lemma", "pos", "frames", "status"):
        if row["status"] not in get_args(Status):
            raise DataError(f"data/embedding.tsv: {row['lemma']} has no status {row['status']!r}")
        for frame in ontology.several(row["frames"]):
            key = (row["lemma"], row["pos"], frame)
            if key in found:
                raise DataError(f"data/embedding.tsv: {row['lemma']} ({row['pos']}, {frame}) stands there twice")
            found[key] = cast("Status", row["status"])
    return found


def judge_status(coding: Coding) -> Coding:
    """Give each event its status."""
    return coding.with_events(tuple(_judged(coding, event) for event in coding.events))


def status_of(parsed: Parsed, mentions: Sequence[Event]) -> Status:
    """The status of one event, which all `mentions` (events of one mention each; at least one) tell of."""
    if all(_is_told_as_not_so(parsed, mention) for mention in mentions):
        return "denied"
    totals = dict.fromkeys(STATUSES, 0.0)
    for mention in mentions:
        for status, score in scores(_weights(), evidence_of(parsed, mention), STATUSES).items():
            totals[cast("Status", status)] += score
    return max(STATUSES, key=lambda status: totals[status])


def _is_told_as_not_so(parsed: Parsed, event: Event) -> bool:
    """True where the grammar negates the one mention of an event, and the layers of speech hear that too."""
    judgement = judgement_of(parsed, event)
    word = parsed.readout.encoded.word_at(event.mentions[0].start)
    if judgement is None or judgement.status != "denied" or word is None:
        return False
    return parsed.readout.told.degree(word) < DOUBTFUL


def evidence_of(parsed: Parsed, event: Event) -> Evidence:
    """What the model sees of an event of one mention."""
    mention = event.mentions[0]
    token = parsed.head_at(mention.start, mention.end)
    if token is None:
        return Evidence(shares={ENCODER: {}}, features=(f"type={event.type}",))
    word = parsed.word(token)
    chances = {} if word is None else dict(zip(STATUSES, parsed.readout.statuses(word).tolist(), strict=True))
    judgement = judgement_of(parsed, event)
    rule = judgement.status if judgement else "none"
    return Evidence(
        shares={ENCODER: chances},
        features=(
            "any word",
            f"type={event.type}",
            f"tag={token.tag_}",
            f"rule={rule}",
            f"rule={rule} type={event.type}",
            *(["in title"] if mention.start < parsed.document.body_start else []),
        ),
    )


@cache
def _weights() -> Weights:
    return load_weights("status_weights.tsv")


def judgement_of(parsed: Parsed, event: Event) -> Judgement | None:
    """What the grammar shows at the one mention of an event."""
    mention = event.mentions[0]
    token = parsed.head_at(mention.start, mention.end)
    return None if token is None else judge(token, event.type, headline=mention.start < parsed.document.body_start)


def _judged(coding: Coding, event: Event) -> Event:
    judgement = judgement_of(coding.parsed, event)
    status = status_of(coding.parsed, [event])
    why = event.why
    if judgement and judgement.status == status:
        why = (*why, f"{status}: {judgement.reason}")
    elif judgement or status != "happened":
        why = (*why, f"{status}: likely by what stands around it")
    return replace(event, status=status, why=why)


def judge_factuality(coding: Coding) -> Coding:
    """Give each event its factuality; it needs the claims of the whole event."""
    told = coding.parsed.readout.told
    events = []
    for event in coding.events:
        words = [coding.parsed.readout.encoded.word_at(mention.start) for mention in event.mentions]
        degrees = [told.degree(word) for word in words if word is not None]
        degree = sum(degrees) / len(degrees) if degrees else 0.0
        events.append(replace(event, factuality=factuality_of(event.status, event.claims, degree)))
    return coding.with_events(tuple(events))


def factuality_of(status: Status, claims: Iterable[Claim], degree: float) -> float:
    """How real an event of this status and degree is when these sources tell of it: -3 … 3, to one decimal."""
    low, high = BOUNDS[status]
    return round(max(low, min(high, degree, _most(claims))), 1)


def _most(claims: Iterable[Claim]) -> float:
    """The highest factuality of what these sources tell."""
    told = [(claim.source, claim.stance) for claim in claims]
    stances, sources = {stance for _, stance in told}, {source for source, _ in told}
    if "denies" in stances or sources == {"unnamed"}:
        return DOUBTED
    return ATTRIBUTED if sources and "reporter" not in sources and "confirms" not in stances else MOST


def judge(token: Token, kind: str, *, headline: bool = False) -> Judgement | None:
    """What decides the status of an event, None where nothing speaks against its having happened.

    Args:
        token: the word that names the event.
        kind: its type; a speech act is not undone by a negation in what it says.
        headline: it stands in a title, whose present tense tells of the past.
    """
    verb = token.pos_ in ("VERB", "AUX")
    signs = [*(_verb_signs(token) if verb else _noun_signs(token)), *_outer_signs(token)]
    if kind in _SPEECH_ACTS:
        signs = [sign for sign in signs if sign.status == "ongoing" and kind == "ACCUSE"]
    elif kind in _CONCESSIONS:
        signs = [sign for sign in signs if sign.status in ("ongoing", "hypothetical")]
    if signs and signs[0].status == "planned":
        return next((sign for sign in signs if sign.status == "hypothetical"), signs[0])
    if signs:
        return signs[0]
    return None if headline else _lasting(token, kind)


def _verb_signs(token: Token) -> Iterator[Judgement]:
    children = list(token.children)
    if token.dep_ == "conj" and not any(c.dep_ in ("aux", "nsubj", "nsubjpass") for c in children):
        children += [c for c in token.head.children if c.dep_ in ("aux", "neg")]
    for child in children:
        if child.dep_ == "neg" or child.lower_ == "never":
            yield Judgement(status="denied", reason=f"negated by {child.text!r}")
        if child.dep_ in ("nsubj", "nsubjpass", "dobj") and _without(child):
            yield Judgement(status="denied", reason="negated by 'no'")
    for child in children:
        if child.dep_ in ("aux", "auxpass") and child.tag_ == "MD":
            status = embedding().get((child.lower_, "M", "modal"))
            if status:
                yield Judgement(status=status, reason=f"modal {child.text!r}")
    if token.tag_ == "VBG" and any(c.dep_ == "aux" and c.tag_ in _PRESENT for c in children):
        going = any(
            c.lower_ == "to" and c.dep_ == "aux" for x in token.children if x.dep_ == "xcomp" for c in x.children
        )
        if not (token.lemma_ == "go" and going):
            yield Judgement(status="ongoing", reason="present progressive")
    if any(c.lower_ == "being" for c in children) and any(c.dep_ == "aux" and c.tag_ in _PRESENT for c in children):
        yield Judgement(status="ongoing", reason="present progressive passive")


def _without(noun: Token) -> bool:
    return noun.lower_ in ("no", "none", "nobody", "nothing") or any(t.lower_ == "no" for t in noun.children)


def _noun_signs(token: Token) -> Iterator[Judgement]:
    for child in token.children:
        if child.dep_ in ("amod", "det", "compound", "nmod"):
            status = embedding().get((child.lower_, "B", "beside"))
            if status:
                yield Judgement(status=status, reason=f"{child.text!r} beside it")


def _outer_signs(token: Token) -> Iterator[Judgement]:
    """Signs from the words that a trigger depends on, the nearest first."""
    at = token
    for _ in range(CLIMB):
        for mark in at.children:
            if mark.dep_ in ("mark", "advmod") and mark.lower_ in _CONDITIONS:
                yield Judgement(status=_CONDITIONS[mark.lower_], reason=f"condition {mark.text!r}")
        head = at.head
        if head.i == at.i:
            return
        if at.dep_ == "acl" and at.tag_ in ("VBN", "VBD") and head.dep_ == "dobj":  # "ordered 750 soldiers deployed"
            governor = head.head
            status = embedding().get((governor.lemma_.lower(), "V", "object"))
            if status:
                yield Judgement(status=status, reason=f"in the scope of {governor.text!r}")
            return
        frames = _frames(at)
        key = {"VERB": "V", "AUX": "V", "NOUN": "N", "ADJ": "A"}.get(head.pos_, "")
        for name in frames:
            status = embedding().get((head.lemma_.lower(), key, name))
            if status:
                yield Judgement(status=status, reason=f"in the scope of {head.text!r}")
        if key == "N" and "inf" in frames:
            yield from _noun_signs(head)
        if key == "V" and _carries(head, frames):
            yield from _verb_signs(head)
        if at.dep_ == "prep" or (not frames and at.dep_ not in ("conj", "pobj", "pcomp")):
            return
        at = head


def _carries(head: Token, frames: tuple[str, ...]) -> bool:
    """True where the mood of a governor is that of what it governs: "may try to attack", "will launch an attack"."""
    if "inf" in frames or "gerund" in frames or any((head.lemma_.lower(), "V", name) in embedding() for name in frames):
        return "clause" not in frames
    return any((head.lemma_.lower(), name) in _light() for name in frames)


@cache
def _light() -> frozenset[tuple[str, str]]:
    """Verbs that lend their mood to the noun beside them, each with the place of the noun."""
    rows = ontology.table("light_verbs.tsv", "lemma", "frames")
    return frozenset((row["lemma"], frame) for row in rows for frame in ontology.several(row["frames"]))


def _lasting(token: Token, kind: str) -> Judgement | None:
    """Ongoing where the word or its tense tells of something that lasts."""
    pos = {"VERB": "V", "AUX": "V", "NOUN": "N", "PROPN": "N"}.get(token.pos_, "")
    state = embedding().get((token.lemma_.lower(), pos, "state"))
    tenses = {c.tag_ for c in token.children if c.dep_ in ("aux", "auxpass")}
    past = token.tag_ == "VBD" or "VBD" in tenses or (token.tag_ == "VBN" and "VBZ" in tenses and pos == "V")
    governor = token.head
    if pos == "V" and token.tag_ == "VB":
        return None
    finished = pos == "N" and token.dep_ in ("nsubj", "nsubjpass", "dobj") and governor.tag_ == "VBD"
    if state and not past and not finished:
        return Judgement(status=state, reason=f"{token.lemma_!r} lasts")
    if pos == "V" and kind in _STATES:
        perfect = any(c.lower_ in ("has", "have", "had", "’ve", "'ve") for c in token.children if c.dep_ == "aux")
        if token.tag_ in _PRESENT:
            return Judgement(status="ongoing", reason="present tense of a lasting act")
        if token.tag_ == "VBN" and tenses & _PRESENT and not perfect:
            return Judgement(status="ongoing", reason="present passive of a lasting act")
    return None


def _frames(token: Token) -> tuple[str, ...]:
    """How a token stands under its governor, in the words of the table."""
    infinitive = any(c.dep_ == "aux" and c.lower_ == "to" for c in token.children)
    if token.dep_ in ("xcomp", "acl", "advcl", "ccomp", "relcl") and infinitive:
        return ("inf",)
    if token.dep_ == "ccomp" or (token.dep_ == "acl" and any(c.lower_ == "that" for c in token.children)):
        return ("clause",)
    if token.dep_ in ("dobj", "nsubjpass"):
        return ("object",)
    if token.dep_ == "xcomp":
        return ("gerund",)
    if token.dep_ == "prep":
        return (token.lower_, "prep")
    if token.dep_ in ("nsubj", "attr"):
        return ("subject",)
    return ()
