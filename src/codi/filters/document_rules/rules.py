"""The rules about a page: what each counts, which way it must not go, and whose threshold it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from codi.filters.document_rules.facts import PageFacts
from codi.filters.document_rules.repetition import REPEATED, TOP
from codi.languages import WITHOUT_SPACES

GOPHER = "Gopher (Rae et al. 2021, table A1)"
C4 = "C4 (Raffel et al. 2020, section 2.2)"
FINEWEB = "FineWeb (Penedo et al. 2024, section 3.6)"
CURATOR = "NeMo Curator's heuristic filters"
FACTS_MICROSECONDS = 150
"""What the facts of a page of 130 words take; the rule that is asked first has them found."""
OWN = "own, on the real pages of the tests"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A count of a page with a threshold, of which it may have no more, or must have no less.

    `name` is that of its gate and of its key under `documents.quality`; `reads` are the languages
    in which the count says something: all, those with spaces between words, or English.
    """

    name: str
    counts: Callable[[PageFacts], float]
    drops: str
    source: str
    must_not: Literal["exceed", "fall below"] = "exceed"
    reads: Literal["all", "spaced", "English"] = "spaced"
    microseconds: float = 0.3

    def holds_for(self, language: str) -> bool:
        """Whether the count says something of a text in this language (ISO 639-1)."""
        if self.reads == "English":
            return language == "en"
        return self.reads == "all" or language not in WITHOUT_SPACES

    def broken(self, facts: PageFacts, threshold: float) -> str:
        """What is wrong, as in `symbols_per_word 0.31 > 0.1`; nothing where the page passes."""
        found = self.counts(facts)
        if self.must_not == "exceed":
            return f"{self.name} {_shown(found)} > {threshold:,g}" if found > threshold else ""
        return f"{self.name} {_shown(found)} < {threshold:,g}" if found < threshold else ""


def _shown(count: float) -> str:
    """A count with its thousands, a share with three digits."""
    return f"{count:,}" if isinstance(count, int) else f"{count:.3g}"


def _top(n: int) -> Rule:
    return Rule(
        name=f"top_{n}_grams",
        counts=lambda facts: facts.top_ngrams[n],
        drops=f"a larger share of the characters in the most frequent {n} words in a row",
        source=GOPHER,
    )


def _said_again(n: int) -> Rule:
    return Rule(
        name=f"repeated_{n}_grams",
        counts=lambda facts: facts.repeated_ngrams[n],
        drops=f"a larger share of the characters in {n} words in a row that stood before",
        source=GOPHER,
    )


RULES: tuple[Rule, ...] = (
    Rule(
        name="fewest_words",
        counts=lambda facts: facts.num_words,
        drops="fewer words",
        source=GOPHER,
        must_not="fall below",
        microseconds=FACTS_MICROSECONDS,
    ),
    Rule(
        name="most_words",
        counts=lambda facts: facts.num_words,
        drops="more words",
        source=GOPHER,
    ),
    Rule(
        name="shortest_mean_word",
        counts=lambda facts: facts.mean_word_length,
        drops="shorter words on average (characters)",
        source=GOPHER,
        must_not="fall below",
    ),
    Rule(
        name="longest_mean_word",
        counts=lambda facts: facts.mean_word_length,
        drops="longer words on average (characters)",
        source=GOPHER,
    ),
    Rule(
        name="stop_words",
        counts=lambda facts: facts.stop_words,
        drops="fewer of the words the, be, to, of, and, that, have, with",
        source=GOPHER,
        must_not="fall below",
        reads="English",
    ),
    Rule(
        name="symbols_per_word",
        counts=lambda facts: facts.symbols_per_word,
        drops="more hash signs and ellipses for each word",
        source=GOPHER,
    ),
    Rule(
        name="alphabetic_words",
        counts=lambda facts: facts.alphabetic_words,
        drops="a smaller share of words with a letter",
        source=GOPHER,
        must_not="fall below",
    ),
    Rule(
        name="digits",
        counts=lambda facts: facts.digits,
        drops="a larger share of digits among the characters",
        source=CURATOR,
        reads="all",
    ),
    Rule(
        name="bullet_lines",
        counts=lambda facts: facts.bullet_lines,
        drops="a larger share of lines that begin with a bullet",
        source=GOPHER,
        reads="all",
    ),
    Rule(
        name="ellipsis_lines",
        counts=lambda facts: facts.ellipsis_lines,
        drops="a larger share of lines that end with an ellipsis",
        source=GOPHER,
        reads="all",
    ),
    Rule(
        name="ended_lines",
        counts=lambda facts: facts.ended_lines,
        drops="a smaller share of lines that end with an end mark",
        source=FINEWEB,
        must_not="fall below",
        reads="all",
    ),
    Rule(
        name="short_lines",
        counts=lambda facts: facts.short_lines,
        drops="a larger share of lines shorter than 30 characters",
        source=FINEWEB,
    ),
    Rule(
        name="repeated_lines",
        counts=lambda facts: facts.repeated_lines,
        drops="a larger share of lines that stood before",
        source=GOPHER,
        reads="all",
    ),
    Rule(
        name="repeated_line_characters",
        counts=lambda facts: facts.repeated_line_characters,
        drops="a larger share of the characters in lines that stood before",
        source=f"{FINEWEB}; Gopher has 0.2",
        reads="all",
    ),
    Rule(
        name="repeated_paragraphs",
        counts=lambda facts: facts.repeated_paragraphs,
        drops="a larger share of paragraphs that stood before",
        source=GOPHER,
        reads="all",
    ),
    Rule(
        name="repeated_paragraph_characters",
        counts=lambda facts: facts.repeated_paragraph_characters,
        drops="a larger share of the characters in paragraphs that stood before",
        source=GOPHER,
        reads="all",
    ),
    *map(_top, TOP),
    *map(_said_again, REPEATED),
    Rule(
        name="addresses",
        counts=lambda facts: facts.addresses,
        drops="a larger share of the characters in web addresses: a list of links",
        source=CURATOR,
        reads="all",
    ),
    Rule(
        name="boilerplate",
        counts=lambda facts: facts.boilerplate,
        drops="a larger share of the characters in lines on cookies, terms, JavaScript",
        source=f"{C4} names the phrases, {CURATOR} the share",
        reads="English",
    ),
    Rule(
        name="filler",
        counts=lambda facts: facts.filler,
        drops="a larger share of words of lorem ipsum",
        source=f"{C4} drops any mention; the share is {OWN}",
    ),
    Rule(
        name="code",
        counts=lambda facts: facts.code,
        drops="a larger share of the characters in lines of code",
        source=f"{C4} drops any curly bracket; the share is {OWN}",
        reads="all",
    ),
    Rule(
        name="adult_words",
        counts=lambda facts: facts.adult_words,
        drops="a larger share of words of a short list, three at least",
        source=f"{C4} drops one of a long list; the share is {OWN}",
    ),
    Rule(
        name="toxic_words",
        counts=lambda facts: facts.toxic_words,
        drops="a larger share of words of a short list, three at least",
        source=f"{C4} drops one of a long list; the share is {OWN}",
    ),
)
"""In the order of what they say to a reader: what a page is, then what is wrong with its text."""
