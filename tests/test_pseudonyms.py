from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from records import hand_made, make_record

from dateline.exports.geojson import geojson
from dateline.exports.personal import Finder, fold, has_form, may_be_personal, tokens
from dateline.exports.pseudonyms import NOT_PROTECTED, Pseudonyms
from dateline.exports.records import to_json
from dateline.exports.spreadsheet import csv_rows
from dateline.model import (
    Casualty,
    Claim,
    Decision,
    Event,
    Link,
    Participant,
    Place,
    Record,
    Span,
    StoredRecord,
    Time,
    make_document,
)

KEY = b"sixteen bytes..!"
MARKER = "zyxwmarker"
WORDS = {"start": 0, "end": len(MARKER), "text": MARKER}


def code(name: str) -> str:
    return f"person-{hmac.new(KEY, name.encode(), hashlib.sha256).hexdigest()[:10]}"


def stored(record: Record, **more: Any) -> StoredRecord:
    told = {field.name: getattr(record, field.name) for field in fields(Record)}
    return StoredRecord(**told, **{"permanent_id": "0123456789abcdef", **more})


def published(*events: Event, **more: Any) -> StoredRecord:
    return Pseudonyms(KEY).record(stored(make_record(make_document(body="x"), *events), **more))


def event(*actors: Participant, **more: Any) -> Event:
    return Event(id="e1", type="ASSAULT", actors=actors, **more)


def names(*actors: Participant, **more: Any) -> list[str]:
    return [one.name for one in published(event(*actors, **more)).events[0].actors]


def person(name: str, kind: str = "person", **more: Any) -> Participant:
    return Participant(name=name, kind=kind, **more)  # type: ignore[arg-type]


# --- names ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["John Smith", "Smith", "Mehmet al-Ali", "al-Ali", "bin Laden", "Staffan de Mistura", "John Smith Jr.",
     "JOHN SMITH", "John Smith, 34", "Mr. Jordan", "“John” Smith", "王小明", "John Smith of Terter"],
)  # fmt: skip
def test_these_may_be_names_of_persons(name: str) -> None:
    assert may_be_personal(name)


@pytest.mark.parametrize(
    "name",
    ["residents of Terter", "Residents of Terter", "protesters", "Protesters", "a woman", "Armenian civilians",
     "Armenian Civilians", "Armenians", "Armenia", "the US", "The US", "Hamas", "18-year-old Iranian-German", "Others",
     "They", "", "...", "34", "al"],
)  # fmt: skip
def test_these_are_none(name: str) -> None:
    assert not may_be_personal(name)


def test_a_capital_that_begins_a_sentence_counts_where_the_program_sees_a_person() -> None:
    assert may_be_personal("Banks", sure=True)
    assert not may_be_personal("Banks")
    assert not may_be_personal("Armenians", sure=True)


@pytest.mark.parametrize(
    "spelled", ["John Smith", "john  SMITH", "Mr. John Smith", "Mr John Smith", "Prof. Dr. John\u00a0Smith",
                "Ｊｏｈｎ Smith", "John\u200b Smith,", "John Smith, 34"],
)  # fmt: skip
def test_one_name_is_folded_alike(spelled: str) -> None:
    assert fold(spelled) == "john smith"


def test_an_honorific_alone_is_a_name() -> None:
    assert fold("Lord") == "lord"


@given(st.text(st.characters()))
def test_any_text_can_be_asked(text: str) -> None:
    if has_form(text):
        assert fold(text)
        assert tokens(text)
    assert Finder({("smith",): "X"}).masked(text) == text or "smith" in text.casefold()


def test_names_are_found_in_other_words_by_whole_words_and_capitals() -> None:
    found = Finder({("smith",): "X", ("mehmet", "al", "ali"): "Y"})
    assert found.masked("Smith’s driver, anti-Smith") == "X's driver, anti-X"
    assert found.masked("Mehmet  Al-Ali and Smith") == "Y and X"
    assert found.masked("a smith, Smithson’s") == "a smith, Smithson’s"


# --- codes ---------------------------------------------------------------------------------------------------------


def test_the_same_name_has_the_same_code_everywhere() -> None:
    first = published(event(person("John Smith")), permanent_id="1" * 16)
    second = published(event(person("Mr.  john SMITH")), event(person("Ann Lee"), targets=(person("JOHN SMITH"),)))
    assert first.events[0].actors[0].name == second.events[1].targets[0].name == code("john smith")
    assert second.events[0].actors[0].name == code("john smith")
    assert second.events[1].actors[0].name == code("ann lee")


def test_another_key_gives_other_codes() -> None:
    record = stored(make_record(make_document(body="x"), event(person("John Smith"))))
    first, second = Pseudonyms(KEY).record(record), Pseudonyms(b"another key").record(record)
    assert first.events[0].actors[0].name != second.events[0].actors[0].name
    assert first.permanent_id != second.permanent_id


def test_an_empty_key_is_refused() -> None:
    with pytest.raises(ValueError, match="random bytes"):
        Pseudonyms(b"")


@pytest.mark.parametrize("kind", ["person", "unknown", "civilians", "crowd"])
def test_whoever_may_be_a_person_is_coded_and_loses_the_role(kind: str) -> None:
    [one] = published(event(person("John Smith", kind, role="the baker of Terter", country="ARM"))).events[0].actors
    assert (one.name, one.role, one.country, one.kind) == (code("john smith"), "", "ARM", kind)


@pytest.mark.parametrize("kind", ["state", "military", "police", "armed-group", "government-person", "media"])
def test_whoever_has_an_office_keeps_the_name_and_a_politician_the_role(kind: str) -> None:
    [one] = published(event(person("John Smith", kind, role="Foreign Minister"))).events[0].actors
    assert (one.name, one.role) == ("John Smith", "Foreign Minister" if kind == "government-person" else "")


def test_a_politician_keeps_the_name_as_a_source_too() -> None:
    minister = person("John Smith", "government-person")
    said = event(minister, claims=(Claim(source="John Smith", source_kind="person", **WORDS),))
    assert published(said).events[0].claims[0].source == "John Smith"


def test_a_description_stays() -> None:
    told = ["residents of Terter", "a woman", "Armenian civilians"]
    assert names(*(person(name) for name in told)) == told


def test_a_name_of_a_person_is_coded_under_every_kind() -> None:
    assert names(person("Mr John Smith"), person("JOHN SMITH", "police")) == [code("john smith")] * 2
    assert names(person("John Smith", "unknown"), person("John Smith", "police")) == [code("john smith")] * 2


def test_a_country_stays_one_beside_a_person_of_its_name() -> None:
    assert names(person("Michael Jordan"), person("Jordan", "state")) == [code("michael jordan"), "Jordan"]
    assert names(person("Mr. Jordan"), person("Jordan", "state")) == [code("jordan"), "Jordan"]
    assert names(person("John French"), person("French army", "military"))[1] == "French army"


def test_a_surname_has_the_code_of_the_whole_name() -> None:
    whole = code("john smith")
    assert names(person("Smith"), person("John Smith"), person("Mr. Smith", "unknown")) == [whole] * 3
    assert names(person("John Smith"), person("Smith", "police")) == [whole] * 2
    assert names(person("Mehmet al-Ali"), person("al-Ali"), person("Ali")) == [code("mehmet al-ali")] * 3
    assert names(person("Michael Jordan"), person("Jordan")) == [code("michael jordan")] * 2


def test_a_surname_of_two_persons_is_taken_for_neither() -> None:
    found = names(person("John Smith"), person("Ann Smith"), person("Smith"), person("Smith’s driver"))
    assert found == [code("john smith"), code("ann smith"), code("smith"), f"{code('smith')}'s driver"]


def test_a_surname_alone_is_coded_as_it_is() -> None:
    assert names(person("Smith")) == [code("smith")]


def test_a_name_inside_other_words_is_coded_too() -> None:
    one = code("john smith")
    told = ("brother of John Smith", "person"), ("Smith’s militia", "armed-group"), ("Free John Smith", "organisation")
    found = names(person("John Smith"), *(person(name, kind) for name, kind in told))
    assert found[1:] == [f"brother of {one}", f"{one}'s militia", f"Free {one}"]


def test_a_role_that_holds_a_coded_name_goes() -> None:
    found = published(event(person("John Smith"), person("Ann Lee", "police", role="Smith’s guard"))).events[0].actors
    assert (found[1].name, found[1].role) == ("Ann Lee", "")


# --- claims and figures --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["person", "witness", "unnamed", "medical"])
def test_a_private_source_is_coded(kind: str) -> None:
    claims = (Claim(source="John Smith", source_kind=kind), Claim(source="a neighbour", source_kind=kind))  # type: ignore[arg-type]
    found = published(event(claims=claims)).events[0].claims
    assert [claim.source for claim in found] == [code("john smith"), "a neighbour"]


def test_other_sources_keep_their_names() -> None:
    claims = (Claim(source="John Smith", source_kind="official"), Claim(source="reporter", source_kind="reporter"))
    found = published(event(claims=claims)).events[0].claims
    assert [claim.source for claim in found] == ["John Smith", "reporter"]


def test_who_blames_whom_is_still_known() -> None:
    actor = person("Red Column", "armed-group", blamed_by=0)
    found = published(event(actor, claims=(Claim(source="John Smith", source_kind="person", stance="blames"),)))
    told = found.events[0].actors[0]
    assert (told.name, told.blamed_by) == ("Red Column", 0)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("Ann Lee", code("ann lee")),  # a coded source
        ("Lee", code("ann lee")),
        ("John Smith", "John Smith"),  # a source that is kept
        ("Omar Haddad", code("omar haddad")),  # nobody knows
        ("the hospital", "the hospital"),
        (None, None),
    ],
)
def test_the_source_of_a_figure(source: str | None, shown: str | None) -> None:
    claims = (Claim(source="Ann Lee", source_kind="person"), Claim(source="John Smith", source_kind="official"))
    figure = Casualty(kind="killed", low=1, high=None, source=source, **WORDS)
    [found] = published(event(claims=claims, casualties=(figure,))).events[0].casualties
    assert found == Casualty(kind="killed", low=1, high=None, source=shown)


def test_who_was_hurt_is_kept_in_small_letters_alone() -> None:
    figures = tuple(
        Casualty(kind="killed", low=1, high=1, who=who) for who in ("civilians", "Armenians", "son of Smith")
    )
    assert [one.who for one in published(event(casualties=figures)).events[0].casualties] == ["civilians", "", ""]


# --- the rest of a record ------------------------------------------------------------------------------------------


def test_place_and_time_stay_without_their_words() -> None:
    place = Place(name="Terter", level="city", country="AZE", geonameid=1, lat=40.3, lon=46.9, **WORDS)
    time = Time(edtf="2020-10-01", level="day", basis="explicit", earliest="2020-10-01", latest="2020-10-01", **WORDS)
    found = published(event(person("Terter"), place=place, time=time)).events[0]
    assert found.place == replace(place, start=None, end=None, text="")
    assert found.time == replace(time, start=None, end=None, text="")


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        (Place(name="Smith’s bakery", level="site"), ""),
        (Place(name="John Smith Square", level="site", geonameid=1), ""),
        (Place(name="Smith", level="city"), ""),  # no gazetteer knows it
        (Place(name="Smith", level="city", geonameid=1), "Smith"),
        (Place(name="Victoria Park", level="site"), "Victoria Park"),
    ],
)
def test_a_place_does_not_tell_who_is_coded(place: Place, shown: str) -> None:
    found = published(event(person("John Smith"), place=place)).events[0].place
    assert found is not None
    assert found.name == shown


def test_links_keep_what_they_tie() -> None:
    link = Link(relation="response-to", event="e2", **WORDS)
    assert published(event(links=(link,))).events[0].links == (Link(relation="response-to", event="e2"),)


def test_ids_that_are_made_of_the_content_are_replaced() -> None:
    record = published(copies="0123456789abcdef", superseded_by="b" * 16, retired=("e3",))
    assert record.permanent_id == record.copies == record.id != "0123456789abcdef"
    assert all(re.fullmatch("[0-9a-f]{16}", one or "") for one in (record.copies, record.superseded_by))
    assert record.superseded_by == published(permanent_id="b" * 16).permanent_id
    assert record.retired == ("e3",)


def test_the_outlet_and_the_day_stay() -> None:
    document = make_document(body="x", publisher="The Post", published="2020-10-02T08:15:31+04:00")
    found = Pseudonyms(KEY).record(stored(make_record(document)))
    assert (found.publisher, found.published) == ("The Post", "2020-10-02")


@pytest.mark.parametrize("publisher", ["https://post.example/a", "John Smith", "Smith’s blog"])
def test_an_outlet_that_is_an_address_or_a_coded_person_goes(publisher: str) -> None:
    document = make_document(body="x", publisher=publisher)
    assert Pseudonyms(KEY).record(stored(make_record(document, event(person("John Smith"))))).publisher is None


def test_a_record_by_hand_loses_no_judgement() -> None:
    before = hand_made()
    after = Pseudonyms(KEY).record(stored(before, decisions=(), coded=before.events))
    for one, other in zip(before.events, after.events, strict=True):
        assert [actor.name for actor in one.actors] == [actor.name for actor in other.actors]
        assert (one.id, one.type, one.mode, one.status) == (other.id, other.type, other.mode, other.status)
        assert [(f.kind, f.low, f.high) for f in one.casualties] == [(f.kind, f.low, f.high) for f in other.casualties]
    assert len("".join(csv_rows([after], stored=True)).splitlines()) == 6
    assert (after.text, after.title, after.decisions, after.coded) == ("", "", (), ())


def test_the_limits_are_told() -> None:
    assert NOT_PROTECTED.count(". ") == 2
    assert "private" in NOT_PROTECTED


# --- nothing gets through ------------------------------------------------------------------------------------------

part = st.text(st.sampled_from("bdfgjkqvwxz"), min_size=4, max_size=8).map(str.capitalize)
personal = st.lists(part, min_size=1, max_size=3, unique=True).map(" ".join)
wrapped = st.sampled_from(["{}", "Mr. {}", "{}’s driver", "brother of {}", "anti-{} protesters", "{} and others"])
kind_of_actor = st.sampled_from(["person", "unknown", "civilians", "police", "armed-group", "organisation", "state"])


def full_record(name: str, around: list[str], kinds: list[str]) -> StoredRecord:
    """A record with a person, his name in many words, and the marker wherever a report's own words stand."""
    told = [words.format(name) for words in around]
    document = make_document(
        id=MARKER, title=MARKER, body=f"{MARKER} {name}", url=f"https://{MARKER}.example/", captions=(MARKER,),
        publisher=told[0], published="2020-10-02",
    )  # fmt: skip
    span = Span(**WORDS)
    one = event(
        person(name, role=MARKER, **WORDS),
        *(person(words, kind, role=words, **WORDS) for words, kind in zip(told, kinds, strict=True)),
        mentions=(span,),
        place=Place(name=told[0], level="site", **WORDS),
        time=Time(edtf="2020", level="year", basis="explicit", **WORDS),
        casualties=(Casualty(kind="killed", low=1, high=1, who=told[0], source=told[1], **WORDS),),
        claims=(
            Claim(source=told[0], source_kind="witness", cue=span, quote=span, **WORDS),
            Claim(source=told[1], source_kind="official", **WORDS),
        ),
        links=(Link(relation="part-of", event="e2", **WORDS),),
        why=(MARKER, name),
    )
    decision = Decision(
        id="d1", event="e1", about="event", verdict="right", judged=MARKER, by=name, because=MARKER, at="2020-10-03"
    )
    return stored(make_record(document, one), decisions=(decision,), coded=(one,), copies="0123456789abcdef")


@settings(max_examples=200, deadline=None)
@given(personal, st.lists(wrapped, min_size=3, max_size=3), st.lists(kind_of_actor, min_size=3, max_size=3))
def test_no_name_of_a_person_and_no_words_survive(name: str, around: list[str], kinds: list[str]) -> None:
    record = full_record(name, around, kinds)
    after = Pseudonyms(KEY).record(record)
    for form in (to_json(after), "".join(geojson([after])), "".join(csv_rows([after], stored=True))):
        assert name not in form
        assert name.rsplit(maxsplit=1)[-1] not in form  # nor the surname
        assert MARKER not in form
        assert record.content_hash not in form
        assert record.permanent_id not in form
        assert "https:" not in form


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(), max_size=30), kind_of_actor)
def test_it_never_fails(words: str, kind: str) -> None:
    record = full_record("John Smith", ["{}", "{}", "{}"], [kind] * 3)
    hostile = replace(record.events[0], actors=(person(words, kind, role=words), person(f"Ann {words}")))
    found = Pseudonyms(KEY).record(replace(record, events=(hostile,)))
    to_json(found).encode("utf-8")
    assert MARKER not in to_json(found) or MARKER in words
