"""A value without its words, or with others than the report has there, is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dateline.coding import pipeline
from dateline.coding.evidence import check_evidence
from dateline.coding.pipeline import code
from dateline.coding.stage import Coding
from dateline.errors import EvidenceError
from dateline.model import Casualty, Claim, Event, Participant, Place, Span, Time, make_document

DOCUMENT = make_document(id="d", body="Rebels shelled Goma on Sunday, killing two.")
EVENT = Event(id="e1", type="ASSAULT", mentions=(DOCUMENT.span(7, 14),))
INFERRED = Time(edtf="2020-01-05?", level="day", basis="inferred")


def test_what_is_told_and_what_may_stand_without_words_passes() -> None:
    rebels = Participant(name="Rebels", start=0, end=6, text="Rebels")
    check_evidence(DOCUMENT, [replace(EVENT, actors=(rebels,), time=INFERRED, claims=(Claim(source="reporter"),))])


@pytest.mark.parametrize(
    "broken",
    [
        {"mentions": ()},
        {"mentions": (Span(start=7, end=14, text="bombed."),)},
        {"actors": (Participant(name="Rebels"),)},
        {"targets": (Participant(name="Goma", start=15, end=18, text="Goma"),)},
        {"place": Place(name="Goma", level="city", start=15, end=900, text="Goma")},
        {"time": replace(INFERRED, basis="relative")},
        {"time": replace(INFERRED, text="Sunday")},
        {"casualties": (Casualty(kind="killed", low=2, high=2),)},
        {"claims": (Claim(source="the army"),)},
        {"claims": (Claim(source="reporter", cue=Span(start=0, end=6, text="Troops")),)},
    ],
)
def test_anything_else_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(EvidenceError, match="report this as a defect"):
        check_evidence(DOCUMENT, [replace(EVENT, **broken)])


def test_the_pipeline_lets_nothing_unproven_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def invent(coding: Coding) -> Coding:
        return coding.with_events(tuple(replace(e, actors=(Participant(name="Nobody"),)) for e in coding.events))

    assert code(DOCUMENT)
    monkeypatch.setattr(pipeline, "STAGES", (*pipeline.STAGES, invent))
    with pytest.raises(EvidenceError, match="Participant"):
        code(DOCUMENT)
