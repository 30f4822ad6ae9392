"""One conversation: its calls, in one of three ways, and what their replies are made into.

A call brings one message of a turn, a whole turn, or the whole conversation. The plan is the same
in all three, and so are the turns that come of it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeVar

from codi.budget import Budget
from codi.errors import ReplyError
from codi.journal import Journal, ReplyPlace, StoredReply, reply_key
from codi.prompts import (
    REPAIRS,
    Prompts,
    Reply,
    before_last_turn,
    parse_reply,
    parse_turns,
    parse_user_message,
)
from codi.synthesis.counts import SynthesisCounts
from codi.synthesis.schedule import Schedule
from codi.text import encodable, locate_quote
from codi.types import (
    ChatModel,
    Completion,
    ConversationPlan,
    History,
    Request,
    Sampling,
    Span,
    Turn,
    TurnPlan,
    Usage,
)

T = TypeVar("T")
Declined = tuple[str, ...]
"""What of the plan's request the teacher said it could not do in a turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What the conversations of one `synthesize` share; `way` is the recipe's `teacher.calls`."""

    prompts: Prompts
    teacher: ChatModel
    teacher_name: str
    journal: Journal
    sampling: Sampling | None
    way: str
    repair: bool
    budget: Budget | None
    schedule: Schedule
    counts: SynthesisCounts


class Grounded(NamedTuple):
    """A reply, and where its quotes stand in the passage."""

    reply: Reply
    evidence: tuple[Span, ...]


@dataclass(slots=True, kw_only=True)
class Calls:
    """The calls of one conversation; `usages` are those of its replies, replayed ones too."""

    means: Means
    plan: ConversationPlan
    number: int
    stored: dict[ReplyPlace, StoredReply]
    usages: list[Usage] = field(default_factory=list)

    @property
    def usage(self) -> Usage:
        """The tokens of all replies."""
        return Usage(
            prompt_tokens=sum(usage.prompt_tokens for usage in self.usages),
            completion_tokens=sum(usage.completion_tokens for usage in self.usages),
            cached_tokens=sum(usage.cached_tokens for usage in self.usages),
        )

    async def write(self, turns: list[Turn]) -> None:
        """Append the conversation's turns, each as soon as it is whole.

        Raises:
            ReplyError: a reply cannot be used, or there is no more; the turns before it stand.
            ModelError: the teacher gives no reply.
            BudgetReachedError: the next call may not be made.
        """
        if self.means.way == "conversation":
            await self._whole(turns)
            return
        for turn_plan in self.plan.turns:
            history = tuple(turns)
            by_calls = self._turn if self.means.way == "turn" else self._parts
            user, grounded, declined = await by_calls(turn_plan, history)
            turns.append(self._made(turn_plan, history, user, grounded, declined))
            self.means.counts.turns += 1

    async def _parts(self, turn_plan: TurnPlan, history: History) -> tuple[str, Grounded, Declined]:
        """The turn by two calls: what the user says, and what the assistant replies."""
        prompts, sampling = self.means.prompts, self.means.sampling
        order = self._order(2 * (len(self.plan.turns) - len(history)))
        request = prompts.user_call(self.plan, history, sampling=sampling, order=order)

        def read_user(completion: Completion) -> tuple[str, Declined]:
            return parse_user_message(completion.text, act=turn_plan.act), _declined(completion)

        user, by_user = await self._ask(request, read_user)
        request = prompts.assistant_call(self.plan, history, user, sampling=sampling, order=order)

        def read(completion: Completion) -> tuple[Grounded, Declined]:
            reply = parse_reply(
                completion.text, needs_quote=turn_plan.needs_evidence, labels=prompts.labels
            )
            return self._grounded(turn_plan, reply), _declined(completion)

        grounded, by_assistant = await self._ask(request, read)
        return user, grounded, tuple(dict.fromkeys((*by_user, *by_assistant)))

    async def _turn(self, turn_plan: TurnPlan, history: History) -> tuple[str, Grounded, Declined]:
        """The turn by one call."""
        order = self._order(len(self.plan.turns) - len(history))
        request = self.means.prompts.turn_call(
            self.plan, history, sampling=self.means.sampling, order=order
        )

        labels = self.means.prompts.labels

        def read(completion: Completion) -> tuple[str, Grounded, Declined]:
            (user, reply), *_ = parse_turns(completion.text, [turn_plan], labels=labels)
            return user, self._grounded(turn_plan, reply), _declined(completion)

        return await self._ask(request, read)

    async def _whole(self, turns: list[Turn]) -> None:
        """All turns by one call."""
        request = self.means.prompts.conversation_call(
            self.plan, sampling=self.means.sampling, order=self._order(1)
        )

        labels = self.means.prompts.labels

        def read(completion: Completion) -> None:
            turns.clear()
            parsed = parse_turns(completion.text, self.plan.turns, labels=labels)
            for turn_plan, (user, reply) in zip(self.plan.turns, parsed, strict=True):
                grounded = self._grounded(turn_plan, reply)
                declined = _declined(completion, len(turns))
                turns.append(self._made(turn_plan, tuple(turns), user, grounded, declined))

        try:
            await self._ask(request, read)
        finally:
            self.means.counts.turns += len(turns)

    def _order(self, calls_left: int) -> int:
        return self.means.schedule.order(self.number, calls_left)

    def _grounded(self, turn_plan: TurnPlan, reply: Reply) -> Grounded:
        """The answer with its evidence; one of its quotes at least has to stand in the passage."""
        evidence = locate_evidence(self.plan.passage.text, reply)
        if turn_plan.needs_evidence and reply.quotes and not evidence:
            raise ReplyError("quote_not_found", "no quote of the reply stands in the passage")
        return Grounded(reply=reply, evidence=evidence)

    @staticmethod
    def _made(
        turn_plan: TurnPlan, history: History, user: str, grounded: Grounded, declined: Declined
    ) -> Turn:
        return Turn(
            index=len(history),
            user=user,
            assistant=grounded.reply.answer,
            link=turn_plan.link,
            act=turn_plan.act,
            needs_evidence=turn_plan.needs_evidence,
            seed_data=turn_plan.seed_data,
            requested=turn_plan.phenomena,
            declined=declined,
            evidence=grounded.evidence,
            labels=grounded.reply.labels,
        )

    async def _ask(self, request: Request, read: Callable[[Completion], T]) -> T:
        """What `read` makes of the reply; asked once more, with what was wrong, where that helps.

        Raises:
            ReplyError: neither reply can be used.
            ModelError: the teacher gives no reply.
            BudgetReachedError: the call may not be made.
        """
        try:
            return await self._read(request, read, attempt=0)
        except ReplyError as error:
            if not self.means.repair or error.reason not in REPAIRS:
                raise
            self.means.counts.repairs[error.reason] += 1
            repaired = self.means.prompts.repair_call(request, error.reason)
        return await self._read(repaired, read, attempt=1)

    async def _read(self, request: Request, read: Callable[[Completion], T], *, attempt: int) -> T:
        completion = await self._reply(request, attempt)
        self.usages.append(completion.usage)
        reason = completion.finish_reason
        if reason == "stop":
            return read(completion)
        if reason == "length" and self.means.way == "conversation":
            with suppress(ReplyError):
                # the turns before the cut stand
                read(replace(completion, text=before_last_turn(completion.text)))
        raise ReplyError(reason, f"the reply ended by {reason}")

    async def _reply(self, request: Request, attempt: int) -> Completion:
        """The journalled reply to this very call, or else a new one."""
        means, task = self.means, request.task
        if task is None:
            raise ValueError("a call of a conversation has a task")
        place = (len(task.history), task.part, attempt)
        key = reply_key(means.teacher_name, request, templates=means.prompts.fingerprint)
        stored = self.stored.get(place)
        if stored is not None and stored.key == key:
            means.counts.replayed += 1
            return stored.completion
        completion = await self._call(request)
        await means.journal.commit_reply(self.plan.id, place, key, completion)
        means.counts.calls += 1
        return completion

    async def _call(self, request: Request) -> Completion:
        budget = self.means.budget
        if budget is None:
            completion = _encodable(await self.means.teacher.complete(request))
            self.means.counts.usage += completion.usage
            return completion
        budget.open_call(request)
        usage = None
        try:
            completion = _encodable(await self.means.teacher.complete(request))
            usage = completion.usage
        finally:
            budget.close_call(usage)
            self.means.counts.usage = budget.spent
        return completion


def locate_evidence(passage: str, reply: Reply) -> tuple[Span, ...]:
    """Where the quotes of a reply stand in the passage, in their order there, each once."""
    spans = (locate_quote(passage, quote) for quote in reply.quotes)
    return tuple(sorted({span for span in spans if span is not None}))


def _declined(completion: Completion, place: int = 0) -> Declined:
    """What was declined of the turn at this place among those that the completion writes."""
    return completion.declined[place] if place < len(completion.declined) else ()


def _encodable(completion: Completion) -> Completion:
    """The completion with a text that the journal can hold."""
    text = encodable(completion.text)
    return completion if text == completion.text else replace(completion, text=text)
