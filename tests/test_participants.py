"""Who did it and to whom, told by the grammar; and who is meant by a short name, a role or a pronoun."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dateline.coding.participants import find_participants
from dateline.coding.stage import Coding
from dateline.model import Event

CodingOf = Callable[..., Coding]


def names(event: Event) -> tuple[list[str], list[str]]:
    return [p.name for p in event.actors], [p.name for p in event.targets]


@pytest.mark.parametrize(
    ("text", "trigger", "actors", "targets"),
    [
        ("Rebels attacked the soldiers on Monday.", "attacked", ["Rebels"], ["soldiers"]),
        ("Two soldiers were killed by rebels near the border.", "killed", ["rebels"], ["Two soldiers"]),
        ("Several protesters were arrested on Friday.", "arrested", [], ["Several protesters"]),
        ("Turkey's offensive against the rebels began in May.", "offensive", ["Turkey"], ["rebels"]),
        ("The killing of a journalist by militants shocked the town.", "killing", ["militants"], ["journalist"]),
        ("A US strike killed a commander in March.", "killed", ["US"], ["commander"]),
        ("Officials confirmed the US strike that killed a commander.", "killed", ["US"], ["commander"]),
        ("The army carried out an attack on the rebels.", "attack", ["army"], ["rebels"]),
        ("Police detained students and charged a teacher.", "charged", ["Police"], ["teacher"]),
        ("The man was accused of killing a woman.", "killing", ["man"], ["woman"]),
        ("The minister met with protesters on Sunday.", ("met", "CONSULT"), ["minister"], ["protesters"]),
        ("Demonstrators marched against the government.", ("marched", "PROTEST"), ["Demonstrators"], ["government"]),
        ("The army ordered troops to attack the rebels.", "attack", ["troops"], ["rebels"]),
        ("Four fighters killed in an airstrike were buried.", "airstrike", [], ["Four fighters"]),
        ("The mayor faced criticism from residents.", ("criticism", "ACCUSE"), ["residents"], ["mayor"]),
        ("Man jailed after robbery in Leeds", ("jailed", "SANCTION"), [], ["Man"]),
    ],
)
def test_grammar(coding_of: CodingOf, text: str, trigger: str, actors: list[str], targets: list[str]) -> None:
    event = find_participants(coding_of(text, trigger)).events[0]
    assert names(event) == (actors, targets)


def test_a_list_becomes_several_participants(coding_of: CodingOf) -> None:
    event = find_participants(coding_of("Russia, Turkey and Iran attacked the rebels.", "attacked")).events[0]
    assert names(event)[0] == ["Russia", "Turkey", "Iran"]
    assert [p.country for p in event.actors] == ["RUS", "TUR", "IRN"]
    assert {p.kind for p in event.actors} == {"state"}


def test_a_mutual_event_has_two_sides(coding_of: CodingOf) -> None:
    talks = find_participants(
        coding_of("Talks between Russia and Turkey ended on Monday.", ("Talks", "CONSULT"))
    ).events[0]
    assert names(talks) == (["Russia"], ["Turkey"])
    clash = find_participants(coding_of("Soldiers and rebels clashed near the river.", "clashed")).events[0]
    assert names(clash) == (["Soldiers"], ["rebels"])
    blame = find_participants(coding_of("Armenia and Azerbaijan accused each other.", ("accused", "ACCUSE"))).events[0]
    assert names(blame) == (["Armenia"], ["Azerbaijan"])


def test_evidence_is_the_phrase_in_the_sentence(coding_of: CodingOf) -> None:
    coding = coding_of("An armed gang attacked the villagers, who fled, on Monday.", "attacked")
    event = find_participants(coding).events[0]
    gang, villagers = event.actors[0], event.targets[0]
    assert (gang.text, gang.kind) == ("An armed gang", "armed-group")
    assert (villagers.text, villagers.name) == ("the villagers", "villagers")
    for person in (gang, villagers):
        assert coding.parsed.document.text[person.start : person.end] == person.text
    assert "actor armed gang: subject" in event.why


def test_the_speaker_of_quoted_words_demands(coding_of: CodingOf) -> None:
    text = "“Iran must leave Syria,” President Emmanuel Macron said on Monday."
    event = find_participants(coding_of(text, ("must", "REQUEST"))).events[0]
    assert names(event) == (["Emmanuel Macron"], ["Iran"])
    assert event.actors[0].kind == "government-person"


def test_a_capital_stands_for_its_government(coding_of: CodingOf) -> None:
    text = "Russia sent jets to the region. Moscow attacked the rebels on Tuesday."
    actor = find_participants(coding_of(text, "attacked")).events[0].actors[0]
    assert (actor.name, actor.kind, actor.country, actor.text) == ("Russia", "state", "RUS", "Moscow")


def test_known_groups_have_a_kind_and_a_country(coding_of: CodingOf) -> None:
    event = find_participants(coding_of("Kata’ib Hezbollah attacked a base of Nato.", "attacked")).events[0]
    assert [(p.kind, p.country) for p in event.actors] == [("armed-group", "IRQ")]


@pytest.mark.parametrize("text", ["x", "…", "“", "Attack", "killed by", "of the killing of of", "\u00a0attack\u00ad"])
def test_odd_input_raises_nothing(coding_of: CodingOf, text: str) -> None:
    coding = coding_of(text, text.strip() or text, published=None)
    for event in find_participants(coding).events:
        for person in (*event.actors, *event.targets):
            assert person.start is not None
            assert coding.parsed.document.text[person.start : person.end] == person.text


def test_a_screened_sentence_keeps_its_event_empty(coding_of: CodingOf) -> None:
    coding = coding_of("It rained.")
    assert find_participants(coding).events == ()
