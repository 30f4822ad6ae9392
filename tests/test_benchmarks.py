"""CoQA and QuAC: read strictly, and scored to the last digit as their official scorers print."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from codi.benchmarks import (
    Prediction,
    human_performance,
    load_benchmark,
    read_predictions,
    score,
    score_files,
)
from codi.benchmarks.quac import by_majority
from codi.errors import InputError


@pytest.mark.parametrize("system", ["a", "b"])
@pytest.mark.parametrize("references", ["one", "three"])
def test_coqa_scores_are_those_of_the_official_scorer(
    shared: Path, system: str, references: str
) -> None:
    golden = json.loads((shared / "golden/coqa-scores.json").read_text())
    data, key = {
        "one": ("benchmarks/coqa-dev-48.json", f"system-{system}"),
        "three": ("golden/coqa-dev-48-multiref.json", f"system-{system}/multiref"),
    }[references]
    predictions = shared / f"golden/coqa-predictions-system-{system}.json"
    scores = score_files("coqa", data=shared / data, predictions=predictions)
    assert scores.official == golden[key]
    assert round(scores.f1, 1) == golden[key]["overall"]["f1"]
    assert not scores.missing


def test_coqa_human_performance_is_that_of_the_official_scorer(shared: Path) -> None:
    golden = json.loads((shared / "golden/coqa-scores.json").read_text())
    people = human_performance(load_benchmark("coqa", shared / "golden/coqa-dev-48-multiref.json"))
    assert people is not None
    assert people.official == golden["human/multiref"]


def test_one_reference_says_nothing_of_people(shared: Path) -> None:
    for name, file in [("coqa", "coqa-dev-48.json"), ("quac", "quac-100.json")]:
        assert human_performance(load_benchmark(name, shared / "benchmarks" / file)) is None


def test_quac_scores_are_those_of_the_official_scorer(shared: Path) -> None:
    golden = json.loads((shared / "golden/quac-scores.json").read_text())
    scores = score_files(
        "quac",
        data=shared / "benchmarks/quac-100.json",
        predictions=shared / "golden/quac-predictions.jsonl",
    )
    assert scores.official == pytest.approx(golden, abs=1e-9)


def test_real_files_are_read_whole(shared: Path) -> None:
    coqa = load_benchmark("coqa", shared / "benchmarks/coqa-dev-48.json")
    assert (len(coqa.dialogs), coqa.num_turns) == (48, 760)
    assert {dialog.domain for dialog in coqa.dialogs} == {
        "children_stories", "literature", "mid-high_school", "news", "wikipedia",
    }  # fmt: skip
    dialog = coqa.dialogs[0]
    assert [turn.index for turn in dialog.turns] == list(range(len(dialog.turns)))
    assert dialog.gold_history(2)[1].user == dialog.turns[1].question
    assert dialog.gold_history(2)[1].assistant == dialog.turns[1].references[0]
    for name, turns in [("quac-100", 727), ("quac-human-342", 2498), ("quac-simulated-334", 4005)]:
        quac = load_benchmark("quac", shared / f"benchmarks/{name}.json")
        assert quac.num_turns == turns
        assert not any("CANNOTANSWER" in dialog.passage.text for dialog in quac.dialogs)
        assert not any("CANNOTANSWER" in turn.gold_reply for _, turn in quac.turns())


def coqa_file(tmp_path: Path, *, answers: list[list[str]], source: str = "mctest") -> Path:
    """A CoQA file with one conversation; `answers` has a row for each question."""

    def column(number: int) -> list[dict[str, Any]]:
        return [
            {"input_text": row[number], "turn_id": turn, "span_start": 0, "span_end": 1,
             "span_text": "T"}
            for turn, row in enumerate(answers, start=1)
        ]  # fmt: skip

    story = {
        "id": "s1",
        "source": source,
        "filename": "f",
        "story": "The red fox ran home.",
        "questions": [{"input_text": "Q?", "turn_id": i + 1} for i in range(len(answers))],
        "answers": column(0),
        "additional_answers": {str(n - 1): column(n) for n in range(1, len(answers[0]))},
    }
    path = tmp_path / "coqa.json"
    path.write_text(json.dumps({"version": "1.0", "data": [story]}))
    return path


def quac_file(tmp_path: Path, *, answers: list[list[str]]) -> Path:
    """A QuAC file with one dialog; `answers` has the references of each question."""
    questions = [
        {
            "id": f"d1_q#{index}",
            "question": "Q?",
            "followup": "y",
            "yesno": "x",
            "answers": [{"text": text, "answer_start": 0} for text in row],
            "orig_answer": {"text": row[0], "answer_start": 0},
        }
        for index, row in enumerate(answers)
    ]
    paragraph = {"id": "d1", "context": "The red fox ran. CANNOTANSWER", "qas": questions}
    path = tmp_path / "quac.json"
    path.write_text(json.dumps({"data": [{"title": "Fox", "paragraphs": [paragraph]}]}))
    return path


def test_coqa_leaves_each_reference_out_once(tmp_path: Path) -> None:
    benchmark = load_benchmark("coqa", coqa_file(tmp_path, answers=[["red", "red", "blue"]]))
    # "blue" finds itself among the others in two of three rounds, "red" in all three.
    assert score(benchmark, {("s1", 0): Prediction(answer="blue")}).f1 == pytest.approx(200 / 3)
    assert score(benchmark, {("s1", 0): Prediction(answer="Red.")}).f1 == 100.0
    people = human_performance(benchmark)
    assert people is not None
    assert people.f1 == pytest.approx(200 / 3)


def test_a_missing_coqa_prediction_counts_nothing_and_is_named(tmp_path: Path) -> None:
    benchmark = load_benchmark("coqa", coqa_file(tmp_path, answers=[["red"], ["home"]]))
    scores = score(benchmark, {("s1", 1): Prediction(answer="home")})
    assert scores.f1 == 50.0
    assert scores.missing == ("s1 turn 1",)


def test_a_source_of_ones_own_is_a_domain_of_its_own(tmp_path: Path) -> None:
    path = coqa_file(tmp_path, answers=[["red"]], source="letters")
    scores = score(load_benchmark("coqa", path), {("s1", 0): Prediction(answer="red")})
    assert scores.official["letters"] == {"em": 100.0, "f1": 100.0, "turns": 1}
    assert scores.official["in_domain"] == {"em": 0.0, "f1": 0.0, "turns": 0}
    assert scores.official["overall"] == {"em": 100.0, "f1": 100.0, "turns": 1}


@pytest.mark.parametrize(
    ("references", "counted"),
    [
        (["a", "CANNOTANSWER"], ("CANNOTANSWER",)),
        (["a", "b", "CANNOTANSWER"], ("a", "b")),
        (["CANNOTANSWER", "CANNOTANSWER", "a"], ("CANNOTANSWER",)),
        (["a"], ("a",)),
    ],
)
def test_quac_references_are_spans_or_cannotanswer_by_majority(
    references: list[str], counted: tuple[str, ...]
) -> None:
    assert by_majority(references) == counted


def test_quac_skips_questions_on_which_people_disagree(tmp_path: Path) -> None:
    path = quac_file(tmp_path, answers=[["red fox", "blue hen"], ["ran home", "ran home fast"]])
    benchmark = load_benchmark("quac", path)
    scores = score(
        benchmark,
        {("d1", 0): Prediction(answer="red fox"), ("d1", 1): Prediction(answer="ran home")},
    )
    # Question 0: references share nothing (human F1 0); the answer meets one of them in one of two
    # rounds. Question 1: human F1 is 4/5; the answer scores 4/5 and 1 in its rounds.
    assert scores.official["f1"] == pytest.approx(90.0)
    assert scores.official["unfiltered_f1"] == pytest.approx(70.0)
    assert scores.official["HEQ"] == 100.0
    assert scores.official["DHEQ"] == 100.0
    assert scores.turn_f1[0] == pytest.approx((0.9,))
    people = human_performance(benchmark)
    assert people is not None
    assert people.official == pytest.approx({"f1": 80.0, "unfiltered_f1": 40.0})


def test_a_missing_quac_prediction_counts_nothing_and_spoils_its_dialog(tmp_path: Path) -> None:
    benchmark = load_benchmark("quac", quac_file(tmp_path, answers=[["red"], ["CANNOTANSWER"]]))
    scores = score(benchmark, {("d1", 1): Prediction(answer="CANNOTANSWER")})
    assert scores.official["f1"] == 50.0
    assert scores.official["unfiltered_f1"] == 100.0
    assert scores.official["unanswerable_acc"] == 100.0
    assert scores.official["DHEQ"] == 0.0
    assert scores.missing == ("d1_q#0",)


def test_a_prediction_that_stands_twice_or_is_unknown_is_named(tmp_path: Path) -> None:
    benchmark = load_benchmark("coqa", coqa_file(tmp_path, answers=[["red"]]))
    path = tmp_path / "predictions.json"
    row = {"id": "s1", "turn_id": 1, "answer": "red"}
    path.write_text(json.dumps([row, row]))
    with pytest.raises(InputError, match="two predictions for s1 turn 1"):
        read_predictions(path, benchmark)
    path.write_text(json.dumps([{**row, "turn_id": 2}]))
    with pytest.raises(InputError, match="s1 turn 2, which is not in"):
        read_predictions(path, benchmark)
    path.write_text(json.dumps([{"id": "s1", "turn": 1, "answer": "red"}]))
    with pytest.raises(InputError, match=r"predictions.json: 0.turn_id: Field required"):
        read_predictions(path, benchmark)


def test_quac_predictions_name_line_and_question(tmp_path: Path) -> None:
    benchmark = load_benchmark("quac", quac_file(tmp_path, answers=[["red"]]))
    path = tmp_path / "predictions.jsonl"
    row = {"best_span_str": ["red"], "qid": ["d1_q#0"], "yesno": ["x"], "followup": ["y"]}
    line = json.dumps(row)
    path.write_text(f"{line}\n\n{line}\n")
    with pytest.raises(InputError, match=r"line 3: two predictions for d1_q#0"):
        read_predictions(path, benchmark)
    path.write_text(line.replace("q#0", "q#7"))
    with pytest.raises(InputError, match=r"line 1: the qid d1_q#7 is not in"):
        read_predictions(path, benchmark)
    path.write_text(json.dumps({**row, "yesno": []}))
    with pytest.raises(InputError, match=r"line 1: 1 qid, 1 best_span_str, 0 yesno, 1 followup"):
        read_predictions(path, benchmark)
    path.write_text("{nonsense")
    with pytest.raises(InputError, match=r"predictions.jsonl, line 1: Invalid JSON"):
        read_predictions(path, benchmark)


def test_a_benchmark_file_with_a_mistake_is_refused_with_its_place(tmp_path: Path) -> None:
    path = coqa_file(tmp_path, answers=[["red", "rot"], ["home", "heim"]])
    good = json.loads(path.read_text())

    def refused(pattern: str) -> None:
        path.write_text(json.dumps(good))
        with pytest.raises(InputError, match=pattern):
            load_benchmark("coqa", path)

    good["data"][0]["additional_answers"]["0"].pop()
    refused(
        r"coqa.json: conversation s1: `additional_answers.0` has the turn ids 1 instead of 1 to"
    )
    del good["data"][0]["additional_answers"]
    good["data"][0]["answers"][0]["span_txt"] = ""
    refused(r"data.0.answers.0.span_txt: Extra inputs are not permitted")
    del good["data"][0]["answers"][0]["span_txt"]
    good["data"] *= 2
    refused("two conversations have the id s1")
    good["data"] = []
    refused("no conversation in it")


def test_a_file_or_format_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        load_benchmark("coqa", tmp_path / "absent.json")
    with pytest.raises(InputError, match=r"no benchmark format 'squad' \(one of coqa, quac\)"):
        load_benchmark("squad", tmp_path / "absent.json")
    with pytest.raises(InputError, match="no quac benchmark ships"):
        load_benchmark("quac")


def test_a_benchmark_is_cut_to_its_first_conversations(shared: Path) -> None:
    whole = load_benchmark("coqa", shared / "benchmarks/coqa-dev-48.json")
    assert whole.first(None) is whole
    assert whole.first(3).dialogs == whole.dialogs[:3]
