"""Questions that go on from the sentence before: the next thing to do, and what else one may do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.asking.making import Said, on_lines
from codi.teachers.builtin.asking.steps import heading_goal
from codi.teachers.builtin.reading.frames import Frame, read_frame
from codi.teachers.builtin.reading.lines import Line
from codi.teachers.builtin.reading.tagset import at

ONWARD = 95_000
FURTHER = "further"
"""The slot of these questions: they say nothing by themselves."""
_HANDLING = frozenset(
    """click select choose enter press open go navigate type log sign upload download scroll drag
    check complete confirm submit fill search set review verify indicate attach save create add
    copy paste run install post email send return proceed make""".split()
)
"""What one does step by step, with a form, a page or a tool."""
_AT_A_PLACE = frozenset(["in", "on", "under", "from", "at", "to"])
_ALSO = re.compile(
    r"you (?P<modal>can|may|should|must|could|will need to|need to|have to) also (?P<rest>[a-z].+)$"
)


def from_neighbours(lines: list[Line]) -> Iterator[Candidate]:
    """A question for each sentence that goes on from the one before it."""
    for before, line in pairwise(lines):
        if before.sentence.heading != line.sentence.heading or line.example or before.example:
            continue
        if line.sentence.index != before.sentence.index + 1:
            continue
        frame = read_frame(line)
        if frame is None or not line.clear(0, line.length, known=0):
            continue
        if _is_next(before, frame):
            yield _next(frame)
        elif _addressed(before):
            yield from _also(frame)


def _next(frame: Frame) -> Candidate:
    asked = "What do {S} do after that", "what {S} do after that"
    return _made(frame, asked, frame.line.words(frame.front[0], frame.end))


def _is_next(before: Line, frame: Frame) -> bool:
    """Whether both sentences are steps of one way to do something."""
    line = frame.line
    task = heading_goal(line.sentence.heading)
    if line.step:
        ordered = before.step == line.step - 1 and before.indent == line.indent
    else:
        same = before.sentence.paragraph == line.sentence.paragraph
        ordered = bool(task) and (same or (before.sentence.kind == line.sentence.kind == "item"))
    first = read_frame(before) if ordered else None
    return first is not None and _handles(first) and _handles(frame) and not frame.negative


def _handles(frame: Frame) -> bool:
    """Whether a sentence is a step: a plain verb of handling, perhaps at a place."""
    placed = frame.front_cue in _AT_A_PLACE or frame.front[0] == frame.front[1]
    word = at(frame.tokens, frame.verb).lower
    return frame.advice and placed and word in _HANDLING and frame.tail == frame.end


def _addressed(before: Line) -> bool:
    """Whether the sentence before tells its reader what to do, too."""
    frame = read_frame(before)
    return frame is not None and frame.to_reader and not frame.negative


def _also(frame: Frame) -> Iterator[Candidate]:
    """As in "What else can I do?" for "You can also call the office"."""
    if not frame.to_reader or frame.advice or frame.front[0] < frame.front[1]:
        return
    match = _ALSO.match(frame.line.words(frame.subject[0], frame.end))
    if match is None or len(match["rest"].split()) < 3:
        return
    modal, second = match["modal"].split(" ", 1)[0], match["modal"].partition(" ")[2]
    helper = modal if modal not in {"need", "have"} else "do"
    tail = {"need": "need to do", "have": "have to do", "will": "need to do"}.get(modal, "do")
    own = f"{modal} {second}".strip()
    asked = f"What else {helper} {{S}} {tail}", f"what else {{S}} {own} do"
    yield _made(frame, asked, frame.line.words(frame.subject[0], frame.end))


def _made(frame: Frame, asked: tuple[str, str], told: str) -> Candidate:
    made = on_lines(
        [frame.line],
        "what",
        FURTHER,
        asked,
        Said(short=told, statement=told),
        fact=ONWARD + frame.line.sentence.index,
        score=0.9,
    )
    return replace(made, follows=True)
