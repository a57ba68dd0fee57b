"""Taking decisions: a person judges an event or a value of it, or takes a judgement back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Connection, select

from dateline import decisions as deciding
from dateline.corrections import read_correction
from dateline.errors import StoreError
from dateline.model import Decision
from dateline.store.entries import add_decision, decisions_of, settle_decisions
from dateline.store.rows import document_from, event_as_coded
from dateline.store.tables import document, event

if TYPE_CHECKING:
    from dateline.model import Event

Judgement = Literal["right", "wrong", "corrected"]


def judge(
    connection: Connection,
    number: int,
    event_id: str,
    about: str,
    verdict: Judgement,
    *,
    typed: str = "",
    words: str | None = None,
    by: str,
    because: str,
    at: str,
) -> Decision:
    """Write a judgement down and lay it over the event.

    Args:
        connection: in a transaction that writes.
        number: the document's.
        event_id: e3, within the document.
        about: "event" or the value, as it stands now (`Decision.about`).
        verdict: what the person says of it.
        typed: with "corrected", what is right (`corrections.read_correction`).
        words: with "corrected", the words of the report that tell it.
        by: who judges.
        because: why.
        at: ISO 8601, UTC.

    Raises:
        StoreError: there is no such event or value, or the judgement makes no sense on it.
    """
    coded, taken = _standing(connection, number, event_id)
    now = deciding.decide(coded, taken)
    if now is None and about != deciding.EVENT:
        raise StoreError(f"{event_id} was judged to be no event; take that back first: dateline decide --undo DECISION")
    shown = coded if now is None else now
    judged = deciding.judged_value(shown, about)
    value = None
    if verdict == "corrected":
        own = document_from(connection.execute(select(document).where(document.c.number == number)).mappings().one())
        value = read_correction(own, shown, about, typed, words=words, judged=judged)
    else:
        _refuse_senseless(about, verdict, judged)
    made = Decision(
        id=f"d{_next(decisions_of(connection, number))}",
        event=event_id,
        about=about,
        verdict=verdict,
        value=value,
        judged=judged,
        by=by,
        because=because,
        at=at,
    )
    add_decision(connection, number, made)
    settle_decisions(connection, number, event_id)
    return made


def undo(connection: Connection, number: int, decision_id: str, *, by: str, because: str, at: str) -> Decision:
    """Take a decision back, by one more decision.

    Raises:
        StoreError: there is no such decision, or it does not hold (any more).
    """
    state = connection.execute(select(document.c.state).where(document.c.number == number)).scalar_one()
    if state == "forgotten":
        raise StoreError("the document was forgotten, and what was decided on it with it")
    taken = decisions_of(connection, number)
    target = next((one for one in taken if one.id == decision_id), None)
    if target is None:
        raise StoreError(f"there is no decision {decision_id} on this document; see which there are: dateline history")
    if target not in deciding.effective(taken):
        raise StoreError(f"decision {decision_id} was taken back before, or takes one back itself; decide anew instead")
    made = replace(
        target, id=f"d{_next(taken)}", verdict="undone", value=None, judged=None, by=by, because=because, at=at,
        undoes=target.id,
    )  # fmt: skip
    add_decision(connection, number, made)
    settle_decisions(connection, number, target.event)
    return made


def _standing(connection: Connection, number: int, event_id: str) -> tuple[Event, list[Decision]]:
    row = (
        connection.execute(select(event).where(event.c.document == number, event.c.number == int(event_id[1:])))
        .mappings()
        .first()
    )
    if row is None or row["state"] == "retired":
        raise StoreError(f"the document tells no event {event_id}; see which it tells: dateline show DOCUMENT")
    return event_as_coded(row), [one for one in decisions_of(connection, number) if one.event == event_id]


def _refuse_senseless(about: str, verdict: Judgement, judged: object) -> None:
    if about in deciding.LISTED:
        raise StoreError(f"name which of the {about} is {verdict}: {about}/0, {about}/1 …")
    if judged is None:
        raise StoreError(f"the event has no {about} that could be {verdict}; give one with --correct")
    if verdict == "wrong" and about in ("type", "status", "aggregate"):
        raise StoreError(f"say what the {about} is instead, with --correct; or judge the event itself wrong")


def _next(taken: list[Decision]) -> int:
    return 1 + max((int(one.id[1:]) for one in taken), default=0)
