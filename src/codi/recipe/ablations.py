"""What a recipe can be written without, to see what each part of the method brings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, get_args

from codi.graph import END, Link

Ablation = Literal["graph", "augmentation", "phenomena", "one_call"]
ABLATIONS: tuple[Ablation, ...] = get_args(Ablation)
"""What may be left out.

`graph`: every turn is of the one kind `ANY_LINK`. `augmentation`: no seed data. `phenomena`: none
is asked for. `one_call`: none of the three, and one call asks for the whole conversation in a plain
sentence.
"""
ANY_LINK = "any"
ANY_INSTRUCTION = "Say whatever comes next."


def any_link(*, first: bool, needs_evidence: bool) -> Link:
    """The kind of turn that is left where there is no graph: the user goes on as the user likes.

    A model reads the same words at every turn. The built-in teacher works from acts, and the freest
    it knows are to open a conversation and to follow up on what was said.
    """
    return Link(
        name=ANY_LINK,
        act="open" if first else "follow_up",
        user=ANY_INSTRUCTION,
        assistant="",
        next={END: 1.0},
        needs_evidence=needs_evidence,
    )


def in_order(ablate: Sequence[Ablation]) -> tuple[Ablation, ...]:
    """Each once, in the order of `ABLATIONS`."""
    return tuple(name for name in ABLATIONS if name in ablate)


def left_out(ablate: Sequence[Ablation]) -> frozenset[str]:
    """What is left out in the end: `one_call` does without all that it could be told."""
    return frozenset(ABLATIONS if "one_call" in ablate else ablate)


def with_one_call(settings: Any) -> Any:  # noqa: ANN401 - any YAML value
    """A recipe's raw settings with what `one_call` asks for, where it is ablated to that.

    `teacher.calls` is `conversation`, and who writes both parts sees the passage.
    """
    ablate = settings.get("ablate") if isinstance(settings, dict) else None
    if not isinstance(ablate, list | tuple) or "one_call" not in ablate:
        return settings
    wanted = {"teacher": ("calls", "conversation"), "prompts": ("user_sees", "passage")}
    changed = {
        section: {**settings.get(section, {}), key: value}
        for section, (key, value) in wanted.items()
        if isinstance(settings.get(section, {}), dict)
    }
    return {**settings, **changed}
