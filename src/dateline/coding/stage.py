"""What the coding stages hand on, and what a stage is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from dateline.coding.names import Cast
from dateline.coding.voices import Voices
from dateline.language import Parsed
from dateline.model import Event, Participant, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Taker:
    """Somebody who may have a part in the event that one mention names, and what speaks for it.

    `part` is the one that the grammar's rules gave, "" where none. `chances`, `odds` and `shares` go by part: the
    chance by all that stands around the mention, the log odds by the encoder alone, and the chance that of all words
    near these fill it (which `shares` has for "source" too).
    """

    person: Participant
    part: str
    pronoun: bool
    kindless: bool  # named by no word that we know for people or bodies
    site: bool  # the name of a town or site, to which nothing is done: it happens there
    chances: Mapping[str, float]
    odds: Mapping[str, float]
    shares: Mapping[str, float]
    features: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Coding:
    """A parsed report and what is known of its events so far.

    Until the stage `corefer`, each event has exactly one mention: stages look at one word in one sentence, and
    `corefer` brings together what the mentions of one event tell. `given` are mentions handed in from outside, grouped
    into events; triggers and corefer then keep to them. `cast` are the people and bodies of the report, as far as a
    stage has looked for them, and `voices` who says what in it: what was found of one holds for all stages. `takers`
    are, for each mention (start, end), all who may have a part in its event.
    """

    parsed: Parsed
    events: tuple[Event, ...] = ()
    given: tuple[tuple[Span, ...], ...] | None = None
    cast: Cast | None = None
    voices: Voices | None = None
    takers: Mapping[tuple[int, int], tuple[Taker, ...]] = field(default_factory=dict)

    def with_events(self, events: tuple[Event, ...]) -> Coding:
        """The same coding with other events."""
        return replace(self, events=events)


Stage = Callable[[Coding], Coding]
