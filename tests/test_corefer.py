"""Mentions of one event become one event, and two events stay two."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import pairwise, permutations

import numpy as np

from dateline.coding import corefer
from dateline.coding.corefer import REACH, Mention, cluster, join_mentions
from dateline.coding.stage import Coding
from dateline.coding.triggers import find_triggers
from dateline.encoder import WIDTH, Encoded
from dateline.heads import Heads, Readout
from dateline.language import parse
from dateline.model import Casualty, Claim, Event, Link, Participant, Place, Span, Time, make_document
from dateline.sayings import load_teller


def groups(coding: Coding) -> list[list[str]]:
    """The words of the mentions of each event after joining."""
    return [[mention.text for mention in event.mentions] for event in join_mentions(coding).events]


def filled(coding: Coding, *values: dict) -> Coding:
    """The coding with values given to its events, as the stages before would."""
    return coding.with_events(
        tuple(replace(event, **value) for event, value in zip(coding.events, values, strict=True))
    )


def on(day: str) -> Time:
    return Time(edtf=day, level="day", basis="explicit", earliest=day, latest=day)


GANJA = Place(name="Ganja", level="city", country="AZE", confidence=0.9)
BAKU = Place(name="Baku", level="city", country="AZE", confidence=0.9)
TWO = (Casualty(kind="killed", low=2, high=2),)


def test_the_attack_is_the_rocket_attack_told_before(coding_of):
    coding = coding_of(
        "A rocket attack on Ganja killed two people on Saturday, officials said. The attack came at night.",
        "attack", "killed", "attack",
    )  # fmt: skip
    values = {"place": GANJA, "time": on("2020-10-17"), "casualties": TWO, "mode": "heavy-weapons"}
    assert groups(filled(coding, values, values, {"mode": ""})) == [["attack", "killed", "attack"]]


def test_two_attacks_stay_two(coding_of):
    coding = coding_of(
        "A bombing in Ganja on 3 May killed two soldiers. Another bombing hit a market in Baku on 9 October.",
        "bombing", "bombing",
    )  # fmt: skip
    first = {"place": GANJA, "time": on("2020-05-03"), "casualties": TWO}
    second = {"place": BAKU, "time": on("2020-10-09")}
    assert groups(filled(coding, first, second)) == [["bombing"], ["bombing"]]


def test_events_of_other_types_stay_apart(coding_of):
    coding = coding_of(
        "Rebels shelled Ganja. France condemned the rebels. Police arrested a banker in Lyon.",
        ("shelled", "ASSAULT"), ("condemned", "ACCUSE"), ("arrested", "COERCE"),
    )  # fmt: skip
    assert groups(coding) == [["shelled"], ["condemned"], ["arrested"]]


def test_the_events_are_numbered_in_the_order_of_their_first_mentions(coding_of):
    text = "Rebels shelled Ganja. France condemned them. Police arrested a banker."
    coding = coding_of(text, "shelled", ("condemned", "ACCUSE"), ("arrested", "COERCE"))
    events = join_mentions(coding).events
    assert [event.id for event in events] == ["e1", "e2", "e3"]
    assert all(a.mentions[0].start < b.mentions[0].start for a, b in pairwise(events))


def test_the_order_in_which_the_events_come_does_not_matter(coding_of):
    coding = coding_of(
        "A rocket attack on Ganja killed two. The attack was condemned. Rebels bombed Baku on 3 May.",
        "attack", "killed", "attack", ("condemned", "ACCUSE"), "bombed",
    )  # fmt: skip
    link = (Link(relation="response-to", event="e3"),)
    coding = filled(
        coding, {"place": GANJA}, {"place": GANJA}, {"mode": "heavy-weapons"}, {"links": link}, {"place": BAKU}
    )
    expected = join_mentions(coding).events
    assert 1 < len(expected) < 5
    for order in list(permutations(coding.events))[::7]:
        assert join_mentions(coding.with_events(order)).events == expected


UNREAD = Readout(
    encoded=Encoded(
        words=(), sentences=(), pieces=(), vectors=np.zeros((0, WIDTH), dtype=np.float32), lower=(), firsts=()
    ),
    heads=Heads(weights={}),
    teller=load_teller(),
)
SPANS_TEXT = "Rebels shelled Ganja. The army struck back in response. Shelling and strikes went on."


def given_coding(*groups_of_words: tuple[str, ...]) -> Coding:
    document = make_document(body=SPANS_TEXT, published="2020-10-18")
    given = tuple(
        tuple(document.span(SPANS_TEXT.index(word), SPANS_TEXT.index(word) + len(word)) for word in words)
        for words in groups_of_words
    )
    parsed = parse(document, keep=[span for group in given for span in group])
    return find_triggers(Coding(parsed=parsed, given=given))


def test_given_groups_are_kept_whatever_the_scores_say():
    assert groups(given_coding(("shelled", "strikes"), ("struck", "Shelling"))) == [
        ["shelled", "strikes"],
        ["struck", "Shelling"],
    ]
    assert groups(given_coding(("strikes", "Shelling"), ("shelled",))) == [["shelled"], ["Shelling", "strikes"]]


def test_a_word_given_in_two_groups_is_a_mention_of_both():
    assert groups(given_coding(("shelled", "response"), ("struck", "response"))) == [
        ["shelled", "response"],
        ["struck", "response"],
    ]
    assert groups(given_coding(("shelled",), ("shelled",))) == [["shelled"], ["shelled"]]


def test_a_word_given_twice_in_a_group_is_one_mention():
    assert groups(given_coding(("shelled", "shelled"))) == [["shelled"]]


def test_links_lead_to_the_joined_events():
    coding = given_coding(("shelled", "Shelling"), ("struck", "strikes"))
    by_word = {event.mentions[0].text: event.id for event in coding.events}
    to_shelling = Link(relation="response-to", event=by_word["Shelling"], start=46, end=54, text="response")
    again = Link(relation="response-to", event=by_word["shelled"])
    to_itself = Link(relation="part-of", event=by_word["struck"])
    lost = Link(relation="part-of", event="e99")
    links = {"struck": (to_shelling, again), "strikes": (to_itself, lost)}
    coding = coding.with_events(
        tuple(replace(event, links=links.get(event.mentions[0].text, ())) for event in coding.events)
    )
    shelling, strikes = join_mentions(coding).events
    assert strikes.links == (replace(to_shelling, event="e1"),)  # once, with the words told first
    assert shelling.links == ()


def test_an_accused_actor_stays_accused_through_joining():
    blame = Claim(source="Baku", stance="blames")
    actor = Participant(name="Armenia", blamed_by=0)
    coding = given_coding(("shelled", "Shelling"))
    told = {"claims": (Claim(source="reporter"),)}
    (joined,) = join_mentions(filled(coding, told, {"claims": (blame,), "actors": (actor,)})).events
    assert joined.claims[joined.actors[0].blamed_by] == blame


def test_nothing_becomes_nothing(coding_of):
    assert join_mentions(coding_of("Nothing happened.")).events == ()
    assert cluster([], UNREAD) == []


def test_a_mention_without_a_word_in_the_parse_is_an_event_of_its_own():
    document = make_document(body="It rained.\nThe river is wide.\nPeople slept.")
    at = document.text.index("river")
    screened = Event(id="e1", type="ASSAULT", mentions=(document.span(at, at + 5),))
    coding = Coding(parsed=parse(document), events=(screened,))
    assert coding.parsed.head_at(at, at + 5) is None
    assert join_mentions(coding).events == (screened,)


# Clustering alone: the scores are given by hand, so that the linkage is seen.


def scored(monkeypatch, number: int, scores: dict[tuple[int, int], float], rest: float) -> list[list[str]]:
    """Groups of `number` mentions with these pair scores, and `rest` between all others."""
    place = {f"e{i}": i for i in range(number)}

    def score(left: Mention, right: Mention, seen: float) -> float:
        assert seen == 0.0  # words that the encoder lacks
        return scores.get((place[left.event.id], place[right.event.id]), rest) + corefer.THRESHOLD

    monkeypatch.setattr(corefer, "pair_score", score)
    mentions = [
        Mention(
            event=Event(id=f"e{i}", type="ASSAULT", mentions=(Span(start=i, end=i + 1, text="x"),)),
            sentence=i,
        )
        for i in range(number)
    ]
    return [[event.id for event in group] for group in cluster(mentions, UNREAD)]


def test_mentions_join_above_the_threshold_only(monkeypatch):
    assert scored(monkeypatch, 3, {(0, 2): 0.1}, -0.1) == [["e0", "e2"], ["e1"]]
    assert scored(monkeypatch, 3, {}, 0.0) == [["e0"], ["e1"], ["e2"]]
    assert scored(monkeypatch, 3, {}, 1.0) == [["e0", "e1", "e2"]]


def test_one_doubtful_pair_does_not_chain_two_events(monkeypatch):
    pairs = {(0, 1): 3.0, (2, 3): 3.0, (1, 2): 1.0}
    assert scored(monkeypatch, 4, pairs, -2.0) == [["e0", "e1"], ["e2", "e3"]]
    assert scored(monkeypatch, 4, pairs, -0.1) == [["e0", "e1", "e2", "e3"]]  # the mean of four pairs is above zero


def test_the_surest_pair_joins_first(monkeypatch):
    # 1 fits 0 and 2, which do not fit each other: it goes where it fits better, of equals to the earlier.
    assert scored(monkeypatch, 3, {(0, 1): 1.0, (1, 2): 2.0}, -5.0) == [["e0"], ["e1", "e2"]]
    assert scored(monkeypatch, 3, {(0, 1): 1.0, (1, 2): 1.0}, -5.0) == [["e0", "e1"], ["e2"]]


def test_mentions_very_far_apart_are_not_compared(monkeypatch):
    number = REACH + 2
    far = scored(monkeypatch, number, {(0, number - 1): 9.0, (0, number - 2): 9.0}, -5.0)
    assert ["e0", f"e{REACH}"] in far
    assert [f"e{number - 1}"] in far


def test_thousands_of_mentions_take_seconds(monkeypatch):
    began = time.process_time()
    near = {(i, i + 1): 1.0 for i in range(0, 3000, 2)}
    assert len(scored(monkeypatch, 3000, near, -1.0)) == 1500
    assert len(scored(monkeypatch, 3000, {}, 1.0)) == 1  # the worst case: everything joins
    assert time.process_time() - began < 30
