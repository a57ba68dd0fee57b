"""Deaths and injuries that are the outcome of an act in the same sentence: they belong to it (guidelines)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dateline import ontology

if TYPE_CHECKING:
    from spacy.tokens import Token

_HARMS = frozenset(map(ontology.stem, "kill wound injure die dead death killing injury maim hurt slay toll".split()))


def is_outcome(act: Token, harm: Token) -> bool:
    """True where a word of harm tells by its place in the sentence what an act did.

    "the strike that killed four", "the strike killed four", "shot and wounded", "were killed in an attack", "the
    killing of a man who died in a strike".
    """
    if ontology.stem(harm.lemma_) not in _HARMS:
        return False
    if harm.head == act:
        return harm.dep_ in ("relcl", "acl", "conj")
    if act.head == harm:
        return act.dep_ in ("nsubj", "nsubjpass", "agent")
    if harm.dep_ in ("relcl", "acl") and harm.head.dep_ in ("dobj", "pobj"):
        above = harm.head.head
        return act in (above, above.head if above.dep_ == "prep" else above)
    return act.head.dep_ == "prep" and act.head.lower_ == "in" and act.head.head == harm
