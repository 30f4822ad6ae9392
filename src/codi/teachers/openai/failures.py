"""What went wrong with a call, and whether another try, a change or the user can mend it."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Literal

import orjson

from codi.teachers.openai.transport import Answer, TransportError

Remedy = Literal["again", "never", "user", "adapt", "filtered"]
MESSAGE_CHARACTERS = 300
BUSY = frozenset({429, 503, 529})
PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529, 530})
"""Statuses after which the same call may well succeed; 520 to 530 are those of Cloudflare."""
NO_CREDIT = re.compile(
    r"insufficient_(?:quota|balance)|credit_balance|billing|(?:spend|usage)_limit", re.IGNORECASE
)
"""A 429 that waiting does not mend: OpenAI's `code` or `type` where the money is spent."""
TOO_LONG = re.compile(
    r"context[_ ](?:length|size|window)|exceed_context|maximum context|n_ctx|prompt is too long"
    r"|too many (?:input )?tokens|longer than the model",
    re.IGNORECASE,
)
"""How vLLM, SGLang, llama.cpp, LM Studio, Ollama and hosted models say it."""
TOO_LONG_CAUSE = "too_long"
NO_MODEL = re.compile(
    r"model_not_found|model .{0,200}(?:does not exist|not found|not exist)"
    r"|(?:invalid|not a valid|unknown) model|no models? loaded|server is pinned to",
    re.IGNORECASE,
)
"""How a 400 says that there is no such model: llama-cpp-python, Mistral, DeepSeek, OpenRouter,
LiteLLM, LM Studio, transformers. Others answer 404."""
FILTERED = re.compile(r"content_filter|content management|moderation|flagged", re.IGNORECASE)
ABOUT_A_MODEL = re.compile(r"model", re.IGNORECASE)
HTML = re.compile(rb"\s*<(?:!doctype|html|head|body)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A call that brought no completion.

    `cause` is counted; `message` says what happened. `remedy`: `again`, the same call may succeed
    later, after `retry_after` seconds where the server says so; `adapt`, it may once written
    otherwise; `never`, this call fails each time; `filtered`, the server has censored it; `user`,
    no call to this endpoint succeeds. `busy` means that it had too much to do.
    """

    cause: str
    message: str
    remedy: Remedy = "again"
    busy: bool = False
    retry_after: float | None = None
    complaint: str = ""


def failure_of_transport(error: TransportError) -> Failure:
    """The failure where no whole answer came."""
    untrusted = error.cause == "certificate"
    hint = "; SSL_CERT_FILE names the certificates to trust" if untrusted else ""
    return Failure(
        cause=error.cause,
        message=f"{error}{hint}",
        remedy="user" if untrusted else "again",
        busy=error.cause == "timeout",
    )


def failure_of_error(answer: Answer) -> Failure:
    """The failure that an answer reports by its status, or in its body under status 200."""
    error = _Error.of(answer)
    status = error.status
    message = f"{status}: {error.message}" if error.message else str(status)
    if status in PASSING and not (status == 429 and NO_CREDIT.search(error.kind)):
        return Failure(
            cause=str(status),
            message=message,
            busy=status in BUSY,
            retry_after=retry_after(answer.headers),
        )
    if status == 413 or (status in {400, 422} and TOO_LONG.search(error.complaint)):
        return Failure(cause=TOO_LONG_CAUSE, message=message, remedy="never")
    return Failure(
        cause=str(status),
        message=message + _advice(answer, error),
        remedy=_remedy(error),
        complaint=error.complaint,
    )


def unusable(answer: Answer, what: str = "") -> Failure:
    """The failure where a server says that all is well and sends what cannot be read."""
    if HTML.match(answer.body):
        return Failure(
            cause="html", message="an HTML page came back; a base URL usually ends in /v1"
        )
    return Failure(cause="garbage", message=f"{what or 'no valid JSON'} came back")


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that a server asks to wait: in milliseconds, in seconds, or until a date."""
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    text = headers.get("retry-after")
    seconds = _number(text)
    if seconds is not None or not text:
        return seconds
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, date.timestamp() - time.time())


def _number(text: str | None) -> float | None:
    if text is None or not re.fullmatch(r"\s*\d+(?:\.\d+)?\s*", text):
        return None
    return float(text)


def _remedy(error: _Error) -> Remedy:
    status = error.status
    if status in {400, 403} and FILTERED.search(error.complaint):
        return "filtered"
    if status == 400 and NO_MODEL.search(error.complaint):
        return "user"
    if status in {400, 422}:
        return "adapt"
    if status in {401, 402, 403, 404, 405, 407, 429} or 300 <= status < 400:
        return "user"
    return "never"


def _advice(answer: Answer, error: _Error) -> str:
    """What the user may do about it, as the end of the message."""
    status = error.status
    if status in {401, 403}:
        return "; OPENAI_API_KEY holds the key" if _remedy(error) == "user" else ""
    if status in {402, 429}:
        return "; there is no credit left"
    if status == 404 and not ABOUT_A_MODEL.search(error.complaint):
        return "; a base URL usually ends in /v1"
    if 300 <= status < 400:
        return f"; it points to {_origin(answer.headers.get('location', ''))}"
    return ""


def _origin(location: str) -> str:
    """Where a redirect leads, without the part that may hold secrets."""
    return re.sub(r"[?#].*", "", re.sub(r"//[^/@]*@", "//", location))[:MESSAGE_CHARACTERS]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Error:
    """An error as servers report it: `kind` is its type and code, `complaint` all that it says."""

    status: int
    message: str
    kind: str = ""
    parameter: str = ""

    @property
    def complaint(self) -> str:
        return " ".join(part for part in (self.message, self.kind, self.parameter) if part)

    @classmethod
    def of(cls, answer: Answer) -> _Error:
        """From `{"error": {...}}`, `{"error": "..."}`, FastAPI's `{"detail": ...}`, or text."""
        try:
            found = orjson.loads(answer.body)
        except orjson.JSONDecodeError:
            page = "an HTML page" if HTML.match(answer.body) else ""
            text = answer.body.decode("utf-8", "replace")
            return cls(status=answer.status, message=page or _one_line(text))
        error = (
            found.get("error") or found.get("detail") or found if isinstance(found, dict) else ""
        )
        if not isinstance(error, dict):
            text = error if isinstance(error, str) else orjson.dumps(error).decode()
            return cls(status=_status(answer, None), message=_one_line(text))
        message = error.get("message")
        text = message if isinstance(message, str) else orjson.dumps(error).decode()
        return cls(
            status=_status(answer, error.get("code")),
            message=_one_line(text),
            kind=_words(error, ("type", "code")),
            parameter=_words(error, ("param",)),
        )


def _status(answer: Answer, code: object) -> int:
    """The status, or where that says that all is well the code in the body, or else 400."""
    if not 200 <= answer.status < 300:
        return answer.status
    return code if type(code) is int and 400 <= code < 600 else 400


def _words(error: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return " ".join(str(error[name]) for name in names if isinstance(error.get(name), str | int))


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MESSAGE_CHARACTERS else line[: MESSAGE_CHARACTERS - 1] + "…"
