"""Students from scratch: a small Llama-style model and a tokenizer of its own.

They prove the way from documents to scores on any machine. A minute of training from nothing
teaches a model hardly any language; whoever wants a useful student starts from a pretrained one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codi.errors import UserError

if TYPE_CHECKING:
    from transformers import (
        LlamaConfig,
        PreTrainedConfig,
        PreTrainedModel,
        PreTrainedTokenizerBase,
    )

PREFIX = "scratch:"
END, PADDING = "<|end|>", "<|pad|>"
ROLES = ("<|system|>", "<|user|>", "<|assistant|>")
CHAT_TEMPLATE = """\
{%- for message in messages %}
    {{- '<|' + message.role + '|>' }}
    {%- if message.role == 'assistant' %}
        {%- generation %}{{ message.content + eos_token }}{% endgeneration %}
    {%- else %}
        {{- message.content + eos_token }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|assistant|>' }}
{%- endif %}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScratchSize:
    """The shape of a student from scratch; `vocabulary` is the most its tokenizer may learn."""

    vocabulary: int
    hidden: int
    layers: int
    heads: int


SIZES = {"tiny": ScratchSize(vocabulary=2048, hidden=128, layers=4, heads=4)}


def is_scratch(model: str) -> bool:
    """Whether the student named so is made here and not loaded."""
    return model.startswith(PREFIX)


def size_of(model: str) -> ScratchSize:
    """The shape that `scratch:SIZE` names; raises `UserError` for a size that is not there."""
    name = model.removeprefix(PREFIX)
    if name not in SIZES:
        known = ", ".join(PREFIX + size for size in SIZES)
        raise UserError(f"no student {model!r}", hint=f"a path, a hub name, or one of {known}")
    return SIZES[name]


def train_tokenizer(texts: Iterable[str], *, size: ScratchSize) -> PreTrainedTokenizerBase:
    """A byte-level BPE tokenizer learned from `texts`, with the chat template of such students."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size.vocabulary,
        special_tokens=[PADDING, END, *ROLES],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    fast: PreTrainedTokenizerBase = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer,
        eos_token=END,
        pad_token=PADDING,
        additional_special_tokens=list(ROLES),
        clean_up_tokenization_spaces=False,
    )
    fast.chat_template = CHAT_TEMPLATE
    return fast


def configuration(
    tokenizer: PreTrainedTokenizerBase, *, size: ScratchSize, max_length: int
) -> LlamaConfig:
    """The model's configuration for this tokenizer and context length."""
    from transformers import LlamaConfig

    return LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=size.hidden,
        intermediate_size=3 * size.hidden,
        num_hidden_layers=size.layers,
        num_attention_heads=size.heads,
        num_key_value_heads=size.heads,
        max_position_embeddings=max_length,
        tie_word_embeddings=True,
        bos_token_id=None,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )


def initial_model(config: PreTrainedConfig, *, seed: int) -> PreTrainedModel:
    """A model with random weights that depend on `config` and `seed` alone."""
    import torch
    from transformers import AutoModelForCausalLM

    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return AutoModelForCausalLM.from_config(  # type: ignore[no-untyped-call, no-any-return]
            config, dtype=torch.float32
        )
