"""The words of a sentence as a reader sees them, quotation marks and brackets included.

Facts leave out brackets and quotation marks; a question that is cut out of a sentence keeps them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from codi.teachers.builtin.reading.english import verb_forms
from codi.teachers.builtin.reading.entities import phrase_text
from codi.teachers.builtin.reading.facts import PassageFacts
from codi.teachers.builtin.reading.markup import visible_text
from codi.teachers.builtin.reading.speech import is_spoken, runs_on
from codi.teachers.builtin.reading.tagset import NOUNS, at
from codi.teachers.builtin.reading.tokens import Sentence, Token, has_formula

_ORDERED = re.compile(r"\s*(?:[-*+]\s+)?(\d{1,2})[.)]\s+\W*$")
_EXAMPLE = re.compile(
    r"(?:(?!use|give|add|include)\w+ )?examples?\b|(?:before|after|original|revised|sample|say|"
    r"don.?t say|instead of|dense text)\W*$|sample\b",
    re.IGNORECASE,
)
_OURS = frozenset(["we", "us", "our", "ours"])
_POINTING_OUT = _OURS | frozenset(
    """this these those such i me my mine here above below following aforementioned
    former latter another likewise otherwise instead respectively he she him his her""".split()
)
_CONTRASTING = frozenset(["unless", "though", "although", "but", "if"])
_LOOKING_BACK = frozenset("it its they them their theirs itself themselves".split())
_ON_THE_PAGE = frozenset(
    """page section guide document list form link table checklist handbook slide template video
    example examples instructions steps chart map diagram deck walkthrough following""".split()
)
_DEBRIS = re.compile(
    r"https?:|www\.|[{}|<>=\\→•]|\.\.\.|…|\(\s*\)|[^\W\d]:\w|\w:[^\W\d]|"
    r"(?<!\w)[@/]|[@/](?!\w)|#(?!\w)|\bto (?:in|via|on|at|of) |"
    r"\b(?:with|to|of|from),|[a-z]–[a-z]"
)
_OF_BEING = frozenset("is was 's be been has will not n't may also always often very".split())
_OF_MATTERS = frozenset(
    """possible impossible necessary important essential likely unlikely recommended helpful best
    better advisable acceptable common clear hard easy difficult required""".split()
)
_QUOTES = '"“”'
_TAKES_YOU = frozenset(
    """to for with from by of about at on before after notify contact reimburse help helps allow
    allows let lets require requires ask asks tell tells give gives send sends enable enables
    want wants pay pays""".split()
)
_LONGEST = 64


@dataclass(slots=True)
class Line:
    """A sentence with its visible text; `step` is its number in a list of steps, or 0.

    `example` tells that the sentence is an example of wording and says nothing itself, `ours` that
    "we" are those who wrote the page and those who read it, `near` that it is read with the
    sentence before it fresh in mind: "this" and "them" are clear then. `frames` keeps what it was
    read as (`read_frame`), once it was.
    """

    sentence: Sentence
    shown: str
    step: int
    example: bool
    indent: int = 0
    ours: bool = False
    near: bool = False
    frames: list[object] = field(default_factory=list, init=False, compare=False, repr=False)

    @property
    def tokens(self) -> list[Token]:
        """The tokens of the sentence."""
        return self.sentence.tokens

    @property
    def length(self) -> int:
        """How many tokens there are before the mark that ends the sentence."""
        last = len(self.tokens)
        while last and self.tokens[last - 1].text in {".", "!", "?", ";", ":", ","}:
            last -= 1
        return last

    def words(self, start: int, end: int) -> str:
        """The words `[start, end)` as they are written, but for the capital of the beginning."""
        tokens = self.tokens
        if start >= end:
            return ""
        first = tokens[0].start
        begin, stop = tokens[start].start - first, tokens[end - 1].end - first
        text = self.shown[begin:stop]
        if not self.shown.startswith(tokens[0].text) or not text.startswith(tokens[start].text):
            return phrase_text(tokens, start, end)
        if sum(text.count(mark) for mark in _QUOTES) % 2:
            if self.shown[stop : stop + 1] in set(_QUOTES):
                text += self.shown[stop]
            elif begin and self.shown[begin - 1] in _QUOTES:
                text = self.shown[begin - 1] + text
        if text.count("(") > text.count(")") and self.shown[stop : stop + 1] == ")":
            text += ")"
        elif text.count("(") > text.count(")"):
            return phrase_text(tokens, start, end)
        if start == 0:
            text = _lowered(text, tokens)
        if text.endswith(('."', ',"')):
            text = f'{text[:-2]}"'
        return text.strip()

    def whole(self) -> str:
        """The sentence without its last mark, its first letter as inside a sentence."""
        return self.words(0, self.length)

    def clear(self, start: int, end: int, *, known: int | None = None, told: bool = False) -> bool:
        """Whether no word of `[start, end)` points out of what stands from `known` on.

        What is only `told` to the reader may say "you" in ways that he could not ask it.
        """
        first = start if known is None else known
        for index in range(start, end):
            token = self.tokens[index]
            word = token.lower
            if self.near and self._just_said(index):
                continue
            if told and word == "instead" and self._contrasted(index):
                continue
            if word in _POINTING_OUT and not self._harmless(index):
                return False
            if word == "that" and token.tag == "DT":
                return False
            if word in _LOOKING_BACK and not self._looks_at(word, first, index):
                return False
            if word in {"so", "that"} and at(self.tokens, index - 1).lower in {
                "do",
                "doing",
                "done",
            }:
                return False
            if word == "you" and not (told or self._sayable(index)):
                return False
        words = self.words(start, end).replace("and/or", "and or")
        odd = words.count('"') % 2 or words.count("“") != words.count("”")
        return not odd and not _DEBRIS.search(words)

    def _just_said(self, index: int) -> bool:
        """Whether a word points to what was just said, and not to something on the page."""
        word, following = self.tokens[index].lower, at(self.tokens, index + 1)
        if word in _LOOKING_BACK:
            return True
        return word in {"this", "these", "those", "that"} and following.lower not in _ON_THE_PAGE

    def _harmless(self, index: int) -> bool:
        token, following = self.tokens[index], at(self.tokens, index + 1)
        if token.lower in _OURS:
            return self.ours
        if token.lower == "such":
            return following.lower == "as"
        if token.lower == "instead":
            return following.lower == "of"
        if token.lower == "another":
            return at(self.tokens, index - 1).tag in {"IN", "TO"} and following.tag[:2] in {
                "NN",
                "JJ",
            }
        if token.lower == "following":
            before = at(self.tokens, index - 1)
            return following.tag in {"DT", "PRP$"} and before.tag not in {"DT", "IN", "VB"}
        return token.lower == "i" and token.text == "I" and token.tag == "NNP"

    def _contrasted(self, index: int) -> bool:
        """Whether the sentence itself says what something is done instead of."""
        return any(token.lower in _CONTRASTING for token in self.tokens[:index])

    def _looks_at(self, word: str, first: int, index: int) -> bool:
        """Whether a noun that the pronoun can mean stands before it."""
        if word == "it" and self._expletive(index):
            return True
        plural = word in {"they", "them", "their", "theirs", "themselves"}
        tags = {"NNS", "NNPS"} if plural else {"NN", "NNP"}
        found = [token for token in self.tokens[first:index] if token.tag in NOUNS]
        return any(token.tag in tags for token in found)

    def _expletive(self, index: int) -> bool:
        """As in "it is possible to", "it has been a week": it means nothing."""
        words = [token.lower for token in self.tokens[index + 1 : index + 5]]
        while words and words[0] in _OF_BEING:
            words = words[1:]
        tags = {token.tag for token in self.tokens[index + 1 : index + 5]}
        return bool(words) and (words[0] in _OF_MATTERS or (words[0] == "over" and "DT" in tags))

    def _sayable(self, index: int) -> bool:
        """Whether "you" can be turned into "I" or "me" by the words beside it."""
        following, before = at(self.tokens, index + 1), at(self.tokens, index - 1)
        finite = following.tag in {"MD", "VBP", "VBD", "VB", "RB", "VBZ"}
        contracted = following.lower.startswith(("'", "’"))
        marked = not following.text or following.text in {".", ",", "?"}
        taken = before.lower in _TAKES_YOU
        if taken and (finite or contracted) and before.lower not in {"before", "after"}:
            return False
        joined = before.lower in {"and", "or"} and not finite
        return not joined and (finite or contracted or marked or taken)


def _lowered(text: str, tokens: list[Token]) -> str:
    """A beginning of a sentence without its capital, unless it is a name."""
    second = at(tokens, 2 if at(tokens, 1).tag == "POS" else 1)
    if tokens[0].tag in NOUNS | {"JJ"} and second.text[:1].isupper():
        return text
    small = phrase_text(tokens, 0, 1)
    return small + text[len(small) :] if small[:1].islower() else text


def read_lines(passage: PassageFacts, text: str) -> list[Line]:
    """A line for each sentence of a passage with this text, in order."""
    found = []
    ours = _is_ours(passage)
    for sentence in passage.sentences:
        if not sentence.tokens:
            continue
        shown = visible_text(text[sentence.start : sentence.end])
        begin = text.rfind("\n", 0, sentence.start) + 1
        ordered = _ORDERED.match(text[begin : sentence.start]) if sentence.kind == "item" else None
        example = bool(_EXAMPLE.match(sentence.heading)) or shown.lower().startswith(
            ("for example", "e.g")
        )
        indent = len(text[begin : sentence.start]) - len(text[begin : sentence.start].lstrip())
        step = int(ordered[1]) if ordered else 0
        found.append(Line(sentence, shown, step, example, indent, ours=ours))
    return found


def _is_ours(passage: PassageFacts) -> bool:
    """Whether a passage speaks of "us" to one of us: it tells its reader what to do here.

    Not where somebody speaks of himself too, or only gives advice: "we recommend".
    """
    words = [token.lower for s in passage.sentences for token in s.tokens]
    told = any(word in {"you", "your"} for word in words)
    advising = any(
        first in {"we", "our"} and second in _ADVISING
        for first, second in pairwise(word for word in words if word not in _BETWEEN)
    )
    return passage.addressed and told and not advising and not {"i", "my", "me"} & set(words)


_ADVISING = frozenset(
    """recommend suggest advise encourage urge hope believe think mean prefer say discuss describe
    mention cover explain list show talk assume see find know call refer guidelines examples guide
    advice recommendation readers study test research""".split()
)
_BETWEEN = frozenset("also strongly highly can will will ’ll 'll must have 've ’ve".split())


def readable(line: Line) -> bool:
    """Whether a line is a sentence of a length and make that can be cut for questions."""
    tokens = line.tokens
    if not 4 <= len(tokens) <= _LONGEST or line.example or tokens[-1].text == "?":
        return False
    first = tokens[0].text
    if not (first[:1].isupper() or first[:1].isdigit()) or line.shown.rstrip("*_ ").endswith(":"):
        return False
    if has_formula(tokens) or is_spoken(line.shown) or runs_on([t.text for t in tokens]):
        return False
    early = any(token.text in {":", ";", "–", "—", "--", "-"} for token in tokens[:5])
    return not early and not any(token.text in {"?", "!", "."} for token in tokens[:-1])


def all_clear(line: Line) -> bool:
    """Whether a whole line can be understood by itself."""
    return line.clear(0, line.length)


def base_form(token: Token) -> bool:
    """Whether a word can be the plain form of a verb."""
    return "VB" in verb_forms(token.lower)


def items_behind(lines: list[Line], place: int) -> list[Line]:
    """The items of the list that follows a line at once, each by its first sentence."""
    intro = lines[place]
    inner = intro.sentence.kind == "item"
    heading, last = intro.sentence.heading, intro.sentence.paragraph
    found: list[Line] = []
    for line in lines[place + 1 :]:
        sentence = line.sentence
        if sentence.kind != "item" or sentence.heading != heading:
            break
        if sentence.paragraph == last:
            continue
        last = sentence.paragraph
        if (inner and line.indent <= intro.indent) or (found and line.indent < found[0].indent):
            break
        if not found or line.indent == found[0].indent:
            found.append(line)
    return found


def siblings(lines: list[Line], place: int) -> list[Line]:
    """The item at a place and those of its list that follow, each by its first sentence."""
    first = lines[place]
    found = [first]
    for line in lines[place + 1 :]:
        sentence = line.sentence
        if sentence.kind != "item" or sentence.heading != first.sentence.heading:
            break
        if sentence.paragraph != found[-1].sentence.paragraph and line.indent == first.indent:
            found.append(line)
    return found
