"""Which grammatical place of a word holds whom: the usual frames, and those of data/frames.tsv."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from dateline import ontology
from dateline.errors import DataError

if TYPE_CHECKING:
    from spacy.tokens import Token

_PLACES = ("", "actor", "target", "both")
_VERB_PREPS = {
    "to": "target",
    "on": "target",
    "against": "target",
    "with": "target",
    "at": "target",
    "upon": "target",
    "after": "target",
    "between": "both",
}
_NOUN_PREPS = {
    "by": "actor", "on": "target", "against": "target", "at": "target", "upon": "target", "with": "target",
    "to": "target", "toward": "target", "towards": "target", "between": "both", "from": "actor",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Which grammatical place of a word holds whom; each "actor", "target", "both" or "" for nobody."""

    subject: str
    object: str
    of: str
    possessor: str
    preps: Mapping[str, str]


_VERB = Frame(subject="actor", object="target", of="", possessor="", preps=_VERB_PREPS)
_NOUN = Frame(subject="", object="", of="target", possessor="actor", preps=_NOUN_PREPS)


@cache
def frames() -> Mapping[tuple[str, str], Frame]:
    """Words whose participants stand elsewhere than usual, by lemma and part of speech (V, N)."""
    found: dict[tuple[str, str], Frame] = {}
    for row in ontology.table("frames.tsv", "lemma", "pos", "subject", "object", "of", "possessor", "preps"):
        usual = _VERB_PREPS if row["pos"] == "V" else _NOUN_PREPS
        own = dict(cell.split("=") for cell in ontology.several(row["preps"]))
        cells = [row["subject"], row["object"], row["of"], row["possessor"], *own.values()]
        if any(cell not in _PLACES for cell in cells):
            raise DataError(f"data/frames.tsv: {row['lemma']} has a cell that is none of {', '.join(_PLACES)}")
        found[row["lemma"], row["pos"]] = Frame(
            subject=row["subject"], object=row["object"], of=row["of"], possessor=row["possessor"],
            preps={**usual, **own},
        )  # fmt: skip
    return found


def frame_of(token: Token, pos: str) -> Frame:
    """The frame of a word as a verb (V) or a noun (N)."""
    usual = _VERB if pos == "V" else _NOUN
    return frames().get((token.lemma_.lower(), pos)) or frames().get((token.lower_, pos)) or usual
