"""Many conversations at once: each by itself, few of them open, none lost.

Conversations do not wait for one another. Only slightly more of them are open than calls may be in
flight, and each is carried to its end before the next plan is drawn, so that those on one passage
are written together and memory stays flat however many plans come.
"""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from codi.budget import Budget
from codi.errors import BudgetReachedError, ModelError, ReplyError
from codi.journal import Journal
from codi.prompts import Prompts
from codi.synthesis.conversing import Calls, Means
from codi.synthesis.counts import SynthesisCounts
from codi.synthesis.progress import Meter
from codi.synthesis.schedule import Schedule
from codi.types import (
    ChatModel,
    Conversation,
    ConversationPlan,
    Progress,
    RemoteModel,
    Sampling,
    Turn,
)

SKIPS_PER_STEP = 256
COLLECT_AFTER = 50_000
"""Objects made between two collections: thousands of open conversations leave little garbage."""

SECONDS_BETWEEN_REPORTS = 1.0
LEAST_SECONDS_BETWEEN_REPORTS = 0.05

OnProgress = Callable[[Progress], None]


async def synthesize(
    plans: Iterable[ConversationPlan],
    *,
    prompts: Prompts,
    teacher: ChatModel,
    journal: Journal,
    concurrency: int,
    way: str = "part",
    repair: bool = True,
    budget: Budget | None = None,
    sampling: Sampling | None = None,
    total: int | None = None,
    on_progress: OnProgress | None = None,
) -> SynthesisCounts:
    """Have `teacher` write the conversation of each plan that `journal` does not hold finished.

    Replies that the journal holds for the very same call are taken from there. A reply that cannot
    be used is asked for once more where `repair` allows it and it may help. Where it still cannot
    be used, or the teacher gives none, the conversation ends at its last good turn and says why in
    `ended_early`: `exhausted`, `length` (cut at the token limit), `model_error`, or the reason of
    the `ReplyError`. Those that ended with `model_error` are tried again by the next call of this
    function.

    `way` is what one call brings: a `part`, a `turn` or a `conversation`. At most `concurrency`
    calls are in flight; `sampling` defaults to the recipe's; `total` is only shown in the progress.
    Cancelled, it leaves in the journal what was committed.

    Raises:
        BudgetReachedError: `budget` is spent; calls that were in flight have come back and are
            journalled.
        EndpointError: the teacher's server answers no call.
    """
    if concurrency < 1:
        raise ValueError(f"concurrency must be at least 1, got {concurrency}")
    counts = SynthesisCounts()
    traffic = teacher.traffic if isinstance(teacher, RemoteModel) else None
    synthesis = _Synthesis(
        means=Means(
            prompts=prompts,
            teacher=teacher,
            teacher_name=teacher.name,
            journal=journal,
            sampling=sampling,
            way=way,
            repair=repair,
            budget=budget,
            schedule=Schedule(plans),
            counts=counts,
        ),
        meter=Meter(counts=counts, traffic=traffic, budget=budget, total=total),
        on_progress=on_progress,
    )
    # A model that bounds its own calls has a few more conversations waiting for a free place.
    num_open = concurrency if traffic is None else concurrency + (concurrency + 3) // 4
    with _seldom_collecting():
        workers = [asyncio.create_task(synthesis.work()) for _ in range(num_open)]
        reporter = asyncio.create_task(synthesis.keep_reporting())
        try:
            await asyncio.gather(*workers)
        finally:
            for task in (reporter, *workers):
                task.cancel()
            await asyncio.gather(reporter, *workers, return_exceptions=True)
            journal.flush()
            synthesis.reported = 0.0
            synthesis.report()
    if synthesis.stopped is not None:
        raise synthesis.stopped
    return counts


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """Leave what is there already out of garbage collection, and collect the rest less often."""
    thresholds = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER, *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()


@dataclass(slots=True, kw_only=True)
class _Synthesis:
    """The conversations of one `synthesize`; `stopped` is why no more are begun."""

    means: Means
    meter: Meter
    on_progress: OnProgress | None
    stopped: BudgetReachedError | None = None
    reported: float = 0.0

    async def work(self) -> None:
        """Write one conversation after another, until no plan is left or the budget is spent."""
        counts = self.means.counts
        for plan in self.means.schedule:
            if self.means.journal.is_finished(plan.id):
                counts.skipped += 1
                if counts.skipped % SKIPS_PER_STEP == 0:
                    self.report()
                    await asyncio.sleep(0)
                continue
            try:
                await self._converse(plan)
            except BudgetReachedError as error:
                self.stopped = self.stopped or error
            self.report()
            if self.stopped:
                return

    async def _converse(self, plan: ConversationPlan) -> None:
        means, counts = self.means, self.means.counts
        calls = Calls(
            means=means,
            plan=plan,
            number=means.schedule.begin(),
            stored=means.journal.replies(plan.id),
        )
        turns: list[Turn] = []
        ended_early = ""
        model_failed = False
        try:
            await calls.write(turns)
        except ReplyError as error:
            ended_early = error.reason
        except ModelError as error:
            ended_early = "model_error"
            model_failed = True
            counts.first_error = counts.first_error or f"{plan.id}: {error}"
        conversation = Conversation(
            id=plan.id,
            passage=plan.passage,
            turns=tuple(turns),
            planned_turns=len(plan.turns),
            ended_early=ended_early,
            teacher=means.teacher_name,
            usage=calls.usage,
        )
        means.journal.add_conversation(conversation, retry=model_failed)
        counts.finished += 1
        nothing_to_ask = ended_early == "exhausted"
        counts.unasked += not turns and nothing_to_ask
        counts.failed += not turns and not nothing_to_ask
        if ended_early:
            counts.ended_early[ended_early] += 1

    async def keep_reporting(self) -> None:
        """Report at intervals, however long a conversation takes."""
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_REPORTS)
            self.report()

    def report(self) -> None:
        """Tell how far the work has come, unless that was done just now."""
        now = time.monotonic()
        if self.on_progress and now - self.reported >= LEAST_SECONDS_BETWEEN_REPORTS:
            self.reported = now
            self.on_progress(self.meter.progress())
