"""How a question or an answer is said: names or pronouns, tone, lead-ins, informal wording."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace

from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.reading import lexicon
from codi.teachers.builtin.reading.english import capitalised, word_classes
from codi.teachers.builtin.reading.entities import Entity
from codi.teachers.builtin.talking.reference import OBJECT_FORMS, short_name

_INDIRECT = (
    "Could you tell me {}?",
    "Can you tell me {}?",
    "Could you please tell me {}?",
    "I'd like to know {}, please.",
    "May I ask {}?",
    "Would you mind telling me {}?",
)
_CHATTY_FIRST = (
    "I was just wondering, {}",
    "I'm curious about this one: {}",
    "So, I've been reading about this. {}",
    "Okay, first things first: {}",
)
_CHATTY = (
    "Oh, interesting! {}",
    "I see, thanks. {}",
    "Good to know! {}",
    "Ah, okay. {}",
    "That makes sense. {}",
    "Hm, I didn't know that. {}",
    "Okay, and just out of curiosity, {}",
)
_SHIFT = (
    "On another note, {}",
    "Changing the subject, {}",
    "Moving on to something else, {}",
    "On a different topic, {}",
    "Let's switch topics. {}",
    "Let's talk about something else. {}",
)
_RETURN = (
    "Going back to {}, ",
    "Coming back to {}, ",
    "Returning to {} for a moment, ",
    "To go back to {}, ",
)
_BESIDES = ("Besides that, ", "Apart from that, ")
_INFORMAL_STARTS = (
    "hey, ",
    "um, ",
    "ok so ",
    "so ",
    "uh, ",
    "btw, ",
    "hmm, ",
    "ok, ",
    "oh, ",
    "wait, ",
    "hm, and ",
    "alright, ",
)
_PLEASE = re.compile(r"\b(?:could|can) you (?:please )?tell me\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How the question of a turn is to be worded."""

    tone: str = "plain"
    subject: str = "name"
    informal: bool = False
    first: bool = False
    shift: bool = False
    back_to: str = ""
    known: bool = False
    besides: bool = False


def named(entity: Entity, surface: str, form: str) -> str:
    """The subject as a name, a pronoun or a description."""
    if form == "pronoun" and entity.pronoun:
        return entity.pronoun
    noun = short_name(entity, surface) if form == "noun" else ""
    return f"the {noun}" if noun else surface


def fill(text: str, subject: str) -> str:
    """A text with its subject put in, in the case that fits."""
    return text.replace("{S}", subject).replace("{O}", OBJECT_FORMS.get(subject, subject))


def telling(candidate: Candidate, subject: str, rng: random.Random, *, known: bool) -> Candidate:
    """An open question about the subject, in one of several wordings."""
    about = OBJECT_FORMS.get(subject, subject)
    direct, indirect = rng.choice(_TELLING_MORE if known else _TELLING)
    return replace(candidate, direct=direct.format(about), indirect=indirect.format(about))


_TELLING = (
    ("What can you tell me about {}", "what you know about {}"),
    ("What should I know about {}", "what I should know about {}"),
    ("What is there to know about {}", "what there is to know about {}"),
)
_TELLING_MORE = (
    ("What else can you tell me about {}", "what else you know about {}"),
    ("What else is there to know about {}", "what else there is to know about {}"),
    ("Is there more to know about {}", "whether there is more to know about {}"),
)
_OBJECT_AFTER = re.compile(
    r"\b(to|for|with|from|by|of|about|at|on|notify|contact|reimburse|"
    r"(?:help|allow|let|require|ask|tell|give|send|enable|want|pay|show|remind|offer)s?) you\b"
)
_OBJECT_BEFORE = re.compile(
    r"\b(?!(?:do|does|did|can|could|may|might|will|would|shall|should|must|have|has|had|if|when|that|"
    r"what|where|who|how|which|until|once|unless|because|why|while|and|or)\b)(\w+) you"
    r"(?= (?:in|on|at|to|for|with|from|by|as|about|within|if|when|because|before|after)\b)"
)


_QUOTED = re.compile(r"(“[^”]*”|\"[^\"]*\"|(?<!\w)'[A-Z][^']*(?:'\w[^']*)*'(?!\w))")


def first_person(text: str) -> str:
    """What is said to "you" as the one who is addressed asks it; titles and words quoted stay."""
    if "you" not in text:
        return text
    plain_and_quoted = _QUOTED.split(text)
    plain_and_quoted[::2] = map(_as_asked, plain_and_quoted[::2])
    return "".join(plain_and_quoted)


def _as_asked(text: str) -> str:
    for plain, own in (
        ("are you ", "am I "),
        ("Are you ", "Am I "),
        ("were you ", "was I "),
        ("Were you ", "Was I "),
        ("you are ", "I am "),
        ("you were ", "I was "),
        ("you aren't", "I'm not"),
        ("you aren’t", "I’m not"),
        ("you weren", "I wasn"),
        ("yourself", "myself"),
        ("yours", "mine"),
    ):
        text = text.replace(plain, own)
    text = re.sub(r"\byou['’]re\b", "I'm", text)
    text = re.sub(r"\b[Yy]our\b", "my", text)
    text = _OBJECT_AFTER.sub(r"\1 me", text)
    text = _OBJECT_BEFORE.sub(r"\1 me", text)
    text = re.sub(r"\byou$|\byou(?=[?,.])", "me", text)
    return re.sub(r"\b[Yy]ou\b", "I", text)


def question(candidate: Candidate, manner: Manner, rng: random.Random) -> str:
    """The user's question."""
    subject = named(candidate.entity, candidate.surface, manner.subject)
    about = first_person(subject)
    if candidate.kind == "tell":
        candidate = telling(candidate, about, rng, known=manner.known)
    direct, indirect = fill(candidate.direct, subject), fill(candidate.indirect, subject)
    if candidate.kind != "tell":
        direct, indirect = first_person(direct), first_person(indirect)
    direct = capitalised(direct) + "?"
    text = direct
    if manner.tone == "polite":
        if indirect:
            text = rng.choice(_INDIRECT).format(indirect)
        else:
            text = f"Could you please help me with this: {lowered(direct)}"
    if manner.back_to:
        text = rng.choice(_RETURN).format(manner.back_to) + lowered(text)
    elif manner.shift:
        text = _led_in(rng.choice(_SHIFT), text)
    elif manner.besides:
        text = rng.choice(_BESIDES) + lowered(text)
    elif manner.tone == "chatty" and not manner.informal:
        text = _led_in(rng.choice(_CHATTY_FIRST if manner.first else _CHATTY), text)
    return informal(text, rng) if manner.informal else text


def _led_in(frame: str, text: str) -> str:
    """A question after a lead-in, which may end a sentence or not."""
    goes_on = frame.endswith((", {}", ": {}"))
    return frame.format(lowered(text) if goes_on else text)


def lowered(text: str) -> str:
    """A question that stands inside a sentence; a name at its start keeps its capital."""
    first, _, rest = text.partition(" ")
    word = first.strip("?,.'’").lower().removesuffix("'s")
    name = first[1:2].isupper() or first.startswith(("I'", "I’")) or word == "i"
    name = name or (word not in _NO_NAMES and rest[:1].isupper() and not rest.startswith("I "))
    known = word in _NO_NAMES or (bool(word_classes(word)) and word not in lexicon.MONTHS)
    return text if name or not known else text[:1].lower() + text[1:]


_NO_NAMES = frozenset(
    """who whom whose what which when where why how is are was were do does did has have had can
    could will would should may might must and so by since until excuse actually am right in on at
    during after before it he she they there the a an going coming returning to let's changing
    moving any thanks thank okay great perfect interesting right speaking related while about um uh
    er hm hmm let if didn't doesn't don't isn't aren't wasn't weren't hasn't haven't hadn't can't
    couldn't won't wouldn't shouldn't""".split()
)
_SPOKEN = (
    ("What is ", "What's "),
    ("Who is ", "Who's "),
    ("Where is ", "Where's "),
    ("because", "cuz"),
    ("want to ", "wanna "),
)


def informal(text: str, rng: random.Random) -> str:
    """Careless typing: a filler, contractions, a small start, now and then no question mark."""
    text = _PLEASE.sub("can u tell me", text)
    for plain, short in _SPOKEN:
        text = text.replace(plain, short)
    text = _GOING_TO.sub("gonna", text)
    small = lowered(text)
    chance = rng.random()
    opened = _OPENED.match(text) is not None
    if not opened and (small == text or chance < _WITH_START):
        small = rng.choice(_INFORMAL_STARTS) + small
    elif chance > 1 - _ALL_SMALL:
        small = small.lower()
    if small.endswith("?") and rng.random() < 0.3:
        small = small[:-1]
    return small


_GOING_TO = re.compile(r"(?<!after )going to(?= [a-z])(?! the | a | an | my )")
_WITH_START, _ALL_SMALL = 0.4, 0.12
_OPENED = re.compile(
    r"(?:thank|ok|oh|great|perfect|so,|right|interesting|that |sorry|excuse|what else|and |but |"
    r"also,|by the way|well,|now,|anyway|(?:um|uh|er|hmm?),)",
    re.IGNORECASE,
)


def sentence(statement: str, subject: str) -> str:
    """An answer as a whole sentence."""
    text = capitalised(fill(statement, subject))
    return text if text.endswith((".", "!")) else text + "."


def answer(candidate: Candidate, style: str, subject: str, extra: str = "") -> str:
    """The assistant's answer in the style asked for; a short one is a phrase."""
    if style == "short":
        return fill(candidate.short, subject)
    body = sentence(candidate.statement, subject)
    if candidate.short in {"Yes", "No"} and candidate.kind in {"yes", "no", "compare"}:
        told = fill(candidate.statement, subject)
        advised = candidate.entity.kind == "you" and "{S}" not in candidate.statement
        body = f"{candidate.short}, {lowered(told) if advised else told}".rstrip(".") + "."
    return f"{body} {extra}".strip() if style == "detailed" and extra else body
