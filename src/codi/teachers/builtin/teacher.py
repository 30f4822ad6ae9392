"""The ChatModel: finds the conversation's state, and says its next user or assistant part."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace

from codi.errors import ModelError
from codi.injection import FLAG, without_commands
from codi.prompts import format_reply, format_turns
from codi.teachers.builtin.asking.analysis import analyse
from codi.teachers.builtin.talking.answering import reply_to
from codi.teachers.builtin.talking.dialogue import whole_talk
from codi.teachers.builtin.talking.talk import Exchange, Talk
from codi.types import Completion, ConversationPlan, Request, TurnTask, Usage

_MAX_OPEN_TALKS = 512
_ENGLISH = frozenset({"en"})


class BuiltinTeacher:
    """Writes conversations, and answers questions, by rules. Works from `request.task` alone.

    Of a passage flagged as `injection` it does not read what is said to language models.
    """

    def __init__(self) -> None:
        self._talks: OrderedDict[str, Talk] = OrderedDict()

    @property
    def name(self) -> str:
        """`builtin`."""
        return "builtin"

    @property
    def languages(self) -> frozenset[str]:
        """English alone."""
        return _ENGLISH

    async def close(self) -> None:
        """Forget the conversations in progress, and the passages."""
        self._talks.clear()
        analyse.cache_clear()

    async def complete(self, request: Request) -> Completion:
        """The user's message, or the assistant's reply with its quotes.

        Raises:
            ModelError: the request carries no task: this model does not read prompts.
        """
        task = request.task
        if task is None:
            raise ModelError(
                "the built-in teacher needs the structured task of a request",
                hint="it does not read prompts; give another model for free text",
            )
        quiet = _without_commands(task)
        return _EXHAUSTED if quiet is None else self._completed(request, quiet)

    def _completed(self, request: Request, task: TurnTask) -> Completion:
        if task.plan is None:
            return _completion(request, reply_to(task))
        if task.part == "conversation":
            return self._whole(request, task.plan)
        exchange = self._talk(task.plan).exchanges[len(task.history)]
        if exchange.exhausted:
            self._forget(task.plan)
            return _EXHAUSTED
        if task.part == "user":
            return _completion(request, exchange.user, exchange)
        if len(task.history) + 1 == len(task.plan.turns):
            self._forget(task.plan)
        if task.part == "turn":
            return _completion(request, format_turns([_texts(exchange)]), exchange)
        return _completion(request, _texts(exchange)[1], exchange)

    @staticmethod
    def _whole(request: Request, plan: ConversationPlan) -> Completion:
        """All turns of a plan, or as many as the passage gives."""
        made = [exchange for exchange in whole_talk(plan).exchanges if not exchange.exhausted]
        if not made:
            return _EXHAUSTED
        return _completion(request, format_turns([_texts(one) for one in made]), *made)

    def _forget(self, plan: ConversationPlan) -> None:
        """A conversation that ended holds its passage's analysis no longer."""
        self._talks.pop(_key(plan), None)

    def _talk(self, plan: ConversationPlan) -> Talk:
        """The plan's conversation, made again where it is not at hand."""
        key = _key(plan)
        talk = self._talks.pop(key, None)
        if talk is None or (talk.plan is not plan and talk.plan != plan):
            talk = whole_talk(plan)
        self._talks[key] = talk
        while len(self._talks) > _MAX_OPEN_TALKS:
            self._talks.popitem(last=False)
        return talk


def _without_commands(task: TurnTask) -> TurnTask | None:
    """The task on what its passage tells people, where commands to models were found in it."""
    if FLAG not in task.passage.flags:
        return task
    passage = without_commands(task.passage)
    if passage is None:
        return None
    plan = task.plan and replace(task.plan, passage=passage)
    return replace(task, passage=passage, plan=plan)


_EXHAUSTED = Completion(text="", finish_reason="exhausted")


def _texts(exchange: Exchange) -> tuple[str, str]:
    """What the user says, and the reply with its quotes."""
    return exchange.user, format_reply(exchange.assistant, exchange.quotes)


def _key(plan: ConversationPlan) -> str:
    return f"{plan.seed}/{plan.id}"


def _completion(request: Request, text: str, *made: Exchange) -> Completion:
    """A completion of these exchanges; it counts words as tokens."""
    prompt = sum(len(message.content.split()) for message in request.messages)
    return Completion(
        text=text,
        usage=Usage(prompt_tokens=prompt, completion_tokens=len(text.split())),
        declined=tuple(exchange.declined for exchange in made),
    )
