"""Requests over HTTP and what comes back: bytes in, status, headers and bytes out.

Connections are kept alive, as many as calls are in flight. What a status or a body means is not
known here.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.request import getproxies, proxy_bypass

from yarl import URL

from codi.errors import UserError
from codi.teachers.openai.answers import (
    CONNECT_SECONDS,
    IDLE_SECONDS,
    Answer,
    TransportError,
)
from codi.teachers.openai.wire import Connection

if TYPE_CHECKING:
    from codi.teachers.openai.proxied import Proxied

MAX_BODY_BYTES = 16 * 2**20


@dataclass(frozen=True, slots=True)
class _Route:
    """The way to a URL: its server, and the head of a request; or the proxy to be asked."""

    host: str
    port: int
    secure: bool
    head: bytes
    proxy: URL | None

    @property
    def server(self) -> tuple[str, int, bool]:
        return (self.host, self.port, self.secure)


class Transport:
    """Sends requests, with `headers` in each; the caller bounds how many at a time.

    `connections` bounds those through a proxy. Certificates are verified against those of the
    system, or of `SSL_CERT_FILE`. `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` are heeded. A redirect
    is an answer like any other: a key is never sent on to where a server points.
    """

    def __init__(
        self,
        *,
        connections: int,
        timeout_seconds: float,
        headers: Mapping[str, str],
        max_body_bytes: int = MAX_BODY_BYTES,
    ) -> None:
        self._connections = connections
        self._timeout_seconds = timeout_seconds
        self._headers = headers
        self._max_body_bytes = max_body_bytes
        self._routes: dict[tuple[str, URL], _Route] = {}
        self._idle: defaultdict[tuple[str, int, bool], list[Connection]] = defaultdict(list)
        self._proxied: Proxied | None = None

    async def post(self, url: URL, body: bytes) -> Answer:
        """The answer to `body` at `url`.

        Raises:
            TransportError: there is no whole answer.
            UserError: the environment names a proxy of a kind that cannot be used.
        """
        return await self._send("POST", url, body, self._timeout_seconds)

    async def get(self, url: URL, *, timeout_seconds: float) -> Answer:
        """What stands at `url`; raises as `post` does."""
        return await self._send("GET", url, None, timeout_seconds)

    async def close(self) -> None:
        """Close all connections."""
        for connections in self._idle.values():
            for connection in connections:
                connection.close()
        self._idle.clear()
        if self._proxied is not None:
            await self._proxied.close()

    async def _send(
        self, method: str, url: URL, body: bytes | None, timeout_seconds: float
    ) -> Answer:
        route = self._routes.get((method, url)) or self._find_route(method, url)
        if route.proxy is not None:
            return await self._through_proxy(method, url, body, route.proxy, timeout_seconds)
        connection = self._take_idle(route) or await self._connect(route, timeout_seconds)
        length = b"\r\n" if body is None else b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
        answer = await connection.send(route.head + length, timeout_seconds=timeout_seconds)
        if connection.usable:
            connection.idle_since = asyncio.get_running_loop().time()
            self._idle[route.server].append(connection)
        return answer

    def _take_idle(self, route: _Route) -> Connection | None:
        """The connection that was used last, unless the server may be about to close it."""
        idle = self._idle[route.server]
        while idle:
            connection = idle.pop()
            if asyncio.get_running_loop().time() - connection.idle_since > IDLE_SECONDS:
                connection.close()
            elif connection.usable:
                return connection
        return None

    async def _connect(self, route: _Route, timeout_seconds: float) -> Connection:
        try:
            async with asyncio.timeout(min(CONNECT_SECONDS, timeout_seconds)):
                _, connection = await asyncio.get_running_loop().create_connection(
                    lambda: Connection(self._max_body_bytes),
                    route.host,
                    route.port,
                    ssl=self._trust if route.secure else None,
                )
        except TimeoutError:
            raise TransportError("connect", "no connection in time") from None
        except ssl.SSLCertVerificationError as error:
            raise TransportError(
                "certificate", f"the server's certificate is not trusted: {error.verify_message}"
            ) from None
        except ssl.SSLError as error:
            reason = error.reason or "the handshake failed"
            raise TransportError("tls", f"no TLS: {reason}") from None
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise TransportError("connect", f"no connection: {reason}") from None
        return connection

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        return ssl.create_default_context()

    def _find_route(self, method: str, url: URL) -> _Route:
        """The route to `url`, found once."""
        fields = {"Host": url.host_port_subcomponent or "", **self._headers}
        lines = [f"{method} {url.raw_path_qs} HTTP/1.1", *(f"{n}: {v}" for n, v in fields.items())]
        route = _Route(
            host=url.host or "",
            port=url.port or 0,
            secure=url.scheme == "https",
            head="".join(f"{line}\r\n" for line in lines).encode("latin-1"),
            proxy=_proxy_for(url),
        )
        self._routes[method, url] = route
        return route

    async def _through_proxy(
        self, method: str, url: URL, body: bytes | None, proxy: URL, timeout_seconds: float
    ) -> Answer:
        if self._proxied is None:
            from codi.teachers.openai.proxied import Proxied

            self._proxied = Proxied(
                connections=self._connections,
                headers=self._headers,
                max_body_bytes=self._max_body_bytes,
            )
        return await self._proxied.send(
            method, url, body, proxy=proxy, timeout_seconds=timeout_seconds
        )


def _proxy_for(url: URL) -> URL | None:
    named = getproxies().get(url.scheme)
    if not named or url.host is None or proxy_bypass(f"{url.host}:{url.port}"):
        return None
    proxy = URL(named if "://" in named else f"http://{named}")
    if proxy.scheme not in {"http", "https"} or proxy.host is None:
        raise UserError(
            f"{url.scheme.upper()}_PROXY names a proxy of the kind {proxy.scheme}",
            hint="an http:// proxy is needed, or the server's name in NO_PROXY",
        )
    return proxy
