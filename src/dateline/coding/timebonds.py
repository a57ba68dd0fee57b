"""How a date of a sentence is tied to a word of it: the word that the date hangs on, and the way between the two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from dateline.coding.certainty import embedding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

    from dateline.coding.timex import Expression
    from dateline.language import Parsed

Bond = Literal[
    "date on the word itself",
    "date on its verb",
    "date within its phrase",
    "date on a joined verb",
    "date on the verb above",
    "date in a clause below",
    "date elsewhere in the sentence",
    "date of the saying",
]
BONDS: tuple[Bond, ...] = (
    "date on the word itself",
    "date on its verb",
    "date within its phrase",
    "date on a joined verb",
    "date on the verb above",
    "date in a clause below",
    "date elsewhere in the sentence",
    "date of the saying",
)
SAYING = frozenset(
    "say tell report add announce state note confirm claim write explain argue warn insist declare acknowledge admit"
    " deny suggest believe think know show reveal indicate describe quote cite testify allege estimate hear learn"
    " comment remark reply".split()
)
_CLAUSES = frozenset(["ccomp", "advcl", "acl", "relcl", "parataxis", "csubj", "pcomp"])
_JOINTS = frozenset(["conj", "xcomp"])
_PASSED = frozenset(["ADP", "SCONJ", "ADV", "PART", "NUM", "DET"])  # on the way from a date to what it dates
_MODALS = frozenset("will would shall can could may might should must to ca wo 'll ’ll ought".split())


def governor(parsed: Parsed, expression: Expression) -> Token | None:
    """The word that an expression dates: up from its own head, over prepositions; None in a screened sentence."""
    head = parsed.head_at(expression.start, expression.end)
    while head is not None and head.head != head:
        inside = parsed.start(head) >= expression.start and parsed.end(head) <= expression.end
        if not inside and head.pos_ not in _PASSED:
            break
        head = head.head
    return head


def bond_of(token: Token, on: Token | None) -> Bond:
    """How a date that hangs on the word `on` is tied to the word `token`."""
    if on is None:
        return "date elsewhere in the sentence"
    if on == token:
        return "date on the word itself"
    above = next((deps for step, deps in ancestors(token) if step == on), None)
    if above is not None:
        crossed = {dep for dep in above if dep in _CLAUSES or dep in _JOINTS}
        if crossed & {"ccomp", "parataxis"} and on.lemma_ in SAYING:
            return "date of the saying"
        if not crossed:
            return "date on its verb"
        return "date on a joined verb" if crossed <= _JOINTS else "date on the verb above"
    below = next((deps for step, deps in ancestors(on) if step == token), None)
    if below is not None:
        return "date in a clause below" if _CLAUSES.intersection(below) else "date within its phrase"
    return "date elsewhere in the sentence"


def ancestors(token: Token) -> Iterator[tuple[Token, tuple[str, ...]]]:
    """The words above a token, the nearest first, each with the relations on the way there."""
    deps: tuple[str, ...] = ()
    while token.head != token:
        deps = (*deps, token.dep_)
        token = token.head
        yield token, deps


def tense_of(token: Token) -> str:
    """One of noun, modal, pluperfect, perfect, present, past, participle and demand ("should" itself)."""
    if token.pos_ in ("NOUN", "PROPN", "NUM", "PRON"):
        return "noun"
    if token.tag_ == "MD":
        return "demand"
    auxiliaries = auxiliaries_of(token)
    if token.pos_ == "ADJ":
        return tense_of(token.head) if token.head.pos_ in ("VERB", "AUX") and token.dep_ == "acomp" else "noun"
    if auxiliaries & _MODALS or _is_ordered(token):
        return "modal"
    if auxiliaries & {"had", "'d", "’d"}:
        return "pluperfect"
    if auxiliaries & {"has", "have", "'ve", "’ve"}:
        return "perfect"
    if auxiliaries & {"is", "are", "am", "'s", "’s", "'re", "’re"} or token.tag_ in ("VBP", "VBZ"):
        return "present"
    if auxiliaries & {"was", "were"} or token.tag_ == "VBD":
        return "past"
    if token.tag_ == "VBN" and token.dep_ == "ROOT":
        return "past"  # a headline: "Ten killed in blast"
    if token.dep_ == "conj" and token.head.pos_ in ("VERB", "AUX") and token.head.i < token.i:
        return tense_of(token.head)
    return "modal" if token.tag_ == "VB" else "participle"


def _is_ordered(token: Token) -> bool:
    """True for the participle in "ordered 300 soldiers deployed"."""
    governor = token.head.head
    ordered = token.dep_ == "acl" and token.tag_ in ("VBN", "VBD") and token.head.dep_ == "dobj"
    return ordered and embedding().get((governor.lemma_.lower(), "V", "object")) == "planned"


def auxiliaries_of(token: Token) -> set[str]:
    """The auxiliary verbs of a verb, in small letters."""
    return {child.lower_ for child in token.children if child.dep_ in ("aux", "auxpass")}
