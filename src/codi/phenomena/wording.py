"""The words of a message as the detectors compare them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['.-][^\W_]+)*")
_SENTENCE_END = re.compile(r"(?<=[?!])\s+(?=\S)|(?<=\w{4}\.)\s+(?=[A-Z])|(?<=\b[Ss]ee\.)\s+(?=\S)")
_INNER_STOP = re.compile(r"[.?!]\s")
_TALK_OPENING = re.compile(
    r"""
    (?:(?:ok|okay|great|perfect|good|well|alright|cool|nice|oh|wow|ah)\b[,.!\s]*)*
        (?:thank|cheers|goodbye|bye\b|got\ it|i\ see\b|hello|hi\b
            |that(?:'s|\ is|\ was)\ (?:all|everything)\b|that\ answers\ (?:my|all)\b|$)
    """,
    flags=re.VERBOSE,
)
_SUMMING_UP = re.compile(
    r"\b(?:summari[sz]e|sum(?: \w+){0,4} up|run me through (?:it|that|them) all|recap|summary)\b"
)
_SO_FAR = re.compile(r"(?:so,?\s+)?what\s+have\s+(?:we|i)\s+\w+\s+so\s+far\b")
FUNCTION_WORDS = frozenset(
    """a an the this that these those i you he she it we they me him her us them my your his its our
    their mine yours hers theirs himself herself itself themselves who whom whose which what when
    where why how be am is are was were been being do does did done doing have has had having will
    would shall should can could may might must ought and or but nor so if then than as of at by for
    from in into on onto to with without about over under between after before during through
    against until since while because although though up down out off away again no not only just
    very too also even still there here yes any some all each both few more most much many other
    others another such own same s t re ve ll d m get got go went come came make made take took say
    said tell told know think happen thing things one ones anything something else please thanks
    thank interesting aspect aspects article passage text story oh ok okay well um uh hmm""".split()
)
"""Words that do not tell what a message is about: function words, light verbs and interjections."""


def plain(text: str) -> str:
    """Lower case, with straight apostrophes."""
    return text.lower().replace("’", "'")


def tokens(text: str) -> list[str]:
    """The words of `text` in lower case; apostrophes, hyphens and full stops stay inside a word."""
    return _WORD.findall(plain(text))


@dataclass(frozen=True, slots=True)
class Wording:
    """A message as the detectors read it.

    `plain` is its text in lower case, with straight apostrophes and without outer white space,
    `tokens` are its words in order and `words` the different ones.
    """

    plain: str
    tokens: tuple[str, ...]
    words: frozenset[str]


@lru_cache(maxsize=512)
def wording(text: str) -> Wording:
    """The wording of a message; a detector looks at `words` before it searches `plain`."""
    lowered = plain(text).strip()
    found = tuple(_WORD.findall(lowered))
    return Wording(plain=lowered, tokens=found, words=frozenset(found))


@lru_cache(maxsize=512)
def last_wording(text: str) -> Wording:
    """The wording of the sentence of a message where what it asks stands."""
    return wording(asking_sentence(text))


def message_sentences(text: str) -> list[str]:
    """The sentences of a message; a full stop behind few letters may be an abbreviation's."""
    text = text.strip()
    return _SENTENCE_END.split(text) if _INNER_STOP.search(text) else [text]


def asking_sentence(text: str) -> str:
    """The last sentence of a message with a question mark, else the last one.

    What stands behind a question comments on it ("And when? She never told me that.").
    """
    sentences = message_sentences(text)
    if len(sentences) == 1:
        return sentences[0]
    return next((one for one in reversed(sentences) if "?" in one), sentences[-1])


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """A word without possessive, plural and the commonest verb endings, for comparison only."""
    word = re.sub(r"'s?$|'s$", "", word)
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 5:
        word = re.sub(r"(?:ing|ed)$", "", word)
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


@lru_cache(maxsize=256)
def is_about_the_talk(text: str) -> bool:
    """Whether a message greets, thanks, takes leave or asks to sum up: it has no topic.

    Where a message goes on ("I see, thanks. And where?"), what it ends in decides.
    """
    sentences = message_sentences(text)
    last = plain(sentences[-1])
    if _TALK_OPENING.match(last):
        return True
    return is_summing_up(last)


def is_summing_up(text: str) -> bool:
    """Whether a message asks for a summary."""
    lowered = plain(text)
    if not any(cue in lowered for cue in ("sum", "recap", "so far", "through")):
        return False
    return bool(_SUMMING_UP.search(lowered) or _SO_FAR.match(lowered))


@lru_cache(maxsize=2048)
def content(text: str) -> frozenset[str]:
    """The stems of the words that tell what `text` is about."""
    return frozenset(filter(None, map(_content_stem, tokens(text))))


@lru_cache(maxsize=8192)
def _content_stem(word: str) -> str:
    """The stem of a word that tells what a text is about; of another one nothing."""
    return "" if word.removesuffix("'s") in FUNCTION_WORDS else stem(word)
