"""Single things of a list that its introduction says something of, and what is to be included.

As in "Can tolls be claimed without a receipt?" for "The following expenses can be claimed ...:".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from codi.phenomena.wording import content
from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.asking.making import READER, Said, on_lines, topic
from codi.teachers.builtin.asking.steps import heading_goal
from codi.teachers.builtin.reading.english import is_plural_form, verb_forms
from codi.teachers.builtin.reading.lines import Line
from codi.teachers.builtin.reading.phrases import head_of, noun_phrase
from codi.teachers.builtin.reading.tagset import NOUNS, at

FOLLOWING = 55_000
_RULED = re.compile(
    r"the following (?P<what>(?:[a-z-]+ ){0,2}[a-z-]+s) (?P<modal>can|may|must|should|cannot|"
    r"must not|may not|should not) (?P<rest>[a-z].+)$",
    re.IGNORECASE,
)
_CASED = re.compile(r"(?P<name>[^,;:()]+), (?P<case>(?:if|when|unless|only if|only when) [^;:]+)$")
_NO_THING = re.compile(
    r"[,;:()?/]|\b(?:and|or|this|these|it|they|other|any|all|such|following)\b|^(?:if|when)\b",
    re.IGNORECASE,
)
_TO_INCLUDE = re.compile(
    r"(?P<act>[A-Z][a-z]+ [^,:]+?),? and (?:make|be) sure to include(?: the following)?$"
)
_LONGEST_NAME, _LONGEST_RULE, _MOST = 8, 20, 4
_LONGEST_INCLUDED = 60


def ask_following(intro: Line, items: list[Line]) -> Iterator[Candidate]:
    """A question for each item that is one thing, with what the introduction says of all."""
    match = _RULED.match(intro.shown.rstrip(" :*_").strip())
    if match is None or not intro.clear(2, intro.length):
        return
    modal, rest = match["modal"].lower(), match["rest"]
    if len(rest.split()) > _LONGEST_RULE:
        return
    helper, _, denied = modal.partition(" ")
    negative = bool(denied) or helper == "cannot"
    helper = "can" if helper == "cannot" else helper
    made = 0
    for number, item in enumerate(items):
        whole = item.whole().rstrip(" .,;")
        cased = _CASED.match(whole)
        name = (cased["name"] if cased else whole).removesuffix(" and").strip()
        if made == _MOST or not _is_thing(item, name):
            continue
        made += 1
        if cased and (negative or "," in cased["case"] or " or " in cased["case"]):
            continue
        case = f" {cased['case']}" if cased else ""
        stated = f"{{S}} {modal} {rest}{case}"
        kind, slot, short = "no" if negative else "yes", "truth", "No" if negative else "Yes"
        asked = f"{helper} {{S}} {rest}", f"whether {{S}} {helper} {rest}"
        if cased:
            main, provided, limit = rest.partition(", provided ")
            kind, slot, short = "when", "case", f"{cased['case']}{provided}{limit}"
            asked = f"When {helper} {{S}} {main}", f"when {{S}} {helper} {main}"
            stated = f"{{S}} {modal} {main}{case}{provided}{limit}"
        yield on_lines(
            [intro, item],
            kind,
            slot,
            asked,
            Said(short=short, statement=stated),
            fact=FOLLOWING + 20 * intro.sentence.index + number,
            score=1.0 if cased else 0.8,
            entity=replace(topic(name), plural=_several(item)),
            surface=name,
        )


def _several(item: Line) -> bool:
    """Whether the main noun of an item is a plural."""
    head = head_of(item.tokens, 0, noun_phrase(item.tokens, 0))
    return is_plural_form(item.tokens[head].lower)


def _is_thing(item: Line, name: str) -> bool:
    """Whether an item names one thing, and says and orders nothing."""
    words = name.split()
    place = noun_phrase(item.tokens, 0)
    first = item.tokens[0]
    ordered = first.tag == "VB" or (first.tag not in NOUNS and "VB" in verb_forms(first.lower))
    known = item.clear(0, item.length) and not _NO_THING.search(name)
    return known and place > 0 and not ordered and 1 <= len(words) <= _LONGEST_NAME


def ask_included(intro: Line, items: list[Line]) -> Iterator[Candidate]:
    """As in "What should I include when I email the desk?" for a list of what to include."""
    match = _TO_INCLUDE.match(intro.shown.rstrip(" :*_").strip())
    if match is None or "VB" not in verb_forms(match["act"].split()[0].lower()):
        return
    names = [item.whole().rstrip(" .,;") for item in items]
    goal = heading_goal(intro.sentence.heading)
    plain = all(_points_to(item, content(goal)) and ":" not in item.whole() for item in items)
    long = sum(len(name.split()) for name in names) > _LONGEST_INCLUDED
    if len(items) <= 1 or long or not plain or not intro.clear(0, intro.length):
        return
    act = f"{match['act'][:1].lower()}{match['act'][1:]}{f' to {goal}' if goal else ''}"
    listed = f"{'; '.join(names[:-1])}; and {names[-1]}"
    yield on_lines(
        [intro, *items],
        "list",
        "list",
        (
            f"What should {{S}} include when {{S}} {act}",
            f"what {{S}} should include when {{S}} {act}",
        ),
        Said(short=listed, statement=f"when {{S}} {act}, {{S}} should include: {listed}"),
        fact=FOLLOWING + 20 * intro.sentence.index,
        score=1.3,
        entity=READER,
        surface="you",
    )


def _points_to(item: Line, goal: frozenset[str]) -> bool:
    """Whether a name points to nothing, or to what the goal names: "these complaints"."""
    for place, token in enumerate(item.tokens[: item.length]):
        following = at(item.tokens, place + 1)
        meant = following.tag in NOUNS and content(following.lower) <= goal
        if not item.clear(place, place + 1, known=0) and not (token.lower in _THESE and meant):
            return False
    return True


_THESE = frozenset(["this", "these"])


def below_step(lines: list[Line], place: int) -> list[Line]:
    """The bullets right below a step of a numbered list, where both lost their indents."""
    first = lines[place]
    found: list[Line] = []
    last = first.sentence.paragraph
    for line in lines[place + 1 :]:
        sentence = line.sentence
        if sentence.kind != "item" or line.step or sentence.heading != first.sentence.heading:
            break
        if sentence.paragraph == last:
            return []  # an item of several sentences
        last = sentence.paragraph
        found.append(line)
    return found if first.step else []
