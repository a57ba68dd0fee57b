"""What a user may call a document or an event → the database's own numbers."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Connection, select

from dateline.errors import StoreError
from dateline.store.permanent import page_of
from dateline.store.tables import document

SHORTEST = 4  # digits of a permanent id that are enough, where only one document's begins with them

_LONGEST = 16
_DIGITS = re.compile(rf"[0-9a-f]{{{SHORTEST},{_LONGEST}}}")
_EVENT = re.compile(r"(.+)\.(e[1-9][0-9]{0,8})", re.DOTALL)


def find_document(connection: Connection, name: str) -> tuple[int, str]:
    """The number and the permanent id of a document, by its permanent id or the beginning of it, supplied id or URL.

    Raises:
        StoreError: there is none of that name, or several.
    """
    found = _documents(connection, name)
    if not found:
        raise StoreError(f"there is no document {name}; see which there are: dateline documents")
    if len(found) > 1:
        raise StoreError(f"{name} may be {', '.join(row.id for row in found)}; name one of them")
    return found[0].number, found[0].id


def find_event(connection: Connection, name: str) -> tuple[int, str, str]:
    """As `find_document`, for 3f2a9c01d4e5b6f7.e3; with the event's id in its document, which may not have it.

    Raises:
        StoreError: it is no name of an event, or there is no such document.
    """
    found = _EVENT.fullmatch(name)
    if not found:
        raise StoreError(f"{name} is no name of an event; these look like 3f2a9c01d4e5b6f7.e3: see dateline events")
    return (*find_document(connection, found[1]), found[2])


def find(connection: Connection, name: str) -> tuple[int, str, str | None]:
    """A document, or an event with the document that tells it; what may be both is a document.

    Raises:
        StoreError: there is neither.
    """
    if _EVENT.fullmatch(name) and not _documents(connection, name):
        return find_event(connection, name)
    return (*find_document(connection, name), None)


def _documents(connection: Connection, name: str) -> list[Any]:
    found: list[Any] = []
    if not name:
        return found
    if _DIGITS.fullmatch(name):
        whole = len(name) == _LONGEST
        found = _matching(connection, document.c.id == name if whole else document.c.id.startswith(name))
    for same in (document.c.supplied_id == name, document.c.page == page_of(name)):
        found = found or _matching(connection, same & document.c.superseded_by.is_(None))
    return found


def _matching(connection: Connection, condition: Any) -> list[Any]:
    asked = select(document.c.number, document.c.id).where(condition).order_by(document.c.id).limit(3)
    return list(connection.execute(asked))
