"""What a pronoun, "the minister" or "the pair" stands for, found among the phrases of the report.

No trained coreference: recency, agreement and grammatical function decide, after Hobbs (1978), Lappin and Leass (1994)
and the precision-first sieves of Raghunathan et al. (2010). When nothing fits, the description stays as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from dateline.coding import phrases
from dateline.coding.speakers import is_quoted, speaker_of
from dateline.model import Kind

if TYPE_CHECKING:
    from spacy.tokens import Token

    from dateline.coding.names import Cast

LOOK_BACK = 4  # sentences that a pronoun may reach back
DESCRIPTION_LOOK_BACK = 30  # sentences that "the minister" may reach back
# What counts for the antecedent of a pronoun, in sentences of nearness; chosen on the training articles.
SUBJECT, NAMED, OFTEN, MANY = 1.2, 0.7, 0.1, 8
_LEAD = 3  # sentences, title included, in which a description may be told before its name
_PAIRS = frozenset({"pair", "duo", "couple"})
_PLAIN_HUMANS = frozenset("man woman teenager teen boy girl resident driver person individual".split())
_ACCUSED_NOUNS = frozenset("suspect accused defendant".split())
_AGE_AFTER = re.compile(
    r",? (?:\d\d|aged \d\d|of [A-Z]\w+, \d\d)\b(?! ?(?:%|percent|years? in|people))|, (?:a|an|the) \d\d-year-old"
)
_AGE_BEFORE = re.compile(r"\b\d\d-year-old (?:[\w-]+ )?$")
_PEOPLE: frozenset[Kind] = frozenset({"unknown", "person", "government-person", "police", "military", "civilians"})
_BODIES: frozenset[Kind] = frozenset({"state", "organisation", "armed-group", "military", "police", "media"})
_BODY_NOUNS = frozenset({"group", "militia", "organisation", "organization", "movement", "party", "faction", "network"})
_STATE_NOUNS = frozenset(
    {"government", "administration", "authority", "state", "ministry", "official", "army", "military"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One phrase of the report that names or describes somebody."""

    head: Token
    sentence: int
    name: str  # "" for a mere description
    kind: Kind
    country: str
    plural: bool
    subject: bool
    roles: frozenset[str]


class Antecedents:
    """Finds whom the pronouns and descriptions of one report mean."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    def pair_before(self, head: Token) -> list[Token]:
        """The two people named side by side whom "the pair" or "the two men" means; none where it means others."""
        lemma = head.lemma_.lower()
        children = list(head.children)
        two = lemma in _PAIRS or any(child.lower_ in ("two", "both") for child in children)
        definite = any(child.lower_ in ("the", "these", "those", "both") for child in children)
        human = lemma in _PAIRS or phrases.kind_of(head) in ("person", "civilians")
        if not (two and definite and human) or any(child.dep_ in ("prep", "relcl", "acl") for child in children):
            return []
        here = self.cast.parsed.sentence_of(head).index
        pairs = [
            members
            for seen in self.cast.seen
            if seen.name and seen.sentence <= here and seen.head.dep_ != "conj" and self.cast.is_person(seen.head)
            and len(members := phrases.members(seen.head)) == 2 and self.cast.is_person(members[1])
        ]  # fmt: skip
        return pairs[-1] if pairs else []

    def antecedent(self, pronoun: Token) -> Token | None:
        """The head of the phrase that a pronoun stands for; None where none fits."""
        low = pronoun.lower_
        if low in phrases.SPEAKING:
            return speaker_of(self.cast.parsed, pronoun) if is_quoted(self.cast.parsed, pronoun) else None
        here = self.cast.parsed.sentence_of(pronoun).index
        speaker = speaker_of(self.cast.parsed, pronoun) if is_quoted(self.cast.parsed, pronoun) else None
        fitting = [
            seen
            for seen in self.cast.seen
            if 0 <= here - seen.sentence <= LOOK_BACK and seen.head != speaker and self._fits(seen, pronoun)
        ]
        return max(fitting, key=lambda seen: self._salience(seen, here)).head if fitting else None

    def _salience(self, seen: Seen, here: int) -> tuple[float, int]:
        """How likely a phrase is what a pronoun of sentence `here` means: near, subject, named, often told of."""
        often = self.cast.times_told(self.cast.full_name(seen.name)) if seen.name else 1
        score = seen.sentence - here + SUBJECT * seen.subject + NAMED * bool(seen.name) + OFTEN * min(often, MANY)
        return score, -seen.head.i

    def _fits(self, seen: Seen, pronoun: Token) -> bool:
        head, low = seen.head, pronoun.lower_
        if seen.sentence == self.cast.parsed.sentence_of(pronoun).index:
            if head.i >= pronoun.i or (head.head == pronoun.head and pronoun.dep_ != "poss"):
                return False
            if head.is_ancestor(pronoun) and pronoun.dep_ == "poss" and pronoun.head == head:
                return False
        if low in phrases.PERSONAL:
            if seen.plural or seen.kind not in _PEOPLE or not (seen.name or _is_one_human(head)):
                return False
            gender = "f" if low in ("she", "her", "hers", "herself") else "m"
            role = phrases.roles().get(head.lemma_.lower())
            known = (
                self.cast.gender_of.get(self.cast.full_name(seen.name).casefold(), "")
                if seen.name
                else role.gender
                if role
                else ""
            )
            return known in ("", gender) and (not seen.name or self.cast.is_person(head))
        if low in phrases.PLURAL:
            return seen.plural or (seen.kind in _BODIES and seen.kind != "state")
        return not seen.plural and seen.kind in _BODIES

    def described_before(self, head: Token) -> Token | None:
        """Whom "the minister" or "the militia" means: somebody named before in that role."""
        lemma = head.lemma_.lower()
        definite = any(child.dep_ == "det" and child.lower_ in ("the", "this", "that") for child in head.children)
        held = any(child.dep_ in ("prep", "relcl", "poss", "nummod", "acl") for child in head.children)
        if not definite or held or head.tag_ != "NN" or lemma in _STATE_NOUNS or lemma not in phrases.roles():
            return None
        country = self.cast.country_of(head)
        here = self.cast.parsed.sentence_of(head).index
        for seen in reversed(self.cast.seen):
            before = seen.sentence < here or (seen.sentence == here and seen.head.i < head.i)
            if not before or here - seen.sentence > DESCRIPTION_LOOK_BACK:
                continue
            if not seen.name:
                if seen.head.lemma_.lower() == lemma and _is_named_by_compound(seen.head):
                    return seen.head  # "the Red Hand militia"
                continue
            known = self.cast.roles_of.get(self.cast.full_name(seen.name).casefold(), frozenset())
            fits = lemma in known or (lemma in _BODY_NOUNS and seen.kind == "armed-group")
            if fits and (not country or not seen.country or country == seen.country):
                return seen.head
        return None

    def named_later(self, head: Token) -> Token | None:
        """Who "a Leeds man" of the first lines is: reports of crimes describe early, and name with an age later."""
        lemma = head.lemma_.lower()
        if not _is_one_human(head) or any(
            child.dep_ in ("poss", "relcl", "nummod")
            or child.lower_ in ("another", "other", "old")
            or child.ent_type_ == "DATE"
            for child in head.children
        ):
            return None
        here = self.cast.parsed.sentence_of(head).index
        if here > _LEAD and lemma not in _ACCUSED_NOUNS:
            return None
        role = phrases.roles()[lemma]
        if lemma not in _PLAIN_HUMANS | _ACCUSED_NOUNS:
            named = {self.cast.full_name(s.name): s for s in reversed(self.cast.seen) if s.name and lemma in s.roles}
            later = [s for s in named.values() if s.sentence > here and self.cast.is_person(s.head)]
            return later[0].head if len(later) == 1 else None
        if len(self._aged) != 1:
            return None
        only = self._aged[0]
        gender = self.cast.gender_of.get(self.cast.full_name(only.name).casefold(), "") or self._gender_told
        return only.head if role.gender in ("", gender) else None

    @cached_property
    def _gender_told(self) -> str:
        """The gender of most pronouns of the report; where it tells of one person, that person's."""
        words = Counter(re.findall(r"\w+", self.cast.parsed.document.text.casefold()))
        he, she = sum(words[w] for w in ("he", "his", "him")), sum(words[w] for w in ("she", "her", "hers"))
        return "m" if he > 2 * she else "f" if she > 2 * he else ""

    @cached_property
    def _aged(self) -> list[Seen]:
        """The people of whom the report tells name and age ("Daniel Kowalski, 34,"), each once."""
        found: dict[str, Seen] = {}
        text = self.cast.parsed.document.text
        for seen in self.cast.seen:
            if seen.name and self.cast.is_person(seen.head):
                run = phrases.name_tokens(seen.head)
                start, end = self.cast.parsed.start(run[0]), self.cast.parsed.end(run[-1])
                if _AGE_AFTER.match(text, end) or _AGE_BEFORE.search(text, max(0, start - 40), start):
                    found.setdefault(self.cast.full_name(seen.name), seen)
        return list(found.values())


def _is_named_by_compound(head: Token) -> bool:
    return any(child.dep_ in ("compound", "nmod") and child.pos_ == "PROPN" for child in head.children)


def _is_one_human(head: Token) -> bool:
    """True for a description of one human being that is no mere predicate: "the soldier", not "the army"."""
    lemma = head.lemma_.lower()
    return (
        head.tag_ == "NN" and head.dep_ not in ("attr", "appos") and lemma not in phrases.COLLECTIVES
        and lemma in phrases.roles()
    )  # fmt: skip
