"""A recorded run plays its teacher again, without the model."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import codi
from codi.errors import RunError, UserError
from codi.journal import Journal, RunFolder
from codi.pipeline import open_run, run_stages
from codi.teachers import open_model
from codi.teachers.replay import pack_journal, recording_names
from codi.types import Conversation

SAMPLES = Path(codi.__file__).parent / "samples" / "documents"


def written(folder: Path, *overrides: str, until: str = "filter") -> list[Conversation]:
    """The conversations of a run on some of the sample documents."""
    settings = [f"documents.paths=[{SAMPLES / 'first-aid-for-burns.md'}]", *overrides]
    with open_run(folder, "coqa", overrides=settings) as run:
        run_stages(run, until=until)
        return [conversation for conversation, _ in run.journal.conversations()]


def spoken(conversations: list[Conversation]) -> list[list[tuple[str, str]]]:
    return [[(turn.user, turn.assistant) for turn in found.turns] for found in conversations]


@pytest.mark.parametrize("way", ["part", "turn", "conversation"])
def test_a_replayed_run_says_the_same(tmp_path: Path, way: str) -> None:
    ways = f"teacher.calls={way}"
    first = written(tmp_path / "first", ways)
    again = written(tmp_path / "again", ways, f"teacher.model='replay:{tmp_path / 'first'}'")
    assert spoken(again) == spoken(first)
    assert {found.teacher for found in again} == {f"replay:{tmp_path / 'first'}"}
    assert [found.usage for found in again] == [found.usage for found in first]


def test_a_packed_recording_is_small_and_plays_the_same(tmp_path: Path) -> None:
    first = written(tmp_path / "first")
    journal, packed = RunFolder(tmp_path / "first").journal, tmp_path / "talk.sqlite.gz"
    pack_journal(journal, packed)
    assert packed.stat().st_size < journal.stat().st_size / 3
    before = packed.read_bytes()
    pack_journal(journal, packed)
    assert packed.read_bytes() == before
    again = written(tmp_path / "again", f"teacher.model='replay:{packed}'")
    assert spoken(again) == spoken(first)


def test_what_was_not_recorded_ends_a_conversation_and_says_why(tmp_path: Path) -> None:
    written(tmp_path / "first")
    folder = tmp_path / "again"
    again = written(folder, f"teacher.model='replay:{tmp_path / 'first'}'", "seed=2")
    assert {found.ended_early for found in again} == {"model_error"}
    (note,) = RunFolder(folder).read_manifest().stage("synthesize").notes
    assert "holds no reply to this call (documents, recipe and seed have to be" in note


def test_a_recording_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no recording nowhere"):
        open_model("replay:nowhere")
    with pytest.raises(UserError, match="replay: needs"):
        open_model("replay:")
    broken = tmp_path / "broken.sqlite.gz"
    broken.write_bytes(b"not packed")
    with pytest.raises(RunError, match=r"broken\.sqlite\.gz cannot be unpacked"):
        open_model(f"replay:{broken}")
    other = tmp_path / "other.sqlite"
    other.write_text("some text")
    with pytest.raises(RunError, match="no journal"):
        open_model(f"replay:{other}")
    with pytest.raises(RunError, match="no journal"):
        pack_journal(other, tmp_path / "other.gz")


def test_a_recording_is_closed_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    written(tmp_path / "first")
    packed = tmp_path / "talk.sqlite.gz"
    pack_journal(RunFolder(tmp_path / "first").journal, packed)
    written(tmp_path / "again", f"teacher.model='replay:{packed}'")
    assert not list((tmp_path / "tmp").iterdir())
    with Journal.open(RunFolder(tmp_path / "again").journal, read_only=True) as journal:
        assert journal.counts().replies


def test_the_showcase_fits_the_recipe_and_the_samples_as_they_are(tmp_path: Path) -> None:
    assert recording_names() == ("showcase",)
    with open_run(
        tmp_path / "run", "grounded-qa", overrides=["teacher.model='replay:showcase'"]
    ) as run:
        run_stages(run, until="filter")
        counts = run.journal.counts()
        assert (counts.conversations, counts.kept, counts.turns) == (35, 35, 233)
        assert counts.replies == 2 * counts.turns
        assert counts.ended_early == {}
        conversations = [conversation for conversation, _ in run.journal.conversations()]
    for conversation in conversations:
        assert len(conversation.turns) >= 5
        for turn in conversation.turns:
            assert turn.evidence or not turn.needs_evidence or turn.act == "summary", turn
    requested = Counter(
        name for found in conversations for t in found.turns for name in t.requested
    )
    realised = Counter(
        name
        for found in conversations
        for turn in found.turns
        for name in turn.requested
        if name in turn.realised
    )
    often = [name for name, count in requested.items() if count >= 4]
    assert len(often) >= 20
    for name in often:
        assert realised[name] >= 0.8 * requested[name], (name, realised[name], requested[name])
