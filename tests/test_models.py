"""Models by name, and language models behind the one seam."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from codi.errors import MissingExtraError, ModelError, UserError
from codi.recipe import StudentSettings
from codi.students import train_student
from codi.teachers import open_model
from codi.types import Completion, Message, Passage, Request, Sampling, TurnTask

if TYPE_CHECKING:
    from codi.teachers.hf import HfModel

OWN_MODEL = """
from codi.types import Completion

class Echo:
    name = "echo"

    async def complete(self, request):
        return Completion(text=request.messages[-1].content)

    async def close(self):
        pass

instance = Echo()
number = 7
"""


@pytest.fixture
def own_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A module with models of a user's own, in the working folder."""
    (tmp_path / "my_models.py").write_text(OWN_MODEL)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    yield "my_models"
    sys.modules.pop("my_models", None)


def ask(model: object, *requests: Request) -> list[Completion]:
    """The completions of requests that are under way at the same time."""

    async def gather() -> list[Completion]:
        return await asyncio.gather(*(model.complete(request) for request in requests))  # type: ignore[attr-defined]

    return asyncio.run(gather())


def request(
    question: str,
    *,
    passage: str = "Tom had a big red ball. He loved to play with it.",
    history: Sequence[tuple[str, str]] = (),
    max_tokens: int = 12,
    temperature: float = 0.0,
    top_p: float = 1.0,
    seed: int | None = None,
) -> Request:
    turns = [
        message
        for user, assistant in history
        for message in (
            Message(role="user", content=user),
            Message(role="assistant", content=assistant),
        )
    ]
    return Request(
        messages=(
            Message(role="system", content=f"Answer from the passage.\n\n{passage}"),
            *turns,
            Message(role="user", content=question),
        ),
        sampling=Sampling(max_tokens=max_tokens, temperature=temperature, top_p=top_p, seed=seed),
        task=TurnTask(
            part="assistant",
            passage=Passage(id="p", document_id="d", text=passage),
            user_message=question,
        ),
    )


def test_the_built_in_teacher_is_a_model() -> None:
    assert open_model("builtin").name == "builtin"


def test_a_model_of_ones_own_is_an_object_or_makes_one(own_module: str) -> None:
    for attribute in ("instance", "Echo"):
        model = open_model(f"{own_module}:{attribute}")
        assert ask(model, request("Who?"))[0].text == "Who?"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "nonsense",
            r"no model .nonsense. \(one of builtin, openai:NAME, hf:PATH_OR_NAME, replay:FILE, mod",
        ),
        ("", "no model ''"),
        (":x", "no model ':x'"),
        ("builtin:x", "no model 'builtin:x'"),
        ("hf", "hf: needs a folder"),
        ("no_such_module:model", "no module no_such_module"),
        ("my_models:absent", "the module my_models has no absent"),
        ("my_models:number", "my_models:number is no ChatModel"),
    ],
)
def test_a_wrong_model_is_one_line_with_a_remedy(own_module: str, name: str, message: str) -> None:
    assert own_module == "my_models"
    with pytest.raises(UserError, match=message) as caught:
        open_model(name)
    assert "\n" not in str(caught.value)


def test_without_the_train_extra_a_language_model_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.delitem(sys.modules, "codi.teachers.hf", raising=False)
    monkeypatch.delitem(sys.modules, "codi.students.training", raising=False)
    with pytest.raises(MissingExtraError, match=r"torch, .* \(pip install 'codi\[train\]'\)"):
        open_model("hf:somewhere")
    with pytest.raises(MissingExtraError, match=r"a student needs torch"):
        train_student(
            tmp_path, settings=StudentSettings(model="scratch:tiny"), out=tmp_path, seed=1
        )


class TestLanguageModels:
    """The real model of 260,032 parameters, where the shared data are."""

    @pytest.fixture(scope="class")
    @classmethod
    def model(cls, shared: Path) -> HfModel:
        pytest.importorskip("torch")
        found = open_model(f"hf:{shared / 'models/stories260k'}", batch_size=3)
        from codi.teachers.hf import HfModel

        assert isinstance(found, HfModel)
        return found

    def test_a_reply_does_not_depend_on_what_is_asked_beside_it(self, model: HfModel) -> None:
        questions = ["Who had a ball?", "What did he love?", "Where?", "Why was it red?"]
        alone = [ask(model, request(question))[0] for question in questions]
        longer = request("And?", passage="Lily went to the park. " * 12)
        together = ask(model, *(request(question) for question in questions), longer)
        assert together[:4] == alone
        assert any(completion.text for completion in alone)

    def test_usage_counts_the_prompt_and_what_was_written(self, model: HfModel) -> None:
        short, long = ask(model, request("Who?", max_tokens=5), request("Who?", max_tokens=9))
        assert (short.usage.completion_tokens, short.finish_reason) == (5, "length")
        assert (long.usage.completion_tokens, long.finish_reason) == (9, "length")
        assert long.text.startswith(short.text)
        more = ask(model, request("Who is it?", max_tokens=5))[0]
        assert 0 < short.usage.prompt_tokens < more.usage.prompt_tokens

    def test_each_request_is_sampled_by_its_own_seed(self, model: HfModel) -> None:
        drawn = [request("Who?", temperature=1.0, seed=seed) for seed in (1, 2, 1)]
        first, second, again = ask(model, *drawn)
        assert first == again
        assert first != second
        assert ask(model, drawn[1])[0] == second

    def test_a_nucleus_of_next_to_nothing_is_greedy(self, model: HfModel) -> None:
        greedy, narrow = ask(
            model, request("Who?"), request("Who?", temperature=1.0, top_p=1e-6, seed=3)
        )
        assert narrow.text == greedy.text

    def test_a_prompt_beyond_the_context_loses_passage_and_is_counted(self, model: HfModel) -> None:
        before = model.truncated_prompts
        completion = ask(model, request("Who?", passage="Lily went to the park. " * 300))[0]
        assert model.truncated_prompts == before + 1
        assert 400 < completion.usage.prompt_tokens <= 512 - 12

    def test_a_judge_is_shown_all_or_nothing(self, model: HfModel) -> None:
        long = request("Is that so?", passage="Lily went to the park. " * 300)
        assert long.task is not None
        before = model.truncated_prompts
        with pytest.raises(ModelError, match="cannot read a whole conversation"):
            ask(model, replace(long, task=replace(long.task, part="judge")))
        assert model.truncated_prompts == before

    def test_a_reply_longer_than_the_context_is_an_error_of_that_request_alone(
        self, model: HfModel
    ) -> None:
        async def both() -> tuple[Completion | BaseException, Completion | BaseException]:
            return await asyncio.gather(
                model.complete(request("Who?", max_tokens=600)),
                model.complete(request("Who?")),
                return_exceptions=True,
            )

        failed, fine = asyncio.run(both())
        assert isinstance(failed, ModelError)
        assert "leaves no room for a prompt" in str(failed)
        assert isinstance(fine, Completion)

    def test_settings_that_ship_with_a_model_do_not_change_greedy_decoding(
        self, model: HfModel, shared: Path
    ) -> None:
        from codi.teachers.hf import HfModel, load_pretrained

        weights, tokenizer = load_pretrained(str(shared / "models/stories260k"))
        assert weights.generation_config is not None
        weights.generation_config.repetition_penalty = 5.0
        weights.generation_config.temperature = 0.1
        penalised = HfModel(name="penalised", model=weights, tokenizer=tokenizer)
        wanted = request("Who had the ball?", max_tokens=30)
        assert ask(penalised, wanted) == ask(model, wanted)

    def test_what_fits_is_cut_from_the_oldest_turns_and_the_end_of_the_passage(
        self, shared: Path
    ) -> None:
        pytest.importorskip("torch")
        from codi.teachers.chat_format import encode, fit_prompt, render
        from codi.teachers.hf import load_pretrained

        _, tokenizer = load_pretrained(str(shared / "models/stories260k"))
        passage = " ".join(f"word{number}" for number in range(100))
        history = [(f"question {number}?", "an answer " * 8) for number in range(6)]
        messages = request("The last question?", passage=passage, history=history).messages
        whole = encode(tokenizer, render(tokenizer, messages, reply_next=True))
        for room in (len(whole), 500, 300, 120):
            fitted = fit_prompt(tokenizer, messages, passage=passage, max_tokens=room)
            text = render(tokenizer, fitted.messages, reply_next=True)
            assert fitted.ids == encode(tokenizer, text)
            assert len(fitted.ids) <= room
            assert fitted.shortened == (room < len(whole))
            assert text.endswith("User: The last question?\nAssistant:")
            assert "Answer from the passage.\n\nword0 word1" in text
            kept = fitted.messages[0].content.split()[4:]
            assert kept == passage.split()[: len(kept)], "whole words from the passage's beginning"
        with pytest.raises(ModelError, match="without its passage does not fit into 10"):
            fit_prompt(tokenizer, messages, passage=passage, max_tokens=10)

    def test_a_folder_without_a_model_is_one_line(self, tmp_path: Path) -> None:
        pytest.importorskip("torch")
        with pytest.raises(UserError, match=r"is not a model's folder: it has no config.json"):
            open_model(f"hf:{tmp_path}")
        (tmp_path / "config.json").write_text("{}")
        with pytest.raises(UserError, match="cannot be loaded") as caught:
            open_model(f"hf:{tmp_path}")
        assert "\n" not in str(caught.value)

    def test_a_tokenizer_without_an_end_is_refused(self, shared: Path) -> None:
        pytest.importorskip("torch")
        from transformers import AutoTokenizer

        from codi.teachers.chat_format import complete_tokenizer

        tokenizer = AutoTokenizer.from_pretrained(shared / "tokenizers/gpt2")
        with pytest.raises(UserError, match="has no end-of-text token"):
            complete_tokenizer(tokenizer)

    def test_a_tokenizer_that_cannot_place_its_tokens_is_refused(self) -> None:
        transformers = pytest.importorskip("transformers")
        from codi.teachers.chat_format import complete_tokenizer

        with pytest.raises(UserError, match="does not tell where its tokens stand"):
            complete_tokenizer(transformers.ByT5Tokenizer())

    def test_a_template_without_a_system_role_gets_the_task_before_the_first_question(
        self, shared: Path
    ) -> None:
        pytest.importorskip("torch")
        from transformers import AutoTokenizer

        from codi.teachers.chat_format import render

        tokenizer = AutoTokenizer.from_pretrained(shared / "tokenizers/qwen2.5")
        tokenizer.chat_template = (
            "{% for m in messages %}{% if m.role == 'system' %}"
            "{{ raise_exception('no system role') }}{% endif %}"
            "[{{ m.role }}] {{ m.content }}\n{% endfor %}"
        )
        text = render(tokenizer, request("Who?", passage="Tom.").messages, reply_next=False)
        assert text == "[user] Answer from the passage.\n\nTom.\n\nWho?\n"
