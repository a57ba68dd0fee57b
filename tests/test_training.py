"""The training modules read gold articles, fit, and write tables that the package can load; here a tiny set of ours."""

from __future__ import annotations

import importlib
import json
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from dateline import ontology
from dateline.heads import load_reader

pytest.importorskip("scipy", reason="training needs scipy; install it: pip install scipy")

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = ROOT / "src" / "dateline" / "data"
MODULES = ("triggers", "dates", "places", "participants", "coreference", "confidence")  # what needs no torch
TOWNS = ("Ganja", "Aleppo", "Mosul", "Minsk", "Gao", "Brest")


def article(number: int) -> dict:
    """A report of two deeds and an accusation, coded by hand."""
    town, day = TOWNS[number % len(TOWNS)], f"2020-10-{11 + number:02}"
    killed = number + 2
    text = (
        f"Rebels shelled {town} on {int(day[-2:])} October, killing {killed} people, officials said. "
        f"The shelling began at night.\n\nThe government accused the rebels of a crime. The river is wide.\n\n"
        f"Police arrested a man in {town} after the attack; the killing of a farmer last week was not explained."
    )
    place = {"name": town, "text": town, "country": "", "level": "city"}
    time = {"edtf": day, "text": f"on {int(day[-2:])} October"}

    def event(name: str, kind: str, mode: str, *mentions: tuple[str, str], **values) -> dict:
        return {
            "id": name, "type": kind, "mode": mode, "mentions": [words for words, _ in mentions],
            "triggers": [trigger for _, trigger in mentions], "actors": [], "targets": [], "place": None, "time": None,
            "casualties": [], "status": "happened", "aggregate": False, "links": [],
            "claims": [{"source": "reporter", "stance": "asserts", "text": ""}], **values,
        }  # fmt: skip

    rebels = [{"name": "Rebels", "text": "Rebels", "kind": "armed-group", "country": ""}]
    events = [
        event(
            "e1", "ASSAULT", "heavy-weapons", ("Rebels shelled", "shelled"), ("killing " + str(killed), "killing"),
            ("The shelling began", "shelling"), ("after the attack", "attack"), actors=rebels, place=place, time=time,
        ),
        event("e2", "ACCUSE", "allege", ("government accused", "accused")),
        event("e3", "COERCE", "arrest", ("Police arrested", "arrested"), place=place),
        event("e4", "ASSAULT", "", ("killing of a farmer", "killing")),
    ]  # fmt: skip
    return {
        "id": f"tiny-{number}", "split": "train", "title": f"Shells hit {town}", "published": day,
        "publisher": "The Test", "text": text, "events": events,
    }  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    train = tmp_path / "shared" / "gold" / "train"
    train.mkdir(parents=True)
    for number in range(12):
        record = article(number)
        (train / f"{record['id']}.json").write_text(json.dumps(record), encoding="utf-8")
    return tmp_path / "shared"


def digest() -> dict[str, str]:
    return {file.name: sha256(file.read_bytes()).hexdigest() for file in sorted(SHIPPED.iterdir()) if file.is_file()}


@pytest.mark.parametrize("name", MODULES)
def test_a_training_module_fits_and_writes_tables_of_the_shipped_form(name, folder, tmp_path, monkeypatch, capsys):
    module = importlib.import_module(f"training.{name}")
    out = tmp_path / "out"
    out.mkdir()
    for other in ("fit", "triggers", "participants"):
        monkeypatch.setattr(importlib.import_module(f"training.{other}"), "DATA", out)
    for user in ("material", "places", "participants", "confidence"):  # the shipped encoder stands in for the five
        monkeypatch.setattr(importlib.import_module(f"training.{user}"), "reader_for", lambda _: load_reader())
    monkeypatch.setattr(sys, "argv", [name, "--data", str(folder)])
    before = digest()
    module.main()
    assert digest() == before  # the shipped tables stay as they are
    assert capsys.readouterr().out.strip()
    written = sorted(file.name for file in out.iterdir())
    assert written
    monkeypatch.setattr(ontology, "data_text", lambda table: (out / table).read_text(encoding="utf-8"))
    for table in written:
        header = next(
            line for line in (SHIPPED / table).read_text(encoding="utf-8").splitlines() if not line.startswith("#")
        ).split("\t")
        rows = ontology.table(table, *header)
        assert rows
        weights = [float(row["weight"]) for row in rows]
        assert all(abs(weight) < 100 for weight in weights)
        assert any(weights)


def test_the_fifth_for_checking_is_fixed():
    from training.material import is_tune  # noqa: PLC0415 - after the check that training's needs are there

    assert [number for number in range(20) if is_tune(f"tiny-{number}")] == [1, 3, 7, 9, 14, 16]
