"""A mock chat endpoint: OpenAI's wire format, latencies and faults as ordered, everything counted.

    python bench/endpoint.py --port 8000 --latency-seconds 0.2 --sigma 0.6 --share-429 0.05

It speaks HTTP/1.1 on loopback straight from an asyncio protocol, so that the client under test and
not the endpoint is what a bench measures. `GET /stats` tells what it saw, `GET /log` each request
where `--log` was given, `POST /reset` forgets everything and takes new settings, a JSON object of
the same names. All draws depend on the settings' seed, the request's bytes and how often they came:
two runs that ask the same are served the same.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
from dataclasses import asdict, dataclass, field, fields
from typing import cast

import orjson

from behaviour import Endpoint, Settings, error_reply, http_reply


class Connection(asyncio.Protocol):
    """One connection; requests are served as they come, one at a time from a client that waits."""

    transport: asyncio.Transport

    def __init__(self, served: Served) -> None:
        self.served = served
        self.endpoint = served.endpoint
        self.buffer = b""
        self.pending = 0
        self.lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self.transport = cast("asyncio.Transport", transport)  # uvloop's is none by its class
        self.served.open.add(self)
        self.count()

    def count(self) -> None:
        """Stand in the endpoint's counts as a connection that is open."""
        endpoint = self.endpoint = self.served.endpoint
        endpoint.connections += 1
        endpoint.most_connections = max(endpoint.most_connections, endpoint.connections)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - as asyncio calls it
        """Forget the requests that nobody waits for any more."""
        self.lost = True
        self.served.open.discard(self)
        self.endpoint.connections -= 1
        self.endpoint.in_flight -= self.pending

    def data_received(self, data: bytes) -> None:
        """Serve each request that is whole."""
        self.buffer = self.buffer + data if self.buffer else data
        while self.buffer and not self.lost:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            head = self.buffer[:end]
            length = content_length(head)
            if length < 0:
                self.transport.write(error_reply(411, "send a Content-Length"))
                self.transport.close()
                return
            whole = end + 4 + length
            if len(self.buffer) < whole:
                return
            body = self.buffer[end + 4 : whole]
            self.buffer = self.buffer[whole:]
            self.serve(head, body)

    def serve(self, head: bytes, body: bytes) -> None:
        """Serve one request by its path."""
        method, path, _ = head.split(b" ", 2)
        if path.endswith(b"/chat/completions"):
            self.endpoint.serve(self, head, body)
            return
        endpoint = self.served.endpoint
        match (method, path):
            case (b"GET", b"/stats"):
                reply = http_reply(200, orjson.dumps(endpoint.stats()))
            case (b"GET", b"/log"):
                reply = http_reply(200, orjson.dumps([asdict(call) for call in endpoint.calls]))
            case (b"POST", b"/reset"):
                reply = self.served.reset(body)
            case (b"GET", _) if path.endswith(b"/models"):
                name = endpoint.settings.model or "bench"
                model = {"id": name, "object": "model", "created": 0, "owned_by": "bench"}
                reply = http_reply(200, orjson.dumps({"object": "list", "data": [model]}))
            case _:
                reply = error_reply(404, "no such path")
        self.transport.write(reply)


@dataclass(slots=True)
class Served:
    """The endpoint at work, which a reset replaces, and its open connections."""

    endpoint: Endpoint
    open: set[Connection] = field(default_factory=set)

    def reset(self, body: bytes) -> bytes:
        """Begin anew with these settings; requests under way are forgotten with their clients."""
        try:
            self.endpoint = Endpoint(Settings(**orjson.loads(body or b"{}")))
        except (TypeError, ValueError) as error:
            return error_reply(400, str(error))
        for connection in list(self.open):
            if connection.pending:
                connection.transport.abort()
            else:
                connection.count()
        return http_reply(200, b"{}")


def content_length(head: bytes) -> int:
    """The length of the body that the head tells; -1 where the body is sent in chunks."""
    lowered = head.lower()
    start = lowered.find(b"\r\ncontent-length:")
    if start < 0:
        return -1 if b"\r\ntransfer-encoding:" in lowered else 0
    end = lowered.find(b"\r\n", start + 2)
    return int(lowered[start + 17 : end if end >= 0 else None])


async def serve(settings: Settings, port: int) -> None:
    """Serve until the process is told to end; the first line on stdout is the base URL."""
    loop = asyncio.get_running_loop()
    served = Served(Endpoint(settings))
    server = await loop.create_server(
        lambda: Connection(served), "127.0.0.1", port, backlog=4096, reuse_address=True
    )
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    bound = server.sockets[0].getsockname()[1]
    print(f"http://127.0.0.1:{bound}/v1", flush=True)
    await stopped.wait()
    server.close()


def parse_arguments() -> tuple[Settings, int]:
    """The settings and the port of the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one and prints it")
    for option in fields(Settings):
        flag = f"--{option.name.replace('_', '-')}"
        if isinstance(option.default, bool):
            parser.add_argument(flag, action="store_true")
        elif option.name == "cache_tokens":
            parser.add_argument(flag, type=json.loads, default=0, help="0 is none, null no bound")
        else:
            parser.add_argument(flag, type=type(option.default), default=option.default)
    asked = vars(parser.parse_args())
    port = asked.pop("port")
    return Settings(**asked), port


def main() -> None:
    """Serve as the command line says."""
    settings, port = parse_arguments()
    try:
        import uvloop  # twice as fast where it is present
    except ImportError:
        asyncio.run(serve(settings, port))
    else:
        uvloop.run(serve(settings, port))
    os._exit(0)  # connections that clients keep open do not hold it up


if __name__ == "__main__":
    main()
