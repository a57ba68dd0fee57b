"""What kind of report a stream holds, told by its content type or its first bytes."""

from __future__ import annotations

import io
import re

from dateline.errors import FormatError, ReadingError
from dateline.reading import gz
from dateline.reading.source import MAX_RAW, bom_encoding

_HEAD = 4096  # bytes that are looked at

_BINARY = (b"%PDF", b"PK\x03\x04", gz.MAGIC, b"\x89PNG", b"\xff\xd8\xff")
_TAG = re.compile(r"<(?:!doctype|!--|\?xml|html|head|body|title|meta|div|article|section|main|h1|p)\b", re.IGNORECASE)
_OBJECT = re.compile(r"\{\s*[\"}]")
_LIST = re.compile(r"\[\s*[{\]]")
_CONTENT = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "",  # servers send JSON lines and tables as plain text, too
    "": "",
    "application/octet-stream": "",
    "application/json": "json",
    "text/json": "json",
    "application/x-ndjson": "jsonl",
    "application/jsonl": "jsonl",
    "application/x-jsonlines": "jsonl",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}


class Prefixed(io.RawIOBase):
    """A stream of which the first bytes were already taken."""

    def __init__(self, head: bytes, stream: io.BufferedIOBase) -> None:
        """`head` comes first, then what `stream` still holds."""
        self._head, self._stream = head, stream

    def readable(self) -> bool:
        """It is for reading only."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the base class takes any buffer
        """Fill the buffer as far as one read of the stream goes."""
        data = self._head[: len(buffer)] or self._stream.read1(len(buffer))
        self._head = self._head[len(data) :] if self._head else b""
        buffer[: len(data)] = data
        return len(data)


def rewound(head: bytes, stream: io.BufferedIOBase) -> io.BufferedReader:
    """A stream that begins with `head` and goes on with `stream`."""
    return io.BufferedReader(Prefixed(head, stream))


def unpacked(stream: io.BufferedIOBase) -> io.BufferedReader:
    """The stream from its beginning, unpacked if its first bytes are those of a gzip file."""
    head = stream.read(len(gz.MAGIC))
    whole = rewound(head, stream)
    return gz.unpacked(whole) if head == gz.MAGIC else whole


def sniff(stream: io.BufferedIOBase) -> tuple[io.BufferedReader, str]:
    """The stream from its beginning, and "html", "json", "jsonl" or "text".

    Raises:
        FormatError: it is none of them: a picture, a PDF, a compressed file.
    """
    head = _head_of(stream)
    shown = head.decode(bom_encoding(head) or "utf-8", "replace").lstrip("\ufeff \t\r\n\f")
    if _is_binary(head):
        raise FormatError("it is no text", remedy="give a page (.html), text (.txt), JSON or a table (.csv, .tsv)")
    if _TAG.match(shown):
        return rewound(head, stream), "html"
    if _LIST.match(shown):
        return rewound(head, stream), "json"
    if not _OBJECT.match(shown):
        return rewound(head, stream), "text"
    # One object over many lines, or one on each: the first line ends with its object or does not.
    line = head if b"\n" in head.lstrip() else head + stream.readline(MAX_RAW)
    first = line.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n")[0].rstrip()
    return rewound(line, stream), "jsonl" if first.endswith(b"}") else "json"


def _head_of(stream: io.BufferedIOBase) -> bytes:
    head = b""
    try:
        while len(head) < _HEAD and (piece := stream.read1(_HEAD - len(head))):
            head += piece
    except ReadingError:  # a packed file damaged so early: it is raised again to who reads on to there
        return head
    return head


def kind_of_content(content_type: str) -> str:
    """The kind that a content type tells, "" where it leaves it open.

    Raises:
        FormatError: it is one that holds no report.
    """
    if content_type.endswith("+json"):
        return "json"
    if content_type not in _CONTENT:
        raise FormatError(
            f"it is {content_type}, not a page", remedy="give the address of a page, text, JSON or a table"
        )
    return _CONTENT[content_type]


def _is_binary(head: bytes) -> bool:
    """True for bytes with NULs that are no UTF-16, or with the mark of a known binary form."""
    if bom_encoding(head):
        return False
    return b"\0" in head[:512] or head.startswith(_BINARY)
