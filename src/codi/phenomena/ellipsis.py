"""Fragments that only the history completes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from codi.phenomena.phenomenon import Phenomenon, example
from codi.phenomena.preconditions import after_a_turn_on, fragment
from codi.phenomena.wording import asking_sentence, is_about_the_talk, tokens, wording
from codi.types import Turn

LONGEST_FRAGMENT = 8
LONGEST_WH_FRAGMENT = 5
"""Words beyond which a message that opens with a wh-word has a verb, known to us or not."""

LONGEST_WH_PHRASE = 4

_BE = frozenset("am is are was were be been isn't aren't wasn't weren't wasnt isnt".split())
_DO = frozenset(
    """do does did has have had will would can could shall should may might must don't doesn't
    didn't hasn't haven't hadn't won't wouldn't can't couldn't shouldn't didnt doesnt""".split()
)
_CONTRACTED = frozenset(
    """what's who's where's when's how's why's that's it's he's she's they're there's what're who'd
    what'd where'd how'd whats wheres hows i'm i'd you're let's""".split()
)
_VERBS = frozenset(
    """became become becomes began begins bought brought built came caught chose come comes cost
    costs drew drove fell felt flew fought found gave get gets gives goes got grew happen happens
    heard held help helps hit hurt keeps kept knew know knows left lead leads led let lies like
    likes live lives lost love loves made make makes meant mean means met own owns paid play plays
    put ran read runs said sang sat saw say says sees sent set shot showed shows sold speak speaks
    spent spoke stands stole stood stopped struck take takes taught tell tells think thinks thought
    threw told took tries turns use uses want wants wears went win wins won wore work works write
    writes wrote lay see seem seems describe explain elaborate continue go list need needs remain
    remains separates surround surrounds describes causes include includes exist exists""".split()
)
_NOUNS_TOO = frozenset(
    """cost costs help helps hit hits lead leads lives love need needs play plays run runs set sets
    shot show shows stands tries turns use uses wants work works causes list""".split()
)
_DETERMINERS = frozenset("the a an his her its their this that these those other".split())
_AUXILIARIES = _BE | _DO
_KNOWN_VERBS = _BE | _DO | _CONTRACTED | _VERBS
_PRONOUNS = frozenset("i you he she it we they that this these those there one ones".split())
_SUBJECTS = frozenset("i you he she it we they".split())
_OBJECTS = frozenset("him her it them me us this that".split())
_PREPOSITIONS = frozenset(
    """about of to in on at by for from with as than like after before during since until between
    against besides and or over under into through without""".split()
)
_NARROWING = _PREPOSITIONS | frozenset("especially exactly mainly mostly only just".split())
_ASIDE = re.compile(r",?\s+if (?:i may ask|you know|you don['’]t mind|any)\b", re.IGNORECASE)
_WERE_THERE = ["where", "there"]
"""How `were there` is often typed."""
_ADVERBS = frozenset("ever too also either still really then not though".split())
_OPENERS = frozenset("and but or so oh well ok okay really then also wait".split())
_PAUSES = frozenset("um umm uh uhm er erm hm hmm mm".split())
_PARTICIPLES = frozenset(
    """built born bought brought caught chosen done drawn driven found given grown heard held hidden
    kept known laid led left lent lost made meant paid run seen sent set shown sold spent spoken
    stolen struck sung taken taught thrown told used won worn written""".split()
)
"""Of irregular verbs, or of those that leave out a letter."""
_WH = frozenset("who whom whose what which when where why how".split())


def detect_ellipsis(turn: Turn, history: Sequence[Turn], passage: str) -> bool:
    """Whether the user's message is a fragment that only the history completes."""
    return bool(history) and _is_fragment(turn.user)


def detect_bare_wh(turn: Turn, history: Sequence[Turn], passage: str) -> bool:
    """Whether the user's message is a wh-phrase and nothing else."""
    if not history or _WH.isdisjoint(wording(turn.user).words):
        return False
    return _is_fragment(turn.user) and _is_wh_phrase(turn.user)


@lru_cache(maxsize=256)
def _is_fragment(message: str) -> bool:
    if is_about_the_talk(message):
        return False
    words = _core(message)
    return bool(words) and (
        _lacks_verb_phrase(words) or _is_participle_before_wh(words) or not _has_verb(words)
    )


@lru_cache(maxsize=256)
def _is_wh_phrase(message: str) -> bool:
    """Whether a fragment asks by a wh-word for its whole self: `Why?`, `With whom?`, `How many?`.

    `What about`, and what a phrase of its own follows, do not: `Why in 1998?`.
    """
    words = _core(message)
    if len(words) > 1 and words[0] in _NARROWING and words[1] in _WH:
        return words[0] not in _PREPOSITIONS or _is_governed_wh(words) or len(words) == 2
    if words[0] not in _WH or (words[1:2] == ["about"] and len(words) > 2):
        return False
    return _KNOWN_VERBS.isdisjoint(words) and len(words) <= LONGEST_WH_PHRASE


def _core(message: str) -> list[str]:
    """The words of the sentence that asks, without openers and filled pauses."""
    words = tokens(_ASIDE.sub("", asking_sentence(message)))
    if not _PAUSES.isdisjoint(words):
        words = [word for word in words if word not in _PAUSES]
    while words and words[0] in _OPENERS:
        words.pop(0)
    return words


def _lacks_verb_phrase(words: Sequence[str]) -> bool:
    """`Did he?`, `When was she?`: an auxiliary with nothing behind it but a pronoun."""
    core = [word for word in words if word not in _ADVERBS]
    if core and core[0] in _WH:
        if len(core) == 2:
            return core[1] in _BE | _DO
        return len(core) == 3 and core[1] in _DO and core[2] in _PRONOUNS
    return len(core) == 2 and core[0] in _BE | _DO and core[1] in _PRONOUNS


def _is_governed_wh(words: Sequence[str]) -> bool:
    """`With whose help?`: a wh-phrase behind a preposition, with no auxiliary after it."""
    governed = words[0] in _PREPOSITIONS and words[1] in _WH
    return governed and len(words) <= LONGEST_WH_PHRASE and _AUXILIARIES.isdisjoint(words)


def _has_verb(words: Sequence[str]) -> bool:
    if len(words) == 1 or _is_governed_wh(words) or _ends_in_a_governed_wh(words):
        return words[0] in _BE
    if words[0] == "name" or words[:2] == _WERE_THERE or _has_known_verb(words):
        return True
    if words[0] in {"what", "how"} and words[1:2] == ["about"]:
        return False
    if len(words) > (LONGEST_WH_FRAGMENT if words[0] in _WH else LONGEST_FRAGMENT):
        return True
    if any(word.endswith("ed") and len(word) > 3 for word in words) or _governs_a_pronoun(words):
        return True
    return words[0] == "who" and len(words) > 2 and words[1] not in {"else", *_PREPOSITIONS}


def _ends_in_a_governed_wh(words: Sequence[str]) -> bool:
    """`Recorded since when?`, `..., paid for by whom?`: a participle at most, and no subject."""
    last = words[-2:] if words[-1] in _WH else words[-3:-1]
    return (
        len(last) == 2
        and last[0] in _PREPOSITIONS
        and last[0] not in {"and", "or"}
        and last[1] in _WH
        and _AUXILIARIES.isdisjoint(words)
        and _PRONOUNS.isdisjoint(words[:-2])
    )


def _is_participle_before_wh(words: Sequence[str]) -> bool:
    """`Used how often these days?`, `And sold to whom?`: a passive without its subject."""
    if words[0] not in _PARTICIPLES and not (words[0].endswith("ed") and len(words[0]) > 4):
        return False
    place = next((position for position, word in enumerate(words) if word in _WH), 0)
    return (
        place > 0
        and _PREPOSITIONS.issuperset(words[1:place])
        and len(words) <= LONGEST_FRAGMENT
        and _AUXILIARIES.isdisjoint(words)
        and _SUBJECTS.isdisjoint(words)
    )


def _has_known_verb(words: Sequence[str]) -> bool:
    """Whether a known verb stands there, other than as a noun (`the total cost of ...`)."""
    for position, word in enumerate(words):
        if word in _AUXILIARIES or word in _CONTRACTED:
            return True
        if word in _VERBS and not (word in _NOUNS_TOO and _is_noun(words, position)):
            return True
    return False


def _is_noun(words: Sequence[str], position: int) -> bool:
    return (
        words[position + 1 : position + 2] == ["of"]
        or words[max(0, position - 1)] in _DETERMINERS
        or words[max(0, position - 2)] in _DETERMINERS
    )


def _governs_a_pronoun(words: Sequence[str]) -> bool:
    """Whether some word, known as a verb or not, has a pronoun for its object."""
    return any(
        word in _OBJECTS and before not in _PREPOSITIONS and before not in _WH
        for before, word in pairwise(words)
    )


ELLIPSIS = Phenomenon(
    name="ellipsis",
    definition=(
        "The user's message leaves out its verb or its verb phrase, which the history supplies: "
        "`Why?`, `And in 1998?`, `What about her sister?`, `Did he?`."
    ),
    source="non-sentential utterances, Fernández and Ginzburg 2002",
    instruction="Use a fragment without a verb: 'And in May?'.",
    example=example(
        ("When are visitors welcome?", "From April to October."), ("And in the winter?", "No.")
    ),
    possible=fragment,
    detect=detect_ellipsis,
    # A fragment leaves out the very thing that a pronoun would stand for.
    excludes=frozenset({"anaphora", "definite_reference"}),
)
BARE_WH = Phenomenon(
    name="bare_wh",
    definition=(
        "An ellipsis that is nothing but a wh-phrase, with or without an opener: `Why?`, `And "
        "when?`, `Who else?`, `How many?`, `Where to?`."
    ),
    source="sluices, Fernández, Ginzburg and Lappin 2007",
    instruction="Ask with the question word alone, such as 'Why?'.",
    example=example(("Did the line close?", "Yes."), ("When?", "In 1931.")),
    possible=after_a_turn_on(
        "follow_up", "drill_down", "who", "what", "when", "where", "why", "how", "how_many"
    ),
    detect=detect_bare_wh,
    excludes=frozenset(
        """anaphora possessive_anaphora demonstrative_anaphora definite_reference bridging
        topic_shift topic_return""".split()
    ),
)
