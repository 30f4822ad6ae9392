"""Asking on from what was just told: "Can you tell me more about that?", "Anything else?".

The answer is near the last one and on the same thing: a fact that nobody has asked about, or a
sentence of the passage as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from codi.phenomena.wording import content
from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.reading.english import word_classes
from codi.teachers.builtin.talking import moves
from codi.teachers.builtin.talking.choosing import scarce
from codi.teachers.builtin.talking.fragments import is_bare
from codi.teachers.builtin.talking.quoting import told_as_it_stands
from codi.teachers.builtin.talking.reference import OBJECT_FORMS
from codi.teachers.builtin.talking.talk import Exchange, Now, Talk
from codi.teachers.builtin.talking.wording import fill, sentence

_ACT = "more"
_MOST, _REACH, _FAR = 3, 2, 4
_NEW, _SHARED = 0.5, 2
_LEFT_OUT = ("Anything else?", "Anything more?", "And anything else?")
_LISTED = ("What else?", "And what else?", "Anything else?")
_OPEN_ENDED = frozenset(["what", "list", "tell"])
_OF = (
    "Can you tell me more about {}?",
    "What else can you tell me about {}?",
    "Is there more to know about {}?",
)
_DEFINITE = re.compile(
    r"\b[Tt]he ([a-z]{3,})(?=[,.;]| (?:is|are|was|were|has|have|had|can|will|in|on"
    r"|at|to|from|by|with|for|and)\b)"
)
_NO_THINGS = frozenset(
    """same first second third last next other others rest end beginning following former latter
    past future present way ways fact case number part time times day year most least best only
    whole question answer""".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _More:
    """Something that can be told: as an answer, what it rests on, the sentence, and the fact."""

    text: str
    quotes: tuple[str, ...]
    place: int
    same: bool
    candidate: Candidate | None = None


def more_where_nothing_is_left(now: Now) -> Exchange | None:
    """What else is said of the last thing, where the talk would end."""
    return next(more(now, asked_for=False), None)


def more(now: Now, *, asked_for: bool = True) -> Iterator[Exchange]:
    """What else is said of the last thing, where the plan has `asked_for` a tie to it.

    Seldom, never twice in a row, and in words that were not used before.
    """
    talk = now.talk
    told = [exchange.act == _ACT for exchange in talk.exchanges]
    last = talk.previous
    if now.style == "short" or last is None or told[-1] or sum(told) >= _MOST:
        return
    for found in _found(now, last):
        ways = _ways(now, last, found) or ([] if asked_for else _any_way(talk, last, found))
        ways = [way for way in ways if not _used(talk, way)]
        if ways:
            yield Exchange(
                user=moves.dressed(now.rng.choice(ways), now.manner(), now.rng),
                assistant=found.text,
                quotes=found.quotes,
                act=_ACT,
                candidate=found.candidate,
                about=last if found.same else None,
            )
            return


def _ways(now: Now, last: Candidate, found: _More) -> list[str]:
    """The wordings that have the tie asked for and are clear here."""
    if now.leaves_out:
        ways = _LISTED if last.kind in _OPEN_ENDED else _LEFT_OUT
        return [way for way in ways if is_bare(way) or not now.wants("bare_wh")]
    if not _tied(now.talk, last, found):
        return []
    if now.points:
        person = last.entity.kind == "person" and bool(last.entity.pronoun)
        person = person and not now.wants("demonstrative_anaphora")
        named = OBJECT_FORMS[last.entity.pronoun] if found.same and person else "that"
        return [way.format(named) for way in _OF]
    if now.wants("definite_reference"):
        nouns = [n for n in _DEFINITE.findall(found.text) if _is_thing(n, now.talk.latest)]
        return [way.format(f"the {nouns[0]}") for way in _OF] if nouns else []
    return []


def _any_way(talk: Talk, last: Candidate, found: _More) -> list[str]:
    return [*_LEFT_OUT, *([way.format("that") for way in _OF] if _tied(talk, last, found) else [])]


def _is_thing(noun: str, latest: frozenset[str]) -> bool:
    """Whether the turn before named the thing that the sentence calls "the ..."."""
    return "NOUN" in word_classes(noun) and noun not in _NO_THINGS and content(noun) <= latest


def _used(talk: Talk, way: str) -> bool:
    return any(way.lower()[:-1] in exchange.user.lower() for exchange in talk.exchanges)


def _tied(talk: Talk, last: Candidate, found: _More) -> bool:
    """Whether what is told goes on with the last answer itself."""
    ahead = found.place - last.sentence
    if found.same:
        return 0 <= ahead <= _REACH
    return 0 <= ahead <= 1 and len(content(found.text) & talk.latest) >= _SHARED


def _found(now: Now, last: Candidate) -> Iterator[_More]:
    """What can be told next, in the order of the passage, if it has to do with the last turn.

    Not what a later turn of the plan can ask for.
    """
    talk = now.talk
    facts = {found.place: found for found in reversed([*_facts(now, last)])}
    lines = {found.place: found for found in _lines(talk, last)}
    needed = scarce(now)
    kept = {candidate.sentence for candidate in now.open if candidate.kind in needed}
    for place in sorted((facts | lines).keys() - kept):
        found = facts.get(place) or lines[place]
        own = content(found.text)
        related = found.same or bool(own & talk.latest)
        if related and len(own - talk.said) >= _NEW * len(own):
            yield found


def _facts(now: Now, last: Candidate) -> Iterator[_More]:
    """Facts that are still open, told whole."""
    for candidate in now.open:
        if candidate.kind not in {"tell", "yes"} or candidate.follows:
            continue
        if not 0 <= candidate.sentence - last.sentence <= _FAR or candidate.fact == last.fact:
            continue
        told = replace(candidate, kind="tell", slot="telling", wrong="", assertion="")
        yield _More(
            text=sentence(fill(candidate.statement, candidate.surface), candidate.surface),
            quotes=now.talk.quotes(candidate),
            place=candidate.sentence,
            same=candidate.entity.key == last.entity.key,
            candidate=told,
        )


def _lines(talk: Talk, last: Candidate) -> Iterator[_More]:
    """Sentences as they stand that nobody was told of."""
    quoted = [quote for exchange in talk.exchanges for quote in exchange.quotes]
    used = {candidate.sentence for candidate in talk.asked}
    known = talk.said | content(talk.plan.passage.title)
    for line, text in told_as_it_stands(talk.analysis, known):
        place = line.sentence.index
        if place in used or not 0 < place - last.sentence <= _FAR:
            continue
        quote = talk.plan.passage.text[line.sentence.start : line.sentence.end]
        if not any(quote in one or one in quote for one in quoted):
            same = text.lower().startswith(f"{last.surface.lower()} ")
            yield _More(text=text, quotes=(quote,), place=place, same=same)
