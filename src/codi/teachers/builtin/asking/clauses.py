"""Questions on sentences about anybody but the reader, with every word of them kept.

They serve where the parser did not read a sentence whole: a frame knows subject and verb, and the
rest is asked and answered as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.asking.entire import ask_entire, own_clause, second_verb
from codi.teachers.builtin.asking.numbers import ask_numbers
from codi.teachers.builtin.asking.predicates import ask_predicates
from codi.teachers.builtin.asking.second_parts import MUCH, needs_second
from codi.teachers.builtin.asking.truth import BOUND_TO_NOT
from codi.teachers.builtin.reading import lexicon, valency
from codi.teachers.builtin.reading.english import capitalised, noun_lemma
from codi.teachers.builtin.reading.facts import PassageFacts
from codi.teachers.builtin.reading.frame_checks import joins_clause
from codi.teachers.builtin.reading.framed import FramedClause, framed_clause
from codi.teachers.builtin.reading.frames import Frame, vague
from codi.teachers.builtin.reading.kinds import tells_kind
from codi.teachers.builtin.reading.phrases import head_of, noun_phrase
from codi.teachers.builtin.reading.pieces import INFINITIVE_NOUNS
from codi.teachers.builtin.reading.tagset import at

_TIMES = frozenset("when once before after until".split())
_DEFINING = frozenset(["a", "an", "the", "one"])
_COLOURLESS = lexicon.LIGHT_VERBS | frozenset(
    """be have do make take get give come go let keep put set mean seem become include contain want
    need try begin start continue tend appear happen help allow enable cause say""".split()
)
_WITH_MORE = frozenset(
    """give call name elect grant offer teach tell show send award appoint declare assign crown dub
    consider find render deem base put pay owe""".split()
)
"""Verbs that take more than one object."""
_SCOPES = frozenset("to for from with at during when if".split())
_WISHES = frozenset("want wish need like familiar unfamiliar interested curious".split())
"""Words of a condition that only says for whom a sentence is meant: "If you want a map, ..."."""
_SHORT_CASE, _FULL_CASE = 4, 8
_TELLING = 4
"""A subject of more words says enough for a yes/no question on a bare verb."""
_UNSURE = frozenset("may might would could shall".split())
_ENDING_YEAR = re.compile(
    r"(?P<rest>.*?),? (?P<when>(?:in|on|by|since|until|from|during|around) "
    r"(?:(?:early|late|mid|the early|the late) )?(?:[A-Z][a-z]+ )?(?:\d{1,2}, )?"
    r"(?P<year>1\d{3}|20\d\d))$"
)
_YEAR_FRONT = re.compile(
    r"(?:in|on|by|around) (?:(?:early|late|mid) )?(?:[A-Z][a-z]+ )?(?:\d{1,2},? )?"
    r"(?:1\d{3}|20\d\d)$",
    re.IGNORECASE,
)


def ask_clauses(frame: Frame, passage: PassageFacts, kinds: frozenset[str]) -> Iterator[Candidate]:
    """The questions on a frame; `kinds` are those that its sentence has already."""
    clause = framed_clause(frame, passage)
    if clause is None:
        return
    if "when" not in kinds:
        yield from _when(clause)
    if "why" not in kinds:
        yield from _why(clause)
    if "define" not in kinds:
        yield from _what_is(clause)
    if not kinds & {"who"}:
        yield from _who(clause)
    if not kinds & {"how_many", "no"}:
        yield from ask_numbers(clause)
    if "object" not in kinds:
        yield from _what(clause)
        yield from ask_predicates(clause)
        yield from ask_entire(clause)
    if "how" not in kinds:
        yield from _how(clause)
    if "subject" not in kinds:
        yield from _subject(clause)
    if not kinds & {"yes", "no"}:
        yield from _whether(clause)
    yield from _under_condition(clause)


def _has_one_clause(clause: FramedClause, end: int) -> bool:
    """Whether no comma and no further verb could give the end of the clause another meaning."""
    tokens = clause.frame.tokens[clause.frame.rest : end]
    if tokens and tokens[-1].text == ",":
        tokens = tokens[:-1]
    return not any(
        t.text == "," or t.tag in {"VBD", "VBZ", "VBP", "MD", "WDT", "WP", "CC"} for t in tokens
    )


def _when(clause: FramedClause) -> Iterator[Candidate]:
    """As in "When does award leave expire?" for "... expires one year after it is issued"."""
    frame, line = clause.frame, clause.frame.line
    if clause.verb.negative or clause.verb.copula or set(clause.verb.auxiliaries) & _UNSURE:
        return
    place, short = frame.end, ""
    match = _ENDING_YEAR.match(line.words(frame.rest, frame.end))
    if match and _has_one_clause(clause, frame.end) and frame.front[0] == frame.front[1]:
        short = match["when"].removeprefix("in ").removeprefix("on ")
        words = match["rest"].strip()
        bare = len(words.split()) < 2 and not clause.verb.group.passive
        if bare or {"since", "after", "before", "until"} & set(words.split()):
            return
        auxiliary, rest = clause.verb.inverted()
        if match["when"].split()[0] in {"since", "until", "from", "by"}:
            return
        yield clause.candidate(
            "when",
            "time",
            (
                f"When {auxiliary} {{S}} {rest} {words}",
                f"when {{S}} {clause.verb.statement()} {words}",
            ),
            short,
            1.1,
        )
        return
    front = line.words(*frame.front)
    if _YEAR_FRONT.match(front):
        auxiliary, rest, stated = clause.inverted(frame.tail)
        if len(rest.split()) > 1 and _has_one_clause(clause, frame.tail):
            short = front[3:] if front.lower().startswith(("in ", "on ")) else front
            yield clause.candidate(
                "when",
                "time",
                (f"When {auxiliary} {{S}} {rest}", f"when {{S}} {stated}"),
                short,
                1.1,
            )
    elif frame.cue in _TIMES and frame.front[0] == frame.front[1] and place > frame.tail:
        auxiliary, rest, stated = clause.inverted(frame.tail)
        comma = frame.tokens[frame.tail - 1].text == ","
        short = line.words(frame.tail, frame.end)
        single = not comma and _has_one_clause(clause, frame.tail)
        if single and len(rest.split()) > 1 and frame.cue != "until":
            yield clause.candidate(
                "when",
                "time",
                (f"When {auxiliary} {{S}} {rest}", f"when {{S}} {stated}"),
                short,
                1.0,
            )


def _why(clause: FramedClause) -> Iterator[Candidate]:
    """As in "Why did the mill close?" for "..., because the river had dried up"."""
    frame = clause.frame
    reason = frame.cue in {"because", "since"}
    purpose = frame.cue == "so" and at(frame.tokens, frame.tail + 1).lower == "that"
    if not (reason or purpose) or set(clause.verb.auxiliaries) & _UNSURE:
        return
    if not _has_one_clause(clause, frame.tail):
        return
    auxiliary, rest, stated = clause.inverted(frame.tail)
    if len(rest.split()) < 2 and not clause.verb.group.passive:
        return
    front = frame.front_text()
    yield clause.candidate(
        "why",
        "reason",
        (f"Why {auxiliary} {{S}} {rest} {front}", f"why {{S}} {stated} {front}"),
        frame.line.words(frame.tail, frame.end),
        1.2,
    )


def _what_is(clause: FramedClause) -> Iterator[Candidate]:
    """As in "What is Use or Lose?" for a sentence that defines it."""
    frame, tokens = clause.frame, clause.frame.tokens
    if not clause.verb.copula or clause.verb.negative or clause.verb.adverbs or clause.follows:
        return
    start, end = frame.subject
    first = at(tokens, frame.rest)
    named = clause.entity.proper or tokens[start].lower not in {"the", "your"} or end - start > 3
    stop = noun_phrase(tokens, frame.rest)
    doing = tokens[start].lower.endswith("ing") and len(tokens[start].text) > len("thing") + 1
    if first.lower not in _DEFINING or stop <= frame.rest or not named or doing:
        return
    head = tokens[head_of(tokens, frame.rest, stop)]
    if not tells_kind(head):
        return
    human = noun_lemma(head.lower) in lexicon.HUMAN_NOUNS
    if human != (clause.entity.kind == "person") or clause.entity.kind == "name":
        return
    if frame.front[0] < frame.front[1] or own_clause(tokens, frame.rest, frame.end):
        return
    verb = clause.verb.main
    wh = "Who" if human else "What"
    yield clause.candidate(
        "define",
        "identity",
        (f"{wh} {verb} {{S}}", f"{wh.lower()} {{S}} {verb}"),
        clause.words(frame.end),
        1.0,
    )


def _what(clause: FramedClause) -> Iterator[Candidate]:
    """As in "What does the test measure?" where all that follows is what it measures."""
    frame, tokens, verb = clause.frame, clause.frame.tokens, clause.verb
    colourless = verb.group.lemma in _COLOURLESS or verb.copula or verb.group.passive
    if colourless or verb.negative or verb.never or set(verb.auxiliaries) & _UNSURE:
        return
    first = at(tokens, frame.rest)
    stop = noun_phrase(tokens, frame.rest)
    while frame.rest < stop < frame.tail and tokens[stop].lower in {"of", "and", "or"}:
        further = noun_phrase(tokens, stop + 1)
        if further == stop + 1:
            break
        stop = further
    that = first.lower == "that" and first.tag == "IN" and frame.tail == frame.end
    deed = at(tokens, stop).tag == "TO" and at(tokens, stop + 1).tag == "VB"
    if deed and verb.group.lemma in lexicon.CONTROL_VERBS | valency.MOVING | valency.BOUND_TO:
        return  # "What did he order to fire?"
    whole = stop > frame.rest and first.tag not in {"PRP", "CD"} and first.lower != "no"
    behind_it = at(tokens, stop).lower
    needed = needs_second(verb.group.lemma, tokens, frame.rest, stop)
    opened = needed or behind_it in _SCOPES or stop >= frame.tail
    opened = opened and not (deed and noun_lemma(at(tokens, stop - 1).lower) in INFINITIVE_NOUNS)
    entire = whole and not opened and not that
    end = _end_of_object(clause, stop) if entire else frame.end if that else stop
    if not (that or (whole and opened) or end > stop) or tokens[frame.tail - 1].tag in {"IN", "RB"}:
        return
    head = tokens[head_of(tokens, frame.rest, stop)] if whole else first
    supplied = behind_it == "with" and verb.group.lemma in valency.SUPPLYING
    supplied = supplied or (needed and behind_it == "of")  # accused of
    if supplied or noun_lemma(head.lower) in lexicon.HUMAN_NOUNS or head.tag.startswith("NNP"):
        return
    hours = any(t.lower in lexicon.TIME_NOUNS for t in tokens[frame.rest : stop])
    if verb.group.lemma == "spend" and hours:
        return
    auxiliary, rest = verb.inverted()
    behind = "" if that or entire or stop >= frame.end else frame.line.words(stop, frame.end)
    front = frame.front_text()
    if len(f"{clause.surface} {rest} {behind} {front}".split()) < 3 and not clause.entity.proper:
        return
    yield clause.candidate(
        "what",
        "object",
        (
            f"What {auxiliary} {{S}} {rest} {behind} {front}",
            f"what {{S}} {verb.statement()} {behind} {front}",
        ),
        MUCH.sub("", clause.words(end)),
        0.9,
    )


def _end_of_object(clause: FramedClause, stop: int) -> int:
    """Where all that an object is described by ends; `stop`, its own end, where that is unclear."""
    frame, tokens = clause.frame, clause.frame.tokens
    head = tokens[head_of(tokens, frame.rest, stop)].lower
    timed = noun_lemma(head) in lexicon.TIME_NOUNS | lexicon.DURATION_NOUNS | lexicon.DAYS
    shared = clause.verb.group.lemma in lexicon.CONTROL_VERBS | valency.MOVING | _WITH_MORE
    if timed or shared or head in valency.IDIOMATIC_OBJECTS or at(tokens, stop).tag == "TO":
        return stop
    clauses = False
    for index in range(stop, frame.end):
        token = tokens[index]
        if token.tag in {"CC", ","} or token.text == ",":
            goes_on = second_verb(tokens, index + 1, frame.end)
            if goes_on:
                return stop if clauses or index <= stop else index
        clauses = clauses or token.tag in {"WDT", "WP", "WRB"} or token.lower == "that"
    return frame.end


def _how(clause: FramedClause) -> Iterator[Candidate]:
    """As in "How does the sponge feed?" for "... by pumping water through its body"."""
    frame, tokens = clause.frame, clause.frame.tokens
    if clause.verb.negative or clause.verb.copula or set(clause.verb.auxiliaries) & _UNSURE:
        return
    if clause.verb.group.lemma in valency.MINDFUL:
        return
    for index in range(frame.rest, frame.tail - 1):
        by = tokens[index].lower == "by" and tokens[index + 1].tag == "VBG"
        if not by or tokens[index - 1].tag in {"CC", "IN"} or tokens[index - 1].text == ",":
            continue
        auxiliary, rest, stated = clause.inverted(index)
        if len(rest.split()) >= 2 and _has_one_clause(clause, index):
            short = frame.line.words(index, frame.end)
            front = frame.front_text()
            asked = f"How {auxiliary} {{S}} {rest} {front}", f"how {{S}} {stated} {front}"
            yield clause.candidate("how", "method", asked, short, 1.2)
        return


def _who(clause: FramedClause) -> Iterator[Candidate]:
    """As in "Who can take funeral leave?" for a rule on veterans."""
    frame, tokens = clause.frame, clause.frame.tokens
    start, end = frame.subject
    head = tokens[head_of(tokens, start, end)]
    people = noun_lemma(head.lower) in lexicon.HUMAN_NOUNS and head.tag == "NNS"
    ruled = clause.verb.auxiliaries[:1] and clause.verb.auxiliaries[0] in {"can", "must", "may"}
    rest = clause.words(frame.end)
    if not people or not ruled or clause.verb.negative or clause.verb.group.lemma == "be":
        return
    if len(rest.split()) < 2:
        return
    question = f"{clause.verb.statement()} {rest} {frame.front_text()}"
    yield clause.candidate(
        "who", "subject", (f"Who {question}", f"who {question}"), clause.surface, 1.0
    )


def _subject(clause: FramedClause) -> Iterator[Candidate]:
    """As in "What expires one year after it is issued?", where what is said is short."""
    frame, tokens = clause.frame, clause.frame.tokens
    start, end = frame.subject
    if clause.verb.copula or clause.verb.negative or clause.entity.kind in {"person", "name"}:
        return
    rest, group = clause.words(frame.end), clause.verb.group
    pronoun = tokens[start].tag == "PRP" or clause.follows
    if pronoun or not 3 <= len(rest.split()) <= 9 or group.lemma in _COLOURLESS:
        return
    if set(clause.verb.auxiliaries) & _UNSURE or vague(tokens, frame.rest, frame.end):
        return
    if own_clause(tokens, frame.rest, frame.end):
        return
    if any(token.lower in {"its", "their", "it", "they", "them"} for token in tokens[end:]):
        return
    head = tokens[head_of(tokens, start, end)]
    human = noun_lemma(head.lower) in lexicon.HUMAN_NOUNS or clause.entity.kind == "group"
    counted = any(token.tag == "CD" for token in tokens[start:end])
    if human or counted or frame.front[0] < frame.front[1]:
        return
    question = f"{clause.verb.for_who()} {rest}"
    yield clause.candidate(
        "what", "subject", (f"What {question}", f"what {question}"), clause.surface, 0.6
    )


def _whether(clause: FramedClause) -> Iterator[Candidate]:
    """Is it so? With everything that the sentence says, so that the answer is true."""
    frame = clause.frame
    if set(clause.verb.auxiliaries) & _UNSURE or frame.cue in {"because", "since", "so"}:
        return
    auxiliary, rest, stated = clause.inverted(frame.end)
    if frame.front_cue == "if" and _WISHES & set(frame.front_text().split()):
        return
    counted = any(token.tag == "CD" for token in frame.tokens[frame.rest : frame.end])
    telling = (
        clause.verb.group.passive or counted or (clause.verb.negative and clause.entity.proper)
    )
    empty = vague(frame.tokens, frame.rest, frame.end) and not telling
    if empty or own_clause(frame.tokens, frame.rest, frame.end) or joins_clause(frame):
        return
    negative = clause.verb.negative
    if negative:
        rest = rest.removeprefix("not ")
    front = frame.front_text()
    but = negative and any(t.lower in BOUND_TO_NOT for t in frame.tokens[frame.rest : frame.end])
    if but or any(
        token.lower in {"not", "n't", "no"} for token in frame.tokens[frame.rest : frame.end]
    ):
        return
    named = clause.verb.group.passive and frame.subject[1] - frame.subject[0] > _TELLING
    if (len(rest.split()) < 2 and not named) or (negative and "never" in rest.split()):
        return
    yield clause.candidate(
        "no" if negative else "yes",
        "truth",
        (
            f"{capitalised(auxiliary)} {{S}} {rest} {front}",
            "" if negative else f"whether {{S}} {stated} {front}",
        ),
        "No" if negative else "Yes",
        1.0 if negative else 0.7,
    )


def _under_condition(clause: FramedClause) -> Iterator[Candidate]:
    """As in "What happens if I leave early?" for "If you leave early, the hours are lost"."""
    frame, line = clause.frame, clause.frame.line
    if frame.front_cue not in {"if", "when", "once"} or clause.verb.group.tag == "VBD":
        return
    when = frame.front_text()
    shortened = at(frame.tokens, frame.front[0] + 1).tag in {"VBN", "VBG", "IN", "JJ"}
    if _WISHES & set(when.split()) or shortened:
        return
    length = len(when.split())
    unclear = length < _FULL_CASE and vague(frame.tokens, *frame.front)
    if length < _SHORT_CASE or unclear or clause.verb.copula:
        return
    if set(clause.verb.auxiliaries) & {"had", "was", "were", "would", "could"}:
        return
    yield clause.candidate(
        "what",
        "condition",
        (f"What happens {when}", f"what happens {when}"),
        line.words(frame.subject[0], frame.end),
        1.1,
    )
