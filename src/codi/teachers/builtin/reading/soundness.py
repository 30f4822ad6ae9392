"""Which clauses can be asked about: those that have the shape of a statement."""

from __future__ import annotations

from itertools import pairwise

from codi.teachers.builtin.reading import lexicon
from codi.teachers.builtin.reading.assembly import VerbText
from codi.teachers.builtin.reading.clauses import INTRANSITIVE, Clause
from codi.teachers.builtin.reading.english import noun_lemma, verb_forms, verb_lemma
from codi.teachers.builtin.reading.phrases import head_of, noun_phrase
from codi.teachers.builtin.reading.tagset import ADJECTIVES, ADVERBS, FINITE, at
from codi.teachers.builtin.reading.tokens import Sentence

_LONGEST_SUBJECT = 14
_COMPARED = frozenset("other others former latter following same another similar no".split())
ORDINALS = frozenset("first second third fourth last next".split())
_OWNING = frozenset(["the", "his", "her", "its", "their"])
_NEGATIVE = frozenset("no none nobody nothing neither not few little hardly".split())
_TWO_OBJECTS = frozenset(
    """give call name make elect grant offer teach tell show send award appoint declare pay bring
    allow deny assign consider find keep crown dub""".split()
)
_WITH_ADJECTIVE = lexicon.LINKING_VERBS | {"go", "come", "keep", "get", "fall"}
_EMPTY_IT = frozenset("rain snow take seem appear happen".split())
_GOES_WITH_BY = frozenset(
    "live stand sit pass stop travel swear start end respond sail walk abide differ vary".split()
)
_NEED_OBJECT = frozenset(
    """say claim state suggest announce declare deny mention require mean maintain assume assert
    indicate reveal demonstrate confirm discover find give provide contain include""".split()
)
NEED_CONTENT = frozenset("say explain mention announce declare suggest deny reveal".split())
"""Verbs that say nothing without what was said, whoever it was said to."""
_THOUGHT = frozenset("think believe know say consider suppose estimate understand".split())
"""Verbs of which only the passive goes on with an infinitive."""
_ONLY = frozenset("only just merely simply solely".split())
_REPORTED = lexicon.SPEECH_VERBS | {"recognise", "recognize"}
_INNER_WORDS = frozenset(["who", "where", "when", "-", "\N{EN DASH}"])


def defines(sentence: Sentence) -> bool:
    """As "An attack enabled by a leak." below "Side attack": its past form is a participle."""
    tokens = sentence.tokens
    if not sentence.heading or not tokens or tokens[0].lower not in {"a", "an"}:
        return False
    return not any(
        token.tag in FINITE
        and not ("VBN" in verb_forms(token.lower) and at(tokens, place + 1).tag in {"IN", "TO"})
        for place, token in enumerate(tokens)
    )


def is_clear_it(clause: Clause) -> bool:
    """Whether "it" means something, and no other thing than what was spoken of before.

    In "To tell the firms of this sector apart, it is divided" it is what the aim names.
    """
    inside = (
        token
        for piece in clause.fronted
        if piece.kind == "infinitive"
        for token in clause.sentence.tokens[piece.start : piece.end]
    )
    return not is_expletive(clause) and not any(t.lower in {"this", "the"} for t in inside)


def is_expletive(clause: Clause) -> bool:
    """Whether "it" means nothing: "It was shown that ...", "It is possible to ..."."""
    verb, pieces = clause.verb, clause.pieces
    if any(piece.kind in {"that", "infinitive"} for piece in pieces):
        return True
    inside = clause.sentence.tokens[clause.verb.end : clause.end]
    described = bool(pieces) and pieces[0].kind == "adj"
    if described and any(t.tag == "TO" or t.lower in {"that", "whether", "how"} for t in inside):
        return True
    if verb.lemma in _EMPTY_IT or (verb.passive and verb.lemma in _REPORTED):
        return True
    timed = bool(pieces) and pieces[0].role == "time"
    tokens = clause.sentence.tokens
    cleft = any(
        piece.kind == "clause"
        or (piece.kind == "participle" and tokens[piece.start].tag in {"WDT", "WP", "IN"})
        for piece in pieces
    )
    return verb.lemma == "be" and bool(pieces) and (timed or cleft)


_SUMMING_UP = frozenset("amount mean result translate equate imply".split())
"""As in "a tenth speaks it, which amounts to a million": "which" is the whole clause before."""


def is_sound(clause: Clause, verb: VerbText) -> bool:
    """Whether a clause can be turned into questions."""
    if clause.verb.lemma in {"'", "s", "right"} or any(
        mark in verb.statement() for mark in "'\u2019"
    ):
        return False
    if clause.imperative:
        return bool(clause.pieces)
    if clause.relative and clause.verb.lemma in _SUMMING_UP:
        return False
    parts = _subject_is_sound(clause) and _verb_is_sound(clause, verb) and _nouns_are_sound(clause)
    return parts and not _half_said(clause)


def _subject_is_sound(clause: Clause) -> bool:
    tokens = clause.sentence.tokens
    start, end = clause.subject
    words = {tokens[start].lower}
    if "the" in words:
        words = {tokens[start + 1].lower}
    head = tokens[head_of(tokens, start, end)]
    opening = tuple(token.lower for token in tokens[start : start + 3])
    several = opening[:2] == ("one", "of") and opening[-1] in _OWNING
    counted = (head.tag == "CD" and not (several and clause.verb.lemma == "be")) or (
        head.lower in ORDINALS
    )
    up_to = (tokens[start].lower, tokens[start + 1].lower) == ("up", "to")
    if tokens[start].lower in _NEGATIVE or up_to:
        return False
    return not counted and end - start <= _LONGEST_SUBJECT and not words & _COMPARED


def _verb_is_sound(clause: Clause, verb: VerbText) -> bool:
    """The verb has what it needs, and not more than it can have."""
    pieces, group = clause.pieces, clause.verb
    last = clause.sentence.tokens[-1]
    item_without_stop = last.start == last.end
    if item_without_stop and group.tag in {"VBD", "VBN"} and not group.auxiliaries:
        return False
    if not pieces:
        return not verb.copula
    past = group.tag == "VBD" and not group.auxiliaries
    thought = group.lemma in _THOUGHT and pieces[0].kind == "infinitive"
    if past and (thought or _shortened_passive(clause) or _describes_subject(clause)):
        return False
    bare = not group.passive and (
        (past and group.lemma in _MADE and pieces[0].kind == "pp")
        or (group.lemma in _NEED_OBJECT and all(p.role for p in pieces))
        or (group.lemma in NEED_CONTENT and all(p.role or p.kind == "pp" for p in pieces))
    )
    if (
        bare
        or _told_behind(clause)
        or _breaks_off(clause)
        or _is_preposition(clause)
        or _cut_in_list(clause)
        or _split_phrase(clause)
    ):
        return False
    if pieces[0].kind == "adj" and not group.passive and group.lemma not in _WITH_ADJECTIVE:
        return False
    kinds = [piece.kind for piece in pieces if not piece.role]
    objects = kinds.count("np")
    most = 1 if verb.copula or group.lemma not in _TWO_OBJECTS else 2
    return objects <= most and kinds.count("that") <= 1 and kinds.count("ing") <= 1


_MADE = frozenset(
    """release use produce make cause create generate emit obtain derive contain require discover
    place include locate give find""".split()
)
"""Verbs whose past form without an object describes: "the energy released in the fire"."""


def _shortened_passive(clause: Clause) -> bool:
    """As in "The decision followed by Ford's": "followed" does not tell what the subject did."""
    first, group = clause.pieces[0], clause.verb
    tokens = clause.sentence.tokens
    if tokens[first.start].tag in {"VB", "VBP"} and group.lemma != "help":
        return True  # "The protocols used allow ..."
    if first.preposition != "by" or first.role or group.lemma in _GOES_WITH_BY:
        return False
    behind = tokens[min(first.start + 1, len(tokens) - 1)]
    amount = any(token.tag in {"CD", "VBG"} for token in tokens[first.start + 1 : first.start + 4])
    return "VBN" in verb_forms(tokens[group.main].lower) and not amount and behind.text != "$"


def _describes_subject(clause: Clause) -> bool:
    """As in "Sentences loaded with clauses and exceptions confuse": the verb comes later."""
    tokens, pieces = clause.sentence.tokens, clause.pieces
    if at(tokens, clause.end).tag != "CC" or any(piece.kind != "pp" for piece in pieces):
        return False
    end = noun_phrase(tokens, clause.end + 1)
    participle = "VBN" in verb_forms(tokens[clause.verb.main].lower)
    named = tokens[clause.subject[0]].tag not in {"NNS", "NN", "JJ"}
    free = named or clause.verb.lemma in INTRANSITIVE | lexicon.MOTION_VERBS
    return participle and not free and at(tokens, end).tag in FINITE and end > clause.end + 1


def _is_preposition(clause: Clause) -> bool:
    """As in "thanks to controls", "sources such as wind": a noun was read as the verb."""
    first, tokens = clause.pieces[0], clause.sentence.tokens
    thanks = clause.verb.lemma == "thank" and first.preposition == "to"
    short_of_object = clause.verb.lemma in {"die", "expire"} and first.kind == "np"
    return thanks or short_of_object or tokens[first.start].lower == "such"


def _breaks_off(clause: Clause) -> bool:
    """As in "made available to poor, but gifted pupils" and "began to thaw and snow melted"."""
    tokens, end = clause.sentence.tokens, clause.pieces[-1].end
    described = tokens[end - 1].tag in ADJECTIVES and tokens[end - 2].tag in {"IN", "TO"}
    if described and at(tokens, end).text == "," and at(tokens, end + 1).tag == "CC":
        return at(tokens, end + 2).tag in ADJECTIVES | {"VBG"}
    for piece in clause.pieces:
        joined = at(tokens, piece.start + 2)
        if piece.kind == "infinitive" and joined.tag == "CC" and piece.start + 3 < piece.end:
            goes_on = at(tokens, piece.start + 3)
            if goes_on.tag not in ADVERBS | {"TO"} and "VB" not in verb_forms(goes_on.lower):
                return True
    return False


def _told_behind(clause: Clause) -> bool:
    """As in "made a number of statements, suggesting ...": what they say stands behind a comma."""
    tokens, last = clause.sentence.tokens, clause.pieces[-1].end
    if at(tokens, last).text != "," or at(tokens, last + 1).tag != "VBG":
        return False
    spoken = verb_lemma(tokens[last + 1].lower) in lexicon.SPEECH_VERBS
    words = (token.lower for token in tokens[clause.verb.end : last])
    return spoken and any(noun_lemma(word) in _SPOKEN for word in words)


_SPOKEN = frozenset(
    """statement claim comment remark point announcement case argument report letter speech
    article declaration warning prediction""".split()
)


def _cut_in_list(clause: Clause) -> bool:
    """As in "choose to amend", cut out of "choose to amend, reorder, or squash commits"."""
    rest = clause.sentence.tokens[clause.end : clause.end + 2]
    listed = len(rest) == 2 and rest[0].tag in {",", "CC"} and rest[1].tag == "VB"
    return listed and clause.pieces[-1].kind == "infinitive"


def _split_phrase(clause: Clause) -> bool:
    """As in "in Victoria's North | rural areas": a noun behind a phrase was a part of it.

    A clause such as "next time he came" is no time of what it stands before either.
    """
    tokens = clause.sentence.tokens
    joined = any(
        before.kind == "pp" and piece.kind == "np" and not piece.role and before.end == piece.start
        for before, piece in pairwise(clause.pieces)
        if tokens[piece.end - 1].lower not in lexicon.TIME_NOUNS
        and not tokens[piece.start].lower.endswith(("self", "selves"))
    )
    times = (piece for piece in clause.fronted if piece.kind == "np" and piece.role == "time")
    return joined or any(
        tokens[piece.end - 1].lower == "time" and tokens[piece.end].text != "," for piece in times
    )


def _half_said(clause: Clause) -> bool:
    """Whether "not only" or "not just" was read without its "but also", "wholly" with "and"."""
    tokens = clause.sentence.tokens
    for before, piece in pairwise(clause.pieces):
        listed = tokens[piece.start].tag in {"CC", ","}
        manner = before.role == "manner" or tokens[before.start].lower.endswith("ly")
        if manner and before.kind == "adv" and listed:
            return True  # "wholly and solely responsible"
    words = [token.lower for token in tokens[clause.subject[0] : clause.end]]
    if any(second == "however" and first != "," for first, second in pairwise(words)):
        return True  # two clauses with no mark between them
    begun = any(first == "not" and second in _ONLY for first, second in pairwise(words))
    return begun and "but" not in words


def _nouns_are_sound(clause: Clause) -> bool:
    """No question word or mark stands within a noun phrase."""
    tokens = clause.sentence.tokens
    return not any(
        token.tag in {"WP", "WRB", ":"} and token.text not in _INNER_WORDS
        for piece in clause.pieces
        if piece.kind in {"np", "pp"}
        for token in tokens[piece.start : piece.end]
    )
