"""The part of the filter stage that asks a model: the judge of what passed all other gates."""

from __future__ import annotations

from collections import Counter

from codi.budget import Budget, cost_of
from codi.journal import StageRecord
from codi.judging import JudgingCounts, Rubric, judge_conversations
from codi.pipeline.event_loop import run_coroutine
from codi.pipeline.run import Run
from codi.recipe import JudgeSettings
from codi.teachers import open_model
from codi.types import RemoteModel


def judge_kept(run: Run, record: StageRecord) -> None:
    """Have the recipe's judge, where it has one, examine every conversation that is kept so far.

    `record` is given what was asked of it. Verdicts that drop go into the journal; what was asked
    in a former session is not asked again.

    Raises:
        UserError: the judge cannot be had, or its server answers no call.
        BudgetReachedError: the recipe's budget is spent.
    """
    settings = run.recipe.filters.judge
    if settings is None:
        return
    before = run.journal.counts()
    budget = Budget(
        settings=run.recipe.budget,
        prices=settings.prices,
        former=before.judge_usage,
        others=before.usage,
        others_cost=cost_of(before.usage, run.recipe.teacher.prices),
    )
    retries: Counter[str] = Counter()
    try:
        done = run_coroutine(_judge(run, settings, budget, retries, total=before.kept))
        record.notes = [done.first_error] if done.first_error else []
    finally:
        used = run.journal.counts().judge_usage
        record.prompt_tokens = used.prompt_tokens
        record.completion_tokens = used.completion_tokens
        record.cached_tokens = used.cached_tokens
        record.cost = round(cost_of(used, settings.prices), 6)
        record.retries = dict(Counter(record.retries) + retries)


async def _judge(
    run: Run, settings: JudgeSettings, budget: Budget, retries: Counter[str], *, total: int
) -> JudgingCounts:
    judge = open_model(settings.model, settings=settings.as_teacher())
    try:
        return await judge_conversations(
            (conversation for conversation, _ in run.journal.conversations(kept=True)),
            rubric=Rubric(settings, seed=run.recipe.seed),
            judge=judge,
            journal=run.journal,
            threshold=settings.threshold,
            concurrency=settings.concurrency,
            budget=budget,
            total=total,
            on_progress=run.on_progress,
        )
    finally:
        if isinstance(judge, RemoteModel):
            retries.update(judge.traffic.retries)
        await judge.close()
