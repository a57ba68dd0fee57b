"""Near-copies: which documents are, which are not, and that it depends on nothing but the documents."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.store import copies
from dateline.store.chronicle import Chronicle
from dateline.store.selection import Selection
from tests.store.making import add, document, faults

ALL = Selection(all_versions=True)
STORY = [f"word{at}" for at in range(200)]


def edited(*places: int, words: list[str] = STORY) -> str:
    """The story with other words in these places."""
    return " ".join(f"other{at}" if at in places else word for at, word in enumerate(words))


def alike(one: str, other: str) -> bool:
    (found,) = copies.alike(copies.sign(one), [copies.sign(other)])
    assert copies.alike(copies.sign(other), [copies.sign(one)]) == [found]
    return found


def meets(one: str, other: str) -> bool:
    return bool({*copies.bands(copies.sign(one))} & {*copies.bands(copies.sign(other))})


def grouped(chronicle: Chronicle) -> list[set[str]]:
    """The groups by the ids that were supplied."""
    groups: dict[str, set[str]] = {}
    ids = {}
    for one in chronicle.records(ALL):
        ids[one.id] = one.permanent_id
        if one.copies is not None:
            groups.setdefault(one.copies, set()).add(one.id)
    for name, members in groups.items():
        assert name == min(ids[member] for member in members)
    return sorted(groups.values(), key=sorted)


def add_bodies(chronicle: Chronicle, **bodies: str) -> None:
    add(chronicle, *(document(0, body, id=name, published=None) for name, body in bodies.items()))


# --- two texts -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [
        edited(),
        edited().upper(),
        f"  {edited().replace(' ', ', ')}!",
        edited(7),
        edited(7, 40, 90, 91, 150),
        " ".join(STORY[:170]),
        f"LONDON (Agency) — {edited()} Reporting by a man; editing by another",
        f"{' '.join(STORY[100:])} {' '.join(STORY[:100])}",
    ],
    ids=["same", "capitals", "stops", "one word", "five words", "cut", "framed", "paragraphs changed round"],
)
def test_what_an_editor_leaves_of_a_report_is_a_near_copy_and_meets_it(other):
    assert alike(edited(), other)
    assert meets(edited(), other)


@pytest.mark.parametrize(
    "other",
    [
        edited(*range(100, 200)),
        edited(*range(0, 200, 3)),
        " ".join(reversed(STORY)),
        "other words",
        " ".join(STORY[:40]),
        "",
    ],
    ids=["half rewritten", "every third word", "backwards", "quite different", "the beginning", "empty"],
)
def test_what_shares_less_than_half_is_none(other):
    assert not alike(edited(), other)


def test_of_one_word_or_two_only_the_same_is_a_copy():
    assert alike("Fire!", "fire")
    assert alike("fire alarm", "Fire, alarm")
    assert not alike("fire", "flood")
    assert not alike("fire alarm", "fire")


def test_the_signature_of_a_text_is_the_same_for_ever():
    signature = copies.sign("Rebels shelled the city of Ganja on Sunday.")
    assert len(signature) == 4 * copies.PERMUTATIONS
    assert signature[:12].hex() == PINNED
    assert copies.sign("\ud800 \0") == copies.sign("")


PINNED = "fb0bb508ef7e6704215e821d"

FORM = (
    "Please sign in with your account to go on. You have no account? Make one, it takes a minute, and is for nothing."
)


def test_of_a_page_that_shows_something_else_than_its_story_the_title_is_compared():
    raid, flood = "Soldiers raid villages at dawn", "Flood destroys three bridges"
    assert copies.sign(FORM, title=raid) != copies.sign(FORM, title=flood)
    assert copies.sign(FORM, title=raid) == copies.sign("Wait a moment.", title=raid)
    assert copies.sign(FORM, title="Account") == copies.sign(FORM, title="") == copies.sign(FORM)
    assert copies.sign(edited(), title="Word0 of word1 and word2") == copies.sign(edited())


def test_pages_that_show_the_same_form_are_no_copies_where_their_titles_differ(chronicle):
    titles = ["Soldiers raid villages at dawn", "Flood destroys three bridges", "Soldiers raid villages at dawn"]
    add(chronicle, *(document(at, FORM, title=title) for at, title in enumerate(titles)))
    assert grouped(chronicle) == [{"doc0", "doc2"}]
    assert not faults(chronicle)


@given(
    st.lists(st.sampled_from(STORY), max_size=60).map(" ".join),
    st.lists(st.sampled_from(STORY), max_size=60).map(" ".join),
)
def test_how_much_two_signatures_agree_is_near_what_the_texts_share(one, other):
    some, others = copies._shingles(one), copies._shingles(other)
    share = len(some & others) / len(some | others)
    found = alike(one, other)
    assert found if share > 0.75 else not found if share < 0.25 else True


@given(st.permutations([edited(*range(at)) for at in range(0, 120, 12)]))
def test_groups_do_not_depend_on_the_order(bodies):
    names = {body: f"{len(body.split('other')):03}" for body in bodies}
    found = copies.groups({names[body]: copies.sign(body) for body in bodies})
    assert found == copies.groups(
        {name: copies.sign(body) for body, name in sorted(names.items(), key=lambda one: one[1])}
    )
    assert sorted(found[0]) == found[0]


# --- in a database -------------------------------------------------------------------------------------------------


def test_near_copies_are_one_group_and_others_are_in_none(chronicle):
    add_bodies(chronicle, a=edited(), b=edited(3), c="other words of quite another report", d=edited(), e=edited(9, 99))
    assert grouped(chronicle) == [{"a", "b", "d", "e"}]
    assert chronicle.totals().voices == 2
    assert not faults(chronicle)


def test_the_title_does_not_matter(chronicle):
    add(chronicle, document(1, edited(), title="Jets strike"), document(2, edited(), title="Raid on camp"))
    assert grouped(chronicle) == [{"doc1", "doc2"}]


CHAIN = {"a": edited(), "b": edited(*range(40)), "c": edited(*range(40), *range(160, 200))}


def test_a_chain_of_near_copies_is_one_group_in_any_order(place):
    pairs = itertools.combinations(CHAIN.values(), 2)
    assert [alike(*pair) for pair in pairs] == [True, False, True]
    with Chronicle(place, create=True) as chronicle:
        for number, order in enumerate(itertools.permutations(CHAIN)):
            turned = {name: edited(words=[f"{word}of{number}" for word in CHAIN[name].split()]) for name in order}
            add_bodies(chronicle, **{f"{number}{name}": body for name, body in turned.items()})
        assert grouped(chronicle) == [{f"{number}{name}" for name in "abc"} for number in range(6)]
        assert not faults(chronicle)


def test_two_groups_become_one_through_a_document_between_them(chronicle):
    add_bodies(chronicle, a=CHAIN["a"], a2=CHAIN["a"], c=CHAIN["c"], c2=f"{CHAIN['c']} and so on")
    assert grouped(chronicle) == [{"a", "a2"}, {"c", "c2"}]
    add_bodies(chronicle, b=CHAIN["b"])
    assert grouped(chronicle) == [{"a", "a2", "b", "c", "c2"}]
    assert not faults(chronicle)


def test_forgetting_the_bridge_of_a_group_splits_it(chronicle):
    add_bodies(chronicle, a=CHAIN["a"], a2=CHAIN["a"], c=CHAIN["c"], b=CHAIN["b"])
    assert grouped(chronicle) == [{"a", "a2", "b", "c"}]
    chronicle.forget("b", by="Ada", because="on request")
    assert grouped(chronicle) == [{"a", "a2"}]
    assert not faults(chronicle)
    chronicle.forget("a", by="Ada", because="on request")
    assert grouped(chronicle) == []
    assert not faults(chronicle)


def test_forgetting_a_document_leaves_the_groups_as_if_it_had_never_been_there(chronicle):
    bodies = {"a": edited(), "far": edited(*range(50))}
    bridge = edited(*range(25))
    assert alike(*bodies.values())
    assert not meets(*bodies.values())
    assert all(meets(bridge, body) for body in bodies.values())
    add_bodies(chronicle, **bodies)
    before = grouped(chronicle)
    add_bodies(chronicle, bridge=bridge)
    chronicle.forget("bridge", by="Ada", because="on request")
    assert grouped(chronicle) == before


def test_forgetting_the_one_that_stood_for_identical_copies_leaves_the_others_to_be_found(chronicle):
    add_bodies(chronicle, a=edited(), b=edited(), c=edited())
    chronicle.forget("a", by="Ada", because="on request")
    assert grouped(chronicle) == [{"b", "c"}]
    add_bodies(chronicle, near=edited(5), same=edited())
    assert grouped(chronicle) == [{"b", "c", "near", "same"}]
    for name in ("b", "c", "same"):
        chronicle.forget(name, by="Ada", because="on request")
    assert grouped(chronicle) == []
    add_bodies(chronicle, last=edited(5, 6))
    assert grouped(chronicle) == [{"last", "near"}]
    assert not faults(chronicle)


def test_forgetting_one_that_others_stood_for_leaves_them_as_they_are(chronicle):
    add_bodies(chronicle, a=edited(), b=edited(), c=edited())
    chronicle.forget("c", by="Ada", because="on request")
    assert grouped(chronicle) == [{"a", "b"}]
    assert not faults(chronicle)


@pytest.mark.parametrize("body", ["fire", "!!!", "火"])
def test_documents_of_one_word_or_none_are_copies_where_they_are_the_same(chronicle, body):
    add_bodies(chronicle, a=body, b=body, c="flood")
    assert grouped(chronicle) == [{"a", "b"}]
    assert not faults(chronicle)


def test_a_thousand_identical_copies_are_one_group_in_reasonable_time(tmp_path):
    with Chronicle(tmp_path / "c.db", create=True) as chronicle:
        began = time.monotonic()
        add_bodies(chronicle, **{f"n{number}": edited() for number in range(1000)})
        assert time.monotonic() - began < 15
        (group,) = grouped(chronicle)
        assert len(group) == 1000
        assert chronicle.totals().voices == 1
