"""A last look at a finished question: what no reading of its sentence could make good English.

Readings go wrong in ways that the texts show: a second verb left finite behind an inverted one, a
preposition without its object, a countable noun without an article. Such a question is not asked.
"""

from __future__ import annotations

import re

from codi.teachers.builtin.reading.english import (
    BE,
    HAVE,
    is_plural_form,
    verb_forms,
    word_classes,
)

_INVERTED = re.compile(
    r"\b(?P<helper>do|does|did|can|could|should|must|will|would|may|might|is|are|was|were|has|have|"
    r"had) \{S\} (?P<rest>.*)$",
    re.IGNORECASE,
)
_JOINED = re.compile(
    r"\b(?:and|or|but) (?:\w+ly |then |also |later )?(?P<verb>[a-z]+)\b(?P<behind>.*)"
)
_CLEARLY_FINITE = frozenset("is are was were has does".split())
_PASSIVE = re.compile(r"\b(?:be|been|being)\b")
_OPENS_CLAUSE = re.compile(r"\b(?:that|which|who|whose|when|where|because|if|what|how|why|as)\b")
_OBJECT = re.compile(
    r" (?:the|an?|his|her|its|their|your|it|them|him|that|to|in|on|at|for|with|by|from|into)\b"
)
_GOVERNED = re.compile(r" (?:(?:as )?(?:the|an?)|his|her|its|their|him|them|it|[A-Z][a-z]+)\b")
_STRANDED = re.compile(
    r"\b(?<!referred )(?:to|of|for|with|from|about|into|upon|on|by) (?:as|than|and|or)\b(?! well)"
    r"|\b(?:to|of|for|with|from|by|in|on) (?:unlike|despite|although|while|whereas|because)\b"
    r"|\bprior (?!to\b)\w+ing\b"
)
_YES_NO = re.compile(r"\w+ \{S\} ")
_NEXT_CLAUSE = re.compile(
    r", (?:so|yet|however|nevertheless|therefore|thus|hence|"
    r"but(?! not\b| only\b| rather\b| also\b)|and (?:then )?(?:"
    r"you|they|it|he|she|we|there|everyone|everybody|this|these|"
    r"(?:the|a|an|his|her|its|their|your) [^,]*?\b"
    r"(?:is|are|was|were|has|have|can|must|will|should|may))) "
)
_UNREFERRED = re.compile(r"What (?!.*\{[SO]\}).*\b(?:their|them|they|themselves)\b")
_BROKEN = re.compile(
    r",\s*,|\s-+ |\b(\w{4,}s) (?:on|of|in) \1\b|\bin,|\bif (?:for|of|with|by)\b|\bneed only\b|"
    r"\b(?:if|that), (?:would|will|can|could|is|are|was|were)\b"
    r"|\{S\} [a-z]+ and (?:the|an?|its|their|his|her) [^,]*(?:ed|ing)\b"
    r"|\b(?:do|does|did|can|could|will|would|should|must) \{S\} "
    r"(?:\w+ )?(?:is|are|was|were|has)\b"
    r"|^What (?:did|does|do) \{S\} (?!.*\b(?:that|wh\w+|how|as|if|than|and|so|because|before|after"
    r"|until|since|once)\b).* (?:is|are|was|were) "
    r"|\bdid \{S\} \w+ (?:in|on) (?:\w+ )?\d{4} [a-z]+ed (?:the|an?)\b",
    re.IGNORECASE,
)
_AGREEING = re.compile(r"\b(?P<helper>is|are|was|were|has|have|does|do) \{S\}", re.IGNORECASE)
_SIMPLE = re.compile(
    r",| (?:of|in|on|at|for|from|to|with|that|who|which|whose|by|between|under|during|without|"
    r"within|into|as|against|over|around|near|like|regarding|when|where|than|about|above|below|"
    r"behind|beyond|among|along|across|after|before|since|until|upon|per|outside|inside)\b"
)
_COUNTING = re.compile(
    r"\b(?:and|or|but|you|they|each|every|one|some|any|all|most|many|number|majority|half)\b|\d|ing\b"
)
_EITHER = frozenset("data media people species series means headquarters politics".split())
_MANY = frozenset(
    """variety range series species pair couple flora fauna staff police lot group team minority
    rest few several two three four five dozen cattle public crew fish sheep deer offspring aircraft
    criteria phenomena bacteria personnel youth""".split()
)
"""Singular nouns that may have a plural verb."""
_ONE_OR_ANOTHER = re.compile(r"[A-Z]\w*[^\Ws] or [A-Z]\w*[^\Ws](?: of\b.*)?$")
"""As in "Hispanic or Latino of any race": one thing or what describes it, and not several."""
_ONE = re.compile(r"(?:this|that|each|every|another) ")
_WATCHED = re.compile(r"are \{S\} \w+ing\b", re.IGNORECASE)
_TWO_VERBS = re.compile(
    r"\b(?i:do|does|did|can|could|will|should|must) \{S\} (?:\w+ly )?"
    r"(?!(?:be|have|help|let|make|dare|go|come|see|hear|watch|need)\b)"
    r"(?P<first>[a-z]+) (?P<second>[a-z]+) (?:the|an?|it|them|his|her|its|their|your|that|to)\b"
)
_SUCH_AS = re.compile(r"\b(?P<word>[a-z]+),? such as\b")
_NO_KIND = re.compile(r"(?:every|any|some|no)(?:one|body|thing)$|(?:him|her|them|it|us|\w+ly)$")
"""What no examples can be given of: "shared by everyone, such as the costs"."""
_HIDDEN_VERB = re.compile(
    r"\b(?:in|de)creases as (?:the|an?)\b|\b(?:rise|fall|grow|change)s as an? "
)
"""As in "utility per person decreases as a person becomes richer", read as one subject."""
_MIXED_CASE = re.compile(r"[a-z]\w* (?:and|or) [A-Z][a-z]+$")


_DEBRIS = re.compile(r"http|<[a-z]|,\s*,|[\[\]*|]|\{%|www\.|\\")
_FORMULA = re.compile(r"[A-Za-z]\((?!e?s\)|[a-z]\))\w")
_GAP = re.compile(
    r"\b(?:to and(?! from\b)|let know|(?:to|with) (?:in|on|via) (?:[A-Z]|the\b|or\b)"
    r"|(?:to|with|via|from) (?:or via|or by)|with (?:and|or) |make include)|\w ,|\(\s*\)"
)
"""Where the text has lost a link or a name that the page had: "reach out to in Slack"."""
_BREAKS_OFF = re.compile(
    r"\s(?:an?|the|and|or|than|my|our|your|their|its|asking|saying|stating|telling"
    r"|make sure to \w+|includ(?:e|es|ing)|such as|namely|in order to|the following)\W*$"
    r"|\bthat (?:reads|states|says|follows)$|(?:\.\.\.|…)\W*$"
    r"|\b(?:as|by|of|with|and|than|like|for|from) [A-Z]$"
    r"|\bthat if\b[^,]*$|^(?:If|When|Once|Unless)\b(?!.*, )(?!.*\b(?:should|must|can|will|may)\b)"
)


def damaged(text: str) -> bool:
    """Whether words, a quotation mark or a link are lost or left over in a text."""
    halved = any(text.count(mark) % 2 for mark in ("''", '"')) or text.count("(") != text.count(")")
    return bool(halved or _DEBRIS.search(text) or _FORMULA.search(text) or _GAP.search(text))


def breaks_off(text: str) -> bool:
    """Whether a text stops before it has said what it begins to say."""
    return _BREAKS_OFF.search(text) is not None


def well_formed(question: str, surface: str) -> bool:
    """Whether a question with `{S}` for its subject, and its answer, pass for English."""
    if surface == "you" and _WATCHED.match(question):
        return False  # "Are you stating an exception?": only an example says what its reader does
    if _MIXED_CASE.match(surface) or _HIDDEN_VERB.search(surface):
        return False  # "low and Medium": names of which the first has lost its capital
    listed = _SUCH_AS.search(question)
    if _STRANDED.search(question) or (listed and _NO_KIND.match(listed["word"])):
        return False
    if _UNREFERRED.match(question) or _BROKEN.search(question) or _disagrees(question, surface):
        return False
    two = _TWO_VERBS.search(question)
    if two and all("VB" in verb_forms(word) for word in two.groups()):
        return word_classes(two["second"]) != {"VERB"}  # "Did the methods use allow it?"
    return not _second_clause(question) and not _second_finite(question)


def _disagrees(question: str, surface: str) -> bool:
    """As in "Were the frigate sent?": the verb has not the number of its subject's noun."""
    helper = _AGREEING.search(question)
    phrase = _SIMPLE.split(surface)[0].split()
    if helper and _ONE_OR_ANOTHER.match(surface):
        return helper["helper"].lower() in {"are", "were", "have", "do"}
    if helper and _ONE.match(surface) and " and " not in surface:
        return helper["helper"].lower() in {"are", "were", "have", "do"}
    if helper is None or not phrase or _COUNTING.search(surface):
        return False
    head, singular = phrase[-1], helper["helper"].lower() in {"is", "was", "has", "does"}
    if head != head.lower() or head.endswith("ics") or "NOUN" not in word_classes(head):
        return False
    plural = is_plural_form(head) or (head.endswith("s") and not singular)
    return plural == singular and head not in (_EITHER if singular else _MANY)


def number_fits(statement: str, surface: str) -> bool:
    """Whether the first verb of "{S} were in space" has the number of its subject."""
    told = _TOLD_OF.match(statement)
    return told is None or not _disagrees(f"{told['verb']} {{S}}", surface)


_TOLD_OF = re.compile(r"\{S\} (?P<verb>is|are|was|were|has|have|does|do)\b")


def _second_clause(question: str) -> bool:
    """As in "Must you be quiet, but you can talk in the hall?": half of it is no question."""
    joined = _NEXT_CLAUSE.search(question) if _YES_NO.match(question) else None
    return joined is not None and not _OPENS_CLAUSE.search(question[: joined.start()])


def _second_finite(question: str) -> bool:
    """As in "Did he slip away and led the attack?": the second verb keeps its tense."""
    inverted = _INVERTED.search(question)
    if inverted is None:
        return False
    helper, rest = inverted["helper"].lower(), inverted["rest"]
    for joined in _JOINED.finditer(rest):
        before = rest[: joined.start()]
        if _OPENS_CLAUSE.search(before):
            return False
        participle = helper in HAVE | BE or bool(_PASSIVE.search(before))
        if _is_finite(joined["verb"], joined["behind"], participle=participle):
            return True
    return False


def _is_finite(word: str, behind: str, *, participle: bool) -> bool:
    """Whether a word behind "and" can only be a verb with a tense of its own."""
    forms = verb_forms(word)
    if word in _CLEARLY_FINITE:
        return True
    if "VBZ" in forms and ("NOUN" not in word_classes(word) or _GOVERNED.match(behind)):
        return True
    if "VBD" not in forms or "VB" in forms:
        return False
    if "VBN" not in forms:
        return True
    return not participle and bool(_OBJECT.match(behind))
