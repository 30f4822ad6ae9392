"""The mock endpoint of the benches: what it answers, breaks and counts."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from codi.prompts import parse_reply, parse_turns, parse_user_message
from codi.types import TurnPlan

ENDPOINT = Path(__file__).resolve().parent.parent / "bench" / "endpoint.py"
PASSAGE = " ".join(f"word{number}" for number in range(400))
SYSTEM = f"Rules.\n\n<passage>\n{PASSAGE}\n</passage>"


class Asking:
    """A connection to an endpoint."""

    def __init__(self, url: str) -> None:
        self.place = url.removeprefix("http://").removesuffix("/v1")

    def send(self, method: str, path: str, body: object = None) -> tuple[int, str | None, bytes]:
        """Status, Retry-After and body."""
        connection = http.client.HTTPConnection(self.place, timeout=10)
        try:
            sent = None if body is None else json.dumps(body).encode()
            connection.request(method, path, body=sent, headers={"Authorization": "Bearer k"})
            answer = connection.getresponse()
            return answer.status, answer.headers["Retry-After"], answer.read()
        finally:
            connection.close()

    def reset(self, **settings: object) -> None:
        assert self.send("POST", "/reset", settings)[0] == 200

    def stats(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.send("GET", "/stats")[2])
        return found

    def call(self, *said: str) -> tuple[int, str | None, bytes]:
        roles = ["user", "assistant"] * len(said)
        messages = [{"role": "system", "content": SYSTEM}]
        messages += [
            {"role": role, "content": text} for role, text in zip(roles, said, strict=False)
        ]
        return self.send("POST", "/v1/chat/completions", {"model": "m", "messages": messages})

    def reply(self, *said: str) -> str:
        status, _, body = self.call(*said)
        assert status == 200
        text: str = json.loads(body)["choices"][0]["message"]["content"]
        return text


@pytest.fixture(scope="module")
def asking() -> Iterator[Asking]:
    process = subprocess.Popen([sys.executable, str(ENDPOINT)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process.stdout as said:
        yield Asking(said.readline().strip())
    process.terminate()
    process.wait()


def test_replies_are_such_as_the_prompts_ask_for(asking: Asking) -> None:
    asking.reset()
    assert "?" in parse_user_message(asking.reply("[next user message] Ask who."), act="who")
    reply = parse_reply(asking.reply("Who was it?"))
    assert reply.answer
    assert all(quote in PASSAGE for quote in reply.quotes)
    plans = [TurnPlan(index=index, link="who", act="who") for index in range(2)]
    turns = asking.reply("[next turns] Write these.\n1. [user] Ask who.\n2. [user] Ask who.")
    assert len(list(parse_turns(turns, plans))) == 2


def test_the_same_request_has_the_same_reply_and_counts_as_repeated(asking: Asking) -> None:
    asking.reset()
    assert asking.reply("Who?") == asking.reply("Who?") != asking.reply("When?")
    stats = asking.stats()
    assert (stats["requests"], stats["repeated"], stats["answered_again"]) == (3, 1, 1)


def test_a_prefix_cache_serves_whole_blocks_of_what_was_sent_before(asking: Asking) -> None:
    asking.reset(cache_tokens=None)
    asking.reply("Who?")
    usage = json.loads(asking.call("When?")[2])["usage"]
    cached = usage["prompt_tokens_details"]["cached_tokens"]
    assert cached == len(f"<|system|>\n{SYSTEM}\n<|user|>\nWh") // 64 * 16
    asking.reset(cache_tokens=64)
    asking.reply("Who?")
    assert asking.stats()["cached_tokens"] == 0


@pytest.mark.parametrize(("fault", "status"), [("share_429", 429), ("share_500", 500)])
def test_an_error_has_its_status_and_says_what_it_is(
    asking: Asking, fault: str, status: int
) -> None:
    asking.reset(**{fault: 1.0})
    answered, told, body = asking.call("Who?")
    assert (answered, told) == (status, None)
    assert json.loads(body)["error"]["message"]


@pytest.mark.parametrize("fault", ["share_garbage", "share_html"])
def test_a_body_that_is_no_json_comes_with_status_200(asking: Asking, fault: str) -> None:
    asking.reset(**{fault: 1.0})
    status, _, body = asking.call("Who?")
    assert status == 200
    with pytest.raises(ValueError, match=r"JSON|codec|Expecting"):
        json.loads(body)


def test_a_429_may_tell_when_to_come_back_and_a_wrong_key_is_refused(asking: Asking) -> None:
    asking.reset(share_429_told=1.0, retry_after_seconds=7)
    assert asking.call("Who?")[:2] == (429, "7")
    asking.reset(key="another")
    assert asking.call("Who?")[0] == 401


def test_a_cut_body_ends_early(asking: Asking) -> None:
    asking.reset(share_cut=1.0)
    with pytest.raises(http.client.IncompleteRead):
        asking.call("Who?")


def test_half_of_the_requests_fail_where_half_shall(asking: Asking) -> None:
    asking.reset(share_500=0.5)
    statuses = [asking.call(f"Who was number {number}?")[0] for number in range(200)]
    assert 70 <= statuses.count(500) <= 130
    assert asking.stats()["statuses"]["500"] == statuses.count(500)
