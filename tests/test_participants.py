"""Who did it and to whom, told by the grammar; and who is meant by a short name, a role or a pronoun."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dateline.coding import candidates
from dateline.coding.candidates import FILLING, PARTS, chance, choose, find_candidates, path
from dateline.coding.names import Cast
from dateline.coding.participants import LIKELY, find_given, find_participants
from dateline.coding.stage import Coding
from dateline.model import Event

CodingOf = Callable[..., Coding]


def names(event: Event) -> tuple[list[str], list[str]]:
    return [p.name for p in event.actors], [p.name for p in event.targets]


@pytest.mark.parametrize(
    ("text", "trigger", "actors", "targets"),
    [
        ("Rebels attacked the soldiers on Monday.", "attacked", ["Rebels"], ["soldiers"]),
        ("Two soldiers were killed by rebels near the border.", "killed", ["rebels"], ["soldiers"]),
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
        ("The army ordered troops to attack the rebels.", "attack", ["troops", "army"], ["rebels"]),
        ("Four fighters killed in an airstrike were buried.", "airstrike", [], ["fighters"]),
        ("The mayor faced criticism from residents.", ("criticism", "ACCUSE"), ["residents"], ["mayor"]),
        ("Man jailed after robbery in Leeds", ("jailed", "SANCTION"), [], ["Man"]),
    ],
)
@pytest.mark.usefixtures("grammar_alone")
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


@pytest.mark.parametrize(
    ("text", "trigger", "actors"),
    [
        ("Defence Minister Piotr Zielinski ordered the bombing of the port.", "bombing", ["Piotr Zielinski"]),
        ("General Karim Azadi was killed on the orders of President Ivo Marek.", "killed", ["Ivo Marek"]),
        ("General Karim Azadi was killed at the president's direction.", "killed", ["president"]),
        ("The Pentagon confirmed the US strike that killed General Karim Azadi.", "killed", ["US"]),
    ],
)
def test_who_orders_an_act_is_its_actor(coding_of: CodingOf, text: str, trigger: str, actors: list[str]) -> None:
    assert names(find_participants(coding_of(text, trigger)).events[0])[0] == actors


def test_the_accused_is_actor_of_the_deed_and_target_of_the_accusation(coding_of: CodingOf) -> None:
    text = (
        "The Red Hand militia controls the valley.\n"
        "A rocket raid on a base near Kirkuk, which Poland blamed on the militia, killed one soldier."
    )
    raid, blame, killed = find_participants(coding_of(text, "raid", ("blamed", "ACCUSE"), "killed")).events
    assert names(raid) == (["Red Hand militia"], ["soldier"])
    assert names(killed) == (["Red Hand militia"], ["soldier"])
    assert names(blame) == (["Poland"], ["Red Hand militia"])
    accused = find_participants(coding_of("Armenia accused Azerbaijan of shelling Stepanakert.", "shelling")).events[0]
    assert names(accused) == (["Azerbaijan"], [])


@pytest.mark.usefixtures("grammar_alone")
def test_fighters_are_those_of_the_group_that_is_named_behind(coding_of: CodingOf) -> None:
    text = "French air strikes killed 25 fighters of the Iran-backed militia in Iraq, the Red Hand."
    event = find_participants(coding_of(text, "killed")).events[0]
    assert [(p.name, p.kind, p.country) for p in event.actors] == [("France", "state", "FRA")]
    assert [(p.name, p.kind, p.country) for p in event.targets] == [("Red Hand", "armed-group", "IRQ")]


@pytest.mark.usefixtures("grammar_alone")
def test_several_nations_before_one_noun_are_several_actors(coding_of: CodingOf) -> None:
    event = find_participants(coding_of("US, British and French forces bombed the airfield.", "bombed")).events[0]
    assert [(p.name, p.country, p.text) for p in event.actors] == [
        ("US forces", "USA", "US"),
        ("British forces", "GBR", "British"),
        ("French forces", "FRA", "French forces"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Azerbaijan shelled Stepanakert on Sunday.",
        "Azerbaijan shelled Ganja. It rained in Ganja.",
        "The navy shelled John Carter's ship.",
    ],
)
def test_what_is_shelled_is_no_participant_unless_it_is_somebody(coding_of: CodingOf, text: str) -> None:
    assert names(find_participants(coding_of(text, "shelled")).events[0])[1] == []


def test_an_empty_side_is_filled_by_the_likeliest_phrase_and_says_so(coding_of: CodingOf) -> None:
    text = "Poland condemned the treatment of refugees in Borduria."
    event = find_participants(coding_of(text, ("condemned", "ACCUSE"))).events[0]
    assert [person.name for person in event.targets] == ["refugees"]
    assert f"target refugees: {LIKELY}" in event.why
    assert not any(why.startswith("actor") and why.endswith(LIKELY) for why in event.why)


def test_paths_name_each_step_through_the_parse(coding_of: CodingOf) -> None:
    doc = coding_of("Rebels carried out an attack on a convoy.", "attack").parsed.sentences[0].tokens
    attack, rebels, convoy = (next(t for t in doc if t.text == word) for word in ("attack", "Rebels", "convoy"))
    above = (attack, *attack.ancestors)
    assert path(above, rebels) == "^dobj nsubj"
    assert path(above, convoy) == "prep:on pobj"


def test_a_guess_needs_a_chance_above_the_threshold(coding_of: CodingOf) -> None:
    coding = coding_of("Rebels fled before the attack.", "attack")
    trigger = next(t for t in coding.parsed.sentences[0].tokens if t.text == "attack")
    found = find_candidates(Cast(coding.parsed), trigger, "ASSAULT", [])
    assert [candidate.head.text for candidate in found] == ["Rebels"]
    for part in PARTS:
        own, rival = chance(found[0], part), max(chance(found[0], other) for other in PARTS if other != part)
        assert bool(choose(found, part, empty=True)) == (own >= FILLING[part] and own >= rival)


def test_whom_the_grammar_gave_a_part_goes_where_it_is_unlikely(coding_of: CodingOf, monkeypatch) -> None:
    text = "Rebels attacked the soldiers on Monday."
    monkeypatch.setattr(candidates, "DROPPED", dict.fromkeys(PARTS, 1.1))
    monkeypatch.setattr(candidates, "TAKEN", 1.1)
    monkeypatch.setattr(candidates, "FILLING", dict.fromkeys(PARTS, 1.1))
    assert names(find_participants(coding_of(text, "attacked")).events[0]) == ([], [])


def test_a_full_side_gets_only_who_is_likely_besides(coding_of: CodingOf, monkeypatch) -> None:
    coding = coding_of("Rebels fled before the attack of the army in Borduria.", "attack")
    trigger = next(t for t in coding.parsed.sentences[0].tokens if t.text == "attack")
    found = find_candidates(Cast(coding.parsed), trigger, "ASSAULT", [])
    monkeypatch.setattr(candidates, "ADDED", 0.0)
    assert choose(found, "actor", empty=False)
    monkeypatch.setattr(candidates, "ADDED", 1.1)
    assert not choose(found, "actor", empty=False)


def test_what_the_rules_gave_is_the_noun_that_is_counted(coding_of: CodingOf) -> None:
    coding = coding_of("Rebels killed thirty of the guards.", "killed")
    trigger = next(t for t in coding.parsed.sentences[0].tokens if t.text == "killed")
    found = find_given(coding.parsed, coding.events[0], trigger)
    given = {one.head.text: one.part for one in find_candidates(Cast(coding.parsed), trigger, "ASSAULT", found)}
    assert (given["Rebels"], given["guards"]) == ("actor", "target")


def test_the_encoder_never_keeps_whom_the_rules_gave_from_being_weighed(coding_of: CodingOf, monkeypatch) -> None:
    coding = coding_of("Rebels attacked the soldiers on Monday.", "attacked")
    trigger = next(t for t in coding.parsed.sentences[0].tokens if t.text == "attacked")
    found = find_given(coding.parsed, coding.events[0], trigger)
    monkeypatch.setattr(candidates, "FAINT", 99.0)
    weighed = find_candidates(Cast(coding.parsed), trigger, "ASSAULT", found)
    assert [one.head.text for one in weighed] == ["Rebels", "soldiers"]
