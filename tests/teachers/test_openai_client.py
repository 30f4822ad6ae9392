"""The protocol: requests as bytes, answers as completions, and what a failure can be mended by."""

from __future__ import annotations

import time
from email.utils import formatdate
from typing import Any

import orjson
import pytest

from codi.errors import ModelError
from codi.teachers.openai.client import Encoder, read_answer
from codi.teachers.openai.failures import Failure, retry_after
from codi.teachers.openai.servers import GENERIC, SERVERS, Dialect, recognise
from codi.teachers.openai.transport import Answer
from codi.types import Completion, Message, Request, Sampling, Usage

SAMPLING = Sampling(temperature=0.8, top_p=0.95, max_tokens=256, seed=11)
USAGE = {"prompt_tokens": 100, "completion_tokens": 7}


def request(*contents: str, sampling: Sampling = SAMPLING) -> Request:
    first, *others = contents
    messages = [Message(role="system", content=first)]
    for number, content in enumerate(others):
        messages.append(Message(role="assistant" if number % 2 else "user", content=content))
    return Request(messages=tuple(messages), sampling=sampling)


def read(body: object, *, status: int = 200, server: str = "generic") -> Completion | Failure:
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    return read_answer(Answer(status, {}, content), Dialect(SERVERS[server]))


def completion(content: object = "Fine.", *, server: str = "vllm", **choice: Any) -> Completion:
    message = {"role": "assistant", "content": content}
    found = read({"choices": [{"message": message, **choice}], "usage": USAGE}, server=server)
    assert isinstance(found, Completion)
    return found


def failure(body: object, *, status: int = 200) -> Failure:
    found = read(body, status=status)
    assert isinstance(found, Failure)
    return found


def test_the_same_request_is_written_with_the_same_bytes() -> None:
    written = Encoder("m").encode(request("System é", "Hi\n", "Yes", "Who?"), Dialect(GENERIC))
    assert (
        written
        == (
            '{"model":"m","messages":[{"role":"system","content":"System é"},'
            '{"role":"user","content":"Hi\\n"},{"role":"assistant","content":"Yes"},'
            '{"role":"user","content":"Who?"}],'
            '"temperature":0.8,"top_p":0.95,"max_tokens":256,"seed":11}'
        ).encode()
    )


def test_a_call_begins_with_the_bytes_of_the_one_before_it() -> None:
    encoder, dialect = Encoder("m"), Dialect(GENERIC)
    before = encoder.encode(request("System", "Q1"), dialect)
    after = encoder.encode(request("System", "Q1", "A1", "Q2"), dialect)
    messages = before.index(b'],"temperature"')
    assert after.startswith(before[:messages])


def test_a_request_without_a_seed_and_of_one_message_is_written_too() -> None:
    sampling = Sampling(max_tokens=5)
    written = orjson.loads(Encoder("m").encode(request("Hi", sampling=sampling), Dialect(GENERIC)))
    assert written == {
        "model": "m",
        "messages": [{"role": "system", "content": "Hi"}],
        "temperature": 0.0,
        "top_p": 1.0,
        "max_tokens": 5,
    }


def test_half_a_surrogate_pair_is_a_failure_of_this_call() -> None:
    with pytest.raises(ModelError, match="cannot be written as JSON"):
        Encoder("m").encode(request("System", "\ud83d"), Dialect(GENERIC))


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Fine.", "Fine."),
        ("", ""),
        (None, ""),
        ([{"type": "text", "text": "Fi"}, {"type": "text", "text": "ne."}], "Fine."),
        ([{"type": "thinking", "thinking": []}, {"type": "text", "text": "Fine."}], "Fine."),
        ("<think>\nHm.\n</think>\n\nFine.", "Fine."),
        ("\n<think></think>Fine.", "Fine."),
        ("<think>Hm, and then", ""),
        ("Hm, the passage says\nso.\n</think>\n\nFine.", "Fine."),
        ("It ends with the tag </think> and no other.",) * 2,
        ("A <think> in the middle </think> stays.",) * 2,
    ],
)
def test_a_reply_is_the_text_of_the_message_without_its_reasoning(
    content: object, text: str
) -> None:
    assert completion(content, finish_reason="stop").text == text


def test_a_hosted_model_has_no_thinking_tags_to_drop() -> None:
    said = "<think> is a tag. </think> ends it."
    assert completion(said, server="openai").text == said


def test_a_refusal_of_the_model_is_its_reply() -> None:
    message = {"role": "assistant", "content": None, "refusal": "I cannot help with that."}
    found = read({"choices": [{"message": message, "finish_reason": "stop"}]})
    assert found == Completion(text="I cannot help with that.")


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("stop", "stop"),
        (None, "stop"),
        ("eos", "stop"),
        ("length", "length"),
        ("content_filter", "content_filter"),
    ],
)
def test_the_reason_of_the_end_is_kept(said: str | None, reason: str) -> None:
    assert completion(finish_reason=said).finish_reason == reason


@pytest.mark.parametrize(
    ("usage", "more", "expected"),
    [
        ({**USAGE, "prompt_tokens_details": {"cached_tokens": 64}}, {}, (100, 7, 64)),
        ({**USAGE, "prompt_tokens_details": None}, {}, (100, 7, 0)),
        ({**USAGE, "prompt_tokens_details": {"cached_tokens": None}}, {}, (100, 7, 0)),
        ({**USAGE, "prompt_cache_hit_tokens": 80}, {}, (100, 7, 80)),
        ({**USAGE, "cached_tokens": 32}, {}, (100, 7, 32)),
        (USAGE, {"timings": {"cache_n": 90, "prompt_n": 10}}, (100, 7, 90)),
        ({**USAGE, "prompt_tokens_details": {"cached_tokens": 900}}, {}, (100, 7, 100)),
        ({"prompt_tokens": -1, "completion_tokens": "7"}, {}, (0, 0, 0)),
        (None, {}, (0, 0, 0)),
    ],
)
def test_tokens_are_those_that_the_server_counted(
    usage: object, more: dict[str, Any], expected: tuple[int, int, int]
) -> None:
    message = {"role": "assistant", "content": "Fine."}
    found = read({"choices": [{"message": message}], "usage": usage, **more})
    assert isinstance(found, Completion)
    prompt, completed, cached = expected
    assert found.usage == Usage(
        prompt_tokens=prompt, completion_tokens=completed, cached_tokens=cached
    )


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "html"),
        (b"\n<html>", "html"),
        (b"", "garbage"),
        (b'{"choices": [{"message": {"content": "cut', "garbage"),
        (b'{"choices": [{"message": {"content": "\xff\xfe"}}]}', "garbage"),
        (b'{"choices": [{"message": {"content": "\\ud83d"}}]}', "garbage"),
        ([], "garbage"),
        ({}, "garbage"),
        ({"choices": []}, "garbage"),
        ({"choices": None}, "garbage"),
        ({"choices": ["text"]}, "garbage"),
        ({"choices": [{"text": "a completion of the old kind"}]}, "garbage"),
        ({"choices": [{"message": None}]}, "garbage"),
        ({"choices": [{"message": {"content": 7}}]}, "garbage"),
        ({"choices": [{"message": {"content": [7]}}]}, "garbage"),
        ({"choices": [{"message": {"content": "ok"}, "finish_reason": 7}]}, "garbage"),
        ({"choices": [{"message": {"content": "a"}, "finish_reason": "abort"}]}, "garbage"),
        ({"error": {"code": 429, "message": "upstream is busy"}}, "429"),
        ({"error": {"code": 502, "message": "no upstream"}, "choices": None}, "502"),
    ],
)
def test_what_cannot_be_read_is_no_answer_and_asked_for_again(body: object, cause: str) -> None:
    found = failure(body)
    assert (found.cause, found.remedy) == (cause, "again")


@pytest.mark.parametrize(
    ("status", "busy"),
    [
        (408, False), (409, False), (425, False), (429, True), (500, False), (502, False),
        (503, True), (504, False), (524, False), (529, True),
    ],
)  # fmt: skip
def test_what_may_pass_is_tried_again(status: int, *, busy: bool) -> None:
    found = failure(b"upstream connect error", status=status)
    assert found.remedy == "again"
    assert (found.cause, found.busy) == (str(status), busy)
    assert found.message == f"{status}: upstream connect error"


LLAMA_CPP = {
    "code": 400,
    "message": "request (9412 tokens) exceeds the available context size (8192 tokens)",
    "type": "exceed_context_size_error",
}


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, {"error": LLAMA_CPP}),
        (400, {"object": "error", "message": "This model's maximum context length is 8192 tokens"}),
        (400, {"error": {"message": "The input (9 tokens) is longer than the model's limit"}}),
        (400, {"error": "the initial prompt is greater than the context length (n_keep: 9)"}),
        (400, {"error": {"message": "too long", "code": "context_length_exceeded"}}),
        (200, {"error": {"message": "Context size has been exceeded."}}),
        (413, b"Request Entity Too Large"),
    ],
)
def test_a_request_that_is_too_long_is_known_by_many_words(status: int, body: object) -> None:
    found = failure(body, status=status)
    assert (found.cause, found.remedy) == ("too_long", "never")


@pytest.mark.parametrize("status", [418, 501, 505])
def test_what_fails_each_time_is_not_tried_again(status: int) -> None:
    assert failure(b"", status=status).remedy == "never"


@pytest.mark.parametrize(
    ("status", "body", "remedy"),
    [
        (401, {"error": {"message": "Incorrect API key"}}, "user"),
        (402, {"error": {"message": "Insufficient Balance"}}, "user"),
        (403, {"detail": "Forbidden"}, "user"),
        (403, {"error": {"message": "your input was flagged"}}, "filtered"),
        (400, {"error": {"message": "m", "code": "content_filter"}}, "filtered"),
        (404, {"error": {"message": "model 'm' not found"}}, "user"),
        (404, b"404 page not found", "user"),
        (405, b"", "user"),
        (429, {"error": {"message": "m", "type": "insufficient_quota"}}, "user"),
        (429, {"error": {"message": "Rate limit reached", "type": "tokens"}}, "again"),
        (400, {"error": {"message": "The model `m` does not exist", "code": 404}}, "user"),
        (400, {"error": {"message": "m is not a valid model ID"}}, "user"),
        (400, {"error": {"message": "Model Not Exist"}}, "user"),
        (400, {"detail": "Server is pinned to 'other'; requested 'm'."}, "user"),
        (400, {"error": {"message": "bad"}}, "adapt"),
        (400, {"error": {"message": "the model has no such parameter"}}, "adapt"),
        (422, {"detail": [{"loc": ["body", "seed"], "type": "extra_forbidden"}]}, "adapt"),
    ],
)
def test_other_failures_say_what_can_mend_them(status: int, body: object, remedy: str) -> None:
    assert failure(body, status=status).remedy == remedy


def test_a_message_is_one_line_of_bounded_length() -> None:
    found = failure({"error": {"message": "very\nlong " * 100}}, status=500)
    assert "\n" not in found.message
    assert len(found.message) < 320


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": "7", "retry-after-ms": "250"}, 0.25),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
    ],
)
def test_how_long_to_wait_is_read_in_all_its_forms(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert retry_after(headers) == seconds


def test_how_long_to_wait_may_be_a_date() -> None:
    seconds = retry_after({"retry-after": formatdate(time.time() + 60, usegmt=True)})
    assert seconds is not None
    assert 58 <= seconds <= 60


@pytest.mark.parametrize(
    ("owner", "banner", "name"),
    [
        ("vllm", "uvicorn", "vllm"),
        ("sglang", "uvicorn", "sglang"),
        ("llamacpp", "", "llama.cpp"),
        ("", "llama.cpp", "llama.cpp"),
        ("me", "uvicorn", "llama-cpp-python"),
        ("library", "", "ollama"),
        ("organization_owner", "", "lmstudio"),
        ("system", "cloudflare", "openai"),
        ("HuggingFaceTB", "uvicorn", "generic"),
    ],
)
def test_a_server_is_recognised_by_what_it_says_of_itself(
    owner: str, banner: str, name: str
) -> None:
    listed = {"data": [{"id": "other", "owned_by": "x"}, {"id": "m", "owned_by": owner}]}
    assert recognise("m", {"server": banner}, orjson.dumps(listed)).name == name


@pytest.mark.parametrize(
    ("models", "name"),
    [
        ({}, "transformers"),
        ({"openai/gpt-oss-20b": "openai", "gpt2": ""}, "transformers"),
        ({"gpt-4o": "openai"}, "openai"),
        ({"org/model": "vllm"}, "vllm"),
        ({"org/model": ""}, "generic"),
    ],
)
def test_a_server_that_lists_a_cache_of_the_hub_is_that_of_transformers(
    models: dict[str, str], name: str
) -> None:
    listed = {"data": [{"id": model, "owned_by": owner} for model, owner in models.items()]}
    headers = {"server": "uvicorn", "x-request-id": "1"}
    assert recognise("m", headers, orjson.dumps(listed)).name == name
    assert recognise("m", {"server": "uvicorn"}, orjson.dumps(listed)).name != "transformers"


@pytest.mark.parametrize("listed", [b"", b"<html>", b"[]", b'{"data": null}', b'{"data": [1]}'])
def test_a_list_of_models_that_cannot_be_read_says_nothing(listed: bytes) -> None:
    assert recognise("m", {}, listed) is GENERIC


def test_an_endpoint_teaches_each_thing_once() -> None:
    dialect = Dialect(SERVERS["openai"])
    assert dialect.learn("Unrecognized request argument supplied: max_completion_tokens")
    assert b'"max_tokens":256' in dialect.settings(SAMPLING)
    assert not dialect.learn("Unsupported parameter: max_tokens")
    assert dialect.learn("temperature and top_p are not supported with this model")
    assert dialect.settings(SAMPLING) == b'"max_tokens":256,"seed":11}'
    assert not dialect.learn("seed must be positive")
    assert dialect.lessons == 2
