"""Types, modes, countries and word lists: loads and checks the tables in `data/`.

A table is a TSV file with a header line; lines that begin with # are comments; a cell with several values separates
them by |. Rules live in code, exceptions in these files.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from dateline.errors import DataError


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType:
    """A PLOVER event type; `material` types are deeds, the others words."""

    name: str
    material: bool
    modes: tuple[str, ...]
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """One sense of a word that may name an event; `pos` is V, N or A.

    `prior` is what a coder would guess, `weight` the share of the word's uses that name an event of this type (0 … 1),
    counted in the training articles and drawn towards the prior where they are few.
    """

    lemma: str
    pos: str
    type: str
    mode: str
    prior: float
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the words around a trigger make of it; `type` is None where they make it no event at all."""

    relations: tuple[str, ...]
    words: frozenset[str]
    type: str | None
    mode: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country or territory: ISO codes, names, what its people and things are called, GeoNames id, a point."""

    iso3: str
    iso2: str
    name: str
    aliases: tuple[str, ...]
    demonyms: tuple[str, ...]
    capital: str
    geonameid: int
    lat: float | None
    lon: float | None


def data_text(name: str) -> str:
    """The text of a file in the package's `data` folder."""
    return (resources.files("dateline") / "data" / name).read_text(encoding="utf-8")


def table(name: str, *columns: str) -> list[dict[str, str]]:
    """The rows of a table of the package, each a mapping from column to cell.

    Raises:
        DataError: the header does not name these columns, or a row has another number of cells.
    """
    lines = [line for line in data_text(name).splitlines() if line.strip() and not line.startswith("#")]
    header = lines[0].split("\t") if lines else []
    if tuple(header) != columns:
        raise DataError(f"data/{name} has the columns {header}, not {list(columns)}")
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        if len(cells) != len(header):
            raise DataError(f"data/{name}, row {number}: {len(cells)} cells, not {len(header)}: {line!r}")
        rows.append(dict(zip(header, cells, strict=True)))
    return rows


def several(cell: str) -> tuple[str, ...]:
    """The values of a cell that holds several."""
    return tuple(part for part in cell.split("|") if part)


@cache
def types() -> Mapping[str, EventType]:
    """The event types by name."""
    raw = tomllib.loads(data_text("types.toml"))
    return {
        name: EventType(
            name=name,
            material=entry["material"],
            modes=tuple(entry["modes"]),
            description=entry["description"],
        )
        for name, entry in raw.items()
    }


@cache
def triggers() -> Mapping[tuple[str, str], tuple[Trigger, ...]]:
    """The words that may name an event, by lemma and part of speech (V, N, A): their senses, the likeliest first."""
    found: dict[tuple[str, str], list[Trigger]] = {}
    for row in table("triggers.tsv", "lemma", "pos", "type", "mode", "prior", "weight"):
        check_type("triggers.tsv", row["type"], row["mode"])
        trigger = Trigger(
            lemma=row["lemma"],
            pos=row["pos"],
            type=row["type"],
            mode=row["mode"],
            prior=float(row["prior"]),
            weight=float(row["weight"]),
        )
        found.setdefault((trigger.lemma, trigger.pos), []).append(trigger)
    return {word: tuple(sorted(senses, key=lambda sense: -sense.weight)) for word, senses in found.items()}


@cache
def trigger_contexts() -> Mapping[tuple[str, str], tuple[Context, ...]]:
    """By lemma and part of speech: the contexts that settle what a trigger means, in the order of the table."""
    found: dict[tuple[str, str], list[Context]] = {}
    for row in table("trigger_contexts.tsv", "lemma", "pos", "relation", "words", "type", "mode"):
        if row["type"] != "-":
            check_type("trigger_contexts.tsv", row["type"], row["mode"])
        context = Context(
            relations=several(row["relation"]),
            words=frozenset(several(row["words"])),
            type=None if row["type"] == "-" else row["type"],
            mode=row["mode"],
        )
        found.setdefault((row["lemma"], row["pos"]), []).append(context)
    return {word: tuple(contexts) for word, contexts in found.items()}


def check_type(name: str, kind: str, mode: str) -> None:
    """Raise where a table names a type or mode that does not exist.

    Raises:
        DataError: naming the table.
    """
    if kind not in types() or mode not in ("", *types()[kind].modes):
        raise DataError(f"data/{name}: no type {kind!r} with mode {mode!r}")


_SUFFIXES = ("ings", "ing", "ied", "ies", "ed", "es", "s", "e", "y")


def stem(word: str) -> str:
    """A rough stem: the same for the forms of one word, sometimes for those of two."""
    base = word.casefold()
    for suffix in _SUFFIXES:
        if base.endswith(suffix) and len(base) - len(suffix) >= 3:
            if suffix != "s" or base[-2] not in "siu":  # "consensus" and "crisis" are no plurals
                base = base[: -len(suffix)]
            break
    while len(base) > 3 and base[-1] in "ey":
        base = base[:-1]
    return base[:-1] if len(base) > 3 and base[-1] == base[-2] else base


@cache
def _chrome() -> re.Pattern[str]:
    lines = [line for line in data_text("chrome.txt").splitlines() if line and not line.startswith("#")]
    return re.compile("|".join(f"(?:{line})" for line in lines), re.IGNORECASE)


def is_chrome(sentence: str) -> bool:
    """True where the sentence is the page's own furniture: "2 min read", "[Getty]", "Follow us on …"."""
    return bool(_chrome().fullmatch(sentence.strip()))


@cache
def countries() -> Mapping[str, Country]:
    """The countries by ISO 3166-1 alpha-3 code."""
    columns = ("iso3", "iso2", "name", "aliases", "demonyms", "capital", "geonameid", "lat", "lon")
    return {
        row["iso3"]: Country(
            iso3=row["iso3"],
            iso2=row["iso2"],
            name=row["name"],
            aliases=several(row["aliases"]),
            demonyms=several(row["demonyms"]),
            capital=row["capital"],
            geonameid=int(row["geonameid"]),
            lat=float(row["lat"]) if row["lat"] else None,
            lon=float(row["lon"]) if row["lon"] else None,
        )
        for row in table("countries.tsv", *columns)
    }


@cache
def _country_words() -> Mapping[str, str]:
    words: dict[str, str] = {}
    for country in countries().values():
        for word in (country.name, *country.aliases, *country.demonyms):
            words.setdefault(_country_key(word), country.iso3)
    return words


def _country_key(word: str) -> str:
    """Letters alone in capitals stay so: "US" and "CAR" are countries, "us" and "car" are words; stops do not count."""
    plain = word.replace("’", "'").replace(".", "")
    return plain if plain.isupper() and len(plain) <= 3 else plain.casefold()


def country_of(name: str) -> str:
    """Alpha-3 code of the country that `name` names: a name, an alias or a demonym; "" where it names none."""
    plain = name.replace("’", "'").strip()
    plain = plain[4:] if plain[:4].casefold() == "the " else plain
    return _country_words().get(_country_key(plain), "")
