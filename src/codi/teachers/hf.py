"""Any causal language model that transformers can load, in this process, in batches.

Requests that wait at the same time are answered together: those of similar length are padded on the
left and generated in one thread, so the event loop goes on. Each request keeps its own sampling.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self, cast

import torch
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    GenerationConfig,
    LogitsProcessor,
    LogitsProcessorList,
)
from transformers.utils import logging as transformers_logging

from codi.errors import ModelError, UserError
from codi.teachers.chat_format import complete_tokenizer, fit_prompt
from codi.types import Completion, Request, Sampling, Usage

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase
    from transformers._typing import GenerativePreTrainedModel


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    """A request on its way: its tokens, how to decode, and where the completion goes."""

    ids: list[int]
    sampling: Sampling
    future: asyncio.Future[Completion]


class HfModel:
    """A ChatModel over a transformers model and its tokenizer.

    `truncated_prompts` counts the prompts that were longer than the model's context and lost the
    tail of their passage or their oldest turns; the question itself is never cut.
    """

    def __init__(
        self,
        *,
        name: str,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        batch_size: int = 16,
    ) -> None:
        self._name = name
        self._tokenizer = complete_tokenizer(tokenizer)
        self._model = model
        self._model.train(mode=False)
        self._end_ids = _end_ids(model, tokenizer)
        # Settings that ship with a model, such as a repetition penalty, would make "greedy" mean
        # something else for each of them.
        model.generation_config = GenerationConfig(  # type: ignore[no-untyped-call]
            eos_token_id=sorted(self._end_ids), pad_token_id=self._tokenizer.pad_token_id
        )
        self._batch_size = batch_size
        self._waiting: list[_Waiting] = []
        self._worker: asyncio.Task[None] | None = None
        self.truncated_prompts = 0

    @classmethod
    def load(cls, path: str, *, batch_size: int = 16) -> Self:
        """Load from a folder or the hub, safetensors only, without code that ships with a model.

        Runs on the GPU where there is one, in the weights' own precision; on the CPU in 32 bits.

        Raises:
            UserError: there is no such model, or not one of this kind.
        """
        model, tokenizer = load_pretrained(path)
        return cls(name=f"hf:{path}", model=model, tokenizer=tokenizer, batch_size=batch_size)

    @property
    def name(self) -> str:
        """`hf:` and the path or hub name, or what the student is called."""
        return self._name

    async def complete(self, request: Request) -> Completion:
        """One completion; the text is stripped of white space and special tokens.

        `usage` counts the prompt without padding and every generated token, the end token
        included. `finish_reason` is "length" where `max_tokens` ran out before the model ended.

        Raises:
            ModelError: the prompt fits in no way, or the device ran out of memory.
        """
        if not request.messages:
            raise ValueError("a request needs at least one message")
        passage = request.task.passage.text if request.task else ""
        prompt = fit_prompt(
            self._tokenizer,
            request.messages,
            passage=passage,
            max_tokens=self._room(request.sampling.max_tokens),
        )
        if prompt.shortened and request.task and request.task.part == "judge":
            raise ModelError(
                f"{self.name} cannot read a whole conversation with its passage and the rubric",
                hint="a judge with a longer context, or fewer max_tokens for its verdict",
            )
        self.truncated_prompts += prompt.shortened
        future: asyncio.Future[Completion] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(ids=prompt.ids, sampling=request.sampling, future=future))
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self._work())
        return await future

    async def close(self) -> None:
        """Forget the weights; no call follows."""
        if self._worker is not None:
            self._worker.cancel()
        del self._model
        if torch.cuda.is_available():
            torch.cuda.empty_cache()

    def _room(self, max_tokens: int) -> int:
        room = context_length(self._model) - max_tokens
        if room < 1:
            raise ModelError(
                f"a reply of {max_tokens} tokens leaves no room for a prompt in the "
                f"{context_length(self._model)} tokens of {self.name}",
                hint="fewer tokens for the reply",
            )
        return room

    async def _work(self) -> None:
        """Answer what waits until nothing does; ends with the last of them."""
        # Whoever is about to ask in this turn of the loop gets into the first batch.
        await asyncio.sleep(0)
        while self._waiting:
            batch = self._next_batch()
            generation = asyncio.get_running_loop().run_in_executor(None, self._generate, batch)
            await asyncio.wait([generation])
            _settle(batch, generation)

    def _next_batch(self) -> list[_Waiting]:
        """The request that has waited longest, and those nearest to it in length.

        All of a batch may write equally many tokens: a row that goes on idly until the others have
        ended could run out of its context.
        """
        oldest = self._waiting[0]
        limit = oldest.sampling.max_tokens
        alike = [waiting for waiting in self._waiting if waiting.sampling.max_tokens == limit]
        order = sorted(alike, key=lambda waiting: len(waiting.ids))
        at = next(index for index, waiting in enumerate(order) if waiting is oldest)
        first = min(at, max(len(order) - self._batch_size, 0))
        batch = order[first : first + self._batch_size]
        taken = {id(waiting) for waiting in batch}
        self._waiting = [waiting for waiting in self._waiting if id(waiting) not in taken]
        return batch

    @torch.inference_mode()
    def _generate(self, batch: Sequence[_Waiting]) -> list[Completion]:
        longest = max(len(waiting.ids) for waiting in batch)
        pad = self._tokenizer.pad_token_id
        ids = [[pad] * (longest - len(waiting.ids)) + waiting.ids for waiting in batch]
        mask = [[0] * (longest - len(w.ids)) + [1] * len(w.ids) for w in batch]
        samplings = [waiting.sampling for waiting in batch]
        written = cast("GenerativePreTrainedModel", self._model).generate(
            input_ids=torch.tensor(ids, device=self._model.device),
            attention_mask=torch.tensor(mask, device=self._model.device),
            max_new_tokens=samplings[0].max_tokens,
            do_sample=False,
            logits_processor=LogitsProcessorList([_Sampler(samplings)]),
        )
        replies = written[:, longest:].tolist()
        return [
            self._completion(waiting, reply) for waiting, reply in zip(batch, replies, strict=True)
        ]

    def _completion(self, waiting: _Waiting, reply: list[int]) -> Completion:
        end = next((i for i, token in enumerate(reply) if token in self._end_ids), None)
        used = reply if end is None else reply[: end + 1]
        return Completion(
            text=str(self._tokenizer.decode(used, skip_special_tokens=True)).strip(),
            usage=Usage(prompt_tokens=len(waiting.ids), completion_tokens=len(used)),
            finish_reason="length" if end is None else "stop",
        )


def _settle(batch: Sequence[_Waiting], generation: asyncio.Future[list[Completion]]) -> None:
    """Hand each request its completion, or all of them what went wrong."""
    error = generation.exception()
    if isinstance(error, torch.OutOfMemoryError):
        error = ModelError(
            f"the device has no memory for a batch of {len(batch)}", hint="a smaller batch_size"
        )
    for index, waiting in enumerate(batch):
        if waiting.future.done():
            continue
        if error is not None:
            waiting.future.set_exception(error)
        else:
            waiting.future.set_result(generation.result()[index])


class _Sampler(LogitsProcessor):
    """Draws the next token of each row by that row's own settings and generator.

    The drawn token is left as the only possible one, so that the greedy search behind takes it.
    Rows with temperature 0 stay as they are.
    """

    def __init__(self, samplings: Sequence[Sampling]) -> None:
        self._rows = [
            (row, sampling, _generator(sampling.seed))
            for row, sampling in enumerate(samplings)
            if sampling.temperature > 0
        ]

    def __call__(self, input_ids: torch.LongTensor, scores: torch.FloatTensor) -> torch.FloatTensor:
        del input_ids
        for row, sampling, generator in self._rows:
            probabilities = torch.softmax(scores[row].float() / sampling.temperature, dim=-1).cpu()
            ordered, tokens = probabilities.sort(descending=True, stable=True)
            # Nucleus: the smallest set of tokens whose probabilities reach top_p.
            beyond = ordered.cumsum(dim=-1) - ordered >= sampling.top_p
            ordered[beyond] = 0.0
            drawn = tokens[torch.multinomial(ordered, 1, generator=generator)]
            scores[row] = float("-inf")
            scores[row, drawn] = 0.0
        return scores


def _generator(seed: int | None) -> torch.Generator:
    generator = torch.Generator()
    if seed is None:
        generator.seed()
    else:
        generator.manual_seed(seed)
    return generator


def load_pretrained(
    path: str, *, dtype: torch.dtype | None = None
) -> tuple[PreTrainedModel, PreTrainedTokenizerBase]:
    """A model and its tokenizer, from a folder or the hub, on the best device there is.

    Without `dtype` weights keep their own precision on a GPU and have 32 bits on the CPU.

    Raises:
        UserError: there is no such model, it has no safetensors, or its tokenizer is of no use.
    """
    cuda = torch.cuda.is_available()
    # Weights load within seconds; a bar of transformers' own would cut through codi's progress.
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    if Path(path).exists() and not (Path(path) / "config.json").is_file():
        raise UserError(f"{path} is not a model's folder: it has no config.json")
    try:
        tokenizer = AutoTokenizer.from_pretrained(path, trust_remote_code=False)
        model = AutoModelForCausalLM.from_pretrained(
            path,
            trust_remote_code=False,
            use_safetensors=True,
            dtype=dtype or ("auto" if cuda else torch.float32),
        )
    except (OSError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise UserError(
            f"{path} cannot be loaded: {reason}", hint="a model's folder, or its name on the hub"
        ) from None
    torch.nn.Module.to(model, "cuda" if cuda else "cpu")
    return model, complete_tokenizer(tokenizer)


def context_length(model: PreTrainedModel) -> int:
    """How many tokens prompt and reply may have together; 2**31 where the model sets no limit."""
    config = model.config.get_text_config()
    return int(getattr(config, "max_position_embeddings", None) or 2**31)


def _end_ids(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> set[int]:
    """The tokens that end a reply: those the model names, and the tokenizer's."""
    named = model.generation_config.eos_token_id if model.generation_config else None
    ids = {named} if isinstance(named, int) else set(named or [])
    return {*ids, int(tokenizer.eos_token_id)}
