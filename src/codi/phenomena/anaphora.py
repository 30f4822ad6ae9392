"""Pronouns, possessives and demonstratives of the third person that point back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from codi.phenomena.phenomenon import Phenomenon
from codi.phenomena.wording import message_sentences, plain
from codi.types import Turn

_WITHOUT_BACK_REFERENCE = frozenset({"open", "topic_shift", "topic_return", "summary", "close"})
_TOKEN = re.compile(r"[\w'’-]+|[^\w\s]")

_SINGULAR = frozenset("he she his him her hers himself herself it its itself".split())
_PLURAL = frozenset("they them their theirs themselves".split())
_PRONOUNS = _SINGULAR | _PLURAL
_OBJECTS = frozenset({"him", "them", "it"})
_SUBJECTS = frozenset({"he", "she", "they"})
_NO_NAME_BEHIND = frozenset(
    "in at on from to for the a an this that these those which what after before during".split()
)
_AUXILIARIES = frozenset(
    """did does do is was are were has have had will would can could should might may
    didn't doesn't don't isn't wasn't aren't weren't""".split()
)
_PLURAL_NOUNS = frozenset("people police men women children kids family team band group".split())

_EMPTY_IT = re.compile(
    r"""\b(?:
        (?:is|was|isn't|wasn't|'s)\s+it\s+(?:true|possible|likely|important|necessary|hard|easy
            |difficult|ever|rain\w*|snow\w*|cold|hot|dark|late|early|night|day(?:time)?|because
            |common|okay|ok)\b
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
    r"(?!\s+(?:article|passage|story|text|section|page|paragraph|conversation|interview)s?\b)"
    r"(?!\s+(?:who|whom|which|that|with|in|of|from|whose)\b)"
)
_THAT = re.compile(
    r"""
    (?:^|[,;:]\s*|\b(?:of|after|before|about|like|for|with|by|from|to|than|in|on|at|during|since
        |until|over|besides|beyond|into|despite|under|and|but|or
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


def _possible(acts_before: Sequence[str], act: str) -> bool:
    return bool(acts_before) and act not in _WITHOUT_BACK_REFERENCE


def _detect(turn: Turn, history: Sequence[Turn], passage: str) -> bool:  # noqa: ARG001 - one signature
    if not history:
        return False
    return _points_back(turn.user)


@lru_cache(maxsize=256)
def _points_back(message: str) -> bool:
    text = plain(message)
    if _DEMONSTRATIVE.search(text) and (_THIS.search(text) or _THAT.search(text)):
        return True
    return any(
        _points_out_of(sentence) for sentence in message_sentences(_without_empty_it(message))
    )


def _without_empty_it(text: str) -> str:
    """`text` with each empty `it` and its verb blanked out, in its own case."""
    text = text.replace("’", "'")
    if "it" not in text.lower():
        return text
    blanked = list(text)
    for match in _EMPTY_IT.finditer(plain(text)):
        blanked[match.start() : match.end()] = " " * (match.end() - match.start())
    return "".join(blanked)


def _points_out_of(sentence: str) -> bool:
    """Whether some pronoun of a sentence has no likely antecedent before it in the same sentence.

    The antecedent may be a name, or, for a subject, the noun behind the auxiliary. An object
    pronoun never stands for the subject of its own clause (principle B), nor does a pronoun for the
    noun right before it, whose relative clause it opens.
    """
    tokens = _TOKEN.findall(sentence)
    if _PRONOUNS.isdisjoint([token.lower().removesuffix("'s") for token in tokens]):
        return False
    names: set[str] = set()  # of the numbers "singular" and "plural"
    nouns: set[str] = set()
    for position, token in enumerate(tokens):
        word = token.lower().removesuffix("'s")
        if word in _SINGULAR or word in _PLURAL:
            if token[0].isupper() and position and not sentence.isupper():
                continue  # a word of a title
            if not _is_bound(tokens, position, names, nouns):
                return True
        elif _is_name(tokens, position) and not sentence.isupper():
            names.add("singular")
            if tokens[position - 1].lower() == "and":
                names.add("plural")
        elif position > 1 and _opens_with_the(tokens[position - 2 : position]):
            is_plural = word in _PLURAL_NOUNS or (word[-1] == "s" and word[-2:] != "ss")
            nouns.add("plural" if is_plural else "singular")
    return False


def _is_bound(tokens: Sequence[str], position: int, names: set[str], nouns: set[str]) -> bool:
    """Whether the pronoun at `position` may stand for a name or a noun before it."""
    word = tokens[position].lower().removesuffix("'s")
    number = "plural" if word in _PLURAL else "singular"
    if word in _OBJECTS or (word == "her" and _is_object(tokens[position + 1 :])):
        return False
    if word in _SUBJECTS and number in nouns:
        return tokens[position - 2].lower() != "the"
    return number in names


def _opens_with_the(pair: Sequence[str]) -> bool:
    return pair[0].lower() in _AUXILIARIES and pair[1].lower() == "the"


def _is_name(tokens: Sequence[str], position: int) -> bool:
    """A capitalised word inside a sentence, but behind no preposition, article or which."""
    token = tokens[position]
    if not position or not token[0].isupper() or len(token) < 2:
        return False
    return tokens[position - 1].lower() not in _NO_NAME_BEHIND


def _is_object(rest: Sequence[str]) -> bool:
    """Whether `her` is no possessive, going by what follows it."""
    return not rest or not rest[0][0].isalpha() or rest[0].lower() in {
        "to", "at", "in", "on", "for", "from", "with", "by", "when", "after", "before", "about",
        "into", "as", "again", "and", "or", "that", "do",
    }  # fmt: skip


ANAPHORA = Phenomenon(
    name="anaphora",
    definition=(
        "The user's message has a third-person pronoun, possessive or demonstrative that stands "
        "for something said before (explicit coreference in Reddy et al. 2019, CoQA, section "
        "4.2). An empty `it`, a `that` which opens a clause and a pronoun that stands for "
        "something of the same message do not count, nor does anything in a first message."
    ),
    instruction="Use a pronoun for something just mentioned.",
    possible=_possible,
    detect=_detect,
)
