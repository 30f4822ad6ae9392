"""The messages of one call: rules and passage first, then the history, then what is wanted now.

All calls on one passage begin with the same bytes, and each call of a conversation with the bytes
of the one before it, so that an engine's prefix cache serves nearly all of the prompt. What changes
comes last and is short.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Protocol

from codi.graph import ConversationGraph
from codi.phenomena import PHENOMENA
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

CACHED_PASSAGES = 256


class PromptTexts(Protocol):
    """The four template texts of a recipe."""

    @property
    def rules(self) -> str:
        """The system message of synthesis: the rules for both parts, then the passage."""
        ...

    @property
    def student(self) -> str:
        """The system message in the dataset: the assistant's task, then the passage."""
        ...

    @property
    def user(self) -> str:
        """The last message of a user call: what the user shall say."""
        ...

    @property
    def assistant(self) -> str:
        """The last message of an assistant call: what the user said, and how to reply."""
        ...


class PromptRecipe(Protocol):
    """What `Prompts` needs of a recipe; `codi.recipe.Recipe` is one."""

    @property
    def prompts(self) -> PromptTexts:
        """The template texts."""
        ...

    def conversation_graph(self) -> ConversationGraph:
        """The links, with the templates of their two parts."""
        ...

    def teacher_sampling(self) -> Sampling:
        """How the teacher decodes."""
        ...


class Prompts:
    """The templates of a recipe, compiled once, and the messages made from them."""

    def __init__(self, recipe: PromptRecipe) -> None:
        texts = recipe.prompts
        links = recipe.conversation_graph().links
        self._rules = compile_template(texts.rules)
        self._student = compile_template(texts.student)
        self._user = compile_template(texts.user)
        self._assistant = compile_template(texts.assistant)
        self._instructions = {link.name: compile_template(link.user) for link in links}
        self._guidance = {link.name: compile_template(link.assistant) for link in links}
        self._implied = {link.name: link.phenomena for link in links}
        self._teacher_sampling = recipe.teacher_sampling()
        self._system_of = lru_cache(maxsize=CACHED_PASSAGES)(self._render_system)

    def system(self, passage: Passage) -> str:
        """The system message of every call on `passage`: rules for both parts, then the passage."""
        return self._system_of(passage, "rules")

    def student_system(self, passage: Passage) -> str:
        """The system message that the student gets: the assistant's task, then the passage."""
        return self._system_of(passage, "student")

    def user_call(
        self, plan: ConversationPlan, history: History, *, sampling: Sampling | None = None
    ) -> Request:
        """Ask for the user's message of the turn after `history`.

        The instruction stands last and is not kept. What the link always shows is left to the
        link's own words; other phenomena bring their instruction. `sampling` defaults to the
        recipe's.
        """
        turn = plan.turns[len(history)]
        variables = self._variables(plan, turn)
        implied = self._implied[turn.link]
        content = self._user.render(
            **variables,
            instruction=self._instructions[turn.link].render(**variables).strip(),
            phenomena=[
                PHENOMENA[name].instruction for name in turn.phenomena if name not in implied
            ],
        )
        return self._teacher_call(plan, history, content.strip(), part="user", sampling=sampling)

    def assistant_call(
        self,
        plan: ConversationPlan,
        history: History,
        user_message: str,
        *,
        sampling: Sampling | None = None,
    ) -> Request:
        """Ask for the reply to `user_message`, with a line on how where the plan asks for one."""
        turn = plan.turns[len(history)]
        variables = self._variables(plan, turn)
        content = self._assistant.render(
            **variables,
            message=user_message,
            guidance=self._guidance[turn.link].render(**variables).strip(),
        )
        return self._teacher_call(
            plan,
            history,
            content,
            part="assistant",
            user_message=user_message,
            sampling=sampling,
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

    def _teacher_call(
        self,
        plan: ConversationPlan,
        history: History,
        content: str,
        *,
        part: Part,
        user_message: str = "",
        sampling: Sampling | None,
    ) -> Request:
        return Request(
            messages=(
                Message(role="system", content=self.system(plan.passage)),
                *_messages_of(history),
                Message(role="user", content=content),
            ),
            sampling=sampling or self._teacher_sampling,
            task=TurnTask(
                part=part,
                passage=plan.passage,
                history=history,
                user_message=user_message,
                plan=plan,
            ),
        )

    def _variables(self, plan: ConversationPlan, turn: TurnPlan) -> dict[str, object]:
        return {
            "title": _one_line(plan.passage.title),
            "turn": turn.index + 1,
            "num_turns": len(plan.turns),
            "seed_data": turn.seed_data,
        }

    def _render_system(self, passage: Passage, kind: str) -> str:
        template: Template = self._rules if kind == "rules" else self._student
        return template.render(
            passage=passage.text,
            title=_one_line(passage.title),
            fence=fence_for(passage.text),
        ).strip()


def fence_for(text: str) -> str:
    """A tag name that `text` does not open or close, so that a passage cannot end its own fence."""
    lowered = text.lower()
    fence = "passage"
    number = 1
    while f"<{fence}" in lowered or f"</{fence}" in lowered:
        number += 1
        fence = f"passage-{number}"
    return fence


def _messages_of(history: History) -> Iterable[Message]:
    for turn in history:
        yield Message(role="user", content=turn.user)
        yield Message(role="assistant", content=turn.assistant)


def _one_line(title: str) -> str:
    return " ".join(title.split())
