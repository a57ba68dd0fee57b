"""The benchmarks over many documents: coreference, incidents, the database; on sets written for this purpose."""

from __future__ import annotations

import gzip
import importlib.util
import json
import random

import pytest

from benchmarks import DataAbsentError, Request, coreference, database, incidents
from benchmarks import __main__ as command

FIRST = "Gunmen of the Zarquon Brigade shot nine people dead at the Holbeck market in Talva on Sunday, police said."
SECOND = "Police said the Zarquon Brigade killed nine people when gunmen shot at shoppers of the Holbeck market."
OTHER = "A farmer shot two men near Quillon on Friday in a quarrel over the Marsten mill, the sheriff said."


def pack(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


@pytest.fixture
def data(tmp_path):
    """Three articles of two incidents, one more tied to two of them, and the same as a corpus of mentions."""
    texts = {"a": (FIRST, "1"), "b": (SECOND, "1"), "c": (OTHER, "2"), "d": (OTHER, "2")}
    articles = [
        {
            "doc_id": name, "incident_id": incident, "publish_date": "2021-03-15", "url": f"http://x.example/{name}",
            "title": "", "text": text, "doc_in_n_incidents": 2 if name == "d" else 1,
        }
        for name, (text, incident) in texts.items()
    ]  # fmt: skip
    registry = [
        {"incident_id": "1", "num_killed": 9, "num_injured": 0, "categories": ["gang"]},
        {"incident_id": "2", "num_killed": 0, "num_injured": 2, "categories": []},
    ]
    pack(tmp_path / "coref" / "gva_dev.jsonl.gz", articles)
    pack(tmp_path / "coref" / "gva_incidents.jsonl.gz", registry)
    corpus = [
        {
            "doc_id": name, "topic": "t", "subtopic": incident, "publish_date": "2021-03-15", "text": text,
            "mentions": [
                {
                    "start": text.index("shot"), "end": text.index("shot") + 4, "text": "shot", "kind": "action",
                    "validated": True, "cluster_id": incident,
                }
            ],
        }
        for name, (text, incident) in texts.items()
        if name != "d"
    ]  # fmt: skip
    for name in ("ecbplus", "gvc"):
        pack(tmp_path / "coref" / f"{name}_dev.jsonl.gz", corpus)
    return tmp_path


def test_mentions_of_one_event_in_two_reports_are_found(data):
    outcome = coreference.run(Request(data=(data,)))
    assert outcome.figures["coreference ecb conll"]["value"] == pytest.approx(1)
    assert outcome.figures["coreference gvc lea"]["value"] == pytest.approx(1)
    assert "peer coreference gvc conll" in outcome.figures


def test_reports_of_one_incident_are_found_and_those_of_several_left_out(data):
    outcome = incidents.run(Request(data=(data,)))
    assert outcome.figures["incidents pair"] == {"value": 1.0, "low": 1.0, "high": 1.0, "n": 3}
    assert outcome.figures["incidents lea"]["value"] == pytest.approx(1)
    assert outcome.figures["incidents figures"] == {"value": 1.0, "low": 1.0, "high": 1.0, "n": 1}
    assert "1 tied to several" in outcome.table
    assert "gold incidents skipped" in outcome.table


def test_reports_go_into_a_database_once(data):
    outcome = database.run(Request(data=(data,)))
    assert outcome.figures["database add"]["n"] == 4
    assert outcome.figures["database peak"]["value"] > 10
    assert not list(outcome.errors)


def test_absent_data_are_named(tmp_path):
    for run in (coreference.run, incidents.run, database.run):
        with pytest.raises(DataAbsentError):
            run(Request(data=(tmp_path,)))


def test_the_measures_agree_with_the_reference():
    file = command.DEFAULT_DATA[1] / "scorers" / "measures.py"
    if not file.exists():
        pytest.skip("the reference measures are not beside the project")
    spec = importlib.util.spec_from_file_location("measures", file)
    reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reference)
    draw = random.Random(7)  # noqa: S311 - a fixed draw
    for size in (1, 2, 9, 60):
        gold, found = (list(groups.values()) for groups in (_split(draw, size), _split(draw, size)))
        expected = reference.coreference(gold, found)
        told = coreference.measure(gold, found)
        assert told == pytest.approx({name: expected[name][2] for name in told})


def _split(draw: random.Random, size: int) -> dict[int, set[int]]:
    groups: dict[int, set[int]] = {}
    for item in range(size):
        groups.setdefault(draw.randrange(max(1, size // 3)), set()).add(item)
    return groups
