"""Whether a question asks for something: it says what it is after, and its answer tells it."""

from __future__ import annotations

import re

from codi.phenomena.wording import content
from codi.teachers.builtin.asking.candidates import Candidate

_TRUTH = frozenset(["yes", "no"])
_NOBODY = frozenset(
    """people person persons others other anyone everyone everybody someone somebody something
    anything everything thing things way ways help him her it them you us me one ones those this
    that mind user users""".split()
)
"""Answers that tell nothing."""
_ANYBODY = frozenset(
    """people user users other others everyone anyone someone somebody one you many most some
    several all any various certain different""".split()
)
_BARE_DEED = re.compile(
    r"^What \w+ \{S\}(?: (?:need|begin|start|continue|have))?(?: to)? do$", re.IGNORECASE
)
_INNER = re.compile(r"^What (?:did|does|do) \{S\} (?:think|feel|know|believe|see|hear)$")
_NOT_WHOLE = re.compile(
    r"^(?!.*\bthat\b).*\b(?:so|too|rather|quite|very|pretty|really) \w+$"
    r"|\bby then\b|\bo['’]clock$|\b(?:went|go|goes|gone|going) to see$|\bdo so\b|\bas well\b(?! as)"
    r"|\b(?:an?|any) (?:reason|explanation|cause|comment|answer|decision)$"
    r"|\bat this point\b|\bexamples of [a-z]+$|\bin a time$"
    r"|^(?:is|are|was|were) .*\b(?:partially|partly|mostly|largely|mainly|heavily|strongly"
    r"|primarily|closely|often|typically|commonly) \w+ed$"
    r"|\bin particular$|\bif you have (?:any )?(?:\w+ )?questions$"
    r"|\b(?:farther|further|closer|sooner)(?: \w+)?$|^(?:is|are|was|were) .*\b(?:more|less) \w+$"
    r"|\b(?:better|worse|larger|smaller|higher|lower|greater|longer)$"
    r"|\b(?:related|similar|different|responsible|aware|equal|involved|due|inclined|subject|able"
    r"|unable|likely)$",
    re.IGNORECASE,
)
"""Ends that leave the reader asking to what, than what or how much."""
_TWICE = re.compile(r"\b(\w{3,}),? (?:very |really |so |and )?\1\b")
_BEGINNING = re.compile(
    r"\b(?:begin|begun|start|started|continue|continued|occur|occurred|happen|happened|exist|arise"
    r"|arisen|appear|appeared|created|established|founded|formed|built|made|done|held|found|used|change|changed|increase|increased|remain|stay|work|matter)$"
)
_FORETOLD = re.compile(r"\b(?:probably|likely|usually|often|find)\b")
"""What nobody asks of himself."""
_TIED = re.compile(r"\b(?<!make )(?:from|for|of|to|with|in|on|at|as|about)$")
_NO_DEFINITION = re.compile(
    r"(?:an? )?(?:more|less|most|least) |"
    r"(?:an? |the |one )?(?:\w+ )?(?:results?|product|consequence|causes?|exception|example|reason"
    r"|matter|case|issue|problem|factor|goal|aim)s?\b|an? (?:\w+ )?part\b"
    r"|(?:an? |the |one of the |another )?(?:next |very )?(?:best|greatest|worst|biggest|most|major"
    r"|big|powerful|good|great|important|cornerstone|fuel|heart|art|privilege|enemy|backbone"
    r"|foundation|form)\b",
    re.IGNORECASE,
)
_MOSTLY_HELD, _FEW_WORDS = 2 / 3, 4


def makes_sense(candidate: Candidate) -> bool:
    """Whether a reader of the question knows what is asked, and learns it from the answer."""
    if _out_of_place(candidate) or ("{S}" in candidate.direct and not candidate.surface):
        return False
    if candidate.kind == "tell":
        return _about_its_subject(candidate)
    if candidate.kind == "compare" or candidate.slot in {"heading", "further"}:
        return True
    if candidate.kind in _TRUTH:
        return _worth_checking(candidate)
    if candidate.kind == "define" or candidate.slot == "identity":
        return _defines(candidate)
    return _says_what(candidate) and _answers(candidate)


_TOLD_OF_MORE = re.compile(
    r"\{S\} \w+ed (?:to|for|by|in|from|on|with|through|via|under|at) [^,]*\b"
    r"(?:(?:will|must|should|can|may|is|are|was|were) (?:\w+ly )?(?:be|been|\w+ed)|remains?)\b"
)
"""As in "{S} paid to staff will be cut": the participle belongs to the subject."""


def _out_of_place(candidate: Candidate) -> bool:
    """Whether its sentence is read wrongly, or speaks of one case, an example, a lost link."""
    statement = candidate.statement
    one_case = _OF_ONE_CASE.search(statement) and candidate.surface.startswith("your ")
    lost = _IN_AN_EXAMPLE.search(statement) or _DANGLING.search(candidate.direct)
    return bool(one_case or lost or _TOLD_OF_MORE.search(statement))


_IN_AN_EXAMPLE = re.compile(
    r"\bin the (?:first|second|third|left|right|next) (?:version|column|example|sentence|passage)\b"
)
_DANGLING = re.compile(
    r"^Should \{S\} (?!.*\b(?:what|which|that|who|whom|where|how|you|we|they)\b).*"
    r" (?:at|of|via|into)$"
)
"""Advice that has lost the link at its end: "Read a summary of the case at"."""
_OF_ONE_CASE = re.compile(r"^\{S\} (?:has|have) (?:now |already |just )?been ")
"""What has happened to a thing of the reader's, whom nobody knows."""


def stands_first(candidate: Candidate, topic: frozenset[str]) -> bool:
    """Whether the question is clear to somebody who knows no more than the passage's topic."""
    if candidate.slot == "heading":
        return True
    question = candidate.direct.replace("{S}", candidate.surface).replace("{O}", candidate.surface)
    words = content(question)
    if _BARE_THING.match(candidate.short) and (
        candidate.slot == "subject" or candidate.short.startswith("the ")
    ):
        return False
    if any(not content(match[1]) <= topic for match in _BARE_CASE.finditer(candidate.direct)):
        return False
    if _DESCRIBED.match(candidate.surface) and not content(candidate.surface) <= topic:
        return False
    placed = bool(words & topic) or _NAMED.search(question[1:]) is not None
    if ("{S}" in candidate.direct or "{O}" in candidate.direct) and candidate.entity.kind != "you":
        several = len(content(candidate.surface)) > 1
        return (placed or (several and candidate.kind not in _TRUTH)) and len(words) > 1
    return len(words) >= (_FIRST_PLACED if placed else _FIRST_ALONE)


def _about_its_subject(candidate: Candidate) -> bool:
    """Whether the sentence is told of the very thing, or has the words of its heading."""
    if candidate.slot == "heading":
        return bool(content(candidate.direct) & content(candidate.statement))
    before, subject, after = candidate.statement.partition("{S}")
    if candidate.surface.lower() in _ANYBODY:
        return False
    if _NO_NAME.match(candidate.surface) or _AMONG_OTHERS.match(after):
        return False
    if "; and " in candidate.statement:
        return False
    bare = candidate.surface.lower().removeprefix("the ")
    opened = candidate.statement.lower().removeprefix("the ").startswith(bare)
    return not _LABELLED.search(before) if subject else opened


_NO_NAME = re.compile(
    r"(?:not|no|all|any|each|every|both|some|most|many|about|around|over|nearly|almost|more than) ",
    re.IGNORECASE,
)
_AMONG_OTHERS = re.compile(r" (?:and|or) |, .*?, (?:and|or) ")
_LABELLED = re.compile(r"\s[-\N{EN DASH}\N{EM DASH}]\s|:")
_BARE_THING = re.compile(r"(?:the|a|an) [a-z]+$")
_BARE_CASE = re.compile(r"\b(?:if|when|once|because) the ([a-z]+) (?:is|are|was|were|has|have)\b")
_DESCRIBED = re.compile(r"the (?:[a-z-]+ ){0,2}(?!\w+[st]ion$)[a-z-]+$")
_NAMED = re.compile(r"\b(?!I\b)(?:[A-Z]|1\d{3}|20\d\d)")
_FIRST_PLACED, _FIRST_ALONE = 2, 5


def _asked(candidate: Candidate) -> frozenset[str]:
    """The stems of what the question says beside its subject."""
    return content(candidate.direct.replace("{S}", "").replace("{O}", ""))


def _says_what(candidate: Candidate) -> bool:
    """Whether the question narrows down what is asked for."""
    direct, asked = candidate.direct, _asked(candidate)
    if _BARE_DEED.match(direct) or _INNER.match(direct) or _NOT_WHOLE.search(direct):
        return False
    if candidate.kind == "how_many":
        return not (_NAMELESS_TIME.match(candidate.short) and _AMOUNT.search(direct))
    timed = _TIMED.search(direct) or _NAMELESS_TIME.match(candidate.short)
    happened = direct.partition(" happened ")[2]
    if (candidate.kind == "when" and timed) or _NAMELESS_TIME.match(happened):
        return False
    if candidate.kind in {"when", "where", "why"} or candidate.slot == "content":
        return not (_anybody(candidate) and len(asked) < _FEW_OF_ANYBODY)
    named = "{S}" in direct or "{O}" in direct
    if named and not _anybody(candidate):
        return bool(asked) or _TIED.search(direct) is not None
    return len(asked) >= (1 if candidate.kind == "who" else _FEW_OF_ANYBODY)


_AMOUNT = re.compile(r"\d[\d,.]*$")
_TIMED = re.compile(
    r"\b(?:till|until) (?:[A-Z]\w+ )?\d"
    r"|\b(?:\d+|an?|one|two|three|four|five|six) (?:year|month|week|day|hour)s?$"
)
_NAMELESS_TIME = re.compile(
    r"(?:today|now|currently|presently|annually|recently)$|"
    r"(?:(?:in|at|on|by|over|during|throughout|within|for|after|before|since|until) )?"
    r"(?:the|this|that|these|those|such|its|their) (?:(?:same|entire|whole|latter|early|late) )?"
    r"(?:time|period|era|age|year|years|season|decade|century|day|days|occasion|process)$"
    r"|one (?:day|night|morning|evening|afternoon)$",
    re.IGNORECASE,
)
"""As in "during the period": a time that only what was said before could name."""
_FEW_OF_ANYBODY = 2


def _anybody(candidate: Candidate) -> bool:
    """Whether the question is about nobody in particular: the reader, people, most managers."""
    words = candidate.surface.lower().split()
    return candidate.entity.kind == "you" or (len(words) < 3 and not _ANYBODY.isdisjoint(words[:1]))


def _answers(candidate: Candidate) -> bool:
    """Whether the answer names something that the question does not."""
    short = candidate.short.lower().strip(" .")
    told = [word for word in short.split() if word not in _ARTICLES]
    named = candidate.slot in {"subject", "object", "agent"}
    if named and (not short or any(none.fullmatch(short) for none in _TELL_NOTHING)):
        return False
    if candidate.kind == "how_many" and " because " in candidate.direct:
        return False
    people = candidate.kind == "what" and _PEOPLE.match(short) is not None
    told_apart = not (people or _BARE_LABEL.fullmatch(short) or _IN_A_ROLE.match(short))
    if candidate.slot == "object" and not (told_apart and not _TURNED.search(candidate.direct)):
        return False
    if candidate.slot in {"subject", "object", "agent"} and len(told) == 1 and told[0] in _NOBODY:
        return False
    words, question = content(short), content(candidate.direct.replace("{S}", candidate.surface))
    held = len(words & question)
    few = 0 < len(words) <= _FEW_WORDS and candidate.kind not in {"list", "how_many"}
    return not few or held < _MOSTLY_HELD * len(words)


_IN_A_ROLE = re.compile(r"(?:(?:both|either|not only) (?:for|by|from|with|to)|(?:both )?as) ")
"""As in "serves both as a pool and as a gym", of which nobody asks what it serves."""
_BOTH = re.compile(r"both (?:of )?(?:the |these |those )?[a-z]+$")
_SCORE = re.compile(r"[\d\W]*\d\W+\d[\d\W]*")
_PEOPLE = re.compile(r"(?:every|any|some)(?:one|body)\b")
_BARE_LABEL = re.compile(r"the (?:name|idea|fact|title|nickname|thing|place|offer|plan|news)")
_TURNED = re.compile(r"^What (?:is|are|was|were) .*\bturning into\b")
"""As in "are turning into the square": where, and not what, something turns into."""
_SOMETHING = re.compile(
    r"(?:an?|the|some|many|several|a few|few|various|a number of|other)(?: additional| other"
    r"| further| different)* (?:steps?|ways?|things?|people|persons?|reasons?|factors?|problems?"
    r"|changes?|methods?|others?|ability|opportunity|chance|right|power|option)$"
)
_LIKE_BEFORE = re.compile(r"(?:a|the) (?:similar|same|like|comparable) [a-z]+s?")
_RUNS_ON = re.compile(
    r".*, and (?:even |also |recently )*(?:won|was|were|has|had|became|is|are) .*"
)
"""As in "teams in several sports, and even won titles": a deed behind a list of things."""
_TELL_NOTHING = (_SOMETHING, _BOTH, _SCORE, _LIKE_BEFORE, _RUNS_ON)
_ARTICLES = frozenset("a an the his her its their your my some any all other".split())


def _defines(candidate: Candidate) -> bool:
    """As in "What is X?" for a noun that tells what X is, not what it leads to or is part of."""
    surface, short = candidate.surface, candidate.short
    if candidate.kind == "define" and (" and " in surface or content(short) <= content(surface)):
        return False
    if candidate.entity.plural and short.startswith(("a ", "an ")):
        return False
    if short.isalpha() and short.islower():
        return False
    bare = surface[:1].islower() and surface.split()[0] not in _DETERMINERS
    if bare and not candidate.entity.plural and short.startswith(("that ", "to ")):
        return False
    alone = surface.startswith("the ") and surface.islower() and len(surface.split()) <= _BARE_NAME
    return not (alone and not short[:1].isupper()) and not _NO_DEFINITION.match(short)


_BARE_NAME = 3
_DETERMINERS = frozenset("the a an one his her its their your my".split())


def _worth_checking(candidate: Candidate) -> bool:
    """Whether a yes/no question says something that could be otherwise."""
    direct, asked = candidate.direct, _asked(candidate)
    if candidate.entity.kind != "you" and candidate.surface.lower() in _ANYBODY:
        return False
    if _NOT_WHOLE.search(direct) or _TWICE.search(direct):
        return False
    if candidate.entity.kind == "you" and _FORETOLD.search(direct):
        return False
    if len(asked) > 1:
        return True
    return (
        bool(asked)
        and not _anybody(candidate)
        and (candidate.kind == "no" or not _BEGINNING.search(direct))
    )
