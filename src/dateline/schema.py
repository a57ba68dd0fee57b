"""The JSON Schema of the record: made from the dataclasses of `model`, its example by reading a short report."""

from __future__ import annotations

import json
from typing import Any

from dateline import ontology
from dateline.api import code_document
from dateline.exports.records import to_json
from dateline.model import SCHEMA, Record, make_document

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_BOUNDS = {
    ("Event", "factuality"): (-3, 3),
    ("Event", "confidence"): (0, 1),
    ("Place", "confidence"): (0, 1),
    ("Time", "confidence"): (0, 1),
    ("Place", "lat"): (-90, 90),
    ("Place", "lon"): (-180, 180),
}
_COUNTS = ("start", "end", "low", "high", "blamed_by")


def record_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of the object that `dateline read --format jsonl` prints for each document.

    Raises:
        SetupError: the parser that reads the example is not installed.
    """
    from pydantic import TypeAdapter  # noqa: PLC0415 - only where a schema is made

    schema = TypeAdapter(Record).json_schema(mode="serialization")
    schema["properties"]["schema"]["const"] = SCHEMA
    definitions = schema["$defs"]
    for name, definition in {**definitions, "Record": schema}.items():
        definition["required"] = list(definition["properties"])  # what is printed has them all, with null or []
        for key, field in definition["properties"].items():
            _bound(field, *(_BOUNDS.get((name, key)) or ((0, None) if key in _COUNTS else (None, None))))
    kinds = ontology.types()
    definitions["Event"]["properties"]["type"]["enum"] = sorted(kinds)
    definitions["Event"]["properties"]["mode"]["enum"] = sorted(
        {"", *(m for kind in kinds.values() for m in kind.modes)}
    )
    return {"$schema": DIALECT, **schema, "examples": [json.loads(to_json(example()))]}


def example() -> Record:
    """The record of a report written for this purpose, as the program reads it now."""
    return code_document(
        make_document(
            id="example",
            title="Two villagers killed in shelling of Talva",
            body=(
                "Rebels shelled the border town of Talva on Sunday, killing two villagers and wounding at least five,"
                " the interior ministry said.\n\n"
                "A rebel spokesman denied the attack and accused the army of bombing a bridge near Talva last week."
            ),
            published="2021-03-15",
            publisher="Example Agency",
        )
    )


def _bound(field: dict[str, Any], low: int | None, high: int | None) -> None:
    for branch in field.get("anyOf", [field]):
        if branch.get("type") in ("integer", "number"):
            branch.update({key: value for key, value in (("minimum", low), ("maximum", high)) if value is not None})
