"""Who speaks: the person or body to whom the report ascribes the words around a token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dateline.language import Parsed

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

SAYING = frozenset(
    "say tell add state declare write tweet announce claim argue insist warn note explain report acknowledge admit "
    "assert remark reply respond stress concede confirm deny call describe testify predict believe think vow urge "
    "suggest comment ask condemn accuse continue speak".split()
)
_CLAUSAL = frozenset({"ccomp", "parataxis", "advcl", "xcomp", "conj", "relcl", "acl", "pcomp", "dobj", "attr", "acomp"})
_LOOK_BACK = 3  # sentences; farther off a speaker is no longer understood


def speaker_of(parsed: Parsed, token: Token) -> Token | None:
    """The head of the phrase that names who says the words around `token`; None where nobody is told.

    First the verb of saying on which the clause depends, then, for quoted words, one in the same sentence outside of
    the quotation, then in the sentences of the same paragraph, last the paragraph before.
    """
    governing = _governing(token)
    if governing is not None:
        return governing
    if not is_quoted(parsed, token):
        return None
    here = parsed.sentence_of(token)
    found = _said_in(parsed, token.doc)
    if found is not None:
        return found
    near = [s for s in parsed.sentences if s.line == here.line and s.index != here.index and s.tokens is not None]
    after = [s for s in near if s.index > here.index]
    before = [s for s in reversed(parsed.sentences[: here.index]) if here.index - s.index <= _LOOK_BACK]
    for sentence in (*after, *before):
        if sentence.tokens is not None:
            found = _said_in(parsed, sentence.tokens)
            if found is not None:
                return found
    return None


def is_quoted(parsed: Parsed, token: Token) -> bool:
    """True where `token` stands within quotation marks that opened in the same paragraph."""
    sentence = parsed.sentence_of(token)
    first = next(s for s in parsed.sentences[: sentence.index + 1] if s.line == sentence.line)
    ahead = parsed.document.text[first.start : parsed.start(token)]
    curly = ahead.count("“") - ahead.count("”")
    return curly > 0 or ahead.count('"') % 2 == 1


def _governing(token: Token) -> Token | None:
    current = token
    while current.head != current:
        above = current.head
        if above.lemma_.lower() in SAYING and above.pos_ == "VERB" and current.dep_ in _CLAUSAL:
            subject = _subject(above)
            if subject is not None and subject.i != token.i:
                return subject
        current = above
    return None


def _subject(verb: Token) -> Token | None:
    subject = next((child for child in verb.children if child.dep_ == "nsubj"), None)
    if subject is None and verb.dep_ == "conj":
        return _subject(verb.head)
    if subject is not None and subject.tag_ in ("WP", "WDT") and verb.dep_ == "relcl":
        return verb.head
    return subject


def _said_in(parsed: Parsed, doc: Doc) -> Token | None:
    for verb in doc:
        if verb.pos_ == "VERB" and verb.lemma_.lower() in SAYING and not is_quoted(parsed, verb):
            subject = _subject(verb)
            if subject is not None:
                return subject
    for token in doc:
        if token.lower_ == "according" and not is_quoted(parsed, token):
            source = next((t for c in token.children if c.lower_ == "to" for t in c.children if t.dep_ == "pobj"), None)
            if source is not None:
                return source
    return None
