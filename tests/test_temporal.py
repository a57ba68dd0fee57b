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
    assert times(coding_of("x", "x")) == [None]
    assert times(coding_of("…", "…", published=None)) == [None]
