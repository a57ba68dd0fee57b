"""Rows of the database as values of the model."""

from __future__ import annotations

import json
from typing import Any

from dateline.model import Decision, Document, Event
from dateline.values import event_of


def document_from(row: Any) -> Document:
    """A document from its row; of one that was not forgotten."""
    return Document(
        id=row["supplied_id"],
        url=row["url"],
        publisher=row["publisher"],
        title=row["title"],
        published=row["published"],
        language=row["language"],
        content_hash=row["content_hash"],
        captions=tuple(json.loads(row["captions"])),
        text=row["text"] if row["exact"] is None else row["exact"],
    )


def decision_from(row: Any) -> Decision:
    """A decision from its row."""
    return Decision(
        id=f"d{row['number']}",
        event=f"e{row['event']}",
        about=row["about"],
        verdict=row["verdict"],
        value=json.loads(row["value"]),
        judged=json.loads(row["judged"]),
        by=row["by"],
        because=row["because"],
        at=row["at"],
        undoes=None if row["undoes"] is None else f"d{row['undoes']}",
    )


def event_as_coded(row: Any) -> Event:
    """The event of a row, as the program coded it."""
    return event_of(json.loads(row["coded"]))
