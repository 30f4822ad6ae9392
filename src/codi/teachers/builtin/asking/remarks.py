"""Rules in other words: what nobody needs, who may, what is recommended, where something is found.

The words of a rule are kept as they stand; each shape names what its question asks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.asking.making import READER, Said, on_lines, topic
from codi.teachers.builtin.reading.entities import Entity
from codi.teachers.builtin.reading.frames import CONDITIONS, Frame, vague
from codi.teachers.builtin.reading.lines import Line, all_clear, readable
from codi.teachers.builtin.reading.tagset import NOUNS

REMARKS = 90_000
_FEW = 3
_SETTINGS = CONDITIONS - {"until"} | {"for", "in", "as", "at", "on", "during", "instead"}
_ANYBODY = re.compile(r"(?:anyone|anybody|everyone|everybody|those) (?:in|on|at|with|who|from) \w")
_DENIED = re.compile(
    r"(?P<how>no|not all|not every) (?!one\b|longer\b|more\b)(?P<what>[a-z].*)$", re.IGNORECASE
)
_THERE = re.compile(
    r"there (?P<be>is|are) no (?P<what>[a-z][^,;]+?)(?P<more>, (?:and|but|so) .*)?$", re.IGNORECASE
)
_MATTERS = re.compile(
    r"it(?: is|['’]s) (?P<how>(?:strongly |highly |also |usually |always )*"
    r"(?:recommended|advised|suggested|advisable|important|necessary|essential|a good idea|best|"
    r"good practice|required|helpful|possible|permitted|allowed|acceptable)) to (?P<act>[a-z].+)$",
    re.IGNORECASE,
)
_STATE = re.compile(
    r"(?:entitled|eligible|able|allowed|required|permitted|expected|encouraged|authorized|"
    r"responsible) (?P<link>to|for) (?P<rest>.+)$"
)
_FOUND = re.compile(
    r"(?:can (?:also )?be (?:found|viewed|downloaded|seen)|(?:is|are) (?:also )?"
    r"(?:available|located|listed|posted|published|stored|kept|documented)) "
    r"(?P<place>(?:in|on|at|from|under) (?:the|your|our|[A-Z]|#).+)$"
)
_MORE = re.compile(
    r"for (?P<what>(?:more |further |additional |detailed |full |the latest |complete )?"
    r"(?:information|info|details|guidance|instructions|help|discussion|examples?) "
    r"(?:on|about|regarding|of|for|related to) .+)$",
    re.IGNORECASE,
)
_LOOK = re.compile(
    r"(?:see|visit|refer to|check|check out|consult|review|read|go to|look at|reference) "
    r"(?P<place>.+)$",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?:more|further|additional)? ?(?:information|info|details|help)$", re.IGNORECASE
)


def ask_remarks(frame: Frame) -> Iterator[Candidate]:
    """The questions on a frame that says a rule in one of these ways."""
    line = frame.line
    front = frame.front[0] < frame.front[1]
    if line.step or not line.clear(frame.subject[0], frame.end, known=0):
        return
    if front and (frame.front_cue not in _SETTINGS or not line.clear(*frame.front)):
        return
    if frame.advice:
        yield from _where_more(frame)
        return
    if frame.said is None or frame.said.group.tag == "VBD" or frame.said.never:
        return
    if frame.to_reader:
        yield from _entitled(frame)
        return
    yield from _then(frame)
    yield from _denied(frame)
    yield from _anybody(frame)
    yield from _matters(frame)
    yield from _found(frame)


def ask_no_such(line: Line) -> Iterator[Candidate]:
    """As in "Is there any limit on sick leave?" for "There is no limit on sick leave"."""
    match = _THERE.match(line.whole()) if readable(line) and all_clear(line) else None
    if match is None or len(match["what"].split()) < _FEW:
        return
    what = match["what"]
    asked = f"{match['be']} there any {what}", f"whether there {match['be']} any {what}"
    yield _made(line, ("no", "truth"), asked, ("No", line.whole()), topic(what))


def _made(
    line: Line,
    what: tuple[str, str],
    asked: tuple[str, str],
    told: tuple[str, str],
    entity: Entity = READER,
) -> Candidate:
    """A candidate of a kind and slot; `told` is its bare answer and its statement."""
    return on_lines(
        [line],
        *what,
        asked,
        Said(short=told[0], statement=told[1]),
        fact=REMARKS + line.sentence.index,
        score=0.9 if what[0] == "yes" else 1.2,
        entity=entity,
        surface=entity.text,
    )


def _front(frame: Frame) -> str:
    return f" {frame.front_text()}" if frame.front[0] < frame.front[1] else ""


def _whole(frame: Frame) -> str:
    start = frame.front[0] if frame.front[0] < frame.front[1] else frame.subject[0]
    return frame.line.words(start, frame.end)


def _denied(frame: Frame) -> Iterator[Candidate]:
    """As in "Are any receipts needed?" for "No receipts are needed"."""
    match = _DENIED.match(frame.line.words(*frame.subject))
    if match is None or frame.said is None or frame.said.negative:
        return
    every = match["how"].lower() != "no"
    what = f"{'all' if 'all' in match['how'] else 'every' if every else 'any'} {match['what']}"
    helper, rest = frame.said.inverted()
    behind = frame.line.words(frame.rest, frame.end)
    joined = helper in {"is", "are"} and " or " in match["what"]
    if len(f"{match['what']} {rest} {behind}".split()) < 4 or "," in behind or joined:
        return
    asked = f"{helper} {what} {rest} {behind}{_front(frame)}"
    stated = f"whether {what} {frame.said.statement()} {behind}{_front(frame)}"
    yield _made(frame.line, ("no", "truth"), (asked, stated), ("No", _whole(frame)), topic(what))


def _then(frame: Frame) -> Iterator[Candidate]:
    """As in "What should happen if a page is out of use?" for "..., it should be deleted"."""
    start, end = frame.subject
    pronoun = end == start + 1 and frame.tokens[start].lower in {"it", "they"}
    when = frame.front_text()
    known = len(when.split()) >= _FULL_CASE or not vague(frame.tokens, *frame.front)
    if not pronoun or frame.said is None or frame.front_cue not in _CASES or not known:
        return
    main = frame.line.words(start, frame.end)
    helper = frame.said.inverted()[0]
    if _MEANS.match(main):
        asked = "What does it mean"
    elif helper in {"should", "must"}:
        asked = f"What {helper} happen"
    elif helper in {"will", "do", "does"} and not _MATTERS.match(main):
        asked = "What happens"
    else:
        return
    entity = topic("it")
    yield _made(
        frame.line, ("what", "condition"), (f"{asked} {when}", ""), (main, _whole(frame)), entity
    )


_CASES = frozenset(["if", "when", "once", "after"])
_FULL_CASE = 6
_MEANS = re.compile(
    r"it (?:is (?:most |very )?(?:likely|possible|probable)|may be|could be|might be)\b"
)


def _anybody(frame: Frame) -> Iterator[Candidate]:
    """As in "Who can get access to the account?" for "Anyone in the team can ..."."""
    who = frame.line.words(*frame.subject)
    if frame.said is None or frame.said.negative or not _ANYBODY.match(who):
        return
    behind = f"{frame.said.for_who()} {frame.line.words(frame.rest, frame.end)}{_front(frame)}"
    if len(behind.split()) >= 4:
        asked = f"Who {behind}", f"who {behind}"
        yield _made(frame.line, ("who", "subject"), asked, (who, _whole(frame)), topic(who))


def _matters(frame: Frame) -> Iterator[Candidate]:
    """As in "What is recommended for group travel?" for "it is recommended to use a template"."""
    match = _MATTERS.match(frame.line.words(frame.subject[0], frame.end))
    if match is None:
        return
    how, done, front = match["how"], match["act"], _front(frame)
    whole = _whole(frame)
    if front and how.split()[-1] in {"recommended", "advised", "suggested", "required", "best"}:
        asked = f"What is {how} to do{front}", f"what is {how} to do{front}"
        yield _made(frame.line, ("what", "condition"), asked, (done, whole))
    elif len(done.split()) > 3 and not vague(frame.tokens, frame.rest, frame.end):
        asked = f"Is it {how} to {done}{front}", f"whether it is {how} to {done}{front}"
        yield _made(frame.line, ("yes", "truth"), asked, ("Yes", whole))


def _entitled(frame: Frame) -> Iterator[Candidate]:
    """As in "What am I entitled to if I accompany my spouse?" for "..., you are entitled to"."""
    if frame.said is None or not frame.said.copula or frame.said.negative:
        return
    front, tail = _front(frame), frame.cue in {"if", "when", "once", "after"}
    match = _STATE.match(frame.line.words(frame.rest, frame.tail))
    if match is None or not (front or tail):
        return
    when = front or f" {frame.line.words(frame.tail, frame.end)}"
    state, verbal = frame.line.words(frame.rest, frame.rest + 1), match["rest"].split()[0]
    doing = match["link"] == "to" and state != "entitled" and verbal.islower()
    end = f"{state} {match['link']}{' do' if doing else ''}"
    asked = f"What are {{S}} {end}{when}", f"what {{S}} are {end}{when}"
    said = f"{match['rest']}"
    yield _made(frame.line, ("what", "condition"), asked, (said, _whole(frame)))


def _found(frame: Frame) -> Iterator[Candidate]:
    """As in "Where can I find the registration code?" for "... can be found on the fact sheet"."""
    match = _FOUND.match(frame.line.words(frame.verb, frame.tail))
    what = frame.line.words(*frame.subject)
    if match is None or _BARE.match(what) or vague(frame.tokens, *frame.subject):
        return
    place, named = match["place"], frame.tokens[frame.subject[1] : frame.tail]
    if not any(token.tag in NOUNS for token in named) or re.search(r"\b(?:20|1[89])\d\d\b", place):
        return
    if re.search(r"\b(?:which|that|and (?:is|are|can))\b|,", place):
        return
    asked = (
        f"Where can {{S}} find {what}{_front(frame)}",
        f"where {{S}} can find {what}{_front(frame)}",
    )
    yield _made(frame.line, ("where", "place"), asked, (place, _whole(frame)))


def _where_more(frame: Frame) -> Iterator[Candidate]:
    """As in "Where can I find details on leave?" for "For details on leave, see the page"."""
    match = _MORE.match(frame.front_text()) if frame.front[0] < frame.front[1] else None
    look = _LOOK.match(frame.line.words(frame.verb, frame.tail)) if match else None
    if match is None or look is None or vague(frame.tokens, *frame.front):
        return
    what, place = match["what"], look["place"]
    if len(place.split()) > 12:
        return
    asked = f"Where can {{S}} find {what}", f"where {{S}} can find {what}"
    yield _made(frame.line, ("where", "place"), asked, (place, _whole(frame)))
