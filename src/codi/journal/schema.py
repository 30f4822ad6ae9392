"""The journal's tables, and how our values stand in their rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from codi.journal.replies import ReplyPlace, StoredReply
from codi.types import (
    UNKNOWN,
    Completion,
    Conversation,
    Loss,
    Origin,
    Passage,
    Span,
    Turn,
    Usage,
    Verdict,
)

APPLICATION_ID = 0x636F6469  # "codi"; `file journal.sqlite` shows it
SCHEMA_VERSION = 4
SCHEMA = f"""
BEGIN IMMEDIATE;
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {SCHEMA_VERSION};
CREATE TABLE passages (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    document_id TEXT NOT NULL,
    text TEXT NOT NULL,
    title TEXT NOT NULL,
    nearby TEXT NOT NULL,
    background TEXT NOT NULL,
    origin TEXT NOT NULL,  -- JSON, or nothing where nothing is known
    flags TEXT NOT NULL  -- names with a space between
);
-- What fell away before there were passages; of conversations the verdicts tell.
CREATE TABLE losses (
    level TEXT NOT NULL,
    gate TEXT NOT NULL,
    source TEXT NOT NULL,
    reason TEXT NOT NULL,
    excerpt TEXT NOT NULL
);
CREATE INDEX losses_by_gate ON losses (level, gate);
-- A conversation is named by its passage's position and its number on that passage.
-- Replies are only appended, so that a group touches few pages; the latest at a place counts.
CREATE TABLE replies (
    position INTEGER NOT NULL,
    number INTEGER NOT NULL,
    turn INTEGER NOT NULL,
    part TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    key BLOB NOT NULL,
    text TEXT NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    cached_tokens INTEGER NOT NULL,
    finish_reason TEXT NOT NULL,
    declined TEXT NOT NULL  -- JSON, or nothing where nothing is
);
CREATE INDEX replies_by_conversation ON replies (position, number);
CREATE TABLE conversations (
    position INTEGER NOT NULL,
    number INTEGER NOT NULL,
    num_turns INTEGER NOT NULL,
    planned_turns INTEGER NOT NULL,
    ended_early TEXT NOT NULL,
    retry INTEGER NOT NULL,
    teacher TEXT NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    cached_tokens INTEGER NOT NULL,
    turns TEXT NOT NULL,
    UNIQUE (position, number)
);
CREATE TABLE verdicts (
    position INTEGER NOT NULL,
    number INTEGER NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (position, number)
) WITHOUT ROWID;
COMMIT;
"""

INSERT_PASSAGE = "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
INSERT_LOSS = "INSERT INTO losses VALUES (?, ?, ?, ?, ?)"
INSERT_REPLY = "INSERT INTO replies VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
INSERT_CONVERSATION = (
    "INSERT OR REPLACE INTO conversations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
UPDATE_TURNS = "UPDATE conversations SET turns = ? WHERE position = ? AND number = ?"
DELETE_VERDICT = "DELETE FROM verdicts WHERE position = ? AND number = ?"
INSERT_VERDICT = "INSERT OR REPLACE INTO verdicts VALUES (?, ?, ?, ?)"

# Readers go from page to page of rows, so that none holds a snapshot open while the writer goes on.
SELECT_PASSAGES = """
SELECT position, id, document_id, text, title, nearby, background, origin, flags FROM passages
WHERE position > ? ORDER BY position LIMIT 256
"""
COUNT_REPLIES = """
SELECT count(*), total(prompt_tokens), total(completion_tokens), total(cached_tokens) FROM replies
WHERE (part = 'judge') = ?
"""
COUNT_LOSSES = "SELECT level, gate, count(*) FROM losses GROUP BY level, gate"
SELECT_LOSSES = """
SELECT rowid, level, gate, source, reason, excerpt FROM losses WHERE rowid > ?
ORDER BY rowid LIMIT 256
"""
SELECT_KEPT_DOCUMENTS = """
SELECT p.position, p.document_id FROM passages p WHERE p.position > ? AND EXISTS
    (SELECT 1 FROM verdicts v WHERE v.position = p.position AND v.reason = '')
ORDER BY p.position LIMIT 256
"""
SELECT_FINISHED = "SELECT 1 FROM conversations WHERE position = ? AND number = ? AND NOT retry"
SELECT_REPLIES = """
SELECT turn, part, attempt, key, text, prompt_tokens, completion_tokens, cached_tokens,
    finish_reason, declined
FROM replies WHERE position = ? AND number = ? ORDER BY rowid
"""
_CONVERSATIONS = """
SELECT c.position, c.number, c.turns, c.planned_turns, c.ended_early, c.teacher, c.prompt_tokens,
    c.completion_tokens, c.cached_tokens, p.id, p.document_id, p.text, p.title, p.nearby,
    p.background, p.origin, p.flags, v.reason, v.detail
FROM conversations c JOIN passages p USING (position) LEFT JOIN verdicts v USING (position, number)
"""
_PAGE = " ORDER BY c.position, c.number LIMIT 256"
SELECT_CONVERSATION = _CONVERSATIONS + "WHERE c.position = ? AND c.number = ?"
SELECT_CONVERSATIONS = {
    None: _CONVERSATIONS + "WHERE (c.position, c.number) > (?, ?)" + _PAGE,
    True: _CONVERSATIONS + "WHERE (c.position, c.number) > (?, ?) AND v.reason = ''" + _PAGE,
    False: _CONVERSATIONS + "WHERE (c.position, c.number) > (?, ?) AND v.reason != ''" + _PAGE,
}

Row = tuple[Any, ...]


def passage_row(position: int, passage: Passage) -> Row:
    """A row of `passages`."""
    return (
        position,
        passage.id,
        passage.document_id,
        passage.text,
        passage.title,
        passage.nearby,
        passage.background,
        "" if passage.origin == UNKNOWN else orjson.dumps(passage.origin).decode("utf-8"),
        " ".join(passage.flags),
    )


def read_passage(row: Row) -> Passage:
    """The passage of a row of `SELECT_PASSAGES`, its position left out."""
    id_, document_id, text, title, nearby, background, origin, flags = row
    return Passage(
        id=id_,
        document_id=document_id,
        text=text,
        title=title,
        nearby=nearby,
        background=background,
        origin=Origin(**orjson.loads(origin)) if origin else UNKNOWN,
        flags=tuple(flags.split()),
    )


def loss_row(loss: Loss) -> Row:
    """A row of `losses`."""
    return (loss.level, loss.gate, loss.source, loss.reason, loss.excerpt)


def read_loss(row: Row) -> Loss:
    """The loss of a row of `SELECT_LOSSES`, its number left out."""
    level, gate, source, reason, excerpt = row
    return Loss(level=level, gate=gate, source=source, reason=reason, excerpt=excerpt)


def reply_row(
    place: tuple[int, int], reply_place: ReplyPlace, key: bytes, completion: Completion
) -> Row:
    """A row of `replies`."""
    return (
        *place,
        *reply_place,
        key,
        completion.text,
        completion.usage.prompt_tokens,
        completion.usage.completion_tokens,
        completion.usage.cached_tokens,
        completion.finish_reason,
        orjson.dumps(completion.declined).decode("utf-8") if completion.declined else "",
    )


def read_reply(row: Row) -> tuple[ReplyPlace, StoredReply]:
    """The place of a row of `SELECT_REPLIES`, and the reply to it."""
    turn, part, attempt, key, text, prompt, completion, cached, finish_reason, declined = row
    usage = Usage(prompt_tokens=prompt, completion_tokens=completion, cached_tokens=cached)
    reply = Completion(
        text=text,
        usage=usage,
        finish_reason=finish_reason,
        declined=tuple(map(tuple, orjson.loads(declined))) if declined else (),
    )
    return (turn, part, attempt), StoredReply(key=key, completion=reply)


def read_usage(row: Row) -> tuple[int, Usage]:
    """How many replies a row of `COUNT_REPLIES` counts, and what they used."""
    count, prompt, completion, cached = map(int, row)
    usage = Usage(prompt_tokens=prompt, completion_tokens=completion, cached_tokens=cached)
    return count, usage


def conversation_row(place: tuple[int, int], conversation: Conversation, *, retry: bool) -> Row:
    """A row of `conversations`: the turns as compact JSON, the passage by its position."""
    return (
        *place,
        len(conversation.turns),
        conversation.planned_turns,
        conversation.ended_early,
        retry,
        conversation.teacher,
        conversation.usage.prompt_tokens,
        conversation.usage.completion_tokens,
        conversation.usage.cached_tokens,
        turns_text(conversation),
    )


def turns_text(conversation: Conversation) -> str:
    """The turns as compact JSON."""
    return orjson.dumps(conversation.turns, default=_plain_mapping).decode("utf-8")


def read_conversation(row: Row) -> tuple[Conversation, Verdict | None]:
    """The conversation of a row of `SELECT_CONVERSATIONS`, and its verdict if it has one."""
    _, number, turns, planned_turns, ended_early, teacher, prompt, completion, cached = row[:9]
    passage = read_passage(row[9:17])
    reason, detail = row[17:19]
    conversation = Conversation(
        id=f"{passage.id}#{number}",
        passage=passage,
        turns=tuple(map(_read_turn, orjson.loads(turns))),
        planned_turns=planned_turns,
        ended_early=ended_early,
        teacher=teacher,
        usage=Usage(prompt_tokens=prompt, completion_tokens=completion, cached_tokens=cached),
    )
    return conversation, None if reason is None else Verdict(reason=reason, detail=detail)


def _read_turn(fields: dict[str, Any]) -> Turn:
    for names in ("requested", "declined", "realised", "unchecked", "unsupported"):
        fields[names] = tuple(fields[names])
    fields["evidence"] = tuple(Span(**span) for span in fields["evidence"])
    return Turn(**fields)


def _plain_mapping(value: object) -> dict[str, str]:
    """What orjson shall write for seed data that is a mapping but no dict."""
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"a turn holds a {type(value).__name__}, which JSON has no word for")
