"""Records as CSV (RFC 4180 with line feeds): one row an event, its values flattened, their words beside them.

Cells with several values separate them by "; ". Every cell is quoted and no cell that holds a report's words is a
formula (`safety.in_cell`). `killed_low` … `injured_high` are numbers where the report gives one figure of that kind;
where it gives several (of other parties, by other sources) they are empty and `casualties` tells them all, because
adding or choosing is a judgement that an export must not make. `actors` never holds somebody who is known by an
accusation alone: those stand in `blamed`, with who blames them.

Records from a database have more columns (`STORED_COLUMNS`): its permanent id, and what people decided.
"""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING, Literal, overload

from dateline.decisions import effective
from dateline.exports import wording
from dateline.exports.safety import in_cell
from dateline.model import StoredRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dateline.model import Casualty, Event, Evidenced, FigureKind, Participant, Record

Cell = str | int | float | None
COLUMNS = (
    "document", "url", "publisher", "title", "published",
    "event", "type", "mode", "label", "aggregate", "status", "factuality", "confidence",
    "actors", "actor_kinds", "actor_countries", "blamed", "targets", "target_kinds", "target_countries",
    "place", "place_level", "country", "admin1", "geonameid", "lat", "lon",
    "time", "time_level", "time_basis", "earliest", "latest",
    "killed_low", "killed_high", "injured_low", "injured_high", "casualties",
    "sources", "source_kinds", "stances", "links",
    "mention_words", "actor_words", "target_words", "place_words", "time_words", "casualty_words", "claim_words",
    "why",
)  # fmt: skip
STORED_COLUMNS = ("permanent_id", *COLUMNS, "copies", "superseded_by", "decisions")


@overload
def csv_rows(records: Iterable[Record], *, stored: Literal[False] = False) -> Iterator[str]: ...
@overload
def csv_rows(records: Iterable[StoredRecord], *, stored: Literal[True]) -> Iterator[str]: ...
def csv_rows(records: Iterable[Record], *, stored: bool = False) -> Iterator[str]:
    """The header, then a row for each event, each with its line end.

    Args:
        records: the documents and their events.
        stored: they come from a database, so the columns are `STORED_COLUMNS`.
    """
    columns = STORED_COLUMNS if stored else COLUMNS
    yield _row(columns)
    for record in records:
        for event in record.events:
            cells = flatten(record, event)
            if isinstance(record, StoredRecord):
                cells |= permanent_cells(record, event)
            yield _row(cells[column] for column in columns)


def permanent_cells(record: StoredRecord, event: Event) -> dict[str, Cell]:
    """What the database adds to the cells of an event: its permanent id, the report's kin, the decisions on it."""
    return {
        "permanent_id": f"{record.permanent_id}.{event.id}",
        "copies": record.copies,
        "superseded_by": record.superseded_by,
        "decisions": _joined(
            f"{one.about} {one.verdict} by {one.by}: {one.because}"
            for one in effective(record.decisions)
            if one.event == event.id
        ),
    }


def flatten(record: Record, event: Event) -> dict[str, Cell]:
    """One event as cells by column, before they are made safe."""
    place, time = event.place, event.time
    plain = [actor for actor in event.actors if actor.blamed_by is None]
    blamed = [actor for actor in event.actors if actor.blamed_by is not None]
    return {
        "document": record.id,
        "url": record.url,
        "publisher": record.publisher,
        "title": record.title,
        "published": record.published,
        "event": event.id,
        "type": event.type,
        "mode": event.mode,
        "label": wording.labels().get((event.type, event.mode)),
        "aggregate": "true" if event.aggregate else "false",
        "status": event.status,
        "factuality": event.factuality,
        "confidence": event.confidence,
        **_participants("actor", plain),
        "blamed": _joined(wording.participant(one, event) for one in blamed),
        **_participants("target", event.targets),
        "place": place.name if place else None,
        "place_level": place.level if place else None,
        "country": place.country if place else None,
        "admin1": place.admin1 if place else None,
        "geonameid": place.geonameid if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "time": time.edtf if time else None,
        "time_level": time.level if time else None,
        "time_basis": time.basis if time else None,
        "earliest": time.earliest if time else None,
        "latest": time.latest if time else None,
        **_figure("killed", event),
        **_figure("injured", event),
        "casualties": _joined(_described(figure) for figure in event.casualties),
        "sources": _joined(claim.source for claim in event.claims),
        "source_kinds": _joined(claim.source_kind for claim in event.claims),
        "stances": _joined(claim.stance for claim in event.claims),
        "links": _joined(f"{link.relation} {link.event}" for link in event.links),
        "mention_words": _joined(mention.text for mention in event.mentions),
        "actor_words": _words(event.actors),
        "target_words": _words(event.targets),
        "place_words": place.text if place else None,
        "time_words": time.text if time else None,
        "casualty_words": _words(event.casualties),
        "claim_words": _words(event.claims),
        "why": _joined(event.why),
    }


def _participants(role: str, ones: Iterable[Participant]) -> dict[str, Cell]:
    listed = list(ones)
    return {
        f"{role}s": _joined(one.name for one in listed),
        f"{role}_kinds": _joined(one.kind for one in listed),
        f"{role}_countries": _joined(one.country for one in listed),
    }


def _figure(kind: FigureKind, event: Event) -> dict[str, Cell]:
    told = {(one.low, one.high) for one in event.casualties if one.kind == kind}
    low, high = told.pop() if len(told) == 1 else (None, None)
    return {f"{kind}_low": low, f"{kind}_high": high}


def _described(figure: Casualty) -> str:
    return " ".join(filter(None, (wording.figure(figure), f"[{figure.who}]" if figure.who else "")))


def _words(values: Iterable[Evidenced]) -> str:
    return _joined(value.text for value in values)


def _joined(parts: Iterable[str]) -> str:
    listed = list(parts)
    return "; ".join(listed) if any(listed) else ""


def _row(cells: Iterable[Cell]) -> str:
    sink = StringIO()
    safe = [in_cell(cell) if isinstance(cell, str) else cell for cell in cells]
    csv.writer(sink, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow(safe)
    return sink.getvalue()
