"""Whether a candidate is understood by itself, only behind what was just said, or never."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from codi.phenomena.wording import content
from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.reading.facts import PassageFacts
from codi.teachers.builtin.reading.leaning import Leaning, leanings


def in_context(candidates: Iterable[Candidate], passage: PassageFacts) -> Iterator[Candidate]:
    """The candidates that can be understood, each marked with what it leans on."""
    leaning = {s.index: tuple(leanings(s.tokens)) for s in passage.sentences}
    for candidate in candidates:
        text = _said(candidate)
        leans = [one for one in leaning.get(candidate.sentence, ()) if _open(one, text)]
        stems = [content(one.noun) for one in leans if one.noun]
        if any(one.never for one in leans) or not all(stems):
            continue
        if leans:
            needs = candidate.needs.union(*stems)
            candidate = replace(candidate, follows=True, needs=needs)
        yield candidate


def _said(candidate: Candidate) -> str:
    """Question and answer in the order in which they are said."""
    text = f"{candidate.direct}? {candidate.statement}"
    return text.replace("{S}", candidate.surface).replace("{O}", candidate.surface).lower()


def _open(leaning: Leaning, text: str) -> bool:
    """Whether the text has the leaning words, and has not said before what they lean on."""
    place = _place(leaning.words).search(text)
    if place is None:
        return False
    return not leaning.noun or not content(leaning.noun) <= content(text[: place.start()])


@lru_cache(maxsize=4096)
def _place(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){re.escape(words)}(?![\w-])")
