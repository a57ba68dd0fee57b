"""What the coding stages hand on, and what a stage is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from dateline.coding.names import Cast
from dateline.language import Parsed
from dateline.model import Event, Span


@dataclass(frozen=True, kw_only=True)
class Coding:
    """A parsed report and what is known of its events so far.

    Until the stage `corefer`, each event has exactly one mention: stages look at one word in one sentence, and
    `corefer` brings together what the mentions of one event tell. `given` are mentions handed in from outside, grouped
    into events; triggers and corefer then keep to them. `cast` are the people and bodies of the report, as far as a
    stage has looked for them: what was found of one holds for all stages.
    """

    parsed: Parsed
    events: tuple[Event, ...] = ()
    given: tuple[tuple[Span, ...], ...] | None = None
    cast: Cast | None = None

    def with_events(self, events: tuple[Event, ...]) -> Coding:
        """The same coding with other events."""
        return replace(self, events=events)


Stage = Callable[[Coding], Coding]
