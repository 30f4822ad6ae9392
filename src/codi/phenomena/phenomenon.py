"""What every phenomenon is made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from codi.types import Span, Turn

Possible = Callable[[Sequence[str], str], bool]
Detector = Callable[[Turn, Sequence[Turn], str], bool]

ENGLISH = frozenset({"en"})
EXAMPLE_PASSAGE = (
    "Otto Lang built the mill at Ashby in 1781. It stood on the north bank of the river and "
    "ground wheat and rye for three villages. In 1848 the mill burned down, and Otto's "
    "granddaughter Clara rebuilt it in brick two years later. The railway reached Ashby in 1862. "
    "A viaduct of nine arches carried it over the valley, and trains took the flour to the harbour "
    "until the line was closed in 1931. Today the mill is a museum. Nine people work in it, and a "
    "bakery in the yard sells rye bread. Visitors are welcome from April to October."
)
"""The passage, made up for this purpose, that the phenomena's examples talk about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A short exchange over `EXAMPLE_PASSAGE` whose last turn shows a phenomenon."""

    turns: tuple[Turn, ...] = field()

    def __str__(self) -> str:
        """The messages, divided by dashes, the user's in quotation marks."""
        return " – ".join(f"“{turn.user}” – {turn.assistant}" for turn in self.turns)


def example(*exchanges: tuple[str, ...]) -> Example:
    """An example of exchanges: the user's message, the reply, and what it quotes of the passage.

    Raises:
        ValueError: where the passage does not hold a quote.
    """
    return Example(
        turns=tuple(
            Turn(
                index=index,
                user=user,
                assistant=assistant,
                evidence=tuple(
                    Span(start=start, end=start + len(quote))
                    for quote in quotes
                    for start in (EXAMPLE_PASSAGE.index(quote),)
                ),
            )
            for index, (user, assistant, *quotes) in enumerate(exchanges)
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Phenomenon:
    """A linguistic phenomenon of a turn, most of them ties to the history.

    `definition` says when it occurs and `source` who described it. `instruction` asks a teacher for
    it in a few words. `possible(acts_before, act)` is the precondition: whether a turn with this
    act, after turns with those, can show it. `detect(turn, history, passage)` tells whether the
    turn's own words show it; it is pure, and reads people's conversations as well as a teacher's,
    in the `languages` named (ISO 639-1). `excludes` names phenomena that are not asked for on the
    same turn; it is enough that one of two excludes the other. `example` shows it.
    """

    name: str
    definition: str
    source: str
    instruction: str
    example: Example
    possible: Possible
    detect: Detector
    excludes: frozenset[str] = frozenset()
    languages: frozenset[str] = ENGLISH
