"""From numbers to the page: what the template is given, and the template."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from math import isfinite

from markupsafe import Markup

from codi.graph import ACTS
from codi.phenomena import PHENOMENA
from codi.recipe import ANY_LINK
from codi.report import formats
from codi.report.charts import column_chart, line_chart
from codi.report.sources import Sources
from codi.report.templating import template
from codi.types import Level

OPEN_EXAMPLES = 3
BENCHMARK_THAT_SHIPS = "sample"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the funnel from documents to what is kept; `note` says what fell away."""

    name: str
    count: int
    note: str = ""


def render(sources: Sources) -> str:
    """The whole page as HTML: no script, nothing from outside, all texts escaped."""
    conversations = sources.conversations
    kept = conversations.kept
    return template("report.html").render(
        run=sources,
        kept=kept,
        limits=_limits(sources),
        funnel=_funnel(sources),
        meanings=_meanings(sources),
        definitions={name: phenomenon.definition for name, phenomenon in PHENOMENA.items()},
        widest_link=max(
            (max(link.expected or 0, link.planned, link.realised) for link in sources.links),
            default=0,
        ),
        graph_image=_as_image(sources.graph_svg),
        lengths_chart=column_chart(
            {"planned": sources.plans.lengths, "kept": kept.lengths},
            x_title="turns",
            label="conversations by their number of turns",
        ),
        dropped=sorted(conversations.dropped.items(), key=lambda item: -item[1].count),
        ended_early=conversations.ended_early.most_common(),
        loss_chart=_loss_chart(sources),
        best_score={
            result.benchmark: max(
                (system.f1_high or system.f1 for system in result.systems), default=0
            )
            for result in sources.benchmarks
        },
        open_examples=OPEN_EXAMPLES,
    )


def _limits(sources: Sources) -> list[str]:
    """What the reader must not take this run for, one sentence or two each."""
    limits = []
    training = sources.training
    if training and training.model.startswith("scratch:"):
        limits.append(
            f"The student {training.model} has {formats.whole(training.parameters)} parameters and "
            f"was trained from scratch for {formats.duration(training.seconds)}. This student "
            "proves the way, not the worth: its scores show that every stage works, and nothing "
            "about what the data are good for."
        )
    if sources.manifest.teacher == "builtin":
        limits.append(
            "The teacher is the built-in one: rules over parts of speech, without a language "
            "model. It is a baseline and the offline default."
        )
    if any(result.benchmark == BENCHMARK_THAT_SHIPS for result in sources.benchmarks):
        limits.append(
            f"The benchmark “{BENCHMARK_THAT_SHIPS}” ships with codi and is small; figures to "
            "compare with others need CoQA or QuAC themselves."
        )
    return limits


def _funnel(sources: Sources) -> list[Step]:
    """From documents to what is kept, with what fell away at each step."""
    stages = sources.manifest.stages
    documents = stages["documents"].counts if "documents" in stages else {}
    exported = stages["export"].counts if "export" in stages else {}
    conversations = sources.conversations
    whole = formats.whole
    notes = []
    if conversations.num_dropped:
        notes.append(f"{whole(conversations.num_dropped)} dropped by a filter")
    if conversations.undecided:
        notes.append(f"{whole(conversations.undecided)} not judged yet")
    kept_note = ", ".join(notes)
    if exported:
        kept_note += ("; " if kept_note else "") + ", ".join(
            f"{whole(count)} for {split}" for split, count in exported.items()
        )
    return [
        Step(
            name="records read",
            count=documents.get("records", 0),
            note=_lost_at(sources, "record"),
        ),
        Step(
            name="documents",
            count=documents.get("documents", 0),
            note=_lost_at(sources, "document"),
        ),
        Step(name="passages", count=sources.num_passages, note=_lost_at(sources, "passage")),
        Step(name="plans", count=sources.plans.plans, note=f"{whole(sources.plans.turns)} turns"),
        Step(
            name="conversations",
            count=conversations.conversations,
            note=f"{whole(conversations.failed)} without a turn" if conversations.failed else "",
        ),
        Step(name="kept", count=conversations.kept.conversations, note=kept_note),
    ]


def _lost_at(sources: Sources, level: Level) -> str:
    """How many fell away at a level, in words; "" where none did."""
    lost = sum(stretch.num_lost for stretch in sources.way if stretch.level == level)
    return f"{formats.whole(lost)} lost" if lost else ""


def _meanings(sources: Sources) -> dict[str, str]:
    """What each link of the recipe does."""
    if "graph" in sources.recipe.left_out:
        return {ANY_LINK: "whatever comes next: the graph is ablated"}
    return {name: ACTS[link.act] for name, link in sources.recipe.graph.links.items()}


def _loss_chart(sources: Sources) -> Markup:
    if not sources.training:
        return Markup()
    return line_chart(
        [(point.step, point.loss) for point in sources.training.loss if isfinite(point.loss)],
        x_title="step",
        label="training loss by step",
    )


def _as_image(svg: str) -> str:
    """A picture as the address of an image, so that its stylesheet stays its own."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode('utf-8')).decode('ascii')}"
