"""How far the reading has come: bytes consumed as it goes on, and how many there are in all."""

from __future__ import annotations

import gzip
import io
import json
import os
from pathlib import Path

import pytest

from dateline import reading

TEXT = "Missiles hit the city of Ganja on Saturday, officials said, and thirteen people were killed in their homes."


def items(number: int) -> list[str]:
    return [json.dumps({"id": str(n), "text": f"{TEXT} It was raid {n * 7919 % 10007}."}) for n in range(number)]


def jsonl(number: int) -> bytes:
    return "".join(item + "\n" for item in items(number)).encode()


def table(number: int) -> bytes:
    return ("id,text\n" + "".join(f'{n},"{TEXT}"\n' for n in range(number))).encode()


def write(path: Path, content: bytes = TEXT.encode()) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


def followed(*sources: str | Path) -> list[int]:
    """The bytes consumed when each report or issue came, and at last those in all."""
    told: list[int] = []
    reached = [sum(told) for _ in reading.read(sources, consumed=told.append)]
    assert all(number > 0 for number in told)
    return [*reached, sum(told)]


def test_lines_count_when_they_come(tmp_path: Path) -> None:
    lines = [len(item) + 1 for item in items(50)]
    assert followed(write(tmp_path / "a.jsonl", jsonl(50))) == [*(sum(lines[: n + 1]) for n in range(50)), sum(lines)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl.gz", gzip.compress(jsonl(5000))),
        ("a.csv", table(1000)),
        ("a.csv.gz", gzip.compress(table(5000))),
        ("a.json", f"[{','.join(items(1000))}]".encode()),
        ("a.json.gz", gzip.compress(f"[{','.join(items(1000))}]".encode())),
        ("a.json", items(1)[0].encode()),
        ("a.html", f"<html><body><p>{TEXT}</p></body></html>".encode()),
        ("a.txt", TEXT.encode()),
        ("report", TEXT.encode()),
    ],
)
def test_a_file_counts_step_by_step_and_in_full(tmp_path: Path, name: str, content: bytes) -> None:
    reached = followed(write(tmp_path / name, content))
    size = len(content)
    assert reached[-1] == size
    assert reached == sorted(reached)
    if len(reached) > 1000:
        steps = [after - before for before, after in zip([0, *reached], reached, strict=False)]
        assert max(steps) <= max(size / 5, 8192)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", b""),
        ("a.jsonl", b"\xff\xfe" + bytes(3000)),
        ("a.txt", b"The town was hit. " * 700_000),
        ("a.csv", b"id,body\n" + b"7,x\n" * 5000),
        ("a.jsonl.gz", gzip.compress(jsonl(10))[:-20] + bytes(20_000)),
        ("a.json", b"["),
    ],
)
def test_a_bad_file_counts_in_full(tmp_path: Path, name: str, content: bytes) -> None:
    path = write(tmp_path / name, content)
    assert followed(path)[-1] == len(content) == reading.size_of([path])


def test_the_sum_is_the_size_of_the_sources(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    for name in ("a.txt", "b/two.txt", ".hidden.txt", "c.png", "d.html", "d_files/ad.html", "e.txt", "f.png.gz"):
        write(folder / name)
    write(folder / "g.jsonl.gz", gzip.compress(jsonl(30)))
    (folder / "loop").symlink_to(folder)
    (folder / "link.txt").symlink_to(write(tmp_path / "linked.txt"))
    sources = [
        folder,
        tmp_path / "gone.txt",
        "a\0b",
        "x" * 5000,
        write(tmp_path / "h", jsonl(3)),
        str(folder / "c.png"),
    ]
    size = reading.size_of(sources)
    assert size == 6 * len(TEXT) + (folder / "g.jsonl.gz").stat().st_size + len(jsonl(3))
    assert followed(*sources)[-1] == size


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open any file")
def test_a_file_that_cannot_be_opened_counts(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt")
    path.chmod(0)
    assert followed(path)[-1] == reading.size_of([path]) == len(TEXT)


@pytest.mark.parametrize("source", ["-", "http://127.0.0.1:1/a.html"])
def test_where_the_size_cannot_be_known(tmp_path: Path, source: str) -> None:
    assert reading.size_of([write(tmp_path / "a.txt"), source]) is None
    told: list[int] = []
    list(reading.read([source], stdin=io.BytesIO(TEXT.encode()), consumed=told.append))
    assert told == []


def test_a_pipe_has_no_size_and_is_read(tmp_path: Path) -> None:
    read_end, write_end = os.pipe()
    os.write(write_end, jsonl(3))
    os.close(write_end)
    try:
        path = f"/dev/fd/{read_end}"
        assert reading.size_of([tmp_path, path]) is None
        assert followed(path) == [0, 0, 0, 0]
    finally:
        os.close(read_end)


def test_nothing_has_no_bytes(tmp_path: Path) -> None:
    assert reading.size_of([]) == 0
    assert reading.size_of([tmp_path]) == 0
