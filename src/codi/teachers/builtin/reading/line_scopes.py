"""What a line of a handbook holds for, by what stands above it: a heading, a label, a condition.

"Create an issue" below "Creating a new organization" holds when creating one, an item below "For
rental cars:" for rental cars, and what follows "If you lose your badge, ..." may hold only then.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from codi.teachers.builtin.reading.english import inflect, verb_forms, verb_lemma
from codi.teachers.builtin.reading.frames import CONDITIONS, read_frame
from codi.teachers.builtin.reading.lines import Line
from codi.teachers.builtin.reading.phrases import noun_phrase
from codi.teachers.builtin.reading.tagset import FINITE, NOUNS

_LONGEST, _LONGEST_LABEL = 11, 4
_NUMBERED = re.compile(r"^(?:step )?\d+[.):]?\s+", re.IGNORECASE)
_BOUND = re.compile(
    r"(?:if|when|while|once|unless|before|after|during|for|in an?|with|under|at|on)\s",
    re.IGNORECASE,
)
_TIMES = re.compile(r"(?:before|after|during|while|on|at)\b", re.IGNORECASE)
_WHAT_IF = re.compile(r"what if (?P<case>.+?)\??$", re.IGNORECASE)
_TASK = re.compile(r"how (?:to|(?:do|can|should) (?:i|you)) (?P<goal>.+?)\??$", re.IGNORECASE)
_ADDRESSES = re.compile(
    r"\b(?:you|your|please|steps?|following|these|process|information)\b", re.IGNORECASE
)
_OFFERS = frozenset("have need want wish like any more help interested question questions".split())
_NOT_HELD = re.compile(
    r"\b(?:example|instance|more info\w*|information|details|see)\b", re.IGNORECASE
)
_MUSED = re.compile(
    r"\b(?:think about|to (?:consider|discuss|ask)|ideas|worth trying)\b", re.IGNORECASE
)
"""A list of what one might think about says nothing that is so."""
_STEPS = re.compile(r"^to [a-z]+ |\bsteps$", re.IGNORECASE)
"""Each of several steps means little without the others and what they lead to."""
_NO_TASKS = frozenset(
    """operating existing remaining upcoming training pricing meeting billing funding scanning
    logging tagging""".split()
)


@dataclass(frozen=True, slots=True)
class Scope:
    """What lines hold for, in words that follow a question; nothing where it cannot be said.

    `source` tells where it stands: "condition" (a sentence before), "list", "musing" (a list of
    what one might think about), "label" or "heading".
    """

    text: str
    source: str


def line_scopes(lines: list[Line]) -> dict[int, Scope]:
    """The scope of each sentence that has one, by the sentence's place in the passage."""
    names, small = _names_inside(lines)
    found: dict[int, Scope] = {}
    heading, paragraph = "", -1
    inner: tuple[int, Scope | None] = (0, None)
    condition: Scope | None = None
    intro: Scope | None = None
    label: Scope | None = None
    above: Scope | None = None
    for line in lines:
        sentence = line.sentence
        if sentence.heading != heading:
            heading, label, intro, inner = sentence.heading, None, None, (0, None)
            above = _of_heading(heading, names, small)
        if sentence.paragraph != paragraph:
            paragraph, condition = sentence.paragraph, None
        if sentence.kind != "item":
            intro = _of_intro(line) if line.shown.rstrip("*_ ").endswith(":") else None
            label = _of_label(line) if intro is None and _is_label(line) else label
        elif line.shown.rstrip("*_ ").endswith(":"):
            inner = line.indent, _of_intro(line)
        nested = inner[1] if line.indent > inner[0] else None
        listed = (nested or intro) if sentence.kind == "item" else None
        scope = condition or listed or label or above
        if scope is not None and not _says_itself(line):
            found[sentence.index] = scope
        condition = _condition(line) or (condition if line.tokens[0].tag == "VB" else None)
    return found


def _says_itself(line: Line) -> bool:
    """Whether a line has a condition or a scope of its own."""
    frame = read_frame(line)
    return frame is not None and (
        frame.front[0] < frame.front[1] or (frame.tail < frame.end and frame.cue in CONDITIONS)
    )


def _condition(line: Line) -> Scope | None:
    """What a sentence with a condition in front leaves to those that follow it."""
    if line.tokens[0].lower not in {"if", "when", "once", "unless"}:
        return None
    frame = read_frame(line)
    if frame is None or frame.front[0] == frame.front[1]:
        return Scope("", "condition")
    if _OFFERS & set(frame.front_text().lower().split()):
        return None
    return Scope(_sayable(line, *frame.front), "condition")


def _sayable(line: Line, start: int, end: int) -> str:
    """These words inside of a sentence; nothing where they are long or unclear."""
    words = line.words(start, end)
    clear = line.clear(start, end) and len(words.split()) <= _LONGEST
    return f"{words[:1].lower()}{words[1:]}" if clear else ""


def _of_intro(line: Line) -> Scope | None:
    """The scope that the introduction of a list gives to its items."""
    words, tokens = line.words(0, line.length), line.tokens
    if _NOT_HELD.search(words):
        return None
    if _MUSED.search(words):
        return Scope("", "musing")
    if _STEPS.search(words):
        return Scope("", "list")
    bound = _BOUND.match(words) is not None
    comma = next((i for i, token in enumerate(tokens) if token.text == ","), line.length)
    rest = tokens[comma + 1 : line.length] if bound else tokens
    stated = any(token.tag in FINITE for token in rest)
    there = any(token.tag == "EX" or token.lower in {"here", "this"} for token in rest)
    if stated and not there and tokens[0].tag != "VB" and not _ADDRESSES.search(words):
        return Scope("", "list")
    return Scope(_sayable(line, 0, comma), "list") if bound else None


def _is_label(line: Line) -> bool:
    """Whether a line is a heading in all but its markup: "Rails", "For personal travel"."""
    tokens = line.tokens[: line.length]
    whole = line.shown[-1:] not in '.?!:"”' and line.shown[:1].isupper()
    return (
        whole and 0 < len(tokens) <= 2 * _LONGEST_LABEL and not any(t.tag in FINITE for t in tokens)
    )


def _of_label(line: Line) -> Scope | None:
    text = line.shown.strip("*_ ")
    if _BOUND.match(text):
        return Scope(f"{text[:1].lower()}{text[1:]}", "label")
    doing = _doing(text)
    if doing:
        return Scope(f"when {doing}", "label")
    nominal = all(token.tag in NOUNS for token in line.tokens[: line.length])
    noun = nominal or "/" in text or noun_phrase(line.tokens, 0) == line.length
    if not noun or len(text.split()) > _LONGEST_LABEL:
        return None
    return Scope(f"for {line.words(0, line.length)}", "label")


def _of_heading(heading: str, names: frozenset[str], small: frozenset[str]) -> Scope | None:
    """The scope that a heading gives: its task, its case, or the thing that it names."""
    text = _NUMBERED.sub("", heading.strip())
    case = _WHAT_IF.match(text)
    if case is not None:
        return Scope(f"if {_to_reader(case['case'])}", "label")
    if text in names:
        return Scope(f"for {text}", "label")
    words = (word.lower() if word.lower() in small else word for word in text.split())
    text = " ".join(words)
    if _BOUND.match(text) and "," in text:
        return Scope("", "label")
    if _BOUND.match(text) and not _TIMES.match(text):
        return Scope(text if len(text.split()) <= _LONGEST else "", "label")
    doing = _doing(text)
    return Scope(f"when {doing}", "heading") if doing else None


def task_of(heading: str) -> str:
    """As in "booking a flight" for a heading such as "How to book a flight"."""
    return _doing(_NUMBERED.sub("", heading.strip()))


def _to_reader(text: str) -> str:
    """What is said of "I" in a heading as said to the reader."""
    for own, yours in (("I am", "you are"), ("I'm", "you're"), ("I", "you"), ("my", "your")):
        text = re.sub(rf"\b{own}\b", yours, text)
    return text


def _doing(text: str) -> str:
    """As in "booking a flight" for "How to book a flight" and "Booking a flight"."""
    match = _TASK.match(text)
    goal = match["goal"] if match is not None else text
    first, _, rest = goal.partition(" ")
    verb = first.lower()
    if not rest or len(goal.split()) > _LONGEST - 2:
        return ""
    if {"this", "these", "it", "them", "and"} & set(goal.lower().split()):
        return ""
    if verb.endswith("ing") and verb not in _NO_TASKS and "VBG" in verb_forms(verb):
        base = verb_lemma(verb, "VBG")
        return f"{verb} {rest}" if inflect(base, "VBG") == verb else ""
    if match is None or "VB" not in verb_forms(verb):
        return ""
    return f"{inflect(verb, 'VBG')} {rest}"


def _names_inside(lines: list[Line]) -> tuple[frozenset[str], frozenset[str]]:
    """(words with a capital inside of sentences and never without, words without a capital)."""
    small = frozenset(t.text for line in lines for t in line.tokens if t.text.islower())
    inner = (token for line in lines for token in line.tokens[1:] if token.tag in NOUNS)
    return frozenset(t.text for t in inner if t.text[0].isupper() and t.lower not in small), small
