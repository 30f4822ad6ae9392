"""A question and its answer as one statement, as far as plain rules make one."""

from __future__ import annotations

import re

from codi.text import num_words

STATEMENT_WORDS = 5
"""An answer of so many words that begins and ends as a sentence states by itself."""
_AUXILIARY = (
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must)"
)
_SUBJECT = r"(?:he|she|it|they|there|we|you|i|this|that|these|those)"
_FLAGS = re.IGNORECASE | re.DOTALL
_YES_OR_NO = re.compile(r"\s*(?P<word>yes|no|yeah|yep|nope)\b[\s,.!:;-]*(?P<rest>.*)", _FLAGS)
_INVERTED = re.compile(rf"\s*({_AUXILIARY})\s+({_SUBJECT})\b\s*(.*?)\W*\Z", _FLAGS)
_WHO = re.compile(
    rf"\s*(?:and\s+)?who\s+((?:(?:is|are|was|were)\s+|(?!{_AUXILIARY}\b))\w.*?)\W*\Z", _FLAGS
)
_WHEN_WHERE = re.compile(
    rf"\s*(?:and\s+)?(?:when|where)\s+({_AUXILIARY})\s+({_SUBJECT})\b\s*(.*?)\W*\Z", _FLAGS
)


def statement(question: str, answer: str) -> str:
    """Question and answer as one statement where a rule can tell it, else one behind the other.

    A whole sentence states by itself. "Was he born in Ashby?" – "No" makes "It is not true that he
    was born in Ashby.", "Who built it?" – "Otto Lang" "Otto Lang built it.", and "When was it
    built?" – "in 1781" "It was built in 1781."
    """
    asked, said = (" ".join(text.split()) for text in (question, answer))
    if yes_or_no := _YES_OR_NO.match(said):
        found = _confirmed(asked, yes_or_no["word"], yes_or_no["rest"].strip())
    elif num_words(said) >= STATEMENT_WORDS and said[:1].isupper() and said[-1:] in ".!":
        found = said
    else:
        found = _filled_in(asked, said.rstrip("."))
    return _sentence(found) if found else f"{asked} {said}"


def _confirmed(asked: str, word: str, rest: str) -> str:
    """What yes or no says; words behind it say it better."""
    if num_words(rest) >= STATEMENT_WORDS - 1:
        return rest
    inverted = _INVERTED.match(asked)
    if inverted is None:
        return ""
    auxiliary, subject, predicate = inverted.groups()
    told = f"{subject.lower()} {auxiliary.lower()} {predicate}"
    return f"it is not true that {told}" if word.lower().startswith("n") else told


def _filled_in(asked: str, said: str) -> str:
    """The question with its answer in the place of who, or behind what when and where ask about."""
    if found := _WHO.match(asked):
        return f"{said} {found.group(1)}"
    if found := _WHEN_WHERE.match(asked):
        auxiliary, subject, predicate = found.groups()
        return " ".join(filter(None, (subject, auxiliary, predicate, said)))
    return ""


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text[-1:] in ".!?" else ".")
