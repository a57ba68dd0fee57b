"""What each field of an event of several mentions is taken from."""

from __future__ import annotations

import pytest

from dateline.coding import merge as merging
from dateline.model import Casualty, Claim, Event, Link, Participant, Place, Span, Time


def part(number: int, **values) -> Event:
    """The event of one mention, ten characters behind the one before."""
    mention = Span(start=10 * number, end=10 * number + 6, text=f"word {number}")
    return Event(
        **{"id": f"e{number}", "type": "ASSAULT", "mentions": (mention,), "why": (f"reason {number}",), **values}
    )


def merge(parts, status="happened"):
    return merging.merge(parts, status)


def actor(name: str, **values) -> Participant:
    return Participant(name=name, **values)


def time(edtf: str, at: int, basis: str = "explicit") -> Time:
    inferred = basis == "inferred"
    start, end, text = (None, None, "") if inferred else (at, at + 3, "day")
    return Time(edtf=edtf, level="day", basis=basis, earliest=edtf, latest=edtf, start=start, end=end, text=text)


def test_the_whole_has_the_first_id_every_mention_and_every_reason_once():
    whole = merge([part(2, why=("same", "a")), part(3, why=("same", "b")), part(4, why=("a",))])
    assert whole.id == "e2"
    assert [mention.start for mention in whole.mentions] == [20, 30, 40]
    assert whole.why == ("same", "a", "b")


def test_a_mention_given_twice_stands_once():
    assert len(merge([part(2), part(2, id="e9")]).mentions) == 1


def test_the_type_is_voted_by_confidence_and_the_mode_by_the_parts_of_that_type():
    whole = merge(
        [
            part(1, type="COERCE", mode="arrest", confidence=0.9),
            part(2, mode="", confidence=0.6),
            part(3, mode="aerial", confidence=0.5),
            part(4, mode="drone", confidence=0.2),
        ]
    )
    assert (whole.type, whole.mode, whole.confidence) == ("ASSAULT", "aerial", 0.9)
    assert merge([part(1, type="COERCE"), part(2)]).type == "COERCE"  # of equals the first
    assert merge([part(1), part(2)]).mode == ""


def test_one_aggregate_mention_makes_an_aggregate():
    assert merge([part(1), part(2, aggregate=True)]).aggregate
    assert not merge([part(1), part(2)]).aggregate


def test_the_status_is_the_one_handed_in():
    assert merge([part(1), part(2)], "denied").status == "denied"


def test_each_participant_stands_once_under_the_fullest_name():
    whole = merge(
        [
            part(1, actors=(actor("Dal"), actor("the army", kind="military"))),
            part(2, actors=(actor("General Arkan Dal", kind="military"), actor("villagers"))),
            part(3, targets=(actor("Dal"),)),
        ]
    )
    assert [person.name for person in whole.actors] == ["General Arkan Dal", "the army", "villagers"]
    assert [person.name for person in whole.targets] == ["Dal"]


def test_a_name_of_a_known_kind_is_better_than_a_longer_one():
    whole = merge(
        [part(1, actors=(actor("Dal", kind="person"),)), part(2, actors=(actor("Dal and his men of Talva"),))]
    )
    assert whole.actors == (actor("Dal", kind="person"),)


ASSERTS = Claim(source="the ministry", stance="asserts")
BLAMES = Claim(source="the ministry", stance="blames")
DENIES = Claim(source="the rebels", stance="denies")
REPORTER = Claim(source="reporter", source_kind="reporter")


def test_each_source_has_a_claim_for_each_stance_that_says_more_than_asserting():
    assert merge([part(1, claims=(ASSERTS, DENIES)), part(2, claims=(BLAMES, REPORTER))]).claims == (
        BLAMES,
        DENIES,
        REPORTER,
    )
    assert merge([part(1, claims=(BLAMES,)), part(2, claims=(ASSERTS,))]).claims == (BLAMES,)
    rebels_blame = Claim(source="the rebels", stance="blames")
    assert merge([part(1, claims=(DENIES,)), part(2, claims=(rebels_blame,))]).claims == (DENIES, rebels_blame)


def test_who_is_blamed_stays_blamed_by_the_same_claim():
    whole = merge(
        [
            part(1, claims=(REPORTER,), actors=()),
            part(2, claims=(DENIES, BLAMES), actors=(actor("the rebels", blamed_by=1),)),
        ]
    )
    (blamed,) = whole.actors
    assert whole.claims[blamed.blamed_by] == BLAMES


def test_who_is_named_outright_by_some_mention_is_not_merely_blamed():
    blamed = part(1, claims=(BLAMES,), actors=(actor("the rebels of Talva", blamed_by=0),))
    outright = part(2, claims=(REPORTER,), actors=(actor("the rebels"),))
    for parts in ([blamed, outright], [outright, blamed]):
        assert [person.blamed_by for person in merge(parts).actors] == [None]
    again = part(3, claims=(BLAMES,), actors=(actor("the rebels", blamed_by=0),))
    assert [person.blamed_by for person in merge([blamed, again]).actors] == [0]


def test_an_accusation_by_no_claim_is_an_error_and_never_a_fact():
    broken = part(1, claims=(BLAMES,), actors=(actor("the rebels", blamed_by=3),))
    with pytest.raises(KeyError):
        merge([broken, part(2)])


def test_the_place_is_the_most_specific_of_the_sure_ones():
    country = Place(name="Azerbaijan", level="country", confidence=0.9)
    city = Place(name="Ganja", level="city", confidence=0.8)
    doubtful = Place(name="the mosque", level="site", confidence=0.2)
    assert merge([part(1, place=country), part(2, place=doubtful), part(3, place=city), part(4)]).place == city
    assert merge([part(1), part(2)]).place is None


def test_a_told_date_goes_before_an_inferred_one():
    inferred, told = time("2020-10-18", 0, "inferred"), time("2020-10-17", 25)
    for parts in ([part(1, time=inferred), part(2, time=told)], [part(1, time=told), part(2, time=inferred)]):
        assert merge(parts).time == told
    assert merge([part(1), part(2, time=inferred)]).time == inferred
    assert merge([part(1), part(2)]).time is None


def test_a_figure_stands_once_for_each_source():
    nine = Casualty(kind="killed", low=9, high=9, who="people")
    said = Casualty(kind="killed", low=9, high=9, who="civilians", source="the ministry")
    more = Casualty(kind="killed", low=13, high=13, source="prosecutors")
    hurt = Casualty(kind="injured", low=9, high=9)
    whole = merge([part(1, casualties=(nine, hurt)), part(2, casualties=(said,)), part(3, casualties=(more, nine))])
    assert set(whole.casualties) == {hurt, said, more}
    assert len(whole.casualties) == 3


def test_a_link_stands_once_with_its_first_words():
    first = Link(relation="response-to", event="e9", start=1, end=4, text="for")
    second = Link(relation="response-to", event="e9", start=20, end=24, text="over")
    other = Link(relation="caused-by", event="e9")
    assert merge([part(1, links=(first,)), part(2, links=(second, other))]).links == (first, other)
