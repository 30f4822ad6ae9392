"""The journal: passages, replies, finished conversations and verdicts of one run, in SQLite.

One process writes (`RunFolder.lock` sees to that), others may read meanwhile. Replies are committed
in groups on the event loop, which costs no disk access; `DiskSync` brings them to the disk.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

from codi.errors import InputError, RunError
from codi.journal import schema
from codi.journal.disk import DiskSync
from codi.journal.groups import CommitGroup
from codi.journal.replies import ReplyPlace, StoredReply
from codi.journal.schema import Row
from codi.types import Completion, Conversation, Level, Loss, Passage, Usage, Verdict

VERDICT_ROWS = 256
WAL_PAGES = 16_384  # 64 MiB: the writer checkpoints itself only where the thread has not kept up


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalCounts:
    """What a journal holds.

    `failed` conversations have no turn because the teacher gave none, `unasked` because it found
    nothing to ask. `ended_early` counts conversations by reason, `dropped` by
    the reason of their verdict; `undecided` ones have no verdict yet. `replies` and their `usage`
    are the teacher's, `judge_replies` and `judge_usage` those of a judge of the conversations.
    """

    passages: int
    replies: int
    conversations: int
    turns: int
    failed: int
    unasked: int
    kept: int
    undecided: int
    dropped: dict[str, int] = field(default_factory=dict)
    ended_early: dict[str, int] = field(default_factory=dict)
    usage: Usage = field(default_factory=Usage)
    judge_replies: int = 0
    judge_usage: Usage = field(default_factory=Usage)


class Journal:
    """See the module. Open it with `Journal.open`; a context manager that closes it."""

    def __init__(self, path: Path, connection: sqlite3.Connection, sync: DiskSync | None) -> None:
        self.path = path
        self._connection = connection
        self._sync = sync
        self._group = CommitGroup(self._commit)
        self._place_of_passage = lru_cache(maxsize=4096)(self._find_passage)

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> Self:
        """Open the journal at `path`, made where there is none yet; `read_only` beside a writer.

        Raises:
            RunError: no journal to read, a file that is none or is damaged, or one that another
                version of codi wrote.
        """
        if read_only and not path.exists():
            raise RunError(f"{path} does not exist", hint="`codi run` or `codi documents` makes it")
        with _naming(path):
            uri = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}"
            connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=10.0)
            try:
                _check(connection, path, create=not read_only)
                if not read_only:
                    connection.execute("PRAGMA journal_mode = WAL")
                    connection.execute("PRAGMA synchronous = NORMAL")
                    connection.execute(f"PRAGMA wal_autocheckpoint = {WAL_PAGES}")
            except BaseException:
                connection.close()
                raise
        return cls(path, connection, None if read_only else DiskSync(path))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Commit and sync what is left, and close the file."""
        try:
            self.flush()
        finally:
            if self._sync:
                self._sync.stop()
            self._connection.close()

    # Writing

    def add_passages(self, passages: Iterable[Passage]) -> int:
        """Append passages, all or none of them; returns how many the journal holds then.

        Raises:
            InputError: two passages have the same id.
        """
        position = self.num_passages
        current = ""

        def rows() -> Iterator[Row]:
            nonlocal position, current
            for passage in passages:
                current = passage.id
                yield schema.passage_row(position, passage)
                position += 1

        with self._transaction():
            try:
                self._connection.executemany(schema.INSERT_PASSAGE, rows())
            except sqlite3.IntegrityError as error:
                raise InputError(
                    f"two passages have the id {current}",
                    hint="give each document an id of its own",
                ) from error
        return position

    def add_loss(self, loss: Loss) -> None:
        """Append what fell away; while `add_passages` draws passages, in its transaction."""
        self._connection.execute(schema.INSERT_LOSS, schema.loss_row(loss))

    async def commit_reply(
        self,
        conversation_id: str,
        reply_place: ReplyPlace,
        key: bytes,
        completion: Completion,
    ) -> None:
        """Journal one reply; returns once it is committed, with others of the same moment.

        A commit outlives the process however it ends; the disk follows within 100 ms.

        Raises:
            RunError: the journal cannot be written, for instance because the disk is full.
        """
        place = self._place(conversation_id)
        await self._group.add_reply(schema.reply_row(place, reply_place, key, completion))

    def add_conversation(self, conversation: Conversation, *, retry: bool = False) -> None:
        """Record a finished conversation; it is committed with the next reply or at `flush`.

        With `retry` it counts as unfinished for a later run, which tries it again. A conversation
        of the same id is replaced, and its verdict falls.
        """
        place = self._place(conversation.id)
        self._group.add_conversation(schema.conversation_row(place, conversation, retry=retry))

    def flush(self) -> None:
        """Commit what was added and is not committed yet.

        Raises:
            RunError: the journal cannot be written; what waited is given up.
        """
        self._group.flush()

    def _commit(self, replies: list[Row], conversations: list[Row]) -> None:
        with self._transaction():
            self._connection.executemany(schema.INSERT_REPLY, replies)
            if conversations:
                self._connection.executemany(schema.INSERT_CONVERSATION, conversations)
                places = [row[:2] for row in conversations]
                self._connection.executemany(schema.DELETE_VERDICT, places)

    def set_verdicts(self, verdicts: Iterable[tuple[str, Verdict]]) -> None:
        """Record a verdict for each conversation id, replacing a former one; streams."""
        self.flush()
        rows = (
            (*self._place(conversation_id), verdict.reason, verdict.detail)
            for conversation_id, verdict in verdicts
        )
        while page := list(islice(rows, VERDICT_ROWS)):
            with self._transaction():
                self._connection.executemany(schema.INSERT_VERDICT, page)

    def set_turns(self, conversations: Iterable[Conversation]) -> None:
        """Put what was found out of their turns into conversations that are recorded; streams."""
        self.flush()
        rows = (
            (schema.turns_text(conversation), *self._place(conversation.id))
            for conversation in conversations
        )
        while page := list(islice(rows, VERDICT_ROWS)):
            with self._transaction():
                self._connection.executemany(schema.UPDATE_TURNS, page)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        if self._sync is None:
            raise RunError(f"{self.path} was opened for reading only")
        if self._sync.error:
            raise RunError(
                f"{self.path} cannot be brought to the disk: {self._sync.error}",
                hint="mend the disk, then run the same command again",
            )
        with _naming(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
        self._sync.commit_happened()

    # Reading

    @property
    def num_passages(self) -> int:
        """How many passages the journal holds."""
        return cast("int", self._one("SELECT count(*) FROM passages"))

    def passages(self) -> Iterator[Passage]:
        """The passages in the order in which they were added."""
        last = -1
        while page := self._all(schema.SELECT_PASSAGES, last):
            for row in page:
                yield schema.read_passage(row[1:])
            last = page[-1][0]

    def losses(self) -> Iterator[Loss]:
        """What fell away before there were passages, in the order in which it did."""
        last = 0
        while page := self._all(schema.SELECT_LOSSES, last):
            for row in page:
                last = row[0]
                yield schema.read_loss(row[1:])

    def loss_counts(self) -> dict[tuple[Level, str], int]:
        """How many losses each gate has, by what it is that was lost."""
        return {(level, gate): count for level, gate, count in self._all(schema.COUNT_LOSSES)}

    def is_finished(self, conversation_id: str) -> bool:
        """Whether the conversation is recorded and not to be tried again."""
        return bool(self._all(schema.SELECT_FINISHED, *self._place(conversation_id)))

    def replies(self, conversation_id: str) -> dict[ReplyPlace, StoredReply]:
        """The latest reply at each place of the conversation."""
        rows = self._all(schema.SELECT_REPLIES, *self._place(conversation_id))
        return dict(map(schema.read_reply, rows))

    def conversation(self, conversation_id: str) -> tuple[Conversation, Verdict | None]:
        """One conversation and its verdict, if it has one.

        Raises:
            RunError: the journal has no such conversation.
        """
        self.flush()
        try:
            rows = self._all(schema.SELECT_CONVERSATION, *self._place(conversation_id))
        except LookupError:
            rows = []
        if not rows:
            raise RunError(
                f"{self.path} has no conversation {conversation_id}",
                hint="`codi show RUN` lists them",
            )
        return schema.read_conversation(rows[0])

    def conversations(
        self, *, kept: bool | None = None
    ) -> Iterator[tuple[Conversation, Verdict | None]]:
        """All conversations, or those kept or dropped, by their passage's position and number."""
        self.flush()
        last = (-1, -1)
        while page := self._all(schema.SELECT_CONVERSATIONS[kept], *last):
            for row in page:
                yield schema.read_conversation(row)
            last = page[-1][:2]

    def kept_documents(self) -> Iterator[str]:
        """The document id of each passage that has a conversation which is kept, in order."""
        last = -1
        while page := self._all(schema.SELECT_KEPT_DOCUMENTS, last):
            for last, document_id in page:  # noqa: B007  # the last one is where the next page begins
                yield document_id

    def counts(self) -> JournalCounts:
        """What the journal holds, counted."""
        self.flush()
        (replies, usage), (judge_replies, judge_usage) = (
            schema.read_usage(self._all(schema.COUNT_REPLIES, of_judge)[0])
            for of_judge in (False, True)
        )
        conversations, turns, without, unasked = self._all(
            "SELECT count(*), total(num_turns), total(num_turns = 0), "
            "total(num_turns = 0 AND ended_early = 'exhausted') FROM conversations"
        )[0]
        reasons = dict(self._all("SELECT reason, count(*) FROM verdicts GROUP BY reason"))
        early = "SELECT ended_early, count(*) FROM conversations WHERE ended_early != '' GROUP BY 1"
        return JournalCounts(
            passages=self.num_passages,
            replies=replies,
            conversations=conversations,
            turns=int(turns),
            failed=int(without - unasked),
            unasked=int(unasked),
            kept=reasons.get("", 0),
            undecided=conversations - sum(reasons.values()),
            dropped={reason: count for reason, count in reasons.items() if reason},
            ended_early=dict(self._all(early)),
            usage=usage,
            judge_replies=judge_replies,
            judge_usage=judge_usage,
        )

    def _all(self, query: str, *values: object) -> list[Any]:
        with _naming(self.path):
            return self._connection.execute(query, values).fetchall()

    def _one(self, query: str, *values: object) -> Any:  # noqa: ANN401  # a cell
        return self._all(query, *values)[0][0]

    def _place(self, conversation_id: str) -> tuple[int, int]:
        """The passage's position and the conversation's number on it."""
        passage_id, _, number = conversation_id.rpartition("#")
        if not number.isdecimal():
            raise LookupError(f"{conversation_id} is not the id of a conversation")
        return self._place_of_passage(passage_id), int(number)

    def _find_passage(self, passage_id: str) -> int:
        rows = self._all("SELECT position FROM passages WHERE id = ?", passage_id)
        if not rows:
            raise LookupError(f"{self.path} has no passage {passage_id}")
        return cast("int", rows[0][0])


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Tell in one line which file SQLite stumbled over."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise RunError(
            f"the journal {path} cannot be used: {error}",
            hint="look at the disk's space and the file's permissions",
        ) from error
    except sqlite3.DatabaseError as error:
        raise RunError(
            f"{path} is no journal, or a damaged one: {error}",
            hint="move it away, or name another run folder",
        ) from error


def _check(connection: sqlite3.Connection, path: Path, *, create: bool) -> None:
    """Refuse a file that this version did not write; make the tables in an empty one."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if create and not tables and not application:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(schema.SCHEMA)
    elif application != schema.APPLICATION_ID:
        raise RunError(
            f"{path} is not a journal of codi", hint="move it away, or name another run folder"
        )
    elif version != schema.SCHEMA_VERSION:
        raise RunError(
            f"{path} has schema version {version}, this codi reads {schema.SCHEMA_VERSION}",
            hint="use the codi that made this run, or another run folder",
        )
