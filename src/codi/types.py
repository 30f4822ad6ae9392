"""The values that every room speaks in: frozen, checked at birth, without I/O.

A `Document` is cut into `Passage`s, a `ConversationPlan` says what a conversation on one passage
shall be, a teacher writes its `Turn`s, and the finished `Conversation` becomes a dataset row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol, runtime_checkable

Role = Literal["system", "user", "assistant"]
Part = Literal["user", "assistant", "turn", "conversation", "judge"]
"""What one call asks for: one of a turn's two messages, a whole turn, or all turns at once; or, of
a judge, a verdict on a conversation."""
FinishReason = Literal["stop", "length", "exhausted", "content_filter"]
Level = Literal["record", "document", "passage", "conversation"]
"""What a loss is of: a record of an input file as it was read, or what was made of one."""
History = tuple["Turn", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a source says of itself; empty where it does not.

    `date` is that of publication, else of the crawl, as `2024-05-31`; `language` an ISO 639-1 code;
    `licence` a name or an address as the source gives it. `crawled` is true of pages of the open
    web, which nobody chose one by one.
    """

    url: str = ""
    date: str = ""
    language: str = ""
    licence: str = ""
    crawled: bool = False


UNKNOWN = Origin()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A source text as read; `source` tells people where from: a path, or a path and a line.

    `background` is what somebody knows of the subject who has not read it, where the source tells.
    """

    id: str
    text: str
    title: str = ""
    source: str = ""
    background: str = ""
    origin: Origin = UNKNOWN

    def __post_init__(self) -> None:
        if not self.id:
            raise ValueError("a document needs an id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """The piece of a document that one conversation is grounded in.

    `nearby` is a short piece of a neighbouring passage: what a user who knows the subject might
    ask about although this passage does not say it. `background` and `origin` are its document's.
    `flags` name what whoever reads the text should beware of, such as `injection`.
    """

    id: str
    document_id: str
    text: str
    title: str = ""
    nearby: str = ""
    background: str = ""
    origin: Origin = UNKNOWN
    flags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.id or not self.document_id:
            raise ValueError("a passage needs an id and the id of its document")
        if not self.text.strip():
            raise ValueError(f"passage {self.id} has no text")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """Half-open character range `[start, end)` into a passage's text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a span needs 0 <= start <= end, got [{self.start}, {self.end})")

    def of(self, text: str) -> str:
        """The characters of `text` that this span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Role and content, as sent to a model."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """Decoding settings of one call. `temperature` 0 is greedy; `max_tokens` bounds the reply."""

    temperature: float = 0.0
    top_p: float = 1.0
    max_tokens: int = 256
    seed: int | None = None

    def __post_init__(self) -> None:
        if self.temperature < 0:
            raise ValueError(f"temperature must be at least 0, got {self.temperature}")
        if not 0 < self.top_p <= 1:
            raise ValueError(f"top_p must lie in (0, 1], got {self.top_p}")
        if self.max_tokens < 1:
            raise ValueError(f"max_tokens must be at least 1, got {self.max_tokens}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens used, as the model counts them; the built-in teacher counts words.

    `cached_tokens` are those of the prompt that a prefix cache served, where the server tells.
    """

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0

    @classmethod
    def most(cls, one: Usage, other: Usage) -> Usage:
        """The larger number of each kind; of cached tokens, which save, the smaller one."""
        return cls(
            prompt_tokens=max(one.prompt_tokens, other.prompt_tokens),
            completion_tokens=max(one.completion_tokens, other.completion_tokens),
            cached_tokens=min(one.cached_tokens, other.cached_tokens),
        )

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            prompt_tokens=self.prompt_tokens + other.prompt_tokens,
            completion_tokens=self.completion_tokens + other.completion_tokens,
            cached_tokens=self.cached_tokens + other.cached_tokens,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnPlan:
    """One turn before any word of it is written.

    `link` is the name the recipe gives to this kind of turn, `act` what such a turn does (a key of
    `graph.ACTS`). `needs_evidence` tells whether the assistant's reply has to rest on a quote from
    the passage. `phenomena` are those requested; `seed_data` maps a kind ("persona",
    "answer_style", ...) to the value drawn for this turn.
    """

    index: int
    link: str
    act: str
    needs_evidence: bool = True
    phenomena: tuple[str, ...] = ()
    seed_data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationPlan:
    """A path through the graph over one passage; `number` counts that passage's plans from 0."""

    passage: Passage
    number: int
    seed: int
    turns: tuple[TurnPlan, ...]

    def __post_init__(self) -> None:
        if not self.turns:
            raise ValueError(f"the plan {self.id} has no turns")

    @property
    def id(self) -> str:
        """The conversation's id: the passage's id, `#` and the number."""
        return f"{self.passage.id}#{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One exchange: the user's message and the assistant's reply.

    `requested` and `realised` name phenomena; `declined` those that the teacher said were not to be
    had here, and the link where the turn is not of its kind; `unchecked` those requested that no
    detector reads in this language. `evidence` are spans of the passage that the reply rests on;
    `labels` are what the assistant marked the reply with, where the recipe has labels; `grounding`
    says how far the evidence supports the reply, in [0, 1], or None where no evidence is needed,
    and `unsupported` are the words of the reply that nothing supports.
    """

    index: int
    user: str
    assistant: str
    link: str = ""
    act: str = ""
    needs_evidence: bool = True
    seed_data: Mapping[str, str] = field(default_factory=dict)
    requested: tuple[str, ...] = ()
    declined: tuple[str, ...] = ()
    realised: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()
    evidence: tuple[Span, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    grounding: float | None = None
    unsupported: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """The turns a teacher wrote for one plan.

    `planned_turns` is how many the plan asked for; where fewer came, `ended_early` says why in one
    word or a few. `language` is an ISO 639-1 code.
    """

    id: str
    passage: Passage
    turns: History
    planned_turns: int
    ended_early: str = ""
    teacher: str = ""
    usage: Usage = field(default_factory=Usage)
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnTask:
    """What stands behind the messages of one call, for models that do not read prompts.

    `plan` is None outside synthesis, for instance in an evaluation, where the assistant answers
    `user_message` alone.
    """

    part: Part
    passage: Passage
    history: History = ()
    user_message: str = ""
    plan: ConversationPlan | None = None

    @property
    def turn(self) -> TurnPlan | None:
        """The plan of the turn to be written now."""
        return self.plan.turns[len(self.history)] if self.plan else None


LAST_ORDERS = 2**40


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One call to a model: messages, decoding settings, and the plan they were rendered from.

    Where calls have to wait, those with the lowest `order` go first. Below half of `LAST_ORDERS` a
    conversation is carried on without a break, above it conversations take turns.
    """

    messages: tuple[Message, ...]
    sampling: Sampling
    task: TurnTask | None = None
    order: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """What a model returned; `finish_reason` is "exhausted" where it has nothing left to ask.

    It is "length" where `max_tokens` ended the text, "content_filter" where the server withheld it.
    `declined` names, for each turn that the text writes, the requested phenomena that could not be
    had here, and the link where the turn is not of its kind; it is empty where a model does not
    tell, as those that read prompts do not.
    """

    text: str
    usage: Usage = field(default_factory=Usage)
    finish_reason: FinishReason = "stop"
    declined: tuple[tuple[str, ...], ...] = ()


@runtime_checkable
class ChatModel(Protocol):
    """The one seam to any model. Raises `ModelError` where no completion can be had."""

    @property
    def name(self) -> str:
        """How the model was asked for, e.g. `builtin` or `hf:PATH`; stands in every dataset row."""
        ...

    async def complete(self, request: Request) -> Completion:
        """One completion of one request; called concurrently."""
        ...

    async def close(self) -> None:
        """Free what the model holds; no call follows."""
        ...


@runtime_checkable
class LanguageBound(Protocol):
    """A ChatModel that writes some languages only."""

    @property
    def languages(self) -> frozenset[str]:
        """Their codes, two letters each (ISO 639-1)."""
        ...


@dataclass(slots=True, kw_only=True)
class Traffic:
    """What goes on between a model and its server, as it stands now.

    At most `max_in_flight` calls are ever in flight; `limit` is how many are let through at
    present. `retries` counts calls made again by cause, such as `429` or `timeout`.
    """

    max_in_flight: int
    in_flight: int = 0
    limit: int = 0
    retries: Counter[str] = field(default_factory=Counter)


@runtime_checkable
class RemoteModel(ChatModel, Protocol):
    """A ChatModel that bounds its own calls, and makes them again where that may help."""

    @property
    def traffic(self) -> Traffic:
        """The same object at every call, kept up to date."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What fell away on the way from input files to kept conversations, and why.

    `source` is a path with the line or record where there is one, or the id of a document, passage
    or conversation; `gate` the name that losses of a kind are counted under; `reason` one line that
    says what is wrong and, where the user can mend it, how; `excerpt` what it looked like.
    """

    source: str
    reason: str
    gate: str = "unreadable"
    level: Level = "record"
    excerpt: str = ""

    def __str__(self) -> str:
        """Source and reason as one line."""
        return f"{self.source}: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a filter says of a conversation: keep it (no `reason`), or drop it with a reason."""

    reason: str = ""
    detail: str = ""

    @property
    def kept(self) -> bool:
        """Whether the conversation stays."""
        return not self.reason


KEEP = Verdict()


def drop(reason: str, detail: str = "") -> Verdict:
    """The verdict that drops a conversation; `reason` is counted, `detail` is for the reader."""
    if not reason:
        raise ValueError("a dropped conversation needs a reason")
    return Verdict(reason=reason, detail=detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a stage has come; `total` is None where it cannot be known, `note` a few words."""

    stage: str
    done: int
    total: int | None = None
    failed: int = 0
    tokens: int = 0
    note: str = ""
