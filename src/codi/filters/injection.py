"""Passages that address a language model: flagged, or dropped where the recipe wants that."""

from __future__ import annotations

from collections.abc import Callable

from codi.filters.gates import Change, Check, Context, Gate
from codi.injection import FLAG, find_injections, flagged
from codi.types import KEEP, Passage, Verdict, drop

EXCERPT = 80


def _flags(context: Context) -> Callable[[Passage], Passage] | None:
    return None if context.recipe.documents.injection == "ignore" else flagged


def _drops(context: Context) -> Check[Passage] | None:
    return addresses_a_model if context.recipe.documents.injection == "drop" else None


def addresses_a_model(passage: Passage) -> Verdict:
    """Drop a passage that was flagged; the detail shows what it says to the model."""
    if FLAG not in passage.flags:
        return KEEP
    said = "\n\n".join((passage.text, passage.title, passage.background))
    first = next(iter(find_injections(said)), None)
    words = " ".join(first.span.of(said).split())[:EXCERPT] if first else ""
    return drop(FLAG, f"speaks to a language model: “{words}”" if words else "")


INJECTION_CHANGE: Change[Passage] = Change(
    name="noted_injection",
    level="passage",
    setting="documents.injection",
    does="flags what speaks to a language model; prompts fence it",
    opens=_flags,
    source="own, after OWASP LLM01 (2025)",
    microseconds=52,
)
INJECTION_GATE: Gate[Passage] = Gate(
    name=FLAG,
    level="passage",
    setting="documents.injection",
    drops="text that speaks to a language model, where set to drop",
    opens=_drops,
    source="own, after OWASP LLM01 (2025)",
    microseconds=1,
)
