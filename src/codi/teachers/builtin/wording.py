"""How a question or an answer is said: names or pronouns, tone, lead-ins, informal wording."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace

from codi.teachers.builtin.candidates import Candidate
from codi.teachers.builtin.english import capitalised
from codi.teachers.builtin.entities import Entity
from codi.teachers.builtin.reference import OBJECT_FORMS

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
_INFORMAL_STARTS = ("hey, ", "um, ", "so, um, ", "ok so ", "hey so ", "uh, ", "btw, ", "hmm, ")
_LONG_ANSWER = 8
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
    passage_is_it: bool = False


def named(entity: Entity, surface: str, form: str) -> str:
    """The subject as a name, a pronoun or a description."""
    if form == "pronoun" and entity.pronoun:
        return entity.pronoun
    if form == "noun" and entity.noun:
        return f"the {entity.noun}"
    return surface


def fill(text: str, subject: str) -> str:
    """A text with its subject put in, in the case that fits."""
    return text.replace("{S}", subject).replace("{O}", OBJECT_FORMS.get(subject, subject))


def telling(
    candidate: Candidate, subject: str, rng: random.Random, *, known: bool, passage_is_it: bool
) -> Candidate:
    """An open question about the subject, in one of several wordings."""
    about = OBJECT_FORMS.get(subject, subject)
    else_ = "else " if known else ""
    if passage_is_it:
        return replace(
            candidate,
            direct=f"What {else_}does it say about {about}",
            indirect=f"what {else_}it says about {about}",
        )
    direct, indirect = rng.choice(
        (
            (
                f"What {else_}does the passage say about {about}",
                f"what {else_}the passage says about {about}",
            ),
            (
                f"What {else_}can you tell me about {about}",
                f"what {else_}there is to know about {about}",
            ),
            (f"What {else_}do we learn about {about}", f"what {else_}we learn about {about}"),
            (f"What {else_}is said about {about}", f"what {else_}is said about {about}"),
        )
    )
    return replace(candidate, direct=direct, indirect=indirect)


_OBJECT_AFTER = re.compile(
    r"\b(to|for|with|from|by|of|about|at|on|before|after|notify|contact|reimburse|"
    r"(?:help|allow|let|require|ask|tell|give|send|enable|want|pay)s?) you\b"
)
_OBJECT_BEFORE = re.compile(
    r"\b(?!(?:do|does|did|can|could|may|might|will|would|shall|should|must|have|has|had|if|when|that|"
    r"what|where|who|how|which|until|once|unless|because|why|while|and|or)\b)(\w+) you"
    r"(?= (?:in|on|at|to|for|with|from|by|as|about|within|if|when|because|before|after)\b)"
)


def first_person(text: str) -> str:
    """What is said to "you" as the one who is addressed asks it."""
    if "you" not in text:
        return text
    for plain, own in (
        ("are you ", "am I "),
        ("were you ", "was I "),
        ("you are ", "I am "),
        ("you were ", "I was "),
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
    if candidate.kind == "tell" and candidate.slot != "heading":
        candidate = telling(
            candidate, about, rng, known=manner.known, passage_is_it=manner.passage_is_it
        )
    direct, indirect = fill(candidate.direct, subject), fill(candidate.indirect, subject)
    if candidate.kind != "tell":
        direct, indirect = first_person(direct), first_person(indirect)
    direct = capitalised(direct) + "?"
    text = direct
    if manner.tone == "polite":
        if indirect:
            text = rng.choice(_INDIRECT).format(indirect)
        else:
            text = f"Could you please help me with this: {_lowered(direct)}"
    if manner.back_to:
        text = rng.choice(_RETURN).format(manner.back_to) + _lowered(text)
    elif manner.shift:
        text = _led_in(rng.choice(_SHIFT), text)
    elif manner.tone == "chatty":
        text = _led_in(rng.choice(_CHATTY_FIRST if manner.first else _CHATTY), text)
    return informal(text, rng) if manner.informal else text


def _led_in(frame: str, text: str) -> str:
    """A question after a lead-in, which may end a sentence or not."""
    goes_on = frame.endswith((", {}", ": {}"))
    return frame.format(_lowered(text) if goes_on else text)


def _lowered(text: str) -> str:
    """A question that stands inside a sentence."""
    first = text.split(" ", 1)[0]
    keep = first in {"I", "I'd"} or first[1:2].isupper()
    return text if keep else text[:1].lower() + text[1:]


def informal(text: str, rng: random.Random) -> str:
    """Careless typing: a filler, contractions, lower case, now and then no question mark."""
    text = _PLEASE.sub("can u tell me", text)
    for plain, short in (
        ("What is ", "What's "),
        ("Who is ", "Who's "),
        ("Where is ", "Where's "),
        ("going to", "gonna"),
        ("because", "cuz"),
        ("want to ", "wanna "),
    ):
        text = text.replace(plain, short)
    start = rng.choice(_INFORMAL_STARTS)
    body = start + _lowered(text)
    if rng.random() < 0.5:
        body = body.lower()
    if body.endswith("?") and rng.random() < 0.4:
        body = body[:-1]
    return body


def sentence(statement: str, subject: str) -> str:
    """An answer as a whole sentence."""
    text = capitalised(fill(statement, subject))
    return text if text.endswith((".", "!")) else text + "."


def answer(candidate: Candidate, style: str, subject: str, extra: str = "") -> str:
    """The assistant's answer in the style asked for."""
    if style == "short":
        whole = candidate.kind == "tell" or len(candidate.short.split()) >= _LONG_ANSWER
        return sentence(candidate.short, subject) if whole else candidate.short
    body = sentence(candidate.statement, subject)
    if candidate.short in {"Yes", "No"} and candidate.kind in {"yes", "no", "compare"}:
        body = f"{candidate.short}, {fill(candidate.statement, subject)}."
    return f"{body} {extra}".strip() if style == "detailed" and extra else body
