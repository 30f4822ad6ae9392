"""An answer has to be one: not empty, not cut off, not a model's refusal."""

import re

from codi.prompts import refusal_in
from codi.recipe import FiltersSettings
from codi.text import num_words
from codi.types import KEEP, Conversation, Verdict, drop

LONG_ANSWER_WORDS = 8
"""From so many words on an answer with a capital is taken for a sentence, which has a full stop."""

_CLOSED = re.compile(r"""[.!?…:]["'”’»)\]*]*$""")
_LEFT_OPEN = re.compile(r"[(\[{–—/&=+“‘«-]$")
_LIST_ITEM = re.compile(r"^\s*(?:[-*•–]|\d+[.)])\s")
_NEVER_LAST = frozenset("a an the and or but because than my your our their its".split())
# "The house he lived in" ends as it should, but a long answer seldom ends so.
_SELDOM_LAST = frozenset(
    """of in on at to for with from by into about as is are was were be been has had which who
    that""".split()
)


def empty_answer(conversation: Conversation, settings: FiltersSettings) -> Verdict:  # noqa: ARG001  # a Filter
    """Drop where a message of either part has neither a letter nor a digit."""
    for turn in conversation.turns:
        for part, text in (("user", turn.user), ("assistant", turn.assistant)):
            if not any(character.isalnum() for character in text):
                return drop("empty_answer", f"turn {turn.index + 1}: the {part} says nothing")
    return KEEP


def teacher_refused(conversation: Conversation, settings: FiltersSettings) -> Verdict:  # noqa: ARG001  # a Filter
    """Drop where a message of either part speaks as a model that will not do what it was asked.

    To say that the passage does not tell is no refusal.
    """
    for turn in conversation.turns:
        for text in (turn.user, turn.assistant):
            if refusal := refusal_in(text):
                return drop("teacher_refused", f"turn {turn.index + 1}: {refusal}")
    return KEEP


def truncated_answer(conversation: Conversation, settings: FiltersSettings) -> Verdict:  # noqa: ARG001  # a Filter
    """Drop where an answer breaks off; see `breaks_off`.

    Whether sentences need a full stop, the conversation itself tells: they do where two or more
    have it and at least half of them, and not where answers are taken from the passage as they
    stand. Replies that the teacher itself reports as cut at the token limit never become turns.
    """
    whole = [turn.assistant for turn in conversation.turns if _is_sentence(turn.assistant)]
    num_stopped = sum(_is_closed(answer) for answer in whole)
    needs_stop = num_stopped >= max(2, len(whole) / 2)
    for turn in conversation.turns:
        if breaks_off(turn.assistant, needs_stop=needs_stop):
            ending = turn.assistant.rstrip()[-30:]
            return drop("truncated_answer", f"turn {turn.index + 1} breaks off: …{ending}")
    return KEEP


def breaks_off(answer: str, *, needs_stop: bool) -> bool:
    """Whether an answer seems to have lost its end.

    It does where it ends with an opening mark or a word that needs another after it, or where a
    bracket stays open; a long one also where it ends with a comma or a preposition, and, if a
    sentence `needs_stop`, where it begins like one and has none. The last item of a list needs
    none, nor does a piece of a sentence ("because it was too heavy to be moved by hand").
    """
    text = answer.rstrip()
    if not text or _is_closed(text):
        return False
    if _LEFT_OPEN.search(text) or text.count("(") > text.count(")"):
        return True
    last = text.split()[-1]  # as it stands: "blood group A" is whole
    if last in _NEVER_LAST and last != text:
        return True
    if num_words(text) < LONG_ANSWER_WORDS:
        return False
    return last in _SELDOM_LAST or text[-1] in ",;" or (needs_stop and _is_sentence(text))


def _is_sentence(answer: str) -> bool:
    return num_words(answer) >= LONG_ANSWER_WORDS and answer.lstrip("\"'“‘(").lstrip()[:1].isupper()


def _is_closed(answer: str) -> bool:
    return bool(
        _CLOSED.search(answer.rstrip()) or _LIST_ITEM.match(answer.rstrip().split("\n")[-1])
    )
