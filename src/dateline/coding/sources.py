"""Who a source is: the fullest name that the report gives it, and what kind of source it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, cast, get_args

from dateline import ontology
from dateline.coding import phrases
from dateline.coding.names import Cast
from dateline.errors import DataError
from dateline.model import NAME_WORDS, SourceKind

if TYPE_CHECKING:
    from spacy.tokens import Token

UNNAMED: SourceKind = "unnamed"
REPORTER: SourceKind = "reporter"

PRONOUNS = frozenset({"he", "she", "they", "it"})
SPEAKERS = frozenset({"i", "we", "you", "us", "my", "our", "your"})  # named outside the quotation, if at all
_VAGUE = frozenset({"everyone", "nobody", "there", "this", "who", "which", "that"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ"})
_BESIDE = frozenset({"compound", "amod", "nummod", "det", "poss", "case", "nmod", "punct", "quantmod"})
_PEOPLE = frozenset({"person", "government-person"})
_BODIES = frozenset({"GPE", "NORP", "ORG"})
_INSIDE = frozenset({"of", "for", "from", "in", "at"})  # prepositions that belong to a description
# "a statement from the agency": the words are the agency's, not the paper's.
_PAPER = frozenset({"statement", "tweet", "release", "interview", "post", "speech", "email", "letter"})
_POSSESSIVE = re.compile(r"[’']s?$")
_BESIDES = re.compile(r"\s[(\[]|,\s|,$")
_CUT = re.compile(r"\s[(\[]|, (?:who|which) ")
_WORD = re.compile(r"[\w-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Who says something. `person` is True for one human being, whom "he" or "she" may mean later."""

    name: str
    kind: SourceKind
    person: bool = False


@cache
def source_kinds() -> dict[str, SourceKind]:
    """The kind of source that a word of its description tells, in order of precedence.

    Raises:
        DataError: the table names a kind that there is not.
    """
    kinds: dict[str, SourceKind] = {}
    for row in ontology.table("source_kinds.tsv", "word", "kind"):
        if row["kind"] not in get_args(SourceKind):
            raise DataError(f"data/source_kinds.tsv: {row['word']} has no kind {row['kind']!r}")
        kinds.setdefault(row["word"], cast("SourceKind", row["kind"]))
    return kinds


def kind_of(description: str, *, label: str = "") -> SourceKind:
    """What kind of source the words around its head make it; `label` is its entity label, where it has one."""
    words = {word.casefold() for word in _WORD.findall(description)}
    for word, kind in source_kinds().items():
        if word in words:
            return kind
    if label == "PERSON":
        return "person"
    return "official" if label in _BODIES or ontology.country_of(description) else UNNAMED


def is_pronoun(token: Token) -> bool:
    """True where a token stands for a source named elsewhere."""
    return token.lower_ in PRONOUNS and not _is_acronym(token)


def is_speaker(token: Token) -> bool:
    """True for "I", "we" and "you": who that is only the quotation around it tells."""
    return token.lower_ in SPEAKERS and not _is_acronym(token)


def _is_acronym(token: Token) -> bool:
    """True for "US", which is no pronoun."""
    return len(token.text) > 1 and token.text.isupper()


class SourceNames:
    """Names the sources of one report by its people and bodies."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast

    def full_name(self, name: str) -> str:
        """The fullest name that the report gives for a name."""
        return self._cast.full_name(name)

    def name_source(self, token: Token) -> Source | None:
        """The source whose head is `token`; None where a pronoun is left to the caller."""
        if token.lower_ in _VAGUE or token.pos_ not in _NOMINAL:
            return None
        author = _author(token)
        if author is not None and author.i != token.i:
            return self.name_source(author)
        meant = self._cast.identify(token)
        person = meant is not None and meant.kind in _PEOPLE
        if is_pronoun(token):
            if meant is None:
                return None
            return Source(name=meant.name, kind=kind_of(f"{meant.role} {meant.name}", label="PERSON"), person=person)
        description = describe(token)
        if not description:
            return None
        if meant is not None and person and meant.name[:1].isupper():
            kind = kind_of(f"{meant.role} {description} {_around(token)}", label="PERSON")
            return Source(name=meant.name, kind=kind, person=True)
        return Source(name=description, kind=kind_of(description, label=token.ent_type_), person=_is_human(token))


def describe(token: Token) -> str:
    """The words of a noun and what stands closely beside it, at most eight: "a spokesman for the ministry"."""
    first = min([token.i, *(t.left_edge.i for t in token.lefts if t.dep_ in _BESIDE)])
    last = token.i
    for child in token.rights:
        if child.dep_ not in ("cc", "conj", "case") and (child.dep_ != "prep" or child.lower_ not in _INSIDE):
            break
        last = child.right_edge.i
    words = _CUT.split(" ".join(token.doc[first : last + 1].text.split()))[0].split()
    if len(words) > NAME_WORDS and last > token.i:
        words = words[: max(len(token.doc[first : token.i + 1].text.split()), NAME_WORDS)]
    return _POSSESSIVE.sub("", " ".join(words[-NAME_WORDS:]).strip(" ,"))


def shorten(phrase: str) -> str | None:
    """The words of a source without what stands in brackets or behind a comma; None where they are no short name."""
    words = _BESIDES.split(" ".join(phrase.split()))[0].split()
    return _POSSESSIVE.sub("", " ".join(words)) if 0 < len(words) <= NAME_WORDS else None


def _author(token: Token) -> Token | None:
    """Whose words a statement or a letter holds."""
    if token.lemma_.lower() not in _PAPER:
        return None
    if token.dep_ == "dobj":  # "She released a statement saying …"
        return next((child for child in token.head.children if child.dep_ == "nsubj"), None)
    for child in token.children:
        if child.dep_ == "poss" and child.pos_ != "PRON":
            return child
        if child.dep_ == "prep" and child.lower_ in ("from", "by", "of"):
            return next((t for t in child.children if t.dep_ == "pobj"), None)
    return None


def _is_human(token: Token) -> bool:
    """True for a singular noun that is a role: "a spokesman"."""
    return token.ent_type_ == "PERSON" or (token.tag_ == "NN" and token.lemma_.lower() in phrases.roles())


def _around(token: Token) -> str:
    """The words next to a name that may tell an office: "head of the agency"."""
    return " ".join(t.text for t in token.subtree if abs(t.i - token.i) <= 12)
