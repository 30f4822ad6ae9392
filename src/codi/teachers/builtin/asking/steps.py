"""Questions on numbered steps: all of them, the first, the last, the one that comes after."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from codi.phenomena.wording import content
from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.asking.making import Said, on_lines
from codi.teachers.builtin.reading.english import inflect, verb_forms, verb_lemma
from codi.teachers.builtin.reading.frames import vague
from codi.teachers.builtin.reading.lines import Line, base_form

STEPS = 80_000
_LONGEST_ALL, _LONGEST_STEP, _LONGEST_GOAL = 60, 24, 12
_NOWHERE = frozenset(["\N{EM DASH}"])
"""What no talk has said: a step of steps to nobody knows what."""
_GOAL = re.compile(
    r"(?:(?:in order |here's how |here is how )?to|how to|.*\b(?:steps|instructions|how) to) "
    r"(?P<goal>[a-z][^,:.]+?)(?:,.*)?$",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"how (?:do|can|should) i (?P<goal>.+?)\??$", re.IGNORECASE)
_NUMBERED = re.compile(r"^(?:step )?\d+[.):]?\s+", re.IGNORECASE)
_OPTIONS = re.compile(r"\b(?:either|one of|any of|options?|or|rules?|principles?)\b")


def from_steps(lines: list[Line]) -> Iterator[Candidate]:
    """The questions on each run of numbered steps, or of bullets that are called steps."""
    place = 0
    while place < len(lines):
        run = _run(lines, place)
        if len(run) >= 2:
            yield from _on_steps(lines, place, run)
            place = lines.index(run[-1]) + 1
        else:
            place += 1


def _run(lines: list[Line], place: int) -> list[Line]:
    """Numbered items 1, 2, 3 from here on, each by its first sentence."""
    if lines[place].step != 1 or lines[place].example:
        return []
    found = [lines[place]]
    for line in lines[place + 1 :]:
        same = line.sentence.paragraph == found[-1].sentence.paragraph
        if line.sentence.heading != found[0].sentence.heading:
            break
        if not same and line.step == len(found) + 1 and line.indent == found[0].indent:
            found.append(line)
            continue
        ended = line.sentence.kind != "item" or line.step == 1
        if not same and ended and line.indent <= found[0].indent:
            break
    return found


def instruction(line: Line) -> str:
    """What a step says to do, beginning with its plain verb; nothing where it is no advice."""
    tokens = line.tokens
    first = tokens[0]
    if not base_form(first) or first.lower in {"may", "can", "will", "must"}:
        return ""
    if first.tag not in {"VB", "VBP", "NN", "NNP", "JJ", "VBD", "VBN"} or line.length < 2:
        return ""
    noun = first.tag != "VB" and (
        tokens[1].tag in {"VBZ", "VBD", "MD", "VBP", ":"}
        or (first.tag == "VBN" and tokens[1].tag == "IN")
    )
    if noun or len(line.whole().split()) > _LONGEST_STEP or not line.clear(0, line.length):
        return ""
    if ":" in line.whole() or "?" in line.whole():
        return ""
    text = line.whole()
    return text[:1].lower() + text[1:]


def goal_of(lines: list[Line], place: int) -> str:
    """What the steps that begin at a place lead to: from the intro or the heading above them."""
    first = lines[place]
    intro = lines[place - 1] if place else None
    if intro is not None and intro.sentence.heading == first.sentence.heading:
        text = intro.shown.rstrip(" :*_.")
        match = _GOAL.match(text)
        near = intro.sentence.kind != "item" and intro.shown.rstrip("*_ ").endswith((":", "."))
        if match and near and intro.clear(0, intro.length) and not _OPTIONS.search(text):
            return _sound(match["goal"])
    return heading_goal(first.sentence.heading)


def heading_goal(heading: str) -> str:
    """As in "book a flight" for "How to book a flight" and "Booking a flight"."""
    plain = _NUMBERED.sub("", heading.strip())
    match = _QUESTION.match(plain) or _GOAL.match(plain)
    if match:
        return _sound(re.sub(r"\bmy\b", "your", match["goal"]))
    first, _, rest = plain.partition(" ")
    ing = first.lower()
    if rest and ing.endswith("ing") and "VBG" in verb_forms(ing):
        base = verb_lemma(ing, "VBG")
        if inflect(base, "VBG") == ing:
            return _sound(f"{base} {rest}")
    return ""


def _sound(goal: str) -> str:
    words = goal.strip().split()
    if not 2 <= len(words) <= _LONGEST_GOAL or "VB" not in verb_forms(words[0].lower()):
        return ""
    if {"this", "these", "it", "them", "we", "our", "us"} & {word.lower() for word in words}:
        return ""
    behind = words[words.index("and") + 1 :][:1] if "and" in words[:3] else []
    if behind and "VB" not in verb_forms(behind[0].lower()):
        return ""  # "shading and borders"
    if any(word.lower().endswith("ing") for word in words[1:3]) and "and" in words[:3]:
        return ""
    return " ".join([words[0].lower(), *words[1:]])


def _on_steps(lines: list[Line], place: int, run: list[Line]) -> Iterator[Candidate]:
    goal = goal_of(lines, place)
    told = [instruction(line) for line in run]
    complete = run[-1].sentence.paragraph != lines[-1].sentence.paragraph or len(run) > 2
    fact = STEPS + run[0].sentence.index * 10
    if goal and all(told) and sum(len(text.split()) for text in told) <= _LONGEST_ALL:
        listed = "; ".join([f"first, {told[0]}", *(f"then {text}" for text in told[1:])])
        yield on_lines(
            run,
            "list",
            "list",
            (f"What are the steps to {goal}", f"what the steps to {goal} are"),
            Said(short="", statement=f"to {goal}, {listed}"),
            fact=fact,
            score=1.5,
        )
    if goal and told[0]:
        yield on_lines(
            run[:1],
            "what",
            "first",
            (f"What's the first step to {goal}", f"what the first step to {goal} is"),
            Said(short=told[0], statement=f"first, {told[0]}"),
            fact=fact + 1,
            score=1.3,
        )
    if goal and complete and told[-1] and len(run) > 2:
        yield on_lines(
            run[-1:],
            "what",
            "last",
            (f"What's the last step to {goal}", f"what the last step to {goal} is"),
            Said(short=told[-1], statement=f"the last thing to do is to {told[-1]}"),
            fact=fact + 2,
            score=1.0,
        )
    for number, (line, text, following) in enumerate(zip(run, told, told[1:], strict=False)):
        doing = _doing(line, text)
        if doing and following:
            made = on_lines(
                [line, run[number + 1]],
                "what",
                "next",
                (f"What do {{S}} do after {doing}", f"what {{S}} do after {doing}"),
                Said(short=following, statement=f"after {doing}, {following}"),
                fact=fact + 3 + number,
                score=1.2,
            )
            yield replace(made, follows=number > 0, known=content(goal) or _NOWHERE)


def _doing(line: Line, text: str) -> str:
    """As in "selecting the icon" for "select the icon", one short thing to do."""
    verb, _, rest = text.partition(" ")
    single = rest and not any(f" {word} " in text for word in ("and", "or", "if", "then", "when"))
    if not single or "," in text or len(text.split()) > 11 or vague(line.tokens, 1, line.length):
        return ""
    return f"{inflect(verb, 'VBG')} {rest}"
