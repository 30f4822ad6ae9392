"""How far a command to a model reaches in a text, and the passage without it."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from codi.injection.finding import find_injections
from codi.types import Passage, Span

FLAG = "injection"
"""What stands in `Passage.flags` where the passage addresses a model."""
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]]*\s+")
_LINE_CLOSED = re.compile(r"[.!?…。！？][\"'”’»)\]]*\s*$")
_GOES_ON = re.compile(
    r"\s*(?:(?:user|assistant|system|human|ai)\s*:|[<\[{#]|\d+[.)]\s|then\b|(?-i:[a-z]))",
    re.IGNORECASE,
)


@lru_cache(maxsize=64)
def command_spans(text: str) -> tuple[Span, ...]:
    """The commands in `text`, each from the sentence of the match to the end of its paragraph.

    What is to be said or done mostly stands behind the words that give a command away. A paragraph
    ends at a blank line, and at a line that closes a sentence unless the next goes on with a role,
    a tag or a step.
    """
    spans: list[Span] = []
    for found in find_injections(text):
        said = found.span.of(text)
        begins = found.span.end - len(said.lstrip())
        start, end = _start(text, begins), _end(text, found.span.end)
        if spans and start <= spans[-1].end:
            spans[-1] = Span(start=spans[-1].start, end=max(end, spans[-1].end))
        else:
            spans.append(Span(start=start, end=end))
    return tuple(spans)


@lru_cache(maxsize=128)
def without_commands(passage: Passage) -> Passage | None:
    """The passage with line breaks for its commands, so that all else keeps its place.

    Title, background and `nearby` are empty where they hold a command. None where nothing is left.
    """
    text = passage.text
    for span in command_spans(text):
        text = text[: span.start] + "\n" * (span.end - span.start) + text[span.end :]
    if not text.strip():
        return None
    return replace(
        passage,
        text=text,
        title=_unless_command(passage.title),
        background=_unless_command(passage.background),
        nearby=_unless_command(passage.nearby),
    )


@lru_cache(maxsize=8)
def addresses_model(text: str) -> bool:
    """Whether a command to a model stands in `text`."""
    return bool(text) and bool(find_injections(text))


def _unless_command(text: str) -> str:
    return "" if addresses_model(text) else text


def flagged(passage: Passage) -> Passage:
    """The passage with `FLAG` among its flags where text, title or background has a command."""
    if FLAG not in passage.flags and any(
        map(addresses_model, (passage.text, passage.title, passage.background))
    ):
        return replace(passage, flags=(*passage.flags, FLAG))
    return passage


def _start(text: str, place: int) -> int:
    """Where the sentence or line around `place` begins."""
    line = text.rfind("\n", 0, place) + 1
    ends = [match.end() for match in _SENTENCE_END.finditer(text, line, place)]
    return ends[-1] if ends else line


def _end(text: str, place: int) -> int:
    """Where the paragraph around `place` ends."""
    end = _line_end(text, place)
    while end < len(text):
        line = text[text.rfind("\n", 0, end) + 1 : end]
        following = text[end + 1 : _line_end(text, end + 1)]
        closed = _LINE_CLOSED.search(line) is not None
        if not following.strip() or (closed and not _GOES_ON.match(following)):
            break
        end = end + 1 + len(following)
    return end


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end
