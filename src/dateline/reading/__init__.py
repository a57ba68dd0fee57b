"""Files, folders, standard input and web addresses → a stream of documents; what cannot be read becomes an Issue."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from dateline.errors import FormatError, ReadingError
from dateline.reading import html, jsonl, sniff, table, text, url
from dateline.reading.dates import parse_published
from dateline.reading.source import FIELDS, MAX_RAW, MAX_TEXT, Wishes, issue_of, too_large

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dateline.model import Document, Issue

__all__ = ["KINDS", "read"]

# What a name's ending says of the content.
KINDS: Mapping[str, str] = {
    ".html": "html", ".htm": "html", ".xhtml": "html", ".txt": "text", ".json": "json", ".jsonl": "jsonl",
    ".ndjson": "jsonl", ".csv": "csv", ".tsv": "tsv",
}  # fmt: skip
_READABLE = "readable are " + " ".join(KINDS)


def read(
    sources: Iterable[str | Path],
    *,
    published: str | None = None,
    publisher: str | None = None,
    mapping: Mapping[str, str] | None = None,
    stdin: BinaryIO | None = None,
) -> Iterator[Document | Issue]:
    """The reports of the sources, one after the other; each bad source, row or line becomes an Issue.

    Args:
        sources: paths of files and folders, http(s) addresses, "-" for standard input.
        published: the date of publication of all of them, whatever they say.
        publisher: likewise.
        mapping: our field names → the names in tables and JSON objects, {"text": "body"}.
        stdin: where "-" reads from.

    Raises:
        ReadingError: `published` is no date, or `mapping` names a field that is none. It is raised at once.
    """
    unknown = sorted(set(mapping or ()) - set(FIELDS))
    if unknown:
        raise ReadingError(f"{unknown[0]!r} is no field of a report", remedy=f"the fields are {', '.join(FIELDS)}")
    wishes = Wishes(
        published=parse_published(published) if published else None,
        publisher=publisher or None,
        columns=dict(mapping or {}),
    )
    return _read_all(sources, wishes, stdin)


def _read_all(sources: Iterable[str | Path], wishes: Wishes, stdin: BinaryIO | None) -> Iterator[Document | Issue]:
    for source in sources:
        if source == "-":
            yield from _guarded("-", _standard_input(wishes, stdin))
        elif isinstance(source, str) and url.is_url(source):
            yield from _guarded(source, _address(source, wishes))
        else:
            yield from _guarded(_shown(source), _path(Path(source), wishes))


def _guarded(name: str, reports: Iterator[Document | Issue]) -> Iterator[Document | Issue]:
    """The reports of one source; an error of the source as a whole ends it with an Issue."""
    try:
        yield from reports
    except ReadingError as error:
        yield issue_of(name, error)
    except FileNotFoundError:
        yield issue_of(name, ReadingError("there is no such file or folder", remedy="check the path"))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        yield issue_of(name, ReadingError(f"it cannot be read ({reason})", remedy="check the path and its permissions"))


def _shown(path: str | Path) -> str:
    """The path as it can be printed: bytes that are no UTF-8 are replaced."""
    return os.fsencode(path).decode("utf-8", "replace")


def _path(path: Path, wishes: Wishes) -> Iterator[Document | Issue]:
    if "\0" in str(path):
        raise ReadingError("its path holds a NUL character", remedy="check the path")
    if path.is_dir():
        yield from _folder(path, wishes)
    else:
        yield from _file(path, wishes)


def _folder(folder: Path, wishes: Wishes) -> Iterator[Document | Issue]:
    found = False
    for report in _below(folder, wishes):
        found = True
        yield report
    if not found:
        raise FormatError("it is a folder without reports", remedy=_READABLE)


def _below(folder: Path, wishes: Wishes) -> Iterator[Document | Issue]:
    """The reports in the order of their names; not of hidden files, nor of the parts that browsers save with a page."""
    entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    pages = {entry.stem for entry in entries if KINDS.get(entry.suffix.lower()) == "html"}
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            part_of_page = entry.name.endswith("_files") and entry.name.removesuffix("_files") in pages
            if not part_of_page and not entry.is_symlink():  # a link may lead back above the folder
                yield from _guarded(_shown(entry), _below(entry, wishes))
        elif entry.suffix.lower() in KINDS and entry.is_file():
            yield from _guarded(_shown(entry), _file(entry, wishes))


def _file(path: Path, wishes: Wishes) -> Iterator[Document | Issue]:
    kind = KINDS.get(path.suffix.lower())
    with path.open("rb") as stream:
        yield from _stream(stream, _shown(path), kind, wishes)


def _standard_input(wishes: Wishes, stdin: BinaryIO | None) -> Iterator[Document | Issue]:
    if stdin is None:
        raise ReadingError("there is no standard input to read", remedy="pipe a report into it")
    yield from _stream(stdin, "-", None, wishes)


def _stream(stream: BinaryIO, name: str, kind: str | None, wishes: Wishes) -> Iterator[Document | Issue]:
    """The reports of a stream of bytes; where `kind` is None its first bytes tell."""
    if kind is None:
        stream, kind = sniff.sniff(stream)
    if kind == "jsonl":
        yield from jsonl.read_jsonl(stream, name, wishes)
    elif kind in ("csv", "tsv"):
        yield from table.read_table(stream, name, wishes, separator="\t" if kind == "tsv" else None)
    else:
        limit = {"text": 2 * MAX_TEXT + 2, "html": MAX_RAW, "json": jsonl.MAX_LIST}[kind]  # UTF-16 takes two bytes
        data = stream.read(limit + 1)
        yield from _whole(data, name, kind, wishes)


def _whole(
    data: bytes, name: str, kind: str, wishes: Wishes, *, declared: str | None = None, address: str | None = None
) -> Iterator[Document | Issue]:
    """The reports of a source that is held in memory."""
    if not data.strip():
        raise FormatError("it is empty", remedy="give a report with text, or leave it out")
    if kind == "html":
        yield html.read_html(data, wishes, declared=declared, url=address)
    elif kind == "json":
        yield from jsonl.read_json(data, name, wishes)
    elif len(data) > 2 * MAX_TEXT + 2:
        raise too_large()
    else:
        yield text.read_text(data, wishes, declared=declared, url=address)


def _address(address: str, wishes: Wishes) -> Iterator[Document | Issue]:
    page = url.fetch(address)
    kind = sniff.kind_of_content(page.content_type) or sniff.sniff(BytesIO(page.data))[1]
    if kind in ("jsonl", "csv", "tsv"):
        yield from _stream(BytesIO(page.data), address, kind, wishes)
    else:
        yield from _whole(page.data, address, kind, wishes, declared=page.charset, address=page.url)
