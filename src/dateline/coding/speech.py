"""Words that report what somebody says, and the stretch of text that they report.

The patterns follow the annotation scheme of PolNeAR (Newell, Margolin and Ruths 2018): an attribution is a source, a
cue and a content. Contents are character ranges, because a quotation runs on where a parse ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, cast, get_args

from dateline import ontology
from dateline.errors import DataError
from dateline.language import Parsed
from dateline.model import Stance

if TYPE_CHECKING:
    from spacy.tokens import Token

_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_INDIRECT = frozenset({"nsubj", "nsubjpass", "expl"})
_NEED_SOURCE = ("announces", "threatens")  # a plan or a threat that nobody is said to have made is no claim
_PREPOSITIONS = ("of", "for", "on", "to", "with")
_QUOTED = re.compile(r"“[^“”\n]*(?P<close>”)?|\"[^\"\n]*(?P<straight>\")?")
_SENTENCE_END = re.compile(r"[.!?](?=\s)")
_OPENS = re.compile(r"\s*[“\"]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """What a reporting word says of its source, by the frame in which the content stands."""

    lemma: str
    pos: str
    stances: tuple[tuple[str, Stance], ...]

    def stance(self, frame: str) -> Stance | None:
        """The stance where the content stands in `frame`; None where the word does not take it."""
        return next((stance for name, stance in self.stances if name == frame), None)


@cache
def cues() -> dict[tuple[str, str], Cue]:
    """The reporting words by lemma and part of speech (V, N, R).

    Raises:
        DataError: the table names a stance that there is not.
    """
    frames: dict[tuple[str, str], list[tuple[str, Stance]]] = {}
    for row in ontology.table("cues.tsv", "lemma", "pos", "stance", "frames"):
        if row["stance"] not in get_args(Stance):
            raise DataError(f"data/cues.tsv: {row['lemma']} has no stance {row['stance']!r}")
        stance = cast("Stance", row["stance"])
        frames.setdefault((row["lemma"], row["pos"]), []).extend((f, stance) for f in ontology.several(row["frames"]))
    return {key: Cue(lemma=key[0], pos=key[1], stances=tuple(value)) for key, value in frames.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One reporting word in its sentence: who speaks (None: nobody named), and what range it reports."""

    cue: Token
    source: Token | None
    stance: Stance
    frame: str
    start: int
    end: int


def quotations(text: str) -> list[tuple[int, int]]:
    """(start, end) of the stretches within double quotation marks, marks included.

    An open one runs to the end of its line where the next line opens again, as print does with long quotations, and
    else to the end of its sentence: a mark that was never closed must not claim the rest of the report.
    """
    found = []
    for match in _QUOTED.finditer(text):
        start, end = match.span()
        if not (match["close"] or match["straight"]) and not _OPENS.match(text, end):
            stop = _SENTENCE_END.search(text, start, end)
            end = stop.end() if stop else end
        if end - start > 2:
            found.append((start, end))
    return found


def find_reports(parsed: Parsed) -> list[Report]:
    """All reports of the parsed sentences, in the order of their cues."""
    found: list[Report] = []
    for _, doc in parsed.parsed_sentences():
        for token in doc:
            found.extend(_reports_of(parsed, token))
    return sorted(found, key=lambda report: (parsed.start(report.cue), report.start))


def cue_of(token: Token) -> Cue | None:
    """The entry of a token in the table of reporting words."""
    pos = {"VERB": "V", "AUX": "V", "NOUN": "N", "ADV": "R"}.get(token.pos_)
    return cues().get((token.lemma_.lower(), pos)) if pos else None


def _reports_of(parsed: Parsed, token: Token) -> Iterator[Report]:
    if token.lower_ == "according":
        yield from _according(parsed, token)
        return
    cue = cue_of(token)
    if cue is None:
        return
    if cue.pos == "V":
        yield from _verbal(parsed, token, cue)
    elif cue.pos == "N":
        yield from _nominal(parsed, token, cue)
    else:
        head = token.head
        yield _report(parsed, token, None, stance=cue.stances[0][1], frame="adverb", content=head)


def _according(parsed: Parsed, token: Token) -> Iterator[Report]:
    to = next((child for child in token.children if child.lower_ == "to"), None)
    source = next((child for child in (to.children if to is not None else ()) if child.dep_ == "pobj"), None)
    if source is None:
        return
    governor = token.head
    while governor.pos_ not in ("VERB", "AUX") and governor.head.i != governor.i:
        governor = governor.head
    yield _report(parsed, token, source, stance="asserts", frame="according", content=governor)


def _verbal(parsed: Parsed, verb: Token, cue: Cue) -> Iterator[Report]:
    source, passive = speaker(verb)
    if any(child.dep_ == "neg" for child in verb.children) and cue.stances[0][1] != "denies":
        return
    if not passive and any(cue.stance(name) == "blames" for name in ("of", "with")):
        passive = not any(child.dep_ == "dobj" for child in verb.children)  # "Man charged with murder"
    for frame, content in _contents(verb, passive=passive):
        stance = cue.stance(frame)
        if stance is None:
            continue
        if frame == "passive" or passive:
            whole = verb if frame == "passive" else content
            yield _report(parsed, verb, _agent(verb), stance=stance, frame=frame, content=whole)
        elif source is not None:
            yield _report(parsed, verb, source, stance=stance, frame=frame, content=content)
    deed = _relative_deed(verb)
    if deed is not None and source is not None and cue.stance("on") == "blames":
        yield _report(parsed, verb, source, stance="blames", frame="relative", content=deed)
    quote = cue.stance("quote")
    if quote is not None and source is not None and not passive:
        at = parsed.start(verb)
        yield Report(cue=verb, source=source, stance=quote, frame="quote", start=at, end=at)
    clause = cue.stance("clause")
    if clause is not None and source is not None and _inserted(verb, source):
        yield _report(parsed, verb, source, stance=clause, frame="clause", content=verb.head)


def _relative_deed(verb: Token) -> Token | None:
    """The deed in "the killing of a man in a raid on a base that X blamed on Y"; the parse takes the last noun."""
    relative = any(child.dep_ == "dobj" and child.tag_ in ("WDT", "WP", "IN") for child in verb.children)
    if verb.dep_ != "relcl" or not relative:
        return None
    noun = verb.head
    while noun.dep_ == "pobj" and noun.head.head.pos_ == "NOUN":
        noun = noun.head.head
    return noun


def _inserted(verb: Token, source: Token) -> bool:
    """True where the verb stands within what it reports: "The rebels, she said, fled"."""
    host = verb.head
    if verb.dep_ not in ("parataxis", "ccomp", "advcl") or host.i == verb.i or verb.i <= host.left_edge.i:
        return False
    if any(child.dep_ in ("ccomp", "mark") for child in verb.children):
        return False
    return verb.dep_ == "parataxis" or _set_off(verb, source)


def _set_off(verb: Token, source: Token) -> bool:
    """True for "…, she said, …": source and verb stand side by side behind a comma or a quotation mark."""
    first = min(verb.i, source.left_edge.i)
    return first > 0 and verb.doc[first - 1].is_punct


def _contents(verb: Token, *, passive: bool) -> Iterator[tuple[str, Token]]:
    for child in verb.children:
        if child.dep_ == "ccomp":
            yield "clause", child
        elif child.dep_ == "xcomp":
            yield ("passive" if passive else "inf"), child
        elif child.dep_ in ("dobj", "nsubjpass"):
            if child.pos_ in ("NOUN", "PROPN"):
                yield "object", child
            yield from _complements(child, ("of", "for", "with"))  # the parser hangs "of bombing" on the accused
    yield from _complements(verb, _PREPOSITIONS)
    if passive and not any(child.dep_ in ("xcomp", "ccomp") for child in verb.children):
        yield "passive", verb


def _complements(governor: Token, prepositions: tuple[str, ...]) -> Iterator[tuple[str, Token]]:
    for child in governor.children:
        if child.dep_ in ("prep", "agent") and child.lower_ in prepositions:
            yield from ((child.lower_, inner) for inner in child.children if inner.dep_ in ("pobj", "pcomp"))


_SUBJECT_CONTROL = {"promise", "use", "take", "have", "give", "make"}  # "used the speech to accuse": the subject does


def speaker(verb: Token) -> tuple[Token | None, bool]:
    """The subject of a reporting verb, borrowed from its governor where it has none; whether the verb is passive."""
    passive = any(child.dep_ in ("nsubjpass", "auxpass") for child in verb.children)
    at = verb
    for _ in range(4):
        subject = next((child for child in at.children if child.dep_ in _SUBJECTS), None)
        if subject is not None:
            if subject.lower_ in ("who", "which", "that") and at.dep_ == "relcl":
                return _antecedent(at.head), passive
            return subject, passive
        if at.dep_ in ("acl", "relcl") and at.head.pos_ in ("NOUN", "PROPN"):
            return at.head, passive or (at.tag_ == "VBN")
        if at.dep_ not in ("conj", "advcl", "xcomp", "ccomp", "dep") or at.head.i == at.i:
            return None, passive
        controller = next((child for child in at.head.children if child.dep_ == "dobj"), None)
        if at.dep_ == "xcomp" and controller is not None and at.head.lemma_.lower() not in _SUBJECT_CONTROL:
            return controller, passive  # "the attack prompted the president to order": the president orders
        at = at.head
    return None, passive


def _antecedent(noun: Token) -> Token:
    """The noun that speaks: "forces on the ground who said" is said by the forces."""
    preposition = noun.head
    if (
        noun.dep_ == "pobj"
        and preposition.lower_ in ("on", "in", "at", "near")
        and preposition.head.pos_ in ("NOUN", "PROPN")
    ):
        return preposition.head
    return noun


def _agent(verb: Token) -> Token | None:
    by = next((child for child in verb.children if child.dep_ == "agent"), None)
    return next((child for child in (by.children if by is not None else ()) if child.dep_ == "pobj"), None)


def _nominal(parsed: Parsed, noun: Token, cue: Cue) -> Iterator[Report]:
    source = next((child for child in noun.children if child.dep_ == "poss"), None)
    for child in noun.children:
        if source is None and child.dep_ == "prep" and child.lower_ in ("by", "from"):
            source = next((t for t in child.children if t.dep_ == "pobj"), None)
    if source is None and noun.dep_ in ("dobj", "attr") and noun.head.lemma_ in ("make", "issue", "take", "have"):
        source, _ = speaker(noun.head)
    for child in noun.children:
        frame, content = "", child
        if child.dep_ in ("acl", "ccomp", "relcl") and any(
            t.lower_ == "that" and t.dep_ == "mark" for t in child.children
        ):
            frame = "clause"
        elif child.dep_ in ("acl", "xcomp") and any(t.lower_ == "to" and t.dep_ == "aux" for t in child.children):
            frame = "inf"
        elif child.dep_ == "prep" and child.lower_ == "of":
            inner = next((t for t in child.children if t.dep_ in ("pobj", "pcomp")), None)
            frame, content = ("of", inner) if inner is not None else ("", child)
        stance = cue.stance(frame)
        if stance is not None and (source is not None or stance not in _NEED_SOURCE):
            yield _report(parsed, noun, source, stance=stance, frame=frame, content=content)


def _report(parsed: Parsed, cue: Token, source: Token | None, *, stance: Stance, frame: str, content: Token) -> Report:
    start, end = parsed.start(content.left_edge), parsed.end(content.right_edge)
    return Report(cue=cue, source=source, stance=stance, frame=frame, start=start, end=end)
