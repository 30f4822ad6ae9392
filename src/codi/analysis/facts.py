"""What there is to know of one turn of any conversation, by its words, evidence and place.

Everything that is counted, compared or fitted starts from these facts, so that people's, published
and our own conversations are read by the same eyes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from codi.analysis.rows import NO_PASSAGE
from codi.metrics import normalize_answer
from codi.phenomena import (
    Coreference,
    act_of,
    checkable,
    coreference,
    question_type,
    realised,
)
from codi.text import content_stems, sentence_spans, words
from codi.types import Conversation, Turn

AnswerType = Literal["span", "yes", "no", "free", "none"]
ANSWER_TYPES: dict[AnswerType, str] = {
    "span": "words that stand in the passage as they are",
    "yes": "yes, alone or first",
    "no": "no, alone or first",
    "free": "words of the speaker's own",
    "none": "the passage does not say, or the assistant does not know",
}
_POLAR = re.compile(r"\W*(yes|yeah|yep|yup|no|nope|nah)\b(\s*(?:[^\w\s]|$))?", re.IGNORECASE)
_YES = frozenset({"yes", "yeah", "yep", "yup"})


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnFacts:
    """One turn, read.

    `in_passage` tells whether the passage is known, `checked` whether codi reads the language;
    where it does not, `act`, `phenomena`, `coreference`, `question_type` and `answer_type` are
    empty. `question_words` and `answer_words` are lower case. `question_overlap` and
    `answer_overlap` are the shares of the content words that stand in the passage too, without
    their endings, in [0, 1]; None without a passage or without content words. `evidence` is where
    the sentences of the first span stand, as shares of the passage, since files differ in whether
    they mark words or sentences; None without evidence. `jump` is how far its middle lies behind
    that of the last turn with evidence, as a share of the passage, and `stays` whether the two
    overlap.
    """

    index: int
    in_passage: bool
    checked: bool
    act: str
    phenomena: tuple[str, ...]
    coreference: Coreference | Literal[""]
    question_type: str
    question_words: tuple[str, ...]
    answer_type: AnswerType | Literal[""]
    answer_words: tuple[str, ...]
    question_overlap: float | None
    answer_overlap: float | None
    evidence: tuple[float, float] | None
    jump: float | None
    stays: bool

    @property
    def place(self) -> float | None:
        """The middle of the evidence, as a share of the passage."""
        return sum(self.evidence) / 2 if self.evidence else None


def facts_of(conversation: Conversation) -> Iterator[TurnFacts]:
    """The facts of each turn, in order; phenomena are looked for anew, whatever the file says."""
    text = "" if conversation.passage.text == NO_PASSAGE else conversation.passage.text
    stems = frozenset(content_stems(text))
    normal = f" {normalize_answer(text)} "
    checked = bool(checkable(conversation.language))
    before: tuple[float, float] | None = None
    for turn in conversation.turns:
        seen = (turn, conversation.turns[: turn.index], conversation.passage.text)
        phenomena = realised(*seen, conversation.language)
        kind = question_type(turn.user) if checked else ""
        evidence = _evidence(turn, text)
        yield TurnFacts(
            index=turn.index,
            in_passage=bool(text),
            checked=checked,
            act=act_of(*seen) if checked else "",
            phenomena=phenomena,
            coreference=coreference(*seen) if checked else "",
            question_type=kind,
            question_words=tuple(words(turn.user)),
            answer_type=_answer_type(turn, kind, phenomena, normal) if checked else "",
            answer_words=tuple(words(turn.assistant)),
            question_overlap=_overlap(turn.user, stems),
            answer_overlap=_overlap(turn.assistant, stems),
            evidence=evidence,
            jump=(sum(evidence) - sum(before)) / 2 if evidence and before else None,
            stays=bool(evidence and before and evidence[0] < before[1] and before[0] < evidence[1]),
        )
        before = evidence or before


def _answer_type(turn: Turn, kind: str, phenomena: tuple[str, ...], normal: str) -> AnswerType:
    """Read from the reply; `normal` is the normalised passage between spaces."""
    if "unanswerable" in phenomena:
        return "none"
    polar = _POLAR.match(turn.assistant)
    if polar and (kind == "yes_no" or polar[2] is not None):
        return "yes" if polar[1].lower() in _YES else "no"
    answer = normalize_answer(turn.assistant)
    return "span" if answer and f" {answer} " in normal else "free"


def _overlap(text: str, passage: frozenset[str]) -> float | None:
    said = content_stems(text)
    if not said or not passage:
        return None
    return sum(map(passage.__contains__, said)) / len(said)


def _evidence(turn: Turn, text: str) -> tuple[float, float] | None:
    if not turn.evidence or not text:
        return None
    span = turn.evidence[0]
    touched = [
        sentence
        for sentence in sentence_spans(text)
        if sentence.start < span.end and span.start < sentence.end
    ] or [span]
    return touched[0].start / len(text), touched[-1].end / len(text)
