"""A conversation as a dataset row: the columns, and how they are filled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from codi.dataset.splits import Split
from codi.types import Conversation, Message, Turn

Row = dict[str, Any]


def arrow_schema() -> Any:  # noqa: ANN401  # pyarrow has no types
    """The columns of a dataset file."""
    from pyarrow import lib as pa

    def list_of_records(**fields: Any) -> Any:  # noqa: ANN401  # pyarrow has no types
        return pa.list_(pa.struct(list(fields.items())))

    text, texts = pa.string(), pa.list_(pa.string())
    turns = list_of_records(
        user=text,
        assistant=text,
        link=text,
        seed_data=list_of_records(kind=text, value=text),
        requested=texts,
        declined=texts,
        realised=texts,
        unchecked=texts,
        evidence=list_of_records(start=pa.int32(), end=pa.int32()),
        labels=list_of_records(name=text, value=text),
        grounding=pa.float64(),
        unsupported=texts,
    )
    source = pa.struct([(name, text) for name in ("url", "title", "date", "language", "licence")])
    provenance = pa.struct(
        [
            ("recipe", text),
            ("recipe_fingerprint", text),
            ("seed", pa.int64()),
            ("teacher", text),
            ("prompt_tokens", pa.int64()),
            ("completion_tokens", pa.int64()),
        ]
    )
    return pa.schema(
        [
            ("id", text),
            ("messages", list_of_records(role=text, content=text)),
            ("document_id", text),
            ("passage_id", text),
            ("passage", text),
            ("source", source),
            ("flags", texts),
            ("language", text),
            ("turns", turns),
            ("split", text),
            ("provenance", provenance),
        ]
    )


def dataset_row(
    conversation: Conversation,
    *,
    messages: Sequence[Message],
    split: Split,
    language: str,
    recipe: str,
    recipe_fingerprint: str,
    seed: int,
) -> Row:
    """One row; `evidence` spans are character ranges `[start, end)` of `passage`.

    `source` is what the document says of itself, empty where it does not.
    """
    passage = conversation.passage
    origin = passage.origin
    return {
        "id": conversation.id,
        "messages": [{"role": message.role, "content": message.content} for message in messages],
        "document_id": passage.document_id,
        "passage_id": passage.id,
        "passage": passage.text,
        "source": {
            "url": origin.url,
            "title": passage.title,
            "date": origin.date,
            "language": origin.language,
            "licence": origin.licence,
        },
        "flags": list(passage.flags),
        "language": language,
        "turns": [_turn(turn) for turn in conversation.turns],
        "split": split,
        "provenance": {
            "recipe": recipe,
            "recipe_fingerprint": recipe_fingerprint,
            "seed": seed,
            "teacher": conversation.teacher,
            "prompt_tokens": conversation.usage.prompt_tokens,
            "completion_tokens": conversation.usage.completion_tokens,
        },
    }


def _turn(turn: Turn) -> Row:
    return {
        "user": turn.user,
        "assistant": turn.assistant,
        "link": turn.link,
        "seed_data": [{"kind": kind, "value": value} for kind, value in turn.seed_data.items()],
        "requested": list(turn.requested),
        "declined": list(turn.declined),
        "realised": list(turn.realised),
        "unchecked": list(turn.unchecked),
        "evidence": [{"start": span.start, "end": span.end} for span in turn.evidence],
        "labels": [{"name": name, "value": value} for name, value in turn.labels.items()],
        "grounding": turn.grounding,
        "unsupported": list(turn.unsupported),
    }
