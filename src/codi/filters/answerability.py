"""A question asks for something new, that it does not bring along, and that can be told."""

from __future__ import annotations

import re
from collections.abc import Callable

from codi.phenomena import detect_yes_no, question_type
from codi.recipe import FiltersSettings
from codi.text import WORD, content_stems, sentence_spans
from codi.types import KEEP, Conversation, Turn, Verdict, drop

REPEATS_ON_PURPOSE = frozenset({"summary", "close", "clarify", "clarified", "correct"})
"""Acts whose answers say again what was said, or tell nothing."""
_ASKS_AGAIN = frozenset({"clarification", "confirmation", "repair", "unanswerable", "out_of_scope"})
_ASKS_FOR = frozenset({"who", "what", "which", "when", "where", "why", "how", "how_many"})
WHOLE_STATEMENT = 4
"""So many content words are a statement; a name or a number may well answer two questions."""
SAME_QUESTION = 0.6
SIMILAR_QUESTION = 0.34
"""The least share of two questions' content words that both have: for a short answer, which may
be the same by chance, and for a whole statement."""

LEAST_WORDS = 4
"""A question of fewer content words has them all in some sentence by chance."""

_ELSE = re.compile(r"\b(?:else|other|another|more|any|besides)\b", re.IGNORECASE)
_SETS_BESIDE = re.compile(r"[:=→]\s*\w")
"""`a number of: some`: what stands behind may be no content word and is the answer."""
_OR = re.compile(r"\bor\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|dozen|hundred)\b")
_DATE = re.compile(
    r"1\d{3}|20\d\d|(?:Jan|Febr)uary|March|April|June|July|August|(?:Septem|Novem|Decem)ber|October"
)
_YES_OR_NO = re.compile(r"\W*(?:yes|no|yeah|nope|true|false|correct|right)\b", re.IGNORECASE)


def already_answered(conversation: Conversation, settings: FiltersSettings) -> Verdict:  # noqa: ARG001  # a Filter
    """Drop where a question asks in other words for what an earlier turn has told.

    The answer has the content words of an earlier one and rests on the same words of the passage,
    and the questions are of one kind and share most of what they name; or a whole statement
    is made twice. Turns that repeat on purpose count for nothing: a summary, a confirmation, a
    question put again after a misunderstanding.
    """
    told: list[tuple[Turn, frozenset[str], frozenset[str]]] = []
    for turn in conversation.turns:
        if _repeats_on_purpose(turn) or not turn.needs_evidence:
            continue
        answer = frozenset(content_stems(turn.assistant))
        if not answer:
            continue
        asked = frozenset(content_stems(turn.user))
        for earlier, its_answer, its_question in told:
            if answer == its_answer and _same(turn, asked, earlier, its_question, len(answer)):
                where = f"turn {turn.index + 1} asks for what turn {earlier.index + 1} told"
                return drop("already_answered", where)
        told.append((turn, answer, asked))
    return KEEP


def _repeats_on_purpose(turn: Turn) -> bool:
    return turn.act in REPEATS_ON_PURPOSE or not _ASKS_AGAIN.isdisjoint(turn.realised)


def _same(
    turn: Turn, asked: frozenset[str], earlier: Turn, its: frozenset[str], num_answer: int
) -> bool:
    if not _overlap(turn, earlier):
        return False
    kind, former = question_type(turn.user), question_type(earlier.user)
    if num_answer >= WHOLE_STATEMENT:
        share = SIMILAR_QUESTION
    elif kind == former and kind in _ASKS_FOR:
        share = SAME_QUESTION
    else:
        return False
    return len(asked & its) >= max(share * len(asked | its), 1)


def _overlap(turn: Turn, other: Turn) -> bool:
    """Whether two turns rest on words in common; where neither names any, nobody can tell."""
    if not turn.evidence or not other.evidence:
        return True
    return any(
        one.start < two.end and two.start < one.end
        for one in turn.evidence
        for two in other.evidence
    )


def answer_in_question(conversation: Conversation, settings: FiltersSettings) -> Verdict:  # noqa: ARG001  # a Filter
    """Drop where a question for something brings its answer along.

    It does where it has all content words of the answer. Questions for yes or no, for one of
    several things named, and those that confirm or correct are meant to.
    """
    for turn in conversation.turns:
        if turn.act in REPEATS_ON_PURPOSE or not _ASKS_AGAIN.isdisjoint(turn.realised):
            continue
        if question_type(turn.user) not in _ASKS_FOR or _OR.search(turn.user):
            continue
        if _YES_OR_NO.match(turn.assistant):
            continue
        answer = frozenset(content_stems(turn.assistant))
        if _SETS_BESIDE.search(turn.assistant):
            continue
        if answer and answer <= frozenset(content_stems(turn.user)):
            return drop("answer_in_question", f"turn {turn.index + 1}: “{turn.assistant.strip()}”")
    return KEEP


def wrongly_unanswerable(conversation: Conversation, settings: FiltersSettings) -> Verdict:  # noqa: ARG001  # a Filter
    """Drop where a reply says that the passage does not tell what a sentence of it tells.

    Told by words alone, so that few are found and those surely: one sentence has all content words
    of the question, `LEAST_WORDS` of them, and what a question of its kind asks for besides: a
    date, a number or a name. Other questions than these and those for yes or
    no may well be open although all their words are there.
    """
    for turn in conversation.turns:
        if "unanswerable" in turn.realised and (found := _telling_sentence(turn, conversation)):
            return drop("wrongly_unanswerable", f"turn {turn.index + 1}: “{found}”")
    return KEEP


def _telling_sentence(turn: Turn, conversation: Conversation) -> str:
    passage, history = conversation.passage.text, conversation.turns[: turn.index]
    yes_no = detect_yes_no(turn, history, passage)
    kind = "yes_no" if yes_no else question_type(turn.user)
    asked = frozenset(content_stems(turn.user))
    if kind not in _TOLD_BY or len(asked) < LEAST_WORDS or _ELSE.search(turn.user):
        return ""
    said = frozenset(WORD.findall(turn.user.lower()))
    for span in sentence_spans(passage):
        sentence = span.of(passage)
        if asked <= frozenset(content_stems(sentence)):
            new = [word for word in WORD.findall(sentence) if word.lower() not in said]
            if _TOLD_BY[kind](new):
                return sentence
    return ""


def _has_number(new: list[str]) -> bool:
    return any(_NUMBER.search(word.lower()) for word in new)


def _has_date(new: list[str]) -> bool:
    return any(_DATE.fullmatch(word) for word in new)


def _has_name(new: list[str]) -> bool:
    return any(word[0].isupper() and "-" not in word for word in new[1:])


_TOLD_BY: dict[str, Callable[[list[str]], bool]] = {
    "when": _has_date,
    "how_many": _has_number,
    "who": _has_name,
    "yes_no": lambda _: True,
}
"""What a sentence has to have besides the question's words, by what the question asks for."""
