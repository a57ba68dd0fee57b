"""Who says so: the claims on each event, from reported speech, quotations and named reports.

What stands in nobody's mouth is the outlet's own word, the source "reporter".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from dateline.coding.names import Cast
from dateline.coding.sources import REPORTER
from dateline.coding.speech import cue_of, speaker
from dateline.coding.stage import Coding
from dateline.coding.voices import NOBODY, SPEAKING, Attribution, Voices
from dateline.language import Parsed
from dateline.model import Casualty, Claim, Event, Stance

if TYPE_CHECKING:
    from spacy.tokens import Token

_PLAIN_ACTS = frozenset({"ACCUSE", "REQUEST", "REJECT", "THREATEN"})
_SPEECH_ACTS = _PLAIN_ACTS | {"AGREE", "CONCEDE", "SUPPORT"}
_SAME = frozenset({"i", "we", "it", "he", "she", "they", "you", "this", "that", "there"})  # may be the speaker
_FUTURE = frozenset({"will", "shall", "’ll", "'ll", "would"})


def find_claims(coding: Coding) -> Coding:
    """Give each event its claims, and each casualty figure the source that tells it."""
    voices = Voices(coding.parsed, coding.cast or Cast(coding.parsed))
    events = tuple(_with_claims(coding.parsed, event, voices) for event in coding.events)
    return replace(coding, events=events, voices=voices)


def merge_claims(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """The claims of the mentions of one event, one for each source; its first stance that is more than `asserts`."""
    merged: dict[str, Claim] = {}
    for claim in claims:
        known = merged.get(claim.source)
        if known is None or (known.stance == "asserts" and claim.stance != "asserts"):
            merged[claim.source] = claim
    return tuple(merged.values())


def _with_claims(parsed: Parsed, event: Event, voices: Voices) -> Event:
    mention = event.mentions[0]
    token = parsed.head_at(mention.start, mention.end)
    covering = voices.covering(mention.start, mention.end)
    figures = tuple(_with_source(figure, voices) for figure in event.casualties)
    if not covering or _own_word(event, token, covering):
        own = Claim(source=REPORTER, source_kind=REPORTER)
        return replace(event, casualties=figures, claims=(own,))
    claims = merge_claims(_claim(parsed, attribution, event, token) for attribution in covering)
    first = claims[0]
    reason = f"told by {first.source!r}, cue {first.cue.text!r}" if first.cue else f"told by {first.source!r}"
    blame = next((i for i, claim in enumerate(claims) if claim.stance == "blames"), None)
    blamed = blame is not None and all(claim.stance == "blames" for claim in claims)
    actors = tuple(replace(actor, blamed_by=blame) for actor in event.actors) if blamed else event.actors
    return replace(event, actors=actors, casualties=figures, claims=claims, why=(*event.why, reason))


def _with_source(figure: Casualty, voices: Voices) -> Casualty:
    """The figure with its innermost named source, where it stands in somebody's mouth and has none yet.

    A single victim ("killed a man") is no count that sources could differ about.
    """
    if figure.start is None or figure.end is None or figure.source is not None or figure.low == figure.high == 1:
        return figure
    covering = [a for a in voices.covering(figure.start, figure.end) if a.source != NOBODY and a.frame in SPEAKING]
    return replace(figure, source=covering[0].source.name) if covering else figure


def _claim(parsed: Parsed, attribution: Attribution, event: Event, token: Token | None) -> Claim:
    evidence = attribution.evidence
    return Claim(
        source=attribution.source.name,
        source_kind=attribution.source.kind,
        stance=_stance(attribution, event, token),
        cue=attribution.cue,
        quote=parsed.document.span(attribution.start, attribution.end),
        start=evidence.start,
        end=evidence.end,
        text=evidence.text,
    )


def _stance(attribution: Attribution, event: Event, token: Token | None) -> Stance:
    """The stance of the cue, sharpened by what is said: "said its jets struck the depot" claims responsibility."""
    if attribution.stance != "asserts" or token is None:
        return attribution.stance
    if any(child.dep_ == "neg" for child in token.children):
        return "denies"
    if any(child.tag_ == "MD" and child.lower_ in _FUTURE for child in token.children):
        return "announces"
    if event.type != "ASSAULT" or not event.actors:
        return "asserts"
    words = {word.casefold() for word in attribution.source.name.split()} - {"the", "a", "an", "of"}
    own = any(words & {word.casefold() for word in actor.name.split()} for actor in event.actors)
    if own and attribution.source.kind in ("military", "armed-group", "official"):
        return "claims-responsibility"
    return "asserts" if own else "blames"


def _own_word(event: Event, token: Token | None, covering: list[Attribution]) -> bool:
    """True where the outlet itself stands for the event, though a source speaks of it.

    A speech act made in a quotation is told by who quotes it ("“They must go,” she said" is her demand), and a meeting
    that a source only refers to ("said the talks had been useful") is as well known to the outlet.
    """
    if not covering or token is None:
        return False
    if event.type == "CONSULT":
        return token.pos_ in ("NOUN", "PROPN") and not _is_head(token)
    if event.type not in _SPEECH_ACTS:
        return False
    if token.pos_ not in ("VERB", "AUX"):
        return token.pos_ in ("ADJ", "ADV", "INTJ") or event.type in _PLAIN_ACTS
    subject, _ = speaker(token)
    if subject is None:
        return any(attribution.frame == "quote" for attribution in covering)
    names = {word for attribution in covering for word in attribution.source.name.split()}
    if subject.lower_ in _SAME or subject.text in names:
        return True
    return event.type == "ACCUSE" and cue_of(token) is None


def _is_head(token: Token) -> bool:
    """True where the noun is what the clause is about: "said there were talks", "said talks would begin"."""
    indefinite = not any(child.dep_ in ("det", "poss") and child.lower_ not in ("a", "an") for child in token.children)
    return indefinite and token.dep_ in ("nsubj", "nsubjpass", "attr")
