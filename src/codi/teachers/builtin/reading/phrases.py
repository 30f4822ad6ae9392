"""Noun phrases and verb groups: where one that starts at a token ends, and what it is made of."""

from __future__ import annotations

from dataclasses import dataclass

from codi.teachers.builtin.reading import lexicon
from codi.teachers.builtin.reading.english import (
    BE,
    DO,
    HAVE,
    is_plural_form,
    verb_forms,
    verb_lemma,
)
from codi.teachers.builtin.reading.tagset import ADJECTIVES, ADVERBS, FINITE, NAMES, NOUNS, at
from codi.teachers.builtin.reading.tokens import Token

QUANTIFIERS = frozenset(
    """about around approximately roughly nearly almost over some only exactly just under""".split()
)
_NOMINAL = NOUNS | ADJECTIVES
_HEADS = NOUNS | {"CD", "%"}
_DESCRIBING = ADJECTIVES | {"VBN"}
_DESCRIBED = _DESCRIBING | {"CD"}
_DEGREES = lexicon.DEGREE | QUANTIFIERS | {"well"}
_MODIFIERS = ADJECTIVES | {"CD", "VBN", "VBG", "NN", "NNS", "NNP", "NNPS", "$", "%"}
_AMOUNTS = frozenset("much many most some several few one each all both none half little".split())
_MAY_STAND_ALONE = frozenset("these those this that all both some any each".split())
_NOMINAL_ADJECTIVES = frozenset(
    """former latter same first poor rich following british french dutch english other past rest
    wealthy young old elderly public unemployed""".split()
)
_NAMING = frozenset("named called known titled entitled nicknamed dubbed".split())


@dataclass(slots=True)
class VerbGroup:
    """A verb group `[start, end)`: auxiliaries, adverbs and the main verb."""

    start: int
    end: int
    main: int
    auxiliaries: tuple[int, ...]
    adverbs: tuple[int, ...]
    negative: bool
    passive: bool
    finite: bool
    lemma: str
    tag: str


def noun_phrase(tokens: list[Token], start: int) -> int:
    """The end of the simple noun phrase that starts at `start`; `start` where there is none."""
    if start >= len(tokens):
        return start
    first = tokens[start]
    amount = first.lower in _AMOUNTS and at(tokens, start + 1).lower == "of"
    if first.tag in {"PRP", "EX"} or amount:
        return start + 1
    return _NounPhrase(tokens, start).end()


class _NounPhrase:
    """Reads one simple noun phrase: determiner, amount, modifiers, head, possessor before head."""

    def __init__(self, tokens: list[Token], start: int) -> None:
        self.tokens = tokens
        self.start = start
        self.place = start
        self.last = start
        self.determined = False
        self.headed = False

    def end(self) -> int:
        """Where the phrase ends: behind its last head."""
        if not self._determiner():
            return self.place
        while self.place < len(self.tokens) and (
            self._noun() or self._modifier() or self._degree() or self._joint()
        ):
            continue
        return self.last

    def _determiner(self) -> bool:
        """Read amount and determiner; false where a demonstrative stands alone."""
        tokens = self.tokens
        place = _quantity(tokens, self.place)
        outer = at(tokens, place).lower in {"all", "both", "half", "such", "many"}
        place += outer and at(tokens, place + 1).tag in {"DT", "PRP$"}
        if at(tokens, place).tag in {"DT", "PRP$", "PDT"}:
            self.determined = True
            place += 1
        self.place = place
        alone = self.determined and at(tokens, place - 1).lower in _MAY_STAND_ALONE
        return not alone or _continues(tokens, place)

    def _noun(self) -> bool:
        if self.tokens[self.place].tag not in _HEADS:
            return False
        self.place += 1
        self.last = self.place
        self.headed = True
        if at(self.tokens, self.place).tag == "POS":
            self.place += 1
            self.headed = False
        return True

    def _modifier(self) -> bool:
        """An adjective or participle; behind "the" it may be the head: "the French"."""
        token, following = self.tokens[self.place], at(self.tokens, self.place + 1)
        adjective = token.tag in ADJECTIVES
        determined = self.determined or self.headed
        if not adjective and not _modifies(self.tokens, self.place, determined=determined):
            return False
        if token.lower in _NAMING and (self.headed or not self.determined):
            return False
        if self.headed and not (adjective and self._goes_on_behind_head(token, following)):
            return False
        self.place += 1
        if self.determined and following.tag not in _MODIFIERS | {"CC", ",", "RB", "POS"}:
            named = token.text[:1].isupper() or token.tag == "JJS"
            if named or token.lower in _NOMINAL_ADJECTIVES:
                self.last = self.place
                self.headed = True
        return True

    def _goes_on_behind_head(self, token: Token, following: Token) -> bool:
        """Whether an adjective behind a noun still belongs to it: "the Lothian regional list"."""
        before = self.tokens[self.place - 1]
        name = before.tag in NAMES and (self.determined or token.text[:1].isupper())
        return following.tag in NOUNS | ADJECTIVES and (before.tag == "CD" or name)

    def _degree(self) -> bool:
        """An adverb before an adjective: "highly developed"."""
        token = self.tokens[self.place]
        if token.tag not in ADVERBS or self.headed:
            return False
        degree = token.lower.endswith("ly") or token.lower in _DEGREES
        following = at(self.tokens, self.place + 1).tag
        before = following in _DESCRIBED or (
            following == "RB" and at(self.tokens, self.place + 2).tag in _DESCRIBING
        )
        if not degree or not before:
            return False
        self.place += 1
        return True

    def _joint(self) -> bool:
        """A comma or conjunction between adjectives, and "&" between names."""
        token = self.tokens[self.place]
        if token.tag not in {"CC", ","} and token.text != "&":
            return False
        between = (
            self.place > self.start
            and self.tokens[self.place - 1].tag in _DESCRIBING
            and at(self.tokens, self.place + 1).tag in _DESCRIBING
        )
        listed = token.tag == "CC" or (
            token.tag == "," and _adjective_list(self.tokens, self.place)
        )
        joins = between and listed and not self.headed
        if joins or (token.text == "&" and self.headed):
            self.place += 1
            return True
        return False


def _continues(tokens: list[Token], i: int) -> bool:
    """Whether a noun phrase goes on after "these", "all", ... ."""
    tag = at(tokens, i).tag
    return tag in NOUNS | ADJECTIVES | {"CD", "VBG", "VBN"} or (
        tag in ADVERBS and at(tokens, i + 1).tag in ADJECTIVES
    )


def _quantity(tokens: list[Token], i: int) -> int:
    """Skip "more than", "at least", "up to", "about" before a number."""
    size = len(tokens)
    word = tokens[i].lower
    if i + 2 < size and tokens[i + 2].tag == "CD":
        pair = (word, tokens[i + 1].lower)
        if pair in {
            ("more", "than"),
            ("less", "than"),
            ("fewer", "than"),
            ("at", "least"),
            ("at", "most"),
            ("up", "to"),
            ("as", "many"),
            ("close", "to"),
        }:
            return i + 2
    if word in QUANTIFIERS and i + 1 < size and tokens[i + 1].tag == "CD":
        return i + 1
    if (
        tokens[i].tag in ADVERBS
        and i + 1 < size
        and tokens[i + 1].lower in {"all", "every", "half"}
    ):
        return i + 1
    return i


def _modifies(tokens: list[Token], i: int, *, determined: bool) -> bool:
    """Whether a participle stands before the noun it describes."""
    if tokens[i].tag not in {"VBN", "VBG"} or tokens[i].lower in {"named", "called", "known"}:
        return False
    if tokens[i].tag == "VBG" and not determined:
        return False
    return at(tokens, i + 1).tag in _NOMINAL


def _adjective_list(tokens: list[Token], i: int) -> bool:
    """Whether a comma stands between adjectives before one noun."""
    for place in range(i + 1, min(i + 7, len(tokens))):
        tag = tokens[place].tag
        if tag in NOUNS:
            return True
        if tag not in ADJECTIVES | {"CC", ",", "VBN"}:
            return False
    return False


def verb_group(tokens: list[Token], start: int) -> VerbGroup | None:
    """The verb group that starts at `start` (adverbs first allowed), finite or not."""
    size = len(tokens)
    i = start
    adverbs: list[int] = []
    auxiliaries: list[int] = []
    negative = False
    while i < size and _is_adverb(tokens, i):
        negative |= tokens[i].lower in {"not", "n't", "never"}
        adverbs.append(i)
        i += 1
    if i >= size or not (tokens[i].tag.startswith("VB") or tokens[i].tag == "MD"):
        return None
    while i < size:
        token = tokens[i]
        if not (token.tag.startswith("VB") or token.tag == "MD"):
            return None
        place, skipped = i + 1, []
        while place < size and (_is_adverb(tokens, place) or tokens[place].lower == "n't"):
            skipped.append(place)
            place += 1
        following = tokens[place] if place < size else None
        if following is not None and _is_auxiliary(token, following):
            auxiliaries.append(i)
            adverbs += skipped
            negative |= any(tokens[index].lower in {"not", "n't", "never"} for index in skipped)
            i = place
            continue
        if token.tag == "MD":
            return None
        break
    main = i
    end = main + 1
    if tokens[main].lower in BE | HAVE | DO | {"dare"}:
        while end < size and tokens[end].lower in {"not", "n't", "never"}:
            negative = True
            adverbs.append(end)
            end += 1
    first = tokens[auxiliaries[0]] if auxiliaries else tokens[main]
    last_auxiliary = tokens[auxiliaries[-1]].lower if auxiliaries else ""
    passive = tokens[main].tag == "VBN" and last_auxiliary in BE
    return VerbGroup(
        start=start,
        end=end,
        main=main,
        auxiliaries=tuple(auxiliaries),
        adverbs=tuple(adverbs),
        negative=negative,
        passive=passive,
        finite=first.tag in FINITE,
        lemma=verb_lemma(tokens[main].lower, tokens[main].tag),
        tag=tokens[main].tag,
    )


def _is_adverb(tokens: list[Token], i: int) -> bool:
    token = tokens[i]
    if token.tag not in ADVERBS:
        return False
    return token.lower not in {"as", "so", "more", "less", "most"} or (
        i + 1 < len(tokens) and tokens[i + 1].tag in ADVERBS | FINITE | {"VBN"}
    )


def _is_auxiliary(token: Token, following: Token) -> bool:
    """Whether `token` helps the verb `following`."""
    word = token.lower
    if token.tag == "MD":
        return (
            following.tag in {"VB", "VBP", "VBN"} and "VB" in verb_forms(following.lower)
        ) or following.lower in {"be", "have"}
    if word in BE:
        return following.tag in {"VBN", "VBG"} or (
            following.tag == "VBD" and "VBN" in verb_forms(following.lower)
        )
    if word in HAVE:
        return (
            following.tag == "VBN"
            or (following.tag == "VBD" and "VBN" in verb_forms(following.lower))
            or following.lower == "been"
        )
    if word in DO:
        return following.tag == "VB"
    return False


_PARTS = frozenset("all most many some several both few".split())
"""As in "nearly all of the colonies", which are many."""
_PEOPLE_ENDS = ("quois", "nois", "ese", "utch", "ench", "wiss")


def head_of(tokens: list[Token], start: int, end: int) -> int:
    """The head noun's index of the simple noun phrase that begins at `start`."""
    stop = noun_phrase(tokens, start)
    stop = min(stop, end) if stop > start else end
    for index in range(stop - 1, start - 1, -1):
        if tokens[index].tag in NOUNS | {"PRP", "CD"}:
            return index
    return max(start, stop - 1)


def is_plural(tokens: list[Token], start: int, end: int) -> bool:
    """Whether the noun phrase asks for a plural verb."""
    depth_and = any(
        token.lower == "and" and _joins_nouns(tokens, index, start)
        for index, token in enumerate(tokens[start:end], start=start)
    )
    part = next((i for i in range(start, min(start + 2, end)) if tokens[i].lower in _PARTS), end)
    if part + 2 < end and tokens[part + 1].lower == "of":
        start = part + 2
    head = tokens[head_of(tokens, start, end)]
    if head.tag == "PRP":
        return head.lower in {"they", "we", "you", "these", "those", "them"}
    if head.tag == "CD":
        return head.lower not in {"one", "1"} and not lexicon.YEAR.match(head.text)
    if (
        head.tag == "NNP"
        and tokens[start].lower == "the"
        and head.lower.endswith("s")
        and head_of(tokens, start, end) == start + 1
    ):
        return head.lower not in {
            "netherlands",
            "bahamas",
            "philippines",
            "times",
            "thames",
            "paris",
        } and not head.lower.endswith(("ss", "us", "is"))
    alone = tokens[start].lower == "the" and head_of(tokens, start, end) == start + 1
    if head.tag == "NNP" and alone and head.lower.endswith("ois"):
        return True  # "the Iroquois"
    united = head.lower == "states" and "united" in {t.lower for t in tokens[start:end]}
    if united or (head.text.isupper() and len(head.text) > 1):
        return depth_and  # "HTTPS", "DNS"
    people = head.tag == "NNP" and head.lower.endswith(_PEOPLE_ENDS)
    return (
        depth_and
        or (people and tokens[start].lower == "the" and head_of(tokens, start, end) == start + 1)
        or head.tag in {"NNS", "NNPS"}
        or (head.tag == "NN" and is_plural_form(head.lower))
    )


def _joins_nouns(tokens: list[Token], index: int, start: int) -> bool:
    """Whether an "and" joins whole noun phrases at the top: no preposition stands before it."""
    if index + 1 >= len(tokens) or any(token.tag in {"IN", "TO"} for token in tokens[start:index]):
        return False
    return tokens[index - 1].tag in NOUNS | {"CD", ","} and tokens[index + 1].tag in NOUNS | {
        "DT",
        "PRP$",
        "JJ",
        "CD",
    }
