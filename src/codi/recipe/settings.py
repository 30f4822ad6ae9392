"""What a recipe may say: every section, key and default, checked at birth."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from codi.graph import ConversationGraph, Link
from codi.languages import LANGUAGES
from codi.phenomena import PHENOMENA
from codi.recipe.ablations import Ablation, any_link, in_order, left_out, with_one_call
from codi.recipe.document_settings import DocumentsSettings
from codi.recipe.fields import (
    AboveZero,
    AtLeastOne,
    Settings,
    Share,
    Weight,
    Whole,
)
from codi.recipe.filter_settings import DecontaminateSettings, FiltersSettings
from codi.recipe.model_settings import TeacherSettings
from codi.recipe.seed_data import SeedDataSettings, check_combinations
from codi.recipe.wording import LabelName, LabelSettings, PromptTemplates
from codi.types import Sampling


class ConversationsSettings(Settings):
    """How many conversations, in all (`count`) or on each passage (`per_passage`), and how long.

    `language` is the one that both parties write, by its two letters (ISO 639-1).

    A passage takes one turn for each `words_per_turn` of its words, within the bounds: where there
    is little to ask about, a long plan brings stilted questions. Null lets every plan be long.
    A run in which more than `max_failed_fraction` of the conversations fail is reported as such.
    """

    language: str = "en"
    count: AtLeastOne | None = None
    per_passage: AtLeastOne | None = None
    min_turns: AtLeastOne = 5
    max_turns: Annotated[Whole, Field(ge=1, le=1000)] = 10
    words_per_turn: AtLeastOne | None = 20
    max_failed_fraction: Share = 0.1

    @field_validator("language")
    @classmethod
    def _known_language(cls, code: str) -> str:
        if code not in LANGUAGES:
            by_name = {name.lower(): known for known, name in LANGUAGES.items()}
            nearest = by_name.get(code.lower())
            advice = f"; {code} is {nearest}" if nearest else ""
            raise ValueError(f"two letters of ISO 639-1 are needed, such as de or pt{advice}")
        return code

    @model_validator(mode="after")
    def _bounds(self) -> Self:
        if self.min_turns > self.max_turns:
            raise ValueError("min_turns must not be larger than max_turns")
        if self.count is not None and self.per_passage is not None:
            raise ValueError("give count or per_passage, not both")
        return self


class LinkSettings(Settings):
    """One kind of turn; see `codi.graph.Link`."""

    act: str
    user: str
    assistant: str = ""
    next: dict[str, Weight]
    needs_evidence: bool = True
    phenomena: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    @field_validator("phenomena", "without")
    @classmethod
    def _known(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            _check_phenomenon(name)
        return names


class GraphSettings(Settings):
    """The links that may come first, with their weights, and all links by name."""

    start: dict[str, Weight]
    links: dict[str, LinkSettings]


class BudgetSettings(Settings):
    """Where synthesis stops, resumable: cost (by the teacher's prices), tokens, minutes of a run.

    Cost and tokens are those of all sessions on a run folder, minutes those of one command.
    """

    max_cost: AboveZero | None = None
    max_tokens: AtLeastOne | None = None
    max_minutes: AboveZero | None = None


class DatasetSettings(Settings):
    """The share of the documents that goes to validation; JSON lines beside Parquet."""

    validation_fraction: Annotated[Share, Field(lt=1)] = 0.1
    jsonl: bool = False


class StudentSettings(Settings):
    """Fine-tuning; `model` is a path, a hub name or `scratch:SIZE`, `max_length` in tokens.

    Epochs and learning rate that are null are those that suit the kind of student: a pretrained one
    needs few and small steps, one from scratch more and larger.
    """

    model: str | None = None
    epochs: AboveZero | None = None
    learning_rate: AboveZero | None = None
    batch_size: AtLeastOne = 8
    max_length: AtLeastOne = 1024
    max_minutes: AboveZero | None = None


class BenchmarkSettings(Settings):
    """One benchmark; `data` is its file, or null for the one that ships with codi."""

    name: str
    format: Literal["coqa", "quac"]
    data: str | None = None
    max_conversations: AtLeastOne | None = None


class EvaluationSettings(Settings):
    """The benchmarks, and `models` to set beside the student and the baselines."""

    benchmarks: tuple[BenchmarkSettings, ...] = (BenchmarkSettings(name="sample", format="coqa"),)
    models: tuple[str, ...] = ()
    max_new_tokens: AtLeastOne = 32
    batch_size: AtLeastOne = 16

    @field_validator("benchmarks")
    @classmethod
    def _names_differ(
        cls, benchmarks: tuple[BenchmarkSettings, ...]
    ) -> tuple[BenchmarkSettings, ...]:
        names = [benchmark.name for benchmark in benchmarks]
        if len(set(names)) < len(names):
            raise ValueError("two benchmarks have the same name")
        return benchmarks


class Recipe(Settings):
    """A task, whole: settings and prompt templates, with every default filled in.

    `ablate` names parts of the method to do without; what they were drawn from stays in the recipe.

    Raises:
        GraphError: at birth, where the graph cannot be walked or has no path of the wanted length.
    """

    name: str
    description: str = ""
    seed: Whole = 1
    documents: DocumentsSettings = DocumentsSettings()
    conversations: ConversationsSettings = ConversationsSettings()
    prompts: PromptTemplates
    graph: GraphSettings
    phenomena: dict[str, Share] = Field(default_factory=dict)
    seed_data: dict[str, SeedDataSettings] = Field(default_factory=dict)
    labels: dict[LabelName, LabelSettings] = Field(default_factory=dict)
    ablate: tuple[Ablation, ...] = ()
    teacher: TeacherSettings = TeacherSettings()
    budget: BudgetSettings = BudgetSettings()
    filters: FiltersSettings = FiltersSettings()
    decontaminate: DecontaminateSettings = DecontaminateSettings()
    dataset: DatasetSettings = DatasetSettings()
    student: StudentSettings = StudentSettings()
    evaluation: EvaluationSettings = EvaluationSettings()

    @model_validator(mode="before")
    @classmethod
    def _one_call(cls, settings: Any) -> Any:  # noqa: ANN401 - any YAML value
        return with_one_call(settings)

    @field_validator("ablate")
    @classmethod
    def _each_once(cls, ablate: tuple[Ablation, ...]) -> tuple[Ablation, ...]:
        return in_order(ablate)

    @field_validator("phenomena")
    @classmethod
    def _known_phenomena(cls, rates: dict[str, float]) -> dict[str, float]:
        for name in rates:
            _check_phenomenon(name)
        return rates

    @field_validator("seed_data")
    @classmethod
    def _combinable(cls, kinds: dict[str, SeedDataSettings]) -> dict[str, SeedDataSettings]:
        check_combinations(kinds)
        return kinds

    @model_validator(mode="after")
    def _two_calls_where_the_user_sees_less(self) -> Self:
        if self.prompts.user_sees != "passage" and self.teacher.calls != "part":
            raise ValueError(
                "prompts.user_sees: title needs teacher.calls: part, for one call that writes both "
                "parts sees the passage"
            )
        return self

    @model_validator(mode="after")
    def _walkable(self) -> Self:
        bounds = self.conversations
        self.conversation_graph().expected_visits(
            min_turns=bounds.min_turns, max_turns=bounds.max_turns
        )
        return self

    @cached_property
    def _graph(self) -> ConversationGraph:
        return ConversationGraph(
            start=self.graph.start,
            links=tuple(
                Link(name=name, **dict(settings)) for name, settings in self.graph.links.items()
            ),
        )

    def conversation_graph(self) -> ConversationGraph:
        """The graph that paths are drawn from; the same object at every call.

        Where the graph is ablated, it still says how long conversations are.
        """
        return self._graph

    @property
    def left_out(self) -> frozenset[str]:
        """The ablations that hold, those that `one_call` brings with it included."""
        return left_out(self.ablate)

    def turn_links(self) -> tuple[Link, ...]:
        """The kinds of turn that conversations are made of, by their names.

        Those of the graph; where it is ablated the one that is left, first as it opens a
        conversation, then as it goes on.
        """
        links = self._graph.links
        if "graph" not in self.left_out:
            return links
        needs_evidence = any(link.needs_evidence for link in links)
        return tuple(
            any_link(first=first, needs_evidence=needs_evidence) for first in (True, False)
        )

    def teacher_sampling(self) -> Sampling:
        """How the teacher decodes."""
        teacher = self.teacher
        return Sampling(
            temperature=teacher.temperature, top_p=teacher.top_p, max_tokens=teacher.max_tokens
        )

    def data_fingerprint(self) -> str:
        """A hash of all that shapes a conversation, in 32 hex digits.

        A run goes on only under the same fingerprint. How many conversations, how the teacher is
        reached, the budget, filters, decontamination, dataset, student and evaluation are left out:
        they may change between two commands on one run.
        """
        shaping: Mapping[str, Any] = self.model_dump(
            mode="json",
            include={
                "seed": True,
                "documents": True,
                "conversations": {"language", "min_turns", "max_turns", "words_per_turn"},
                "prompts": True,
                "graph": True,
                "phenomena": True,
                "seed_data": True,
                "labels": True,
                "ablate": True,
                "teacher": {"model", "calls", "temperature", "top_p", "max_tokens", "repair"},
            },
        )
        return hashlib.blake2b(json.dumps(shaping).encode("utf-8"), digest_size=16).hexdigest()


def _check_phenomenon(name: str) -> None:
    if name not in PHENOMENA:
        raise ValueError(f"unknown phenomenon {name!r}; known: {', '.join(PHENOMENA)}")
