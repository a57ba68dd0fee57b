"""What is in the database, document by document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, func, select

from dateline.model import Issue
from dateline.store.selection import check_typed
from dateline.store.tables import decision, document, event, issue

State = Literal["coded", "failed", "forgotten"]
STATES: tuple[State, ...] = ("coded", "failed", "forgotten")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A document in a list: what it is, how many events it tells, and how it stands to the others."""

    id: str  # permanent
    state: State
    published: str | None
    publisher: str | None
    title: str
    url: str | None
    events: int
    copies: str | None  # the group of near-copies it is in
    copied: int  # how many documents that group has; 1 without one
    superseded_by: str | None
    forgotten: str  # who had it forgotten when and why; "" where nobody did


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """How much is in a database; `voices` counts a group of near-copies once."""

    documents: int
    voices: int
    events: int
    decisions: int


def documents(
    connection: Connection,
    *,
    publisher: str | None = None,
    since: str | None = None,
    until: str | None = None,
    state: State | None = None,
    copies: str | None = None,
    limit: int | None = None,
) -> Iterator[Listed]:
    """The documents by time of publication and id, the undated last.

    Args:
        connection: one that reads.
        publisher: part of the publisher's name, in any case.
        since: ISO day; published on it or later.
        until: ISO day; published on it or before.
        state: only those that stand so.
        copies: only those of this group of near-copies.
        limit: no more than so many.

    Raises:
        StoreError: `since` or `until` is no day.
    """
    check_typed({"publisher": publisher, "since": since, "until": until})
    conditions: list[ColumnElement[bool]] = []
    if publisher is not None:
        conditions.append(document.c.publisher_folded.contains(publisher.casefold(), autoescape=True))
    if since is not None:
        conditions.append(document.c.published >= since)
    if until is not None:
        conditions.append(func.substr(document.c.published, 1, 10) <= until)
    if state is not None:
        conditions.append(document.c.state == state)
    if copies is not None:
        conditions.append(document.c.copies == copies)
    told = select(func.count()).where(event.c.document == document.c.number, event.c.state == "told")
    other = document.alias()
    group = select(func.count()).where(other.c.copies == document.c.copies)
    asked = (
        select(document, told.scalar_subquery().label("events"), group.scalar_subquery().label("copied"))
        .where(*conditions)
        .order_by(func.coalesce(document.c.published, "~"), document.c.id)
        .limit(limit)
    )
    for row in connection.execute(asked.execution_options(yield_per=100)).mappings():
        yield _listed(row)


def issues(connection: Connection) -> list[Issue]:
    """What could not be read or coded, and why; in the order in which it came up."""
    rows = connection.execute(select(issue).order_by(issue.c.run, issue.c.document, issue.c.key)).mappings()
    return [
        Issue(stage=row["stage"], document=row["document"], error=row["error"], remedy=row["remedy"]) for row in rows
    ]


def _listed(row: Any) -> Listed:
    told = json.loads(row["forgotten"]) if row["forgotten"] else None
    return Listed(
        id=row["id"],
        state=row["state"],
        published=row["published"],
        publisher=row["publisher"],
        title=row["title"] or "",
        url=row["url"],
        events=row["events"],
        copies=row["copies"],
        copied=max(1, row["copied"]),
        superseded_by=row["superseded_by"],
        forgotten=f"{told['by']} on {told['at'][:10]}: {told['because']}" if told else "",
    )


def totals(connection: Connection) -> Totals:
    """How much there is."""
    here = document.c.state != "forgotten"
    voices = select(func.count(func.distinct(func.coalesce(document.c.copies, document.c.id)))).where(here)
    return Totals(
        documents=connection.execute(select(func.count()).select_from(document).where(here)).scalar_one(),
        voices=connection.execute(voices).scalar_one(),
        events=connection.execute(select(func.count()).select_from(event).where(event.c.state == "told")).scalar_one(),
        decisions=connection.execute(select(func.count()).select_from(decision)).scalar_one(),
    )
