"""Questions that are answered with all that stands behind a verb, however long that is.

Lists and long phrases are not taken apart: what a clause includes, what its subject is made of, was
caused by or is the same as is told in the words of the passage, to the end of the sentence.
"""

from __future__ import annotations

from collections.abc import Iterator

from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.reading import lexicon
from codi.teachers.builtin.reading.english import noun_lemma
from codi.teachers.builtin.reading.framed import FramedClause
from codi.teachers.builtin.reading.frames import vague
from codi.teachers.builtin.reading.phrases import head_of, noun_phrase, verb_group
from codi.teachers.builtin.reading.tagset import ADVERBS, at
from codi.teachers.builtin.reading.tokens import Token

_INCLUDING = frozenset(["include", "comprise", "contain", "feature"])
_FEWEST = 3
_POINTING = frozenset("this that these those such it they other others another following".split())
_PART_OF = frozenset(["one", "some", "part", "many", "most", "among"])
_MADE_OF = frozenset(["of"])


def ask_entire(clause: FramedClause) -> Iterator[Candidate]:
    """What it includes, what it consists of, what the X of Y is."""
    verb, frame, tokens = clause.verb, clause.frame, clause.frame.tokens
    unsure = verb.negative or verb.never or clause.follows or set(verb.auxiliaries) & _UNSURE
    if unsure or frame.front[0] < frame.front[1] or tokens[frame.subject[0]].lower in _POINTING:
        return
    if verb.adverbs or goes_on(tokens, frame.rest, frame.end):
        return
    yield from _included(clause)
    yield from _equal(clause)


_UNSURE = frozenset("may might could would".split())


def _included(clause: FramedClause) -> Iterator[Candidate]:
    """As in "What do the islands include?" for a list of any length."""
    frame, tokens, verb = clause.frame, clause.frame.tokens, clause.verb
    lemma, start = verb.group.lemma, frame.rest
    made = lemma == "consist" and at(tokens, start).lower in _MADE_OF
    if not (made or (lemma in _INCLUDING and not verb.group.passive)):
        return
    start += made
    stop = noun_phrase(tokens, start)
    several = any(t.text == "," or t.tag == "CC" for t in tokens[start : frame.end])
    if stop == start or not several or _names_people(clause, start, stop):
        return
    auxiliary, rest = verb.inverted()
    tail = "of" if made else ""
    yield clause.candidate(
        "list",
        "object",
        (f"What {auxiliary} {{S}} {rest} {tail}", f"what {{S}} {verb.statement()} {tail}"),
        frame.line.words(start, frame.end),
        1.0,
    )


def _names_people(clause: FramedClause, start: int, stop: int) -> bool:
    """Whether persons are listed, or are what they are listed for."""
    tokens = clause.frame.tokens
    heads = [tokens[head_of(tokens, *clause.frame.subject)], tokens[head_of(tokens, start, stop)]]
    return any(noun_lemma(head.lower) in lexicon.HUMAN_NOUNS for head in heads)


def _equal(clause: FramedClause) -> Iterator[Candidate]:
    """As in "What were the tract's boundaries?" for a row of streets."""
    frame, tokens, verb = clause.frame, clause.frame.tokens, clause.verb
    start, end = frame.subject
    stop = noun_phrase(tokens, frame.rest)
    related = tokens[start].lower == "the" and any(
        token.tag == "POS" or token.lower == "of" for token in tokens[start:end]
    )
    owned = any(token.tag == "POS" for token in tokens[start:end])
    if not verb.copula or not (related or owned) or stop == frame.rest:
        return
    first = at(tokens, frame.rest)
    named = first.tag in {"NNP", "CD"} or first.lower == "the"
    if not named or vague(tokens, frame.rest, frame.end) or _names_people(clause, frame.rest, stop):
        return
    if len(clause.words(frame.end).split()) < _FEWEST or at(tokens, stop).lower in _PART_OF:
        return
    asked = f"What {verb.main} {{S}}", f"what {{S}} {verb.main}"
    yield clause.candidate("what", "identity", asked, clause.words(frame.end), 0.9)


def goes_on(tokens: list[Token], start: int, end: int) -> bool:
    """Whether a verb or a clause of its own follows a comma or conjunction in a stretch."""
    return any(
        second_verb(tokens, index + 1, end)
        for index in range(start, end)
        if tokens[index].tag == "CC" or tokens[index].text == ","
    )


def own_clause(tokens: list[Token], start: int, end: int) -> bool:
    """Whether a clause with a subject of its own follows a comma or conjunction in a stretch."""
    for index in range(start, end):
        if tokens[index].tag != "CC":
            continue
        place = index + 1
        while tokens[place].tag in ADVERBS:
            place += 1
        stop = noun_phrase(tokens, place)
        while place < stop < end and tokens[stop].tag == "IN":
            stop = max(noun_phrase(tokens, stop + 1), stop + 1)
        group = verb_group(tokens, stop) if stop > place else None
        opened = any(
            t.tag in {"WDT", "WP", "WRB"} or t.lower == "that" for t in tokens[start:index]
        )
        goes_on = place < stop < end and tokens[stop].tag in {"DT", "PRP$"}
        past = place < stop < end - 1 and tokens[stop].tag == "VBN"
        goes_on = goes_on or (past and tokens[stop + 1].tag in {"RB", "DT"})
        if (goes_on or (group is not None and group.finite)) and not opened:
            return True
    return False


def second_verb(tokens: list[Token], start: int, end: int) -> bool:
    """Whether a verb, or a clause of its own, stands behind a comma or conjunction."""
    place = start
    while place < end and (tokens[place].tag in ADVERBS | {"CC"}):
        place += 1
    group = verb_group(tokens, place)
    if group is not None and group.end <= end:
        return group.finite or group.tag in {"VB", "VBD"}
    further = noun_phrase(tokens, place)
    following = verb_group(tokens, further) if place < further < end else None
    return following is not None and following.finite
