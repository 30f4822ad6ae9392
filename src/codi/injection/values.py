"""What is found: a rule's name and where it holds; and what a rule is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from codi.injection.sight import Sight
from codi.types import Span

Holds = Callable[[Sight, "re.Match[str]"], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Injection:
    """A place where a text speaks to a language model; `span` counts the text's own characters."""

    rule: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One way of speaking to a model.

    `pattern` is tried on a text in small letters that has a word of each set in `words` and, where
    there are `marks`, one of them somewhere: both are quick to tell. Where `holds` is given, a
    match counts only where it says so.
    """

    name: str
    pattern: re.Pattern[str]
    words: tuple[frozenset[str], ...] = ()
    marks: tuple[str, ...] = ()
    holds: Holds | None = None

    def is_marked(self, text: str) -> bool:
        """Whether a text has one of the marks without which the pattern cannot match."""
        return not self.marks or any(mark in text for mark in self.marks)


def rule(
    name: str, words: str, pattern: str, *, marks: str = "", holds: Holds | None = None
) -> Rule:
    """A rule from the words and marks that it needs, and a pattern that may be laid out freely.

    In `words` a `/` parts sets of which each has to be met; in `marks` a blank parts one from the
    next. A `~` in the pattern stands for what may separate two words: blanks, hyphens, other marks.
    """
    spelt = pattern.replace("~", r"[\W_]{1,12}")
    return Rule(
        name=name,
        pattern=re.compile(spelt, re.VERBOSE | re.MULTILINE),
        words=tuple(frozenset(some.split()) for some in words.split("/") if some.strip()),
        marks=tuple(marks.split()),
        holds=holds,
    )
