"""Pronouns, possessives and demonstratives of the third person that point back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from codi.phenomena.phenomenon import Phenomenon, example
from codi.phenomena.preconditions import referring_back
from codi.phenomena.wording import message_sentences, plain
from codi.types import Turn

PERSONAL, POSSESSIVE, DEMONSTRATIVE = "personal", "possessive", "demonstrative"
_TOKEN = re.compile(r"[\w'’-]+|[^\w\s]")

_SINGULAR = frozenset("he she it his him her hers himself herself itself its".split())
_PLURAL = frozenset("they them their theirs themselves".split())
_PRONOUNS = _SINGULAR | _PLURAL
_POSSESSIVES = frozenset("his its their hers theirs".split())
_OBJECTS = frozenset({"him", "them", "it"})
_SUBJECTS = frozenset({"he", "she", "they"})
_NO_NAME_BEHIND = frozenset(
    "in at on from to for the a an this that these those which what after before during".split()
)
_AUXILIARIES = frozenset(
    """did does do is was are were has have had will would can could should may might
    didn't doesn't don't isn't wasn't aren't weren't""".split()
)
_PLURAL_NOUNS = frozenset("people police men women children kids family team band group".split())

_EMPTY_IT = re.compile(
    r"""\b(?:
        (?:is|was|isn't|wasn't|'s)\s+it\s+(?:true|possible|likely|important|necessary|hard|easy
            |difficult|ever|rain\w*|snow\w*|cold|hot|dark|late|early|night|day(?:time)?|because
            |common|okay|ok|(?:the\s+|in\s+the\s+)?(?:morning|noon|afternoon|evening|midnight|spring
            |summer|autumn|fall|winter|christmas))\b
      | whose\s+\w+\s+(?:is|was)\s+it\b
      | it\s+(?:is|was|'s|be|seems?|seemed|appears?|appeared)\s+(?:\w+\s+)?(?:that|to)\b
      | it'?s\s+(?:getting|raining|snowing)\b
      | it\s+(?:takes?|took|taken?)\b(?=.*\bto\b)
      | it\s+(?:rain|snow)\w*
      | what\s+(?:time|day|year|season|month)\s+(?:is|was)\s+it\b
    )""",
    flags=re.VERBOSE,
)
_DEMONSTRATIVE = re.compile("th(?:is|ese|ose|at)")
_THIS = re.compile(
    r"\b(?:this|these|those)\b"
    r"(?!\s+(?:article|passage|story|text|section|page|paragraph|conversation|interview|document)s?\b)"
    r"(?!\s+(?:days|years)\b)"
    r"(?!\s+(?:who|whom|which|that|with|in|of|from|whose)\b)"
)
_THAT = re.compile(
    r"""
    (?:^|[,;:]\s*|\b(?:of|after|before|about|like|for|with|by|from|to|than|in|on|at|during|since
        |until|over|besides|beyond|into|despite|under|and|but|or|up|off|down|through|across|along
        |around|near|behind|inside|outside|onto|towards?|without|against|between
        |is|was|are|were|'s|did|does|do|has|had|have|would|could|will|should|can|might
        |why|when|where|how|who|what|if|because|all
        |given|paid|called|took|take|got|get|made|make|gave|give|use|used|won|win|join|joined
        |leave|left|start|started|play|played|write|wrote)\s+)
    that\b(?!\s+(?:he|she|they|it|there|i|you|we)\b)
        (?!(?:'s|\s+is|\s+was)\s+(?:all|everything)\b|\s+answers\b)
    | \bthat\s*(?:[?.,!;]|$)
    """,
    flags=re.VERBOSE,
)


@lru_cache(maxsize=512)
def pointers(message: str) -> frozenset[str]:
    """The kinds of anaphors in a message that stand for nothing in the message itself."""
    found = set()
    text = plain(message)
    if _DEMONSTRATIVE.search(text) and (_THIS.search(text) or _THAT.search(text)):
        found.add(DEMONSTRATIVE)
    for sentence in message_sentences(_without_empty_it(message)):
        found.update(_point_out_of(sentence))
    return frozenset(found)


def _without_empty_it(text: str) -> str:
    """`text` with each empty `it` and its verb blanked out, in its own case."""
    text = text.replace("’", "'")
    if "it" not in text.lower():
        return text
    blanked = list(text)
    for match in _EMPTY_IT.finditer(plain(text)):
        blanked[match.start() : match.end()] = " " * (match.end() - match.start())
    return "".join(blanked)


def _point_out_of(sentence: str) -> set[str]:
    """The kinds of pronouns with no likely antecedent before them in the same sentence.

    The antecedent may be a name, or, for a subject, the noun behind the auxiliary. An object
    pronoun never stands for the subject of its own clause (principle B), nor does a pronoun for the
    noun right before it, whose relative clause it opens.
    """
    found: set[str] = set()
    tokens = _TOKEN.findall(sentence)
    lowered = [token.lower().partition("'")[0] for token in tokens]
    if _PRONOUNS.isdisjoint(lowered):
        return found
    names: set[str] = set()  # of the numbers "singular" and "plural"
    nouns: set[str] = set()
    for position, (token, word) in enumerate(zip(tokens, lowered, strict=True)):
        if word in _PRONOUNS:
            if token[0].isupper() and position and not sentence.isupper():
                continue  # a word of a title
            owner = word in _POSSESSIVES or (word == "her" and not _is_object(lowered, position))
            if not _is_bound(lowered, position, names, nouns, is_owner=owner):
                found.add(POSSESSIVE if owner else PERSONAL)
        elif _is_name(tokens, position) and not sentence.isupper():
            names.add("singular")
            if lowered[position - 1] == "and":
                names.add("plural")
        elif position > 1 and _opens_with_the(lowered[position - 2 : position]):
            is_plural = word in _PLURAL_NOUNS or (word[-1:] == "s" and word[-2:] != "ss")
            nouns.add("plural" if is_plural else "singular")
    return found


_OPENS_A_CLAUSE = frozenset(
    """when while before after because since as if that whether and but or than until once though
    although where why how what say says said think thinks thought believe believed know knew claim
    claimed feel felt want hope hoped wish wished fear feared realize realise""".split()
)
"""Words behind which a pronoun may stand for the subject of the clause before it."""


def _is_bound(
    lowered: Sequence[str], position: int, names: set[str], nouns: set[str], *, is_owner: bool
) -> bool:
    """Whether the pronoun at `position` may stand for a name or a noun before it."""
    word = lowered[position]
    number = "plural" if word in _PLURAL else "singular"
    if is_owner and lowered[position + 1 : position + 2] == ["own"] and lowered[0] == "who":
        return True
    if word in _OBJECTS or (word == "her" and not is_owner):
        return False
    if word in _SUBJECTS and number in nouns:
        return lowered[position - 1] in _OPENS_A_CLAUSE
    return number in names


def _opens_with_the(pair: Sequence[str]) -> bool:
    return pair[0] in _AUXILIARIES and pair[1] == "the"


def _is_name(tokens: Sequence[str], position: int) -> bool:
    """A capitalised word inside a sentence, but behind no preposition, article or which."""
    token = tokens[position]
    if not position or not token[0].isupper() or len(token) < 2:
        return False
    return tokens[position - 1].lower() not in _NO_NAME_BEHIND


_BEHIND_OBJECTS = frozenset(
    """to at in on for from with by when after before about into as again and or that do then if
    while because during""".split()
)


def _is_object(lowered: Sequence[str], position: int) -> bool:
    """Whether `her` is no possessive, going by what follows it."""
    if position + 1 == len(lowered):
        return True
    behind = lowered[position + 1]
    return not behind[:1].isalpha() or behind in _BEHIND_OBJECTS


def detect_anaphora(turn: Turn, history: Sequence[Turn], passage: str) -> bool:
    """Whether the user's message points back by a pronoun of any kind."""
    return bool(history) and bool(pointers(turn.user))


def _detect_possessive(turn: Turn, history: Sequence[Turn], passage: str) -> bool:
    return bool(history) and POSSESSIVE in pointers(turn.user)


def _detect_demonstrative(turn: Turn, history: Sequence[Turn], passage: str) -> bool:
    return bool(history) and DEMONSTRATIVE in pointers(turn.user)


ANAPHORA = Phenomenon(
    name="anaphora",
    definition=(
        "The user's message has a third-person pronoun, possessive or demonstrative that stands "
        "for something said before. An empty `it`, a `that` which opens a clause and a pronoun "
        "that stands for something of the same message do not count, nor does anything in a first "
        "message."
    ),
    source="explicit coreference in Reddy et al. 2019 (CoQA), section 4.2",
    instruction="Use a pronoun for something just mentioned.",
    example=example(
        ("Who rebuilt the mill?", "Clara Lang."), ("When did she rebuild it?", "Two years later.")
    ),
    possible=referring_back,
    detect=detect_anaphora,
)
POSSESSIVE_ANAPHORA = Phenomenon(
    name="possessive_anaphora",
    definition=(
        "Anaphora by a possessive, `his`, `her`, `its` or `their` before a noun, `hers` or "
        "`theirs` alone."
    ),
    source="possessive determiners and pronouns as anaphors, Halliday and Hasan 1976, chapter 2",
    instruction="Use his, her, its or their for what was mentioned.",
    example=example(
        ("Who built the mill?", "Otto Lang."), ("Who was his granddaughter?", "Clara.")
    ),
    possible=referring_back,
    detect=_detect_possessive,
    excludes=frozenset({"definite_reference", "ellipsis", "topic_shift", "topic_return"}),
)
DEMONSTRATIVE_ANAPHORA = Phenomenon(
    name="demonstrative_anaphora",
    definition=(
        "Anaphora by `this`, `that`, `these` or `those`, alone or before a noun, for something or "
        "some event said before."
    ),
    source="demonstrative reference, Halliday and Hasan 1976, chapter 2",
    instruction="Refer back with this, that, these or those.",
    example=example(
        ("What happened in 1848?", "The mill burned down."),
        ("Who rebuilt it after that?", "Clara Lang."),
    ),
    possible=referring_back,
    detect=_detect_demonstrative,
    excludes=frozenset({"ellipsis", "topic_shift", "topic_return"}),
)
