"""Dateline reads news reports and keeps a checkable record of what happened."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dateline.api import add, code_document, code_documents, read, recode
    from dateline.errors import (
        CodingError,
        DataError,
        DatelineError,
        EvidenceError,
        FormatError,
        LanguageError,
        ReadingError,
        SetupError,
        StoreError,
    )
    from dateline.model import (
        Casualty,
        Claim,
        Decision,
        Document,
        Event,
        Issue,
        Link,
        Participant,
        Place,
        Record,
        Span,
        StoredRecord,
        Time,
        make_document,
    )
    from dateline.schema import record_schema
    from dateline.store.chronicle import Chronicle
    from dateline.store.selection import Selection

    __version__: str

__all__ = [
    "Casualty",
    "Chronicle",
    "Claim",
    "CodingError",
    "DataError",
    "DatelineError",
    "Decision",
    "Document",
    "Event",
    "EvidenceError",
    "FormatError",
    "Issue",
    "LanguageError",
    "Link",
    "Participant",
    "Place",
    "ReadingError",
    "Record",
    "Selection",
    "SetupError",
    "Span",
    "StoreError",
    "StoredRecord",
    "Time",
    "__version__",
    "add",
    "code_document",
    "code_documents",
    "make_document",
    "read",
    "recode",
    "record_schema",
]

_ELSEWHERE = {
    **dict.fromkeys(("add", "code_document", "code_documents", "read", "recode"), "api"),
    "Chronicle": "store.chronicle",
    "Selection": "store.selection",
    "record_schema": "schema",
}


def __getattr__(name: str) -> Any:
    """Import a public name where it is first used, so that `import dateline` alone costs next to nothing."""
    if name == "__version__":
        return import_module("importlib.metadata").version("dateline")
    if name not in __all__:
        raise AttributeError(f"module 'dateline' has no attribute {name!r}")
    home = _ELSEWHERE.get(name) or ("errors" if name.endswith("Error") else "model")
    return getattr(import_module(f"dateline.{home}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
