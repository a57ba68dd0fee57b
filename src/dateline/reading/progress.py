"""How far the reading of one file has come, in bytes of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import io
    from collections.abc import Callable, Iterable, Iterator

    from dateline.model import Document, Issue


class Progress:
    """Tells how many bytes of a file are newly consumed, each time before a report of it is handed on.

    Of a file without a size, as of a pipe, nothing is told.
    """

    def __init__(self, size: int = 0, consumed: Callable[[int], None] | None = None) -> None:
        """`size` is that of the file in bytes, as many as `consumed` is told of in all."""
        self._size = size if consumed else 0
        self._consumed = consumed
        self._told = 0
        self._file: io.BufferedReader | None = None

    def watch(self, file: io.BufferedReader) -> None:
        """Take the position of the open file for how far its reading has come; a pipe has none."""
        self._file = file if self._size else None

    def follow(self, reports: Iterable[Document | Issue]) -> Iterator[Document | Issue]:
        """The reports that are read from the file one by one."""
        for report in reports:
            if self._file:
                self._reach(self._file.tell())
            yield report

    def part(self, done: int, of: int) -> None:
        """Say that of the reports of a file which was read as a whole so many are handed on."""
        self._reach(self._size * done // of)

    def finish(self) -> None:
        """Count the rest of the file, whether or not it was read."""
        self._reach(self._size)

    def _reach(self, position: int) -> None:
        new = min(position, self._size) - self._told
        if new > 0 and self._consumed:
            self._told += new
            self._consumed(new)
