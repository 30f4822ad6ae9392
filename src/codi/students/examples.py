"""From conversations to token ids and labels: only what the assistant wrote has a loss.

This works from what a chat template renders, so it holds for any template. Where each turn's prompt
stands at the beginning of the whole conversation's text, the conversation is one example in which
every assistant turn has labels. Where it does not (some templates render a turn differently once
another follows), each turn becomes an example of its own, with the prompt byte for byte as the
student will see it in use.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codi.errors import ModelError
from codi.teachers.chat_format import fit_prompt, render
from codi.types import Message

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

IGNORED = -100
"""The label of a token without a loss, as torch's cross entropy has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatRow:
    """What training reads of a dataset row: system message, then user and assistant in turn."""

    messages: tuple[Message, ...]
    passage: str

    def __post_init__(self) -> None:
        roles = [message.role for message in self.messages]
        if roles != ["system", *["user", "assistant"] * (len(roles) // 2)] or len(roles) < 3:
            raise ValueError(f"a row needs system, then user and assistant in turn, got {roles}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One sequence; `labels` has the token where the assistant wrote it, else `IGNORED`."""

    input_ids: array[int]
    labels: array[int]


@dataclass(slots=True, kw_only=True)
class ExampleCounts:
    """What became of the conversations on the way to examples.

    `dropped_turns` did not fit behind the turns before them, `cut_passages` lost their tail so that
    at least one turn fits, `skipped` conversations fit in no way.
    """

    conversations: int = 0
    examples: int = 0
    tokens: int = 0
    assistant_tokens: int = 0
    dropped_turns: int = 0
    cut_passages: int = 0
    skipped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marked:
    """A text and the character ranges of it that the assistant wrote, its end token included."""

    text: str
    written: tuple[tuple[int, int], ...] = field(default=())


def make_examples(
    tokenizer: PreTrainedTokenizerBase,
    rows: Iterable[ChatRow],
    *,
    max_length: int,
    counts: ExampleCounts,
) -> Iterator[Example]:
    """The training examples of `rows`, none longer than `max_length` tokens; fills `counts`.

    A conversation that is too long keeps as many whole turns from its start as fit. Where not even
    the first fits, the passage is cut to leave half of the room to the turns, or else a quarter.
    """
    for row in rows:
        counts.conversations += 1
        found = 0
        for example in _examples_of(tokenizer, row, max_length=max_length, counts=counts):
            found += 1
            counts.examples += 1
            counts.tokens += len(example.input_ids)
            counts.assistant_tokens += sum(label != IGNORED for label in example.labels)
            yield example
        counts.skipped += not found


def _examples_of(
    tokenizer: PreTrainedTokenizerBase, row: ChatRow, *, max_length: int, counts: ExampleCounts
) -> Iterator[Example]:
    whole = _whole_conversation(tokenizer, row.messages)
    if whole is None:
        yield from _turn_by_turn(tokenizer, row, max_length=max_length, counts=counts)
        return
    num_turns = len(whole.written)
    example, kept = _encode_turns(tokenizer, whole, max_length=max_length)
    for first_prompt in (max_length // 2, 3 * max_length // 4):
        if kept:
            break
        messages = _with_passage_cut(tokenizer, row, max_tokens=first_prompt)
        whole = _whole_conversation(tokenizer, messages) if messages else None
        if whole is not None:
            example, kept = _encode_turns(tokenizer, whole, max_length=max_length)
            counts.cut_passages += bool(kept)
    counts.dropped_turns += num_turns - kept
    if kept:
        yield example


def _with_passage_cut(
    tokenizer: PreTrainedTokenizerBase, row: ChatRow, *, max_tokens: int
) -> tuple[Message, ...] | None:
    """The messages with so much of the passage that the first prompt has `max_tokens`."""
    try:
        first = fit_prompt(tokenizer, row.messages[:2], passage=row.passage, max_tokens=max_tokens)
    except ModelError:
        return None
    return (first.messages[0], *row.messages[1:])


def _whole_conversation(
    tokenizer: PreTrainedTokenizerBase, messages: Sequence[Message]
) -> _Marked | None:
    """The text of all messages with the assistant's ranges; None where a prompt is no prefix."""
    text = render(tokenizer, messages, reply_next=False)
    written = []
    for index, message in enumerate(messages):
        if message.role != "assistant":
            continue
        prompt = render(tokenizer, messages[:index], reply_next=True)
        turn = render(tokenizer, messages[: index + 1], reply_next=False)
        end = len(turn.rstrip())
        if not (text.startswith(prompt) and text.startswith(turn[:end]) and end > len(prompt)):
            return None
        if not _ends_with_special_token(tokenizer, turn[:end]):
            return None
        written.append((len(prompt), end))
    return _Marked(text=text, written=tuple(written))


def _ends_with_special_token(tokenizer: PreTrainedTokenizerBase, text: str) -> bool:
    """Whether the student would learn to stop behind this text."""
    return any(text.endswith(str(token)) for token in tokenizer.get_added_vocab())


def _encode_turns(
    tokenizer: PreTrainedTokenizerBase, marked: _Marked, *, max_length: int
) -> tuple[Example, int]:
    """The tokens of as many turns as fit, and how many those are."""
    encoded = tokenizer(marked.text, add_special_tokens=False, return_offsets_mapping=True)
    ids, offsets = encoded["input_ids"], encoded["offset_mapping"]
    labels = array("i", [IGNORED] * len(ids))
    length = kept = position = 0
    for start, end in marked.written:
        while position < len(ids) and offsets[position][0] < start:
            position += 1
        first = position
        while position < len(ids) and offsets[position][1] <= end:
            position += 1
        if position > max_length:
            break
        labels[first:position] = array("i", ids[first:position])
        length, kept = position, kept + 1
    return Example(input_ids=array("i", ids[:length]), labels=labels[:length]), kept


def _turn_by_turn(
    tokenizer: PreTrainedTokenizerBase, row: ChatRow, *, max_length: int, counts: ExampleCounts
) -> Iterator[Example]:
    """One example a turn: the prompt as in use, cut as in use, then the reply."""
    for index, message in enumerate(row.messages):
        if message.role != "assistant":
            continue
        before = row.messages[:index]
        reply = _reply_text(tokenizer, before, message)
        size = len(tokenizer(reply, add_special_tokens=False)["input_ids"])
        try:
            prompt = fit_prompt(
                tokenizer, before, passage=row.passage, max_tokens=max(max_length - size - 1, 1)
            )
        except ModelError:
            counts.dropped_turns += 1
            continue
        text = render(tokenizer, prompt.messages, reply_next=True)
        marked = _Marked(text=text + reply, written=((len(text), len(text) + len(reply)),))
        example, kept = _encode_turns(tokenizer, marked, max_length=max_length)
        counts.cut_passages += prompt.shortened
        if kept:
            yield example
        else:
            counts.dropped_turns += 1


def _reply_text(
    tokenizer: PreTrainedTokenizerBase, before: Sequence[Message], reply: Message
) -> str:
    """What the student is to write after the prompt, up to the token that ends its turn."""
    prompt = render(tokenizer, before, reply_next=True)
    turn = render(tokenizer, [*before, reply], reply_next=False).rstrip()
    if turn.startswith(prompt) and _ends_with_special_token(tokenizer, turn):
        return turn[len(prompt) :]
    return f"{reply.content}{tokenizer.eos_token}"
