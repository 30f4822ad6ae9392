"""Questions that headings ask or suggest: handbook pages and guidelines in Markdown.

A heading may be a question ("What if I travel for two projects?"), a task ("How to book a flight",
"Creating an account") or a topic. The first sentence below it is the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from codi.teachers.builtin.candidates import Candidate
from codi.teachers.builtin.english import inflect, verb_forms, verb_lemma
from codi.teachers.builtin.entities import Entity, phrase_text
from codi.teachers.builtin.facts import PassageFacts
from codi.teachers.builtin.tokens import Sentence
from codi.types import Span

_QUESTION = re.compile(
    r"(?:what|who|whom|when|where|why|how|which|can|do|does|is|are|should|will|may|must)\b.*\?$",
    re.IGNORECASE,
)
_LONGEST_HEADING, _LONGEST_TOPIC = 12, 6
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 ,'’/&()-]*$")
_UNCLEAR = frozenset(
    ["this", "these", "those", "such", "i", "we", "our", "us", "below", "above", "following"]
)


def from_headings(passage: PassageFacts) -> Iterator[Candidate]:
    """One candidate for each heading whose first sentence can stand as an answer."""
    seen: set[str] = set()
    lower = passage.lower_words()
    for number, sentence in enumerate(passage.sentences):
        heading = sentence.heading
        if not heading or heading in seen:
            continue
        seen.add(heading)
        if (
            not sentence.usable
            or len(sentence.tokens) < 6
            or sentence.tokens[0].tag in {"VBN", "VBG"}
        ):
            continue
        if any(token.lower in _UNCLEAR for token in sentence.tokens):
            continue
        asked = _asked(heading, sentence, lower)
        if asked is None:
            continue
        direct, indirect, score = asked
        text = phrase_text(sentence.tokens, 0, len(sentence.tokens)).rstrip(" .!")
        yield Candidate(
            kind="what" if score > 0.5 else "tell",
            direct=direct,
            indirect=indirect,
            short=text,
            statement=text,
            entity=Entity(heading.lower(), heading, "thing", plural=False, proper=False),
            fact=40_000 + number,
            sentence=sentence.index,
            slot="heading",
            evidence=(Span(start=sentence.start, end=sentence.end),),
            score=score,
            surface=lowered_heading(heading, lower),
        )


def _asked(
    heading: str, sentence: Sentence, lower: frozenset[str]
) -> tuple[str, str, float] | None:
    """(direct, indirect, score) of the question that a heading stands for."""
    length = len(heading.split())
    if _QUESTION.match(heading) and length <= _LONGEST_HEADING:
        return heading.rstrip("?"), "", 1.2
    if not _PLAIN.match(heading) or length > _LONGEST_HEADING:
        return None
    lowered = lowered_heading(heading, lower)
    task = _task(lowered, sentence)
    if task:
        return f"How do I {task}", f"how I {task}", 1.0
    if length <= _LONGEST_TOPIC:
        return f"What does the section on {lowered} say", f"what the section on {lowered} says", 0.2
    return None


def _task(heading: str, sentence: Sentence) -> str:
    """What a heading such as "how to book a flight" or "creating an account" tells how to do."""
    if heading.startswith("how to "):
        return heading.removeprefix("how to ")
    first, _, rest = heading.partition(" ")
    ing = first.lower()
    if not rest or not ing.endswith("ing") or "VBG" not in verb_forms(ing):
        return ""
    base = verb_lemma(ing, "VBG")
    advice = sentence.tokens[0].tag == "VB" or "you" in sentence.words
    return f"{base} {rest}" if advice and inflect(base, "VBG") == ing else ""


def lowered_heading(heading: str, lower: frozenset[str]) -> str:
    """A heading inside a sentence; `lower` are words that the passage writes without capitals."""
    words = [
        word.lower()
        if word.lower() in lower | _SMALL and word[1:].islower() | (len(word) == 1)
        else word
        for word in heading.split()
    ]
    return " ".join(words)


_SMALL = frozenset("a an the of in on at to for and or your what why how when where who".split())


def from_lists(passage: PassageFacts, text: str) -> Iterator[Candidate]:
    """As in "What can I use for vacation?" for "For vacation, you can use:" and its items."""
    sentences = passage.sentences
    for number, intro in enumerate(sentences):
        if intro.kind == "item" or text[intro.start : intro.end].rstrip("*_ ")[-1:] != ":":
            continue
        items: list[Sentence] = []
        for item in sentences[number + 1 :]:
            if item.kind != "item":
                break
            if not items or item.paragraph != items[-1].paragraph:
                items.append(item)
        if not 2 <= len(items) <= 7:
            continue
        names = [item.text().rstrip(" .,;") for item in items]
        asked = _list_question(intro)
        if asked is None or any(len(name.split()) > 12 or not name for name in names):
            continue
        direct, indirect, start = asked
        mark = "; " if any("," in name or len(name.split()) > 6 for name in names) else ", "
        listed = f"{mark.join(names[:-1])}{';' if mark == '; ' else ''} and {names[-1]}"
        spans = [Span(start=s.start, end=s.end) for s in [intro, *items]]
        yield Candidate(
            kind="list",
            direct=direct,
            indirect=indirect,
            short=listed,
            statement=f"{start} {listed}",
            entity=Entity("you", "you", "you", plural=True, proper=False),
            fact=50_000 + number,
            sentence=intro.index,
            slot="list",
            evidence=tuple(spans),
            score=1.3,
            surface="you",
        )


_OFFERED = re.compile(
    r"(?:(?P<front>(?:For|In|On|At|If|When|To)\b[^,:]*), )?you "
    r"(?P<modal>can|may|must|should|need to|will need to) (?P<verb>[a-z]+)"
    r"(?: (?:one of |any of )?the following)?"
    r"(?P<rest>(?: [\w'’-]+){1,4} (?:for|in|on|with|from|to))?$",
    re.IGNORECASE,
)
_NEEDED = re.compile(r"(?:To (?P<goal>[^,:]+), )?you(?:['’]ll| will)? need$", re.IGNORECASE)
_FOLLOWING = re.compile(r"(?P<verb>[A-Z][a-z]+) the following$")


def _list_question(intro: Sentence) -> tuple[str, str, str] | None:
    """(direct, indirect, the answer's beginning) for an introduction such as "you can use:"."""
    words = intro.text().rstrip(" :*_")
    if match := _OFFERED.match(words):
        front, rest = match["front"] or "", match["rest"] or ""
        modal, verb = match["modal"].lower(), f"{match['verb']}{rest}"
        tail = f" {front[:1].lower()}{front[1:]}" if front else ""
        first, _, second = modal.partition(" ")
        helper = f"do {{S}} {modal}" if first == "need" else f"{first} {{S}} {second}".strip()
        begin = f"{front}, {{S}} {modal} {verb}" if front else f"{{S}} {modal} {verb}"
        return f"What {helper} {verb}{tail}", f"what {{S}} {modal} {verb}{tail}", begin
    if match := _NEEDED.match(words):
        goal = f" to {match['goal']}" if match["goal"] else ""
        begin = f"to {match['goal']}, {{S}} need" if goal else "{S} need"
        return f"What do {{S}} need{goal}", f"what {{S}} need{goal}", begin
    if (match := _FOLLOWING.match(words)) and "VB" in verb_forms(match["verb"].lower()):
        verb = match["verb"].lower()
        return f"What should {{S}} {verb}", f"what {{S}} should {verb}", f"{{S}} should {verb}"
    return None
