"""Files, folders, standard input and web addresses → a stream of documents; what cannot be read becomes an Issue."""

from __future__ import annotations

import os
from io import BufferedIOBase, BytesIO
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, BinaryIO, cast

from dateline.errors import FormatError, ReadingError
from dateline.reading import gz, html, jsonl, sniff, table, text, url
from dateline.reading.dates import parse_published
from dateline.reading.progress import Progress
from dateline.reading.source import FIELDS, MAX_RAW, MAX_TEXT, Wishes, issue_of, too_large

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from dateline.model import Document, Issue

__all__ = ["KINDS", "read", "size_of"]

# What a name's ending says of the content; behind each may stand ".gz".
KINDS: Mapping[str, str] = {
    ".html": "html", ".htm": "html", ".xhtml": "html", ".txt": "text", ".json": "json", ".jsonl": "jsonl",
    ".ndjson": "jsonl", ".csv": "csv", ".tsv": "tsv",
}  # fmt: skip
_READABLE = f"readable are {' '.join(KINDS)}, each also as {gz.ENDING}"


def read(
    sources: Iterable[str | Path],
    *,
    published: str | None = None,
    publisher: str | None = None,
    mapping: Mapping[str, str] | None = None,
    stdin: BinaryIO | None = None,
    whole: bool = False,
    consumed: Callable[[int], None] | None = None,
) -> Iterator[Document | Issue]:
    """The reports of the sources, one after the other; each bad source, row or line becomes an Issue.

    Args:
        sources: paths of files and folders, http(s) addresses, "-" for standard input.
        published: the date of publication of all of them, whatever they say.
        publisher: likewise.
        mapping: our field names → the names in tables and JSON objects, {"text": "body"}.
        stdin: where "-" reads from, buffered.
        whole: records that Dateline wrote come as StoredRecord with the events that they tell, checked against their
            text; without it, and where `published` is given, as documents to be coded anew.
        consumed: called with the number of bytes newly consumed, each time before a report is handed on. Those of a
            packed file are counted packed, and each file counts in full at its end even if not all of it was read:
            the sum is `size_of(sources)`.

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
        whole=whole,
    )
    return _read_all(sources, wishes, stdin, consumed)


def size_of(sources: Iterable[str | Path]) -> int | None:
    """The bytes of all files that `read` would read; None where a source has no size: standard input, address, pipe.

    What is not there counts nothing.
    """
    total = 0
    for source in sources:
        size = None if source == "-" or _is_address(source) else _size(Path(source))
        if size is None:
            return None
        total += size
    return total


def _size(path: Path) -> int | None:
    try:
        if path.is_dir():
            return sum(_size(entry) or 0 for entry in _entries(path))
        status = path.stat()
    except (OSError, ValueError):  # ValueError: a NUL in the path
        return 0
    return status.st_size if S_ISREG(status.st_mode) else None


def _is_address(source: str | Path) -> bool:
    return isinstance(source, str) and url.is_url(source)


def _read_all(
    sources: Iterable[str | Path], wishes: Wishes, stdin: BinaryIO | None, consumed: Callable[[int], None] | None
) -> Iterator[Document | Issue]:
    for source in sources:
        if source == "-":
            yield from _guarded("-", _standard_input(wishes, stdin))
        elif _is_address(source):
            yield from _guarded(str(source), _address(str(source), wishes))
        else:
            yield from _guarded(_shown(source), _path(Path(source), wishes, consumed))


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


def _path(path: Path, wishes: Wishes, consumed: Callable[[int], None] | None) -> Iterator[Document | Issue]:
    if "\0" in str(path):
        raise ReadingError("its path holds a NUL character", remedy="check the path")
    if path.is_dir():
        yield from _folder(path, wishes, consumed)
    else:
        yield from _counted(path, wishes, consumed)


def _folder(folder: Path, wishes: Wishes, consumed: Callable[[int], None] | None) -> Iterator[Document | Issue]:
    found = False
    for report in _below(folder, wishes, consumed):
        found = True
        yield report
    if not found:
        raise FormatError("it is a folder without reports", remedy=_READABLE)


def _below(folder: Path, wishes: Wishes, consumed: Callable[[int], None] | None) -> Iterator[Document | Issue]:
    for entry in _entries(folder):
        if entry.is_dir():
            yield from _guarded(_shown(entry), _below(entry, wishes, consumed))
        else:
            yield from _counted(entry, wishes, consumed)


def _entries(folder: Path) -> Iterator[Path]:
    """The files and folders that are read of a folder, in the order of their names.

    Not the hidden ones, nor the parts that browsers save with a page.
    """
    entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    pages = {_unpacked_path(entry).stem for entry in entries if _kind_of(entry) == "html"}
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            part_of_page = entry.name.endswith("_files") and entry.name.removesuffix("_files") in pages
            if not part_of_page and not entry.is_symlink():  # a link may lead back above the folder
                yield entry
        elif _kind_of(entry) and entry.is_file():
            yield entry


def _kind_of(path: Path) -> str | None:
    return KINDS.get(_unpacked_path(path).suffix.lower())


def _unpacked_path(path: Path) -> Path:
    """The path without the ending of a packed file."""
    return path.with_suffix("") if _is_packed(path) else path


def _is_packed(path: Path) -> bool:
    return path.suffix.lower() == gz.ENDING


def _counted(path: Path, wishes: Wishes, consumed: Callable[[int], None] | None) -> Iterator[Document | Issue]:
    """The reports of a file, which is counted in full even where it cannot be opened."""
    progress = Progress(_size(path) or 0, consumed) if consumed else Progress()
    yield from _guarded(_shown(path), _file(path, wishes, progress))
    progress.finish()


def _file(path: Path, wishes: Wishes, progress: Progress) -> Iterator[Document | Issue]:
    with path.open("rb") as file:
        progress.watch(file)
        stream = gz.unpacked(file) if _is_packed(path) else file
        yield from _stream(stream, _shown(path), _kind_of(path), wishes, progress)


def _standard_input(wishes: Wishes, stdin: BinaryIO | None) -> Iterator[Document | Issue]:
    if stdin is None:
        raise ReadingError("there is no standard input to read", remedy="pipe a report into it")
    yield from _stream(cast("BufferedIOBase", stdin), "-", None, wishes, Progress())


def _stream(
    stream: BufferedIOBase, name: str, kind: str | None, wishes: Wishes, progress: Progress
) -> Iterator[Document | Issue]:
    """The reports of a stream of bytes; where `kind` is None its first bytes tell."""
    if kind is None:
        stream, kind = sniff.sniff(sniff.unpacked(stream))
    if kind == "jsonl":
        yield from progress.follow(jsonl.read_jsonl(stream, name, wishes))
    elif kind in ("csv", "tsv"):
        rows = table.read_table(stream, name, wishes, separator="\t" if kind == "tsv" else None)
        yield from progress.follow(rows)
    else:
        limit = {"text": 2 * MAX_TEXT + 2, "html": MAX_RAW, "json": jsonl.MAX_LIST}[kind]  # UTF-16 takes two bytes
        data = stream.read(limit + 1)
        yield from _whole(data, name, kind, wishes, progress)


def _whole(
    data: bytes,
    name: str,
    kind: str,
    wishes: Wishes,
    progress: Progress,
    *,
    declared: str | None = None,
    address: str | None = None,
) -> Iterator[Document | Issue]:
    """The reports of a source that is held in memory."""
    if not data.strip():
        raise FormatError("it is empty", remedy="give a report with text, or leave it out")
    if kind == "json":
        yield from jsonl.read_json(data, name, wishes, progress.part)
        return
    if kind == "html":
        report = html.read_html(data, wishes, declared=declared, url=address)
    elif len(data) > 2 * MAX_TEXT + 2:
        raise too_large()
    else:
        report = text.read_text(data, wishes, declared=declared, url=address)
    progress.finish()
    yield report


def _address(address: str, wishes: Wishes) -> Iterator[Document | Issue]:
    page = url.fetch(address)
    kind = sniff.kind_of_content(page.content_type) or sniff.sniff(BytesIO(page.data))[1]
    if kind in ("jsonl", "csv", "tsv"):
        yield from _stream(BytesIO(page.data), address, kind, wishes, Progress())
    else:
        yield from _whole(page.data, address, kind, wishes, Progress(), declared=page.charset, address=page.url)
