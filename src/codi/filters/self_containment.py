"""A message has to make sense to somebody who has no passage before them."""

from __future__ import annotations

import re

from codi.recipe import FiltersSettings
from codi.text import words
from codi.types import KEEP, Conversation, Verdict, drop

_NOUN = r"(?P<noun>passage|text|article|document|paragraph|excerpt|snippet|context|page)s?"
_SPEAKS = re.compile(
    rf"""
    \b(?:the|this|that|your)\s(?:(?:given|provided|above|following|same|whole)\s)?{_NOUN}
    (?P<given>\s(?:above|below|provided|given|supplied|you\s(?:gave|provided|have)))?
    \b(?!\s+(?:of|from|in\s+which|to)\b)(?!['’]s)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_POINTS = re.compile(
    r"""\b(?:according\sto|as\s(?:stated|said|mentioned|described|written)\sin|based\son
    |(?:stated|mentioned|given|provided|described|discussed)\sin)\s$""",
    re.IGNORECASE | re.VERBOSE,
)
_TELLS = re.compile(
    r"""\s+(?:(?:does|do|did)\s?(?:not|n['’]t)\s+)?(?:say|state|mention|tell|describe|explain
    |note|discuss|cover|talk|specif|indicate|provide)""",
    re.IGNORECASE | re.VERBOSE,
)
_NOT = re.compile(
    r"n['’]t\b|\b(?:not|no|nothing|cannot|never|neither|only|beyond)\b", re.IGNORECASE
)
_ALSO_A_THING = frozenset({"context", "page"})
"""`In this context`, `on the page` speak of no passage, unless it is given or tells something."""


def speaks_of_passage(conversation: Conversation, settings: FiltersSettings) -> Verdict:  # noqa: ARG001  # a Filter
    """Drop where a message speaks of the passage, page, text or article that the answers come from.

    To say that the passage does not tell is what an assistant does. "The text" and "the article"
    are left alone where the passage has the word itself: it may be about one. So is what belongs to
    something ("the text of the treaty").
    """
    passage = conversation.passage.text
    for turn in conversation.turns:
        reply = "" if _NOT.search(turn.assistant) else turn.assistant
        for part, text in (("user", turn.user), ("assistant", reply)):
            if found := _mention(text, passage):
                where = f"turn {turn.index + 1}: the {part} says “{found}”"
                return drop("speaks_of_passage", where)
    return KEEP


def _mention(text: str, passage: str) -> str:
    for found in _SPEAKS.finditer(text):
        noun = found["noun"].lower()
        before, after = text[: found.start()], text[found.end() :]
        points = found["given"] or _POINTS.search(before) or _TELLS.match(after)
        if noun in _ALSO_A_THING and not points:
            continue
        if not {noun, f"{noun}s"}.isdisjoint(words(passage)):
            continue
        return found.group()
    return ""
