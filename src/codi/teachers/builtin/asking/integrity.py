"""Whether a candidate is whole: laid beside its sentence, it ends where a phrase ends there.

A reading that takes a phrase for shorter than it is, or two clauses for one, shows in what stands
behind the words that were taken. Such a question is not asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.asking.halves import halved
from codi.teachers.builtin.reading.english import BE, HAVE, verb_forms, word_classes
from codi.teachers.builtin.reading.phrases import noun_phrase
from codi.teachers.builtin.reading.tagset import ADJECTIVES, ADVERBS, FINITE, at
from codi.teachers.builtin.reading.tokens import Token

_FEWEST, _MOST = 2, 4
_WORD = re.compile(r"[^\s,.;:?!()\"“”]+")
_SUBORDINATORS = frozenset(
    """that which who whom whose when where why how what because if unless while whereas since
    until before after once though although so whether whatever""".split()
)
_AUXILIARY = re.compile(
    r"\b(?P<helper>do|does|did|can|could|should|must|will|would|may|might|is|are|was|were|has|have|had)"
    r" \{S\} (?P<rest>.*)$",
    re.IGNORECASE,
)
_OBJECTS = frozenset(["DT", "PRP$", "NN", "NNS", "NNP"])
_SIDE_KINDS = frozenset(["why", "where", "when", "how"])
_THEN = re.compile(r"\{S\} then |(?:^|, )then,? \{S\}")
_NOUN_AS_VERB = re.compile(r"(?:Is|Are|Was|Were) \{S\} [a-z]{3,}s of ")
"""As in "Were the history lectures of Brandt praised?"."""
_ONE_OF_MANY = re.compile(r"What is (?P<first>[a-z-]+) [a-z -]*[^s]s$")
_LOST = re.compile(r"\b(?:never|not|also|often|now|still|then|usually|always|only)$")
"""An adverb of the verb that was read as the end of its subject."""
_UNLISTED = re.compile(
    r"\bnot (?:listed|shown|mentioned|pictured)\b|\bin (?:his|her|its|their) honou?r\b"
    r"|\w+ly so \w+ed\b"
)
"""What points at a list or a person elsewhere, and an adverb out of its place."""
_TWO_VERBS = re.compile(r"\{S\} \w+ed (?P<verb>[a-z]+) (?:the|an?|to|it|them)\b")
_CLAIMED = re.compile(r" , (?:\w+ ){1,4}(?P<verb>claim|argue|say|believe|contend|maintain)s? ,")
_OF_A_RELATIVE = re.compile(r", (?:which|who|where) [^,]*\b\d{4}\b[^,]*,")
_HALVES = {
    "apart": "from", "along": "with", "together": "with", "due": "to", "instead": "of",
    "down": "to", "up": "to", "back": "to", "out": "of",
}  # fmt: skip
_SHARED = re.compile(r"^(?:What|Who) (?:\w+ly )?\w+s .*(?:\band|/or|\bor) (?P<verb>[a-z]+) [a-z]+")
_INCLUDING = re.compile(r"\{S\} (?:include|includes|included|comprise|comprises|are|were) ")
_CLEARLY_FINITE = frozenset("is are was were has had".split())
_CASES = re.compile(r"\b(?:if|when|once|after|as soon as)\b", re.IGNORECASE)
_DESCRIBING = frozenset(["VBN", "WDT", "WP"])
_COPULA = re.compile(r"\{S\} (?:is|are|was|were)\b(?! (?:not )?\w+(?:ed|en) )")


def is_whole(candidate: Candidate, tokens: list[Token], tags: Mapping[str, str]) -> bool:
    """Whether nothing of what belongs to its words was left behind in the sentence."""
    statement = candidate.statement
    if _is_lost(candidate) or _claimed(statement, tokens) or _shared(candidate):
        return False
    if _misread(candidate, tokens):
        return False
    if _opens_preposition(candidate.direct, tokens) or _second_clause(candidate, tags):
        return False
    words = _words(statement.replace("{S}", candidate.surface).replace("{O}", candidate.surface))
    end = _behind(words, tokens)
    if halved(candidate, words, tokens, end, tags):
        return False
    return not (end and _cut(candidate, tokens, end)) and not _describes_answer(candidate, tokens)


def _is_lost(candidate: Candidate) -> bool:
    """Whether its words point at something that only the passage has."""
    statement = candidate.statement
    if _THEN.search(statement) and not _CASES.search(statement):
        return True  # "they then take in more oxygen", in the case told before
    if candidate.slot == "event" and _OF_A_RELATIVE.search(statement):
        return True  # the year is not that of what happened
    unlisted = _UNLISTED.search(f"{candidate.direct} {statement}")
    return unlisted is not None or _LOST.search(candidate.surface) is not None


def _misread(candidate: Candidate, tokens: list[Token]) -> bool:
    """A place "am Rhein", "the tools used allow it", and "may then rise" without its "then"."""
    two = _TWO_VERBS.match(candidate.statement)
    if two and word_classes(two["verb"]) == {"VERB"} and "VB" in verb_forms(two["verb"]):
        return True
    asked = candidate.direct.split()
    if _NOUN_AS_VERB.match(candidate.direct) or _is_one_of_many(candidate):
        return True
    return any(
        (second.lower == "am" and first.lower != "i")
        or (second.lower == "then" and first.tag == "MD" and third.lower in asked)
        for first, second, third in zip(tokens, tokens[1:], tokens[2:], strict=False)
    )


def _is_one_of_many(candidate: Candidate) -> bool:
    """As in "What is planktonic animals?", of which the answer says that they are."""
    asked = _ONE_OF_MANY.match(candidate.direct)
    many = candidate.statement.startswith(f"{candidate.short} are ")
    return asked is not None and many and "VBN" not in verb_forms(asked["first"])


def _claimed(statement: str, tokens: list[Token]) -> bool:
    """As in "The tax, teachers claim, is low": whoever says so is left out."""
    told = " ".join(token.lower for token in tokens)
    match = _CLAIMED.search(told)
    return match is not None and match["verb"] not in statement


def _opens_preposition(direct: str, tokens: list[Token]) -> bool:
    """As in "What does it run apart?" of "runs programs apart from its schools"."""
    asked = direct.lower()
    return any(
        _HALVES.get(first.lower) == second.lower
        and f" {first.lower} " in f"{asked} "
        and f" {first.lower} {second.lower}" not in asked
        and third.tag != "VB"  # "set up to run the ferry"
        for first, second, third in zip(tokens, tokens[1:], tokens[2:], strict=False)
    )


def _shared(candidate: Candidate) -> bool:
    """As in "What employs chemists and provide advice?": a second verb in another number."""
    match = _SHARED.match(candidate.direct) if "{S}" not in candidate.direct else None
    if match is None or candidate.slot != "subject":
        return False
    forms, opened = verb_forms(match["verb"]), _SUBORDINATORS & set(match[0].split()[1:])
    return (
        word_classes(match["verb"]) == {"VERB"}
        and forms >= {"VB"}
        and not (opened or "VBN" in forms)
    )


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _behind(words: Sequence[str], tokens: list[Token]) -> int:
    """The place in the sentence behind these last words; 0 where they stand nowhere so."""
    lowered = [(place, t.lower) for place, t in enumerate(tokens) if t.text[:1].isalnum()]
    for length in range(min(_MOST, len(words)), _FEWEST - 1, -1):
        sought = list(words[-length:])
        for first in range(len(lowered) - length, -1, -1):
            if [word for _, word in lowered[first : first + length]] == sought:
                return lowered[first + length - 1][0] + 1
    return 0


def _cut(candidate: Candidate, tokens: list[Token], end: int) -> bool:
    """Whether the words stop within a phrase or a list, or before the clause they belong to."""
    following, next_ = at(tokens, end), at(tokens, end + 1)
    if _within_phrase(tokens, end):
        return True
    if following.text == ";":
        return _INCLUDING.search(candidate.statement) is not None
    if following.text == "," and next_.lower in {"and", "or"} and "," in candidate.statement:
        return _within_list(candidate.statement, tokens, end)
    if following.text == ",":
        return _goes_on_as_main(tokens, end + 1)
    described = tokens[end - 1].tag in ADJECTIVES and following.lower in {"in", "on", "at", "among"}
    return (
        described and candidate.kind in {"yes", "no"} and bool(_COPULA.search(candidate.statement))
    )


def _within_phrase(tokens: list[Token], end: int) -> bool:
    """As in "3–2" of "3–2.7", "both gaseous" of "both gaseous and liquid oxygen"."""
    last, following, next_ = tokens[end - 1], at(tokens, end), at(tokens, end + 1)
    joined = following.tag == "CC" and following.lower != "but"
    halved = following.start == last.end and following.text[:1] in {".", "-", "\N{EN DASH}", ":"}
    if halved and next_.text:
        return next_.start == following.end
    if joined and last.tag in ADJECTIVES and next_.tag in ADJECTIVES:
        return True
    dashed = following.text in {"\N{EM DASH}", "\N{EN DASH}", "-", ":"}
    return dashed and last.tag == "IN"


def _within_list(statement: str, tokens: list[Token], end: int) -> bool:
    """As in "soldiers, Mongols" of "soldiers, Mongols, and settlers"."""
    tail = statement.rpartition(",")[2]
    short = len(tail.split()) <= _MOST and not re.search(r"\b(?:and|or|which|who|that)\b", tail)
    stop = noun_phrase(tokens, end + 2)
    verb = at(tokens, stop)
    described = "VBN" in verb_forms(verb.lower) and at(tokens, stop + 1).tag == "IN"
    return short and stop > end + 2 and (described or verb.tag not in FINITE)


def _goes_on_as_main(tokens: list[Token], start: int) -> bool:
    """As in "At the time they came, the town was small": a main clause with no "and"."""
    stop = noun_phrase(tokens, start)
    verb = stop
    while at(tokens, verb).tag in ADVERBS:
        verb += 1
    if stop == start or at(tokens, verb).tag not in FINITE:
        return False
    before = tokens[: start - 1]
    opened = any(t.lower in _SUBORDINATORS for t in before)
    told = any(t.tag in FINITE for t in before)
    return told and not opened and tokens[0].tag in {"IN", "RB"}


def _second_clause(candidate: Candidate, tags: Mapping[str, str]) -> bool:
    """As in "Was it unknown and first enters history?": a second verb keeps its own tense."""
    inverted = _AUXILIARY.search(candidate.direct)
    if inverted is None:
        return False
    joined = listed = False
    helper = inverted["helper"].lower()
    participle, spoken = helper in BE | HAVE, re.findall(r"[^\s,]+|,", inverted["rest"])
    if helper in BE and _with_object(inverted["rest"], tags):
        return True
    for word in spoken:
        lower = word.lower()
        if lower in _SUBORDINATORS:
            return False
        if joined and _is_finite(lower, tags, participle=participle):
            return True
        if listed and not participle and lower in _CLEARLY_FINITE:
            return True
        joined = joined or lower in {"and", "or", "but"}
        listed = listed or lower == ","
    return False


def _with_object(rest: str, tags: Mapping[str, str]) -> bool:
    """As in "Was it founded in 1851, and achieved self-rule?": no passive has an object."""
    joined = _JOINED_DEED.search(rest)
    return (
        joined is not None
        and "VBD" in verb_forms(joined["verb"])
        and tags.get(joined["object"].lower()) in _OBJECTS
    )


_JOINED_DEED = re.compile(r", and (?P<verb>[a-z]+ed) (?P<object>[\w'’-]+)")


def _is_finite(word: str, tags: Mapping[str, str], *, participle: bool) -> bool:
    if word in _CLEARLY_FINITE:
        return True
    forms, tag = verb_forms(word), tags.get(word)
    past = tag == "VBD" and "VB" not in forms and not (participle and "VBN" in forms)
    return past or (tag == "VBZ" and "VBZ" in forms and "NOUN" not in word_classes(word))


def _describes_answer(candidate: Candidate, tokens: list[Token]) -> bool:
    """As in "Why was it moved built in 1900?" for "moved because of works built in 1900"."""
    if candidate.kind not in _SIDE_KINDS:
        return False
    end = _behind(_words(candidate.short), tokens)
    if not end or at(tokens, end).tag not in _DESCRIBING:
        return False
    rest = " ".join(token.lower for token in tokens[end : end + 2])
    return rest in candidate.direct.lower()
