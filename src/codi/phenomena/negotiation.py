"""Turns in which the two make sure that they mean the same: asking back, mending, confirming."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache

from codi.phenomena.ellipsis import detect_ellipsis
from codi.phenomena.phenomenon import Phenomenon, example
from codi.phenomena.preconditions import after_a_turn_on, except_on, only_on
from codi.phenomena.questions import question_type
from codi.phenomena.unanswerable import detect_unanswerable
from codi.phenomena.wording import asking_sentence, content, is_about_the_talk, wording
from codi.types import Turn

_ASKS_BACK = re.compile(
    r"""
    \b(?:do|did|would|are|were|can|could)\ you\ (?:\w+\ )?(?:ask|asking|referring|refer|thinking
        |clarify|specify|talking|be\ more\ specific|say\ which)\b
    | \byou\ mean(?:ing)?\b | ^(?:sorry,\ )?which\b | \bwhich\ (?:one|of)\b
    """,
    flags=re.VERBOSE | re.IGNORECASE,
)
_OFFERS = re.compile(
    r"\b(?:anything else|would you like|do you want|shall i|can i help|is there more)\b",
    flags=re.IGNORECASE,
)


def detect_clarification(turn: Turn, history: Sequence[Turn], passage: str) -> bool:
    """Whether the assistant asks back. A question that it copies from the passage is none."""
    reply = turn.assistant
    if "?" not in reply:
        return False
    if _ASKS_BACK.search(reply):
        return True
    return (
        not turn.evidence
        and reply.rstrip("\"' ").endswith("?")
        and not _OFFERS.search(reply)
        and reply.strip() not in passage
    )


_REPAIR_WORDS = frozenset(
    "mean meant sorry rather actually oops correction rephrase no wait not scratch whoops".split()
)
_REPAIR = re.compile(
    r"""
    \b(?:i\ (?:mean|meant)|i\ was\ (?:asking|referring)|or\ rather|scratch\ that|correction
        |let\ me\ (?:rephrase|correct|try\ again))\b
    | ^(?:no|nope)\b\s*[,.!-]
    | ^(?:no\ )?not\ (?:that|the|his|her|him|what|in)\b[^?]*[,.]
    | (?:^|[,.!?-]\s*)(?:sorry|oops|whoops|actually)\b\s*[,.!-]
    | (?:^|[,.!?-]\s*)wait\b[,\s]+(?:no|sorry|not|actually|that's\ not|i)\b
    | \bthat(?:'s|\ is)\ not\ what\ i\b
    """,
    flags=re.VERBOSE,
)


def detect_repair(turn: Turn, history: Sequence[Turn], passage: str) -> bool:
    """Whether the user mends their own words, or how they were understood."""
    said = wording(turn.user)
    return not _REPAIR_WORDS.isdisjoint(said.words) and bool(_REPAIR.search(said.plain))


_TAG_ENDS = frozenset(
    """right correct yes no yeah huh eh true so not he she it they that there you we i""".split()
)
_TAG = re.compile(
    r"""
    [,.]?\s+(?:right|correct|yes|no|yeah|huh|eh|true)\s*\?+$
    | ,\s*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)(?:n't|nt)?
        \ (?:he|she|it|they|that|there|you|we|i)\s*(?:not\s*)?\?+$
    | ,?\s+(?:isn't\ (?:that|it)\ (?:right|so|true)|is\ that\ (?:right|correct|so))\s*\?+$
    """,
    flags=re.VERBOSE,
)
_ASKING = re.compile(r"\b(?:who|whom|whose|what|whats|which|when|where|why|how)\b")
_INVERTED = frozenset(
    """am is are was were do does did has have had will would can could shall should may might must
    isn't aren't wasn't weren't don't doesn't didn't hasn't haven't hadn't won't wouldn't can't
    couldn't shouldn't whats who's what's where's when's how's why's whos tell name list describe
    explain give any anything anyone anybody please""".split()
)
_LEADS_IN = frozenset(
    """so and but then oh ok okay well also or wait ha hey hi wow nice great right good cool thanks
    brilliant interesting now if""".split()
)
_CLAUSE_END = re.compile(r"[,:;]\s+|\s[-–—]\s")
_ECHO_AT_MOST = 6
_YES_OR_NO = re.compile(r"\W*(?:yes|no|yeah|yep|nope|correct|right|true|false)\b", re.IGNORECASE)


def detect_confirmation(turn: Turn, history: Sequence[Turn], passage: str) -> bool:
    """Whether the user asks to confirm: by a tag, or by a statement or an echo as a question.

    An echo is a fragment without a question word, which repeats the last reply or is answered by
    yes or no.
    """
    if "?" not in turn.user:
        return False
    said = wording(turn.user)
    if len(said.tokens) > 1 and said.tokens[-1] in _TAG_ENDS and _TAG.search(said.plain):
        return True
    if _ASKING.search(said.plain) or not _asks_as_a_statement(turn.user):
        return False
    if not detect_ellipsis(turn, history, passage):
        return True
    if len(said.tokens) > _ECHO_AT_MOST or said.tokens[0] in {"and", "or"}:
        return False
    echoed = content(turn.user)
    repeats = bool(echoed) and echoed <= content(history[-1].assistant)
    return repeats or _YES_OR_NO.match(turn.assistant) is not None


@lru_cache(maxsize=256)
def _asks_as_a_statement(message: str) -> bool:
    """Whether a message without a wh-word opens no clause with an auxiliary or a verb of asking."""
    if is_about_the_talk(message):
        return False
    heads = [
        next((word for word in wording(clause).tokens if word not in _LEADS_IN), "")
        for clause in _CLAUSE_END.split(asking_sentence(message))
    ]
    return any(heads) and _INVERTED.isdisjoint(heads)


_CORRECTS = re.compile(
    r"\W*(?:(?:no|well|oh|ah|hm+|but|sorry|i['’]m afraid)\W+)?"
    r"(?:actually\b|in (?:fact|truth|reality)\b"
    r"|as a matter of fact\b|on the contrary\b|quite the (?:opposite|contrary|reverse)\b"
    r"|contrary to\b|not (?:quite|exactly|really)\b|that(?:['’]s| is) (?:not|wrong)"
    r"|(?:that|it) never (?:happened|was)\b|far from (?:it|that)\b|nothing of the (?:sort|kind)\b"
    r"|you(?:['’]re| are| (?:may|might|must) be) (?:thinking of|mistaken|mixing)\b"
    r"|(?:it(?:['’]s| is| was)|that(?:['’]s| is| was)) the other way (?:a?round|about)\b"
    r"|it (?:is not|isn['’]t) (?:true|right|so|correct|the case) that\b)",
    flags=re.IGNORECASE,
)
_DENIES = re.compile(
    r"\W*(?:(?:well|oh|ah|hm+|but|sorry|i['’]m afraid|in that case)\b\W+(?:that\s+)?)?"
    r"(?:(?:no|none|never|nobody|nowhere|neither)\b(?!\s+(?:one|more|longer|less))"
    r"|(?:he|she|it|they|there|that|this|we|you|i)\s+(?:can|could|would|may)\s*(?:n['’]t|not)\b"
    r"|(?P<thing>he|she|it|they|there|that|this|we|you|i|[\w'’-]+(?:\s[\w'’-]+){0,4}?)"
    r"\s+(?:did|does|do|was|were|is|are|has|have|had|never)"
    r"\s*(?:n['’]t\b|not\b|no\b|never\b))",
    flags=re.IGNORECASE,
)
_SETS_RIGHT = re.compile(r",\s+(?:and\s+)?(?:not|rather than)\s+((?:[\w'’-]+\s*){1,4})")
"""`Clara, not Otto`: what stands behind is what the user took for granted."""
_PRESUMES = frozenset({"who", "what", "which", "when", "where", "how", "how_many", "why"})
_ASKS_FOR_NONE = frozenset("not never no any anyone anything nobody none without".split())
_ELSE = re.compile(r"\b(?:who|whom|what|which|where|when|why|how|some\w+)\ else\b", re.VERBOSE)
_ASKS_POLITELY = re.compile(
    r"\b(?:can|could|may|might|would|will)\ (?:i|we|you)\b[^?]*?"
    r"\b(?:ask|enquire|inquire|know|tell|say|explain|remind|hear|learn)\b[^?]*?"
    r"\b(?:who|whom|whose|what|which|when|where|why|how)\b",
    flags=re.VERBOSE,
)
_GIVES_A_GROUND = re.compile(
    r"(?:^|[.,;!?]\s+(?:and\ |but\ |so\ )?|^(?:and|but|so|well|ok|okay|now)\b,?\ )"
    r"(?:since|as|because|seeing|given|considering|now\ that)\b"
    r"(?!\ (?:when|for|to|well|of|soon)\b)",
    flags=re.VERBOSE,
)


def detect_presupposition_failure(turn: Turn, history: Sequence[Turn], passage: str) -> bool:
    """Whether the assistant corrects what the user takes for granted.

    It says so (`Actually, ...`), or it denies, in words of its own, what a wh-question asks about
    or what the user gives as a ground (`Since I may keep it, ...`).
    """
    reply = turn.assistant
    if _CORRECTS.match(reply):
        return reply not in passage and not detect_unanswerable(turn, history, passage)
    if not _may_deny(reply) or not _denies_some_of(content(turn.user), reply):
        return False
    if reply in passage or not _takes_for_granted(turn.user):
        return False
    return not detect_unanswerable(turn, history, passage)


def _denies_some_of(asked: AbstractSet[str], reply: str) -> bool:
    """Whether a reply denies something that has one of the content words asked about."""
    denial = _DENIES.match(reply)
    if denial is not None:
        named = denial.group("thing")
        about = content(named) if named and " " in named else content(reply)
        return not asked.isdisjoint(about)
    return any(
        not asked.isdisjoint(content(match.group(1))) for match in _SETS_RIGHT.finditer(reply)
    )


def _may_deny(reply: str) -> bool:
    """Whether a reply has the letters of a negation, told in less time than one is found."""
    return (
        "no" in reply
        or "rather than" in reply
        or "n't" in reply
        or "n’t" in reply
        or "never" in reply
        or reply[:1] in "Nn"
    )


def _takes_for_granted(message: str) -> bool:
    """Whether a message asks by a wh-word, or gives a ground, and asks for nothing negative."""
    said = wording(message)
    if not _ASKS_FOR_NONE.isdisjoint(said.words) or "n't" in said.plain or _ELSE.search(said.plain):
        return False
    return (
        question_type(message) in _PRESUMES
        or _GIVES_A_GROUND.search(said.plain) is not None
        or _ASKS_POLITELY.search(said.plain) is not None
    )


CLARIFICATION = Phenomenon(
    name="clarification",
    definition=(
        "The assistant's reply asks back instead of answering: which of two is meant, or what is "
        "meant."
    ),
    source="clarification requests, Purver 2004; Aliannejadi et al. 2019 (Qulac)",
    instruction="Ask something that could mean two things of the passage.",
    example=example(
        ("When did Lang rebuild it?", "Do you mean Otto or Clara Lang?"),
    ),
    possible=only_on("clarify"),
    detect=detect_clarification,
)
REPAIR = Phenomenon(
    name="repair",
    definition=(
        "The user corrects or restarts their own words, says what was meant, or corrects how the "
        "assistant understood him: `I mean`, `no, the second`, `sorry, ...`."
    ),
    source="repair, Schegloff, Jefferson and Sacks 1977",
    instruction="Correct yourself halfway: '... I mean ...'.",
    example=example(("When was Otto, I mean Clara, in charge?", "From 1850 on.")),
    possible=except_on("close", "summary"),
    detect=detect_repair,
    excludes=frozenset({"bare_wh", "ellipsis"}),
)
PRESUPPOSITION_FAILURE = Phenomenon(
    name="presupposition_failure",
    definition=(
        "The user takes something for granted that the passage contradicts, or asks about what "
        "never was, and the assistant says so."
    ),
    source="questions with false presuppositions, Kim et al. 2021; Yu et al. 2023 (CREPE)",
    instruction="Take something for granted that the passage contradicts.",
    example=example(
        (
            "Why did Otto Lang rebuild the mill?",
            "Actually, it was his granddaughter Clara who rebuilt it.",
        ),
    ),
    possible=only_on("correct"),
    detect=detect_presupposition_failure,
)
CONFIRMATION = Phenomenon(
    name="confirmation",
    definition=(
        "The user asks to confirm, by a tag question (`..., right?`) or by a statement or echo "
        "with a question mark (`So it burned down?`, `In 1848?`), not by an ordinary question "
        "with inversion."
    ),
    source="declarative questions and tags, Huddleston and Pullum 2002, chapter 10",
    instruction="State a belief and ask: '..., right?'.",
    example=example(
        ("When did the mill burn down?", "In 1848."), ("So Clara rebuilt it in 1850?", "Yes.")
    ),
    possible=after_a_turn_on("yes_no", "follow_up", "drill_down"),
    detect=detect_confirmation,
    excludes=frozenset({"bare_wh", "multi_part", "negation"}),
)
