"""The numbers of a report: pure functions from plans and conversations to values, in one pass each.

Memory stays flat however long the streams are: counters, and the few conversations that are shown.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field

from codi.phenomena import question_type
from codi.randomness import rng_for
from codi.text import num_words
from codi.types import Conversation, ConversationPlan, Turn, Verdict

NOT_JUDGED = Verdict()
MET = 0.8
"""The share of the requests for a phenomenon below which the report marks it."""


@dataclass(slots=True, kw_only=True)
class PlanCounts:
    """What a run's plans ask for; `lengths` counts plans by their number of turns."""

    plans: int = 0
    turns: int = 0
    links: Counter[str] = field(default_factory=Counter)
    phenomena: Counter[str] = field(default_factory=Counter)
    lengths: Counter[int] = field(default_factory=Counter)


@dataclass(slots=True, kw_only=True)
class TurnCounts:
    """What stands in the turns of conversations.

    `links` counts turns by the link they were planned for, `declined_links` those of them that the
    teacher said are not of its kind. `declined` counts the requests for a phenomenon that it said
    could not be met here, `unchecked` those of the others that no detector reads in this language,
    `realised_on_request` those that were met, `realised` every
    turn in which it occurs. `located` are the turns that needed evidence and have it; `grounding`
    is the sum over the `graded` turns.
    """

    conversations: int = 0
    turns: int = 0
    lengths: Counter[int] = field(default_factory=Counter)
    links: Counter[str] = field(default_factory=Counter)
    declined_links: Counter[str] = field(default_factory=Counter)
    requested: Counter[str] = field(default_factory=Counter)
    declined: Counter[str] = field(default_factory=Counter)
    unchecked: Counter[str] = field(default_factory=Counter)
    realised_on_request: Counter[str] = field(default_factory=Counter)
    realised: Counter[str] = field(default_factory=Counter)
    question_types: Counter[str] = field(default_factory=Counter)
    seed_data: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    user_words: int = 0
    assistant_words: int = 0
    needing_evidence: int = 0
    located: int = 0
    graded: int = 0
    grounding: float = 0.0

    def add(self, conversation: Conversation) -> None:
        """Count one conversation."""
        self.conversations += 1
        self.lengths[len(conversation.turns)] += 1
        for turn in conversation.turns:
            self._add_turn(turn)

    def _add_turn(self, turn: Turn) -> None:
        self.turns += 1
        self.links[turn.link] += 1
        self.declined_links[turn.link] += turn.link in turn.declined
        requested, declined = set(turn.requested), set(turn.declined)
        self.requested.update(requested)
        self.declined.update(requested & declined)
        self.unchecked.update(set(turn.unchecked) - declined)
        self.realised.update(turn.realised)
        self.realised_on_request.update(requested & set(turn.realised) - declined)
        self.question_types[question_type(turn.user)] += 1
        for kind, value in turn.seed_data.items():
            self.seed_data[kind][value] += 1
        self.user_words += num_words(turn.user)
        self.assistant_words += num_words(turn.assistant)
        if turn.needs_evidence:
            self.needing_evidence += 1
            self.located += bool(turn.evidence)
        if turn.grounding is not None:
            self.graded += 1
            self.grounding += turn.grounding


@dataclass(slots=True, kw_only=True)
class Dropped:
    """The conversations dropped for one reason: how many, and the first of them."""

    count: int = 0
    example: Conversation
    detail: str


@dataclass(slots=True, kw_only=True)
class ConversationCounts:
    """What became of a run's plans.

    `kept` holds the turns of the conversations that stay, `undecided` those without a verdict yet,
    which are counted as if kept; `stayed` are both. `failed` have no turn. `examples` are kept
    conversations drawn with equal chance, in their order.
    """

    conversations: int = 0
    failed: int = 0
    undecided: int = 0
    stayed: int = 0
    kept: TurnCounts = field(default_factory=TurnCounts)
    dropped: dict[str, Dropped] = field(default_factory=dict)
    ended_early: Counter[str] = field(default_factory=Counter)
    examples: list[Conversation] = field(default_factory=list)

    @property
    def num_dropped(self) -> int:
        """How many conversations were dropped, for whatever reason."""
        return sum(dropped.count for dropped in self.dropped.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """One link's share of all turns, in [0, 1]: by the graph, in the plans, in what was kept.

    `expected` is None for a link that the graph no longer has. `requested` counts the kept turns
    that were planned for it, `declined` those of them that the teacher said are of another kind,
    `realised` is the share of the others.
    """

    name: str
    expected: float | None
    planned: float
    realised: float
    requested: int
    declined: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PhenomenonRates:
    """A phenomenon in the kept turns.

    `requested`, `declined` and `realised` are counts of turns; `kept_promise` is the share of the
    requests not declined that were met, `share` that of all turns in which it occurs; None where
    there is nothing to divide, or where `checked` is false: no detector reads it in this language.
    It `fell_short` where fewer than `MET` of the requests were met.
    """

    name: str
    planned: int
    requested: int
    declined: int
    realised: int
    kept_promise: float | None
    share: float | None
    checked: bool = True

    @property
    def fell_short(self) -> bool:
        """Whether too few of the requests that were not declined were met."""
        return self.kept_promise is not None and self.kept_promise < MET


def count_plans(plans: Iterable[ConversationPlan]) -> PlanCounts:
    """Count what plans ask for."""
    counts = PlanCounts()
    for plan in plans:
        counts.plans += 1
        counts.turns += len(plan.turns)
        counts.lengths[len(plan.turns)] += 1
        for turn in plan.turns:
            counts.links[turn.link] += 1
            counts.phenomena.update(turn.phenomena)
    return counts


def count_conversations(
    conversations: Iterable[tuple[Conversation, Verdict | None]], *, num_examples: int, seed: int
) -> ConversationCounts:
    """Count conversations with their verdicts, and draw `num_examples` of those kept."""
    counts = ConversationCounts()
    rng = rng_for(seed, "report", "examples")
    drawn: list[tuple[int, Conversation]] = []
    for conversation, verdict in conversations:
        counts.conversations += 1
        counts.failed += not conversation.turns
        counts.undecided += verdict is None
        if conversation.ended_early:
            counts.ended_early[conversation.ended_early] += 1
        judged = verdict or NOT_JUDGED
        if not judged.kept:
            dropped = counts.dropped.setdefault(
                judged.reason, Dropped(example=conversation, detail=judged.detail)
            )
            dropped.count += 1
            continue
        counts.stayed += 1
        if not conversation.turns:
            continue
        counts.kept.add(conversation)
        # reservoir sampling (Vitter 1985, algorithm R): every one has the same chance
        if len(drawn) < num_examples:
            drawn.append((counts.conversations, conversation))
        elif (place := rng.randrange(counts.kept.conversations)) < num_examples:
            drawn[place] = (counts.conversations, conversation)
    counts.examples = [conversation for _, conversation in sorted(drawn, key=lambda one: one[0])]
    return counts


def link_shares(
    expected_visits: Mapping[str, float], *, plans: PlanCounts, kept: TurnCounts
) -> list[Shares]:
    """The links in the order of the graph, then those that only the conversations know."""
    total = sum(expected_visits.values())
    others = sorted(set(kept.links) - set(expected_visits))
    return [
        Shares(
            name=name,
            expected=expected_visits[name] / total if name in expected_visits else None,
            planned=_ratio(plans.links[name], plans.turns) or 0.0,
            realised=_ratio(kept.links[name] - kept.declined_links[name], kept.turns) or 0.0,
            requested=kept.links[name],
            declined=kept.declined_links[name],
        )
        for name in (*expected_visits, *others)
    ]


def phenomenon_rates(
    names: Iterable[str], *, plans: PlanCounts, kept: TurnCounts, checked: Container[str]
) -> list[PhenomenonRates]:
    """How often each phenomenon was asked for, and how often it came, as far as it is `checked`."""
    return [
        PhenomenonRates(
            name=name,
            planned=plans.phenomena[name],
            requested=kept.requested[name],
            declined=kept.declined[name],
            realised=kept.realised[name],
            kept_promise=_ratio(
                kept.realised_on_request[name], kept.requested[name] - kept.declined[name]
            )
            if name in checked
            else None,
            share=_ratio(kept.realised[name], kept.turns) if name in checked else None,
            checked=name in checked,
        )
        for name in names
    ]


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None
