"""One row of JSON lines or Parquet as a conversation; what codi does not know is passed over."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from codi.errors import InputError
from codi.types import Conversation, Origin, Passage, Span, Turn, Usage

NO_PASSAGE = "\N{EN DASH}"
"""The text of the passage of a conversation whose file has none."""
ENGLISH = "en"
ALTERNATE = "after at most one system message, user and assistant alternate, the assistant last"


class _Known(BaseModel):
    """Base of what codi reads of a row: other keys may stand beside."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class _Message(_Known):
    role: Literal["system", "user", "assistant"]
    content: str


class _MessagesRow(_Known):
    messages: list[_Message] = Field(min_length=1)
    id: str | int | None = None
    passage: str | None = None
    passage_id: str | None = None
    document_id: str | None = None
    language: str | None = None


class _SeedDatum(_Known):
    kind: str
    value: str


class _Label(_Known):
    name: str
    value: str


class _Span(_Known):
    start: int
    end: int


class _Turn(_Known):
    user: str
    assistant: str
    link: str = ""
    act: str = ""
    seed_data: list[_SeedDatum] = Field(default_factory=list)
    requested: list[str] = Field(default_factory=list)
    declined: list[str] = Field(default_factory=list)
    realised: list[str] = Field(default_factory=list)
    unchecked: list[str] = Field(default_factory=list)
    evidence: list[_Span] = Field(default_factory=list)
    labels: list[_Label] = Field(default_factory=list)
    grounding: float | None = None
    unsupported: list[str] = Field(default_factory=list)


class _Source(_Known):
    url: str = ""
    title: str = ""
    date: str = ""
    language: str = ""
    licence: str = ""


class _Provenance(_Known):
    teacher: str = ""
    prompt_tokens: int = 0
    completion_tokens: int = 0


class _DatasetRow(_Known):
    id: str
    language: str = ENGLISH
    passage: str
    turns: list[_Turn] = Field(min_length=1)
    passage_id: str = ""
    document_id: str = ""
    source: _Source = Field(default_factory=_Source)
    flags: list[str] = Field(default_factory=list)
    provenance: _Provenance = Field(default_factory=_Provenance)


_MESSAGES_ROW = TypeAdapter(_MessagesRow)
_DATASET_ROW = TypeAdapter(_DatasetRow)


def read_row(row: object, *, path: Path, place: str) -> Conversation:
    """The conversation of a row: a dataset row of codi's whole, another by its `messages`.

    The passage is the row's `passage`, else its system message, else `NO_PASSAGE`.

    Raises:
        InputError: naming the file, the place, the key, and how a row has to be.
    """
    where = f"{path}, {place}"
    if not isinstance(row, dict):
        raise InputError(f"{where}: not a JSON object", hint="a conversation has `messages`")
    try:
        if {"turns", "passage"} <= row.keys() and row["turns"] is not None:
            return _of_dataset(_DATASET_ROW.validate_python(row), where)
        return _of_messages(_MESSAGES_ROW.validate_python(row), where, f"{path.name}:{place}")
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        key = ".".join(map(str, first["loc"]))
        raise InputError(f"{where}: {key}: {first['msg']}", hint=_hint(key)) from None


def _hint(key: str) -> str:
    if key.startswith("messages"):
        return "`messages` are objects with `role` (system, user or assistant) and `content`"
    return "rows are those of `codi export`, or objects with `messages`"


def _of_dataset(row: _DatasetRow, where: str) -> Conversation:
    if not row.passage.strip():
        raise InputError(f"{where}: passage: empty", hint="leave the key out where there is none")
    return Conversation(
        id=row.id,
        passage=Passage(
            id=row.passage_id or row.id,
            document_id=row.document_id or row.id,
            text=row.passage,
            title=row.source.title,
            origin=Origin(
                url=row.source.url,
                date=row.source.date,
                language=row.source.language,
                licence=row.source.licence,
            ),
            flags=tuple(row.flags),
        ),
        turns=tuple(_turn(index, turn, row, where) for index, turn in enumerate(row.turns)),
        planned_turns=len(row.turns),
        teacher=row.provenance.teacher,
        language=row.language,
        usage=Usage(
            prompt_tokens=row.provenance.prompt_tokens,
            completion_tokens=row.provenance.completion_tokens,
        ),
    )


def _turn(index: int, turn: _Turn, row: _DatasetRow, where: str) -> Turn:
    for span in turn.evidence:
        if not 0 <= span.start <= span.end <= len(row.passage):
            raise InputError(
                f"{where}: turns.{index}.evidence: [{span.start}, {span.end}) does not lie in the "
                f"passage of {len(row.passage)} characters",
                hint="spans count characters of `passage` from 0",
            )
    return Turn(
        index=index,
        user=turn.user,
        assistant=turn.assistant,
        link=turn.link,
        act=turn.act,
        needs_evidence=turn.grounding is not None,
        seed_data={datum.kind: datum.value for datum in turn.seed_data},
        requested=tuple(turn.requested),
        declined=tuple(turn.declined),
        realised=tuple(turn.realised),
        unchecked=tuple(turn.unchecked),
        evidence=tuple(Span(start=span.start, end=span.end) for span in turn.evidence),
        labels={label.name: label.value for label in turn.labels},
        grounding=turn.grounding,
        unsupported=tuple(turn.unsupported),
    )


def _of_messages(row: _MessagesRow, where: str, name: str) -> Conversation:
    messages = row.messages
    system = messages[0].content if messages[0].role == "system" else ""
    first = int(messages[0].role == "system")
    for number, message in enumerate(messages[first:], start=first):
        expected = "assistant" if (number - first) % 2 else "user"
        if message.role != expected:
            raise InputError(
                f"{where}: messages.{number}.role: {message.role} where {expected} has to speak",
                hint=ALTERNATE,
            )
    said = messages[first:]
    if not said or len(said) % 2:
        what = "without a reply" if said else "nobody speaks"
        raise InputError(f"{where}: messages.{len(messages) - 1}: {what}", hint=ALTERNATE)
    id_ = name if row.id is None else str(row.id)
    text = next((text for text in (row.passage, system) if text and text.strip()), NO_PASSAGE)
    turns = tuple(
        Turn(
            index=index,
            user=said[2 * index].content,
            assistant=said[2 * index + 1].content,
            needs_evidence=False,
        )
        for index in range(len(said) // 2)
    )
    return Conversation(
        id=id_ or name,
        passage=Passage(
            id=row.passage_id or id_ or name, document_id=row.document_id or id_ or name, text=text
        ),
        turns=turns,
        planned_turns=len(turns),
        language=row.language or ENGLISH,
    )
