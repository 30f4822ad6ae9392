"""Any model on a benchmark: what is asked, how a reply becomes a prediction, what is written."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from codi.benchmarks import Benchmark, load_benchmark, score_files
from codi.errors import ModelError, RunError, UserError
from codi.evaluation import (
    BenchmarkResult,
    BestSentence,
    FixedAnswer,
    System,
    baselines,
    evaluate,
    prediction_of,
    read_results,
    says_unanswerable,
)
from codi.evaluation.baselines import most_frequent
from codi.prompts import Prompts
from codi.recipe import load_recipe
from codi.types import ChatModel, Completion, Passage, Progress, Request, Sampling, TurnTask, Usage

PROMPTS = Prompts(load_recipe("coqa"))


class Reader:
    """A model that looks its answer up by passage and history, and remembers what it was asked."""

    name = "reader"

    def __init__(self, answer: Callable[[TurnTask], str]) -> None:
        self._answer = answer
        self.requests: list[Request] = []
        self.under_way = self.most_under_way = 0
        self.closed = False

    async def complete(self, request: Request) -> Completion:
        self.requests.append(request)
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        await asyncio.sleep(0)
        self.under_way -= 1
        assert request.task is not None
        return Completion(
            text=self._answer(request.task), usage=Usage(prompt_tokens=10, completion_tokens=2)
        )

    async def close(self) -> None:
        self.closed = True


def gold_reader(benchmark: Benchmark) -> Reader:
    """A model that knows every first reference, and quotes like a teacher."""
    references = {
        (dialog.passage.id, turn.index): turn.references[0] for dialog, turn in benchmark.turns()
    }
    return Reader(lambda task: f"{references[task.passage.id, len(task.history)]}\n[quote] none")


def system(model: ChatModel, name: str = "model") -> System:
    return System(name=name, open=lambda: model)


def read_lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()


def run(benchmark: Benchmark, *systems: System, **settings: Any) -> BenchmarkResult:
    return asyncio.run(evaluate(benchmark, systems, name="test", prompts=PROMPTS, **settings))


def test_every_turn_is_asked_greedily_with_gold_history_and_the_students_task() -> None:
    benchmark = load_benchmark("coqa").first(2)
    reader = gold_reader(benchmark)
    result = run(benchmark, system(reader), max_new_tokens=20)
    assert result.turns == len(reader.requests) == benchmark.num_turns
    by_key = {
        (request.task.passage.id, len(request.task.history)): request
        for request in reader.requests
        if request.task
    }
    for dialog, turn in benchmark.turns():
        request = by_key[dialog.id, turn.index]
        assert request.sampling == Sampling(temperature=0.0, max_tokens=20)
        assert request.messages[0].content == PROMPTS.student_system(dialog.passage)
        history = [m.content for m in request.messages[1:-1]]
        assert history == [
            text
            for before in dialog.turns[: turn.index]
            for text in (before.question, before.references[0])
        ]
        assert request.messages[-1].content == turn.question
    assert reader.closed


def test_a_model_that_gives_the_references_back_reaches_what_people_reach() -> None:
    benchmark = load_benchmark("coqa")
    result = run(benchmark, system(gold_reader(benchmark)))
    [row] = result.systems
    assert result.human is not None
    # Leave-one-out: the first reference meets itself in one of two rounds.
    assert row.f1 == pytest.approx((100 + result.human["f1"]) / 2, abs=0.1)
    assert (row.prompt_tokens, row.completion_tokens) == (10 * result.turns, 2 * result.turns)
    assert row.f1_low is not None
    assert row.f1_high is not None
    assert row.f1_low < row.f1 < row.f1_high
    assert sum(figures["turns"] for figures in row.domains.values()) == result.turns
    assert result.protocol["references_per_turn"] == "2"


def test_a_model_that_gives_the_references_back_is_perfect_on_real_data(shared: Path) -> None:
    for name, file in (("coqa", "coqa-dev-48"), ("quac", "quac-100")):
        benchmark = load_benchmark(name, shared / f"benchmarks/{file}.json")
        [row] = run(benchmark, system(gold_reader(benchmark))).systems
        assert row.f1 == 100.0
        assert (row.f1_low, row.f1_high) == (100.0, 100.0)


def test_written_predictions_score_the_same_with_the_official_scorer(
    shared: Path, tmp_path: Path
) -> None:
    data = shared / "benchmarks/coqa-dev-48.json"
    result = run(load_benchmark("coqa", data), system(BestSentence()), folder=tmp_path)
    rows = [json.loads(line) for line in read_lines(tmp_path / "test.predictions.jsonl")]
    official = tmp_path / "official.json"
    official.write_text(
        json.dumps(
            [
                {"id": row["conversation"], "turn_id": row["turn"] + 1, "answer": row["answer"]}
                for row in rows
            ]
        )
    )
    scores = score_files("coqa", data=data, predictions=official)
    assert scores.f1 == result.systems[0].f1
    overall = scores.official["overall"]
    assert isinstance(overall, Mapping)
    assert result.systems[0].scores == {"em": overall["em"], "f1": overall["f1"]}


def test_baselines_on_real_data_stand_where_they_should(shared: Path) -> None:
    benchmark = load_benchmark("coqa", shared / "benchmarks/coqa-dev-48.json")
    result = run(benchmark, *baselines(benchmark))
    oracle, sentence = result.systems
    yes = Counter(turn.references[0].strip(".").lower() for _, turn in benchmark.turns())["yes"]
    assert oracle.scores["em"] == round(100 * yes / benchmark.num_turns, 1)
    assert oracle.name == "most frequent answer of this benchmark (knows the references)"
    # A whole sentence holds the answer often, but many words beside it.
    assert 5 < sentence.f1 < 20
    assert sentence.scores["em"] < 1


def test_quac_results_have_all_official_figures(shared: Path) -> None:
    benchmark = load_benchmark("quac", shared / "benchmarks/quac-100.json")
    result = run(benchmark, *baselines(benchmark), max_conversations=30)
    assert (result.conversations, result.conversations_in_file) == (30, 100)
    cannot, sentence = result.systems
    assert cannot.scores["unanswerable_acc"] == 100.0
    assert sentence.scores["unanswerable_acc"] == 0.0
    assert sentence.f1 > cannot.f1 - 15
    assert set(cannot.scores) == {
        "f1", "unfiltered_f1", "HEQ", "DHEQ", "yes/no", "followup", "unanswerable_acc",
    }  # fmt: skip
    assert result.protocol["followup"] == "always y"


def test_the_fixed_answer_comes_from_training_where_there_is_any() -> None:
    benchmark = load_benchmark("coqa").first(1)
    fixed, _ = baselines(benchmark, training_answers=["Yes.", "no", "yes", "Yes."])
    assert fixed.name == "most frequent answer in training"
    [row] = run(benchmark, fixed).systems
    assert row.kind == "baseline"
    none, _ = baselines(benchmark, training_answers=[])
    assert none.name.endswith("(knows the references)")


def test_the_most_frequent_answer_is_counted_as_scorers_compare() -> None:
    assert most_frequent(["no", "The fox.", "fox", "No", "The fox."]) == "The fox."
    with pytest.raises(ValueError, match="no answers"):
        most_frequent([])


def test_the_sentence_baseline_takes_the_sentence_that_shares_most() -> None:
    passage = Passage(
        id="p", document_id="d", text="Ann keeps bees. The bees of Ann make dark honey. It rains."
    )

    def answer(question: str) -> str:
        task = TurnTask(part="assistant", passage=passage, user_message=question)
        request = Request(messages=(), sampling=Sampling(), task=task)
        return asyncio.run(BestSentence().complete(request)).text

    assert answer("What kind of honey do Ann's bees make?") == "The bees of Ann make dark honey."
    assert answer("Who keeps them?") == "Ann keeps bees."
    assert answer("Why?") == "Ann keeps bees."
    with pytest.raises(ModelError, match="needs the passage"):
        asyncio.run(BestSentence().complete(Request(messages=(), sampling=Sampling())))


@pytest.mark.parametrize(
    "answer",
    [
        "unknown",
        "Unknown.",
        "Unknown: nobody tells.",
        "not stated in the text",
        "CANNOTANSWER",
        "The passage does not say.",
        "The passage doesn't say how old she was.",
        "The text does not explicitly mention that.",
        "I don't know.",
        "I'm sorry, but the passage does not say.",
        "Sorry, I cannot tell.",
        "Not mentioned.",
        "That is not said.",
        "It isn't stated in the passage.",
    ],
)
def test_an_answer_that_gives_up_is_the_benchmarks_word_for_it(answer: str) -> None:
    assert says_unanswerable(answer)
    assert prediction_of(answer, format="coqa").answer == "unknown"
    assert prediction_of(answer, format="quac").answer == "CANNOTANSWER"


@pytest.mark.parametrize(
    "answer",
    [
        "an unknown soldier",
        "Unknown soldiers",
        "No answer came from the house.",
        "not given a chance",
        "not far",
        "No, he did not say so.",
        "He said the passage does not lead anywhere.",
        "It is not clear water but mud.",
        "that she did not know",
        "The story does end well.",
    ],
)
def test_an_answer_with_such_words_inside_is_an_answer(answer: str) -> None:
    assert not says_unanswerable(answer)
    assert prediction_of(answer, format="coqa").answer == answer


def test_quotes_are_cut_off_and_yes_and_no_are_seen() -> None:
    reply = "No, it is red.\n[quote] a red fox"
    prediction = prediction_of(reply, format="quac")
    assert (prediction.answer, prediction.yesno, prediction.followup) == (
        "No, it is red.",
        "n",
        "y",
    )
    assert prediction_of("Yes", format="quac").yesno == "y"
    assert prediction_of("Nobody knows", format="quac").yesno == "x"
    assert prediction_of("  \n", format="quac").answer == ""


def test_a_turn_that_a_model_fails_on_counts_nothing_and_is_told() -> None:
    def answer(task: TurnTask) -> str:
        if len(task.history) == 1:
            raise ModelError("too long for me")
        return "yes"

    benchmark = load_benchmark("coqa").first(3)
    [row] = run(benchmark, system(Reader(answer))).systems
    assert row.failed_turns == 3
    assert row.first_error.endswith("turn 2: too long for me")


def test_a_mistake_in_a_model_ends_the_evaluation() -> None:
    def answer(task: TurnTask) -> str:
        raise KeyError(task.user_message)

    reader = Reader(answer)
    with pytest.raises(KeyError):
        run(load_benchmark("coqa").first(1), system(reader))
    assert reader.closed


def test_no_more_questions_are_under_way_than_allowed() -> None:
    benchmark = load_benchmark("coqa").first(3)
    reader = gold_reader(benchmark)
    run(benchmark, system(reader), concurrency=5)
    assert reader.most_under_way == 5


def test_results_are_written_and_read_back(tmp_path: Path) -> None:
    benchmark = load_benchmark("coqa")
    progress: list[Progress] = []
    result = run(
        benchmark,
        system(FixedAnswer("no"), "says no"),
        system(BestSentence(), "copies"),
        folder=tmp_path,
        max_conversations=2,
        on_progress=progress.append,
    )
    assert read_results(tmp_path) == (result,)
    assert {path.name for path in tmp_path.iterdir()} == {"test.json", "test.predictions.jsonl"}
    rows = [json.loads(line) for line in read_lines(tmp_path / "test.predictions.jsonl")]
    assert len(rows) == 2 * result.turns
    assert rows[0] == {
        "system": "says no",
        "conversation": benchmark.dialogs[0].id,
        "turn": 0,
        "question": benchmark.dialogs[0].turns[0].question,
        "references": list(benchmark.dialogs[0].turns[0].references),
        "reply": "no",
        "answer": "no",
    }
    assert [p.done for p in progress] == list(range(1, 2 * result.turns + 1))
    assert {p.total for p in progress} == {2 * result.turns}
    assert [progress[0].note, progress[-1].note] == ["says no", "copies"]
    again = run(benchmark, system(FixedAnswer("no"), "says no"), max_conversations=2)
    first, second = result.systems[0], again.systems[0]
    assert (first.f1, first.f1_low, first.f1_high) == (second.f1, second.f1_low, second.f1_high)


def test_a_results_file_of_another_make_is_named(tmp_path: Path) -> None:
    (tmp_path / "coqa.json").write_text('{"benchmark": "coqa"}')
    with pytest.raises(RunError, match=r"coqa.json: format: Field required \(evaluate anew\)"):
        read_results(tmp_path)
    assert read_results(tmp_path / "absent") == ()


def test_a_benchmarks_name_has_to_be_a_files_name() -> None:
    benchmark = load_benchmark("coqa").first(1)
    for name in ("", "../escape", "a/b", ".hidden"):
        with pytest.raises(UserError, match="cannot name a file"):
            asyncio.run(evaluate(benchmark, [system(FixedAnswer("x"))], name=name, prompts=PROMPTS))
