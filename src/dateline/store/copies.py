"""Near-copies: documents that share most of their shingles, told by MinHash (Broder 1997) and banding.

The signature is part of what the database stores, so it must come out the same for ever: the twenty lines that make it
are our own. (datasketch, the usual library, would also bring scipy, more than the whole database code weighs.)
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

PERMUTATIONS = 128
BANDS = 32  # of four values each: documents that share half of their shingles meet in one of them 87 % of the time,
WIDTH = PERMUTATIONS // BANDS  # those that share two thirds 99.9 %
SHINGLE = 3  # words: each word that an editor changes breaks three of them, and other reports share few
ALIKE = 0.5  # share of the shingles that two near-copies have in common

LONG = 4  # letters: shorter words say nothing of what a text is about
TELLING = 3  # such words in a title that tells what a report is about
STEM = 5  # letters that the forms of a word have in common

_WORD = re.compile(r"\w+")
_COMMON = frozenset(
    "about after also been from have into just more most only over said says some than that their them then they this"
    " were what when will with your".split()
)


def sign(body: str, *, title: str = "") -> bytes:
    """The MinHash signature of a report: PERMUTATIONS numbers of 32 bits, little-endian.

    A body that takes up no word of its title is no story but what a page shows instead of one (a form, a paywall, an
    error), the same on a thousand pages that have nothing else in common: then the title alone is signed. Of 3,784
    saved pages of local news that holds for 214, nearly all rightly.
    """
    named = _stems(title)
    told = title if len(named) >= TELLING and not named & _stems(body) else body
    shingles = np.array([_digest(shingle) for shingle in sorted(_shingles(told))], dtype=np.uint64)
    factors, terms = _permutations()
    least = np.full(PERMUTATIONS, np.iinfo(np.uint32).max, dtype=np.uint32)
    for piece in range(0, len(shingles), 4096):  # a book would take gigabytes at once
        values = (shingles[piece : piece + 4096, None] * factors + terms) >> np.uint64(32)
        least = np.minimum(least, values.min(axis=0).astype(np.uint32))
    return least.astype("<u4").tobytes()


def bands(signature: bytes) -> list[int]:
    """The keys under which a signature is found: near-copies have one in common."""
    step = 4 * WIDTH
    return [_key(bytes([number]) + signature[number * step : (number + 1) * step]) for number in range(BANDS)]


def signature_key(signature: bytes) -> int:
    """A number that is the same for the same signature."""
    return _key(b"whole" + signature)


def alike(one: bytes, others: Sequence[bytes]) -> list[bool]:
    """Of each of the other signatures, whether its document is a near-copy."""
    if not others:
        return []
    matrix = np.frombuffer(b"".join(others), dtype="<u4").reshape(len(others), PERMUTATIONS)
    same = (matrix == np.frombuffer(one, dtype="<u4")).mean(axis=1)
    return [bool(share >= ALIKE) for share in same]


def groups(signatures: dict[str, bytes]) -> list[list[str]]:
    """Documents by id → the groups of near-copies among them: each with each other through a chain of near-copies.

    Two documents are near-copies where they are `alike` and meet in a band, as when they are added one by one.

    Returns:
        Groups of two and more, ids in order; a function of the signatures alone.
    """
    left = sorted(signatures)
    keys = {one: set(bands(signatures[one])) for one in left}
    found: list[list[str]] = []
    while left:
        group, edge = [left.pop(0)], [0]
        while edge:
            here = group[edge.pop()]
            similar = alike(signatures[here], [signatures[one] for one in left])
            near = [same and not keys[here].isdisjoint(keys[one]) for same, one in zip(similar, left, strict=True)]
            edge += range(len(group), len(group) + sum(near))
            group += [one for one, is_near in zip(left, near, strict=True) if is_near]
            left = [one for one, is_near in zip(left, near, strict=True) if not is_near]
        found.append(sorted(group))
    return [group for group in found if len(group) > 1]


def _stems(text: str) -> set[str]:
    return {word[:STEM] for word in _WORD.findall(text.casefold()) if len(word) >= LONG and word not in _COMMON}


def _shingles(body: str) -> set[str]:
    words = _WORD.findall(body.casefold())
    return {" ".join(words[at : at + SHINGLE]) for at in range(max(1, len(words) - SHINGLE + 1))}


def _digest(shingle: str) -> int:
    return int.from_bytes(hashlib.blake2b(shingle.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def _key(data: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little", signed=True)


@cache
def _permutations() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Factors (odd) and terms of the hash functions x → (a x + b) / 2^32 mod 2^32 (Dietzfelbinger et al. 1997)."""
    drawn = [_draw(f"{name} {number}") for name in ("factor", "term") for number in range(PERMUTATIONS)]
    numbers = np.array(drawn, dtype=np.uint64)
    return numbers[:PERMUTATIONS] | np.uint64(1), numbers[PERMUTATIONS:]


def _draw(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode("ascii"), digest_size=8).digest(), "little")
