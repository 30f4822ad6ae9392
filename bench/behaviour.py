"""How the mock endpoint behaves: what it answers to a request, when, and what it counts."""

from __future__ import annotations

import asyncio
import hashlib
import math
import time
from collections import Counter
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import Protocol

import orjson

from mock_model import PrefixCache, Writer, num_tokens, rendered

NORMAL = NormalDist()
REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found"}
REASONS |= {411: "Length Required", 429: "Too Many Requests", 500: "Internal Server Error"}
HTML = b"<html><head><title>Gateway</title></head><body><h1>Please wait</h1></body></html>"
GARBAGE = b'{"choices": [{"message": \xff\xfe\x00 {{{'
AT_ONCE = frozenset({"400", "401", "404", "429", "429_told"})
UNIT = 2.0**32


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the endpoint behaves; shares are of all requests, in [0, 1], and add up to 1 at most.

    `latency_seconds` is the mean; with `sigma` above 0 latencies are lognormal. A 429 comes at
    once, with `Retry-After` for `share_429_told`; other faults after the latency. A hang is never
    answered; a cut body ends before the length its head has told. `key`, where set, has to be the
    bearer's, and `model` the model asked for. Beyond `most_in_flight` every request is a 429.
    `cache_tokens` bounds the simulated prefix cache: 0 has none, None no bound.
    """

    latency_seconds: float = 0.0
    sigma: float = 0.0
    seed: int = 0
    share_429: float = 0.0
    share_429_told: float = 0.0
    retry_after_seconds: int = 1
    share_500: float = 0.0
    share_hang: float = 0.0
    share_garbage: float = 0.0
    share_html: float = 0.0
    share_cut: float = 0.0
    key: str = ""
    model: str = ""
    most_in_flight: int = 0
    cache_tokens: int | None = 0
    question_words: int = 8
    answer_words: int = 14
    log: bool = False

    def __post_init__(self) -> None:
        if sum(share for _, share in self.faults()) > 1 + 1e-9:
            raise ValueError("the shares of faults add up to more than 1")
        if self.latency_seconds < 0 or self.sigma < 0:
            raise ValueError("latency_seconds and sigma must be at least 0")

    def faults(self) -> list[tuple[str, float]]:
        """Each fault with its share."""
        return [
            ("429", self.share_429),
            ("429_told", self.share_429_told),
            ("500", self.share_500),
            ("hang", self.share_hang),
            ("garbage", self.share_garbage),
            ("html", self.share_html),
            ("cut", self.share_cut),
        ]

    def latency(self, uniform: float) -> float:
        """The latency at a quantile in (0, 1)."""
        if not self.sigma:
            return self.latency_seconds
        log_mean = math.log(self.latency_seconds) - self.sigma**2 / 2
        return math.exp(log_mean + self.sigma * NORMAL.inv_cdf(uniform))


class Waiting(Protocol):
    """The connection that a request came by; `pending` are those of its requests still open."""

    transport: asyncio.Transport
    pending: int
    lost: bool


@dataclass(slots=True, kw_only=True)
class Call:
    """One request to the model; times are those of the machine's monotonic clock."""

    code: str
    nth: int
    fault: str
    received: float
    latency: float
    answered: float = 0.0


@dataclass(slots=True)
class Endpoint:
    """What the connections share: settings, counts, the simulated cache and the log."""

    settings: Settings
    requests: int = 0
    in_flight: int = 0
    most_in_flight: int = 0
    connections: int = 0
    most_connections: int = 0
    gone: int = 0
    latency_sum: float = 0.0
    completion_tokens: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    seen: Counter[bytes] = field(default_factory=Counter)
    well_answered: set[str] = field(default_factory=set)
    answered_again: int = 0
    calls: list[Call] = field(default_factory=list)
    cache: PrefixCache | None = None
    writer: Writer = field(default_factory=Writer)
    limits: list[tuple[float, str]] = field(default_factory=list)
    fault_replies: dict[str, bytes] = field(default_factory=dict)
    salt: bytes = b""

    def __post_init__(self) -> None:
        settings = self.settings
        if settings.cache_tokens != 0:
            self.cache = PrefixCache(limit_tokens=settings.cache_tokens)
        self.writer = Writer(
            question_words=settings.question_words, answer_words=settings.answer_words
        )
        self.salt = settings.seed.to_bytes(8, "big", signed=True)
        told = f"Retry-After: {settings.retry_after_seconds}\r\n"
        self.fault_replies = {
            "429": error_reply(429, "rate limit reached"),
            "429_told": error_reply(429, "rate limit reached", more=told),
            "401": error_reply(401, "incorrect API key"),
            "500": error_reply(500, "internal error"),
            "garbage": http_reply(200, GARBAGE),
            "html": http_reply(200, HTML, kind="text/html"),
        }
        reached = 0.0
        for name, share in settings.faults():
            reached += share
            if share:
                self.limits.append((reached, name))

    def stats(self) -> dict[str, object]:
        """What was seen since the last reset.

        `repeated` requests had the bytes of a former one, `answered_again` those of one that had
        been well answered before; `gone` clients did not wait for the answer.
        """
        cache = self.cache
        return {
            "requests": self.requests,
            "statuses": dict(self.statuses),
            "repeated": self.requests - len(self.seen),
            "answered_again": self.answered_again,
            "gone": self.gone,
            "in_flight": self.in_flight,
            "most_in_flight": self.most_in_flight,
            "connections": self.connections,
            "most_connections": self.most_connections,
            "latency_sum": self.latency_sum,
            "completion_tokens": self.completion_tokens,
            "prompt_tokens": cache.prompt_tokens if cache else 0,
            "cached_tokens": cache.cached_tokens if cache else 0,
            "cpu_seconds": time.process_time(),
        }

    def fault(self, uniform: float) -> str:
        """The fault at a quantile, or none."""
        for reached, name in self.limits:
            if uniform < reached:
                return name
        limit = self.settings.most_in_flight
        return "429" if limit and self.in_flight > limit else ""

    def serve(self, connection: Waiting, head: bytes, body: bytes) -> None:
        """Answer a request to the model, now or later."""
        settings = self.settings
        received = time.monotonic()
        self.requests += 1
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        connection.pending += 1
        digest = hashlib.blake2b(body, digest_size=16, salt=self.salt).digest()
        nth = self.seen[digest]
        self.seen[digest] = nth + 1
        draw = hashlib.blake2b(digest + nth.to_bytes(4, "big"), digest_size=8).digest()
        latency = settings.latency((int.from_bytes(draw[:4], "big") + 0.5) / UNIT)
        fault = self.fault(int.from_bytes(draw[4:], "big") / UNIT)
        if settings.key and f"Bearer {settings.key}".encode() not in head:
            fault = "401"
        call = Call(code=digest[:6].hex(), nth=nth, fault=fault, received=received, latency=latency)
        if settings.log:
            self.calls.append(call)
        if fault == "hang":
            self.statuses["hang"] += 1
            return
        reply, delay = self._reply(call, digest, body)
        if delay:
            asyncio.get_running_loop().call_later(delay, self._send, connection, call, reply)
        else:
            self._send(connection, call, reply)

    def _reply(self, call: Call, digest: bytes, body: bytes) -> tuple[bytes, float]:
        """The bytes of the response, and after how many seconds they go out."""
        reply = self.fault_replies.get(call.fault) or self._good_reply(call, digest, body)
        return reply, 0.0 if call.fault in AT_ONCE else call.latency

    def _good_reply(self, call: Call, digest: bytes, body: bytes) -> bytes:
        """The model's reply, or what is wrong with the request."""
        try:
            asked = orjson.loads(body)
            text = self.writer.reply(asked["messages"], digest)
        except (ValueError, KeyError, TypeError, IndexError):
            call.fault = "400"
            return error_reply(400, "not a chat completion request")
        if self.settings.model and asked.get("model") != self.settings.model:
            call.fault = "404"
            return error_reply(404, f"the model {asked.get('model')} does not exist")
        made = self._completion(asked, text)
        if call.fault == "cut":
            return made[: -len(made) // 4]
        self.answered_again += call.code in self.well_answered
        return made

    def _completion(self, asked: dict[str, object], text: str) -> bytes:
        messages = asked["messages"]
        assert isinstance(messages, list)
        cached = 0
        if self.cache:
            prompt = rendered(messages)
            prompt_tokens = num_tokens(len(prompt))
            cached = self.cache.admit(prompt, text.encode("utf-8"))
        else:
            prompt_tokens = num_tokens(sum(len(message["content"]) for message in messages))
        completion_tokens = num_tokens(len(text))
        self.completion_tokens += completion_tokens
        message = {"role": "assistant", "content": text}
        return http_reply(
            200,
            orjson.dumps(
                {
                    "id": f"chatcmpl-{self.requests}",
                    "object": "chat.completion",
                    "created": 0,
                    "model": asked.get("model"),
                    "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
                    "usage": {
                        "prompt_tokens": prompt_tokens,
                        "completion_tokens": completion_tokens,
                        "total_tokens": prompt_tokens + completion_tokens,
                        "prompt_tokens_details": {"cached_tokens": cached},
                    },
                }
            ),
        )

    def _send(self, connection: Waiting, call: Call, reply: bytes) -> None:
        if connection.lost:
            self.gone += 1
            return
        connection.pending -= 1
        self.in_flight -= 1
        self.statuses[call.fault or "200"] += 1
        call.answered = time.monotonic()
        if not call.fault:
            self.latency_sum += call.latency
            self.well_answered.add(call.code)
        connection.transport.write(reply)
        if call.fault == "cut":
            connection.transport.close()


def http_reply(
    status: int, body: bytes, *, kind: str = "application/json", more: str = ""
) -> bytes:
    """A response, whole; `more` are further lines of its head."""
    head = (
        f"HTTP/1.1 {status} {REASONS[status]}\r\nContent-Type: {kind}\r\n{more}"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode("ascii") + body


def error_reply(status: int, message: str, *, more: str = "") -> bytes:
    """An error as OpenAI's servers tell it."""
    error = {"message": message, "type": "bench", "param": None, "code": None}
    return http_reply(status, orjson.dumps({"error": error}), more=more)
