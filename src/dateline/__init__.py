"""Dateline reads news reports and keeps a checkable record of what happened."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dateline.api import code_document, code_documents, read
    from dateline.errors import (
        CodingError,
        DataError,
        DatelineError,
        EvidenceError,
        FormatError,
        LanguageError,
        ReadingError,
        SetupError,
    )
    from dateline.model import (
        Casualty,
        Claim,
        Document,
        Event,
        Issue,
        Link,
        Participant,
        Place,
        Record,
        Span,
        Time,
        make_document,
    )
    from dateline.schema import record_schema

    __version__: str

__all__ = [
    "Casualty",
    "Claim",
    "CodingError",
    "DataError",
    "DatelineError",
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
    "SetupError",
    "Span",
    "Time",
    "__version__",
    "code_document",
    "code_documents",
    "make_document",
    "read",
    "record_schema",
]

_ELSEWHERE = {"code_document": "api", "code_documents": "api", "read": "api", "record_schema": "schema"}


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
