"""Who stands where in the grammar around the word that names an event: heads of the actors' and targets' phrases.

Patterns over a dependency parse, in the tradition of PETRARCH2 (Norris, Schrodt and Beieler 2017) but general: a verb's
subject acts and its object undergoes, passives the other way round; nouns take theirs from possessor, "of", "by", "on"
and from the verb that they depend on. Words that go another way stand in data/frames.tsv.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dateline.coding.frames import Frame, frame_of, frames
from dateline.coding.phrases import (
    RELATIVE,
    counted_of,
    group_of,
    is_counted,
    is_pronoun,
    kind_of,
    prepositional,
    sites,
)
from dateline.ontology import country_of

if TYPE_CHECKING:
    from spacy.tokens import Token

DEPTH = 6  # steps from word to word at most: a parse is a tree, but the rules go up and down it
_CLAUSE = frozenset({"VERB", "AUX"})
# Verbs that only lend a noun its grammar: who carries out an attack attacks.
_LIGHT = frozenset(
    "carry launch conduct make hold stage issue commit order sign reach take do perform mount wage lead begin start "
    "continue resume stop end halt give offer have pay plan prepare execute throw organise organize open join send "
    "deliver express announce step use host attend broker pursue call voice show intensify unleash undertake plot "
    "provide seek impose threaten spearhead authorize authorise".split()
)
_SUFFERED = frozenset(
    {
        "suffer",
        "face",
        "undergo",
        "survive",
        "escape",
        "receive",
        "get",
        "sustain",
        "draw",
        "attract",
        "provoke",
        "earn",
        "await",
    }
)
_BEING = frozenset({"be", "remain", "stay", "go", "appear"})
_TOWARDS = frozenset({"on", "against", "to", "with", "at", "behind"})
_ACCUSED = frozenset({"accuse", "suspect", "convict", "charge", "blame", "acquit", "clear", "exonerate", "indict"})
# Verbs that need an object: without one, headlines leave out the "was" ("Man jailed after attack").
_AFFECTING = frozenset(
    "kill arrest jail charge sentence convict detain wound injure shoot stab abduct kidnap execute behead murder "
    "capture free release expel deport accuse acquit exonerate indict arraign assassinate rescue imprison shell bomb "
    "bombard".split()
)
# Verbs whose object is what came of an act and not whom it struck: "the attack prompted the president to …".
_CAUSING = frozenset(
    "prompt cause spark lead force push drive trigger follow bring raise fuel help make give allow let have be".split()
)
_TAKING_PART = frozenset({"engage", "participate", "involve", "resort", "embark"})
_BLAMING = frozenset({"blame", "attribute", "pin"})
_ORDERS = frozenset({"order", "direction", "behest", "command", "instruction"})
_ORDERING = frozenset({"order", "command", "direct", "instruct", "authorize", "authorise"})
_OBJECTS = frozenset({"dobj", "ccomp", "xcomp", "dative", "prt"})
_PROMISING = frozenset({"promise", "vow", "threaten", "agree", "refuse", "pledge", "offer", "swear"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The head of a participant's phrase, its part, and the grammar that showed it, in words."""

    head: Token
    part: str  # "actor", "target", or "both" for sides of a mutual event told in one phrase
    why: str


def find_arguments(trigger: Token) -> list[Found]:
    """The participants of the event that `trigger` names, in the order of how plainly the grammar shows them."""
    if trigger.tag_ == "MD":
        found = list(_of_modal(trigger))
    elif trigger.pos_ in _CLAUSE:
        found = list(_of_verb(trigger, DEPTH))
    elif trigger.pos_ == "ADJ" or (trigger.tag_ in ("VBN", "VBG") and trigger.dep_ == "amod"):
        found = list(_of_adjective(trigger))
    else:
        found = list(_of_noun(trigger, DEPTH))
        itself = {"civilians": "target", "military": "actor"}.get(kind_of(trigger) or "")
        if itself is not None and trigger.pos_ == "NOUN":
            found.append(Found(head=trigger, part=itself, why="the word itself"))
    unique: dict[int, Found] = {}
    for item in (*_of_blame(trigger), *found):
        if item.head.i != trigger.i or item.why == "the word itself":
            unique.setdefault(item.head.i, item)
    return list(unique.values())


def is_passive(verb: Token) -> bool:
    """True for a verb in the passive, reduced clauses included ("fighters killed in …")."""
    if verb.lemma_.lower() in _PROMISING and any(
        child.dep_ in ("xcomp", "advcl") and any(mark.lower_ == "to" for mark in child.children)
        for child in verb.children
    ):
        return False  # "X, threatened on Thursday to strike": a parse error, as nobody is threatened to do something
    if any(child.dep_ in ("nsubjpass", "auxpass") for child in verb.children):
        return True
    if verb.tag_ not in ("VBN", "VBD") or any(
        child.dep_ == "aux" and child.lemma_ == "have" for child in verb.children
    ):
        return False
    if verb.dep_ == "conj" and verb.head.pos_ in _CLAUSE:
        return is_passive(verb.head) and not any(child.dep_ == "nsubj" for child in verb.children)
    if verb.lemma_.lower() in _AFFECTING and not any(child.dep_ in _OBJECTS for child in verb.children):
        return verb.dep_ != "relcl" or any(child.dep_ == "nsubj" and child.tag_ in RELATIVE for child in verb.children)
    return (
        verb.tag_ == "VBN"
        and verb.dep_ in ("acl", "advcl", "amod", "relcl", "ROOT", "xcomp", "ccomp")
        and not any(child.dep_ in ("nsubj", "dobj") for child in verb.children)
    )


def subject_of(verb: Token, depth: int = DEPTH) -> Token | None:
    """Who the clause of `verb` is about: its own subject, or the one that it shares with another verb or noun."""
    if depth == 0:
        return None
    own = next((child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")), None)
    if own is not None:
        if own.tag_ in RELATIVE or own.lower_ == "that":
            clause = _clause_head(verb)
            return clause.head if clause.dep_ == "relcl" else own
        return own
    head = verb.head
    if head == verb:
        return None
    if verb.dep_ == "conj" and head.pos_ in _CLAUSE:
        return subject_of(head, depth - 1)
    if verb.dep_ == "xcomp" and head.pos_ in _CLAUSE:
        ordered = next((child for child in head.children if child.dep_ in ("dobj", "dative")), None)
        if ordered is not None and head.lemma_ not in _PROMISING and kind_of(ordered):
            return ordered
        return subject_of(head, depth - 1)
    if verb.dep_ in ("advcl", "ccomp") and head.pos_ in _CLAUSE:
        return subject_of(head, depth - 1)
    if verb.dep_ == "acl":
        return head if verb.tag_ in ("VBG", "VBN", "VBD") else _owner(head, depth - 1)
    if verb.dep_ == "pcomp":
        governor = head.head
        if governor.pos_ in _CLAUSE:
            return accused_of(governor) or subject_of(governor, depth - 1)
        return governor if kind_of(governor) else _owner(governor, depth - 1)
    return None


def accused_of(verb: Token) -> Token | None:
    """Whom a verb of accusing accuses, None for other verbs."""
    if verb.lemma_.lower() not in _ACCUSED:
        return None
    wanted = ("nsubjpass",) if is_passive(verb) else ("dobj",)
    own = next((child for child in verb.children if child.dep_ in wanted), None)
    return own or (subject_of(verb) if is_passive(verb) else None)


def _clause_head(verb: Token) -> Token:
    while verb.dep_ == "conj" and verb.head.pos_ in _CLAUSE:
        verb = verb.head
    return verb


def _owner(noun: Token, depth: int) -> Token | None:
    """Who has the plan, makes the threat, takes the decision that `noun` names."""
    own = next((item.head for item in _of_noun(noun, depth) if item.part == "actor"), None)
    if own is None and depth > 0 and noun.dep_ == "dobj" and noun.head.pos_ in _CLAUSE and not is_passive(noun.head):
        return subject_of(noun.head, depth - 1)  # "the general was drawing up plans to …"
    return own


def _give(head: Token, part: str, why: str) -> Iterator[Found]:
    if part:
        yield Found(head=head, part=part, why=why)


def _of_verb(verb: Token, depth: int) -> Iterator[Found]:
    if depth == 0:
        return
    frame = frame_of(verb, "V")
    passive = is_passive(verb)
    if verb.dep_ == "amod" and verb.tag_ in ("VBN", "VBD"):
        yield from _give(verb.head, frame.object or frame.subject, "the participle's noun")
        return
    subject = subject_of(verb)
    if subject is not None:
        yield from _of_subject(subject, frame, passive, depth)
    for child in verb.children:
        if child.dep_ == "agent":
            for noun in (inner for inner in child.children if inner.dep_ == "pobj"):
                yield from _actor_or_doer(noun, "after passive 'by'", depth)
    yield from _of_orders(verb)
    if not passive:
        yield from _of_object(verb, frame)
    for prep, noun in prepositional(verb):
        going = prep == "to" and noun.ent_type_ == "GPE"  # a way, not somebody addressed
        part = frame.preps.get(prep, "") if prep != "by" and not going else ""
        if kind_of(noun):
            yield from _give(noun, part, f"after '{prep}'")
        elif part and not passive:
            yield from _of_thing(noun, part)


def _of_orders(word: Token) -> Iterator[Found]:
    """Who has it done: "killed on the orders of X", "on X's orders"; "X ordered troops to attack"."""
    for prep, noun in prepositional(word):
        if prep in ("on", "at", "under", "upon") and noun.lemma_.lower() in _ORDERS:
            givers = [child for child in noun.children if child.dep_ == "poss"]
            givers += [inner for of, inner in prepositional(noun) if of in ("of", "from", "by")]
            yield from (Found(head=one, part="actor", why="who ordered it") for one in givers if kind_of(one))
    above = word.head.head if word.dep_ == "acl" and word.head.dep_ == "dobj" else word.head
    if word.dep_ in ("xcomp", "ccomp", "acl") and above != word and above.lemma_.lower() in _ORDERING:
        giver = subject_of(above)
        if giver is not None and kind_of(giver) and not is_passive(above):
            yield Found(head=giver, part="actor", why="who ordered it")


def _of_blame(trigger: Token) -> Iterator[Found]:
    """Whom somebody blames for it: "a raid that killed two, which X blamed on Y" hangs anywhere near the raid."""
    for verb in trigger.doc:
        if verb == trigger or verb.lemma_.lower() not in _BLAMING or verb.pos_ != "VERB":
            continue
        deed = next((child for child in verb.children if child.dep_ in ("dobj", "nsubjpass")), None)
        above = list(verb.ancestors)
        did = trigger.dep_ == "nsubj" and trigger.head in above and trigger.head.lemma_ != "be"
        relative = verb.dep_ in ("relcl", "acl") and (trigger in above or (did and verb.i > trigger.i))
        if deed == trigger or relative:
            for prep, noun in prepositional(verb):
                if prep in ("on", "to") and kind_of(noun):
                    yield Found(head=noun, part="actor", why=f"'{verb.lemma_}' {prep} them")


def _of_subject(subject: Token, frame: Frame, passive: bool, depth: int) -> Iterator[Found]:
    if passive:
        if kind_of(subject) or is_counted(subject):
            yield from _give(subject, frame.object or "target", "subject of a passive")
        elif frame.object:
            yield from _of_thing(subject, frame.object)
        return
    if frame.subject == "actor":
        yield from _actor_or_doer(subject, "subject", depth)
    elif kind_of(subject) or is_counted(subject):
        yield from _give(subject, frame.subject, "subject that undergoes")


def _actor_or_doer(noun: Token, why: str, depth: int) -> Iterator[Found]:
    """`noun` where it can act; else who is behind it: "the US strike killed" has the actor US."""
    if kind_of(noun):
        yield Found(head=noun, part="actor", why=why)
        return
    doer = _owner(noun, depth - 1)
    if doer is not None:
        yield Found(head=doer, part="actor", why=f"who is behind the {why}")


def _of_object(verb: Token, frame: Frame) -> Iterator[Found]:
    objects = [child for child in verb.children if child.dep_ in ("dobj", "dative") and child.pos_ != "ADP"]
    clause = _clause_head(verb)
    if verb.lemma_.lower() in _BLAMING and any(prep in ("on", "to") and kind_of(n) for prep, n in prepositional(verb)):
        return  # what is blamed on somebody is the deed
    if not objects and clause.dep_ == "relcl" and kind_of(clause.head) and subject_of(verb) != clause.head:
        yield from _give(clause.head, frame.object, "object of the relative clause")
    for noun in objects:
        if noun.tag_ in RELATIVE and clause.dep_ == "relcl":
            yield from _give(clause.head, frame.object, "object of the relative clause")
        elif kind_of(noun) or is_counted(noun):
            yield from _give(noun, frame.object, "object")
        elif frame.object:
            yield from _of_thing(noun, frame.object)
    told = next((child for child in verb.children if child.dep_ in ("ccomp", "xcomp")), None)
    if told is not None and not objects:
        inner = next((child for child in told.children if child.dep_ in ("nsubj", "nsubjpass")), None)
        if inner is not None and kind_of(inner) and not is_pronoun(inner):
            yield from _give(inner, frame.object, "subject of what is said")


def _of_thing(noun: Token, part: str) -> Iterator[Found]:
    """A thing as the object ("condemned Turkey's offensive", "stormed the embassy"): whose it is, else itself."""
    owner = next((item.head for item in _inside(noun, frame_of(noun, "N")) if item.part == "actor"), None)
    if owner is not None and not (owner.ent_type_ == "PERSON" and noun.lemma_.lower() in sites()):
        yield from _give(owner, part, "whose the object is")


def _of_modal(word: Token) -> Iterator[Found]:
    """Of a demand ("Iran must leave") the speaker is added by the caller; here of whom it is made."""
    subject = subject_of(word.head)
    if subject is not None and kind_of(subject):
        yield Found(head=subject, part="target", why=f"who '{word.lower_}'")


def _of_adjective(word: Token) -> Iterator[Found]:
    """Of a judgement ("the attack was unacceptable") the speaker is added by the caller; here whom it is about."""
    frame = frames().get((word.lemma_.lower(), "A"))
    part = frame.subject if frame else "actor"
    if word.dep_ == "amod" and kind_of(word.head):
        yield from _give(word.head, part, "noun of the adjective")
    elif word.dep_ in ("acomp", "attr", "oprd", "conj") and word.head.pos_ in _CLAUSE:
        subject = subject_of(word.head)
        if subject is not None and kind_of(subject):
            yield from _give(subject, part, "subject of the adjective")


def _of_noun(noun: Token, depth: int) -> Iterator[Found]:
    if depth == 0:
        return
    frame = frame_of(noun, "N")
    yield from _inside(noun, frame)
    yield from _around(noun, depth)
    if noun.dep_ in ("conj", "appos") and noun.head.pos_ == "NOUN":
        yield from _of_noun(noun.head, depth - 1)


def _inside(noun: Token, frame: Frame) -> Iterator[Found]:
    """From the noun's own phrase: possessor, demonym, compound, prepositions."""
    for child in noun.children:
        if child.dep_ == "poss" and kind_of(child):
            yield from _give(child, frame.possessor, "possessor")
        elif child.dep_ in ("compound", "amod", "nmod") and child.i < noun.i:
            part = _part_of_modifier(child, frame)
            if part:
                yield Found(head=child, part=part, why="word before the noun")
    for prep, behind in prepositional(noun):
        inner = counted_of(behind) if kind_of(behind) else _carried(behind)
        if not kind_of(inner) and not is_counted(inner):
            continue
        part = frame.preps.get(prep, "") if prep != "of" else frame.preps.get("of", frame.of)
        if prep == "of" and noun.dep_ == "pobj" and noun.head.lower_ == "at":
            part = "actor"  # "at the request of police"
        yield from _give(inner, part, f"after '{prep}'")


def _carried(noun: Token) -> Token:
    """The people of whom a thing consists: "a convoy of aid workers"; else the noun itself."""
    return next((inner for prep, inner in prepositional(noun) if prep == "of" and kind_of(inner)), noun)


def _part_of_modifier(word: Token, frame: Frame) -> str:
    """What a word before the noun does: "US strike", "hostage release", but "military operation"."""
    kind = kind_of(word)
    if kind is None or (kind == "state" and not country_of(word.text) and word.ent_type_ in ("GPE", "NORP")):
        return ""
    if frame.of == "actor" and frame.preps.get("of") == "actor":
        return ""  # "the Syria conference", "coalition talks": what it is about
    if country_of(word.text) or group_of(word.text):
        return "actor"
    if word.pos_ == "ADJ":
        return ""
    undergoes = kind in ("civilians", "person", "government-person", "state")
    return frame.possessor if not undergoes or frame.possessor == "target" else ""


def _around(noun: Token, depth: int) -> Iterator[Found]:
    """From the verb that the noun depends on, and from clauses that depend on the noun."""
    verb = noun.head
    if noun.dep_ == "dobj" and verb.pos_ in _CLAUSE:
        yield from _of_light_verb(verb, depth)
    elif noun.dep_ == "nsubjpass":
        yield from _of_clause(verb)
    elif noun.dep_ == "nsubj" and verb.pos_ == "VERB" and verb.lemma_.lower() not in _CAUSING:
        for child in verb.children:
            if child.dep_ == "dobj" and (kind_of(child) or is_counted(child)):
                yield Found(head=child, part="target", why="object of what the event did")
        for prep, inner in prepositional(verb):
            if prep in _TOWARDS and verb.lemma_ in ("go", "aim"):
                yield from _of_recipient(prep, inner)
    elif noun.dep_ == "pobj":
        yield from _of_preposition(noun, depth)
    for clause in (child for child in noun.children if child.dep_ in ("relcl", "acl")):
        yield from _of_clause(clause)


def _of_light_verb(verb: Token, depth: int) -> Iterator[Found]:
    subject = subject_of(verb, depth - 1)
    if subject is None or not kind_of(subject):
        return
    if verb.lemma_ in _SUFFERED:
        yield Found(head=subject, part="target", why=f"who had to {verb.lemma_} it")
    elif verb.lemma_ in _LIGHT:
        part = "target" if is_passive(verb) else "actor"
        yield Found(head=subject, part=part, why=f"subject of '{verb.lemma_}'")
        for child in verb.children:
            if child.dep_ == "dative" and kind_of(child):
                yield Found(head=child, part="target", why="indirect object")
        for prep, inner in prepositional(verb):
            if prep in _TOWARDS:
                yield from _of_recipient(prep, inner)


def _of_recipient(prep: str, noun: Token) -> Iterator[Found]:
    if kind_of(noun):
        yield Found(head=noun, part="target", why=f"after '{prep}'")
    else:
        yield from _of_thing(noun, "target")


def _of_preposition(noun: Token, depth: int) -> Iterator[Found]:
    prep = noun.head
    governor = prep.head
    if governor.pos_ in _CLAUSE:
        accused = accused_of(governor)
        held = prep.lower_ in ("in", "into", "on") and frame_of(noun, "N").possessor == "target"
        if prep.lower_ == "under" or (held and governor.lemma_ in _BEING):
            subject = subject_of(governor, depth - 1)
            if subject is not None and kind_of(subject):
                yield Found(head=subject, part="target", why="who is under it")
        elif accused is not None:
            yield Found(head=accused, part="actor", why=f"'{governor.lemma_}' {prep.lower_} it")
        elif prep.lower_ in ("in", "to", "on") and governor.lemma_.lower() in _TAKING_PART:
            subject = subject_of(governor, depth - 1)
            if subject is not None and kind_of(subject):
                yield Found(head=subject, part="actor", why=f"'{governor.lemma_}' {prep.lower_} it")
        elif prep.lower_ in ("in", "by", "during"):
            yield from (item for item in _of_verb(governor, depth - 1) if item.part == "target")
    elif governor.lower_ in ("responsible", "guilty", "behind"):
        subject = subject_of(governor.head, depth - 1) if governor.head.pos_ in _CLAUSE else None
        if subject is not None and kind_of(subject):
            part = "target" if prep.lower_ == "to" else "actor"  # guilty to a charge, guilty of a crime
            yield Found(head=subject, part=part, why=f"'{governor.lower_}' for it")
    elif governor.pos_ in ("NOUN", "PROPN") and governor.lemma_ in ("victim", "survivor", "target"):
        yield Found(head=governor, part="target", why="victim of it")
    elif (
        governor.pos_ == "NOUN" and governor.dep_ in ("dobj", "pobj") and not kind_of(governor) and prep.lower_ == "of"
    ):
        yield from _of_noun(governor, depth - 1)


def _of_clause(clause: Token) -> Iterator[Found]:
    passive = is_passive(clause)
    for child in clause.children:
        if passive and child.dep_ == "agent":
            yield from (Found(head=t, part="actor", why="after passive 'by'") for t in child.children if kind_of(t))
        elif not passive and child.dep_ == "dobj" and (kind_of(child) or is_counted(child)):
            yield Found(head=child, part="target", why="object of the relative clause")
    blaming = clause.lemma_ in _ACCUSED | {"attribute", "pin"}
    for prep, inner in prepositional(clause) if passive else ():
        if blaming and prep in ("on", "to") and kind_of(inner):
            yield Found(head=inner, part="actor", why=f"'{clause.lemma_}' on them")
        elif not blaming and prep in ("on", "against", "at"):
            yield from _of_recipient(prep, inner)
