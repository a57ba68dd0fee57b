"""Records that Dateline wrote → the same records, with their events and decisions, where they are to be taken whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from dateline import ontology, soundness
from dateline.coding.evidence import check_evidence
from dateline.decisions import check_decision, decide
from dateline.errors import EvidenceError, FormatError, StoreError
from dateline.model import Decision, Document, Event, StoredRecord, permanent_id
from dateline.store.permanent import event_number

_DECISION = re.compile(r"d[1-9][0-9]{0,8}")
_REMEDY = "take the events out to have it coded anew, or export it again"


def whole_record(document: Document, told: Mapping[str, object]) -> StoredRecord:
    """The record of a document, with what an export says of its events.

    Args:
        document: the document itself, already checked.
        told: the JSON object of the record.

    Raises:
        FormatError: an event is not of the public format, or has a value that the text does not bear out.
    """
    events = _read(tuple[Event, ...], told, "events")
    coded = _read(tuple[Event, ...], told, "coded")
    retired = _read(tuple[str, ...], told, "retired")
    decisions = _read(tuple[Decision, ...], told, "decisions")
    for group in (events, coded):
        _check(document, group, known={one.id for one in (*events, *coded)})
    coded_or_told = {one.id: one for one in (*events, *coded)}
    for name in (*retired, *(decision.event for decision in decisions)):
        _number(name)
    for decision in decisions:
        if decision.event not in coded_or_told and decision.event not in retired:
            raise FormatError(
                f"its decision {decision.id} is on {decision.event}, which it neither tells nor retired", remedy=_REMEDY
            )
    _once("decisions", [one.id for one in decisions])
    _check_decisions(document, coded_or_told, decisions)
    return StoredRecord(
        **{field.name: getattr(document, field.name) for field in fields(document)},
        events=events,
        permanent_id=permanent_id(document),
        decisions=decisions,
        coded=coded,
        retired=retired,
    )


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _read(kind: Any, told: Mapping[str, object], name: str) -> Any:
    try:
        return _adapter(kind).validate_python(told.get(name) or ())
    except ValidationError as error:
        first = error.errors()[0]
        place = "/".join(map(str, (name, *first["loc"])))
        raise FormatError(f"its {place} is not as a record has it ({first['msg']})", remedy=_REMEDY) from error


def _check(document: Document, events: Iterable[Event], *, known: set[str]) -> None:
    listed = list(events)
    _once("events", [one.id for one in listed])
    types = ontology.types()
    for one in listed:
        _number(one.id)
        if one.type not in types or one.mode not in ("", *types[one.type].modes):
            raise FormatError(f"its event {one.id} is of no type that there is: {one.type} {one.mode}", remedy=_REMEDY)
        if not {link.event for link in one.links} <= known:
            raise FormatError(f"its event {one.id} has a link to one that it does not tell", remedy=_REMEDY)
    try:
        check_evidence(document, listed)
    except EvidenceError as error:
        raise FormatError(str(error).removesuffix("; report this as a defect"), remedy=_REMEDY) from error
    for one in listed:
        fault = soundness.fault_in(one, text=document.text)
        if fault:
            raise FormatError(f"its event {one.id} has a value that is none ({fault})", remedy=_REMEDY)


def _check_decisions(document: Document, events: Mapping[str, Event], taken: Sequence[Decision]) -> None:
    """The decisions, and what they make of the events; `coded` stands in `events` for what they change."""
    ids = {(one.event, one.id) for one in taken}
    for decision in taken:
        undoes_none = decision.undoes is not None and (decision.event, decision.undoes) not in ids
        if not _DECISION.fullmatch(decision.id) or undoes_none:
            raise FormatError(
                f"its decision {decision.id!r} has no id, or undoes one that there is not", remedy=_REMEDY
            )
        try:
            check_decision(decision, document.text)
        except StoreError as error:
            raise FormatError(f"it has a decision that makes no sense ({error})", remedy=_REMEDY) from error
    for event in events.values():
        decided = decide(event, [one for one in taken if one.event == event.id])
        if decided is not None:
            _check(document, [decided], known=set(events))


def _number(name: str) -> None:
    try:
        event_number(name)
    except StoreError as error:
        raise FormatError(str(error), remedy=_REMEDY) from error


def _once(what: str, names: list[str]) -> None:
    if len(set(names)) < len(names):
        raise FormatError(f"two of its {what} have one id", remedy=_REMEDY)
