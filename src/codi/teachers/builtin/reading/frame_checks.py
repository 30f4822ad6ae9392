"""Whether what a frame says can stand by itself: no word that points back, no object left out."""

from __future__ import annotations

from codi.teachers.builtin.reading.english import verb_lemma
from codi.teachers.builtin.reading.frames import Frame
from codi.teachers.builtin.reading.phrases import noun_phrase, verb_group
from codi.teachers.builtin.reading.tagset import at

_NEEDS_OBJECT = frozenset(
    """obtain use include provide create select choose receive send require attach bring complete
    upload download find ensure install add""".split()
)


def lacks_object(frame: Frame) -> bool:
    """As in "obtain through the office": what is obtained was said before, or was cut out."""
    verb = frame.verb if frame.advice else frame.rest - 1
    behind = at(frame.tokens, verb + 1)
    lemma = verb_lemma(frame.tokens[verb].lower, "VB")
    return lemma in _NEEDS_OBJECT and (behind.tag in {"IN", "TO"} and behind.lower != "that")


def all_clear(frame: Frame) -> bool:
    """Whether front and predicate of a frame point to nothing outside of the sentence."""
    line = frame.line
    return line.clear(*frame.front, known=0) and line.clear(frame.verb, frame.end, known=0)


def bare_this(frame: Frame) -> bool:
    """Whether all that points back in a rule is "this", which means the case in front of it."""
    tokens = frame.tokens
    for index in range(frame.verb, frame.end):
        if tokens[index].lower == "this" and at(tokens, index + 1).tag in {"IN", "TO", "", "."}:
            continue
        if not frame.line.clear(index, index + 1, known=0):
            return False
    return True


def joins_clause(frame: Frame) -> bool:
    """Whether a clause with a subject of its own is joined on: "... and entry is closed"."""
    tokens = frame.tokens
    for index in range(frame.rest, frame.tail - 2):
        if tokens[index].tag != "CC":
            continue
        further = noun_phrase(tokens, index + 1)
        while index + 1 < further < frame.tail and tokens[further].tag == "IN":
            onward = noun_phrase(tokens, further + 1)
            if onward == further + 1:
                break
            further = onward
        group = verb_group(tokens, further) if index + 1 < further < frame.tail else None
        if group is not None and group.finite:
            return not any(t.tag in {"WDT", "WRB", "WP"} for t in tokens[frame.rest : index])
    return False
