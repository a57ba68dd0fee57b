from __future__ import annotations

import json

import jsonschema
import pytest
from records import hand_made

from dateline.exports.records import to_json
from dateline.schema import DIALECT, example, record_schema


@pytest.fixture(scope="module")
def schema() -> dict[str, object]:
    return record_schema()


def test_schema_is_one_and_its_example_is_the_programs_own(schema) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == DIALECT
    assert schema["examples"] == [json.loads(to_json(example()))]
    assert schema["examples"][0]["events"]
    jsonschema.validate(schema["examples"][0], schema)


def test_a_record_with_all_kinds_of_values_is_valid(schema) -> None:
    jsonschema.validate(json.loads(to_json(hand_made())), schema)


def test_schema_names_every_field_of_a_record_and_no_other(schema) -> None:
    record = json.loads(to_json(hand_made()))
    assert set(schema["properties"]) == set(schema["required"]) == set(record)
    event = schema["$defs"]["Event"]
    assert set(event["properties"]) == set(event["required"]) == set(record["events"][0])


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("schema",), "dateline/0"),
        (("events", 0, "type"), "WAR"),
        (("events", 0, "mode"), "magic"),
        (("events", 0, "status"), "maybe"),
        (("events", 0, "factuality"), 4),
        (("events", 0, "confidence"), 1.5),
        (("events", 0, "casualties", 0, "low"), -1),
        (("events", 0, "actors", 0, "start"), -1),
        (("events", 0, "place", "lat"), 91),
        (("events", 0, "time", "basis"), "guess"),
    ],
)
def test_schema_refuses_what_a_record_never_holds(schema, place, value) -> None:
    record = json.loads(to_json(hand_made()))
    at = record
    for key in place[:-1]:
        at = at[key]
    at[place[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(record, schema)
