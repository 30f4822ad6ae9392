"""Questions that headings ask or suggest: handbook pages and guidelines in Markdown.

A heading may be a question ("What if I travel for two projects?"), a task ("How to book a flight",
"Creating an account") or a topic. What stands below it is the answer: its list, or its first
sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from codi.phenomena.wording import content
from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.asking.lists import enumerated
from codi.teachers.builtin.asking.making import READER, Said, on_lines, topic
from codi.teachers.builtin.asking.pages import says_nothing
from codi.teachers.builtin.asking.steps import heading_goal, instruction
from codi.teachers.builtin.reading.english import verb_forms
from codi.teachers.builtin.reading.frames import read_frame
from codi.teachers.builtin.reading.line_scopes import task_of
from codi.teachers.builtin.reading.lines import Line, siblings
from codi.teachers.builtin.reading.tagset import FINITE

HEADINGS = 40_000
_QUESTION = re.compile(
    r"(?:how|what|when|where|who) (?:do|should|can|may|must) (?:I|you|we)\b.+[a-z]$|"
    r"(?:what|who|whom|when|where|why|how|which|can|do|does|is|are|should|will|may|must)\b.*\?$",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"\?.*\?|\b(?:and|or) (?:what|who|when|where|why|how|which)\b", re.IGNORECASE)
"""A heading that asks for more than one thing, of which one sentence answers one at most."""
_NUMBERED = re.compile(r"^(?:step )?\d+[.):]\s+", re.IGNORECASE)
_LONGEST_HEADING, _LONGEST_TOPIC = 12, 6
_TOLD = 0.2
_NEAR = 3
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 ,'’/&()-]*$")
_NO_TOPIC = re.compile(
    r"\b(?:examples?|sources?|resources|overview|introduction|summary|more info\w*|background|"
    r"steps|notes?|other|further|general|details?|contents|tips|before|after|faqs?|questions|"
    r"why|how|what|when|who|where|this|these|it|we|our|use|avoid|don['’]t|be|make)\b"
    r"|^(?:for|in|on|at|with|under|during|if|to|from|by)\b",
    re.IGNORECASE,
)
_UNCLEAR = frozenset(
    ["this", "these", "those", "such", "i", "we", "our", "us", "below", "above", "following"]
)
_SMALL = frozenset("a an the of in on at to for and or your what why how when where who".split())


def from_headings(lines: list[Line], lower: frozenset[str]) -> Iterator[Candidate]:
    """One candidate for each heading whose list or first sentence can stand as an answer."""
    seen: set[str] = set()
    for place, line in enumerate(lines):
        heading = line.sentence.heading
        if not heading or heading in seen:
            continue
        seen.add(heading)
        plain = _NUMBERED.sub("", heading)
        if not line.example and not _SEVERAL.search(plain):
            yield from _on_heading(lines, place, plain, lower)


def _on_heading(
    lines: list[Line], place: int, heading: str, lower: frozenset[str]
) -> Iterator[Candidate]:
    line = lines[place]
    if line.sentence.kind == "item" and line.step == 0:
        yield from _rules(lines, place, heading, lower)
        return
    asked = _asked(heading, lower)
    if asked is not None and asked[2] > _TOLD:
        how = asked[0].startswith("How ")
        if _answers(line) and not (how and not (_tells_how(line) and _alone(lines, place))):
            yield _answered([line], heading, asked, lower, fact=HEADINGS + place)
            return
        asked = None
    about = asked or _about(heading, lower)
    for told in lines[place : place + _NEAR] if about else []:
        shared = content(told.whole()) & content(heading)
        if told.sentence.heading != line.sentence.heading or told.step:
            return
        if says_nothing(told.whole()) or _SENDS_ON.match(told.whole()):
            return
        if about and shared and _answers(told) and told.sentence.kind != "item":
            yield _answered([told], heading, about, lower, fact=HEADINGS + place)
            return


_SENDS_ON = re.compile(r"(?:please )?(?:visit|read|refer to|check out|talk|ask|contact)\b")
_LINKING = re.compile(
    r"^(?:please|therefore|however|in particular|in addition|also|then|finally|first|next|thus|so|"
    r"confusingly|fortunately|unfortunately|importantly|generally|additionally),? ",
    re.IGNORECASE,
)


def _about(heading: str, lower: frozenset[str]) -> tuple[str, str, float] | None:
    """As in "What should I know about booking a flight?" for a heading that names a task."""
    doing = task_of(lowered_heading(heading, lower))
    if not doing or not _PLAIN.match(doing):
        return None
    return f"What should I know about {doing}", f"what I should know about {doing}", _TOLD


def _answered(
    told: list[Line],
    heading: str,
    asked: tuple[str, str, float],
    lower: frozenset[str],
    *,
    fact: int,
) -> Candidate:
    direct, indirect, score = asked
    text = _LINKING.sub("", told[0].whole(), count=1) if score <= _TOLD else told[0].whole()
    doing = task_of(lowered_heading(heading, lower))
    return on_lines(
        told,
        "tell" if score <= _TOLD else "what",
        "heading",
        (direct, indirect),
        Said(short=text, statement=text),
        fact=fact,
        score=score,
        entity=topic(doing or heading),
        surface=doing or lowered_heading(heading, lower),
    )


def _alone(lines: list[Line], place: int) -> bool:
    """Whether no further advice follows what is said first below a heading."""
    first, following = lines[place], lines[place + 1 : place + 2]
    whole = read_frame(first)
    if whole is not None and whole.front_cue == "to":
        return True
    if not following or following[0].sentence.heading != first.sentence.heading:
        return True
    frame = read_frame(following[0])
    return frame is None or not frame.to_reader


def _tells_how(line: Line) -> bool:
    """Whether a first sentence says what to do, and not only what to do in some case."""
    frame = read_frame(line)
    if frame is None or not frame.to_reader or frame.negative:
        return False
    return frame.front_cue == "to" or (frame.advice and frame.front[0] == frame.front[1])


def _answers(line: Line) -> bool:
    """Whether a first sentence says something by itself."""
    tokens = line.tokens
    if not line.sentence.usable or len(tokens) < 6 or tokens[0].tag in {"VBN", "VBG"}:
        return False
    if line.shown.rstrip("*_ ").endswith(":"):
        return False
    unclear = any(token.lower in _UNCLEAR for token in tokens)
    return not unclear and line.clear(0, line.length)


def _rules(
    lines: list[Line], place: int, heading: str, lower: frozenset[str]
) -> Iterator[Candidate]:
    """As in "What are the rules on fonts?", answered by all items of the list below."""
    first = lines[place]
    items = siblings(lines, place)
    behind = lines.index(items[-1]) + 1
    ended = behind >= len(lines) or lines[behind].sentence.heading != first.sentence.heading
    told = [instruction(item) for item in items]
    if not 2 <= len(items) <= 6 or not ended:
        return
    goal = heading_goal(heading)
    listed = enumerated(items)
    named = not any(token.tag in FINITE for item in items for token in item.tokens)
    if listed and named and not any(told) and _is_topic(heading):
        yield from _listed(items, heading, listed, lower)
    if not listed or not all(told):
        return
    if _QUESTION.match(heading) and len(heading.split()) <= _LONGEST_HEADING:
        asked = heading.rstrip("?"), ""
    elif goal:
        asked = f"How do {{S}} {goal}", f"how {{S}} {goal}"
    elif _is_topic(heading):
        name = lowered_heading(heading, lower)
        asked = f"What are the rules on {name}", f"what the rules on {name} are"
    else:
        return
    yield on_lines(
        items,
        "how" if goal else "list",
        "heading",
        asked,
        Said(short=listed, statement=f"{{S}} should {listed}"),
        fact=HEADINGS + place,
        score=1.4,
        entity=READER,
        surface="you",
    )


def _listed(
    items: list[Line], heading: str, listed: str, lower: frozenset[str]
) -> Iterator[Candidate]:
    """As in "What does the section on load tests list?" for a bare list below a heading."""
    name = lowered_heading(heading, lower)
    yield on_lines(
        items,
        "list",
        "heading",
        (f"What does the section on {name} list", f"what the section on {name} lists"),
        Said(short=listed, statement=f"the section on {name} lists: {listed}"),
        fact=HEADINGS + items[0].sentence.index,
        score=0.9,
        entity=topic(name),
        surface=name,
    )


def _is_topic(heading: str) -> bool:
    first, _, rest = heading.partition(" ")
    if rest and "VB" in verb_forms(first.lower()) and first.lower() not in {"leave", "contact"}:
        return False
    plain = _PLAIN.match(heading) and not _NO_TOPIC.search(heading)
    return bool(plain) and len(heading.split()) <= _LONGEST_TOPIC


def _asked(heading: str, lower: frozenset[str]) -> tuple[str, str, float] | None:
    """(direct, indirect, score) of the question that a heading stands for."""
    length = len(heading.split())
    if _QUESTION.match(heading) and length <= _LONGEST_HEADING:
        return heading.rstrip("?"), "", 1.2
    if not _PLAIN.match(heading) or length > _LONGEST_HEADING:
        return None
    lowered = lowered_heading(heading, lower)
    goal = heading_goal(lowered)
    if goal:
        return f"How do I {goal}", f"how I {goal}", 1.0
    if _is_topic(heading):
        return f"What should I know about {lowered}", f"what I should know about {lowered}", _TOLD
    return None


def lowered_heading(heading: str, lower: frozenset[str]) -> str:
    """A heading inside a sentence; `lower` are words that the passage writes without capitals."""
    words = [
        word.lower()
        if word.lower() in lower | _SMALL and word[1:].islower() | (len(word) == 1)
        else word
        for word in heading.split()
    ]
    return " ".join(words)
