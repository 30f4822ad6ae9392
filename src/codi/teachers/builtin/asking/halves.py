"""Whether a statement, read again, is whole: no pair has lost its second, no clause its verb.

What opens in a statement (a clause behind "that", a pair behind "between", a deed that is shared by
two verbs, a case in which something holds) must be closed in it, too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.reading.phrases import noun_phrase
from codi.teachers.builtin.reading.tagset import ADJECTIVES, FINITE, NOUNS, at
from codi.teachers.builtin.reading.tokens import Token

_CLAUSES = frozenset(
    "that which who when where because although though whereas while if unless whether".split()
)
_RELATIVES = frozenset("that which who".split())
_SHORTENED = ADJECTIVES | {"VBN", "VBG", "IN", "TO", "RB"}
"""Behind "when" and "if" in "when asked", "if possible", "while at school"."""
_CASES = frozenset("if when whenever where unless once".split())
_HAPPENED = frozenset(["VBD"])
_AS_WHAT = re.compile(
    r"\b(?:nam|appoint|recogni[sz]|regard|describ|see|saw|view|treat|identif|classif"
    r"|proclaim|crown|elect|cho[os]|accept)\w* "
)
_DESCRIBING = NOUNS | ADJECTIVES | {"IN", "VBN", "DT", "CD", "TO", "POS"}
_YEAR = re.compile(r"\b\d{4}\b")
_CHANGED = re.compile(r"\bfrom [^,]{1,30} in (\d{4}) to [^,]{1,30} (?:by|in) (\d{4})\b")
"""As in "fell from 76% in 1970 to 55% by 2010": the one year says nothing without the other."""
_LOST_WORD = re.compile(
    r"\b(?:is|are|was|were|been|be) (?:recogni[sz]ed|regarded|described|viewed|known|seen)"
    r" (?:one|the|an?) |\b(?:far|much|somewhat|even|slightly) (?:more|less) \w+$"
)
"""The "as" of "recognised as one of", and than what something was "far less prominent"."""
_BY_DOING = re.compile(r"\bby \w+ing [^,]*$")
_ENDS = frozenset([".", "!", "?", ";", ":", ")", ""])
_MANY_TIMES = re.compile(
    r"\b(?:require|demand|have|has|offer|provide|guarantee)(?:s|d|ed)? (?:[a-z]+ ){0,2}"
    r"(?:\d+|two|three|four|five|six|ten|several|many) (?:years|months|weeks|days|hours)"
    r"(?! (?:of|to|after|before|with)\b)"
)
"""Of what, as in "28 days" behind "four weeks of paid holidays", the words before say."""


def halved(
    candidate: Candidate, words: list[str], tokens: list[Token], end: int, tags: Mapping[str, str]
) -> bool:
    """Whether the statement of these `words`, which end before `end`, opens what it leaves open."""
    if _YEAR.search(candidate.statement):
        change = _CHANGED.search(" ".join(token.text for token in tokens))
        if change and sum(year in candidate.statement for year in change.groups()) == 1:
            return True
    unsaid = _MANY_TIMES.search(candidate.statement) or _LOST_WORD.search(candidate.statement)
    if unsaid or _lost_case(candidate, tokens):
        return True
    following = at(tokens, end) if end else tokens[-1]
    if following.text not in _ENDS and _lacks_verb(words, tags):
        return True
    return _second_of_pair(candidate, tokens) or _first_of_pair(words, tokens, end)


def _first_of_pair(words: list[str], tokens: list[Token], end: int) -> bool:
    """Whether what stands behind the statement is the second half of a pair or list in it."""
    following, next_ = at(tokens, end), at(tokens, end + 1)
    if not end:
        return False
    if following.tag == "CC" or (following.text == "." and next_.tag == "CC"):
        paired = words[words.index("between") :] if "between" in words else []
        open_pair = bool(paired) and not {"and", "or"} & set(paired)
        return open_pair or (tokens[end - 1].tag == "VB" and next_.tag in {"VB", "VBP"})
    if following.lower in {"in", "of", "since", "for"} and next_.tag in {"CD", "DT", "NN", "NNS"}:
        return any(t.tag in {"JJS", "RBS"} for t in tokens[max(0, end - 4) : end])
    if following.text != ",":
        return False
    said_as = next_.lower == "as" and at(tokens, end + 2).tag in {"DT", *NOUNS}
    if next_.tag == "VBG" and _BY_DOING.search(" ".join(words)):
        return True  # "by guarding the road" of "by guarding the road, lending money and ..."
    named = said_as and _AS_WHAT.search(" ".join(words)) is not None
    return named or _amid_list(tokens, end)


def _lacks_verb(words: list[str], tags: Mapping[str, str]) -> bool:
    """As in "he argues that the drought, in the south": the last clause stays without its verb."""
    place = max((i for i, word in enumerate(words[:-1]) if word in _CLAUSES), default=-1)
    if place < 0 or tags.get(words[place]) not in {"IN", "WDT", "WP", "WRB"}:
        return False
    if words[place + 1] == "of":
        return False  # "greater than that of the Moon"
    rest = [tags.get(word, "") for word in words[place + 1 :]]
    shortened = rest[0] in _SHORTENED and words[place] not in _RELATIVES
    return not shortened and not any(tag in FINITE for tag in rest)


def _second_of_pair(candidate: Candidate, tokens: list[Token]) -> bool:
    """As in "it sustained growth" of "it saw links between trade and sustained growth"."""
    opened = next((i for i, token in enumerate(tokens) if token.lower == "between"), len(tokens))
    joined = next((i for i, t in enumerate(tokens) if i > opened and t.lower == "and"), 0)
    behind = candidate.statement.partition("{S}")[2].split()
    return bool(joined and behind) and at(tokens, joined + 1).lower == behind[0].lower()


def _lost_case(candidate: Candidate, tokens: list[Token]) -> bool:
    """Whether what is so "when rock is pressed" is told of rock at all times."""
    if (
        candidate.slot == "identity"
        or tokens[0].lower not in _CASES
        or at(tokens, 1).tag in _SHORTENED
    ):
        return False
    stop = next((i for i, token in enumerate(tokens) if token.text == ","), 0)
    case = [token for token in tokens[1:stop] if token.text[:1].isalnum()]
    if len(case) < 2 or any(token.tag in _HAPPENED for token in tokens):
        return False
    said = f"{candidate.direct} {candidate.statement}".lower()
    said = said.replace("{s}", candidate.surface.lower())
    kept = sum(token.lower in said for token in case)
    return kept < len(case) - 1


def _amid_list(tokens: list[Token], end: int) -> bool:
    """As in "oxides of silicon" of "oxides of silicon, iron, and lime": a list goes on."""
    place = end
    while at(tokens, place).text == ",":
        first = at(tokens, place + 1)
        if first.tag == "CC":
            stop = noun_phrase(tokens, place + 2)
            return place > end and stop > place + 2 and at(tokens, stop).tag not in FINITE
        stop = noun_phrase(tokens, place + 1)
        while stop > place + 1 and at(tokens, stop).tag in _DESCRIBING:
            stop += 1
        if stop == place + 1 or first.tag in {"DT", "CD", "PRP", "PRP$"}:
            return False
        place = stop
    if place > end and at(tokens, place).tag == "CC":
        stop = noun_phrase(tokens, place + 1)
        return stop > place + 1 and at(tokens, stop).tag not in FINITE
    return False
