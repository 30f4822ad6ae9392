"""Disfluent speech, and errors of typing or speech recognition."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from codi.phenomena.phenomenon import Phenomenon, example
from codi.phenomena.preconditions import except_on
from codi.phenomena.spelling import KNOWN, LEAST_LETTERS, is_near_word_swapped, is_slip
from codi.phenomena.wording import Wording, wording
from codi.types import Turn

_FILLERS = frozenset("uh uhh uhm um umm ummm er erm err hm hmm hmmm mm mmm".split())
_HESITATING = frozenset({"well", "like", "know"})
_BREAKING_OFF = re.compile(
    r"""
    ^(?:and\ |but\ |so\ )?well\s*(?:,|\.\.\.|-) | (?:^|,\s*)like\s*, | \byou\ know\s*,
    | (?:\.\.\.|…)\s*\w | (?:--|—)\s*(?:i\ mean|no|wh\w+|how|was|is|did)\b
    """,
    flags=re.VERBOSE,
)
_MAY_STAND_TWICE = frozenset("that had bye no very so you".split())


def detect_disfluent(turn: Turn, history: Sequence[Turn], passage: str) -> bool:
    """Whether the user's message has a filled pause, breaks off or repeats a word."""
    said = wording(turn.user)
    if not _FILLERS.isdisjoint(said.words):
        return True
    if _may_break_off(said) and _BREAKING_OFF.search(said.plain):
        return True
    return len(said.words) < len(said.tokens) and _repeats_a_word(said.tokens, turn.user)


def _may_break_off(said: Wording) -> bool:
    return not _HESITATING.isdisjoint(said.words) or any(
        mark in said.plain for mark in ("..", "…", "--", "—")
    )


def _repeats_a_word(words: Sequence[str], text: str) -> bool:
    """Whether a word stands twice in a row. Names may (`Duran Duran`), and so may that and had."""
    text = text[:1].lower() + text[1:]
    return any(
        first == second
        and first not in _MAY_STAND_TWICE
        and re.search(rf"\b{re.escape(first)}[\s,]+{re.escape(first)}\b", text)
        for first, second in pairwise(words)
    )


_WITHOUT_APOSTROPHE = frozenset(
    """whats whos wheres whens hows whys thats theres isnt arent wasnt werent dont doesnt didnt
    hasnt havent hadnt wouldnt couldnt shouldnt youre theyre ive youve weve theyve hes shes cant
    mustnt itll wouldve couldve shouldve whod whyd howd""".split()
)
_MISSPELT = frozenset(
    """teh hte thier wich whcih waht whta hwo dose dd ddi di form recieve recieved recieves beleive
    seperate definately occured untill tommorow goverment enviroment enviornment begining
    prestigeous intresting interesing arguement existance publically sucessful succesful sucess
    wether alot infact reknown becuase becasue wsa hsi adn nad ot fo tiem yera eyar mnay manu
    anyting somthing hapened happend happned releaed relased relased moive moives albumn albulm
    sturggle carreer carrer fomr whne wehn hwat wht wat doe ohw hwy wyh yuo oyu ofthe inthe onthe
    tothe isthe wasthe howmany howmuch""".split()
) - {"form", "dose", "doe"}
_MISUSED_WORDS = frozenset("it's there their where wear your they who's".split())
_MISUSED = re.compile(
    r"""
    \bit's\ (?:name|own|first|last|main|most|best|capital|population|origin|purpose|history|owner
        |author|members?|colou?r|size|title)\b
    | \b(?:draw|take|find|from|in|of|on|with|by|know|see|like)\ there\ (?!is\b|was\b|are\b|were\b
        |to\b|by\b|in\b|for\b|and\b|or\b|at\b|from\b|when\b|as\b|any\b)[a-z]{4,}
    | \b(?:are|were|is|was)\ their\ (?:any|other|more|another|some|a)\b
    | ^(?:where|wear)\ (?:there|they|the\ \w+s|kids|people)\ (?:any|other|some|\w+ed)\b
    | ^who's\ \w+\ (?:is|was|has|had|did|does|do|would|will)\b
    | \byour\ (?:a|the|not)\b
    | \b(?:in|of|on|at|from|with|about|is|was|read|wrote)\ they\ (?:house|car|book|album)\b
    | \bthey\ (?:house|car|book|album)\ (?:is|was|has|had|will)\b
    """,
    flags=re.VERBOSE,
)
_CAPITALS_TOO_LONG = re.compile(r"(?:WH(?:o|at|en|ere|y|ich)|HOw|DId|DOes|WAs|WEre|ARe|HAs|THe)\b")
_STRAY_MARK = re.compile(r"[a-z]{3}[,;](?=[a-z]{2})|\s[,;](?=[a-z])")
_OWNER = re.compile(r"([A-Z][a-z]{2,})['’]s\b")
_WORD = re.compile("[a-zà-ÿ]{4,}")
MIN_LETTERS, MIN_LETTERS_OF_A_LACK = 6, 7
"""Of a word that is compared with the passage's, for swapped letters and for one that is lacking
or added: shorter ones are too often words of their own."""


def detect_noisy(turn: Turn, history: Sequence[Turn], passage: str) -> bool:
    """Whether the user's message has an error of typing or of speech recognition.

    Known by common ones, by words run into one, by long words that lack, add or swap a letter of a
    word of the passage, and by words that swap two letters of any common word.
    """
    said = wording(turn.user)
    if not _WITHOUT_APOSTROPHE.isdisjoint(said.words) or not _MISSPELT.isdisjoint(said.words):
        return True
    if _is_mistyped(turn.user):
        return True
    if not _MISUSED_WORDS.isdisjoint(said.words) and _MISUSED.search(said.plain):
        return True
    spelling = _spelling(passage)
    if not said.words.isdisjoint(spelling.owners):
        return True
    unknown = [
        word
        for word in said.words
        if len(word) >= LEAST_LETTERS and word not in KNOWN and word not in spelling.words
    ]
    return any(
        word.isalpha()
        and (
            is_slip(word, turn, history, passage)
            or (
                _is_misspelt(word, spelling.long)
                if len(word) >= MIN_LETTERS
                else is_near_word_swapped(word, turn, history, passage, spelling.words)
            )
        )
        for word in unknown
    )


def _is_mistyped(text: str) -> bool:
    """Whether the shift key was held too long, or a mark stands where none belongs."""
    if text[1:2].isupper() and _CAPITALS_TOO_LONG.match(text):
        return True
    if text[-1:] in {"/", "'", "’"} and text[:1] not in {"'", "‘"}:
        return True
    return ("," in text or ";" in text) and _STRAY_MARK.search(text) is not None


@dataclass(frozen=True, slots=True)
class _Spelling:
    """How a passage spells: its long words by first letter and length, and all of them.

    `owners` are its possessive names as people type them: `billys` for `Billy's`.
    """

    long: Mapping[tuple[str, int], Sequence[str]]
    words: AbstractSet[str]
    owners: frozenset[str]


@lru_cache(maxsize=128)
def _spelling(passage: str) -> _Spelling:
    lowered = passage.lower()
    long: dict[tuple[str, int], list[str]] = {}
    words = set(_WORD.findall(lowered))
    for word in words:
        if len(word) >= MIN_LETTERS:
            long.setdefault((word[0], len(word)), []).append(word)
    owners = {f"{name.lower()}s" for name in _OWNER.findall(passage)}
    return _Spelling(
        long=long,
        words=words,
        owners=frozenset(owner for owner in owners if owner not in lowered),
    )


def _is_misspelt(word: str, known: Mapping[tuple[str, int], Sequence[str]]) -> bool:
    first, length = word[0], len(word)
    same = known.get((first, length), ())
    if any(_swaps(word, other) for other in same):
        return True
    if length < MIN_LETTERS_OF_A_LACK:
        return False
    lacks = any(_lacks(word, other) for other in known.get((first, length + 1), ()))
    return lacks or any(_lacks(other, word) for other in known.get((first, length - 1), ()))


def _swaps(word: str, other: str) -> bool:
    """Whether two neighbouring letters inside a word are swapped."""
    place = _first_difference(word, other)
    if place >= len(word) - 2:  # `theater` and `theatre` are both right
        return False
    swapped = word[place + 1 : place + 2] + word[place : place + 1] + word[place + 2 :]
    return place > 0 and swapped == other[place:]


def _lacks(word: str, other: str) -> bool:
    """Whether `word` is `other` without one letter inside it; an ending makes another word.

    British and American spellings are both right.
    """
    place = _first_difference(word, other)
    if place >= len(word) - 2 or other[place - 1 : place + 2] == "our":
        return False
    return word[place:] == other[place + 1 :]


def _first_difference(word: str, other: str) -> int:
    """The first place where two words differ, or the length of the shorter one."""
    for place, (one, two) in enumerate(zip(word, other, strict=False)):
        if one != two:
            return place
    return min(len(word), len(other))


DISFLUENT = Phenomenon(
    name="disfluent",
    definition=(
        "The user's message has a filled pause (uh, um, hmm), breaks off, hesitates (`well, ...`) "
        "or says a word twice."
    ),
    source="disfluencies, Shriberg 1994; Gupta et al. 2021 (Disfl-QA)",
    instruction="Hesitate once with 'um' or 'uh'.",
    example=example(("Um, who built the, the mill?", "Otto Lang.")),
    possible=except_on("close"),
    detect=detect_disfluent,
    excludes=frozenset({"polite"}),
)
NOISY = Phenomenon(
    name="noisy",
    definition=(
        "The user's message has a typing or speech-recognition error: a misspelt word, letters "
        "missing or swapped, a missing apostrophe or space, a word that only sounds the same."
    ),
    source="noise in questions, Ravichander et al. 2021 (NoiseQA)",
    instruction="Make one typo, as in 'whta'.",
    example=example(("Whats the mill made of?", "Brick.")),
    possible=except_on("close"),
    detect=detect_noisy,
)
