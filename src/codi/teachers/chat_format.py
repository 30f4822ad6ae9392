"""From messages to the text and tokens of one transformers model, the same for training and use.

A tokenizer's own chat template is used where it has one. Models without one, such as plain language
models, get `PLAIN_TEMPLATE`, which spells the roles out in ordinary words and so needs no new
token.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import jinja2

from codi.errors import ModelError, UserError
from codi.types import Message

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

# The `generation` marks tell trainers which part the assistant wrote; rendering leaves them out.
PLAIN_TEMPLATE = """\
{{- bos_token }}
{%- for message in messages %}
    {%- if message.role == 'system' %}
        {{- message.content + '\\n\\n' }}
    {%- elif message.role == 'user' %}
        {{- 'User: ' + message.content + '\\n' }}
    {%- else %}
        {{- 'Assistant:' }}
        {%- generation %}{{ ' ' + message.content + eos_token }}{% endgeneration %}
        {{- '\\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- 'Assistant:' }}
{%- endif %}
"""


def complete_tokenizer(tokenizer: PreTrainedTokenizerBase) -> PreTrainedTokenizerBase:
    """Give a tokenizer what chat needs where it lacks it: a template, a token to pad with.

    Raises:
        UserError: without an end-of-text token, since a reply could not end; or where the tokenizer
            cannot tell which characters a token stands for.
    """
    if not tokenizer.is_fast:
        raise UserError(
            f"the tokenizer of {tokenizer.name_or_path} does not tell where its tokens stand",
            hint="a model with a tokenizer.json",
        )
    if tokenizer.eos_token is None:
        raise UserError(
            f"the tokenizer of {tokenizer.name_or_path} has no end-of-text token",
            hint="name its eos_token in tokenizer_config.json",
        )
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    if tokenizer.chat_template is None:
        tokenizer.chat_template = PLAIN_TEMPLATE
    return tokenizer


def render(
    tokenizer: PreTrainedTokenizerBase, messages: Sequence[Message], *, reply_next: bool
) -> str:
    """The text of a conversation; with `reply_next` it ends where the assistant is to write.

    Where the template knows no system role, the system message goes before the first user message.
    Templates that let a model think first are told not to.
    """
    try:
        return _apply(tokenizer, messages, reply_next=reply_next)
    except jinja2.TemplateError:
        if len(messages) < 2 or messages[0].role != "system":
            raise
        task, first, *others = messages
        merged = replace(first, content=f"{task.content}\n\n{first.content}")
        return _apply(tokenizer, [merged, *others], reply_next=reply_next)


def _apply(
    tokenizer: PreTrainedTokenizerBase, messages: Sequence[Message], *, reply_next: bool
) -> str:
    text = tokenizer.apply_chat_template(
        [{"role": message.role, "content": message.content} for message in messages],
        tokenize=False,
        add_generation_prompt=reply_next,
        enable_thinking=False,
    )
    if not isinstance(text, str):
        raise TypeError(f"a chat template gives text, not {type(text).__name__}")
    return text


def encode(tokenizer: PreTrainedTokenizerBase, text: str) -> list[int]:
    """The tokens of a rendered conversation; the template has written the special ones already."""
    ids: list[int] = tokenizer(text, add_special_tokens=False)["input_ids"]
    return ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """A prompt that fits, as messages and tokens, and whether something had to be cut from it."""

    messages: tuple[Message, ...]
    ids: list[int]
    shortened: bool


def fit_prompt(
    tokenizer: PreTrainedTokenizerBase,
    messages: Sequence[Message],
    *,
    passage: str,
    max_tokens: int,
) -> Fitted:
    """Encode a prompt, cut to `max_tokens` where it is longer; the last message always survives.

    The oldest exchanges go first, while what stands around the passage takes more than half of the
    room; then the passage loses its tail. `passage` is the text within the system message that may
    be cut; where it does not stand there, the whole system message counts as passage.

    Raises:
        ModelError: the last message alone is too long.
    """
    kept = tuple(messages)
    ids = encode(tokenizer, render(tokenizer, kept, reply_next=True))
    if len(ids) <= max_tokens:
        return Fitted(messages=kept, ids=ids, shortened=False)
    if kept[0].role != "system":
        kept = (Message(role="system", content=""), *kept)
    head, tail, passage = _around(kept[0].content, passage)
    words = tokenizer(passage, add_special_tokens=False, return_offsets_mapping=True)
    ends = [end for _, end in words["offset_mapping"]]

    def with_passage(num_tokens: int, history: tuple[Message, ...]) -> list[int]:
        nonlocal kept
        cut = passage[: ends[num_tokens - 1]] if num_tokens else ""
        whole_words = cut if cut == passage else cut[: max(cut.rfind(" "), 0)]
        kept = (Message(role="system", content=f"{head}{whole_words}{tail}"), *history)
        return encode(tokenizer, render(tokenizer, kept, reply_next=True))

    history = kept[1:]
    bare = with_passage(0, history)
    while len(bare) > max_tokens // 2 and len(history) > 2:
        history = history[2:]
        bare = with_passage(0, history)
    room = min(max_tokens - len(bare), len(ends))
    while room >= 0:
        ids = with_passage(room, history)
        if len(ids) <= max_tokens:
            return Fitted(messages=kept, ids=ids, shortened=True)
        room -= len(ids) - max_tokens
    raise ModelError(
        f"a prompt of {len(bare)} tokens without its passage does not fit into {max_tokens}",
        hint="a model with a longer context, or fewer max_tokens for the reply",
    )


def _around(system: str, passage: str) -> tuple[str, str, str]:
    """What stands before and after the passage in the system message, and the passage."""
    start = system.find(passage) if passage else -1
    if start < 0:
        return "", "", system
    return system[:start], system[start + len(passage) :], passage
