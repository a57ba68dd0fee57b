"""Which documents and events are wanted, and the stream of records that hold them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any, get_args

from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, select, tuple_

from dateline import ontology
from dateline.errors import StoreError
from dateline.model import Status, StoredRecord
from dateline.store.permanent import without_links_to
from dateline.store.rows import decision_from, document_from, event_as_coded
from dateline.store.tables import claim, decision, document, event, is_storable, participant
from dateline.values import event_of

if TYPE_CHECKING:
    from dateline.model import Decision, Event

AT_ONCE = 100  # documents that are held while records stream
UNDATED = "~"  # comes behind every date


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is wanted; what is None does not matter. Texts match where they are part of a name, in any case.

    `since` and `until` (ISO days) are about the events' own dates: an event is in where it may have happened then; one
    without a date is not. With `told_dates` an inferred date counts as none.
    """

    document: str | None = None  # permanent id; of a `Chronicle` also what else names a document
    publisher: str | None = None
    since: str | None = None
    until: str | None = None
    type: str | None = None
    mode: str | None = None
    status: str | None = None
    country: str | None = None
    actor: str | None = None
    target: str | None = None
    source: str | None = None
    told_dates: bool = False
    all_versions: bool = False

    @property
    def chooses_events(self) -> bool:
        """True where it asks for anything about events, so that a document without such an event is out."""
        asked = (self.since, self.until, self.type, self.mode, self.status, self.country)
        return any(asked) or any((self.actor, self.target, self.source))


def selected(options: Mapping[str, Any]) -> Selection:
    """A selection from what a user typed, by field of `Selection`.

    Raises:
        StoreError: a value is none that there is: no day, no type, no status.
    """
    check_typed(options)
    upper = {name: options[name].upper() for name in ("type", "country") if options.get(name) is not None}
    kind, status = upper.get("type"), options.get("status")
    if kind is not None and kind not in ontology.types():
        raise StoreError(f"{kind!r} is no type of event; choose from {', '.join(sorted(ontology.types()))}")
    if status is not None and status not in get_args(Status):
        raise StoreError(f"{status!r} is no status; choose from {', '.join(get_args(Status))}")
    return Selection(**{**options, **upper})


def check_typed(options: Mapping[str, Any]) -> None:
    """Refuse what no document and no event can have.

    Raises:
        StoreError: `since` or `until` is no day, or a name holds a character that no database keeps.
    """
    for name, value in options.items():
        if name in ("since", "until") and value is not None and not _is_day(value):
            raise StoreError(f"{name}: {value!r} is no day; write YYYY-MM-DD")
        if isinstance(value, str) and not is_storable(value):
            raise StoreError(f"{name}: {value!r} holds a character that no name has")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def records(connection: Connection, wanted: Selection) -> Iterator[StoredRecord]:
    """The records of the documents that are wanted, with the events that are, by time of publication and id.

    Documents that were forgotten or could not be coded are not among them.
    """
    after: tuple[Any, ...] | None = None
    order: tuple[ColumnElement[Any], ...] = (_published(), _superseded(), document.c.id)
    while True:
        asked = select(document, *(column.label(f"order_{at}") for at, column in enumerate(order)))
        asked = asked.where(*_of_documents(wanted), *_telling(wanted)).order_by(*order).limit(AT_ONCE)
        if after is not None:
            asked = asked.where(tuple_(*order) > tuple_(*after))
        rows = connection.execute(asked).mappings().all()
        if not rows:
            return
        yield from _with_events(connection, rows, wanted)
        last = rows[-1]
        after = (last["order_0"], last["order_1"], last["id"])


def events(
    connection: Connection, wanted: Selection, *, limit: int | None = None
) -> Iterator[tuple[StoredRecord, Event]]:
    """The events that are wanted, by their first possible day, the undated last; each with the record it stands in."""
    first = func.coalesce(event.c.earliest, event.c.latest, UNDATED)
    asked = (
        select(event.c.number.label("event"), document.c.id)
        .select_from(event.join(document, event.c.document == document.c.number))
        .where(*_of_documents(wanted), *_of_events(wanted))
        .order_by(first, func.coalesce(event.c.latest, UNDATED).desc(), document.c.id, event.c.start)
        .limit(limit)
    )
    for row in connection.execute(asked).all():
        record = record_of(connection, row.id)
        if record is not None:
            yield record, next(one for one in record.events if one.id == f"e{row.event}")


def record_of(connection: Connection, permanent_id: str) -> StoredRecord | None:
    """The record of one document; None where it is unknown, was forgotten or could not be coded."""
    return next(records(connection, Selection(document=permanent_id, all_versions=True)), None)


def count(connection: Connection, wanted: Selection) -> tuple[int, int]:
    """How many documents and how many events are wanted."""
    documents = connection.execute(
        select(func.count()).select_from(document).where(*_of_documents(wanted), *_telling(wanted))
    ).scalar_one()
    events = connection.execute(
        select(func.count())
        .select_from(event.join(document, event.c.document == document.c.number))
        .where(*_of_documents(wanted), *_of_events(wanted))
    ).scalar_one()
    return documents, events


def _of_documents(wanted: Selection) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [document.c.state == "coded"]
    if wanted.document is not None:
        conditions.append(document.c.id == wanted.document)
    if not wanted.all_versions:
        conditions.append(document.c.superseded_by.is_(None))
    if wanted.publisher is not None:
        conditions.append(_holds(document.c.publisher_folded, wanted.publisher.casefold()))
    return conditions


def _telling(wanted: Selection) -> list[ColumnElement[bool]]:
    """The documents that tell of an event that is wanted, where anything is asked of events."""
    if not wanted.chooses_events:
        return []
    return [exists().where(event.c.document == document.c.number, *_of_events(wanted))]


def _of_events(wanted: Selection) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [event.c.state == "told"]
    conditions += [
        column == value
        for column, value in (
            (event.c.type, wanted.type),
            (event.c.mode, wanted.mode),
            (event.c.status, wanted.status),
            (event.c.country, wanted.country),
        )
        if value is not None
    ]
    if wanted.since is not None:
        conditions.append(func.coalesce(event.c.latest, UNDATED) >= wanted.since)
    if wanted.until is not None:
        conditions.append(func.coalesce(event.c.earliest, "") <= wanted.until)
    if wanted.since is not None or wanted.until is not None:
        conditions.append(event.c.basis.is_not(None))
        if wanted.told_dates:
            conditions.append(event.c.basis != "inferred")
    for parts, name in ((("actor", "blamed"), wanted.actor), (("target",), wanted.target)):
        if name is not None:
            part = and_(participant.c.part.in_(parts), _holds(participant.c.folded, name.casefold()))
            conditions.append(exists().where(participant.c.event == event.c.row, part))
    if wanted.source is not None:
        conditions.append(
            exists().where(claim.c.event == event.c.row, _holds(claim.c.folded, wanted.source.casefold()))
        )
    return conditions


def _holds(column: Any, words: str) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = column.contains(words, autoescape=True)
    return condition


def _published() -> ColumnElement[str]:
    return func.coalesce(document.c.published, UNDATED)


def _superseded() -> ColumnElement[int]:
    """Former versions before the newest one: added in this order, they come to stand in the same one again."""
    return case((document.c.superseded_by.is_(None), 1), else_=0)


def _with_events(connection: Connection, rows: Sequence[Any], wanted: Selection) -> Iterator[StoredRecord]:
    numbers = [row["number"] for row in rows]
    events: dict[int, list[Any]] = defaultdict(list)
    asked = select(
        *event.c["document", "number", "state", "coded", "decided"], and_(*_of_events(wanted)).label("wanted")
    )
    for row in connection.execute(
        asked.where(event.c.document.in_(numbers)).order_by(event.c.document, event.c.start, event.c.number)
    ).mappings():
        events[row["document"]].append(row)
    taken: dict[int, list[Decision]] = defaultdict(list)
    asked_decisions = select(decision).where(decision.c.document.in_(numbers))
    for row in connection.execute(asked_decisions.order_by(decision.c.document, decision.c.number)).mappings():
        taken[row["document"]].append(decision_from(row))
    for row in rows:
        yield _record(row, events[row["number"]], taken[row["number"]])


def _record(row: Any, rows: Sequence[Any], taken: Sequence[Decision]) -> StoredRecord:
    told: list[Event] = []
    coded: list[Event] = []
    for one in rows:
        if one["state"] != "retired" and one["decided"] is not None:
            coded.append(event_as_coded(one))
        if one["wanted"]:
            told.append(event_of(json.loads(one["decided"] or one["coded"])))
    live = {one["number"] for one in rows if one["state"] != "retired"}
    left_out = {f"e{number}" for number in live} - {one.id for one in (*told, *coded)}
    own = document_from(row)
    return StoredRecord(
        **{field.name: getattr(own, field.name) for field in fields(own)},
        events=tuple(without_links_to(one, left_out) for one in told),
        permanent_id=row["id"],
        copies=row["copies"],
        superseded_by=row["superseded_by"],
        decisions=tuple(taken),
        coded=tuple(coded),
        retired=tuple(f"e{number}" for number in range(1, row["next_event"]) if number not in live),
    )
