"""The values that everybody passes; this file imports nothing of ours.

All offsets are code points into `Document.text`. A value object carries its evidence as `start`, `end` and `text`;
a value that the report only suggests (a date inferred from tense) has `start=None, end=None, text=""`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

SCHEMA = "dateline/1"
MENTION_WORDS = 3  # a mention names its event in at most so many words
NAME_WORDS = 8  # a name longer than this is a description, not a name

Status = Literal["happened", "ongoing", "planned", "threatened", "hypothetical", "denied"]
Kind = Literal[
    "state",
    "military",
    "police",
    "armed-group",
    "government-person",
    "person",
    "civilians",
    "organisation",
    "media",
    "crowd",
    "unknown",
]
PlaceLevel = Literal["site", "city", "admin1", "country", "region"]
TimeLevel = Literal["day", "week", "month", "season", "year", "decade", "interval"]
Basis = Literal["explicit", "relative", "inferred"]
FigureKind = Literal["killed", "injured", "detained", "abducted", "displaced", "missing"]
Side = Literal["actor", "target", "civilians", "unknown"]
SourceKind = Literal[
    "official",
    "military",
    "armed-group",
    "witness",
    "medical",
    "ngo",
    "media",
    "document",
    "person",
    "unnamed",
    "reporter",
]
Stance = Literal["asserts", "confirms", "denies", "blames", "claims-responsibility", "threatens", "announces"]
Relation = Literal["response-to", "caused-by", "part-of", "same-series"]
Verdict = Literal["right", "wrong", "corrected", "undone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of a document: `document.text[start:end] == text`, always."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidenced:
    """What every value object has: the words it came from, or none where it is inferred."""

    start: int | None = None
    end: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant(Evidenced):
    """Who did it, or to whom it was done. `blamed_by` is the index of the claim that alone names them."""

    name: str
    kind: Kind = "unknown"
    country: str = ""  # ISO 3166-1 alpha-3, "" where the report leaves it unclear
    role: str = ""  # "US President", "a Turkish policeman": the words beside the name
    blamed_by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place(Evidenced):
    """The most specific named place of an event. Coordinates are WGS 84 degrees, None where unknown."""

    name: str
    level: PlaceLevel
    country: str = ""
    admin1: str = ""
    geonameid: int | None = None
    lat: float | None = None
    lon: float | None = None
    confidence: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Time(Evidenced):
    """When it happened. `edtf` is ISO 8601-2; `earliest` and `latest` are ISO days, None on an open side.

    `confidence`: the chance (0 … 1) that this date is the event's.
    """

    edtf: str
    level: TimeLevel
    basis: Basis
    earliest: str | None = None
    latest: str | None = None
    confidence: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Casualty(Evidenced):
    """A figure with its range: persons, `low` or `high` None where the report leaves that side open."""

    kind: FigureKind
    low: int | None
    high: int | None
    who: str = ""
    side: Side = "unknown"
    source: str | None = None
    as_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Evidenced):
    """A source's stance on an event. The evidence holds source and cue; `quote` is what it said.

    `source` is a name in the text, or "reporter" for the outlet's own voice, which needs no evidence.
    """

    source: str
    source_kind: SourceKind = "unnamed"
    stance: Stance = "asserts"
    about: str = "event"  # "event", "actors/0", "casualties/1", "time", "place"
    cue: Span | None = None
    quote: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Evidenced):
    """This event stands in `relation` to the event with the id `event`; the evidence is the linking words."""

    relation: Relation
    event: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What one document tells of one happening."""

    id: str
    type: str
    mode: str = ""
    aggregate: bool = False
    status: Status = "happened"
    factuality: float = 3.0
    confidence: float = 0.0
    mentions: tuple[Span, ...] = ()
    actors: tuple[Participant, ...] = ()
    targets: tuple[Participant, ...] = ()
    place: Place | None = None
    time: Time | None = None
    casualties: tuple[Casualty, ...] = ()
    claims: tuple[Claim, ...] = ()
    links: tuple[Link, ...] = ()
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One report. Its text never changes: title, blank line, body; just the body where there is no title."""

    schema: str = SCHEMA
    id: str
    url: str | None = None
    publisher: str | None = None
    title: str = ""
    published: str | None = None  # ISO 8601 day or time
    language: str = "en"
    content_hash: str = ""
    captions: tuple[str, ...] = ()  # of pictures; kept apart from the text and not coded
    text: str

    @property
    def published_on(self) -> date | None:
        """The day of publication, None where the report does not tell it."""
        return datetime.fromisoformat(self.published).date() if self.published else None

    @property
    def body_start(self) -> int:
        """Offset of the first code point after title and blank line."""
        head = self.title + "\n\n"
        return len(head) if self.title and self.text.startswith(head) else 0

    def span(self, start: int, end: int) -> Span:
        """The span from `start` to `end` (code points).

        Raises:
            IndexError: the bounds are not within the text or hold nothing.
        """
        if not 0 <= start < end <= len(self.text):
            raise IndexError(f"no span {start}:{end} in a text of {len(self.text)} characters")
        return Span(start=start, end=end, text=self.text[start:end])


def make_document(
    *,
    id: str | None = None,  # noqa: A002 - the record's own word
    title: str = "",
    body: str,
    published: str | None = None,
    publisher: str | None = None,
    url: str | None = None,
    language: str = "en",
    captions: tuple[str, ...] = (),
) -> Document:
    """A document from its parts; without an `id` it gets the first twelve digits of its content hash."""
    text = f"{title}\n\n{body}" if title else body
    digest = hash_text(text)
    return Document(
        id=id or digest[:12],
        url=url,
        publisher=publisher,
        title=title,
        published=published,
        language=language,
        content_hash=digest,
        captions=captions,
        text=text,
    )


def hash_text(text: str) -> str:
    """SHA-256 of the text in UTF-8, as hexadecimal digits; a lone surrogate counts as its own bytes."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def permanent_id(document: Document) -> str:
    """The permanent id of a document: 16 hexadecimal digits of the SHA-256 of all its fields but `schema`.

    So it depends on nothing but the document; the same page with another text, title or date has another one.
    """
    fields = (
        document.id,
        document.url,
        document.publisher,
        document.title,
        document.published,
        document.language,
        document.captions,
        document.text,
    )
    return hashlib.sha256(json.dumps(fields).encode("ascii")).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(Document):
    """A document with the events it tells: what `dateline read --format jsonl` prints, one a line."""

    events: tuple[Event, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A person's judgement on an event or on one of its values. Decisions are only ever added, never changed.

    `about` names the value: "event" (the event as such), "type", "mode", "status", "aggregate", "place", "time",
    "actors/0", "targets/1", "casualties/0", "claims/2" as they stood when it was judged, or "actors" … for one that is
    added. `judged` is what stood there, with its words, as it is in the record (null where nothing did), so that the
    value is found again when the report is coded anew; `value` is what stands there now, where it was corrected.
    """

    id: str  # d1, d2 …, within the document
    event: str  # the event's id within the document
    about: str
    verdict: Verdict
    value: Any = None
    judged: Any = None
    by: str
    because: str
    at: str  # ISO 8601, UTC
    undoes: str | None = None  # the decision that this one takes back; its verdict is then "undone"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRecord(Record):
    """A record as the database hands it out: `events` are as people decided them, where somebody did.

    The ids of its events are kept for good: an event's permanent id is `permanent_id`, a dot, and its id in the record.
    """

    permanent_id: str
    copies: str | None = None  # the group of near-copies it belongs to, named by the smallest permanent id in it
    superseded_by: str | None = None  # the permanent id of the newest version of this page
    decisions: tuple[Decision, ...] = ()
    coded: tuple[Event, ...] = ()  # as the program coded them: the events that decisions change or set aside
    retired: tuple[str, ...] = ()  # ids of events that are told no more; never given again


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """Something that could not be read or coded, and why; the run goes on."""

    stage: str
    document: str  # the path, URL or id that the user knows it by
    error: str
    remedy: str = ""
