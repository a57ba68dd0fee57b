"""Stored records for publication: persons without an office under stable codes, and no words of the report.

Codes are made of a secret key and the name (HMAC), so the same name has the same code in the whole database, and
nobody without the key can tell whether a code is that of a name he thinks of. What would lead back to the report, or
confirm a text that somebody has at hand, goes too: words, title, addresses, ids made of the content.
"""

from __future__ import annotations

import hmac
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from dateline import ontology
from dateline.exports.personal import Finder, fold, has_capital, has_form, is_surname, may_be_personal, tokens
from dateline.model import NAME_WORDS, Evidenced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from dateline.exports.personal import Tokens
    from dateline.model import Casualty, Claim, Event, Participant, Place, StoredRecord

NOT_PROTECTED = (
    "Pseudonyms do not make a record anonymous: whoever knows the events can tell from date, place, type and figures"
    " who is meant, and published reports can be found by publisher, date and place. Persons with an office, groups,"
    " organisations and media keep their names, and so does whoever the program took for something other than a person,"
    " or named only inside a description (“the wife of …”) or in small letters. The key in the database turns names"
    " into codes: whoever has it can test names against the published codes, so keep the database private."
)

_OFFICE = "government-person"  # the kind of participants who hold one
_PERSONS = frozenset({"person"})  # kinds of participants that are surely persons without an office
_PERHAPS = frozenset({"unknown", "civilians", "crowd"})  # and those that hold one now and then
_SPEAKING_PERSONS = frozenset({"person", "witness"})  # the same of sources
_SPEAKING_PERHAPS = frozenset({"unnamed", "medical"})

AnyValue = TypeVar("AnyValue", bound=Evidenced)


class Pseudonyms:
    """Replaces the names of persons by codes, under the key of one database."""

    def __init__(self, key: bytes) -> None:
        """Codes under this key; to know it is to be able to test names.

        Raises:
            ValueError: the key is empty, so that anybody could make the codes.
        """
        if not key:
            raise ValueError("the key of pseudonyms is empty; give one of at least 16 random bytes")
        self._key = key

    def record(self, record: StoredRecord) -> StoredRecord:
        """The record as it may be published; what remains open is told by `NOT_PROTECTED`."""
        people = _People(record.events, self._code_of_person)
        permanent_id = self._code_of_id(record.permanent_id)
        return replace(
            record,
            id=permanent_id,
            url=None,
            publisher=_publisher(record.publisher, people),
            title="",
            published=record.published_on.isoformat() if record.published_on else None,  # the minute finds the page
            content_hash="",
            captions=(),
            text="",
            events=tuple(_event(event, people) for event in record.events),
            permanent_id=permanent_id,
            copies=None if record.copies is None else self._code_of_id(record.copies),
            superseded_by=None if record.superseded_by is None else self._code_of_id(record.superseded_by),
            decisions=(),
            coded=(),
        )

    def _code_of_person(self, folded: str) -> str:
        return f"person-{self._digest(folded)[:10]}"

    def _code_of_id(self, permanent_id: str) -> str:
        return self._digest(permanent_id)[:16]

    def _digest(self, text: str) -> str:
        return hmac.digest(self._key, text.encode("utf-8", "surrogatepass"), "sha256").hex()


class _People:
    """The persons without an office whom one record names, and what stands in place of their names."""

    def __init__(self, events: tuple[Event, ...], code: Callable[[str], str]) -> None:
        self._code = code
        sure = {fold(name): tokens(name) for name in _surely_personal(events)}
        self._names = sure | {fold(name): tokens(name) for name in _perhaps_personal(events)}
        self._longer = _longer_names(self._names)
        self._sure = Finder(self._spellings(sure))
        self._all = Finder(self._spellings(self._names))

    def code(self, name: str) -> str:
        """What stands for a name that a person without an office may have."""
        if fold(name) in self._names or (has_form(name) and is_surname(name) and tokens(name) in self._longer):
            return self._code(self._full_name(name))
        return self._sure.masked(name)

    def keep(self, name: str) -> str:
        """What stands for any other name: itself, but for the names of persons that it is or holds."""
        if ontology.country_of(name):
            return name
        return self._code(self._full_name(name)) if fold(name) in self._names else self._sure.masked(name)

    def are_in(self, words: str) -> bool:
        """True where the words hold the name of somebody who is coded, or the end of it."""
        return self._all.masked(words) != words

    def _full_name(self, name: str) -> str:
        """The folded name; that of a surname is the one longer name of the record that ends in it."""
        return self._longer.get(tokens(name), fold(name)) if is_surname(name) else fold(name)

    def _spellings(self, names: Mapping[str, Tokens]) -> dict[Tokens, str]:
        """The names and their ends with their codes: a person is told by the surname in "Smith’s driver"."""
        codes = {
            end: self._code(self._longer.get(end, " ".join(end)))
            for words in names.values()
            for end in _ends(words)
            if len(end) > 1 or not ontology.country_of(end[0])
        }
        return codes | {words: self._code(self._full_name(folded)) for folded, words in names.items()}


def _longer_names(names: Mapping[str, Tokens]) -> dict[Tokens, str]:
    """By the ends of names: the folded name that is meant; none where several names end so, as with two brothers."""
    by_end: dict[Tokens, list[str]] = {}
    for folded, words in sorted(names.items()):
        for end in _ends(words):
            by_end.setdefault(end, []).append(folded)
    longest = {end: max(found, key=lambda name: len(names[name])) for end, found in by_end.items()}
    return {
        end: longest[end]
        for end, found in by_end.items()
        if all(names[longest[end]][-len(names[other]) :] == names[other] for other in found)
    }


def _ends(words: Tokens) -> Iterator[Tokens]:
    """What is left of a name when its first words are left out; no more than the last words of a long one."""
    return (words[at:] for at in range(max(1, len(words) - NAME_WORDS), len(words)))


def _surely_personal(events: tuple[Event, ...]) -> Iterator[str]:
    """Persons by what they did or suffered; and by what they said, unless the report tells of their office too."""
    parts = [one for event in events for one in (*event.actors, *event.targets)]
    offices = {fold(one.name) for one in parts if one.kind == _OFFICE}
    for event in events:
        names = [one.name for one in (*event.actors, *event.targets) if one.kind in _PERSONS]
        speaking = [claim.source for claim in event.claims if claim.source_kind in _SPEAKING_PERSONS]
        names += [name for name in speaking if fold(name) not in offices]
        yield from filter(partial(may_be_personal, sure=True), names)


def _perhaps_personal(events: tuple[Event, ...]) -> Iterator[str]:
    kept = {fold(name) for name in _kept(events)}
    for event in events:
        names = [one.name for one in (*event.actors, *event.targets) if one.kind in _PERHAPS]
        names += [claim.source for claim in event.claims if claim.source_kind in _SPEAKING_PERHAPS]
        names += [figure.source for figure in event.casualties if figure.source and fold(figure.source) not in kept]
        yield from filter(may_be_personal, names)


def _kept(events: Iterable[Event]) -> Iterator[str]:
    """The names whose kind tells that they are those of no person without an office."""
    for event in events:
        yield from (one.name for one in (*event.actors, *event.targets) if one.kind not in _PERSONS | _PERHAPS)
        yield from (one.source for one in event.claims if one.source_kind not in _SPEAKING_PERSONS | _SPEAKING_PERHAPS)


def _event(event: Event, people: _People) -> Event:
    return replace(
        event,
        mentions=(),
        actors=tuple(_participant(one, people) for one in event.actors),
        targets=tuple(_participant(one, people) for one in event.targets),
        place=_place(event.place, people) if event.place else None,
        time=_wordless(event.time) if event.time else None,
        casualties=tuple(_casualty(figure, people) for figure in event.casualties),
        claims=tuple(_claim(claim, people) for claim in event.claims),
        links=tuple(_wordless(link) for link in event.links),
        why=(),
    )


def _participant(one: Participant, people: _People) -> Participant:
    name = people.code(one.name) if one.kind in _PERSONS | _PERHAPS else people.keep(one.name)
    told = one.kind == _OFFICE and name == one.name and not people.are_in(one.role)  # other roles describe a person
    return replace(_wordless(one), name=name, role=one.role if told else "")


def _place(place: Place, people: _People) -> Place:
    """The place; a site may be named after whom it belongs to, and a town that no gazetteer knows may be a person."""
    unsure = place.level == "site" or (place.level == "city" and place.geonameid is None)
    return replace(_wordless(place), name="" if unsure and people.are_in(place.name) else place.name)


def _casualty(figure: Casualty, people: _People) -> Casualty:
    return replace(
        _wordless(figure),
        who="" if has_capital(figure.who) else figure.who,
        source=None if figure.source is None else people.code(figure.source),
    )


def _claim(claim: Claim, people: _People) -> Claim:
    personal = claim.source_kind in _SPEAKING_PERSONS | _SPEAKING_PERHAPS
    source = people.code(claim.source) if personal else people.keep(claim.source)
    return replace(_wordless(claim), source=source, cue=None, quote=None)


def _publisher(publisher: str | None, people: _People) -> str | None:
    """The outlet, unless it is called by its address or after somebody who is coded."""
    return None if publisher is None or "://" in publisher or people.are_in(publisher) else publisher


def _wordless(value: AnyValue) -> AnyValue:
    return replace(value, start=None, end=None, text="")
