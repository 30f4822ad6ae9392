"""Whether a candidate is understood by itself, only behind what was just said, or never."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from codi.phenomena.wording import content
from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.asking.integrity import is_whole
from codi.teachers.builtin.asking.pronouns import pronouns_known
from codi.teachers.builtin.reading import lexicon
from codi.teachers.builtin.reading.definites import OCCASIONS, definites
from codi.teachers.builtin.reading.english import noun_lemma, verb_lemma
from codi.teachers.builtin.reading.facts import PassageFacts
from codi.teachers.builtin.reading.leaning import Leaning, leanings
from codi.teachers.builtin.reading.tagset import EDGE, FINITE, NOUNS, at
from codi.teachers.builtin.reading.tokens import Token

_OFTEN = 3
_THIS = re.compile(r"this (?:is|happens|applies|as|in|to|by|with|before|for)\b")
"""As in "if they are lost, report this as a breach": the case that was just named."""
_ADVISED = frozenset(["truth", "object", "place", "condition", "time", "case", "method"])
_ANSWERS = frozenset(["object", "content", "identity"])
_POINTED_AT = re.compile(r"\b(?:this|these|such) (?!as\b)", re.IGNORECASE)
_NOT_TELLING = (
    "current|new|old|original|main|predominant|remaining|actual|different|entire|only|latest|whole|"
    "primary|major|biggest|greatest|key|chief|overall|final|exact"
)
_WITHIN = re.compile(
    rf"\bthe (?:(?:{_NOT_TELLING}) )?(?P<noun>[a-z-]+)"
    r"(?= (?:in|on|at|to|for|with|by|from|and|as|into|is|was|were|are)\b|$|,)"
)
_ONE_OF_A_PEOPLE = re.compile(r"the (?P<noun>[A-Z][a-z]+(?:ian|ean|ese|ish|man|woman))$")
_KNOWN_TO_ALL = frozenset(
    """sun moon earth sea ocean sky air world universe internet web public past future present
    north south east west""".split()
)
_OF_SOMETHING = frozenset(
    """difference front end side goal purpose aim result effect cause start beginning default number
    amount rest surface part top bottom back centre center""".split()
)
_OF_A_PLACE = frozenset(
    """city town village region state country county province island river valley area district
    university school""".split()
)


def in_context(
    candidates: Iterable[Candidate], passage: PassageFacts, title: str
) -> Iterator[Candidate]:
    """The candidates that can be understood, each marked with what it leans on."""
    topics = _Topics(passage, title)
    leaning = {s.index: tuple(leanings(s.tokens)) for s in passage.sentences}
    tags = {s.index: {t.lower: t.tag for t in s.tokens} for s in passage.sentences}
    times = {s.index: tuple(_counted_on(s.tokens)) for s in passage.sentences}
    inner = _inside_items(passage)
    tokens = {s.index: s.tokens for s in passage.sentences}
    for candidate in candidates:
        if not is_whole(candidate, tokens[candidate.sentence], tags[candidate.sentence]):
            continue
        text = _said(candidate)
        if _points_inward(candidate, tokens[candidate.sentence]) or topics.unclear(candidate, text):
            continue
        leans = [one for one in leaning.get(candidate.sentence, ()) if _open(one, text)]
        stems = [content(one.noun) for one in leans if one.noun]
        case = candidate.slot == "condition" and candidate.entity.kind == "you"
        if any(one.never and not (case and _THIS.match(one.words)) for one in leans):
            continue
        if not all(stems) or any(
            time in text and whole not in text for time, whole in times[candidate.sentence]
        ):
            continue
        points = candidate.slot in _ANSWERS and _POINTED_AT.search(candidate.short)
        if points or _POINTED_AT.match(candidate.short):
            continue  # "What did she show?" - "This relation."
        after = candidate.follows and candidate.slot == "condition"
        if not after and not pronouns_known(candidate, tags.get(candidate.sentence, {})):
            continue
        made = candidate
        if (candidate.sentence in inner and _general(candidate)) and not candidate.follows:
            made = replace(candidate, follows=True)
        if leans and not (case and all(_THIS.match(one.words) for one in leans)):
            made = replace(made, follows=True, needs=candidate.needs.union(*stems))
        known = topics.taken_for_known(made, text)
        if topics.means_latest(made, text):
            made = replace(made, follows=True)
        yield replace(made, known=known) if known else made


def _points_inward(candidate: Candidate, tokens: list[Token]) -> bool:
    """As in "There came ages, and these ages ...": what is meant stands in the same sentence."""
    first = candidate.surface.partition(" ")[0].lower()
    if first not in {"this", "these", "such"}:
        return False
    place = next((i for i, token in enumerate(tokens) if token.lower == first), 0)
    return any(token.tag in FINITE for token in tokens[:place])


def _inside_items(passage: PassageFacts) -> frozenset[int]:
    """The sentences of list items but their first ones, which say what the others are about."""
    return frozenset(
        sentence.index
        for before, sentence in pairwise(passage.sentences)
        if sentence.kind == "item" and sentence.paragraph == before.paragraph
    )


def _general(candidate: Candidate) -> bool:
    """Whether a question is about a thing that is named by one common noun: "expenses"."""
    bare = candidate.surface.removeprefix("the ")
    return candidate.entity.kind != "you" and bare.isalpha() and bare.islower()


_OF_UNKNOWN = re.compile(
    r"\b(?:are|were|is|was) there (?:an? |the |\w+ ){0,2}(?P<noun>exception|difference|reason|cause"
    r"|effect|result|advantage|disadvantage|benefit|drawback|solution|alternative|consequence)s?"
    r"(?! (?:of|to|for|between|in|why|that|with|from)\b)"
    r"|^how many (?:\w+ )?(?:exceptions|differences|reasons|advantages|alternatives)"
    r"(?! (?:of|to|for|between|in|why|that|with|from)\b)"
)
"""As in "there are five exceptions": to what?"""
_OBJECT_OF = re.compile(r"^What (?:did|does|do|has|have|had) \{S\} (?P<verb>[a-z]+)$")


class _Topics:
    """What everybody who knows the topic of a passage knows without being told."""

    def __init__(self, passage: PassageFacts, title: str) -> None:
        self.title = content(title)
        self.placed = _names_place(title, passage)
        self.prose = passage.is_prose()
        self.definites = definites(passage.sentences)
        self.deeds = {
            sentence.index: tuple(_deeds_of_known(sentence.tokens))
            for sentence in passage.sentences
        }
        self.counts: Counter[str] = Counter()
        self.kinds: dict[str, set[str]] = {}
        for sentence in passage.sentences:
            for before, token in pairwise([EDGE, *sentence.tokens]):
                if token.tag not in {"NN", "NNS"}:
                    continue
                noun = noun_lemma(token.lower)
                self.counts[noun] += 1
                if before.tag in NOUNS | {"JJ", "VBG"}:
                    self.kinds.setdefault(noun, set()).add(before.lower)

    def taken_for_known(self, candidate: Candidate, text: str) -> frozenset[str]:
        """The stems of "the company", where the question has no better hold than that."""
        entity = candidate.entity
        if entity.kind == "you":
            return self._definite(candidate)
        named = entity.text != candidate.surface and content(entity.text) & self.title
        people = not entity.plural or candidate.surface.endswith("an")
        one_of = _ONE_OF_A_PEOPLE.match(candidate.surface) if people else None
        nouns = [one_of["noun"]] if one_of and not named and not candidate.follows else []
        article, _, rest = entity.text.partition(" ")
        thing = self.prose and entity.kind == "thing" and article in {"a", "an"}
        if thing and candidate.surface == f"the {rest}":
            nouns.append(rest)  # brought in by the sentence itself, or the one before
        length = text.index("?")
        for one in self.definites.get(candidate.sentence, ()):
            match = _place(one.words).search(text) if one.points else None
            told = candidate.kind == "tell" and one.noun in OCCASIONS
            whole = told or one.words in {
                candidate.short.lower(),
                candidate.surface.lower(),
            }
            if match is None or (match.start() > length and not (whole or one.points_in_answers)):
                continue
            own = named and candidate.surface.lower() == one.words
            here = (
                own
                or self._is_topic(one.noun)
                or (content(one.noun) <= content(text[: match.start()]))
            )
            nouns += [] if here else [one.noun]
        return content(" ".join(nouns))

    def unclear(self, candidate: Candidate, text: str) -> bool:
        """Whether it is one of several: "He built a mill. Later he built another"."""
        if _OF_UNKNOWN.search(text):
            return True
        match = _OBJECT_OF.match(candidate.direct)
        if match is None or candidate.slot != "object":
            return False
        name = candidate.surface.rpartition(" ")[2].lower()
        deeds = [deed for told in self.deeds.values() for deed in told]
        done = [who for who, lemma in deeds if lemma == match["verb"]]
        return sum(who in {name, candidate.entity.pronoun} for who in done) > 1

    def means_latest(self, candidate: Candidate, text: str) -> bool:
        """Whether "the law" is one of several that were told of: the one told of last."""
        return candidate.entity.kind != "you" and any(
            one.several and _place(one.words).search(text)
            for one in self.definites.get(candidate.sentence, ())
        )

    def _definite(self, candidate: Candidate) -> frozenset[str]:
        """The stems of "the payment" in advice, but for what everybody knows of the topic."""
        if candidate.slot not in _ADVISED:
            return frozenset()
        nouns = (match["noun"] for match in _WITHIN.finditer(candidate.direct))
        return content(" ".join(noun for noun in nouns if not self._is_topic(noun)))

    def _is_topic(self, word: str) -> bool:
        """Whether the passage is about it: often named and of one kind only, or in the title."""
        noun = noun_lemma(word)
        if noun in _KNOWN_TO_ALL or noun in _OF_SOMETHING:
            return noun in _KNOWN_TO_ALL
        kinds = 0 if noun in lexicon.HUMAN_NOUNS else len(self.kinds.get(noun, ()))
        often = self.counts[noun] >= _OFTEN + kinds
        if self.prose and (noun in lexicon.GROUP_NOUNS or noun in _OF_A_PLACE):
            often = False  # what stands for a name: "the group" is the one that was named
        return often or bool(content(word) & self.title or (self.placed and noun in _OF_A_PLACE))


def _names_place(title: str, passage: PassageFacts) -> bool:
    """Whether something is said to be in or at what the title names."""
    first, _, rest = title.replace("_", " ").partition(",")
    name = re.escape(first.partition("(")[0].strip())
    if rest or first.lower() in lexicon.known_names()[1]:
        return True  # "Fresno, California"
    inside = re.compile(rf"\b(?:in|at|near|within|throughout|across|of) (?:the )?{name}\b")
    return bool(name) and any(inside.search(sentence.text()) for sentence in passage.sentences)


def _counted_on(tokens: list[Token]) -> Iterator[tuple[str, str]]:
    """As in ("the year", "the year before"): a time that is another without its last word."""
    for index in range(2, len(tokens)):
        unit, word = noun_lemma(tokens[index - 1].lower), tokens[index].lower
        alone = word not in {"before", "after"} or at(tokens, index + 1).tag in {",", ".", "CC", ""}
        if word in _COUNTING_ON and alone and unit in lexicon.DURATION_NOUNS | _DAYTIMES:
            time = f"{tokens[index - 2].lower} {tokens[index - 1].lower}"
            yield time, f"{time} {word}"


_COUNTING_ON = frozenset("before after ago earlier later".split())
_DAYTIMES = frozenset("day night morning evening".split())


def _deeds_of_known(tokens: list[Token]) -> Iterator[tuple[str, str]]:
    """The verbs of a sentence, each with the last word of what stands before it as its subject."""
    for index, token in enumerate(tokens):
        if token.tag in FINITE - {"MD"} or (token.tag in {"VB", "VBN"} and index):
            place = index - 1
            while at(tokens, place).tag in {"RB", "MD", "VBD", "VBZ", "VBP"} and place > 0:
                place -= 1
            yield at(tokens, place).lower, verb_lemma(token.lower)


def _said(candidate: Candidate) -> str:
    """Question and answer in the order in which they are said."""
    text = f"{candidate.direct}? {candidate.statement}"
    return text.replace("{S}", candidate.surface).replace("{O}", candidate.surface).lower()


def _open(leaning: Leaning, text: str) -> bool:
    """Whether the text has the leaning words, and has not said before what they lean on."""
    place = _place(leaning.words).search(text)
    if place is None:
        return False
    known = content(_POINTED_AT.sub("", leaning.words) if leaning.noun else "")
    return leaning.never or not leaning.noun or not known <= content(text[: place.start()])


@lru_cache(maxsize=4096)
def _place(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){re.escape(words)}(?![\w-])")
