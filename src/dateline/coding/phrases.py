"""Noun phrases of a parse: which words they have, who stands in them side by side, what kind of participant they are.

Labels are those of spaCy's English models (ClearNLP's: nsubj, dobj, pobj …).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, wraps
from typing import TYPE_CHECKING, TypeVar, get_args

from dateline import ontology
from dateline.errors import DataError
from dateline.model import Kind

if TYPE_CHECKING:
    from spacy.tokens import Token

PERSONAL = frozenset({"he", "she", "him", "her", "his", "hers", "himself", "herself"})
PLURAL = frozenset({"they", "them", "their", "theirs", "themselves"})
NEUTER = frozenset({"it", "its", "itself"})
SPEAKING = frozenset({"i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"})
PRONOUNS = PERSONAL | PLURAL | NEUTER | SPEAKING
RELATIVE = frozenset({"WDT", "WP", "WP$"})
ARTICLES = frozenset({"the", "a", "an", "this", "that", "these", "those", "its", "his", "her", "their", "our", "my"})
# Singular nouns for many people at once: "he" means none of them.
COLLECTIVES = frozenset(
    "army military navy police force militia group gang mob crowd public couple pair duo trio family team crew staff "
    "unit brigade battalion convoy patrol garrison squad troop cavalry infantry airborne guard electorate population "
    "community people opposition resistance leadership party faction movement administration government".split()
)
# What stands behind a hyphen after a nation that merely helps: "Farland-backed".
BACKED = frozenset("backed led linked sponsored supported trained funded aligned allied based armed aided".split())
_VESSELS = frozenset("ship vessel boat ferry tanker carrier frigate destroyer submarine jet plane aircraft".split())
# Buildings that stand for the body in them: a court rules, an embassy is a state's.
_BODIES_AT_SITES = frozenset("court embassy consulate university college school hospital church".split())
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ"})
_BEFORE = frozenset({"det", "amod", "compound", "poss", "nummod", "nmod", "predet", "quantmod", "advmod"})
_ENTITY_KIND: Mapping[str, Kind] = {
    "PERSON": "person",
    "ORG": "organisation",
    "GPE": "state",
    "NORP": "civilians",
}
_WORD = re.compile(r"\w+(?:['’.-]\w+)*")

Answer = TypeVar("Answer")


def kept(question: Callable[[Token], Answer]) -> Callable[[Token], Answer]:
    """Answer a question about a token of a finished parse once; the answer stays with the sentence.

    Not for answers that hold tokens: they would hold the sentence in turn.
    """

    @wraps(question)
    def ask(token: Token) -> Answer:
        answers: dict[int, Answer] = token.doc.user_data.setdefault(f"kept {question.__qualname__}", {})
        if token.i not in answers:
            answers[token.i] = question(token)
        return answers[token.i]

    return ask


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """What a noun says of the people or bodies that it is used for."""

    kind: Kind
    gender: str  # m, f or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """An organisation that reports name without saying what it is."""

    names: tuple[str, ...]  # the usual one first
    kind: Kind
    country: str


@cache
def roles() -> Mapping[str, Role]:
    """Nouns for people and bodies, by lemma in lower case."""
    return {
        row["noun"]: Role(kind=_kind(row["kind"], "roles.tsv"), gender=row["gender"])
        for row in ontology.table("roles.tsv", "noun", "kind", "gender")
    }


@cache
def groups() -> Mapping[str, Group]:
    """Known organisations, by each of their names as `fold` writes it."""
    found: dict[str, Group] = {}
    for row in ontology.table("groups.tsv", "name", "aliases", "kind", "country"):
        names = (row["name"], *ontology.several(row["aliases"]))
        group = Group(names=names, kind=_kind(row["kind"], "groups.tsv"), country=row["country"])
        for name in names:
            # An acronym is looked up as it is written: IS is not "is", WHO not "who".
            found[name if name.isupper() else fold(name)] = group
    return found


@cache
def sites() -> frozenset[str]:
    """Nouns that make a name the name of a site or vessel, not of a person."""
    return _VESSELS | {row["word"] for row in ontology.table("site_words.tsv", "word", "case")} - _BODIES_AT_SITES


def _kind(word: str, file: str) -> Kind:
    kind: Kind | None = next((kind for kind in get_args(Kind) if kind == word), None)
    if kind is None:
        raise DataError(f"data/{file}: {word!r} is no kind of participant; take one of {', '.join(get_args(Kind))}")
    return kind


def fold(name: str) -> str:
    """A name for look-up: lower case, plain apostrophes, no article, no possessive ending."""
    plain = " ".join(name.replace("’", "'").casefold().split())
    return plain.removeprefix("the ").removesuffix("'s").removesuffix("'").strip(' ,."“”')


def group_of(name: str) -> Group | None:
    """The known organisation that `name` names, if any."""
    bare = name.removeprefix("the ").removeprefix("The ")
    return groups().get(bare) if bare.isupper() else groups().get(fold(name))


@kept
def known_group(head: Token) -> Group | None:
    """The known organisation that the phrase of `head` names, with or without words before the name."""
    if not head.text[:1].isupper():
        return None
    first = bounds(head)[0]
    starts = range(first.i, head.i + 1)
    return next((group for i in starts if (group := group_of(head.doc[i : head.i + 1].text)) is not None), None)


def content_words(text: str) -> tuple[str, ...]:
    """The words of a name in lower case, without articles and possessive endings."""
    words = (word.casefold().replace("’", "'").removesuffix("'s") for word in _WORD.findall(text))
    return tuple(word for word in words if word not in ARTICLES)


def members(head: Token) -> list[Token]:
    """The heads that stand side by side with `head`: "Russia, Turkey and Iran" has three; `head` is the first."""
    found = [head]
    for child in head.children:
        if child.dep_ == "conj" and child.pos_ in _NOMINAL and child.i > head.i:
            found.extend(members(child))
    return found


def bounds(head: Token) -> tuple[Token, Token]:
    """First and last token of the phrase of `head`: with its "of …", without relative clause, apposition and others."""
    first, last = _bounds(head)
    return head.doc[first], head.doc[last]


@kept
def _bounds(head: Token) -> tuple[int, int]:
    first = head
    for child in head.lefts:
        if child.dep_ in _BEFORE and child.tag_ not in RELATIVE:
            first = min(first, child.left_edge, key=lambda token: token.i)
    while first.i < head.i and first.pos_ in ("PUNCT", "CCONJ", "SPACE"):
        first = first.nbor(1)
    last = head
    for child in head.rights:
        if child.dep_ in ("nummod", "compound") and child.i == last.i + 1:
            last = child
        elif child.dep_ == "prep" and child.lower_ == "of" and child.i <= last.i + 2:
            inner = next((token for token in child.children if token.dep_ == "pobj"), None)
            if inner is not None:
                last = max((bounds(member)[1] for member in members(inner)), key=lambda token: token.i)
    return first.i, last.i


@kept
def is_backer(token: Token) -> bool:
    """True for the nation in "Farland-backed": whose help somebody has, not whose they are."""
    rest = token.doc[token.i + 1 : token.i + 3].text.lower().replace(" ", "")
    return rest.startswith("-") and rest[1:] in BACKED


def inside(head: Token) -> list[Token]:
    """The place words of "in …" behind a noun: "a militia in Borduria", "fighters of a militia in Borduria"."""
    found: list[Token] = []
    for prep, noun in prepositional(head):
        if prep in ("in", "from"):
            found.append(noun)
        if prep in ("of", "from"):
            found.extend(inside(noun))
    return found


def apposed_group(head: Token) -> Token | None:
    """The name of the group whose fighters `head` means: "fighters of the militia in Borduria, the Red Hand"."""
    role = roles().get(head.lemma_.lower())
    if role is None or role.kind != "armed-group":
        return None
    for token in head.subtree:
        if token.dep_ == "appos" and token.i > head.i and token.pos_ == "PROPN" and not ontology.country_of(token.text):
            noun = token.head
            while noun != head and noun.lemma_.lower() not in roles() and noun.ent_type_ in ("GPE", "LOC", ""):
                noun = noun.head
            if noun.dep_ != "relcl" and roles().get(noun.lemma_.lower(), role).kind == "armed-group":
                return token
    return None


def words(head: Token) -> list[Token]:
    """The tokens of the phrase of `head`."""
    first, last = bounds(head)
    return list(head.doc[first.i : last.i + 1])


def name_tokens(head: Token) -> list[Token]:
    """The proper name that `head` ends or begins: a run of proper nouns, without titles and roles before it."""
    return [head.doc[i] for i in _name_run(head)]


@kept
def _name_run(head: Token) -> tuple[int, ...]:
    if head.pos_ != "PROPN" and not head.ent_type_:
        return ()
    run = [head]
    while run[0].i > head.left_edge.i and _joins(run[0].nbor(-1), head):
        run.insert(0, run[0].nbor(-1))
    while run[-1].i + 1 < len(head.doc) and _continues(run[-1].nbor(1), head):
        run.append(run[-1].nbor(1))
    before = run[0].nbor(-1) if run[0].i > 0 else None
    if before is not None and before.text[:1].isupper() and group_of(f"{before.text} {run[0].text}"):
        run.insert(0, before)
    titles = [number for number, token in enumerate(run[:-1]) if _is_title(token)]
    if titles and (head.ent_type_ != "ORG" or is_titled(run)):
        run = run[titles[-1] + 1 :]
    while len(run) > 1 and run[0].dep_ == "det":
        run.pop(0)
    while len(run) > 1 and run[-1].pos_ in ("PUNCT", "PART"):
        run.pop()
    return tuple(token.i for token in run)


def is_titled(run: list[Token]) -> bool:
    """True for a person's title and name that the recogniser took for a body: "General Karim Azadi"."""
    title = roles().get(run[0].lower_.rstrip("."))
    office = title is not None and title.kind in ("government-person", "military", "police", "person")
    return office and len(run) > 2 and not _is_title(run[-1]) and all(t.pos_ == "PROPN" for t in run)


def _joins(token: Token, head: Token) -> bool:
    if token.pos_ in ("VERB", "AUX"):
        return False  # the recogniser runs over the verb where a name has a curly apostrophe
    if head.ent_type_ and token.ent_type_ == head.ent_type_ and token.nbor(1).ent_iob_ == "I":
        return True
    if token.ent_type_ in ("NORP", "DATE") or token.dep_ in ("poss", "appos") or token.pos_ not in ("PROPN", "PUNCT"):
        return False
    return token.text[:1].isupper() or token.text in ("-", "al", "bin", "ibn", "von", "van", "de", "der")


def _continues(token: Token, head: Token) -> bool:
    return bool(head.ent_type_) and token.ent_iob_ == "I" and token.pos_ in ("PROPN", "ADP", "DET", "PUNCT", "PART")


def _is_title(token: Token) -> bool:
    return token.lower_.rstrip(".") in roles()


def is_pronoun(token: Token) -> bool:
    """True for a personal pronoun; "US" is none."""
    return token.lower_ in PRONOUNS and (token.text == "I" or not (token.text.isupper() and len(token.text) > 1))


@kept
def kind_of(head: Token) -> Kind | None:
    """The kind of participant that a phrase names, None where it names none (a thing, a place, a time)."""
    if is_pronoun(head):
        return "person"
    name = "".join(token.text_with_ws for token in name_tokens(head)).strip()
    group = known_group(head)
    if group is not None:
        return group.kind
    role = roles().get(head.lemma_.lower().rstrip(".")) or roles().get(head.lower_.rstrip("."))
    if role is not None and head.ent_type_ != "PERSON":
        return role.kind
    if head.ent_type_ in ("GPE", "NORP") or (
        head.ent_type_ in ("", "ORG", "PERSON") and name and ontology.country_of(name)
    ):
        return "state" if ontology.country_of(name or head.text) or head.ent_type_ == "GPE" else "civilians"
    if head.ent_type_ == "ORG" and is_titled(list(head.doc[bounds(head)[0].i : head.i + 1])):
        return "person"
    if head.pos_ == "PROPN" and head.lower_ in sites() and any(child.lower_ == "the" for child in head.children):
        return None  # "the Ronald Reagan Building"
    if head.pos_ == "PROPN" and not head.ent_type_ and head.text[:1].isupper() and head.is_alpha:
        return "unknown"  # a name that the recogniser missed
    return _ENTITY_KIND.get(head.ent_type_)


def is_counted(head: Token) -> bool:
    """True where the phrase is a bare number of people: "killed nine", "84 were killed"."""
    return (
        head.pos_ == "NUM"
        and head.ent_type_ in ("", "CARDINAL")
        and head.dep_ in ("nsubj", "nsubjpass", "dobj", "conj")
    )


def counted_of(head: Token) -> Token:
    """The noun of what is counted: "guards" for "thirty of the guards", "many of them" stays."""
    if head.pos_ in ("NUM", "ADJ", "PRON", "DET") or head.lemma_ in ("number", "dozen", "hundred", "thousand", "group"):
        for prep in head.children:
            if prep.dep_ == "prep" and prep.lower_ == "of":
                inner = next((token for token in prep.children if token.dep_ == "pobj"), None)
                if inner is not None and kind_of(inner):
                    return inner
    return head


def prepositional(token: Token) -> Iterator[tuple[str, Token]]:
    """(preposition, its noun) for each prepositional phrase that depends on `token`, nested prepositions included."""
    for child in token.children:
        if child.dep_ in ("prep", "agent", "dative") and child.pos_ != "NOUN":
            for inner in child.children:
                if inner.dep_ == "pobj":
                    yield child.lower_, inner
                    if child.lower_ == "by":  # the parser hangs "on the consulate" on the doers of "attack by gunmen"
                        yield from ((p, n) for p, n in prepositional(inner) if p in ("on", "against"))
                elif inner.dep_ == "prep":
                    yield from ((f"{child.lower_}", last) for last in inner.children if last.dep_ == "pobj")
