"""Parsers run in a process of their own, which is cut off without losing what it did not spoil."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hostile import read_endlessly, read_hostile

from codi.errors import InputError
from codi.readers.files import InputFile
from codi.readers.isolation import MOST_DEATHS, Isolation
from codi.readers.limits import Limits
from codi.types import Document, Loss

QUICK = Limits(seconds_per_document=0.4, memory_mb=512)


def no_loss(loss: Loss) -> None:
    pytest.fail(str(loss))


def read(tmp_path: Path, *lines: str, limits: Limits = QUICK) -> tuple[list[Document], list[Loss]]:
    path = tmp_path / "records.txt"
    path.write_text("\n".join(lines))
    losses: list[Loss] = []
    with Isolation(limits) as isolation:
        file = InputFile(path=path, name=path.name)
        documents = list(isolation.read(read_hostile, file, on_loss=losses.append))
    return documents, losses


def test_documents_and_losses_come_in_order_with_all_that_their_reader_knows(
    tmp_path: Path,
) -> None:
    documents, losses = read(tmp_path, "one", "", "three")
    assert [document.text for document in documents] == ["one", "three"]
    assert documents[1].id == "records.txt:3"
    assert documents[1].origin.url == "https://example.org/3"
    assert documents[1].origin.crawled
    assert [(loss.source, loss.gate) for loss in losses] == [
        (f"{tmp_path}/records.txt, record 2", "empty")
    ]


@pytest.mark.parametrize(
    ("word", "gate", "reason"),
    [
        ("loop", "timeout", "not read within 0.4 s"),
        ("sleep", "timeout", "not read within 0.4 s"),
        ("loop in C", "timeout", "not read within 0.4 s"),
        ("SIGSEGV", "crashed", "its parser died (SIGSEGV)"),
        ("SIGKILL", "crashed", "its parser died (SIGKILL)"),
        ("exit", "crashed", "its parser died (status 3)"),
        ("memory", "out_of_memory", "needs more than 512 MB"),
        ("error", "crashed", "its parser failed: RuntimeError: the parser is broken"),
    ],
)
def test_a_hostile_record_is_lost_alone_and_says_why(
    tmp_path: Path, word: str, gate: str, reason: str
) -> None:
    documents, losses = read(tmp_path, "one", "", word, "four", "", "six")
    assert [document.text for document in documents] == ["one", "four", "six"]
    assert [(loss.source.rsplit(", ")[1], loss.gate) for loss in losses] == [
        ("record 2", "empty"),
        ("record 3", gate),
        ("record 5", "empty"),
    ]
    assert losses[1].reason == reason


def test_hostile_records_in_a_row_and_at_both_ends_are_lost_one_by_one(tmp_path: Path) -> None:
    documents, losses = read(tmp_path, "SIGSEGV", "SIGABRT", "three", "error", "SIGSEGV")
    assert [document.text for document in documents] == ["three"]
    assert len(losses) == 4
    assert {loss.gate for loss in losses} == {"crashed"}


def test_a_file_that_is_all_poison_is_given_up(tmp_path: Path) -> None:
    documents, losses = read(tmp_path, "fine", *["exit"] * (MOST_DEATHS + 9), "lost")
    assert [document.text for document in documents] == ["fine"]
    assert len(losses) == MOST_DEATHS + 1
    assert losses[-1].reason.startswith("the rest of the file after it is left out")


def test_a_reader_that_hangs_before_any_record_loses_its_file(tmp_path: Path) -> None:
    path = tmp_path / "records.txt"
    path.write_text("one")
    losses: list[Loss] = []
    with Isolation(QUICK) as isolation:
        file = InputFile(path=path, name=path.name)
        assert not list(isolation.read(read_endlessly, file, on_loss=losses.append))
        assert [(loss.source, loss.gate) for loss in losses] == [(str(path), "timeout")]
        assert list(isolation.read(read_hostile, file, on_loss=losses.append))


@pytest.mark.parametrize("word", ["socket", "look-up", "process"])
def test_a_parser_gets_neither_network_nor_processes(tmp_path: Path, word: str) -> None:
    documents, _ = read(tmp_path, word)
    assert documents[0].text.startswith("refused: ")


def test_what_a_parser_prints_is_no_message_and_does_not_show(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    documents, losses = read(tmp_path, "noise", "two")
    assert [document.text for document in documents] == ["noise", "two"]
    assert not losses
    assert capfd.readouterr() == ("", "")


def test_half_characters_and_odd_names_pass_the_pipe(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    path.write_text("surrogate")
    with Isolation(QUICK) as isolation:
        file = InputFile(path=path, name=path.name)
        (document,) = isolation.read(read_hostile, file, on_loss=no_loss)
    assert document.text == "half ? a character"


def test_a_slow_caller_does_not_run_down_the_clock_of_a_record(tmp_path: Path) -> None:
    path = tmp_path / "records.txt"
    path.write_text("\n".join("w" * 9000 for _ in range(300)))  # more than the pipe holds
    with Isolation(QUICK) as isolation:
        file = InputFile(path=path, name=path.name)
        documents = isolation.read(read_hostile, file, on_loss=no_loss)
        next(documents)
        time.sleep(4 * QUICK.seconds_per_document)
        assert len(list(documents)) == 299


def test_a_reader_that_refuses_a_file_leaves_the_worker_to_the_next(tmp_path: Path) -> None:
    good, missing = tmp_path / "good.txt", tmp_path / "missing.txt"
    good.write_text("one")
    with Isolation(QUICK) as isolation:
        with pytest.raises(InputError, match="cannot be read: No such file"):
            list(isolation.read(read_hostile, InputFile(path=missing, name="m"), on_loss=no_loss))
        file = InputFile(path=good, name="good.txt")
        assert len(list(isolation.read(read_hostile, file, on_loss=no_loss))) == 1


def children_of(process: int) -> list[int]:
    found = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [int(child) for child in found]


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks up processes in /proc")
def test_leaving_a_file_half_read_ends_the_worker(tmp_path: Path) -> None:
    path = tmp_path / "records.txt"
    path.write_text("one\nsleep\nthree")
    before = children_of(os.getpid())
    with Isolation(Limits(seconds_per_document=600)) as isolation:
        file = InputFile(path=path, name=path.name)
        for _ in isolation.read(read_hostile, file, on_loss=no_loss):
            assert len(children_of(os.getpid())) == len(before) + 1
            break
    assert children_of(os.getpid()) == before


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks up processes in /proc")
@pytest.mark.parametrize("word", ["loop", "sleep", "two"])
def test_a_worker_does_not_outlive_its_parent_by_more_than_the_limit(
    tmp_path: Path, word: str
) -> None:
    path = tmp_path / "records.txt"
    path.write_text(f"one\n{word}")
    program = f"""
import sys, time
sys.path.insert(0, {str(Path(__file__).parent)!r})
from pathlib import Path
from hostile import read_hostile
from codi.readers.files import InputFile
from codi.readers.isolation import Isolation
from codi.readers.limits import Limits
isolation = Isolation(Limits(seconds_per_document=1.5))
file = InputFile(path=Path({str(path)!r}), name="n")
documents = isolation.read(read_hostile, file, on_loss=print)
print(next(documents).text, flush=True)
time.sleep(600)
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        assert parent.stdout.readline() == b"one\n"
        (worker,) = children_of(parent.pid)
        parent.send_signal(signal.SIGKILL)
    until = time.monotonic() + 5
    while is_running(worker) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_running(worker)


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rsplit(") ", 1)[1][0]
    except FileNotFoundError:
        return False
    return state not in "ZX"
