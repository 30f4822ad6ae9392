"""How often people show each phenomenon where a planner could ask for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from codi.graph import Link
from codi.phenomena import PHENOMENA
from codi.planning import possible_phenomena, shares_by_rates

INCLUDED_IN: Mapping[str, str] = {
    "possessive_anaphora": "anaphora",
    "demonstrative_anaphora": "anaphora",
    "bare_wh": "ellipsis",
}
"""Phenomena that are a kind of another: whoever asks for one gets the other with it."""
NEVER_SEEN = 3.0
"""A link goes without a phenomenon that it never shows although so many turns should, by rate."""
ALWAYS = 0.95
"""What more of the possible turns show than this comes by itself with their kind."""
ROUNDS = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """One phenomenon: `shown` of the `possible` turns on which it could be asked for, and in all.

    `rate` is what the recipe asks, `planned` the share of the possible turns on which the planner
    then asks for it, or for a kind of it, given the same turns.
    """

    shown: int
    possible: int
    shown_in_all: int
    rate: float
    planned: float

    @property
    def human(self) -> float:
        """People's share of the possible turns."""
        return self.shown / self.possible


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One turn of people's: its link, the acts before it, and what it shows."""

    link: str
    acts_before: tuple[str, ...]
    phenomena: frozenset[str]


def links_without(
    links: Mapping[str, Link], places: Sequence[Place], *, min_count: int
) -> dict[str, Link]:
    """The links, each without the phenomena that people never show there though its rate asks.

    What some link always has, such as a topic shift, is asked for by rate on no other link on which
    it was never seen.
    """
    names = _common(places, min_count=min_count)
    kept_apart = {name for link in links.values() for name in link.phenomena}
    fitted = dict(links)
    while True:
        seen: Counter[tuple[str, str]] = Counter()
        possible: Counter[tuple[str, str]] = Counter()
        for place, eligible in _eligible(places, fitted, names):
            for name in eligible:
                possible[place.link, name] += 1
                seen[place.link, name] += name in place.phenomena
        rates = _overall(seen, possible)
        never = [
            (link, name)
            for (link, name), number in sorted(possible.items())
            if not seen[link, name] and (name in kept_apart or number * rates[name] >= NEVER_SEEN)
        ]
        if not never:
            return fitted
        for link, name in never:
            kept = fitted[link]
            fitted[link] = replace(kept, without=(*kept.without, name))


def _overall(
    seen: Mapping[tuple[str, str], int], possible: Mapping[tuple[str, str], int]
) -> dict[str, float]:
    shown: Counter[str] = Counter()
    number: Counter[str] = Counter()
    for (link, name), turns in possible.items():
        number[name] += turns
        shown[name] += seen[link, name]
    return {name: shown[name] / number[name] for name in number}


def fit_rates(
    links: Mapping[str, Link], places: Sequence[Place], *, min_count: int
) -> dict[str, Rate]:
    """Rates under which a planner asks for each phenomenon as often as people show it.

    The rate is the share of the turns on which the phenomenon could be asked for by rate; of those
    that are kinds of another (`INCLUDED_IN`) the other's rate is lower by what they bring with
    them. Left out are phenomena that fewer than `min_count` of these turns show, or nearly all.
    """
    names = _common(places, min_count=min_count)
    shown: Counter[str] = Counter()
    possible: Counter[str] = Counter()
    sets: Counter[tuple[str, ...]] = Counter()
    for place, eligible in _eligible(places, links, names):
        possible.update(eligible)
        shown.update(name for name in eligible if name in place.phenomena)
        sets[eligible] += 1
    human = {
        name: shown[name] / possible[name]
        for name in names
        if min_count <= shown[name] <= ALWAYS * possible[name]
    }
    kept = Counter[tuple[str, ...]]()
    for eligible, number in sets.items():
        kept[tuple(name for name in eligible if name in human)] += number
    rates = dict(human)
    for _ in range(ROUNDS):
        planned = _planned(rates, kept)
        for name in set(INCLUDED_IN.values()) & rates.keys():
            rates[name] = min(1.0, max(0.0, rates[name] + human[name] - planned[name]))
    rates = {name: round(rate, 3) for name, rate in rates.items()}
    planned = _planned(rates, kept)
    in_all = Counter(name for place in places for name in place.phenomena)
    return {
        name: Rate(
            shown=shown[name],
            possible=possible[name],
            shown_in_all=in_all[name],
            rate=rates[name],
            planned=planned[name],
        )
        for name in human
    }


def _common(places: Sequence[Place], *, min_count: int) -> tuple[str, ...]:
    counts = Counter(name for place in places for name in place.phenomena)
    return tuple(name for name in PHENOMENA if counts[name] >= min_count)


def _eligible(
    places: Sequence[Place], links: Mapping[str, Link], names: Sequence[str]
) -> Iterator[tuple[Place, tuple[str, ...]]]:
    asked = dict.fromkeys(names, 1.0)
    for place in places:
        possible = possible_phenomena(links[place.link], place.acts_before, asked)
        yield place, tuple(name for name, _ in possible)


def _planned(rates: Mapping[str, float], sets: Mapping[tuple[str, ...], int]) -> dict[str, float]:
    """The share of its possible turns on which each phenomenon, or a kind of it, is asked for."""
    asked: Counter[str] = Counter()
    possible: Counter[str] = Counter()
    for eligible, number in sets.items():
        possible.update(dict.fromkeys(eligible, number))
        given = tuple((name, rates[name]) for name in eligible)
        for chosen, share in shares_by_rates(given).items():
            with_kinds = {*chosen, *(INCLUDED_IN.get(name, name) for name in chosen)}
            for name in with_kinds & set(eligible):
                asked[name] += share * number  # type: ignore[assignment]
    return {name: asked[name] / possible[name] for name in possible}
