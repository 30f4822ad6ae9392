"""As in "What happened when the bell rang?": what a story tells to have come with it."""

from __future__ import annotations

from collections.abc import Iterator

from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.asking.events import speaks_to_reader, tells_event
from codi.teachers.builtin.asking.making import Said, on_lines
from codi.teachers.builtin.asking.mentions import has_nouns
from codi.teachers.builtin.reading.facts import PassageFacts
from codi.teachers.builtin.reading.framed import CLAUSES
from codi.teachers.builtin.reading.frames import Frame, vague
from codi.teachers.builtin.reading.leaning import leanings
from codi.teachers.builtin.reading.phrases import noun_phrase, verb_group
from codi.teachers.builtin.reading.tagset import NOUNS, at

_CUES = frozenset(["when", "after", "as", "once", "before", "while"])
_PERSONS = frozenset(["he", "she", "they", "it"])
_FEWEST, _LONGEST, _LONGEST_ANSWER = 4, 14, 26


def ask_occasions(frame: Frame, passage: PassageFacts) -> Iterator[Candidate]:
    """As in "What happened when Ada opened the door?" for "When Ada opened the door, she ..."."""
    line, tokens = frame.line, frame.tokens
    if speaks_to_reader(passage) or frame.front_cue not in _CUES or not tells_event(frame):
        return
    start, comma = frame.front
    end = noun_phrase(tokens, start + 1)
    group = verb_group(tokens, end) if end > start + 1 else None
    named = any(token.tag in NOUNS for token in tokens[start + 1 : end])
    past = group is not None and group.finite and group.end <= comma
    if not named or not past or vague(tokens, start + 1, end) or frame.end < line.length:
        return
    if tokens[start + 1].tag == "PRP$" or not line.clear(start, comma) or _leans(frame):
        return
    first = tokens[frame.subject[0]]
    if first.tag in {"DT", "PRP$"} and first.lower not in {"the", "a", "an"}:
        return
    when = frame.front_text()
    short = line.words(frame.subject[0], frame.end)
    entity = passage.entities.mention(tokens, start + 1, end, line.sentence.index, subject=False)
    if entity is None or not _FEWEST <= len(when.split()) <= _LONGEST:
        return
    if len(short.split()) > _LONGEST_ANSWER or "''" in short or at(tokens, end).tag == "POS":
        return
    yield on_lines(
        [line],
        "what",
        "condition",
        (f"What happened {when}", f"what happened {when}"),
        Said(short=short, statement=line.words(start, frame.end)),
        fact=CLAUSES + line.sentence.index,
        score=1.1,
        entity=entity,
        surface=line.words(start + 1, end),
    )


def _leans(frame: Frame) -> bool:
    """Whether a word of the sentence means something outside of it."""
    tokens = frame.tokens
    speaking = any(t.lower in {"i", "we", "me", "us", "my", "our"} for t in tokens)
    return speaking or not has_nouns(tokens) or any(True for _ in leanings(tokens))
