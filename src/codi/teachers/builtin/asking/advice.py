"""What one should do, may do and must not do, when, how and why: from advice and rules.

The words of the rule are kept as they stand, so that no condition and no exception is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.asking.making import Said, on_lines
from codi.teachers.builtin.reading.english import inflect, noun_lemma, verb_forms, verb_lemma
from codi.teachers.builtin.reading.frame_checks import all_clear, bare_this, lacks_object
from codi.teachers.builtin.reading.frames import Frame, vague
from codi.teachers.builtin.reading.phrases import noun_phrase
from codi.teachers.builtin.reading.pieces import INFINITIVE_NOUNS
from codi.teachers.builtin.reading.tagset import NOUNS, at
from codi.teachers.builtin.reading.valency import BEFALLING
from codi.text import content_words

ADVICE = 60_000
_MODALS = frozenset("can may must should will could".split())
_WISHES = re.compile(r"if you(?: would like|['’]d like| want| wish)( to .+)$")
_FELT = frozenset("want see notice know find feel think wonder note remember realize".split())
_BEFALLS = BEFALLING | frozenset("receive see hear get find notice be have".split())
_SITUATIONS = frozenset(["if", "when", "once", "before", "after", "unless", "until", "while"])
_POINTERS = frozenset("see note remember try find refer let consider feel imagine forget".split())
_POINTER_SCOPES = frozenset(
    "more information details discussion example examples help list".split()
)
_OFFERED = re.compile(
    r"\bif you (?:have|need|want|would like|['’]d like|wish|are interested|require)\b.*"
    r"\b(?:questions?|help|assistance|information|info|details|concerns|more)\b"
)
_SELF_EVIDENT = frozenset("correct right appropriate proper relevant necessary best".split())
_THE_CASE = re.compile(r"\b(?:this|that) (?:is the case|happens|applies)\b|\bthat['’]s the case\b")
_IN_CASE = re.compile(r"in (?:the )?(?:case|event)\b|in order for\b")
_TOLD_AT_LENGTH = 8
_SETTINGS = frozenset(["for", "during", "with", "instead"])
_REASONS = frozenset(["because", "since", "so"])
_NO_PURPOSE = INFINITIVE_NOUNS | frozenset(
    """able need needs right ability way ways request requests permission opportunity time times
    plan plans decision how what where when which who whether likely easy easier hard harder
    required allowed expected sure want wants like ready free happy try tries attempt continue
    remember begin start going used due order ought back chance reason reasons effort ask tell
    allow allows enable enables help helps require requires access authority access responsibility
    obligation similar according related subject prior next close according up down supposed
    eligible responsible available important necessary best better good common possible going
    people person someone users user readers reader audience steps""".split()
)
_TO_PERSON = frozenset(
    """ask tell get allow encourage remind want need invite require instruct expect talk speak write
    go link refer add""".split()
)


def ask_advice(frame: Frame) -> Iterator[Candidate]:
    """The questions on a sentence that tells its reader what to do."""
    if not frame.to_reader:
        return
    if not frame.advice and (frame.said is None or frame.said.group.lemma in _FELT):
        return
    if lacks_object(frame):
        return
    if not all_clear(frame):
        yield from _just_after(frame)
        return
    yield from _on_condition(frame)
    if frame.line.step:
        return
    yield from _how_to(frame)
    yield from _why(frame)
    yield from _when(frame)
    yield from _by(frame)
    yield from _whether(frame)


def _just_after(frame: Frame) -> Iterator[Candidate]:
    """What to do in a case that the sentence before has led to: "if you lose them"."""
    near = replace(frame, line=replace(frame.line, near=True))
    if frame.line.sentence.index and frame.front_cue in _SITUATIONS and all_clear(near):
        alone = frame.line.clear(*frame.front)
        for made in _on_condition(near):
            yield made if alone and bare_this(frame) else replace(made, follows=True)


def candidate(
    frame: Frame, kind: str, slot: str, asked: tuple[str, str], *, short: str, score: float
) -> Candidate:
    """A candidate that is answered with the whole rule."""
    return on_lines(
        [frame.line],
        kind,
        slot,
        asked,
        Said(short=short, statement=_told(frame)),
        fact=ADVICE + frame.line.sentence.index,
        score=score,
    )


def _told(frame: Frame) -> str:
    """The whole rule, without a word that only links it to the sentence before."""
    start = frame.front[0] if frame.front[0] < frame.front[1] else frame.subject[0]
    return frame.line.words(start, frame.end)


def act(frame: Frame, end: int) -> str:
    """What is to be done, with its plain verb, up to a place."""
    line = frame.line
    if frame.advice:
        text = line.words(frame.verb, end)
        return text[:1].lower() + text[1:]
    if frame.said is None:
        return ""
    _, rest = frame.said.inverted()
    return f"{rest.removeprefix('not ')} {line.words(frame.rest, end)}".strip()


def helped(frame: Frame) -> tuple[str, str] | None:
    """("should I", "I should") and so on; None where there is no simple auxiliary."""
    if frame.advice:
        return "should {S}", "{S} should"
    if frame.said is None or frame.said.group.tag == "VBD":
        return None
    helper = frame.helper
    if helper:
        return (f"{helper} {{S}}", f"{{S}} {helper}") if helper in _MODALS else None
    if frame.said.copula:
        return ("are {S}", "{S} are") if frame.said.main == "are" else None
    return ("do {S}", "{S}") if frame.said.group.tag in {"VB", "VBP"} else None


def _on_condition(frame: Frame) -> Iterator[Candidate]:
    """As in "What should I do if I lose my badge?"."""
    forms, line = helped(frame), frame.line
    case = _IN_CASE.match(frame.front_text()) if frame.front_cue == "in" else None
    first = frame.front_cue in _SITUATIONS | _SETTINGS or case is not None
    span = frame.front if first else (frame.tail, frame.end)
    if forms is None or span[0] >= span[1] or not _is_situation(frame, span, first=first):
        return
    when = line.words(*span)
    when = when[:1].lower() + when[1:]
    done = act(frame, frame.end if first else frame.tail)
    if len(done.split()) < 2:
        return
    wish = _WISHES.match(when)
    if wish and first and not frame.negative:
        task = wish[1].removeprefix(" to ")
        asked = (f"How do {{S}} {task}", f"how {{S}} {task}")
        yield candidate(frame, "how", "method", asked, short=done, score=1.2)
        return
    lemma = frame.said.group.lemma if frame.said else ""
    befalls = frame.helper in {"should", "must", "may"} and lemma in _BEFALLS
    needing = frame.helper == "will" and not frame.negative and done.startswith("need to ")
    if needing and first:
        asked = (f"What will {{S}} need to do {when}", f"what {{S}} will need to do {when}")
        yield candidate(frame, "what", "condition", asked, short=done[8:], score=1.2)
        return
    if frame.helper == "will" or befalls or (not frame.helper and not _duty(done)):
        asked = (f"What happens {when}", f"what happens {when}")
        main = _told_main(frame, first=first)
        if first and not frame.advice and not {"want", "wish"} & set(when.split()):
            yield candidate(frame, "what", "condition", asked, short=main, score=1.1)
        return
    ending = "do" if "need to" not in done and "have to" not in done else _duty(done)
    if not ending:
        return
    if frame.negative and line.tokens[frame.verb].lower != "avoid":
        ending = f"not {ending}"
    asked = (f"What {forms[0]} {ending} {when}", f"what {forms[1]} {ending} {when}")
    yield candidate(frame, "what", "condition", asked, short=done, score=1.2)


def _is_situation(frame: Frame, span: tuple[int, int], *, first: bool) -> bool:
    """Whether what stands in front or behind says when a rule holds, clearly and by itself."""
    line = frame.line
    cue, when = frame.tokens[span[0]].lower, line.words(*span).lower()
    setting = first and (cue in _SETTINGS or _IN_CASE.match(when))
    if cue == "unless" or (cue not in _SITUATIONS and not setting):
        return False
    the_case = line.near and _THE_CASE.search(when)
    if not line.clear(*span) or len(when.split()) < 3:
        return False
    if vague(line.tokens, *span) and not the_case and len(when.split()) < _TOLD_AT_LENGTH:
        return False
    if at(line.tokens, span[0] + 1).tag in {"VBN", "JJ"} or "even if" in when:
        return False
    return not (cue in _SETTINGS and _POINTER_SCOPES & set(when.split()))


def _told_main(frame: Frame, *, first: bool) -> str:
    """What then happens, as a clause of its own."""
    return frame.line.words(frame.subject[0], frame.end if first else frame.tail)


def _duty(done: str) -> str:
    for duty in ("need to", "have to"):
        if done.startswith(duty):
            return f"{duty} do"
    return ""


def _how_to(frame: Frame) -> Iterator[Candidate]:
    """As in "How do I amend a voucher?" for "To amend a voucher, go to the Vouchers tab"."""
    line = frame.line
    start, end = frame.front
    if frame.front_text().startswith("in order to "):
        start += 2
    if at(frame.tokens, start).lower != "to" or helped(frame) is None or frame.negative:
        return
    task = line.words(start + 1, end)
    stative = frame.said is not None and frame.said.group.lemma in {"have", "be"}
    if stative or start == end or at(frame.tokens, start + 1).lower in _FELT:
        return  # "To see why ..., consider": what follows is no way to do it
    if not line.clear(start, end) or len(task.split()) < 2 or vague(line.tokens, start, end):
        return
    done = act(frame, frame.end)
    asked = (f"How do {{S}} {task}", f"how {{S}} {task}")
    yield candidate(frame, "how", "method", asked, short=done, score=1.3)


def _why(frame: Frame) -> Iterator[Candidate]:
    """As in "Why should I use short sentences?" for a rule with a reason or an aim."""
    line, tokens = frame.line, frame.tokens
    forms = helped(frame)
    if forms is None or (not frame.advice and frame.helper not in {"should", "must"}):
        return
    aim = None if frame.negative else purpose(frame)  # "Do not use it to ..." gives no reason
    place = frame.tail if frame.cue in _REASONS else aim
    if place is None:
        return
    done = act(frame, place).rstrip(" ,")
    named = not vague(tokens, frame.verb + frame.advice, place)
    if len(done.split()) < 2 or not named or not line.clear(frame.verb, place):
        return
    front = f" {frame.front_text()}" if frame.front[0] < frame.front[1] else ""
    if front and not line.clear(*frame.front):
        return
    if frame.negative:
        done = f"avoid{done[5:]}" if done.startswith("avoid") else f"not {done}"
    asked = (f"Why {forms[0]} {done}{front}", f"why {forms[1]} {done}{front}")
    reason = line.words(place, frame.end)
    known = set(content_words(asked[0]))
    if sum(word in known for word in content_words(reason)) * 3 >= len(content_words(reason)) * 2:
        return  # "Why should I use the plan template?": "to make a plan"
    yield candidate(frame, "why", "reason", asked, short=reason, score=1.3)


def _when(frame: Frame) -> Iterator[Candidate]:
    """As in "When should I talk to my supervisor?" for "... if you need advanced leave"."""
    forms = helped(frame)
    if forms is None or frame.negative or frame.cue not in {"if", "when", "before", "once"}:
        return
    if frame.front[0] < frame.front[1] or frame.helper == "will":
        return
    done = act(frame, frame.tail)
    start = frame.verb + 1 if frame.advice else frame.rest
    if done.endswith(",") or len(done.split()) < 3 or vague(frame.tokens, start, frame.tail):
        return
    if frame.line.clear(start, frame.tail):
        asked = (f"When {forms[0]} {done}", f"when {forms[1]} {done}")
        reason = frame.line.words(frame.tail, frame.end)
        yield candidate(frame, "when", "time", asked, short=reason, score=1.0)


def _by(frame: Frame) -> Iterator[Candidate]:
    """As in "How can I avoid awkwardness?" for "You can ... by using short words"."""
    forms, tokens = helped(frame), frame.tokens
    if forms is None or frame.negative or frame.front[0] < frame.front[1]:
        return
    for index in range(frame.verb + 2, frame.tail - 1):
        by = tokens[index].lower == "by" and tokens[index + 1].tag == "VBG"
        if not by and tokens[index].lower not in {"using", "via"}:
            continue
        if tokens[index - 1].tag in {"IN", "TO"}:
            return  # "anything paid for using cash"
        done = act(frame, index)
        start = frame.verb + 1 if frame.advice else frame.rest
        cut = {"CC", ",", "WDT", "VBN"}
        plain = not any(token.tag in cut for token in tokens[start:index])
        known = not vague(tokens, start, index) and frame.line.clear(start, index)
        if plain and known and len(done.split()) > 1:
            asked = (f"How {forms[0]} {done}", f"how {forms[1]} {done}")
            yield candidate(
                frame, "how", "method", asked, short=frame.line.words(index, frame.end), score=1.2
            )
        return


def purpose(frame: Frame) -> int | None:
    """Where the aim of a rule begins: "to help your readers"."""
    tokens = frame.tokens
    verb = tokens[frame.verb].lower if frame.advice else ""
    if frame.said is not None:
        verb = frame.said.group.lemma
    start = frame.verb + 1 if frame.advice else frame.rest
    first = noun_phrase(tokens, start)
    if verb in _TO_PERSON or first == start or frame.helper not in {"should", "must", "can"}:
        return None
    for index in range(first, frame.end - 2):
        token, before = tokens[index], tokens[index - 1]
        if token.lower == "to" and "VB" in verb_forms(tokens[index + 1].lower):
            infinitive = tokens[index + 1].tag in {"VB", "VBP"} and before.lower not in _NO_PURPOSE
            noun = before.tag in NOUNS and noun_lemma(before.lower) not in INFINITIVE_NOUNS
            return index if infinitive and noun else None
        if token.tag in {"VB", "VBP", "VBZ", "VBD", "MD", "WDT", "WP", "WRB", "CC"}:
            return None
    return None


def _whether(frame: Frame) -> Iterator[Candidate]:
    """As in "Can I carry over more than 240 hours?", "Should I mix fonts?"."""
    line = frame.line
    forms = helped(frame)
    uncertain = frame.front_cue not in _SITUATIONS | {"", "for", "in", "to"}
    if forms is None or uncertain or frame.helper == "could":
        return
    if frame.advice and line.tokens[frame.verb].lower in _POINTERS:
        return
    start = frame.verb + 1 if frame.advice else frame.rest
    if vague(line.tokens, start, frame.end) or not line.clear(frame.verb, frame.end):
        return
    done = act(frame, frame.tail if frame.cue in _REASONS else frame.end).rstrip(" ,")
    front = f" {frame.front_text()}" if frame.front[0] < frame.front[1] else ""
    if front and not line.clear(*frame.front):
        return
    small = frame.advice and len(done.split()) < 4 and at(line.tokens, start).lower in {"a", "an"}
    if small or (front and front.strip() in done) or not _worth_asking(frame, start):
        return
    avoided = frame.advice and line.tokens[frame.verb].lower == "avoid"
    unavoided = _unavoided(frame) if avoided else ""
    done = unavoided or done
    if len(done.split()) < 3:
        return
    negative = frame.negative and (not avoided or bool(unavoided))
    question = f"{forms[0]} {done}{front}"
    indirect = "" if forms[0].startswith("do ") else f"whether {forms[1]} {done}{front}"
    yield candidate(
        frame,
        "no" if negative else "yes",
        "truth",
        (question, indirect),
        short="No" if negative else "Yes",
        score=1.1 if negative else 0.8,
    )


def _worth_asking(frame: Frame, start: int) -> bool:
    """Whether it is a rule, and not "Ask if you have questions" or "Choose the correct one"."""
    words = frame.line.words(frame.front[0], frame.end).lower()
    described = noun_phrase(frame.tokens, start)
    chosen = {token.lower for token in frame.tokens[start:described]}
    if _OFFERED.search(words) or (frame.advice and chosen & _SELF_EVIDENT):
        return False
    return _is_rule(frame)


def _is_rule(frame: Frame) -> bool:
    """Whether it tells what holds for the reader, not what the reader of an example has or does."""
    if frame.advice or frame.helper or frame.said is None or frame.said.copula:
        return True
    lemma, following = frame.said.group.lemma, at(frame.tokens, frame.rest).lower
    bound = frame.front[0] < frame.front[1] or frame.tail < frame.end
    return bound or lemma == "need" or (lemma == "have" and following == "to")


def _unavoided(frame: Frame) -> str:
    """As in "mix fonts" for "avoid mixing fonts"."""
    tokens, start = frame.tokens, frame.verb + 1
    first = at(tokens, start)
    if first.tag == "VBG" or (first.lower.endswith("ing") and "VBG" in verb_forms(first.lower)):
        base = verb_lemma(first.lower, "VBG")
        if inflect(base, "VBG") == first.lower:
            return f"{base} {frame.line.words(start + 1, frame.end)}".strip()
    return ""
