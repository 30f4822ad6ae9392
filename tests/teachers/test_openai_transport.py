"""Bytes over HTTP: what comes back, and what is told where nothing whole does."""

from __future__ import annotations

import asyncio
import ssl
import subprocess
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from openai_server import running
from yarl import URL

from codi.errors import UserError
from codi.teachers.openai.transport import Answer, Transport, TransportError

Serve = Callable[[web.Request], Awaitable[web.StreamResponse]]


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def post(
    serve: Serve | None = None, *, url: str = "", times: int = 1, site: Any = None, **more: Any
) -> list[Answer]:
    """The answers of a server to requests one after another; `url` where another one is called."""

    async def hello(_request: web.Request) -> web.StreamResponse:
        return web.Response(body=b"hello", headers={"X-Kind": "greeting"})

    async def work() -> list[Answer]:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", serve or hello)
        transport = Transport(
            **{"connections": 4, "timeout_seconds": 5, "headers": {"X-Mine": "1"}, **more}
        )
        async with running(app, **(site or {})) as port:
            scheme = "https" if site else "http"
            there = URL(url.format(port=port) or f"{scheme}://127.0.0.1:{port}/v1/chat")
            try:
                return [await transport.post(there, b"{}") for _ in range(times)]
            finally:
                await transport.close()

    return asyncio.run(work())


def post_to_socket(answer: bytes, **more: Any) -> None:
    """Post to a server that sends these very bytes and closes the connection."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.write(answer)
        await writer.drain()
        writer.close()

    async def work() -> None:
        transport = Transport(**{"connections": 1, "timeout_seconds": 5, "headers": {}, **more})
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        try:
            port = server.sockets[0].getsockname()[1]
            await transport.post(URL(f"http://127.0.0.1:{port}/"), b"{}")
        finally:
            await transport.close()
            server.close()
            await server.wait_closed()

    asyncio.run(work())


def cause_of(work: Callable[[], object]) -> str:
    with pytest.raises(TransportError) as caught:
        work()
    return caught.value.cause


def test_an_answer_comes_back_with_status_headers_and_bytes() -> None:
    async def serve(request: web.Request) -> web.Response:
        assert (request.method, await request.read()) == ("POST", b"{}")
        assert request.headers["X-Mine"] == "1"
        return web.Response(status=418, body=b"\xff\x00", headers={"X-Kind": "teapot"})

    [answer] = post(serve)
    assert (answer.status, answer.body) == (418, b"\xff\x00")
    assert answer.headers["x-kind"] == "teapot"


def test_requests_one_after_another_go_over_one_connection() -> None:
    connections = set()

    async def serve(request: web.Request) -> web.Response:
        assert request.transport is not None
        connections.add(request.transport.get_extra_info("peername"))
        return web.Response(body=b"x" * 100_000)

    assert len(post(serve, times=10)) == 10
    assert len(connections) == 1


def test_an_answer_that_comes_in_pieces_or_compressed_is_put_together() -> None:
    async def serve(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        response.enable_compression(web.ContentCoding.gzip)
        await response.prepare(request)
        for number in range(3):
            await response.write(b"%d" % number * 50_000)
            await asyncio.sleep(0.01)
        return response

    [answer] = post(serve)
    assert answer.body == b"0" * 50_000 + b"1" * 50_000 + b"2" * 50_000


@pytest.mark.parametrize("compressed", [False, True])
def test_an_answer_without_end_is_not_read_to_its_end(*, compressed: bool) -> None:
    sent = 0

    async def serve(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse()
        if compressed:
            response.enable_compression(web.ContentCoding.gzip)
        await response.prepare(request)
        while request.transport is not None and not request.transport.is_closing():
            await response.write(b"x" * 10_000)
            sent += 10_000
            await asyncio.sleep(0)
        return response

    assert cause_of(lambda: post(serve, max_body_bytes=200_000)) == "too_large"
    assert sent < 50_000_000


def test_no_connection_is_told_from_an_answer_that_does_not_come() -> None:
    async def hang(_request: web.Request) -> web.Response:
        await asyncio.sleep(20)
        return web.Response()

    assert cause_of(lambda: post(url="http://127.0.0.1:9/")) == "connect"
    assert cause_of(lambda: post(url="http://no-such-host.invalid/")) == "connect"
    assert cause_of(lambda: post(hang, timeout_seconds=0.2)) == "timeout"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
    ],
)
def test_what_is_cut_short_or_no_http_is_never_an_answer(answer: bytes) -> None:
    assert cause_of(lambda: post_to_socket(answer)) == "cut"


def test_a_redirect_is_an_answer_and_not_followed() -> None:
    async def serve(request: web.Request) -> web.Response:
        assert request.path == "/v1/chat"
        return web.Response(status=307, headers={"Location": "/elsewhere"})

    [answer] = post(serve)
    assert (answer.status, answer.headers["location"]) == (307, "/elsewhere")


def test_the_proxy_of_the_environment_is_used_and_told_its_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = []

    async def serve(request: web.Request) -> web.Response:
        seen.append((request.raw_path, request.headers.get("Proxy-Authorization")))
        return web.Response(body=b"from the proxy")

    async def through_proxy(transport: Transport, app: web.Application) -> None:
        async with running(app) as port:
            monkeypatch.setenv("http_proxy", f"http://me:pass@127.0.0.1:{port}")
            monkeypatch.setenv("no_proxy", "inside.example")
            answer = await transport.post(URL("http://outside.example/v1"), b"{}")
            assert answer.body == b"from the proxy"
            with pytest.raises(TransportError):
                await transport.post(URL("http://inside.example:9/v1"), b"{}")
            await transport.close()

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", serve)
    transport = Transport(connections=1, timeout_seconds=5, headers={})
    asyncio.run(through_proxy(transport, app))
    assert seen == [("http://outside.example/v1", "Basic bWU6cGFzcw==")]


def test_a_proxy_of_a_kind_that_cannot_be_used_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "socks5://127.0.0.1:1080")
    with pytest.raises(UserError, match="HTTP_PROXY names a proxy of the kind socks5"):
        post(url="http://outside.example/")


@pytest.fixture
def own_certificate(tmp_path: Path) -> ssl.SSLContext:
    """A server's certificate that nobody has signed but itself."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost"
    try:
        subprocess.run(
            [*command.split(), "-keyout", str(key), "-out", str(certificate)],
            check=True,
            capture_output=True,
        )
    except FileNotFoundError:
        pytest.skip("no openssl to make a certificate with")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context


def test_a_certificate_that_is_not_trusted_is_refused(own_certificate: ssl.SSLContext) -> None:
    site = {"ssl_context": own_certificate}
    assert cause_of(lambda: post(site=site)) == "certificate"


def test_a_server_that_speaks_no_tls_is_told_from_one_that_is_not_there() -> None:
    assert cause_of(lambda: post(url="https://127.0.0.1:{port}/")) == "tls"
