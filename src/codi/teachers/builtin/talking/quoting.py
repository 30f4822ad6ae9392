"""Which sentences of a passage can be told as they stand, to somebody who does not see the page.

A sentence of a page leans on it in many ways: on the line above ("this template"), on the condition
or the list that it belongs to, on what was said before ("spot the difference"), on a link that the
text has lost ("reach out to in Slack"). Only one that leans on nothing is told, in its own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from codi.phenomena.wording import content
from codi.teachers.builtin.asking.analysis import Analysis
from codi.teachers.builtin.asking.mentions import cut_by_dash, has_main_verb
from codi.teachers.builtin.asking.pages import examples, says_nothing
from codi.teachers.builtin.asking.wellformed import breaks_off, damaged
from codi.teachers.builtin.reading.english import capitalised, noun_lemma
from codi.teachers.builtin.reading.frames import read_frame
from codi.teachers.builtin.reading.leaning import points_out
from codi.teachers.builtin.reading.line_scopes import line_scopes
from codi.teachers.builtin.reading.lines import Line, base_form
from codi.teachers.builtin.reading.phrases import noun_phrase
from codi.teachers.builtin.reading.tagset import NOUNS, at
from codi.teachers.builtin.reading.tokens import Sentence

_SHORTEST, _LONGEST = 5, 60
_BEGUN = re.compile(r"[A-Z0-9\"“‘']")
_ENDED = re.compile(r"[\w)\]\"”’'%][.!][\"”’')]?$")
_UNMARKED = re.compile(r"[\w)\"”’'%]$")
"""How advice in a list may end as well."""
_FOOTNOTE = re.compile(r"(?<=\w)\*(?!\w)")
_LINK = re.compile(
    r"^(?:(?:please )?note(?: that|:|,)?|but|and|also,?|however,|finally,|lastly,|in addition,|"
    r"additionally,|furthermore,|moreover,|in particular,|of course,|confusingly,|unfortunately,|"
    r"importantly,|overall,|generally,|however) ",
    re.IGNORECASE,
)
"""How a sentence begins that only adds to the one before."""
_LEANS = re.compile(
    r"(?:today|this|that|these|those|it|they|he|she|such|nor|so|then|therefore|thus|hence|instead"
    r"|otherwise|here|again|yes|no,|sure|another|other|second|third|next|later|similarly|likewise"
    r"|because|still|for (?:example|instance)|rather|even|alternatively|either|neither|too|also"
    r"|in (?:this|that|these|other|short|fact|contrast|turn|effect|practice)|as (?:a result|such)"
    r"|more important|the (?:latter|former|same|first|second|last|next|rest|other))\b"
    r"|to do |\w+: |in \w+ words",
    re.IGNORECASE,
)
"""How one begins that goes on from the one before, or is one of several, or an example."""
_REMARKED = re.compile(
    r"(?!in |at |for )[^\s,]+(?: [^\s,]+){0,3}, "
    r"(?:though|although|because|where|(?:(?:in|for) )?(?:which|whose))\b"
    r"|[^\s,]+(?: [^\s,]+){0,3} [-\N{EN DASH}\N{EM DASH}] ",
    re.IGNORECASE,
)
"""As in "Mail, which is slow": a name with a remark on it is no sentence."""
_ON_THE_PAGE = re.compile(
    r"^see |\b(?:see also|for (?:example|instance)|e\.g\.,|in bold|feel free|as follows|screenshot"
    r"|let['’]s)\b|\b(?:too|else|i\.e|etc)\W*$|\w: |^as [a-z]+ed |, you['’]d ",
    re.IGNORECASE,
)
_TELLING_WHICH = frozenset(
    """of that which who whom whose to for in on at from with by about between into within under
    where when you we they""".split()
)


def told_as_it_stands(analysis: Analysis, known: frozenset[str]) -> Iterator[tuple[Line, str]]:
    """The sentences that stand by themselves, as they are told; `known` are stems of the title."""
    if analysis.standing is None:
        analysis.standing = tuple(_standing(analysis))
    for line, text, needs in analysis.standing:
        if all(stems & known for stems in needs):
            yield line, text


def _standing(analysis: Analysis) -> Iterator[tuple[Line, str, tuple[frozenset[str], ...]]]:
    """These sentences as they are told, with the stems of each thing that must be known."""
    scopes = line_scopes(analysis.lines)
    seen: set[str] = set()
    shown = examples(analysis.lines)
    for line in analysis.lines:
        scope, heading = scopes.get(line.sentence.index), content(line.sentence.heading)
        free = scope is None or content(scope.text) & heading
        if free and line.sentence.index not in shown and _stands(line):
            unknown = (content(noun) for noun in _taken_for_known(line) if noun in seen)
            text = capitalised(_LINK.sub("", _shown(line), count=1))
            text = text if _ENDED.search(text) else f"{text}."
            yield line, text, tuple(stems for stems in unknown if not stems & heading)
        seen.update(noun_lemma(t.lower) for t in line.tokens if t.tag in NOUNS)


def _stands(line: Line) -> bool:
    """Whether a sentence is whole, says something, and points to nothing outside of it."""
    shown = _shown(line)
    text = capitalised(_LINK.sub("", shown, count=1))
    tokens, sentence = line.tokens, line.sentence
    frame = read_frame(line)
    advice = _tells(line) or (frame is not None and frame.to_reader)
    whole = _BEGUN.match(shown) and (_ENDED.search(shown) or (advice and _UNMARKED.search(shown)))
    if not whole or line.example or sentence.hangs or sentence.gaps or cut_by_dash(tokens):
        return False
    if not _SHORTEST <= len(text.split()) <= _LONGEST or says_nothing(text):
        return False
    if _LEANS.match(text) or _ON_THE_PAGE.search(text) or breaks_off(text) or damaged(text):
        return False
    clear = line.clear(0, line.length, told=True) and not points_out(tokens)
    return clear and (advice or (has_main_verb(tokens) and not _REMARKED.match(text)))


def _tells(line: Line) -> bool:
    """Whether a line begins with what to do: "Complete and submit the form"."""
    first, second = line.tokens[0], at(line.tokens, 1)
    told = second if second.tag != "CC" else at(line.tokens, 3)
    acts = base_form(first) and told.tag in {"DT", "PRP$"} and first.tag not in {"DT", "IN"}
    return acts or first.tag == "VB"


def _shown(line: Line) -> str:
    """The visible text of a sentence without the marks of footnotes."""
    return _FOOTNOTE.sub("", line.shown.strip("*_ "))


def _taken_for_known(line: Line) -> Iterator[str]:
    """The nouns of "the difference", "the boxes": with nothing that tells which."""
    tokens = line.tokens
    for index, token in enumerate(tokens):
        if token.lower != "the":
            continue
        end = noun_phrase(tokens, index)
        head = at(tokens, end - 1)
        plain = head.tag in {"NN", "NNS"} and end == index + 2
        if plain and at(tokens, end).lower not in _TELLING_WHICH:
            yield noun_lemma(head.lower)


_FEWEST_ITEMS, _MOST_ITEMS, _LONGEST_LIST, _LONGEST_ITEM = 2, 12, 100, 20
_NO_ITEM = re.compile(
    r"^$|[:?]$|[.!?] [A-Z]|https?:|[<>|*_`\[\]]|^\(|^(?:see|this|these|it|they)\b|\b(?:and|or)$"
    r"|\.\.\.|…|\b(?:above|below)\b",
    re.IGNORECASE,
)
"""Items of several sentences, links, markup, and what leans on the item before."""
_LEAD_IN = re.compile(r"(?!.*(?:\.\.\.|…))[A-Z].*[\w)”\"]:$")
_LEADS_BACK = re.compile(
    r"^(?:see|for (?:example|instance)|then|so|and|but|instead)\b"
    r"|\b(?:examples?|also|more|above)\b",
    re.IGNORECASE,
)
_LEADS_ON = frozenset(["following", "here", "these", "below"])
_BLOCK = re.compile(r"\n(?=[ \t]*\S)")


def lists_as_they_stand(analysis: Analysis) -> Iterator[tuple[list[Sentence], str]]:
    """Whole lists with the sentence that leads in to them, or alone below their heading."""
    scopes = line_scopes(analysis.lines)
    lines = {line.sentence.index: line for line in analysis.lines}
    for _, section in groupby(analysis.facts.sentences, key=lambda sentence: sentence.heading):
        told = list(section)
        places = [place for place, sentence in enumerate(told) if sentence.kind == "item"]
        runs = [
            [told[place] for _, place in run]
            for _, run in groupby(enumerate(places), key=lambda pair: pair[1] - pair[0])
        ]
        for items in runs:
            listed = _listed(items, analysis.text)
            before = told[told.index(items[0]) - 1] if items[0] is not told[0] else None
            if listed and len(items) == len(told):
                yield items, f"There are these: {listed}."
            elif listed and before is not None and before.index in lines:
                line, scope = lines[before.index], scopes.get(before.index)
                gap = analysis.text[before.end : items[0].start]
                free = scope is None or scope.source == "heading"
                if free and len(_BLOCK.findall(gap)) == 1 and _leads_in(line):
                    yield [before, *items], f"{_shown(line)} {listed}."


def _leads_in(line: Line) -> bool:
    """Whether a sentence that ends in a colon points to nothing but the list behind it."""
    shown = _shown(line)
    if not _LEAD_IN.match(shown) or _LEADS_BACK.search(shown) or line.example:
        return False
    clear = all(
        token.lower in _LEADS_ON or line.clear(place, place + 1, known=0, told=True)
        for place, token in enumerate(line.tokens)
    )
    return clear and has_main_verb(line.tokens) and not damaged(shown)


def _listed(items: list[Sentence], passage: str) -> str:
    """All items of a list, where each is one short line and none is a list of its own."""
    texts = [passage[item.start : item.end].strip().rstrip(".;,") for item in items]
    words = sum(len(text.split()) for text in texts)
    unread = len(_BLOCK.findall(passage[items[0].start : items[-1].end])) + 1 - len(items)
    whole = not any(_NO_ITEM.search(text) or len(text.split()) > _LONGEST_ITEM for text in texts)
    fitting = _FEWEST_ITEMS <= len(items) <= _MOST_ITEMS and words <= _LONGEST_LIST
    told = "; ".join(texts)
    return told if whole and fitting and not (unread or damaged(told)) else ""
