"""Who was harmed and how: outcomes for persons, as the words of harm of one sentence tell them.

Each word of harm in `data/harms.tsv` says what befell somebody; grammar says whom ("killed X", "X was killed", "the
death of X", "X dead") and `persons` how many they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, cast

from dateline import ontology
from dateline.coding.numbers import Count
from dateline.coding.persons import THING, Persons, add_up, counts_in, party_of, persons_of
from dateline.model import FigureKind, Side

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_POS = {"VERB": "V", "AUX": "V", "NOUN": "N", "PROPN": "N", "ADJ": "A"}
_FATAL = frozenset("fatally dead death deadly fatal killed lethally mortally".split())
_UNREAL = frozenset("could would might may can should must will to if 'll 'd".split())
_OWNED = frozenset(
    "death arrest assassination killing murder detention abduction kidnapping imprisonment capture".split()
)
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_RELATIVES = frozenset("who whom that which".split())
_LIFE_VERBS = frozenset("claim take lose cost".split())
_HARM_VERBS = frozenset("cause inflict leave suffer sustain result produce have be lead claim".split())
_NO = frozenset({"no", "without", "zero"})
_LOSSES: Mapping[str, tuple[FigureKind, ...]] = {
    "casualty": ("killed", "injured"), "victim": ("killed", "injured"), "injury": ("injured",), "wound": ("injured",),
}  # fmt: skip
_UNHURT = frozenset("unharmed unhurt uninjured unscathed".split())
_BLASTS = frozenset("explode detonate".split())
_DISARMING = frozenset("defuse deactivate dismantle disarm".split())
_BOMBS = frozenset("bomb device explosive dynamite grenade mine charge ied".split())
_OWN_PARTS = frozenset({"the", "both"})  # what stands before a part of one's body
_TIMES = {"double": 2, "triple": 3, "quadruple": 4}
_BODY_TROUBLE = frozenset("have suffer sustain receive get".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Harm:
    """A word of harm: see the comment in `data/harms.tsv`."""

    kind: FigureKind
    where: str
    how: str


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Persons harmed, as one word of harm tells it."""

    word: Token
    kind: FigureKind
    persons: Persons
    side: Side
    reason: str


@cache
def harms() -> Mapping[tuple[str, str], Harm]:
    """The words of harm by lemma and part of speech (V, N, A)."""
    rows = ontology.table("harms.tsv", "word", "pos", "kind", "where", "how")
    return {
        (row["word"], row["pos"]): Harm(kind=cast("FigureKind", row["kind"]), where=row["where"], how=row["how"])
        for row in rows
    }


def find_outcomes(doc: Doc) -> list[Outcome]:
    """The figures that a parsed sentence tells, in the order of their words of harm."""
    counts = counts_in(doc)
    found: list[Outcome] = []
    for token in doc:
        found += next(filter(None, (reader(token, counts) for reader in _READERS)), [])
    return _without_repeats(found)


def _at_harm(token: Token, counts: Sequence[Count]) -> list[Outcome]:
    harm = harm_of(token)
    if harm is None or any(child.dep_ == "neg" for child in token.children):
        return []
    kind: FigureKind = "killed" if harm.how == "fatal" and _is_fatal(token) else harm.kind
    if harm.how == "fatal" and kind == "injured" and token.pos_ == "NOUN":  # "a shot"; of a headline a participle
        return []
    victims, reason, side = _victims(token, harm)
    persons = _with_company(token, persons_of(victims, counts) if victims is not None else (), counts)
    if not persons and harm.where in {"object", "subject"} and (victims is None or party_of(victims) != THING):
        persons, reason = _beside(token, counts), "number beside the word"
    return [
        Outcome(word=token, kind=kind, persons=each, side=_side(each, side), reason=reason)
        for each in (_shared(token, part) for part in persons)
        if (each.low, each.high) != (None, None)
        and (each.high != 0 or kind in {"killed", "injured"})  # "no arrests" tells of none
        and (each.told or (harm.how != "counted" and not is_unreal(token)))
    ]


def _at_times(token: Token, _: Sequence[Count]) -> list[Outcome]:
    """Two or three at once: "a double murder"."""
    harm = harm_of(token)
    times = next((child for child in token.children if child.lower_ in _TIMES), None)
    if harm is None or harm.where != "of" or times is None:
        return []
    number = _TIMES[times.lower_]
    persons = Persons(low=number, high=number, first=times, last=token, told=True)
    return [
        Outcome(word=token, kind=harm.kind, persons=persons, side="unknown", reason=f"{times.lower_} {token.lower_}")
    ]


def harm_of(token: Token) -> Harm | None:
    """The entry of a token in the table of harms, if it is a word of harm."""
    pos = _POS.get(token.pos_)
    if pos is None:
        return None
    lemma = token.lemma_.lower()
    found = harms().get((lemma, pos))
    # The small parser takes capitalised participles of headlines for names: "Man Killed in Shooting".
    if found is None and token.pos_ in {"PROPN", "NOUN", "ADJ"} and token.lower_.endswith(("ed", "shot", "slain")):
        verb = {"shot": "shoot", "slain": "slay"}.get(token.lower_)
        for stem in (verb,) if verb else (token.lower_[:-2], token.lower_[:-1]):
            found = found or harms().get((stem, "V"))
    return found


def _is_fatal(token: Token) -> bool:
    near = {child.lower_ for child in token.children} | {inner.lower_ for c in token.children for inner in c.children}
    after = token.nbor().lower_ if token.i + 1 < len(token.doc) else ""
    return bool(near & _FATAL or after in _FATAL)


def is_unreal(token: Token) -> bool:
    """True under a modal verb or in an infinitive: "could kill", "plotted to kill", but not "said to have killed"."""
    signs = {child.lower_ for child in token.children if child.dep_ in {"aux", "mark"}}
    return bool(signs & _UNREAL) and not {"to", "have"} <= signs


def _victims(token: Token, harm: Harm) -> tuple[Token | None, str, Side]:
    if harm.where == "self":
        return token, "the word names the persons", "unknown"
    is_gerund = token.tag_ == "VBG" and any(c.lower_ == "of" and c.dep_ == "prep" for c in token.children)
    if harm.where == "of" or is_gerund:
        return _of_or_whose(token)
    if harm.where == "have":
        return _who_has(token)
    if token.pos_ == "ADJ":
        return _described(token), "state after the word for the persons", "unknown"
    if harm.where == "subject":
        return _subject(token), "subject of the verb", "unknown"
    return _object(token)


def _subject(token: Token) -> Token | None:
    """The subject, through relative pronouns and coordinated verbs."""
    for child in token.children:
        if child.dep_ in _SUBJECTS:
            return _antecedent(child, token)
    if token.dep_ == "conj" and token.head.pos_ in {"VERB", "AUX", "ADJ"}:
        return _subject(token.head)
    if token.dep_ in {"acl", "relcl"}:
        return token.head
    return None


def _antecedent(subject: Token, verb: Token) -> Token:
    if subject.lower_ in _RELATIVES and subject.tag_ in {"WP", "WDT", "IN"}:
        clause = verb
        while clause.dep_ == "conj":
            clause = clause.head
        if clause.dep_ in {"relcl", "acl"}:
            return clause.head
    return subject


def _object(token: Token) -> tuple[Token | None, str, Side]:
    """Who suffers a transitive verb: its object, or its subject where it is passive."""
    children = list(token.children)
    direct = next((child for child in children if child.dep_ == "dobj"), None)
    if direct is not None:
        return direct, "object of the verb", "target"
    passive = next((child for child in children if child.dep_ == "nsubjpass"), None)
    if passive is not None:
        return _antecedent(passive, token), "subject of the passive", "target"
    inverted = next((c for aux in children if aux.dep_ == "auxpass" for c in aux.children if c.dep_ == "attr"), None)
    if inverted is not None and token.tag_ == "VBN":
        return inverted, "subject behind the participle", "target"
    if token.dep_ == "acl" and token.tag_ == "VBN":
        return token.head, "participle behind the word for the persons", "target"
    if token.dep_ == "amod" and token.tag_ in {"VBN", "JJ"} and token.head.i > token.i:
        return token.head, "participle before the word for the persons", "target"
    if token.dep_ == "relcl" and not any(c.lower_ in _RELATIVES and c.dep_ in _SUBJECTS for c in children):
        return token.head, "relative clause", "target"
    subject = next((child for child in children if child.dep_ == "nsubj"), None)
    if subject is not None and token.tag_ in {"VBN", "VBD", "NNP", "JJ"} and _reads_as_passive(token):
        return _antecedent(subject, token), "subject of a shortened passive", "target"
    if subject is None and token.dep_ == "conj" and token.tag_ in {"VBN", "VBD"} and token.head.pos_ in {"VERB", "ADJ"}:
        return _object(token.head) if harm_of(token.head) or _is_passive(token.head) else (None, "", "unknown")
    if token.dep_ == "advcl" and token.tag_ == "VBN" and token.head.pos_ == "VERB":
        return (_object(token.head)) if harm_of(token.head) else (None, "", "unknown")
    if token.tag_ in {"NNP", "NN"}:
        compound = next((child for child in reversed(children) if child.dep_ in {"compound", "nmod"}), None)
        return compound, "word before a participle of a headline", "target"
    return None, "", "unknown"


def _reads_as_passive(token: Token) -> bool:
    """True for "hundreds wounded" and "30 injured in the blast": nothing behind it that it could act on."""
    if token.tag_ == "VBN" and not any(
        child.lemma_ == "have" or (child.dep_ == "aux" and child.lower_ in {"'s", "’s", "'ve", "’ve", "'d", "’d"})
        for child in token.children
    ):
        return True
    after = token.nbor() if token.i + 1 < len(token.doc) else None
    return (
        after is None
        or after.is_punct
        or after.lower_ in {"in", "by", "when", "after", "as", "during", "on", "at", "and"}
    )


def _is_passive(token: Token) -> bool:
    return any(child.dep_ in {"nsubjpass", "auxpass"} for child in token.children)


def _of_or_whose(token: Token) -> tuple[Token | None, str, Side]:
    for child in token.children:
        if child.lower_ == "of" and child.dep_ == "prep":
            for inner in child.children:
                if inner.dep_ == "pobj":
                    return inner, f"'{token.lower_} of'", "target"
    if token.tag_ in {"NNS", "NNPS"}:
        measured = token.dep_ == "pobj" and token.head.lower_ == "of" and token.head.head.tag_ in {"NNS", "CD"}
        return token.head.head if measured else token, f"number of {token.lower_}", "unknown"
    owner = next((child for child in token.children if child.dep_ == "poss"), None)
    if owner is not None and token.lower_ in _OWNED:
        return owner, f"owner of the {token.lower_}", "target"
    return None, "", "unknown"


def _who_has(token: Token) -> tuple[Token | None, str, Side]:
    """Whose state it is: "another has severe injuries", "injuries to a guard", "the suspect is in custody"."""
    hurt = _hurt_by(token)
    if hurt is not None:
        return hurt, f"'{token.lower_} to'", "target"
    verb = token.head
    if token.dep_ == "dobj" and verb.lemma_ in _BODY_TROUBLE:
        return _subject(verb), f"subject of '{verb.lower_} {token.lower_}'", "unknown"
    if token.dep_ == "pobj" and verb.lower_ in {"in", "into"} and token.lower_ == "custody":
        state = verb.head
        if _is_passive(state):
            return _object(state)
        direct = next((child for child in state.children if child.dep_ == "dobj"), None)
        return direct or _subject(state), "in custody", "target"
    return None, "", "unknown"


def _hurt_by(injury: Token) -> Token | None:
    """Who has "injuries to two guards"; not a part of the body, "injuries to the head"."""
    to = injury.nbor() if injury.i + 1 < len(injury.doc) else injury  # the parse may hang it on the verb
    hurt = next((inner for inner in to.children if inner.dep_ == "pobj"), None)
    if to.lower_ != "to" or hurt is None:
        return None
    is_part = any(child.lower_ in _OWN_PARTS or child.dep_ == "poss" for child in hurt.children)
    return None if is_part else hurt


def _described(token: Token) -> Token | None:
    """Who is dead: "12 dead", "left three people dead", "X is dead", "was shot dead" (told by the verb)."""
    subject = next((child for child in token.children if child.dep_ in _SUBJECTS), None)
    if subject is not None:
        return subject
    if token.dep_ in {"acomp", "oprd"}:
        verb = token.head
        if harm_of(verb):
            return None
        direct = next((child for child in verb.children if child.dep_ in {"dobj", "nsubjpass"}), None)
        return direct if direct is not None else _subject(verb)
    if token.dep_ == "amod":
        return token.head if token.head.i < token.i else None
    if token.dep_ == "conj" and token.head.pos_ == "ADJ":
        return _described(token.head)
    return None


def _beside(token: Token, counts: Sequence[Count]) -> tuple[Persons, ...]:
    """The count that touches the word of harm, where the parse leads to nobody: "12 dead", "killing 20"."""
    for count in counts:
        last = token.doc[count.last]
        noun = last.head if last.dep_ == "nummod" and last.head.i in {count.last + 1, count.last + 2} else last
        behind = count.first == token.i + 1 and token.tag_ in {"VBD", "VBG", "VBN", "VBP"}
        before = noun.i == token.i - 1 or count.last == token.i - 1
        if behind or before:
            if noun in (token, last):
                return (Persons(low=count.low, high=count.high, first=token.doc[count.first], last=last, told=True),)
            return persons_of(noun, counts)
    return ()


def _with_company(token: Token, persons: tuple[Persons, ...], counts: Sequence[Count]) -> tuple[Persons, ...]:
    """With those beside: "he was arrested along with nine others": ten."""
    if len(persons) != 1:
        return persons
    for child in token.children:
        if child.lower_ in {"along", "together"} and child.i + 1 < len(token.doc):
            company = next((inner for inner in child.nbor().children if inner.dep_ == "pobj"), None)
            others = persons_of(company, counts) if company is not None else ()
            if len(others) == 1:
                return (add_up((*persons, *others)),)
    return persons


def _shared(token: Token, persons: Persons) -> Persons:
    """One number for several harms: of "300 killed, injured or captured" each befell at most 300.

    So "several were killed and wounded", for nobody was both; but "shot and killed" is one harm, told twice.
    """
    chain = [*_listed(token, -1), token, *_listed(token, 1)]
    harms_told = [harm for member in chain if (harm := harm_of(member))]
    kinds = {harm.kind for harm in harms_told}
    joined_by_or = any(member.lower_ == "or" for member in chain)
    both = {"killed", "injured"} <= kinds and all(harm.how != "fatal" for harm in harms_told)
    return replace(persons, low=None) if persons.told and len(kinds) > 1 and (joined_by_or or both) else persons


def _listed(token: Token, step: int) -> list[Token]:
    """The words of harm, commas, "and" and "or" that run on from a word of harm to one side."""
    found: list[Token] = []
    at = token.i + step
    while 0 <= at < len(token.doc) and (token.doc[at].lower_ in {",", "or", "and"} or harm_of(token.doc[at])):
        found.append(token.doc[at])
        at += step
    return found


def _at_losses(token: Token, counts: Sequence[Count]) -> list[Outcome]:
    """Losses of no one kind: with "no casualties" nobody was killed or injured, of "12 casualties" at most 12 each."""
    kinds = _LOSSES.get(token.lemma_.lower(), ())
    if not kinds or token.tag_ not in {"NNS", "NNPS"}:
        return []
    if _is_none(token):
        persons = _nobody(token)
    else:
        number = next(iter(persons_of(token, counts)), None)
        if token.lemma_.lower() != "casualty" or number is None or not number.told:
            return []
        most = number.low if number.high is None else number.high
        persons = replace(number, low=None, high=most)
    return [
        Outcome(word=token, kind=kind, persons=persons, side="unknown", reason=f"number of {token.lower_}")
        for kind in kinds
    ]


def _is_none(noun: Token) -> bool:
    """True for "no casualties", "without causing any casualties", "did not cause any injuries"."""
    if any(child.lower_ in _NO for child in noun.children):
        return True
    above = [noun.head, noun.head.head, noun.head.head.head]
    if any(token.lower_ == "without" for token in above):
        return True
    verb = next((token for token in above if token.pos_ in {"VERB", "AUX"}), None)
    return verb is not None and verb.lemma_ in _HARM_VERBS and any(child.dep_ == "neg" for child in verb.children)


def _nobody(token: Token) -> Persons:
    return Persons(low=0, high=0, first=token, last=token, told=True)


def _at_escape(token: Token, _: Sequence[Count]) -> list[Outcome]:
    """Who came to no harm: "the minister escaped unhurt", "the driver was not injured", "escaped injury"."""
    harm = harm_of(token)
    is_denied = harm is not None and harm.kind == "injured" and any(child.dep_ == "neg" for child in token.children)
    escaped = token.lemma_.lower() in _LOSSES and token.dep_ in {"dobj", "pobj"} and _flees(token)
    if not (token.lower_ in _UNHURT or (is_denied and not is_unreal(token)) or escaped):
        return []
    return [Outcome(word=token, kind="injured", persons=_nobody(token), side="unknown", reason="came to no harm")]


def _flees(noun: Token) -> bool:
    verb = noun.head.head if noun.dep_ == "pobj" else noun.head
    return verb.lemma_ == "escape"


def _at_failure(token: Token, _: Sequence[Count]) -> list[Outcome]:
    """A bomb that did not go off hurt nobody (guidelines): "failed to explode", "was defused"."""
    goes_off = token.lemma_ in _BLASTS or (token.lemma_ == "go" and any(c.lower_ == "off" for c in token.children))
    failed = goes_off and (token.head.lemma_ == "fail" or any(child.dep_ == "neg" for child in token.children))
    things = {child.lemma_.lower() for child in token.children if child.dep_ in {"dobj", "nsubjpass"}}
    if not failed and not (token.lemma_ in _DISARMING and things & _BOMBS):
        return []
    return [Outcome(word=token, kind="injured", persons=_nobody(token), side="unknown", reason="it did not go off")]


def _side(persons: Persons, side: Side) -> Side:
    return "civilians" if persons.party == "civilians" else side


def _at_toll(token: Token, counts: Sequence[Count]) -> list[Outcome]:
    """Tolls: "the death toll rose to 40", "put the toll at 12"."""
    if token.lower_ != "toll" or token.i == 0:
        return []
    following = [count for count in counts if token.i < count.first <= token.i + 8]
    for count in following:
        before = token.doc[count.first - 1].lower_
        if before in {"to", "at", "of", "is", "was", "reached", "reaches", "exceeds", "exceeded", "hit", "stood", ":"}:
            last = token.doc[count.last]
            persons = Persons(low=count.low, high=count.high, first=token.doc[count.first], last=last, told=True)
            return [Outcome(word=token, kind="killed", persons=persons, side="unknown", reason="death toll")]
    return []


def _at_lives(token: Token, counts: Sequence[Count]) -> list[Outcome]:
    """Lives: "claimed 25 lives", "took the lives of 25 people", "25 people lost their lives", "we lost 30 people"."""
    if token.lemma_ not in _LIFE_VERBS or token.pos_ != "VERB":
        return []
    thing = next((child for child in token.children if child.dep_ == "dobj"), None)
    if thing is None:
        return []
    if thing.lemma_.lower() == "life":
        number = next((count for count in counts if thing.left_edge.i <= count.last < thing.i), None)
        if number:
            last = token.doc[number.last]
            found: tuple[Persons, ...] = (
                Persons(low=number.low, high=number.high, first=token.doc[number.first], last=last, told=True),
            )
        else:
            of, _, _ = _of_or_whose(thing)
            victims = of if of is not None and of != thing else (_subject(token) if token.lemma_ == "lose" else None)
            found = persons_of(victims, counts) if victims is not None else ()
    elif token.lemma_ == "lose":
        found = tuple(persons for persons in persons_of(thing, counts) if persons.told and thing.tag_ != "CD")
    else:
        found = ()
    return [Outcome(word=token, kind="killed", persons=p, side=_side(p, "target"), reason="lives lost") for p in found]


def _without_repeats(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """One outcome for each kind and stretch of words; no injury of those whom the same words tell as killed."""
    killed = {each.persons.first.i for each in outcomes if each.kind == "killed"}
    seen: set[tuple[str, int]] = set()
    kept = []
    for each in outcomes:
        key = (each.kind, each.persons.first.i)
        weak = each.kind == "injured" and each.word.lemma_ in {"shoot", "stab"} and each.persons.first.i in killed
        if key not in seen and not weak:
            seen.add(key)
            kept.append(each)
    return kept


_READERS = (_at_times, _at_harm, _at_toll, _at_lives, _at_losses, _at_escape, _at_failure)
