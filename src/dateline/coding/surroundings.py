"""What stands around a word that may name an event, as names of features for the models of `coding.senses`.

A survey reads a parsed report once: which of its words the lexicon knows, what types they hint at, which means of
violence it names. From it, and from the parse around a word, come the features.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from dateline import ontology
from dateline.language import Parsed

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Lexicon = Mapping[tuple[str, str], tuple[ontology.Trigger, ...]]

CANDIDATE = 0.01  # chance by the encoder from which a word may name an event
STRONG = 0.5  # weight of a word that names an event more often than not
HINT = 0.25  # weight from which a word beside another hints at its own type
MAIN_TYPE = 0.2  # share of the hints of a report from which a type is one of its main types
LONG_WORD = 3  # letters; shorter words are written small in headlines too
HEADLINE = 0.7  # share of long words with a capital from which a line is a headline
POS = {"VERB": "V", "AUX": "V", "NOUN": "N", "PROPN": "N", "ADJ": "A"}
OBJECTS = {"dobj", "nsubjpass", "obj", "attr"}
BEFORE = {"compound", "amod", "nmod", "poss"}
_PLACES = {"GPE", "LOC", "FAC"}
_PEOPLE = {"PERSON", "NORP", "ORG"}
_ROLES = {
    "dobj": "object", "attr": "object", "nsubjpass": "object", "nsubj": "subject", "compound": "before",
    "amod": "before", "poss": "owner", "prt": "particle", "acomp": "complement", "oprd": "complement",
}  # fmt: skip
_MEANS_PREPOSITIONS = ("in", "with", "by", "using", "during", "from")
_ENDINGS = (("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"))


@dataclass(frozen=True, kw_only=True)
class Survey:
    """A parsed report with what its words hint at, sentence by sentence and as a whole."""

    parsed: Parsed
    lexicon: Lexicon
    tokens: tuple[Token, ...]  # those that may name an event, by the encoder
    repeats: Mapping[str, int]  # uses of each lemma that the lexicon knows
    density: float  # strong words of the lexicon a sentence
    main_types: tuple[str, ...]
    hints: Mapping[int, tuple[tuple[int, str], ...]]  # by sentence: (token index, type) of its hinting words
    means: Mapping[str, int]  # uses of words for means of violence, by mode
    told_means: frozenset[str]  # modes whose means some word of the report names outright
    sentence_means: Mapping[int, tuple[str, ...]]
    modes: Mapping[str, float]  # share of each "TYPE/mode" in what the words hint at of its type

    def senses(self, token: Token) -> tuple[ontology.Trigger, ...]:
        """The lexicon's senses of a token, the likeliest first; none where the lexicon lacks it."""
        return senses(token, self.lexicon)


def survey(parsed: Parsed, lexicon: Lexicon | None = None) -> Survey:
    """Read a report once; `lexicon` is the shipped one where none is given (training hands in its own)."""
    lexicon = ontology.triggers() if lexicon is None else lexicon
    types: dict[str, float] = defaultdict(float)
    modes: dict[tuple[str, str], float] = defaultdict(float)
    means: Counter[str] = Counter()
    told_means: set[str] = set()
    hints: dict[int, list[tuple[int, str]]] = defaultdict(list)
    sentence_means: dict[int, set[str]] = defaultdict(set)
    known = []
    tokens = []
    for sentence, doc in parsed.parsed_sentences():
        for token in doc:
            entries = senses(token, lexicon)
            told_means.add(_means().get(token.lemma_.lower(), ""))
            for mode in sorted(_means_named(token, entries)):
                means[mode] += 1
                sentence_means[sentence.index].add(mode)
            if part_of_speech(token) and parsed.readout.event(parsed.word(token)) >= CANDIDATE:
                tokens.append(token)
            if entries:
                known.append(token)
                for entry in entries:
                    types[entry.type] += entry.weight
                    modes[entry.type, entry.mode] += entry.weight
                hint = hinted_type(token, lexicon)
                if hint:
                    hints[sentence.index].append((token.i, hint))
    total = sum(types.values()) or 1
    strong = sum(sum(entry.weight for entry in senses(token, lexicon)) >= STRONG for token in known)
    return Survey(
        parsed=parsed,
        lexicon=lexicon,
        tokens=tuple(tokens),
        repeats=Counter(token.lemma_.lower() for token in known),
        density=strong / max(1, len(parsed.sentences)),
        main_types=tuple(sorted(name for name, weight in types.items() if weight / total > MAIN_TYPE)),
        hints={index: tuple(found) for index, found in hints.items()},
        means=means,
        told_means=frozenset(told_means),
        sentence_means={index: tuple(sorted(found)) for index, found in sentence_means.items()},
        modes={f"{kind}/{mode}": weight / (types[kind] or 1) for (kind, mode), weight in modes.items()},
    )


def part_of_speech(token: Token) -> str:
    """V, N or A as in the lexicon; "" for words that name no event."""
    return POS.get(token.pos_, "")


def senses(token: Token, lexicon: Lexicon) -> tuple[ontology.Trigger, ...]:
    """The senses of a token, the likeliest first; none where the lexicon lacks it.

    Headlines make the tagger take verbs for names ("Urges", "Condemns"), so the forms of a capitalised word that the
    lexicon lacks are tried without their endings.
    """
    pos = part_of_speech(token)
    if not pos:
        return ()
    lemma = token.lemma_.lower()
    found = lexicon.get((lemma, pos))
    if found is None and token.text[:1].isupper() and token.pos_ in ("PROPN", "NOUN") and _may_be_verb(token):
        found = next((lexicon[key] for key in _uninflected(lemma) if key in lexicon), None)
    return found or ()


def _may_be_verb(token: Token) -> bool:
    """True outside names, and where names cannot be told because nearly every long word is capitalised."""
    return not token.ent_type_ or _is_headline(token.doc)


def _is_headline(doc: Doc) -> bool:
    if "headline" not in doc.user_data:
        long = [word for word in doc if word.is_alpha and len(word.text) > LONG_WORD]
        doc.user_data["headline"] = sum(word.text[0].isupper() for word in long) > HEADLINE * len(long)
    return bool(doc.user_data["headline"])


@cache
def _uninflected(word: str) -> tuple[tuple[str, str], ...]:
    stems = [word[: -len(ending)] + other for ending, other in _ENDINGS if word.endswith(ending) and len(word) > 4]
    return tuple((stem, pos) for stem in stems for pos in ("V", "N"))


def hinted_type(token: Token, lexicon: Lexicon) -> str:
    """The type that a word of the lexicon most likely names, "" where it seldom names any."""
    entries = senses(token, lexicon)
    return entries[0].type if entries and sum(entry.weight for entry in entries) > HINT else ""


@cache
def _means() -> Mapping[str, str]:
    return {row["word"]: row["mode"] for row in ontology.table("means.tsv", "word", "mode")}


@cache
def means_modes() -> frozenset[str]:
    """The modes that a means decides."""
    return frozenset(_means().values())


def _means_named(token: Token, entries: tuple[ontology.Trigger, ...]) -> set[str]:
    named = {_means().get(token.lemma_.lower(), "")} if token.pos_ in POS else set()
    if entries and entries[0].type == "ASSAULT":
        named.add(entries[0].mode)
    return named - {""}


def find_context(token: Token) -> ontology.Context | None:
    """The first context of the table that holds around the token."""
    for context in ontology.trigger_contexts().get((token.lemma_.lower(), part_of_speech(token)), ()):
        for relation in context.relations:
            words = _related(token, relation)
            if ("*" in context.words and words) or relation == "*" or not context.words.isdisjoint(words):
                return context
    return None


def _related(token: Token, relation: str) -> set[str]:
    """Lemmas (and lower-case forms) of the words that stand in a relation to the token."""
    name, _, preposition = relation.partition(":")
    if name == "object":
        found = [child for child in token.children if child.dep_ in OBJECTS]
        found += [head for head in (token.head,) if token.dep_ in ("acl", "relcl") and token.tag_ == "VBN"]
    elif name == "subject":
        found = [child for child in token.children if child.dep_ in ("nsubj", "nsubjpass", "agent")]
    elif name == "complement":
        found = [child for child in token.children if child.dep_ in ("oprd", "acomp")]
    elif name == "compound":
        found = [child for child in token.children if child.dep_ in BEFORE]
        found += [grandchild for child in list(found) for grandchild in child.children if grandchild.dep_ in BEFORE]
    elif name == "particle":
        found = [child for child in token.children if child.dep_ == "prt"]
        found += [child for child in token.children if child.dep_ == "advmod" and child.i == token.i + 1]
    elif name == "prep":
        found = [
            grandchild
            for child in token.children
            if child.dep_ in ("prep", "prt", "dative") and child.lower_ == preposition
            for grandchild in [*child.children, child]
        ]
    else:
        found = [token.head] if token.head != token else []
    return {form for word in found for form in (word.lemma_.lower(), word.lower_)}


def means_beside(token: Token) -> str:
    """The mode of the means that hangs together with a word: "rocket attack", "killed in a bombing"; else ""."""
    near = [child for child in token.children if child.dep_ in BEFORE or child.dep_ in ("advcl", "dobj", "oprd")]
    near += [
        word
        for child in token.children
        if child.dep_ in ("prep", "agent") and child.lower_ in _MEANS_PREPOSITIONS
        for word in child.children
    ]
    near += [grandchild for word in list(near) for grandchild in word.children if grandchild.dep_ in BEFORE]
    near += [token.head] if token.dep_ in ("relcl", "acl", "xcomp", "conj", "compound", "prep") else []
    near += [subject for subject in token.children if subject.dep_ in ("nsubj", "agent")]
    return next((_means()[word.lemma_.lower()] for word in near if word.lemma_.lower() in _means()), "")


def word_features(report: Survey, token: Token, context: ontology.Context | None) -> Iterator[str]:
    """The grammar and the words around a token, and what the report is about."""
    yield f"pos={part_of_speech(token)}"
    yield f"tag={token.tag_}"
    for child in token.children:
        yield from _child_features(report, token, child)
    if token.head != token:
        yield from _head_features(report, token)
    if in_quotes(token):
        yield "quoted"
    hints = report.hints.get(report.parsed.sentence_of(token).index, ())
    yield from sorted({f"type in sentence={name}" for index, name in hints if index != token.i})
    yield from (f"type in report={name}" for name in report.main_types)
    if context:
        yield f"context={context.type or 'none'}"


def _child_features(report: Survey, token: Token, child: Token) -> Iterator[str]:
    if child.dep_ in _ROLES:
        role = _ROLES[child.dep_]
        yield f"{role}={child.lemma_.lower()}"
        yield f"near={child.lemma_.lower()}"
        yield from _kind_features(report, child, role)
    elif child.dep_ in ("prep", "agent"):
        yield f"prep={child.lower_}"
        yield f"word and prep={token.lemma_.lower()} {child.lower_}"
        for grandchild in child.children:
            if grandchild.dep_ in ("pobj", "pcomp"):
                yield f"after prep={grandchild.lemma_.lower()}"
                yield f"near={grandchild.lemma_.lower()}"
                yield from _kind_features(report, grandchild, f"after {child.lower_}")
    elif child.dep_ in ("ccomp", "xcomp", "advcl", "acl", "relcl"):
        yield f"clause={child.dep_}"
        yield from _kind_features(report, child, child.dep_)
    elif child.dep_ == "aux" and child.tag_ == "MD":
        yield f"modal={child.lemma_.lower()}"
    elif child.dep_ == "neg":
        yield "negated"


def _kind_features(report: Survey, token: Token, role: str) -> Iterator[str]:
    """What kind of thing stands in a role: an entity's kind, or the type of event it hints at."""
    if token.ent_type_:
        yield f"{role} entity={token.ent_type_}"
    hint = hinted_type(token, report.lexicon)
    if hint:
        yield f"{role} type={hint}"


def _head_features(report: Survey, token: Token) -> Iterator[str]:
    head = token.head
    yield f"dep={token.dep_}"
    if head.dep_ == "prep":
        yield f"under prep={head.lower_}"
        head = head.head
        yield f"over prep={head.lemma_.lower()}"
    else:
        yield f"under {token.dep_}={head.lemma_.lower()}"
    yield from _kind_features(report, head, f"under {token.dep_}")


def in_quotes(token: Token) -> bool:
    """True where an odd number of double quotation marks stands before the token in its sentence."""
    before = sum(word.text in ('"', "“", "”") for word in token.doc[: token.i])
    return before % 2 == 1


def is_named(token: Token) -> bool:
    """True where the token or a word that depends on it belongs to the name of a person, body or place."""
    return any(word.ent_type_ in _PEOPLE or word.ent_type_ in _PLACES for word in [token, *token.children])


def below_features(token: Token) -> Iterator[str]:
    """The kinds of names and figures that depend on a token."""
    kinds = {word.ent_type_ for word in list(token.subtree)[:30]}
    if kinds & _PLACES:
        yield "place below"
    if kinds & _PEOPLE:
        yield "people below"
    if "DATE" in kinds:
        yield "date below"
    if "CARDINAL" in kinds:
        yield "number below"
