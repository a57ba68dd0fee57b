"""Writing documents and events into the database, each document in a transaction that the caller holds."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Connection, case, delete, func, insert, select, update

from dateline import decisions as deciding
from dateline.exports import wording
from dateline.exports.safety import in_json
from dateline.model import Document, Event, Record, StoredRecord, permanent_id
from dateline.store import copies
from dateline.store.permanent import (
    Known,
    carry_over,
    event_number,
    in_order,
    page_of,
    without_links_to,
)
from dateline.store.rows import decision_from, event_as_coded
from dateline.store.tables import (
    band,
    claim,
    decision,
    document,
    event,
    former,
    is_storable,
    participant,
    storable,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dateline.model import Decision

Outcome = Literal["new", "version", "known", "forgotten"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of a document that was to be added: its permanent id, and whether it was new."""

    id: str
    outcome: Outcome


def standing(connection: Connection, key: str) -> str | None:
    """The state of a document (coded, failed, forgotten); None where the database does not know it."""
    return connection.execute(select(document.c.state).where(document.c.id == key)).scalar()


def add(connection: Connection, record: Document, *, run: int, coded: bool) -> Added:
    """Add a document, with its events where it is a record; one that is there already changes nothing.

    Args:
        connection: in a transaction that writes.
        record: a Record or StoredRecord with its events, or a Document that could not be coded.
        run: the number of the run that adds it.
        coded: whether this run's program coded it.
    """
    key = permanent_id(record)
    known = standing(connection, key)
    if known == "forgotten":
        return Added(id=key, outcome="forgotten")
    if known == "coded" or (known == "failed" and not isinstance(record, Record)):
        return Added(id=key, outcome="known")
    if known is None:
        number, is_version = _insert(connection, record, key, run)
    else:
        number, is_version = number_of(connection, key), False
    if isinstance(record, Record):
        _add_events(connection, number, record, run=run, coded=coded)
        order_versions(connection, page_of(record.url))
    return Added(id=key, outcome="version" if is_version else "new")


def recode(connection: Connection, number: int, coded: Sequence[Event], *, run: int) -> int:
    """Put newly coded events in place of a document's former ones. Ids and decisions are kept.

    An event that a person stands by stays as it was, even where the program finds it no more.

    Returns:
        How many of its events are now others than before (new, changed, or told no more).
    """
    rows = connection.execute(select(event).where(event.c.document == number)).mappings().all()
    taken = decisions_of(connection, number)
    known = [Known(number=row["number"], event=event_as_coded(row), told=row["state"] != "retired") for row in rows]
    next_number = connection.execute(select(document.c.next_event).where(document.c.number == number)).scalar_one()
    kept, next_number = carry_over(known, coded, next_number)
    found = {one.id for one in kept}
    stood_by = [
        old.event
        for old in known
        if old.told and old.event.id not in found and deciding.keeps(_on(taken, old.event.id))
    ]
    told = in_order([*kept, *stood_by])
    gone = {old.event.id for old in known} - {one.id for one in told}
    told = tuple(without_links_to(one, gone) for one in told)
    changed = _replace(connection, number, {row["number"]: dict(row) for row in rows}, told, taken, run=run)
    connection.execute(
        update(document).where(document.c.number == number).values(state="coded", coded_by=run, next_event=next_number)
    )
    order_versions(connection, connection.execute(select(document.c.page).where(document.c.number == number)).scalar())
    return changed


def settle_decisions(connection: Connection, number: int, event_id: str) -> None:
    """Work an event out anew from its coding and the decisions on it."""
    row = (
        connection.execute(select(event).where(event.c.document == number, event.c.number == event_number(event_id)))
        .mappings()
        .first()
    )
    if row is None:  # it was retired before the document came here
        return
    coded = event_as_coded(row)
    told = row["state"] != "retired"
    _update(connection, row["row"], coded, _on(decisions_of(connection, number), event_id), told=told)


def decisions_of(connection: Connection, number: int) -> list[Decision]:
    """All decisions on a document, in their order."""
    rows = connection.execute(select(decision).where(decision.c.document == number).order_by(decision.c.number))
    return [decision_from(row) for row in rows.mappings()]


def add_decision(connection: Connection, number: int, made: Decision) -> None:
    """Write a decision down; the event is then worked out by `settle_decisions`."""
    connection.execute(
        insert(decision).values(
            document=number,
            number=int(made.id[1:]),
            event=event_number(made.event),
            about=made.about,
            verdict=made.verdict,
            value=as_json(made.value),
            judged=as_json(made.judged),
            by=made.by,
            because=made.because,
            at=made.at,
            undoes=None if made.undoes is None else int(made.undoes[1:]),
        )
    )


def number_of(connection: Connection, key: str) -> int:
    """The database's own number of a document that it knows."""
    number: int = connection.execute(select(document.c.number).where(document.c.id == key)).scalar_one()
    return number


def as_json(value: Any) -> str:
    """JSON for a column: one line, nothing in it that a database could not keep."""
    return in_json(json.dumps(value, ensure_ascii=False, allow_nan=False))


def order_versions(connection: Connection, page: str | None) -> None:
    """Say of the versions of a page which is the newest: by the time of publication, then the one that came last.

    One that could not be coded takes the place of none.
    """
    if page is None:
        return
    versions = connection.execute(
        select(document.c.number, document.c.id)
        .where(document.c.page == page, document.c.state == "coded")
        .order_by(case((document.c.published.is_(None), ""), else_=document.c.published), document.c.number)
    ).all()
    for number, key in versions:
        newest = versions[-1].id
        connection.execute(
            update(document).where(document.c.number == number).values(superseded_by=None if key == newest else newest)
        )


def group_copies(connection: Connection, number: int, key: str, signature: bytes) -> None:
    """Find the near-copies of a document that is being added, and make them one group.

    Of documents with the very same signature only the first is to be found by its bands: a thousand copies of one
    report would else meet a thousand times a thousand.
    """
    whole = copies.signature_key(signature)
    same = connection.execute(
        select(document.c.id, document.c.copies)
        .where(document.c.signature_key == whole, document.c.number != number, document.c.signature == signature)
        .limit(1)
    ).first()
    if same is not None:
        _join(connection, number, key, {same.copies} - {None}, {same.id} if same.copies is None else set())
        return
    keys = list(dict.fromkeys(copies.bands(signature)))
    connection.execute(insert(band), [{"key": one, "document": number} for one in keys])
    near = connection.execute(
        select(document.c.number, document.c.id, document.c.copies, document.c.signature)
        .where(
            document.c.number.in_(select(band.c.document).where(band.c.key.in_(keys), band.c.document != number)),
        )
        .order_by(document.c.number)
    ).all()
    verified = copies.alike(signature, [row.signature for row in near])
    found = [row for row, is_near in zip(near, verified, strict=True) if is_near]
    _join(
        connection,
        number,
        key,
        {row.copies for row in found if row.copies is not None},
        {row.id for row in found if row.copies is None},
    )


def _join(connection: Connection, number: int, key: str, joined: set[str], single: set[str]) -> None:
    if not joined and not single:
        return
    name = min({key, *joined, *single})
    connection.execute(
        update(document)
        .where(document.c.copies.in_(joined) | document.c.id.in_(single) | (document.c.number == number))
        .values(copies=name)
    )


def _insert(connection: Connection, one: Document, key: str, run: int) -> tuple[int, bool]:
    """Write the document's own row; returns its number, and whether it is another version of a page that was there."""
    page = page_of(one.url)
    is_version = page is not None and bool(
        connection.execute(select(func.count()).select_from(document).where(document.c.page == page)).scalar()
    )
    signature = copies.sign(one.text[one.body_start :], title=one.title)
    number: int = connection.execute(
        insert(document)
        .values(
            id=key,
            state="failed",
            supplied_id=one.id,
            url=one.url,
            page=page,
            publisher=one.publisher,
            publisher_folded=folded(one.publisher),
            title=one.title,
            published=one.published,
            language=one.language,
            content_hash=one.content_hash,
            captions=json.dumps(one.captions),
            text=storable(one.text),
            exact=None if is_storable(one.text) else one.text,
            signature=signature,
            signature_key=copies.signature_key(signature),
            added_by=run,
            next_event=1,
        )
        .returning(document.c.number)
    ).scalar_one()
    group_copies(connection, number, key, signature)
    return number, is_version


def _add_events(connection: Connection, number: int, record: Record, *, run: int, coded: bool) -> None:
    stored = record if isinstance(record, StoredRecord) else None
    taken = list(stored.decisions) if stored else []
    told = {one.id: one for one in record.events}
    told.update({one.id: one for one in stored.coded} if stored else {})
    for made in taken:
        add_decision(connection, number, made)
    for one in in_order(list(told.values())):
        _insert_event(connection, number, one, _on(taken, one.id), run)
    ids = [*told, *(stored.retired if stored else ())]
    connection.execute(
        update(document)
        .where(document.c.number == number)
        .values(state="coded", coded_by=run if coded else None, next_event=1 + max(map(event_number, ids), default=0))
    )


def _replace(
    connection: Connection,
    number: int,
    rows: dict[int, dict[str, Any]],
    told: Iterable[Event],
    taken: Sequence[Decision],
    *,
    run: int,
) -> int:
    changed = 0
    left = dict(rows)
    for one in told:
        row = left.pop(event_number(one.id), None)
        if row is None:
            _insert_event(connection, number, one, _on(taken, one.id), run)
            changed += 1
        elif row["coded"] != as_json(asdict(one)) or row["state"] == "retired":
            _keep_former(connection, row, run)
            _update(connection, row["row"], one, _on(taken, one.id), told=True)
            changed += 1
    for row in left.values():
        if row["state"] != "retired":
            _keep_former(connection, row, run)
            connection.execute(update(event).where(event.c.row == row["row"]).values(state="retired"))
            changed += 1
    return changed


def _keep_former(connection: Connection, row: dict[str, Any], run: int) -> None:
    connection.execute(insert(former).values(event=row["row"], until=run, coded=row["coded"], state=row["state"]))


def _on(taken: Iterable[Decision], event_id: str) -> list[Decision]:
    return [one for one in taken if one.event == event_id]


def _insert_event(connection: Connection, number: int, coded: Event, taken: Sequence[Decision], run: int) -> None:
    values, shown = _columns(coded, taken, told=True)
    row: int = connection.execute(
        insert(event).values(document=number, number=event_number(coded.id), run=run, **values).returning(event.c.row)
    ).scalar_one()
    _write_parts(connection, row, shown)


def _update(connection: Connection, row: int, coded: Event, taken: Sequence[Decision], *, told: bool) -> None:
    values, shown = _columns(coded, taken, told=told)
    connection.execute(update(event).where(event.c.row == row).values(**values))
    for table in (participant, claim):
        connection.execute(delete(table).where(table.c.event == row))
    _write_parts(connection, row, shown)


def _columns(coded: Event, taken: Sequence[Decision], *, told: bool) -> tuple[dict[str, Any], Event]:
    """The cells of an event's row, and the event that they were read off."""
    decided = deciding.decide(coded, taken)
    shown = coded if decided is None else decided
    state = "retired" if not told else "told" if decided is not None else "set-aside"
    return {
        "state": state,
        "coded": as_json(asdict(coded)),
        "decided": None if decided == coded else as_json(None if decided is None else asdict(decided)),
        **searched_columns(shown),
    }, shown


def searched_columns(shown: Event) -> dict[str, Any]:
    """The cells of an event that searches ask for."""
    when = shown.time
    return {
        "start": shown.mentions[0].start,
        "type": shown.type,
        "mode": shown.mode,
        "status": shown.status,
        "country": shown.place.country if shown.place else "",
        "earliest": when.earliest if when else None,
        "latest": when.latest if when else None,
        "basis": when.basis if when else None,
        "confidence": shown.confidence,
        "words": _words(shown),
    }


def participant_rows(shown: Event) -> list[dict[str, Any]]:
    """Who took part in an event, one row each."""
    return [
        {
            "part": "blamed" if part == "actor" and one.blamed_by is not None else part,
            "position": position,
            "name": one.name,
            "folded": one.name.casefold(),
            "kind": one.kind,
            "country": one.country,
        }
        for part, ones in (("actor", shown.actors), ("target", shown.targets))
        for position, one in enumerate(ones)
    ]


def folded(name: str | None) -> str | None:
    """A name as it is compared."""
    return None if name is None else name.casefold()


def claim_rows(shown: Event) -> list[dict[str, Any]]:
    """Who says what of an event, one row each."""
    return [
        {
            "position": position,
            "source": one.source,
            "folded": one.source.casefold(),
            "source_kind": one.source_kind,
            "stance": one.stance,
            "about": one.about,
        }
        for position, one in enumerate(shown.claims)
    ]


def _write_parts(connection: Connection, row: int, shown: Event) -> None:
    for table, rows in ((participant, participant_rows(shown)), (claim, claim_rows(shown))):
        if rows:
            connection.execute(insert(table), [{"event": row, **one} for one in rows])


def _words(shown: Event) -> str:
    """What a full-text search finds an event by: what it is, who, where, by whom told, and the words that name it."""
    parts = [
        wording.deed(shown),
        *(one.name for one in (*shown.actors, *shown.targets)),
        wording.place(shown.place),
        *(one.source for one in shown.claims if one.source != "reporter"),
        *(span.text for span in shown.mentions),
    ]
    return storable(" · ".join(filter(None, parts)))
