"""Whether two names, dates or places can be the same one."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from dateline.model import Participant, Place, Time

_EMPTY = frozenset("the a an of in on at to for and or by with from his her its their mr mrs ms dr".split())
_WORD = re.compile(r"\w+")
DAYS_APART = 1  # days by which two told dates of one event may differ: the night of an attack has two


@lru_cache(maxsize=4096)
def content_words(name: str) -> frozenset[str]:
    """The words of a name that carry it, case folded; all of them where none does."""
    found = frozenset(_WORD.findall(name.casefold()))
    return found - _EMPTY or found


def same_name(left: str, right: str) -> bool:
    """True where half of the shorter name's words and a quarter of the longer one's are shared."""
    a, b = content_words(left), content_words(right)
    shared = len(a & b)
    return bool(shared) and 2 * shared >= min(len(a), len(b)) and 4 * shared >= max(len(a), len(b))


def share_participant(left: tuple[Participant, ...], right: tuple[Participant, ...]) -> bool | None:
    """True where a participant of one side may be one of the other, None where a side has none."""
    if not left or not right:
        return None
    return any(same_name(a.name, b.name) or a.text == b.text != "" for a in left for b in right)


def compatible_times(left: Time | None, right: Time | None) -> bool | None:
    """True where two told dates overlap or nearly do, None where one is not told (inferred dates are no evidence)."""
    if left is None or right is None or "inferred" in (left.basis, right.basis):
        return None
    first, last = _days(left)
    start, end = _days(right)
    return first - DAYS_APART <= end and start <= last + DAYS_APART


def _days(time: Time) -> tuple[int, int]:
    """The first and the last day as ordinals; an open side lies at the end of the calendar."""
    first = date.fromisoformat(time.earliest) if time.earliest else date.min
    last = date.fromisoformat(time.latest) if time.latest else date.max
    return first.toordinal(), last.toordinal()


def compatible_places(left: Place | None, right: Place | None) -> bool | None:
    """True where one place may lie within the other, None where one is not told."""
    if left is None or right is None:
        return None
    if left.country and right.country and left.country != right.country:
        return False
    if "country" in (left.level, right.level) or "region" in (left.level, right.level):
        return True
    return same_name(left.name, right.name) or "site" in (left.level, right.level)
