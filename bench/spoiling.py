"""Answers that people gave, and the same answers spoiled: for `grounding.py` and its test."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from random import Random

from codi.analysis import load_conversations
from codi.pipeline import open_run, run_stages
from codi.randomness import rng_for
from codi.text import content_stems, sentence_spans
from codi.types import Conversation, Span

SEED = 1
PEOPLE = {
    "CoQA": ("coqa-dev-48.json",),
    "QuAC": ("quac-100.json", "quac-human-342.json"),
    "XQuAD": ("xquad-en.json",),
}
MODEL = "showcase"
"""Replies of a language model: the recording that ships."""
_OPENERS = frozenset(
    """The A An In On At He She It They We I You His Her Their Its This That These Those There When
    While After Before As But And Or If For From With By Not No Yes To Of Who What Where Why How One
    Some All Then So Because Since During Although However""".split()
)
_NAME = re.compile(r"\b[A-Z][\w'’.-]*\w(?:\s+(?:(?:of|the|de|von|van)\s+)?[A-Z][\w'’.-]*\w)*")
_SPELLED = (
    "one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty"
)
_NUMBER = re.compile(rf"\b(?:\d[\d,]*(?:\.\d+)?|{'|'.join(_SPELLED.split())})\b", re.IGNORECASE)
_AUXILIARY = r"(?:is|was|were|are|has|had|can|could|will|would|did|does|do|should|must|have)"
_PLAIN = re.compile(rf"\b{_AUXILIARY}\b(?! not|n't)", re.IGNORECASE)
_DENIED = re.compile(rf"(\b{_AUXILIARY})(?: not|n't)\b|\bnever ", re.IGNORECASE)
_ANY_DENIAL = re.compile(r"\b(?:not|no|never|none|nothing|nobody|neither|nor|without)\b|n't\b")
_OPPOSITES = {
    "more": "less",
    "before": "after",
    "first": "last",
    "increased": "decreased",
    "won": "lost",
    "high": "low",
    "early": "late",
    "above": "below",
    "best": "worst",
    "largest": "smallest",
    "north": "south",
    "east": "west",
}
_OPPOSITE = {**_OPPOSITES, **{other: one for one, other in _OPPOSITES.items()}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A question with its answer, what that rests on, and what was said before."""

    source: str
    dialog: str
    passage: str
    question: str
    answer: str
    evidence: tuple[Span, ...]
    history: tuple[str, ...]

    @property
    def quoted(self) -> str:
        """The words that the answer rests on."""
        return " ".join(span.of(self.passage) for span in self.evidence)

    @property
    def sentences(self) -> str:
        """The sentences that the quotes touch."""
        spans = sentence_spans(self.passage)
        return " ".join(
            span.of(self.passage)
            for span in spans
            if any(span.start < quote.end and span.end > quote.start for quote in self.evidence)
        )


def answers(benchmarks: Path, *, half: int) -> list[Answered]:
    """Every second dialog of each file: those to develop on (`half` 0) or to report (1).

    Developed on are the dialogs at even places, counted from 0, and XQuAD's paragraphs at odd ones.
    """
    found: list[Answered] = []
    for source, files in PEOPLE.items():
        for name in files:
            if source == "XQuAD":
                found += _every_second(_questions(benchmarks / name), 1 - half)
            else:
                talks = load_conversations(benchmarks / name)
                found += _every_second(_talks(source, talks), half)
    return found


def showcase() -> list[Answered]:
    """What the model of the recorded run answered, with the quotes that it gave."""
    with (
        tempfile.TemporaryDirectory() as folder,
        open_run(
            Path(folder) / "run", "grounded-qa", overrides=["teacher.model='replay:showcase'"]
        ) as run,
    ):
        run_stages(run, until="filter")
        talks = [conversation for conversation, _ in run.journal.conversations()]
    return [answer for dialog in _talks(MODEL, talks) for answer in dialog]


def _every_second(dialogs: Iterator[list[Answered]], half: int) -> Iterator[Answered]:
    for number, dialog in enumerate(dialogs):
        if number % 2 == half:
            yield from dialog


def _talks(
    source: str, conversations: Sequence[Conversation] | Iterator[Conversation]
) -> Iterator[list[Answered]]:
    for conversation in conversations:
        passage, dialog = conversation.passage.text, []
        said: list[str] = []
        before: list[Span] = []
        for turn in conversation.turns:
            before += turn.evidence
            if turn.evidence and turn.needs_evidence:
                rests_on = before if turn.act == "summary" and source == MODEL else turn.evidence
                dialog.append(
                    Answered(
                        source=source,
                        dialog=conversation.passage.document_id,
                        passage=passage,
                        question=turn.user,
                        answer=turn.assistant,
                        evidence=tuple(rests_on),
                        history=tuple(said),
                    )
                )
            said += turn.user, turn.assistant
        yield dialog


def _questions(path: Path) -> Iterator[list[Answered]]:
    """Questions and answers of a file in SQuAD's schema, paragraph by paragraph."""
    for document in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for number, paragraph in enumerate(document["paragraphs"]):
            dialog = []
            for row in paragraph["qas"]:
                text, start = row["answers"][0]["text"], row["answers"][0]["answer_start"]
                dialog.append(
                    Answered(
                        source="XQuAD",
                        dialog=f"{document.get('title', '')}/{number}",
                        passage=paragraph["context"],
                        question=row["question"],
                        answer=text,
                        evidence=(Span(start=start, end=start + len(text)),),
                        history=(),
                    )
                )
            yield dialog


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoiled:
    """An answer that should fail, and what it was made of; `kind` says how."""

    kind: str
    made: Answered
    original: Answered


def spoiled(found: Sequence[Answered]) -> Iterator[Spoiled]:
    """Each answer spoiled in every way that it can be, the same ones at every call."""
    passages: dict[str, list[str]] = {}
    for answer in found:
        if answer.passage not in (of_source := passages.setdefault(answer.source, [])):
            of_source.append(answer.passage)
    for number, answer in enumerate(found):
        rng = rng_for(SEED, answer.source, answer.dialog, number)
        other = rng.choice([text for text in passages[answer.source] if text != answer.passage])
        for kind, made in _wrong_passage(answer, other):
            yield Spoiled(kind=kind, made=made, original=answer)
        for kind, text in _reworded(answer, other, rng):
            yield Spoiled(kind=kind, made=replace(answer, answer=text), original=answer)


def _wrong_passage(answer: Answered, other: str) -> Iterator[tuple[str, Answered]]:
    yield "wrong passage", replace(answer, passage=other, evidence=())
    best = replace(answer, passage=other, evidence=(_best_sentence(answer, other),))
    yield "wrong passage, best sentence as evidence", best
    yield "wrong passage, best sentence, no history", replace(best, history=())


def _best_sentence(answer: Answered, passage: str) -> Span:
    """The sentence with most of the answer's words, and then of the question's."""
    said, asked = set(content_stems(answer.answer)), set(content_stems(answer.question))

    def shared(span: Span) -> int:
        words = set(content_stems(span.of(passage)))
        return 2 * len(words & said) + len(words & asked)

    return max(sentence_spans(passage), key=shared)


def _reworded(answer: Answered, other: str, rng: Random) -> Iterator[tuple[str, str]]:
    text = answer.answer
    elsewhere = answer.passage
    numbers = list(_NUMBER.finditer(text))
    if numbers:
        yield from _swapped(
            "wrong number", answer, rng.choice(numbers).span(), _rival_numbers(answer), rng
        )
    names = [span for span in _names(text) if _is_name(text[slice(*span)], elsewhere)]
    if names:
        place = rng.choice(names)
        yield from _swapped("wrong name", answer, place, _rival_names(answer, elsewhere), rng)
        foreign = _rival_names(answer, other)
        if foreign:
            yield "wrong name, of another passage", _put(text, place, rng.choice(foreign))
    bare = text.lower().strip(" .!")
    if bare in {"yes", "no"}:
        yield "negated: yes and no swapped", "No." if bare == "yes" else "Yes."
    elif (negated := _negated(text, rng)) is not None:
        yield "negated: not put in or taken out", negated
    word = next((m for m in re.finditer(r"\w+", text) if m[0] in _OPPOSITE), None)
    if word:
        yield "opposite word", _put(text, word.span(), _OPPOSITE[word[0]])


def _swapped(
    kind: str, answer: Answered, place: tuple[int, int], rivals: list[str], rng: Random
) -> Iterator[tuple[str, str]]:
    """One of the passage's other ones: outside the quote, and the harder one of its sentence."""
    outside = [rival for rival in rivals if rival.lower() not in answer.quoted.lower()]
    if outside:
        yield kind, _put(answer.answer, place, rng.choice(outside))
    beside = [rival for rival in rivals if rival in answer.sentences]
    if beside:
        yield f"{kind}, of the same sentence", _put(answer.answer, place, rng.choice(beside))


def _put(text: str, place: tuple[int, int], new: str) -> str:
    return text[: place[0]] + new + text[place[1] :]


def _rival_numbers(answer: Answered) -> list[str]:
    """The passage's numbers that the answer has not, like those it has where there are any."""
    own = {match[0].lower() for match in _NUMBER.finditer(answer.answer)}
    own |= {str(_SPELLED.split().index(word) + 1) for word in own if word in _SPELLED.split()[:12]}
    others = [match[0] for match in _NUMBER.finditer(answer.passage)]
    others = [number for number in others if number.lower() not in own]
    shapes = {_shape(number) for number in own}
    return [number for number in others if _shape(number) in shapes] or others


def _shape(number: str) -> str:
    if not number[0].isdigit():
        return "word"
    return "year" if len(number) == 4 and number[0] in "12" else "digits"


def _names(text: str) -> Iterator[tuple[int, int]]:
    for match in _NAME.finditer(text):
        start, words = match.start(), match[0].split()
        while words and words[0] in _OPENERS:
            start = text.index(words.pop(0), start) + 1
            start = text.index(words[0], start) if words else match.end()
        if words:
            yield start, match.end()


def _is_name(text: str, passage: str) -> bool:
    """Whether a passage writes each word with a capital inside a sentence, and never without."""
    words = re.findall(r"\b[A-Z][\w-]+", text)
    return bool(words) and len(text) > 2 and set(words) <= _proper(passage)


@lru_cache(maxsize=4096)
def _proper(passage: str) -> frozenset[str]:
    inside = set(re.findall(r"(?<=[\w,;] )[A-Z][\w-]+", passage))
    small = set(re.findall(r"\b[a-z][\w-]+", passage))
    return frozenset(word for word in inside if word.lower() not in small) - _OPENERS


def _rival_names(answer: Answered, passage: str) -> list[str]:
    own = set(re.findall(r"\w+", answer.answer.lower()))
    found = [passage[start:end] for start, end in _names(passage)]
    return [
        name
        for name in found
        if _is_name(name, passage) and own.isdisjoint(re.findall(r"\w+", name.lower()))
    ]


def _negated(text: str, rng: Random) -> str | None:
    """The text with its first negated verb affirmed, else one of its verbs negated."""
    denied = _DENIED.search(text)
    if denied:
        return _put(text, denied.span(), denied[1] or "")
    verbs = [
        match
        for match in _PLAIN.finditer(text)
        if not _ANY_DENIAL.search(text[max(0, match.start() - 40) : match.end() + 40])
    ]
    return _put(text, (end := rng.choice(verbs).end(), end), " not") if verbs else None
