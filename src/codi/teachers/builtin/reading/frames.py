"""The rough shape of a sentence: what stands in front, who, the verb, and what hangs on it.

The parser reads a sentence whole or not at all. A frame leaves all phrases as they are written and
only finds where they meet, so that questions keep every word of what they ask about.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from codi.teachers.builtin.reading import lexicon
from codi.teachers.builtin.reading.assembly import VerbText
from codi.teachers.builtin.reading.clauses import Clause
from codi.teachers.builtin.reading.english import word_classes
from codi.teachers.builtin.reading.fronts import subject_end, time_in_front, unmarked_front
from codi.teachers.builtin.reading.lines import Line, base_form, readable
from codi.teachers.builtin.reading.phrases import VerbGroup, noun_phrase, verb_group
from codi.teachers.builtin.reading.tagset import FINITE, NOUNS, at
from codi.teachers.builtin.reading.tokens import Token

CONDITIONS = frozenset("if when once before after unless whenever until while".split())
_CUES = CONDITIONS | frozenset("because since although though whereas so where".split())
_FRONTS = frozenset(
    """for in on at as during with by under within after despite following throughout over between
    among from through like unlike""".split()
)
_SKIPPED = frozenset(
    """please also always then however additionally generally finally next therefore first second
    third just simply instead and but so otherwise usually typically thus hence
    moreover furthermore similarly consequently meanwhile nevertheless nonetheless subsequently
    later today now indeed likewise alternatively optionally ideally""".split()
)
_WONDERING = frozenset(
    """know see ask check determine decide sure wonder whether unsure tell find out confirm
    verify doubt consider remember matter that word words term on about of to for from in by
    as even only than and or but just asks asking knows""".split()
)
_EVERYDAY = frozenset(
    """use click check contact ask book submit keep write avoid include make add choose select enter
    review read visit email call send put place start try consider remember ensure update create
    open save list test work talk let set go follow report plan break divide change replace explain
    note mark request charge bill cancel claim limit delete focus edit copy sign design name group
    number match view share store log post run build install""".split()
)
_NOT_VERBS = frozenset("may can will must should do does be".split())
_NEEDS = frozenset(["need", "have"])


@dataclass(slots=True)
class Frame:
    """Where the parts of a line stand, as places of tokens.

    `front` ends before its comma, `subject` is empty for advice ("Use lists"), `verb` starts the
    predicate and `rest` what follows its first verb group; `tail` is where a clause with if, when,
    because or "so that" begins, or the line's end. `negative` tells of advice against something.
    """

    line: Line
    front: tuple[int, int]
    subject: tuple[int, int]
    verb: int
    rest: int
    tail: int
    end: int
    advice: bool = False
    negative: bool = False
    said: VerbText | None = None

    @property
    def tokens(self) -> list[Token]:
        """The tokens of the sentence."""
        return self.line.tokens

    @property
    def cue(self) -> str:
        """The word that the tail begins with, or nothing."""
        return self.tokens[self.tail].lower if self.tail < self.end else ""

    @property
    def front_cue(self) -> str:
        """The word that the front begins with, or nothing."""
        start, end = self.front
        return self.tokens[start].lower if start < end else ""

    @property
    def to_reader(self) -> bool:
        """Whether it is said to the reader: advice, or a sentence on "you"."""
        start, end = self.subject
        return self.advice or (end == start + 1 and self.tokens[start].lower == "you")

    @property
    def helper(self) -> str:
        """The auxiliary of what is said to the reader; "should" for advice."""
        if self.advice:
            return "should"
        return self.said.auxiliaries[0] if self.said and self.said.auxiliaries else ""

    def front_text(self) -> str:
        """The words in front as they stand behind a question."""
        text = self.line.words(*self.front)
        return text[:1].lower() + text[1:] if self.front_cue in CONDITIONS | _FRONTS else text


def read_frame(line: Line) -> Frame | None:
    """The frame of a line, or None where its parts are not clear; several ask for it."""
    if not line.frames:
        line.frames.append(_read_frame(line))
    return cast("Frame | None", line.frames[0])


def _read_frame(line: Line) -> Frame | None:
    if not readable(line) or line.sentence.hangs:
        return None
    tokens, end = line.tokens, _first_part(line)
    if end == 0:
        return None
    start = _skip(tokens, 0, end)
    front = (start, start)
    if _opens_front(tokens, start):
        comma = _end_of_front(tokens, start, end)
        if comma is not None:
            if comma == start + 2 and tokens[start + 1].lower in {"so", "not"}:
                return None  # "if so", "if not"
            front, start = (start, comma), _skip(tokens, comma + 1, end)
        else:
            condition = tokens[start].lower in CONDITIONS
            place = unmarked_front(tokens, start, end, condition=condition)
            if place is None:
                return None
            front, start = (start, place), place
    elif (place := time_in_front(tokens, start, end)) is not None:
        front, start = (start, place), _skip(tokens, place, end)
    found = _advice(line, front, start, end) or _clause(line, front, start, end)
    return found or (_told_then(line, front, start, end) if front[0] < front[1] else None)


def _opens_front(tokens: list[Token], start: int) -> bool:
    """Whether a condition, an aim or another phrase in front of the clause begins here."""
    word = at(tokens, start).lower
    instead = word in {"instead", "regardless"} and at(tokens, start + 1).lower == "of"
    return word in CONDITIONS | _FRONTS or instead or _infinitive(tokens, start)


def _first_part(line: Line) -> int:
    """Where what a line says first ends: before a colon, a dash or a semicolon.

    0 where it goes on behind a second dash.
    """
    for index in range(5, line.length):
        token = line.tokens[index]
        following = at(line.tokens, index + 1)
        dash = (token.text == "–" and (token.gap or following.gap)) or (
            token.text == "-" and token.gap and following.gap
        )
        mark = dash or token.text in {":", ";", "—"} or token.text.startswith("--")
        if mark and token.end < line.tokens[-1].start:
            return 0 if dash and _goes_on(line, index) else index
    return line.length


def _goes_on(line: Line, dash: int) -> bool:
    """As in "the seat of government – but no longer capital – of Germany"."""
    marks = range(dash + 1, line.length)
    second = next((i for i in marks if line.tokens[i].text == line.tokens[dash].text), None)
    return second is not None and line.tokens[second + 1].tag in {"IN", "TO", *NOUNS}


def _skip(tokens: list[Token], start: int, end: int) -> int:
    while start < end and (tokens[start].lower in _SKIPPED or tokens[start].text == ","):
        if tokens[start].lower == "instead" and at(tokens, start + 1).lower == "of":
            return start
        start += 1
    words = [token.lower for token in tokens[start : start + _LONGEST_NOTE]]
    for size in range(_LONGEST_NOTE, 1, -1):
        said = " ".join(words[:size])
        linked = said in _LINKING and at(tokens, start + size).text == ","
        if linked or said in _NOTES:
            return _skip(tokens, start + size, end)
    return start


_NOTES = frozenset(
    [
        "note that",
        "remember that",
        "be aware that",
        "keep in mind that",
        "bear in mind that",
        "remember to",
        "be sure to",
        "make sure to",
        "it is important to",
        "it 's important to",
    ]
)
"""What only says that a rule follows."""
_LINKING = frozenset(
    text.strip()
    for text in """in contrast, by contrast, in turn, in fact, in actuality, in addition,
    as a result, in response, in short, on the other hand, on the contrary, after all""".split(",")
)
"""What only leads on from the sentence before."""
_LONGEST_NOTE = 4


def _infinitive(tokens: list[Token], start: int) -> bool:
    return at(tokens, start).lower == "to" and base_form(at(tokens, start + 1))


def _end_of_front(tokens: list[Token], start: int, end: int) -> int | None:
    """The first comma behind which a clause of its own begins."""
    for index in range(start + 1, end - 2):
        if tokens[index].text != ",":
            continue
        if tokens[index + 1].lower in {"and", "or"}:
            continue
        place = _skip(tokens, index + 1, end)
        clause = subject_end(tokens, place, end) > place
        if clause or _is_advice(tokens, place, end) or _described_end(tokens, place, end) > place:
            return index
        if tokens[start].lower in {"if", "when"} and _could_advise(tokens, place):
            return index
    return _before_advice(tokens, start, end)


def _before_advice(tokens: list[Token], start: int, end: int) -> int | None:
    """The last comma of a condition, where a verb that could be a noun stands behind it."""
    for index in range(end - 3, start, -1):
        if tokens[index].text == ",":
            place = _skip(tokens, index + 1, end)
            return index if _could_advise(tokens, place) else None
    return None


def _could_advise(tokens: list[Token], place: int) -> bool:
    token, following = at(tokens, place), at(tokens, place + 1)
    verb = base_form(token) and token.text.islower() and token.lower not in _NOT_VERBS
    told = following.tag in {"TO", "DT", "PRP$", "NNP", "WDT", "WP"} or following.lower == "up"
    doing = "VERB" in word_classes(token.lower) or token.lower in {"head", "navigate"}
    return verb and told and doing


def _is_advice(tokens: list[Token], start: int, end: int) -> bool:
    """Whether a plain verb without a subject begins here."""
    token, following = at(tokens, start), at(tokens, start + 1)
    if start + 1 >= end:
        return False
    if token.lower in {"do", "don"} and following.lower in {"not", "n't", "n’t"}:
        return base_form(at(tokens, start + 2)) and at(tokens, start + 2).text.islower()
    if token.lower in {"never", "avoid"}:
        return following.tag not in FINITE
    object_behind = following.tag in {"DT", "PRP$"}
    object_behind = object_behind and token.tag not in {"RB", "IN", "DT", "CC", "WRB"}
    known = token.tag == "VB" or token.lower in _EVERYDAY or object_behind
    if token.lower in _NOT_VERBS or not base_form(token) or not known:
        return False
    if following.tag == "CC":  # "complete and submit the form"
        return base_form(at(tokens, start + 2)) and at(tokens, start + 3).tag in {"DT", "PRP$"}
    after = at(tokens, noun_phrase(tokens, start + 1)).tag
    subject = after in FINITE - {"VBP"} and following.tag not in {"DT", "PRP$", "IN"}
    return not subject and following.tag not in FINITE and following.text not in {",", "'s", "’s"}


def _advice(line: Line, front: tuple[int, int], start: int, end: int) -> Frame | None:
    tokens = line.tokens
    if not _is_advice(tokens, start, end):
        return None
    first = tokens[start].lower
    verb = start + 2 if first in {"do", "don"} and at(tokens, start + 1).lower != "so" else start
    verb = start + 1 if first == "never" else verb
    negative = verb > start or first == "avoid"
    tail = _tail(tokens, verb + 1, end)
    return Frame(
        line, front, (start, start), verb, verb + 1, tail, end, advice=True, negative=negative
    )


def _told_then(line: Line, front: tuple[int, int], start: int, end: int) -> Frame | None:
    """Advice behind a condition whose verb could be a noun: "if it fails, aim to repair it"."""
    if not _could_advise(line.tokens, start):
        return None
    tail = _tail(line.tokens, start + 1, end)
    return Frame(line, front, (start, start), start, start + 1, tail, end, advice=True)


def _described_end(tokens: list[Token], start: int, end: int) -> int:
    """The same for a subject that a participle describes, or a gerund, before an auxiliary.

    As in "tickets booked outside of the tool must be ..." and "splitting costs is ...".
    """
    first = at(tokens, start)
    if first.tag not in _OPENS_SUBJECT:
        return start
    for index in range(start + 1, min(end - 1, start + _LONGEST_SUBJECT)):
        token, before = tokens[index], tokens[index - 1]
        if token.tag in {"PRP", "WDT", "WP", "WRB", "EX", "WP$"} or not token.text[:1].isalnum():
            return start
        meanwhile = token.lower == "while" and at(tokens, index + 1).tag in {"IN", "VBG"}
        if token.lower in CONDITIONS | {"that"} and not meanwhile:
            return start
        if token.tag in {"DT", "PRP$"} and before.tag in NOUNS:
            return start  # "the date your plan can start"
        if token.tag not in FINITE:
            continue
        group = verb_group(tokens, index)
        helped = token.tag == "MD" or token.lower in {"is", "are", "was", "were"}
        held = helped and before.tag in NOUNS | {"CD", "VBN", "RB"}
        return index if held and group is not None and group.finite else start
    return start


_OPENS_SUBJECT = NOUNS | frozenset(["DT", "PRP$", "JJ", "CD", "VBG", "VBN", "JJS", "JJR"])
_LONGEST_SUBJECT = 16


def _clause(line: Line, front: tuple[int, int], start: int, end: int) -> Frame | None:
    tokens = line.tokens
    verb = subject_end(tokens, start, end)
    verb = verb if verb > start else _described_end(tokens, start, end)
    if verb == start or tokens[start].tag == "EX":
        return None
    group = verb_group(tokens, verb)
    if group is None or group.end > end:
        return None
    said = _said(line, (start, verb), group)
    tail = _tail(tokens, group.end, end)
    return Frame(
        line, front, (start, verb), verb, group.end, tail, end, negative=group.negative, said=said
    )


def _said(line: Line, subject: tuple[int, int], group: VerbGroup) -> VerbText:
    return VerbText(Clause(line.sentence, subject, group, []))


def _tail(tokens: list[Token], start: int, end: int) -> int:
    """Where a clause that says when, why or under what condition begins; `end` where none does."""
    for index in range(start, end - 2):
        token, before, following = tokens[index], tokens[index - 1], tokens[index + 1]
        if token.lower not in _CUES or before.lower in _WONDERING:
            continue
        if token.lower == "so":
            purpose = following.lower == "that" or (
                following.lower in {"you", "they", "it"} or following.tag in {"DT", "PRP$"}
            )
            if not purpose:
                continue
        if token.lower == "because" and following.lower == "of":
            return index
        if token.lower in {"before", "after", "until", "since"}:
            clause = subject_end(tokens, index + 1, end) > index + 1 or following.tag == "VBG"
            if not clause:
                continue
        elif token.lower not in {"so", "because"} and not _opens_clause(tokens, index + 1, end):
            continue
        return index
    return end


def _opens_clause(tokens: list[Token], start: int, end: int) -> bool:
    token = at(tokens, start)
    if token.tag in {"VBG", "VBN", "JJ"} or token.lower in {"possible", "needed", "necessary"}:
        return True
    return subject_end(tokens, start, end) > start


def vague(tokens: list[Token], start: int, end: int) -> bool:
    """Whether a stretch names nothing that a stranger would know: only "the form", "it"."""
    index = start
    while index < end:
        stop = noun_phrase(tokens, index)
        if stop <= index:
            index += 1
            continue
        phrase = tokens[index:stop]
        pronoun = phrase[0].tag in {"PRP", "EX"}
        bare = phrase[0].lower in {"the", "each", "every"} and len(phrase) < 3
        described = bare and at(tokens, stop).lower in {"of", "for", "that", "who", "in", "on"}
        name = any(token.tag in {"NNP", "NNPS"} for token in phrase)
        if not pronoun and phrase[-1].lower not in _EMPTY and (name or described or not bare):
            return False
        index = stop
    return True


_EMPTY = (
    frozenset(
        """thing things way ways step steps information page section example examples item items
    list lists one ones time times note notes box button field fields option options case cases
    part sure something anything everything someone anyone people person others order""".split()
    )
    | lexicon.DURATION_NOUNS
)
