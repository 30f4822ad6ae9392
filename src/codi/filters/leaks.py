"""Whether a message repeats what the teacher was told: rules, instructions, examples and marks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from codi.filters.gates import Check, Context
from codi.phenomena import PHENOMENA
from codi.prompts import REPAIRS, fenced
from codi.recipe import Recipe
from codi.text import words
from codi.types import KEEP, Conversation, Turn, Verdict, drop

WORDS_IN_A_ROW = 8
"""So many words in a row of the rules are no chance; seven ("the passage does not hold the answer")
are what a rule wants to be said."""
LEAST_SENTENCE = 5
"""A whole instruction of so many words is a quote, a shorter one ("Ask who.") may be chance."""

_BREAK = re.compile(r"\{[{%#].*?[}%#]\}|\n|[<>]", re.DOTALL)
_SENTENCE_END = re.compile(r"(?<=[.!?;:])\s+")
_MARKS = re.compile(
    r"\[(?:quotes?|reply|user|assistant|next turns?|next user message)\]|</?passage(?:-\d+)?>",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\A\W*(?:user|assistant|question|answer|q|a)\**\s*(?:message|reply)?\**:\**\s", re.IGNORECASE
)
Run = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What a teacher was told: `rows` of words of its rules, and `sentences` by how they begin."""

    rows: frozenset[Run]
    sentences: dict[Run, tuple[Run, ...]]


def told_by(recipe: Recipe) -> Told:
    """What a recipe tells its teacher, but for the passage and seed data.

    Rules, frames, the example and the words of a second try count by every `WORDS_IN_A_ROW` words;
    what links and phenomena ask for only by whole sentences, for a good message may well have some
    of the words that asked for it ("sum up the conversation so far").
    """
    texts = recipe.prompts
    rules = [texts.rules, texts.questioner, texts.user, texts.assistant, texts.turns]
    rules += [texts.one_call, texts.parties, texts.user_rules, texts.assistant_rules]
    rules += [texts.student_task, *REPAIRS.values(), fenced("")]
    rules += [label.meaning for label in recipe.labels.values()]
    links = recipe.turn_links()
    asked = [text for link in links for text in (link.user, link.assistant)]
    asked += [found.instruction for found in PHENOMENA.values()]
    asked += [texts.example.user, texts.example.assistant]
    sentences: dict[Run, tuple[Run, ...]] = {}
    for run in _runs(asked):
        if len(run) >= LEAST_SENTENCE and run not in sentences.get(run[:LEAST_SENTENCE], ()):
            sentences[run[:LEAST_SENTENCE]] = (*sentences.get(run[:LEAST_SENTENCE], ()), run)
    return Told(
        rows=frozenset(row for run in _runs(rules) for row in _rows(run, WORDS_IN_A_ROW)),
        sentences=sentences,
    )


def repeats(told: Told, text: str, *, passage: str = "") -> str:
    """The words of `text` that stand in what the teacher was told, or nothing.

    A mark of the prompt or the label of a part counts; what the passage says itself does not.
    """
    for mark in (_MARKS.search(text), _ROLE.match(text)):
        if mark and mark.group().strip().lower() not in passage.lower():
            return mark.group().strip()
    said = words(text)
    for start in range(len(said) - LEAST_SENTENCE + 1):
        row = tuple(said[start : start + WORDS_IN_A_ROW])
        if row in told.rows and not _holds(passage, row):
            return " ".join(row)
        for run in told.sentences.get(row[:LEAST_SENTENCE], ()):
            if tuple(said[start : start + len(run)]) == run and not _holds(passage, run):
                return " ".join(run)
    return ""


def quotes_instruction(context: Context) -> Check[Conversation] | None:
    """Drops where a message repeats what the teacher was told; see `repeats`.

    That the passage does not tell may be said in the words of the rule that asks for it.
    """
    if not context.recipe.filters.quotes_instruction:
        return None
    told = told_by(context.recipe)

    def check(conversation: Conversation) -> Verdict:
        for turn in conversation.turns:
            for part, text in _messages(turn):
                found = repeats(told, text, passage=conversation.passage.text)
                if found:
                    detail = f"turn {turn.index + 1}: the {part} says “{found}”"
                    return drop("quotes_instruction", detail)
        return KEEP

    return check


def _messages(turn: Turn) -> Iterable[tuple[str, str]]:
    yield "user", turn.user
    if "unanswerable" not in turn.realised:
        yield "assistant", turn.assistant


def _runs(texts: Iterable[str]) -> Iterable[Run]:
    """The sentences of templates as words; what a template fills in parts two of them."""
    for text in texts:
        for piece in _BREAK.split(text):
            for sentence in _SENTENCE_END.split(piece):
                yield tuple(words(sentence))


def _rows(run: Run, length: int) -> Iterable[Run]:
    return (run[start : start + length] for start in range(len(run) - length + 1))


def _holds(passage: str, run: Run) -> bool:
    return f" {' '.join(run)} " in f" {' '.join(words(passage))} "
