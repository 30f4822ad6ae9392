"""Where an endpoint is and how it is entered: base URLs, the key, and the headers that carry it."""

from __future__ import annotations

import os
from collections.abc import Sequence

from yarl import URL

from codi import __version__
from codi.errors import UserError

DEFAULT_BASE_URL = "https://api.openai.com/v1"


def base_urls(given: Sequence[str]) -> list[str]:
    """The base URLs that a recipe gives, or else `OPENAI_BASE_URL`, in plain form, each once.

    Raises:
        UserError: one is no URL of a server, or holds what must not be written down.
    """
    urls = given or (os.environ.get("OPENAI_BASE_URL") or DEFAULT_BASE_URL,)
    return list(dict.fromkeys(base_url(url) for url in urls))


def base_url(text: str) -> str:
    """The URL in its plain form.

    Raises:
        UserError: it is no URL of a server, or holds what must not be written down.
    """
    hint = "e.g. http://localhost:8000/v1"
    try:
        url = URL(text.strip().rstrip("/"))
    except ValueError:
        raise UserError("a base URL cannot be read", hint=hint) from None
    if url.user is not None or url.password is not None or url.query_string or url.fragment:
        # It is not shown: base URLs stand in recipes, and secrets do not belong there.
        raise UserError(
            f"the base URL of {url.host} holds more than a host and a path",
            hint="the key goes into OPENAI_API_KEY",
        )
    if url.scheme not in {"http", "https"} or not url.host:
        raise UserError(f"{text!r} is no base URL", hint=hint)
    return str(url)


def api_key(urls: Sequence[str]) -> str:
    """The key in `OPENAI_API_KEY`, or nothing.

    Raises:
        UserError: it is missing where it is needed, or cannot be sent.
    """
    key = os.environ.get("OPENAI_API_KEY", "").strip()
    if not key.isascii() or not key.isprintable() or " " in key:
        raise UserError("OPENAI_API_KEY holds characters that no key has", hint="copy it again")
    if not key and any(url.startswith(DEFAULT_BASE_URL) for url in urls):
        raise UserError(
            f"{DEFAULT_BASE_URL} needs a key",
            hint="OPENAI_API_KEY holds it; a server of your own is named by OPENAI_BASE_URL",
        )
    return key


def headers_with(key: str) -> dict[str, str]:
    """What goes with every request; the key stands here and nowhere else."""
    headers = {
        "Accept": "application/json",
        "Accept-Encoding": "identity",  # what comes back is short
        "Content-Type": "application/json",
        "User-Agent": f"codi/{__version__}",
    }
    if key:
        headers["Authorization"] = f"Bearer {key}"
    return headers


def without_key(message: str, key: str) -> str:
    """A message of a server, with the key it may quote made unreadable."""
    return message.replace(key, "[key]") if key else message
