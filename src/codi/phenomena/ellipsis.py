"""Fragments that only the history completes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from codi.phenomena.phenomenon import Phenomenon
from codi.types import Turn

_FRAGMENT_ACTS = frozenset(
    """follow_up drill_down who what when where why how how_many yes_no compare list
    unanswerable""".split()
)
_TOKEN = re.compile(r"[\w'’-]+")
_AUXILIARY = frozenset(
    """am is are was were be been do does did has have had will would can could shall should may
    might must isn't aren't wasn't weren't don't doesn't didn't hasn't haven't hadn't won't wouldn't
    can't couldn't shouldn't what's who's where's when's how's why's that's it's he's she's they're
    there's what're who'd what'd where'd how'd whats wheres hows didnt doesnt wasnt isnt""".split()
)
_PRONOUNS = frozenset("i you he she it we they that this these those there one ones".split())
_IRREGULAR = frozenset(
    """became becomes began begins bought brought built came caught chose comes cost costs did drew
    drove fell fell felt flew fought found gave gets gives goes got grew happens heard held helps
    hit hurt keeps kept knew knows left lead leads led let lies likes lives lost made makes meant
    means met owns paid plays put ran read runs said sang sat saw says sees sent set shot showed
    shows sold spent spoke stands stole stood stopped struck takes taught tells thinks thought threw
    told took tries turns wants wears went won wore works writes wrote lay sees gave tell list name
    describe explain""".split()
)
_WH = frozenset("who whom whose what which when where why how".split())
_THANKS = re.compile(r"^(?:thank|thanks|ok\b|okay|great|perfect|goodbye|bye|got it)", re.IGNORECASE)


def _possible(acts_before: Sequence[str], act: str) -> bool:
    return bool(acts_before) and act in _FRAGMENT_ACTS


def _detect(turn: Turn, history: Sequence[Turn], passage: str) -> bool:  # noqa: ARG001 - one signature
    if not history or _THANKS.match(turn.user):
        return False
    last_sentence = re.split(r"(?<=[.!?])\s+(?=\S)", turn.user.strip())[-1]
    tokens = [token.lower().replace("’", "'") for token in _TOKEN.findall(last_sentence)]
    if not tokens:
        return False
    return _is_verb_phrase_left_out(tokens) or not _has_verb(tokens)


def _is_verb_phrase_left_out(tokens: Sequence[str]) -> bool:
    """`Did he?`, `And was she?`: an auxiliary and a pronoun, and nothing behind them."""
    core = [token for token in tokens if token not in {"and", "but", "or", "so", "oh", "really"}]
    return len(core) == 2 and core[0] in _AUXILIARY and core[1] in _PRONOUNS


def _has_verb(tokens: Sequence[str]) -> bool:
    if any(token in _AUXILIARY or token in _IRREGULAR for token in tokens):
        return True
    if any(token.endswith("ed") and len(token) > 3 for token in tokens):
        return True
    subject_question = (
        tokens[0] == "who" and len(tokens) > 2 and tokens[1] not in {"else", "in", "at"}
    )
    return subject_question or len(tokens) > 9


ELLIPSIS = Phenomenon(
    name="ellipsis",
    definition=(
        "The user's message leaves out its verb or its verb phrase, which the history supplies: "
        "`Why?`, `And in 1998?`, `What about her sister?`, `Did he?` (non-sentential utterances, "
        "Fernandez and Ginzburg 2002)."
    ),
    instruction="Use a fragment that leaves out what is understood.",
    possible=_possible,
    detect=_detect,
)
