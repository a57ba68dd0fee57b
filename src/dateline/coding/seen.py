"""What the encoder says of two phrases, as the name of a feature for the small models."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

    from dateline.language import Parsed

_STEPS = (0.01, 0.03, 0.1, 0.25, 0.5, 0.8)  # chances that are told apart


def seen_as(parsed: Parsed, trigger: Token, role: str, start: int, end: int) -> str:
    """How likely the words between two offsets fill a role in the event that `trigger` names: "seen > 0.25"."""
    word = parsed.word(trigger)
    chance = None if word is None else parsed.readout.chance_of_role(word, role, start, end)
    if chance is None:
        return "seen never"
    return f"seen > {max((step for step in _STEPS if chance > step), default=0)}"
