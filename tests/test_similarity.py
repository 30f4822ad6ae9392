"""How alike texts are: near-duplicates found, other texts left alone, shared runs of words."""

from __future__ import annotations

import json
import subprocess
import sys
import tracemalloc
from itertools import pairwise
from pathlib import Path

import pytest

from codi.benchmarks import load_benchmark
from codi.similarity import NearDuplicates, NGramIndex, normal_key, tokens
from codi.similarity.bands import BLOCK
from codi.similarity.near import sketch_of

STORY = (
    "The lighthouse on Gannet Skerry was built in 1871 by four brothers who had never seen a ship. "
    "They carried every stone over the sand at low tide, and it took them six summers. When the "
    "lamp was lit for the first time, the youngest of them went up alone and stayed until morning."
)
OTHER = (
    "A planetarium surrounds you. In its dome, which is eighteen metres across, the audience leans "
    "back and watches a whole night go by in half an hour, with every planet where it should be."
)


def dialogs(shared: Path) -> list[tuple[str, str, str]]:
    """Id, passage and text of every human conversation of the shared sets."""
    found = []
    for kind, name in (("coqa", "coqa-dev-48"), ("quac", "quac-100"), ("quac", "quac-human-342")):
        for dialog in load_benchmark(kind, shared / "benchmarks" / f"{name}.json").dialogs:
            said = "\n".join(f"{turn.question}\n{turn.gold_reply}" for turn in dialog.turns)
            found.append((f"{name}:{dialog.id}", dialog.passage.text, said))
    return found


def test_words_have_neither_case_nor_punctuation() -> None:
    assert tokens("It's “well-kept”, isn't it?  (2nd)") == "its well kept isnt it 2nd".split()
    assert tokens("It’s café-like_ÉTÉ") == ["its", "café", "like", "été"]
    assert tokens("東京は 2020") == ["東", "京", "は", "2020"]
    assert normal_key("Who's there?") == normal_key("whos THERE") != normal_key("there whos")


@pytest.mark.parametrize(
    "edited",
    [
        STORY.upper(),
        STORY.replace(".", " ...").replace(",", ""),
        STORY.replace("Gannet Skerry", "Sarrabel"),
        STORY.replace("1871", "1872").replace("six", "seven"),
    ],
)
def test_a_light_edit_is_found_and_names_the_first(edited: str) -> None:
    index = NearDuplicates(0.8)
    assert index.add("other", OTHER) is None
    assert index.add("first", STORY) is None
    found = index.add("second", edited)
    assert found is not None
    assert found.id == "first"
    assert 0.8 <= found.similarity <= 1
    assert len(index) == 2  # a copy is not remembered


def test_the_estimate_is_near_the_true_share(shared: Path) -> None:
    """Of the shorter text's words and pairs of words, the share that stands in the longer one."""

    def pieces(text: str) -> set[object]:
        words = [*tokens(text), ""]
        return {*words, *pairwise(words)}

    errors = []
    for _, _, said in dialogs(shared)[:120]:
        edited = said[: len(said) * 9 // 10].replace("was", "is")
        index = NearDuplicates(0.5)
        assert index.add("whole", said) is None
        found = index.add("edited", edited)
        assert found is not None
        shorter = min(len(pieces(said)), len(pieces(edited)))
        errors.append(found.similarity - len(pieces(said) & pieces(edited)) / shorter)
    assert abs(sum(errors) / len(errors)) < 0.01
    assert max(map(abs, errors)) < 0.08


def test_a_copy_with_something_left_out_is_a_copy_and_a_short_piece_is_none() -> None:
    index = NearDuplicates()
    assert index.add("whole", STORY) is None
    left_out = index.add("left out", STORY[:-40])
    assert left_out is not None
    assert left_out.similarity > 0.95
    assert index.add("a third", STORY[: len(STORY) // 3]) is None


def test_one_at_a_time_and_many_at_once_find_the_same(shared: Path) -> None:
    named = [(name, said) for name, _, said in dialogs(shared)]
    named += [(f"copy of {name}", said.replace("the ", "a ")) for name, said in named]
    assert len(named) > BLOCK
    single, bulk = NearDuplicates(0.9), NearDuplicates(0.9)
    expected = [single.add(name, said) for name, said in named]
    assert list(bulk.add_all(iter(named))) == expected
    copies = [found.id if found else "" for found in expected[len(named) // 2 :]]
    right = sum(copy == name for copy, (name, _) in zip(copies, named, strict=False))
    assert right >= 0.9 * len(copies)


def test_texts_between_people_are_no_near_duplicates(shared: Path) -> None:
    """But three dialogs of quac-100, which stand in it twice, word for word."""
    index = NearDuplicates(0.8)
    found = {name: index.add(name, said) for name, _, said in dialogs(shared)}
    assert {name: same.similarity for name, same in found.items() if same} == {
        "quac-100:cosquac_077": 1.0,
        "quac-100:cosquac_087": 1.0,
        "quac-100:cosquac_092": 1.0,
    }


def test_a_sketch_is_the_same_in_every_process() -> None:
    code = (
        f"from codi.similarity.near import sketch_of; print(sketch_of({STORY!r}).hashes.tolist())"
    )
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        )
        assert json.loads(done.stdout) == sketch_of(STORY).hashes.tolist()


def test_a_text_without_a_word_is_alike_only_its_kind() -> None:
    index = NearDuplicates(0.8)
    assert [index.add(str(n), text) is None for n, text in enumerate(("", STORY, "...", "a"))] == [
        True,
        True,
        False,
        True,
    ]


@pytest.mark.parametrize("threshold", [0.0, -1.0, 1.5])
def test_a_threshold_has_to_be_a_share(threshold: float) -> None:
    with pytest.raises(ValueError, match="threshold"):
        NearDuplicates(threshold)


def test_shared_runs_of_words_are_found_with_how_much_they_are() -> None:
    index = NGramIndex()
    assert [index.add(OTHER), index.add(STORY), len(index)] == [0, 1, 2]
    whole = index.overlap(f"Somebody wrote this. {STORY.upper()}")
    assert whole is not None
    assert (whole.number, whole.share) == (1, 1.0)
    part = index.overlap(" ".join(STORY.split()[10:40]))
    assert part is not None
    assert part.share == 1.0
    assert part.runs < whole.runs
    one_sentence = index.overlap(f"{STORY[:96]} {' '.join(reversed(OTHER.split()))}")
    assert one_sentence is not None
    assert one_sentence.number == 1
    assert 0.2 < one_sentence.share < 0.5
    assert index.overlap("The lighthouse on Gannet Skerry was built in 1871.") is None
    assert NGramIndex().overlap(STORY) is None


def test_an_index_may_grow_after_it_was_asked() -> None:
    index = NGramIndex()
    index.add(OTHER)
    assert index.overlap(STORY) is None
    index.add(STORY)
    index.add(STORY)
    found = index.overlaps(STORY)
    assert [(each.number, each.share) for each in found] == [(1, 1.0), (2, 1.0)]
    first = index.overlap(STORY)
    assert first is not None
    assert first.number == 1


def test_paragraphs_of_different_articles_share_no_run(shared: Path) -> None:
    index = NGramIndex()
    for _, passage, _ in dialogs(shared):
        index.add(passage)
    lines = (shared / "documents" / "squad-paragraphs.jsonl").read_text("utf-8").splitlines()
    assert [row for row in map(json.loads, lines) if index.overlap(row["text"])] == []


def test_five_thousand_texts_take_less_than_three_megabytes(shared: Path) -> None:
    turns = " ".join(said for _, _, said in dialogs(shared)).split()
    index = NearDuplicates(0.96)
    index.add("first", STORY)  # what is imported is not counted
    tracemalloc.start()
    for start in range(5000):
        index.add(f"squad-paragraphs.jsonl:{start}#0", " ".join(turns[7 * start : 7 * start + 60]))
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(index) > 4900
    assert used < 3e6
