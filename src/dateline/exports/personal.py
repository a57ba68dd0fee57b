"""What may be the name of a person, and where such a name stands in other words.

The form decides: a capital at the first word and at the last, in a script that has capitals. It takes too much rather
than too little: what is taken for a name by mistake loses its words, what is missed tells who somebody is.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from dateline import ontology

if TYPE_CHECKING:
    from collections.abc import Mapping

_APOSTROPHES = str.maketrans("‘’ʼ`´", "'''''")
_EDGES = ".,;:!?()[]{}<>\"“”„«»'*"
_HONORIFICS = frozenset("mr mrs ms miss mx dr prof professor sir dame lord lady madam madame rev reverend hon".split())
_PARTICLES = frozenset(
    "al el bin bint ibn abu von van der den de del della di da dos das du la le ter ten zu".split()
)  # in lower case, before a surname
_GENERATIONS = frozenset("jr sr ii iii iv".split())
_NO_NAMES = frozenset(
    "a an the some any many several few most all both other others another these those such no one two three four five"
    " six seven eight nine ten dozens hundreds thousands he she it they we i you him her them us who someone somebody"
    " everyone everybody anyone anybody nobody".split()
)
_PLURALS = frozenset("people men women children police".split())  # those that do not end in s
_CAPITALS = frozenset({"Lu", "Lt", "Lo"})  # Lo: scripts without capitals, where nothing speaks against a name
_TOKEN = re.compile(r"[^\W_]+")

Tokens = tuple[str, ...]


def fold(name: str) -> str:
    """A name for comparison: NFKC, casefolded, without honorifics, extra blanks, stops around words and a final age."""
    return unicodedata.normalize("NFKC", " ".join(_words(name)).casefold())


def tokens(name: str) -> Tokens:
    """The letters of a folded name, also apart at hyphens and apostrophes: "Omar al-Ali Jr." → omar, al, ali."""
    found = _tokens(" ".join(_words(name)))
    while len(found) > 1 and found[-1] in _GENERATIONS:
        found.pop()
    return tuple(found)


def has_capital(text: str) -> bool:
    """True where the text has a capital letter, or one of a script that has none."""
    return any(unicodedata.category(character) in _CAPITALS for character in text)


def has_form(name: str) -> bool:
    """True for what is written as a name: "John Smith", "Mehmet al-Ali", "bin Laden", not "residents of Terter"."""
    words = _words(name)
    first = next((word for word in words if word not in _PARTICLES), "")
    return has_capital(first) and has_capital(words[-1]) and any(word.casefold() not in _NO_NAMES for word in words)


def is_surname(name: str) -> bool:
    """True for a name of one word, with its particles: "Smith", "al-Ali", "de Mistura"."""
    return sum(word not in _PARTICLES for word in _words(name)) == 1


def may_be_personal(name: str, *, sure: bool = False) -> bool:
    """True for what may be the name of a person; countries and their peoples are none.

    Args:
        name: as it stands in the record.
        sure: the program took it for the name of a person. Else it is none either where the table of groups has it,
            or where it is a plural ("Protesters", "Armenian Civilians", "Residents of Terter") whose first capital only
            begins a sentence.
    """
    if not has_form(name) or ontology.country_of(name):
        return False
    return sure or not (_is_group(name) or _is_plural(name))


class Finder:
    """Names with the code of each, to be found in other words: "Smith" in "Smith’s driver"."""

    def __init__(self, codes: Mapping[Tokens, str]) -> None:
        self._codes = codes
        self._lengths = sorted({len(name) for name in codes}, reverse=True)  # the longest name is tried first

    def masked(self, text: str) -> str:
        """The text with each name in it replaced by its code; as it is where it holds none."""
        plain = _plain(text)
        words = list(_TOKEN.finditer(plain))
        folded = tuple(_folded(word[0]) for word in words)
        parts, done, at = [], 0, 0
        while at < len(words):
            name = self._name_at(at, folded)
            if name and (len(name) > 1 or has_capital(words[at][0])):
                parts += [plain[done : words[at].start()], self._codes[name]]
                at += len(name)
                done = words[at - 1].end()
            else:
                at += 1
        return "".join([*parts, plain[done:]]) if parts else text

    def _name_at(self, at: int, folded: Tokens) -> Tokens:
        found = (folded[at : at + length] for length in self._lengths)
        return next((name for name in found if name in self._codes), ())


def _plain(text: str) -> str:
    """In one spelling: no invisible characters, compatible forms alike (NFKC), one apostrophe."""
    seen = "".join(character for character in text if unicodedata.category(character) != "Cf")
    return unicodedata.normalize("NFKC", seen.translate(_APOSTROPHES))


def _words(name: str) -> list[str]:
    words = [word for word in (word.strip(_EDGES) for word in _plain(name).split()) if word]
    while len(words) > 1 and words[0].casefold() in _HONORIFICS:
        words.pop(0)
    while len(words) > 1 and not any(map(str.isalpha, words[-1])):
        words.pop()  # "John Smith, 34"
    return words


def _tokens(text: str) -> list[str]:
    return [_folded(word) for word in _TOKEN.findall(text)]


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word.casefold())


def _is_group(name: str) -> bool:
    return name.strip().removeprefix("the ").removeprefix("The ") in _groups()


def _is_plural(name: str) -> bool:
    words = _words(name)
    lower = (at for at, word in enumerate(words) if not has_capital(word) and word not in _PARTICLES)
    *before, last = words[: next(lower, len(words))]
    plural = last.casefold() in _PLURALS or (last.endswith("s") and ontology.stem(last) in _nouns())
    return plural and all(word.casefold() in _NO_NAMES or ontology.country_of(word) for word in before)


@cache
def _groups() -> frozenset[str]:
    """Names and other names of known groups, as they are written: "IS" is one, "Is" is none."""
    rows = ontology.table("groups.tsv", "name", "aliases", "kind", "country")
    return frozenset(name for row in rows for name in (row["name"], *ontology.several(row["aliases"])))


@cache
def _nouns() -> frozenset[str]:
    return frozenset(ontology.stem(row["noun"]) for row in ontology.table("roles.tsv", "noun", "kind", "gender"))
