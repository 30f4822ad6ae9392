"""What one should use, where one puts it and how one gets there: from single pieces of advice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codi.teachers.builtin.asking.advice import act, candidate, helped, purpose
from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.reading import lexicon
from codi.teachers.builtin.reading.english import noun_lemma
from codi.teachers.builtin.reading.frames import Frame, vague
from codi.teachers.builtin.reading.phrases import head_of, noun_phrase
from codi.teachers.builtin.reading.pieces import INFINITIVE_NOUNS
from codi.teachers.builtin.reading.tagset import NAMES, at

_MEANS = frozenset(
    """use go click fill submit see follow select visit complete send email contact check open run
    add sign log navigate choose apply enter search press install create call start""".split()
)
_PUTTING = frozenset(
    """submit enter add put include upload file request log post store attach save write keep place
    list update store record report document share sign register apply book set record""".split()
)
_PLACES = frozenset("in on at under through via to into".split())
_SCOPES = frozenset("for in to with from under through during when if before after".split())
_TAKING_TO = frozenset(
    """response answer reply approach solution change access link reference key introduction guide
    alternative exception addition attention visit transition commitment""".split()
)
_LOOSE = re.compile(
    r"^in spite|^for (?:more |further )?(?:details|information|info|help|guidance|questions)$"
    r"|\bbut\b|, (?:who|which|where|instead)\b"
)
_COLOURLESS = lexicon.LIGHT_VERBS | frozenset(
    """make take get give go let keep put set ensure be have do try need want help start begin note
    avoid see find click remember consider think pay""".split()
)


def ask_rules(frame: Frame) -> Iterator[Candidate]:
    """The questions on the parts of a piece of advice that stands by itself."""
    line = frame.line
    if not frame.to_reader or line.step or helped(frame) is None:
        return
    if not line.clear(frame.verb, frame.end, known=0) or not line.clear(*frame.front):
        return
    if frame.said is not None and (frame.helper == "will" or not frame.helper):
        return
    if not frame.advice and frame.said and frame.said.negative:
        return
    yield from _object(frame)
    if frame.negative:
        return
    yield from _how_from_aim(frame)
    yield from _where(frame)


def _front(frame: Frame) -> str:
    return f" {frame.front_text()}" if frame.front[0] < frame.front[1] else ""


def _verb(frame: Frame) -> tuple[str, int]:
    """(the plain verb, where what follows it begins)."""
    if frame.advice:
        return frame.tokens[frame.verb].lower, frame.verb + 1
    return (frame.said.group.lemma if frame.said else ""), frame.rest


def _how_from_aim(frame: Frame) -> Iterator[Candidate]:
    """As in "How do I request sick leave?" for "Use HR Links to request sick leave"."""
    place = purpose(frame)
    verb, start = _verb(frame)
    if place is None or verb not in _MEANS or frame.front[0] < frame.front[1]:
        return
    task = frame.line.words(place + 1, frame.tail)
    done = act(frame, place)
    known = not vague(frame.tokens, place, frame.tail) and frame.line.clear(place, frame.tail)
    if known and len(task.split()) > 1 and place > start:
        asked = (f"How do {{S}} {task}", f"how {{S}} {task}")
        yield candidate(frame, "how", "aim", asked, short=done, score=1.2)


def _object_end(frame: Frame, start: int) -> int:
    """Where the object that begins here ends, with what "of" adds to it."""
    tokens = frame.tokens
    stop = noun_phrase(tokens, start)
    while start < stop < frame.end and tokens[stop].lower in {"of", "and", "or"}:
        further = noun_phrase(tokens, stop + 1)
        if further == stop + 1:
            break
        stop = further
    return stop


def _object(frame: Frame) -> Iterator[Candidate]:
    """As in "What should I use for emphasis?" for "Use bold for emphasis"."""
    forms, tokens, line = helped(frame), frame.tokens, frame.line
    verb, start = _verb(frame)
    stop = _object_end(frame, start)
    if (
        forms is None
        or stop == start
        or verb in _COLOURLESS - {"avoid"}
        or at(tokens, start).tag == "PRP"
    ):
        return
    scope = line.words(stop, frame.end)
    front = _front(frame)
    opened = at(tokens, stop).lower in _SCOPES and not vague(tokens, stop, frame.end)
    alone = stop == frame.end and front and not vague(tokens, *frame.front)
    if not (opened or alone) or not line.clear(stop, frame.end) or _LOOSE.search(scope):
        return
    if not alone and len(scope.split()) < 2:
        return
    head = tokens[head_of(tokens, start, stop)]
    if head.tag in NAMES and head.lower not in {"leave", "form"} and verb != "use":
        return
    if at(tokens, stop).lower == "to" and noun_lemma(head.lower) in INFINITIVE_NOUNS | _TAKING_TO:
        return  # "the temptation to wait", "the responses to the letter"
    person = noun_lemma(head.lower) in lexicon.HUMAN_NOUNS
    wh = "Who" if person else "What"
    not_ = "not " if frame.negative and frame.advice and verb != "avoid" else ""
    helper = f"{not_}{verb} {scope}" if frame.advice else f"{_plain(frame)} {scope}"
    asked = (f"{wh} {forms[0]} {helper}{front}", f"{wh.lower()} {forms[1]} {helper}{front}")
    yield candidate(
        frame,
        "who" if person else "what",
        "object",
        asked,
        short=line.words(start, stop),
        score=1.0,
    )


def _plain(frame: Frame) -> str:
    """The verb of a rule as after its auxiliary and "you"."""
    return frame.said.inverted()[1] if frame.said else ""


def _where(frame: Frame) -> Iterator[Candidate]:
    """As in "Where should I submit a ticket?" for "Submit a ticket in ServiceNow"."""
    forms, tokens, line = helped(frame), frame.tokens, frame.line
    verb, start = _verb(frame)
    stop = _object_end(frame, start)
    if (
        forms is None
        or verb not in _PUTTING
        or stop == start
        or at(tokens, stop).lower not in _PLACES
    ):
        return
    end = noun_phrase(tokens, stop + 1)
    while stop + 1 < end < frame.end and tokens[end].lower in {"of", "in", "for"}:
        further = noun_phrase(tokens, end + 1)
        if further == end + 1:
            break
        end = further
    named = any(token.tag in NAMES for token in tokens[stop:end]) or end - stop > 3
    if end <= stop + 1 or end != frame.end or not named or vague(tokens, start, stop):
        return
    if at(tokens, stop + 1).tag in {"CD", "PRP", "VBG"} or not line.clear(start, stop):
        return
    timed = {token.lower for token in tokens[stop:end]} & (lexicon.MONTHS | lexicon.TIME_NOUNS)
    if timed:
        return
    thing = line.words(start, stop)
    verb_words = verb if frame.advice else _plain(frame)
    asked = (
        f"Where {forms[0]} {verb_words} {thing}{_front(frame)}",
        f"where {forms[1]} {verb_words} {thing}{_front(frame)}",
    )
    yield candidate(frame, "where", "place", asked, short=line.words(stop, end), score=1.2)
