"""Makes the turns of a conversation, one after the other.

A conversation's exchanges are a pure function of its plan: each turn is made from the turns before
it with a generator of its own, so that a lost state is made again by going through the turns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain, islice

from codi.teachers.builtin.asking.analysis import analyse
from codi.teachers.builtin.talking import (
    acts,
    confirming,
    fillers,
    going_on,
    joining,
    leaving_open,
    off_topic,
    page_says,
    pointing,
    summing,
)
from codi.teachers.builtin.talking.novelty import open_candidates
from codi.teachers.builtin.talking.obeying import NEVER, declined
from codi.teachers.builtin.talking.register import put_over
from codi.teachers.builtin.talking.talk import EXHAUSTED, Exchange, Now, Talk
from codi.text import content_words, words
from codi.types import ConversationPlan

Maker = Callable[[Now], Exchange | None]
_OWN_MAKERS: dict[str, Maker] = {
    "open": acts.open_talk,
    "close": fillers.close,
    "summary": summing.summary,
    "clarify": acts.clarify,
    "clarified": acts.clarified,
    "correct": acts.correct,
    "compare": acts.compare,
}
_OF_WORDING = (
    off_topic.ask_beside,
    confirming.confirm,
    joining.two_parts,
    joining.gather,
    pointing.point,
    confirming.deny,
)
"""Questions for phenomena that are more than a manner; each makes some only where asked for."""
_FALLBACKS: tuple[Maker, ...] = (
    fillers.about,
    acts.ask_anything,
    acts.correct_early,
    going_on.more_where_nothing_is_left,
    fillers.something_else,
    page_says.page_says,
    leaving_open.leave_open_early,
)
_ATTEMPTS, _TRIED = 5, 8
"""How often a plan is gone through, and how many wordings of a turn are tried each time."""
_MUCH, _IN_VAIN = 10, 2
"""Of how many questions on a passage there is much to choose, and how many attempts in vain are
enough where there is not: most plans are done as well as the passage allows at the first go.
"""
_FOR_A_TURN = 3


def new_talk(plan: ConversationPlan, *, attempt: int = 0) -> Talk:
    """A conversation at its beginning."""
    return Talk(plan, analyse(plan.passage.text, plan.passage.title), attempt=attempt)


def whole_talk(plan: ConversationPlan) -> Talk:
    """The conversation of a plan: of several attempts the one that does most of what it asks.

    What a turn takes from the passage is lost to later ones, and which question leaves most to them
    shows only at the end. An exhausted exchange is the last where turns are missing.
    """
    best, most, in_vain = new_talk(plan), -1, 0
    few = len(best.analysis.candidates) < _MUCH
    full = sum(_FOR_A_TURN + 1 + len(set(turn.phenomena) - NEVER) for turn in plan.turns)
    for attempt in range(_ATTEMPTS):
        talk = new_talk(plan, attempt=attempt)
        done = 0
        for turn in plan.turns:
            exchange = advance(talk)
            if exchange.exhausted:
                break
            done += _FOR_A_TURN + 1 + len(turn.phenomena) - len(exchange.declined)
        in_vain += 1
        if done > most:
            best, most, in_vain = talk, done, 0
        if most >= full or (few and in_vain >= _IN_VAIN):
            break
    return best


def advance(talk: Talk) -> Exchange:
    """Make the next turn: the one that does most of what the plan asks, else exhausted."""
    now = Now(talk, talk.plan.turns[len(talk.exchanges)], open_candidates(talk))
    best = EXHAUSTED
    for option in _options(now):
        exchange = put_over(now, option)
        left = declined(now, exchange)
        if best.exhausted or len(left) < len(best.declined):
            best = replace(exchange, declined=left)
            now.undone = len(left)
        if NEVER.issuperset(left):
            break
    talk.add(best)
    return best


def _made(maker: Maker, now: Now) -> Iterator[Exchange]:
    """What one maker makes, when it is its turn."""
    exchange = maker(now)
    if exchange is not None:
        yield exchange


def _options(now: Now) -> Iterator[Exchange]:
    """Ways of making the turn: by its act, with other questions, and where there is none at all."""
    found = False
    own = _OWN_MAKERS.get(now.turn.act)
    makers: list[Iterable[Exchange]] = [maker(now) for maker in _OF_WORDING]
    makers += [_made(own, now)] if own is not None else []
    if now.turn.act == leaving_open.ACT:
        makers.append(leaving_open.leave_open(now))
    makers += [islice(acts.ask(now), _TRIED), going_on.more(now)]
    if now.turn.act != leaving_open.ACT:
        makers.append(leaving_open.leave_open(now))
    for exchange in chain.from_iterable(makers):
        if not _repeats(now.talk, exchange):
            found = True
            yield exchange
    for maker in () if found else _FALLBACKS:
        for filler in _made(maker, now):
            if not _repeats(now.talk, filler):
                yield filler
                return


def _repeats(talk: Talk, exchange: Exchange) -> bool:
    """Whether the user has said just this before; "Why?" means something else each time."""
    own = words(exchange.user)
    if len(content_words(exchange.user)) < _FEWEST_TO_REPEAT:
        return False
    return own in talk.spoken


_FEWEST_TO_REPEAT = 2
