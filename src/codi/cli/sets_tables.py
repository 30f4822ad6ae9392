"""Analyses and comparisons as a person reads them in a terminal."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence

from codi.analysis import (
    MEANS,
    Analysis,
    Comparison,
    Distance,
    Diversity,
    FeatureWeight,
    ToldApart,
    ordered,
)
from codi.cli.terminal import print_table

GAP = "\N{NO-BREAK SPACE}"
MOST_CATEGORIES = 8
MOST_DIFFERENCES = 3
MOST_FEATURES = 12


def print_analysis(analysis: Analysis, *, name: str) -> None:
    """Means, distributions a line each, phenomena, and diversity."""
    sys.stdout.write(f"{name}: {_size(analysis)}\n")
    rows = [
        [MEANS[key], "-" if mean.value is None else f"{mean.value:.2f}"]
        for key, mean in analysis.means.items()
    ]
    print_table("", {"mean": "left", "": "right"}, rows)
    rows = [
        [_words(key), _shares(key, counts)]
        for key, counts in analysis.distributions.items()
        if key not in {"phenomena", "evidence_position"}
    ]
    print_table("", {"distribution": "left", "shares": "left"}, rows)
    _print_evidence(analysis.distributions["evidence_position"])
    checked = analysis.turns - analysis.unchecked
    rows = [
        [_words(one), f"{count:,}", _percent(count, checked)]
        for one, count in ordered("", analysis.phenomena)
    ]
    print_table("", {"phenomenon": "left", "turns": "right", "share": "right"}, rows)
    _print_diversity({"": analysis})


def print_comparison(comparison: Comparison, *, names: tuple[str, str]) -> None:
    """The summary, distances ranked, what tells the sets apart, and diversity at equal size."""
    sides = (comparison.a, comparison.b)
    for label, name, side in zip("AB", names, sides, strict=True):
        sys.stdout.write(f"{label}: {name}: {_size(side)}\n")
    columns = {
        "distribution": "left",
        "distance": "right",
        "95 % interval": "right",
        "halves of A": "right",
        "halves of B": "right",
        "beyond chance": "right",
        "differs most, A\N{RIGHTWARDS ARROW}B": "left",
    }
    rows = [["mean of all", *_distance(comparison.summary), ""]]
    for one in comparison.distributions:
        most = ", ".join(
            f"{_words(each.category)}{GAP}{100 * each.share_a:.0f}\N{RIGHTWARDS ARROW}"
            f"{100 * each.share_b:.0f}{GAP}%"
            for each in one.differences[:MOST_DIFFERENCES]
        )
        rows.append([_words(one.name), *_distance(one.distance), most])
    print_table("Jensen-Shannon distances, 0 to 1", columns, rows)
    for name, why in comparison.left_out.items():
        sys.stdout.write(f"{_words(name)} is left out: {why}\n")
    for told in comparison.told_apart:
        _print_told_apart(told)
    if comparison.missing:
        sys.stdout.write(f"{comparison.missing}\n")
    elif not comparison.told_apart:
        sys.stdout.write("too few passages for the classifier two-sample test\n")
    _print_diversity(dict(zip("AB", sides, strict=True)))


def _print_told_apart(told: ToldApart) -> None:
    title = (
        f"told apart by one {told.unit}: AUC {told.auc:.3f} "
        f"({told.low:.3f} to {told.high:.3f}; 0.5 is by chance)"
    )
    columns = {"feature": "left", "weight": "right", "A": "right", "B": "right", "alone": "right"}
    rows = [_feature(feature) for feature in told.features[:MOST_FEATURES]]
    print_table(title, columns, rows)


def _feature(feature: FeatureWeight) -> list[str]:
    means = ["-" if mean is None else f"{mean:.3f}" for mean in (feature.mean_a, feature.mean_b)]
    return [_words(feature.name), f"{feature.weight:+.2f}", *means, f"{feature.auc:.3f}"]


def _print_evidence(counts: Counter[str]) -> None:
    """Where the evidence stands: a row for each third of the conversation."""
    rows: dict[str, dict[str, int]] = {}
    for category, count in ordered("evidence_position", counts):
        third, place = category.split(": ")
        rows.setdefault(third, {})[place] = count
    places = list(dict.fromkeys(place for row in rows.values() for place in row))
    if places:
        print_table(
            "evidence by third of the conversation and fifth of the passage",
            {"": "left", **dict.fromkeys(places, "right")},
            [
                [third, *(_percent(row.get(place, 0), sum(row.values())) for place in places)]
                for third, row in rows.items()
            ],
        )


def _print_diversity(sets: Mapping[str, Analysis]) -> None:
    columns = {
        "diversity": "left",
        "tokens": "right",
        "distinct-1": "right",
        "distinct-2": "right",
        "distinct-3": "right",
        "self-BLEU": "right",
        "of texts": "right",
        "compression": "right",
    }
    rows = [
        [f"{name} {label}".strip(), *_diversity(analysis.diversity[name])]
        for name in ("messages", "answers")
        for label, analysis in sets.items()
    ]
    print_table("", columns, rows)


def _diversity(one: Diversity) -> list[str]:
    distinct = one.distinct or (None, None, None)
    figures = [*distinct, one.self_bleu]
    return [
        f"{one.tokens:,}",
        *("-" if figure is None else f"{figure:.3f}" for figure in figures),
        str(one.bleu_texts),
        "-" if one.compression is None else f"{one.compression:.2f}",
    ]


def _distance(one: Distance) -> Sequence[str]:
    return (
        f"{one.distance:.3f}",
        f"{one.low:.3f} to {one.high:.3f}",
        f"{one.floor_a:.3f}",
        f"{one.floor_b:.3f}",
        f"{one.beyond_chance:.3f}",
    )


def _size(analysis: Analysis) -> str:
    said = f"{analysis.conversations:,} conversations, {analysis.turns:,} turns"
    if analysis.unchecked:
        said += f", {analysis.unchecked:,} of them in a language that codi does not read"
    return said


def _shares(name: str, counts: Counter[str]) -> str:
    if not counts:
        return "not known"
    total = counts.total()
    pairs = ordered(name, counts)
    if len(pairs) > 2 * MOST_CATEGORIES:
        pairs = counts.most_common(MOST_CATEGORIES)
    return ", ".join(
        f"{_words(category)}{GAP}{_percent(count, total)}" for category, count in pairs
    )


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}{GAP}%" if whole else "-"


def _words(name: str) -> str:
    return name.replace("_", " ")
