"""What differs between the servers of one protocol: a table, and what an endpoint adds to it.

A server is told by what it says of itself, or named in the recipe. What an endpoint then refuses by
name is left out, or called otherwise, from there on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import orjson

from codi.errors import UserError
from codi.types import Sampling

AUTO = "auto"
TOKENS_FIELDS = ("max_tokens", "max_completion_tokens")
NO_EXTRA: Mapping[str, object] = MappingProxyType({})
NO_THINKING: Mapping[str, object] = MappingProxyType(
    {"chat_template_kwargs": {"enable_thinking": False}}
)
"""For chat templates that know the switch; others leave it unread. A reply's bound is too small to
think in, and what was thought would be thrown away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A kind of server: how it is recognised, what it takes, and where it puts its reasoning.

    `owners` are values of `owned_by` in its list of models, `banner` begins its `Server` header,
    `host` is the one host that it runs on. `seed`, `response_format` and `logprobs` say whether it
    heeds these; `tokens_field` bounds a reply, and one of the other name is not heeded by all.
    `reasoning_fields` stand beside a message's content, and where `thinking_tags` is set a
    `<think>` block may stand at its start: both are dropped. `extra` goes with every request.
    """

    name: str
    owners: frozenset[str] = frozenset()
    banner: str = ""
    host: str = ""
    seed: bool = True
    tokens_field: str = "max_tokens"
    response_format: bool = True
    logprobs: bool = True
    reasoning_fields: tuple[str, ...] = ("reasoning_content", "reasoning")
    thinking_tags: bool = True
    extra: Mapping[str, object] = field(default_factory=lambda: NO_EXTRA)


GENERIC = Server(name="generic")
SERVERS: Mapping[str, Server] = {
    server.name: server
    for server in (
        Server(name="vllm", owners=frozenset({"vllm"}), extra=NO_THINKING),
        Server(name="sglang", owners=frozenset({"sglang"}), extra=NO_THINKING),
        Server(
            name="llama.cpp",
            owners=frozenset({"llamacpp"}),
            banner="llama.cpp",
            extra={"cache_prompt": True, **NO_THINKING},
        ),
        Server(
            name="llama-cpp-python",
            owners=frozenset({"me"}),
            reasoning_fields=(),
            extra={"repeat_penalty": 1.0},  # its own 1.1 falls on the words of a quote
        ),
        Server(
            name="ollama",
            owners=frozenset({"library"}),
            reasoning_fields=("reasoning",),
            extra={"reasoning_effort": "none"},
        ),
        Server(name="lmstudio", owners=frozenset({"organization_owner"}), logprobs=False),
        Server(name="transformers", response_format=False, logprobs=False, extra=NO_THINKING),
        Server(
            name="openai",
            owners=frozenset({"openai", "openai-internal", "system"}),
            host="api.openai.com",
            tokens_field="max_completion_tokens",
            reasoning_fields=(),
            thinking_tags=False,
        ),
        GENERIC,
    )
}
"""Sources: the servers' own code and error reports, and for transformers and llama-cpp-python the
servers themselves, see `make test-servers`."""

EXTRA_WORDS: Mapping[str, tuple[str, ...]] = {
    "chat_template_kwargs": ("chat_template", "enable_thinking"),
    "reasoning_effort": ("reasoning", "think"),
    "cache_prompt": ("cache_prompt",),
}
"""By which words an endpoint complains of an extra field: vLLM of `chat_template` where the model
has a Mistral tokenizer, Ollama of `reasoning value` or of a model that cannot `think`."""
UNSUPPORTED = re.compile(
    r"unsupported|not supported|does ?n[o']t support|unexpected|unknown|unrecogni[sz]ed"
    r"|not allowed|not permitted|extra[_ ]forbidden|not recogni[sz]ed",
    re.IGNORECASE,
)


def server_named(name: str) -> Server | None:
    """The server that a recipe names; None where it is to be found out.

    Raises:
        UserError: there is none of that name.
    """
    if name == AUTO:
        return None
    if name not in SERVERS:
        raise UserError(
            f"teacher.server: there is no server {name!r}",
            hint=f"one of {', '.join((AUTO, *SERVERS))}",
        )
    return SERVERS[name]


def server_at(host: str) -> Server | None:
    """The server that runs on this very host, where it is one of a kind."""
    return next(
        (server for server in SERVERS.values() if server.host and server.host == host), None
    )


def recognise(model: str, headers: Mapping[str, str], models: bytes) -> Server:
    """The server that sent `models`, its list of models, with `headers`."""
    try:
        listed = orjson.loads(models)["data"]
        owners = {str(entry.get("id")): str(entry.get("owned_by") or "") for entry in listed}
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        owners = None
    banner = headers.get("server", "")
    if owners is not None and _is_transformers(headers, owners):
        return SERVERS["transformers"]
    owner = (owners or {}).get(model) or next(iter((owners or {}).values()), "")
    for server in SERVERS.values():
        if owner in server.owners or (server.banner and banner.startswith(server.banner)):
            return server
    return GENERIC


def _is_transformers(headers: Mapping[str, str], owners: Mapping[str, str]) -> bool:
    """Whether the list is that of `transformers serve`, which does not name itself.

    It lists what the hub's cache holds, maybe nothing, and takes for the owner of a model what
    stands before the slash of its name.
    """
    marked = headers.get("server") == "uvicorn" and "x-request-id" in headers
    return marked and all(name.rpartition("/")[0] == owner for name, owner in owners.items())


class Dialect:
    """What one endpoint takes: its server's traits, and what it has taught since.

    `lessons` counts what it taught, so that a call knows whether it was written before the last.
    """

    def __init__(self, server: Server) -> None:
        self.server = server
        self.lessons = 0
        self._tokens_field = server.tokens_field
        self._left_out = set() if server.seed else {"seed"}
        self._encoded: dict[tuple[float, float, int], bytes] = {}

    def settings(self, sampling: Sampling) -> bytes:
        """The fields of a request that follow its messages, as JSON without the opening brace."""
        key = (sampling.temperature, sampling.top_p, sampling.max_tokens)
        fixed = self._encoded.get(key) or self._encode(sampling)
        if sampling.seed is None or "seed" in self._left_out:
            return fixed + b"}"
        return b'%b,"seed":%d}' % (fixed, sampling.seed)

    def learn(self, complaint: str) -> bool:
        """Leave out or rename what `complaint` says is not supported; whether it named anything.

        The complaint is the message of a refused request, with the parameter it names if any.
        """
        learned = self._left_out_by(complaint) or self._renamed_by(complaint)
        if learned:
            self.lessons += 1
            self._encoded.clear()
        return learned

    def _left_out_by(self, complaint: str) -> bool:
        lowered = complaint.lower()
        named = {
            name
            for name in self.server.extra
            if any(word in lowered for word in EXTRA_WORDS.get(name, (name,)))
        }
        if UNSUPPORTED.search(complaint):
            named |= {name for name in ("seed", "temperature", "top_p") if _names(complaint, name)}
        named -= self._left_out
        self._left_out |= named
        return bool(named)

    def _renamed_by(self, complaint: str) -> bool:
        # A reply must be bounded, so there is a change of name and no leaving out; and only one.
        if self._tokens_field != self.server.tokens_field or not UNSUPPORTED.search(complaint):
            return False
        if not _names(complaint, self._tokens_field):
            return False
        self._tokens_field = next(name for name in TOKENS_FIELDS if name != self._tokens_field)
        return True

    def _encode(self, sampling: Sampling) -> bytes:
        fields: dict[str, object] = {
            "temperature": sampling.temperature,
            "top_p": sampling.top_p,
            self._tokens_field: sampling.max_tokens,
            **self.server.extra,
        }
        kept = {name: value for name, value in fields.items() if name not in self._left_out}
        encoded = orjson.dumps(kept)[1:-1]
        self._encoded[sampling.temperature, sampling.top_p, sampling.max_tokens] = encoded
        return encoded


def _names(complaint: str, parameter: str) -> bool:
    return re.search(rf"\b{parameter}\b", complaint) is not None
