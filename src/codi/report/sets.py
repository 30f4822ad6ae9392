"""Pages about sets of conversations: what one is like, and how far two lie apart."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from markupsafe import Markup

from codi.analysis import DISTRIBUTIONS, MEANS, Analysis, Comparison, ordered
from codi.analysis.facts import ANSWER_TYPES
from codi.graph import ACTS
from codi.phenomena import PHENOMENA
from codi.report.charts import category_chart
from codi.report.templating import template, write_page

MOST_COLUMNS = 16

Shares = list[tuple[str, float]]


def write_analysis_page(found: Analysis, *, name: str, path: Path) -> None:
    """Write one file that opens offline about an analysis of `name`, whole or not at all."""
    shares = {key: _shares(key, counts) for key, counts in found.distributions.items()}
    places: dict[str, dict[str, int]] = {}
    for category, count in found.distributions["evidence_position"].items():
        third, place = category.split(": ")
        places.setdefault(third, {})[place] = count
    order = [category.split(": ") for category, _ in shares["evidence_position"]]
    thirds = list(dict.fromkeys(third for third, _ in order))
    place_names = list(dict.fromkeys(place for _, place in order))
    checked = found.turns - found.unchecked
    page = template("analysis.html").render(
        name=name,
        found=found,
        means=MEANS,
        shares=shares,
        phenomena=[(one, count / checked) for one, count in ordered("", found.phenomena)],
        acts=ACTS,
        definitions={one: phenomenon.definition for one, phenomenon in PHENOMENA.items()},
        answer_types=ANSWER_TYPES,
        place_names=place_names,
        places={
            third: [places[third].get(one, 0) / sum(places[third].values()) for one in place_names]
            for third in thirds
        },
        charts={
            key: _chart({"": found.distributions[key]}, key=key)
            for key in ("turns", "question_length", "answer_length")
        },
    )
    write_page(page, path)


def write_comparison_page(found: Comparison, *, names: tuple[str, str], path: Path) -> None:
    """Write one file that opens offline about two sets, whole or not at all."""
    page = template("comparison.html").render(
        found=found,
        names=names,
        meanings=DISTRIBUTIONS,
        charts={
            one.name: _chart(
                {"A": found.a.distributions[one.name], "B": found.b.distributions[one.name]},
                key=one.name,
            )
            for one in found.distributions
        },
    )
    write_page(page, path)


def _shares(name: str, counts: Counter[str]) -> Shares:
    total = counts.total()
    return [(category, count / total) for category, count in ordered(name, counts)]


def _chart(sides: dict[str, Counter[str]], *, key: str) -> Markup:
    """Columns in per cent; where there are many categories, those that are most frequent."""
    shares = {name: dict(_shares(key, counts)) for name, counts in sides.items()}
    together: Counter[str] = Counter()
    for counts in sides.values():
        together.update(counts)
    categories = [category for category, _ in ordered(key, together)]
    if len(categories) > MOST_COLUMNS:
        weight = {one: sum(side.get(one, 0) for side in shares.values()) for one in categories}
        kept = set(sorted(categories, key=lambda one: -weight[one])[:MOST_COLUMNS])
        categories = [category for category in categories if category in kept]
    return category_chart(
        {
            name: [round(100 * side.get(category, 0.0), 2) for category in categories]
            for name, side in shares.items()
        },
        categories=[category.replace("_", " ") for category in categories],
        label=f"{DISTRIBUTIONS[key]}, in per cent",
    )
