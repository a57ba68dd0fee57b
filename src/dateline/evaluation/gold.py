"""Gold articles: what a careful person wrote down after reading one report, one JSON file an article.

A gold file writes mentions as verbatim quotes, so that a person can type them; here they become offsets, and each
gold event becomes an `Event` like those of the program, so that one scorer reads both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from dateline import ontology
from dateline.errors import FormatError, ReadingError
from dateline.model import (
    Casualty,
    Claim,
    Document,
    Event,
    Evidenced,
    Link,
    Participant,
    Place,
    Span,
    Status,
    Time,
    TimeLevel,
    make_document,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DATE = re.compile(r"(?:\d{4}(?:-\d\d){0,2}[?~%]?|\.\.)?")
_COUNTRY = re.compile(r"(?:[A-Z]{3})?")
_LEVELS: dict[int, TimeLevel] = {len("2020"): "year", len("2020-10"): "month", len("2020-10-18"): "day"}


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldArticle:
    """A report and the events that it tells; their mentions are the triggers, as spans of the document."""

    document: Document
    events: tuple[Event, ...]

    @property
    def mentions(self) -> tuple[tuple[Span, ...], ...]:
        """The gold mentions grouped into events, in the form in which `pipeline.code` takes them."""
        return tuple(event.mentions for event in self.events)


@dataclass(frozen=True, slots=True, kw_only=True)
class _When:
    edtf: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marked:
    """An event as the gold file writes it."""

    id: str
    type: str
    mode: str = ""
    mentions: tuple[str, ...]
    triggers: tuple[str, ...]
    actors: tuple[Participant, ...] = ()
    targets: tuple[Participant, ...] = ()
    place: Place | None = None
    time: _When | None = None
    casualties: tuple[Casualty, ...] = ()
    status: Status
    aggregate: bool = False
    claims: tuple[Claim, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Article:
    """An article as the gold file writes it."""

    id: str
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    text: str
    events: tuple[_Marked, ...]


def read_gold(folder: Path) -> tuple[GoldArticle, ...]:
    """The gold articles of a folder (`*.json`, one an article), in the order of their file names.

    Raises:
        ReadingError: there is no such folder, or it holds no article.
        FormatError: a file is not a gold article; the message names file and fault.
    """
    if not folder.is_dir():
        raise ReadingError(f"{folder}: no such folder; name one with gold articles, one JSON file each")
    files = sorted(folder.glob("*.json"))
    if not files:
        raise ReadingError(f"{folder}: holds no gold articles; they are JSON files, one an article")
    seen: dict[str, Path] = {}
    articles = []
    for file in files:
        article = read_article(file)
        first = seen.setdefault(article.document.id, file)
        if first is not file:
            raise FormatError(f"{file}: the id {article.document.id!r} is that of {first.name} too; give each its own")
        articles.append(article)
    return tuple(articles)


def read_article(file: Path) -> GoldArticle:
    """One gold article.

    Raises:
        ReadingError: the file cannot be read.
        FormatError: it is not a gold article; the message names file and fault.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ReadingError(
            f"{file}: cannot be read ({error.strerror}); check the name and your rights to it"
        ) from error
    return parse_article(content, file)


def parse_article(content: bytes, file: Path) -> GoldArticle:
    """The gold article that the content of a file is.

    Raises:
        FormatError: it is none; the message names file and fault.
    """
    try:
        raw = _article_adapter().validate_json(content)
    except ValidationError as error:
        first, *others = error.errors(include_url=False, include_context=False, include_input=False)
        path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"]).lstrip(".")
        fault = f"{path}: {first['msg']}" if path else first["msg"]
        raise FormatError(_complaint(file, [fault, *map(str, others)])) from error
    found = list(_faults(raw))
    if found:
        raise FormatError(_complaint(file, found))
    return _located(raw)


def _complaint(file: Path, found: list[str]) -> str:
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return f"{file}: not a gold article: {found[0]}{more}; docs/evaluation.md shows the form"


@cache
def _article_adapter() -> TypeAdapter[_Article]:
    return TypeAdapter(_Article)


def _located(raw: _Article) -> GoldArticle:
    document = make_document(
        id=raw.id, title=raw.title or "", body=raw.text, published=raw.published, publisher=raw.publisher
    )
    events = tuple(
        Event(
            id=event.id,
            type=event.type,
            mode=event.mode,
            aggregate=event.aggregate,
            status=event.status,
            mentions=tuple(_trigger_spans(document, event)),
            actors=event.actors,
            targets=event.targets,
            place=event.place,
            time=_time(event.time) if event.time else None,
            casualties=event.casualties,
            claims=event.claims,
            links=event.links,
        )
        for event in raw.events
    )
    return GoldArticle(document=document, events=events)


def _trigger_spans(document: Document, event: _Marked) -> Iterator[Span]:
    for mention, trigger in zip(event.mentions, event.triggers, strict=True):
        start = document.text.find(mention) + mention.find(trigger)
        yield document.span(start, start + len(trigger))


def _time(when: _When) -> Time:
    level = _LEVELS.get(len(when.edtf.strip("?~%")), "interval") if "/" not in when.edtf else "interval"
    # A gold file does not tell calendar dates from relative words; only "told" against "inferred" is scored.
    return Time(edtf=when.edtf, text=when.text, level=level, basis="explicit" if when.text else "inferred")


def _faults(raw: _Article) -> Iterator[str]:
    if not raw.id:
        yield "the id is empty"
    if raw.published is not None and not _is_day(raw.published):
        yield f"published is {raw.published!r}, not a date such as 2020-10-18"
    ids = [event.id for event in raw.events]
    for event_id in sorted({event_id for event_id in ids if ids.count(event_id) > 1}):
        yield f"{event_id}: this event id stands there {ids.count(event_id)} times"
    for event in raw.events:
        for fault in (*_type_faults(event), *_mention_faults(raw, event), *_value_faults(raw, event, ids)):
            yield f"{event.id}: {fault}"


def _is_day(published: str) -> bool:
    try:
        datetime.fromisoformat(published)
    except ValueError:
        return False
    return True


def _type_faults(event: _Marked) -> Iterator[str]:
    kind = ontology.types().get(event.type)
    if kind is None:
        yield f"type {event.type!r} is none of {', '.join(ontology.types())}"
    elif event.mode not in ("", *kind.modes):
        modes = ", ".join(kind.modes) if kind.modes else "no modes"
        yield f"mode {event.mode!r} is none of {event.type}, which has {modes}"


def _mention_faults(raw: _Article, event: _Marked) -> Iterator[str]:
    if not event.mentions or len(event.mentions) != len(event.triggers):
        yield f"{len(event.mentions)} mentions and {len(event.triggers)} triggers; each mention has one trigger"
        return
    for mention, trigger in zip(event.mentions, event.triggers, strict=True):
        times = _occurrences(raw, mention)
        if times == 0:
            yield f"mention is not in the text: {mention!r}"
        elif times > 1:
            yield f"mention occurs {times} times, quote more words: {mention!r}"
        if not trigger or trigger not in mention:
            yield f"trigger {trigger!r} is not in its mention {mention!r}"


def _value_faults(raw: _Article, event: _Marked, ids: list[str]) -> Iterator[str]:
    values: list[tuple[str, Evidenced | _When]] = [
        *(("actor", actor) for actor in event.actors),
        *(("target", target) for target in event.targets),
        *(("casualties", casualty) for casualty in event.casualties),
        *(("claim", claim) for claim in event.claims),
    ]
    if event.place is not None:
        values.append(("place", event.place))
    if event.time is not None:
        values.append(("time", event.time))
        sides = event.time.edtf.split("/")
        if not event.time.edtf or len(sides) > 2 or not all(_DATE.fullmatch(side) for side in sides):
            yield f"time is {event.time.edtf!r}, not an EDTF date such as 2020-10, 2020-10-17? or 2020-10-10/2020-10-18"
    for slot, value in values:
        if value.text and not _occurrences(raw, value.text):
            yield f"words of the {slot} are not in the text: {value.text!r}"
    for participant in (*event.actors, *event.targets):
        if not _COUNTRY.fullmatch(participant.country):
            yield f"country {participant.country!r} of {participant.name!r} is not an ISO 3166-1 alpha-3 code"
    for casualty in event.casualties:
        if casualty.low is None and casualty.high is None:
            yield f"casualties {casualty.kind} have neither low nor high"
    for link in event.links:
        if link.event not in ids or link.event == event.id:
            yield f"link {link.relation} to {link.event!r}, which is no other event of the article"


def _occurrences(raw: _Article, quote: str) -> int:
    return raw.text.count(quote) + (raw.title or "").count(quote)
