"""Batches: a run through files, found again after a stop, on a real server on loopback."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from openai_server import error, running

from codi.errors import EndpointError, ModelError, RecipeError
from codi.journal import Journal
from codi.planning import plan_conversations
from codi.prompts import Prompts, format_reply, format_turns
from codi.recipe import Recipe, TeacherSettings, load_recipe
from codi.synthesis import SynthesisCounts, synthesize
from codi.teachers import open_model
from codi.teachers.openai.batch import BatchModel
from codi.types import Message, Passage, Request, Sampling

PASSAGES = [
    Passage(
        id=f"harbour/{number}",
        document_id="harbour",
        text=f"The harbour of Port {name} was built in 18{40 + number}. Ships brought coffee.",
    )
    for number, name in enumerate(["Ann", "Bell", "Clare"])
]


@dataclass
class BatchServer:
    """`/v1/files` and `/v1/batches` as hosted models have them; a batch is done after some polls.

    `outcome` is the status that a batch ends with; `failing` answers are errors before others.
    """

    url: str = ""
    polls: int = 1
    outcome: str = "completed"
    failing: int = 0
    key: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    batches: dict[str, dict[str, Any]] = field(default_factory=dict)
    polled: dict[str, int] = field(default_factory=dict)
    missing: frozenset[int] = frozenset()
    first_poll: asyncio.Event = field(default_factory=asyncio.Event)

    async def upload(self, request: web.Request) -> web.Response:
        if self.failing:
            self.failing -= 1
            return error(503, "busy", headers={"Retry-After": "0.01"})
        form = await request.post()
        assert form["purpose"] == "batch"
        uploaded = form["file"]
        assert isinstance(uploaded, web.FileField)
        name = f"file-{len(self.files)}"
        self.files[name] = uploaded.file.read()
        return web.json_response({"id": name, "object": "file"})

    async def create(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization", "") != (f"Bearer {self.key}" if self.key else ""):
            return error(401, f"wrong key {request.headers.get('Authorization')}")
        wanted = await request.json()
        assert wanted["endpoint"] == "/v1/chat/completions"
        name = f"batch-{len(self.batches)}"
        self.batches[name] = {"id": name, "status": "in_progress", **wanted}
        return web.json_response(self.batches[name])

    async def list_all(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization", "") != (f"Bearer {self.key}" if self.key else ""):
            return error(401, f"wrong key {request.headers.get('Authorization')}")
        return web.json_response({"object": "list", "data": [*self.batches.values()][::-1]})

    async def poll(self, request: web.Request) -> web.Response:
        batch = self.batches[request.match_info["name"]]
        self.polled[batch["id"]] = self.polled.get(batch["id"], 0) + 1
        self.first_poll.set()
        if batch["status"] == "in_progress" and self.polled[batch["id"]] > self.polls:
            batch["status"] = self.outcome
            if self.outcome == "completed":
                batch["output_file_id"] = self._write(batch["input_file_id"])
        return web.json_response(batch)

    def _write(self, input_file_id: str) -> str:
        lines = []
        for number, text in enumerate(self.files[input_file_id].splitlines()):
            if number in self.missing:
                continue
            call = json.loads(text)
            assert (call["method"], call["url"]) == ("POST", "/v1/chat/completions")
            message = {"role": "assistant", "content": self.reply(call["body"])}
            body = {
                "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
                "usage": {"prompt_tokens": 100, "completion_tokens": 10},
            }
            response = {"status_code": 200, "body": body}
            lines.append(json.dumps({"custom_id": call["custom_id"], "response": response}))
        name = f"file-{len(self.files)}"
        self.files[name] = "\n".join(reversed(lines)).encode()
        return name

    def reply(self, body: dict[str, Any]) -> str:
        asked = body["messages"][-1]["content"]
        sentence = "Ships brought coffee."
        turn = ("What did ships bring?", format_reply("They brought coffee.", [sentence]))
        return format_turns([turn] * sum(line[0].isdigit() for line in asked.splitlines()))

    async def content(self, request: web.Request) -> web.Response:
        return web.Response(body=self.files[request.match_info["name"]])


@asynccontextmanager
async def serving(server: BatchServer) -> AsyncIterator[BatchServer]:
    app = web.Application()
    app.router.add_post("/v1/files", server.upload)
    app.router.add_get("/v1/files/{name}/content", server.content)
    app.router.add_post("/v1/batches", server.create)
    app.router.add_get("/v1/batches", server.list_all)
    app.router.add_get("/v1/batches/{name}", server.poll)
    async with running(app) as port:
        server.url = f"http://127.0.0.1:{port}/v1"
        yield server


def settings(server: BatchServer, **more: Any) -> TeacherSettings:
    return TeacherSettings(
        model="openai:some-model",
        base_urls=(server.url,),
        calls="conversation",
        batch=True,
        concurrency=64,
        **more,
    )


def model(server: BatchServer) -> BatchModel:
    return BatchModel("some-model", settings(server), gather_seconds=0.02, poll_seconds=0.02)


def request(text: str) -> Request:
    return Request(messages=(Message(role="user", content=text),), sampling=Sampling(seed=1))


@pytest.fixture(scope="module")
def recipe() -> Recipe:
    return load_recipe(
        "grounded-qa", overrides=["conversations.per_passage=4", "teacher.calls=conversation"]
    )


async def synthesized(recipe: Recipe, journal: Journal, server: BatchServer) -> SynthesisCounts:
    teacher = model(server)
    try:
        return await synthesize(
            plan_conversations(PASSAGES, recipe=recipe, num_passages=len(PASSAGES)),
            prompts=Prompts(recipe),
            teacher=teacher,
            journal=journal,
            concurrency=64,
            way="conversation",
        )
    finally:
        await teacher.close()


def test_a_run_goes_through_one_batch(recipe: Recipe, tmp_path: Path) -> None:
    async def main(journal: Journal) -> None:
        async with serving(BatchServer(failing=2)) as server:
            counts = await synthesized(recipe, journal, server)
            assert counts.ended_early == {}
            assert (counts.finished, counts.failed, counts.calls) == (12, 0, 12)
            assert len(server.batches) == 1
            assert counts.usage.prompt_tokens == 1200

    with Journal.open(tmp_path / "journal.sqlite") as journal:
        journal.add_passages(PASSAGES)
        asyncio.run(main(journal))


def test_a_stopped_run_finds_its_batch_again(recipe: Recipe, tmp_path: Path) -> None:
    async def main(journal: Journal) -> None:
        async with serving(BatchServer(polls=10**9)) as server:
            work = asyncio.create_task(synthesized(recipe, journal, server))
            await server.first_poll.wait()
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
            assert journal.counts().replies == 0
            server.polls = 0
            counts = await synthesized(recipe, journal, server)
            assert counts.finished == 12
            assert len(server.batches) == 1

    with Journal.open(tmp_path / "journal.sqlite") as journal:
        journal.add_passages(PASSAGES)
        asyncio.run(main(journal))


def test_calls_that_a_batch_brings_nothing_for_fail_and_are_sent_again_later() -> None:
    async def main() -> None:
        async with serving(BatchServer(missing=frozenset({1}))) as server:
            teacher = model(server)
            first, second = await asyncio.gather(
                teacher.complete(request("1.")),
                teacher.complete(request("2.")),
                return_exceptions=True,
            )
            assert not isinstance(first, BaseException)
            assert isinstance(second, ModelError)
            assert "is completed without a reply" in str(second)
            await teacher.close()
            server.outcome = "failed"
            teacher = model(server)
            with pytest.raises(ModelError, match="is failed without a reply"):
                await teacher.complete(request("3."))
            await teacher.close()
            server.outcome = "completed"
            teacher = model(server)
            assert (await teacher.complete(request("3."))).usage.completion_tokens == 10
            await teacher.close()
            assert len(server.batches) == 3

    asyncio.run(main())


def test_a_refused_key_stops_the_run_and_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")

    async def main() -> None:
        async with serving(BatchServer(key="another")) as server:
            teacher = model(server)
            with pytest.raises(EndpointError, match=r"takes no batch: 401: wrong key") as caught:
                await teacher.complete(request("1."))
            assert "sk-secret" not in str(caught.value)
            await teacher.close()

    asyncio.run(main())


def test_a_server_without_batches_is_named() -> None:
    async def main() -> None:
        async with running(web.Application()) as port:
            server = BatchServer(url=f"http://127.0.0.1:{port}/v1")
            teacher = model(server)
            with pytest.raises(EndpointError, match=r"takes no batch: 404"):
                await teacher.complete(request("1."))
            await teacher.close()

    asyncio.run(main())


def test_batches_are_for_whole_conversations() -> None:
    with pytest.raises(RecipeError, match="batch needs calls: conversation"):
        load_recipe("coqa", overrides=["teacher.batch=true"])
    chosen = load_recipe("coqa", overrides=["teacher.batch=true", "teacher.calls=conversation"])
    given = chosen.teacher.model_copy(update={"base_urls": ("http://localhost:1/v1",)})
    assert isinstance(open_model("openai:some-model", settings=given), BatchModel)
