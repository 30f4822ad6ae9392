"""Quotations and headlines: where the words of somebody else, or no sentences, stand in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from codi.teachers.builtin.reading import lexicon
from codi.types import Span

_QUOTE_END = re.compile(r"[.!?](?P<quote>''|\"|”)\s+(?=(?:''|``|\"|“)?[A-Z])")
_SPOKEN = re.compile(r"(?:''|``|[\"“]).*[,?!](?:''|[\"”])", re.DOTALL)
_BEGINNERS = frozenset("But And However When After Although".split())


def behind_quotes(text: str, spans: Iterable[Span]) -> Iterator[tuple[int, int]]:
    """Where sentences stand; what follows a quotation that ends with its sentence is one more."""
    for span in spans:
        start = span.start
        for match in _QUOTE_END.finditer(text, span.start, span.end):
            behind = text[match.end() : span.end].split(maxsplit=2)[:2]
            if not any(word.strip(",.").lower() in lexicon.SPEECH_VERBS for word in behind):
                yield start, match.end("quote")
                start = match.end()
        yield start, span.end


def is_spoken(text: str) -> bool:
    """Whether a sentence is direct speech with the words that tell whose it is.

    Whoever speaks may be wrong, and "you" is somebody then.
    """
    return _SPOKEN.match(text) is not None


def runs_on(words: Sequence[str]) -> bool:
    """Whether a headline runs into a sentence: "Newtown chooses hope But on Thursday, he ..."."""
    chapter = words[:1] == ["CHAPTER"] and all(word.isupper() for word in words[:3])
    return chapter or (
        not _BEGINNERS.isdisjoint(words)
        and any(
            word in _BEGINNERS and before.isalpha() and before.islower()
            for before, word in pairwise(words)
        )
    )
