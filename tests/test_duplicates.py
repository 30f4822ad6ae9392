"""Gates that compare with what came before: copies of documents, conversations and questions."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from codi.benchmarks import load_benchmark
from codi.filters import CONVERSATION_GATES, DOCUMENT_GATES, Context, OpenGates
from codi.filters.duplicates import (
    DUPLICATE_DOCUMENT_GATES,
    DUPLICATE_GATES,
    asked_in,
    opening,
)
from codi.readers import read_documents
from codi.recipe import load_recipe
from codi.types import Conversation, Document, Passage, Turn

PAGE = """The bridge of two bells was built in 1764, after the flood had carried away the ferry. Its
bells were cast from the cannon of a ship that never left the harbour. One rings when the river
rises, the other when it falls, and nobody under forty has heard the second."""
TURNS = (
    ("When was the bridge of two bells built?", "in 1764"),
    ("What were its bells cast from?", "from the cannon of a ship that never left the harbour"),
    ("When does one of them ring?", "when the river rises"),
    ("And the other?", "when it falls"),
    ("Who has never heard the second bell?", "nobody under forty has"),
)


def gates(level: str, *overrides: str) -> OpenGates[Any]:
    opened = DUPLICATE_GATES if level == "conversation" else DUPLICATE_DOCUMENT_GATES
    return OpenGates(list(opened), Context(recipe=load_recipe("coqa", overrides=overrides)))


def document(name: str, text: str) -> Document:
    return Document(id=name, text=text)


def conversation(
    name: str, turns: Iterable[tuple[str, str]], *, document_id: str = "bridge"
) -> Conversation:
    said = tuple(
        Turn(index=index, user=user, assistant=assistant, needs_evidence=False)
        for index, (user, assistant) in enumerate(turns)
    )
    passage = Passage(id=f"{document_id}/0", document_id=document_id, text=PAGE)
    return Conversation(id=name, passage=passage, turns=said, planned_turns=len(said))


def reasons(opened: OpenGates[Any], things: Iterable[Any]) -> list[str]:
    return [opened.judge(thing).reason for thing in things]


def test_a_copy_of_a_document_is_dropped_and_the_first_one_named() -> None:
    opened = gates("document")
    assert opened.judge(document("a", PAGE)).kept
    same = opened.judge(document("b", PAGE.upper().replace(",", " –")))
    assert same.reason == "duplicate_document"
    edited = opened.judge(document("c", PAGE.replace("1764", "1771").replace("river", "water")))
    assert edited.reason == "near_duplicate_document"
    assert edited.detail.endswith("stands in a")
    assert opened.judge(document("d", " ".join(reversed(PAGE.split())))).kept


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        (["documents.duplicates.exact=false"], ["", "near_duplicate_document"]),
        (["documents.duplicates.near=false"], ["", "duplicate_document"]),
        (["documents.duplicates={exact: false, near: null}"], ["", ""]),
    ],
)
def test_either_check_of_documents_can_be_turned_off(
    overrides: list[str], expected: list[str]
) -> None:
    copies = [document("a", PAGE), document("b", PAGE)]
    assert reasons(gates("document", *overrides), copies) == expected


def test_documents_of_people_are_kept_but_for_one_paragraph_that_stands_twice(
    shared: Path,
) -> None:
    opened = gates("document")
    paths = [str(path) for path in sorted((shared / "documents").iterdir()) if path.name[0] != "."]
    losses: list[object] = []
    dropped = [
        (found.id, verdict.reason)
        for found in read_documents(paths, on_loss=losses.append)
        if not (verdict := opened.judge(found)).kept and "LICENSE" not in found.id
    ]
    assert {name for name, _ in dropped} <= {"squad-paragraphs.jsonl:Economic_inequality/29"}


def test_a_conversation_told_again_is_dropped_and_the_first_one_named() -> None:
    opened = gates("conversation")
    first = conversation("bridge/0#0", TURNS)
    again = [(f"oh, {user.lower()}", assistant) for user, assistant in TURNS[:1]] + [*TURNS[1:]]
    assert opened.judge(first).kept
    verdict = opened.judge(conversation("bridge/0#1", again))
    assert verdict.reason == "near_duplicate"
    assert verdict.detail.endswith("stands in bridge/0#0")
    other = [(user, "The passage does not say.") for user, _ in TURNS]
    assert opened.judge(conversation("bridge/0#2", other)).kept


def test_conversations_between_people_are_never_copies_of_each_other(shared: Path) -> None:
    """Nor do they ask the same questions; three dialogs of quac-100 stand in it twice."""
    overrides = ("filters.near_duplicate=0.8", "filters.duplicate_questions=0.5")
    opened = gates("conversation", *overrides, "filters.question_opening=0.1")
    dropped = []
    for kind, name in (("coqa", "coqa-dev-48"), ("quac", "quac-100"), ("quac", "quac-human-342")):
        for dialog in load_benchmark(kind, shared / "benchmarks" / f"{name}.json").dialogs:
            turns = [(turn.question, turn.gold_reply) for turn in dialog.turns]
            found = conversation(f"{name}:{dialog.id}", turns, document_id=dialog.passage.text)
            if not opened.judge(found).kept:
                dropped.append(found.id)
    assert dropped == ["quac-100:cosquac_077", "quac-100:cosquac_087", "quac-100:cosquac_092"]


def test_questions_asked_before_of_the_same_document_count_as_a_share() -> None:
    half = [("Oh, and when was the bridge of two bells built?", "1764"), ("Which ship?", "none")]
    most = [*half, ("okay, what were its bells cast from?", "a cannon"), TURNS[4]]
    strict, loose = "filters.duplicate_questions=0.9", "filters.duplicate_questions=0.5"
    for override, expected in ((strict, ""), (loose, "duplicate_questions")):
        opened = gates("conversation", override, "filters.near_duplicate=null")
        assert opened.judge(conversation("a", TURNS)).kept
        found = conversation("b", [*most, ("Who cast the bells of the bridge?", "nobody knows")])
        assert opened.judge(found).reason == expected
        other = conversation("c", most, document_id="another")
        assert opened.judge(other).kept


def test_a_question_that_does_not_say_what_it_is_about_is_not_counted() -> None:
    short = [("When was that?", "1764"), ("Why?", "a flood"), ("Okay, could you tell me?", "No.")]
    assert asked_in(conversation("a", short)) == []
    kinds = [kind for kind, _ in asked_in(conversation("a", TURNS))]
    assert kinds == ["when", "what", "when", "who"]


def test_no_more_than_so_many_conversations_are_kept_of_one_document() -> None:
    opened = gates("conversation", "filters.max_per_document=2", "filters.near_duplicate=false")
    on = [("a", "x"), ("b", "x"), ("c", "x"), ("d", "y"), ("e", "y"), ("f", "y")]
    found = [conversation(name, TURNS, document_id=where) for name, where in on]
    capped = "max_per_document"
    assert reasons(opened, found) == ["", "", capped, "", "", capped]


def test_what_another_gate_drops_does_not_count_against_the_cap() -> None:
    recipe = load_recipe("coqa", overrides=["filters.max_per_document=1"])
    opened = OpenGates(CONVERSATION_GATES, Context(recipe=recipe))
    found = [conversation("short", TURNS[:1]), conversation("whole", TURNS)]
    assert reasons(opened, found) == ["too_short", ""]


def test_an_opening_may_not_begin_more_than_its_share_of_the_questions() -> None:
    opened = gates("conversation", "filters.question_opening=0.05", "filters.near_duplicate=false")
    same = [conversation(str(n), [(f"Can you tell me about {n}?", "yes")]) for n in range(30)]
    kept = [opened.judge(found) for found in same]
    assert [verdict.kept for verdict in kept] == [True] * 10 + [False] * 20
    assert kept[-1].detail == "10 of 10 questions begin with “can you tell” already"
    assert opening("And why?") == ""


def test_every_gate_of_documents_has_a_setting() -> None:
    recipe = load_recipe("coqa")
    assert [gate.value(recipe) for gate in DUPLICATE_DOCUMENT_GATES] == [True, 0.8]
    assert [gate.value(recipe) for gate in DUPLICATE_GATES] == [0.95, None, None, None]
    assert {gate.name for gate in DUPLICATE_DOCUMENT_GATES} <= {g.name for g in DOCUMENT_GATES}
