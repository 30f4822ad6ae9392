"""Many calls as files: the batch endpoints of hosted models, at half the price and within a day.

What a batch holds stands on the server, under the names of its calls, and a call's name is a hash
of its bytes. So a run that was stopped finds its batches again by asking the server which there
are, and sends nothing twice.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from yarl import URL

from codi.errors import EndpointError, ModelError, UserError
from codi.recipe import TeacherSettings
from codi.teachers.openai.access import api_key, base_urls, headers_with, without_key
from codi.teachers.openai.client import Encoder, read_answer
from codi.teachers.openai.failures import failure_of_error, failure_of_transport
from codi.teachers.openai.servers import SERVERS, Dialect, server_named
from codi.teachers.openai.transport import Answer, Transport, TransportError
from codi.types import Completion, Request, Traffic

CHAT = "/v1/chat/completions"
MOST_CALLS = 50_000
MOST_BYTES = 100 * 2**20
"""Of one batch; hosted models take 50,000 calls and 200 MB."""
GATHER_SECONDS = 2.0
"""A batch goes out once no call has come for so long: conversations ask for theirs at once."""
POLL_SECONDS = 30.0
LISTED_BATCHES = 100
MARK = "codi"
LONGEST_WAIT_SECONDS = 60.0
MOST_SHOWN = 300
OVER = frozenset({"completed", "expired", "cancelled", "failed"})
LOST = frozenset({"cancelled", "cancelling", "failed"})
"""States in which a batch brings nothing any more."""

Send = Callable[[], Awaitable[Answer]]


@dataclass(slots=True)
class _Call:
    """A call that waits: its line of the input file, and who waits for it."""

    line: bytes
    futures: list[asyncio.Future[Completion]] = field(default_factory=list)

    def settle(self, result: Completion | Exception) -> None:
        """Give the result to whoever waits still."""
        for future in self.futures:
            if future.done():
                continue
            if isinstance(result, Completion):
                future.set_result(result)
            else:
                future.set_exception(result)


class BatchModel:
    """A model that answers calls in batches, `openai:NAME` with `teacher.batch`.

    All calls that wait at the same time make one batch, so as many conversations as shall go into
    one have to be open: `teacher.concurrency` bounds it. The first base URL is the endpoint.

    Raises:
        UserError: a base URL that is none, or a key that is missing or cannot be sent.
    """

    def __init__(
        self,
        name: str,
        settings: TeacherSettings | None = None,
        *,
        gather_seconds: float = GATHER_SECONDS,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        settings = settings or TeacherSettings()
        self._name = f"openai:{name}"
        self._model = name
        urls = base_urls(settings.base_urls)
        if len(urls) > 1:
            raise UserError("teacher.batch takes one base URL", hint="a batch lies on one server")
        self._base = URL(urls[0])
        self._key = api_key(urls)
        self._retries = settings.retries
        self._timeout_seconds = settings.timeout_seconds
        self._gather_seconds = gather_seconds
        self._poll_seconds = poll_seconds
        self._transport = Transport(
            connections=8,
            timeout_seconds=settings.timeout_seconds,
            headers=headers_with(self._key),
        )
        self._encoder = Encoder(name)
        self._dialect = Dialect(server_named(settings.server) or SERVERS["openai"])
        self._traffic = Traffic(max_in_flight=settings.concurrency, limit=settings.concurrency)
        self._new: dict[str, _Call] = {}
        self._sent: dict[str, _Call] = {}
        self._came = asyncio.Event()
        self._worker: asyncio.Task[None] | None = None
        self._following: set[asyncio.Task[None]] = set()

    @property
    def name(self) -> str:
        """`openai:` and the model's name."""
        return self._name

    @property
    def traffic(self) -> Traffic:
        """What goes on between this model and its endpoint."""
        return self._traffic

    async def complete(self, request: Request) -> Completion:
        """One completion, which may take hours.

        Raises:
            ModelError: the batch brought none for this call.
            EndpointError: the endpoint takes no batches, or refuses the key.
        """
        body = self._encoder.encode(request, self._dialect)
        name = hashlib.blake2b(body, digest_size=16).hexdigest()
        future: asyncio.Future[Completion] = asyncio.get_running_loop().create_future()
        call = self._sent.get(name) or self._new.get(name)
        if call is None:
            call = self._new[name] = _Call(_line(name, body))
        call.futures.append(future)
        self._came.set()
        if self._worker is None:
            self._worker = asyncio.create_task(self._work())
        self._traffic.in_flight += 1
        try:
            return await future
        finally:
            self._traffic.in_flight -= 1

    async def close(self) -> None:
        """Stop waiting; the batches on the server go on, and a later run finds them."""
        for task in (self._worker, *self._following):
            if task is not None:
                task.cancel()
        await self._transport.close()

    async def _work(self) -> None:
        """Send what comes, batch after batch, until the model is closed."""
        known: dict[str, str] | None = None
        while True:
            calls = await self._arrived()
            try:
                if known is None:
                    known = await self._known_calls()
                for batch_id, names in _by_batch(calls, known).items():
                    self._follow(batch_id, {name: calls.pop(name) for name in names})
                for portion in _portions(calls):
                    self._follow(await self._send(portion), portion)
            except (EndpointError, ModelError) as error:
                for call in calls.values():
                    call.settle(error)

    async def _arrived(self) -> dict[str, _Call]:
        """The calls that came, once no more have come for a while."""
        await self._came.wait()
        while self._came.is_set() and len(self._new) < MOST_CALLS:
            self._came.clear()
            await asyncio.sleep(self._gather_seconds)
        calls, self._new = self._new, {}
        return calls

    async def _known_calls(self) -> dict[str, str]:
        """Which batch each call is in that codi has sent for this model and that may bring it."""
        url = (self._base / "batches").with_query(limit=LISTED_BATCHES)
        found = await self._json(lambda: self._get(url))
        known: dict[str, str] = {}
        for batch in found.get("data") or []:
            marked = (batch.get("metadata") or {}).get(MARK) == self._model
            if marked and batch.get("status") not in LOST:
                for line in await self._lines(batch["input_file_id"]):
                    known[str(line.get("custom_id"))] = str(batch["id"])
        return known

    async def _send(self, calls: Mapping[str, _Call]) -> str:
        """Upload the calls and start their batch; returns its id."""
        lines = b"".join(call.line for call in calls.values())
        file = await self._json(
            lambda: self._transport.upload(
                self._base / "files", name="codi.jsonl", content=lines, fields={"purpose": "batch"}
            )
        )
        wanted = orjson.dumps(
            {
                "input_file_id": file.get("id"),
                "endpoint": CHAT,
                "completion_window": "24h",
                "metadata": {MARK: self._model},
            }
        )
        batch = await self._json(lambda: self._transport.post(self._base / "batches", wanted))
        return str(batch.get("id"))

    def _follow(self, batch_id: str, calls: Mapping[str, _Call]) -> None:
        self._sent.update(calls)
        task = asyncio.create_task(self._wait_for(batch_id, calls))
        self._following.add(task)
        task.add_done_callback(self._following.discard)

    async def _wait_for(self, batch_id: str, calls: Mapping[str, _Call]) -> None:
        """Give each of the calls in a batch what comes of it, once the batch is over."""
        url = self._base / "batches" / batch_id
        error: ModelError | EndpointError
        try:
            batch = await self._json(lambda: self._get(url))
            while batch.get("status") not in OVER:
                await asyncio.sleep(self._poll_seconds)
                batch = await self._json(lambda: self._get(url))
            for kind in ("output_file_id", "error_file_id"):
                for line in await self._lines(batch[kind]) if batch.get(kind) else []:
                    call = calls.get(str(line.get("custom_id")))
                    if call is not None:
                        call.settle(self._result(line))
            error = ModelError(f"the batch {batch_id} is {batch.get('status')} without a reply")
        except (EndpointError, ModelError) as problem:
            error = problem
        for name, call in calls.items():
            call.settle(error)
            self._sent.pop(name, None)

    def _result(self, line: Mapping[str, Any]) -> Completion | ModelError:
        """What one line of a batch's results says."""
        response = line.get("response")
        if not isinstance(response, dict):
            return ModelError(f"the batch reports {str(line.get('error'))[:MOST_SHOWN]}")
        status = response.get("status_code")
        body = orjson.dumps(response.get("body"))
        found = read_answer(
            Answer(status if isinstance(status, int) else 200, {}, body), self._dialect
        )
        if isinstance(found, Completion):
            return found
        return ModelError(without_key(found.message, self._key))

    async def _lines(self, file_id: object) -> list[dict[str, Any]]:
        """The lines of a file on the server; those that are no JSON objects are left out."""
        url = self._base / "files" / str(file_id) / "content"
        answer = await self._answer(lambda: self._get(url))
        found = (_object(text) for text in answer.body.splitlines())
        return [line for line in found if line is not None]

    async def _json(self, send: Send) -> dict[str, Any]:
        answer = await self._answer(send)
        found = _object(answer.body)
        if found is None:
            raise ModelError(f"{self._base.host} answers with something else than JSON")
        return found

    async def _get(self, url: URL) -> Answer:
        return await self._transport.get(url, timeout_seconds=self._timeout_seconds)

    async def _answer(self, send: Send) -> Answer:
        """What the server answers; asked again where it failed in passing.

        Raises:
            ModelError: it answers with an error.
            EndpointError: it answers nobody, refuses the key, or knows no batches.
        """
        tries = 0
        while True:
            try:
                answer = await send()
                if 200 <= answer.status < 300:
                    return answer
                failure = failure_of_error(answer)
            except TransportError as error:
                failure = failure_of_transport(error)
            tries += 1
            message = without_key(failure.message, self._key)
            if failure.remedy == "user":
                raise EndpointError(
                    f"{self._base} takes no batch: {message}",
                    hint="all that was written is kept; without teacher.batch calls go one by one",
                )
            if failure.remedy != "again" or tries > self._retries:
                raise ModelError(f"{self._name} took no batch: {message}")
            self._traffic.retries[failure.cause] += 1
            wait = failure.retry_after or min(2.0 ** (tries - 1), LONGEST_WAIT_SECONDS)
            await asyncio.sleep(min(wait, LONGEST_WAIT_SECONDS))


def _line(name: str, body: bytes) -> bytes:
    """A call as a line of a batch's input file."""
    head = orjson.dumps({"custom_id": name, "method": "POST", "url": CHAT})
    return b'%b,"body":%b}\n' % (head[:-1], body)


def _object(text: bytes) -> dict[str, Any] | None:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) else None


def _by_batch(calls: Mapping[str, _Call], known: Mapping[str, str]) -> dict[str, list[str]]:
    """Those of the calls that batches hold already, by batch."""
    found: dict[str, list[str]] = {}
    for name in calls:
        if name in known:
            found.setdefault(known[name], []).append(name)
    return found


def _portions(calls: Mapping[str, _Call]) -> Iterator[dict[str, _Call]]:
    """The calls in portions that one batch can hold."""
    portion: dict[str, _Call] = {}
    size = 0
    for name, call in calls.items():
        if portion and (len(portion) >= MOST_CALLS or size + len(call.line) > MOST_BYTES):
            yield portion
            portion, size = {}, 0
        portion[name] = call
        size += len(call.line)
    if portion:
        yield portion
