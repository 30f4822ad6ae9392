"""The way from input files to kept conversations: what came to each level, what stayed, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from codi.filters import GATES
from codi.journal import Manifest
from codi.report.summary import ConversationCounts, Dropped
from codi.types import Level, Loss, Passage

MOST_EXAMPLES = 3

READING = {
    "unreadable": "what no reader makes sense of",
    "not_a_response": "a record of a crawl that is no page: a request, metadata",
    "http_status": "a page that the server did not give",
    "media_type": "a page of a kind that holds no text",
    "no_main_text": "a page without a main text",
    "too_large": "more bytes than a record may have",
    "too_deep": "markup nested deeper than a page may be",
    "timeout": "a record whose parser was cut off at its time",
    "out_of_memory": "a record whose parser wanted too much memory",
    "crashed": "a record whose parser broke",
    "short_document": "a document with fewer words than a passage needs",
    "no_sentence": "a piece in which no sentence stands",
}
"""What does not pass where it is no gate that says so, but the reading itself."""

PHRASES = {**READING, **{gate.name: gate.drops for gate in GATES}}


@dataclass(slots=True, kw_only=True)
class Lost:
    """What one gate took; `examples` are the first of each reason, at most three.

    `phrase` says what does not pass there. Of conversations one is the example.
    """

    gate: str
    count: int = 0
    examples: list[Loss] = field(default_factory=list)

    @property
    def phrase(self) -> str:
        """What does not pass here, "" where nobody says."""
        return PHRASES.get(self.gate, "")

    def add(self, loss: Loss) -> None:
        """Count a loss; it is kept where it is an example of something new."""
        self.count += 1
        if len(self.examples) < MOST_EXAMPLES and all(
            loss.reason != other.reason for other in self.examples
        ):
            self.examples.append(loss)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One level of the way; `came` are those that stayed and those that were lost.

    `missing` is how many the record has that neither stayed nor were lost: 0 where it adds up.
    """

    level: Level
    came: int
    stayed: int
    lost: tuple[Lost, ...] = ()

    @property
    def num_lost(self) -> int:
        """How many fell away, at whatever gate."""
        return sum(lost.count for lost in self.lost)

    @property
    def missing(self) -> int:
        """What does not add up."""
        return self.came - self.stayed - self.num_lost


@dataclass(slots=True, kw_only=True)
class Flagged:
    """Passages that carry one flag: how many, and the first of them."""

    count: int = 0
    examples: list[Passage] = field(default_factory=list)


def count_losses(losses: Iterable[Loss]) -> dict[tuple[Level, str], Lost]:
    """What each gate took, with examples; in one pass."""
    found: dict[tuple[Level, str], Lost] = {}
    for loss in losses:
        found.setdefault((loss.level, loss.gate), Lost(gate=loss.gate)).add(loss)
    return found


def count_flags(passages: Iterable[Passage]) -> dict[str, Flagged]:
    """The flags that passages carry, with examples; in one pass."""
    found: dict[str, Flagged] = {}
    for passage in passages:
        for flag in passage.flags:
            flagged = found.setdefault(flag, Flagged())
            flagged.count += 1
            if len(flagged.examples) < MOST_EXAMPLES:
                flagged.examples.append(passage)
    return found


def way(
    manifest: Manifest,
    *,
    losses: Mapping[tuple[Level, str], Lost],
    conversations: ConversationCounts,
) -> list[Stretch]:
    """The levels that something came to, in their order, the gate that took most first."""
    record = manifest.stages.get("documents")
    counts = Counter(record.counts if record else {})
    by_level: dict[Level, list[Lost]] = {}
    for (level, _), lost in losses.items():
        by_level.setdefault(level, []).append(lost)
    by_level["conversation"] = [
        Lost(gate=reason, count=dropped.count, examples=[_example(reason, dropped)])
        for reason, dropped in conversations.dropped.items()
    ]
    ends: dict[Level, tuple[int, int]] = {
        "record": (counts["records"], counts["documents"]),
        "document": (counts["documents"], counts["documents kept"]),
        "passage": (counts["passages cut"], counts["passages"]),
        "conversation": (conversations.conversations, conversations.stayed),
    }
    return [
        Stretch(
            level=level,
            came=came,
            stayed=stayed,
            lost=tuple(sorted(by_level.get(level, ()), key=lambda lost: -lost.count)),
        )
        for level, (came, stayed) in ends.items()
        if came or by_level.get(level)
    ]


def _example(reason: str, dropped: Dropped) -> Loss:
    """The first conversation dropped for a reason, as a loss like the others."""
    turns = dropped.example.turns
    return Loss(
        level="conversation",
        gate=reason,
        source=dropped.example.id,
        reason=dropped.detail or reason.replace("_", " "),
        excerpt=turns[0].user if turns else "",
    )
