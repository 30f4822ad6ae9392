"""Requests over HTTP and what comes back: bytes in, status, headers and bytes out.

One session with connections kept alive, as many as calls may be in flight. What a status or a body
means is not known here.
"""

from __future__ import annotations

import base64
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple
from urllib.request import getproxies, proxy_bypass

import aiohttp
from yarl import URL

from codi.errors import ModelError, UserError

Cause = Literal["connect", "timeout", "cut", "tls", "certificate", "too_large"]
CONNECT_SECONDS = 10.0
IDLE_SECONDS = 4.0
"""Most servers close an idle connection after 5 seconds; sending on one that just closed fails."""
MAX_BODY_BYTES = 16 * 2**20


class TransportError(ModelError):
    """No answer, or none that is whole; `cause` says in one word what happened.

    `connect`: no connection came about. `tls`: it could not be secured; `certificate`: the server's
    certificate is not trusted. `timeout`: no whole answer in time. `cut`: the connection ended, or
    something else than HTTP came. `too_large`: more bytes than an answer may have.
    """

    def __init__(self, cause: Cause, message: str) -> None:
        super().__init__(message)
        self.cause: Cause = cause


class Answer(NamedTuple):
    """What a server answered, whatever its status."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class _Route:
    """The way to an origin: straight, or through the proxy that the environment names."""

    proxy: URL | None
    headers: Mapping[str, str] | None
    proxy_headers: Mapping[str, str] | None


class Transport:
    """Sends requests, at most `connections` at a time; `headers` go with each of them.

    Certificates are verified against those of the system, or of `SSL_CERT_FILE`. `HTTP_PROXY`,
    `HTTPS_PROXY` and `NO_PROXY` are heeded. A redirect is an answer like any other: a key is never
    sent on to where a server points.
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
        self._timeout = aiohttp.ClientTimeout(
            total=timeout_seconds, sock_connect=min(CONNECT_SECONDS, timeout_seconds)
        )
        self._headers = headers
        self._max_body_bytes = max_body_bytes
        self._routes: dict[URL, _Route] = {}
        self._session: aiohttp.ClientSession | None = None

    async def post(self, url: URL, body: bytes) -> Answer:
        """The answer to `body` at `url`.

        Raises:
            TransportError: there is no whole answer.
            UserError: the environment names a proxy of a kind that cannot be used.
        """
        return await self._send("POST", url, body)

    async def get(self, url: URL, *, timeout_seconds: float) -> Answer:
        """What stands at `url`; raises as `post` does."""
        limits = aiohttp.ClientTimeout(total=timeout_seconds, sock_connect=timeout_seconds)
        return await self._send("GET", url, None, limits)

    async def upload(
        self, url: URL, *, name: str, content: bytes, fields: Mapping[str, str]
    ) -> Answer:
        """The answer to a form with a file and other fields at `url`; raises as `post` does."""
        form = aiohttp.FormData()
        for key, value in fields.items():
            form.add_field(key, value)
        form.add_field("file", content, filename=name, content_type="application/jsonl")
        payload = form()
        headers = {"Content-Type": payload.headers["Content-Type"]}
        return await self._send("POST", url, payload, headers=headers)

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()

    async def _send(
        self,
        method: str,
        url: URL,
        body: bytes | aiohttp.Payload | None,
        limits: aiohttp.ClientTimeout | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        session = self._session or self._open()
        route = self._routes.get(url) or self._find_route(url)
        try:
            async with session.request(
                method,
                url,
                data=body,
                headers={**(route.headers or {}), **headers} if headers else route.headers,
                allow_redirects=False,
                proxy=route.proxy,
                proxy_headers=route.proxy_headers,
                timeout=limits or self._timeout,
            ) as response:
                return Answer(response.status, response.headers, await self._read(response))
        except TimeoutError as error:
            if isinstance(error, aiohttp.ConnectionTimeoutError):
                raise TransportError("connect", "no connection in time") from None
            raise TransportError("timeout", "no answer in time") from None
        except aiohttp.ClientConnectorCertificateError as error:
            raise TransportError("certificate", _certificate_problem(error)) from None
        except aiohttp.ClientSSLError as error:
            raise TransportError("tls", f"no TLS: {_reason(error.os_error)}") from None
        except aiohttp.ClientConnectorError as error:
            raise TransportError("connect", f"no connection: {_reason(error.os_error)}") from None
        except aiohttp.ClientHttpProxyError as error:
            raise TransportError("connect", f"the proxy answers {error.status}") from None
        except aiohttp.ClientResponseError:
            raise TransportError("cut", "something else than HTTP came back") from None
        except aiohttp.ClientError as error:
            raise TransportError("cut", f"the connection ended: {_reason(error)}") from None

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        content = response.content
        body = await content.readany()
        if content.at_eof():
            if len(body) > self._max_body_bytes:
                raise self._too_large()
            return body
        pieces, size = [body], len(body)
        while piece := await content.readany():
            pieces.append(piece)
            size += len(piece)
            if size > self._max_body_bytes:
                raise self._too_large()
        return b"".join(pieces)

    def _too_large(self) -> TransportError:
        return TransportError("too_large", f"an answer of more than {self._max_body_bytes:,} bytes")

    def _open(self) -> aiohttp.ClientSession:
        """The session, made at the first request: it belongs to the event loop that runs then."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=self._connections, keepalive_timeout=IDLE_SECONDS, ttl_dns_cache=300
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers=self._headers,
            timeout=self._timeout,
        )
        return self._session

    def _find_route(self, url: URL) -> _Route:
        """The route to `url`, found once.

        aiohttp's own `trust_env` reads the environment and `.netrc` in a thread at every request.
        """
        proxy = _proxy_for(url)
        route = _Route(None, None, None)
        if proxy is not None:
            headers = _proxy_authorization(proxy)
            secure = url.scheme == "https"
            route = _Route(
                proxy=proxy.with_user(None),
                headers=None if secure else headers,
                proxy_headers=headers if secure else None,
            )
        self._routes[url] = route
        return route


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


def _proxy_authorization(proxy: URL) -> dict[str, str] | None:
    if proxy.user is None:
        return None
    token = base64.b64encode(f"{proxy.user}:{proxy.password or ''}".encode()).decode()
    return {"Proxy-Authorization": f"Basic {token}"}


def _reason(error: BaseException) -> str:
    """What happened, in the system's words where it has some; never a URL or a header."""
    if isinstance(error, ssl.SSLError):
        return error.reason or "the handshake failed"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return "closed without an answer"
    if isinstance(error, aiohttp.ClientPayloadError):
        return "the answer is not whole"
    return type(error).__name__


def _certificate_problem(error: aiohttp.ClientConnectorCertificateError) -> str:
    cause = error.certificate_error
    verdict = getattr(cause, "verify_message", "") or type(cause).__name__
    return f"the server's certificate is not trusted: {verdict}"
