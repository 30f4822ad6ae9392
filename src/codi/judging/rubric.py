"""The messages that ask for a verdict: the rubric first, then what is to be examined, fenced."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace

from codi.prompts import SEEDS, call_seed, fence_for
from codi.recipe import JudgeSettings
from codi.text import compile_template
from codi.types import (
    Conversation,
    ConversationPlan,
    Message,
    Request,
    Sampling,
    TurnPlan,
    TurnTask,
)


class Rubric:
    """The templates of `filters.judge`, compiled once; `fingerprint` hashes what they are."""

    def __init__(self, settings: JudgeSettings, *, seed: int) -> None:
        self.criteria = tuple(settings.criteria)
        self._seed = seed
        self._system = compile_template(settings.rubric).render(criteria=dict(settings.criteria))
        self._case = compile_template(settings.case)
        self._temperature = settings.temperature
        self._max_tokens = settings.max_tokens
        parts = [self._system, settings.case]
        self.fingerprint = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()

    def call(self, conversation: Conversation, *, order: int = 0) -> Request:
        """Ask for a verdict on every turn. The system message is the same for all conversations.

        What documents and models wrote stands between tags that none of it has; each turn is a line
        of JSON, so that no message can pass for another turn.
        """
        passage, plan = conversation.passage, _plan_of(conversation, self._seed)
        turns = [
            json.dumps(
                {"turn": turn.index + 1, "user": turn.user, "assistant": turn.assistant},
                ensure_ascii=False,
            )
            for turn in conversation.turns
        ]
        title = " ".join(passage.title.split())
        foreign = "\n".join((title, passage.text, *turns))
        content = self._case.render(
            passage=passage.text,
            title=title,
            passage_fence=fence_for(foreign),
            turns=turns,
            turns_fence=fence_for(foreign, name="conversation"),
        )
        return Request(
            messages=_messages(self._system, content),
            sampling=Sampling(
                temperature=self._temperature,
                max_tokens=self._max_tokens,
                seed=call_seed(plan, 0, "judge"),
            ),
            task=TurnTask(part="judge", passage=passage, plan=plan),
            order=order,
        )

    def repair_call(self, request: Request, wrong: str) -> Request:
        """The same call once more, with what was wrong with the reply and another seed."""
        system, case = request.messages
        content = (
            f"{case.content.strip()}\n\nYour last verdict could not be read: {wrong}. Reply with "
            "the JSON object alone, as laid out above, with every turn in it."
        )
        seed = ((request.sampling.seed or 0) + 1) % SEEDS
        return replace(
            request,
            messages=_messages(system.content, content),
            sampling=replace(request.sampling, seed=seed),
        )


def _messages(system: str, content: str) -> tuple[Message, ...]:
    return (
        Message(role="system", content=system.strip()),
        Message(role="user", content=content.strip()),
    )


def _plan_of(conversation: Conversation, seed: int) -> ConversationPlan:
    """The plan as far as the finished turns tell it: it names the conversation."""
    turns: Iterable[TurnPlan] = (
        TurnPlan(index=turn.index, link=turn.link, act=turn.act) for turn in conversation.turns
    )
    return ConversationPlan(
        passage=conversation.passage,
        number=int(conversation.id.rpartition("#")[2]),
        seed=seed,
        turns=tuple(turns),
    )
