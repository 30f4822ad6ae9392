"""In what case a duty holds, why something may be so, and what a limit is.

The words of the rule are kept as they stand; each shape names what its question asks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from codi.phenomena.wording import content
from codi.teachers.builtin.asking.advice import act, candidate, helped
from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.asking.making import READER, Said, on_lines, topic
from codi.teachers.builtin.reading.frame_checks import joins_clause, lacks_object
from codi.teachers.builtin.reading.frames import Frame, vague
from codi.teachers.builtin.reading.lines import Line
from codi.teachers.builtin.reading.tagset import FINITE, NOUNS, at
from codi.teachers.builtin.reading.tokens import Token

CASES = 98_000
_BOUND = frozenset(["should", "must"])
_FEWEST = 3
_LONGEST_DUTY, _LONGEST_CASE = 16, 45
_WISHED = frozenset("want wish like need prefer interested questions question help".split())
_SHOWN = frozenset(
    """see note remember refer consider visit read check review go click select choose press enter
    follow try feel head use look ensure make keep be have think get leave find
    let know do""".split()
)
"""What one does on the way to something else, or in many another case too."""
_REASON = re.compile(
    r"(?:it|this) (?P<how>may|might|could|can|is (?:probably|likely|usually|most likely)) "
    r"(?:be )?because (?P<why>[a-z].+)$"
)
_LIMIT = re.compile(
    r"the (?:[a-z]+ ){0,2}(?:threshold|limit|deadline|maximum|minimum|cutoff|cut-off|default|rate|"
    r"cost|price|fee|target|turnaround time|time limit|response time) (?:for|of|on) [a-z].+$",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"(?:(?:over|under|up to|at least|at most|about|around|more than|less than|no more than|set to|"
    r"not more than|currently|the first|the last) )*"
    r"(?:\W?\d|(?:one|two|three|four|five|six|seven|eight|nine|ten|noon|midnight|"
    r"January|February|March|April|May|June|July|August|September|October|November|December)\b)"
)


def ask_cases(frame: Frame) -> Iterator[Candidate]:
    """The questions on a frame that says when a duty holds, why something is so, or a limit."""
    if frame.line.step:
        return
    yield from _only_if(frame)
    if frame.to_reader:
        yield from _when_bound(frame)
    elif frame.said is not None:
        yield from _reason(frame)
        yield from _limit(frame)


def _when_bound(frame: Frame) -> Iterator[Candidate]:
    """As in "When must I secure an email from my official?" for "If ..., you must secure ..."."""
    forms = helped(frame)
    if forms is None or not _is_bound(frame) or not _case_stands(frame):
        return
    done = act(frame, frame.end)
    if _FEWEST < len(done.split()) <= _LONGEST_DUTY and done.split()[0] not in _SHOWN:
        asked = f"When {forms[0]} {done}", f"when {forms[1]} {done}"
        yield candidate(frame, "when", "case", asked, short=frame.front_text(), score=0.9)


def _is_bound(frame: Frame) -> bool:
    """Whether a frame says of a duty that is clear by itself in what case it holds."""
    line, tokens = frame.line, frame.tokens
    if frame.negative or frame.front_cue not in {"if", "when"} or frame.tail < frame.end:
        return False
    start = frame.verb + 1 if frame.advice else frame.rest
    that = any(
        tokens[index].lower == "that" and at(tokens, index + 1).tag in NOUNS
        for index in range(start, frame.end)
    )  # "if it refers to brief material, repeat that material"
    known = not vague(tokens, start, frame.end) and line.clear(start, frame.end, known=start)
    whole = not (that or joins_clause(frame) or lacks_object(frame))
    return frame.helper in _BOUND and known and whole


def _case_stands(frame: Frame) -> bool:
    """Whether a case says what is so, and of what: not "when in doubt", "if you want help"."""
    words = frame.front_text().lower().split()
    if len(words) > _LONGEST_CASE or _WISHED & set(words):
        return False
    shortened = at(frame.tokens, frame.front[0] + 1).tag in {"IN", "VBN", "VBG", "JJ"}
    return (
        not shortened and frame.line.clear(*frame.front) and not vague(frame.tokens, *frame.front)
    )


def _only_if(frame: Frame) -> Iterator[Candidate]:
    """As in "When will the office pay?" for "The office will pay only if you ask beforehand"."""
    line, tokens, said = frame.line, frame.tokens, frame.said
    if said is None or said.negative or said.group.tag == "VBD" or frame.front[0] < frame.front[1]:
        return
    places = range(frame.rest + 1, frame.end - 3)
    place = next((i for i in places if tokens[i].lower == "only" and _opens(tokens, i + 1)), None)
    if place is None or not line.clear(frame.subject[0], place):
        return
    if not frame.to_reader and vague(tokens, *frame.subject):
        return
    if not all(_known(line, index) for index in range(place, frame.end)):
        return
    surface = "you" if frame.to_reader else line.words(*frame.subject)
    helper, rest = said.inverted()
    rest = f"{rest} {line.words(frame.rest, place)}"
    if len(rest.split()) < _FEWEST:
        return
    yield on_lines(
        [line],
        "when",
        "case",
        (
            f"When {helper} {surface} {rest}".replace(" you ", " {S} ", int(frame.to_reader)),
            f"when {surface} {said.statement()} {line.words(frame.rest, place)}",
        ),
        Said(short=line.words(place, frame.end), statement=line.words(0, frame.end)),
        fact=CASES + line.sentence.index,
        score=1.2,
        entity=READER if frame.to_reader else topic(surface),
        surface=surface,
    )


def _opens(tokens: list[Token], place: int) -> bool:
    """Whether a clause that names a case begins here."""
    case = tokens[place].lower in {"if", "when", "after"}
    joined = tokens[place - 2].tag in {"CC", ","}
    return case and not joined and any(token.tag in FINITE for token in tokens[place + 1 :])


def _known(line: Line, index: int) -> bool:
    """Whether a word points to nothing, or to a noun of its sentence."""
    if line.clear(index, index + 1, known=0):
        return True
    noun = content(at(line.tokens, index + 1).lower)
    before = content(" ".join(token.lower for token in line.tokens[:index]))
    return line.tokens[index].lower in {"that", "this"} and bool(noun) and noun <= before


def _reason(frame: Frame) -> Iterator[Candidate]:
    """As in "What may be the reason if I cannot find it?" for "..., it may be because ..."."""
    line, case = frame.line, frame.front_text()
    match = _REASON.match(line.words(frame.subject[0], frame.end))
    if match is None or frame.front_cue not in {"if", "when"}:
        return
    if not line.clear(*frame.front) or not line.clear(frame.rest, frame.end):
        return
    if len(case.split()) < _FEWEST or vague(frame.tokens, *frame.front):
        return
    asked = f"What may be the reason {case}", f"what may be the reason {case}"
    made = candidate(frame, "why", "reason", asked, short=match["why"], score=1.2)
    yield replace(made, fact=CASES + line.sentence.index)


def _limit(frame: Frame) -> Iterator[Candidate]:
    """As in "What is the threshold for a large gathering?" for "The threshold for ... is ..."."""
    line, said = frame.line, frame.said
    what, told = line.words(*frame.subject), line.words(frame.rest, frame.end)
    plain = said is not None and said.copula and said.main == "is" and not said.negative
    if not plain or not _LIMIT.match(what) or frame.front[0] < frame.front[1]:
        return
    if not line.clear(frame.subject[0], frame.end) or not _AMOUNT.match(told):
        return
    yield on_lines(
        [line],
        "what",
        "object",
        (f"What is {what}", f"what {what} is"),
        Said(short=told, statement=f"{what} is {told}"),
        fact=CASES + line.sentence.index,
        score=1.1,
        entity=topic(what),
        surface=what,
    )
