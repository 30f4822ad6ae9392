"""Every unit of work has its own generator, so neither order nor worker count matters."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping

_ROUNDS = 8
_WORD = 2**64 - 1
_LARGEST_SHUFFLED = 64
"""A digest of 512 bits has no fewer than 2**216 numbers for each of the 64! permutations."""


def rng_for(seed: int, *key: str | int) -> random.Random:
    """A generator that depends on `seed` and `key` alone: the same on every machine."""
    return random.Random(int.from_bytes(_digest(seed, key, size=16), "big"))


def permuted(index: int, size: int, seed: int, *key: str | int) -> int:
    """Where the permutation of `range(size)` that belongs to `seed` and `key` takes `index`.

    No index but this one is looked at and nothing is kept, so that something can be drawn without
    repetition from any place on, in any order and by any number of workers. A small range is
    shuffled; for others a Feistel network over the next power of two, walked on until it stands
    inside the range (Black and Rogaway 2002, "Ciphers with arbitrary finite domains").

    Raises:
        ValueError: `index` lies outside the range.
    """
    if not 0 <= index < size:
        raise ValueError(f"an index below {size} is needed, got {index}")
    digest = _digest(seed, key, size=8 * _ROUNDS)
    if size <= _LARGEST_SHUFFLED:
        return _shuffled(size, int.from_bytes(digest, "big"))[index]
    round_keys = [int.from_bytes(digest[at : at + 8], "big") for at in range(0, 8 * _ROUNDS, 8)]
    bits = (size - 1).bit_length()
    place = _feistel(index, bits, round_keys)
    while place >= size:
        place = _feistel(place, bits, round_keys)
    return place


def _shuffled(size: int, number: int) -> list[int]:
    """The permutation of `range(size)` with this number in the factorial system."""
    order = list(range(size))
    for last in range(size - 1, 0, -1):
        number, other = divmod(number, last + 1)
        order[last], order[other] = order[other], order[last]
    return order


def _feistel(value: int, bits: int, round_keys: list[int]) -> int:
    """A permutation of `bits` bits: each round mixes one half into the other, and they swap."""
    low_bits = bits // 2
    high_bits = bits - low_bits
    high, low = value >> low_bits, value & ((1 << low_bits) - 1)
    for round_key in round_keys:
        high, low = low, high ^ (_mixed(low ^ round_key) & ((1 << high_bits) - 1))
        high_bits, low_bits = low_bits, high_bits
    return high << low_bits | low


def _mixed(word: int) -> int:
    """64 bits of which each depends on all of `word` (the finaliser of SplitMix64)."""
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9 & _WORD
    word = (word ^ (word >> 27)) * 0x94D049BB133111EB & _WORD
    return word ^ (word >> 31)


def _digest(seed: int, key: tuple[str | int, ...], *, size: int) -> bytes:
    material = "\x1f".join([str(seed), *map(str, key)]).encode("utf-8")
    return hashlib.blake2b(material, digest_size=size).digest()


def weighted_choice(rng: random.Random, weights: Mapping[str, float]) -> str:
    """One key, drawn in proportion to its weight; `ValueError` where no weight is above zero."""
    total = sum(weights.values())
    if total <= 0:
        raise ValueError("a weighted choice needs at least one weight above zero")
    point = rng.random() * total
    chosen = ""
    for key, weight in weights.items():
        if weight <= 0:
            continue
        chosen = key
        point -= weight
        if point < 0:
            break
    return chosen
