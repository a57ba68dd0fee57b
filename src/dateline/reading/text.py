"""Plain text → Document: title and date line are taken out of its head, all other characters stay as they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dateline import ontology
from dateline.reading.dates import is_date_line
from dateline.reading.source import Wishes, decode, make_report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dateline.model import Document

HEAD_LINES = 6  # the date line stands among the first lines that are not blank
TITLE_LENGTH = 200  # characters
WRAP_WIDTH = 100  # characters; lines that are all shorter may be one paragraph, wrapped

_LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]*(?:\r\n|[\n\r\v\f\x85\u2028\u2029]|\Z)")
_BLANK_LINES = re.compile(r"\A(?:[^\S\n\r\v\f\x85\u2028\u2029]*[\n\r\v\f\x85\u2028\u2029])+")
_SENTENCE_END = re.compile(r"[.!…:;,][\"')\]\u2019\u201d]*$")
_INITIALS_END = re.compile(r"\b(?:[A-Z]\.){2,}$")  # "Iran vows revenge on the U.S."
_DATELINE = re.compile(r"^[^()]{2,60}\((?:Reuters|AP|AFP|UPI|dpa|IRNA|TASS|Xinhua|[A-Z]{2,6})\)\s*[-–—:]")
_UPDATED = re.compile(r"\b(?:last\s+)?(?:updated|modified)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    start: int
    end: int  # behind the line end
    text: str  # without it, stripped


def read_text(data: bytes, wishes: Wishes, *, declared: str | None = None, url: str | None = None) -> Document:
    """A plain text file.

    Raises:
        FormatError: it cannot be decoded, holds no text, too much of it, or a date line that has to be refused.
        LanguageError: it is not in English.
    """
    title, published, body = split_head(decode(data, declared=declared))
    return make_report(wishes, body=body, title=title, published=None if wishes.published else published, url=url)


def split_head(text: str) -> tuple[str, str | None, str]:
    """Title, date line and body of a text; the title is "" and the date line None where there is none."""
    lines = [
        _Line(start=match.start(), end=match.end(), text=match[0].strip("\ufeff\0 \t\xa0\r\n\v\f\x85\u2028\u2029"))
        for match in _head_of(text)
    ]
    told = [line for line in lines if line.text]
    head = told[:HEAD_LINES]
    dates = [line for line in head if is_date_line(line.text)]
    furniture = [line for line in head if line not in dates and ontology.is_chrome(line.text)]
    prose = [line for line in told if line not in dates and line not in furniture]
    titles = [prose[0]] if len(prose) > 1 and _is_title(prose, _blank_after(prose[0], lines)) else []
    out = sorted([*titles, *dates, *furniture], key=lambda line: line.start)
    return titles[0].text if titles else "", _published(dates), _without(text, out, begin=not titles and not out)


def _head_of(text: str) -> list[re.Match[str]]:
    """The first lines: enough to see the head and how the first paragraph is set."""
    found = []
    for match in _LINE.finditer(text):
        found.append(match)
        if len(found) >= 5 * HEAD_LINES:
            break
    return found


def _published(dates: Sequence[_Line]) -> str | None:
    """The date of publication; that of an update only where there is no other."""
    first = [line for line in dates if not _UPDATED.search(line.text)] or dates
    return first[0].text if first else None


def looks_like_title(line: str) -> bool:
    """True for a short line that does not end like a sentence and does not begin like an agency's story."""
    if len(line) > TITLE_LENGTH or _DATELINE.match(line):
        return False
    return not _SENTENCE_END.search(line) or bool(_INITIALS_END.search(line))


def _is_title(prose: Sequence[_Line], stands_alone: bool) -> bool:
    return looks_like_title(prose[0].text) and (stands_alone or not _is_wrapped(prose))


def _blank_after(line: _Line, lines: Sequence[_Line]) -> bool:
    following = lines[lines.index(line) + 1 :]
    return bool(following) and not following[0].text


def _is_wrapped(prose: Sequence[_Line]) -> bool:
    """True where the first line is broken only because the next word did not fit: a paragraph set to a width."""
    block = [prose[0]]
    for line in prose[1:]:
        if line.start != block[-1].end:
            break
        block.append(line)
    width = max(len(line.text) for line in block)
    next_word = prose[1].text.split()[0]
    return len(block) > 2 and width <= WRAP_WIDTH and len(prose[0].text) + 1 + len(next_word) > width


def _without(text: str, out: Sequence[_Line], *, begin: bool) -> str:
    """The text without these lines, and without blank lines before its first word unless nothing was taken out."""
    kept, at = [], 0
    for line in out:
        kept.append(text[at : line.start])
        at = line.end
    kept.append(text[at:])
    body = "".join(kept)
    if begin:
        return body
    return _BLANK_LINES.sub("", body)
