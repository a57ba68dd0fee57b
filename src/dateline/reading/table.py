"""Tables (.csv, .tsv) → Documents: one report a row, with columns id, title, published, publisher, url, text."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from dateline.errors import FormatError, ReadingError
from dateline.reading.sniff import rewound
from dateline.reading.source import FIELDS, MAX_RAW, UTF8_REMEDY, Wishes, bom_encoding, issue_of, report_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dateline.model import Document, Issue

_SEPARATORS = ",;\t"
_UNDECODED = re.compile("[\udc80-\udcff]")  # what surrogateescape makes of bytes that are no UTF-8


def read_table(
    stream: io.BufferedIOBase, name: str, wishes: Wishes, *, separator: str | None = None
) -> Iterator[Document | Issue]:
    """The reports of a table, row by row; a bad row becomes an Issue that tells its line.

    Args:
        stream: the table in UTF-8, or UTF-16 with byte order mark.
        name: what the user knows it by.
        wishes: with the names of its columns.
        separator: of the cells; None looks at the header, since spreadsheets in half of Europe write ";".

    Raises:
        FormatError: it is empty, has no column with the text, or a quote is left open.
    """
    # A cell may hold a report as large as any; what is larger than a whole page is a quote that nobody closed.
    csv.field_size_limit(MAX_RAW)
    head = stream.read(4)
    encoding = bom_encoding(head) or "utf-8"
    lines = io.TextIOWrapper(rewound(head, stream), encoding=encoding, errors="surrogateescape", newline="")
    line = 1
    try:
        header, separator = _header(lines, wishes, separator)
        bounded = _Bounded(lines)
        rows = csv.reader(bounded, delimiter=separator)
        line = 2
        for row in rows:
            bounded.row_ends()
            if any(row):
                yield _row_report(header, row, f"{name}:{line}", wishes)
            line = rows.line_num + 2
    except (csv.Error, UnicodeDecodeError) as error:
        remedy = f"look for a quote that is left open there, or {UTF8_REMEDY}"
        raise FormatError(f"the row at line {line} cannot be read ({error})", remedy=remedy) from None


class _Bounded:
    """The lines of a table, of which no row may be larger than a whole page: it would be held in memory."""

    def __init__(self, lines: io.TextIOWrapper) -> None:
        self._lines = lines
        self._room = MAX_RAW

    def __iter__(self) -> _Bounded:
        return self

    def __next__(self) -> str:
        line = self._lines.readline(self._room + 1)
        self._room -= len(line)
        if self._room < 0:
            raise csv.Error(f"it is larger than {MAX_RAW // 1_000_000} MB")
        if not line:
            raise StopIteration
        return line

    def row_ends(self) -> None:
        """Let the next row be as large again."""
        self._room = MAX_RAW


def _header(lines: io.TextIOWrapper, wishes: Wishes, separator: str | None) -> tuple[list[str], str]:
    first = lines.readline(1_000_000)
    if not first.strip():
        raise FormatError("it is empty, or its first line is", remedy=f"begin it with the names: {','.join(FIELDS)}")
    wanted = wishes.column("text")
    for candidate in separator or _SEPARATORS:
        header = [cell.strip() for cell in next(csv.reader([first], delimiter=candidate))]
        if wanted in header or wanted in map(str.lower, header):
            return header, candidate
    shown = ", ".join(cell.strip() for cell in first.split(separator or ",")[:12])
    raise FormatError(
        f"it has no column {wanted!r} but {shown}", remedy="name the column that holds the text: --map text=COLUMN"
    )


def _row_report(header: Sequence[str], row: Sequence[str], name: str, wishes: Wishes) -> Document | Issue:
    try:
        if any(row[len(header) :]):
            raise FormatError(
                f"it has {len(row)} cells under a header of {len(header)}", remedy="quote cells that hold separators"
            )
        if _UNDECODED.search("".join(row)):
            raise FormatError("it is not valid UTF-8", remedy=UTF8_REMEDY)
        cells = list(zip(header, row, strict=False))
        fields = dict([(name.lower(), cell) for name, cell in cells] + cells)  # "Title" is "title"
        fields.pop("schema", None)  # a table's cells are no record of ours
        return report_of(fields, wishes)
    except ReadingError as error:
        return issue_of(name, error)
