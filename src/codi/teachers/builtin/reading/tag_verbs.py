"""Finite verbs, clause by clause: past tense against participle, and verbs tagged as nouns."""

from __future__ import annotations

from dataclasses import dataclass

from codi.teachers.builtin.reading import lexicon
from codi.teachers.builtin.reading.english import BE, DO, HAVE, verb_forms, verb_lemma
from codi.teachers.builtin.reading.tagset import (
    ADJECTIVES,
    ADVERBS,
    DETERMINERS,
    FINITE,
    NAMES,
    NOUNS,
    OBJECT_STARTS,
    Spot,
    at,
)
from codi.teachers.builtin.reading.tokens import Token

_RELATIVES = frozenset(["WDT", "WP", "WRB"])
_STOPPERS = (lexicon.SUBORDINATORS | {"that"}) - {"as", "since", "before", "after", "until"}
_LONE_SUBJECTS = frozenset("this these those all both some many".split())
_NAMING = frozenset("called known termed dubbed nicknamed entitled".split())
_NAMING_BEHIND_NOUN = frozenset("named called entitled titled dubbed based situated known".split())
_BEHIND_PARTICIPLE = frozenset(["by", "into", "as", "to", "with"])
_TWO_OBJECTS = frozenset(
    """given called named offered granted awarded known termed dubbed entitled considered allowed
    denied paid told shown taught sent assigned""".split()
)
_NEVER_PASSIVE = frozenset("die happen occur exist remain vanish emerge collapse".split())
_INTRANSITIVE_BY = frozenset("stood came went passed".split())
WITH_PREPOSITION = frozenset(
    """work live rank stand belong depend lie lead result refer contribute differ function date
    point focus look move travel run fall rise flow act serve participate rely consist play start
    end increase decrease change claim come need aim""".split()
)
_AFTER_HIDDEN_VERB = DETERMINERS | {
    "IN", "TO", "PRP", "CD", "RB", "JJ", "NNS", "NNP", "VBG", "WDT", "WP",
}  # fmt: skip


@dataclass
class _Clause:
    """What the walk through a sentence knows of the clause it is in."""

    has_finite: bool = False
    subject_seen: bool = False
    relative: bool = False
    last_verb: str = ""

    def note(self, tag: str) -> None:
        """A verb was passed."""
        if tag in FINITE:
            self.has_finite, self.relative = True, False
        if tag in FINITE | {"VBN"}:
            self.last_verb = tag


def find_finite_verbs(tokens: list[Token]) -> None:
    """Correct the verb tags of one sentence in place."""
    clause = _Clause()
    for index, token in enumerate(tokens):
        spot = Spot(tokens, index)
        if _ends_clause(spot, clause):
            continue
        if token.tag in FINITE:
            if token.tag == "VBD" and _participle_after_all(spot, clause):
                token.tag = "VBN"
            settled = clause.has_finite or clause.last_verb == "VB" or tokens[0].tag == "VB"
            if token.tag == "VBZ" and settled and _noun_after_all(spot):
                token.tag = "NNS"
            if token.tag in FINITE:
                clause.note(token.tag)
        elif token.tag in {"VBN", "VBD"} or (
            token.tag in {"JJ", "NN"} and spot.word.endswith("ed") and "VBD" in spot.forms
        ):
            token.tag = _past_or_participle(spot, clause)
            clause.note(token.tag)
        else:
            _present(spot, clause)


def _ends_clause(spot: Spot, clause: _Clause) -> bool:
    """Commas, conjunctions and relative pronouns: what they change in the clause."""
    tag = spot.tag
    conjunction = tag == "IN" and spot.word in lexicon.SUBORDINATORS | {"that"}
    if tag == ",":
        starts = NOUNS | DETERMINERS | ADJECTIVES | {"PRP", "CD"}
        place = spot.index + 1 + (spot.following.tag in ADVERBS)
        if clause.has_finite and at(spot.tokens, place).tag in starts:
            clause.has_finite = clause.subject_seen = False
        return True
    if tag == "CC":
        smaller = not spot.following.tag.startswith(("VB", "MD", "PRP", "RB"))
        clause.has_finite = clause.has_finite and smaller
        return True
    if tag in {":", "."} | _RELATIVES or conjunction:
        clause.has_finite = False
        clause.subject_seen = tag in {"WDT", "WP"}
        clause.relative = tag in _RELATIVES
        return True
    return False


def _present(spot: Spot, clause: _Clause) -> None:
    """Base forms without "to", and nouns that are the clause's only chance of a verb."""
    token = spot.token
    if token.tag == "VB" and spot.previous.tag:
        if spot.before.tag not in {"TO", "MD"} and spot.before.lower not in DO:
            token.tag = _base_form(spot, clause)
            if token.tag == "VBP":
                clause.has_finite, clause.last_verb = True, "VBP"
    elif token.tag in {"NN", "NNS", "JJ"} and clause.subject_seen and not clause.has_finite:
        token.tag = _hidden_verb(spot)
        if token.tag in FINITE:
            clause.has_finite, clause.last_verb = True, token.tag
            if spot.following.lower == "that":
                spot.following.tag = "IN"
    if token.tag in NOUNS or token.tag == "PRP":
        clause.subject_seen = True


def _participle_after_all(spot: Spot, clause: _Clause) -> bool:
    """Whether a form that the lexicon takes for past tense is a participle here."""
    never = spot.previous.tag in NOUNS and verb_lemma(spot.word) in _NEVER_PASSIVE
    if never or "VBN" not in spot.forms or spot.word in BE | HAVE | DO or _moves(spot):
        return False
    before = spot.before
    joined = (
        before.lower in {"and", "or"}
        and clause.last_verb == "VBN"
        and not clause.has_finite
        and spot.following.lower in _BEHIND_PARTICIPLE
    )
    if before.lower in BE | HAVE or joined:
        return True
    if spot.previous.tag not in NOUNS:
        return False
    coordinated = clause.last_verb == "VBD" and before.tag in {"CC", ","}
    if clause.has_finite and not coordinated:
        has_object = spot.following.tag in OBJECT_STARTS and spot.word not in _TWO_OBJECTS
        return not has_object
    return not clause.relative and _reduced_relative(spot)


def _noun_after_all(spot: Spot) -> bool:
    """As in "different illegal acts.": a second verb in the clause that is none."""
    ends = spot.following.tag in {".", ",", "CC", "IN", "TO", "WDT"} or spot.following.lower == "so"
    described = spot.previous.tag in ADJECTIVES | {"NN", "CD", "VBN", "VBG"} | DETERMINERS
    return ends and described and "NOUN" in spot.classes and spot.word not in BE | HAVE | DO


def _past_or_participle(spot: Spot, clause: _Clause) -> str:
    """Past tense or participle, for a form that may be both."""
    past = "VBD" in spot.forms
    sure = _by_sure_signs(spot, clause, past=past)
    if sure:
        return sure
    noun_follows = spot.following.tag in NOUNS
    if not past or not spot.previous.tag:
        if noun_follows and spot.previous.tag in {"JJS", "CD"} and "VBN" in spot.forms:
            return "JJ"  # "the largest known primes"
        changes = spot.tag in {"VBD", "JJ", "NN"} and "VBN" in spot.forms
        return ("JJ" if noun_follows else "VBN") if changes else spot.tag
    dated = lexicon.YEAR.match(spot.previous.text) and not clause.has_finite
    modified = spot.previous.tag in DETERMINERS | {"POS", "CD"} | ADJECTIVES
    if (modified and not (spot.previous.tag == "CD" and dated)) or (
        noun_follows and spot.previous.tag in {"IN", "TO", "CC", ","}
    ):
        return "JJ" if noun_follows or spot.tag == "JJ" else "VBN"
    return _after_subject(spot, clause)


def _by_sure_signs(spot: Spot, clause: _Clause, *, past: bool) -> str:
    """Past tense or participle by the verb or subject before, or the object behind."""
    opens = clause.relative and not clause.has_finite and spot.following.lower != "by"
    if opens and past and spot.previous.tag in NOUNS | {"PRP", "WDT", "WP"}:
        return "VBD"
    if spot.before.lower in BE | HAVE:
        return "VBN"
    if past and spot.previous.tag in NOUNS and verb_lemma(spot.word) in _NEVER_PASSIVE:
        return "VBD"
    if past and _has_object(spot, clause):
        return "VBD"
    if past and spot.before.tag in {"CC", ","} and clause.last_verb in {"VBD", "VBN"}:
        return _coordinated(spot, clause)
    return "VBN" if _names(spot, clause) else ""


def _has_object(spot: Spot, clause: _Clause) -> bool:
    """As in "Kilbrandon published his report": a participle would have no object."""
    before = spot.before.tag
    subject = before in NOUNS | {"PRP"} or (
        before == "," and clause.subject_seen and not clause.has_finite
    )
    return subject and spot.following.tag in OBJECT_STARTS and spot.word not in _TWO_OBJECTS


def _coordinated(spot: Spot, clause: _Clause) -> str:
    """The second of two verbs: the same form as the first."""
    noun_follows = spot.following.tag in NOUNS
    past = clause.last_verb == "VBD"
    if spot.before.tag == "CC":
        twin = at(spot.tokens, spot.index - 2).tag if spot.previous is spot.before else ""
        determined = at(spot.tokens, spot.index - 3).tag in DETERMINERS
        described = (
            determined and spot.following.tag in ADJECTIVES
        )  # "the sick and wounded old men"
        modifier = (twin in ADJECTIVES and (noun_follows or described)) or (
            twin in NOUNS and spot.following.tag == "NN"
        )
        if past and not modifier:
            return "VBD"
        return "JJ" if noun_follows or (modifier and described) else "VBN"
    has_object = clause.subject_seen and spot.following.tag in DETERMINERS
    return "VBD" if past and has_object and not _later_finite(spot) else "VBN"


def _names(spot: Spot, clause: _Clause) -> bool:
    """As in "a boy named Tom", ", called the Forks": participles that give a name."""
    word, previous, following = spot.word, spot.previous, spot.following
    if word in _NAMING and spot.before.tag == "," and following.tag == "DT":
        return True
    if word not in _NAMING_BEHIND_NOUN or previous.tag not in NOUNS:
        return False
    name_follows = following.tag == "NNP"
    if word == "named" and (not name_follows or clause.has_finite or previous.tag == "NNP"):
        return False
    if word not in {"named", "called"} or clause.has_finite or _later_finite(spot):
        return True
    early = clause.subject_seen and spot.index < 6
    return previous.tag == "NN" and name_follows and early


def _moves(spot: Spot) -> bool:
    """As in "the carriers walked out": verbs of motion have no passive."""
    where = spot.following.tag in ADVERBS | {"IN", "TO"} and spot.following.lower != "by"
    return where and spot.previous.tag in NOUNS and verb_lemma(spot.word) in lexicon.MOTION_VERBS


def _after_subject(spot: Spot, clause: _Clause) -> str:
    before = spot.before
    subject = before.tag in NOUNS | {"PRP", "WDT", "WP", "CD", "EX"}
    subject = subject or before.lower in _LONE_SUBJECTS
    after_comma = before.tag == "," and clause.subject_seen and not clause.has_finite
    if not subject and not after_comma:
        return "JJ" if spot.tag == "JJ" else "VBN"
    objects = {"him", "them", "me", "us", "her"}
    if before.tag in {"PRP", "WP", "WDT"} and before.lower not in objects:
        return "VBD"
    if _moves(spot):
        return "VBD"
    if clause.has_finite or _reduced_relative(spot) or (after_comma and _clause_goes_on(spot)):
        return "VBN"
    return "VBD"


def _reduced_relative(spot: Spot) -> bool:
    """Whether a form that may be past tense or participle belongs to the noun before it."""
    method = at(spot.tokens, spot.index + 2).lower.endswith("ing")
    by_follows = spot.following.lower == "by" and spot.word not in _INTRANSITIVE_BY and not method
    if spot.previous.tag in NAMES or verb_lemma(spot.word) in lexicon.MOTION_VERBS:
        return by_follows
    return by_follows or _later_finite(spot)


def _later_finite(spot: Spot, start: int = 1) -> bool:
    """Whether a sure finite verb follows before the clause ends."""
    tokens = spot.tokens
    for place in range(spot.index + start, len(tokens)):
        token, following = tokens[place], at(tokens, place + 1)
        by_follows = any(other.lower == "by" for other in tokens[place : place + 3])
        if token.tag == "CC" and following.tag in {"VBN", "VBD"} and by_follows:
            continue
        if token.tag in {":", ".", "CC", ","} | _RELATIVES:
            return False
        if token.tag == "IN" and token.lower in _STOPPERS:
            return False
        if token.tag in {"MD", "VBZ", "VBD"}:
            return True
        if token.lower in BE | {"have", "had", "did", "do"}:
            return token.tag != "VBG"
        if token.tag == "VBN" and _looks_finite(tokens, place):
            return True
    return False


def _looks_finite(tokens: list[Token], place: int) -> bool:
    """A form tagged as participle with a noun before and an object behind."""
    following = at(tokens, place + 1).tag
    has_object = following in (DETERMINERS | NOUNS | {"PRP"}) - {"NN"}
    past = "VBD" in verb_forms(tokens[place].lower)
    return past and has_object and tokens[place - 1].tag in NOUNS


def _clause_goes_on(spot: Spot) -> bool:
    """Whether after the next comma a finite verb follows at once: ", founded in 1890, is"."""
    for place in range(spot.index + 1, len(spot.tokens)):
        if spot.tokens[place].tag in {",", "."}:
            return at(spot.tokens, place + 1).tag in FINITE | ADVERBS | {"VBN", "VBD"}
    return False


def _base_form(spot: Spot, clause: _Clause) -> str:
    """A base form without "to" or a modal verb: present tense, or a noun."""
    before, forms = spot.before, spot.forms
    if before.tag == "CC" and "VBP" in forms and _last_verb_tag(spot) in {"VBP", "VBN"}:
        present = _last_finite_tag(spot) == "VBP"
        return "VBP" if present or _last_verb_tag(spot) == "VBP" else spot.tag
    if not before.tag or (before.tag in {"CC", ","} and clause.last_verb in {"VB", "VBP", ""}):
        return spot.tag
    subject = before.tag in {"NNS", "NNPS", "PRP", "WDT", "WP", "NNP", "CD"}
    if subject or before.lower in _LONE_SUBJECTS | {"most"}:
        if "VBP" in forms and before.tag != "NNP":
            return "VBP"
        return "VBD" if "VBD" in forms else "NN" if "NOUN" in spot.classes else spot.tag
    noun_place = spot.previous.tag in {"NN", "JJ", "VBG", "VBN", "IN", "NNP"}
    if noun_place and "NOUN" in spot.classes:
        return "NN"
    return "VBD" if "VBD" in forms and before.tag in {"NN", "NNP"} else spot.tag


def _last_verb_tag(spot: Spot) -> str:
    """The tag of the verb before, whatever it is."""
    return next(
        (t.tag for t in reversed(spot.tokens[: spot.index]) if t.tag.startswith(("VB", "MD"))), ""
    )


def _last_finite_tag(spot: Spot) -> str:
    """The tag of the finite verb before, if no "to" or modal verb stands behind it."""
    tags = (t.tag for t in reversed(spot.tokens[: spot.index]))
    return next((tag for tag in tags if tag in FINITE | {"TO", "VB"}), "")


def _hidden_verb(spot: Spot) -> str:
    """A noun by the lexicon that is the clause's only chance of a finite verb."""
    forms, before, following = spot.forms, spot.before, spot.following
    if not forms & {"VBZ", "VBP", "VBD"} or spot.capital or not before.tag:
        return spot.tag
    bare_object = following.tag == "NN" and spot.tag == "NNS" and _plural_object(spot)
    allowed = bare_object or following.tag in _AFTER_HIDDEN_VERB
    governed = following.lower == "of" or spot.word in lexicon.TIME_NOUNS
    if not allowed or governed or not _takes(spot) or _later_finite(spot, 0):
        return spot.tag
    if "VBZ" in forms and before.tag in {"NN", "NNP", "VBG", "CD"}:
        return "VBZ"
    if spot.tag == "JJ":
        plural = "VBP" in forms and before.tag == "NNS"
        return "VBP" if plural and following.tag in DETERMINERS | {"NNS"} else spot.tag
    if "VBP" in forms and before.tag in {"NNS", "NNPS"} and spot.tag == "NN":
        return "VBP"
    past = "VBD" in forms and spot.word not in {"cost", "set", "cut", "put"}
    return "VBD" if past and before.tag in NOUNS else spot.tag


def _takes(spot: Spot) -> bool:
    """Whether a verb of this word could have the preposition or "that" behind it."""
    if spot.following.tag not in {"IN", "WDT"}:
        return True
    lemma = verb_lemma(spot.word)
    if spot.following.lower == "that" and lemma in lexicon.SPEECH_VERBS:
        return True
    return lemma in WITH_PREPOSITION


def _plural_object(spot: Spot) -> bool:
    """Whether a bare noun phrase with a plural head follows: "chemical bonds"."""
    place = spot.index + 1
    while at(spot.tokens, place).tag in {"NN", "JJ"}:
        place += 1
    return at(spot.tokens, place).tag == "NNS"
