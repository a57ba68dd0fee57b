"""The model case of the design: what a reader of the seed story would write down, each once.

A regression test, not a measurement: what this story showed to be missing was mended by general rules, so that it has
guided the work and says nothing of how right the program is on stories that it has not met. Points marked as lost went
when the encoder was trained anew, which made the program better on every measure of the development articles; they are
not won back by rules made for this story. Where one holds again, its test says so.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dateline.coding.pipeline import code
from dateline.model import Event, make_document

SEED = Path(__file__).parents[2] / "shared" / "gold" / "showcase" / "seed-soleimani.json"


@pytest.fixture(scope="module")
def events() -> tuple[Event, ...]:
    if not SEED.exists():
        pytest.skip("the seed story is not beside this checkout")
    record = json.loads(SEED.read_text(encoding="utf-8"))
    document = make_document(
        id=record["id"],
        title=record["title"],
        body=record["text"],
        published=record["published"],
        publisher=record["publisher"],
    )
    return code(document)


def the_one(events: tuple[Event, ...], **wanted: object) -> Event:
    """The only event with these values; of `killed`, `actor` and `target` it has that one among others."""

    def values(event: Event) -> dict[str, set[object]]:
        return {
            "type": {event.type},
            "edtf": {event.time.edtf if event.time else None},
            "killed": {figure.low for figure in event.casualties if figure.kind == "killed"},
            "actor": {person.name for person in event.actors},
            "target": {person.name for person in event.targets},
        }

    def fits(event: Event) -> bool:
        return all(value in values(event)[key] for key, value in wanted.items())

    found = [event for event in events if fits(event)]
    assert len(found) == 1, wanted
    return found[0]


def test_the_killing_in_baghdad_with_who_ordered_it_and_the_pentagon_as_a_source(events) -> None:
    killing = the_one(events, type="ASSAULT", target="Qassem Soleimani")
    assert killing.place is not None
    assert killing.place.name == "Baghdad"
    assert "Donald Trump" in {person.name for person in killing.actors}
    assert any("Pentagon" in claim.source for claim in killing.claims)


@pytest.mark.xfail(strict=True, reason="lost: the embassy attack is joined with the killing")
def test_the_embassy_attack_over_two_days(events) -> None:
    attack = the_one(events, type="ASSAULT", edtf="2019-12-31/2020-01-01")
    assert "Iran-backed militias" in {person.name for person in attack.actors}


@pytest.mark.xfail(strict=True, reason="lost: the deployment is told as done")
def test_the_order_of_soldiers_is_planned(events) -> None:
    order = the_one(events, type="MOBILIZE")
    assert order.status == "planned"
    assert "750" in " ".join(person.text for person in order.actors)


@pytest.mark.xfail(strict=True, reason="lost: the militia is told as the actor, not as blamed")
def test_the_air_strikes_answer_the_rocket_attack(events) -> None:
    strikes = the_one(events, type="ASSAULT", edtf="2019-12-29", killed=25)
    assert strikes.mode == "aerial"
    assert "Kataeb Hezbollah" in {person.name for person in strikes.targets}
    rockets = the_one(events, type="ASSAULT", edtf="2019-12-27")
    assert {figure.low for figure in rockets.casualties} == {1}
    assert [person.blamed_by is not None for person in rockets.actors if person.name == "Kataeb Hezbollah"] == [True]
    assert "the US" in {claim.source for claim in rockets.claims if claim.stance == "blames"}
    assert [(link.relation, link.event) for link in strikes.links] == [("response-to", rockets.id)]


@pytest.mark.xfail(strict=True, reason="lost: nobody is told as the one who threatens")
def test_the_threat_by_the_defence_secretary(events) -> None:
    the_one(events, type="THREATEN", actor="Mark Esper")
