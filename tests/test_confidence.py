"""The confidence of events, and whether it holds what it says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dateline.coding.confidence import confidence, features_of, judge_confidence
from dateline.coding.stage import Coding
from dateline.evaluation.calibration import auroc, calibration_error
from dateline.language import parse
from dateline.model import Event, Span, make_document

EVENT = Event(id="e1", type="ASSAULT", confidence=0.5, mentions=(Span(start=0, end=1, text="x"),))


def test_an_event_is_surer_the_surer_its_mentions_and_the_more_there_are():
    once = confidence(features_of(EVENT))
    surer = confidence(features_of(replace(EVENT, confidence=0.9)))
    twice = confidence(features_of(replace(EVENT, mentions=EVENT.mentions * 2)))
    assert 0 < once < min(surer, twice) < 1


def test_with_mentions_given_there_is_nothing_to_be_sure_of():
    parsed = parse(make_document(body="It rained."))
    assert judge_confidence(Coding(parsed=parsed, events=(EVENT,), given=())).events == (EVENT,)
    assert judge_confidence(Coding(parsed=parsed, events=(EVENT,))).events[0].confidence != EVENT.confidence


def test_the_calibration_error_is_the_distance_from_confidence_to_share():
    assert calibration_error([]) == 0.0
    assert calibration_error([(0.9, False)] * 20) == pytest.approx(0.9)
    assert calibration_error([(0.2, False)] * 10 + [(0.8, True)] * 10) == pytest.approx(0.2)


def test_auroc_counts_pairs_in_the_right_order():
    assert auroc([(0.9, True), (0.1, False)]) == 1.0
    assert auroc([(0.1, True), (0.9, False)]) == 0.0
    assert auroc([(0.5, True), (0.5, False)]) == 0.5
    assert auroc([(0.5, True)]) == 0.5
