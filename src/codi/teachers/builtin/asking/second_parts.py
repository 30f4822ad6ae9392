"""Phrases without which a verb says too little of its object: "prevented them from leaving"."""

from __future__ import annotations

import re

from codi.teachers.builtin.asking.candidates import Asker
from codi.teachers.builtin.reading import valency
from codi.teachers.builtin.reading.clauses import Piece
from codi.teachers.builtin.reading.tagset import at
from codi.teachers.builtin.reading.tokens import Token

MUCH = re.compile(r" (?:very|so|too) (?:much|well)$")
"""What is no part of an object: "love the programme very much"."""


def needs_second(lemma: str, tokens: list[Token], start: int, place: int) -> bool:
    """Whether a verb says too little of its object at `start` without what stands at `place`."""
    word = at(tokens, place).lower
    compared = word == "as" and any(t.lower in {"as", "half"} for t in tokens[start:place])
    aim = word == "to" and at(tokens, place + 1).tag == "VB" and lemma != "send"
    return lemma in valency.SECOND_PARTS.get(word, ()) and not compared and not aim


def second_part(asker: Asker, attached: list[Piece]) -> int | None:
    """Where what the verb says of its object begins: "from stripping them" behind "prevented"."""
    for place, piece in enumerate(attached):
        tokens, start = asker.fact.tokens, asker.verb.group.end
        supplied = at(tokens, piece.start).lower == "with" and asker.lemma in valency.SUPPLYING
        if supplied or needs_second(asker.lemma, tokens, start, piece.start):
            return place
    return None
