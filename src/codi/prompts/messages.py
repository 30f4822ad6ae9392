"""The messages of one call: rules and passage first, then the history, then what is wanted now.

All calls on one passage begin with the same bytes, and each call of a conversation with the bytes
of the one before it, so that an engine's prefix cache serves nearly all of the prompt. What changes
comes last and is short.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Literal

from codi.graph import Link
from codi.injection import FLAG, addresses_model
from codi.languages import LANGUAGES
from codi.phenomena import PHENOMENA
from codi.prompts.fencing import fenced
from codi.prompts.needs import LabelTexts, PromptRecipe, PromptTexts
from codi.prompts.repairs import REPAIRS
from codi.text import Template, compile_template
from codi.types import (
    ConversationPlan,
    History,
    Message,
    Part,
    Passage,
    Request,
    Sampling,
    TurnPlan,
    TurnTask,
)

SystemKind = Literal["rules", "questioner", "student"]
CACHED_TURNS = 2048
SPARE_PASSAGES = 16
MESSAGES_PER_TURN = 2
SEEDS = 2**31
"""Seeds lie below this: servers read them as signed 32-bit numbers."""


class Prompts:
    """The templates of a recipe, compiled once, and the messages made from them."""

    def __init__(self, recipe: PromptRecipe) -> None:
        texts = recipe.prompts
        links = recipe.turn_links()
        self._user_sees_passage = texts.user_sees == "passage"
        self.labels = {name: label.values for name, label in recipe.labels.items()}
        about_user: dict[str, object] = {
            "parties": texts.parties,
            "user_rules": texts.user_rules,
            "example": {
                "user": texts.example.user,
                "assistant": texts.example.assistant,
                "quote": texts.example.quote,
                "labels": dict(texts.example.labels),
            },
        }
        about_both: dict[str, object] = {
            **about_user,
            "calls": recipe.teacher.calls,
            "assistant_rules": texts.assistant_rules,
            "labels": [
                {"name": name, "meaning": label.meaning, "values": label.values}
                for name, label in recipe.labels.items()
            ],
        }
        self._systems: dict[SystemKind, tuple[Template, dict[str, object]]] = {
            "rules": (compile_template(texts.rules), about_both),
            "questioner": (compile_template(texts.questioner), about_user),
            "student": (compile_template(texts.student), {"student_task": texts.student_task}),
        }
        self._user = compile_template(texts.user)
        self._assistant = compile_template(texts.assistant)
        plainly = "one_call" in recipe.left_out
        self._turns = compile_template(texts.one_call if plainly else texts.turns)
        self._instructions = {link.name: compile_template(link.user) for link in links}
        self._guidance = {link.name: compile_template(link.assistant) for link in links}
        self._implied = {link.name: link.phenomena for link in links}
        self._language = LANGUAGES[recipe.conversations.language]
        self._teacher_sampling = recipe.teacher_sampling()
        self.fingerprint = _fingerprint(texts, links, recipe.labels)
        # As many passages as conversations may be open at the same time, each on another one.
        num_open = recipe.teacher.concurrency + recipe.teacher.concurrency // 4 + SPARE_PASSAGES
        kinds = 1 if self._user_sees_passage else 2
        self._system_of = lru_cache(maxsize=num_open * kinds)(self._render_system)

    def system(self, passage: Passage) -> str:
        """The system message of every call on `passage`: rules for both parts, then the passage.

        A passage that speaks to language models comes fenced, whatever the recipe's template is.
        Where the user's part does not see the passage, the calls for it have another one.
        """
        return self._system_of(passage, "rules")

    def student_system(self, passage: Passage) -> str:
        """The system message that the student gets: the assistant's task, then the passage."""
        return self._system_of(passage, "student")

    def user_call(
        self,
        plan: ConversationPlan,
        history: History,
        *,
        sampling: Sampling | None = None,
        order: int = 0,
    ) -> Request:
        """Ask for the user's message of the turn after `history`.

        The instruction stands last and is not kept. What the link always shows is left to the
        link's own words; other phenomena bring their instruction. `sampling` defaults to the
        recipe's.
        """
        turn = plan.turns[len(history)]
        content = self._user.render(
            **self._variables(plan, turn),
            instruction=self._instruction(plan, turn),
            phenomena=self._asked_phenomena(turn),
        )
        return self._teacher_call(
            plan, history, content.strip(), part="user", sampling=sampling, order=order
        )

    def assistant_call(
        self,
        plan: ConversationPlan,
        history: History,
        user_message: str,
        *,
        sampling: Sampling | None = None,
        order: int = 0,
    ) -> Request:
        """Ask for the reply to `user_message`, with a line on how where the plan asks for one."""
        turn = plan.turns[len(history)]
        content = self._assistant.render(
            **self._variables(plan, turn),
            message=user_message,
            guidance=self._guide(plan, turn),
        )
        return self._teacher_call(
            plan,
            history,
            content,
            part="assistant",
            user_message=user_message,
            sampling=sampling,
            order=order,
        )

    def turn_call(
        self,
        plan: ConversationPlan,
        history: History,
        *,
        sampling: Sampling | None = None,
        order: int = 0,
    ) -> Request:
        """Ask for the whole turn after `history`: the user's message and the reply."""
        turns = plan.turns[len(history) : len(history) + 1]
        return self._turns_call(plan, history, turns, part="turn", sampling=sampling, order=order)

    def conversation_call(
        self, plan: ConversationPlan, *, sampling: Sampling | None = None, order: int = 0
    ) -> Request:
        """Ask for all turns of the plan at once."""
        return self._turns_call(
            plan, (), plan.turns, part="conversation", sampling=sampling, order=order
        )

    def repair_call(self, request: Request, reason: str) -> Request:
        """The same call once more, saying what was wrong with the reply; its seed is another one.

        `reason` is that of the `ReplyError`, a key of `REPAIRS`.
        """
        *before, last = request.messages
        replying = request.task is not None and request.task.part == "assistant"
        mark = "[reply] " if replying else ""
        content = f"{last.content}\n\n{mark}{REPAIRS[reason]}"
        sampling = request.sampling
        seed = None if sampling.seed is None else (sampling.seed + 1) % SEEDS
        return replace(
            request,
            messages=(*before, Message(role="user", content=content)),
            sampling=replace(sampling, seed=seed),
        )

    def messages_for_student(self, passage: Passage, history: History) -> tuple[Message, ...]:
        """What stands in the dataset: the student's system message, then the turns."""
        return (
            Message(role="system", content=self.student_system(passage)),
            *_messages_of(history),
        )

    def answer_call(
        self, passage: Passage, history: History, user_message: str, sampling: Sampling
    ) -> Request:
        """Ask for the answer alone, as in an evaluation or a chat: no instruction, no quotes."""
        return Request(
            messages=(
                *self.messages_for_student(passage, history),
                Message(role="user", content=user_message),
            ),
            sampling=sampling,
            task=TurnTask(
                part="assistant", passage=passage, history=history, user_message=user_message
            ),
        )

    def _turns_call(
        self,
        plan: ConversationPlan,
        history: History,
        turns: Sequence[TurnPlan],
        *,
        part: Part,
        sampling: Sampling | None,
        order: int,
    ) -> Request:
        content = self._turns.render(
            title=_told(plan.passage, plan.passage.title),
            num_turns=len(plan.turns),
            language=self._language,
            turns=[
                {
                    **self._variables(plan, turn),
                    "instruction": self._instruction(plan, turn),
                    "phenomena": self._asked_phenomena(turn),
                    "guidance": self._guide(plan, turn),
                }
                for turn in turns
            ],
        )
        messages = MESSAGES_PER_TURN * len(turns)
        chosen = sampling or self._teacher_sampling
        return self._teacher_call(
            plan,
            history,
            content.strip(),
            part=part,
            sampling=replace(chosen, max_tokens=chosen.max_tokens * messages),
            order=order,
        )

    def _teacher_call(
        self,
        plan: ConversationPlan,
        history: History,
        content: str,
        *,
        part: Part,
        user_message: str = "",
        sampling: Sampling | None,
        order: int,
    ) -> Request:
        chosen = sampling or self._teacher_sampling
        if chosen.seed is None:
            chosen = replace(chosen, seed=call_seed(plan, len(history), part))
        unseeing = part == "user" and not self._user_sees_passage
        system = self._system_of(plan.passage, "questioner" if unseeing else "rules")
        return Request(
            messages=(
                Message(role="system", content=system),
                *_messages_of(history),
                Message(role="user", content=content),
            ),
            sampling=chosen,
            task=TurnTask(
                part=part,
                passage=plan.passage,
                history=history,
                user_message=user_message,
                plan=plan,
            ),
            order=order,
        )

    def _instruction(self, plan: ConversationPlan, turn: TurnPlan) -> str:
        return self._instructions[turn.link].render(**self._variables(plan, turn)).strip()

    def _guide(self, plan: ConversationPlan, turn: TurnPlan) -> str:
        return self._guidance[turn.link].render(**self._variables(plan, turn)).strip()

    def _asked_phenomena(self, turn: TurnPlan) -> list[str]:
        """The instructions of the phenomena that the link's own words do not bring."""
        implied = self._implied[turn.link]
        return [PHENOMENA[name].instruction for name in turn.phenomena if name not in implied]

    def _variables(self, plan: ConversationPlan, turn: TurnPlan) -> dict[str, object]:
        return {
            "title": _told(plan.passage, plan.passage.title),
            "turn": turn.index + 1,
            "num_turns": len(plan.turns),
            "seed_data": turn.seed_data,
            "act": turn.act,
            "requested": turn.phenomena,
            "language": self._language,
        }

    def _render_system(self, passage: Passage, kind: SystemKind) -> str:
        template, variables = self._systems[kind]
        about_passage = {"title": _one_line(passage.title), "language": self._language}
        if kind != "student":
            about_passage["title"] = _told(passage, passage.title)
        if kind == "questioner":
            about_passage |= {"background": _told(passage, passage.background)}
        else:
            quoted = kind == "rules" and FLAG in passage.flags
            text = fenced(passage.text) if quoted else passage.text
            about_passage |= {"passage": text, "fence": fence_for(passage.text)}
        return template.render(**about_passage, **variables).strip()


def call_seed(plan: ConversationPlan, index: int, part: Part) -> int:
    """The sampling seed of one call, in [0, SEEDS): another for each, the same at every run."""
    key = f"{plan.seed}/{plan.id}/{index}/{part}"
    return zlib.crc32(key.encode("utf-8")) % SEEDS


def _fingerprint(
    texts: PromptTexts, links: Sequence[Link], labels: Mapping[str, LabelTexts]
) -> str:
    """A hash over all that the messages are made of, in 32 hex digits."""
    parts = [texts.rules, texts.student, texts.user, texts.assistant, texts.turns]
    parts.append(texts.one_call)
    parts += [texts.parties, texts.user_rules, texts.assistant_rules, texts.student_task]
    parts += [texts.example.user, texts.example.assistant, texts.example.quote]
    parts += [text for entry in texts.example.labels.items() for text in entry]
    parts += [texts.user_sees, texts.questioner]
    parts += [text for name, label in labels.items() for text in (name, *label.values)]
    parts += [text for link in links for text in (link.name, link.user, link.assistant)]
    return hashlib.blake2b("\x1f".join(parts).encode("utf-8"), digest_size=16).hexdigest()


def fence_for(text: str, *, name: str = "passage") -> str:
    """A tag name that `text` does not open or close, so that a passage cannot end its own fence."""
    lowered = text.lower()
    fence = name
    number = 1
    while f"<{fence}" in lowered or f"</{fence}" in lowered:
        number += 1
        fence = f"{name}-{number}"
    return fence


def _messages_of(history: History) -> Iterable[Message]:
    for turn in history:
        yield from _messages_of_turn(turn.user, turn.assistant)


@lru_cache(maxsize=CACHED_TURNS)
def _messages_of_turn(user: str, assistant: str) -> tuple[Message, Message]:
    """A turn stands in every later call of its conversation."""
    return Message(role="user", content=user), Message(role="assistant", content=assistant)


def _told(passage: Passage, about: str) -> str:
    """A title or background on one line; nothing where it speaks to the model itself.

    It stands outside of the fence that the text of such a passage has.
    """
    return "" if FLAG in passage.flags and addresses_model(about) else _one_line(about)


def _one_line(title: str) -> str:
    return " ".join(title.split())
