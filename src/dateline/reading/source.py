"""What every reader shares: the user's wishes, the limits, bytes → text, and parts of a report → Document."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from dateline.errors import FormatError, LanguageError, ReadingError
from dateline.model import SCHEMA, Document, Issue, hash_text, make_document
from dateline.reading.dates import parse_published
from dateline.reading.english import other_language

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_TEXT = 5_000_000  # bytes of one report's text in UTF-8; the Bible has 4.4 million
MAX_RAW = 40_000_000  # bytes of a page or of one line of JSON: markup and escapes take several times the text's size

FIELDS = ("id", "title", "published", "publisher", "url", "text")
UTF8_REMEDY = "save it as UTF-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the user wants of every source: `published` and `publisher` override what the source says.

    `columns` maps our field names to the source's own. With `whole`, records that Dateline wrote keep their events.
    """

    published: str | None = None
    publisher: str | None = None
    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    whole: bool = False

    def column(self, name: str) -> str:
        """What the field `name` is called in the source."""
        return self.columns.get(name, name)


def issue_of(document: str, error: ReadingError) -> Issue:
    """The Issue that tells of an error in the source known as `document`, in one line whatever the source put in it."""
    return Issue(stage="reading", document=document, error=" ".join(error.error.split()), remedy=error.remedy)


def make_report(
    wishes: Wishes,
    *,
    body: str,
    title: str = "",
    published: str | None = None,
    publisher: str | None = None,
    id: str | None = None,  # noqa: A002 - the record's own word
    url: str | None = None,
    captions: tuple[str, ...] = (),
) -> Document:
    """A document from what a source says, with the user's wishes laid over it.

    Raises:
        FormatError: it holds no text, more than MAX_TEXT, or a date of publication that is none.
        LanguageError: it is not in English.
    """
    check_text(body)
    return make_document(
        id=id,
        title=title,
        body=body,
        published=wishes.published or (parse_published(published) if published else None),
        publisher=wishes.publisher or publisher,
        url=url,
        captions=captions,
    )


def report_of(fields: Mapping[str, object], wishes: Wishes) -> Document:
    """A document from a JSON object or a table row, its text taken exactly as it is.

    Raises:
        FormatError: a field is missing or is not what it must be.
        LanguageError: the text is not in English.
    """
    if "schema" in fields:
        return _own_record(fields, wishes)
    values = {name: _string(fields, wishes.column(name)) for name in FIELDS if name != "text"}
    return make_report(
        wishes,
        body=_text(fields, wishes.column("text")),
        title=values["title"] or "",
        published=None if wishes.published else values["published"],
        publisher=values["publisher"],
        id=values["id"],
        url=values["url"],
    )


def _own_record(fields: Mapping[str, object], wishes: Wishes) -> Document:
    """A record that Dateline wrote: its text already holds the title.

    Its events are coded anew unless it is wanted whole, and also where the day of publication is given, as dates are
    counted from it.
    """
    if fields["schema"] != SCHEMA:
        raise FormatError(
            f"its schema is {fields['schema']!r}, not {SCHEMA!r}", remedy="read it with the version that wrote it"
        )
    text = _text(fields, "text")
    check_text(text)
    digest = hash_text(text)
    if fields.get("content_hash") not in (None, "", digest):
        raise FormatError(
            "its text is not the one that its content_hash was made of",
            remedy="restore the text, or take content_hash out if it was changed on purpose",
        )
    language = _string(fields, "language") or "en"
    if language != "en":
        raise LanguageError(f"its language is {language!r}", remedy="only English is coded")
    published = None if wishes.published else _string(fields, "published")
    captions = fields.get("captions") or ()
    if not isinstance(captions, list | tuple) or not all(isinstance(caption, str) for caption in captions):
        raise FormatError("its captions are no list of strings", remedy="give captions as a list of strings")
    document = Document(
        id=_string(fields, "id") or digest[:12],
        url=_string(fields, "url"),
        publisher=wishes.publisher or _string(fields, "publisher"),
        title=_string(fields, "title") or "",
        published=wishes.published or (parse_published(published) if published else None),
        content_hash=digest,
        captions=tuple(captions),
        text=text,
    )
    if wishes.whole and not wishes.published and "events" in fields:
        from dateline.reading.whole import whole_record  # noqa: PLC0415 - brings pydantic

        return whole_record(document, fields)
    return document


def _text(fields: Mapping[str, object], name: str) -> str:
    if name not in fields:
        raise FormatError(f"it has no {name!r}", remedy=f"name the text {name!r}, or map its name: --map text=NAME")
    text = fields[name]
    if not isinstance(text, str):
        raise FormatError(f"its {name!r} is no string but {type(text).__name__}", remedy="give the text as one string")
    return text


def _string(fields: Mapping[str, object], name: str) -> str | None:
    value = fields.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise FormatError(f"its {name!r} is no string but {type(value).__name__}", remedy=f"give {name!r} as a string")
    return str(value)


def check_text(text: str) -> None:
    """Refuse what cannot be coded.

    Raises:
        FormatError: no text, or more than MAX_TEXT bytes of it.
        LanguageError: the text is not in English.
    """
    if not text.strip("\ufeff\0 \t\r\n\v\f\x85\xa0\u2028\u2029"):
        raise FormatError("it holds no text", remedy="give a report with text, or leave it out")
    if len(text) * 4 > MAX_TEXT and len(text.encode("utf-8", "surrogatepass")) > MAX_TEXT:
        raise too_large()
    language = other_language(text)
    if language is not None:
        raise LanguageError(
            f"it is not in English but, it seems, in {language}", remedy="only English is coded; give a translation"
        )


def too_large() -> FormatError:
    """The error for a report of more than MAX_TEXT bytes."""
    size = MAX_TEXT // 1_000_000
    return FormatError(
        f"it is larger than {size} MB, the most that one report may have", remedy="split it into reports"
    )


def bom_encoding(data: bytes) -> str | None:
    """The encoding that a byte order mark at the start of `data` tells."""
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    return "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else None


def decode(data: bytes, *, declared: str | None = None) -> str:
    """Bytes → text: by byte order mark, else as UTF-8, else in the declared encoding.

    Raises:
        FormatError: the bytes are in none of them.
    """
    marked = bom_encoding(data)
    for encoding in (marked,) if marked else ("utf-8", _known(declared)):
        if encoding:
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                place = error.start
    tried = f"nor {declared}, which it declares" if declared and not marked else "which it must be"
    name = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16"}.get(marked or "", "UTF-8")
    raise FormatError(f"it is not valid {name}, {tried} (byte {place})", remedy=UTF8_REMEDY)


_LATIN1 = re.compile(r"(?:iso-?8859-?1|latin-?1|l1|us-ascii|ascii|cp819)", re.IGNORECASE)


def _known(declared: str | None) -> str | None:
    """The Python codec for a declared encoding; what calls itself Latin 1 is read as Windows 1252 (WHATWG Encoding)."""
    if declared is None:
        return None
    try:
        return "cp1252" if _LATIN1.fullmatch(declared.strip()) else codecs.lookup(declared.strip()).name
    except (LookupError, ValueError):
        return None
