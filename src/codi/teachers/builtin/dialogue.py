"""Makes the turns of a conversation, one after the other.

A conversation's exchanges are a pure function of its plan: each turn is made from the turns before
it with a generator of its own, so that a lost state is made again by going through the turns.
"""

from __future__ import annotations

from collections.abc import Callable

from codi.teachers.builtin import acts
from codi.teachers.builtin.analysis import analyse
from codi.teachers.builtin.talk import EXHAUSTED, Exchange, Now, Talk
from codi.types import ConversationPlan

Maker = Callable[[Now], Exchange | None]
_OWN_MAKERS: dict[str, Maker] = {
    "open": acts.open_talk,
    "close": acts.close,
    "summary": acts.summary,
    "clarify": acts.clarify,
    "clarified": acts.clarified,
    "correct": acts.correct,
    "compare": acts.compare,
    "unanswerable": acts.unanswerable,
}
_FALLBACKS: tuple[Maker, ...] = (
    acts.ask,
    acts.ask_anything,
    acts.about,
    acts.something_else,
    acts.summary,
)


def new_talk(plan: ConversationPlan) -> Talk:
    """A conversation at its beginning."""
    return Talk(plan, analyse(plan.passage.text, plan.passage.title))


def advance(talk: Talk) -> Exchange:
    """Make the next turn: by its act, else as a neighbouring one, else it is exhausted."""
    now = Now(talk, talk.plan.turns[len(talk.exchanges)])
    exchange = next((made for maker in _makers(now) if (made := maker(now)) is not None), EXHAUSTED)
    talk.exchanges.append(exchange)
    return exchange


def _makers(now: Now) -> list[Maker]:
    """What to try for the turn, in order. Without evidence only where the plan needs none."""
    makers: list[Maker] = []
    own = _OWN_MAKERS.get(now.turn.act)
    if own is not None:
        makers.append(own)
    makers += _FALLBACKS
    if not now.turn.needs_evidence:
        makers.append(acts.unanswerable)
    return makers
