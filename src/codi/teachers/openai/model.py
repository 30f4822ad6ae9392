"""A ChatModel behind one or several endpoints: where a call goes, when, and how often."""

from __future__ import annotations

import asyncio
import os
import time
from collections import Counter
from collections.abc import Sequence

from yarl import URL

from codi.errors import ModelError
from codi.randomness import rng_for
from codi.recipe import TeacherSettings
from codi.teachers.openai.access import api_key, base_urls, headers_with, without_key
from codi.teachers.openai.client import CHARACTERS_PER_TOKEN, Encoder, counted, read_answer
from codi.teachers.openai.failures import BUSY, TOO_LONG_CAUSE, Failure, failure_of_transport
from codi.teachers.openai.limits import Outcome, Slots
from codi.teachers.openai.pool import Breaker, Endpoint, Pool
from codi.teachers.openai.rates import RateLimit
from codi.teachers.openai.servers import GENERIC, Dialect, recognise, server_at, server_named
from codi.teachers.openai.transport import Transport, TransportError
from codi.types import LAST_ORDERS, Completion, Request, Traffic

QUICK_WAIT_SECONDS = 0.1
"""Before the second try, where the endpoint did not say that it has too much to do."""
FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 30.0
LONGEST_ASKED_WAIT_SECONDS = 120.0
PROBE_SECONDS = 10.0
PROBES = 3


class OpenAIModel:
    """A model that speaks the chat completions protocol, `openai:NAME`.

    Calls are spread over the endpoints by load, those on one passage stay with one endpoint. One
    that fails in passing is made again up to `settings.retries` times; it waits without a place, so
    that others go on. Base URLs come from the settings, or else from `OPENAI_BASE_URL`; the key
    comes from `OPENAI_API_KEY` and is sent to all of them.

    Raises:
        UserError: a base URL that is none, a server of an unknown name, or a key that is missing
            or cannot be sent.
    """

    def __init__(self, name: str, settings: TeacherSettings | None = None) -> None:
        settings = settings or TeacherSettings()
        urls = base_urls(settings.base_urls)
        self._name = f"openai:{name}"
        self._model = name
        self._retries = settings.retries
        self._key = api_key(urls)
        self._transport = Transport(
            connections=settings.concurrency + len(urls),
            timeout_seconds=settings.timeout_seconds,
            headers=headers_with(self._key),
        )
        self._encoder = Encoder(name)
        self._lines = {
            endpoint.url: _Line(endpoint, URL(endpoint.url), settings.server)
            for endpoint in _endpoints(urls, settings)
        }
        self._pool = Pool([line.endpoint for line in self._lines.values()])
        self._jitter = rng_for(os.getpid(), "backoff", name)
        places = [endpoint.slots for endpoint in self._pool.endpoints]
        self._traffic = Traffic(max_in_flight=sum(slots.most for slots in places))
        self._count_places()

    @property
    def name(self) -> str:
        """`openai:` and the model's name."""
        return self._name

    @property
    def traffic(self) -> Traffic:
        """What goes on between this model and its endpoints."""
        return self._traffic

    async def complete(self, request: Request) -> Completion:
        """One completion; `finish_reason` is "content_filter" where the server withholds it.

        Raises:
            ModelError: none came, however often it was asked for, or none can come.
            EndpointError: all endpoints are down, or refuse every call.
        """
        if not request.messages:
            raise ValueError("a request needs at least one message")
        passage_id = request.task.passage.id if request.task else ""
        causes: Counter[str] = Counter()
        while True:
            line = self._lines[self._pool.choose(passage_id).url]
            result = await self._try(line, request)
            if isinstance(result, Completion):
                return result
            if result is None:  # the call can go out again at once
                continue
            causes[result.cause] += 1
            if result.remedy != "again" or causes.total() > self._retries:
                raise self._no_completion(result, causes)
            self._traffic.retries[result.cause] += 1
            await asyncio.sleep(self._wait(result, causes.total()))

    async def close(self) -> None:
        """Close all connections; no call follows."""
        await self._transport.close()

    async def _try(self, line: _Line, request: Request) -> Completion | Failure | None:
        """One attempt; None where it was none: the endpoint is down, or is written otherwise."""
        try:
            dialect = line.dialect or await self._meet(line)
        except TransportError as error:
            return self._note(line, failure_of_transport(error))
        lessons = dialect.lessons
        body = self._encoder.encode(request, dialect)
        rates, slots = line.endpoint.rates, line.endpoint.slots
        expected = 0
        if not rates.free:
            expected = len(body) // CHARACTERS_PER_TOKEN + request.sampling.max_tokens
            await rates.admit(expected)
        await slots.acquire(request.order, holder=_conversation(request))
        if line.endpoint.breaker.down:
            slots.release("failed", 0.0)
            return None
        self._traffic.in_flight += 1
        outcome: Outcome = "failed"
        started = time.perf_counter()
        try:
            result = read_answer(await self._transport.post(line.chat, body), dialect)
            outcome = "ok" if isinstance(result, Completion) else _outcome(result)
        except TransportError as error:
            result = failure_of_transport(error)
            outcome = _outcome(result)
        finally:
            keep_for = _conversation(request) if outcome == "ok" and _goes_on(request) else ""
            slots.release(outcome, time.perf_counter() - started, keep_for=keep_for)
            self._traffic.in_flight -= 1
            self._count_places()
        if isinstance(result, Completion):
            line.endpoint.breaker.succeeded()
            result = counted(result, body)
            if expected:
                usage = result.usage
                rates.settle(expected, usage.prompt_tokens + usage.completion_tokens)
            return result
        if result.remedy == "adapt" and (
            dialect.lessons > lessons or dialect.learn(result.complaint)
        ):
            self._traffic.retries["unsupported"] += 1
            return None
        return self._note(line, result)

    def _note(self, line: _Line, failure: Failure) -> Completion | Failure | None:
        """Tell the breaker of a failure, and what it comes to for the call."""
        breaker = line.endpoint.breaker
        if failure.remedy == "user":
            breaker.refused(self._without_key(failure.message))
            return None
        if failure.remedy == "filtered":
            breaker.succeeded()
            return Completion(text="", finish_reason="content_filter")
        if failure.cause == TOO_LONG_CAUSE:
            breaker.succeeded()  # others may be shorter
        elif failure.cause != "429":
            breaker.failed(self._without_key(failure.message))
        return failure

    async def _meet(self, line: _Line) -> Dialect:
        """Find out what kind of server the endpoint is, once.

        Raises:
            TransportError: no connection comes about.
        """
        waited_for = line.probes
        async with line.meeting:
            if line.dialect is not None:
                return line.dialect
            if line.missed is not None and line.probes != waited_for:
                raise TransportError(line.missed.cause, str(line.missed))
            line.probes += 1
            line.missed = None
            try:
                answer = await self._transport.get(line.models, timeout_seconds=PROBE_SECONDS)
            except TransportError as error:
                if error.cause in {"connect", "tls", "certificate"}:
                    line.missed = error
                    raise
                answer = None
            if answer is not None and answer.status == 200:
                line.dialect = Dialect(recognise(self._model, answer.headers, answer.body))
            elif line.probes >= PROBES or (answer is not None and _says_no(answer.status)):
                line.dialect = Dialect(GENERIC)
            return line.dialect or Dialect(GENERIC)

    def _no_completion(self, failure: Failure, causes: Counter[str]) -> ModelError:
        tries = causes.total()
        before = ", ".join(f"{cause} {count} times" for cause, count in causes.most_common())
        message = self._without_key(failure.message)
        if tries == 1:
            return ModelError(f"{self._name} gave no completion: {message}")
        return ModelError(
            f"{self._name} gave no completion in {tries} tries ({before}); the last: {message}"
        )

    def _wait(self, failure: Failure, tries: int) -> float:
        """Seconds until the next try: as long as was asked for, else twice as long each time."""
        if failure.retry_after is not None:
            asked = min(failure.retry_after, LONGEST_ASKED_WAIT_SECONDS)
            # Never earlier, and not all of them at once.
            return asked + self._jitter.uniform(0, 0.1 * asked + FIRST_WAIT_SECONDS / 2)
        longest = min(FIRST_WAIT_SECONDS * 2 ** (tries - 1), LONGEST_WAIT_SECONDS)
        if tries == 1 and not failure.busy:
            longest = QUICK_WAIT_SECONDS
        return self._jitter.uniform(longest / 2, longest)

    def _count_places(self) -> None:
        self._traffic.limit = sum(endpoint.slots.limit for endpoint in self._pool.endpoints)

    def _without_key(self, message: str) -> str:
        return without_key(message, self._key)


class _Line:
    """An endpoint, its addresses, and what it is known to take."""

    __slots__ = ("chat", "dialect", "endpoint", "meeting", "missed", "models", "probes")

    def __init__(self, endpoint: Endpoint, base: URL, server_name: str) -> None:
        self.endpoint = endpoint
        self.chat = base / "chat" / "completions"
        self.models = base / "models"
        server = server_named(server_name) or server_at(base.host or "")
        self.dialect = Dialect(server) if server is not None else None
        self.meeting = asyncio.Lock()
        self.probes = 0
        self.missed: TransportError | None = None


def _conversation(request: Request) -> str:
    return request.task.plan.id if request.task and request.task.plan else ""


def _goes_on(request: Request) -> bool:
    """Whether a conversation that shall be carried on in one go asks for more after this call."""
    task = request.task
    in_one_go = request.order < LAST_ORDERS // 2
    if not in_one_go or task is None or task.plan is None or task.part == "conversation":
        return False
    return task.part == "user" or len(task.history) + 1 < len(task.plan.turns)


def _outcome(failure: Failure) -> Outcome:
    return "busy" if failure.busy else "failed"


def _says_no(status: int) -> bool:
    """Whether a server without a list of models answers so, and not one that is busy."""
    return status < 500 and status not in BUSY


def _endpoints(urls: Sequence[str], settings: TeacherSettings) -> list[Endpoint]:
    """One for each URL; the places are dealt out, so that all together get no more than allowed."""
    whole, left = divmod(settings.concurrency, len(urls))
    return [
        Endpoint(
            url=url,
            slots=Slots(most=max(whole + (number < left), 1)),
            rates=RateLimit(
                requests_per_minute=settings.requests_per_minute,
                tokens_per_minute=settings.tokens_per_minute,
            ),
            breaker=Breaker(url),
        )
        for number, url in enumerate(urls)
    ]
