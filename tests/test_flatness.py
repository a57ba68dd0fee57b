"""Memory stays flat however long the input: reports stream, and what coding learns of one is forgotten with it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from dateline import api, reading
from dateline.model import Document, Record

pytestmark = pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="resident memory is read from /proc")

MEGABYTE = 1_000_000
NOISE = 6 * MEGABYTE  # by which resident memory may wander over a run: the allocator keeps and gives back in pieces


def resident() -> int:
    """Resident memory of this process in bytes."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGESIZE")


def name_of(number: int) -> str:
    """Another name for each number, so that every report brings words that no other had."""
    syllables = ("ba", "ke", "lo", "mi", "nu", "ra", "se", "to", "vi", "zu")
    return "".join(syllables[int(digit)] for digit in f"{number * 7919 % 10**6:06}").capitalize()


def write_reports(path: Path, number: int) -> Path:
    with path.open("w", encoding="utf-8") as file:
        for n in range(number):
            town, man, group = name_of(3 * n), name_of(3 * n + 1), name_of(3 * n + 2)
            text = (
                f"Rebels of the {group} Front shelled {town} on Sunday, killing {n % 50 + 2} people, police said.\n\n"
                f"The river at {town} is wide. Defence Minister {man} denied the attack and blamed {group}.\n\n"
                f"“We will answer,” {man} told reporters. Two men from {town} were arrested last week for the bombing."
            )
            report = {"id": f"r{n}", "title": f"Shells hit {town}", "published": "2020-10-18", "text": text}
            file.write(json.dumps(report) + "\n")
    return path


def growth(readings: list[int]) -> float:
    """By how much memory grew over the readings, in bytes: the slope of the line of least squares times its length."""
    n = len(readings)
    middle, mean = (n - 1) / 2, sum(readings) / n
    slope = sum((i - middle) * (reading - mean) for i, reading in enumerate(readings))
    return slope / sum((i - middle) ** 2 for i in range(n)) * (n - 1)


def readings_of(stream: object, *, every: int, skip: int) -> list[int]:
    """Resident memory after every so many items of the stream, from item `skip` on."""
    found = []
    for number, item in enumerate(stream, start=1):
        assert isinstance(item, Document), item
        assert not isinstance(item, Record) or item.events
        if number >= skip and number % every == 0:
            found.append(resident())
    return found


def test_the_measure_sees_growth_and_nothing_else():
    assert growth([7, 7, 7]) == 0
    assert growth([0, 10, 20, 30]) == pytest.approx(30)
    assert abs(growth([5, 1, 5, 1, 5])) < 1
    before = resident()
    ballast = bytearray(os.urandom(MEGABYTE)) * 40
    assert resident() - before > 30 * MEGABYTE
    del ballast


def test_reading_and_coding_a_long_file_takes_no_more_memory_than_a_short_one(tmp_path):
    path = write_reports(tmp_path / "reports.jsonl", 400)
    readings = readings_of(api.read(path), every=10, skip=100)
    assert len(readings) == 31
    assert growth(readings) < NOISE, [round(reading / MEGABYTE, 1) for reading in readings]


def test_no_word_of_a_report_stays_in_the_parser(tmp_path):
    from dateline.language import load_pipeline  # noqa: PLC0415 - it brings spaCy, which reading alone does not need

    strings = load_pipeline().vocab.strings
    list(api.read(write_reports(tmp_path / "a.jsonl", 2)))
    before = len(strings)
    list(api.read(write_reports(tmp_path / "b.jsonl", 30)))
    assert len(strings) == before


@pytest.mark.soak
def test_twenty_thousand_reports_are_read_in_flat_memory(tmp_path):
    path = write_reports(tmp_path / "reports.jsonl", 20_000)
    readings = readings_of(reading.read([path]), every=200, skip=1000)
    assert len(readings) == 96
    assert growth(readings) < NOISE, [round(reading / MEGABYTE, 1) for reading in readings]


@pytest.mark.soak
def test_three_thousand_reports_are_coded_in_flat_memory(tmp_path):
    path = write_reports(tmp_path / "reports.jsonl", 3000)
    readings = readings_of(api.read(path), every=50, skip=300)
    assert len(readings) == 55
    assert growth(readings) < NOISE, [round(reading / MEGABYTE, 1) for reading in readings]


@pytest.mark.soak
def test_one_very_long_line_is_skipped_without_being_held(tmp_path):
    path = tmp_path / "long.jsonl"
    with path.open("wb") as file:
        file.write(b'{"text": "')
        for _ in range(300):
            file.write(b"x" * MEGABYTE)
        file.write(b'"}\n{"id": "r1", "text": "Rebels shelled the town of Talva on Sunday, killing nine people."}\n')
    before = resident()
    items = list(reading.read([path]))
    assert [type(item).__name__ for item in items] == ["Issue", "Document"]
    assert resident() - before < 100 * MEGABYTE
