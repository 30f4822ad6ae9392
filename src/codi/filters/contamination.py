"""What benchmarks hold must not be learned from: their texts, whole or in part, and questions.

Students are measured on the benchmarks that a recipe names. A passage is theirs where runs of 13
words cover a good part of the shorter of the two texts; sentences that every text of a kind has
("has a climate typical of ...") cover less. Most questions are in every benchmark ("What did he do
next?"): one counts where it has enough content words and is asked of a single text there, or where
nearly the same is asked of a passage that shares a run of words with the benchmark's text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property, partial

from codi.filters.duplicates import alike, question_of
from codi.filters.gates import Check, Context, Gate, HeldOut
from codi.similarity import NGramIndex, normal_key, tokens
from codi.text import content_words
from codi.types import KEEP, Conversation, Passage, Verdict, drop

LONG_QUESTION = 4
"""With so many content words no question of CoQA, QuAC or XQuAD was asked in another of them, but
for those that ask about no subject ("the most important fact mentioned in the article")."""
LONG_ELSEWHERE = 12
OF_ANY_TEXT = frozenset(
    """about article aspect aspects else fact facts important information interesting learn
    mentioned page paragraph passage people section story text thing things told""".split()
)
SOURCE = (
    "13 words: GPT-3 (Brown et al. 2020, appendix C), a share and not one run: PaLM (Chowdhery et "
    "al. 2022, section 8); the share measured"
)


class HeldOutIndex:
    """All texts held out and what is asked about each, to be looked up."""

    def __init__(self, held_out: Iterable[HeldOut]) -> None:
        self.runs = NGramIndex()
        self._names: list[str] = []
        self._questions: list[list[str]] = []
        numbers: dict[bytes, int] = {}
        for each in held_out:
            number = numbers.setdefault(normal_key(each.text), len(self._names))
            if number == len(self._names):
                self.runs.add(each.text)
                self._names.append(f"{each.benchmark}, {each.id}")
                self._questions.append([])
            self._questions[number].extend(each.questions)

    def name(self, number: int) -> str:
        """The benchmark and the id of a text."""
        return self._names[number]

    def questions(self, number: int) -> Sequence[str]:
        """What is asked about a text."""
        return self._questions[number]

    @cached_property
    def long_questions(self) -> dict[bytes, int]:
        """The texts of questions that say much and are asked of one text only."""
        owners: dict[bytes, int] = {}
        of_several: set[bytes] = set()
        for number, questions in enumerate(self._questions):
            for question in questions:
                if is_long(question):
                    key = normal_key(question)
                    if owners.setdefault(key, number) != number:
                        of_several.add(key)
        return {key: number for key, number in owners.items() if key not in of_several}


def is_long(question: str, language: str = "en") -> bool:
    """Whether a question says so much that nobody asks it twice by chance.

    In languages whose function words are not known here it needs more words in all.
    """
    if language != "en":
        return len(tokens(question)) >= LONG_ELSEWHERE
    return len(set(content_words(question)) - OF_ANY_TEXT) >= LONG_QUESTION


def in_passage(index: HeldOutIndex, threshold: float, reason: str, text: str) -> Verdict:
    """Drop a text of which so much is held out."""
    found = index.runs.overlap(text)
    if found is None or found.share < threshold:
        return KEEP
    return drop(reason, f"{found.share:.0%} the same as {index.name(found.number)}")


class _Grounds:
    """Drops a conversation on a passage that is held out; looks at each passage once."""

    def __init__(self, index: HeldOutIndex, threshold: float) -> None:
        self._judge = partial(in_passage, index, threshold, "on_contaminated_passage")
        self._text = ""
        self._verdict = KEEP

    def __call__(self, conversation: Conversation) -> Verdict:
        if conversation.passage.text != self._text:
            self._text = conversation.passage.text
            self._verdict = self._judge(conversation.passage.text)
        return self._verdict


class _Questions:
    """Drops a conversation in which a question of a benchmark is asked."""

    def __init__(self, index: HeldOutIndex) -> None:
        self._index = index
        self._text = ""
        self._related: list[tuple[int, str]] = []

    def __call__(self, conversation: Conversation) -> Verdict:
        index = self._index
        for turn in conversation.turns:
            if not is_long(turn.user, conversation.language):
                continue
            number = index.long_questions.get(normal_key(turn.user))
            if number is not None:
                return _asks(turn.index, turn.user, index.name(number))
        if conversation.passage.text != self._text:
            self._text = conversation.passage.text
            self._related = [
                (found.number, question)
                for found in index.runs.overlaps(conversation.passage.text)
                for question in index.questions(found.number)
            ]
        if not self._related:
            return KEEP
        for turn in conversation.turns:
            asked = question_of(turn.user)
            for number, question in self._related:
                other = question_of(question)
                if asked and other and alike(asked, other):
                    return _asks(turn.index, question, index.name(number))
        return KEEP


def _asks(turn: int, question: str, name: str) -> Verdict:
    return drop("contaminated_question", f"turn {turn + 1} asks “{question}”, as {name}")


def _index(context: Context) -> HeldOutIndex | None:
    """The index that all gates of a stage share; None where nothing is held out."""
    index = context.once("held_out", lambda: HeldOutIndex(context.held_out()))
    return index if len(index.runs) else None


def _passages(context: Context) -> Check[Passage] | None:
    threshold = context.recipe.decontaminate.passages
    index = _index(context) if threshold else None
    if index is None or threshold is None:
        return None
    judge = partial(in_passage, index, threshold, "contaminated_passage")
    return lambda passage: judge(passage.text)


def _grounds(context: Context) -> Check[Conversation] | None:
    threshold = context.recipe.decontaminate.passages
    index = _index(context) if threshold else None
    return _Grounds(index, threshold) if index is not None and threshold else None


def _questions(context: Context) -> Check[Conversation] | None:
    index = _index(context) if context.recipe.decontaminate.questions else None
    return _Questions(index) if index is not None else None


CONTAMINATED_PASSAGE_GATES: Sequence[Gate[Passage]] = (
    Gate(
        name="contaminated_passage",
        level="passage",
        setting="decontaminate.passages",
        drops="a text of a benchmark, whole, in part or lightly edited",
        opens=_passages,
        microseconds=74,
        source=SOURCE,
    ),
)

CONTAMINATED_CONVERSATION_GATES: Sequence[Gate[Conversation]] = (
    Gate(
        name="on_contaminated_passage",
        level="conversation",
        setting="decontaminate.passages",
        drops="a passage of a benchmark that was named after the documents were read",
        opens=_grounds,
        microseconds=80,
        source=SOURCE,
    ),
    Gate(
        name="contaminated_question",
        level="conversation",
        setting="decontaminate.questions",
        drops="a question of a benchmark",
        opens=_questions,
        microseconds=88,
        source="measured between CoQA, QuAC and XQuAD",
    ),
)
