"""Many conversations before one judge: few at a time, each reply journalled, within a budget."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from codi.budget import Budget
from codi.errors import BudgetReachedError, ModelError, ReplyError
from codi.journal import Journal, reply_key
from codi.judging.judgement import UNREADABLE, Judgement, parse_judgement
from codi.judging.rubric import Rubric
from codi.text import encodable
from codi.types import (
    ChatModel,
    Completion,
    Conversation,
    Progress,
    RemoteModel,
    Request,
    Usage,
    Verdict,
    drop,
)

VERDICTS_AT_ONCE = 64


@dataclass(slots=True, kw_only=True)
class JudgingCounts:
    """What one `judge_conversations` did.

    `judged` conversations have a verdict, `dropped` of them one that drops; of `unreadable` ones no
    verdict could be had, and `first_error` says what was wrong with the first. `calls` were made,
    `replayed` replies came from the journal, `repairs` were asked for once more.
    """

    judged: int = 0
    dropped: int = 0
    unreadable: int = 0
    calls: int = 0
    replayed: int = 0
    repairs: int = 0
    first_error: str = ""


async def judge_conversations(
    conversations: Iterable[Conversation],
    *,
    rubric: Rubric,
    judge: ChatModel,
    journal: Journal,
    threshold: float,
    concurrency: int,
    budget: Budget,
    total: int | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> JudgingCounts:
    """Have `judge` examine each conversation, and put the verdicts that drop one into `journal`.

    A reply that the journal holds for the very same call is taken from there. One that cannot be
    read is asked for once more; where that cannot be read either, or the model gives none, the
    conversation is dropped as `judge_unreadable`: it counts neither as good nor as bad, but as not
    judged. A model's missing reply is not journalled, so that the next run asks again.

    Raises:
        BudgetReachedError: `budget` is spent; the replies that came are journalled.
        EndpointError: the model's server answers no call.
    """
    judging = _Judging(
        conversations=iter(conversations),
        rubric=rubric,
        judge=judge,
        journal=journal,
        threshold=threshold,
        budget=budget,
        total=total,
        on_progress=on_progress,
    )
    # A model that bounds its own calls has a few more conversations waiting for a free place.
    waiting = (concurrency + 3) // 4 if isinstance(judge, RemoteModel) else 0
    workers = [asyncio.create_task(judging.work()) for _ in range(concurrency + waiting)]
    try:
        await asyncio.gather(*workers)
    finally:
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        judging.write_verdicts()
    if judging.stopped is not None:
        raise judging.stopped
    return judging.counts


@dataclass(slots=True, kw_only=True)
class _Judging:
    """The conversations of one `judge_conversations`; `stopped` is why no more are begun."""

    conversations: Iterator[Conversation]
    rubric: Rubric
    judge: ChatModel
    journal: Journal
    threshold: float
    budget: Budget
    total: int | None
    on_progress: Callable[[Progress], None] | None
    counts: JudgingCounts = field(default_factory=JudgingCounts)
    stopped: BudgetReachedError | None = None
    begun: int = 0
    waiting: list[tuple[str, Verdict]] = field(default_factory=list)

    async def work(self) -> None:
        """Judge one conversation after another, until none is left or the budget is spent."""
        for conversation in self.conversations:
            self.begun += 1
            try:
                verdict = await self._verdict(conversation, self.begun)
            except BudgetReachedError as error:
                self.stopped = self.stopped or error
                return
            if not verdict.kept:
                self.waiting.append((conversation.id, verdict))
            if len(self.waiting) >= VERDICTS_AT_ONCE:
                self.write_verdicts()
            self._report()
            if self.stopped is not None:
                return

    def write_verdicts(self) -> None:
        """Put what waits into the journal."""
        waiting, self.waiting = self.waiting, []
        self.journal.set_verdicts(waiting)

    async def _verdict(self, conversation: Conversation, order: int) -> Verdict:
        counts = self.counts
        try:
            verdict = (await self._judgement(conversation, order)).verdict(self.threshold)
        except (ReplyError, ModelError) as error:
            counts.unreadable += 1
            counts.first_error = counts.first_error or f"{conversation.id}: {error}"
            return drop(UNREADABLE, str(error))
        counts.judged += 1
        counts.dropped += not verdict.kept
        return verdict

    async def _judgement(self, conversation: Conversation, order: int) -> Judgement:
        request = self.rubric.call(conversation, order=order)
        try:
            return self._read(await self._reply(conversation, request, attempt=0), conversation)
        except ReplyError as error:
            self.counts.repairs += 1
            again = self.rubric.repair_call(request, str(error))
        return self._read(await self._reply(conversation, again, attempt=1), conversation)

    def _read(self, completion: Completion, conversation: Conversation) -> Judgement:
        if completion.finish_reason == "length":
            raise ReplyError(UNREADABLE, "it was cut at the token limit")
        if completion.finish_reason != "stop":
            raise ReplyError(UNREADABLE, f"it ended by {completion.finish_reason}")
        return parse_judgement(
            completion.text, criteria=self.rubric.criteria, num_turns=len(conversation.turns)
        )

    async def _reply(
        self, conversation: Conversation, request: Request, *, attempt: int
    ) -> Completion:
        """The journalled reply to this very call, or else a new one."""
        key = reply_key(self.judge.name, request, templates=self.rubric.fingerprint)
        stored = self.journal.replies(conversation.id).get((0, "judge", attempt))
        if stored is not None and stored.key == key:
            self.counts.replayed += 1
            return stored.completion
        self.budget.open_call(request)
        usage: Usage | None = None
        try:
            completion = await self.judge.complete(request)
            usage = completion.usage
            completion = replace(completion, text=encodable(completion.text))
        finally:
            self.budget.close_call(usage)
        await self.journal.commit_reply(conversation.id, (0, "judge", attempt), key, completion)
        self.counts.calls += 1
        return completion

    def _report(self) -> None:
        if self.on_progress is None:
            return
        counts = self.counts
        spent = self.budget.spent
        self.on_progress(
            Progress(
                stage="filter",
                done=counts.judged + counts.unreadable,
                total=self.total,
                failed=counts.unreadable,
                tokens=spent.prompt_tokens + spent.completion_tokens,
                note="judged",
            )
        )
