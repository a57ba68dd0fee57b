"""Packed files: read as what is in them, in flat memory, up to the damage if there is any."""

from __future__ import annotations

import gzip
import io
import json
import tracemalloc
import zlib
from pathlib import Path

import pytest

from dateline import reading
from dateline.model import Document, Issue
from dateline.reading.source import MAX_RAW

TEXT = "Missiles hit the city of Ganja on Saturday, officials said, and thirteen people were killed in their homes."
PAGE = f"<!DOCTYPE html><html><body><p>{TEXT}</p></body></html>"
FORMS = {
    "report.json": json.dumps({"text": TEXT}),
    "reports.jsonl": json.dumps({"text": TEXT}) + "\n",
    "page.html": PAGE,
    "report.txt": TEXT,
    "table.csv": f'id,text\n7,"{TEXT}"\n',
    "table.tsv": f"id\ttext\n7\t{TEXT}\n",
}
HEADER = 10  # bytes of a gzip file, among them a time and a system that nobody checks


def pack(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(gzip.compress(content if isinstance(content, bytes) else content.encode(), mtime=0))
    return path


def lines(number: int, start: int = 0) -> bytes:
    return b"".join(
        json.dumps({"id": str(n), "text": f"{TEXT} It was raid {n}."}).encode() + b"\n"
        for n in range(start, start + number)
    )


def read(*sources: str | Path, **options: object) -> tuple[list[str], list[Issue]]:
    """The ids of the documents, and the issues, which all come after them."""
    found = list(reading.read(sources, **options))  # type: ignore[arg-type]
    ids = [item.id for item in found if isinstance(item, Document)]
    issues = found[len(ids) :]
    assert all(isinstance(item, Issue) and item.error and item.remedy for item in issues), found
    return ids, issues  # type: ignore[return-value]


def damaged(issue: Issue, name: str | Path) -> bool:
    return issue.document == str(name) and "packed with gzip" in issue.error and "again" in issue.remedy


@pytest.mark.parametrize(("name", "content"), FORMS.items())
@pytest.mark.parametrize("ending", [".gz", ".GZ"])
def test_the_inner_ending_says_what_it_is(tmp_path: Path, name: str, content: str, ending: str) -> None:
    (document,) = reading.read([pack(tmp_path / (name + ending), content)])
    assert isinstance(document, Document)
    assert document.text == TEXT


@pytest.mark.parametrize("name", ["report.json", "reports.jsonl", "page.html", "report.txt"])
def test_without_an_inner_ending_and_on_standard_input_the_bytes_tell(tmp_path: Path, name: str) -> None:
    path = pack(tmp_path / "report.gz", FORMS[name])
    for found in (reading.read([path]), reading.read(["-"], stdin=io.BytesIO(path.read_bytes()))):
        (document,) = found
        assert isinstance(document, Document)
        assert document.text == TEXT


def test_a_folder_has_packed_files_and_pages(tmp_path: Path) -> None:
    for name in ("a.txt.gz", "b/two.jsonl.gz", "c.png.gz", "d.gz", ".hidden.txt.gz", "e_files/ad.txt.gz"):
        pack(tmp_path / name, json.dumps({"text": f"{TEXT} {name}"}) if "jsonl" in name else f"{TEXT} {name}")
    pack(tmp_path / "e.html.gz", PAGE.replace("</p>", " e.html.gz</p>"))
    found = list(reading.read([tmp_path]))
    assert [item.text.split()[-1] for item in found if isinstance(item, Document)] == [
        "a.txt.gz",
        "b/two.jsonl.gz",
        "e.html.gz",
    ]
    assert len(found) == 3


def test_a_folder_without_reports_says_that_they_may_be_packed(tmp_path: Path) -> None:
    _, (issue,) = read(tmp_path)
    assert issue.remedy.endswith(".tsv, each also as .gz")


def test_files_put_together_and_filled_up_are_one(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(lines(2)) + gzip.compress(b"") + gzip.compress(lines(1, 2)) + bytes(20_000))
    assert read(path) == (["0", "1", "2"], [])


@pytest.mark.parametrize("content", [b"", gzip.compress(b"")])
def test_nothing_packed_is_empty(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(content)
    _, (issue,) = read(tmp_path / "a.jsonl.gz")
    assert issue.error == "it is empty"


# --- damage ------------------------------------------------------------------------------------------------------


def test_a_file_that_is_not_packed(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(lines(1))
    ids, (issue,) = read(path)
    assert not ids
    assert damaged(issue, path)


@pytest.mark.parametrize("stdin", [False, True])
def test_wherever_it_is_cut_off_the_lines_before_are_read(tmp_path: Path, stdin: bool) -> None:
    whole = gzip.compress(lines(5))
    path = tmp_path / "a.jsonl.gz"
    counts = []
    for end in range(2, len(whole)):
        path.write_bytes(whole[:end])
        ids, (issue,) = read("-", stdin=io.BytesIO(whole[:end])) if stdin else read(path)
        assert damaged(issue, "-" if stdin else path)
        assert "cut off" in issue.error
        assert ids == [str(n) for n in range(len(ids))]
        counts.append(len(ids))
    assert counts == sorted(counts)
    assert counts[-1] == counts[-8] == 5  # all but the checksum is there


def test_wherever_a_byte_is_wrong_it_is_told_at_the_end(tmp_path: Path) -> None:
    whole = gzip.compress(lines(5), mtime=0)
    path = tmp_path / "a.jsonl.gz"
    for at in range(HEADER, len(whole)):
        path.write_bytes(whole[:at] + bytes((whole[at] ^ 0x55,)) + whole[at + 1 :])
        *_, issue = reading.read([path])
        assert isinstance(issue, Issue)
        assert damaged(issue, path)
    path.write_bytes(whole[:-8] + bytes(8))
    ids, (issue,) = read(path)
    assert len(ids) == 5
    assert "data check" in issue.error


def packed_before_damage(content: bytes) -> bytes:
    """What ends a block and goes on with one of a type that there is none of."""
    packer = zlib.compressobj(wbits=31)
    return packer.compress(content) + packer.flush(zlib.Z_FULL_FLUSH) + b"\xff" * 100


@pytest.mark.parametrize("number", [1, 10, 400, 3000])
def test_no_report_before_the_damage_is_lost(tmp_path: Path, number: int) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(packed_before_damage(lines(number)))
    for ids, (issue,) in (read(path), read("-", stdin=io.BytesIO(path.read_bytes()))):
        assert len(ids) == number
        assert "invalid block type" in issue.error


@pytest.mark.parametrize("number", [1, 10, 3000])
def test_no_row_before_the_damage_is_lost_and_none_is_read_in_part(tmp_path: Path, number: int) -> None:
    table = "id,text\n" + "".join(f'{n},"{TEXT}\nIt was raid {n}."\n' for n in range(number))
    path = tmp_path / "a.csv.gz"
    for rest in ("", 'x,"The town', "x,The town was hit", "\n"):
        path.write_bytes(packed_before_damage((table + rest).encode()))
        ids, (issue,) = read(path)
        assert len(ids) == number
        assert damaged(issue, path)


@pytest.mark.parametrize("name", ["report.json", "page.html", "report.txt"])
def test_what_is_one_report_is_not_read_in_part(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{name}.gz"
    path.write_bytes(gzip.compress(FORMS[name].encode())[:-1])
    ids, (issue,) = read(path)
    assert not ids
    assert damaged(issue, path)


# --- size --------------------------------------------------------------------------------------------------------


def test_packed_lines_stream_in_flat_memory() -> None:
    class Endless(io.RawIOBase):
        """Packs lines for ever and counts how many were made."""

        made = 0
        rest = b""
        packer = zlib.compressobj(wbits=31)

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:
            while len(self.rest) < len(buffer):
                self.rest += self.packer.compress(lines(1, self.made)) + self.packer.flush(zlib.Z_SYNC_FLUSH)
                self.made += 1
            buffer[:] = self.rest[: len(buffer)]
            self.rest = self.rest[len(buffer) :]
            return len(buffer)

    source = Endless()
    stream = reading.read(["-"], stdin=io.BufferedReader(source, 8192))
    ids = [item.id for item, _ in zip(stream, range(2000), strict=False) if isinstance(item, Document)]
    assert ids == [str(number) for number in range(2000)]
    assert source.made < 4000


def swollen(path: Path, head: bytes, piece: bytes, times: int) -> Path:
    with gzip.open(path, "wb") as file:
        file.write(head)
        for _ in range(times):
            file.write(piece)
    return path


@pytest.mark.parametrize(
    ("name", "head", "piece", "word"),
    [
        ("a.jsonl.gz", b'{"text": "', b"x", "larger than 5 MB"),
        ("a.csv.gz", b"id,text\n7,", b"x", "larger than 40 MB"),
        ("b.csv.gz", b"id,text\n", b'"' + b"x" * 998 + b'",', "larger than 40 MB"),
        ("c.csv.gz", b"id,text\n", b'"' + b"x" * 997 + b'\n",', "larger than 40 MB"),
        ("a.html.gz", b"<html>", b"x", "larger than 40 MB"),
        ("a.txt.gz", b"", b"The town was hit. ", "larger than 5 MB"),
        ("a.gz", b"", b"\0", "no text"),
    ],
)
def test_what_swells_beyond_measure_does_no_harm(
    tmp_path: Path, name: str, head: bytes, piece: bytes, word: str
) -> None:
    path = swollen(tmp_path / name, head, piece * (1_000_000 // len(piece)), 300)
    assert path.stat().st_size < 2_000_000
    tracemalloc.start()
    try:
        _, (issue,) = read(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert word in issue.error
    assert peak < 5 * MAX_RAW


def test_what_is_packed_in_what_is_packed_is_not_unpacked_for_ever() -> None:
    twice = gzip.compress(gzip.compress(TEXT.encode()))
    _, (issue,) = read("-", stdin=io.BytesIO(twice))
    assert issue.error == "it is no text"
