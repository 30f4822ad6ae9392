"""Benchmarks are kept out of the data: passages, whole, in part or edited, and questions."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

import codi
from codi.benchmarks import load_benchmark
from codi.errors import InputError
from codi.filters import CONVERSATION_GATES, PASSAGE_GATES, Context, HeldOut, OpenGates
from codi.filters.contamination import (
    CONTAMINATED_CONVERSATION_GATES,
    CONTAMINATED_PASSAGE_GATES,
    HeldOutIndex,
    is_long,
)
from codi.pipeline.held_out import held_out
from codi.readers import read_documents
from codi.recipe import Recipe, load_recipe
from codi.types import Conversation, Passage, Turn

TEXT = (
    "The Velden Chamber Orchestra came home on Friday from the strangest tour in its history: "
    "nineteen concerts in twelve towns, not one of them in a concert hall. They played in a "
    "swimming pool, in a railway depot and, for want of anything drier, in a salt mine. The cellos "
    "suffered most. A repairer travelled with them from the second week on and slept in the van. "
    "On the last evening the lights failed, and the slow movement was played from memory, in the "
    "dark, to an audience of miners who had switched off their lamps so as not to disturb it."
)
QUESTION = "How many concerts did the orchestra play in a salt mine?"
HELD_OUT = HeldOut(benchmark="news", id="tour", text=TEXT, questions=(QUESTION, "And then?"))
UNRELATED = (
    "Two hundred goats are kept on the slopes above Sollm, and each of them has a name that the "
    "herdsman's daughters chose. In spring they are driven up in a single day, with bells and a "
    "band, and whoever owns a hut on the way puts out a table with bread. In autumn they come down "
    "by themselves, a few at a time, when the first snow lies on the pass and the huts are shut."
)


def recipe(*overrides: str) -> Recipe:
    return load_recipe("coqa", overrides=overrides)


def passage(text: str, *, name: str = "doc/0") -> Passage:
    return Passage(id=name, document_id="doc", text=text)


def conversation(text: str, *questions: str) -> Conversation:
    turns = tuple(
        Turn(index=index, user=question, assistant="yes", needs_evidence=False)
        for index, question in enumerate(questions)
    )
    return Conversation(id="doc/0#0", passage=passage(text), turns=turns, planned_turns=2)


def passages_gate(*held: HeldOut, overrides: tuple[str, ...] = ()) -> OpenGates[Passage]:
    context = Context(recipe=recipe(*overrides), held_out=lambda: held)
    return OpenGates(list(CONTAMINATED_PASSAGE_GATES), context)


def conversations_gate(*held: HeldOut, overrides: tuple[str, ...] = ()) -> OpenGates[Conversation]:
    context = Context(recipe=recipe(*overrides), held_out=lambda: held)
    return OpenGates(list(CONTAMINATED_CONVERSATION_GATES), context)


def held_in(shared: Path, *names: str) -> list[HeldOut]:
    files = ",".join(str(shared / "benchmarks" / name) for name in names)
    return list(
        held_out(recipe(f"decontaminate.files=[{files}]", "decontaminate.benchmarks=false"))
    )


@pytest.mark.parametrize(
    "found",
    [
        TEXT,
        TEXT.upper().replace(",", ""),
        f"{UNRELATED} {TEXT} {UNRELATED}",
        TEXT[: len(TEXT) // 2],
        TEXT.replace("Friday", "Sunday").replace("railway", "tram").replace("second", "third"),
    ],
)
def test_a_passage_of_a_benchmark_is_dropped_and_the_benchmark_named(found: str) -> None:
    verdict = passages_gate(HELD_OUT).judge(passage(found))
    assert verdict.reason == "contaminated_passage"
    assert verdict.detail.endswith("the same as news, tour")


def test_a_passage_that_shares_a_phrase_stays() -> None:
    phrase = TEXT.split(":", maxsplit=1)[0]
    assert passages_gate(HELD_OUT).judge(passage(f"{phrase}. {UNRELATED}")).kept
    assert passages_gate(HELD_OUT).judge(passage(UNRELATED)).kept


def test_nothing_is_dropped_where_nothing_is_held_out_or_the_gate_is_off() -> None:
    assert list(passages_gate().names()) == []
    assert list(conversations_gate().names()) == []
    off = ("decontaminate={passages: false, questions: false}",)
    assert list(passages_gate(HELD_OUT, overrides=off).names()) == []
    assert list(conversations_gate(HELD_OUT, overrides=off).names()) == []


def test_a_benchmark_named_later_drops_the_conversations_on_its_passages() -> None:
    verdict = conversations_gate(HELD_OUT).judge(conversation(TEXT, "Who?", "Why?"))
    assert verdict.reason == "on_contaminated_passage"
    assert verdict.detail == "100% the same as news, tour"


def test_a_long_question_of_a_benchmark_is_dropped_anywhere() -> None:
    opened = conversations_gate(HELD_OUT)
    verdict = opened.judge(conversation(UNRELATED, "Who?", QUESTION.upper()))
    assert verdict.reason == "contaminated_question"
    assert verdict.detail == f"turn 2 asks “{QUESTION.upper()}”, as news, tour"
    assert opened.judge(conversation(UNRELATED, "And then?", "How many concerts?")).kept


def test_a_question_asked_of_several_texts_of_a_benchmark_is_nobodys() -> None:
    other = HeldOut(benchmark="news", id="other", text=UNRELATED, questions=(QUESTION,))
    opened = conversations_gate(HELD_OUT, other)
    assert opened.judge(conversation("Nothing of the kind.", QUESTION, "Who?")).kept
    twice = HeldOut(benchmark="copy", id="again", text=TEXT.upper(), questions=(QUESTION,))
    assert HeldOutIndex([HELD_OUT, twice]).long_questions  # one text, in two files


def test_nearly_the_same_question_counts_where_the_passages_are_related() -> None:
    related = f"{' '.join(TEXT.split()[:16])}. {UNRELATED}"
    asked = "ok, and in a salt mine, how many concerts did the orchestra play"
    opened = conversations_gate(HELD_OUT)
    assert passages_gate(HELD_OUT).judge(passage(related)).kept
    assert opened.judge(conversation(related, asked)).reason == "contaminated_question"
    assert opened.judge(conversation(UNRELATED, asked)).kept
    assert opened.judge(conversation(related, "Did the orchestra play in a salt mine?")).kept


def test_questions_without_a_subject_are_never_long() -> None:
    assert is_long(QUESTION)
    for question in (
        "what is the most important fact mentioned in the article?",
        "Are there any other interesting aspects about this article?",
        "What did he do next?",
    ):
        assert not is_long(question)
    assert not is_long("Was hat er danach noch alles gemacht?", "de")
    assert is_long(
        "Wie oft hat das Orchester aus Velden im Salzbergwerk vor Publikum gespielt?", "de"
    )


def test_paragraphs_that_stand_in_squad_too_are_all_found_and_no_others(shared: Path) -> None:
    """XQuAD's 240 paragraphs are from SQuAD's articles; 173 of them are among the 1,204 here."""
    held = held_in(shared, "xquad-en.json")
    same = {each.text.strip() for each in held}
    gate = passages_gate(*held)
    path = str(shared / "documents" / "squad-paragraphs.jsonl")
    losses: list[object] = []
    for document in read_documents([path], on_loss=losses.append):
        kept = gate.judge(passage(document.text)).kept
        assert kept == (document.text.strip() not in same), document.id
    assert len(held) == 240


def test_texts_of_other_people_are_never_taken_for_a_benchmark(shared: Path) -> None:
    held = held_in(shared, "coqa-dev-48.json", "quac-100.json", "xquad-en.json")
    gate = passages_gate(*held)
    folders = ("speeches", "handbook", "guidelines", "standards", "fiction", "encyclopedia")
    paths = [str(shared / "documents" / name) for name in folders]
    losses: list[object] = []
    num_passages = 0
    for document in read_documents(paths, on_loss=losses.append):
        words = document.text.split()
        for start in range(0, len(words), 300):
            num_passages += 1
            assert gate.judge(passage(" ".join(words[start : start + 300]))).kept
    assert num_passages > 3000


def test_lightly_edited_paragraphs_are_found(shared: Path) -> None:
    """With every twentieth word changed all are, with every tenth 97 in 100."""
    held = held_in(shared, "quac-human-342.json", "xquad-en.json")
    gate = passages_gate(*held)
    rng = random.Random(1)
    for share, least in ((0.05, 1.0), (0.1, 0.97)):
        found = 0
        for each in held:
            words = ["thing" if rng.random() < share else word for word in each.text.split()]
            found += not gate.judge(passage(" ".join(words))).kept
        assert found >= least * len(held)


def people(shared: Path, kind: str, name: str) -> Iterator[Conversation]:
    for dialog in load_benchmark(kind, shared / "benchmarks" / name).dialogs:
        yield conversation(dialog.passage.text, *(turn.question for turn in dialog.turns))


def test_no_question_between_people_is_taken_for_one_of_another_benchmark(shared: Path) -> None:
    files = {"coqa-dev-48.json": "coqa", "quac-100.json": "quac", "quac-human-342.json": "quac"}
    for name in (*files, "xquad-en.json"):
        gate = conversations_gate(*held_in(shared, name))
        for other, kind in files.items():
            if other == name:
                continue
            verdicts = [gate.judge(found) for found in people(shared, kind, other)]
            dropped = [verdict for verdict in verdicts if not verdict.kept]
            assert all(verdict.reason == "on_contaminated_passage" for verdict in dropped)
            assert len(dropped) <= 2  # two sections stand in both files of QuAC


def test_the_sample_benchmark_is_held_out_and_shares_nothing_with_the_sample_documents() -> None:
    chosen = recipe()
    held = list(held_out(chosen))
    assert len(held) == 12
    assert {each.benchmark for each in held} == {"sample"}
    assert all(each.questions for each in held)
    context = Context(recipe=chosen, held_out=partial(held_out, chosen))
    gates = OpenGates(PASSAGE_GATES, context)
    assert "contaminated_passage" in gates.names()
    assert "contaminated_question" in OpenGates(CONVERSATION_GATES, context).names()
    samples = Path(__file__).parent.parent / "src" / "codi" / "samples" / "documents"
    for path in samples.glob("*.md"):
        assert gates.judge(passage(path.read_text("utf-8"))).reason != "contaminated_passage"


def test_files_are_held_out_in_the_shape_of_coqa_quac_and_squad(shared: Path) -> None:
    coqa, quac, squad = (
        held_in(shared, name) for name in ("coqa-dev-48.json", "quac-100.json", "xquad-en.json")
    )
    assert [len(each) for each in (coqa, quac, squad)] == [48, 100, 240]
    assert sum(len(each.questions) for each in coqa) == 760
    assert sum(len(each.questions) for each in quac) == 727
    assert sum(len(each.questions) for each in squad) == 1190
    assert not any(each.text.endswith("CANNOTANSWER") for each in quac)
    assert coqa[0].benchmark == "coqa-dev-48.json"


def test_any_other_file_is_held_out_by_its_texts(tmp_path: Path) -> None:
    lines = tmp_path / "own.jsonl"
    lines.write_text(json.dumps({"id": "a", "text": TEXT}) + "\n", encoding="utf-8")
    page = tmp_path / "own.md"
    page.write_text(f"# Tour\n\n{TEXT}\n", encoding="utf-8")
    chosen = recipe(f"decontaminate.files=[{lines}, {page}]", "decontaminate.benchmarks=false")
    held = list(held_out(chosen))
    assert [each.benchmark for each in held] == ["own.jsonl", "own.md"]
    gate = passages_gate(*held)
    assert gate.judge(passage(TEXT)).detail == "100% the same as own.jsonl, own.jsonl:a"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("broken.jsonl", '{"text": "whole"}\n{"text": '),
        ("gap.json", '{"data": [{"story": "a text"}]}'),
        ("other.json", '{"rows": 1}'),
    ],
)
def test_a_file_that_cannot_be_held_out_is_an_error(
    tmp_path: Path, name: str, content: str
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=name):
        list(held_out(recipe(f"decontaminate.files=[{path}]")))


def test_a_run_drops_passages_and_what_was_made_of_them_before(
    shared: Path, tmp_path: Path
) -> None:
    paragraphs = (shared / "documents" / "squad-paragraphs.jsonl").read_text("utf-8").splitlines()
    documents = tmp_path / "documents.jsonl"
    documents.write_text("\n".join(paragraphs[500:530]), encoding="utf-8")
    rows = [json.loads(line) for line in paragraphs[505:510]]
    held = tmp_path / "held.json"
    entry = {"title": "", "paragraphs": [{"context": row["text"], "qas": []} for row in rows]}
    held.write_text(json.dumps({"data": [entry]}), encoding="utf-8")
    made_on = [f'documents.paths=["{documents}"]', "conversations.per_passage=1"]
    names = {f"documents.jsonl:{row['id']}" for row in rows}

    def kept(folder: Path) -> set[str]:
        with codi.open_run(folder) as run:
            found = run.journal.conversations(kept=True)
            return {conversation.passage.document_id for conversation, _ in found}

    before = tmp_path / "before"
    with codi.open_run(before, recipe(*made_on)) as run:
        codi.run_stages(run, until="filter")
    assert kept(before) & names
    also = f'decontaminate.files=["{held}"]'
    with codi.open_run(before, recipe(*made_on, also)) as run:
        codi.run_stage(run, "filter")
        dropped = run.journal.counts().dropped
    assert dropped["on_contaminated_passage"] >= 1
    assert kept(before)
    assert not kept(before) & names

    fresh = tmp_path / "fresh"
    with codi.open_run(fresh, recipe(*made_on, also)) as run:
        codi.run_stages(run, until="filter")
        counts = run.manifest.stage("documents").counts
    assert counts["passages lost: contaminated_passage"] >= len(kept(fresh) & names) + 3
    assert not kept(fresh) & names
