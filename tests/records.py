"""A record made by hand, with all kinds of values, for the tests of exports."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from dateline.model import (
    Casualty,
    Claim,
    Document,
    Event,
    Link,
    Participant,
    Place,
    Record,
    Time,
    make_document,
)

BODY = (
    "On Sunday, army jets carried out air strikes on two camps of the Red Column near Port Talva, killing at least 25"
    " fighters, a spokesman said. The strikes were in retaliation for a rocket attack on 27 December that killed one"
    " engineer.\n\n"
    "The government blames the Red Column for the rocket attack. Protesters attacked the embassy from 31 December to"
    " 1 January. About 750 soldiers were ordered to deploy, the minister said.\n\n"
    "Talks between Northland and Southland were held last week."
)
REPORTER = Claim(source="reporter", source_kind="reporter")


def make_record(document: Document, *events: Event) -> Record:
    return Record(**{field.name: getattr(document, field.name) for field in fields(Document)}, events=events)


def hand_made() -> Record:
    document = make_document(
        id="talva-1",
        title="Jets strike camps of the Red Column",
        body=BODY,
        published="2020-01-03",
        publisher="The Post",
    )

    def at(words: str, nth: int = 0) -> dict[str, Any]:
        start = -1
        for _ in range(nth + 1):
            start = document.text.index(words, start + 1)
        return {"start": start, "end": start + len(words), "text": words}

    def span(words: str, nth: int = 0) -> Any:
        place = at(words, nth)
        return document.span(place["start"], place["end"])

    return make_record(
        document,
        Event(
            id="e1",
            type="ASSAULT",
            mode="aerial",
            confidence=0.93,
            mentions=(span("air strikes"), span("The strikes")),
            actors=(Participant(name="army", kind="military", **at("army jets")),),
            targets=(Participant(name="Red Column", kind="armed-group", **at("the Red Column", 1)),),
            place=Place(name="Port Talva", level="city", country="ISL", lat=-1.5, lon=44.0, **at("Port Talva")),
            time=Time(
                edtf="2019-12-29", level="day", basis="relative", earliest="2019-12-29", latest="2019-12-29",
                **at("On Sunday"),
            ),
            casualties=(
                Casualty(
                    kind="killed", low=25, high=None, who="fighters", source="a spokesman", **at("at least 25 fighters")
                ),
            ),
            claims=(
                REPORTER,
                Claim(
                    source="a spokesman", source_kind="official", stance="claims-responsibility",
                    **at("a spokesman said"),
                ),
            ),
            links=(Link(relation="response-to", event="e2", **at("in retaliation for")),),
            why=("actor is the subject of 'carried out'",),
        ),
        Event(
            id="e2",
            type="ASSAULT",
            mode="heavy-weapons",
            mentions=(span("rocket attack"), span("rocket attack", 1)),
            actors=(Participant(name="Red Column", kind="armed-group", blamed_by=0, **at("the Red Column", 2)),),
            targets=(Participant(name="engineer", kind="person", **at("one engineer")),),
            time=Time(
                edtf="2019-12-27", level="day", basis="explicit", earliest="2019-12-27", latest="2019-12-27",
                **at("on 27 December"),
            ),
            casualties=(Casualty(kind="killed", low=1, high=1, **at("killed one engineer")),),
            claims=(
                Claim(
                    source="The government", source_kind="official", stance="blames", about="actors/0",
                    **at("The government blames"),
                ),
                REPORTER,
            ),
        ),
        Event(
            id="e3",
            type="MOBILIZE",
            mode="troops",
            status="planned",
            factuality=1,
            mentions=(span("deploy"),),
            actors=(Participant(name="soldiers", kind="military", **at("soldiers")),),
            claims=(
                Claim(source="the minister", source_kind="official", stance="announces", **at("the minister said")),
            ),
        ),
        Event(
            id="e4",
            type="ASSAULT",
            mentions=(span("attacked"),),
            actors=(Participant(name="Protesters", kind="crowd", **at("Protesters")),),
            targets=(Participant(name="embassy", kind="state", **at("the embassy")),),
            time=Time(
                edtf="2019-12-31/2020-01-01", level="interval", basis="explicit",
                earliest="2019-12-31", latest="2020-01-01", **at("from 31 December to 1 January"),
            ),
            claims=(REPORTER,),
        ),
        Event(
            id="e5",
            type="CONSULT",
            mentions=(span("Talks"),),
            actors=(Participant(name="Northland", kind="state", **at("Northland")),),
            targets=(Participant(name="Southland", kind="state", **at("Southland")),),
            time=Time(edtf="2020-01-02?", level="day", basis="inferred", earliest="2020-01-02", latest="2020-01-02"),
            claims=(REPORTER,),
            why=("date inferred from the tense",),
        ),
    )  # fmt: skip
