"""Answers a question about a passage without a plan: evaluation and chat.

Retrieval by shared content words, then a short answer by the type of the question.
"""

from __future__ import annotations

import re

from codi.prompts import format_reply
from codi.teachers.builtin.asking.analysis import Analysis, analyse
from codi.teachers.builtin.reading import lexicon
from codi.teachers.builtin.reading.english import noun_lemma, verb_lemma
from codi.teachers.builtin.reading.tagset import NOUNS
from codi.teachers.builtin.reading.tokens import Sentence, join
from codi.text import content_words
from codi.types import TurnTask

_YES_NO = re.compile(
    r"^(?:(?:and|so|but|then|ok|okay),? )?(?:is|are|was|were|do|does|did|has|have|had|can|could|"
    r"will|would|should|may|might)\b"
)


def reply_to(task: TurnTask) -> str:
    """The reply to `task.user_message`: a short answer and the sentence it rests on."""
    analysis = analyse(task.passage.text)
    question = task.user_message.strip()
    sentence = _best_sentence(analysis, question, task)
    if sentence is None:
        return format_reply("unknown", ())
    answer = _answer(question, sentence, analysis)
    quote = task.passage.text[sentence.start : sentence.end]
    return format_reply(answer, (quote,))


def _stems(text: str) -> set[str]:
    """Content words reduced so that "moved" meets "move" and "ships" meets "ship"."""
    return {verb_lemma(noun_lemma(word)) for word in content_words(text)}


def _best_sentence(analysis: Analysis, question: str, task: TurnTask) -> Sentence | None:
    """The sentence that shares most with the question; the history helps to break ties."""
    wanted = _stems(question)
    recent = _stems(" ".join(f"{turn.user} {turn.assistant}" for turn in task.history[-2:]))
    near = None
    if task.history and task.history[-1].evidence:
        near = task.history[-1].evidence[0].start
    best: Sentence | None = None
    best_score = 0.0
    for sentence in analysis.facts.sentences:
        stems = _stems(join(sentence.tokens))
        if not stems:
            continue
        score = 2.0 * len(wanted & stems) + 0.4 * len(recent & stems)
        score -= 0.01 * len(stems)
        if near is not None and sentence.start <= near < sentence.end:
            score += 0.5
        score += 0.8 * _has_type(question, sentence)
        if score > best_score:
            best, best_score = sentence, score
    return best


def _has_type(question: str, sentence: Sentence) -> bool:
    lowered = question.lower()
    if "how many" in lowered or "how much" in lowered:
        return any(token.tag == "CD" for token in sentence.tokens)
    if re.search(r"\bwhen\b|what (?:year|date|day|month)", lowered):
        return any(
            lexicon.YEAR.match(t.text) or t.lower in lexicon.MONTHS | lexicon.DAYS
            for t in sentence.tokens
        )
    if re.search(r"\bwho\b", lowered):
        return any(token.tag in {"NNP", "NNPS"} for token in sentence.tokens[1:])
    return False


def _answer(question: str, sentence: Sentence, analysis: Analysis) -> str:
    """The shortest piece of the sentence that has the type asked for."""
    lowered = question.lower()
    if _YES_NO.match(lowered):
        negated = any(token.lower in {"not", "n't", "never", "no"} for token in sentence.tokens)
        return "No" if negated else "Yes"
    kind = _kind(lowered)
    wanted = _stems(question)
    here = [c for c in analysis.candidates if c.sentence == sentence.index and c.short]
    matching = [c for c in here if c.kind == kind]
    if matching:
        best = max(matching, key=lambda c: len(wanted & _stems(c.direct)))
        return best.short
    typed = _typed(kind, sentence, wanted)
    if typed:
        return typed
    same = [c for c in here if c.kind not in {"yes", "no", "compare"}]
    if same:
        return max(same, key=lambda c: len(wanted & _stems(c.direct))).short
    return join(sentence.tokens).rstrip(".")


def _kind(lowered: str) -> str:
    if "how many" in lowered or "how much" in lowered or "how old" in lowered:
        return "how_many"
    for word in ("who", "whom", "whose"):
        if re.search(rf"\b{word}\b", lowered):
            return "who"
    if re.search(r"\bwhen\b|what (?:year|date|day|month)", lowered):
        return "when"
    for word in ("where", "why", "how"):
        if re.search(rf"\b{word}\b", lowered):
            return word
    return "what"


def _typed(kind: str, sentence: Sentence, wanted: set[str]) -> str:
    """A number, date or name of the sentence that the question does not hold already."""
    tokens = sentence.tokens
    if kind == "how_many":
        numbers = [t.text for t in tokens if t.tag == "CD" and t.lower not in wanted]
        return numbers[0] if numbers else ""
    if kind == "when":
        for index, token in enumerate(tokens):
            if lexicon.YEAR.match(token.text) or token.lower in lexicon.MONTHS | lexicon.DAYS:
                stop = index + 1
                while stop < len(tokens) and (tokens[stop].tag == "CD" or tokens[stop].text == ","):
                    stop += 1
                return join(tokens[index:stop]).rstrip(" ,")
        return ""
    if kind in {"who", "where"}:
        index = 0
        while index < len(tokens):
            if tokens[index].tag in {"NNP", "NNPS"}:
                stop = index
                while (
                    stop < len(tokens)
                    and tokens[stop].tag in NOUNS
                    and tokens[stop].text[0].isupper()
                ):
                    stop += 1
                name = join(tokens[index : max(stop, index + 1)])
                if not _stems(name) & wanted:
                    return name
                index = max(stop, index + 1)
            else:
                index += 1
    return ""
