"""The chat completions protocol: a request as bytes, and an answer as a completion or a failure.

Nothing here waits or sends. The bytes of a request depend on the request and the endpoint's dialect
alone, and all requests on one passage begin alike, so that a prefix cache serves them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson

from codi.errors import ModelError
from codi.teachers.openai.failures import Failure, failure_of_error, unusable
from codi.teachers.openai.servers import Dialect
from codi.teachers.openai.transport import Answer
from codi.types import Completion, FinishReason, Request, Usage

CHARACTERS_PER_TOKEN = 4
"""Of English text, about; what a server has counted takes its place."""
FINISH_REASONS: Mapping[str | None, FinishReason] = {
    "length": "length",
    "max_tokens": "length",
    "content_filter": "content_filter",
}
"""Any other reason is an end of the model's own, except for those in `BROKEN_OFF`."""
BROKEN_OFF = frozenset({"abort", "error"})
"""What vLLM, SGLang and routers say where the engine gave the request up."""
THOUGHT = re.compile(r"\s*<think>.*?</think>\s*", re.DOTALL)
UNENDED_THOUGHT = re.compile(r"\s*<think>")
THOUGHT_WITHOUT_START = re.compile(r"\A.*?^\s*</think>\s*$\s*", re.DOTALL | re.MULTILINE)
"""Where the chat template has opened the block, only its end is part of the reply."""


class Encoder:
    """Writes requests to one model."""

    def __init__(self, model: str) -> None:
        self._head = b'{"model":%b,"messages":[' % orjson.dumps(model)

    def encode(self, request: Request, dialect: Dialect) -> bytes:
        """The body of `request`.

        Raises:
            ModelError: a message holds half a surrogate pair, which is no Unicode text.
        """
        # orjson would write the dataclasses too, at three times the cost.
        written = [{"role": each.role, "content": each.content} for each in request.messages]
        try:
            return b"%b%b],%b" % (
                self._head,
                orjson.dumps(written)[1:-1],
                dialect.settings(request.sampling),
            )
        except TypeError as error:
            raise ModelError(f"a message cannot be written as JSON: {error}") from None


def read_answer(answer: Answer, dialect: Dialect) -> Completion | Failure:
    """What an endpoint's answer comes to."""
    if not 200 <= answer.status < 300:
        return failure_of_error(answer)
    try:
        found = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        return unusable(answer)
    choice = _choice_of(found)
    if choice is None:
        # LM Studio and routers report errors under status 200.
        reported = isinstance(found, dict) and found.get("error")
        return failure_of_error(answer) if reported else unusable(answer, "JSON without a choice")
    reason = choice.get("finish_reason")
    if reason in BROKEN_OFF:
        return unusable(answer, f"a reply that the server broke off ({reason})")
    text = _text_of(choice["message"])
    if text is None:
        return unusable(answer, "a message whose content is no text")
    if dialect.server.thinking_tags and "think>" in text:
        text = without_thoughts(text)
    return Completion(
        text=text, usage=_usage_of(found), finish_reason=FINISH_REASONS.get(reason, "stop")
    )


def counted(completion: Completion, body: bytes) -> Completion:
    """The completion with its tokens reckoned where the server has not counted them.

    Without any a budget would never be reached.
    """
    if completion.usage.prompt_tokens:
        return completion
    usage = Usage(
        prompt_tokens=len(body) // CHARACTERS_PER_TOKEN + 1,
        completion_tokens=len(completion.text) // CHARACTERS_PER_TOKEN + 1,
    )
    return replace(completion, usage=usage)


def _choice_of(found: object) -> Mapping[str, Any] | None:
    """The first choice, which has a message and a reason that is a text or none; else None."""
    choices = found.get("choices") if isinstance(found, dict) else None
    choice = choices[0] if isinstance(choices, list) and choices else None
    if not isinstance(choice, dict) or not isinstance(choice.get("message"), dict):
        return None
    reason = choice.get("finish_reason")
    return choice if reason is None or isinstance(reason, str) else None


def without_thoughts(text: str) -> str:
    """The reply without the `<think>` block before it; nothing where the block has no end."""
    found = THOUGHT.match(text)
    if found is not None:
        return text[found.end() :]
    if UNENDED_THOUGHT.match(text):
        return ""
    return THOUGHT_WITHOUT_START.sub("", text, count=1)


def _text_of(message: Mapping[str, Any]) -> str | None:
    """The text of a message, empty where it has none; None where what it has cannot be read."""
    content = message.get("content")
    if isinstance(content, str):
        return content
    if content is None:
        refusal = message.get("refusal")
        return refusal if isinstance(refusal, str) else ""
    if isinstance(content, list):
        return _joined(content)
    return None


def _joined(parts: Sequence[object]) -> str | None:
    """The text parts of a content that comes in parts, reasoning left aside."""
    texts = []
    for part in parts:
        if not isinstance(part, dict):
            return None
        if part.get("type") in {"text", "output_text"}:
            if not isinstance(part.get("text"), str):
                return None
            texts.append(part["text"])
    return "".join(texts)


def _usage_of(found: Mapping[str, Any]) -> Usage:
    """The tokens that the server counted; 0 of a kind that it does not report."""
    usage = found.get("usage")
    if not isinstance(usage, dict):
        return Usage()
    prompt = _count(usage.get("prompt_tokens"))
    return Usage(
        prompt_tokens=prompt,
        completion_tokens=_count(usage.get("completion_tokens")),
        cached_tokens=min(_cached(usage, found), prompt),
    )


def _cached(usage: Mapping[str, Any], found: Mapping[str, Any]) -> int:
    details = usage.get("prompt_tokens_details")
    if isinstance(details, dict):
        return _count(details.get("cached_tokens"))
    for name in ("prompt_cache_hit_tokens", "cached_tokens"):  # DeepSeek; Moonshot
        if name in usage:
            return _count(usage[name])
    timings = found.get("timings")  # llama.cpp, where it reports no details
    return _count(timings.get("cache_n")) if isinstance(timings, dict) else 0


def _count(value: object) -> int:
    return value if type(value) is int and value > 0 else 0
