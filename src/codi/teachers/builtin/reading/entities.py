"""Who and what a passage speaks of, and which of them a pronoun means.

Resolution is by recency with gender and number, and gives up where two answers are possible:
a clause whose subject stays unknown is not asked about.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from codi.teachers.builtin.reading import lexicon
from codi.teachers.builtin.reading.english import is_plural_form, noun_lemma
from codi.teachers.builtin.reading.kinds import EntityKind, gender_of, noun_gender, np_kind
from codi.teachers.builtin.reading.phrases import head_of, is_plural, noun_phrase
from codi.teachers.builtin.reading.tagset import NAMES
from codi.teachers.builtin.reading.tokens import Token, join

_BAD_SUBJECTS = frozenset(
    """this these those that such there it one some many most others each both all another few
    several none either neither what who which here much more less nothing everything something
    everyone anyone someone nobody""".split()
)
_POINTING = frozenset(["this", "these", "those"])
_COUNTING = frozenset("some many most all several each few one both".split())
_TITLE_NOUNS = frozenset("king queen emperor pope prince princess president".split())
_NAME_NOUNS = lexicon.PLACE_NAMES_SUFFIX | frozenset("company war treaty church party".split())
_HUMAN_ENDS = ("ist", "ian", "man", "woman", "lyst", "ologer")
_ANY_OF_MANY = ("each ", "every ", "any ", "no ")
_MOST_CANDIDATES = 3
_VAGUE_HEADS = frozenset(
    """rest other others latter former same result following example case fact number majority part
    way reason lot kind type sort thing things end point""".split()
)


@dataclass(slots=True)
class Entity:
    """One thing spoken of; `noun` is what it can be called with "the": "company"."""

    key: str
    text: str
    kind: EntityKind
    plural: bool
    proper: bool
    gender: str = ""
    noun: str = ""
    mentions: int = 0

    @property
    def pronoun(self) -> str:
        """The subject pronoun that surely fits, or nothing."""
        if self.kind == "you" or self.text.startswith(_ANY_OF_MANY):
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
            entity = self._named(tokens, start, end, agreed=plural)
        if entity is not None:
            entity.mentions += 1
        if entity is not None or subject:
            spoken_of = entity or _SOMEBODY.get(token.lower) or _somebody(tokens, start, end)
            self._recent.append((sentence, spoken_of, subject))
        return entity

    def subject_is(self, entity: Entity | None, sentence: int) -> None:
        """A subject found out elsewhere, or not: "her party" is what "it" means after it."""
        self._recent.append((sentence, entity or _UNKNOWN, True))

    def was_subject(self, entity: Entity, sentence: int, *, now: bool = True) -> bool:
        """Whether it was a subject here or a sentence before; not by the pronoun read `now`."""
        return any(
            subject and other is entity and place >= sentence - 1
            for place, other, subject in self._recent[: -1 if now else None]
        )

    def names_since(self, entity: Entity, sentence: int) -> bool:
        """Whether this sentence has named another thing since the entity, but for the last time."""
        for place, other, _ in reversed(self._recent[:-1]):
            if place < sentence or other is entity:
                return False
            if other.proper and not other.plural and other.kind != "person":
                return True
        return False

    def take_back(self, pronoun: str) -> None:
        """Forget whom the last pronoun was taken for; another one means the same one still."""
        sentence, entity, subject = self._recent[-1]
        entity.mentions -= 1
        self._recent[-1] = (sentence, _SOMEBODY.get(pronoun, _UNKNOWN), subject)

    def unknown_subject(self, sentence: int) -> None:
        """A sentence whose subject nobody knows: "it" after it means nothing known."""
        self._recent.append((sentence, _UNKNOWN, True))

    def addressee(self) -> Entity:
        """Whoever is meant by "you"."""
        return self.by_key.setdefault("you", Entity("you", "you", "you", plural=True, proper=False))

    def possessor(self, pronoun: str, sentence: int) -> Entity | None:
        """Whom "his", "her", "its" or "their" at the start of a subject means."""
        word = {"his": "he", "her": "she", "its": "it", "their": "they"}.get(pronoun, "")
        owner = self._resolve(word, sentence, reach=1) if word else None
        if owner is None or "'s " not in owner.text:
            return owner
        name = owner.text.rpartition("'s ")[0]  # Ada of "Ada's aunt"
        first = next((e for e in self.by_key.values() if e.text == name), None)
        return first if first is not None and _fits(first, word) else None

    def note_noun(self, entity: Entity, noun: str) -> None:
        """Remember that the passage calls the entity a `noun`."""
        lemma = noun_lemma(noun)
        if not entity.noun and lemma not in _VAGUE_HEADS and not entity.plural:
            entity.noun = lemma
            self._aliases.setdefault(lemma, entity.key)
        if entity.kind == "name":
            human = lemma in lexicon.HUMAN_NOUNS or lemma.endswith(_HUMAN_ENDS)
            entity.kind = (
                "person" if human else "name" if lemma.endswith(("er", "or", "ant")) else "thing"
            )
        if entity.kind == "person" and not entity.gender:
            entity.gender = noun_gender(lemma)

    # -- names and descriptions ----------------------------------------------------------------

    def _named(
        self, tokens: list[Token], start: int, end: int, *, agreed: bool | None
    ) -> Entity | None:
        """The entity of a phrase; None where it points elsewhere or its verb disagrees with it."""
        if not _tells_itself(tokens, start, end):
            return None
        head = tokens[head_of(tokens, start, end)]
        simple = noun_phrase(tokens, start) == end
        plural = is_plural(tokens, start, end)
        if agreed is not None and agreed != plural and tokens[start].tag != "VBG":
            if head.tag == "NNS" or (plural and head.tag == "NN" and simple):
                return None
            plural = agreed
        gerund = tokens[start].tag == "VBG"
        proper = head.tag in NAMES and not gerund
        plural = plural and not gerund and not _one_person(tokens, start, end)
        key = _key(tokens, start, end, proper=proper and simple)
        known = self._known(key)
        if known is None and tokens[start].lower == "the" and simple and end - start == 2:
            known = self.by_key.get(self._aliases.get(noun_lemma(head.lower), ""))
        if known is not None and known.plural == plural:
            return known
        entity = Entity(
            key=key,
            text=introduced(tokens, start, end),
            kind="thing" if gerund else np_kind(tokens, start, end),
            plural=plural,
            proper=proper,
        )
        if not plural and not gerund:
            self._describe(entity, tokens, start, end)
        self.by_key[key] = entity
        return entity

    def _describe(self, entity: Entity, tokens: list[Token], start: int, end: int) -> None:
        """Gender, and the noun that "the ..." can call the entity by."""
        first, last = tokens[start].lower, tokens[head_of(tokens, start, end)].lower
        if entity.kind == "person":
            entity.gender = gender_of(tokens, start, end)
        if not entity.proper:
            if first in {"a", "an", "the"} and noun_lemma(last) not in _VAGUE_HEADS:
                entity.noun = noun_lemma(last)
                self._aliases.setdefault(entity.noun, entity.key)
        elif entity.kind == "person":
            entity.noun = first if first in _TITLE_NOUNS else ""
        elif last in _NAME_NOUNS and len(entity.text.split()) > 1 and not is_plural_form(last):
            entity.noun = last

    def _known(self, key: str) -> Entity | None:
        """An entity of this name; a person first named in full, then by the last name alone."""
        if key in self.by_key or " " in key:
            return self.by_key.get(key)
        found = [
            entity
            for other, entity in self.by_key.items()
            if other.endswith(f" {key}") and entity.proper and entity.kind in {"person", "name"}
        ]
        return found[0] if len(found) == 1 else None

    # -- pronouns ------------------------------------------------------------------------------

    def _resolve(self, pronoun: str, sentence: int, *, reach: int = 0) -> Entity | None:
        """What a pronoun means: the one thing that fits, or the subject among several."""
        if pronoun == "you":
            return self.addressee()
        reach = reach or {"he": 3, "she": 3, "it": 1, "they": 1}.get(pronoun, 0)
        fitting = self._fitting(pronoun, sentence, reach) if reach else []
        if not fitting:
            return None
        if pronoun in {"he", "she"}:
            person = self._person(pronoun, fitting, sentence)
            return person if person is not None and person.key else None
        chosen: Entity | None = fitting[0]
        alone = len({entity.key for entity in fitting}) == 1
        if not alone:
            chosen = self._last_subject(pronoun, sentence, reach)
        if chosen is None:
            return None
        named = chosen.text[3:] != chosen.text[3:].lower()
        if pronoun == "it" and not (named or chosen.mentions > 1):
            return chosen if alone and len(chosen.text.split()) <= 3 else None
        return chosen

    def _person(self, pronoun: str, fitting: list[Entity], sentence: int) -> Entity | None:
        """Whom "he" or "she" means: the last subject that fits, or the only person that fits.

        Where the sentence of the last subject names another person that fits as well, only a
        subject whose gender is known is taken.
        """
        wanted = "m" if pronoun == "he" else "f"
        subject = self._last_subject(pronoun, sentence, 3)
        chosen = subject or fitting[0]
        latest = max(place for place, entity, _ in self._recent if entity is chosen)
        rivals = {
            entity.key
            for place, entity, _ in self._recent
            if place >= latest
            and entity is not chosen
            and entity is not _UNKNOWN
            and _fits(entity, pronoun)
        }
        if rivals and (subject is None or chosen.gender != wanted or len(rivals) > 1):
            return None
        if (
            rivals
            and any(self.by_key[key].gender == wanted for key in rivals if key in self.by_key)
            and latest < sentence - 1
        ):
            return None
        unread = any(e is _UNKNOWN for place, e, _ in self._recent if place > latest)
        if chosen.kind == "name" and unread and " " not in chosen.text:
            return None  # a bare name may be a town, and somebody else was spoken of since
        chosen.kind = "person"
        chosen.gender = chosen.gender or wanted
        return chosen

    def _fitting(self, pronoun: str, sentence: int, reach: int) -> list[Entity]:
        """What fits a pronoun, the latest first, back to the last subject that fits."""
        fitting: list[Entity] = []
        for place, entity, subject in reversed(self._recent):
            if sentence - place > reach or len(fitting) > _MOST_CANDIDATES:
                break
            if entity is _UNKNOWN and pronoun in {"it", "they"}:
                return []
            if entity is _UNKNOWN or not _fits(entity, pronoun):
                continue
            fitting.append(entity)
            if subject:
                break
        return fitting

    def _last_subject(self, pronoun: str, sentence: int, reach: int) -> Entity | None:
        """The last subject that fits; for "it" and "they" the very last subject must fit."""
        for place, entity, subject in reversed(self._recent):
            if not subject or sentence - place > reach:
                continue
            if _fits(entity, pronoun):
                return entity
            if pronoun in {"it", "they"}:
                return None
        return None


_NO_PERSON = ("ism", "ity", "tion", "ment", "ian", "ese")
_UNKNOWN = Entity("", "", "you", plural=False, proper=False)
_SOMEBODY = {
    word: Entity("", "", "person", plural=False, proper=False, gender=gender)
    for word, gender in (("he", "m"), ("she", "f"))
}
"""Whom a pronoun means that was not found out: the same pronoun after it means the same one."""


def _somebody(tokens: list[Token], start: int, end: int) -> Entity:
    """Whoever a phrase means that points elsewhere: "my brother" is what "he" then means."""
    if np_kind(tokens, start, end) != "person" or is_plural(tokens, start, end):
        return _UNKNOWN
    gender = noun_gender(noun_lemma(tokens[head_of(tokens, start, end)].lower))
    word = {"m": "he", "f": "she"}.get(gender, "")
    return _SOMEBODY.get(word, _ANYBODY)


_ANYBODY = Entity("", "", "person", plural=False, proper=False)


def _fits(entity: Entity, pronoun: str) -> bool:
    first, last = entity.key.partition(" ")[0], entity.key.rpartition(" ")[2]
    addressed_or_period = first == "dear" or last in lexicon.DURATION_NOUNS
    if pronoun == "they":
        return (entity.plural or entity.kind == "group") and not addressed_or_period
    if entity.plural or entity.kind == "you" or addressed_or_period:
        return False
    if pronoun == "it":
        return entity.kind not in {"person", "name"}
    wanted = "m" if pronoun == "he" else "f"
    first_name = entity.key.split()[0] if " " in entity.key else ""
    if not entity.gender and pronoun == "he" and first_name.endswith("a") and entity.proper:
        return False
    kind_of_thing = entity.kind == "name" and entity.key.endswith(_NO_PERSON)
    if kind_of_thing or entity.text.startswith(_ANY_OF_MANY):
        return False
    return entity.kind in {"person", "name"} and entity.gender in {"", wanted}


@lru_cache(maxsize=8192)
def keeps_capital(word: str) -> bool:
    """Whether a word is always written with a capital: Victorian, Spanish, Monday."""
    _, tags = lexicon.pattern()
    known = word in tags and word.lower() not in tags
    return word[:1].isupper() and (known or word.lower() in lexicon.WITH_CAPITAL)


def phrase_text(tokens: list[Token], start: int, end: int) -> str:
    """A phrase as it stands inside a sentence: without the capital of the sentence's start."""
    text = join(tokens[start:end])
    first = tokens[start]
    if start or first.tag in NAMES or first.text == "I" or keeps_capital(first.text):
        return text
    if first.text[1:].islower() or first.text == "A":
        return text[:1].lower() + text[1:]
    return text


def introduced(tokens: list[Token], start: int, end: int) -> str:
    """A phrase that can open a sentence: "the zoologist Graham Twigg" for one without "the"."""
    text, first = phrase_text(tokens, start, end), tokens[start]
    human = first.lower in lexicon.HUMAN_NOUNS or first.lower.endswith(("ologist", "ician"))
    small = first.tag == "NN" and text.startswith(first.lower) and end - start > 1
    return f"the {text}" if small and human and tokens[start + 1].tag in NAMES else text


def _tells_itself(tokens: list[Token], start: int, end: int) -> bool:
    """Whether a phrase tells what it means without looking back, but for "this" and its noun."""
    first, head = tokens[start].lower, tokens[head_of(tokens, start, end)]
    simple = noun_phrase(tokens, start) == end
    several = end - start > 1
    pointing = first in _POINTING and simple and several
    amount = several and tokens[start + 1].lower == "of"
    counted = first in _COUNTING and several and tokens[start + 1].tag not in {"IN", "PRP"}
    if head.tag == "PRP" or (first in _BAD_SUBJECTS and not (pointing or amount or counted)):
        return False
    if head.lower in _VAGUE_HEADS and simple:
        return False
    return not any(
        token.tag == "PRP"
        or (token.tag == "PRP$" and token.lower != "your")
        or token.lower in _POINTING | {"such"}
        or (token.lower == "that" and token.tag == "DT")
        for token in tokens[start + pointing : end]
    )


def _one_person(tokens: list[Token], start: int, end: int) -> bool:
    """Whether a name in "-s" is one person's: "Ellen DeGeneres" has no article and no "and"."""
    several = any(
        t.tag == "CC" or t.lower == "the" or t.tag in {"CD", "NNS"} for t in tokens[start:end]
    )
    return not several and end - start > 1 and np_kind(tokens, start, end) == "person"


def _key(tokens: list[Token], start: int, end: int, *, proper: bool) -> str:
    """What makes two mentions one: the name, or the words without the article."""
    words = [token.lower for token in tokens[start:end]]
    while len(words) > 1 and (
        words[0] in {"the", "a", "an"} or (proper and words[0] in lexicon.TITLES)
    ):
        words = words[1:]
    return " ".join(words)
