"""Stored records as one GeoJSON FeatureCollection (RFC 7946): one feature an event, for maps and geographic tools.

An event whose place has no point is a feature with the geometry null, as the standard has it; nothing is put at 0, 0.
The properties are the cells of the spreadsheet as they are: a map does not obey formulas.
"""

from __future__ import annotations

import json
from math import isfinite
from typing import TYPE_CHECKING

from dateline.exports.safety import in_json
from dateline.exports.spreadsheet import flatten, permanent_cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dateline.exports.spreadsheet import Cell
    from dateline.model import Event, Place, StoredRecord

_PROPERTIES = ("permanent_id", "copies", "superseded_by")


def geojson(records: Iterable[StoredRecord]) -> Iterator[str]:
    """The collection, piece by piece: no more than one record is held at a time."""
    opening = '{"type": "FeatureCollection", "features": ['
    before = opening
    for record in records:
        for event in record.events:
            yield f"{before}\n{_feature(record, event)}"
            before = ","
    yield f"{opening}]}}\n" if before == opening else "\n]}\n"


def _feature(record: StoredRecord, event: Event) -> str:
    kept = permanent_cells(record, event)
    cells = {**flatten(record, event), **{name: kept[name] for name in _PROPERTIES}}
    feature = {
        "type": "Feature",
        "id": kept["permanent_id"],
        "geometry": _point(event.place),
        "properties": {name: _number_or_text(cell) for name, cell in cells.items()},
    }
    return in_json(json.dumps(feature, ensure_ascii=False, allow_nan=False))


def _point(place: Place | None) -> dict[str, object] | None:
    if place is None or place.lat is None or place.lon is None or not (isfinite(place.lat) and isfinite(place.lon)):
        return None
    return {"type": "Point", "coordinates": [place.lon, place.lat]}  # east before north, RFC 7946, 3.1.1


def _number_or_text(cell: Cell) -> Cell:
    """The cell, None for a number that JSON has no word for (NaN, infinity)."""
    return None if isinstance(cell, float) and not isfinite(cell) else cell
