"""How much a passage has to say: prose, and new content words in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from codi.text import STOP_WORDS, words

MARK = re.compile(r"(?:#{1,6}|[-*•●▪‣◦·]|\d{1,3}[.)])\s+")
WRAP = re.compile(r"\n(?<![.!?:;]\n)(?=[a-z])")
"""A line that was wrapped by hand goes on in small letters."""
LEADERS = re.compile(r"\.{4,}|(?:\. ){3,}")
SHORTEST_LEADERS = ("....", ". . . ")
CLAUSE_END = re.compile(
    r"[\"'”’)\]\s](?:(?<=[.!?…;:]\s)\s*|(?<=[.!?…;:][\"'”’)\]])[\"'”’)\]]*\s+|(?<=\s)[|•·»]\s)"
)
"""White space behind an end mark and what closes, or a sign that stands alone.

One set of characters comes first, so that the search jumps from one of them to the next.
"""
CLOSING = "\"'”’)]"
END_MARKS = (".", "!", "?", "…", ";", ":")
LEAST_WORDS = 4
LONG_CLAUSE = 12
LEAST_FUNCTION_WORDS = 0.2
LEAST_FUNCTION_WORDS_OF_LONG = 0.1
"""English prose has about 0.45; a sentence that lists names still has a tenth."""
NEW_WORDS = 0.3
"""Distinct content words for each word, from which on more of them count no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Density:
    """What a passage is made of, in shares in [0, 1].

    `prose` is the share of words in clauses, where one without an end mark counts half;
    `new_words` the number of distinct content words, names and numbers for each word.
    """

    prose: float
    new_words: float

    @property
    def score(self) -> float:
        """The share of prose, less where few words of it are new; in [0, 1]."""
        return self.prose * min(1.0, self.new_words / NEW_WORDS)


@lru_cache(maxsize=2)
def density(text: str, *, english: bool = True) -> Density:
    """The density of a passage.

    A clause has four words, a fifth of them function words where the text is English, and an end
    mark; one of twelve words needs only one or the other. What is left is names, labels, entries
    and numbers: contents, menus, lists of works, forms, code.
    """
    num_all, in_clauses = 0, 0.0
    seen: set[str] = set()
    text = WRAP.sub(" ", text)
    if any(leaders in text for leaders in SHORTEST_LEADERS):
        text = LEADERS.sub(" ", text)
    for line in text.split("\n"):
        mark = MARK.match(line)
        for clause in CLAUSE_END.split(line[mark.end() :] if mark else line):
            said = words(clause)
            num_all += len(said)
            seen.update(said)
            if len(said) >= LEAST_WORDS:
                num_content = len(said) - sum(map(STOP_WORDS.__contains__, said))
                share = 1 - num_content / len(said) if english else 1.0
                in_clauses += len(said) * _weight(len(said), share, ended=_is_ended(clause))
    if not num_all:
        return Density(prose=0.0, new_words=0.0)
    return Density(prose=in_clauses / num_all, new_words=len(seen - STOP_WORDS) / num_all)


def _weight(num_words: int, function_words: float, *, ended: bool) -> float:
    """How much a clause counts: whole, half, or not at all."""
    is_long = num_words >= LONG_CLAUSE
    if is_long and ended and function_words >= LEAST_FUNCTION_WORDS_OF_LONG:
        return 1.0
    if function_words < LEAST_FUNCTION_WORDS:
        return 0.0
    return 1.0 if ended or is_long else 0.5


def _is_ended(clause: str) -> bool:
    return clause.rstrip().rstrip(CLOSING).endswith(END_MARKS)
