"""Questions on a part of a sentence: the examples after "such as", the event of a year."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.asking.making import Said, on_lines, topic
from codi.teachers.builtin.reading import lexicon
from codi.teachers.builtin.reading.lines import Line
from codi.teachers.builtin.reading.phrases import noun_phrase, verb_group
from codi.teachers.builtin.reading.tagset import FINITE, NOUNS, at
from codi.teachers.builtin.reading.tokens import Token

PARTS = 75_000
_VAGUE = frozenset(
    """things ones others items ways factors reasons cases examples areas parts aspects features
    members numbers types kinds forms works times terms days years people""".split()
)
_NO_EVENTS = frozenset(
    """be have find claim argue say confirm suggest note estimate report know believe think state
    describe show live include contain seem remain consist""".split()
)
_DATED = re.compile(r"\b[Ii]n (?:early |late |mid-)?(?:[A-Z][a-z]+ )?(?P<year>1\d{3}|20\d\d)\b")


def ask_examples(line: Line) -> Iterator[Candidate]:
    """As in "What are some examples of metals?" for "metals such as iron, copper and tin"."""
    tokens, end = line.tokens, line.length
    for index in range(1, end - 1):
        such = tokens[index].lower == "such" and tokens[index + 1].lower == "as"
        if not such:
            continue
        start = _noun_before(tokens, index)
        stop = _row(tokens, index + 2, end)
        if start is None or stop is None or not line.clear(start, stop):
            continue
        before = line.words(start, index).rstrip(" ,")
        named = line.words(index + 2, stop)
        yield on_lines(
            [line],
            "list",
            "examples",
            (f"What are some examples of {before}", f"what some examples of {before} are"),
            Said(short=named, statement=f"examples of {before} are {named}"),
            fact=PARTS + line.sentence.index,
            score=1.1,
            entity=topic(before),
            surface=before,
        )


_TELLING = frozenset("few the his her their its our of and or".split())


def _noun_before(tokens: list[Token], index: int) -> int | None:
    """Where the plural noun phrase that ends before a place begins."""
    last = index - 1 if tokens[index - 1].text != "," else index - 2
    if last < 0 or tokens[last].tag not in {"NNS", "NNPS"} or tokens[last].lower in _VAGUE:
        return None
    start = last
    while start > 0 and tokens[start - 1].tag in NOUNS | {"JJ"}:
        start -= 1
    vague = tokens[start].lower in {"other", "many", "several", "various", "certain", "different"}
    start += vague
    article = tokens[start - 1].lower if start else ""
    if at(tokens, start - 1).tag == "IN" and at(tokens, start - 2).tag in NOUNS:
        return None  # "molecules in organisms, such as proteins"
    if start > last or article in _TELLING:
        return None
    return start


def _row(tokens: list[Token], start: int, end: int) -> int | None:
    """Where "a, b and c" ends; None where it is no row of at least two noun phrases."""
    place, several = noun_phrase(tokens, start), False
    if place == start:
        return None
    while place < end:
        token = tokens[place]
        joint = token.text == "," or token.lower in {"and", "or"}
        if not joint:
            break
        following = place + 1
        if token.text == "," and at(tokens, following).lower in {"and", "or"}:
            following += 1
        further = noun_phrase(tokens, following)
        if further == following or at(tokens, further).tag in FINITE:
            break
        several = several or token.lower != ","
        last = token.lower in {"and", "or"} or at(tokens, following - 1).lower in {"and", "or"}
        several = several or last
        place = further
        if last:
            break
    whole = place >= end or tokens[place].text in {",", ".", ";"}
    return place if several and whole else None


def ask_years(line: Line) -> Iterator[Candidate]:
    """As in "What happened in 1906?", answered with the sentence that tells of the year."""
    tokens, end = line.tokens, line.length
    years = [token.text for token in tokens if lexicon.YEAR.match(token.text)]
    shown = line.whole()
    match = _DATED.search(shown)
    if len(years) != 1 or match is None or match["year"] != years[0] or end > 38:
        return
    place = next((i for i, token in enumerate(tokens) if token.tag in FINITE), end)
    group = verb_group(tokens, place) if place < end else None
    if group is None or at(tokens, group.start).tag != "VBD" or group.negative:
        return
    told = not group.passive and (group.auxiliaries or group.lemma in _NO_EVENTS)
    if told:
        return
    if not line.clear(0, end) or tokens[0].tag in {"CC", "PRP", "PRP$", "EX"}:
        return
    when = f"in {match.group()[3:]}"
    yield on_lines(
        [line],
        "what",
        "event",
        (f"What happened {when}", f"what happened {when}"),
        Said(short="", statement=shown),
        fact=PARTS + 2_000 + line.sentence.index,
        score=0.7,
        entity=topic(years[0]),
        surface=years[0],
    )
