"""Conversations made by hand for the tests of this room."""

from __future__ import annotations

import random
from collections.abc import Sequence

from codi.types import Conversation, Passage, Span, Turn

STORY = "Mia has a red kite. She flew it on Sunday with Tom. Tom lives in Lyon."


def talk(
    *exchanges: tuple[str, str],
    evidence: Sequence[str] = (),
    passage: str = STORY,
    number: int = 0,
    language: str = "en",
) -> Conversation:
    """A conversation; `evidence` quotes the passage, a quote a turn, empty for none."""
    quotes = [*evidence, *[""] * len(exchanges)]
    turns = tuple(
        Turn(
            index=index,
            user=user,
            assistant=assistant,
            evidence=(
                (Span(start=passage.index(quote), end=passage.index(quote) + len(quote)),)
                if (quote := quotes[index])
                else ()
            ),
        )
        for index, (user, assistant) in enumerate(exchanges)
    )
    return Conversation(
        id=f"c{number}",
        passage=Passage(id=f"p{number}", document_id=f"p{number}", text=passage),
        turns=turns,
        planned_turns=len(turns),
        language=language,
    )


QUESTIONS = (
    "What does Mia have?",
    "Where does Tom live?",
    "Who flew the kite?",
    "When did she fly it?",
    "How many kites are there?",
)


def crowd(seed: int, size: int, *, polite: float = 0.0) -> list[Conversation]:
    """Conversations of three to six random questions, each on a passage of its own.

    `polite` is the share of the questions that say please.
    """
    rng = random.Random(seed)
    made = []
    for number in range(size):
        exchanges = []
        for _ in range(rng.randint(3, 6)):
            question = rng.choice(QUESTIONS)
            if rng.random() < polite:
                question = f"Please tell me, {question.lower()}"
            exchanges.append((question, rng.choice(("a red kite", "in Lyon", "Mia", "on Sunday"))))
        passage = f"{STORY} This is page {seed}-{number}."
        made.append(talk(*exchanges, passage=passage, number=number))
    return made
