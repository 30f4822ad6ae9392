"""What a page or section is on, as a noun phrase or a task that fits into a question."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from codi.teachers.builtin.asking.analysis import Analysis
from codi.teachers.builtin.asking.events import speaks_to_reader as says_you
from codi.teachers.builtin.reading.english import (
    article,
    inflect,
    is_plural_form,
    noun_lemma,
    verb_forms,
    word_classes,
)
from codi.teachers.builtin.reading.entities import keeps_capital
from codi.teachers.builtin.reading.line_scopes import task_of

_LEVEL = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
_ORDINAL = re.compile(r"^(?:step )?[A-Z]?(?:\d+\.)*\d+[.):]?\s+", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*\([^)]*\)|,.*$")
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 '’-]*[A-Za-z]")
_LONGEST, _LONGEST_TASK = 5, 7
_LINKS = frozenset("of for to in with on and the a an your from at by".split())
_UNNAMED = frozenset(
    """overview introduction preface information info details basics fundamentals mechanics steps
    step rules rule notes note examples example resources resource reading references reference
    summary background contents tips faq faqs question questions issues issue other general setup
    additional further more recommendations guidelines guideline themes use uses
    important common admins employees hires managers supervisors
    users people members you me us we it this that these those what which who when where why how
    if not no options playbook guide handbook links contacts sources discussion appendix
    section part chapter standards standard scope purpose conditions controls destination origin
    tools strategies alternate""".split()
)
"""Heads and words of headings that name a part of a page, or people, and no topic."""
_UNCOUNTED = re.compile(
    r"(?:ing|ism|leave|analysis|security|code|infrastructure|software|authentication|insurance|"
    r"downtime|law|equipment|travel|health|work|pay|geology|compliance|maintenance)$"
)
_DOING = frozenset(
    """book submit complete prepare create request find check choose add edit delete write enter get
    apply make set register secure claim""".split()
)
"""Verbs that open headings which tell what to do; most of them are nouns too."""
_NOUN = frozenset(["NOUN", "PROPN"])


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTopic:
    """`name` as it stands inside a sentence; `head` its main noun; a task is "booking a car".

    `own` tells that the section itself has this topic, and not only a page or section around it.
    """

    name: str
    head: str
    task: bool = False
    plural: bool = False
    own: bool = False

    @property
    def proper(self) -> bool:
        """Whether it is a name."""
        return self.name != self.name.lower()


def speaks_to_reader(analysis: Analysis) -> bool:
    """Whether the text is one for its reader, as on a page of a handbook."""
    return analysis.once(_speaks_to_reader)


def _speaks_to_reader(analysis: Analysis) -> bool:
    asked = any(candidate.entity.kind == "you" for candidate in analysis.candidates)
    return analysis.facts.addressed and (asked or says_you(analysis.facts))


def page_topic(analysis: Analysis, title: str) -> PageTopic | None:
    """The most specific part of a title such as "Page, mark, Section" that names a topic."""
    return analysis.once(_page_topic, title)


def _page_topic(analysis: Analysis, title: str) -> PageTopic | None:
    text = analysis.text
    parts = title.replace("_", " ").split(_LEVEL)
    for part in reversed(parts if speaks_to_reader(analysis) else parts[:1]):
        plain = _ORDINAL.sub("", part.strip())
        heading = _BRACKETS.sub("", plain)
        heading = heading.rstrip("?") if _HOW.match(heading) else heading
        if _PLAIN.fullmatch(heading):
            made = _task(heading, text) or _thing(heading, text, named=heading != plain)
            if made is not None:
                return replace(made, own=part is parts[-1])
    return None


def _task(heading: str, text: str) -> PageTopic | None:
    """As in "booking lodging" for the headings "How to book lodging" and "Book lodging"."""
    asked = _HOW.match(heading)
    goal = asked["goal"] if asked else heading
    words = [_small(word, text, among=True) for word in goal.split()]
    first = words[0].lower()
    imperative = (
        (first in _DOING or asked) and len(words) > 1 and words[1].lower() not in {"and", "or"}
    )
    doing = " ".join([inflect(first, "VBG"), *words[1:]]) if imperative else ""
    doing = doing or task_of(" ".join([words[0].lower(), *words[1:]]))
    rest = set(doing.lower().split()[1:])
    if not doing or len(doing.split()) > _LONGEST_TASK or rest & _UNNAMED or "or" in rest:
        return None
    joined = re.search(r" and (\w+)", doing)
    if joined is not None and "VB" in verb_forms(joined[1].lower()):
        return None
    if len(rest) == 1 and is_plural_form(first):
        return None
    return PageTopic(name=doing, head=doing.split()[0], task=True)


_HOW = re.compile(r"How (?:to|(?:do|can|should|must|may) I) (?P<goal>[a-z].*?)$", re.IGNORECASE)


def _only_acts(word: str) -> bool:
    """Whether a word with a capital inside of a heading would be a verb, so that it is a name."""
    return word_classes(word) == {"VERB"} and not word.endswith(("ing", "ed"))


def _small(word: str, text: str, *, among: bool) -> str:
    """A word of a heading as it stands inside a sentence; `among` others or alone."""
    lower = word.lower()
    several = is_plural_form(lower) and bool(word_classes(noun_lemma(lower)))
    if word[1:] != word[1:].lower() or keeps_capital(word):
        return word
    classes = word_classes(lower)
    common = several or (among and bool(classes & {"NOUN", "ADJ"}))
    if not common and (_inside(word, text) or (among and _only_acts(lower))):
        return word
    known = all(word_classes(noun_lemma(half)) or word_classes(half) for half in lower.split("-"))
    return lower if known or re.search(rf"\b{re.escape(lower)}\b", text) else word


def _inside(word: str, text: str) -> bool:
    """Whether the text writes it just so behind a small word."""
    return re.search(rf"(?<=[a-z,] ){re.escape(word)}(?![\w-])", text) is not None


def _thing(heading: str, text: str, *, named: bool) -> PageTopic | None:
    """A noun phrase of a few words, the last one before any preposition its head."""
    whole = re.sub(r"^(?:The|An?) ", "", heading)
    titled = all(word[:1].isupper() for word in whole.split() if word.lower() not in _LINKS)
    plain = all(word[1:].islower() or len(word) == 1 for word in whole.split())
    titled = titled and " " in whole
    if plain and re.search(rf"\b{re.escape(whole.lower())}\b", text):
        shown = whole.lower()
    elif _inside(whole, text) or (titled and (named or _has_name(whole))):
        shown = whole
    else:
        shown = " ".join(_small(word, text, among=" " in whole) for word in whole.split())
    words = shown.split()
    if not _is_phrase(words):
        return None
    link = next((i for i, word in enumerate(words) if word in _LINKS - {"and"}), len(words))
    head = words[link - 1]
    if head.islower() and not _is_noun(head, alone=link == 1):
        return None
    return as_used(shown, head.lower(), text)


def _is_phrase(words: list[str]) -> bool:
    """Whether these are nouns with what belongs to them, and no list and no part of a page."""
    small = {word.lower() for word in words}
    if not 1 <= len(words) <= _LONGEST or {words[0].lower(), words[-1].lower()} & _LINKS:
        return False
    listed = "or" in small or ("and" in small and " ".join(words).islower())
    acting = len(words) > 1 and _acts(words[0])
    return not (listed or acting or small & _UNNAMED) and all(
        _nominal(word) for word in words if word not in _LINKS
    )


def _has_name(heading: str) -> bool:
    """Whether one of the words is a name, so that those with capitals beside it belong to it."""
    return any(keeps_capital(word) for word in heading.split() if not word.isupper())


def _is_noun(word: str, *, alone: bool) -> bool:
    """Whether a head is a noun, and by itself nothing else: "dental" is an adjective."""
    classes = word_classes(word) or word_classes(noun_lemma(word))
    gerund = word.endswith("ing")
    return gerund or not classes or (bool(_NOUN & classes) and not (alone and "ADJ" in classes))


def _acts(word: str) -> bool:
    """Whether the first word of a heading is a verb and no noun: "include your name"."""
    classes = word_classes(word.lower())
    return word.lower() == "set" or (
        "VB" in verb_forms(word.lower()) and not classes & (_NOUN | {"ADJ"})
    )


def _nominal(word: str) -> bool:
    """Whether a word can stand in a name: a noun, an adjective, or a word with a capital."""
    classes = word_classes(word)
    return not word.islower() or not classes or bool({"NOUN", "ADJ", "PROPN"} & classes)


def as_used(shown: str, head: str, text: str) -> PageTopic | None:
    """With the article, or in the plural, as the text uses it; None where it does not tell."""
    name = re.escape(shown)
    definite = _counts(rf"[Tt]he {name}", text)
    if is_plural_form(head):
        article_needed = definite and not shown.islower()
        return PageTopic(name=f"the {shown}" if article_needed else shown, head=head, plural=True)
    bare = _counts(
        r"(?:(?<!type )(?<!kind )(?<!form )of|in|to|from|by|with|for|and|at|on|about|use|using)"
        rf" {name}",
        text,
    )
    used = _name_used if shown != shown.lower() else _noun_used
    single, several = _counts(rf"\b[Aa]n? {name}", text), _counts(rf"{name}s", text)
    found = used(shown, _Uses(definite=definite, bare=bare, single=single, several=several))
    return PageTopic(name=found, head=head, plural=found.endswith(f"{shown}s")) if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Uses:
    """How often a text has a name with "the", without article, with "a", and in the plural."""

    definite: int
    bare: int
    single: int
    several: int


def _name_used(shown: str, uses: _Uses) -> str:
    if not uses.definite + uses.bare and " " in shown:
        return ""
    if uses.several and " " not in shown:
        return f"the {shown}s"
    return f"the {shown}" if uses.definite > uses.bare else shown


def _noun_used(shown: str, uses: _Uses) -> str:
    uncounted = _UNCOUNTED.search(shown)
    known = uses.definite and " " in shown
    counted = not uncounted and 2 * (uses.several + uses.single + uses.definite) >= uses.bare
    if counted and uses.several and uses.several >= uses.definite:
        return f"{shown}s"
    if counted and uses.single and uses.single >= uses.definite:
        return f"{article(shown)} {shown}"
    if known and (counted and uses.definite > uses.bare):
        return f"the {shown}"
    return shown if uses.bare or uncounted else f"the {shown}" if known else ""


def _counts(pattern: str, text: str) -> int:
    """How often the pattern stands there and no longer noun phrase goes on behind it."""
    places = re.finditer(pattern + r"(?![\w-])", text)
    return sum(not _goes_on(text[m.end() :]) for m in places)


def _goes_on(rest: str) -> bool:
    following = re.match(r" ([^\W\d]+)", rest)
    if following is None:
        return False
    word = following[1]
    if word[0].isupper():
        return True
    return (not word_classes(word) or "NOUN" in word_classes(word)) and word not in _BEHIND


_BEHIND = frozenset(
    """in on at to for from by with and or as is are was were be has have had can could will would
    may might must should do does did of that which who but also not""".split()
)
