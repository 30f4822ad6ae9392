"""Conversations counted: one pass, memory that does not grow with their number.

A distribution is a Counter of categories over turns (or conversations, for their number of turns).
`ORDER` has the categories of those that have an order of their own, for whoever shows them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from codi.analysis.diversity import Diversity, TextSample, diversity_of
from codi.analysis.facts import ANSWER_TYPES, TurnFacts, facts_of
from codi.graph import ACTS, END
from codi.types import Conversation

NONE = "(none)"
DEFAULT_TOKENS = 5_000
TEXTS = ("messages", "answers")
Samples = dict[str, TextSample]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bins:
    """Names for ranges of numbers: each edge is the first number of its bin."""

    edges: tuple[float, ...]
    names: tuple[str, ...]

    def of(self, number: float) -> str:
        """The name of the bin that `number` falls in."""
        return self.names[max(0, sum(edge <= number for edge in self.edges) - 1)]


def _whole_numbers(*edges: int) -> Bins:
    """Bins for counts: `3`, `4-6`, `7+`."""
    names = [str(low) if high - low == 1 else f"{low}-{high - 1}" for low, high in pairwise(edges)]
    return Bins(edges=edges, names=(*names, f"{edges[-1]}+"))


TURNS = _whole_numbers(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 18, 21)
WORDS = _whole_numbers(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 16, 21, 31, 51)
SHARES = Bins(
    edges=(0.0, 1e-9, 0.25, 0.5, 0.75, 1.0),
    names=("none", "under 25 %", "25-50 %", "50-75 %", "75-100 %", "all"),
)
PLACES = Bins(
    edges=(0.0, 0.2, 0.4, 0.6, 0.8),
    names=("first fifth", "second fifth", "third fifth", "fourth fifth", "last fifth"),
)
THIRDS = ("early", "middle", "late")
JUMPS = Bins(
    edges=(-1.0, -0.3, -0.1, 0.0, 0.1, 0.3),
    names=(
        "back over 30 %",
        "back 10-30 %",
        "back under 10 %",
        "on under 10 %",
        "on 10-30 %",
        "on over 30 %",
    ),
)
STAYS = "same place"

DISTRIBUTIONS: dict[str, str] = {
    "turns": "conversations by their number of turns",
    "links": "what a turn does",
    "transitions": "what a turn does, and what the next one does",
    "phenomena": "linguistic phenomena; a turn counts once for each, or once for none",
    "phenomena_per_turn": "how many phenomena a turn shows",
    "coreference": "how a message hangs on the conversation",
    "question_types": "what kind of question a message asks",
    "first_word": "the first word of a message",
    "first_two_words": "the first two words of a message",
    "question_length": "words of a message",
    "answer_types": "what kind of reply it gets",
    "answer_length": "words of a reply, where there is an answer",
    "question_overlap": "share of a message's content words that stand in the passage",
    "answer_overlap": "share of an answer's content words that stand in the passage",
    "evidence_position": "where the evidence stands, by third of the conversation",
    "evidence_jump": "how far the evidence moves from turn to turn, as a share of the passage",
}
OPEN = frozenset({"transitions", "first_word", "first_two_words"})
"""Distributions with many categories, most of them rare."""
ORDER: Mapping[str, Sequence[str]] = {
    "turns": TURNS.names,
    "question_length": WORDS.names,
    "answer_length": WORDS.names,
    "links": tuple(ACTS),
    "coreference": ("explicit", "implicit", "none"),
    "phenomena_per_turn": ("0", "1", "2", "3", "4+"),
    "answer_types": tuple(ANSWER_TYPES),
    "question_overlap": SHARES.names,
    "answer_overlap": SHARES.names,
    "evidence_position": tuple(f"{third}: {name}" for third in THIRDS for name in PLACES.names),
    "evidence_jump": (*JUMPS.names[:3], STAYS, *JUMPS.names[3:]),
}
_FEW = _whole_numbers(0, 1, 2, 3, 4)


@dataclass(slots=True, kw_only=True)
class Mean:
    """A running mean; None before the first value."""

    total: float = 0.0
    number: int = 0

    def add(self, value: float) -> None:
        """Take one value in."""
        self.total += value
        self.number += 1

    @property
    def value(self) -> float | None:
        """The mean of the values so far."""
        return self.total / self.number if self.number else None


MEANS: dict[str, str] = {
    "turns": "turns of a conversation",
    "question_words": "words of a message",
    "answer_words": "words of an answer",
    "phenomena": "phenomena of a turn",
    "question_overlap": "share of a message's content words in the passage",
    "answer_overlap": "share of an answer's content words in the passage",
}


@dataclass(slots=True, kw_only=True)
class Analysis:
    """What a set of conversations is like.

    `distributions` maps each name of `DISTRIBUTIONS` to counts by category; `means` each name of
    `MEANS` to a mean. `phenomena` counts the turns that show each. `with_passage` counts
    conversations whose file tells the passage, `with_evidence` turns. `unchecked` turns are in a
    language that codi does not read: they stand in no distribution that takes that. `diversity`
    maps each of `TEXTS` to figures at equal size.
    """

    conversations: int = 0
    turns: int = 0
    with_passage: int = 0
    with_evidence: int = 0
    unchecked: int = 0
    distributions: dict[str, Counter[str]] = field(
        default_factory=lambda: {name: Counter() for name in DISTRIBUTIONS}
    )
    phenomena: Counter[str] = field(default_factory=Counter)
    means: dict[str, Mean] = field(default_factory=lambda: {name: Mean() for name in MEANS})
    diversity: dict[str, Diversity] = field(default_factory=dict)


def analyze(
    conversations: Iterable[Conversation], *, tokens: int = DEFAULT_TOKENS, seed: int = 0
) -> Analysis:
    """Read conversations once and count what they are like.

    `tokens` is the size at which diversity is measured, since its figures change with size; the
    texts are drawn by `seed`, see `TextSample`.
    """
    analysis = Analysis()
    samples = new_samples(seed)
    for conversation in conversations:
        add(analysis, tuple(facts_of(conversation)), samples=samples)
    analysis.diversity = {
        name: diversity_of(sample, tokens=tokens) for name, sample in samples.items()
    }
    return analysis


def new_samples(seed: int) -> Samples:
    """Empty samples of messages and answers."""
    return {name: TextSample(seed=seed, key=name) for name in TEXTS}


def add(analysis: Analysis, facts: Sequence[TurnFacts], *, samples: Samples) -> None:
    """Count one conversation, given the facts of its turns, and offer its texts to the samples."""
    samples["messages"].add([turn.question_words for turn in facts])
    samples["answers"].add([turn.answer_words for turn in facts if turn.answer_type != "none"])
    analysis.conversations += 1
    analysis.turns += len(facts)
    analysis.with_passage += any(turn.in_passage for turn in facts)
    for name, counts in distributions_of(facts).items():
        analysis.distributions[name].update(counts)
    means = analysis.means
    means["turns"].add(len(facts))
    for turn in facts:
        analysis.with_evidence += turn.evidence is not None
        analysis.unchecked += not turn.checked
        analysis.phenomena.update(turn.phenomena)
        if turn.checked:
            means["phenomena"].add(len(turn.phenomena))
        means["question_words"].add(len(turn.question_words))
        if turn.question_overlap is not None:
            means["question_overlap"].add(turn.question_overlap)
        if turn.answer_type != "none":
            means["answer_words"].add(len(turn.answer_words))
            if turn.answer_overlap is not None:
                means["answer_overlap"].add(turn.answer_overlap)


def distributions_of(facts: Sequence[TurnFacts]) -> dict[str, Counter[str]]:
    """The counts of one conversation, for each name of `DISTRIBUTIONS`."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in DISTRIBUTIONS}
    counts["turns"][TURNS.of(len(facts))] += 1
    for turn in facts:
        _count_words(counts, turn)
        if turn.checked:
            _count_readings(counts, turn)
        if turn.place is not None:
            third = THIRDS[3 * turn.index // len(facts)]
            counts["evidence_position"][f"{third}: {PLACES.of(turn.place)}"] += 1
        if turn.jump is not None:
            counts["evidence_jump"][STAYS if turn.stays else JUMPS.of(turn.jump)] += 1
    acts = [turn.act for turn in facts if turn.checked]
    counts["transitions"].update(f"{one} > {next_}" for one, next_ in pairwise([*acts, END]))
    return counts


def _count_words(counts: Mapping[str, Counter[str]], turn: TurnFacts) -> None:
    if turn.question_words:
        counts["first_word"][turn.question_words[0]] += 1
        counts["first_two_words"][" ".join(turn.question_words[:2])] += 1
    counts["question_length"][WORDS.of(len(turn.question_words))] += 1
    if turn.question_overlap is not None:
        counts["question_overlap"][SHARES.of(turn.question_overlap)] += 1
    if turn.answer_type != "none":
        counts["answer_length"][WORDS.of(len(turn.answer_words))] += 1
        if turn.answer_overlap is not None:
            counts["answer_overlap"][SHARES.of(turn.answer_overlap)] += 1


def _count_readings(counts: Mapping[str, Counter[str]], turn: TurnFacts) -> None:
    """What takes reading the language."""
    counts["links"][turn.act] += 1
    counts["phenomena"].update(turn.phenomena or (NONE,))
    counts["phenomena_per_turn"][_FEW.of(len(turn.phenomena))] += 1
    counts["coreference"][turn.coreference] += 1
    counts["question_types"][turn.question_type] += 1
    counts["answer_types"][turn.answer_type] += 1
