"""A real server on loopback for the tests: it answers as a test says, and keeps what it got."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Handler = Callable[["Server", web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Server:
    """`calls` are the bodies of all chat requests; `connections` those that they came over."""

    url: str = ""
    calls: list[dict[str, Any]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    probes: int = 0
    connections: set[int] = field(default_factory=set)
    in_flight: int = 0
    most_in_flight: int = 0


def reply(text: str | None = "Fine.", **more: Any) -> web.Response:
    """A completion as most servers send it; `more` replaces its fields."""
    body = {
        "object": "chat.completion",
        "choices": [
            {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
        ],
        "usage": {"prompt_tokens": 20, "completion_tokens": 5, "total_tokens": 25},
    }
    return web.json_response({**body, **more})


def error(status: int, message: str = "", *, headers: Any = None, **more: Any) -> web.Response:
    body = {"error": {"message": message, "type": None, "param": None, "code": None, **more}}
    return web.json_response(body, status=status, headers=headers)


@asynccontextmanager
async def serving(
    answer: Handler | None = None,
    *,
    owner: str = "vllm",
    models: Callable[[Server], web.Response] | None = None,
) -> AsyncIterator[Server]:
    """A server that runs while the block does; `owner` is what its list of models names."""
    server = Server()

    async def chat(request: web.Request) -> web.StreamResponse:
        server.connections.add(id(request.transport))
        server.raw.append(await request.read())
        server.calls.append(await request.json())
        server.headers.append(dict(request.headers))
        server.in_flight += 1
        server.most_in_flight = max(server.most_in_flight, server.in_flight)
        try:
            return await answer(server, request) if answer else reply()
        finally:
            server.in_flight -= 1

    async def list_models(_request: web.Request) -> web.Response:
        server.probes += 1
        if models:
            return models(server)
        return web.json_response({"data": [{"id": "some-model", "owned_by": owner}]})

    app = web.Application()
    app.router.add_post("/v1/chat/completions", chat)
    app.router.add_get("/v1/models", list_models)
    async with running(app) as port:
        server.url = f"http://127.0.0.1:{port}/v1"
        yield server


@asynccontextmanager
async def running(app: web.Application, **site: Any) -> AsyncIterator[int]:
    """An application on a free port, which it yields."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, **site).start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
