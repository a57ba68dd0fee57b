"""Documents, records and a fake of the coding, for the tests of the database."""

from __future__ import annotations

from collections.abc import Callable

from dateline.model import Document, Event, Record, StoredRecord, make_document, permanent_id
from dateline.store.chronicle import Chronicle


def document(number: int = 0, body: str | None = None, **fields: object) -> Document:
    """A document that is like no other of another number."""
    words = body or " ".join(f"w{number}x{at}" for at in range(40))
    return make_document(**{"id": f"doc{number}", "body": words, "published": "2020-10-18", **fields})


def event(source: Document, words: str, id: str = "e1", **fields: object) -> Event:  # noqa: A002
    """An event that the first of these words in a document name."""
    start = source.text.index(words)
    return Event(
        **{
            "id": id,
            "type": "ASSAULT",
            "confidence": 0.5,
            "mentions": (source.span(start, start + len(words)),),
            **fields,
        }
    )


def record(source: Document, *events: Event) -> Record:
    """A document with events, as the coding makes it."""
    return Record(**{name: getattr(source, name) for name in Document.__dataclass_fields__}, events=events)


def coder(*records: Record) -> Callable:
    """A fake of the coding: knows the events of these records, and finds none in other documents."""
    known = {permanent_id(one): one.events for one in records}

    def code(items):
        for item in items:
            if isinstance(item, Document) and not isinstance(item, Record):
                yield record(item, *known.get(permanent_id(item), ()))
            else:
                yield item

    return code


def add(chronicle: Chronicle, *records: Document) -> list:
    """Add records as if their documents had been read and coded just now; a StoredRecord comes as from an export."""
    items = [one if isinstance(one, StoredRecord) else bare(one) for one in records]
    coded = [one for one in records if isinstance(one, Record)]
    return list(chronicle.add(items, code=coder(*coded), settings={}, waiting=print))


def bare(source: Document) -> Document:
    """The document of a record."""
    return Document(**{name: getattr(source, name) for name in Document.__dataclass_fields__})


def faults(chronicle: Chronicle) -> list[str]:
    """What `check` finds wrong."""
    return list(chronicle.check(progress=lambda _done, _total: None))
