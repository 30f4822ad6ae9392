"""How near the fitted recipes that ship come to the people they were fitted to.

`python bench/fitted.py [SHARED]` prints the tables of docs/measurements.md.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import fmean, pstdev

from codi.analysis import load_conversations
from codi.analysis.fitting.chain import bits, count_links, folds, probabilities
from codi.analysis.fitting.fitted import Fit, fit
from codi.analysis.fitting.rates import INCLUDED_IN
from codi.graph import END
from codi.planning import Planner, possible_phenomena
from codi.recipe import Recipe, load_recipe
from codi.types import Passage

PATHS = 10_000
FITTED = {
    "coqa-fitted": ("coqa-dev-48.json", "coqa"),
    "quac-fitted": ("quac-human-342.json", "quac"),
}
FLOORS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7)
"""What a hand-written graph gives away to links it never goes to; the best for it counts."""
Foretell = Callable[[str], Mapping[str, float]]


def main() -> None:
    """Print all tables."""
    shared = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared") / "data" / "benchmarks"
    for name, (file, base) in FITTED.items():
        found = fit(load_conversations(shared / file), base=base, min_count=5)
        print(f"\n**{name}**, {found.num_conversations} conversations of {file}\n")
        foretelling(found, load_recipe(base))
        sampled(found, load_recipe(name))


def foretelling(found: Fit, base: Recipe) -> None:
    """Bits a turn after the first, the end left out, on conversations held out."""
    table(["which link comes next", "bits a turn"])
    sequences = found.sequences
    names = [name for name in found.links if name != "open"]
    fitted = alone = 0.0
    for rest, held_out in folds(sequences):
        counts = count_links(rest, links=found.links)
        rows = probabilities(counts, found.held_out.smoothing)
        fitted += surprise(held_out, partial(after, rows))
        marginal = Counter(link for sequence in rest for link in sequence[1:])
        smoothed = {name: marginal[name] + 0.5 for name in names}
        alone += surprise(held_out, partial(after, dict.fromkeys(found.links, smoothed)))
    number = sum(len(sequence) - 1 for sequence in sequences)
    row("fitted, held out", f"{fitted / number:.3f}")
    row("the same without the turn before", f"{alone / number:.3f}")
    written = by_hand(base, found.stands)
    best = min(
        (surprise(sequences, mixed(written, names, floor)) / number, floor) for floor in FLOORS
    )
    row(f"recipe {base.name}, written by hand (mixed with {best[1]:.0%} of equal chances)",
        f"{best[0]:.3f}")  # fmt: skip
    equal = surprise(sequences, mixed({}, names, 1.0))
    row(f"equal chances for {len(names)} links", f"{equal / number:.3f}")


def surprise(sequences: Sequence[Sequence[str]], foretell: Foretell) -> float:
    """Bits of all turns but the first ones."""
    return sum(
        bits(foretell(before), after)
        for sequence in sequences
        for before, after in pairwise(sequence)
    )


def after(rows: Mapping[str, Mapping[str, float]], link: str) -> dict[str, float]:
    """Shares of what follows a link where something does."""
    return without_end(rows[link])


def without_end(weights: Mapping[str, float]) -> dict[str, float]:
    """Shares of what follows where something does."""
    onward = {name: weight for name, weight in weights.items() if name != END}
    total = sum(onward.values())
    return {name: weight / total for name, weight in onward.items()}


def by_hand(recipe: Recipe, stands: Mapping[str, str]) -> dict[str, dict[str, float]]:
    """The rows of a hand-written graph in the fitted links, each link by how often it comes."""
    graph = recipe.conversation_graph()
    bounds = recipe.conversations
    visits = graph.expected_visits(min_turns=bounds.min_turns, max_turns=bounds.max_turns)
    rows: dict[str, Counter[str]] = {}
    for link in graph.links:
        here = rows.setdefault(stands.get(link.act, link.act), Counter())
        for following, share in without_end(link.next).items():
            act = graph.by_name[following].act
            here[stands.get(act, act)] += share * visits[link.name]  # type: ignore[assignment]
    return {name: without_end(row) for name, row in rows.items()}


def mixed(rows: Mapping[str, Mapping[str, float]], names: Sequence[str], floor: float) -> Foretell:
    """The rows, mixed with equal chances."""
    equal = dict.fromkeys(names, 1 / len(names))

    def foretell(link: str) -> dict[str, float]:
        row = rows.get(link, equal)
        return {name: (1 - floor) * row.get(name, 0.0) + floor / len(names) for name in names}

    return foretell


def sampled(found: Fit, recipe: Recipe) -> None:
    """Links, lengths and phenomena of `PATHS` plans beside those of the people."""
    planner = Planner(recipe)
    passage = Passage(id="p", document_id="p", text="p")
    plans = [planner.plan(passage, number).turns for number in range(PATHS)]
    paths = [[turn.link for turn in turns] for turns in plans]
    human = found.sequences
    lengths = [length for length, n in found.lengths.human.items() for _ in range(n)]
    print()
    table([f"{PATHS:,} plans", "people", "planned"])
    row("turns, mean", f"{fmean(lengths):.2f}", f"{fmean(map(len, paths)):.2f}")
    row("turns, standard deviation", f"{pstdev(lengths):.2f}", f"{pstdev(map(len, paths)):.2f}")
    row("turns, distance", "", f"{distance(lengths, list(map(len, paths))):.3f}")
    row("links, distance", "", f"{distance(flat(human), flat(paths)):.3f}")
    last = [[path[-1] for path in one] for one in (human, paths)]
    row("last links, distance", "", f"{distance(*last):.3f}")
    pairs = [[pair for path in one for pair in pairwise(path)] for one in (human, paths)]
    row("pairs of links, distance", "", f"{distance(*pairs):.3f}")
    print()
    table(["phenomenon", "people, where possible", "planned", "people, of all turns", "planned"])
    links = recipe.conversation_graph().by_name
    possible: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    in_all: Counter[str] = Counter()
    for turns in plans:
        acts = [turn.act for turn in turns]
        for turn in turns:
            shown = {*turn.phenomena, *(INCLUDED_IN.get(name, name) for name in turn.phenomena)}
            by_rate = possible_phenomena(links[turn.link], acts[: turn.index], recipe.phenomena)
            in_all.update(shown)
            possible.update(name for name, _ in by_rate)
            asked.update(name for name, _ in by_rate if name in shown)
    number, people = sum(map(len, plans)), found.num_turns
    for name, rate in found.rates.items():
        row(
            name.replace("_", " "),
            f"{rate.human:.1%} of {rate.possible:,}",
            f"{asked[name] / possible[name]:.1%}",
            f"{rate.shown_in_all / people:.1%}",
            f"{in_all[name] / number:.1%}",
        )


def flat(paths: Sequence[Sequence[str]]) -> list[str]:
    """All links of all paths."""
    return [link for path in paths for link in path]


def distance(one: Sequence[object], other: Sequence[object]) -> float:
    """Total variation distance between what two lists hold how often."""
    first, second = Counter(one), Counter(other)
    return sum(
        abs(first[key] / len(one) - second[key] / len(other)) for key in first.keys() | second
    ) / 2  # fmt: skip


def table(names: Sequence[str]) -> None:
    """The head of a table."""
    row(*names)
    row(*("---" for _ in names))


def row(*cells: str) -> None:
    """A row of a table."""
    print(f"| {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
