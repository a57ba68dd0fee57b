"""Whose voice a stretch of the report is: reports of speech and quotations, with their sources named.

A quotation belongs to the reporting word beside it; one that has none belongs to whoever spoke last in its line, or
in the lines before.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from dateline.coding.names import Cast
from dateline.coding.sources import (
    PRONOUNS,
    SPEAKERS,
    UNNAMED,
    Source,
    SourceNames,
    describe,
    is_pronoun,
    is_speaker,
    kind_of,
    shorten,
)
from dateline.coding.speech import Cue, Report, cue_of, find_reports, quotations
from dateline.language import Parsed, Sentence
from dateline.model import Span, Stance

if TYPE_CHECKING:
    from spacy.tokens import Token

SPEAKS_ON = 300  # characters within which "he said" is taken for the last speaker
QUOTES_ON = 2500  # characters within which a quotation without a cue is taken for the last speaker's
SCARE_WORDS = 3  # a quotation of so few words may be a nickname; it has a speaker only where a cue stands beside it
NOBODY = Source(name=UNNAMED, kind=UNNAMED)
_UNNAMED = ("adverb", "passive")  # frames in which the grammar knows whether anybody is named
PARTIAL = frozenset({"blames", "denies", "claims-responsibility"})  # stances by which alone nothing is known as a fact
SPEAKING = ("clause", "quote", "according", "inf")  # frames whose source speaks, where "allegedly" has none

_SAID = r"(?:said|says|told|added|adds|tweeted|wrote|continued|insisted|claimed|warned|explained|noted|argued|posted)"
_NAME = r"[A-Z][\w’'.-]*(?:\s(?:(?:de|al|bin|van|von)\s)?[A-Z][\w’'.-]*){0,4}"
_SPEAKER = re.compile(
    rf"{_SAID}\s(?P<after>{_NAME})|(?P<before>{_NAME}|\b(?:he|she|they|it))\s(?:also\s|has\s)?{_SAID}\b"
)
_OWNING = re.compile(
    r"(?:\w+\s){0,2}?(?:claim|took|take|taking|accept|admit)\w*\s(?:\w+\s)?(?:responsibility|credit)\b"
)
_BEFORE = re.compile(r"^(?P<source>[^:“”‘’\"']{2,40}): (?P<content>.+)")
_AFTER = re.compile(r"^(?P<content>.+?)(?::| [–—-]) (?P<source>[^:“”‘’\"']{2,40})$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """A source, its cue and what it says: the code points from `start` to `end` of the text; and what found it.

    `frame` is how the content stands to the cue; "attitude" where no word of the cue is known to report speech.
    """

    source: Source
    stance: Stance
    frame: str
    by: Literal["grammar", "encoder", "both"] = "grammar"
    cue: Span
    evidence: Span
    start: int
    end: int

    @property
    def length(self) -> int:
        """Code points of the content; of nested contents the shortest is the innermost."""
        return self.end - self.start

    def covers(self, start: int, end: int) -> bool:
        """True where these code points stand in the content, not in the cue."""
        inside = self.start <= start and end <= self.end
        return inside and not (self.cue.start < end and start < self.cue.end)


class Voices:
    """The attributions of one report, found by place."""

    def __init__(self, parsed: Parsed, cast: Cast) -> None:
        self._parsed = parsed
        self._by_sentence: dict[int, list[Attribution]] = {}
        for attribution in attributions(parsed, cast):
            if attribution.length:
                first = parsed.sentence_at(attribution.start).index
                last = parsed.sentence_at(attribution.end - 1).index
                for index in range(first, last + 1):
                    self._by_sentence.setdefault(index, []).append(attribution)

    def covering(self, start: int, end: int) -> list[Attribution]:
        """The attributions whose content holds these code points, the innermost first."""
        here = self._by_sentence.get(self._parsed.sentence_at(start).index, [])
        return sorted((a for a in here if a.covers(start, end)), key=lambda a: (a.length, a.start))


def attributions(parsed: Parsed, cast: Cast) -> list[Attribution]:
    """All attributions of a report: those of the parse, then the quotations, which run on beyond a sentence."""
    names = SourceNames(cast)
    together = _together(_resolve(parsed, names, find_reports(parsed)), _heard(parsed, names))
    spoken = [_owning(parsed.document.text, one) for one in together]
    return [*spoken, *_headline(parsed), *_Quotes(parsed, names, spoken).attributed()]


def _owning(text: str, one: Attribution) -> Attribution:
    """The attribution as a claim of responsibility, where its words say so."""
    owns = one.stance == "asserts" and _OWNING.match(text, one.cue.start)
    return replace(one, stance="claims-responsibility") if owns else one


def _together(read: Iterable[Attribution], heard: Sequence[Attribution]) -> list[Attribution]:
    """What the grammar reads and what the encoder hears, in the order of their cues.

    Of one cue the encoder hears better who speaks, and what; the grammar knows the stance, what the encoder missed, and
    that "allegedly" and "are reported to" name nobody.
    """
    known = [report for report in read if report.frame in _UNNAMED]
    found = [one for one in heard if not any(_meet(one.cue, report.cue) for report in known)]
    kept = list(found)
    for report in read:
        same = [number for number, one in enumerate(kept) if _meet(one.cue, report.cue)]
        for number in same:
            if report.stance != "asserts":
                found[number] = replace(found[number], stance=report.stance)
            if found[number].source == NOBODY:
                found[number] = replace(found[number], source=report.source)
            found[number] = replace(found[number], by="both", frame=report.frame)
        if not any(kept[number].start < report.end and report.start < kept[number].end for number in same):
            found.append(replace(report, source=found[same[0]].source) if same else report)
    return sorted(found, key=lambda one: (one.cue.start, one.start))


def _meet(left: Span, right: Span) -> bool:
    return left.start < right.end and right.start < left.end


def _heard(parsed: Parsed, names: SourceNames) -> list[Attribution]:
    """What the encoder's layers of speech find, one attribution for each piece of a content."""
    found: list[Attribution] = []
    for saying in parsed.sayings:
        cue = parsed.document.span(*saying.cue)
        word, entry = _entry(parsed, cue)
        stance = entry.stances[0][1] if entry is not None else "asserts"
        if stance != "denies" and word is not None and any(child.dep_ == "neg" for child in word.children):
            continue
        source = _source_at(parsed, names, saying.source, cue.start, found)
        if source is None:
            continue
        ends = sorted([*saying.cue, *(saying.source or ())])
        for start, end in saying.contents:
            found.append(
                Attribution(
                    source=source,
                    stance=stance,
                    frame=_frame(parsed, cue, start, known=entry is not None),
                    by="encoder",
                    cue=cue,
                    evidence=parsed.document.span(ends[0], ends[-1]),
                    start=start,
                    end=end,
                )
            )
    return found


def _frame(parsed: Parsed, cue: Span, start: int, *, known: bool) -> str:
    if cue.text.casefold().startswith("according"):
        return "according"
    if not known:
        return "attitude"
    return "quote" if parsed.document.text[start] in '“"' else "clause"


def _entry(parsed: Parsed, cue: Span) -> tuple[Token | None, Cue | None]:
    """The reporting word of a cue, and its entry in the table."""
    tokens = parsed.tokens_at(cue.start, cue.end)
    for token in tokens:
        entry = cue_of(token)
        if entry is not None:
            return token, entry
    return parsed.head_at(cue.start, cue.end), None


def _source_at(
    parsed: Parsed, names: SourceNames, told: tuple[int, int] | None, offset: int, before: list[Attribution]
) -> Source | None:
    """The source that stands between two offsets; NOBODY where none does, None where it is "I" or "you"."""
    if told is None:
        return NOBODY
    token = parsed.head_at(*told)
    if token is None:
        return _plain_source(names, parsed.document.text[slice(*told)], offset, before)
    if token.pos_ == "ADP":  # "by the ministry"
        token = next((child for child in token.children if child.dep_ == "pobj"), token)
    if is_speaker(token):
        return None
    named = (child for child in token.children if child.dep_ == "appos" and child.pos_ == "PROPN")
    person = _person_in(parsed.tokens_at(*told), token) or next(named, None)
    if person is not None:
        return _source(names, person, offset, before)
    source = _source(names, token, offset, before)
    whole = shorten(parsed.document.text[slice(*told)])
    if token.ent_type_ == "PERSON" or source.name != describe(token) or whole is None:
        return source
    return replace(source, name=whole, kind=kind_of(whole, label=token.ent_type_))


def _person_in(tokens: Sequence[Token], head: Token) -> Token | None:
    """The last word of a person's name beside the description of a source: "the county's sheriff, John Smith".

    "A spokesman for John Smith" and "John Smith's office" are not he.
    """
    first, last = tokens[0].i, tokens[-1].i
    people = (ent for ent in head.doc.ents if ent.label_ == "PERSON" and first < ent.start and ent.end - 1 <= last)
    person = next(people, None)
    if person is None or head in person:
        return None
    before = person[0].nbor(-1)
    owns = person[-1].i < last and person[-1].nbor().tag_ == "POS"
    return None if owns or before.pos_ == "ADP" or before.tag_ == "POS" else person[-1]


def _plain_source(names: SourceNames, words: str, offset: int, before: Sequence[Attribution]) -> Source | None:
    """The source that words of a sentence name which was not worth parsing; None where they leave it open."""
    if words.casefold() in SPEAKERS:
        return None
    if words.casefold() in PRONOUNS:
        last = _antecedent(words.casefold(), offset, before)
        return last.source if last is not None else None
    return Source(name=names.full_name(words), kind=kind_of(words, label="PERSON"), person=True)


def _headline(parsed: Parsed) -> list[Attribution]:
    """The source of a title in the manner of headlines: "Blast kills two: police", "Police: Blast kills two"."""
    title = parsed.document.title if parsed.document.body_start else ""
    for pattern in (_BEFORE, _AFTER):
        match = pattern.search(title)
        source = match["source"] if match else ""
        kind = kind_of(source)
        if match and kind != UNNAMED:
            cue = parsed.document.span(*match.span("source"))
            start, end = match.span("content")
            who = Source(name=source, kind=kind)
            return [
                Attribution(source=who, stance="asserts", frame="headline", cue=cue, evidence=cue, start=start, end=end)
            ]
    return []


def _resolve(parsed: Parsed, names: SourceNames, reports: Iterable[Report]) -> list[Attribution]:
    found: list[Attribution] = []
    for report in reports:
        if report.source is not None and is_speaker(report.source):
            continue
        cue = parsed.span(report.cue)
        evidence = cue
        if report.source is not None:
            ends = sorted((report.source.left_edge.i, report.source.i, report.cue.i))
            evidence = parsed.span(report.cue.doc[ends[0]], report.cue.doc[ends[-1]])
        found.append(
            Attribution(
                source=_source(names, report.source, cue.start, found),
                stance=report.stance,
                frame=report.frame,
                cue=cue,
                evidence=evidence,
                start=report.start,
                end=report.end,
            )
        )
    return found


def _source(names: SourceNames, token: Token | None, offset: int, before: list[Attribution]) -> Source:
    if token is None:
        return NOBODY
    if not is_pronoun(token):
        return names.name_source(token) or NOBODY
    last = _antecedent(token.lower_, offset, before)  # who spoke last speaks on
    if last is not None and offset - last.cue.start < SPEAKS_ON:
        return last.source
    return names.name_source(token) or (last.source if last is not None else NOBODY)


def _antecedent(pronoun: str, offset: int, before: Sequence[Attribution]) -> Attribution | None:
    """The last attribution to a source that a pronoun may stand for."""
    return next((a for a in reversed(before) if a.cue.start < offset and _fits(a.source, pronoun)), None)


def _fits(source: Source, pronoun: str) -> bool:
    if source.kind == UNNAMED and not source.person and not source.name[:1].isupper():
        return pronoun == "they" and source.name.split()[-1].endswith("s")
    if pronoun in ("he", "she"):
        return source.person
    return not source.person and (pronoun == "it" or source.name.split()[-1].endswith("s") or source.kind != "document")


class _Quotes:
    """Finds the speaker of each quotation of a report."""

    def __init__(self, parsed: Parsed, names: SourceNames, spoken: list[Attribution]) -> None:
        self._parsed = parsed
        self._names = names
        self._ranges = quotations(parsed.document.text)
        self._speaking = [a for a in spoken if a.frame in SPEAKING and a.source != NOBODY]
        self._starts = [a.cue.start for a in self._speaking]
        self._lines: dict[int, list[Sentence]] = {}
        for sentence in parsed.sentences:
            self._lines.setdefault(sentence.line, []).append(sentence)

    def attributed(self) -> list[Attribution]:
        """One attribution for each quotation that somebody is seen to speak."""
        found: list[Attribution] = []
        for start, end in self._ranges:
            speaking = self._speaker_of(start, end, found[-1] if found else None)
            if speaking is not None:
                found.append(replace(speaking, start=start, end=end, frame="quote"))
        return found

    def _between(self, start: int, end: int) -> list[Attribution]:
        return self._speaking[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def _speaker_of(self, start: int, end: int, previous: Attribution | None) -> Attribution | None:
        parsed = self._parsed
        first, last = parsed.sentence_at(start), parsed.sentence_at(end - 1)
        beside = [*self._between(first.start, start), *self._between(end, last.end)]
        if beside:
            return min(beside, key=lambda a: min(abs(a.cue.start - end), abs(start - a.cue.end)))
        if len(parsed.document.text[start:end].split()) <= SCARE_WORDS:
            return None
        line = self._lines[first.line]
        before = self._between(line[0].start, start)
        if before:
            return before[-1]
        plain = self._plain_speaker(line, start, end)
        if plain is not None:
            return plain
        after = self._between(end, line[-1].end)
        if after:
            return after[0]
        earlier = self._between(start - QUOTES_ON, start)
        if previous is not None and start - previous.cue.start < QUOTES_ON:
            earlier.append(previous)
        return max(earlier, key=lambda a: a.cue.start, default=None)

    def _plain_speaker(self, line: list[Sentence], start: int, end: int) -> Attribution | None:
        """The speaker that a sentence names which was not worth parsing: "…,” said John Smith."."""
        text = self._parsed.document.text
        for sentence in line:
            if sentence.tokens is not None or sentence.end < start:
                continue
            for match in _SPEAKER.finditer(text, sentence.start, sentence.end):
                if any(a <= match.start() < b for a, b in self._ranges):
                    continue
                evidence = self._parsed.document.span(*match.span())
                words = (match["after"] or match["before"]).strip(" .,")
                source = _plain_source(self._names, words, match.start(), self._speaking)
                if source is not None:
                    return Attribution(
                        source=source,
                        stance="asserts",
                        frame="quote",
                        cue=evidence,
                        evidence=evidence,
                        start=start,
                        end=end,
                    )
        return None
