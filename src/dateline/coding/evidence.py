"""The last gate of coding: a value without its words, or with others than the report has there, goes no further."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dateline.errors import EvidenceError
from dateline.model import Claim, Document, Event, Evidenced, Span, Time

REPORTER = "reporter"


def check_evidence(document: Document, events: Iterable[Event]) -> None:
    """Refuse events of which some value is not tied to the words it came from.

    Only an inferred date and the outlet's own voice may stand without words.

    Raises:
        EvidenceError: naming the event and the value.
    """
    for event in events:
        if not event.mentions:
            raise EvidenceError(f"event {event.id} of {document.id} has no mention; report this as a defect")
        for value in values_of(event):
            if not _is_told(document, value):
                raise EvidenceError(
                    f"event {event.id} of {document.id}: {type(value).__name__} {value.text!r} is not what the report "
                    f"has at {value.start}:{value.end}; report this as a defect"
                )


def values_of(event: Event) -> Iterator[Evidenced | Span]:
    """Every value of an event that has to be tied to words."""
    yield from event.mentions
    for values in (event.actors, event.targets, event.casualties, event.links, event.claims):
        yield from values
    for value in (event.place, event.time):
        if value is not None:
            yield value
    yield from (span for claim in event.claims for span in (claim.cue, claim.quote) if span is not None)


def _is_told(document: Document, value: Evidenced | Span) -> bool:
    if value.start is None or value.end is None:
        inferred = isinstance(value, Time) and value.basis == "inferred"
        own_voice = isinstance(value, Claim) and value.source == REPORTER
        return (inferred or own_voice) and value.text == "" and value.start is value.end is None
    return 0 <= value.start < value.end <= len(document.text) and document.text[value.start : value.end] == value.text
