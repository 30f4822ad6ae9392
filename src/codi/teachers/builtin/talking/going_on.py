"""Asking on from what was just told: "Can you tell me more about that?", "Anything else?".

The answer is a sentence of the passage as it stands, near the last one and on the same thing.
"""

from __future__ import annotations

from collections.abc import Iterator

from codi.phenomena.wording import content
from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.reading.tokens import Sentence
from codi.teachers.builtin.talking import moves
from codi.teachers.builtin.talking.quoting import told_as_it_stands
from codi.teachers.builtin.talking.reference import OBJECT_FORMS
from codi.teachers.builtin.talking.talk import Exchange, Now, Talk

_ACT = "more"
_MOST, _REACH = 2, 2
_NEW, _SHARED = 0.5, 2
_LEFT_OUT = ("Anything else?", "Anything more?", "And anything else?")
_LISTED = ("What else?", "And what else?", "Anything else?")
_OPEN_ENDED = frozenset(["what", "list", "tell"])
_POINTING = (
    "Can you tell me more about that?",
    "What else can you tell me about that?",
    "Is there more to know about that?",
)
_OF_IT = (
    "What else can you tell me about {}?",
    "What else is there to know about {}?",
    "Is there more to know about {}?",
)


def more(now: Now) -> Exchange | None:
    """What else is said of the last thing, where the plan asks for a tie to it.

    Seldom, never twice in a row, and in words that were not used before.
    """
    talk = now.talk
    told = [exchange.act == _ACT for exchange in talk.exchanges]
    last = talk.previous
    if now.style == "short" or last is None or told[-1] or sum(told) >= _MOST:
        return None
    found = next(_sentences(talk, last), None)
    if found is None:
        return None
    text, quote, same = found
    ways = [way for way in _ways(now, last, same=same) if not _used(talk, way)]
    if not ways:
        return None
    return Exchange(
        user=moves.dressed(now.rng.choice(ways), now.manner(), now.rng),
        assistant=text,
        quotes=(quote,),
        act=_ACT,
        about=last if same else None,
    )


def _ways(now: Now, last: Candidate, *, same: bool) -> list[str]:
    """The wordings that have the tie asked for and are clear here."""
    if now.wants("ellipsis"):
        return [*(_LISTED if last.kind in _OPEN_ENDED else _LEFT_OUT)]
    entity = last.entity
    if now.wants("anaphora"):
        if same and entity.pronoun and entity.kind == "person":
            return [way.format(OBJECT_FORMS[entity.pronoun]) for way in _OF_IT]
        return [*_POINTING]
    return []


def _used(talk: Talk, way: str) -> bool:
    return any(way.lower()[:-1] in exchange.user.lower() for exchange in talk.exchanges)


def _sentences(talk: Talk, last: Candidate) -> Iterator[tuple[str, str, bool]]:
    """Sentences behind the last one that go on with it: as told, as they stand, whether of it."""
    quoted = [quote for exchange in talk.exchanges for quote in exchange.quotes]
    used = {candidate.sentence for candidate in talk.asked}
    known = talk.said | content(talk.plan.passage.title)
    for line, text in told_as_it_stands(talk.analysis, known):
        sentence = line.sentence
        if sentence.index in used or not 0 < sentence.index - last.sentence <= _REACH:
            continue
        quote = talk.plan.passage.text[sentence.start : sentence.end]
        if any(quote in one or one in quote for one in quoted):
            continue
        same = _opens_with(sentence, last)
        own = content(text)
        tied = same or len(own & talk.latest) >= _SHARED
        if tied and len(own - talk.said) >= _NEW * len(own):
            yield text, quote, same


def _opens_with(sentence: Sentence, last: Candidate) -> bool:
    """Whether the sentence is about the very thing that the last question was about."""
    opening = " ".join(token.text for token in sentence.tokens[:8])
    return opening.lower().startswith(f"{last.surface.lower()} ")
