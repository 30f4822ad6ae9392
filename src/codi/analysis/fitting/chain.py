"""Start and transition weights between links, smoothed as held-out conversations like it best."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from codi.graph import END
from codi.randomness import rng_for

FOLDS = 10
STRENGTHS: Mapping[str, tuple[float, ...]] = {
    "additive": (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0),
    "marginal": (1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0, 3000.0),
}
UNIT = 0.5
"""What is added to each count of the marginal that rows back off to."""
AS_SEEN = frozenset({"clarify", "close"})
"""Links whose continuation follows from what they are: only what was seen may come."""
_AFTER: Mapping[str, frozenset[str]] = {"clarified": frozenset({"clarify"}), "open": frozenset()}
_NEVER = frozenset({("open", "topic_return"), ("unanswerable", "drill_down")})
"""After the first turn there is nothing to return to, after no answer no detail of it."""

Sequences = Sequence[Sequence[str]]
Rows = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Smoothing:
    """How counts become probabilities.

    `additive` adds `strength` to the count of each continuation; `marginal` adds `strength` turns
    that go on as all turns together do (a Dirichlet prior on the marginal).
    """

    method: Literal["additive", "marginal"]
    strength: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How often each link comes first, and what follows it how often, `END` included."""

    links: tuple[str, ...]
    start: Counter[str]
    onward: Mapping[str, Counter[str]]

    @property
    def turns(self) -> Mapping[str, int]:
        """How many turns each link has."""
        return {link: self.onward[link].total() for link in self.links}


def count_links(sequences: Sequences, *, links: Iterable[str]) -> Counts:
    """Count the links of conversations; `links` are all that there may be, in their order."""
    names = tuple(links)
    start: Counter[str] = Counter()
    onward: dict[str, Counter[str]] = {name: Counter() for name in names}
    for sequence in sequences:
        if sequence:
            start[sequence[0]] += 1
            for link, following in steps(sequence):
                onward[link][following] += 1
    return Counts(links=names, start=start, onward=onward)


def steps(sequence: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each link with what follows it, the last with the end."""
    return zip(sequence, (*sequence[1:], END), strict=True)


def probabilities(counts: Counts, smoothing: Smoothing) -> Rows:
    """What follows each link with which probability; what cannot follow it is left out."""
    marginal: Counter[str] = Counter()
    for link in counts.links:
        if link not in AS_SEEN:
            marginal.update(counts.onward[link])
    rows: Rows = {}
    for link in counts.links:
        seen = counts.onward[link]
        if link in AS_SEEN:
            rows[link] = _shares(dict(seen) if seen else {END: 1.0})
            continue
        targets = [name for name in (*counts.links, END) if may_follow(link, name)]
        if smoothing.method == "additive":
            rows[link] = _shares({name: seen[name] + smoothing.strength for name in targets})
        else:
            prior = _shares({name: marginal[name] + UNIT for name in targets})
            rows[link] = _shares(
                {name: seen[name] + smoothing.strength * prior[name] for name in targets}
            )
    return rows


def may_follow(link: str, following: str) -> bool:
    """Whether one kind of turn can come right after another at all."""
    return link in _AFTER.get(following, (link,)) and (link, following) not in _NEVER


def _shares(weights: Mapping[str, float]) -> dict[str, float]:
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOut:
    """How well the chosen smoothing foretells conversations that it was not fitted to.

    Figures are bits a turn (what follows it, the end included), by cross-validation over whole
    conversations: of the smoothing chosen, of the best of each method, of the marginal alone, and
    of equal chances.
    """

    smoothing: Smoothing
    bits: float
    by_method: Mapping[str, tuple[float, float]]
    marginal_bits: float
    uniform_bits: float


def choose_smoothing(sequences: Sequences, *, links: Sequence[str]) -> HeldOut:
    """The smoothing under which held-out conversations are likeliest."""
    tried = {
        Smoothing(method=method, strength=strength): 0.0  # type: ignore[arg-type]
        for method, strengths in STRENGTHS.items()
        for strength in strengths
    }
    marginal = Smoothing(method="marginal", strength=1e12)
    uniform = Smoothing(method="additive", strength=1e12)
    losses = dict.fromkeys((*tried, marginal, uniform), 0.0)
    for rest, held_out in folds(sequences):
        counts = count_links(rest, links=links)
        for smoothing in losses:
            rows = probabilities(counts, smoothing)
            losses[smoothing] += sum(
                bits(rows[link], following)
                for sequence in held_out
                for link, following in steps(sequence)
            )
    num_turns = sum(map(len, sequences))
    best = min(tried, key=lambda smoothing: losses[smoothing])
    by_method = {}
    for method in STRENGTHS:
        of_method = [smoothing for smoothing in tried if smoothing.method == method]
        chosen = min(of_method, key=lambda smoothing: losses[smoothing])
        by_method[method] = (chosen.strength, losses[chosen] / num_turns)
    return HeldOut(
        smoothing=best,
        bits=losses[best] / num_turns,
        by_method=by_method,
        marginal_bits=losses[marginal] / num_turns,
        uniform_bits=losses[uniform] / num_turns,
    )


def folds(sequences: Sequences) -> Iterator[tuple[list[Sequence[str]], list[Sequence[str]]]]:
    """Each of `FOLDS` parts of the conversations, behind all the others; always the same parts."""
    order = list(range(len(sequences)))
    rng_for(0, "folds", len(order)).shuffle(order)
    for fold in range(FOLDS):
        yield (
            [sequences[index] for place, index in enumerate(order) if place % FOLDS != fold],
            [sequences[index] for place, index in enumerate(order) if place % FOLDS == fold],
        )


def bits(row: Mapping[str, float], following: str) -> float:
    """The surprise at what follows, infinite where the row leaves it out."""
    share = row.get(following, 0.0)
    return -math.log2(share) if share > 0 else math.inf
