from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import hand_made, make_record

from dateline.exports.geojson import geojson
from dateline.exports.spreadsheet import COLUMNS, flatten
from dateline.model import Event, Participant, Place, Record, StoredRecord, make_document


def stored(record: Record, **more: Any) -> StoredRecord:
    told = {field.name: getattr(record, field.name) for field in fields(Record)}
    return StoredRecord(**told, **{"permanent_id": "0123456789abcdef", **more})


def features(*records: StoredRecord) -> list[dict[str, Any]]:
    collection = json.loads("".join(geojson(records)), parse_constant=pytest.fail)
    assert list(collection) == ["type", "features"]
    assert collection["type"] == "FeatureCollection"
    for feature in collection["features"]:
        assert list(feature) == ["type", "id", "geometry", "properties"]
        assert feature["type"] == "Feature"
    return collection["features"]


def placed(**point: float | None) -> StoredRecord:
    place = Place(name="Port Talva", level="city", **point)  # type: ignore[arg-type]
    return stored(make_record(make_document(body="x"), Event(id="e1", type="ASSAULT", place=place)))


def test_no_records_are_an_empty_collection() -> None:
    assert features() == []
    assert features(stored(make_record(make_document(body="Nothing happened.")))) == []


def test_each_event_is_a_feature_under_its_permanent_id() -> None:
    found = features(stored(hand_made()), stored(hand_made(), permanent_id="f" * 16))
    assert [one["id"] for one in found[:2]] == ["0123456789abcdef.e1", "0123456789abcdef.e2"]
    assert found[-1]["id"] == "ffffffffffffffff.e5"
    assert len(found) == 10


def test_properties_are_the_cells_as_they_are() -> None:
    record = stored(hand_made(), copies="a" * 16, superseded_by="b" * 16)
    told = features(record)[0]["properties"]
    assert list(told) == [*COLUMNS, "permanent_id", "copies", "superseded_by"]
    assert {name: told[name] for name in COLUMNS} == flatten(record, record.events[0])
    assert (told["permanent_id"], told["copies"]) == ("0123456789abcdef.e1", "a" * 16)
    assert told["superseded_by"] == "b" * 16


def test_a_formula_is_no_danger_to_a_map_and_stays_as_it_is() -> None:
    event = Event(id="e1", type="ASSAULT", actors=(Participant(name="=1+1"),))
    assert features(stored(make_record(make_document(body="x"), event)))[0]["properties"]["actors"] == "=1+1"


def test_a_point_has_its_longitude_first() -> None:
    assert features(stored(hand_made()))[0]["geometry"] == {"type": "Point", "coordinates": [44.0, -1.5]}
    assert features(placed(lat=0.0, lon=10.5))[0]["geometry"]["coordinates"] == [10.5, 0.0]


@pytest.mark.parametrize(
    "point", [{}, {"lat": 1.0}, {"lon": 1.0}, {"lat": float("nan"), "lon": 1.0}, {"lat": 1.0, "lon": float("-inf")}]
)
def test_a_place_without_a_point_is_nowhere_and_not_at_zero(point: dict[str, float]) -> None:
    assert features(placed(**point))[0]["geometry"] is None


def test_an_event_without_a_place_is_a_feature_too() -> None:
    assert [one["geometry"] is None for one in features(stored(hand_made()))] == [False, True, True, True, True]


def test_the_collection_is_made_piece_by_piece() -> None:
    def records() -> Any:
        yield stored(hand_made())
        pytest.fail("the second record was asked for before the first was written")

    pieces = geojson(records())
    first, *others = [next(pieces) for _ in range(5)]
    assert first.startswith('{"type": "FeatureCollection", "features": [\n{"type": "Feature", ')
    assert all(piece.startswith(',\n{"type": "Feature", ') for piece in others)


@given(st.text(st.characters()), st.floats(), st.floats())
def test_it_is_valid_whatever_the_report_holds(words: str, latitude: float, other: float) -> None:
    event = Event(
        id="e1",
        type="ASSAULT",
        factuality=other,
        actors=(Participant(name=words, role=words),),
        place=Place(name=words, level="site", lat=latitude, lon=other),
        why=(words,),
    )
    record = stored(make_record(make_document(title=words, body="x", publisher=words), event))
    pieces = list(geojson([replace(record, url=words)]))
    "".join(pieces).encode("utf-8")
    assert len("".join(pieces).splitlines()) == 3
    assert features(record)[0]["properties"]["actors"] == words
