"""How many persons a noun phrase speaks of: "a woman and two children" are three, "the ambassador" is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from dateline import ontology
from dateline.coding.numbers import Count, find_counts

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

THING = "thing"
_ONE = frozenset("he she him her i me someone somebody one another".split())
_NONE = frozenset("nobody noone none".split())
_SINGULAR_DETERMINERS = frozenset("a an another one this that each".split())
_MEASURES = frozenset("dozens scores hundreds thousands millions tens".split())
_ENDINGS = ("man", "woman", "person", "boy", "girl", "ist", "child")
_FEW = frozenset("pair couple duo trio".split())  # words that are their own number
_COLLECTIVES = frozenset("group family team crew band squad gang crowd number total".split()) | _FEW
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_NAME_TAGS = frozenset({"NNP", "NNPS"})


@dataclass(frozen=True, kw_only=True)
class Persons:
    """A range of persons, from token `first` to token `last`; `told` where a number or "no" says how many."""

    low: int | None
    high: int | None
    first: Token
    last: Token
    told: bool
    party: str = ""


@cache
def parties() -> Mapping[str, str]:
    """The party that a noun for persons speaks of, by lemma; `THING` for nouns that are no persons."""
    return {row["noun"]: row["party"] for row in ontology.table("victims.tsv", "noun", "party")}


def counts_in(doc: Doc) -> list[Count]:
    """The counts of a parsed sentence."""
    return find_counts([token.text for token in doc])


def persons_of(head: Token, counts: Sequence[Count]) -> tuple[Persons, ...]:
    """The persons that the noun phrase of `head` speaks of.

    Coordinated phrases are added up ("a woman and two children"), but stay apart where they speak of the two sides of
    a fight ("five officers and a dozen militants"). Nothing is found where any part of the phrase has no number
    ("civilians"), for things, and for plural pronouns; but one number before bare nouns is that of all of them.
    """
    heads = _coordinated(head)
    parts = [_one_phrase(part, counts) for part in heads]
    first, *rest = parts
    if rest and first is not None and first.told and not any(rest) and all(map(_is_bare_plural, heads[1:])):
        return (replace(first, last=heads[-1], party=""),)  # "300 guards and drivers"
    if any(part is None for part in parts):
        return ()
    known = [part for part in parts if part is not None]
    if {"forces", "fighters"} <= {part.party for part in known}:
        return tuple(known)
    return (add_up(known),)


def is_one_person(head: Token, counts: Sequence[Count]) -> bool:
    """True where a noun phrase, without those joined to it, speaks of one person."""
    persons = _one_phrase(head, counts)
    return persons is not None and persons.low == persons.high == 1


def _coordinated(head: Token) -> list[Token]:
    found = [head]
    for child in head.children:
        if child.dep_ == "conj" and child.i > head.i and not _is_clause(child):
            found += _coordinated(child)
    # The parser sometimes gives a verb two subjects where "and" joins them.
    if len(found) == 1 and any(child.dep_ == "cc" for child in head.children):
        found += [other for other in head.head.children if other.dep_ == head.dep_ and other.i > head.i]
    return found


def _is_bare_plural(noun: Token) -> bool:
    return noun.tag_ == "NNS" and not any(child.dep_ in {"det", "nummod", "poss", "amod"} for child in noun.children)


def _is_clause(token: Token) -> bool:
    """True for a verb that the parse joins to a noun: "Kavtaradze, a lawyer and accused of fraud, was held"."""
    is_participle = token.tag_ == "VBN" and any(child.dep_ in {"prep", "agent"} for child in token.children)
    return is_participle or any(child.dep_ in {"nsubj", "nsubjpass", "aux", "dobj"} for child in token.children)


def add_up(parts: Sequence[Persons]) -> Persons:
    """The persons of several phrases together; a side that one of them leaves open stays open."""
    lows = [part.low for part in parts]
    highs = [part.high for part in parts]
    groups = {part.party for part in parts}
    return Persons(
        low=None if None in lows else sum(low for low in lows if low is not None),
        high=None if None in highs else sum(high for high in highs if high is not None),
        first=parts[0].first,
        last=parts[-1].last,
        told=any(part.told for part in parts),
        party=groups.pop() if len(groups) == 1 else "",
    )


def _one_phrase(head: Token, counts: Sequence[Count]) -> Persons | None:
    noun = _noun_counted(head)
    party = party_of(noun)
    count = _count_of(head, counts) or (_count_of(noun, counts) if noun.i != head.i else None)
    if count:
        if not _may_be_persons(noun, party) and not count.first <= noun.i <= count.last:  # "several were killed"
            return None
        first = head.doc[min(count.first, head.i)]
        last = head.doc[max(count.last, noun.i)]
        return Persons(low=count.low, high=count.high, first=first, last=last, told=True, party=_party_name(party))
    if noun.i != head.i:
        return None
    word = head.lower_
    if word in _NONE or any(
        child.lower_ in {"no", "neither"} for child in head.children if child.dep_ in {"det", "neg"}
    ):
        return _exactly(0, head, told=True) if word in _NONE or _may_be_persons(head, party) or word == "one" else None
    if head.lower_ == "one" and head.i and head.nbor(-1).lower_ == "no":
        return _exactly(0, head, told=True)
    return _exactly(1, head, told=False, party=_party_name(party)) if _is_one_person(head, party) else None


def _exactly(number: int, head: Token, *, told: bool, party: str = "") -> Persons:
    first = head.doc[head.left_edge.i] if head.i - head.left_edge.i <= 8 else head
    return Persons(low=number, high=number, first=first, last=head, told=told, party=party)


def _noun_counted(head: Token) -> Token:
    """The noun behind the "of" of "dozens of soldiers" and "a group of 12 people"; else the head itself."""
    measure = head.lemma_.lower() in _COLLECTIVES or head.tag_ == "CD" or head.lower_ in _MEASURES
    if measure:
        for child in head.children:
            if child.lower_ == "of" and child.dep_ == "prep":
                return next((inner for inner in child.children if inner.dep_ == "pobj"), head)
    return head


def _count_of(head: Token, counts: Sequence[Count]) -> Count | None:
    """The count that belongs to a noun: it holds the noun itself, or stands before it and depends on it."""
    for count in counts:
        if count.first <= head.i <= count.last:
            return count
        if head.left_edge.i <= count.last < head.i and any(
            token.head.i == head.i or (token.head.head.i == head.i and token.head.i < head.i)
            for token in head.doc[count.first : count.last + 1]
            if token.dep_ not in {"appos", "conj", "poss"}
        ):
            return count
        if head.lemma_.lower() in _COLLECTIVES and count.first == head.i + 2 and head.nbor().lower_ == "of":
            return count
    return None


def party_of(noun: Token) -> str | None:
    """The party of a noun for persons, `THING` for what is none, None where the tables do not know the noun."""
    lemma = noun.lemma_.lower()
    known = parties().get(lemma, parties().get(noun.lower_))
    if known is None and noun.tag_ not in _NAME_TAGS and lemma.endswith(_ENDINGS):
        return ""
    return known


def _party_name(party: str | None) -> str:
    return party if party and party != THING else ""


def _may_be_persons(noun: Token, party: str | None) -> bool:
    if party is not None:
        return party != THING
    if noun.lemma_.lower() in _FEW:
        return True
    return noun.ent_type_ not in {"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "FAC"} and (
        noun.tag_ in {"CD", "NNS", "NNPS", "PRP", "DT"}
        or noun.ent_type_ in {"NORP", "CARDINAL"}
        or noun.lower_.endswith("s")
    )


def _is_one_person(head: Token, party: str | None) -> bool:
    if head.lower_ in _ONE:
        return True
    if head.tag_ in {"NNS", "NNPS", "PRP", "WP", "WDT", "EX"} or party == THING:
        return False
    if party is not None:
        return head.tag_ in {"NN", "NNP", "JJ"}
    # The small parser often takes a person's name for an organisation's; it is persons who are killed and arrested.
    is_name = head.tag_ == "NNP" or _is_name_beside_another(head)
    if head.tag_ == "NN" and any(c.dep_ == "compound" and c.ent_type_ == "PERSON" for c in head.children):
        return True  # a surname in small letters: the cases of wire copy in capitals are guessed
    kinds = {"PERSON", "ORG", ""}
    if any(child.dep_ == "compound" and child.tag_ == "NNP" for child in head.children):
        kinds.add("GPE")  # or for a town's: "Nino Lomidze"
    if is_name and head.ent_type_ in kinds and not head.text.isupper():
        return not any(child.dep_ == "det" for child in head.children) and not ontology.country_of(head.text)
    return head.ent_type_ == "NORP" and any(c.lower_ in _SINGULAR_DETERMINERS for c in head.children if c.dep_ == "det")


def _is_name_beside_another(head: Token) -> bool:
    """True for a surname that the parser took for an adjective: "Bramble and Morris were arrested"."""
    if head.tag_ != "JJ" or head.dep_ not in _SUBJECTS or not head.text.istitle():
        return False
    beside = [*head.children, *(other for other in head.head.children if other.dep_ == head.dep_)]
    return any(other.tag_ == "NNP" and other.dep_ in {"conj", head.dep_} for other in beside)
