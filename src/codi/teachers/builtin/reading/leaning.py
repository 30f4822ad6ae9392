"""What a sentence takes for known: words that say nothing without the sentences before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from codi.teachers.builtin.reading import lexicon
from codi.teachers.builtin.reading.english import noun_lemma, verb_lemma
from codi.teachers.builtin.reading.entities import phrase_text
from codi.teachers.builtin.reading.phrases import head_of, noun_phrase
from codi.teachers.builtin.reading.tagset import ADJECTIVES, FINITE, NOUNS, at
from codi.teachers.builtin.reading.tokens import Token

_POINTING = frozenset(["this", "that", "these", "those"])
_TELLING_WHICH = frozenset(
    "who whom whose which that with of in for at on from to across between near around".split()
)
_OF_THE_PAGE = frozenset(
    """here below above linked listed aforementioned following latter former so-called""".split()
)
_AGAIN = frozenset("other others another same such".split())
_IDIOMS = frozenset("side end hand day time way".split())
_COMPARED = frozenset("than as".split())
_LISTING = frozenset("and or any each every no some many all among most".split())
_NUMBERS = frozenset("two three four five six seven eight nine ten".split())
_COUNTING_ON = frozenset("second third fourth fifth sixth".split())
_AFTERWARDS = frozenset(
    "later earlier afterwards afterward thereafter meanwhile then before".split()
)
_NEXT = frozenset("following next previous same preceding".split())
_BEFORE_CLAUSES = lexicon.SPEECH_VERBS | frozenset(["ensure", "check", "verify", "see", "guess"])
_NOMINAL = NOUNS | {"CD", "DT", "PRP", "PRP$"}
_MOMENTS = frozenset("point meantime stage moment time".split())
_TIMES = lexicon.DURATION_NOUNS | frozenset(["day", "night", "morning", "evening"])


@dataclass(frozen=True, slots=True)
class Leaning:
    """Words that lean on what was said before.

    `start` is where they begin in the passage, `noun` what must have been said for them to be
    understood: none where the sentence before has to be just told, and where `never`, nothing that
    a talk could say makes them clear.
    """

    words: str
    start: int
    noun: str = ""
    never: bool = False


def leanings(tokens: list[Token]) -> Iterator[Leaning]:
    """Everything in a sentence that points out of it, but for its pronouns."""
    for index, token in enumerate(tokens):
        word = token.lower
        if word in _POINTING:
            yield from _pointing(tokens, index)
        elif word in _AGAIN:
            yield from _again(tokens, index)
        elif word == "further" and at(tokens, index - 1).lower == "a":
            yield _leaning(tokens, index - 1, index + 1, never=True)
        elif word in _COUNTING_ON or word in _NUMBERS:
            yield from _counted(tokens, index)
        elif word == "ones" or (word == "one" and at(tokens, index - 1).tag in ADJECTIVES):
            yield _instead(tokens, index)
        else:
            yield from _placed(tokens, index)


def points_out(tokens: list[Token]) -> list[Leaning]:
    """What points out of a whole sentence: all that leans on no noun said in it before."""
    nouns = [(t.start, noun_lemma(t.lower)) for t in tokens if t.tag in NOUNS]
    found = []
    for leaning in leanings(tokens):
        said = frozenset(noun for start, noun in nouns if start < leaning.start)
        if leaning.never or leaning.noun not in said:
            found.append(leaning)
    return found


def _pointing(tokens: list[Token], index: int) -> Iterator[Leaning]:
    """As in "that conjecture", and not "those who" nor "that" before a clause."""
    word, following = tokens[index].lower, at(tokens, index + 1)
    if word == "that" and not _determines(tokens, index):
        return
    if word in {"those", "that"} and following.lower in _TELLING_WHICH:
        return
    end = noun_phrase(tokens, index + 1)
    if end <= index + 1 or not any(t.tag in NOUNS for t in tokens[index + 1 : end]):
        if word != "that" or following.tag in {"IN", "VBZ", "VBD", "MD", ",", "."}:
            yield _leaning(tokens, index, index + 2, never=True)
        return
    if word in {"that", "those"} and at(tokens, end).lower in {"who", "which", "that"}:
        return
    noun = _noun(tokens, index, end)
    owned = any(
        noun == noun_lemma(token.lower) and at(tokens, place - 1).tag == "POS"
        for place, token in enumerate(tokens[:index])
    )  # "Brandt's rule is a stronger form of that rule" speaks of two
    yield _leaning(tokens, index, end, noun=noun, never=owned)


def _determines(tokens: list[Token], index: int) -> bool:
    """Whether "that" belongs to a noun, as in "of that rule", and does not begin a clause."""
    before, following = at(tokens, index - 1), at(tokens, index + 1)
    if following.tag not in {"NN", "JJ"}:
        return tokens[index].tag == "DT"
    if before.tag in {"IN", "TO"} and before.lower not in {"so", "in", "such"}:
        return True
    end = noun_phrase(tokens, index + 1)
    closed = at(tokens, end).tag not in FINITE
    if noun_lemma(at(tokens, end - 1).lower) in _TIMES:
        return closed
    verb = before.tag.startswith("VB") and verb_lemma(before.lower) not in _BEFORE_CLAUSES
    return tokens[index].tag == "DT" or (verb and (closed or before.tag == "VB"))


def _instead(tokens: list[Token], index: int) -> Leaning:
    """As in "the newest ones": what they are must have been said."""
    tag = "NNS" if tokens[index].lower == "ones" else "NN"
    nouns = [token for token in tokens[:index] if token.tag == tag]
    noun = noun_lemma(nouns[-1].lower) if nouns else ""
    return _leaning(tokens, index - 1, index + 1, noun=noun, never=not noun)


def _again(tokens: list[Token], index: int) -> Iterator[Leaning]:
    """As in "other cities" before any noun, "the other bed", "do the same", "such firms"."""
    word, previous, following = tokens[index].lower, at(tokens, index - 1), at(tokens, index + 1)
    if (word == "such" and following.lower in {"as", "a", "an"}) or previous.lower in _LISTING:
        return
    end = noun_phrase(tokens, index)
    compared = any(t.lower in _COMPARED for t in tokens[index + 1 : end + 6])
    contrasted = any(t.tag in NOUNS | {"PRP"} for t in tokens[:index])
    definite = previous.lower == "the"
    with_noun = following.tag in NOUNS | ADJECTIVES
    if word == "same":
        leans = not with_noun or not contrasted
    else:
        leans = word == "such" or definite or not contrasted
    if compared or not leans or (definite and following.lower in _IDIOMS):
        return
    noun = _noun(tokens, index, end) if with_noun else ""
    start = index - definite
    yield _leaning(tokens, start, max(end, index + 1), noun=noun, never=not noun)


def _counted(tokens: list[Token], index: int) -> Iterator[Leaning]:
    """As in "the two plates" and "a third type", where nothing tells which, or after which."""
    previous, end = at(tokens, index - 1), noun_phrase(tokens, index)
    ordinal = tokens[index].lower in _COUNTING_ON
    if previous.lower not in ({"a", "an"} if ordinal else {"the"}):
        return
    if not ordinal and (at(tokens, end).lower in _TELLING_WHICH or end > index + 2):
        return
    if end <= index + 1:
        if not ordinal:
            yield _leaning(tokens, index - 1, index + 1, never=True)
        return
    yield _leaning(tokens, index - 1, end, noun=_noun(tokens, index, end))


def _placed(tokens: list[Token], index: int) -> Iterator[Leaning]:
    """Words for the page, and for a place or a time that the sentence before has named."""
    word, previous, following = tokens[index].lower, at(tokens, index - 1), at(tokens, index + 1)
    if word in _OF_THE_PAGE:
        described = word in {"former", "latter"} and following.tag in NOUNS
        verb = word in {"linked", "listed", "following"} and previous.lower not in {"the", "as"}
        degrees = word in {"above", "below"} and following.tag in _NOMINAL
        if not (described and word == "former") and not verb and not degrees:
            yield _leaning(tokens, index, index + 1, never=True)
    elif word == "there" and tokens[index].tag != "EX":
        existing = {following.tag[:2], at(tokens, index + 2).tag[:2]} & {"VB", "MD"}
        if not existing and following.lower not in {"'s", "’s"}:
            yield _leaning(tokens, index, index + 1)
    elif word in _MOMENTS and previous.lower in {"this", "that", "the"}:
        if at(tokens, index - 2).lower in {"in", "at"} and (
            word == "meantime" or previous.lower != "the"
        ):
            yield _leaning(tokens, index - 1, index + 1, never=True)
    elif word in _AFTERWARDS:
        counted = word in {"later", "earlier", "before"} and noun_lemma(previous.lower) in _TIMES
        ends = word != "before" or following.tag in {".", ",", ""}
        if (counted and ends) or word in {"afterwards", "afterward", "thereafter", "meanwhile"}:
            yield _leaning(tokens, index, index + 1)
    elif word in _NEXT and previous.lower == "the" and noun_lemma(following.lower) in _TIMES:
        yield _leaning(tokens, index - 1, index + 2)


def _noun(tokens: list[Token], start: int, end: int) -> str:
    first = start + (tokens[start].lower in _POINTING)
    head = tokens[head_of(tokens, first, end)]
    return noun_lemma(head.lower) if head.tag in NOUNS else ""


def _leaning(
    tokens: list[Token], start: int, end: int, *, noun: str = "", never: bool = False
) -> Leaning:
    first, stop = max(0, start), min(end, len(tokens))
    words = phrase_text(tokens, first, stop).lower()
    return Leaning(words=words, start=tokens[first].start, noun=noun, never=never)
