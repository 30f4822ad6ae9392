"""Which phenomena a turn can be asked for, and which of them it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from codi.graph import Link
from codi.phenomena import PHENOMENA
from codi.planning.choice import Choice

MAX_PHENOMENA_BY_RATE = 2
"""How many phenomena one turn is asked for beyond those of its link; more make stilted messages."""
Rates = tuple[tuple[str, float], ...]
ROUNDING = 1e-9


def inherent_phenomena(link: Link, acts_before: Sequence[str]) -> tuple[str, ...]:
    """Those that the link always has, as far as they are possible."""
    return tuple(name for name in link.phenomena if PHENOMENA[name].possible(acts_before, link.act))


def possible_phenomena(link: Link, acts_before: Sequence[str], rates: Mapping[str, float]) -> Rates:
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
def choice_by_rates(rates: Rates) -> Choice[tuple[str, ...]]:
    """What one turn is asked for by rate, to be drawn from `shares_by_rates`."""
    return Choice(shares_by_rates(rates))


def shares_by_rates(rates: Rates) -> dict[tuple[str, ...], float]:
    """The sets of phenomena that one turn may be asked for, with their probabilities.

    Phenomena that exclude each other never stand in one set, nor more than `MAX_PHENOMENA_BY_RATE`,
    and each has the share of the turns that is its rate, as far as all rates can be had at once.
    """
    shares, lacking = _shares(rates)
    if lacking:  # in their own order some come too late; those that need most room come first
        conflicts = {name: _rate_of_excluded(name, rates) for name, _ in rates}
        by_rate = sorted(rates, key=lambda entry: -entry[1])
        by_conflict = sorted(rates, key=lambda entry: -entry[1] * conflicts[entry[0]])
        found = [(shares, lacking), _shares(by_rate), _shares(by_conflict)]
        shares, _ = min(found, key=lambda one: one[1])
    return shares


def _shares(rates: Sequence[tuple[str, float]]) -> tuple[dict[tuple[str, ...], float], float]:
    """Probabilities of sets, and how much the shares of phenomena lack of their rates.

    Sets are built up phenomenon by phenomenon, and each is added with the probability rate / P(it
    may still be added), so that its share of the turns is its rate exactly, as long as that
    quotient is no more than 1.
    """
    shares: dict[tuple[str, ...], float] = {(): 1.0}
    lacking = 0.0
    for name, rate in rates:
        room = sum(share for chosen, share in shares.items() if _fits(name, chosen))
        take = min(1.0, rate / room) if room > 0 else 0.0
        lacking += max(0.0, rate - room)
        following: dict[tuple[str, ...], float] = {}
        for chosen, share in shares.items():
            taken = share * take if _fits(name, chosen) else 0.0
            following[chosen] = share - taken
            following[(*chosen, name)] = taken
        shares = {chosen: share for chosen, share in following.items() if share > 0}
    return shares, lacking if lacking > ROUNDING else 0.0


def _rate_of_excluded(name: str, rates: Sequence[tuple[str, float]]) -> float:
    return sum(rate for other, rate in rates if _excluded(name, [other]))


def _fits(name: str, chosen: tuple[str, ...]) -> bool:
    return len(chosen) < MAX_PHENOMENA_BY_RATE and not _excluded(name, chosen)


def _excluded(name: str, others: Sequence[str]) -> bool:
    return any(
        name in PHENOMENA[other].excludes or other in PHENOMENA[name].excludes for other in others
    )
