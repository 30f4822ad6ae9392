"""Polite and informal wording."""

from __future__ import annotations

import re
from collections.abc import Sequence

from codi.phenomena.phenomenon import Phenomenon, example
from codi.phenomena.preconditions import always
from codi.phenomena.wording import wording
from codi.types import Turn

_POLITE_WORDS = frozenset(
    """please thanks thank could would may might can mind kindly grateful obliged appreciate
    appreciated excuse pardon pray ta cheers kind good wonder wondered wondering sorry trouble
    bother happen permit allow""".split()
)
_POLITE = re.compile(
    r"""
    \b(?:please|thanks|kindly|grateful)\b | \bthank\ you\b
    | \b(?:could|would)\ you\b(?!\ (?:say|call|describe)\b) | \bmay\ i\b | \byou\ mind\b
    | \bmight\ you\b | \b(?:would|might)\ it\ be\ (?:possible|all\ ?right|ok(?:ay)?)\b
    | \byou\ happen\ to\ (?:know|have|recall)\b | \b(?:permit|allow)\ me\ to\b | \bmay\ one\ ask\b
    | \b(?:can|could|might)\ i\ (?:\w+\ )?(?:ask|enquire|inquire|trouble|bother|request|beg)\b
    | \bmight\ (?:i|we)\ (?:\w+\ )?(?:know|hear|learn|add|say)\b | \bmay\ we\ (?:ask|know)\b
    | \bif\ (?:i|we)\ (?:may|might)(?:\ (?:ask|enquire|inquire|be\ so\ bold))?\s*(?:[,;?!.]|$)
    | \bif\ you\ (?:would|could)\s*(?:[,?!.]|$)
    | (?:^|[,.!?]\s|\band\ |\bbut\ )pray\s*(?:,|\btell\b|\b(?:wh|how)) | ,\ pray\s*[,?]
    | \bso\ (?:kind|good)\ as\ to\b | \b(?:kind|good)\ enough\ to\ (?:tell|say|explain|help|let)\b
    | \bif\ you\ don't\ mind\b | \b(?:much|very|am|be|most)\ obliged\b(?!\ to\ \w+\ )
    | \bmuch\ appreciated\b | \bif\ it(?:'s|\ is|\ isn't)\ (?:\w+\ ){0,2}(?:trouble|bother)\b
    | \bi\ (?:was\ (?:just\ )?wondering|(?:just\ )?wonder(?:ed)?)\ (?:if|whether)\b
    | \bsorry\ (?:to|for)\ (?:\w+\ )?(?:bother|troubl|ask|keep)
    | (?:^|[,.!]\s*)(?:ta|cheers)\s*[,.!]
    | \bappreciate\ (?:it|that|if|your)\b | \b(?:excuse|pardon)\ me\b | \byour\ pardon\b
    """,
    flags=re.VERBOSE,
)


def detect_polite(turn: Turn, history: Sequence[Turn], passage: str) -> bool:
    """Whether the user asks by please, could you or may I, or says thanks."""
    said = wording(turn.user)
    return not _POLITE_WORDS.isdisjoint(said.words) and bool(_POLITE.search(said.plain))


_SLANG = frozenset(
    """gonna wanna gotta kinda sorta dunno gimme lemme yeah yep yup nope nah hey hiya guy guys
    btw pls plz thx lol omg ur cos cuz ain't y'all dude folks whereabouts awesome wow
    gotcha yikes gosh jeez geez heck bloke blokes ta cheers pricey reckon comfy
    why'd how'd where'd when'd what'd what'll""".split()
)
_SAYING_WORDS = frozenset(
    """know way come up something anything stuff hop loads tons bunch deal curious hang idea clue
    real kidding gives""".split()
)
_SAYING = re.compile(
    r"\b(?:you know,|by the way|how come|what'?s up|or something|or anything"
    r"|(?:and|the|my|your|his|her|their|all|late|old|of|other|more|that|this) stuff\b"
    r"|hop (?:on|off|in|onto|into) (?:a|an|the|my|board)\b|(?:loads|tons|a bunch) of\b"
    r"|(?:no|any) (?:idea|clue)\b(?! (?:of|that)\b)|for real\b|no kidding\b|what gives\b|big deal\b"
    r"|the deal with|just curious|(?:get|got|getting) the hang of|hang out\b)"
)
_CLIPPED = re.compile(
    r"(?<![\w'’])['’](?:cause|til|em|bout)\b|\b(?:doin|goin|nothin|somethin)['’](?!\w)"
)
"""In small letters: titles have `'Em`."""
_LONE_U = re.compile(r"(?<![.\w])u(?![.\w])")
_OPENING = re.compile(
    r"""
    (?:oh|ooh|wow|hey|hi|yeah|yep|alright|hang\s+on|wait|huh|ha(?:ha)?|aw+|brr+|phew)\b
    | ok(?:ay)?\ so\b
    | (?:cool|nice|great|interesting|right|fair\ enough|got\ it|brilliant|sweet|neat)\s*[,!.]
    | (?:ah+,?\ (?:good|nice|cool|ok(?:ay)?|right|great|fair)|bless|no\ way|c'mon|come\ on|hold\ up
        |go\ on\ then)\s*[,!.]
    | ok(?:ay)?\s*[,!]
    | (?:ok(?:ay)?,?\ )?(?:so|and|but),?\ (?:what|who|where|how|why|when)'(?:s|re|d|ll)\b
    """,
    flags=re.VERBOSE,
)
_CLOSING_WORDS = frozenset("then anyway though huh eh ok okay too".split())
_CLOSING = re.compile(r"(?:,\s*(?:then|anyway|though|huh|eh)|\bok(?:ay)?(?:\s+too)?)\s*[?!]+$")
_LOWER_CASE_START = re.compile(r"[a-z](?![A-Z])")
_SHOUTING = re.compile(r"\?\?|!!|\?!|!\?")


def detect_informal(turn: Turn, history: Sequence[Turn], passage: str) -> bool:
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
        or ("'" in said.plain and _CLIPPED.search(turn.user))
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
