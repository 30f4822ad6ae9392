"""Summaries: of what was told so far, or of the passage where hardly anything was."""

from __future__ import annotations

import re

from codi.phenomena.wording import content
from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.talking import moves
from codi.teachers.builtin.talking.novelty import open_candidates
from codi.teachers.builtin.talking.talk import Exchange, Now, Talk
from codi.teachers.builtin.talking.wording import fill

_OF_THE_TALK = (
    "Can you sum up what we have covered so far?",
    "Could you give me a short summary of what you've told me so far?",
    "Can you summarise the main points so far?",
    "So, what have we learned so far?",
)
_OF_THE_PASSAGE = (
    "Can you sum this up for me?",
    "Could you give me a short summary?",
    "Can you summarise what it says?",
    "Please summarise this.",
)
_SHORTER = (
    "Can you sum it up in fewer words?",
    "Could you make that summary shorter?",
    "A shorter summary, please.",
)
_MOST_SUMMED_UP = 3
_SENTENCES = {"short": 1, "sentence": 2, "detailed": 3}
_LONGEST_TOLD_AGAIN = 18
ACT = "summary"
_WAS = re.compile(r"\{S\} (?:was|were) ")


def summary(now: Now) -> Exchange | None:
    """The answers so far, or else the passage, in a few sentences."""
    told = _told(now)[-_MOST_SUMMED_UP:]
    earlier = [len(exchange.quotes) for exchange in now.talk.exchanges if exchange.act == ACT]
    if len(told) >= 2 and not earlier:
        return _summed_up(now, now.rng.choice(_OF_THE_TALK), told)
    most = earlier[-1] - 1 if earlier else _SENTENCES.get(now.style, _MOST_SUMMED_UP)
    chosen = _main_points(now.talk)[:most]
    if not chosen or len(told) >= 2:
        return None
    wanted = _SHORTER if earlier else _OF_THE_PASSAGE
    by_place = sorted(chosen, key=lambda candidate: candidate.sentence)
    return _summed_up(now, now.rng.choice(wanted), by_place)


def _summed_up(now: Now, text: str, facts: list[Candidate]) -> Exchange:
    quotes = dict.fromkeys(quote for fact in facts for quote in now.talk.quotes(fact))
    return Exchange(
        user=moves.dressed(text, now.manner("plain"), now.rng),
        assistant=moves.summary(facts),
        quotes=tuple(quotes),
        act=ACT,
    )


def _told(now: Now) -> list[Candidate]:
    """The facts told so far that are short enough to tell again, each once and at its fullest."""
    return moves.fullest([c for c in now.talk.asked if _can_be_told_again(c) and not c.follows])


def _is_dated(talk: Talk, candidate: Candidate) -> bool:
    """Whether a summary of how something was tells when: "The town was empty before the war"."""
    if not _WAS.match(candidate.statement):
        return True
    times = [
        other.short
        for other in talk.analysis.by_kind.get("when", ())
        if other.fact == candidate.fact
    ]
    return not times or any(time in candidate.statement for time in times)


def _can_be_told_again(candidate: Candidate) -> bool:
    known = candidate.kind in {"compare", "tell", "no"} or candidate.wrong
    return not known and len(candidate.statement.split()) <= _LONGEST_TOLD_AGAIN


def _main_points(talk: Talk) -> list[Candidate]:
    """A fact of each sentence that one can be told of, the most telling first.

    What a passage says again and again is what it is about, so a sentence tells the more, the more
    of its words occur elsewhere in it; the first one says what the rest goes on from.
    """
    fullest: dict[int, Candidate] = {}
    beginning = Talk(talk.plan, talk.analysis)
    for candidate in open_candidates(beginning):
        if candidate.follows or not _can_be_told_again(candidate):
            continue
        if not _is_dated(talk, candidate):
            continue
        best = fullest.get(candidate.sentence)
        if best is None or len(candidate.statement) > len(best.statement):
            fullest[candidate.sentence] = candidate
    words = {place: content(fill(c.statement, c.surface)) for place, c in fullest.items()}

    def weight(place: int) -> float:
        others = [own for other, own in words.items() if other != place]
        shared = sum(len(words[place] & own) for own in others)
        return shared / (len(words[place]) or 1) + (place == min(words))

    return [fullest[place] for place in sorted(fullest, key=lambda place: (-weight(place), place))]
