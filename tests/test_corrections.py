"""What a person types to correct a value: each form, the words that it is tied to, and what is refused."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

import pytest
from records import hand_made

from dateline import ontology
from dateline.corrections import read_correction
from dateline.decisions import judged_value
from dateline.errors import StoreError

RECORD = hand_made()
STRIKE, ROCKETS = RECORD.events[:2]


def correct(about: str, typed: str, words: str | None = None, event: Any = STRIKE) -> Any:
    return read_correction(RECORD, event, about, typed, words=words, judged=judged_value(event, about))


def refused(*arguments: Any, says: str) -> None:
    with pytest.raises(StoreError, match=says):
        correct(*arguments)


# --- words ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("about", "typed", "value"),
    [
        ("type", "COERCE", "COERCE"),
        ("mode", "drone", "drone"),
        ("mode", "", ""),
        ("status", "denied", "denied"),
        ("aggregate", "true", True),
        ("aggregate", "false", False),
    ],
)
def test_a_word_is_taken_as_it_is(about, typed, value):
    assert correct(about, typed) == value


@pytest.mark.parametrize(
    ("about", "typed"),
    [("type", "WAR"), ("type", "assault"), ("mode", "riot"), ("status", "maybe"), ("aggregate", "yes"), ("type", "")],
)
def test_a_word_that_is_none_is_refused_with_those_that_there_are(about, typed):
    refused(about, typed, says=f"{typed!r} is no {about}; choose from .+")


def test_the_modes_are_those_of_the_type_that_the_event_has_now():
    assert correct("mode", "riot", event=replace(STRIKE, type="PROTEST", mode="")) == "riot"
    assert "aerial" in ontology.types()["ASSAULT"].modes
    with pytest.raises(StoreError):
        correct("mode", "aerial", event=replace(STRIKE, type="PROTEST", mode=""))


def test_the_event_itself_is_not_corrected():
    refused("event", "ASSAULT", says="judge it right or wrong")


@pytest.mark.parametrize("about", ["type", "mode", "status", "aggregate", "event"])
def test_a_word_rests_on_no_words_of_the_report(about):
    refused(about, "true", "air strikes", says="leave --words out")


# --- places --------------------------------------------------------------------------------------------------------


def test_a_place_is_looked_up_by_its_name_and_keeps_the_words():
    place = correct("place", "Baku")
    assert (place["name"], place["country"], place["level"], place["confidence"]) == ("Baku", "AZE", "city", 1.0)
    assert abs(place["lat"] - 40.4) < 0.1
    assert (place["start"], place["text"]) == (STRIKE.place.start, "Port Talva")


def test_a_place_may_name_its_country_and_nothing_of_the_former_place_is_left():
    assert correct("place", "Tripoli, LBN")["country"] == "LBN"
    assert correct("place", " Tripoli ,LBY ")["country"] == "LBY"
    former = replace(STRIKE.place, admin1="Old", geonameid=1)
    place = read_correction(RECORD, STRIKE, "place", "Baku", words=None, judged=asdict(former))
    assert place["admin1"] != "Old"
    assert place["geonameid"] != 1


@pytest.mark.parametrize("typed", ["Xyzzyville", "Baku, FRA", "Baku, Azerbaijan", ""])
def test_a_place_that_nobody_knows_is_refused_with_how_to_tell_one(typed):
    refused("place", typed, says="the gazetteer knows no .* JSON object")


def test_an_unknown_place_is_told_by_its_fields():
    place = correct("place", '{"name": "the Hill", "level": "site", "country": "ISL"}')
    assert (place["name"], place["level"], place["country"]) == ("the Hill", "site", "ISL")


# --- dates ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "level", "earliest", "latest"),
    [
        ("2020-10-11", "day", "2020-10-11", "2020-10-11"),
        ("2020-10-11?", "day", "2020-10-11", "2020-10-11"),
        ("2020-02", "month", "2020-02-01", "2020-02-29"),
        ("2019-12", "month", "2019-12-01", "2019-12-31"),
        ("2020~", "year", "2020-01-01", "2020-12-31"),
        ("2020-10-11/2020-10-13", "interval", "2020-10-11", "2020-10-13"),
        ("2019-12/2020", "interval", "2019-12-01", "2020-12-31"),
    ],
)
def test_a_date_is_told_in_edtf(typed, level, earliest, latest):
    time = correct("time", typed)
    assert (time["edtf"], time["level"], time["earliest"], time["latest"]) == (typed, level, earliest, latest)
    assert (time["basis"], time["confidence"]) == ("explicit", 1.0)
    assert time["text"] == STRIKE.time.text


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "yesterday",
        "2020-13",
        "2020-02-30",
        "11 October 2020",
        "2020-10-13/2020-10-11",
        "2020-10-11/",
        "/2020",
        "20",
    ],
)
def test_a_date_that_is_none_is_refused(typed):
    refused("time", typed, says="is no date; write 2020-10-11")


@pytest.mark.parametrize("typed", ["2020-00", "2020-00-05", "2020-10-00", "0000"])
def test_a_date_with_a_part_of_zero_is_refused(typed):
    refused("time", typed, says="is no date")


def test_a_date_in_other_digits_is_refused():
    refused("time", "٢٠٢٠-١٠-١١", says="is no date")


def test_december_of_the_last_year_is_a_month():
    assert correct("time", "9999-12")["latest"] == "9999-12-31"


# --- figures -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kind", "low", "high"),
    [
        ("25 killed", "killed", 25, 25),
        ("0 killed", "killed", 0, 0),
        ("1,250 displaced", "displaced", 1250, 1250),
        ("at least 44 injured", "injured", 44, None),
        ("over 44 injured", "injured", 45, None),
        ("more than 44 injured", "injured", 45, None),
        ("up to 9 detained", "detained", None, 9),
        ("at most 9 missing", "missing", None, 9),
        ("24-99 displaced", "displaced", 24, 99),
        ("24–99 abducted", "abducted", 24, 99),
        (" 24 to 99 killed ", "killed", 24, 99),
    ],
)
def test_a_figure_is_told_in_words(typed, kind, low, high):
    figure = correct("casualties/0", typed)
    assert (figure["kind"], figure["low"], figure["high"]) == (kind, low, high)
    assert (figure["who"], figure["source"], figure["text"]) == ("fighters", "a spokesman", "at least 25 fighters")


@pytest.mark.parametrize("typed", ["", "killed", "25", "25 hurt", "some killed", "-3 killed", "25 killed there"])
def test_a_figure_that_is_none_is_refused(typed):
    refused("casualties/0", typed, says="is no figure; write '25 killed'")


@pytest.mark.parametrize(
    "typed", [", killed", "99-24 killed", "at least 24-99 killed", "1,2 killed", "٢٥ killed", f"{'9' * 5000} killed"]
)
def test_a_figure_of_bounds_that_mean_nothing_is_refused(typed):
    refused("casualties/0", typed, says="is no figure")


# --- participants and sources --------------------------------------------------------------------------------------


def test_a_name_keeps_what_else_was_told_of_a_participant():
    assert correct("actors/0", "Northland's army") == {**asdict(STRIKE.actors[0]), "name": "Northland's army"}
    assert correct("actors/0", "Reds", event=ROCKETS)["blamed_by"] == 0


def test_a_source_may_have_a_stance():
    assert correct("claims/1", "the Pentagon")["stance"] == "claims-responsibility"
    claim = correct("claims/1", "the Pentagon : denies")
    assert (claim["source"], claim["stance"], claim["source_kind"]) == ("the Pentagon", "denies", "official")


def test_a_stance_that_is_none_is_refused():
    refused("claims/1", "the Pentagon: shouts", says="claims/1: stance: Input should be 'asserts'")


# --- JSON objects --------------------------------------------------------------------------------------------------


def test_an_object_changes_the_fields_that_it_names():
    changed = correct("actors/0", ' {"country": "ISL", "kind": "state"}')
    assert changed == {**asdict(STRIKE.actors[0]), "country": "ISL", "kind": "state"}
    assert correct("place", '{"level": "site"}') == {**asdict(STRIKE.place), "level": "site"}


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ('{"name": ', "begins as a JSON object and is none"),
        ('{"a": ' * 100_000, "begins as a JSON object and is none"),
        ('{"name": "x"} {}', "begins as a JSON object and is none"),
        ('{"nom": "x"}', "actors/0 has no field 'nom'; its fields are .*blamed_by"),
        ('{"kind": "giant"}', "actors/0: kind: Input should be 'state'"),
        ('{"name": 7}', "actors/0: name: "),
        ('{"start": 1}', "give the words themselves with --words"),
        ('{"text": "x"}', "give the words themselves with --words"),
    ],
)
def test_an_object_that_is_no_participant_is_refused(typed, says):
    refused("actors/0", typed, says=says)


@pytest.mark.parametrize(
    ("about", "typed"),
    [("place", '{"name": "the Hill"}'), ("actors", '{"role": "chief"}'), ("casualties", '{"low": 3}')],
)
def test_an_object_that_lacks_a_field_is_refused(about, typed):
    refused(about, typed, "air strikes", replace(STRIKE, place=None), says="level|name|kind")


def test_a_number_in_quotes_is_refused_or_read():
    try:
        figure = correct("casualties/0", '{"low": "44"}')
    except StoreError:
        return
    assert figure["low"] == 44


@pytest.mark.parametrize(
    ("about", "fields"),
    [
        ("actors/0", {"blamed_by": 7}),
        ("actors/0", {"blamed_by": -1}),
        ("actors/0", {"blamed_by": True}),
        ("actors/0", {"name": ""}),
        ("actors/0", {"country": "Iceland"}),
        ("claims/1", {"source": " "}),
        ("claims/1", {"quote": {"start": 4, "end": 4, "text": ""}}),
        ("claims/1", {"about": "actors/x"}),
        ("claims/1", {"about": "actors/9"}),
        ("claims/1", {"cue": {"start": 0, "end": 4, "text": "Tanks"}}),
        ("casualties/0", {"low": 9, "high": 3}),
        ("casualties/0", {"low": -1}),
        ("time", {"earliest": "soon"}),
        ("time", {"edtf": "soon"}),
        ("time", {"earliest": "2020-02-02", "latest": "2020-02-01"}),
        ("time", {"confidence": 2}),
        ("place", {"lat": float("nan")}),
        ("place", {"lat": 1234.0}),
    ],
)
def test_an_object_of_values_that_mean_nothing_is_refused(about, fields):
    before = judged_value(STRIKE, about)
    whole = {name: value for name, value in before.items() if name not in ("start", "end", "text")}
    refused(about, json.dumps({**whole, **fields}), says=about)


def test_a_whole_number_of_degrees_is_taken_and_kept_as_the_record_has_it():
    place = correct("place", '{"lat": 12}')
    assert (place["lat"], type(place["lat"])) == (12.0, float)


def test_whoever_has_an_office_and_no_name_may_stay_without_one():
    nameless = replace(STRIKE, actors=(replace(STRIKE.actors[0], name="", role="the sheriff"),))
    assert correct("actors/0", '{"kind": "police"}', event=nameless)["name"] == ""


def test_who_is_accused_by_a_claim_must_be_told_by_its_words():
    quote = RECORD.span(RECORD.text.index("The government"), RECORD.text.index(" for the rocket attack. Prot"))
    quoted = replace(ROCKETS, claims=(replace(ROCKETS.claims[0], quote=quote), *ROCKETS.claims[1:]))
    typed = '{"name": "rebels", "blamed_by": 0}'
    assert correct("actors", typed, "blames the Red Column", quoted)["blamed_by"] == 0
    refused("actors", typed, "engineer", quoted, says="actors: blamed_by: claims/0 is not the one claim that blames")
    refused("actors", typed, "blames the Red Column", ROCKETS, says="give with --words where it names them")
    assert correct("actors/0", '{"blamed_by": null}', event=ROCKETS)["blamed_by"] is None


def test_what_a_claim_is_about_must_be_told_by_its_words():
    typed = '{"source": "army", "about": "actors/0"}'
    assert correct("claims", typed, "army jets carried out")["about"] == "actors/0"
    refused("claims", typed, "a spokesman said", says="about: 'a spokesman said' does not hold the words of actors/0")


# --- the words of the report ---------------------------------------------------------------------------------------


def test_a_value_is_tied_to_the_words_that_are_given():
    actor = correct("actors/0", "Red Column", "Red Column near Port Talva")
    assert RECORD.text[actor["start"] : actor["end"]] == actor["text"] == "Red Column near Port Talva"


@pytest.mark.parametrize("words", ["", "air  strikes", "Air Strikes", "no such words", ".*"])
def test_words_that_the_report_does_not_have_are_refused(words):
    refused("actors/0", "army", words, says="the report has no words .*exactly as they stand there")


@pytest.mark.parametrize("about", ["actors", "targets", "claims", "casualties"])
def test_what_is_added_needs_words(about):
    typed = "3 injured" if about == "casualties" else "the Post"
    refused(about, typed, says="give them with --words")
    assert correct(about, typed, "soldiers")["text"] == "soldiers"


def test_what_is_told_of_what_had_no_words_needs_them():
    inferred = RECORD.events[4]
    assert inferred.time.start is None
    refused("time", "2020-01-01", None, inferred, says="give them with --words")
    assert correct("time", "2020-01-01", "last week", inferred)["text"] == "last week"


PLACES = [at for at in range(len(RECORD.text)) if RECORD.text.startswith("the Red Column", at)]


def test_of_words_that_stand_several_times_the_nearest_to_what_was_judged_are_taken():
    assert len(PLACES) == 3
    assert STRIKE.targets[0].start == PLACES[1]
    assert correct("targets/0", "rebels", "Red Column")["start"] == PLACES[1] + len("the ")
    assert correct("actors/0", "rebels", "Red Column", ROCKETS)["start"] == PLACES[2] + len("the ")


def test_of_words_that_stand_several_times_the_nearest_to_the_event_are_taken_where_nothing_was_judged():
    mentions = {PLACES[1]: STRIKE.mentions, PLACES[0]: (RECORD.span(0, 4),), PLACES[2]: RECORD.events[3].mentions}
    for start, found in mentions.items():
        assert correct("actors", "rebels", "the Red Column", replace(STRIKE, mentions=found))["start"] == start
