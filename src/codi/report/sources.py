"""What a report is made of, read from a run folder; what a run has not come to yet is None."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from codi.errors import RunError
from codi.evaluation import BenchmarkResult, read_results
from codi.graph import to_svg
from codi.journal import Journal, Manifest, RunFolder
from codi.phenomena import PHENOMENA, checkable
from codi.planning import Planner, plan_conversations
from codi.recipe import ANY_LINK, Recipe, dump_recipe, load_recipe
from codi.report.funnel import Flagged, Stretch, count_flags, count_losses, way
from codi.report.summary import (
    ConversationCounts,
    PhenomenonRates,
    PlanCounts,
    Shares,
    count_conversations,
    count_plans,
    link_shares,
    phenomenon_rates,
)
from codi.students import TrainingSummary, read_record

NUM_EXAMPLES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """All that stands in a report, apart from how it looks."""

    name: str
    recipe: Recipe
    recipe_text: str
    manifest: Manifest
    num_passages: int
    way: list[Stretch]
    flags: dict[str, Flagged]
    plans: PlanCounts
    conversations: ConversationCounts
    links: list[Shares]
    phenomena: list[PhenomenonRates]
    graph_svg: str
    training: TrainingSummary | None
    benchmarks: tuple[BenchmarkResult, ...]


def read_sources(run: RunFolder) -> Sources:
    """Read a run folder; its conversations in one pass, so that memory stays flat.

    Raises:
        RunError: the folder holds no run, or a file of it cannot be read.
    """
    if not run.recipe.exists() or not run.journal.exists():
        raise RunError(
            f"{run.path} holds no run to report on", hint="`codi run RECIPE --out RUN` makes one"
        )
    recipe = load_recipe(str(run.recipe))
    graph = recipe.conversation_graph()
    with Journal.open(run.journal, read_only=True) as journal:
        num_passages = journal.num_passages
        plans = count_plans(
            plan_conversations(journal.passages(), recipe=recipe, num_passages=num_passages)
        )
        planner = Planner(recipe)
        lengths = Counter(planner.most_turns(passage) for passage in journal.passages())
        flags = count_flags(journal.passages())
        losses = count_losses(journal.losses())
        conversations = count_conversations(
            journal.conversations(), num_examples=NUM_EXAMPLES, seed=recipe.seed
        )
    whole_graph = "graph" not in recipe.left_out
    expected = dict.fromkeys(graph.by_name if whole_graph else [ANY_LINK], 0.0)
    for most, passages in lengths.items():
        visits = graph.expected_visits(min_turns=recipe.conversations.min_turns, max_turns=most)
        for link, times in visits.items():
            expected[link if whole_graph else ANY_LINK] += times * passages
    manifest = run.read_manifest()
    return Sources(
        name=run.path.resolve().name,
        recipe=recipe,
        recipe_text=dump_recipe(recipe),
        manifest=manifest,
        way=way(manifest, losses=losses, conversations=conversations),
        flags=flags,
        num_passages=num_passages,
        plans=plans,
        conversations=conversations,
        links=link_shares(expected, plans=plans, kept=conversations.kept),
        phenomena=phenomenon_rates(
            PHENOMENA,
            plans=plans,
            kept=conversations.kept,
            checked=checkable(recipe.conversations.language),
        ),
        graph_svg=to_svg(graph) if whole_graph else "",
        training=_training(run),
        benchmarks=read_results(run.evaluation),
    )


def _training(run: RunFolder) -> TrainingSummary | None:
    return read_record(run.student) if (run.student / "training.json").exists() else None
