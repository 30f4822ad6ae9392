"""Whom to ask and where to look, how many and how soon: from rules that name them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from codi.teachers.builtin.asking.advice import act, candidate, helped
from codi.teachers.builtin.asking.candidates import Candidate, tidy
from codi.teachers.builtin.reading.english import capitalised
from codi.teachers.builtin.reading.frames import Frame, vague

_CONTACT = re.compile(
    r"(?P<verb>contact|e-?mail|call|ask|notify|inform|tell|consult|(?:talk|speak|reach out|write|"
    r"work|check|consult|coordinate|meet)(?: to| with))\s+(?P<whom>.+?)"
    r"(?P<about>,? (?:for|about|if|when|before|to|regarding|at least|on how|with any)\s.+)$",
    re.IGNORECASE,
)
_WHOM = re.compile(
    r"(contact|e-?mail|call|notify|ask|(?:talk|speak|reach out|write) (?:to|with))\s+(.+)$",
    re.IGNORECASE,
)
_LOOKUP = re.compile(
    r"(?P<verb>see|visit|refer to|check|consult|review|read|go to|look at)\s+(?P<place>.+?) "
    r"(?:for|to (?:find|see|learn|get))\s+(?P<what>.+)$",
    re.IGNORECASE,
)
_FOUND = re.compile(
    r"(?P<verb>find|see|access|view|download|check)\s+(?P<what>.+?) "
    r"(?P<place>(?:in|on|at|under|through|via|by)\s.+)$",
    re.IGNORECASE,
)
_KNOWLEDGE = re.compile(
    r"(?:more |additional |further |detailed |the (?:latest |full |complete )?)?"
    r"(?:information|info|details|guidance|instructions|help|list|policy|documentation|"
    r"examples?|resources|templates?)\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"(?P<limit>up to|at least|at most|no more than|not more than|a maximum of|a minimum of|"
    r"more than|fewer than|less than|only)? ?"
    r"(?P<number>\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|twelve)"
    r"(?: \([^)]*\))? (?P<unit>(?:[a-z]+ )?[a-z]+s)\b(?: \([^)]*\))?(?P<rest>.*)$"
)
_SOON = re.compile(
    r"(?P<before>.+?),? (?P<limit>(?:within|at least|no later than) "
    r"(?:\d+|one|two|three|four|five|six|seven|eight|ten|twelve)(?: \([^)]*\))?"
    r"(?: (?:business|calendar|working|full))? "
    r"(?:minutes?|hours?|days?|weeks?|months?|years?))"
    r"(?P<after>(?: (?:of|after|before|from|prior to|in advance of) [^,.;]+)?)$"
)
_MOST = frozenset(["up to", "at most", "no more than", "not more than", "a maximum of"])
_PARTICLES = ("over ", "out ", "in ", "off ", "back ")
_ANY_PERSON = re.compile(r"\b(?:page|form|guide|site|website|box|list|document|tool)\b")
_NOT_ONLY = re.compile(
    rf"{_ANY_PERSON.pattern}|\bto [a-z]+\b|\band (?:describe|ask|tell|request)\b"
)
"""What tells more than whom to ask, or no person at all."""


def ask_contacts(frame: Frame) -> Iterator[Candidate]:
    """Whom one should contact, and where one finds something."""
    forms, line = helped(frame), frame.line
    if not frame.to_reader or forms is None or frame.negative or line.step:
        return
    if not line.clear(frame.verb, frame.end, known=0) or not line.clear(*frame.front):
        return
    done = act(frame, frame.end)
    front = f" {frame.front_text()}" if frame.front[0] < frame.front[1] else ""
    if (match := _CONTACT.match(done)) and not front:
        whom, about = match["whom"], match["about"].strip(" ,")
        if _LISTED.search(whom) and (title := _TITLE.match(about)):
            whom, about = f"{whom} {title[0].strip()}", about[title.end() :]
        named = _LISTED.split(whom)[0]
        person = not _ANY_PERSON.search(named) and not re.search(r"[ ,](?:who|not)\b", whom)
        if person and len(whom.split()) <= 18:
            verb = match["verb"].lower()
            asked = f"{verb} {about}{front}"
            yield _made(frame, "who", "contact", ("Who", asked), short=whom)
        return
    if front and (whom := _WHOM.match(done)):
        if not _NOT_ONLY.search(whom[2]) and len(whom[2].split()) <= 12:
            asked = f"{whom[1].lower()}{front}"
            yield _made(frame, "who", "contact", ("Who", asked), short=whom[2])
        return
    yield from _where(frame, done)


_LISTED = re.compile(r"\b(?:listed|named|given|shown) in the [A-Z]")
_TITLE = re.compile(r"for [A-Z].*? (?=(?:if|for|when|with|to|about) )")


def _made(
    frame: Frame, kind: str, slot: str, asked: tuple[str, str], *, short: str, score: float = 1.4
) -> Candidate:
    """A candidate answered with the whole rule; `asked` is the question word and what follows."""
    wh, rest = asked
    direct, indirect = helped(frame) or ("", "")
    if slot == "place":
        direct, indirect = "can {S}", "{S} can"
    return candidate(
        frame,
        kind,
        slot,
        (f"{wh} {direct} {rest}", f"{wh.lower()} {indirect} {rest}"),
        short=short,
        score=score,
    )


_OF_WHAT = re.compile(
    r"(?:more|further|additional|detailed) (?:information|info|details|help|guidance)"
    r"(?! (?:about|on|for|regarding|of|related))",
    re.IGNORECASE,
)


def _where(frame: Frame, done: str) -> Iterator[Candidate]:
    if match := _LOOKUP.match(done):
        what = match["what"]
        if _KNOWLEDGE.match(what) and len(what.split()) > 2 and "," not in what:
            yield _made(frame, "where", "place", ("Where", f"find {what}"), short=match["place"])
    elif not frame.advice and frame.helper in {"can", "may"} and (match := _FOUND.match(done)):
        what = match["what"]
        known = not vague(frame.tokens, frame.rest, frame.end) and not _OF_WHAT.match(what)
        if known and len(what.split()) > 1:
            verb = match["verb"].lower()
            asked = ("Where", f"{verb} {what}")
            if verb in {"find", "access", "download"}:
                yield _made(frame, "where", "place", asked, short=match["place"])


def ask_limits(frame: Frame) -> Iterator[Candidate]:
    """How many one can take, how soon one must act: up to, at least, within, by."""
    forms, line = helped(frame), frame.line
    if not frame.to_reader or forms is None or frame.negative or line.step:
        return
    if not line.clear(frame.verb, frame.end) or not line.clear(*frame.front):
        return
    done = act(frame, frame.end)
    front = f" {frame.front_text()}" if frame.front[0] < frame.front[1] else ""
    verb, _, rest = done.partition(" ")
    if rest.startswith(_PARTICLES):
        particle, _, rest = rest.partition(" ")
        verb = f"{verb} {particle}"
    if (match := _AMOUNT.match(rest)) and not match["rest"].startswith((" or ", ", ", " and ")):
        unit, tail = match["unit"], match["rest"]
        short = rest[: match.start("rest")]
        of_what, behind = _counted_of(tail)
        if len(tail.split()) > 1 or front:
            asked = ("How many", f"{unit}{of_what} {forms[0]} {verb}{behind}{front}")
            made = _made(frame, "how_many", "number", ("", ""), short=short)
            indirect = f"how many {unit}{of_what} {forms[1]} {verb}{behind}{front}"
            yield replace(made, direct=tidy(" ".join(asked)), indirect=tidy(indirect))
        if match["limit"] in _MOST and len(f"{done} {front}".split()) < 16:
            yield from _too_many(frame, forms, (verb, short, f"{tail}{front}"))
    if (match := _SOON.match(done)) and not vague(frame.tokens, frame.verb + 1, frame.end):
        limit, after = match["limit"], match["after"]
        wh = "How soon" if limit.startswith(("within", "no later")) else "How early"
        if after.startswith((" before", " prior", " in advance")):
            wh = "How long" + after
        elif after:
            if after.startswith(" of"):
                after = f" after{after[3:]}"
            wh += after if len(after.split()) <= 9 else ""
        elif wh == "How early":
            return
        asked_rest = f"{match['before']}{front}"
        yield _made(frame, "when", "deadline", (wh, asked_rest), short=limit + match["after"])


def _counted_of(tail: str) -> tuple[str, str]:
    """As in (" of sick leave", " per year") for what follows the days in "13 days of ..."."""
    match = _OF_UNIT.match(tail)
    return (match[0], tail[match.end() :]) if match is not None else ("", tail)


_OF_UNIT = re.compile(
    r" of [\w’' -]+?(?= (?:per|for|from|to|in|on|at|by|each|every|when|if|after|before|during)\b|$)"
)


def _too_many(
    frame: Frame, forms: tuple[str, str], parts: tuple[str, str, str]
) -> Iterator[Candidate]:
    """As in "Can I use 26 days?" where the most is 13: the answer is no."""
    verb, limit, tail = parts
    number = re.search(r"\d[\d,]*", limit)
    if number is None or not number.group().replace(",", "").isdigit() or "should" in forms[0]:
        return
    wrong = f"{int(number.group().replace(',', '')) * 2:,}"
    bare = re.sub(r" ?\([^)]*\)", "", limit[number.end() :])
    asked = f"{verb} {wrong}{bare}{tail}"
    made = _made(frame, "no", "truth", ("", asked), short="No", score=1.2)
    yield replace(
        made,
        direct=capitalised(tidy(f"{forms[0]} {asked}")),
        indirect=tidy(f"whether {forms[1]} {asked}"),
        wrong=f"{wrong}{bare}",
        right=limit,
        assertion=tidy(f"{forms[1]} {asked}"),
    )
