"""Conversations of every kind of file, and one clear line for each that cannot be used."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from codi.analysis import NO_PASSAGE, load_conversations
from codi.dataset import export_dataset
from codi.errors import CodiError, InputError
from codi.journal import Journal
from codi.prompts import Prompts
from codi.recipe import load_recipe
from codi.types import KEEP, Conversation, Origin, Passage, Span, Turn, drop

STORY = "Mia has a red kite. She flew it on Sunday."


def coqa_story(**changes: Any) -> dict[str, Any]:
    return {
        "id": "mia",
        "story": STORY,
        "questions": [
            {"input_text": "What does Mia have?", "turn_id": 1},
            {"input_text": "Why?", "turn_id": 2},
        ],
        "answers": [
            {"input_text": "a kite", "turn_id": 1, "span_start": 9, "span_end": 20},
            {"input_text": "unknown", "turn_id": 2, "span_start": -1, "span_end": -1},
        ],
        **changes,
    }


def quac_section(**changes: Any) -> dict[str, Any]:
    def question(id_: str, text: str, answer: str, start: int) -> dict[str, Any]:
        answers = [{"text": answer, "answer_start": start}]
        return {"id": id_, "question": text, "answers": answers, "yesno": "x", "followup": "y"}

    paragraph = {
        "id": "p1",
        "context": f"{STORY} CANNOTANSWER",
        "qas": [
            question("q0", "What did she fly?", "a red kite", 8),
            question("q1", "When?", "on Sunday", 3),
            question("q2", "Why?", "CANNOTANSWER", 43),
        ],
    }
    return {"title": "Mia", "section_title": "Kites", "paragraphs": [paragraph], **changes}


def written(path: Path, value: object) -> Path:
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def lines(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def chat(*contents: str, system: str = "") -> list[dict[str, str]]:
    roles = ["system"] * bool(system) + ["user", "assistant"] * len(contents)
    texts = [system] * bool(system) + list(contents)
    return [{"role": role, "content": text} for role, text in zip(roles, texts, strict=False)]


def run_with(folder: Path, *, kept: int, dropped: int = 0) -> Path:
    """A run folder's journal over one passage."""
    passage = Passage(
        id="d/0",
        document_id="d",
        text=STORY,
        title="Kites",
        origin=Origin(
            url="https://d.example", date="2024-05-31", language="en", licence="CC BY 4.0"
        ),
        flags=("injection",),
    )
    folder.mkdir()
    with Journal.open(folder / "journal.sqlite") as journal:
        journal.add_passages([passage])
        verdicts = {}
        for number in range(kept + dropped):
            conversation = Conversation(
                id=f"d/0#{number}",
                passage=passage,
                turns=(
                    Turn(
                        index=0,
                        user="What does Mia have?",
                        assistant="A kite.",
                        link="opening",
                        act="open",
                        seed_data={"tone": "plain"},
                        realised=("polite",),
                        evidence=(Span(start=9, end=18),),
                        grounding=1.0,
                        unsupported=("kite",),
                    ),
                ),
                planned_turns=2,
                teacher="builtin",
            )
            journal.add_conversation(conversation)
            verdicts[conversation.id] = KEEP if number < kept else drop("too_short")
        journal.set_verdicts(verdicts.items())
    return folder


def test_a_coqa_file_brings_its_rationales_as_evidence(tmp_path: Path) -> None:
    (mia,) = load_conversations(written(tmp_path / "c.json", {"data": [coqa_story()]}))
    assert (mia.id, mia.passage.text, mia.planned_turns) == ("mia", STORY, 2)
    assert [(turn.index, turn.user, turn.assistant) for turn in mia.turns] == [
        (0, "What does Mia have?", "a kite"),
        (1, "Why?", "unknown"),
    ]
    assert [span.of(STORY) for span in mia.turns[0].evidence] == ["red kite."]
    assert not mia.turns[1].evidence


def test_a_quac_answer_is_its_own_evidence_and_is_looked_for_where_the_offset_is_wrong(
    tmp_path: Path,
) -> None:
    (mia,) = load_conversations(written(tmp_path / "q.json", {"data": [quac_section()]}))
    assert mia.passage.text == STORY
    assert mia.passage.title == "Mia - Kites"
    assert [[span.of(STORY) for span in turn.evidence] for turn in mia.turns] == [
        ["a red kite"],
        ["on Sunday"],
        [],
    ]
    assert mia.turns[2].assistant == "The passage does not say."


def test_messages_take_the_passage_from_its_key_or_the_system_message(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "chats.jsonl",
        {"messages": chat("Hi", "Hello.", system=STORY), "score": 3},
        {"id": 7, "messages": chat("Who?", "Mia.", "When?", "Sunday."), "passage": STORY},
        {"messages": chat("Hi", "Hello.")},
    )
    first, second, third = load_conversations(path)
    assert (first.id, first.passage.text) == ("chats.jsonl:line 1", STORY)
    assert (second.id, second.passage.text, len(second.turns)) == ("7", STORY, 2)
    assert second.turns[1] == Turn(index=1, user="When?", assistant="Sunday.", needs_evidence=False)
    assert third.passage.text == NO_PASSAGE


def test_a_list_and_lines_under_another_name_are_read_too(tmp_path: Path) -> None:
    row = {"messages": chat("Hi", "Hello.")}
    assert len(list(load_conversations(written(tmp_path / "list.json", [row, row])))) == 2
    assert len(list(load_conversations(lines(tmp_path / "lines.json", row, row, row)))) == 3
    assert len(list(load_conversations(lines(tmp_path / "one.txt", row)))) == 1


def test_a_run_gives_what_it_keeps_and_its_dataset_gives_the_same(tmp_path: Path) -> None:
    run = run_with(tmp_path / "run", kept=2, dropped=1)
    from_run = list(load_conversations(run))
    assert [conversation.id for conversation in from_run] == ["d/0#0", "d/0#1"]
    recipe = load_recipe("coqa", overrides=["dataset.jsonl=true"])
    with Journal.open(run / "journal.sqlite", read_only=True) as journal:
        folder = tmp_path / "dataset"
        export_dataset(journal, folder=folder, prompts=Prompts(recipe), recipe=recipe)
    whole, file, rows = (
        list(load_conversations(path))
        for path in (folder, folder / "train-00000.parquet", folder / "train.jsonl")
    )
    assert whole == file == rows
    for ours, exported in zip(from_run, whole, strict=True):
        assert exported.passage == ours.passage
        (turn,), (again,) = ours.turns, exported.turns
        assert (again.evidence, again.link, again.realised, again.unsupported) == (
            turn.evidence,
            turn.link,
            turn.realised,
            turn.unsupported,
        )
        assert (dict(again.seed_data), exported.teacher) == ({"tone": "plain"}, "builtin")


def test_parquet_with_messages_alone_is_read(tmp_path: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    rows = [{"messages": chat("Hi", "Hello."), "n": number} for number in range(600)]
    parquet.write_table(pa.Table.from_pylist(rows), tmp_path / "chats.parquet")
    found = list(load_conversations(tmp_path / "chats.parquet"))
    assert len(found) == 600
    assert found[-1].turns[0].assistant == "Hello."


def test_the_real_files_bring_their_evidence(shared: Path) -> None:
    def counted(name: str) -> tuple[int, int, int]:
        found = list(load_conversations(shared / "benchmarks" / name))
        turns = [turn for conversation in found for turn in conversation.turns]
        return len(found), len(turns), sum(bool(turn.evidence) for turn in turns)

    assert counted("coqa-dev-48.json") == (48, 760, 755)
    assert counted("quac-human-342.json") == (342, 2498, 2062)
    assert counted("quac-simulated-334.json")[:2] == (334, 4005)


def of_lines(*rows: object) -> Callable[[Path], Path]:
    return lambda folder: lines(folder / "x.jsonl", *rows)


def of_text(name: str, text: str | bytes) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return folder / name

    return write


GOOD = {"messages": chat("Hi", "Hello.")}
OUR_ROW = {"id": "a", "passage": "Short.", "turns": [{"user": "u", "assistant": "a"}]}


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda folder: folder / "none.json", "none.json does not exist (name a CoQA or QuAC"),
        (lambda folder: folder, "holds no journal.sqlite, no *.parquet and no *.jsonl (name"),
        (of_text("x.jsonl", "\n"), "x.jsonl: no conversation in it (codi reads"),
        (of_text("x.json", "{nope"), "x.json: broken JSON at line 1: "),
        (of_text("x.jsonl", "{nope"), "x.jsonl, line 1: broken JSON: "),
        (of_text("x.jsonl", b'{"messages": "\xff"}'), "x.jsonl, line 1: broken JSON: "),
        (of_text("x.json", '{"rows": []}'), "x.json: not conversations in a shape that codi"),
        (of_text("x.json", '{"data": []}'), "x.json: not conversations in a shape that codi"),
        (of_text("x.parquet", "no"), "x.parquet: not a Parquet file that can be read: "),
        (of_lines(GOOD, [1]), "x.jsonl, line 2: not a JSON object (a conversation has"),
        (of_lines(GOOD, {"text": "a"}), "x.jsonl, line 2: messages: Field required (`messages`"),
        (of_lines({"messages": []}), "x.jsonl, line 1: messages: List should have at least 1"),
        (
            of_lines({"messages": [{"role": "bot", "content": "a"}]}),
            "x.jsonl, line 1: messages.0.role: Input should be 'system', 'user' or 'assistant'",
        ),
        (
            of_lines({"messages": [{"role": "user", "content": None}]}),
            "x.jsonl, line 1: messages.0.content: Input should be a valid string",
        ),
        (
            of_lines({"messages": chat("Hi", "Hello.", "Why?")}),
            "x.jsonl, line 1: messages.2: without a reply (after at most one system message",
        ),
        (
            of_lines({"messages": chat("Hi", "Hello.") + chat("a", "b", system="s")}),
            "x.jsonl, line 1: messages.2.role: system where user has to speak (after at most",
        ),
        (
            of_lines({"messages": [{"role": "system", "content": "s"}]}),
            "x.jsonl, line 1: messages.0: nobody speaks (after at most",
        ),
        (of_lines({**OUR_ROW, "passage": " "}), "x.jsonl, line 1: passage: empty (leave"),
        (of_lines({**OUR_ROW, "turns": [{"user": "u"}]}), "line 1: turns.0.assistant: Field req"),
        (
            of_lines(
                {
                    **OUR_ROW,
                    "turns": [
                        {"user": "u", "assistant": "a", "evidence": [{"start": 2, "end": 9}]}
                    ],
                }
            ),
            "line 1: turns.0.evidence: [2, 9) does not lie in the passage of 6 characters (spans",
        ),
        (
            lambda folder: written(folder / "c.json", {"data": [coqa_story(answers=[])]}),
            "c.json: conversation mia: `answers` has the turn ids none instead of 1 to 2",
        ),
        (
            lambda folder: written(folder / "q.json", {"data": [quac_section(paragraphs=[])]}),
            "q.json: no dialog in it (`data` has no paragraphs)",
        ),
    ],
)
def test_bad_input_is_one_line_with_place_and_remedy(
    make: Callable[[Path], Path], told: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as caught:
        list(load_conversations(make(tmp_path)))
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_first_bad_row_is_told_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="line 1"):
        load_conversations(lines(tmp_path / "x.jsonl", {"text": "a"}))


def test_squad_is_told_apart_from_quac(shared: Path) -> None:
    with pytest.raises(InputError, match=r"SQuAD's schema .its questions stand alone"):
        load_conversations(shared / "benchmarks/xquad-en.json")


def test_a_run_that_keeps_nothing_says_what_to_do(tmp_path: Path) -> None:
    run = run_with(tmp_path / "run", kept=0, dropped=1)
    with pytest.raises(CodiError, match=r"none of its 1 conversations is kept .*codi filter"):
        load_conversations(run)


def test_parquet_of_something_else_names_its_columns(tmp_path: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    parquet.write_table(pa.table({"text": ["a"]}), tmp_path / "x.parquet")
    with pytest.raises(InputError, match=r"the columns are text .codi reads a column `messages`"):
        load_conversations(tmp_path / "x.parquet")
