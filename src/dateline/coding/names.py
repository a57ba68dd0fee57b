"""Who is meant: the people and bodies of a report, and the fullest name it gives for a short name or a pronoun.

`coding.antecedents` finds what pronouns and descriptions stand for.
"""

from __future__ import annotations

import re
import weakref
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from dateline import ontology
from dateline.coding import phrases
from dateline.coding.antecedents import Antecedents, Seen
from dateline.language import Parsed
from dateline.model import NAME_WORDS, Kind, Participant

if TYPE_CHECKING:
    from spacy.tokens import Token

_ARMED_NOUNS = r"(?:militia|rebels?|fighters?|insurgents?|guerrillas?|militants?|gunmen|faction|cells?)\b"
_RUN = re.compile(r"[A-ZÀ-Þ][\w’'-]+(?: (?:al|bin|von|van|de|der|el|[A-Z]\.|[A-ZÀ-Þ][\w’'-]+)){1,3}")
_WITH_ACRONYM = re.compile(r"(?P<name>(?:[A-Z][\w’'-]+ (?:of |for |and |the )*){2,7})\((?P<acronym>[A-Z]{2,7})\)")
_CALENDAR = frozenset(
    "January February March April May June July August September October November December Monday Tuesday Wednesday "
    "Thursday Friday Saturday Sunday".split()
)
_HEADLINE = frozenset("To And For On In Of The With After As At By From Is Not Over But Or His Her Who".split())

_WHEN = frozenset("earlier later meanwhile".split())
_PLURAL = re.compile(r"(?:[^s]s|people|men|women|children|police)$")
_PEOPLE = frozenset({"person", "government-person", "civilians", "unknown"})  # kinds that one human being may have


class Cast:
    """The people and bodies of one report."""

    def __init__(self, parsed: Parsed) -> None:
        self.parsed = parsed
        # weakly: in a cycle the report's parse would stay until the collector comes
        self._antecedents = Antecedents(weakref.proxy(self))
        self._cache: dict[tuple[int, int], Participant | None] = {}
        self._counts: dict[str, int] = {}
        self._countries: dict[tuple[int, int], str] = {}

    def identify(self, head: Token) -> Participant | None:
        """Who the phrase of `head` means; None for a pronoun that nothing in the report explains."""
        key = (self.parsed.sentence_of(head).index, head.i)
        if key not in self._cache:
            self._cache[key] = None  # a pronoun that leads back to itself means nobody
            self._cache[key] = self._identify(head)
        return self._cache[key]

    def identify_all(self, head: Token) -> list[Participant]:
        """Whom the phrase of `head` means; several for "they" or "the pair" where they are named side by side."""
        nations = _nations_before(head)
        if len(nations) > 1:
            return [self._of_nation(nation, head) for nation in nations]
        meant = (
            self._antecedents.antecedent(head) if phrases.is_pronoun(head) and head.lower_ in phrases.PLURAL else None
        )
        several = phrases.members(meant) if meant is not None else self._antecedents.pair_before(head)
        known = [self._at(self.identify(member), head) for member in several]
        found = [person for person in known if person is not None]
        if len(found) > 1:
            return found
        person = self.identify(head)
        return [] if person is None else [person]

    def _of_nation(self, nation: Token, head: Token) -> Participant:
        """One of the several meant by "Polish and Czech forces": its evidence is its own word before the noun."""
        span = self.parsed.span(nation, head if nation.i == head.i - 1 else nation)
        return Participant(
            name=f"{nation.text} {head.text}", kind=phrases.kind_of(head) or "unknown",
            country=ontology.country_of(nation.text), start=span.start, end=span.end, text=span.text,
        )  # fmt: skip

    def _identify(self, head: Token) -> Participant | None:
        if phrases.is_pronoun(head):
            meant = self._antecedents.antecedent(head)
            return None if meant is None else self._at(self.identify(meant), head)
        if not phrases.name_tokens(head):
            for child in head.children:
                if child.dep_ == "appos" and phrases.name_tokens(child) and child.ent_type_ in ("PERSON", "ORG", ""):
                    return self._named(head, child)
            group = phrases.apposed_group(head)
            if group is not None:
                return self._named(head, group)
            meant = self._antecedents.described_before(head) or self._antecedents.named_later(head)
            if meant is not None:
                return self._at(self.identify(meant), head)
        return self._named(head, head)

    def _at(self, known: Participant | None, head: Token) -> Participant | None:
        if known is None:
            return None
        span = self.parsed.span(*phrases.bounds(head))
        return Participant(
            name=known.name, kind=known.kind, country=known.country, role=known.role,
            start=span.start, end=span.end, text=span.text,
        )  # fmt: skip

    def _named(self, head: Token, name_head: Token) -> Participant:
        span = self.parsed.span(*phrases.bounds(head))
        country = self.country_of(head)
        kind = phrases.kind_of(name_head) or phrases.kind_of(head) or "unknown"
        if kind == "civilians" and head.tag_ == "NN":
            kind = "person"  # "a woman", "the driver": one human being is no population
        run = phrases.name_tokens(name_head)
        if kind == "state" and self.is_person(name_head):
            kind = "person"  # the recogniser takes many surnames for places
        name = self._spelled(run) if run else ""
        known = phrases.known_group(name_head)
        role = ""
        if kind == "state":
            country = country or (known.country if known else "")
            name = self.country_name(country) if country else name or self._description(head)
        elif known is not None:
            kind, country = known.kind, country or known.country
            name = self._group_name(known, name)
        elif run:
            name = self.full_name(name)
            if kind != "armed-group" and self._is_armed(name, head):
                kind = "armed-group"
            seen = self.roles_of.get(name.casefold(), frozenset())
            own = frozenset(t.lemma_.lower() for t in phrases.words(head) if t not in run)
            if self.is_person(name_head):
                kind = self._kind_of_person(seen | own)
            country = country or self._country_of_person.get(name.casefold(), "")
            role = self._role(head, run)
        elif head.pos_ == "NOUN" or not name:
            name = self._description(head)
        return Participant(
            name=_short(name), kind=kind, country=country, role=role, start=span.start, end=span.end, text=span.text
        )

    def _is_armed(self, name: str, head: Token) -> bool:
        """True for the name of a group that the report calls a militia, rebels or fighters."""
        if phrases.kind_of(head) == "armed-group" and head.pos_ == "NOUN":
            return True
        return bool(re.search(rf"\b{re.escape(name)} {_ARMED_NOUNS}", self.parsed.document.text))

    def is_place(self, head: Token) -> bool:
        """True for a town or site: the name of no country or group that the report puts after "in" or "near"."""
        run = phrases.name_tokens(head)
        if not run or len(run) > 3 or phrases.known_group(head) or self.country_of(head):
            return False
        if head.ent_type_ in ("GPE", "LOC", "FAC"):
            return True
        name = self._spelled(run)
        return not self.roles_of.get(self.full_name(name).casefold()) and bool(
            re.search(rf"\b(?:in|near|outside|around|towards?) {re.escape(name)}\b", self.parsed.document.text)
        )

    def is_bare_name(self, head: Token) -> bool:
        """True for a single name of which the report does not say that it is a person, body or country."""
        run = phrases.name_tokens(head)
        if len(run) != 1 or head.pos_ != "PROPN" or phrases.known_group(head) or self.country_of(head):
            return False
        name = self._spelled(run)
        return self.full_name(name) == name and not self.roles_of.get(name.casefold()) and len(phrases.words(head)) == 1

    def _role(self, head: Token, run: list[Token]) -> str:
        words = [t for t in phrases.words(head) if t.i < run[0].i and t.dep_ != "det"]
        if words and head == run[-1]:
            return "".join(t.text_with_ws for t in words).strip()
        appos = next((c for c in head.children if c.dep_ == "appos" and phrases.kind_of(c)), None)
        target = appos or (head if head not in run else None)
        return self.parsed.span(*phrases.bounds(target)).text if target is not None else ""

    def _kind_of_person(self, roles: frozenset[str]) -> Kind:
        kinds = {phrases.roles()[role].kind for role in sorted(roles) if role in phrases.roles()}
        if "government-person" in kinds:
            return "government-person"
        return "police" if "police" in kinds else "person"

    def _spelled(self, run: list[Token]) -> str:
        text = self.parsed.span(run[0], run[-1]).text
        return re.sub(r"(?:['’]s|['’])$", "", " ".join(text.split()))

    def _description(self, head: Token) -> str:
        words = phrases.words(head)
        if len(words) > NAME_WORDS:
            words = [token for token in words if token.i <= head.i]
        while len(words) > 1 and words[0].i < head.i and _is_no_name(words[0]):
            words = words[1:]
        text = self.parsed.span(words[0], words[-1]).text
        return " ".join(text.split())

    def country_of(self, head: Token) -> str:
        """The country that the phrase of `head` belongs to or stands for, "" where it tells none."""
        key = (self.parsed.sentence_of(head).index, head.i)
        if key not in self._countries:
            self._countries[key] = self._country_of(head)
        return self._countries[key]

    def _country_of(self, head: Token) -> str:
        words = phrases.words(head)
        run = phrases.name_tokens(head)
        known = phrases.group_of(self._spelled(run)) if run else None
        if known is not None:
            return known.country
        whole = self.parsed.span(words[0], words[-1]).text
        if phrases.kind_of(head) == "armed-group":
            words = [*words, *phrases.inside(head)]
        for text in (
            whole,
            self._spelled(run) if run else "",
            *(token.text for token in words if not phrases.is_backer(token)),
        ):
            found = ontology.country_of(text) if text[:1].isupper() or text.startswith("the ") else ""
            if found:
                return found
        if head.ent_type_ == "GPE" or phrases.kind_of(head) == "state":
            return self._capitals.get(phrases.fold(whole), "")
        return ""

    @cached_property
    def _capitals(self) -> dict[str, str]:
        return {c.capital.casefold(): c.iso3 for c in ontology.countries().values() if c.capital}

    # Names ---------------------------------------------------------------------------------------------------------

    def country_name(self, iso3: str) -> str:
        """What the report calls the country most often; its usual name where the report does not name it."""
        country = ontology.countries().get(iso3)
        if country is None:
            return ""
        names = sorted(
            {country.name, *country.aliases}, key=lambda name: (-self._count(name), name != country.name, name)
        )
        return names[0] if self._count(names[0]) else country.name

    def _count(self, name: str) -> int:
        if name not in self._counts:
            text = self.parsed.document.text
            whole = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
            self._counts[name] = len(whole.findall(text)) if name in text else 0
        return self._counts[name]

    def _group_name(self, group: phrases.Group, name: str) -> str:
        """The group's usual name if the report uses it, else the longest of its names that it uses."""
        used = [other for other in group.names if self._count(other)]
        return group.names[0] if group.names[0] in used else max(used, key=len, default=name)

    def full_name(self, name: str) -> str:
        """The fullest name that the report gives for the person whom it also calls `name`."""
        wanted = phrases.content_words(name)
        if not wanted or name in self._acronyms:
            return self._acronyms.get(name, name)
        best = [
            full for full in self._full_names.get(wanted[-1], ()) if set(wanted) <= set(phrases.content_words(full))
        ]
        return best[0] if best else name

    @cached_property
    def _full_names(self) -> dict[str, list[str]]:
        """By surname or given name: the names of two and more words, the most frequent first."""
        counts: Counter[str] = Counter()
        for seen in self._named_people:
            counts[seen] += 2
        for sentence in self.parsed.sentences:
            if sentence.tokens is None and sentence.start >= self.parsed.document.body_start:
                text = self.parsed.document.text[sentence.start : sentence.end]
                counts.update(_untitled(run) for run in _RUN.findall(text))
        found: dict[str, list[str]] = {}
        for name, _ in sorted(counts.items(), key=lambda item: (-item[1], -len(item[0]), item[0])):
            words = phrases.content_words(name)
            if len(words) > 1 and not _HEADLINE & set(name.split()):
                for word in (words[-1], words[0]):
                    found.setdefault(word, []).append(name)
        return found

    @cached_property
    def _acronyms(self) -> dict[str, str]:
        """Full names by the acronyms that the report puts behind them: "Syrian Negotiations Commission (SNC)"."""
        found: dict[str, str] = {}
        for match in _WITH_ACRONYM.finditer(self.parsed.document.text):
            words, acronym = match["name"].split(), match["acronym"]
            for first in range(len(words)):
                initials = "".join(word[0] for word in words[first:] if word[0].isupper())
                if initials == acronym.upper() and words[first][0].isupper():
                    found.setdefault(acronym, " ".join(words[first:]))
        return found

    @cached_property
    def _named_people(self) -> list[str]:
        names = []
        for sentence, doc in self.parsed.parsed_sentences():
            if sentence.start < self.parsed.document.body_start:
                continue  # headlines write every word with a capital
            for ent in doc.ents:
                if ent.label_ == "PERSON":
                    run = phrases.name_tokens(ent.root)
                    if len(run) > 1:
                        names.append(self._spelled(run))
        return names

    # Who was there ---------------------------------------------------------------------------------------------------

    @cached_property
    def seen(self) -> tuple[Seen, ...]:
        """The phrases of the report that name or describe participants, in the order of the text."""
        found = []
        for sentence, doc in self.parsed.parsed_sentences():
            for token in doc:
                if token.pos_ in ("NOUN", "PROPN", "ADJ") and token.dep_ not in ("compound", "amod", "nmod"):
                    kind = phrases.kind_of(token)
                    if kind is not None:
                        found.append(self._see(token, sentence.index, kind))
        return tuple(found)

    def _see(self, head: Token, sentence: int, kind: Kind) -> Seen:
        run = phrases.name_tokens(head)
        others = [token for token in phrases.words(head) if token not in run]
        beside = [child for child in head.children if child.dep_ in ("appos", "attr")]
        if head.dep_ == "appos":
            beside.append(head.head)
        if head.dep_ in ("nsubj", "nsubjpass"):
            beside.extend(child for child in head.head.children if child.dep_ == "attr")
        return Seen(
            head=head,
            sentence=sentence,
            name=self._spelled(run) if run else "",
            kind=kind,
            country=self.country_of(head),
            plural=head.tag_ in ("NNS", "NNPS") or any(child.dep_ == "conj" for child in head.children),
            subject=head.dep_ in ("nsubj", "nsubjpass"),
            roles=frozenset(t.lemma_.lower().rstrip(".") for t in (*others, *beside)) & phrases.roles().keys(),
        )

    @cached_property
    def roles_of(self) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for seen in self.seen:
            if seen.name:
                key = self.full_name(seen.name).casefold()
                found[key] = found.get(key, frozenset()) | seen.roles
        return found

    @cached_property
    def _country_of_person(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for seen in self.seen:
            if seen.name and seen.country and seen.head.ent_type_ == "PERSON":
                found.setdefault(self.full_name(seen.name).casefold(), seen.country)
        return found

    @cached_property
    def gender_of(self) -> dict[str, str]:
        found = {}
        for name, roles in self.roles_of.items():
            genders = {phrases.roles()[role].gender for role in sorted(roles)} - {""}
            if len(genders) == 1:
                found[name] = min(genders)
        return found

    # What is known of them ------------------------------------------------------------------------------------------

    def times_told(self, name: str) -> int:
        """How often the parsed sentences name somebody by this full name, or by a shorter form of it."""
        return self._told[name.casefold()]

    @cached_property
    def _told(self) -> Counter[str]:
        return Counter(self.full_name(seen.name).casefold() for seen in self.seen if seen.name)

    def is_person(self, head: Token) -> bool:
        if ontology.country_of(head.text):
            return False
        known = head.text.casefold() in self._full_names and head.pos_ == "PROPN"
        return known or head.ent_type_ == "PERSON" or phrases.kind_of(head) == "person"


def _nations_before(head: Token) -> list[Token]:
    """The demonyms in "US, Polish and Czech forces", where the noun is plural and there are several."""
    if head.tag_ != "NNS":
        return []
    words = phrases.words(head)
    listed = any(word.lower_ in ("and", "or") for word in words)
    found = [
        word for word in words if word.i < head.i and ontology.country_of(word.text) and not phrases.is_backer(word)
    ]
    return found if listed else []


def _is_no_name(token: Token) -> bool:
    """True for what stands before a description without being part of it: articles and counts ("at least five")."""
    if token.i + 1 < len(token.doc) and token.nbor(1).text == "-":
        return False  # "49-year-old"
    return (
        token.pos_ in ("DET", "PUNCT", "NUM")
        or token.ent_type_ == "CARDINAL"
        or token.dep_ == "npadvmod"  # "hours earlier government forces"
        or token.lower_ in _WHEN
        or token.lower_ in phrases.ARTICLES
        or (token.dep_ in ("advmod", "quantmod") and token.head.pos_ == "NUM")
    )


def _untitled(run: str) -> str:
    words = run.split()
    while len(words) > 1 and (words[0].casefold().rstrip(".") in phrases.roles() or words[0] in _CALENDAR):
        words.pop(0)
    return re.sub(r"(?:['’]s|['’])$", "", " ".join(words))


def _short(name: str) -> str:
    return " ".join(name.split()[-NAME_WORDS:])


def same_participant(left: Participant, right: Participant) -> bool:
    """True where two participants of one report are the same: one state, or one name within the other."""
    if left.kind == right.kind == "state" and left.country:
        return left.country == right.country
    ours, theirs = phrases.content_words(left.name), phrases.content_words(right.name)
    if not ours or not theirs or not (set(ours) <= set(theirs) or set(theirs) <= set(ours)):
        return False
    surname = is_named(left) and is_named(right) and ours[-1] == theirs[-1]  # "Dal", "General Arkan Dal"
    return set(ours) == set(theirs) or surname or _comparable(left, right)


def may_describe(left: Participant, right: Participant) -> bool:
    """True where one is a bare description ("the suspect") that fits the other, who has a name."""
    if is_named(left) == is_named(right) or (left.country and right.country and left.country != right.country):
        return False
    described, named = (right, left) if is_named(left) else (left, right)
    if named.kind in _PEOPLE and _PLURAL.search(described.name):
        return False  # "villagers" are no single person
    return _comparable(left, right)


def is_named(person: Participant) -> bool:
    """True where the report gives more than a description."""
    return person.name[:1].isupper()


def _comparable(left: Participant, right: Participant) -> bool:
    return left.kind == right.kind or (left.kind in _PEOPLE and right.kind in _PEOPLE)
