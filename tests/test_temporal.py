"""Which time belongs to which event."""

from __future__ import annotations

import pytest

from dateline.coding.temporal import find_times


def times(coding):
    return [event.time.edtf if event.time else None for event in find_times(coding).events]


@pytest.mark.parametrize(
    ("text", "trigger", "edtf"),
    [
        ("Rebels shelled the town on Thursday.", "shelled", "2020-10-15"),
        ("On 27 December 2019 a rocket attack killed a guard.", "attack", "2019-12-27"),
        ("The army confirmed Thursday's attack on the camp.", "attack", "2020-10-15"),
        ("The minister said on Friday that troops shelled the town on Thursday.", "shelled", "2020-10-15"),
        ("The envoys will hold talks on Wednesday.", "talks", "2020-10-21"),
        ("The group has been fighting the army since 2011.", "fighting", "2011/.."),
    ],
)
def test_date_in_the_sentence(coding_of, text: str, trigger: str, edtf: str) -> None:
    assert times(coding_of(text, trigger)) == [edtf]


def test_day_of_the_saying_is_not_the_day_of_the_deed(coding_of) -> None:
    (event,) = find_times(
        coding_of("The ministry said on Thursday that troops had attacked the village.", "attacked")
    ).events
    assert event.time is None or event.time.edtf != "2020-10-15"


def test_verbal_event_takes_the_day_of_its_own_verb(coding_of) -> None:
    coding = coding_of("France condemned on Thursday the killing of a teacher.", ("condemned", "ACCUSE"))
    assert times(coding) == ["2020-10-15"]


def test_two_events_two_dates(coding_of) -> None:
    coding = coding_of("Rebels shelled the town on Monday and troops bombed a camp on Friday.", "shelled", "bombed")
    assert times(coding) == ["2020-10-12", "2020-10-16"]


def test_evidence_and_reason(coding_of) -> None:
    coding = coding_of("Rebels shelled the town on Thursday.", "shelled")
    (event,) = find_times(coding).events
    assert event.time.text == "on Thursday"
    assert coding.parsed.document.text[event.time.start : event.time.end] == event.time.text
    assert (event.time.basis, event.time.level) == ("relative", "day")
    assert (event.time.earliest, event.time.latest) == ("2020-10-15", "2020-10-15")
    assert event.why == ("date on the word itself",)


def test_inferred_is_marked_and_has_no_words(coding_of) -> None:
    (event,) = find_times(coding_of("Protesters stormed the parliament.", "stormed")).events
    assert (event.time.edtf, event.time.basis, event.time.text, event.time.start) == (
        "2020-10-18?",
        "inferred",
        "",
        None,
    )


def test_narrative_keeps_to_its_day(coding_of) -> None:
    coding = coding_of("Rebels shelled the town on Thursday. They killed two men.", "shelled", "killed")
    assert times(coding) == ["2020-10-15", "2020-10-15?"]


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("Turkey could attack the enclave.", "attack"),
        ("The army will bomb the camp.", "bomb"),
        ("Rebels had shelled the town.", "shelled"),
        ("The war displaced them.", "war"),
    ],
)
def test_plans_and_undated_background_have_no_time(coding_of, text: str, trigger: str) -> None:
    assert times(coding_of(text, trigger)) == [None]


def test_nothing_is_reckoned_without_a_publication_date(coding_of) -> None:
    assert times(coding_of("Rebels shelled the town on Thursday.", "shelled", published=None)) == [None]
    assert times(coding_of("Rebels shelled the town in March 2011.", "shelled", published=None)) == ["2011-03"]


def test_odd_input(coding_of) -> None:
    for text in ("x", "…", "5", " \u00ad."):
        for published in ("2020-10-18", None):
            (event,) = find_times(coding_of(text, text[0], published=published)).events
            assert event.time is None or event.time.basis == "inferred"


@pytest.mark.parametrize(
    ("text", "trigger", "edtf"),
    [
        ("The three-day siege which ended on Friday left ten dead.", "siege", "2020-10-14/2020-10-16"),
        ("Troops lifted a three-day siege that ended on Friday.", "siege", "2020-10-14/2020-10-16"),
        ("A two-day visit that began on Monday was cut short.", "visit", "2020-10-12/2020-10-13"),
        ("The battle, which ended on Wednesday, left ten dead.", "battle", "../2020-10-14"),
        ("The offensive began on Monday.", "offensive", "2020-10-12/.."),
        ("The end of talks on Thursday left the town calm.", "talks", "../2020-10-15"),
        ("They fled the seven-year war.", "war", "2013/.."),
        ("The town has been shelled for two weeks.", "shelled", "2020-10-04~/.."),
    ],
)
def test_beginning_end_and_duration_date_the_whole(coding_of, text: str, trigger: str, edtf: str) -> None:
    assert times(coding_of(text, trigger)) == [edtf]


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("The minister has been jailed for ten years.", "jailed"),  # from now on, not up to now
        ("They prepared a two-day visit.", "visit"),
    ],
)
def test_a_duration_alone_dates_nothing(coding_of, text: str, trigger: str) -> None:
    (event,) = find_times(coding_of(text, trigger)).events
    assert event.time is None or event.time.basis == "inferred"


def test_end_tells_why(coding_of) -> None:
    (event,) = find_times(coding_of("The battle, which ended on Wednesday, left ten dead.", "battle")).events
    assert event.why[-1].endswith("which tells its end")
    assert (event.time.earliest, event.time.latest, event.time.level) == (None, "2020-10-14", "interval")


def test_a_line_cut_in_the_middle_keeps_its_date(coding_of) -> None:
    assert times(coding_of("Rebels shelled the border town\nof Talva on Thursday.", "shelled")) == ["2020-10-15"]


def test_each_date_has_its_chance(coding_of) -> None:
    told, carried = find_times(
        coding_of("Rebels shelled the town on Thursday. They killed two men.", "shelled", "killed")
    ).events
    assert 0.4 <= carried.time.confidence <= 1
    assert carried.time.confidence < told.time.confidence <= 1
