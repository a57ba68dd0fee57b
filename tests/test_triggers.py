"""Which words name an event, of what type and in what mode."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from dateline import ontology
from dateline.coding.senses import find_mode, find_sense, mode_weights, softmax, type_weights
from dateline.coding.stage import Coding
from dateline.coding.surroundings import find_context, means_beside, senses, survey
from dateline.coding.triggers import candidates, find_triggers, logit, score
from dateline.language import parse
from dateline.model import Event, make_document

CodingOf = Callable[..., Coding]


def events_of(body: str, *, title: str = "") -> list[Event]:
    """What the stage finds in a text."""
    coding = Coding(parsed=parse(make_document(title=title, body=body, published="2020-10-18")))
    return list(find_triggers(coding).events)


def told(body: str) -> dict[str, tuple[str, str]]:
    """Trigger word -> type and mode."""
    return {event.mentions[0].text: (event.type, event.mode) for event in events_of(body)}


def sense_at(coding_of: CodingOf, body: str, word: str) -> tuple[str, str]:
    """Type and mode of one word, whether or not it is taken for an event."""
    coding = coding_of(body, word)
    report = survey(coding.parsed)
    mention = coding.events[0].mentions[0]
    token = coding.parsed.head_at(mention.start, mention.end)
    assert token is not None
    sense = find_sense(report, token)
    return sense.type, find_mode(report, sense)


@pytest.mark.parametrize(
    ("body", "word", "expected"),
    [
        ("Rebels kidnapped three aid workers near Goma on Sunday.", "kidnapped", ("ASSAULT", "abduct")),
        ("A suicide bombing killed 12 people in Kabul on Monday.", "bombing", ("ASSAULT", "suicide-attack")),
        ("Police arrested 30 protesters in Minsk on Sunday.", "arrested", ("COERCE", "arrest")),
        ("France condemned the attack in a statement.", "condemned", ("ACCUSE", "disapprove")),
        ("A court sentenced the general to ten years in prison.", "sentenced", ("SANCTION", "convict")),
        ("Thousands of people protested in Beirut on Friday.", "protested", ("PROTEST", "demo")),
    ],
)
def test_plain_words_name_events_of_their_type(body: str, word: str, expected: tuple[str, str]) -> None:
    assert told(body)[word] == expected


@pytest.mark.parametrize(
    ("body", "word", "expected"),
    [
        ("Workers began a hunger strike in the prison on Monday.", "strike", ("PROTEST", "hunger")),
        ("The air strike killed nine people in the village.", "strike", ("ASSAULT", "aerial")),
        ("The government lifted the curfew in the city.", "lifted", ("CONCEDE", "")),
        ("The army imposed a curfew in the city.", "imposed", ("COERCE", "curfew")),
        ("The minister called for an end to the war.", "called", ("REQUEST", "change")),
        ("The two sides reached an agreement in Geneva.", "reached", ("AGREE", "")),
        ("The rebels took control of the town on Sunday.", "took", ("COERCE", "seize")),
    ],
)
def test_the_words_around_it_settle_what_a_word_means(
    coding_of: CodingOf, body: str, word: str, expected: tuple[str, str]
) -> None:
    assert sense_at(coding_of, body, word) == expected


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("He suffered a heart attack on Sunday.", "attack"),
        ("The mayor broke a record on Friday.", "broke"),
        ("The fire department arrived within minutes.", "fire"),
        ("The film will be released and he will shoot the next movie in Spain.", "shoot"),
        ("The minister will take a look at the plan.", "take"),
        ("The trade war hurt exporters.", "war"),
        ("The government will form the basis of a report.", "form"),
    ],
)
def test_a_context_without_a_type_makes_a_word_no_event(body: str, word: str) -> None:
    assert word not in told(body)


@pytest.mark.parametrize(
    ("body", "word", "mode"),
    [
        ("A rocket attack wounded four soldiers in the camp.", "attack", "heavy-weapons"),
        ("Two soldiers were killed in a bombing outside the base.", "killed", "explosives"),
        ("The man was killed with a knife in the street.", "killed", "primitive"),
    ],
)
def test_the_means_decide_the_mode_of_an_assault(coding_of: CodingOf, body: str, word: str, mode: str) -> None:
    coding = coding_of(body, word)
    mention = coding.events[0].mentions[0]
    token = coding.parsed.head_at(mention.start, mention.end)
    assert token is not None
    assert means_beside(token) == mode
    assert sense_at(coding_of, body, word) == ("ASSAULT", mode)


def test_no_means_no_mode(coding_of: CodingOf) -> None:
    assert sense_at(coding_of, "Two villagers were killed near the border on Sunday.", "killed") == ("ASSAULT", "")


def test_means_elsewhere_in_the_report_reach_a_word_without_its_own(coding_of: CodingOf) -> None:
    body = "A gunman opened fire in a mall. The shooting lasted minutes, and gunfire was heard. Two people were killed."
    assert sense_at(coding_of, body, "killed") == ("ASSAULT", "firearms")


def test_headline_verbs_that_look_like_names_are_known() -> None:
    parsed = parse(make_document(title="France Condemns Attack On Village", body="It was a quiet day."))
    lexicon = {
        ("condemn", "V"): (
            ontology.Trigger(lemma="condemn", pos="V", type="ACCUSE", mode="disapprove", prior=0.7, weight=0.7),
        )
    }
    token = next(token for _, doc in parsed.parsed_sentences() for token in doc if token.text == "Condemns")
    assert [entry.type for entry in senses(token, lexicon)] == ["ACCUSE"]


def test_given_mentions_are_kept_to_and_typed() -> None:
    document = make_document(body="The shelling went on. Nobody objected, and the quuxing of the town went on.")
    spans = [
        document.span(at, at + len(word)) for word in ("shelling", "quuxing") for at in [document.text.index(word)]
    ]
    coding = Coding(parsed=parse(document, keep=spans), given=((spans[1],), (spans[0],)))
    events = find_triggers(coding).events
    assert [event.mentions for event in events] == [(spans[0],), (spans[1],)]
    assert [event.id for event in events] == ["e1", "e2"]
    assert (events[0].type, events[0].mode) == ("ASSAULT", "heavy-weapons")
    assert all(event.type in ontology.types() and event.why for event in events)


def test_a_given_mention_of_no_word_does_not_raise() -> None:
    document = make_document(body="… … …")
    span = document.span(0, 1)
    coding = Coding(parsed=parse(document), given=((span,),))
    assert [event.mentions for event in find_triggers(coding).events] == [(span,)]


@pytest.mark.parametrize("body", ["x", " ", "?!", "\u00a0", "The weather was mild and the harvest good."])
def test_texts_without_events_have_none(body: str) -> None:
    assert events_of(body) == []


def test_every_event_is_its_slice_of_the_text_and_says_why() -> None:
    body = "Troops shelled Ganja.\u00a0The “attack” killed ten, and Baku condemned it; talks\u00ad were called off."
    coding = find_triggers(Coding(parsed=parse(make_document(body=body))))
    assert len(coding.events) >= 3
    for event in coding.events:
        (mention,) = event.mentions
        assert coding.parsed.document.text[mention.start : mention.end] == mention.text
        assert 0 < event.confidence <= 1
        assert event.why


def test_score_rises_with_the_lexicon(coding_of: CodingOf) -> None:
    report = survey(coding_of("Rebels kidnapped three nurses.", "kidnapped").parsed)
    candidate = next(c for c in candidates(report) if c.sense.token.text == "kidnapped")
    rarer = replace(candidate, sense=replace(candidate.sense, weight=0.05))
    assert 0 < score(rarer) < score(candidate) < 1


def test_logit_and_softmax_stay_within_bounds() -> None:
    assert logit(0.0) == pytest.approx(-logit(1.0))
    chances = softmax({"a": 1000.0, "b": 999.0})
    assert sum(chances.values()) == pytest.approx(1)
    assert chances["a"] > chances["b"] > 0


def test_the_tables_name_only_types_and_modes_that_exist() -> None:
    types = set(ontology.types())
    modes = {f"{kind}/{mode}" for kind, entry in ontology.types().items() for mode in ("", *entry.modes)}
    assert {label for labels in type_weights().values() for label in labels} <= types | {"*"}
    assert {label for labels in mode_weights().values() for label in labels} <= modes | {"*"}
    for row in ontology.table("means.tsv", "word", "mode"):
        assert row["mode"] in ontology.types()["ASSAULT"].modes


def test_the_tables_have_no_row_twice() -> None:
    for name, key in (
        ("triggers.tsv", ("lemma", "pos", "type", "mode")),
        ("trigger_features.tsv", ("feature",)),
        ("sense_types.tsv", ("feature", "label")),
        ("sense_modes.tsv", ("feature", "label")),
        ("means.tsv", ("word",)),
    ):
        lines = [line for line in ontology.data_text(name).splitlines() if line and not line.startswith("#")]
        rows = ontology.table(name, *lines[0].split("\t"))
        keys = [tuple(row[column] for column in key) for row in rows]
        assert len(keys) == len(set(keys)), name


def test_contexts_are_read_in_the_order_of_the_table(coding_of: CodingOf) -> None:
    coding = coding_of("The police took two hostages home.", "took")
    token = coding.parsed.head_at(coding.events[0].mentions[0].start, coding.events[0].mentions[0].end)
    assert token is not None
    context = find_context(token)
    assert context is not None
    assert (context.type, context.mode) == ("ASSAULT", "abduct")
