"""Requests that go through a proxy: aiohttp's client, which knows how to ask one."""

from __future__ import annotations

import base64
import ssl
from collections.abc import Mapping

import aiohttp
from yarl import URL

from codi.teachers.openai.answers import (
    CONNECT_SECONDS,
    IDLE_SECONDS,
    Answer,
    TransportError,
    too_large,
)


class Proxied:
    """Sends requests through proxies, with `headers` in each of them."""

    def __init__(
        self, *, connections: int, headers: Mapping[str, str], max_body_bytes: int
    ) -> None:
        self._max_body_bytes = max_body_bytes
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=connections, keepalive_timeout=IDLE_SECONDS),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers=headers,
        )

    async def close(self) -> None:
        """Close all connections."""
        await self._session.close()

    async def send(
        self, method: str, url: URL, body: bytes | None, *, proxy: URL, timeout_seconds: float
    ) -> Answer:
        """The answer that `proxy`, with user and password where it needs them, brings from `url`.

        Raises:
            TransportError: there is no whole answer.
        """
        secret = _authorization(proxy)
        secure = url.scheme == "https"
        try:
            async with self._session.request(
                method,
                url,
                data=body,
                headers=None if secure else secret,
                allow_redirects=False,
                proxy=proxy.with_user(None),
                proxy_headers=secret if secure else None,
                timeout=aiohttp.ClientTimeout(
                    total=timeout_seconds, sock_connect=min(CONNECT_SECONDS, timeout_seconds)
                ),
            ) as response:
                headers = {name.lower(): value for name, value in response.headers.items()}
                return Answer(response.status, headers, await self._read(response))
        except TimeoutError as error:
            if isinstance(error, aiohttp.ConnectionTimeoutError):
                raise TransportError("connect", "no connection in time") from None
            raise TransportError("timeout", "no answer in time") from None
        except aiohttp.ClientConnectorCertificateError as error:
            verdict = getattr(error.certificate_error, "verify_message", "")
            raise TransportError(
                "certificate", f"the server's certificate is not trusted: {verdict}"
            ) from None
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
        pieces, size = [], 0
        while piece := await response.content.readany():
            pieces.append(piece)
            size += len(piece)
            if size > self._max_body_bytes:
                raise too_large(self._max_body_bytes)
        return b"".join(pieces)


def _authorization(proxy: URL) -> dict[str, str] | None:
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
        return "closed before the end"
    return type(error).__name__
