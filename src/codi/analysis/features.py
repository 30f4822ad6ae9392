"""Figures of one turn that a person can read, and that do not tell what it is about.

There is no word among them, so that two sets over the same passages, or over others, are told apart
by how people talk and not by what of. None stands where a figure has no meaning for a turn.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import nan
from typing import TYPE_CHECKING

from codi.analysis.facts import ANSWER_TYPES, TurnFacts
from codi.analysis.rows import NO_PASSAGE
from codi.graph import ACTS
from codi.phenomena import PHENOMENA
from codi.text import content_words, words
from codi.types import Conversation, Turn

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Features = Mapping[str, float | None]
QUESTION_TYPES = (
    "who",
    "what",
    "when",
    "where",
    "why",
    "how",
    "how_many",
    "which",
    "yes_no",
    "other",
)
COREFERENCE = ("explicit", "implicit", "none")
TAKES_EVIDENCE = ("shows aggregation", "shows paraphrase")
"""Not known of a turn without evidence."""
_SENTENCE_END = re.compile(r"[.!?]+(?=\s+\S)")
_COPIED_AT_MOST = 8


def turn_features(
    conversation: Conversation, facts: Sequence[TurnFacts]
) -> Iterator[dict[str, float | None]]:
    """The features of each turn, all under the same names; `facts` are those of its turns."""
    known = conversation.passage.text != NO_PASSAGE
    passage = _runs(words(conversation.passage.text)) if known else None
    before: Turn | None = None
    for turn, read in zip(conversation.turns, facts, strict=True):
        yield {
            **_message(turn, read, before, passage),
            **_reply(turn, read),
            **_evidence(read),
            **_readings(read),
        }
        before = turn


def as_rows(turns: Iterable[Features]) -> NDArray[np.float32]:
    """Turns by features, nan for None; small, since there are many turns."""
    import numpy as np

    rows = [[nan if value is None else value for value in turn.values()] for turn in turns]
    return np.array(rows, dtype=np.float32)


def means_of(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """One conversation's features: the number of its turns, then the mean of each of theirs.

    The mean is over the turns that have the feature, nan where none has it.
    """
    import numpy as np

    known = ~np.isnan(rows)
    counts = known.sum(axis=0)
    totals = np.where(known, rows, 0).sum(axis=0)
    means = np.where(counts > 0, totals / np.maximum(1, counts), np.nan)
    return np.concatenate([[float(len(rows))], means]).astype(np.float32)


def _message(
    turn: Turn, facts: TurnFacts, before: Turn | None, passage: frozenset[tuple[str, ...]] | None
) -> dict[str, float | None]:
    text = turn.user.strip()
    said = facts.question_words
    content = content_words(text)
    earlier = set(content_words(f"{before.user} {before.assistant}")) if before else set()
    found: dict[str, float | None] = {
        "message: words": float(len(said)),
        "message: letters a word": _mean_length(said),
        "message: sentences": 1.0 + len(_SENTENCE_END.findall(text)),
        "message: ends with a question mark": float(text.endswith("?")),
        "message: begins in lower case": float(text[:1].islower()),
        "message: commas": float(text.count(",")),
        "message: names and other capitals": _capitals(text),
        "message: has a digit": float(any(map(str.isdigit, text))),
        "message: share of content words": len(content) / len(said) if said else None,
        "message: content words in the passage": facts.question_overlap,
        "message: longest run copied": None if passage is None else _longest_run(said, passage),
        "message: content words of the turn before": (
            sum(map(earlier.__contains__, content)) / len(content) if content and before else None
        ),
    }
    return found


def _readings(facts: TurnFacts) -> dict[str, float | None]:
    """What takes reading the language; None where codi does not."""
    found = {f"is {act}": facts.act == act for act in ACTS}
    found |= {f"asks {kind}": facts.question_type == kind for kind in QUESTION_TYPES}
    found |= {f"shows {name}": name in facts.phenomena for name in PHENOMENA}
    found |= {f"coreference is {kind}": facts.coreference == kind for kind in COREFERENCE}
    found |= {f"reply is {kind}": facts.answer_type == kind for kind in ANSWER_TYPES}
    known = {name: float(value) if facts.checked else None for name, value in found.items()}
    if facts.evidence is None:
        known |= dict.fromkeys(TAKES_EVIDENCE)
    return known


def _reply(turn: Turn, facts: TurnFacts) -> dict[str, float | None]:
    """Replies that say there is no answer have none: each file words them its own way."""
    text = turn.assistant.strip()
    answered = facts.answer_type != "none"
    said = facts.answer_words
    asked = set(content_words(turn.user))
    content = content_words(text)
    figures = {
        "answer: words": float(len(said)),
        "answer: letters a word": _mean_length(said),
        "answer: ends with a full stop": float(text.endswith(".")),
        "answer: begins in lower case": float(text[:1].islower()),
        "answer: content words in the passage": facts.answer_overlap,
        "answer: content words of the message": (
            sum(map(asked.__contains__, content)) / len(content) if content else None
        ),
    }
    return {name: value if answered else None for name, value in figures.items()}


def _evidence(facts: TurnFacts) -> dict[str, float | None]:
    jump = facts.jump
    return {
        "evidence: place in the passage": facts.place,
        "evidence: share of the passage, in whole sentences": (
            facts.evidence[1] - facts.evidence[0] if facts.evidence else None
        ),
        "evidence: step on (+) or back (-)": jump,
        "evidence: distance of the step": None if jump is None else abs(jump),
        "evidence: same place as before": None if jump is None else float(facts.stays),
    }


def _mean_length(said: Sequence[str]) -> float | None:
    return sum(map(len, said)) / len(said) if said else None


def _capitals(text: str) -> float | None:
    """The share of the words after the first that begin with a capital; `I` is none."""
    rest = [word for word in text.split()[1:] if word != "I"]
    return sum(word[:1].isupper() for word in rest) / len(rest) if rest else 0.0


def _runs(passage: Sequence[str]) -> frozenset[tuple[str, ...]]:
    """All runs of words of the passage, up to the length that is looked for."""
    return frozenset(
        tuple(passage[start : start + length])
        for length in range(1, _COPIED_AT_MOST + 1)
        for start in range(len(passage) - length + 1)
    )


def _longest_run(said: Sequence[str], runs: frozenset[tuple[str, ...]]) -> float:
    """How many words in a row stand in the passage as they are, `_COPIED_AT_MOST` at most."""
    for length in range(min(len(said), _COPIED_AT_MOST), 0, -1):
        if any(tuple(said[i : i + length]) in runs for i in range(len(said) - length + 1)):
            return float(length)
    return 0.0
