"""Who is on which side of a whole event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from dateline.coding import sides
from dateline.coding.corefer import join_mentions
from dateline.coding.participants import find_participants
from dateline.coding.stage import Coding
from dateline.model import Claim, Event

CodingOf = Callable[..., Coding]
TEXT = "Rebels shelled the barracks on Sunday. The shelling by the rebels killed nine guards."


@pytest.fixture
def joined(coding_of: CodingOf) -> Coding:
    """Two mentions of one event, with all who may have a part in it."""
    coding = coding_of(TEXT, "shelled", "shelling")
    group = tuple(event.mentions[0] for event in coding.events)
    return join_mentions(find_participants(replace(coding, given=(group,))))


def only(**weights: float) -> dict[str, dict[str, float]]:
    """Weights that know of nothing but what is named."""
    return {part: {"bias": 0.0, **weights} for part in ("actor", "target")}


def people(coding: Coding) -> list[str]:
    return [person.participant.name for person in sides.people_of(coding, coding.events[0])]


def named(event: Event) -> tuple[list[str], list[str]]:
    return [one.name for one in event.actors], [one.name for one in event.targets]


def test_whom_several_mentions_name_is_one_person(joined: Coding) -> None:
    people = sides.people_of(joined, joined.events[0])
    rebels = [person for person in people if person.participant.name.casefold() == "rebels"]
    assert len(rebels) == 1
    assert {number for number, _ in rebels[0].takers} == {0, 1}
    assert rebels[0].is_given("actor")
    assert not rebels[0].is_given("target")


def test_the_shipped_weights_read_a_plain_sentence(joined: Coding) -> None:
    actors, targets = named(sides.weigh_participants(joined).events[0])
    assert [name.casefold() for name in actors] == ["rebels"]
    assert targets


def test_nobody_is_on_both_sides(joined: Coding, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sides, "weights", lambda: {"actor": {"bias": 3.0}, "target": {"bias": 2.0}})
    actors, targets = named(sides.weigh_participants(joined).events[0])
    assert actors
    assert targets == []


def test_who_comes_and_who_goes_is_told_why(joined: Coding, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sides, "weights", lambda: only(bias=-9.0))
    event = sides.weigh_participants(joined).events[0]
    assert named(event) == ([], [])
    assert any(why.startswith("actor not") for why in event.why)
    monkeypatch.setattr(sides, "weights", lambda: {"actor": {"bias": 9.0}, "target": {"bias": -9.0}})
    event = sides.weigh_participants(joined).events[0]
    assert len(event.actors) == min(sides.MOST, len(sides.people_of(joined, event)))
    assert any(why.endswith("likely by all its mentions") for why in event.why)


def test_the_likeliest_fills_an_empty_side_from_a_lower_chance(joined: Coding, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sides, "weights", lambda: {"actor": {"bias": -0.3}, "target": {"bias": -9.0}})
    assert sides.FILLING["actor"] < sides.chance({}, "actor") < sides.TAKEN["actor"]
    assert len(sides.weigh_participants(joined).events[0].actors) == 1


def test_who_comes_to_an_event_that_only_accusers_tell_of_is_blamed(
    joined: Coding, monkeypatch: pytest.MonkeyPatch
) -> None:
    blame = Claim(source="the ministry", source_kind="official", stance="blames")
    event = joined.events[0]
    accused = tuple(replace(actor, blamed_by=0) for actor in event.actors)
    coding = joined.with_events((replace(event, claims=(blame,), actors=accused),))
    monkeypatch.setattr(sides, "weights", lambda: {"actor": {"bias": 9.0}, "target": {"bias": -9.0}})
    assert {actor.blamed_by for actor in sides.weigh_participants(coding).events[0].actors} == {0}
    plain = joined.with_events((replace(event, claims=(blame,)),))
    assert {actor.blamed_by for actor in sides.weigh_participants(plain).events[0].actors} == {0}
    told = joined.with_events((replace(event, claims=(blame, Claim(source="reporter", source_kind="reporter"))),))
    assert {actor.blamed_by for actor in sides.weigh_participants(told).events[0].actors} == {None}
    owner = Claim(source=event.actors[0].name, stance="claims-responsibility")
    owned = joined.with_events((replace(event, claims=(blame, owner)),))
    (actor,) = (one for one in sides.weigh_participants(owned).events[0].actors if one.name == owner.source)
    assert actor.blamed_by is None


def test_there_are_not_more_participants_than_a_person_would_list(
    coding_of: CodingOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd = "Polish, Czech, French, British, Greek, Danish and Swedish troops"
    found = find_participants(coding_of(f"Rebels, bandits, {crowd} and pirates shelled the barracks.", "shelled"))
    monkeypatch.setattr(sides, "weights", lambda: {"actor": {"bias": 9.0}, "target": {"bias": -9.0}})
    assert len(people(found)) > sides.MOST
    assert len(sides.weigh_participants(found).events[0].actors) == sides.MOST


def test_an_event_without_any_candidate_keeps_what_it_has(joined: Coding) -> None:
    bare = replace(joined, takers={})
    assert sides.weigh_participants(bare).events == joined.events


def test_a_shelled_town_is_no_target_of_the_whole_event_either(
    coding_of: CodingOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    coding = coding_of("Rebels shelled Ganja on Sunday, killing nine guards.", "shelled")
    found = find_participants(replace(coding, given=((coding.events[0].mentions[0],),)))
    monkeypatch.setattr(sides, "weights", lambda: {"actor": {"bias": -9.0}, "target": {"bias": 9.0}})
    assert "Ganja" in people(found)
    targets = named(sides.weigh_participants(found).events[0])[1]
    assert targets
    assert "Ganja" not in targets


def test_a_state_named_only_within_the_name_of_its_troops_is_not_there_besides(
    coding_of: CodingOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    coding = coding_of("Polish troops shelled the barracks.", "shelled")
    found = find_participants(replace(coding, given=((coding.events[0].mentions[0],),)))
    monkeypatch.setattr(sides, "weights", lambda: {"actor": {"bias": 9.0}, "target": {"bias": -9.0}})
    assert "Poland" in people(found)
    names = named(sides.weigh_participants(found).events[0])[0]
    assert "Polish troops" in names
    assert "Poland" not in names
