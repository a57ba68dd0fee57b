"""JSON → Documents: one object or a list of them (.json), or one object a line (.jsonl), streamed in flat memory."""

from __future__ import annotations

import json
from itertools import chain
from typing import TYPE_CHECKING

from dateline.errors import FormatError, ReadingError
from dateline.reading.source import MAX_RAW, UTF8_REMEDY, Wishes, bom_encoding, decode, issue_of, report_of, too_large

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from io import BufferedIOBase

    from dateline.model import Document, Issue

MAX_LIST = 200_000_000  # bytes of a .json file, which is held in memory as a whole

_OBJECT_REMEDY = "give an object with title, published, publisher and text"


def read_json(data: bytes, name: str, wishes: Wishes, part: Callable[[int, int], None]) -> Iterator[Document | Issue]:
    """The reports of a JSON text: one object, or a list of objects whose bad items become Issues.

    Args:
        data: the text's bytes.
        name: what the user knows it by.
        wishes: the user's.
        part: told before each report which one it is, and of how many.

    Raises:
        FormatError: it is no JSON, or holds neither object nor list.
        LanguageError: a single object's text is not in English.
    """
    if len(data) > MAX_LIST:
        raise FormatError(
            f"it is larger than {MAX_LIST // 1_000_000} MB", remedy="write one object a line into a .jsonl file"
        )
    value = _parse(decode(data))
    if isinstance(value, dict):
        report = report_of(value, wishes)
        part(1, 1)
        yield report
        return
    if not isinstance(value, list):
        raise FormatError(f"it is no JSON object but {type(value).__name__}", remedy=_OBJECT_REMEDY)
    if not value:
        raise FormatError("its list is empty", remedy=_OBJECT_REMEDY)
    for number, item in enumerate(value, start=1):
        part(number, len(value))
        yield _report_or_issue(item, f"{name}, item {number}", wishes)


def read_jsonl(stream: BufferedIOBase, name: str, wishes: Wishes) -> Iterator[Document | Issue]:
    """The reports of JSON lines, one after the other; a bad line becomes an Issue that tells its number.

    Raises:
        FormatError: it holds no line, or is in UTF-16.
    """
    start = stream.read(4)
    if bom_encoding(start) == "utf-16":
        raise FormatError("it is in UTF-16, JSON lines are UTF-8", remedy=UTF8_REMEDY)
    found = False
    for number, line in enumerate(_lines(stream, start.removeprefix(b"\xef\xbb\xbf")), start=1):
        if line is None or line.strip():
            found = True
            yield _line_report(line, f"{name}:{number}", wishes)
    if not found:
        raise FormatError("it is empty", remedy="give one JSON object a line")


def _lines(stream: BufferedIOBase, start: bytes) -> Iterator[bytes | None]:
    """The lines; None for one of more than MAX_RAW bytes, whose rest is skipped without holding it."""
    head = start.split(b"\n")
    yield from head[:-1]
    rest = head[-1]
    for piece in chain((rest + stream.readline(MAX_RAW + 1),), iter(lambda: stream.readline(MAX_RAW + 1), b"")):
        if len(piece) <= MAX_RAW:
            yield piece
            continue
        yield None
        while piece and not piece.endswith(b"\n"):
            piece = stream.readline(MAX_RAW)  # noqa: PLW2901 - the rest of the same line


def _line_report(line: bytes | None, name: str, wishes: Wishes) -> Document | Issue:
    try:
        if line is None:
            raise too_large()
        item = _parse(decode(line))
    except ReadingError as error:
        return issue_of(name, error)
    return _report_or_issue(item, name, wishes)


def _report_or_issue(item: object, name: str, wishes: Wishes) -> Document | Issue:
    try:
        if not isinstance(item, dict):
            raise FormatError(f"it is no JSON object but {type(item).__name__}", remedy=_OBJECT_REMEDY)
        return report_of(item, wishes)
    except ReadingError as error:
        return issue_of(name, error)


def _parse(text: str) -> object:
    try:
        value: object = json.loads(text)
    except json.JSONDecodeError as error:
        several = error.msg == "Extra data" and text[error.pos] in "{["
        remedy = "one object a line is read from a .jsonl file" if several else "correct it; each record must be JSON"
        place = f"line {error.lineno}, column {error.colno}" if "\n" in text.strip() else f"column {error.colno}"
        raise FormatError(f"it is malformed JSON ({error.msg}, {place})", remedy=remedy) from None
    except (ValueError, RecursionError) as error:  # a number of thousands of digits; brackets in brackets
        raise FormatError(f"it is malformed JSON ({error})", remedy="correct it; each record must be JSON") from None
    return value
