"""The dataset card: what the files hold, how they were made, and where they fall short."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from typing import get_args

import yaml

from codi import __version__
from codi.dataset.counts import DatasetCounts
from codi.journal import JournalCounts
from codi.recipe import Recipe
from codi.types import Level

SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


MOST_SOURCES = 20
"""How many licences and domains a card names; the others are counted together."""


def dataset_card(
    counts: DatasetCounts,
    *,
    journal_counts: JournalCounts,
    losses: Mapping[tuple[Level, str], int],
    recipe: Recipe,
) -> str:
    """The card in Markdown; its front matter tells `datasets.load_dataset` the files of each split.

    `journal_counts` tell what was written and dropped before `counts` were exported, `losses` what
    fell away before there were passages.
    """
    from jinja2 import Environment, StrictUndefined

    environment = Environment(  # noqa: S701  # Markdown; what comes from outside goes through `cell`
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    environment.filters |= {"cell": _cell, "share": _share}
    source = resources.files("codi.dataset").joinpath("card.md.j2").read_text(encoding="utf-8")
    front_matter = _front_matter(counts, recipe)
    return environment.from_string(source).render(
        front_matter=yaml.safe_dump(front_matter, sort_keys=False, allow_unicode=True),
        title=front_matter["pretty_name"],
        version=__version__,
        recipe=recipe,
        fingerprint=recipe.data_fingerprint(),
        counts=counts,
        journal=journal_counts,
        teachers=sorted(counts.teachers),
        losses=_losses(losses),
        dropped=_most_first(journal_counts.dropped),
        sources={
            "licence": _named(counts.licences),
            "domain": _named(counts.domains),
            "language": _named(counts.languages),
        },
        flags=_most_first(counts.flags),
        links=_most_first(counts.links),
        phenomena=sorted({*counts.requested, *counts.realised}),
    )


def _front_matter(counts: DatasetCounts, recipe: Recipe) -> dict[str, object]:
    rows = counts.train + counts.validation
    files = [{"split": "train", "path": "train-*.parquet"}]
    if counts.validation:
        files.append({"split": "validation", "path": "validation-*.parquet"})
    return {
        "pretty_name": f"Conversations by the recipe {recipe.name}",
        "license": "other",
        "language": [recipe.conversations.language],
        "task_categories": ["text-generation"],
        "tags": ["synthetic", "conversational", "grounded", "codi"],
        "size_categories": [next((name for size, name in SIZES if rows < size), "n>1M")],
        "configs": [{"config_name": "default", "data_files": files}],
    }


def _most_first(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _losses(losses: Mapping[tuple[Level, str], int]) -> list[tuple[Level, str, int]]:
    """Level, gate and count, in the order of the way, the most first."""
    levels = get_args(Level)
    return [
        (level, gate, count)
        for (level, gate), count in sorted(
            losses.items(), key=lambda item: (levels.index(item[0][0]), -item[1], item[0][1])
        )
    ]


def _named(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """The most frequent names, the others as one; nothing where no source says anything."""
    if not any(counts):
        return []
    found = [(name or "not stated", count) for name, count in _most_first(counts)]
    others = found[MOST_SOURCES:]
    rest = [(f"{len(others)} others", sum(count for _, count in others))] if others else []
    return found[:MOST_SOURCES] + rest


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "none asked"


def _cell(text: str) -> str:
    """A name from outside as code that cannot leave its table cell."""
    plain = " ".join(text.split()).replace("|", "/").replace("`", "'")
    return f"`{plain}`"
