"""Slips of the tongue, with their repair, and slips of the fingers."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from codi.phenomena.wording import message_sentences, tokens
from codi.teachers.builtin.reading.entities import Entity
from codi.teachers.builtin.talking.talk import Now
from codi.teachers.builtin.talking.wording import lowered

# -- repair ------------------------------------------------------------------------------------

_MENDS = ("I mean", "sorry", "I mean", "sorry, I mean")
_YEAR = re.compile(r"\b1[1-9]\d{2}\b")
_MISTAKEN = {
    "when": "where",
    "where": "when",
    "why": "how",
    "how": "why",
    "what": "who",
    "who": "what",
}
_BE = frozenset("is was are were".split())
_DO = frozenset("did does do".split())
_ASKED = re.compile(
    r"(?P<wh>When|Where|Why|How|What|Who) "
    r"(?P<auxiliary>did|does|do|is|was|are|were|has|have|had|can|should|must) (?=\S)"
)
_ASKED_INSIDE = re.compile(
    r"\b(?:tell me|to know|May I ask|telling me) (?P<wh>when|where|why|how|who) "
)
_HELPERS = {
    "Did": "Does",
    "Does": "Did",
    "Is": "Was",
    "Was": "Is",
    "Are": "Were",
    "Were": "Are",
    "Has": "Had",
    "Can": "Could",
    "Do": "Did",
}


def mending(now: Now, text: str, rng: random.Random) -> Iterator[str]:
    """With a slip that the speaker mends: of a name, of a year, or of the question's first word."""
    last = message_sentences(text)[-1]
    head = text[: len(text) - len(last)]
    mend = rng.choice(_MENDS)
    for slipped in (_name(now, last, mend), _year(last, mend), _first_word(last, mend, rng)):
        if slipped:
            yield head + slipped


def _name(now: Now, text: str, mend: str) -> str:
    """As in "Where did Otto, I mean Clara, live?": another of the same kind, named lately."""
    entities = [e for e in now.talk.analysis.facts.entities.by_key.values() if _may_slip(e)]
    for entity in entities:
        place = re.search(rf"(?<![\w-]){re.escape(entity.text)}(?![\w'’-])", text)
        if place is None or place.start() == 0:
            continue
        for other in entities:
            alike = other.kind == entity.kind and other.gender == entity.gender
            said = any(
                other.text in f"{e.user} {e.assistant}" for e in now.talk.exchanges[-_LATELY:]
            )
            shares = set(tokens(other.text)) & set(tokens(entity.text))
            if alike and said and not shares and other.text not in text:
                closing = "" if text[place.end() :].startswith((",", "?", ".")) else ","
                slip = f"{other.text}, {mend} {entity.text}{closing}"
                return text[: place.start()] + slip + text[place.end() :]
    return ""


_LATELY, _LONGEST = 3, 3


def _may_slip(entity: Entity) -> bool:
    named = entity.proper and entity.kind in {"person", "place"} and entity.text[:1].isupper()
    return named and len(entity.text.split()) <= _LONGEST


def _year(text: str, mend: str) -> str:
    """A year with its last two digits turned round."""
    found = _YEAR.search(text)
    if found is None or found[0][2] == found[0][3]:
        return ""
    closing = "" if text[found.end() :].startswith((",", "?", ".")) else ","
    slip = f"{found[0][:2]}{found[0][3]}{found[0][2]}, {mend} {found[0]}{closing}"
    return text[: found.start()] + slip + text[found.end() :]


def _first_word(text: str, mend: str, rng: random.Random) -> str:
    """As in "When did, I mean, where did she live?" or "Is, I mean was it open?"."""
    if asked := _ASKED.match(text):
        slip = rng.choice(_mistaken(asked["wh"].lower(), asked["auxiliary"])).capitalize()
        if asked["wh"] == "How" and asked["auxiliary"] not in {"did", "does", "do"}:
            return ""
        again = rng.random() < _WITH_AUXILIARY and slip != "Who"
        slip = f"{slip} {asked['auxiliary']}" if again else slip
        return f"{slip}, {mend}{',' if again else ''} {lowered(text)}"
    if asked := _ASKED_INSIDE.search(text):
        slip = f"{_MISTAKEN[asked['wh']]}, {mend} "
        return text[: asked.start("wh")] + slip + text[asked.start("wh") :]
    first = text.partition(" ")[0]
    if first in _HELPERS and len(text.split()) > _LONGEST:
        return f"{_HELPERS[first]}, {mend}, {lowered(text)}"
    return ""


def _mistaken(word: str, auxiliary: str) -> tuple[str, ...]:
    """The question words that come to mind first where this one is meant."""
    if word == "what":
        if auxiliary in _DO:
            return ("where", "how", "when", "who")
        return ("who", "where") if auxiliary in _BE else ("how", "when")
    return (_MISTAKEN[word],)


_WITH_AUXILIARY = 0.5

# -- typing ------------------------------------------------------------------------------------

_COMMON = (
    ("What is ", ("Whats ",)),
    ("Who is ", ("Whos ",)),
    ("Where is ", ("Wheres ",)),
    ("what is ", ("whats ",)),
    ("who is ", ("whos ",)),
    ("hat's ", ("hats ",)),
    ("ho's ", ("hos ",)),
    ("here's ", ("heres ",)),
    ("didn't", ("didnt",)),
    ("isn't", ("isnt",)),
    ("wasn't", ("wasnt",)),
    ("doesn't", ("doesnt",)),
    (" the ", (" teh ", " hte ")),
    (" which ", (" wich ", " whcih ")),
    (" their ", (" thier ",)),
    (" because ", (" becuase ", " becasue ")),
    (" and ", (" adn ",)),
    (" was ", (" wsa ",)),
    (" of ", (" fo ",)),
    (" year ", (" yera ",)),
    (" many ", (" mnay ",)),
    (" happened", (" happend",)),
    (" happen ", (" happend ",)),
    (" something", (" somthing",)),
    (" anything", (" anyting",)),
    (" that's", (" thats",)),
    (" what ", (" waht ",)),
    (" when ", (" wehn ",)),
    (" how ", (" hwo ",)),
)
_HELD_SHIFT = re.compile(r"(?:Wh(?:o|at|en|ere|y|ich)|How|Did|Does|Was|Were|Are|Has|The)\b")
_LONG = re.compile(r"\b[a-z]{7,}\b")
_LETTERS_KEPT = 2


def mistyped(now: Now, text: str, rng: random.Random) -> Iterator[str]:
    """With one slip of the fingers: in a long word, in a common one, or with shift held on."""
    ways = [*_long_words(now, text, rng), *_common_words(text, rng)]
    rng.shuffle(ways)
    yield from ways
    shifted = _HELD_SHIFT.match(text)
    if shifted:
        yield text[:2].upper() + text[2:]
    if text.rstrip("?.").isascii() and " " in text:
        yield f"{text.rstrip('?.')}/"


def _long_words(now: Now, text: str, rng: random.Random) -> Iterator[str]:
    """With two letters of a word of the passage swapped, or one of them lost or typed twice."""
    known = set(tokens(now.talk.plan.passage.text))
    for found in _LONG.finditer(text):
        word = found[0]
        if word not in known:
            continue
        place = rng.randrange(_LETTERS_KEPT, len(word) - _LETTERS_KEPT - 1)
        here, following = word[place], word[place + 1]
        slips = [word[: place + 1] + here + word[place + 1 :]]
        if here != following:
            slips.append(word[:place] + following + here + word[place + 2 :])
        if len(word) > _LONG_ENOUGH:
            slips.append(word[:place] + word[place + 1 :])
        yield text[: found.start()] + rng.choice(slips) + text[found.end() :]


_LONG_ENOUGH = 7


def _common_words(text: str, rng: random.Random) -> Iterator[str]:
    for right, wrong in _COMMON:
        place = text.find(right)
        if place >= 0:
            yield text[:place] + rng.choice(wrong) + text[place + len(right) :]
