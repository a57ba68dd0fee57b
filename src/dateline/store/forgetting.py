"""Forgetting a document: its text, quotes and names go for good, a tombstone says that it was there."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select, update

from dateline.store import copies
from dateline.store.entries import as_json, order_versions
from dateline.store.tables import band, claim, decision, document, event, former, issue, participant


def forget(connection: Connection, number: int, *, by: str, because: str, at: str) -> None:
    """Purge a document and what was read from it. `Database.compact` then clears the room that they took.

    What stays: its permanent id (a digest), publisher and time of publication, who had it forgotten when and why, and
    of each decision on it who took it when and of which kind.
    """
    row = connection.execute(select(document).where(document.c.number == number)).mappings().one()
    rows = select(event.c.row).where(event.c.document == number)
    for table in (participant, claim, former):
        connection.execute(delete(table).where(table.c.event.in_(rows)))
    connection.execute(delete(event).where(event.c.document == number))
    connection.execute(delete(band).where(band.c.document == number))
    connection.execute(
        update(decision).where(decision.c.document == number).values(value="null", judged="null", because="")
    )
    known = [name for name in (row["url"], row["supplied_id"]) if name]
    connection.execute(delete(issue).where(issue.c.document.in_(known)))
    connection.execute(
        update(document)
        .where(document.c.number == number)
        .values(
            state="forgotten", supplied_id=None, url=None, page=None, superseded_by=None, title=None, content_hash=None,
            captions=None, text=None, exact=None, signature=None, signature_key=None, copies=None, coded_by=None,
            forgotten=as_json({"by": by, "because": because, "at": at}),
        )
    )  # fmt: skip
    order_versions(connection, row["page"])
    _stand_in(connection, row["signature_key"], row["signature"])
    if row["copies"] is not None:
        regroup(connection, row["copies"])


def regroup(connection: Connection, group: str) -> None:
    """Group the members of a group of near-copies anew, as one that held them together may be gone."""
    members = {
        row.id: row.signature
        for row in connection.execute(select(document.c.id, document.c.signature).where(document.c.copies == group))
    }
    names = {member: found[0] for found in copies.groups(members) for member in found}
    for member in members:
        connection.execute(update(document).where(document.c.id == member).values(copies=names.get(member)))


def _stand_in(connection: Connection, key: int, signature: bytes) -> None:
    """Where the document's bands stood for copies with the very same signature too, give them to one of those."""
    left = (
        connection.execute(
            select(document.c.number)
            .where(document.c.signature_key == key, document.c.signature == signature)
            .order_by(document.c.number)
        )
        .scalars()
        .all()
    )
    if left and not connection.execute(select(band.c.key).where(band.c.document.in_(left)).limit(1)).first():
        keys = dict.fromkeys(copies.bands(signature))
        connection.execute(band.insert(), [{"key": one, "document": left[0]} for one in keys])
