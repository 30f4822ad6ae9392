"""The report: its numbers, its marks, and a page that nothing hostile can break."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from codi.errors import RunError
from codi.evaluation import BenchmarkResult, SystemResult
from codi.evaluation.results import write_results
from codi.filters import examined
from codi.journal import Journal, Manifest, RunFolder, StageRecord
from codi.phenomena import PHENOMENA, checkable
from codi.planning import plan_conversations
from codi.recipe import Recipe, dump_recipe, load_recipe
from codi.report import write_report
from codi.report.formats import duration, percent, quoted, tight, whole, width
from codi.report.marking import mark_evidence
from codi.report.sources import read_sources
from codi.report.summary import (
    PlanCounts,
    TurnCounts,
    count_conversations,
    count_plans,
    link_shares,
    phenomenon_rates,
)
from codi.students.records import LossPoint, SplitCounts, TrainingSummary, write_record
from codi.types import KEEP, Conversation, Level, Loss, Origin, Passage, Span, Turn, Verdict, drop

TEXT = "The ferry leaves at nine. It reaches the island before noon. Nobody had expected the storm."
HOSTILE = (
    "</style></mark><script>alert('x')</script><img src=x onerror=alert(1)>\"' {{ 7 * 7 }} &amp;"
)
LINKED = '[leave](javascript:alert(1)) <a href="javascript:alert(2)">x</a> https://example.org/x.js'


def passage(number: int = 0, *, text: str = TEXT, title: str = "Ferries") -> Passage:
    return Passage(id=f"ferry.md/{number}", document_id="ferry.md", text=text, title=title)


def turn(index: int, **changes: object) -> Turn:
    plain = Turn(
        index=index,
        user="When does the ferry leave?",
        assistant="At nine.",
        link="when",
        act="when",
        evidence=(Span(start=0, end=25),),
        grounding=1.0,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def conversation(
    number: int, *turns: Turn, ended_early: str = "", planned: int = 4
) -> Conversation:
    return Conversation(
        id=f"ferry.md/0#{number}",
        passage=passage(),
        turns=turns,
        planned_turns=planned,
        ended_early=ended_early,
        teacher="builtin",
    )


# The numbers


def test_conversations_are_counted_with_their_turns_and_what_was_dropped() -> None:
    first = conversation(
        0,
        turn(0, seed_data={"tone": "plain"}),
        turn(
            1,
            link="why",
            user="Why?",
            requested=("ellipsis", "anaphora"),
            realised=("ellipsis", "informal"),
            evidence=(),
            grounding=0.5,
        ),
        turn(2, link="close", user="Thanks.", needs_evidence=False, evidence=(), grounding=None),
    )
    short = conversation(1, turn(0), ended_early="exhausted")
    failed = conversation(2, ended_early="model_error")
    waiting = conversation(3, turn(0))
    counts = count_conversations(
        [
            (first, KEEP),
            (short, drop("too_short", "1 of 4 turns")),
            (failed, drop("too_short", "0 of 4 turns")),
            (waiting, None),
        ],
        num_examples=20,
        seed=1,
    )
    assert (counts.conversations, counts.failed, counts.undecided) == (4, 1, 1)
    assert counts.num_dropped == counts.dropped["too_short"].count == 2
    assert counts.dropped["too_short"].example is short
    assert counts.dropped["too_short"].detail == "1 of 4 turns"
    assert counts.ended_early == {"exhausted": 1, "model_error": 1}
    assert counts.examples == [first, waiting]
    kept = counts.kept
    assert (kept.conversations, kept.turns, kept.lengths) == (2, 4, {3: 1, 1: 1})
    assert kept.links == {"when": 2, "why": 1, "close": 1}
    assert kept.question_types == {"when": 2, "why": 1, "other": 1}
    assert (kept.requested, kept.realised_on_request) == (
        {"ellipsis": 1, "anaphora": 1},
        {"ellipsis": 1},
    )
    assert kept.realised == {"ellipsis": 1, "informal": 1}
    assert (kept.needing_evidence, kept.located, kept.graded, kept.grounding) == (3, 2, 3, 2.5)
    assert (kept.user_words, kept.assistant_words) == (12, 8)
    assert kept.seed_data == {"tone": {"plain": 1}}


def test_examples_are_the_same_for_a_seed_in_order_and_spread_over_the_run() -> None:
    stream = [(conversation(number, turn(0)), KEEP) for number in range(400)]
    drawn = count_conversations(stream, num_examples=20, seed=1).examples
    again = count_conversations(stream, num_examples=20, seed=1).examples
    numbers = [int(one.id.rpartition("#")[2]) for one in drawn]
    assert drawn == again
    assert len(numbers) == 20
    assert numbers == sorted(numbers)
    assert numbers[0] < 100
    assert numbers[-1] > 300


def test_links_stand_in_the_order_of_the_graph_with_expected_planned_and_kept_shares() -> None:
    plans = PlanCounts(plans=1, turns=4)
    plans.links.update({"open": 1, "when": 3})
    kept = TurnCounts(turns=2)
    kept.links.update({"open": 1, "when": 1, "gone": 1})
    kept.declined_links["open"] = 1
    shares = link_shares({"open": 1.0, "when": 3.0}, plans=plans, kept=kept)
    assert [
        (one.name, one.expected, one.planned, one.realised, one.declined) for one in shares
    ] == [
        ("open", 0.25, 0.25, 0.0, 1),
        ("when", 0.75, 0.75, 0.5, 0),
        ("gone", None, 0.0, 0.5, 0),
    ]


def test_what_was_declined_is_no_broken_promise() -> None:
    kept = TurnCounts()
    declined = turn(1, link="why", requested=("anaphora", "informal"), realised=("informal",))
    said = replace(declined, declined=("why", "anaphora"))
    kept.add(conversation(0, turn(0), said))
    why = next(one for one in link_shares({"why": 1.0}, plans=PlanCounts(), kept=kept))
    assert (why.requested, why.declined, why.realised) == (1, 1, 0.0)
    names = ["anaphora", "informal"]
    anaphora, informal = phenomenon_rates(names, plans=PlanCounts(), kept=kept, checked=names)
    assert (anaphora.requested, anaphora.declined, anaphora.kept_promise) == (1, 1, None)
    assert (informal.requested, informal.declined, informal.kept_promise) == (1, 0, 1.0)


def test_a_rate_without_a_request_is_no_number() -> None:
    kept = TurnCounts(turns=4)
    kept.requested["anaphora"] = 2
    kept.realised_on_request["anaphora"] = 1
    kept.realised["anaphora"] = 3
    names = ["anaphora", "ellipsis"]
    anaphora, ellipsis = phenomenon_rates(
        names, plans=PlanCounts(), kept=kept, checked=checkable("en")
    )
    assert (anaphora.kept_promise, anaphora.share, anaphora.realised) == (0.5, 0.75, 3)
    assert anaphora.fell_short
    assert (ellipsis.kept_promise, ellipsis.share, ellipsis.fell_short) == (None, 0.0, False)


def test_a_language_that_no_detector_reads_is_not_checked_and_never_passed(tmp_path: Path) -> None:
    recipe = load_recipe("coqa", overrides=["conversations.language=de"])
    written = conversation(0, turn(0), turn(1, requested=("ellipsis",)), turn(2))
    found = examined(written, language="de")
    assert [(one.realised, one.unchecked) for one in found.turns] == [
        ((), ()),
        ((), ("ellipsis",)),
        ((), ()),
    ]
    folder = RunFolder(tmp_path)
    folder.recipe.write_text(dump_recipe(recipe), encoding="utf-8")
    with Journal.open(folder.journal) as journal:
        journal.add_passages([found.passage])
        journal.add_conversation(found)
        journal.set_verdicts([(found.id, KEEP)])
    ellipsis = next(one for one in read_sources(folder).phenomena if one.name == "ellipsis")
    assert (ellipsis.requested, ellipsis.checked, ellipsis.kept_promise) == (1, False, None)
    assert not ellipsis.fell_short
    page = write_report(folder).read_text(encoding="utf-8")
    assert page.count('<td class="number" colspan="2">not checked</td>') == len(PHENOMENA)


def test_plans_are_counted() -> None:
    recipe = load_recipe("grounded-qa", overrides=["conversations.count=50"])
    plans = list(plan_conversations([passage()], recipe=recipe, num_passages=1))
    counts = count_plans(plans)
    assert (counts.plans, counts.turns) == (50, sum(len(plan.turns) for plan in plans))
    assert counts.links.total() == counts.turns
    assert counts.lengths.total() == 50
    assert counts.links["open"] == 50


# The marks


def test_evidence_that_overlaps_is_cut_at_every_border() -> None:
    turns = [
        turn(0, evidence=(Span(start=4, end=16),)),
        turn(1, evidence=(Span(start=10, end=25), Span(start=26, end=28))),
        turn(2, evidence=()),
    ]
    pieces = mark_evidence(TEXT, turns)
    assert "".join(piece.text for piece in pieces) == TEXT
    assert [(piece.text, piece.numbers, piece.begins, piece.ends) for piece in pieces[:6]] == [
        ("The ", [], (), ()),
        ("ferry ", [1], (0,), ()),
        ("leaves", [1, 2], (1,), (0,)),
        (" at nine.", [2], (), (1,)),
        (" ", [], (), ()),
        ("It", [2], (), (1,)),
    ]


def test_evidence_beyond_the_passage_is_cut_off_and_empty_evidence_marks_nothing() -> None:
    spans = (Span(start=3, end=99), Span(start=5, end=5), Span(start=50, end=60))
    assert [
        (piece.text, piece.turns) for piece in mark_evidence("abcdef", [turn(0, evidence=spans)])
    ] == [("abc", ()), ("def", (0,))]


def test_numbers_read_well() -> None:
    assert [duration(seconds) for seconds in (0.04, 9.96, 59.4, 200, 7500)] == [
        "0.0\u202fs",
        "10.0\u202fs",
        "59\u202fs",
        "3\u202fmin 20\u202fs",
        "2\u202fh 5\u202fmin",
    ]
    assert (percent(0.1234), percent(1.0, 0), percent(None)) == (
        "12.3\u202f%",
        "100\u202f%",
        "\u2013",
    )
    assert (width(2.0), width(None), width(0.5)) == ("100.00%", "0.00%", "50.00%")
    assert whole(1234567) == "1,234,567"
    assert quoted("say `it` <b>") == "say \u201cit\u201d <b>"
    assert tight("a:\n\n- b\n\n2. c\n\nd") == "a:\n- b\n2. c\n\nd"


# The page


class Page(HTMLParser):
    """What a browser would see: tags with their attributes, and the text between."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


def new_run(
    folder: Path, *, recipe: Recipe | None = None, manifest: Manifest | None = None
) -> RunFolder:
    run = RunFolder(folder)
    folder.mkdir()
    run.recipe.write_text(dump_recipe(recipe or load_recipe("grounded-qa")), encoding="utf-8")
    run.write_manifest(manifest or Manifest(teacher="builtin"))
    return run


def fill(
    run: RunFolder, passages: list[Passage], made: list[tuple[Conversation, Verdict | None]]
) -> None:
    with Journal.open(run.journal) as journal:
        journal.add_passages(passages)
        for one, _ in made:
            journal.add_conversation(one)
        journal.set_verdicts((one.id, verdict) for one, verdict in made if verdict)


def test_what_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="holds no run to report on"):
        write_report(RunFolder(tmp_path))


def test_a_run_that_has_only_passages_says_what_was_not_run(tmp_path: Path) -> None:
    run = new_run(tmp_path / "fresh")
    fill(run, [passage()], [])
    page = Page(write_report(run).read_text(encoding="utf-8"))
    for command in ("synthesize", "filter", "train", "evaluate"):
        assert f"codi {command} --out RUN" in page.text
    assert "0 conversations, 0 turns" in page.text
    assert "not complete" not in page.text


def test_nothing_hostile_leaves_its_text(tmp_path: Path) -> None:
    recipe = load_recipe("grounded-qa").model_copy(update={"description": HOSTILE})
    manifest = Manifest(teacher=HOSTILE, versions={HOSTILE: HOSTILE}, fingerprints={"x": HOSTILE})
    manifest.stages["documents"] = StageRecord(
        counts={HOSTILE: 1, "records": 9}, notes=[HOSTILE, LINKED]
    )
    run = new_run(tmp_path / "hostile", recipe=recipe, manifest=manifest)
    place = replace(
        passage(text=f"{HOSTILE} {LINKED}", title=HOSTILE),
        origin=Origin(url=LINKED, date=HOSTILE, language=HOSTILE, licence=HOSTILE),
        flags=(HOSTILE.replace(" ", "_"),),
    )
    bad_turn = turn(
        0,
        user=f"{HOSTILE} {LINKED}",
        assistant=HOSTILE,
        link=HOSTILE,
        requested=(HOSTILE,),
        realised=(LINKED,),
        seed_data={HOSTILE: LINKED},
        evidence=(Span(start=3, end=30), Span(start=10, end=len(place.text))),
        unsupported=(HOSTILE, LINKED),
    )
    bad = Conversation(
        id="ferry.md/0#0", passage=place, turns=(bad_turn,), planned_turns=3, ended_early=HOSTILE
    )
    with Journal.open(run.journal) as journal:
        levels: tuple[Level, ...] = ("record", "document", "passage")
        for level in levels:
            journal.add_loss(
                Loss(source=LINKED, reason=HOSTILE, gate=HOSTILE, level=level, excerpt=LINKED)
            )
    fill(run, [place], [(bad, KEEP), (replace(bad, id="ferry.md/0#1"), drop(HOSTILE, LINKED))])
    system = result_of("student").systems[0]
    write_results(
        replace(
            result_of(HOSTILE),
            benchmark="hostile",
            data=HOSTILE,
            protocol={HOSTILE: LINKED},
            systems=(replace(system, name=HOSTILE, failed_turns=1, first_error=LINKED),),
        ),
        [],
        folder=run.evaluation,
    )
    page = Page(write_report(run).read_text(encoding="utf-8"))
    kinds = {tag for tag, _ in page.tags}
    assert not kinds & {"script", "iframe", "object", "embed", "link", "form", "base"}
    assert [attrs["src"][:26] for tag, attrs in page.tags if tag == "img"] == [
        "data:image/svg+xml;base64,"
    ]
    for tag, attrs in page.tags:
        assert not any(name.startswith("on") for name in attrs), (tag, attrs)
        assert attrs.get("href", "#").startswith("#")
        if "style" in attrs:
            assert "alert" not in attrs["style"]
    assert page.text.count("alert('x')") > 25
    assert "9 records read: 0 stayed, 1 fell away 8 are not accounted for" in page.text
    assert "{{ 7 * 7 }}" in page.text


def training_of(model: str) -> TrainingSummary:
    split = SplitCounts(
        conversations=9,
        examples=9,
        tokens=900,
        assistant_tokens=90,
        dropped_turns=0,
        cut_passages=0,
        skipped=0,
    )
    return TrainingSummary(
        model=model,
        seed=1,
        parameters=1_115_264,
        device="cpu",
        precision="float32",
        max_length=512,
        epochs=3.0,
        batch_size=8,
        learning_rate=0.003,
        steps=2,
        planned_steps=4,
        stopped="max_minutes",
        train=split,
        validation=split,
        trained_tokens=76_300,
        seconds=61.0,
        loss=(
            LossPoint(step=1, loss=7.5, learning_rate=0.003),
            LossPoint(step=2, loss=6.25, learning_rate=0.002),
        ),
        validation_loss_before=7.669,
        validation_loss_after=6.348,
        versions={"torch": "2"},
    )


def result_of(*names: str) -> BenchmarkResult:
    systems = tuple(
        SystemResult(
            name=name,
            kind="student" if name == "student" else "baseline",
            f1=10.0 * number,
            f1_low=10.0 * number - 1 if number else None,
            f1_high=10.0 * number + 1 if number else None,
            scores={"em": 1.0, "f1": 10.0 * number},
            domains={},
            seconds=2.0,
            prompt_tokens=1,
            completion_tokens=1,
            failed_turns=0,
            truncated_prompts=0,
            first_error="",
        )
        for number, name in enumerate(names)
    )
    return BenchmarkResult(
        benchmark="sample",
        format="coqa",
        data="coqa.json",
        fingerprint="abc",
        conversations=12,
        turns=120,
        conversations_in_file=12,
        protocol={"history": "gold"},
        systems=systems,
        human={"em": 60.0, "f1": 80.0},
    )


def test_a_whole_run_is_told_from_documents_to_scores(tmp_path: Path) -> None:
    manifest = Manifest(teacher="builtin", student="scratch:tiny", seed=1)
    manifest.stages["documents"] = StageRecord(
        complete=True,
        seconds=0.3,
        counts={
            "records": 3,
            "documents": 2,
            "documents kept": 2,
            "passages cut": 2,
            "passages": 2,
        },
        notes=["skipped x: empty"],
    )
    manifest.stages["synthesize"] = StageRecord(
        complete=True, seconds=75, counts={"replies": 12}, prompt_tokens=4321, completion_tokens=99
    )
    manifest.stages["export"] = StageRecord(complete=True, counts={"train": 9, "validation": 1})
    run = new_run(tmp_path / "whole", manifest=manifest)
    talk = [turn(0), turn(1, link="why", requested=("ellipsis",), realised=("ellipsis",))]
    made = [(conversation(number, *talk), KEEP) for number in range(30)]
    dropped = (conversation(30, turn(0)), drop("too_short", "1 of 4 turns"))
    fill(run, [passage(), passage(1)], [*made, dropped])
    with Journal.open(run.journal) as journal:
        journal.add_loss(Loss(source="x", reason="empty", excerpt="a beginning"))
    run.student.mkdir()
    write_record(training_of("scratch:tiny"), run.student)
    write_results(result_of("student", "best passage sentence"), [], folder=run.evaluation)
    path = write_report(run)
    assert path == run.report
    html = path.read_text(encoding="utf-8")
    page = Page(html)
    for words in (
        "This student proves the way, not the worth",
        "rules over parts of speech",
        "ships with codi and is small",
        "3 records read 1 lost 2 documents 2 passages",
        "30 kept 1 dropped by a filter; 9 for train, 1 for validation",
        "3 records read: 2 stayed, 1 fell away",
        "31 conversations written: 30 stayed, 1 fell away",
        "x empty a beginning",
        "4,321",
        "1 min 15 s",
        "2 of 4, stopped at the time limit",
        "7.669 before, 6.348 after",
        "20 of the 30 kept",
        "120 turns of 12 conversations",
        "best passage sentence 10.0 9.0 \u2013 11.0",
        "people\u2019s references among each other",
        "too short Ferries",
        "validation_fraction: 0.1",
    ):
        assert words in page.text, words
    assert [tag for tag, _ in page.tags].count("mark") == 21
    assert html.count('class="chart"') == 2
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    targets = {attrs["href"][1:] for tag, attrs in page.tags if tag == "a" and "href" in attrs}
    assert targets <= set(ids)


def test_a_pretrained_student_is_not_called_a_toy(tmp_path: Path) -> None:
    run = new_run(tmp_path / "run", manifest=Manifest(teacher="hf:some"))
    fill(run, [passage()], [(conversation(0, turn(0)), KEEP)])
    run.student.mkdir()
    write_record(training_of("models/real"), run.student)
    text = Page(write_report(run).read_text(encoding="utf-8")).text
    assert "not the worth" not in text
    assert "built-in one" not in text
    assert "models/real" in text
