"""The people and bodies of a report: fullest names, roles, pronouns, countries."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dateline.coding import phrases
from dateline.coding.frames import frames
from dateline.coding.merge import merge
from dateline.coding.names import may_describe, same_participant
from dateline.coding.participants import find_participants
from dateline.coding.stage import Coding
from dateline.model import Event, Kind, Participant

CodingOf = Callable[..., Coding]


def actor(coding: Coding) -> Participant:
    return find_participants(coding).events[0].actors[0]


def test_a_surname_becomes_the_full_name(coding_of: CodingOf) -> None:
    text = "The soldier Daniel Kowalski was tried in Warsaw. Kowalski attacked a guard on Monday."
    found = actor(coding_of(text, "attacked"))
    assert (found.name, found.text) == ("Daniel Kowalski", "Kowalski")


def test_a_full_name_may_stand_in_a_sentence_without_events(coding_of: CodingOf) -> None:
    text = "The town was quiet.\nNobody there liked Maria Petrova much.\nPetrova attacked a guard yesterday."
    coding = coding_of(text, "attacked")
    assert coding.parsed.sentences[1].tokens is None
    assert actor(coding).name == "Maria Petrova"


def test_a_pronoun_takes_the_name_before_it(coding_of: CodingOf) -> None:
    text = "Thomas Berger was arrested on Friday. He had attacked two guards."
    found = find_participants(coding_of(text, "arrested", "attacked")).events[1].actors[0]
    assert (found.name, found.text) == ("Thomas Berger", "He")


def test_a_pronoun_agrees_in_gender(coding_of: CodingOf) -> None:
    text = "Mr. Thomas Berger visited Mrs. Anna Lindqvist in Oslo. She condemned the visit."
    assert actor(coding_of(text, ("condemned", "ACCUSE"))).name == "Anna Lindqvist"


def test_a_role_means_who_was_named_in_it(coding_of: CodingOf) -> None:
    text = "President Emmanuel Macron arrived in Berlin for talks. The president condemned the attack."
    found = actor(coding_of(text, ("condemned", "ACCUSE")))
    assert (found.name, found.kind) == ("Emmanuel Macron", "government-person")


def test_the_militia_means_the_group_before(coding_of: CodingOf) -> None:
    text = "Boko Haram attacked a village in May. The group kidnapped ten girls."
    event = find_participants(coding_of(text, "attacked", "kidnapped")).events[1]
    assert [(p.name, p.text, p.country) for p in event.actors] == [("Boko Haram", "The group", "NGA")]


def test_words_in_a_quotation_are_the_speakers(coding_of: CodingOf) -> None:
    text = "“We condemn this attack,” said Laura Jansen, a lawyer."
    assert actor(coding_of(text, ("condemn", "ACCUSE"))).name == "Laura Jansen"


def test_titles_are_roles_not_names(coding_of: CodingOf) -> None:
    text = "Egyptian President Hosni Mubarak condemned the attack."
    found = actor(coding_of(text, ("condemned", "ACCUSE")))
    assert (found.name, found.role, found.country) == ("Hosni Mubarak", "Egyptian President", "EGY")


def test_a_country_stays_a_state_behind_a_pronoun(coding_of: CodingOf) -> None:
    found = actor(coding_of("Armenia denied that it attacked the city.", "attacked"))
    assert (found.name, found.kind, found.text) == ("Armenia", "state", "it")


def test_a_general_is_a_person(coding_of: CodingOf) -> None:
    found = actor(coding_of("General Karim Azadi attacked the town on Sunday.", "attacked"))
    assert (found.name, found.kind) == ("Karim Azadi", "person")


def test_an_acronym_means_the_name_that_it_follows(coding_of: CodingOf) -> None:
    text = "The Free Lowland Movement (FLM) held a congress. The FLM attacked a barracks."
    assert actor(coding_of(text, "attacked")).name == "Free Lowland Movement"


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (("Donald Trump", "person"), ("Trump", "government-person"), True),
        (("US", "state"), ("US troops", "military"), False),
        (("rebels", "armed-group"), ("soldiers", "military"), False),
    ],
)
def test_same_participant(left: tuple[str, Kind], right: tuple[str, Kind], same: bool) -> None:
    assert same_participant(*(Participant(name=name, kind=kind) for name, kind in (left, right))) is same


def test_states_are_the_same_by_country() -> None:
    white_house = Participant(name="White House", kind="state", country="USA")
    assert same_participant(white_house, Participant(name="US", kind="state", country="USA"))
    assert not same_participant(white_house, Participant(name="Iran", kind="state", country="IRN"))


def test_the_tables_load() -> None:
    assert phrases.roles()["policeman"].kind == "police"
    assert phrases.group_of("ISIS") is phrases.group_of("the Islamic State")
    assert phrases.group_of("is") is None
    assert frames()["die", "V"].subject == "target"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("US Secretary of State Mike Pompeo attacked the plan.", "Mike Pompeo"),
        ("Five civilians attacked the patrol.", "civilians"),
        ("About 750 US soldiers attacked the town.", "US soldiers"),
        ("At least two gunmen attacked the bank.", "gunmen"),
    ],
)
def test_titles_and_counts_are_no_part_of_a_name(coding_of: CodingOf, text: str, name: str) -> None:
    assert actor(coding_of(text, "attacked")).name == name


def test_the_pair_means_the_two_named_side_by_side(coding_of: CodingOf) -> None:
    text = "Police arrested Anna Berg and Karl Lund. The pair were charged with murder."
    event = find_participants(coding_of(text, ("charged", "COERCE"))).events[0]
    assert [(p.name, p.text) for p in event.targets] == [("Anna Berg", "The pair"), ("Karl Lund", "The pair")]


@pytest.mark.usefixtures("grammar_alone")
def test_a_man_of_the_lead_is_named_later_with_his_age(coding_of: CodingOf) -> None:
    text = "A Leeds man was jailed on Monday.\nPeter Hall, 34, attacked a guard when he fled.\nA woman was arrested."
    first, _, last = find_participants(coding_of(text, "jailed", "attacked", "arrested")).events
    assert [(p.name, p.text) for p in first.targets] == [("Peter Hall", "A Leeds man")]
    assert [p.name for p in last.targets] == ["woman"]


def test_he_is_one_human_being(coding_of: CodingOf) -> None:
    text = "Thomas Berger joined the army. The military denied that he attacked a guard."
    assert actor(coding_of(text, "attacked")).name == "Thomas Berger"


def test_a_building_named_after_somebody_is_no_person(coding_of: CodingOf) -> None:
    coding = coding_of("Protesters attacked the Thomas Berger Building.", "attacked")
    assert find_participants(coding).events[0].targets == ()


def test_a_description_may_mean_the_named() -> None:
    suspect = Participant(name="suspect", kind="person")
    assert may_describe(suspect, Participant(name="Peter Hall", kind="person", country="GBR"))
    assert not may_describe(suspect, Participant(name="Red Hand", kind="armed-group"))
    assert not may_describe(Participant(name="Anna Berg", kind="person"), Participant(name="Peter Hall", kind="person"))


def test_merging_names_whom_another_mention_describes(coding_of: CodingOf) -> None:
    span = coding_of("Attack", "Attack").events[0].mentions
    told = [
        Event(id=f"e{n}", type="ASSAULT", mentions=span, targets=(Participant(name=name, kind="person"),))
        for n, name in enumerate(("man", "Peter Hall", "Hall"), start=1)
    ]
    assert [p.name for p in merge(told, "happened").targets] == ["Peter Hall"]


def test_when_it_was_is_no_part_of_a_name(coding_of: CodingOf) -> None:
    assert actor(coding_of("Hours earlier government forces shelled Ganja.", "shelled")).name == "government forces"
