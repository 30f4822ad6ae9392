"""`openai:NAME` against real engines. What stories260k writes is nonsense, and mostly refused."""

from __future__ import annotations

import asyncio
import json
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from engines import (
    CONTEXT,
    ENGINES,
    KEY,
    Running,
    codi,
    environment,
    python_with,
    running,
    start_codi,
)
from yarl import URL

from codi.errors import EndpointError, ModelError
from codi.journal import Journal, JournalCounts, ReplyPlace, RunFolder, StoredReply
from codi.recipe import TeacherSettings
from codi.teachers import open_model
from codi.teachers.openai.servers import recognise
from codi.teachers.openai.transport import Answer, Transport
from codi.types import Completion, Conversation, Message, Request, Sampling

pytestmark = pytest.mark.servers

PASSAGES = """
Lily went to the park with her mom. There was a big red ball under a tree. The ball belonged to a
small dog. Lily gave the ball to the dog, and the dog was happy and ran home.

Tim lived in a small house by the sea. Every day he saw a white boat go by. One day it was windy and
the boat did not come. Tim was sad until his dad showed him how to fly a kite.

Anna had a box with five old coins. She wanted to buy a cake for her friend Sam. The man in the shop
took one coin and gave her a cake with nuts. Sam said that nuts were the best.
""".strip().split("\n\n")
STORIES = """
name: stories
description: Small talk about a small story; only some of its turns ask a question or need a quote.
documents: {min_words: 20}
conversations: {per_passage: 2, min_turns: 2, max_turns: 4, max_failed_fraction: 1}
prompts:
  rules: "{{ passage }}"
  student: "{{ passage }}"
  user: "{{ instruction }}"
  assistant: "{{ message }}{{ guidance }}"
  turns: "{% for turn in turns %}{{ turn.instruction }}\\n{% endfor %}"
graph:
  start: {open: 1}
  links:
    open: {act: open, user: Tell a story., needs_evidence: false, next: {follow_up: 3, what: 1}}
    follow_up:
      act: follow_up
      user: Go on.
      needs_evidence: false
      next: {follow_up: 4, what: 1, close: 2, end: 1}
    what: {act: what, user: Ask what., next: {follow_up: 1, end: 1}}
    close: {act: close, user: Say good bye., needs_evidence: false, next: {end: 1}}
teacher: {max_tokens: 48, concurrency: 4}
"""
REASONS = {
    "empty", "no_quote_mark", "empty_quote", "quote_not_found", "not_a_question",
    "quote_in_user_message", "repetition", "wrong_format", "refused", "too_few_turns", "length",
}  # fmt: skip
"""Why a conversation may end early with a model that answers: never `model_error`."""

LLAMA = ENGINES[1]
"""The one that starts soonest, for the tests that need a server of their own."""


@pytest.fixture(scope="module")
def folder(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The model as both engines take it."""
    target = tmp_path_factory.mktemp("model") / "stories260k"
    python = python_with("gguf", "safetensors.numpy")
    script = Path(__file__).with_name("stories_model.py")
    source = shared / "models" / "stories260k"
    subprocess.run([python, script, source, target], env=environment(), check=True)
    return target


@pytest.fixture(scope="module", params=ENGINES, ids=lambda engine: engine.name)
def server(
    request: pytest.FixtureRequest, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    log = tmp_path_factory.mktemp("engine") / "log.txt"
    with running(request.param, folder, log) as server:
        yield server


@pytest.fixture
def workplace(tmp_path: Path) -> Path:
    """A folder with a recipe and three documents."""
    (tmp_path / "stories.yaml").write_text(STORIES, encoding="utf-8")
    (tmp_path / "documents").mkdir()
    for number, text in enumerate(PASSAGES):
        (tmp_path / "documents" / f"{number}.txt").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(server: Running, workplace: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Synthesis into the folder `run`, by a recipe that is `stories.yaml` unless named."""

    def work(
        *options: str, recipe: str = "stories.yaml", key: str = KEY, model: str = ""
    ) -> subprocess.CompletedProcess[str]:
        return codi(
            "run", recipe, "--documents", "documents", "--until", "synthesize", "--out", "run",
            "--teacher", f"openai:{model or server.model}", "--base-url", server.url, *options,
            cwd=workplace, key=key,
        )  # fmt: skip

    return work


def journalled(workplace: Path) -> tuple[JournalCounts, list[Conversation]]:
    with Journal.open(RunFolder(workplace / "run").journal, read_only=True) as journal:
        return journal.counts(), [conversation for conversation, _ in journal.conversations()]


def replies(workplace: Path, conversation: Conversation) -> dict[ReplyPlace, StoredReply]:
    with Journal.open(RunFolder(workplace / "run").journal, read_only=True) as journal:
        return journal.replies(conversation.id)


def check_turns(workplace: Path, conversations: list[Conversation]) -> None:
    """Every message of every turn is what the model wrote, whole, with the quote it had to have."""
    for conversation in conversations:
        written = replies(workplace, conversation)
        for turn in conversation.turns:
            for part, message in (("user", turn.user), ("assistant", turn.assistant)):
                *_, last = sorted(place for place in written if place[:2] == (turn.index, part))
                completion = written[last].completion
                assert completion.finish_reason == "stop"
                assert message
                assert message in completion.text
                if part == "assistant" and turn.needs_evidence:
                    assert "[quote]" in completion.text


def test_the_server_is_recognised_by_what_it_says_of_itself(server: Running) -> None:
    async def look() -> Answer:
        transport = Transport(
            connections=1, timeout_seconds=30, headers={"Authorization": f"Bearer {KEY}"}
        )
        try:
            return await transport.get(URL(server.url) / "models", timeout_seconds=30)
        finally:
            await transport.close()

    answer = asyncio.run(look())
    assert recognise(server.model, answer.headers, answer.body).name == server.engine.name


def test_every_plan_ends_in_a_conversation_or_a_reason(
    server: Running,
    workplace: Path,
    run: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    before = len(server.calls())
    done = run("--json")
    assert done.returncode == 0, done.stderr
    counts, conversations = journalled(workplace)
    assert counts.conversations == len(conversations) == 6
    for conversation in conversations:
        complete = len(conversation.turns) == conversation.planned_turns
        assert complete != bool(conversation.ended_early)
        assert conversation.ended_early in REASONS | {""}
    assert counts.turns > 0, "the model has written no message that can stand"
    check_turns(workplace, conversations)

    sent = server.calls()[before:]
    assert sent == ["200"] * counts.replies
    assert counts.usage.prompt_tokens > 20 * counts.replies
    assert counts.replies <= counts.usage.completion_tokens <= 48 * counts.replies
    manifest = json.loads(done.stdout)
    synthesis = manifest["stages"]["synthesize"]
    assert synthesis["prompt_tokens"] == counts.usage.prompt_tokens
    assert synthesis["completion_tokens"] == counts.usage.completion_tokens
    assert (counts.usage.cached_tokens > 0) == server.engine.reports_cached_tokens
    assert KEY not in done.stdout + done.stderr

    again = run("--json")
    assert again.returncode == 0, again.stderr
    assert len(server.calls()) == before + counts.replies


@pytest.mark.parametrize("calls", ["part", "turn", "conversation"])
def test_nonsense_is_never_taken_for_a_grounded_answer(
    workplace: Path,
    run: Callable[..., subprocess.CompletedProcess[str]],
    calls: str,
) -> None:
    done = run(
        "--count", "3", "--set", f"teacher.calls={calls}", "--set", "teacher.max_tokens=24",
        "--set", "documents.min_words=20",
        "--set", "conversations.max_failed_fraction=1", recipe="grounded-qa",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    counts, conversations = journalled(workplace)
    assert len(conversations) == 3
    assert {conversation.ended_early for conversation in conversations} <= REASONS
    assert counts.replies >= 3
    assert counts.usage.completion_tokens > 0
    if calls == "part":
        check_turns(workplace, conversations)
    else:
        assert counts.turns == 0


def test_a_run_stopped_by_its_budget_goes_on_without_asking_again(
    server: Running, workplace: Path, run: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    before = len(server.calls())
    stopped = run("--max-tokens", "1500")
    assert stopped.returncode == 3, stopped.stderr
    first, _ = journalled(workplace)
    assert 0 < first.replies == len(server.calls()) - before
    assert first.conversations < 6

    done = run("--max-tokens", "1000000")
    assert done.returncode == 0, done.stderr
    counts, conversations = journalled(workplace)
    assert len(conversations) == 6
    assert counts.replies > first.replies
    assert len(server.calls()) - before == counts.replies
    check_turns(workplace, conversations)


def test_a_server_that_dies_in_the_middle_costs_no_reply(
    folder: Path, workplace: Path, tmp_path: Path
) -> None:
    def command(server: Running) -> list[str]:
        return [
            "run", "stories.yaml", "--documents", "documents", "--until", "synthesize",
            "--out", "run", "--count", "60", "--set", "teacher.retries=1",
            "--teacher", f"openai:{server.model}", "--base-url", server.url,
        ]  # fmt: skip

    with running(LLAMA, folder, tmp_path / "first" / "log.txt") as server:
        working = start_codi(*command(server), cwd=workplace)
        while len(server.calls()) < 20:
            assert working.poll() is None
            time.sleep(0.01)
    _, stderr = working.communicate()
    assert working.returncode == 0, stderr
    before, _ = journalled(workplace)
    assert before.conversations == 60
    assert before.ended_early["model_error"] > 0
    assert before.replies >= 20

    with running(LLAMA, folder, tmp_path / "second" / "log.txt") as server:
        done = codi(*command(server), cwd=workplace)
        assert done.returncode == 0, done.stderr
        counts, conversations = journalled(workplace)
        assert counts.conversations == 60
        assert "model_error" not in counts.ended_early
        assert len(server.calls()) == counts.replies - before.replies
    check_turns(workplace, conversations)


def test_a_run_is_played_again_without_the_server(
    workplace: Path, run: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    assert run().returncode == 0
    _, conversations = journalled(workplace)
    (workplace / "run").rename(workplace / "recorded")
    played = codi(
        "run", "stories.yaml", "--documents", "documents", "--until", "synthesize",
        "--teacher", "replay:recorded", "--out", "run", cwd=workplace,
    )  # fmt: skip
    assert played.returncode == 0, played.stderr
    _, again = journalled(workplace)
    assert [(c.turns, c.ended_early, c.usage) for c in again] == [
        (c.turns, c.ended_early, c.usage) for c in conversations
    ]


def ask(server: Running, text: str, **sampling: Any) -> Completion:
    async def work() -> Completion:
        settings = TeacherSettings(base_urls=(server.url,), retries=0)
        model = open_model(f"openai:{server.model}", settings=settings)
        message = Message(role="user", content=text)
        try:
            return await model.complete(
                Request(messages=(message,), sampling=Sampling(**{"max_tokens": 40, **sampling}))
            )
        finally:
            await model.close()

    return asyncio.run(work())


def test_the_same_seed_brings_the_same_words(
    server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    tale = "Once upon a time, there was a little girl named Lily."
    seeded = [ask(server, tale, temperature=1.0, seed=seed) for seed in (7, 7, 8, 9, 10)]
    assert seeded[0].text == seeded[1].text
    assert len({completion.text for completion in seeded}) > 1


def test_a_bound_is_heeded_and_told(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    completion = ask(server, "Tell me.", temperature=0.0, max_tokens=2)
    assert completion.finish_reason == "length"
    assert completion.usage.completion_tokens == 2


def test_all_engines_write_the_same_words_from_the_same_weights(
    server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    completion = ask(server, "Where is the dog?", temperature=0.0, max_tokens=30)
    assert completion.text.strip(" .") == 'Daisy," replied Daisy'
    assert completion.usage.prompt_tokens == 24


def test_a_prompt_that_is_too_long_fails_this_call_alone(
    server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not server.engine.refuses_long_prompts:
        pytest.skip(f"{server.engine.name} takes a prompt of any length")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with pytest.raises(ModelError, match=rf"context .*\b{CONTEXT}\b"):
        ask(server, "Once upon a time. " * 2000)
    assert ask(server, "Once upon a time.").usage.completion_tokens > 0


def test_a_model_that_is_not_there_stops_the_run(
    server: Running, workplace: Path, run: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    if not server.engine.refuses_other_models:
        pytest.skip(f"{server.engine.name} answers for any model with the one it has")
    done = run(model="some-other-model")
    assert done.returncode == 2, done.stderr
    assert "some-other-model" in done.stderr
    assert journalled(workplace)[0].conversations == 0


def test_a_refused_key_stops_the_run_and_is_not_shown(
    server: Running, workplace: Path, run: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    if not server.engine.asks_for_key:
        pytest.skip(f"{server.engine.name} asks for no key")
    before = len(server.calls())
    done = run(key="sk-wrong-9876543210")
    assert done.returncode == 2, done.stderr
    assert "OPENAI_API_KEY" in done.stderr
    assert "sk-wrong-9876543210" not in done.stdout + done.stderr
    assert journalled(workplace)[0].conversations == 0
    assert "200" not in server.calls()[before:]


def test_an_endpoint_that_went_away_ends_with_what_happened(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with running(LLAMA, folder, tmp_path / "log.txt") as server:
        assert ask(server, "Hello.").usage.completion_tokens > 0
    with pytest.raises((ModelError, EndpointError), match="no connection"):
        ask(server, "Hello.")
