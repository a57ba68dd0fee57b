"""What gzip packed → a stream of bytes, unpacked as it is read; damage is an error where it stands, not before."""

from __future__ import annotations

import io
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING

from dateline.errors import FormatError

if TYPE_CHECKING:
    from zlib import _Decompress

ENDING = ".gz"
MAGIC = b"\x1f\x8b"

_PIECE = 8192  # packed bytes that are taken at once: few, so that progress counted by them is steady
_GZIP = 16 + zlib.MAX_WBITS  # what zlib calls a stream with the header and checksum of gzip
_REMEDY = "copy or download it again; reports that are whole before the damage are read"


def unpacked(stream: io.BufferedIOBase) -> io.BufferedReader:
    """The bytes that are packed in `stream`; a read of them raises FormatError where the damage begins."""
    return io.BufferedReader(_Unpacked(stream), 8 * _PIECE)


class _Unpacked(io.RawIOBase):
    """Unpacks no more than it is asked for, so that what swells beyond measure meets the limits of the readers.

    The gzip module would throw away what it had unpacked in the step that meets the damage, reports among it.
    """

    def __init__(self, stream: io.BufferedIOBase) -> None:
        self._stream = stream
        self._packed = b""  # taken from the stream, not yet unpacked
        self._member: _Decompress | None = None  # None between two members: a gzip file may have several
        self._damage: FormatError | None = None

    def readable(self) -> bool:
        """It is for reading only."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the base class takes any buffer
        """Fill the buffer as far as one step goes.

        Raises:
            FormatError: what comes next is damaged or cut off; it is raised again by every later call.
        """
        while self._damage is None:
            packed = self._packed or self._stream.read1(_PIECE)
            if self._member is None:
                if not packed:
                    return 0
                self._begin(packed)
                continue
            data = self._unpack(self._member, packed, len(buffer))
            if data:
                buffer[: len(data)] = data
                return len(data)
            if not packed:
                self._damage = FormatError("it is packed with gzip and cut off before its end", remedy=_REMEDY)
        raise self._damage

    def _begin(self, packed: bytes) -> None:
        """Begin a member; zeros before it only fill up a block of a disk or tape."""
        self._packed = packed.lstrip(b"\0")
        if self._packed:
            self._member = zlib.decompressobj(_GZIP)

    def _unpack(self, member: _Decompress, packed: bytes, room: int) -> bytes:
        before = member.copy()
        try:
            data = member.decompress(packed, room)
        except zlib.error as error:
            reason = str(error).rpartition(": ")[2]
            self._damage = FormatError(f"it is not packed with gzip, or damaged ({reason})", remedy=_REMEDY)
            return _before_damage(before, packed)
        self._packed = member.unconsumed_tail or member.unused_data
        if member.eof:
            self._member = None
        return data


def _before_damage(member: _Decompress, packed: bytes) -> bytes:
    """What stands before the damage: zlib drops all that it unpacked in a call that fails, so each byte has its own."""
    data = bytearray()
    with suppress(zlib.error):
        for at in range(len(packed)):
            data += member.decompress(packed[at : at + 1])
    return bytes(data)
