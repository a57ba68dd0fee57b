"""Names of places in a parsed report, and what each stands for in this report."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from itertools import zip_longest
from typing import TYPE_CHECKING

from dateline import ontology
from dateline.coding import namesakes
from dateline.gazetteer import Entry, Gazetteer, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.tokens import Doc

    from dateline.language import Parsed
    from dateline.model import PlaceLevel, Span

LOCATIVE = frozenset(
    ["in", "at", "near", "outside", "inside", "around", "across", "throughout", "within", "off", "along", "beside"]
)
_DIRECTION = re.compile(
    r"(?:north|south|east|west|(?:north|south)-?(?:east|west))(?:ern)?|upper|lower|rural|mainland|kurdish",
    re.IGNORECASE,
)
_AREA = frozenset(
    [
        "province",
        "governorate",
        "region",
        "district",
        "county",
        "enclave",
        "pocket",
        "valley",
        "desert",
        "state",
        "area",
    ]
)
_NOT_NAMES = frozenset({"PERSON", "DATE", "TIME", "CARDINAL", "ORDINAL", "MONEY", "PERCENT", "NORP", "LANGUAGE", "LAW"})
_SITE_LINKS = frozenset(["'s", "\u2019s", "-", "refugee", "shopping", "air", "military", "provincial"])
_STREET_KINDS = r"(?:Street|St\.|Avenue|Ave\.|Road|Rd\.|Lane|Drive|Court|Terrace|Boulevard|Blvd\.|Place|Way|Crescent)"
_STREET = re.compile(
    rf"(?:\d[\w-]*\s+block\s+of\s+|\d+(?:-\d+)?\s+)(?:[A-Z0-9][\w.\u2019']*\s?){{1,4}}(?:\s{_STREET_KINDS}\b)?"
)
_DIGIT = re.compile(r"\d")
_STREET_WORD = re.compile(_STREET_KINDS)
_HOLDING = ([","], ["in"], [",", "in"], ["of"])
TOWN = 20_000  # people from which a name may hold others ("the market, Talva")
CITY = 100_000  # people from which a name is a place wherever it stands, unless the tagger says a person
PROVINCE = 2.5  # what it adds that most of the report's places lie in a province that it names
CERTAIN = 0.5  # chance from which a name speaks for its country
LARGE = 4_000_000  # people of a province, in its towns, meant as often as a country of its name (today one: Georgia)
SHARED = 3  # names that must lie in one province to speak for it
_CLEAR_SCORE = 4.2  # below it a name without support in the report is taken for a namesake of a village


@dataclass(frozen=True, slots=True, kw_only=True)
class Toponym:
    """A name of a place as it stands in a sentence: `first` and `last` are its token numbers, both included."""

    sentence: int
    first: int
    last: int
    root: int  # the token by which the name hangs in its sentence
    name: str
    span: Span
    level: PlaceLevel
    within: str = ""  # alpha-3 of the country that the words around it tell ("the Syrian town of", ", Iraq")
    state: str = ""  # the admin 1 that follows it (", Ky.")
    holder: bool = False  # it tells where the name before it lies ("X, Ky."), so it is no town
    entry: Entry | None = None
    country: str = ""
    sure: float = 0.0  # the chance (0 … 1) that the place lies where the entry does


@dataclass(frozen=True, slots=True, kw_only=True)
class Votes:
    """How much a report speaks of each country (alpha-3), and of each province (country, name)."""

    countries: Counter[str]
    provinces: Counter[tuple[str, str]]

    @property
    def total(self) -> int:
        """Of the countries; at least 1, to divide by."""
        return max(self.countries.total(), 1)


@cache
def site_words() -> dict[str, str]:
    """Nouns that make a name a site's, each with "c" where only a capital tells and "a" where any writing does."""
    return {row["word"]: row["case"] for row in ontology.table("site_words.tsv", "word", "case")}


@cache
def _states() -> dict[str, tuple[str, str]]:
    rows = ontology.table("state_abbreviations.tsv", "short", "name", "country")
    return {row["short"].replace(".", ""): (row["name"], row["country"]) for row in rows}


def find_toponyms(parsed: Parsed, gazetteer: Gazetteer) -> tuple[Toponym, ...]:
    """All names of places in the parsed sentences, resolved, in the order of the text."""
    found = [toponym for _, doc in parsed.parsed_sentences() for toponym in _in_sentence(parsed, doc, gazetteer)]
    found = sorted([*found, *_repeats(parsed, found)], key=lambda toponym: toponym.span.start)
    return _resolve(found, parsed, gazetteer)


def resolve_names(parsed: Parsed, names: Iterable[tuple[int, int]], gazetteer: Gazetteer) -> tuple[Toponym, ...]:
    """What given names of places (start, end) stand for, one toponym each, in the order of the text.

    That they are names of places is taken for granted, so the most plausible bearer is told even where it is a village.
    What follows a name tells where it lies ("X, Ky."), and is a place of its own as well.

    Raises:
        ValueError: a name stands in a sentence that was not parsed.
    """
    found = [_given(parsed, start, end, gazetteer) for start, end in sorted(names)]
    told = [
        replace(one, **_told_by(one, other, parsed, gazetteer)) if other is not None else one
        for one, other in zip_longest(found, found[1:])
    ]
    for i, one in enumerate(told[1:], start=1):
        held = fold(told[i - 1].state) == fold(one.name) and not told[i - 1].holder
        told[i] = replace(one, holder=held, within=told[i - 1].within if held else one.within)
    return _resolve(told, parsed, gazetteer, clear=-math.inf)


def _given(parsed: Parsed, start: int, end: int, gazetteer: Gazetteer) -> Toponym:
    tokens = parsed.tokens_at(start, end)
    if not tokens:
        raise ValueError(f"the sentence of {parsed.document.text[start:end]!r} at {start} was not parsed")
    span = parsed.document.span(start, end)
    toponym = _toponym(parsed, tokens[0].doc, tokens[0].i, tokens[-1].i, "city")
    name = _written_out(" ".join(span.text.split()), gazetteer)
    return _with_state(replace(toponym, span=span, name=name), tokens[0].doc)


def _written_out(name: str, gazetteer: Gazetteer) -> str:
    """The name of the state that an abbreviation stands for ("Ky."), of the country whose people a word names."""
    state = _states().get(name.replace(".", ""))
    if state is not None:
        return state[0]
    country = ontology.countries().get(ontology.country_of(name))
    return name if country is None or gazetteer.lists(name) else country.name


def _told_by(toponym: Toponym, next_: Toponym, parsed: Parsed, gazetteer: Gazetteer) -> dict[str, str]:
    """What the next name tells of where a name lies, where it stands behind it as its holder."""
    between = re.findall(r"\w+|[^\w\s]", parsed.document.text[toponym.span.end : next_.span.start].lower())
    holding = [word for word in between if word != "the"] in _HOLDING
    holder = _holder(next_, gazetteer, toponym.name) if holding else None
    if holder is None or _country_name(toponym, gazetteer):
        return {}
    return {"state": holder[0] or toponym.state, "within": holder[1] or toponym.within}


def _in_sentence(parsed: Parsed, doc: Doc, gazetteer: Gazetteer) -> list[Toponym]:
    taken: set[int] = set()
    found = []
    sentence = parsed.sentences[doc.user_data["sentence"]]
    numbered = _DIGIT.search(parsed.document.text, sentence.start, sentence.end)
    for first, last, level in (*(_streets(doc) if numbered else ()), *_sites(doc), *_named(doc, gazetteer)):
        if any(i in taken for i in range(first, last + 1)):
            continue
        taken.update(range(first, last + 1))
        found.append(_toponym(parsed, doc, first, last, level))
    found.sort(key=lambda toponym: toponym.first)
    return _contained(found, doc, gazetteer)


def _toponym(parsed: Parsed, doc: Doc, first: int, last: int, level: PlaceLevel) -> Toponym:
    span = parsed.span(doc[first], doc[last])
    return Toponym(
        sentence=doc.user_data["sentence"],
        first=first,
        last=last,
        root=doc[first : last + 1].root.i,
        name=" ".join(span.text.split()),
        span=span,
        level=level,
        within=_country_before(doc, first),
    )


def _country_before(doc: Doc, first: int) -> str:
    """The country in "the Syrian town of X", "Iraq's X", "the Turkish resort X"."""
    for token in reversed(doc[max(0, first - 5) : first]):
        if token.is_punct or token.pos_ in ("VERB", "CCONJ"):
            return ""
        if token.is_title or token.is_upper:
            return ontology.country_of(token.text)
    return ""


def _streets(doc: Doc) -> Iterator[tuple[int, int, PlaceLevel]]:
    for match in _STREET.finditer(doc.text):
        if "block" not in match[0] and not _STREET_WORD.search(match[0]):
            continue
        tokens = doc.char_span(match.start(), match.start() + len(match[0].rstrip()), alignment_mode="contract")
        if tokens is not None and len(tokens):
            last = tokens.end - 2 if tokens[-1].text == "." and len(tokens) > 1 else tokens.end - 1
            yield tokens.start, last, "site"


def _sites(doc: Doc) -> Iterator[tuple[int, int, PlaceLevel]]:
    words = site_words()
    for token in doc:
        case = words.get(token.lower_)
        if case is None or (case == "c" and not token.is_title) or token.pos_ not in ("NOUN", "PROPN"):
            continue
        first = _run_start(doc, token.i)
        modifiers = doc[first : token.i]
        proper = [t for t in modifiers if t.is_title and not ontology.country_of(t.text)]
        if proper and not all(t.is_sent_start for t in proper):
            yield first, _run_end(doc, token.i), "site"


def _run_start(doc: Doc, i: int) -> int:
    while i > 0:
        before = doc[i - 1]
        proper = before.pos_ == "PROPN" or (before.text[:1].isupper() and before.pos_ in ("NOUN", "ADJ", "X"))
        link = i > 1 and doc[i - 2].text[:1].isupper() and before.lower_ in _SITE_LINKS
        if not (proper or link):
            break
        i -= 1
    while doc[i].lower_ in ("the", "a", "an", "'s", "\u2019s", "-"):
        i += 1
    return i


def _run_end(doc: Doc, i: int) -> int:
    while i + 1 < len(doc) and doc[i + 1].pos_ == "PROPN" and doc[i].dep_ == "compound":
        i += 1
    return i


def _named(doc: Doc, gazetteer: Gazetteer) -> Iterator[tuple[int, int, PlaceLevel]]:
    inside: set[int] = set()
    for entity in doc.ents:
        if entity.label_ in ("GPE", "LOC", "FAC"):
            first, last = _trim(doc, entity.start, entity.end - 1)
            if first <= last:
                inside.update(range(first, last + 1))
                yield _widen(doc, first, last, "site" if entity.label_ == "FAC" else "city")
        elif entity.label_ in _NOT_NAMES and entity.label_ not in ("PERSON", "NORP"):
            inside.update(range(entity.start, entity.end))
    for token in doc:
        if (
            token.i in inside
            or token.pos_ != "PROPN"
            or (ontology.country_of(token.text) and token.ent_type_ == "NORP")
        ):
            continue
        first, last = token.i, token.i
        while last + 1 < len(doc) and doc[last + 1].pos_ == "PROPN" and last + 1 not in inside:
            last += 1
        inside.update(range(first, last + 1))
        if _is_place(doc, first, last, gazetteer):
            yield _widen(doc, first, last, "city")


_SETTLEMENTS = {"city", "town", "village", "capital", "port", "province", "district", "region", "suburb", "settlement"}


def _is_place(doc: Doc, first: int, last: int, gazetteer: Gazetteer) -> bool:
    """A run of proper nouns that the tagger missed: of the tables, or behind a preposition of place."""
    name = doc[first : last + 1].text
    if gazetteer.lists(name):
        return True
    if doc[first].ent_type_ != "PERSON" and any(entry.population > CITY for entry in gazetteer.find(name)):
        return True
    if first == 0:
        return False
    before = doc[first - 2 if doc[first - 1].lower_ == "the" and first > 1 else first - 1].lower_
    if before == "of" and first > 1 and doc[first - 2].lower_ in _SETTLEMENTS:
        return True
    if before not in LOCATIVE:
        return False
    if any(entry.population > 1000 for entry in gazetteer.find(name)):
        return True
    return before in ("in", "near") and first == last and not doc[first].ent_type_ and doc[first].is_title


def _repeats(parsed: Parsed, found: list[Toponym]) -> Iterator[Toponym]:
    """Other places where a town that was found once is named by the same single word."""
    names = {t.name for t in found if t.first == t.last and t.level == "city"}
    taken = {(t.sentence, i) for t in found for i in range(t.first, t.last + 1)}
    for sentence, doc in parsed.parsed_sentences():
        for token in doc:
            if token.text in names and (sentence.index, token.i) not in taken and token.ent_type_ not in _NOT_NAMES:
                yield _toponym(parsed, doc, token.i, token.i, "city")


def _trim(doc: Doc, first: int, last: int) -> tuple[int, int]:
    while first <= last and (doc[first].pos_ in ("DET", "ADP", "PUNCT") or doc[first].lower_ == "the"):
        first += 1
    while first <= last and (doc[last].is_punct or doc[last].text in ("'s", "\u2019s", "\u2019", "'")):
        last -= 1
    return first, last


def _widen(doc: Doc, first: int, last: int, level: PlaceLevel) -> tuple[int, int, PlaceLevel]:
    """Take in what belongs to a name: "northern" + Syria, "the north of" Syria, Anbar + "province", Rukban + "camp"."""
    if last + 1 < len(doc) and doc[last + 1].lower_ in _AREA and doc[last + 1].pos_ in ("NOUN", "PROPN"):
        return first, last + 1, "region"
    if first > 0 and _DIRECTION.fullmatch(doc[first - 1].text):
        first -= 1
        while first > 1 and doc[first - 1].text == "-" and _DIRECTION.fullmatch(doc[first - 2].text):
            first -= 2
        return first, last, "region"
    back = 2 if first > 2 and doc[first - 1].lower_ == "the" else 1
    if first > back and doc[first - back].lower_ == "of" and _DIRECTION.fullmatch(doc[first - back - 1].text):
        first -= back + 1
        while first > 1 and doc[first - 1].text == "-" and _DIRECTION.fullmatch(doc[first - 2].text):
            first -= 2
        return first, last, "region"
    return first, last, level


def _contained(found: list[Toponym], doc: Doc, gazetteer: Gazetteer) -> list[Toponym]:
    """Read "X, Ky.", "X, Iraq", "X in Y": what follows tells where the first lies and is then no place of its own."""
    kept: list[Toponym] = []
    for toponym in found:
        between = [t.lower_ for t in doc[kept[-1].last + 1 : toponym.first] if t.lower_ != "the"] if kept else []
        holder = _holder(toponym, gazetteer, kept[-1].name) if between in _HOLDING else None
        if holder and not _country_name(kept[-1], gazetteer):
            state, country = holder
            kept[-1] = replace(kept[-1], state=state or kept[-1].state, within=country or kept[-1].within)
        else:
            kept.append(toponym)
    return [_with_state(toponym, doc) for toponym in kept]


def _with_state(toponym: Toponym, doc: Doc) -> Toponym:
    after = doc[toponym.last + 1 : toponym.last + 3]
    if len(after) == 2 and after[0].text == "," and not toponym.state:
        known = _states().get(after[1].text.replace(".", ""))
        if known:
            return replace(toponym, state=known[0], within=known[1])
    return toponym


def _country_name(toponym: Toponym, gazetteer: Gazetteer) -> bool:
    entries = gazetteer.find(toponym.name)
    return bool(entries) and entries[0].level == "country"


def _holder(toponym: Toponym, gazetteer: Gazetteer, held: str) -> tuple[str, str] | None:
    """(admin 1, country) that a name stands for where the place `held` lies in it; None where it lies in none of them.

    Of a place that no table knows nothing contradicts the likeliest.
    """
    bearers = gazetteer.find(held)
    return next((one for one in _holders(toponym, gazetteer) if not bearers or _lies_in(bearers, *one)), None)


def _lies_in(bearers: Iterable[Entry], admin1: str, country: str) -> bool:
    return any(
        entry.level != "country" and entry.country == country and (not admin1 or fold(entry.admin1) == fold(admin1))
        for entry in bearers
    )


def _holders(toponym: Toponym, gazetteer: Gazetteer) -> Iterator[tuple[str, str]]:
    """What a name may stand for that holds other places: a country, or the largest province or region of the name."""
    short = _states().get(toponym.name.replace(".", ""))
    if short:
        yield short
        return
    entries = gazetteer.find(toponym.name)
    yield from (("", entry.country) for entry in entries if entry.level == "country")
    inner = [entry for entry in entries if entry.level != "country"]
    big = [entry for entry in inner if entry.level in ("admin1", "region") or entry.population > TOWN]
    yield from ((entry.admin1, entry.country) for entry in big[:1])


def _resolve(
    found: list[Toponym], parsed: Parsed, gazetteer: Gazetteer, clear: float = _CLEAR_SCORE
) -> tuple[Toponym, ...]:
    """Each name with its entry: two rounds, the second knowing the countries that the first found.

    A name whose best bearer is less plausible than `clear` gets none.
    """
    votes = Votes(countries=_country_votes(found, parsed, gazetteer), provinces=Counter())
    first = _placed(found, gazetteer, votes, clear)
    votes.countries.update(
        t.entry.country
        for t in first
        if t.entry and t.entry.country and t.sure >= CERTAIN and not _is_other_land(t.name, t.entry.country, gazetteer)
    )
    votes.provinces.update(_province(t.entry) for t in first if t.entry and (t.state or t.entry.level == "admin1"))
    votes.provinces.update(_common_provinces(found, gazetteer, votes))
    second = _placed(found, gazetteer, votes, clear)
    return tuple(_country_from_context(toponym, second, votes) for toponym in second)


def _common_provinces(found: Iterable[Toponym], gazetteer: Gazetteer, votes: Votes) -> dict[tuple[str, str], int]:
    """Votes for the provinces in which several of the names may lie, in the country that most votes are for.

    A report of a region names its towns, each of which may have namesakes anywhere, and all of them only there.
    """
    country = next((land for land, number in votes.countries.items() if 2 * number > votes.total), None)
    counts: Counter[tuple[str, str]] = Counter()
    for name in {toponym.name for toponym in found} if country else ():
        entries = gazetteer.find(name)
        if entries and entries[0].level in ("city", "region"):
            counts.update({_province(entry) for entry in entries if entry.country == country and entry.admin1})
    return {province: number for province, number in counts.items() if number >= SHARED}


def _country_votes(found: list[Toponym], parsed: Parsed, gazetteer: Gazetteer) -> Counter[str]:
    votes: Counter[str] = Counter(toponym.within for toponym in found if toponym.within)
    for _, doc in parsed.parsed_sentences():
        for entity in doc.ents:
            code = ontology.country_of(entity.text) if entity.label_ in ("NORP", "GPE") else ""
            if code and not _is_other_land(entity.text, code, gazetteer):
                votes[code] += 1
    return votes


def _is_other_land(name: str, country: str, gazetteer: Gazetteer) -> bool:
    """True where a country and a large province elsewhere share the name: "Georgia" says nothing by itself."""
    entries = gazetteer.find(name)
    shared = any(e.level == "country" for e in entries)
    return shared and any(e.country != country and e.population > LARGE and e.level != "city" for e in entries)


def _placed(found: list[Toponym], gazetteer: Gazetteer, votes: Votes, clear: float) -> list[Toponym]:
    """The names with their entries, all weighed together."""
    names = [_bearers(toponym, gazetteer, votes) for toponym in found]
    kinds = [(toponym.name, toponym.state, toponym.within, toponym.level, toponym.holder) for toponym in found]
    different = dict(zip(kinds, names, strict=True))
    answers = dict(zip(different, namesakes.weigh(list(different.values())), strict=True))
    return [
        _with_entry(toponym, name, answers[kind], gazetteer, clear)
        for toponym, name, kind in zip(found, names, kinds, strict=True)
    ]


def _bearers(toponym: Toponym, gazetteer: Gazetteer, votes: Votes) -> namesakes.Name:
    """What a name may stand for; for a part of a country or province ("northern X"), what the whole may."""
    entries, core = gazetteer.find(toponym.name), _core(toponym.name)
    if not entries and core != toponym.name and toponym.level == "region":
        entries = gazetteer.find(core)
    if toponym.holder:
        entries = [e for e in entries if e.level in ("admin1", "country")] or entries
    if toponym.state and not toponym.holder:
        entries = [e for e in entries if fold(e.admin1) == fold(toponym.state) and e.level != "admin1"] or entries
    if toponym.within:
        entries = [e for e in entries if e.country == toponym.within or e.level == "country"] or entries
    scores = [_plausibility(entry, toponym, votes) for entry in entries]
    return namesakes.Name(text=toponym.name, bearers=entries, scores=scores)


def _with_entry(
    toponym: Toponym, name: namesakes.Name, answer: tuple[Entry, float] | None, gazetteer: Gazetteer, clear: float
) -> Toponym:
    if answer is None or max(name.scores) < clear:
        return toponym
    entry, sure = answer
    if not gazetteer.find(toponym.name):  # the part of a country or province: its country, but not its point
        return replace(toponym, country=entry.country, sure=sure)
    level = toponym.level if toponym.level == "site" and entry.level != "site" else entry.level
    if level != entry.level:
        return replace(toponym, country=entry.country, sure=sure)
    return replace(toponym, entry=entry, country=entry.country, level=entry.level, sure=sure)


def _core(name: str) -> str:
    words = [word for word in re.split(r"[\s]+|(?<=north|south)-", name) if word]
    while len(words) > 1 and (_DIRECTION.fullmatch(words[0].strip("-")) or words[0].lower() in ("of", "the", "-")):
        words = words[1:]
    while len(words) > 1 and words[-1].lower() in _AREA:
        words = words[:-1]
    return " ".join(words)


def _province(entry: Entry) -> tuple[str, str]:
    return entry.country, entry.admin1


def _plausibility(entry: Entry, toponym: Toponym, votes: Votes) -> float:
    """How likely a name stands for `entry`: its size, its kind, and how much the report speaks of its country."""
    score = math.log10(entry.population + 10)
    score += 3.0 * min(1.0, 1.5 * votes.countries[entry.country] / votes.total)
    if entry.admin1 and entry.level != "admin1":
        score += PROVINCE * min(1.0, 2.0 * votes.provinces[_province(entry)] / votes.total)
    score += 2.0 if toponym.within and toponym.within == entry.country else 0.0
    score += 0.5 if entry.own else 0.0
    if entry.level == "country":
        score += 1.5
    elif entry.level == "region" and entry.admin1:
        score -= 1.5
    capital = ontology.countries().get(entry.country)
    if capital and entry.level == "city" and fold(capital.capital) == fold(toponym.name):
        score += 1.0
    return score


def _country_from_context(toponym: Toponym, others: list[Toponym], votes: Votes) -> Toponym:
    """A place that no table knows lies where the words around it say, else in the country the report is about."""
    if toponym.country or toponym.entry is not None:
        return toponym
    if toponym.within:
        return replace(toponym, country=toponym.within)
    near = [o for o in others if o.country and o.sure >= 0.7 and abs(o.sentence - toponym.sentence) <= 1]
    if near:
        nearest = min(near, key=lambda o: (abs(o.span.start - toponym.span.start), o.span.start))
        return replace(toponym, country=nearest.country)
    ranked = sorted(votes.countries.items(), key=lambda pair: (-pair[1], pair[0]))
    if ranked:
        return replace(toponym, country=ranked[0][0])
    return toponym
