"""The run folder and its journal: what is committed stays, and comes back as it was."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from codi.errors import InputError, RunError
from codi.journal import Journal, Manifest, RunFolder, reply_key
from codi.journal.disk import DiskSync
from codi.types import (
    KEEP,
    Completion,
    Conversation,
    Loss,
    Message,
    Origin,
    Passage,
    Request,
    Sampling,
    Span,
    Turn,
    Usage,
    drop,
)

PASSAGES = [
    Passage(
        id=f"doc{number // 2}/{number % 2}",
        document_id=f"doc{number // 2}",
        text=f"Zoë crossed the river № {number}.\nIt was wide.",
        title="Rivers",
        nearby="The bridge came later." if number else "",
    )
    for number in range(6)
]


def conversation(passage: Passage, number: int = 0, *, num_turns: int = 2) -> Conversation:
    turns = tuple(
        Turn(
            index=index,
            user=f"Who crossed it, “really”? {index}",
            assistant="Zoë\tdid.",
            link="who",
            act="who",
            needs_evidence=index == 0,
            seed_data=MappingProxyType({"persona": "a ferryman", "tone": "plain"}),
            requested=("anaphora", "ellipsis"),
            declined=("ellipsis", "why"),
            realised=("anaphora",) if index else (),
            evidence=(Span(start=0, end=25), Span(start=27, end=39)),
            grounding=1 / 3 if index == 0 else None,
        )
        for index in range(num_turns)
    )
    return Conversation(
        id=f"{passage.id}#{number}",
        passage=passage,
        turns=turns,
        planned_turns=5,
        ended_early="exhausted",
        teacher="module:teacher",
        usage=Usage(prompt_tokens=120, completion_tokens=17),
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    with Journal.open(path) as journal:
        journal.add_passages(PASSAGES)
        yield journal


def request(*contents: str, sampling: Sampling | None = None) -> Request:
    messages = tuple(
        Message(role="user" if index else "system", content=content)
        for index, content in enumerate(contents)
    )
    return Request(messages=messages, sampling=sampling or Sampling())


def test_values_come_back_as_they_were_put_in(journal: Journal, path: Path) -> None:
    before = conversation(PASSAGES[3], 7)
    journal.add_conversation(before)
    journal.set_verdicts([(before.id, drop("too_short", "2 of 5 turns"))])
    journal.close()
    with Journal.open(path) as again:
        assert list(again.passages()) == PASSAGES
        after, verdict = again.conversation(before.id)
        assert after == before
        assert after.turns[0].grounding == 1 / 3
        assert after.turns[0].evidence[1].of(after.passage.text) == "It was wide."
        assert verdict == drop("too_short", "2 of 5 turns")


def test_replies_come_back_by_turn_and_part_and_the_latest_counts(journal: Journal) -> None:
    first = Completion(
        text="Who?",
        usage=Usage(prompt_tokens=9, completion_tokens=1),
        declined=(("anaphora", "when"), ()),
    )
    cut = Completion(text="Zoë cros", finish_reason="length")
    key = reply_key("builtin", request("rules", "Ask."))

    async def commit() -> None:
        await journal.commit_reply("doc1/0#2", (0, "user", 0), key, Completion(text="former"))
        await journal.commit_reply("doc1/0#2", (0, "user", 0), key, first)
        await journal.commit_reply("doc1/0#2", (0, "assistant", 0), b"\x00" * 16, cut)
        await journal.commit_reply("doc1/0#1", (0, "user", 0), key, Completion(text="another"))

    asyncio.run(commit())
    replies = journal.replies("doc1/0#2")
    assert {place: stored.completion for place, stored in replies.items()} == {
        (0, "user", 0): first,
        (0, "assistant", 0): cut,
    }
    assert replies[0, "user", 0].key == key
    assert journal.replies("doc0/0#0") == {}


def test_a_key_changes_with_model_messages_roles_and_sampling() -> None:
    variants = [
        ("builtin", request("rules", "Ask.")),
        ("hf:x", request("rules", "Ask.")),
        ("builtin", request("rules", "Ask!")),
        ("builtin", request("rules.", "Ask.")),
        ("builtin", request("rules", "Ask.", "Ask.")),
        ("builtin", request("rules", "Ask.user 4 Ask.")),
        ("builtin", request("rules", "Ask.", sampling=Sampling(temperature=0.5))),
        ("builtin", request("rules", "Ask.", sampling=Sampling(seed=1))),
        (
            "builtin",
            Request(
                messages=(
                    Message(role="system", content="rules"),
                    Message(role="assistant", content="Ask."),
                ),
                sampling=Sampling(),
            ),
        ),
    ]
    assert len({reply_key(*variant) for variant in variants}) == len(variants)
    assert reply_key(*variants[0]) == reply_key("builtin", request("rules", "Ask."))


def test_what_was_found_out_of_turns_is_put_in_and_a_verdict_stays(journal: Journal) -> None:
    first, second = conversation(PASSAGES[0]), conversation(PASSAGES[1])
    for each in (first, second):
        journal.add_conversation(each)
    journal.set_verdicts([(first.id, KEEP)])
    turns = tuple(replace(turn, realised=("informal",)) for turn in first.turns)
    journal.set_turns([replace(first, turns=turns)])
    assert journal.conversation(first.id) == (replace(first, turns=turns), KEEP)
    assert journal.conversation(second.id) == (second, None)


def test_conversations_come_in_order_of_passage_and_number(journal: Journal) -> None:
    numbers = [(5, 0), (0, 10), (0, 2), (3, 1), (0, 0)]
    for position, number in numbers:
        journal.add_conversation(conversation(PASSAGES[position], number))
    ids = [found.id for found, _ in journal.conversations()]
    assert ids == ["doc0/0#0", "doc0/0#2", "doc0/0#10", "doc1/1#1", "doc2/1#0"]


def test_a_long_listing_misses_none_while_verdicts_are_written(journal: Journal) -> None:
    for number in range(700):
        journal.add_conversation(conversation(PASSAGES[number % 6], number))
    verdicts = (
        (found.id, KEEP if len(found.id) % 2 else drop("odd"))
        for found, _ in journal.conversations()
    )
    journal.set_verdicts(verdicts)
    kept = [found.id for found, verdict in journal.conversations(kept=True) if verdict == KEEP]
    dropped = [found.id for found, _ in journal.conversations(kept=False)]
    assert len(kept) + len(dropped) == 700
    assert {len(name) % 2 for name in kept} == {1}
    assert {len(name) % 2 for name in dropped} == {0}


def test_counts_tell_what_the_journal_holds(journal: Journal) -> None:
    for number, num_turns in enumerate([2, 3, 0]):
        journal.add_conversation(conversation(PASSAGES[number], num_turns=num_turns))
    usage = Usage(prompt_tokens=10, completion_tokens=3)
    asyncio.run(
        journal.commit_reply("doc0/0#0", (0, "user", 0), b"k", Completion(text="Hm?", usage=usage))
    )
    journal.set_verdicts([("doc0/0#0", KEEP), ("doc1/0#0", drop("too_short"))])
    counts = journal.counts()
    assert (counts.passages, counts.conversations, counts.turns) == (6, 3, 5)
    assert (counts.failed, counts.unasked) == (0, 1)
    assert (counts.kept, counts.dropped, counts.undecided) == (1, {"too_short": 1}, 1)
    assert counts.ended_early == {"exhausted": 3}
    assert (counts.replies, counts.usage) == (1, usage)
    assert list(journal.kept_documents()) == ["doc0"]


def test_a_conversation_to_be_tried_again_is_not_finished(journal: Journal) -> None:
    first = conversation(PASSAGES[0])
    assert not journal.is_finished(first.id)
    journal.add_conversation(first, retry=True)
    journal.set_verdicts([(first.id, KEEP)])
    assert not journal.is_finished(first.id)
    journal.add_conversation(conversation(PASSAGES[0], num_turns=1))
    journal.flush()
    assert journal.is_finished(first.id)
    (found, verdict), *others = journal.conversations()
    assert (len(found.turns), verdict, others) == (1, None, [])


def test_passages_are_added_all_or_none(path: Path) -> None:
    with Journal.open(path) as journal:
        with pytest.raises(InputError, match="two passages have the id doc0/0"):
            journal.add_passages([*PASSAGES, PASSAGES[0]])
        assert journal.num_passages == 0
        assert journal.add_passages(PASSAGES) == 6


def test_an_unknown_conversation_is_the_users_mistake(journal: Journal) -> None:
    for name in ["doc0/0#4", "elsewhere#0", "nothing"]:
        with pytest.raises(RunError, match=f"no conversation {name}"):
            journal.conversation(name)


def test_a_reader_sees_what_another_process_has_committed(journal: Journal, path: Path) -> None:
    journal.add_conversation(conversation(PASSAGES[0]))
    journal.flush()
    script = """
        import sys
        from pathlib import Path
        from codi.journal import Journal
        with Journal.open(Path(sys.argv[1]), read_only=True) as journal:
            print(journal.counts().conversations, journal.conversation("doc0/0#0")[0].id)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.strip(), done.stderr) == ("1 doc0/0#0", "")
    journal.add_conversation(conversation(PASSAGES[1]))
    journal.flush()
    with Journal.open(path, read_only=True) as reader:
        assert reader.counts().conversations == 2
        reader.add_conversation(conversation(PASSAGES[2]))
        with pytest.raises(RunError, match="reading only"):
            reader.flush()


def test_reading_a_journal_that_is_not_there_is_refused(path: Path) -> None:
    with pytest.raises(RunError, match="does not exist"):
        Journal.open(path, read_only=True)
    assert not path.exists()


@pytest.mark.parametrize("read_only", [True, False])
def test_a_file_that_is_no_journal_is_refused_by_name(path: Path, read_only: bool) -> None:
    path.write_bytes(b"id,text\n1,not a database at all\n" * 100)
    with pytest.raises(RunError, match=r"journal\.sqlite is no journal"):
        Journal.open(path, read_only=read_only)
    path.unlink()
    foreign = sqlite3.connect(path)
    foreign.execute("CREATE TABLE songs (title)")
    foreign.close()
    with pytest.raises(RunError, match="not a journal of codi"):
        Journal.open(path, read_only=read_only)


def test_a_newer_schema_is_refused(journal: Journal, path: Path) -> None:
    journal.close()
    other = sqlite3.connect(path)
    other.execute("PRAGMA user_version = 99")
    other.close()
    with pytest.raises(RunError, match=r"schema version 99, this codi reads 4 \(use the codi"):
        Journal.open(path)


def test_a_damaged_journal_is_named(journal: Journal, path: Path) -> None:
    for number in range(300):
        journal.add_conversation(conversation(PASSAGES[0], number))
    journal.close()
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(size - 4096))
    with (
        pytest.raises(RunError, match=r"journal\.sqlite is no journal, or a damaged one"),
        Journal.open(path) as damaged,
    ):
        list(damaged.conversations())


def test_a_full_disk_reaches_whoever_waits(journal: Journal) -> None:
    pages = journal._connection.execute("PRAGMA page_count").fetchone()[0]
    journal._connection.execute(f"PRAGMA max_page_count = {pages + 1}")

    async def commit_two() -> Sequence[BaseException | None]:
        big = Completion(text="x" * 100_000)
        return await asyncio.gather(
            journal.commit_reply("doc0/0#0", (0, "user", 0), b"k", big),
            journal.commit_reply("doc0/0#1", (0, "user", 0), b"k", big),
            return_exceptions=True,
        )

    errors = asyncio.run(commit_two())
    assert [type(error) for error in errors] == [RunError, RunError]
    assert "full" in str(errors[0])
    assert journal.replies("doc0/0#0") == {}


COMMITTER = """
    import asyncio, sys
    from pathlib import Path
    from codi.journal import Journal, RunFolder
    from codi.types import Completion, Passage

    folder = RunFolder(Path(sys.argv[1]))

    async def commit(journal, number):
        for turn in range(1_000_000):
            place = (turn, "user", 0)
            await journal.commit_reply(f"p#{number}", place, b"k", Completion(text="x" * 99))
            print(number, turn, flush=True)

    async def main(journal):
        await asyncio.gather(*(commit(journal, number) for number in range(4)))

    with folder.lock(), Journal.open(folder.journal) as journal:
        if not journal.num_passages:
            journal.add_passages([Passage(id="p", document_id="p", text="Text.")])
        asyncio.run(main(journal))
"""


def kill_in_the_middle(folder: Path, after: float) -> list[tuple[int, int]]:
    """The (conversation, turn)s that a committing process has told of before it is killed."""
    script = textwrap.dedent(COMMITTER)
    with subprocess.Popen([sys.executable, "-c", script, folder], stdout=subprocess.PIPE) as child:
        assert child.stdout
        lines = [child.stdout.readline()]
        time.sleep(after)
        child.send_signal(signal.SIGKILL)
        lines += child.stdout.readlines()
    told = [line.split() for line in lines if line.endswith(b"\n")]
    return [(int(number), int(turn)) for number, turn in told]


def test_what_was_committed_outlives_a_kill(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "run")
    for after in (0.0, 0.05, 0.2):
        told = kill_in_the_middle(folder.path, after)
        with folder.lock(), Journal.open(folder.journal) as journal:
            for number in range(4):
                turns = [turn for turn, _, _ in journal.replies(f"p#{number}")]
                assert turns == list(range(len(turns)))
                assert len(turns) > max((turn for n, turn in told if n == number), default=-1)


def test_a_torn_log_loses_its_end_alone(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "run")
    kill_in_the_middle(folder.path, 0.1)
    log = folder.journal.with_name("journal.sqlite-wal")
    size = log.stat().st_size
    os.truncate(log, size * 2 // 3 + 17)
    with Journal.open(folder.journal) as journal:
        turns = [turn for turn, _, _ in journal.replies("p#0")]
        assert journal.num_passages == 1
        assert turns
        assert turns == list(range(len(turns)))


def test_a_disk_that_takes_no_sync_stops_the_writer(journal: Journal, tmp_path: Path) -> None:
    unreadable = tmp_path / "other.sqlite-wal"
    unreadable.symlink_to(unreadable)
    sync = DiskSync(tmp_path / "other.sqlite")
    sync.commit_happened()
    sync.stop()
    assert isinstance(sync.error, OSError)
    assert journal._sync
    journal._sync.error = sync.error
    with pytest.raises(RunError, match=r"cannot be brought to the disk: .*symbolic links"):
        journal.add_passages(PASSAGES)


def num_moved(path: Path, copy: Path) -> int:
    """How many replies stand in the database without its log, 0 while that is being moved."""
    copy.write_bytes(path.read_bytes())
    try:
        with Journal.open(copy) as moved:
            return len(moved.replies("doc0/0#0"))
    except RunError:
        return 0


def test_the_log_moves_into_the_database_while_the_writer_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("codi.journal.disk.SYNC_SECONDS", 0.001)
    monkeypatch.setattr("codi.journal.disk.CHECKPOINT_SECONDS", 0.0)
    path = tmp_path / "journal.sqlite"

    async def commit(journal: Journal) -> None:
        for turn in range(300):
            await journal.commit_reply(
                "doc0/0#0", (turn, "user", 0), b"k", Completion(text="x" * 500)
            )
            await asyncio.sleep(0.0002)

    with Journal.open(path) as journal:
        journal.add_passages(PASSAGES)
        asyncio.run(commit(journal))
        deadline = time.monotonic() + 10
        while num_moved(path, tmp_path / "copy.sqlite") < 300:
            assert time.monotonic() < deadline
        assert len(journal.replies("doc0/0#0")) == 300


def test_a_journal_closes_at_any_moment_of_its_sync(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("codi.journal.disk.SYNC_SECONDS", 0.001)
    for _ in range(200):
        sync = DiskSync(tmp_path / "journal.sqlite")
        sync.commit_happened()
        time.sleep(random.uniform(0.0009, 0.0013))
        stopping = threading.Thread(target=sync.stop, daemon=True)
        stopping.start()
        stopping.join(timeout=10)
        assert not stopping.is_alive()


def test_a_second_process_is_refused_with_the_pid_of_the_first(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "runs" / "one")
    script = textwrap.dedent("""
        import sys
        from pathlib import Path
        from codi.errors import RunError
        from codi.journal import RunFolder
        try:
            with RunFolder(Path(sys.argv[1])).lock():
                print("locked")
        except RunError as error:
            print(error)
    """)

    def try_to_lock() -> str:
        command = [sys.executable, "-c", script, str(folder.path)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    with folder.lock():
        refused = try_to_lock()
    assert f"{folder.path} is in use by process {os.getpid()} (" in refused
    assert try_to_lock() == "locked\n"


def test_the_lock_falls_with_its_process(tmp_path: Path) -> None:
    kill_in_the_middle(tmp_path / "run", 0.0)
    with RunFolder(tmp_path / "run").lock():
        assert (tmp_path / "run" / ".lock").read_text() == f"{os.getpid()}\n"


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(RunError, match="file/run cannot be used as a run folder"),
        RunFolder(tmp_path / "file" / "run").lock(),
    ):
        pass


def test_a_manifest_is_replaced_whole(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    assert folder.read_manifest() == Manifest()
    manifest = Manifest(recipe="coqa", seed=7, teacher="builtin", versions={"codi": "0.1.0"})
    record = manifest.stage("synthesize")
    record.counts["conversations"] = 200
    record.seconds += 1.5
    folder.write_manifest(manifest)
    assert folder.read_manifest() == manifest
    assert folder.read_manifest().stages["synthesize"].seconds == 1.5
    assert [file.name for file in tmp_path.iterdir()] == ["manifest.json"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('{"format_version": 2}', "format_version"),
        ('{"seeds": 1}', "seeds"),
        ('{"seed": ', "Invalid JSON"),
    ],
)
def test_a_foreign_manifest_is_refused(tmp_path: Path, text: str, names: str) -> None:
    folder = RunFolder(tmp_path)
    folder.manifest.write_text(text)
    with pytest.raises(RunError, match=rf"manifest\.json is not a manifest.*{names}"):
        folder.read_manifest()


def test_losses_are_kept_with_the_passages_that_were_read_meanwhile(path: Path) -> None:
    losses = [
        Loss(source=f"pages.warc.gz, record {number}", reason="12 words", gate="length")
        for number in range(300)
    ]

    def passages(journal: Journal) -> Iterator[Passage]:
        for number, loss in enumerate(losses):
            journal.add_loss(loss)
            yield Passage(
                id=f"p/{number}",
                document_id="p",
                text="Some text.",
                origin=Origin(url="https://example.org", date="2024-05-31", crawled=True),
                flags=("injection",),
            )

    with Journal.open(path) as journal:
        journal.add_passages(passages(journal))
        assert list(journal.losses()) == losses
        assert journal.loss_counts() == {("record", "length"): 300}
        assert all(found.origin.crawled and found.flags for found in journal.passages())
