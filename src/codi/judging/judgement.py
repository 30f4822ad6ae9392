"""What a judge says of a conversation, read strictly: a verdict on every turn, or none at all."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from codi.errors import ReplyError
from codi.types import KEEP, Verdict, drop

UNREADABLE = "judge_unreadable"
WHY_CHARACTERS = 200
_FENCED = re.compile(r"\A\s*```(?:json)?\s*\n(.*?)\n\s*```\s*\Z", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnJudgement:
    """Which criteria hold of one turn; `why` says what does not, in the judge's words."""

    index: int
    holds: Mapping[str, bool]
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a judge says of every turn of a conversation, by the same criteria."""

    turns: tuple[TurnJudgement, ...]

    def __post_init__(self) -> None:
        if not self.turns:
            raise ValueError("a judgement needs a turn")

    @property
    def scores(self) -> Mapping[str, float]:
        """The share of the turns of which each criterion holds, in [0, 1]."""
        return {
            name: sum(turn.holds[name] for turn in self.turns) / len(self.turns)
            for name in self.turns[0].holds
        }

    def verdict(self, threshold: float) -> Verdict:
        """Drops where a criterion's share is below `threshold`, with its first such turn."""
        for name, score in self.scores.items():
            if score < threshold:
                turn = next(turn for turn in self.turns if not turn.holds[name])
                why = f": {turn.why}" if turn.why else ""
                return drop("judge", f"turn {turn.index + 1} is not {name}{why}")
        return KEEP


def parse_judgement(text: str, *, criteria: Sequence[str], num_turns: int) -> Judgement:
    """The judgement that a reply holds: one JSON object, which may stand in a Markdown fence.

    Every turn is there once, in order, with true or false for every criterion, and nothing else is.

    Raises:
        ReplyError: `judge_unreadable`, with what is wrong. No part of such a reply counts.
    """
    fenced = _FENCED.match(text)
    try:
        read: Any = _reply_model(tuple(criteria)).model_validate_json(
            fenced.group(1) if fenced else text
        )
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise ReplyError(
            UNREADABLE, f"{where}: {first['msg']}" if where else first["msg"]
        ) from None
    numbers = [turn.turn for turn in read.turns]
    if numbers != list(range(1, num_turns + 1)):
        raise ReplyError(
            UNREADABLE, f"it judges the turns {numbers}, the conversation has {num_turns}"
        )
    return Judgement(
        turns=tuple(
            TurnJudgement(
                index=turn.turn - 1,
                holds={name: getattr(turn, name) for name in criteria},
                why=" ".join(turn.why.split())[:WHY_CHARACTERS],
            )
            for turn in read.turns
        )
    )


@lru_cache(maxsize=16)
def _reply_model(criteria: tuple[str, ...]) -> type[BaseModel]:
    strict = ConfigDict(extra="forbid", strict=True)
    fields: dict[str, Any] = dict.fromkeys(criteria, (bool, ...))
    turn: Any = create_model(
        "JudgedTurn", __config__=strict, turn=(int, ...), why=(str, ""), **fields
    )
    return create_model("Judged", __config__=strict, turns=(list[turn], ...))
