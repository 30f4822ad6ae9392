"""Which questions are worth wording: those that may do more of the plan than the best so far.

To word a question and to have it read by the detectors is what a turn costs most, and few questions
can do more than the first: one without the kind or the tie that is wanted has it in no wording.
"""

from __future__ import annotations

import re

from codi.phenomena import question_type
from codi.phenomena.wording import content
from codi.recipe import ANY_LINK
from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.talking.choosing import KINDS_OF_ACT, TRUTH, asks, feasible
from codi.teachers.builtin.talking.fragments import pointing_back
from codi.teachers.builtin.talking.obeying import ASKED, MADE_AS
from codi.teachers.builtin.talking.talk import Now

_TIES = frozenset("anaphora definite_reference ellipsis bare_wh".split())
_BESIDES = re.compile(r"\b(?:besides|apart from) that\b", re.IGNORECASE)
_THE = re.compile(r"\bthe\b")
_PRONOUN = re.compile(r"\b(?:he|she|it|they|him|her|them|his|its|their|this|that|these|those)\b")


def could_do_more(now: Now, candidate: Candidate) -> bool:
    """Whether asking this can leave less undone than the best way of making the turn so far."""
    if now.undone is None:
        return True
    left = int(now.turn.link != ANY_LINK and not _may_be_of_kind(now.turn.act, candidate))
    for name in now.turn.phenomena:
        left += name in _TIES and not _may_tie(now, candidate, name)
    return left < now.undone


def _may_be_of_kind(act: str, candidate: Candidate) -> bool:
    if act in KINDS_OF_ACT:
        asked = question_type(f"{candidate.direct}?")
        return asks(candidate) in KINDS_OF_ACT[act] or asked in ASKED.get(act, {act})
    if act == "yes_no":
        return candidate.kind in TRUTH
    return act not in MADE_AS | {"compare"}


def _may_tie(now: Now, candidate: Candidate, name: str) -> bool:
    if feasible(candidate, now.before, [name]):
        return True
    if name == "anaphora":
        return besides(now, candidate) or _PRONOUN.search(candidate.direct) is not None
    return name == "definite_reference" and _THE.search(candidate.direct) is not None


def besides(now: Now, candidate: Candidate) -> bool:
    """Whether to say "besides that": once, where no pronoun would do, for another fact near it."""
    last = now.talk.previous
    if not now.points or last is None or pointing_back(candidate, now.before):
        return False
    used = any(_BESIDES.search(exchange.user) for exchange in now.talk.exchanges)
    near = candidate.fact != last.fact and 0 <= candidate.sentence - last.sentence <= 2
    near = near and not content(candidate.surface) & now.talk.latest
    near = near and " that" not in candidate.direct
    return near and not used and candidate.kind in {"what", "yes", "no", "list"}
