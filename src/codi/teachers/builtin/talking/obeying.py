"""What of the plan's request a turn does, and so what it leaves undone.

Whether a phenomenon occurs is for the detectors to say, so that the teacher claims what can be
checked; whether a turn is of the planned kind shows in what it asks.
"""

from __future__ import annotations

from codi.phenomena import PHENOMENA, question_type
from codi.recipe import ANY_LINK
from codi.teachers.builtin.talking.choosing import KINDS_OF_ACT, TRUTH, asks
from codi.teachers.builtin.talking.talk import Exchange, Now
from codi.types import Turn

NEVER = frozenset(["bridging", "paraphrase"])
"""What the teacher never does on purpose, and so declines even where it comes about by chance."""
MADE_AS = frozenset("clarify clarified correct summary close".split())
_DETECTED = frozenset("topic_shift topic_return unanswerable".split())
_TIES = ("anaphora", "definite_reference", "ellipsis")
ASKED = {"what": frozenset(["what", "which"])}
_NEAR = {"follow_up": 1, "drill_down": 0}


def declined(now: Now, exchange: Exchange) -> tuple[str, ...]:
    """The requested phenomena that are not done, and the link where the turn is of another kind."""
    turn = exchange.as_turn(len(now.talk.exchanges), now.talk.plan.passage.text)
    wanted = now.turn.phenomena
    left = [name for name in wanted if name in NEVER or not _occurs(name, now, turn)]
    if now.turn.link != ANY_LINK and not _of_kind(now, exchange, turn):
        left.append(now.turn.link)
    return tuple(dict.fromkeys(left))


def _occurs(name: str, now: Now, turn: Turn) -> bool:
    return PHENOMENA[name].detect(turn, now.history, now.talk.plan.passage.text)


def _of_kind(now: Now, exchange: Exchange, turn: Turn) -> bool:
    """Whether the turn does what its act says."""
    act, candidate = now.turn.act, exchange.candidate
    if act in MADE_AS:
        return exchange.act == act
    if act in _DETECTED:
        beside = act == "unanswerable" and now.wants("out_of_scope")
        return _occurs("out_of_scope" if beside else act, now, turn)
    if act == "compare":
        return candidate is not None and candidate.kind == "compare"
    if act == "yes_no":
        return candidate is not None and candidate.kind in TRUTH
    if act in KINDS_OF_ACT:
        fits = candidate is not None and asks(candidate) in KINDS_OF_ACT[act]
        return fits or question_type(turn.user) in ASKED.get(act, {act})
    return act == "open" or _goes_on(now, exchange, turn)


def _goes_on(now: Now, exchange: Exchange, turn: Turn) -> bool:
    """Whether the turn asks on from an answer: of the same thing, or of what stands beside it."""
    asked, candidate = now.talk.asked, exchange.candidate
    if now.turn.act == "follow_up":
        asked = asked[-1:]
    if candidate is not None:
        reach = _NEAR[now.turn.act]
        for other in asked:
            near = abs(candidate.sentence - other.sentence) <= reach
            if near or candidate.entity.key == other.entity.key:
                return True
    return any(_occurs(name, now, turn) for name in _TIES)
