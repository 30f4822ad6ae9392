"""What a recipe holds out: texts and questions of the benchmarks that students are measured on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from codi.benchmarks import load_benchmark
from codi.errors import InputError
from codi.filters import HeldOut
from codi.readers import read_documents
from codi.readers.question_sets import NO_ANSWER_MARK
from codi.recipe import Recipe
from codi.types import Loss


def held_out(recipe: Recipe) -> Iterator[HeldOut]:
    """Every text of the recipe's benchmarks and of `decontaminate.files`, with its questions.

    Benchmarks are held out whole, also where only some of their conversations are measured. Of a
    file in the shape of CoQA, QuAC or SQuAD texts and questions are taken, of any other file that
    codi reads the texts.

    Raises:
        InputError: one of them cannot be read, in whole or in part: what is to be held out must
            not slip through.
    """
    if recipe.decontaminate.benchmarks:
        for settings in recipe.evaluation.benchmarks:
            for dialog in load_benchmark(settings.format, settings.data).dialogs:
                yield HeldOut(
                    benchmark=settings.name,
                    id=dialog.id,
                    text=dialog.passage.text,
                    questions=tuple(turn.question for turn in dialog.turns),
                )
    for path in recipe.decontaminate.files:
        yield from _of_file(path)


def _of_file(path: str) -> Iterator[HeldOut]:
    name = Path(path).name
    entries = _entries(Path(path))
    if entries is not None:
        for number, entry in enumerate(entries, start=1):
            yield from _of_entry(entry, name=name, number=number)
        return
    for document in read_documents([path], on_loss=_refuse):
        yield HeldOut(benchmark=name, id=document.id, text=document.text)


def _refuse(loss: Loss) -> None:
    raise InputError(
        f"cannot hold out {loss}", hint="decontaminate.files names what students are measured on"
    )


def _entries(path: Path) -> list[Any] | None:
    """What stands under `data` in a JSON file of stories or paragraphs; None for other files."""
    if path.suffix.lower() != ".json" or not path.is_file():
        return None
    try:
        content = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError:
        return None  # JSON lines under another name, perhaps: reading documents tells
    data = content.get("data") if isinstance(content, dict) else None
    shaped = isinstance(data, list) and all(
        isinstance(entry, dict) and ("story" in entry or "paragraphs" in entry) for entry in data
    )
    return data if shaped else None


def _of_entry(entry: dict[str, Any], *, name: str, number: int) -> Iterator[HeldOut]:
    try:
        if "story" in entry:
            asked = [question["input_text"] for question in entry["questions"]]
            yield _held(name, entry.get("id") or str(number), entry["story"], asked)
            return
        for index, paragraph in enumerate(entry["paragraphs"]):
            own = paragraph.get("id") or f"{entry.get('title') or number}/{index}"
            text = paragraph["context"].removesuffix(NO_ANSWER_MARK)
            asked = [question["question"] for question in paragraph.get("qas", ())]
            yield _held(name, own, text, asked)
    except (AttributeError, KeyError, TypeError) as error:
        raise InputError(
            f"cannot hold out {name}, entry {number}: {error!r}",
            hint="CoQA, QuAC and SQuAD files are read in their own schema",
        ) from error


def _held(benchmark: str, name: object, text: str, questions: list[str]) -> HeldOut:
    return HeldOut(benchmark=benchmark, id=str(name), text=text, questions=tuple(questions))
