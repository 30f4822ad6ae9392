"""Who and what a passage speaks of, and which of them a pronoun means.

Resolution is by recency with gender and number, and gives up where two answers are possible:
a clause whose subject stays unknown is not asked about.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from codi.teachers.builtin import lexicon
from codi.teachers.builtin.english import is_plural_form, noun_lemma
from codi.teachers.builtin.phrases import head_of, is_plural, noun_phrase
from codi.teachers.builtin.tagset import NOUNS
from codi.teachers.builtin.tokens import Token, join

EntityKind = Literal["person", "place", "group", "thing", "name", "you"]
_BAD_SUBJECTS = frozenset(
    """this these those that such there it one some many most others each both all another few
    several none either neither what who which here much more less nothing everything something
    everyone anyone someone nobody""".split()
)
_VAGUE_HEADS = frozenset(
    """rest other others latter former same result following example case fact number majority part
    way reason lot kind type sort thing things end point""".split()
)


@dataclass(slots=True)
class Entity:
    """One thing spoken of. `noun` is the head of "the company" for it, where the passage says so."""

    key: str
    text: str
    kind: EntityKind
    plural: bool
    proper: bool
    gender: str = ""
    noun: str = ""
    first_sentence: int = 0
    mentions: int = 0

    @property
    def pronoun(self) -> str:
        """The subject pronoun that surely fits, or nothing."""
        if self.kind == "you":
            return ""
        if self.plural:
            return "they"
        if self.kind == "person":
            return {"m": "he", "f": "she"}.get(self.gender, "")
        return "" if self.kind == "name" else "it"


class Entities:
    """The entities of one passage, filled in reading order."""

    def __init__(self) -> None:
        self.by_key: dict[str, Entity] = {}
        self._aliases: dict[str, str] = {}
        self._recent: list[tuple[int, Entity, bool]] = []

    def mention(
        self,
        tokens: list[Token],
        start: int,
        end: int,
        sentence: int,
        *,
        subject: bool,
        plural: bool | None = None,
    ) -> Entity | None:
        """The entity that tokens `[start, end)` name, made where it is new; None where unknown."""
        token = tokens[start]
        if token.tag == "PRP":
            entity = self._resolve(token.lower, sentence) if end - start == 1 else None
        else:
            entity = self._named(tokens, start, end, sentence, plural)
        if entity is not None:
            entity.mentions += 1
        if entity is not None or (subject and token.tag != "PRP"):
            self._recent.append((sentence, entity or _UNKNOWN, subject))
        return entity

    def unknown_subject(self, sentence: int) -> None:
        """A sentence whose subject nobody knows: "it" after it means nothing known."""
        self._recent.append((sentence, _UNKNOWN, True))

    def addressee(self) -> Entity:
        """Whoever is meant by "you"."""
        return self.by_key.setdefault("you", Entity("you", "you", "you", plural=True, proper=False))

    def possessor(self, pronoun: str, sentence: int) -> Entity | None:
        """Whom "his", "her", "its" or "their" at the start of a subject means."""
        word = {"his": "he", "her": "she", "its": "it", "their": "they"}.get(pronoun, "")
        return self._resolve(word, sentence, reach=1) if word else None

    def note_noun(self, entity: Entity, noun: str) -> None:
        """Remember that the passage calls the entity a `noun`."""
        lemma = noun_lemma(noun)
        if not entity.noun and lemma not in _VAGUE_HEADS and not entity.plural:
            entity.noun = lemma
            self._aliases.setdefault(lemma, entity.key)
        if entity.kind == "name":
            human = lemma in lexicon.HUMAN_NOUNS or lemma.endswith(
                ("ist", "ian", "man", "woman", "lyst", "ologer")
            )
            entity.kind = (
                "person" if human else "name" if lemma.endswith(("er", "or", "ant")) else "thing"
            )
        if entity.kind == "person" and not entity.gender:
            entity.gender = _noun_gender(lemma)

    # -- names and descriptions -------------------------------------------------------------------

    def _named(
        self, tokens: list[Token], start: int, end: int, sentence: int, agreed: bool | None
    ) -> Entity | None:
        text = phrase_text(tokens, start, end)
        head_index = head_of(tokens, start, end)
        head = tokens[head_index]
        simple = noun_phrase(tokens, start)
        lowered = text.lower()
        pointing = (
            tokens[start].lower in {"this", "these", "those"} and end == simple and end - start > 1
        )
        amount = start + 1 < end and tokens[start + 1].lower == "of"
        if head.tag == "PRP" or (
            tokens[start].lower in _BAD_SUBJECTS and not pointing and not amount
        ):
            if not (
                tokens[start].lower in {"some", "many", "most", "all", "several", "each", "few"}
                and end - start > 1
                and end == simple
            ):
                return None
        if head.lower in _VAGUE_HEADS and simple == end:
            return None
        for index in range(start + pointing, end):
            if tokens[index].tag == "PRP" or (
                tokens[index].tag == "PRP$" and tokens[index].lower != "your"
            ):
                return None
            if tokens[index].lower in {"this", "these", "those", "such", "that"}:
                return None
        plural = is_plural(tokens, start, end)
        if agreed is not None and agreed != plural:
            if head.tag == "NNS" or (plural and head.tag == "NN" and end == simple):
                return None
            plural = agreed
        proper = head.tag in {"NNP", "NNPS"}
        key = _key(tokens, start, end, head_index, proper=proper and end == simple)
        known = self.by_key.get(key) or self._by_last_name(key)
        if known is None and tokens[start].lower == "the" and simple == end and end - start == 2:
            known = self.by_key.get(self._aliases.get(noun_lemma(head.lower), ""))
        if known is not None and known.plural == plural:
            return known
        entity = Entity(
            key=key,
            text=text,
            kind=_kind(tokens, start, end, head_index),
            plural=plural,
            proper=proper,
            first_sentence=sentence,
        )
        if entity.kind == "person" and not plural:
            entity.gender = _gender(tokens, start, end, head)
        if proper and entity.kind != "person":
            self._note_last_word(entity, head.lower)
        elif not proper and tokens[start].lower in {"a", "an", "the"} and not plural and lowered:
            entity.noun = noun_lemma(head.lower)
            self._aliases.setdefault(entity.noun, key)
        elif proper and entity.kind == "person" and not plural:
            first = tokens[start].lower
            if first in lexicon.HUMAN_NOUNS and first in {
                "king",
                "queen",
                "emperor",
                "pope",
                "prince",
                "princess",
                "president",
            }:
                entity.noun = first
        self.by_key[key] = entity
        return entity

    def _note_last_word(self, entity: Entity, word: str) -> None:
        """ "Amazon River" can be called "the river"."""
        if (
            word in lexicon.PLACE_NAMES_SUFFIX | {"company", "war", "treaty", "church", "party"}
            and len(entity.text.split()) > 1
            and not is_plural_form(word)
        ):
            entity.noun = word

    def _by_last_name(self, key: str) -> Entity | None:
        """A person first named in full, then by the last name alone."""
        if " " in key:
            return None
        found = [
            entity
            for other, entity in self.by_key.items()
            if other.endswith(" " + key) and entity.proper and entity.kind in {"person", "name"}
        ]
        return found[0] if len(found) == 1 else None

    # -- pronouns -----------------------------------------------------------------------------------

    def _resolve(self, pronoun: str, sentence: int, *, reach: int = 0) -> Entity | None:
        if pronoun == "you":
            return self.addressee()
        reach = reach or {"he": 3, "she": 3, "it": 1, "they": 1}.get(pronoun, 0)
        if not reach:
            return None
        candidates: list[Entity] = []
        for place, entity, subject in reversed(self._recent):
            if sentence - place > reach or len(candidates) > 3:
                break
            if entity is _UNKNOWN:
                if pronoun in {"it", "they"}:
                    break
                continue
            if not _fits(entity, pronoun):
                continue
            if subject:
                candidates.insert(0, entity) if not candidates else candidates.append(entity)
                break
            candidates.append(entity)
        distinct = {entity.key: entity for entity in candidates}
        if not distinct:
            return None
        chosen = candidates[0] if len(distinct) == 1 else None
        if chosen is None and pronoun in {"he", "she"}:
            subjects = [
                entity
                for place, entity, subject in reversed(self._recent)
                if subject and _fits(entity, pronoun) and sentence - place <= reach
            ]
            chosen = subjects[0] if subjects else None
        elif chosen is None:
            subjects = [
                entity
                for place, entity, subject in reversed(self._recent)
                if subject and sentence - place <= reach
            ]
            chosen = subjects[0] if subjects and _fits(subjects[0], pronoun) else None
        if chosen is not None and pronoun == "it":
            short = len(distinct) == 1 and len(chosen.text.split()) <= 3
            if not (chosen.proper or chosen.mentions > 1 or short):
                return None
        if chosen is not None and pronoun in {"he", "she"}:
            chosen.kind = "person"
            chosen.gender = chosen.gender or ("m" if pronoun == "he" else "f")
        return chosen


_UNKNOWN = Entity("", "", "you", plural=False, proper=False)


def _fits(entity: Entity, pronoun: str) -> bool:
    if pronoun == "they":
        return entity.plural or entity.kind == "group"
    if entity.plural or entity.kind == "you":
        return False
    if pronoun == "it":
        return entity.kind not in {"person", "name"}
    wanted = "m" if pronoun == "he" else "f"
    first_name = entity.key.split()[0] if " " in entity.key else ""
    if not entity.gender and pronoun == "he" and first_name.endswith("a") and entity.proper:
        return False
    if entity.kind == "name" and entity.key.endswith(("ism", "ity", "tion", "ment", "ian", "ese")):
        return False
    return entity.kind in {"person", "name"} and entity.gender in {"", wanted}


@lru_cache(maxsize=8192)
def keeps_capital(word: str) -> bool:
    """Whether a word is always written with a capital: Victorian, Spanish, Monday."""
    from textblob.en import lexicon as tags

    return word[:1].isupper() and word in tags and word.lower() not in tags


def phrase_text(tokens: list[Token], start: int, end: int) -> str:
    """A phrase as it stands inside a sentence: no capital where only the sentence's start has one."""
    text = join(tokens[start:end])
    first = tokens[start]
    if start == 0 and keeps_capital(first.text):
        return text
    if (
        start == 0
        and first.tag not in {"NNP", "NNPS"}
        and first.text[1:].islower() | (len(first.text) == 1)
        and first.text != "I"
    ):
        text = text[:1].lower() + text[1:]
    return text


def _key(tokens: list[Token], start: int, end: int, head: int, *, proper: bool) -> str:
    """What makes two mentions one: the name, or the words without the article."""
    words = [token.lower for token in tokens[start:end]]
    while words and (
        words[0] in {"the", "a", "an"} or (proper and words[0] in lexicon.TITLES and len(words) > 1)
    ):
        words = words[1:]
    return " ".join(words) or tokens[head].lower


def np_kind(tokens: list[Token], start: int, end: int) -> EntityKind:
    """What kind of thing a noun phrase names."""
    return _kind(tokens, start, end, head_of(tokens, start, end))


def _kind(tokens: list[Token], start: int, end: int, head_index: int) -> EntityKind:
    head = tokens[head_index]
    lemma = noun_lemma(head.lower)
    if head.lower == "you":
        return "you"
    simple_end = noun_phrase(tokens, start) or end
    if head.tag not in {"NNP", "NNPS"}:
        if lemma in lexicon.HUMAN_NOUNS or head.lower in lexicon.HUMAN_NOUNS:
            return "person"
        if lemma in lexicon.GROUP_NOUNS:
            return "group"
        return "place" if lemma in lexicon.PLACE_NOUNS else "thing"
    words = [token.lower for token in tokens[start : min(end, simple_end)]]
    names = [word for word in words if word not in {"the", "a", "an"}]
    first_names, places = lexicon.known_names()
    if (
        head.lower in places
        or " ".join(names) in places
        or head.lower in lexicon.PLACE_NAMES_SUFFIX
    ):
        if not (
            len(names) > 1
            and names[0] in first_names
            and head.lower not in lexicon.PLACE_NAMES_SUFFIX
        ):
            return "place"
    if any(word in lexicon.ORG_WORDS for word in names):
        return "group"
    if _is_people(head) or (
        words[0] == "the"
        and len(words) == 2
        and head.lower.endswith("s")
        and is_plural(tokens, start, end)
    ):
        return "person"
    if names and (
        (len(names) > 1 and names[0] in lexicon.HUMAN_NOUNS)
        or names[0] in lexicon.TITLES
        or names[0] in first_names
        or lemma in lexicon.HUMAN_NOUNS
    ):
        return "person"
    if words[0] == "the" or (head.text.isupper() and len(head.text) > 1):
        last = head.lower
        return (
            "person"
            if last in lexicon.HUMAN_NOUNS
            or (len(words) > 1 and words[1] in lexicon.TITLES and words[-1] != words[1])
            else "thing"
        )
    if any(
        tokens[i].tag in NOUNS
        and tokens[i].text.islower()
        and tokens[i].lower in lexicon.HUMAN_NOUNS
        for i in range(start, head_index)
    ):
        return "person"
    if head.tag == "NNPS" or end > simple_end:
        return "person" if _is_people(head) else "thing"
    return "name"


def _is_people(head: Token) -> bool:
    """Whether a plural name is that of a people or a movement: Normans, Huguenots, Protestants."""
    return (
        head.tag in {"NNPS", "NNP"}
        and head.lower.endswith(
            (
                "ans",
                "ists",
                "ites",
                "ots",
                "ants",
                "ese",
                "ics",
                "ers",
                "ards",
                "ews",
                "lims",
                "indus",
            )
        )
        and is_plural_form(head.lower) | head.lower.endswith("ots")
    )


def _gender(tokens: list[Token], start: int, end: int, head: Token) -> str:
    words = [token.lower for token in tokens[start:end]]
    if head.tag not in {"NNP", "NNPS"}:
        return _noun_gender(noun_lemma(head.lower))
    for word in words[:3]:
        if word in lexicon.MALE_TITLES:
            return "m"
        if word in lexicon.FEMALE_TITLES:
            return "f"
    for word in words[:3]:
        if word in lexicon.MALE_NAMES:
            return "m"
        if word in lexicon.FEMALE_NAMES:
            return "f"
    return ""


def _noun_gender(lemma: str) -> str:
    if lemma in lexicon.MALE_NOUNS:
        return "m"
    return "f" if lemma in lexicon.FEMALE_NOUNS else ""
