"""Polite and informal wording."""

from __future__ import annotations

import re
from collections.abc import Sequence

from codi.phenomena.phenomenon import Phenomenon, example
from codi.phenomena.preconditions import always
from codi.phenomena.wording import wording
from codi.types import Turn

_POLITE_WORDS = frozenset(
    "please thanks thank could would may mind kindly grateful appreciate excuse pardon".split()
)
_POLITE = re.compile(
    r"""
    \b(?:please|thanks|kindly|grateful)\b | \bthank\ you\b
    | \b(?:could|would)\ you\b(?!\ (?:say|call|describe)\b) | \bmay\ i\b | \byou\ mind\b
    | \bif\ you\ don't\ mind\b | \bappreciate\ (?:it|that|if|your)\b | \b(?:excuse|pardon)\ me\b
    """,
    flags=re.VERBOSE,
)


def detect_polite(turn: Turn, history: Sequence[Turn], passage: str) -> bool:  # noqa: ARG001 - one signature
    """Whether the user asks by please, could you or may I, or says thanks."""
    said = wording(turn.user)
    return not _POLITE_WORDS.isdisjoint(said.words) and bool(_POLITE.search(said.plain))


_SLANG = frozenset(
    """gonna wanna gotta kinda sorta dunno gimme lemme yeah yep yup nope nah hey hiya guy guys
    btw pls plz thx lol omg ur cos cuz ain't y'all dude folks whereabouts awesome wow
    gotcha yikes""".split()
)
_SAYING_WORDS = frozenset("know way come up something anything stuff".split())
_SAYING = re.compile(
    r"\b(?:you know,|by the way|how come|what'?s up|or something|or anything|and stuff)"
)
_LONE_U = re.compile(r"(?<![.\w])u(?![.\w])")
_OPENING = re.compile(
    r"""
    (?:oh|ooh|wow|hey|hi|yeah|yep|alright|hang\s+on|wait|huh|ha(?:ha)?|aw+|brr+|phew)\b
    | ok(?:ay)?\ so\b
    | (?:cool|nice|great|interesting|right|fair\ enough|got\ it)\s*[,!.]
    | ok(?:ay)?\s*[,!]
    | (?:ok(?:ay)?,?\ )?(?:so|and|but),?\ (?:what|who|where|how|why|when)'(?:s|re|d|ll)\b
    """,
    flags=re.VERBOSE,
)
_CLOSING_WORDS = frozenset("then anyway though huh eh ok okay too".split())
_CLOSING = re.compile(r"(?:,\s*(?:then|anyway|though|huh|eh)|\bok(?:ay)?(?:\s+too)?)\s*[?!]+$")
_LOWER_CASE_START = re.compile(r"[a-z](?![A-Z])")
_SHOUTING = re.compile(r"\?\?|!!|\?!|!\?")


def detect_informal(turn: Turn, history: Sequence[Turn], passage: str) -> bool:  # noqa: ARG001 - one signature
    """Whether the user's message is typed carelessly or worded as among friends."""
    if _LOWER_CASE_START.match(turn.user.lstrip()):
        return True
    said = wording(turn.user)
    if len(said.tokens) > 1 and said.plain[-1].isalnum():
        return True  # no mark at its end
    return bool(
        not _SLANG.isdisjoint(said.words)
        or ("u" in said.words and _LONE_U.search(said.plain))
        or _OPENING.match(said.plain)
        or (said.tokens and said.tokens[-1] in _CLOSING_WORDS and _CLOSING.search(said.plain))
        or (not _SAYING_WORDS.isdisjoint(said.words) and _SAYING.search(said.plain))
        or _SHOUTING.search(said.plain)
    )


POLITE = Phenomenon(
    name="polite",
    definition="The user says please or thanks, or asks by `could you`, `would you` or `may I`.",
    source="politeness strategies, Brown and Levinson 1987; Danescu-Niculescu-Mizil et al. 2013",
    instruction="Word it politely.",
    example=example(
        ("Could you tell me who built the mill, please?", "Otto Lang."),
    ),
    possible=always,
    detect=detect_polite,
    excludes=frozenset({"bare_wh", "informal"}),
)
INFORMAL = Phenomenon(
    name="informal",
    definition=(
        "The user's message is typed or worded as among friends: no capital at the start, no mark "
        "or several at its end, slang, interjections."
    ),
    source="register, Biber 1988",
    instruction="Type it casually, in small letters.",
    example=example(("hey, who built the mill", "Otto Lang.")),
    possible=always,
    detect=detect_informal,
)
