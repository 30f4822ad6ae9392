"""Questions that leave out what the turn before has said, and those that point at it."""

from __future__ import annotations

import re

from codi.phenomena.wording import content
from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.talking.reference import Before, is_past

_COUNTED = re.compile(
    r"How many ([a-z]+(?: [a-z]+)?) (?:is|are|was|were|do|does|did|has|have|had|can)\b"
)

_LONGEST_NAME = 5


def fragments(candidate: Candidate, before: Before) -> tuple[str, ...]:
    """The wordings that leave out all the turn before has said; empty where it would be unclear."""
    last = before.previous
    if last is None or candidate.slot == "heading":
        return ()
    if candidate.fact == last.fact:
        return _of_one_fact(candidate, last)
    if candidate.kind == "how_many" and _thing_named(candidate, before):
        return ("How many?", "And how many?", "How many exactly?")
    return _of_another(candidate, last, before)


_BARE = re.compile(
    r"(?:and |so )?(?:by )?(?:who|whom|when|where|why|how|what)"
    r"(?: many| often| long| by| soon| else)?(?: exactly)?\?$",
    re.IGNORECASE,
)


def is_bare(fragment: str) -> bool:
    """Whether it is a question word and nothing else."""
    return _BARE.match(fragment) is not None


def _of_another(candidate: Candidate, last: Candidate, before: Before) -> tuple[str, ...]:
    """As in "And Ada Lovelace?": the last question for someone else, or for another date."""
    other = candidate.entity.key != last.entity.key
    if candidate.slot == last.slot == "deed" and not other:
        date = candidate.direct.partition(" do ")[2]
        return (f"And {date}?", f"What about {date}?") if date[:3] in {"in ", "on "} else ()
    if len(candidate.surface.split()) > _LONGEST_NAME or candidate.entity.kind == "you":
        return ()
    alike = candidate.direct == last.direct and "{S}" in last.direct
    if other and (alike or candidate.kind == last.kind == "define"):
        return (f"And {candidate.surface}?", f"What about {candidate.surface}?")
    alike = candidate.entity.kind == last.entity.kind
    own = content(candidate.surface)
    named = candidate.entity.proper or len(own) > 1
    new = named and not any(own & content(asked.surface) for asked in before.asked)
    if other and alike and new and candidate.kind == "tell":
        return (f"And what about {candidate.surface}?", f"What about {candidate.surface}?")
    return ()


def _of_one_fact(candidate: Candidate, last: Candidate) -> tuple[str, ...]:
    """As in "When?" behind "Did she move to Trier?"."""
    asked = candidate.direct.split()[0].lower()
    if last.short == "No":
        corrected = last.right and last.right in candidate.short and asked in {"when", "where"}
        return (f"{asked.capitalize()} then?", f"So {asked}?") if corrected else ()
    if last.slot in {"deed", "event", "telling"}:
        return ()
    if candidate.slot == "agent":
        return ("Who by?", "By whom?", "And by whom?")
    if candidate.direct.startswith(("How often", "How long", "Since when", "How soon")):
        first, second = candidate.direct.split()[:2]
        return (f"{first} {second}?", f"And {first.lower()} {second}?")
    if candidate.kind not in {"when", "where", "why", "how"} or asked != candidate.kind:
        return ()
    return (f"{asked.capitalize()}?", f"And {asked}?")


def _thing_named(candidate: Candidate, before: Before) -> bool:
    """Whether the things to be counted were named just before, without their number."""
    things = _COUNTED.match(candidate.direct)
    number = candidate.short.split()[0] if candidate.short else ""
    return (
        things is not None
        and f" {things[1]}" in before.last_text
        and number not in before.last_text
        and candidate.entity.key == (before.last.entity.key if before.last else "")
    )


def pointing_back(candidate: Candidate, before: Before) -> tuple[str, ...]:
    """As in "When was that?": a question on the very fact just told, pointing at it."""
    last = before.previous
    if last is None or candidate.fact != last.fact or last.short == "No" or not is_past(candidate):
        return ()
    if candidate.direct.startswith("When did "):
        return ("When was that?", "When did that happen?")
    return {
        "when": ("When was that?",),
        "where": ("Where was that?",),
        "why": ("Why was that?", "What was the reason for that?"),
    }.get(candidate.kind, ())
