"""The stages, each a function of an open run.

Each reads what the one before it wrote. A stage that finds its work done does nothing twice.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from codi.errors import RunError, UserError
from codi.languages import LANGUAGES
from codi.pipeline.event_loop import run_coroutine
from codi.pipeline.held_out import held_out
from codi.pipeline.measuring import evaluate_stage
from codi.pipeline.reading import read_documents_stage
from codi.pipeline.run import Run, fingerprint_of
from codi.types import ChatModel, LanguageBound, Progress, RemoteModel, Verdict, drop


def synthesize_stage(run: Run) -> None:
    """Write the planned conversations with the teacher, going on where a former run stood.

    Raises:
        UserError: the teacher cannot be had or does not write the language wanted, or its server
            answers no call.
        BudgetReachedError: the recipe's budget is spent.
    """
    from codi.planning import Spread, plan_conversations
    from codi.prompts import Prompts
    from codi.synthesis import Budget, SynthesisCounts, cost_of, synthesize
    from codi.teachers import open_model

    run.needs("documents")
    recipe = run.recipe
    num_passages = run.journal.num_passages
    plans = plan_conversations(run.journal.passages(), recipe=recipe, num_passages=num_passages)

    former, judge = run.journal.counts(), recipe.filters.judge
    budget = Budget(
        settings=recipe.budget,
        prices=recipe.teacher.prices,
        former=former.usage,
        others=former.judge_usage,
        others_cost=cost_of(former.judge_usage, judge.prices) if judge else 0.0,
    )
    retries: Counter[str] = Counter()

    async def work() -> SynthesisCounts:
        teacher = open_model(recipe.teacher.model, settings=recipe.teacher)
        _refuse_other_language(teacher, recipe.conversations.language)
        traffic = teacher.traffic if isinstance(teacher, RemoteModel) else None
        try:
            return await synthesize(
                plans,
                prompts=Prompts(recipe),
                teacher=teacher,
                journal=run.journal,
                concurrency=recipe.teacher.concurrency,
                way=recipe.teacher.calls,
                repair=recipe.teacher.repair,
                budget=budget,
                total=Spread.of(recipe, num_passages=num_passages).total,
                on_progress=run.on_progress,
            )
        finally:
            if traffic is not None:
                retries.update(traffic.retries)
            await teacher.close()

    wanted_json = recipe.conversations.model_dump_json(include={"count", "per_passage"})
    with run.stage("synthesize", fingerprint=fingerprint_of(wanted_json)) as record:
        try:
            done = run_coroutine(work())
            record.notes = [done.first_error] if done.first_error else []
        finally:
            counts = run.journal.counts()
            record.counts = {
                "conversations": counts.conversations,
                "turns": counts.turns,
                "failed": counts.failed,
                "nothing to ask": counts.unasked,
                "replies": counts.replies,
            }
            record.prompt_tokens = counts.usage.prompt_tokens
            record.completion_tokens = counts.usage.completion_tokens
            record.cached_tokens = counts.usage.cached_tokens
            record.cost = round(cost_of(counts.usage, recipe.teacher.prices), 6)
            record.retries = dict(Counter(record.retries) + retries)


def _refuse_other_language(teacher: ChatModel, language: str) -> None:
    if isinstance(teacher, LanguageBound) and language not in teacher.languages:
        spoken = ", ".join(LANGUAGES[code] for code in sorted(teacher.languages))
        raise UserError(
            f"the teacher {teacher.name} does not write {LANGUAGES[language]}, only {spoken}",
            hint="name another teacher, or set conversations.language=en",
        )


def filter_stage(run: Run) -> None:
    """Examine and judge every conversation; dropped ones stay in the journal with their reason.

    Those beyond a count that was lowered since are dropped as `not_wanted_any_more`. Where the
    recipe has a judge, it is asked about what all gates kept.

    Raises:
        UserError: the judge cannot be had, or its server answers no call.
        BudgetReachedError: the recipe's budget is spent.
    """
    from codi.filters import examined
    from codi.pipeline.judging import judge_kept

    run.needs("synthesize")
    fingerprint = fingerprint_of(
        run.recipe.filters.model_dump_json(), run.recipe.decontaminate.model_dump_json()
    )
    with run.stage("filter", fingerprint=fingerprint) as record:
        language = run.recipe.conversations.language
        run.journal.set_turns(
            examined(found, language=language) for found, _ in run.journal.conversations()
        )
        run.journal.set_verdicts(_verdicts(run))
        try:
            judge_kept(run, record)
        finally:
            counts = run.journal.counts()
            record.counts = {
                "kept": counts.kept,
                **{f"dropped: {reason}": count for reason, count in sorted(counts.dropped.items())},
            }
    run.on_progress(
        Progress(stage="filter", done=counts.kept, total=counts.conversations, note="kept")
    )


def _verdicts(run: Run) -> Iterator[tuple[str, Verdict]]:
    """A verdict on every conversation, in the journal's order, which is that of its passages."""
    from codi.filters import CONVERSATION_GATES, Context, OpenGates
    from codi.planning import Spread

    context = Context(recipe=run.recipe, held_out=partial(held_out, run.recipe))
    gates = OpenGates(CONVERSATION_GATES, context)

    spread = Spread.of(run.recipe, num_passages=run.journal.num_passages)
    passages = enumerate(run.journal.passages())
    passage_id, num_wanted = "", 0
    for conversation, _ in run.journal.conversations():
        while passage_id != conversation.passage.id:
            position, passage = next(passages)
            passage_id = passage.id
            num_wanted = spread.num_on(position)
        number = int(conversation.id.rpartition("#")[2])
        if number < num_wanted:
            yield conversation.id, gates.judge(conversation)
        else:
            yield conversation.id, drop("not_wanted_any_more", "beyond the number asked for")


def export_stage(run: Run) -> None:
    """Write the kept conversations as a dataset, split by document.

    Raises:
        RunError: no conversation was kept.
    """
    from codi.dataset import export_dataset
    from codi.prompts import Prompts

    run.needs("filter")
    settings = run.recipe.dataset.model_dump_json()
    with run.stage("export", fingerprint=fingerprint_of(settings)) as record:
        written = export_dataset(
            run.journal,
            folder=run.folder.dataset,
            prompts=Prompts(run.recipe),
            recipe=run.recipe,
            on_progress=run.on_progress,
        )
        record.counts = {"train": written.train, "validation": written.validation}


def failed_fraction(run: Run) -> float:
    """The share of the run's conversations for which a model gave nothing that can be used.

    That is no turn by the teacher, or no verdict by the judge, whichever share is larger. Those on
    passages with nothing to ask about have no turn either, and are no failure.
    """
    counts, filtered = (run.manifest.stage(name).counts for name in ("synthesize", "filter"))
    unreadable = filtered.get("dropped: judge_unreadable", 0)
    asked = unreadable + filtered.get("kept", 0) + filtered.get("dropped: judge", 0)
    shares = ((counts.get("failed", 0), counts.get("conversations", 0)), (unreadable, asked))
    return max(failed / total if total else 0.0 for failed, total in shares)


def dataset_fingerprint(folder: Path) -> str:
    """A hash over the bytes of a dataset's Parquet files.

    Raises:
        RunError: there are none.
    """
    files = sorted(folder.glob("*.parquet"))
    if not files:
        raise RunError(f"no dataset at {folder}", hint="`codi export` writes it")
    digests = []
    for file in files:
        with file.open("rb") as stream:
            digests.append(hashlib.file_digest(stream, "blake2b").hexdigest())
    return fingerprint_of(*digests)


def train_stage(run: Run) -> None:
    """Train the student on the dataset, unless that was done with the same data and settings.

    Raises:
        RunError: no student is named, or there is no dataset.
        MissingExtraError: the train extra is not installed.
    """
    from codi.students import train_student

    run.needs("export")
    settings = run.recipe.student
    fingerprint = fingerprint_of(
        dataset_fingerprint(run.folder.dataset), settings.model_dump_json(), str(run.recipe.seed)
    )
    if run.is_done("train", fingerprint=fingerprint):
        return
    with run.stage("train", fingerprint=fingerprint) as record:
        summary = train_student(
            run.folder.dataset,
            settings=settings,
            out=run.folder.student,
            seed=run.recipe.seed,
            on_progress=run.on_progress,
        )
        record.counts = {
            "parameters": summary.parameters,
            "steps": summary.steps,
            "trained tokens": summary.trained_tokens,
        }


STAGES: dict[str, Callable[[Run], object]] = {
    "documents": read_documents_stage,
    "synthesize": synthesize_stage,
    "filter": filter_stage,
    "export": export_stage,
    "train": train_stage,
    "evaluate": evaluate_stage,
}


STUDENT_STAGES = frozenset({"train", "evaluate"})


def run_stage(run: Run, name: str) -> None:
    """Run one stage by name.

    Raises:
        UserError: there is no such stage.
    """
    check_stage(name)
    STAGES[name](run)


def run_stages(run: Run, *, until: str | None = None) -> None:
    """Run the stages in order, `until` being the last; the student's only where one is named.

    Raises:
        UserError: there is no such stage.
    """
    if until is not None:
        check_stage(until)
    for name, stage in STAGES.items():
        if name not in STUDENT_STAGES or run.recipe.student.model is not None:
            stage(run)
        if name == until:
            return


def check_stage(name: str) -> None:
    """Raise `UserError` for a stage that does not exist."""
    if name not in STAGES:
        raise UserError(f"there is no stage {name}", hint=f"one of {', '.join(STAGES)}")
