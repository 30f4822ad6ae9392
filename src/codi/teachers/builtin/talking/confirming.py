"""Questions that take a side: statements to be confirmed, and questions put in the negative."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.reading.english import capitalised
from codi.teachers.builtin.talking import moves
from codi.teachers.builtin.talking.acts import answered, worded
from codi.teachers.builtin.talking.choosing import KINDS_OF_ACT, TRUTH, ranked
from codi.teachers.builtin.talking.reference import subject_form
from codi.teachers.builtin.talking.talk import Exchange, Now
from codi.teachers.builtin.talking.wording import fill, first_person, named, question

_CONFIRMING = (
    "So {}?",
    "So {}, right?",
    "{}, right?",
    "{}, correct?",
    "{}, is that right?",
    "So {}, is that correct?",
)
_GOES_ON = re.compile(r"\b(?:who|which|whose|where|while|although|because|and|but)\b")
_LONGEST, _TRIED = 16, 4


def _truths(now: Now) -> Iterator[Candidate]:
    """Open facts that are true or not, those near the last turn first."""
    last = now.talk.last
    found = [c for c in now.open if c.kind in TRUTH and not c.follows]
    near = [
        c
        for c in found
        if last is not None
        and (c.entity.key == last.entity.key or 0 <= c.sentence - last.sentence <= 1)
    ]
    if now.turn.act == "topic_shift":
        near = [c for c in found if c not in near]
    seen: set[int] = set()
    for group in (near, found):
        for candidate in islice(ranked(now, group), _TRIED):
            if id(candidate) not in seen:
                seen.add(id(candidate))
                yield candidate


def confirm(now: Now) -> Iterator[Exchange]:
    """A fact, or a false version of it, said as a statement that is to be confirmed."""
    if not now.wants("confirmation") or now.first:
        return
    for candidate in _truths(now):
        said = moves.asserted(candidate) if candidate.kind == "yes" else _false(candidate)
        if not said.startswith("{S} ") or len(said.split()) > _LONGEST:
            continue
        form = subject_form(candidate, now.before, now.turn, now.rng)
        subject = named(candidate.entity, candidate.surface, "name" if form == "inside" else form)
        frame = now.rng.choice(_CONFIRMING[2:] if _GOES_ON.search(said) else _CONFIRMING)
        text = capitalised(frame.format(first_person(fill(said, subject))))
        yield answered(now, candidate, moves.dressed(text, now.manner("plain"), now.rng))


def _false(candidate: Candidate) -> str:
    if candidate.assertion:
        return candidate.assertion
    return next((made.assertion for made in moves.made_false([candidate])), "")


# -- negation ----------------------------------------------------------------------------------

_NEGATIVE = re.compile(r"n['’]t\b|\b(?:not|never|nobody|without|neither)\b|\bno (?!one of)\w")
_OPEN_ACTS = frozenset("yes_no follow_up drill_down topic_shift topic_return compare".split())


def deny(now: Now) -> Iterator[Exchange]:
    """A question on what the passage denies, or one in the negative that expects a yes."""
    if not now.wants("negation"):
        return
    kinds = KINDS_OF_ACT.get(now.turn.act, ())
    negative = [c for c in now.open if _NEGATIVE.search(c.direct) and c.kind not in TRUTH]
    negative = [c for c in negative if not kinds or c.kind in kinds]
    for candidate in islice(ranked(now, negative), _TRIED):
        yield worded(now, candidate)
    if now.turn.act not in _OPEN_ACTS:
        return
    for candidate in _truths(now):
        auxiliary, rest = moves.negated(candidate)
        if not auxiliary:
            continue
        asked = replace(candidate, direct=f"{auxiliary} {rest}", indirect="")
        form = subject_form(asked, now.before, now.turn, now.rng)
        manner = replace(now.manner("plain"), subject="name" if form == "inside" else form)
        yield answered(now, asked, question(asked, manner, now.rng))
