"""Records as JSON lines and as one JSON array: the public format (`Record` in `model`, version in `schema`)."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, TypeVar

from dateline.exports.safety import in_json
from dateline.model import Record, StoredRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dateline.model import Event

AnyRecord = TypeVar("AnyRecord", bound=Record)


def to_json(record: Record) -> str:
    """One record on one line, its fields in the order of the model; never fails, whatever the text holds."""
    return in_json(json.dumps(asdict(record), ensure_ascii=False, allow_nan=False))


def json_lines(records: Iterable[Record]) -> Iterator[str]:
    """The records as JSON lines, each with its line end."""
    for record in records:
        yield to_json(record) + "\n"


def json_array(records: Iterable[Record]) -> Iterator[str]:
    """The records as one JSON array, piece by piece: no more than one record is held at a time."""
    opening = "[\n"
    for record in records:
        yield opening + to_json(record)
        opening = ",\n"
    yield "[]\n" if opening == "[\n" else "\n]\n"


def without_inferred(record: AnyRecord) -> AnyRecord:
    """The record without the dates that the report does not tell: `time` is None where its basis is inferred.

    Of a stored record the events as the program coded them lose those dates too.
    """
    told = replace(record, events=_told(record.events))
    return replace(told, coded=_told(told.coded)) if isinstance(told, StoredRecord) else told


def _told(events: tuple[Event, ...]) -> tuple[Event, ...]:
    return tuple(
        replace(event, time=None) if event.time is not None and event.time.basis == "inferred" else event
        for event in events
    )
