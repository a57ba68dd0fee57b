"""Who did it, and to whom: the actors and targets of each event."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dateline.coding import phrases
from dateline.coding.arguments import Found, find_arguments
from dateline.coding.candidates import (
    PARTS,
    SURE,
    Candidate,
    chance,
    choose,
    find_candidates,
    given_parts,
    is_ruled_out,
)
from dateline.coding.names import Cast, same_participant
from dateline.coding.speakers import is_quoted, speaker_of
from dateline.coding.stage import Coding, Taker
from dateline.model import Event, Participant

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Token

    from dateline.language import Parsed

SPOKEN_TYPES = frozenset({"ACCUSE", "REQUEST", "REJECT", "SUPPORT", "THREATEN"})
MUTUAL_TYPES = frozenset({"CONSULT", "AGREE", "COOPERATE"})
MUTUAL_WORDS = frozenset({"clash", "fight", "battle", "skirmish", "war", "feud", "struggle", "scuffle", "meet", "talk"})
LIKELY = "likely by what stands around it"
PLAIN = "clear by what stands around it"
BOMBING_WORDS = frozenset("shell shelling bomb bombing bombard bombardment airstrike barrage missile rocket".split())


def find_participants(coding: Coding) -> Coding:
    """Fill in the actors and targets of each event from the sentence of its mention, and tell who else they may be."""
    cast = coding.cast or Cast(coding.parsed)
    events, takers = [], {}
    for event in coding.events:
        mention = event.mentions[0]
        trigger = coding.parsed.head_at(mention.start, mention.end)
        if trigger is None:
            events.append(event)
            continue
        found = find_given(coding.parsed, event, trigger)
        candidates = find_candidates(cast, trigger, event.type, found)
        events.append(_fill(event, trigger, found, candidates if trigger.tag_ != "MD" else [], cast))
        takers[mention.start, mention.end] = tuple(_takers(candidates, cast, bombs=_bombs(trigger)))
    return replace(coding, cast=cast, events=tuple(events), takers=takers)


def _bombs(trigger: Token) -> bool:
    return trigger.lemma_.lower() in BOMBING_WORDS


def _is_site(head: Token, cast: Cast, *, bombs: bool) -> bool:
    """True for a town or site, where an event happens rather than to it; a bombed one may have any single name."""
    return cast.is_place(head) or (bombs and cast.is_bare_name(head))


def _takers(candidates: Sequence[Candidate], cast: Cast, *, bombs: bool) -> Iterator[Taker]:
    for one in candidates:
        for person in cast.identify_all(phrases.counted_of(one.head)):
            yield Taker(
                person=person,
                part=one.part,
                pronoun=phrases.is_pronoun(one.head),
                kindless=one.kindless,
                site=_is_site(one.head, cast, bombs=bombs),
                chances={part: chance(one, part) for part in PARTS},
                odds=one.seen,
                shares=one.shares,
                features=one.features,
            )


def _fill(event: Event, trigger: Token, found: Sequence[Found], candidates: Sequence[Candidate], cast: Cast) -> Event:
    known = {candidate.head: candidate for candidate in candidates}
    sides = Sides(bombs=_bombs(trigger))
    for head, part, why in given_parts(found):
        if head not in known or not is_ruled_out(known[head]):
            sides.add(head, part, why, cast)
    if event.type in MUTUAL_TYPES or trigger.lemma_.lower() in MUTUAL_WORDS or _has_each_other(trigger):
        sides.part_mutual()
    chosen = [(part, choose(candidates, part, empty=not sides.people[part])) for part in PARTS]
    for part, likely in chosen:
        for candidate in likely:
            why = PLAIN if chance(candidate, part) >= SURE else LIKELY
            sides.add(phrases.counted_of(candidate.head), part, why, cast)
    return replace(
        event,
        actors=tuple(sides.people["actor"]),
        targets=tuple(sides.people["target"]),
        why=(*event.why, *sides.why),
    )


class Sides:
    """The actors and targets of one event as they are found, each once, with the reasons; `bombs` for a bombardment."""

    def __init__(self, *, bombs: bool) -> None:
        self.people: dict[str, list[Participant]] = {part: [] for part in PARTS}
        self.why: list[str] = []
        self.bombs = bombs

    def add(self, head: Token, part: str, why: str, cast: Cast) -> None:
        """Put whoever the phrase with this head names on a side, if they are on neither."""
        if phrases.kind_of(head) is None and not phrases.is_counted(head) and part == "actor":
            return
        if part == "target" and _is_site(head, cast, bombs=self.bombs):
            return
        for person in cast.identify_all(head):
            if not any(same_participant(person, other) for side in self.people.values() for other in side):
                self.people[part].append(person)
                self.why.append(f"{part} {person.name}: {why}")

    def part_mutual(self) -> None:
        """One side of a mutual event as actor, the others as target, where all were found on one side."""
        if not self.people["target"] and len(self.people["actor"]) > 1:
            self.people["target"] = self.people["actor"][1:]
            del self.people["actor"][1:]
            self.why.append("one side of a mutual event as actor, the other as target")


def _has_each_other(trigger: Token) -> bool:
    return any(
        token.lower_ in ("each", "one")
        and token.i + 1 < len(token.doc)
        and token.nbor(1).lower_ in ("other", "another")
        for token in trigger.subtree
    )


def find_given(parsed: Parsed, event: Event, trigger: Token) -> list[Found]:
    """Whom the grammar gives a part; a judgement or demand without a subject of its own is its speaker's."""
    found = find_arguments(trigger)
    if event.type not in SPOKEN_TYPES or any(item.part == "actor" for item in found):
        return found
    if trigger.pos_ in ("NOUN", "PROPN") and not is_quoted(parsed, trigger):
        return found
    speaker = speaker_of(parsed, trigger)
    if speaker is None or any(item.head == speaker for item in found):
        return found
    return [Found(head=speaker, part="actor", why="who says it"), *found]
