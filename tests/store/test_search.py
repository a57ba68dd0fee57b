"""Full-text search: all words in all their forms, phrases, whatever is typed, the newest first, and quick."""

from __future__ import annotations

import random
import statistics
import time

import pytest
from sqlalchemy import insert

from dateline.errors import StoreError
from dateline.model import Participant, Place, permanent_id
from dateline.store.chronicle import Chronicle
from dateline.store.search import CLOSED, OPENED
from dateline.store.tables import document as documents
from dateline.store.tables import run
from tests.store.making import add, document, event, record

SIGNED = {"by": "Ada", "because": "on request"}
STRIKES = "Jets were striking two camps near the river; a bridge fell into the water."
TALKS = (
    "Talks on the camps near the old bridge ended. The river NEAR the town was calm AND cold, he said: striking not."
)


@pytest.fixture
def told(chronicle: Chronicle) -> Chronicle:
    add(
        chronicle,
        document(1, STRIKES, title="Jets strike"),
        document(2, TALKS),
        document(3, "Café Ünal in Çorum opened."),
    )
    return chronicle


def found(chronicle: Chronicle, words: str, kind: str = "document") -> list[str]:
    """The ids that were supplied of the documents that are found, or the permanent ids of the events."""
    names = {one.id: one for one in chronicle.search(words, limit=99) if one.kind == kind}
    return [chronicle.record(one).id if kind == "document" else one for one in names]


# --- words ---------------------------------------------------------------------------------------------------------


WORDS = [
    ("river", ["doc1", "doc2"]),
    ("RIVER", ["doc1", "doc2"]),
    ("river water", ["doc1"]),
    ("river calm", ["doc2"]),
    ("water calm", []),
    ("strike", ["doc1", "doc2"]),
    ("strikes", ["doc1", "doc2"]),
    ("jet camping", ["doc1"]),
    ("bridges", ["doc1", "doc2"]),
    ("rive", []),
    ("ünal", ["doc3"]),
    ("çorum", ["doc3"]),
]


def test_documents_are_found_by_all_of_the_words_in_any_form_and_case(told):
    assert {words: sorted(found(told, words)) for words, _ in WORDS} == dict(WORDS)


PHRASES = [
    ('"old bridge"', ["doc2"]),
    ('"bridge old"', []),
    ('"camps near the old bridge"', ["doc2"]),
    ('"camp near" water', ["doc1"]),
    ('water "camps near"', ["doc1"]),
    ('"two camps" "the water"', ["doc1"]),
    ('"the old', ["doc2"]),
    ('water "two camps', ["doc1"]),
    ('bridge" old', ["doc2"]),
    ("old-bridge", ["doc2"]),
    ("bridge-old", []),
    ('"" water', ["doc1"]),
]


def test_words_in_quotes_stand_together_also_where_a_quote_is_missing(told):
    assert {words: found(told, words) for words, _ in PHRASES} == dict(PHRASES)


SIGNS = [
    ("calm AND cold", ["doc2"]),
    ("calm*", ["doc2"]),
    ("riv*", []),
    ("title:calm", []),
    ("text:calm", []),
    ("-calm", ["doc2"]),
    ("+calm", ["doc2"]),
    ("^calm", ["doc2"]),
    ("(calm)", ["doc2"]),
    ("((calm", ["doc2"]),
    ("calm NEAR cold", ["doc2"]),
    ("NEAR(calm cold)", []),
    ("calm OR water", []),
    ("calm NOT water", []),
    ("calm & cold", ["doc2"]),
    ("calm | water", []),
    ("!calm", ["doc2"]),
    ("calm <-> cold", ["doc2"]),
    ("calm:* \\", ["doc2"]),
    ("{calm}", ["doc2"]),
    ("'calm'", ["doc2"]),
    ("calm; DROP TABLE document", []),
    ("calm\0cold", []),
    ("calm\ud800", ["doc2"]),
    ("calm %", ["doc2"]),
    (" ".join(["calm"] * 1000), ["doc2"]),
    ("calm" * 5000, []),
]


def test_the_signs_that_databases_search_with_are_harmless(told):
    assert {words: found(told, words) for words, _ in SIGNS} == dict(SIGNS)
    for words in ("calm _", "calm ²"):  # the databases do not agree on what is a word
        assert found(told, words) in ([], ["doc2"])


def test_where_no_word_is_asked_for_it_is_said(told):
    for words in ("", " ", '""', "!!! *", "'", "\ud800", "\0", '" - "'):
        with pytest.raises(StoreError, match="holds no word; name one or more words to look for"):
            told.search(words, limit=9)


def test_a_letter_may_be_typed_in_two_parts(told):
    assert found(told, "c\u0327orum") == ["doc3"]


def test_a_text_with_an_odd_character_is_found_by_any_of_its_words(chronicle):
    add(chronicle, document(1, "Café Ünal in Çorum\nopened.\0"))
    assert [word for word in ("café", "çorum", "opened") if not found(chronicle, word)] == []


# --- what is found -------------------------------------------------------------------------------------------------


def test_the_newest_come_first_and_the_undated_last(chronicle):
    days = ["2020-10-18", None, "2020-10-20", "2020-10-18T10:00:00+00:00", "2019-01-01"]
    add(chronicle, *(document(at, f"bridge number{at}", published=day) for at, day in enumerate(days)))
    assert found(chronicle, "bridge") == ["doc2", "doc3", "doc0", "doc4", "doc1"]
    assert [chronicle.record(one.id).id for one in chronicle.search("bridge", limit=2)] == ["doc2", "doc3"]


def test_a_hit_says_what_it_is_and_shows_the_words_in_their_passage(told):
    hits = {one.id: one for one in told.search("striking", limit=9)}
    hit = hits[permanent_id(document(1, STRIKES, title="Jets strike"))]
    assert (hit.kind, hit.title, hit.publisher, hit.published) == ("document", "Jets strike", None, "2020-10-18")
    assert f"{OPENED}strik" in hit.passage
    assert hit.passage.count(OPENED) == hit.passage.count(CLOSED) > 0


def test_the_passage_of_a_long_text_is_short_and_has_the_word(chronicle):
    filler = " ".join(f"filler{at}" for at in range(3000))
    add(chronicle, document(1, f"{filler} bridge {filler}"))
    (hit,) = chronicle.search("bridges", limit=9)
    assert f"{OPENED}bridge{CLOSED}" in hit.passage
    assert len(hit.passage.split()) < 60


def test_a_title_is_searched_too(told):
    add(told, document(4, "nothing of note", title="Zorblatt resigns"))
    assert found(told, "zorblatt") == ["doc4"]


def test_events_are_found_by_what_who_where_and_in_which_words(chronicle):
    source = document(1, "words of nobody")
    words = {"start": 0, "end": 5, "text": "words"}
    add(
        chronicle,
        record(
            source,
            event(
                source,
                "nobody",
                mode="aerial",
                place=Place(name="Ganja", level="city", country="AZE", **words),
                actors=(Participant(name="Zorblatt", **words),),
                targets=(Participant(name="Quorvex", **words),),
            ),
            event(source, "of", "e2"),
        ),
    )
    key = permanent_id(source)
    for asked in ("zorblatt", "quorvex", "ganja", "azerbaijan", "air", "nobody zorblatt"):
        assert found(chronicle, asked, "event") == [f"{key}.e1"]
    assert found(chronicle, "words", "event") == []


def test_what_was_superseded_or_forgotten_is_not_found_nor_are_events_that_were_set_aside(chronicle):
    versions = [document(at, f"bridge number{at}", url="http://a", published=f"2020-10-1{at}") for at in range(2)]
    other = document(5, "bridge of another")
    add(chronicle, *(record(one, event(one, "bridge")) for one in (*versions, other)))
    assert found(chronicle, "bridge") == ["doc5", "doc1"]
    assert len(found(chronicle, "bridge", "event")) == 2
    assert found(chronicle, "number0") == []
    chronicle.decide("doc1.e1", "event", "wrong", **SIGNED)
    assert found(chronicle, "bridge", "event") == [f"{permanent_id(other)}.e1"]
    chronicle.forget("doc5", **SIGNED)
    assert found(chronicle, "bridge", "event") == []
    assert found(chronicle, "bridge") == ["doc1"]
    chronicle.forget("doc1", **SIGNED)
    assert found(chronicle, "bridge") == ["doc0"]
    assert len(found(chronicle, "bridge", "event")) == 1


def test_what_could_not_be_coded_is_found(chronicle):
    add(chronicle, document(1, "the bridge fell"))
    assert found(chronicle, "bridge") == ["doc1"]


# --- how quickly ---------------------------------------------------------------------------------------------------

MANY = 10_000
TERMS = [f"term{at}" for at in range(5000)]


def fill(chronicle: Chronicle) -> None:
    """Put plain documents in without coding or near-copies, which do not matter here."""
    chance = random.Random(1)  # noqa: S311
    rows = []
    for number in range(MANY):
        words = chance.choices(TERMS, k=200)
        one = document(number, f"bridge {' '.join(words)}{' zorblatt' if number % 1000 == 7 else ''}")
        rows.append({
            "id": permanent_id(one), "state": "coded", "supplied_id": one.id, "title": "", "text": one.text,
            "published": f"20{10 + number % 15}-10-18", "captions": "[]", "added_by": 1, "next_event": 1,
        })  # fmt: skip
    started = {"kind": "add", "program": "0", "coder": "", "models": "{}", "settings": "{}", "started": "2026"}
    with chronicle._database.writing() as connection:
        connection.execute(insert(run).values(number=1, **started))
        connection.execute(insert(documents), rows)


def test_a_word_is_found_among_ten_thousand_documents_in_a_moment(place):
    with Chronicle(place, create=True) as chronicle:
        fill(chronicle)
        for words, hits in (("zorblatt", 10), ("bridge", 20), ("bridge zorblatt", 10), ('"bridge zorblatt"', 0)):
            took = []
            for _ in range(5):
                began = time.perf_counter()
                assert len(chronicle.search(words, limit=20)) == hits
                took.append(time.perf_counter() - began)
            assert statistics.median(took) < 0.05, words
