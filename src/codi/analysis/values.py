"""An analysis and a comparison as JSON values; the keys stand in the docs."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

from codi.analysis.comparison import Comparison
from codi.analysis.counting import ORDER, Analysis


def ordered(name: str, counts: Counter[str]) -> list[tuple[str, int]]:
    """The categories that occur: in an order of their own, else the most frequent first."""
    if name in ORDER:
        return [(category, counts[category]) for category in ORDER[name] if counts[category]]
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def analysis_value(analysis: Analysis) -> dict[str, Any]:
    """Counts, means, every distribution as counts by category, and diversity."""
    return {
        "conversations": analysis.conversations,
        "turns": analysis.turns,
        "conversations_with_passage": analysis.with_passage,
        "turns_with_evidence": analysis.with_evidence,
        "turns_not_checked": analysis.unchecked,
        "means": {name: mean.value for name, mean in analysis.means.items()},
        "distributions": {
            name: dict(ordered(name, counts)) for name, counts in analysis.distributions.items()
        },
        "turns_with_phenomenon": dict(ordered("", analysis.phenomena)),
        "diversity": {name: asdict(one) for name, one in analysis.diversity.items()},
    }


def comparison_value(comparison: Comparison) -> dict[str, Any]:
    """The summary, each distribution's distance, the classifier's findings, and both analyses."""
    return {
        "summary": asdict(comparison.summary),
        "distributions": [asdict(one) for one in comparison.distributions],
        "left_out": comparison.left_out,
        "told_apart": [asdict(one) for one in comparison.told_apart],
        "missing": comparison.missing,
        "a": analysis_value(comparison.a),
        "b": analysis_value(comparison.b),
    }
