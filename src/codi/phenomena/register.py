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
    """gonna wanna gotta kinda sorta dunno gimme lemme yeah yep yup nope nah hey hiya guy guys stuff
    btw pls plz thx lol omg ur cos cuz cause'n ain't y'all dude cool awesome wow yikes""".split()
)
_SAYING = re.compile(
    r"\b(?:you know,|by the way|how come|what'?s up|or something|or anything|and stuff)"
)
_LONE_U = re.compile(r"(?<![.\w])u(?![.\w])")
_OPENING = re.compile(
    r"(?:oh|wow|hey|hi|yeah|yep|alright|hang\s+on|wait|huh|ok(?:ay)? so"
    r"|so,? (?:what|who|where|how|why|when)'s)\b"
    r"|(?:cool|nice|great|interesting|right)\s*[,!.]"
)
_LOWER_CASE_START = re.compile(r"[a-z](?![A-Z])")
_SHOUTING = re.compile(r"\?\?|!!|\?!|!\?")


def detect_informal(turn: Turn, history: Sequence[Turn], passage: str) -> bool:  # noqa: ARG001 - one signature
    """Whether the user's message is typed carelessly or worded as among friends."""
    if _LOWER_CASE_START.match(turn.user.lstrip()):
        return True
    said = wording(turn.user)
    return bool(
        not _SLANG.isdisjoint(said.words)
        or ("u" in said.words and _LONE_U.search(said.plain))
        or _OPENING.match(said.plain)
        or _SAYING.search(said.plain)
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
        "The user's message is worded as among friends: no capital at the start, slang, "
        "interjections, or several marks at its end."
    ),
    source="register, Biber 1988",
    instruction="Word it casually.",
    example=example(("hey, who built the mill", "Otto Lang.")),
    possible=always,
    detect=detect_informal,
)
