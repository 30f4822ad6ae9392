"""A cross-encoder for natural language inference, run in this process by transformers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codi.errors import MissingExtraError, UserError

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

SPECIAL_TOKENS = 4
ENTAILMENT = frozenset({"entailment", "entail", "entailed", "entails"})
NO_LIMIT = 2**20
"""Tokenizers that know no limit say 10**30; anything above this is none."""


def load_cross_encoder(
    name: str, *, batch_size: int
) -> Callable[[Sequence[tuple[str, str]]], list[float]]:
    """A function from pairs of premise and hypothesis to probabilities of entailment, in [0, 1].

    `name` is `hf:` and a folder or a name on the hub. Weights are read from safetensors alone, no
    code of the model's is run. It runs on the GPU where there is one.

    Raises:
        UserError: there is no such model, or its labels name no entailment.
        MissingExtraError: transformers or torch is not installed.
    """
    path = name.removeprefix("hf:")
    try:
        model, tokenizer = _load(path)
    except ModuleNotFoundError as error:
        if error.name not in {"torch", "transformers"}:
            raise
        raise MissingExtraError(error.name, extra="train", purpose=f"filters.nli: {name}") from None
    labels = {int(index): said for index, said in (model.config.id2label or {}).items()}
    column = entailment_column(labels, name=name)
    limit = _most_tokens(model, tokenizer)

    def entailment(pairs: Sequence[tuple[str, str]]) -> list[float]:
        # Pairs of like length share a batch, so that little of it is padding.
        order = sorted(range(len(pairs)), key=lambda index: sum(map(len, pairs[index])))
        scores = [0.0] * len(pairs)
        for start in range(0, len(order), batch_size):
            chosen = order[start : start + batch_size]
            found = _probabilities(model, tokenizer, [pairs[index] for index in chosen], limit)
            for index, row in zip(chosen, found, strict=True):
                scores[index] = row[column]
        return scores

    return entailment


def entailment_column(labels: Mapping[int, str], *, name: str) -> int:
    """Which of a model's outputs stands for entailment, by the labels' names, in any order.

    Raises:
        UserError: none does, or several do.
    """
    folded = {index: "".join(filter(str.isalpha, said.lower())) for index, said in labels.items()}
    found = [
        index for index, said in folded.items() if said in {"entailment", "entailed", "entail"}
    ]
    if len(found) != 1:
        named = ", ".join(labels[index] for index in sorted(labels)) or "none"
        raise UserError(
            f"filters.nli: {name} tells no label of entailment; its labels are {named}",
            hint="name a model for natural language inference, or its labels in its config.json "
            "(id2label)",
        )
    return found[0]


def _load(path: str) -> tuple[PreTrainedModel, PreTrainedTokenizerBase]:
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    if Path(path).exists() and not (Path(path) / "config.json").is_file():
        raise UserError(f"{path} is not a model's folder: it has no config.json")
    cuda = torch.cuda.is_available()
    try:
        tokenizer = AutoTokenizer.from_pretrained(path, trust_remote_code=False)
        model: Any = AutoModelForSequenceClassification.from_pretrained(
            path,
            trust_remote_code=False,
            use_safetensors=True,
            dtype="auto" if cuda else torch.float32,
        )
    except (OSError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise UserError(
            f"filters.nli: {path} cannot be loaded: {reason}",
            hint="hf: and a folder with safetensors, or a name on the hub",
        ) from None
    torch.nn.Module.to(model, "cuda" if cuda else "cpu")
    torch.nn.Module.eval(model)
    return model, tokenizer


def _most_tokens(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> int:
    """How many tokens a pair may have; some models number positions from behind the padding."""
    told = int(tokenizer.model_max_length)
    positions = int(getattr(model.config, "max_position_embeddings", 0) or NO_LIMIT)
    return told if told < NO_LIMIT else max(positions - SPECIAL_TOKENS, SPECIAL_TOKENS)


def _probabilities(
    model: Any,  # noqa: ANN401 - transformers' models are callable, their base class is not typed so
    tokenizer: PreTrainedTokenizerBase,
    pairs: Sequence[tuple[str, str]],
    limit: int,
) -> list[list[float]]:
    import torch

    premises, hypotheses = zip(*pairs, strict=True)
    encoded = tokenizer(
        list(premises),
        list(hypotheses),
        truncation="longest_first",
        max_length=limit,
        padding=True,
        return_tensors="pt",
    ).to(model.device)
    with torch.inference_mode():
        logits = model(**encoded).logits
    rows: list[list[float]] = torch.softmax(logits.float(), dim=-1).tolist()
    return rows
