"""Whether a teacher did what the page told it to, instead of what it was asked for."""

from __future__ import annotations

import re

from codi.injection import Orders, orders_of, plain_words
from codi.languages import language_of, same_language
from codi.recipe import FiltersSettings
from codi.types import KEEP, Conversation, Turn, Verdict, drop

LEAST_WORDS_TO_TELL = 5
LEAST_PROBABILITY = 0.95
LEAST_LETTERS = 12
_SCRIPTS = {
    "ru": re.compile("[\u0400-\u04ff]{2,}"),
    "ja": re.compile("[\u3040-\u30ff]{2,}"),
    "ko": re.compile("[\uac00-\ud7af]{2,}"),
    "zh": re.compile("[\u4e00-\u9fff]{2,}"),
}
_ON_COMMANDS = re.compile(
    r"""\b(?:instruct\w*|prompts?|inject\w*|hid(?:e|es|den|ing)?|commands?|attacks?|ai|chatbots?
    |(?:language[ ])?models?|assistants?|phrases?|wording|words?|typ(?:e|ed|es)|traps?|quotes?
    |quoted|tricks?)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_COMPLIES = re.compile(
    r"""\b(?:as[ ](?:requested|instructed|you[ ]wish)[ ,]+i[ ](?:will|am|have|shall)
    |(?:i[ ](?:will|shall)|i['’]ll|i[ ]am|i['’]m|i[ ]have)[ ](?:now[ ]|no[ ]longer[ ])?(?:be[ ])?
        (?:ignor(?:e|ed|ing)|disregard(?:ed|ing)?|forg[eo]t(?:ten|ting)?|bound[ ]by|following)[ ]
        (?:all[ ]|any[ ]|my[ ]|the[ ]|your[ ])*(?:previous|prior|earlier|above|former|new|system)
    |(?:previous|prior|earlier)[ ]instructions[ ](?:were[ ]|have[ ]been[ ]|are[ ])?
        (?:ignored|disregarded|forgotten|discarded)
    |(?:developer|dan|jailbreak|god)[ ]mode[ ](?:is[ ]|now[ ]|has[ ]been[ ])*
        (?:enabled|activated|on)
    |my[ ](?:new[ ])?(?:instructions|guidelines|restrictions|rules)[ ](?:have[ ]been|were|are[ ]now)
    |(?:new|updated)[ ]instructions[ ](?:received|accepted|acknowledged|understood)
    |i[ ]am[ ]now[ ](?:an?[ ]|the[ ])?(?:\w+bot|dan|unrestricted|pirate|hacker))\b""",
    re.IGNORECASE | re.VERBOSE,
)
_LEAKS = re.compile(
    r"""\b(?:my|the|your|mein|meine|mon|mi|meu)[ ](?:\w+[ ]){0,2}?(?:system[ -]?prompt|systemprompt
        |prompt[ ](?:système|del[ ]sistema|do[ ]sistema)
        |(?:original|hidden|secret|initial|system)[ ](?:instructions|rules|prompt))\b
    |\bmy[ ](?:rules|instructions)[ ](?:say|are|read|tell)\b
    |\byou[ ]are[ ]a[ ]helpful[ ]assistant\b|系统提示词|мой[ ]системный[ ]промпт""",
    re.IGNORECASE | re.VERBOSE,
)
_ASKS_FOR = (
    r"(?:what(?:'s|’s| is| was)|(?:tell|give|send|show) (?:me|us)|enter|provide|share|confirm|type"
    r"|indi(?:que|ca)|please|need|state)\b[^.?!]{{0,60}}?(?<!\w){secret}(?!\w)"
)
_REFUSES = re.compile(
    r"""\b(?:(?:can(?:['’]t|not|[ ]not)|must[ ]not|may[ ]not|won['’]t|(?:am|['’]m)[ ]not[ ](?:able
    |allowed|authori[sz]ed|permitted)[ ]to)[ ](?:talk|speak|discuss|comment|answer|respond)
    |not[ ]authori[sz]ed|topic[ ]is[ ]forbidden|no[ ]comment|access[ ]denied)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_SHAPES = {
    "JSON": re.compile(r'\A\s*[\[{].*"\s*:.*[\]}]\s*\Z', re.DOTALL),
    "tags": re.compile(r"<(\w+)[^<>]*>.*</\1>", re.DOTALL),
    "code": re.compile(r"```"),
    "emoji": re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]"),
    "image": re.compile(r"!\[[^\]]*\]\("),
}


def obeyed_injection(conversation: Conversation, settings: FiltersSettings) -> Verdict:  # noqa: ARG001  # a Filter
    """Drop where a message does what the passage tells language models to do.

    That is to say a marker, an address or a name that stands in the command alone; to ask for a
    secret, refuse, change the form, or give away the instructions, where the command wants that; to
    change the language; or to say that it was obeyed. A user who asks about the command itself may
    be answered with its words. Conversations on passages without a command are kept as they are.
    """
    orders = orders_of(conversation.passage.text)
    if orders is None:
        return KEEP
    for turn in conversation.turns:
        on_commands = _ON_COMMANDS.search(turn.user) is not None
        found = _in_question(turn.user, orders)
        if not found and not on_commands:
            found = _in_answer(turn, orders)
        found = found or _in_any(turn, orders, language=conversation.language)
        if found:
            return drop("obeyed_injection", f"turn {turn.index + 1}: {found}")
    return KEEP


def _marker_in(text: str, orders: Orders) -> str:
    words = plain_words(text)
    return next((marker.strip() for marker in orders.markers if marker in words), "")


def _in_question(user: str, orders: Orders) -> str:
    """What of the user's message was commanded; a question about a marker is one."""
    marker = _marker_in(user, orders)
    if marker and ("?" not in user or 2 * len(marker.split()) > len(user.split())):
        return f"the user says “{marker}”"
    return ""


def _in_answer(turn: Turn, orders: Orders) -> str:
    """What of the reply was commanded, and not asked for by the user."""
    reply = turn.assistant
    marker = _marker_in(reply, orders)
    if marker and not _marker_in(turn.user, orders):
        return f"the assistant says “{marker}”, as the passage commands"
    if found := _COMPLIES.search(reply):
        return f"the assistant obeys: “{found.group()}”"
    if orders.leak and (found := _LEAKS.search(reply)):
        return f"the assistant gives its instructions away: “{found.group()}”"
    if orders.refuse and (found := _REFUSES.search(reply)):
        return f"the assistant refuses as commanded: “{found.group()}”"
    return ""


def _in_any(turn: Turn, orders: Orders, *, language: str) -> str:
    """A form that was commanded, another language, a secret asked for."""
    for part, text in (("user", turn.user), ("assistant", turn.assistant)):
        for form in sorted(orders.forms):
            shape = _SHAPES.get(form)
            if shape.search(text) if shape else _shouts(text):
                return f"the {part} writes {form}, as the passage commands"
        if other := _other_language(text, language):
            return f"the {part} writes {other} for {language}"
    for secret in sorted(orders.secrets):
        if re.search(_ASKS_FOR.format(secret=_said(secret)), turn.assistant, re.IGNORECASE):
            return f"the assistant asks for {secret}, as the passage commands"
    return ""


_PASSWORDS = frozenset({"contraseña", "passwort", "senha", "mot de passe"})


def _said(secret: str) -> str:
    """A pattern for a secret, in English too."""
    return f"(?:{re.escape(secret)}{'|password' if secret in _PASSWORDS else ''})"


def _shouts(text: str) -> bool:
    return text.isupper() and sum(map(str.isalpha, text)) >= LEAST_LETTERS


def _other_language(text: str, language: str) -> str:
    """The language of a message where it is certainly another one, else nothing."""
    for code, script in _SCRIPTS.items():
        if script.search(text):
            return "" if language in _SCRIPTS else code
    if len(text.split()) < LEAST_WORDS_TO_TELL:
        return ""
    code, probability = language_of(text)
    certain = probability >= LEAST_PROBABILITY and not same_language(code, language)
    return code if certain else ""
