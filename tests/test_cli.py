"""The command line as a user meets it: what it prints, and its exit status."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import codi
from codi.errors import RunError
from codi.journal import Journal

SAMPLES = Path(codi.__file__).parent / "samples"
CODI = str(Path(sys.executable).with_name("codi"))
# A shell starts its background jobs deaf to Ctrl-C, and their children inherit that.
HEARING_CTRL_C = (
    "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); "
    "os.execv(sys.argv[1], sys.argv[1:])"
)


def run_codi(*arguments: str, folder: Path, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [CODI, *arguments], cwd=folder, input=text, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the finished run `run`."""
    folder = tmp_path_factory.mktemp("cli")
    done = run_codi("run", "grounded-qa", "--count", "12", "--jsonl", "--out", "run", folder=folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_run_prints_a_line_for_each_stage_and_where_the_results_lie(finished: Path) -> None:
    done = run_codi("run", "grounded-qa", "--count", "12", "--out", "run", folder=finished)
    assert done.returncode == 0
    assert "12 conversations" in done.stdout
    assert "report: run/report.html" in done.stdout


def test_results_as_json_are_json_alone(finished: Path) -> None:
    done = run_codi("filter", "--out", "run", "--json", folder=finished)
    assert json.loads(done.stdout)["stages"]["documents"]["counts"]["documents"] == 30
    done = run_codi("report", "--out", "run", "--json", folder=finished)
    assert json.loads(done.stdout) == {"report": "run/report.html"}


def test_show_lists_conversations_and_prints_one(finished: Path) -> None:
    listed = json.loads(run_codi("show", "run", "--json", folder=finished).stdout)
    assert len(listed) == 12
    shown = run_codi("show", "run", listed[0]["id"], folder=finished)
    assert listed[0]["turns"][0]["user"] in " ".join(shown.stdout.split())


def test_show_names_an_id_that_is_not_there(finished: Path) -> None:
    done = run_codi("show", "run", "nothing#0", folder=finished)
    assert done.returncode == 2
    assert "nothing#0" in done.stderr
    assert done.stderr.count("\n") == 1


def test_plan_prints_one_line_a_conversation(finished: Path) -> None:
    done = run_codi("plan", "--out", "run", "--count", "50", folder=finished)
    assert len(done.stdout.splitlines()) == 50
    planned = run_codi("plan", "--out", "run", "--count", "3", "--json", folder=finished)
    first = json.loads(planned.stdout.splitlines()[0])
    assert first["turns"][0]["link"] == "open"


def test_plan_shows_what_the_teacher_will_be_sent(finished: Path) -> None:
    done = run_codi("plan", "--out", "run", "--count", "1", "--prompts", "--json", folder=finished)
    calls = [json.loads(line) for line in done.stdout.splitlines()]
    systems = {call["messages"][0]["content"] for call in calls}
    assert len(systems) == 1
    assert calls[0]["messages"][-1]["content"].startswith("[next user message] ")
    assert calls[3]["messages"][1:4] == [
        {"role": "user", "content": "<the user's message 1>"},
        {"role": "assistant", "content": "<the reply 1>"},
        {"role": "user", "content": calls[3]["messages"][-1]["content"]},
    ]
    whole = ["--count", "1", "--prompts", "--set", "teacher.calls=conversation"]
    shown = run_codi("plan", "--out", "run", *whole, folder=finished).stdout
    assert shown.count("--- call") == 1
    assert "[next turns] Write these " in shown


def test_plan_forecasts_calls_tokens_and_cost(finished: Path) -> None:
    def forecast(*more: str) -> dict[str, Any]:
        arguments = ["plan", "--out", "run", "--count", "40", "--estimate", "--json", *more]
        done = run_codi(*arguments, folder=finished)
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout))

    parts, turns = forecast(), forecast("--set", "teacher.calls=turn")
    assert parts["calls"] == 2 * parts["turns"] == 2 * turns["calls"]
    assert parts["lengths"]["measured"]
    assert 0.8 < parts["usage"]["cached_tokens"] / parts["usage"]["prompt_tokens"] < 1
    priced = forecast("--prices", "1,10,0.1")
    usage = priced["usage"]
    fresh = usage["prompt_tokens"] - usage["cached_tokens"]
    cost = fresh + 10 * usage["completion_tokens"] + 0.1 * usage["cached_tokens"]
    assert priced["cost"] == pytest.approx(cost / 1_000_000)
    refused = run_codi("plan", "--out", "run", "--estimate", "--prices", "cheap", folder=finished)
    assert refused.returncode == 2


def test_a_run_stops_at_its_budget_with_status_3_and_goes_on(tmp_path: Path) -> None:
    arguments = ["run", "coqa", "--count", "30", "--until", "filter", "--out", "run"]
    limited = run_codi(*arguments, "--max-tokens", "200000", folder=tmp_path)
    assert limited.returncode == 3, limited.stderr
    assert "--max-tokens goes on" in limited.stderr
    before = json.loads((tmp_path / "run" / "manifest.json").read_text())["stages"]["synthesize"]
    assert not before["complete"]
    assert before["prompt_tokens"] + before["completion_tokens"] <= 200_000
    prices = ["--prices", "2,4"]
    stopped = run_codi(*arguments, *prices, "--max-cost", "0.000001", folder=tmp_path)
    assert stopped.returncode == 3
    done = run_codi(*arguments, *prices, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    after = json.loads((tmp_path / "run" / "manifest.json").read_text())["stages"]["synthesize"]
    assert after["complete"]
    expected = (2 * after["prompt_tokens"] + 4 * after["completion_tokens"]) / 1_000_000
    assert after["cost"] == pytest.approx(expected, abs=1e-6)


def test_a_pipe_that_closes_early_is_no_error(finished: Path) -> None:
    done = subprocess.run(
        ["bash", "-c", f"{CODI} plan --out run --count 20000 | head -1"],
        cwd=finished,
        capture_output=True,
        text=True,
        check=False,
    )
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == ""


def test_graph_is_drawn_as_text_mermaid_and_svg(tmp_path: Path) -> None:
    assert "topic_shift" in run_codi("graph", "show", "coqa", folder=tmp_path).stdout
    assert "flowchart" in run_codi("graph", "draw", "coqa", folder=tmp_path).stdout
    run_codi("graph", "draw", "coqa", "--format", "svg", "--out", "g.svg", folder=tmp_path)
    assert (tmp_path / "g.svg").read_text().startswith("<svg")


def test_a_recipe_written_out_runs(tmp_path: Path) -> None:
    written = run_codi("recipes", "coqa", folder=tmp_path).stdout
    (tmp_path / "mine.yaml").write_text(written)
    done = run_codi("run", "mine.yaml", "--count", "5", "--until", "export", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "runs" / "mine" / "dataset" / "README.md").exists()


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["run", "nothing"], "nothing"),
        (["run", "coqa", "--documents", "nowhere"], "nowhere"),
        (["run", "coqa", "--set", "phenomena.anaphorra=1"], "anaphorra"),
        (["run", "coqa", "--set", "conversations.min_turns=x"], "conversations.min_turns"),
        (["run", "coqa", "--set", "seed"], "seed"),
        (["run", "coqa", "--until", "polish"], "polish"),
        (["run", "coqa", "--teacher", "parrot"], "parrot"),
        (["run", "coqa", "--count", "0"], "--count"),
        (["run", "coqa", "--count", "1", "--per-passage", "1"], "--per-passage"),
        (["synthesize", "--out", "nowhere"], "nowhere"),
        (["plan", "--out", "nowhere"], "nowhere"),
        (["show", "nowhere"], "nowhere"),
        (["graph", "draw", "coqa", "--format", "png"], "png"),
        (["score", "--benchmark", "coqa", "--data", "no.json", "--predictions", "p"], "no.json"),
        (["chat", "builtin", "--document", "no.txt"], "no.txt"),
    ],
)
def test_a_mistake_is_named_with_exit_status_2(
    tmp_path: Path, arguments: list[str], named: str
) -> None:
    done = run_codi(*arguments, folder=tmp_path)
    assert done.returncode == 2
    assert named in done.stderr
    assert "Traceback" not in done.stderr


def test_a_run_in_which_most_fails_ends_with_status_4(tmp_path: Path) -> None:
    (tmp_path / "silent.py").write_text(
        "from codi import Completion\n"
        "class Silent:\n"
        "    name = 'silent'\n"
        "    async def complete(self, request): return Completion(text='')\n"
        "    async def close(self): pass\n"
    )
    arguments = ["run", "coqa", "--count", "5", "--until", "filter"]
    done = run_codi(*arguments, "--teacher", "silent:Silent", folder=tmp_path)
    assert done.returncode == 4, done.stderr
    assert "max_failed_fraction" in done.stderr


def replies_in(path: Path) -> int:
    try:
        with Journal.open(path, read_only=True) as journal:
            return journal.counts().replies
    except RunError:  # its tables are not made yet
        return 0


def test_interrupted_it_says_so_and_goes_on_later(tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text(
        "import asyncio\n"
        "from codi.teachers.builtin import BuiltinTeacher\n"
        "class Slow(BuiltinTeacher):\n"
        "    async def complete(self, request):\n"
        "        await asyncio.sleep(0.02)\n"
        "        return await super().complete(request)\n"
    )
    command = [CODI, "run", "coqa", "--count", "200", "--teacher", "slow:Slow", "--concurrency"]
    process = subprocess.Popen(
        [sys.executable, "-c", HEARING_CTRL_C, *command, "4", "--until", "filter", "--out", "run"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    journal = tmp_path / "run" / "journal.sqlite"
    for _ in range(200):
        if journal.exists() and replies_in(journal) > 50:
            break
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "the same command goes on" in said
    assert "Traceback" not in said
    again = run_codi(*command[1:], "64", "--until", "filter", "--out", "run", folder=tmp_path)
    assert again.returncode == 0, again.stderr


def test_a_second_process_on_a_run_is_refused_with_the_first_ones_pid(tmp_path: Path) -> None:
    with codi.open_run(tmp_path / "run", codi.load_recipe("coqa")):
        done = run_codi("filter", "--out", "run", folder=tmp_path)
        assert done.returncode == 2
        assert f"process {os.getpid()}" in done.stderr


def test_chat_answers_each_line(tmp_path: Path) -> None:
    document = SAMPLES / "documents" / "oulanda-expedition.md"
    done = run_codi(
        "chat", "builtin", "--document", str(document),
        text="Who was the guide?\n", folder=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Itemu" in done.stdout


def test_score_prints_the_official_figures(tmp_path: Path) -> None:
    data = json.loads((SAMPLES / "benchmark.json").read_text())
    predictions = [
        {"id": story["id"], "turn_id": answer["turn_id"], "answer": answer["input_text"]}
        for story in data["data"]
        for answer in story["answers"]
    ]
    (tmp_path / "p.json").write_text(json.dumps(predictions))
    done = run_codi(
        "score", "--benchmark", "coqa", "--data", str(SAMPLES / "benchmark.json"),
        "--predictions", "p.json", folder=tmp_path,
    )  # fmt: skip
    assert json.loads(done.stdout)["overall"]["turns"] == 197
    assert json.loads(done.stdout)["overall"]["f1"] > 90


def test_evaluate_sets_a_model_beside_the_baselines(finished: Path) -> None:
    done = run_codi(
        "evaluate", "--out", "run", "--benchmark", "coqa", "--data",
        str(SAMPLES / "benchmark.json"), "--model", "builtin", "--max-conversations", "2",
        "--json", folder=finished,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (result,) = json.loads(done.stdout)
    names = [system["name"] for system in result["systems"]]
    assert names == ["builtin", "most frequent answer in training", "best passage sentence"]
