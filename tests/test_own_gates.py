"""Gates of a user's own, named in the recipe."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from codi.errors import UserError
from codi.filters import CONVERSATION_GATES, Context, OpenGates
from codi.recipe import load_recipe
from codi.types import KEEP, Conversation, Passage, Turn, Verdict, drop

OWN = """
from codi.types import KEEP, drop

def no_shouting(conversation):
    loud = [turn.user for turn in conversation.turns if turn.user.isupper()]
    return drop("shouting", loud[0]) if loud else KEEP

def no_verdict(conversation):
    return True

number = 5
"""


def conversation(*messages: str) -> Conversation:
    turns = tuple(
        Turn(index=index, user=message, assistant="At nine.", needs_evidence=False)
        for index, message in enumerate(messages)
    )
    passage = Passage(id="a/0", document_id="a", text="The ferry leaves at nine.")
    return Conversation(id="a/0#0", passage=passage, turns=turns, planned_turns=len(turns))


def judge(names: str, *messages: str) -> Verdict:
    recipe = load_recipe("grounded-qa", overrides=[f"filters.own={names}", "filters.min_turns=0"])
    own = [gate for gate in CONVERSATION_GATES if gate.name == "own"]
    return OpenGates(own, Context(recipe=recipe)).judge(conversation(*messages))


@pytest.fixture(autouse=True)
def own_gates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "my_gates.py").write_text(OWN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)


def test_a_function_in_the_working_folder_drops_for_its_own_reason() -> None:
    assert judge("[my_gates:no_shouting]", "When?", "WHEN THEN?") == drop("shouting", "WHEN THEN?")
    assert judge("[my_gates:no_shouting]", "When?") == KEEP
    assert judge("[]", "WHEN?") == KEEP


@pytest.mark.parametrize(
    ("names", "complaint"),
    [
        ("[nowhere]", "no gate 'nowhere'"),
        ("[no_such_gates:gate]", "no gate no_such_gates:gate: no module no_such_gates"),
        ("[my_gates:absent]", "the module my_gates has no absent"),
        ("[my_gates:number]", "my_gates:number is no function"),
        ("[my_gates:no_verdict]", "the gate my_gates:no_verdict gave True for a/0#0"),
    ],
)
def test_what_is_no_gate_is_named(names: str, complaint: str) -> None:
    with pytest.raises(UserError, match=re.escape(complaint)):
        judge(names, "When?")
