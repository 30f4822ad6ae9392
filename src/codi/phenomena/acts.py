"""Which kind of turn any turn is, by its words, its evidence and its place."""

from __future__ import annotations

import re
from collections.abc import Sequence

from codi.phenomena.comparison import detect_comparison
from codi.phenomena.composition import detect_aggregation
from codi.phenomena.ellipsis import detect_ellipsis
from codi.phenomena.negotiation import (
    detect_clarification,
    detect_confirmation,
    detect_presupposition_failure,
)
from codi.phenomena.questions import question_type
from codi.phenomena.topic import detect_topic_return, detect_topic_shift
from codi.phenomena.unanswerable import detect_out_of_scope, detect_unanswerable
from codi.phenomena.wording import content, is_about_the_talk, is_summing_up, last_wording, wording
from codi.phenomena.yes_no import detect_yes_no
from codi.types import Turn

_MORE = re.compile(
    r"""
    \b(?:anything|something|what|any\ ?(?:one|body)|who|where|how|when)\ else\b
    | \b(?:any|some)\ (?:other|more|others)\b | \bother\ interesting\b
    | \b(?:tell|know|say|hear|learn)\ (?:\w+\ )?more\b | \bmore\ (?:about|detail)
    | \b(?:go\ on|continue|elaborate|then\ what)\b
    | \bwhat\ (?:happened|happens|came|did\ \w+\ do)\ (?:next|then|after)
    | ^(?:and\ )?(?:what|how)\ about\b
    """,
    flags=re.VERBOSE,
)
_LISTS = re.compile(
    r"""
    \b(?:list|name)\ (?:all|the|some|a\ few|two|three|four|five|\d|them)\b
    | \b(?:what|which|who)\ (?:are|were)\ (?:(?:all|some)\ (?:of\ )?)?
        (?:the|his|her|its|their|those|these|some)\b
    | \bwhat\ (?:\w+\ )?(?:kinds|types|sorts)\ of\b | \ball\ (?:of\ )?the\b.*\?
    """,
    flags=re.VERBOSE,
)
_ASKED = frozenset({"who", "when", "where", "why", "how", "how_many"})
_TIME_OR_PLACE = re.compile(
    r"\b(?:what|which) (?:(?P<time>year|day|date|month|time|century|decade)"
    r"|city|country|town|state|place|county|village)\b"
)


_NO_BUT = re.compile(r"no\b[,.;:]?\s+\w+\s+\w", re.IGNORECASE)
_ASKS = frozenset(
    """and who whom whose what which when where why how am is are was were do does did has have had
    will would can could should may tell name list give describe explain compare say""".split()
)
_LEAVES = re.compile(
    r"\b(?:thanks|thank you|bye|goodbye|(?:that's|that is|that was) (?:all|everything)"
    r"|(?:got|have|know) (?:what|everything|all) i need)\b"
)


def act_of(turn: Turn, history: Sequence[Turn], passage: str) -> str:
    """What a turn does: a key of `graph.ACTS`. Reads English, of people as well as of teachers.

    What becomes of the question comes first (the assistant asks back, corrects it or has no answer
    to it), then its place (the first turn, another topic), then what it asks for. A turn in a
    conversation without evidence is placed by its words alone.
    """
    return (
        _about_the_talk(turn, history)
        or _by_the_reply(turn, history, passage)
        or _by_its_place(turn, history, passage)
        or _by_what_it_asks(turn, history, passage)
    )


def _about_the_talk(turn: Turn, history: Sequence[Turn]) -> str:
    if is_summing_up(turn.user):
        return "summary"
    if not history or "?" in turn.user:
        return ""
    said = last_wording(turn.user)
    asks = said.tokens and said.tokens[0] in _ASKS
    takes_leave = is_about_the_talk(turn.user) or _LEAVES.search(wording(turn.user).plain)
    return "close" if takes_leave and not asks else ""


def _by_the_reply(turn: Turn, history: Sequence[Turn], passage: str) -> str:
    if detect_clarification(turn, history, passage):
        return "clarify"
    if history and detect_clarification(history[-1], history[:-1], passage):
        return "clarified"
    if detect_unanswerable(turn, history, passage) or detect_out_of_scope(turn, history, passage):
        return "unanswerable"
    if detect_presupposition_failure(turn, history, passage):
        return "correct"
    denied = _NO_BUT.match(turn.assistant) and detect_confirmation(turn, history, passage)
    return "correct" if denied else ""


def _by_its_place(turn: Turn, history: Sequence[Turn], passage: str) -> str:
    if not history:
        return "open"
    if detect_topic_return(turn, history, passage):
        return "topic_return"
    if _MORE.search(wording(turn.user).plain):
        return "follow_up"
    if detect_comparison(turn, history, passage):
        return "compare"
    return "topic_shift" if detect_topic_shift(turn, history, passage) else ""


def _by_what_it_asks(turn: Turn, history: Sequence[Turn], passage: str) -> str:
    asked = wording(turn.user).plain
    if detect_yes_no(turn, history, passage):
        return "yes_no"
    kind = question_type(turn.user)
    if kind in _ASKED:
        return kind
    if _LISTS.search(asked) or (kind != "other" and detect_aggregation(turn, history, passage)):
        return "list"
    if timed_or_placed := _TIME_OR_PLACE.search(asked):
        return "when" if timed_or_placed["time"] else "where"
    return _by_what_it_follows(turn, history, passage)


def _by_what_it_follows(turn: Turn, history: Sequence[Turn], passage: str) -> str:
    """For questions of what or which: whether they are about a word of the last reply."""
    if question_type(turn.user) == "other":
        return "follow_up"
    if detect_ellipsis(turn, history, passage):
        return "drill_down"
    told = content(history[-1].assistant)
    return "what" if content(turn.user).isdisjoint(told) else "drill_down"
