"""What is put over a finished message: politeness, hesitation, a marker, carelessness, slips.

Every way is a message that a person would type; whether it shows what it should, and still shows
what the message had, is for the detectors to say, and the first that does is taken.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from codi.phenomena import PHENOMENA, question_type
from codi.phenomena.wording import message_sentences
from codi.randomness import rng_for
from codi.teachers.builtin.talking import pointing, slips
from codi.teachers.builtin.talking.talk import Exchange, Now
from codi.teachers.builtin.talking.wording import informal, lowered
from codi.types import Turn

Ways = Callable[[Now, str, random.Random], Iterator[str]]


def put_over(now: Now, exchange: Exchange) -> Exchange:
    """The exchange with what the plan asks to put over its message, as far as that can be done."""
    wanted = [layer for layer in _LAYERS if now.wants(layer[0])]
    if not wanted:
        return exchange
    passage = now.talk.plan.passage.text
    turn = exchange.as_turn(len(now.talk.exchanges), passage)
    plan = now.talk.plan
    rng = rng_for(plan.seed, "register", plan.id, now.turn.index, now.talk.attempt)
    done = [name for name in now.turn.phenomena if _shows(name, turn, now)]
    for name, ways, keeps_type in wanted:
        if name in done or (ways is pointing.lead_in and not pointing.stays_near(now, exchange)):
            continue
        for text in ways(now, turn.user, rng):
            made = replace(turn, user=text)
            same = not keeps_type or question_type(text) == question_type(turn.user)
            if same and all(_shows(other, made, now) for other in (name, *done)):
                turn = made
                done.append(name)
                break
    return replace(exchange, user=turn.user)


def _shows(name: str, turn: Turn, now: Now) -> bool:
    return PHENOMENA[name].detect(turn, now.history, now.talk.plan.passage.text)


def _split(text: str) -> tuple[str, str]:
    """What leads in, in sentences of its own, and the last sentence."""
    last = message_sentences(text)[-1]
    return text[: len(text) - len(last)], last


# -- politeness --------------------------------------------------------------------------------

_LEADS_ON = re.compile(
    r"(?:on another|on a different|changing|moving on|let's|going|coming|to go)\b"
)
_REPLIED_UNKNOWN = re.compile(r"\b(?:unknown|not (?:say|tell|stated)|n't|can't)\b")


def _politely(now: Now, text: str, rng: random.Random) -> Iterator[str]:
    """With a please, with thanks for the last reply, or with an excuse."""
    head, last = _split(text)
    if now.turn.act == "clarified":
        bare = last.rstrip(".")
        yield from (f"{head}{bare}, please.", f"{head}{bare}, thanks.")
    takes = last.endswith("?") and _takes_please(last)
    ways = [f"{head}{last[:-1]}, please?"] if takes else []
    if not now.first and not head and not _asked_back(now):
        ways.append(f"{_thanks(now, rng)} {text}")
    if not head:
        ways.append(f"Excuse me, {lowered(text)}")
    else:
        ways.append(f"{head}If you don't mind, {lowered(last)}")
    if last.startswith("Can you"):
        ways.insert(0, f"{head}Could you{last[7:]}")
    else:
        rng.shuffle(ways)
    yield from ways


def _takes_please(question: str) -> bool:
    """Whether a please at the end sounds right: behind a short request for a piece of knowledge."""
    short = len(question.split()) <= _LONGEST_WITH_PLEASE and "," not in question
    return short and _QUESTION.match(question) is not None and " about " not in question


_LONGEST_WITH_PLEASE = 9


def _asked_back(now: Now) -> bool:
    return now.talk.exchanges[-1].assistant.endswith("?")


def _thanks(now: Now, rng: random.Random) -> str:
    if _REPLIED_UNKNOWN.search(now.talk.exchanges[-1].assistant):
        return rng.choice(("Thanks anyway.", "Thank you anyway."))
    return rng.choice(("Thanks.", "Thank you.", "Thank you for that.", "Great, thanks."))


# -- hesitation --------------------------------------------------------------------------------

_PAUSES = ("um", "uh", "er", "hmm")
_AUXILIARY_FIRST = re.compile(
    r"(?:Who|What|When|Where|Why|How)"
    r" (?:did|does|do|is|was|are|were|has|have|had|can|could|should|must|will) "
    r"(?!(?:I|he|she|it|they|you|we|there)\b)(?=\w)"
)
_THE_OBJECT = re.compile(r"(?<=\w )the (?=[a-z]{3,})")


def _hesitating(_now: Now, text: str, rng: random.Random) -> Iterator[str]:
    """With a filled pause: at the start, before what is asked about, or between two articles."""
    head, last = _split(text)
    pause = rng.choice(_PAUSES)
    opened = f"{head}{pause.capitalize()}, {lowered(last)}"
    inside: list[str] = []
    if _LEADS_ON.match(last.lower()):
        yield opened
        return
    if found := _AUXILIARY_FIRST.match(last):
        inside.append(
            f"{head}{last[: found.end() - 1]}, {rng.choice(_INSIDE)}, {last[found.end() :]}"
        )
    if found := _THE_OBJECT.search(last):
        again = f"the, {rng.choice(_INSIDE)}, the "
        inside.append(f"{head}{last[: found.start()]}{again}{last[found.end() :]}")
    if inside and rng.random() < _PAUSE_INSIDE:
        yield rng.choice(inside)
    yield opened


_INSIDE = ("um", "uh", "er")
_PAUSE_INSIDE = 0.5

# -- markers -----------------------------------------------------------------------------------

_SAID_BEFORE = re.compile(r"(?:thank|great, thank|thanks)", re.IGNORECASE)
_FILLED = re.compile(r"(?:um|uh|er|hmm?)\b", re.IGNORECASE)
_BELIEVED = re.compile(r"I (?:thought|heard)\b")
_QUESTION = re.compile(r"(?:who|what|which|when|where|why|how|whose|whom)\b", re.IGNORECASE)


def _tied(now: Now, text: str, rng: random.Random) -> Iterator[str]:
    """Behind a word that ties the message to the last turn, as the message allows."""
    small = lowered(text)
    yield from (f"{marker} {small}" for marker in _markers(now, text, rng))


def _markers(now: Now, text: str, rng: random.Random) -> Iterator[str]:
    act, unknown = now.turn.act, now.talk.exchanges[-1].candidate is None
    leads_on = act in {"topic_shift", "topic_return", "summary"} or _LEADS_ON.match(text.lower())
    plain = _QUESTION.match(text) and not unknown
    for fits, markers in (
        (now.wants("out_of_scope"), ("By the way,", "Oh, and", "Anyway,")),
        (_SAID_BEFORE.match(text), ("Okay,", "Oh,")),
        (act == "clarified", ("Oh,", "Well,")),
        (_FILLED.match(text), ("And,", "So,")),
        (_BELIEVED.match(text), ("But", "Oh, but")),
        (leads_on, ("Okay,", "Now,", "So,")),
        (text.startswith("Why") and not unknown, ("But", "And", "So")),
        (act in _NO_ALSO or not plain, ("And", "So", "Okay, and")),
        (True, ("And", "And", "So", "Okay, and", "Okay, so", "Also,")),
    ):
        if fits:
            yield rng.choice(markers)
            break
    yield from ("And", "So")


_NO_ALSO = frozenset(["correct", "compare", "unanswerable"])

# -- carelessness ------------------------------------------------------------------------------


def _casually(_now: Now, text: str, rng: random.Random) -> Iterator[str]:
    """With a small start and a word as among friends."""
    yield informal(text, rng)
    yield lowered(text)
    yield text[:1].lower() + text[1:]


_LAYERS: tuple[tuple[str, Ways, bool], ...] = (
    ("demonstrative_anaphora", pointing.lead_in, True),
    ("repair", slips.mending, False),
    ("polite", _politely, False),
    ("disfluent", _hesitating, True),
    ("discourse_marker", _tied, True),
    ("informal", _casually, True),
    ("noisy", slips.mistyped, True),
)
"""The phenomena that are put over a message, in this order; whether the type of question stays."""
