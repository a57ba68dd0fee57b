"""Who did it, and to whom: the actors and targets of each event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dateline.coding import phrases
from dateline.coding.arguments import Found, find_arguments
from dateline.coding.names import Cast, same_participant
from dateline.coding.speakers import is_quoted, speaker_of
from dateline.coding.stage import Coding
from dateline.model import Event, Participant

if TYPE_CHECKING:
    from spacy.tokens import Token

SPOKEN_TYPES = frozenset({"ACCUSE", "REQUEST", "REJECT", "SUPPORT", "THREATEN"})
MUTUAL_TYPES = frozenset({"CONSULT", "AGREE", "COOPERATE"})
MUTUAL_WORDS = frozenset({"clash", "fight", "battle", "skirmish", "war", "feud", "struggle", "scuffle", "meet", "talk"})


def find_participants(coding: Coding) -> Coding:
    """Fill in the actors and targets of each event from the sentence of its mention."""
    cast = Cast(coding.parsed)
    return coding.with_events(tuple(_fill(event, coding, cast) for event in coding.events))


def _fill(event: Event, coding: Coding, cast: Cast) -> Event:
    mention = event.mentions[0]
    trigger = coding.parsed.head_at(mention.start, mention.end)
    if trigger is None:
        return event
    found = find_arguments(trigger)
    found = _with_speaker(found, event, trigger, coding)
    actors, targets, why = _sides(found, cast)
    mutual = event.type in MUTUAL_TYPES or trigger.lemma_.lower() in MUTUAL_WORDS or _has_each_other(trigger)
    if mutual and not targets and len(actors) > 1:
        actors, targets = actors[:1], actors[1:]
        why.append("one side of a mutual event as actor, the other as target")
    return replace(event, actors=tuple(actors), targets=tuple(targets), why=(*event.why, *why))


def _has_each_other(trigger: Token) -> bool:
    return any(
        token.lower_ in ("each", "one")
        and token.i + 1 < len(token.doc)
        and token.nbor(1).lower_ in ("other", "another")
        for token in trigger.subtree
    )


def _with_speaker(found: list[Found], event: Event, trigger: Token, coding: Coding) -> list[Found]:
    """A judgement or demand without a subject of its own is its speaker's."""
    if event.type not in SPOKEN_TYPES or any(item.part == "actor" for item in found):
        return found
    if trigger.pos_ in ("NOUN", "PROPN") and not is_quoted(coding.parsed, trigger):
        return found
    speaker = speaker_of(coding.parsed, trigger)
    if speaker is None or any(item.head == speaker for item in found):
        return found
    return [Found(head=speaker, part="actor", why="who says it"), *found]


def _sides(found: Sequence[Found], cast: Cast) -> tuple[list[Participant], list[Participant], list[str]]:
    sides: dict[str, list[Participant]] = {"actor": [], "target": []}
    why: list[str] = []
    for item in found:
        for number, head in enumerate(phrases.members(phrases.counted_of(item.head))):
            if phrases.kind_of(head) is None and not phrases.is_counted(head) and item.part == "actor":
                continue
            person = cast.identify(head)
            if person is None or any(same_participant(person, other) for side in sides.values() for other in side):
                continue
            part = ("target" if number else "actor") if item.part == "both" else item.part
            sides[part].append(person)
            why.append(f"{part} {person.name}: {item.why}")
    return sides["actor"], sides["target"], why
