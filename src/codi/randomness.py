"""Every unit of work has its own generator, so neither order nor worker count matters."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping


def rng_for(seed: int, *key: str | int) -> random.Random:
    """A generator that depends on `seed` and `key` alone: the same on every machine."""
    material = "\x1f".join([str(seed), *map(str, key)]).encode("utf-8")
    return random.Random(int.from_bytes(hashlib.blake2b(material, digest_size=16).digest(), "big"))


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
