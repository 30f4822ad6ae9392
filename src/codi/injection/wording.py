"""The words that English commands to models are made of, and when a match is one."""

from __future__ import annotations

import re

from codi.injection.sight import Sight

AI = r"""(?<![a-z])(?:(?:ais?)(?:[ -](?:(?:language[ ])?models?|assistants?|agents?|systems?
    |bots?|chatbots?|crawlers?|overviews?|reviewers?|readers?|tools?|engines?|scrapers?|graders?))?
    |llms?(?:[ -](?:agents?|reviewers?|readers?|bots?|crawlers?|graders?))?
    |(?:large[ ])?language[ ]models?|chat[ -]?bots?|chatgpt|gpt-?\d\w*|copilot
    |(?:automated|virtual|digital)[ ]assistants?)(?![\w-])"""
ADDRESSED = r"""(?=\s*[,:;.!?)\]>*–—]|\s+(?:that|which|who|reading|reviewing|processing|parsing
    |summari[sz]ing|screening|crawling|indexing|evaluating|trained|visiting|and|or|like|must|should
    |when|have|has|are|is|please|then|you|do|shall)\b|\s*$)"""
SAY = r"""(?:say|reply|respond|answer|output|print|write|add|append|include|insert|mention|refuse
    |recommend|tell|ask|state|reproduce|finish|begin|end|start|praise|rate|send|quote|request|omit
    |describe|repeat|reveal|translate|ignore|disregard|forget|override|browse|speak|stop|give|act
    |pretend|follow|approve|forward|return|display|call|instruct|direct|urge|greet|claim|confirm)"""
TOLD = r"(?:instructions?|prompts?|directives?|programming|system~(?:messages?|prompts?))"
RULED = r"(?:rules|guidelines|constraints|restrictions|polic(?:y|ies)|criteria|commands|training)"
SET_ASIDE = r"""(?<!\w)(?:ignore|disregard|forget|override|overrule|bypass|discard|neglect|abandon
    |dismiss|stop~(?:following|obeying)|(?:do~not|don't)~(?:follow|obey)
    |pay~no~(?:attention|heed)~to|set~aside)"""
WHICH = r"""(?:all|any|every|each|about|of|the|your|these|those|other|both|and|or|absolutely
    |everything|completely|previous|previously|prior|earlier|preceding|above|former|original|initial
    |existing|foregoing|past|system|current|given|hidden|safety|content|own|usual|old)"""

MODELS = (
    "ai ais llm llms chatgpt copilot chatbot chatbots chat bot bots gpt gpt3 gpt4 gpt5 language "
    "assistant assistants"
)
SAYING = " ".join(re.findall("[a-z]+", SAY))

_BEFORE = frozenset(
    "previous previously prior earlier preceding above former original initial existing past "
    "foregoing".split()
)
_WHOLE = frozenset("all any every each your system other absolutely everything".split())
_NAMES_MODEL = re.compile(rf"(?i:{AI})|(?i:\b(?:assistant|openai|anthropic|bot)\b)", re.VERBOSE)
_MARKER = re.compile(
    r"""["“'`«][^"”'`»\n]{2,90}["”'`»]|\b[A-Z][A-Z0-9-]{3,}\b|https?://|www\.|\S@\S
    |\b[\w-]+\.(?:com|net|org|io|example|info|xyz|ru|top)\b""",
    re.VERBOSE,
)
_SAID_SO = re.compile(rf"(?i)\b{SAY}\b", re.VERBOSE)
_FROM_NOW_ON = re.compile(r"(?i)\bfrom (?:now|here|this (?:moment|point)) on|\bhenceforth\b")
_THIS = re.compile(
    r"(?i)\bthis (?:page|text|note|recipe|list|article|site|document|post|paper|file|readme|product"
    r"|message|review|candidate)\b|\bthe (?:text|page) (?:above|below)\b"
)
_ORDERED = re.compile(
    r"(?i)\b(?:must|shall|have to|has to|should|need to|always|never|please|kindly|do not|don't"
    r"|required|allowed|you|your)\b"
)
_COMMANDING = re.compile(
    r"(?i)(?:^|[^\w\s,]|\b(?:please|now|and|then|must|should|shall|kindly|just|simply|you|instead"
    r"|also|to|will|first|one|two|it|immediately)\b,?)\s*$"
)
_TOLD_OF = re.compile(r"(?i)\b(?:me|him|her|them|us) to\s+$")
"""Before a command that is told of: "he wishes me to ..." ."""
_WITH_ONE = re.compile(
    r"\b(?:talking|speaking|connected|chatting|able|ready|using|with|to)\b", re.IGNORECASE
)
_OF_MODELS = re.compile(
    r"\b(?:ai|dan|guidelines|unrestricted|respond|reply|answer|chatgpt|prompt|policies)\b",
    re.IGNORECASE,
)
_OF_USERS = re.compile(
    r"(?i)\b(?:the|an?|any|every|all|your) users?\b|\byour (?:answer|reply|response)"
)
_A_MODEL = re.compile(rf"\bthe[ ](?:assistant|model)\b|{AI}", re.IGNORECASE | re.VERBOSE)
_EVERY_QUESTION = re.compile(
    r"\b(?:any|every|each|all) (?:quer(?:y|ies)|requests?|prompts?|users?|messages?)\b"
    r"|\b(?:prompt|queries|users?)\b|\bfrom (?:now|here|this (?:moment|point)) on|\bhenceforth\b",
    re.IGNORECASE,
)
_AT_ONCE = re.compile(
    rf"\s*[,:;.!–—-]*\s*(?:please[ ]|then[ ]|just[ ]|kindly[ ]|do[ ]not[ ]|don't[ ])?{SAY}\b",
    re.IGNORECASE | re.VERBOSE,
)
_REPLY = re.compile(r"(?i)\b(?:answer|respond|reply|output|say|print)\b")
_SENTENCE_ENDS = re.compile(r"\s*(?:[.!;:]|and\b|$)", re.MULTILINE)
_NEAR = 160


def _marked(piece: str) -> bool:
    """Whether a piece holds words to be said: in quotes, in capitals, or an address."""
    return not piece.isupper() and _MARKER.search(piece) is not None


def _near(sight: Sight, match: re.Match[str]) -> str:
    return (
        sight.before(match.start(), _NEAR)
        + sight.cased[match.start() : match.end()]
        + sight.after(match.end(), _NEAR)
    )


def is_command(sight: Sight, match: re.Match[str]) -> bool:
    """Whether the matched verb begins what somebody is told to do."""
    before = sight.cased[max(0, match.start() - 24) : match.start()]
    return _COMMANDING.search(before) is not None and _TOLD_OF.search(before) is None


def is_asked(sight: Sight, match: re.Match[str]) -> bool:
    """Whether the matched verb begins what somebody is told to do, behind a clause too."""
    before = sight.cased[max(0, match.start() - 24) : match.start()]
    return before.rstrip().endswith(",") or is_command(sight, match)


def sets_aside(sight: Sight, match: re.Match[str]) -> bool:
    """Whether it is a model's instructions that are set aside, and not those of a manual."""
    words = set(re.findall(r"[a-z]+", match["which"]))
    earlier = bool(words & _BEFORE) or match["since"] is not None
    told, whole = match["told"] is not None, bool(words & _WHOLE)
    told_of = _TOLD_OF.search(sight.cased[max(0, match.start() - 24) : match.start()]) is not None
    if told and not told_of and earlier and (whole or not words & {"the", "these", "those"}):
        return True
    if (told and words & {"your", "system"}) or "system" in match.group():
        return is_command(sight, match)
    if earlier and whole:
        return is_command(sight, match)
    if told and words & {"all", "any"}:
        ends = _SENTENCE_ENDS.match(sight.text, match.end()) is not None
        return ends and is_command(sight, match)
    if not (earlier or words & {"your"}):
        return False
    near = _near(sight, match)
    said = sight.after(match.end(), _NEAR)
    return is_command(sight, match) and (
        _NAMES_MODEL.search(near) is not None
        or (_SAID_SO.search(said) is not None and _marked(said))
    )


def with_model_or_marker(sight: Sight, match: re.Match[str]) -> bool:
    """Whether a model is named nearby, or words that are to be said follow."""
    said = sight.after(match.end(), _NEAR)
    if _NAMES_MODEL.search(_near(sight, match)):
        return True
    return _SAID_SO.search(said) is not None and _marked(said)


def tells_what_to_say(sight: Sight, match: re.Match[str]) -> bool:
    """Whether a command to say something follows an address."""
    said = sight.after(match.end(), _NEAR)
    return _SAID_SO.search(said) is not None and (
        _ORDERED.search(said) is not None
        or _marked(said)
        or _AT_ONCE.match(said) is not None
        or _FROM_NOW_ON.search(said) is not None
    )


def of_this_text(sight: Sight, match: re.Match[str]) -> bool:
    """Whether a duty of models is meant for the one that reads: words to say, or this text."""
    near = sight.cased[match.start() : match.end()] + sight.after(match.end(), _NEAR)
    return (
        _marked(sight.after(match.end(), 90))
        or _FROM_NOW_ON.search(near) is not None
        or _THIS.search(near) is not None
    )


def of_the_assistant(sight: Sight, match: re.Match[str]) -> bool:
    """Whether the assistant is told something of users, or words to say, or from now on."""
    said = sight.after(match.end(), 90)
    return (
        _marked(said) or match["now"] is not None or re.search(r"(?i)\busers?\b", said) is not None
    )


def named_in_capitals(sight: Sight, match: re.Match[str]) -> bool:
    """Whether "you are now" gives a name, in a line that is not in capitals itself."""
    name = sight.cased[match.start("name") : match.end("name")]
    return name.isupper() and not sight.cased[match.start() : match.start("name")].isupper()


def given_a_part(sight: Sight, match: re.Match[str]) -> bool:  # noqa: ARG001  # a Holds
    """Whether somebody is now an assistant, and does not talk with one."""
    return _WITH_ONE.search(match.group()) is None


def told_to_reply(sight: Sight, match: re.Match[str]) -> bool:
    """Whether a command is followed by one to reply in some way."""
    said = sight.after(match.end(), _NEAR)
    return is_command(sight, match) and _REPLY.search(said) is not None


def with_talk_of_models(sight: Sight, match: re.Match[str]) -> bool:
    """Whether a mode is one of a model, and not of a phone."""
    return _OF_MODELS.search(_near(sight, match)) is not None


def of_this_text_or_marked(sight: Sight, match: re.Match[str]) -> bool:
    """Whether a model that reads this text, or gets words to say, is told to say something."""
    said = sight.after(match.end(), _NEAR)
    return tells_what_to_say(sight, match) and (
        _THIS.search(match.group()) is not None or _marked(said)
    )


def of_users_or_marked(sight: Sight, match: re.Match[str]) -> bool:
    """Whether what follows has words to say, or speaks of users or of the answer."""
    said = sight.after(match.end(), _NEAR)
    in_flight = "copilot" in match.group()
    return (_marked(said) and not in_flight) or _OF_USERS.search(said) is not None


def with_model_to_say(sight: Sight, match: re.Match[str]) -> bool:
    """Whether a model is named behind, and told to say something."""
    said = sight.after(match.end(), _NEAR)
    return _A_MODEL.search(said) is not None and tells_what_to_say(sight, match)


def with_model_or_marked(sight: Sight, match: re.Match[str]) -> bool:
    """Whether a model is named nearby, or words to say stand right behind."""
    return with_model_or_marker(sight, match) or _marked(sight.after(match.end(), 60))


def to_every_question(sight: Sight, match: re.Match[str]) -> bool:
    """Whether the one answer is to be given to whatever is asked."""
    return _marked(sight.after(match.end(), 60)) and (
        _EVERY_QUESTION.search(_near(sight, match)) is not None
    )
