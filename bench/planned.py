"""What recipes ask for beside what is planned: links and phenomena over ten thousand plans.

    python bench/planned.py [RECIPE ...] [--count 10000] [--seed 1] [--documents PATH]

The passages are those of the documents that ship, so that plans have the lengths that real
passages allow. Distances are total variation distances; the project holds them to 0.01.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import codi
from codi.planning import faithfulness, plan_conversations
from codi.readers import read_documents, split_into_passages
from codi.recipe import load_recipe, recipe_names
from codi.types import Passage

MOST = 0.01


def passages_of(path: str, *, min_words: int, max_words: int) -> list[Passage]:
    """The passages of the documents at `path`."""
    documents = read_documents([path], on_loss=lambda _: None)
    return list(split_into_passages(documents, min_words=min_words, max_words=max_words))


def main() -> None:
    """Print a table for each recipe."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("recipes", nargs="*", default=recipe_names())
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--documents", default=str(Path(codi.__file__).parent / "samples" / "documents")
    )
    chosen = parser.parse_args()
    for name in chosen.recipes:
        recipe = load_recipe(
            name, overrides=[f"conversations.count={chosen.count}", f"seed={chosen.seed}"]
        )
        wanted = recipe.documents
        passages = passages_of(
            chosen.documents, min_words=wanted.min_words, max_words=wanted.max_words
        )
        plans = plan_conversations(passages, recipe=recipe, num_passages=len(passages))
        found = faithfulness(plans, recipe=recipe)
        print(f"\n**{name}**: {found.plans:,} plans, {found.turns:,} turns\n")
        print("| | possible on | asked for | planned | distance | kept |")
        print("|---|---|---|---|---|---|")
        print(f"| links | | | | {found.links:.4f} | {_kept(found.links)} |")
        for phenomenon, asked in found.phenomena.items():
            print(
                f"| {phenomenon.replace('_', ' ')} | {asked.possible:,} turns "
                f"| {asked.wanted / asked.possible:.1%} | {asked.planned / asked.possible:.1%} "
                f"| {asked.distance:.4f} | {_kept(asked.distance)} |"
            )


def _kept(distance: float) -> str:
    return "yes" if distance <= MOST else "no"


if __name__ == "__main__":
    main()
