"""Students: what has a loss, and a whole training from dataset to a model that loads."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")

from pyarrow import lib, parquet  # noqa: E402 - only where the train extra is
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedTokenizerBase  # noqa: E402

from codi.errors import InputError, RunError, UserError  # noqa: E402
from codi.recipe import StudentSettings  # noqa: E402
from codi.students import (  # noqa: E402
    TrainingSummary,
    read_record,
    scratch,
    train_student,
    trained_student,
    untrained_student,
)
from codi.students.examples import IGNORED, ChatRow, ExampleCounts, make_examples  # noqa: E402
from codi.students.reading import read_rows  # noqa: E402
from codi.teachers.chat_format import complete_tokenizer, encode, render  # noqa: E402
from codi.types import ChatModel, Completion, Message, Progress, Request, Sampling  # noqa: E402

pytestmark = pytest.mark.train

COLOURS = {"fox": "red", "hen": "white", "horse": "brown", "cat": "black", "frog": "green"}
PASSAGE = " ".join(f"The {animal} is {colour}." for animal, colour in COLOURS.items())
TASK = "Answer from the passage."


def system_message(passage: str) -> Message:
    return Message(role="system", content=f"{TASK}\n\n<passage>\n{passage}\n</passage>")


def conversation(*exchanges: tuple[str, str], passage: str = PASSAGE) -> ChatRow:
    messages = [system_message(passage)]
    for question, answer in exchanges:
        messages.append(Message(role="user", content=question))
        messages.append(Message(role="assistant", content=answer))
    return ChatRow(messages=tuple(messages), passage=passage)


def colour_rows(count: int) -> list[ChatRow]:
    """Conversations about the animals, each in an order of its own."""
    rng = random.Random(5)
    return [
        conversation(
            *[
                (f"What colour is the {animal}?", COLOURS[animal])
                for animal in rng.sample(sorted(COLOURS), 3)
            ]
        )
        for _ in range(count)
    ]


def write_dataset(folder: Path, rows: list[ChatRow], *, validation: int = 0) -> Path:
    folder.mkdir(exist_ok=True)
    for split, part in (("validation", rows[:validation]), ("train", rows[validation:])):
        table = lib.Table.from_pylist(
            [
                {
                    "id": str(number),
                    "messages": [{"role": m.role, "content": m.content} for m in row.messages],
                    "passage": row.passage,
                }
                for number, row in enumerate(part)
            ]
        )
        if part:
            write_parquet(table, folder / f"{split}-00000.parquet")
    return folder


def write_parquet(table: Any, file: Path) -> None:
    parquet.write_table(table, file)


def labelled_parts(tokenizer: PreTrainedTokenizerBase, ids: Any, labels: Any) -> list[str]:
    """The texts of the stretches that have labels; every label is its own token."""
    assert all(label in {IGNORED, token} for token, label in zip(ids, labels, strict=True))
    stretches = itertools.groupby(zip(ids, labels, strict=True), lambda pair: pair[1] != IGNORED)
    return [
        str(tokenizer.decode([token for token, _ in stretch]))
        for labelled, stretch in stretches
        if labelled
    ]


THREE_TURNS = conversation(
    ("Is the fox red?", "Yes, it is."), ("And the hen?", "White."), ("The dog?", "It is not said.")
)


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """Models this small gain little from a second core, and lose much where others want it."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def own_tokenizer() -> PreTrainedTokenizerBase:
    return scratch.train_tokenizer([PASSAGE, TASK], size=scratch.SIZES["tiny"])


def test_only_what_the_assistant_wrote_has_labels_with_the_scratch_template(
    own_tokenizer: PreTrainedTokenizerBase,
) -> None:
    counts = ExampleCounts()
    [example] = make_examples(own_tokenizer, [THREE_TURNS], max_length=4096, counts=counts)
    assert labelled_parts(own_tokenizer, example.input_ids, example.labels) == [
        "Yes, it is.<|end|>",
        "White.<|end|>",
        "It is not said.<|end|>",
    ]
    assert counts.examples == counts.conversations == 1
    assert counts.tokens == len(example.input_ids)
    assert counts.assistant_tokens == sum(label != IGNORED for label in example.labels)
    assert_same_mask_as_the_template(own_tokenizer, example.input_ids, example.labels)


def assert_same_mask_as_the_template(
    tokenizer: PreTrainedTokenizerBase, ids: Any, labels: Any, template: str | None = None
) -> None:
    """Hold the labels against those that a template's own `generation` marks give."""
    oracle: Any = tokenizer.apply_chat_template(
        [{"role": m.role, "content": m.content} for m in THREE_TURNS.messages],
        chat_template=template,
        return_dict=True,
        return_assistant_tokens_mask=True,
    )
    assert oracle["input_ids"][: len(ids)] == list(ids)
    assert oracle["assistant_masks"][: len(ids)] == [int(label != IGNORED) for label in labels]
    assert not any(oracle["assistant_masks"][len(ids) :])


def test_only_what_the_assistant_wrote_has_labels_with_the_plain_template(shared: Path) -> None:
    tokenizer = complete_tokenizer(AutoTokenizer.from_pretrained(shared / "models/stories260k"))
    [example] = make_examples(tokenizer, [THREE_TURNS], max_length=4096, counts=ExampleCounts())
    assert labelled_parts(tokenizer, example.input_ids, example.labels) == [
        "Yes, it is.</s>",
        "White.</s>",
        "It is not said.</s>",
    ]
    assert_same_mask_as_the_template(tokenizer, example.input_ids, example.labels)


def test_labels_are_those_of_trl_for_a_template_that_trl_knows(shared: Path) -> None:
    import trl
    from trl.chat_template_utils import get_training_chat_template

    tokenizer = AutoTokenizer.from_pretrained(shared / "tokenizers/qwen2.5")
    templates = Path(trl.__file__).parent / "chat_templates"
    tokenizer.chat_template = (templates / "qwen2_5.jinja").read_text()
    [example] = make_examples(tokenizer, [THREE_TURNS], max_length=4096, counts=ExampleCounts())
    assert labelled_parts(tokenizer, example.input_ids, example.labels) == [
        "Yes, it is.<|im_end|>",
        "White.<|im_end|>",
        "It is not said.<|im_end|>",
    ]
    oracle: Any = tokenizer.apply_chat_template(
        [{"role": m.role, "content": m.content} for m in THREE_TURNS.messages],
        chat_template=get_training_chat_template(tokenizer),
        return_dict=True,
        return_assistant_tokens_mask=True,
    )
    # TRL gives the line break behind the end token a loss too; nothing is generated there.
    newline = tokenizer.encode("\n")[0]
    expected = [
        int(bool(mask) and token != newline)
        for token, mask in zip(oracle["input_ids"], oracle["assistant_masks"], strict=True)
    ]
    assert oracle["input_ids"][: len(example.input_ids)] == list(example.input_ids)
    assert expected[: len(example.labels)] == [int(label != IGNORED) for label in example.labels]


def test_a_template_that_rewrites_earlier_turns_gives_an_example_a_turn(shared: Path) -> None:
    # The tokenizer's own template writes a turn's thoughts only while it is the last one.
    tokenizer = AutoTokenizer.from_pretrained(shared / "tokenizers/qwen2.5")
    counts = ExampleCounts()
    examples = list(make_examples(tokenizer, [THREE_TURNS], max_length=4096, counts=counts))
    assert [labelled_parts(tokenizer, e.input_ids, e.labels) for e in examples] == [
        ["Yes, it is.<|im_end|>"],
        ["White.<|im_end|>"],
        ["It is not said.<|im_end|>"],
    ]
    for number, example in enumerate(examples):
        prompt = render(tokenizer, THREE_TURNS.messages[: 2 * number + 2], reply_next=True)
        first = next(i for i, label in enumerate(example.labels) if label != IGNORED)
        assert list(example.input_ids[:first]) == encode(tokenizer, prompt), "as in use"
    assert (counts.conversations, counts.examples) == (1, 3)


def test_what_does_not_fit_is_dropped_by_whole_turns_and_counted(
    own_tokenizer: PreTrainedTokenizerBase,
) -> None:
    counts = ExampleCounts()
    [whole] = make_examples(own_tokenizer, [THREE_TURNS], max_length=4096, counts=counts)
    counts = ExampleCounts()
    [cut] = make_examples(
        own_tokenizer, [THREE_TURNS], max_length=len(whole.input_ids) - 1, counts=counts
    )
    assert labelled_parts(own_tokenizer, cut.input_ids, cut.labels) == [
        "Yes, it is.<|end|>",
        "White.<|end|>",
    ]
    assert (counts.dropped_turns, counts.cut_passages, counts.skipped) == (1, 0, 0)


def test_a_passage_beyond_the_room_loses_its_tail_and_is_counted(
    own_tokenizer: PreTrainedTokenizerBase,
) -> None:
    row = conversation(("Fox?", "Red."), ("Hen?", "White."), passage=f"{PASSAGE} " * 20)
    counts = ExampleCounts()
    [example] = make_examples(own_tokenizer, [row], max_length=200, counts=counts)
    assert len(example.input_ids) <= 200
    assert labelled_parts(own_tokenizer, example.input_ids, example.labels) == [
        "Red.<|end|>",
        "White.<|end|>",
    ]
    assert "<passage>\nThe fox is red." in str(own_tokenizer.decode(list(example.input_ids)))
    assert (counts.dropped_turns, counts.cut_passages, counts.skipped) == (0, 1, 0)
    counts = ExampleCounts()
    assert not list(make_examples(own_tokenizer, [row], max_length=8, counts=counts))
    assert counts.skipped == 1


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, TrainingSummary, list[Progress]]:
    """A student from scratch, trained until it knows five colours."""
    folder = tmp_path_factory.mktemp("run")
    progress: list[Progress] = []
    dataset = write_dataset(folder / "dataset", colour_rows(40), validation=4)
    summary = train_student(
        dataset,
        settings=StudentSettings(model="scratch:tiny", epochs=20, batch_size=4, max_length=256),
        out=folder / "student",
        seed=3,
        on_progress=progress.append,
    )
    return folder, summary, progress


def ask(model: ChatModel, question: str) -> Completion:
    messages = (system_message(PASSAGE), Message(role="user", content=question))

    async def once() -> Completion:
        try:
            return await model.complete(
                Request(messages=messages, sampling=Sampling(max_tokens=16))
            )
        finally:
            await model.close()

    return asyncio.run(once())


def test_a_row_is_a_system_message_then_user_and_assistant_in_turn() -> None:
    with pytest.raises(ValueError, match="needs system, then user and assistant"):
        ChatRow(messages=THREE_TURNS.messages[1:], passage=PASSAGE)


def test_training_lowers_the_loss_and_says_so(
    run: tuple[Path, TrainingSummary, list[Progress]],
) -> None:
    folder, summary, progress = run
    assert summary.steps == summary.planned_steps == 180
    assert summary.stopped == "finished"
    assert (summary.train.conversations, summary.validation.conversations) == (36, 4)
    assert summary.trained_tokens == 20 * summary.train.tokens
    assert summary.validation_loss_before is not None
    assert summary.validation_loss_after is not None
    assert summary.validation_loss_after < 0.5 < summary.validation_loss_before
    assert summary.loss[0].step < summary.loss[-1].step == 180
    assert summary.loss[-1].loss < summary.loss[0].loss / 5
    assert summary.loss[-1].learning_rate < summary.learning_rate / 100
    assert [p.done for p in progress] == list(range(1, 181))
    assert progress[-1].total == 180
    assert read_record(folder / "student") == summary


def test_a_student_is_safetensors_and_a_tokenizer_that_transformers_loads(
    run: tuple[Path, TrainingSummary, list[Progress]],
) -> None:
    folder, summary, _ = run
    student = folder / "student"
    assert {path.name for path in student.iterdir()} == {
        "chat_template.jinja",
        "config.json",
        "generation_config.json",
        "model.safetensors",
        "tokenizer.json",
        "tokenizer_config.json",
        "training.json",
    }
    model: Any = AutoModelForCausalLM.from_pretrained(student, use_safetensors=True)
    assert sum(weights.numel() for weights in model.parameters()) == summary.parameters
    tokenizer: Any = AutoTokenizer.from_pretrained(student)
    text = tokenizer.apply_chat_template(
        [{"role": "user", "content": "Fox?"}], tokenize=False, add_generation_prompt=True
    )
    assert text == "<|user|>Fox?<|end|><|assistant|>"
    assert {path.name for path in folder.iterdir()} == {"dataset", "student"}


def test_a_trained_student_knows_what_it_was_taught_and_stops(
    run: tuple[Path, TrainingSummary, list[Progress]],
) -> None:
    folder, _, _ = run
    for animal, colour in COLOURS.items():
        said = ask(trained_student(folder / "student"), f"What colour is the {animal}?")
        assert (said.text, said.finish_reason) == (colour, "stop")


def test_an_untrained_student_has_the_first_weights_again(
    run: tuple[Path, TrainingSummary, list[Progress]],
) -> None:
    folder, summary, _ = run
    model = untrained_student(folder / "student")
    assert model.name == "untrained student"
    said = ask(model, "What colour is the fox?")
    assert said.text != "red"
    tokenizer = AutoTokenizer.from_pretrained(folder / "student")
    config = scratch.configuration(
        tokenizer, size=scratch.SIZES["tiny"], max_length=summary.max_length
    )
    first, second = (scratch.initial_model(config, seed=3).state_dict() for _ in range(2))
    other = scratch.initial_model(config, seed=4).state_dict()
    assert all(torch.equal(first[name], second[name]) for name in first)
    assert not all(torch.equal(first[name], other[name]) for name in first)


def test_the_same_seed_trains_the_same_student(tmp_path: Path) -> None:
    dataset = write_dataset(tmp_path / "dataset", colour_rows(8))
    settings = StudentSettings(model="scratch:tiny", epochs=1, batch_size=4, max_length=256)

    def weights(name: str, seed: int) -> bytes:
        train_student(dataset, settings=settings, out=tmp_path / name, seed=seed)
        return (tmp_path / name / "model.safetensors").read_bytes()

    assert weights("one", 7) == weights("two", 7)
    assert weights("two", 7) != weights("other", 8), "and a new one takes the old one's place"


def test_training_stops_when_its_time_is_used_up(tmp_path: Path) -> None:
    from codi.students.training import train

    ticks: Iterator[float] = itertools.count(step=5.0)
    summary = train(
        write_dataset(tmp_path / "dataset", colour_rows(8)),
        settings=StudentSettings(
            model="scratch:tiny", epochs=50, batch_size=4, max_length=256, max_minutes=1
        ),
        out=tmp_path / "student",
        seed=1,
        on_progress=lambda _: None,
        clock=lambda: next(ticks),
    )
    assert summary.stopped == "max_minutes"
    assert 1 <= summary.steps < summary.planned_steps == 100
    assert summary.loss[-1].learning_rate < summary.learning_rate / 2, "it came down in time"
    assert summary.validation_loss_before is None


def test_a_real_pretrained_model_is_fine_tuned(shared: Path, tmp_path: Path) -> None:
    model = str(shared / "models/stories260k")
    dataset = write_dataset(tmp_path / "dataset", colour_rows(18), validation=2)
    summary = train_student(
        dataset,
        settings=StudentSettings(model=model, epochs=4, learning_rate=2e-3, max_length=1024),
        out=tmp_path / "student",
        seed=1,
    )
    assert summary.parameters == 260_032
    assert summary.max_length == 512, "the model's own limit"
    assert summary.validation_loss_before is not None
    assert summary.validation_loss_after is not None
    assert summary.validation_loss_after < summary.validation_loss_before - 1
    assert "Assistant:" in (tmp_path / "student/chat_template.jinja").read_text()
    trained, untrained = (
        trained_student(tmp_path / "student"),
        untrained_student(tmp_path / "student"),
    )
    question = "What colour is the fox?"
    assert ask(trained, question) != ask(untrained, question)


def test_labels_reach_the_loss_as_they_were_made(tmp_path: Path) -> None:
    from codi.students.training import make_student, make_trainer, tokenized

    rows = [THREE_TURNS, *colour_rows(3)]
    settings = StudentSettings(model="scratch:tiny", batch_size=2, max_length=512)
    student = make_student(settings, rows, seed=1)
    counts = ExampleCounts()
    trainer, _ = make_trainer(
        student,
        settings,
        tokenized(student, rows, counts),
        out=tmp_path / "student",
        seed=1,
        on_progress=lambda _: None,
        clock=lambda: 0.0,
    )
    said = []
    for batch in trainer.get_train_dataloader():
        padded = batch["attention_mask"] == 0
        assert (batch["labels"][padded] == IGNORED).all()
        for ids, labels in zip(batch["input_ids"].tolist(), batch["labels"].tolist(), strict=True):
            said += labelled_parts(student.tokenizer, ids, labels)
    expected = [
        f"{m.content}<|end|>" for row in rows for m in row.messages if m.role == "assistant"
    ]
    assert sorted(said) == sorted(expected)


def test_a_dataset_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"no train-\*.parquet in"):
        list(read_rows(tmp_path, "train"))
    file = tmp_path / "train-0.parquet"
    file.write_bytes(b"nonsense")
    with pytest.raises(InputError, match=r"train-0.parquet: .*[Pp]arquet"):
        list(read_rows(tmp_path, "train"))
    write_parquet(lib.table({"passage": ["x"]}), file)
    with pytest.raises(InputError, match=r"train-0.parquet: no column messages"):
        list(read_rows(tmp_path, "train"))
    rows = [{"messages": [{"role": "user", "content": "Hi"}], "passage": "x"}]
    write_parquet(lib.Table.from_pylist(rows), file)
    with pytest.raises(InputError, match=r"train-0.parquet, row 0: messages: a row needs system"):
        list(read_rows(tmp_path, "train"))


def test_a_student_that_cannot_be_is_refused_before_training(tmp_path: Path) -> None:
    dataset = write_dataset(tmp_path / "dataset", colour_rows(2))

    def refused(error: type[Exception], message: str, **settings: Any) -> None:
        with pytest.raises(error, match=message):
            train_student(
                dataset, settings=StudentSettings(**settings), out=tmp_path / "student", seed=1
            )

    refused(RunError, "no student is named")
    refused(UserError, r"no student 'scratch:huge' \(a path, a hub name, or one of scratch:tiny\)",
            model="scratch:huge")  # fmt: skip
    refused(UserError, "not a model's folder", model=str(tmp_path))
    refused(RunError, "fits into 8 tokens", model="scratch:tiny", max_length=8)
    (tmp_path / "student").mkdir()
    (tmp_path / "student/letters.txt").write_text("keep me")
    refused(RunError, "holds something that is no student", model="scratch:tiny", max_length=256)
    assert (tmp_path / "student/letters.txt").read_text() == "keep me"


def test_a_folder_without_a_whole_student_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="holds no trained student"):
        trained_student(tmp_path)
    (tmp_path / "training.json").write_text(json.dumps({"model": "scratch:tiny"}))
    with pytest.raises(RunError, match="train the student anew"):
        untrained_student(tmp_path)
