"""The order of the coding stages: the way of a report from its text to its events."""

from __future__ import annotations

from collections.abc import Sequence

from dateline.coding.attribution import find_claims
from dateline.coding.casualties import find_casualties
from dateline.coding.certainty import judge_factuality, judge_status
from dateline.coding.claimchoice import choose_claims
from dateline.coding.confidence import judge_confidence
from dateline.coding.corefer import join_mentions
from dateline.coding.evidence import check_evidence
from dateline.coding.geocode import find_places
from dateline.coding.linkchoice import choose_links
from dateline.coding.links import find_links
from dateline.coding.participants import find_participants
from dateline.coding.sides import weigh_participants
from dateline.coding.stage import Coding, Stage
from dateline.coding.temporal import find_times
from dateline.coding.triggers import find_triggers
from dateline.language import memory_zone, parse
from dateline.model import Document, Event, Span

STAGES: tuple[Stage, ...] = (
    find_triggers,  # words that name an event, with type and mode: one event a mention
    find_participants,  # who did it, to whom
    find_casualties,  # how many were killed, injured, detained …
    find_times,  # when
    find_places,  # where
    find_claims,  # who says so
    judge_status,  # happened, ongoing, planned …
    find_links,  # what answered what, as linking words and grammar tell
    join_mentions,  # the mentions of one event become one
    choose_claims,  # which of those who speak of an event say that it happened
    judge_factuality,  # how real each event is, by its words and by who tells of it
    weigh_participants,  # who is on which side, by all mentions of an event together
    choose_links,  # which links hold between whole events
    judge_confidence,  # how sure each event is
)


def code(document: Document, *, given: Sequence[Sequence[Span]] | None = None) -> tuple[Event, ...]:
    """The events that a report tells, in the order of their first mentions.

    Args:
        document: the report.
        given: mentions grouped into events, where a person has marked them; nothing else is then looked for.

    Raises:
        EvidenceError: a stage made a value that is not tied to the report's words; never for what a report holds.
    """
    groups = None if given is None else tuple(tuple(group) for group in given)
    keep = [span for group in groups or () for span in group]
    with memory_zone():
        coding = Coding(parsed=parse(document, keep=keep), given=groups)
        for stage in STAGES:
            coding = stage(coding)
    check_evidence(document, coding.events)
    return coding.events
