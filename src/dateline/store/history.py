"""What became of a document or an event, in the order in which it did: coded, decided, coded otherwise, forgotten."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, select

from dateline import decisions as deciding
from dateline.errors import StoreError
from dateline.exports import wording
from dateline.model import Decision, Event
from dateline.store.entries import decisions_of
from dateline.store.permanent import event_number
from dateline.store.tables import document, event, former, run
from dateline.values import event_of

_COMPARED = (
    "type",
    "mode",
    "status",
    "actors",
    "targets",
    "place",
    "time",
    "casualties",
    "claims",
    "links",
    "mentions",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happened: when (ISO 8601, UTC), who did it (a name, or the program's), and what in words."""

    at: str
    who: str
    what: str


def history(connection: Connection, number: int, event_id: str | None) -> list[Step]:
    """What became of a document, or of one of its events, the earliest first.

    Raises:
        StoreError: the document has no such event.
    """
    row = connection.execute(select(document).where(document.c.number == number)).mappings().one()
    if event_id is None:
        steps = [*_document(connection, row), *map(_decided, decisions_of(connection, number))]
        steps += _forgotten(row)
    else:
        steps = [*_event(connection, row, event_id)]
        steps += [_decided(made) for made in decisions_of(connection, number) if made.event == event_id]
    return sorted(steps, key=lambda step: step.at)


def _document(connection: Connection, row: Any) -> Iterator[Step]:
    added = _run(connection, row["added_by"])
    yield Step(at=added["started"], who=_program(added), what="added")
    if row["state"] == "failed":
        yield Step(at=added["started"], who=_program(added), what="could not be coded")
    elif row["coded_by"] is None and row["state"] == "coded":
        yield Step(at=added["started"], who=_program(added), what="its events came with it, coded elsewhere")
    elif row["coded_by"] not in (None, row["added_by"]):
        again = _run(connection, row["coded_by"])
        yield Step(at=again["started"], who=_program(again), what="coded again")


def _forgotten(row: Any) -> list[Step]:
    if row["forgotten"] is None:
        return []
    told = json.loads(row["forgotten"])
    return [Step(at=told["at"], who=told["by"], what=f"forgotten: {told['because']}")]


def _event(connection: Connection, row: Any, event_id: str) -> Iterator[Step]:
    own = (
        connection.execute(
            select(event).where(event.c.document == row["number"], event.c.number == event_number(event_id))
        )
        .mappings()
        .first()
    )
    if own is None:
        raise StoreError(f"document {row['id']} has no event {event_id}; see which it has: dateline show {row['id']}")
    added = _run(connection, own["run"])
    versions = connection.execute(
        select(former.c.until, former.c.coded, former.c.state)
        .where(former.c.event == own["row"])
        .order_by(former.c.until)
    ).all()
    first = event_of(json.loads(versions[0].coded if versions else own["coded"]))
    yield Step(at=added["started"], who=_program(added), what=f"coded as {wording.deed(first)}{_parties(first)}")
    for at, version in enumerate(versions):
        before = event_of(json.loads(version.coded))
        after = event_of(json.loads(versions[at + 1].coded if at + 1 < len(versions) else own["coded"]))
        again = _run(connection, version.until)
        state = versions[at + 1].state if at + 1 < len(versions) else own["state"]
        if state == "retired":
            what = "told no more when it was coded again"
        elif version.state == "retired":
            what = f"told again: {_difference(before, after)}"
        else:
            what = f"coded again: {_difference(before, after)}"
        yield Step(at=again["started"], who=_program(again), what=what)


def _parties(one: Event) -> str:
    parties = wording.parties(one)
    return f" · {parties}" if parties else ""


def _difference(before: Event, after: Event) -> str:
    changes = []
    for name in _COMPARED:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            changes.append(f"{name} {_listed(name, old)} → {_listed(name, new)}")
    return "; ".join(changes) or "the same but for its confidence or its reasons"


def _listed(name: str, value: Any) -> str:
    if isinstance(value, tuple):
        if name in ("mentions", "links"):
            return ", ".join(getattr(one, "event", one.text) or one.text for one in value) or "nothing"
        return ", ".join(deciding.described(name, asdict(one)) for one in value) or "nothing"
    return deciding.described(name, value if isinstance(value, str) or value is None else asdict(value))


def _decided(made: Decision) -> Step:
    field = made.about.partition("/")[0]
    before, after = (deciding.described(field, value) for value in (made.judged, made.value))
    if made.verdict == "undone":
        what = f"takes back {made.undoes}"
    elif made.judged is None and made.value is None:
        what = f"{made.event} {made.about} judged {made.verdict}"  # of a document that was forgotten
    elif made.verdict == "corrected":
        what = f"{made.event} {made.about} " + (f"added: {after}" if made.judged is None else f"{before} → {after}")
    elif made.about == deciding.EVENT:
        what = f"{made.event} judged {made.verdict}"
    else:
        what = f"{made.event} {made.about} ({before}) judged {made.verdict}"
    what = f"{made.id}, {what}"
    return Step(at=made.at, who=made.by, what=f"{what}: {made.because}" if made.because else what)


def _run(connection: Connection, number: int) -> Any:
    return connection.execute(select(run).where(run.c.number == number)).mappings().one()


def _program(row: Any) -> str:
    return f"dateline {row['program']} ({row['coder'][:8]})"
