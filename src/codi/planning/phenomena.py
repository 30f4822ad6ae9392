"""Which phenomena a turn can be asked for, and which of them it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from codi.graph import Link
from codi.phenomena import PHENOMENA
from codi.planning.choice import Choice

MAX_PHENOMENA_BY_RATE = 2
"""How many phenomena one turn is asked for beyond those of its link; more make stilted messages."""


def inherent_phenomena(link: Link, acts_before: Sequence[str]) -> tuple[str, ...]:
    """Those that the link always has, as far as they are possible."""
    return tuple(name for name in link.phenomena if PHENOMENA[name].possible(acts_before, link.act))


def possible_phenomena(
    link: Link, acts_before: Sequence[str], rates: Mapping[str, float]
) -> tuple[tuple[str, float], ...]:
    """Those that a turn may be asked for by rate, with their rates.

    Left out are those that the link goes without, has anyway, or excludes by what it has, and those
    whose precondition does not hold. A recipe's rate is the share of these turns.
    """
    inherent = inherent_phenomena(link, acts_before)
    return tuple(
        (name, rate)
        for name, rate in rates.items()
        if name not in link.without
        and name not in link.phenomena
        and not _excluded(name, inherent)
        and PHENOMENA[name].possible(acts_before, link.act)
    )


@lru_cache(maxsize=4096)
def choice_by_rates(rates: tuple[tuple[str, float], ...]) -> Choice[tuple[str, ...]]:
    """The sets of phenomena that one turn may be asked for, with their probabilities.

    Phenomena that exclude each other never stand in one set, nor more than `MAX_PHENOMENA_BY_RATE`.
    Sets are built up phenomenon by phenomenon, and each is added with the probability rate / P(it
    may still be added), so that its share of the turns is its rate exactly, as long as that
    quotient is no more than 1.
    """
    shares: dict[tuple[str, ...], float] = {(): 1.0}
    for name, rate in rates:
        room = sum(share for chosen, share in shares.items() if _fits(name, chosen))
        take = min(1.0, rate / room) if room > 0 else 0.0
        following: dict[tuple[str, ...], float] = {}
        for chosen, share in shares.items():
            taken = share * take if _fits(name, chosen) else 0.0
            following[chosen] = share - taken
            following[(*chosen, name)] = taken
        shares = following
    return Choice(shares)


def _fits(name: str, chosen: tuple[str, ...]) -> bool:
    return len(chosen) < MAX_PHENOMENA_BY_RATE and not _excluded(name, chosen)


def _excluded(name: str, others: Sequence[str]) -> bool:
    return any(
        name in PHENOMENA[other].excludes or other in PHENOMENA[name].excludes for other in others
    )
