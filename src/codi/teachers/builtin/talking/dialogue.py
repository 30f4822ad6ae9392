"""Makes the turns of a conversation, one after the other.

A conversation's exchanges are a pure function of its plan: each turn is made from the turns before
it with a generator of its own, so that a lost state is made again by going through the turns.
"""

from __future__ import annotations

from collections.abc import Callable

from codi.teachers.builtin.asking.analysis import analyse
from codi.teachers.builtin.talking import acts, fillers, page_says, wonders
from codi.teachers.builtin.talking.novelty import open_candidates
from codi.teachers.builtin.talking.talk import EXHAUSTED, Exchange, Now, Talk
from codi.text import content_words, words
from codi.types import ConversationPlan

Maker = Callable[[Now], Exchange | None]
_OWN_MAKERS: dict[str, Maker] = {
    "open": acts.open_talk,
    "close": fillers.close,
    "summary": fillers.summary,
    "clarify": acts.clarify,
    "clarified": acts.clarified,
    "correct": acts.correct,
    "compare": acts.compare,
    "unanswerable": acts.unanswerable,
}
_FALLBACKS: tuple[Maker, ...] = (
    acts.ask,
    fillers.about,
    acts.ask_anything,
    acts.correct_early,
    fillers.something_else,
    page_says.page_says,
    wonders.wonder,
)


def new_talk(plan: ConversationPlan) -> Talk:
    """A conversation at its beginning."""
    return Talk(plan, analyse(plan.passage.text, plan.passage.title))


def advance(talk: Talk) -> Exchange:
    """Make the next turn: by its act, else with the question that goes on best, else exhausted."""
    turn = talk.plan.turns[len(talk.exchanges)]
    now = Now(talk, turn, open_candidates(talk))
    own = _OWN_MAKERS.get(turn.act)
    makers = _FALLBACKS if own is None else (own, *_FALLBACKS)
    made = (maker(now) for maker in makers)
    exchange = next((e for e in made if e is not None and not _repeats(talk, e)), EXHAUSTED)
    talk.exchanges.append(exchange)
    return exchange


def _repeats(talk: Talk, exchange: Exchange) -> bool:
    """Whether the user has said just this before; "Why?" means something else each time."""
    own = words(exchange.user)
    if len(content_words(exchange.user)) < _FEWEST_TO_REPEAT:
        return False
    return any(words(earlier.user) == own for earlier in talk.exchanges)


_FEWEST_TO_REPEAT = 2
