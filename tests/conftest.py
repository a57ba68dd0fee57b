"""What many tests share: a way from a text to a coding, with the shipped parser loaded once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dateline.coding import candidates
from dateline.coding.candidates import PARTS
from dateline.coding.stage import Coding
from dateline.language import parse
from dateline.model import Event, make_document


@pytest.fixture
def grammar_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither takes the model away whom the grammar gives a part, nor does it add anybody to a side that has one."""
    monkeypatch.setattr(candidates, "DROPPED", dict.fromkeys(PARTS, 0.0))
    monkeypatch.setattr(candidates, "ADDED", 1.1)


@pytest.fixture
def coding_of() -> Callable[..., Coding]:
    """A function from a text, with the words that name events, to a coding with one event a mention.

    `coding_of("Rebels shelled Ganja on Sunday.", "shelled", published="2020-10-18")`; a trigger may be given with its
    type: ("shelled", "ASSAULT").
    """

    def build(
        body: str, *triggers: str | tuple[str, str], title: str = "", published: str | None = "2020-10-18"
    ) -> Coding:
        document = make_document(title=title, body=body, published=published, publisher="The Test")
        events = []
        at = 0
        for number, trigger in enumerate(triggers, start=1):
            word, kind = trigger if isinstance(trigger, tuple) else (trigger, "ASSAULT")
            start = document.text.find(word, at)
            assert start >= 0, f"{word!r} is not in the text"
            at = start + len(word)
            events.append(Event(id=f"e{number}", type=kind, mentions=(document.span(start, at),)))
        keep = [event.mentions[0] for event in events]
        return Coding(parsed=parse(document, keep=keep), events=tuple(events))

    return build
