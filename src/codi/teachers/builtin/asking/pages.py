"""What the make of a page says of its sentences: an item of a list, a case, an example, a step.

On a page with headings and lists a sentence seldom says all by itself what it says there: "Support
queue is public" is an item of a checklist, "You will use your own equipment" holds in the case that
its heading names, "Visit the site for details" leaves out of what. A candidate passes that names
what its sentence holds for, or is asked only where the talk has named it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from codi.phenomena.wording import content
from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.reading.lines import Line

_WHOLE = frozenset("heading list first last next examples further described".split())
"""Slots whose questions are made of a heading or a list, and name it."""
_TRUTH = frozenset(["yes", "no"])
_RULES = re.compile(r"\b(?:must|should|cannot|can|may|required?|requires|prohibited|need)\b")
_PROMISED = re.compile(r"\b(?:will|can|may|must|should|happens)\b", re.IGNORECASE)
_EXAMPLE = re.compile(r"(?:for (?:example|instance)|e\.g\.|example)\s*[:,]", re.IGNORECASE)
_TABLED = re.compile(r"[.\N{HORIZONTAL ELLIPSIS}]: ")
"""The end of a cell and the beginning of the next, in a row of a table of examples."""
_SHOWS = re.compile(r"\b(?:this|these|following|examples?|like|says?|below)\b", re.IGNORECASE)
_TURNS = re.compile(r"\b(?:but|although|though|however|albeit)\b", re.IGNORECASE)
_LED_ON = re.compile(r"^However, (?=if |when )")
_BUT = re.compile(r",? but ")
_NO_TURN = re.compile(r"\b(?:not only|nothing|anything|everything|cannot help)\b", re.IGNORECASE)
_AIMLESS = re.compile(
    r"\bfor (?:(?:more|further|current|additional|full|specific|other|detailed|the|any) )*"
    r"(?:details?|information|info|support|help|guidance|instructions|assistance|resources"
    r"|dates?\b[^?]*|options|questions|specifics)(?: if .*| when .*)?$",
    re.IGNORECASE,
)
"""Advice that leaves out of what the details are."""
_HANDLING = frozenset(
    """click select choose check uncheck enter type tap press open toggle drag scroll log sign add
    save submit hit navigate download upload copy paste expand""".split()
)
"""What one does with a page or a form, which serves some end."""
_ADVISED = re.compile(
    r"(?:What|Where|How|Who|When|Which|Why)?\b ?(?:should|must|do|can) \{S\} (?P<verb>[a-z]+)",
    re.IGNORECASE,
)
_AIM = re.compile(
    r" (?:to|for|if|when|before|once|by|so that|in order|during|while) [a-z]", re.IGNORECASE
)
_SAYS_NOTHING = re.compile(
    r"^(?:please )?see\b|^whether\b"
    r"|\bthere (?:are|is) (?:several|many|some|a few|a variety|different|various|two|three) "
    r"|^(?:for|to learn) more\b",
    re.IGNORECASE,
)
_AFTERWARDS = re.compile(r"^What .*\bdo (?:after|once) ", re.IGNORECASE)
_VAGUE_END = re.compile(
    r"\b(?:different|other|additional|alternative|special|certain|various|alternate) "
    r"(?:options?|rules?|needs|requirements?|steps?|ways?|strategies|benefits|procedures?|time)\W*$"
    r"|\b(?:a few|several|various|certain|different) (?:ways|things|options|reasons)$"
    r"|\bgood examples?\b(?! (?:of|for)\b)"
    r"|\b(?:preferred|better)\b(?!.*\b(?:to|over|than|that|by)\b)"
)
_HEDGED = re.compile(r"\b(?:technically|theoretically|just|merely|presumably)\b", re.IGNORECASE)
_DEFINED = re.compile(r"^\{S\} (?:(?:is|are) (?:an?|the|not an?)|means?)\b")
_YOURS = re.compile(r"\b(?:your|my)\b", re.IGNORECASE)
_CASE = re.compile(
    r"(?:what )?(?:if|once|when(?! (?:to|should|do|can|is|are|will)\b))\b", re.IGNORECASE
)
"""A heading that names a case in so many words."""
_GENERAL_NAME = re.compile(r"(?:the )?[a-z/-]+")
_NUMBERED = re.compile(r"^(?:step )?\d+[.):]?\s+|\([^)]*\)", re.IGNORECASE)
_THERE = re.compile(r"(?:is|are) (?:there|\{S\})\b", re.IGNORECASE)
_OR_ELSE = re.compile(r"\bor \{S\}['’]ll\b|\bor you['’]ll\b|\bor else\b")
_ABBREVIATED = re.compile(r"\b(?:i\.e|e\.g)\.?(?:$| if )")
_DONE = re.compile(r"\bonce (?:[a-z]+ ){1,2}(?:is|are|has been|have been) [a-z]+ed\b")
_ELSEWHERE = re.compile(r"\bin (?:the )?steps? \d|\b(?:listed|described|shown) (?:above|below)\b")
_ALREADY = re.compile(
    r"^(?:if|unless) you have(?:n['’]t| not)? already$|\bif you haven['’]t already$"
)
_AS_SET = re.compile(r"As (?:configured|written|designed|planned|proposed|installed)\b")
_NO_NAME = re.compile(r"[a-z]+/[a-z]+|the (?:item|thing|matter|case|following|latter|above)")
_NOT_ASKED = re.compile(r"^What .*\bnot (?:ask|tell|contact|allow|let|expect)\b")
_BARE = re.compile(r"^\{S\} (?:is|are) (?:\w+ly )?[a-z'’-]+$")
_ASKS_TO = re.compile(r"(?:How|Why) (?:do|should|can|must) \{S\} (see|find|get|use|make|have)\b")
_LONGEST_DEFINED = 13
_CASES = frozenset(
    """official personal private public new current existing former returning temporary permanent
    domestic foreign international external internal remote local partial full supervisory
    outgoing incoming departing""".split()
)
"""What tells one case of a thing from another at the head of a section."""
_GENERAL = content(
    """overview introduction background summary general information info details notes note tips
    tip rules rule steps step process resources resource setup preparation guidelines guideline
    guide guidance faq faqs frequently asked questions question other further more additional
    about policy policies basics started getting contacts contact requirements related using
    use how works what when where who why"""
)
"""Stems of headings that name nothing of their own."""


def on_page(candidates: Iterable[Candidate], lines: list[Line]) -> Iterator[Candidate]:
    """The candidates of a page that say what they hold for; all where it is plain prose."""
    found = list(candidates)
    made = any(line.sentence.kind == "item" or line.sentence.heading for line in lines)
    told = any(candidate.entity.kind == "you" for candidate in found)
    listed = any(line.sentence.kind == "item" for line in lines)
    if not made or not (told or listed):
        yield from found
        return
    page = _Page(lines, told=told)
    for candidate in found:
        placed = page.placed(candidate)
        if placed is not None:
            yield placed


class _Page:
    """The lines of a page, and what each of them is there."""

    def __init__(self, lines: list[Line], *, told: bool) -> None:
        self.told = told
        self.lines = {line.sentence.index: line for line in lines}
        self.examples = examples(lines).union(_answering(lines))
        self.later = frozenset(
            line.sentence.index
            for before, line in pairwise(lines)
            if line.sentence.kind == "item" and line.sentence.paragraph == before.sentence.paragraph
        )
        self.introduced = frozenset(_introduced(lines))
        self.headings = {line.sentence.heading for line in lines} - {""}

    def placed(self, candidate: Candidate) -> Candidate | None:
        """A candidate with what it takes for known on its page; None where it loses too much."""
        line = self.lines.get(candidate.sentence)
        if line is None:
            return candidate
        if candidate.slot in _WHOLE:
            yours = _YOURS.match(candidate.surface) and not _YOURS.search(candidate.statement)
            lost = (yours and candidate.slot == "heading") or _stops_at_dash(candidate, line)
            return None if lost else candidate
        return None if self._loses(candidate, line) else self._below(candidate, line)

    def _loses(self, candidate: Candidate, line: Line) -> bool:
        """Whether it says less, or more, than its sentence does on the page."""
        if candidate.sentence in self.examples or self._only_item(candidate, line):
            return True
        if _trivial(candidate) or _aimless(candidate) or _cut_short(candidate, line):
            return True
        return self.told and (_loses_turn(candidate, line) or _loses_hedge(candidate, line))

    def _below(self, candidate: Candidate, line: Line) -> Candidate | None:
        """A candidate below its heading, which it names, or which the talk must have named."""
        to_reader = candidate.entity.kind == "you"
        heading, title = self._untold(candidate, line), line.sentence.heading
        if heading and to_reader and _CASE.match(title):
            return None
        if heading and self._is_case(title):
            return None if to_reader or _PROMISED.search(candidate.direct) else candidate
        made = candidate
        if made.slot == "subject" and made.kind == "what" and not _PROMISED.search(made.direct):
            made = replace(made, score=made.score - _BACKWARDS)
        case = candidate.slot == "condition"
        if _DONE.search(candidate.direct):
            made = replace(made, follows=True)
        if case and _unnamed(candidate):
            return None
        if heading and case and not _tells_its_case(candidate):
            made = replace(made, follows=True)
        general = not candidate.entity.proper and _GENERAL_NAME.fullmatch(candidate.surface)
        if heading and not case and (to_reader or general) and not _tells_its_case(candidate):
            made = replace(made, known=made.known | heading)
        if _THERE.match(made.direct) and len(content(made.direct + made.surface)) <= _FEW:
            made = replace(made, follows=True)
        named = _THE_CASE.search(candidate.direct)
        if named is not None and named["noun"] not in title.lower():
            made = replace(made, known=made.known | content(named["noun"]))
        leans = to_reader or case or candidate.surface.startswith(("your ", "the "))
        if candidate.sentence in self.later and leans:
            made = replace(made, follows=True)
        return made

    def _only_item(self, candidate: Candidate, line: Line) -> bool:
        """Whether a statement is an item of a list, which its introduction makes true or not."""
        to_reader = candidate.entity.kind == "you"
        if line.sentence.kind != "item" or to_reader:
            return False
        whole = line.shown.rstrip("*_ \"')”").endswith((".", "!"))
        if not whole:
            return not _RULES.search(candidate.statement)
        ruled = candidate.entity.proper or _RULES.search(candidate.statement)
        return candidate.sentence in self.introduced - self.later and not ruled

    def _untold(self, candidate: Candidate, line: Line) -> frozenset[str]:
        """The stems of what the heading names, where question and subject have none of them."""
        heading = content(_NUMBERED.sub("", line.sentence.heading)) - _GENERAL
        asked = candidate.direct.replace("{S}", candidate.surface).replace("{O}", candidate.surface)
        asked = asked.replace("-", " ")
        if self._is_case(line.sentence.heading):
            return frozenset() if content(line.sentence.heading) <= content(asked) else heading
        if _CASE.match(line.sentence.heading):
            return frozenset() if 2 * len(heading & content(asked)) > len(heading) else heading
        return frozenset() if heading & content(asked) else heading

    def _is_case(self, heading: str) -> bool:
        """As "Official capacity" and "Personal capacity", "New hires": one of several cases."""
        words = heading.lower().split()
        if not 1 < len(words) <= _LONGEST_CASE:
            return False
        others = (other.lower().split() for other in self.headings if other != heading)
        paired = any(len(other) == len(words) and other[1:] == words[1:] for other in others)
        return paired or words[0] in _CASES


_LONGEST_CASE = 4
_BACKWARDS = 0.4
"""How much less one asks what a thing is called that does something: "What shows the outages?"."""


def examples(lines: list[Line]) -> frozenset[int]:
    """The sentences of examples: what "For example:", "Consider this:" or a table leads in to.

    From there on all that stands in the same paragraph belongs to the example.
    """
    tabled = {line.sentence.paragraph for line in lines if _TABLED.search(line.shown)}
    found: set[int] = set()
    open_in, above = -1, None
    for line in lines:
        sentence = line.sentence
        led = above is not None and above.shown.rstrip("*_ ").endswith(":")
        if led and above is not None:
            kinds = {sentence.kind, above.sentence.kind}
            led = "item" not in kinds and sentence.heading == above.sentence.heading
            led = led and _SHOWS.search(above.shown) is not None
        if led or _EXAMPLE.match(line.shown.lstrip("*_ ")):
            open_in = sentence.paragraph
        if sentence.paragraph in tabled | {open_in}:
            found.add(sentence.index)
        above = line
    return frozenset(found)


def _answering(lines: list[Line]) -> Iterator[int]:
    """What follows a bare "Questions?", which is its case: "Contact the office"."""
    for before, line in pairwise(lines):
        if before.shown.rstrip("*_ ").endswith("?") and len(before.tokens) <= _BARE_QUESTION:
            yield line.sentence.index


_BARE_QUESTION = 4


def _introduced(lines: list[Line]) -> Iterator[int]:
    """The sentences of items below an introduction that ends in a colon."""
    introduced = False
    for line in lines:
        if line.shown.rstrip("*_ ").endswith(":"):
            introduced = True
        elif line.sentence.kind != "item":
            introduced = False
        elif introduced:
            yield line.sentence.index


def _unnamed(candidate: Candidate) -> bool:
    """Whether its answer speaks of "the process" that the question does not name."""
    answered = _THE_CASE.search(candidate.statement) is not None
    return answered and not _THE_CASE.search(candidate.direct)


def _tells_its_case(candidate: Candidate) -> bool:
    """Whether a question is long enough to say by itself what it is about."""
    if _unnamed(candidate):
        return False
    if candidate.slot == "condition":
        return len(content(candidate.direct)) >= _TOLD
    if _NAMED_CASE.search(candidate.direct):
        return True
    return len(content(candidate.direct)) >= _RULED and _SCOPED.search(candidate.direct) is not None


_TOLD, _RULED, _FEW = 5, 6, 2
_SCOPED = re.compile(r" (?:for|if|when|before|after|once|during|under|as part of) [a-z]")
_NAMED_CASE = re.compile(r" for [A-Z][A-Za-z]+$")
_THE_CASE = re.compile(
    r"\bthe (?P<noun>process|request|form|claim|issue|document|application|page|site|total)\b"
    r"(?! (?:of|to|for|in) )"
)


def says_nothing(text: str) -> bool:
    """As "There are several ways to do it" or "See the guide": it only points to what does."""
    return _SAYS_NOTHING.search(text) is not None or _VAGUE_END.search(text) is not None


def _trivial(candidate: Candidate) -> bool:
    """As "Is consistency good?", "How do I see it?" - "See the page", or a whole definition."""
    circle = _ASKS_TO.match(candidate.direct)
    if circle is not None:
        return candidate.short.lower().startswith((f"{circle[1]} ", f"to {circle[1]} "))
    if candidate.kind not in _TRUTH:
        return False
    told = candidate.statement
    if (candidate.kind == "yes" or candidate.wrong) and _BARE.match(told):
        return True
    asked = candidate.direct.replace("{S}", candidate.surface)
    return bool(_DEFINED.match(told)) and len(asked.split()) > _LONGEST_DEFINED


def _loses_turn(candidate: Candidate, line: Line) -> bool:
    """Whether "but" or "although" of its sentence is left out, with what it takes back."""
    text = line.shown
    if candidate.statement.startswith(("if ", "when ")):
        text = _LED_ON.sub("", text)  # it tells the case in which it is otherwise
    if not _TURNS.search(text) or _NO_TURN.search(text):
        return False
    behind = _BUT.split(text)[-1].lower() if _BUT.search(text) else ""
    if behind.startswith(f"{candidate.surface.lower()} "):
        return False  # "..., but flights must be booked by the office"
    return not _TURNS.search(f"{candidate.direct} {candidate.statement}")


def _cut_short(candidate: Candidate, line: Line) -> bool:
    """Whether it stops inside a name with a dash, or points to some other place of the page."""
    if _ELSEWHERE.search(candidate.direct) or candidate.direct.endswith(" together"):
        return True
    configured = _AS_SET.match(line.shown)
    if configured is not None and configured[0].lower() not in candidate.statement.lower():
        return True
    if _OR_ELSE.search(candidate.direct) or _ABBREVIATED.search(candidate.statement):
        return True
    if _NO_NAME.fullmatch(candidate.surface):
        return True
    if _ALREADY.search(candidate.short) or _NOT_ASKED.match(candidate.direct):
        return True
    return _stops_at_dash(candidate, line)


def _stops_at_dash(candidate: Candidate, line: Line) -> bool:
    """As in "select Travel" for "select Travel - New Booking"."""
    last = candidate.statement.split()[-1:]
    dashed = (rf"{re.escape(word)} [-\N{{EN DASH}}] [A-Z]" for word in last)
    return any(re.search(cut, line.shown) for cut in dashed)


def _loses_hedge(candidate: Candidate, line: Line) -> bool:
    hedge = _HEDGED.search(line.shown)
    return hedge is not None and hedge[0].lower() not in candidate.statement.lower()


def _aimless(candidate: Candidate) -> bool:
    """Whether advice leaves out what it is for: "for details", "click the link"."""
    direct = candidate.direct
    if _VAGUE_END.search(candidate.statement):
        return True
    if candidate.entity.kind != "you":
        return False
    if _AIMLESS.search(direct):
        return True
    first = candidate.short.split(" ", 1)[0].lower()
    if _AFTERWARDS.match(direct) and first in _HANDLING:
        return True
    asked = _ADVISED.match(direct)
    if asked is None or asked["verb"] not in _HANDLING:
        return False
    return not _AIM.search(direct[asked.end() :])
