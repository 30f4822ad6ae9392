"""Questions that the passage leaves open, and the assistant's saying so.

Where the plan asks for one; and now and then where it asks who, when, where, why or how, and the
passage has no answer of that kind: people ask that too, and are told that it is not said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from codi.phenomena import question_type
from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.talking import beyond, moves, unsaid, wonders
from codi.teachers.builtin.talking.fragments import fragments, pointing_back
from codi.teachers.builtin.talking.page_topic import speaks_to_reader
from codi.teachers.builtin.talking.reference import subject_form
from codi.teachers.builtin.talking.talk import Exchange, Now, Talk
from codi.teachers.builtin.talking.wording import question
from codi.text import content_words

ACT = "unanswerable"
_SIDES = frozenset("who when where why how how_many".split())
_EVERY = 4
_NOT_SAID = (
    "The passage does not say.",
    "The passage doesn't mention that.",
    "That isn't stated in the passage.",
    "I can't tell from the passage.",
)
_NOT_SAID_IN = {"short": "unknown", "span": "I don't know"}


def leave_open(now: Now) -> Iterator[Exchange]:
    """Questions without an answer: of the act's own kind where it is another than this."""
    act = now.turn.act
    if now.first or (act != ACT and not (act in _SIDES and _may(now.talk))):
        return
    on_told, others = _unsaid(now)
    for candidate in on_told:
        if act in {ACT, candidate.kind}:
            yield _exchange(now, candidate)
    elsewhere = _from_elsewhere(now) if act == ACT else None
    if elsewhere is not None:
        yield elsewhere
    for candidate in others:
        if act in {ACT, candidate.kind}:
            yield _exchange(now, candidate)
    yield from _wondering(now, "" if act == ACT else act)
    if act == ACT:
        for kind, text in wonders.wondering_about_that(now):
            yield _untold(now, moves.dressed(text, now.manner(), now.rng), f"wonder {kind}")


def _from_elsewhere(now: Now) -> Exchange | None:
    """What the neighbouring text answers, or what is not told of somebody named."""
    talk = now.talk
    asked = [exchange.user for exchange in talk.exchanges]
    made = beyond.unanswerable(talk.analysis, talk.plan.passage, asked, now.rng)
    return _exchange(now, made) if made is not None else None


def _wondering(now: Now, kind: str = "") -> Iterator[Exchange]:
    """What a reader wonders about the topic, of this kind of question where it is given."""
    for name, text in wonders.wondering(now):
        if not kind or question_type(text) == kind:
            yield _untold(now, moves.dressed(text, now.manner(), now.rng), f"wonder {name}")


def leave_open_early(now: Now) -> Exchange | None:
    """In the first turns a question without an answer is better than an end."""
    talk = now.talk
    left = sum(map(_is_open, talk.exchanges))
    if now.first or len(talk.exchanges) >= _ENOUGH or left >= _MOST:
        return None
    if not left and not speaks_to_reader(talk.analysis):
        elsewhere = _from_elsewhere(now)
        if elsewhere is not None:
            return elsewhere
    return next(_wondering(now), None)


_ENOUGH, _MOST = 3, 2


def _may(talk: Talk) -> bool:
    """Whether one more question may be left open: never two in a row, and seldom."""
    left = [_is_open(exchange) for exchange in talk.exchanges]
    planned = sum(turn.act == ACT for turn in talk.coming)
    return not left[-1] and (sum(left) + planned) * _EVERY <= len(talk.plan.turns) - _EVERY


def _is_open(exchange: Exchange) -> bool:
    return exchange.act == ACT or exchange.act.startswith("wonder ")


def _unsaid(now: Now) -> tuple[list[Candidate], list[Candidate]]:
    """What the facts leave unsaid: those just told or of the same thing, and those not told yet."""
    talk, last = now.talk, now.talk.last
    asked = {(e.about.fact, e.about.kind) for e in talk.exchanges if e.about is not None}
    told = {candidate.fact for candidate in talk.asked}
    new = [c for c in unsaid.missing(talk.analysis) if (c.fact, c.kind) not in asked]
    previous = talk.previous.fact if talk.previous is not None else None
    at_once = [c for c in new if c.fact == previous]
    same = [c for c in new if last is not None and c.entity.key == last.entity.key]
    on_told = [*at_once, *same, *(c for c in new if c.fact in told)]
    return list({id(c): c for c in on_told}.values()), [c for c in new if c not in on_told]


def _exchange(now: Now, candidate: Candidate) -> Exchange:
    """The question in the words that the plan asks for."""
    if now.leaves_out or now.points:
        ways = fragments(candidate, now.before) if now.leaves_out else ()
        ways = ways or (pointing_back(candidate, now.before) if now.points else ())
        said = {exchange.user for exchange in now.talk.exchanges}
        ways = tuple(way for way in ways if way not in said or len(content_words(way)) == 0)
        if ways:
            text = moves.dressed(now.rng.choice(ways), now.manner("plain"), now.rng)
            return _untold(now, text, ACT, candidate)
    form = subject_form(candidate, now.before, now.turn, now.rng)
    manner = replace(now.manner(), subject="name" if form == "inside" else form)
    return _untold(now, question(candidate, manner, now.rng), ACT, candidate)


def _untold(now: Now, text: str, act: str, about: Candidate | None = None) -> Exchange:
    answer = _NOT_SAID_IN.get(now.style) or now.rng.choice(_NOT_SAID)
    return Exchange(user=text, assistant=answer, act=act, about=about)
