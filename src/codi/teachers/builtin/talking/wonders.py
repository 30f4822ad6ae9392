"""What a reader of a page would like to know of its topic and the page does not tell.

What would tell it, or could be taken for it, must not
stand anywhere in the passage; so the signs are many rather than few.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from codi.phenomena.definite_reference import KINDS
from codi.phenomena.wording import content
from codi.teachers.builtin.asking.analysis import Analysis
from codi.teachers.builtin.talking.page_topic import PageTopic, page_topic, speaks_to_reader
from codi.teachers.builtin.talking.talk import Now
from codi.teachers.builtin.talking.wording import first_person


def _signs(words: str, marks: str = "") -> str:
    """A pattern of words that would tell something; "pay*" is each word that begins so."""
    stems = "|".join(re.escape(word).replace(r"\*", r"\w*") for word in words.split())
    return rf"{marks}|\b(?:{stems})\b" if marks else rf"\b(?:{stems})\b"


_TIMES = _signs(
    """centur* decade* second seconds minute* hour* day days week weeks month months
    quarter* year years daily weekly monthly quarterly annual* yearly long longer short soon
    sooner quick* immediate* instant* time times timely timeline schedule* deadline* date
    dates until before after prior within advance early late later asap january february
    march april june july august september october november december monday tuesday
    wednesday thursday friday often once now today recent*""",
    r"\d{3,4}",
)
_MONEY = _signs(
    """cost* pric* pay* paid fee fees free charg* dollar* money budget* fund* reimburs*
    expens* afford* cheap* rate rates purchas* buy* bought salar* compensat* worth subscri*
    premium* contribut* financ* claim* bill*""",
    r"[$€£%]",
)
_PEOPLE = _signs(
    """e-mail* email* slack contact* ask* call* phone* reach* team teams channel* help*
    support* manag* supervisor* office offices officer* official* desk owner* admin*
    specialist* lead leads leader* director* staff talk* speak notif* report* coordinat* hr
    approv* responsib* charge representative* member members expert* counsel* question*
    someone request* message* reviewer* run runs ran head* guide guild chapter""",
    r"@|#[a-z]|https?:",
)
_READING = _signs(
    """see read* link links page pages site sites website* guid* document* learn* resource*
    reference* handbook* manual* wiki blog* book books article* journal* paper papers
    information detail* visit* refer* below here publi* wrote writ* author* work works study
    studies treatise essay* faq policy policies instruction* training video* post posts""",
    r"https?:|www|\.(?:gov|com|org)",
)
_DEATHS = _signs(
    """die dies died dying dead death* deadly kill* casualt* lives loss* victim* toll
    mortal*""",
)
_WINNING = _signs(
    """win* won victor* defeat* surrender* treat* lost los* beat* conquer* ced*""",
)
_FOUNDING = _signs(
    """found* establish* creat* start* began begin* form* open* launch* centur* origin*
    histor* old*""",
    r"\d{4}",
)
_DWELLING = _signs(
    """populat* people inhabit* resid* liv* census million demograph*""",
)
_SIZE = _signs(
    """area km* square mile* hectare* acre* siz* larg* small* big* cover* extend* kilomet*
    meter* metre* long width wide""",
)
_WEATHER = _signs(
    """climat* weather temperat* rain* warm* cold* hot* winter* summer* snow* sun* dry wet
    season* humid* precipit* degree*""",
)
_COINING = _signs(
    """coin* term terms call* name named names word words phrase* introduc* defin* inven*
    discover* propos* first origin* describ* develop*""",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wonder:
    """A kind of question: of which heads (none: of any), in which words, and what would tell it.

    `nameless` asks that nobody be named in the passage, `needs` what must stand in it,
    in a section that has the topic itself.
    """

    kind: str
    ways: tuple[str, ...]
    told: str
    heads: frozenset[str] = frozenset()
    nameless: bool = False
    needs: re.Pattern[str] | None = None


_FINISHED = frozenset(
    """booking submitting completing preparing creating requesting checking filing securing setting
    registering applying getting amending adding examining scanning""".split()
)
"""Tasks that come to an end, so that they take some time."""
_RULED = re.compile(r"\b(?:must|should|required?|not allowed|never)\b")
_OF_TASKS = (
    Wonder(
        kind="mistake",
        ways=(
            "What happens if I make a mistake when {T}?",
            "What can I do if something goes wrong while {T}?",
        ),
        told=_signs(
            """mistake* error* wrong* correct* amend* chang* cancel* fix* edit* again redo
            undo revis* problem* trouble* issue* fail* updat* delet* remov* adjust*
            instead otherwise if help* support* contact*"""
        ),
        heads=_FINISHED,
    ),
    Wonder(
        kind="contact",
        ways=(
            "Who can I turn to if I get stuck with {T}?",
            "Who can I ask for help with {T}?",
            "Is there anyone I can contact if I have trouble with {T}?",
        ),
        told=_PEOPLE,
        nameless=True,
    ),
    Wonder(
        kind="duration",
        ways=(
            "How long does {T} usually take?",
            "How much time should I plan for {T}?",
            "Does {T} take long?",
        ),
        told=_TIMES,
        heads=_FINISHED,
    ),
    Wonder(
        kind="reading",
        ways=("Where can I read more about {T}?", "Is there a video or a guide on {T}?"),
        told=_READING,
    ),
)
_OF_PAGES = (
    Wonder(
        kind="exceptions",
        ways=(
            "Are there any exceptions to these rules on {T}?",
            "Does anyone get an exception from these rules on {T}?",
        ),
        told=_signs(
            """except* unless exempt* exclu* however but only waive* waiver* special if
            otherwise allow* optional although though even instead without some certain
            any all every case cases"""
        ),
        needs=_RULED,
    ),
    Wonder(
        kind="breach",
        ways=("What happens if someone breaks these rules on {T}?",),
        told=_signs(
            """fail* violat* consequen* result* otherwise penal* risk* disciplin* lose lost
            loss remov* revok* den* suspend* terminat* break* ignor* if wrong* liab*
            illegal law* sanction*"""
        ),
        needs=_RULED,
    ),
    Wonder(
        kind="contact",
        ways=(
            "Who can I contact if I have questions about {T}?",
            "Who should I ask about {T}?",
            "Is there someone I can talk to about {T}?",
        ),
        told=_PEOPLE,
        nameless=True,
    ),
    Wonder(
        kind="cost",
        ways=("How much {does} {T} cost?",),
        told=_MONEY,
        heads=frozenset(
            """insurance training certificates accounts lodging conference program programs
            service services course courses membership""".split()
        ),
    ),
    Wonder(
        kind="reading",
        ways=(
            "Where can I read more about {T}?",
            "Is there any further documentation on {T}?",
            "Where can I find more information on {T}?",
        ),
        told=_READING,
    ),
    Wonder(
        kind="date",
        ways=(
            "How recent is this information on {T}?",
            "When was this advice on {T} last updated?",
        ),
        told=_signs("updat* revis* current* new newer version* old older", _TIMES),
    ),
)
_CONFLICTS = frozenset("war battle siege rebellion revolt revolution uprising campaign".split())
_HAPPENINGS = _CONFLICTS | frozenset("crisis death plague strike crusade conference".split())
_SCHOOLS = frozenset("university college school academy institute".split())
_BODIES = _SCHOOLS | frozenset(
    """panel parliament museum library company corporation bank society association foundation
    council committee commission agency club orchestra hospital""".split()
)
_IDEAS = frozenset(
    """theory disobedience law system switching number inequality imperialism islamism force
    rainforest engine principle method effect economy capitalism socialism philosophy""".split()
)
_OF_SUBJECTS = (
    Wonder(kind="deaths", ways=("How many people died in {T}?",), told=_DEATHS, heads=_CONFLICTS),
    Wonder(kind="winner", ways=("Who won {T}?",), told=_WINNING, heads=_CONFLICTS - {"revolution"}),
    Wonder(kind="duration", ways=("How long did {T} last?",), told=_TIMES, heads=_HAPPENINGS),
    Wonder(
        kind="founding",
        ways=("When {was} {T} founded?", "How old {is} {T}?"),
        told=_FOUNDING,
        heads=_BODIES,
    ),
    Wonder(
        kind="charge",
        ways=("Who is in charge of {T}?", "Who runs {T}?"),
        told=_signs("presid* chair* govern* rector principal elect*", _PEOPLE),
        heads=_BODIES,
    ),
    Wonder(
        kind="students",
        ways=("How many students {does} {T} have?",),
        told=_signs("students enrol* undergraduate* pupils"),
        heads=_SCHOOLS,
    ),
)
_OF_PLACES = (
    Wonder(kind="people", ways=("How many people live in {T}?",), told=_DWELLING),
    Wonder(kind="size", ways=("How large is {T}?", "How big is {T}?"), told=_SIZE),
    Wonder(kind="weather", ways=("What is the weather like in {T}?",), told=_WEATHER),
)
_OF_IDEAS = (
    Wonder(
        kind="coining",
        ways=("Who coined the term {Q}?", "Who came up with the term {Q}?"),
        told=_COINING,
        nameless=True,
    ),
)
_OF_ALL = (
    Wonder(
        kind="reading",
        ways=(
            "Where could I read more about {T}?",
            "Is there a good book on {T}?",
            "Can you name a book on {T}?",
        ),
        told=_READING,
    ),
)


def wondering(now: Now) -> Iterator[tuple[str, str]]:
    """The kinds of question that the page leaves open, in one wording each, not asked before."""
    talk = now.talk
    topic = page_topic(talk.analysis, talk.plan.passage.title)
    if topic is None:
        return
    wondered = {exchange.act for exchange in talk.exchanges}
    ways = [(w.kind, way) for w in talk.analysis.once(_unsaid, topic) for way in w.ways]
    now.rng.shuffle(ways)
    ways.sort(key=lambda one: one[0] in _OF_ANYTHING)
    for kind, way in ways:
        if _ACT + kind not in wondered:
            pointing = now.wants("anaphora") and kind in _OF_ANYTHING
            named = replace(topic, name=f"the {topic.head}") if _described(now, topic) else topic
            yield kind, way.replace("{T}", "that") if pointing else _put(way, named)


def _described(now: Now, topic: PageTopic) -> bool:
    """Whether the plan asks for "the university", and this has been named."""
    known = content(topic.name) <= now.talk.said and topic.proper and topic.head in KINDS
    return known and now.wants("definite_reference") and not topic.plural


def wondering_about_that(now: Now) -> Iterator[tuple[str, str]]:
    """What can be wondered of whatever was just told, where a page has no topic that is clear."""
    talk = now.talk
    kinds = _OF_PAGES if speaks_to_reader(talk.analysis) else _OF_ALL
    wondered = {exchange.act for exchange in talk.exchanges}
    for one in kinds if talk.previous is not None else ():
        if one.kind not in _OF_ANYTHING or _ACT + one.kind in wondered:
            continue
        named = one.nameless and _names_somebody(talk.analysis)
        if not named and not re.search(one.told, talk.analysis.text, re.IGNORECASE):
            yield one.kind, now.rng.choice(one.ways).replace("{T}", "that")


_OF_ANYTHING = frozenset(["contact", "reading"])
"""What can be asked of whatever was just told."""
_ACT = "wonder "


def _unsaid(analysis: Analysis, topic: PageTopic) -> tuple[Wonder, ...]:
    """The kinds that fit the topic and of which nothing is said."""
    return tuple(_fitting(analysis, topic))


def _fitting(analysis: Analysis, topic: PageTopic) -> Iterator[Wonder]:
    for one in _kinds(analysis, topic):
        if one.nameless and _names_somebody(analysis):
            continue
        if one.needs is not None and not (topic.own and one.needs.search(analysis.text)):
            continue
        if (not one.heads or topic.head in one.heads) and not re.search(
            one.told, analysis.text, re.IGNORECASE
        ):
            yield one


def _names_somebody(analysis: Analysis) -> bool:
    entities = analysis.facts.entities.by_key.values()
    return bool(analysis.facts.people) or any(e.kind == "person" and e.proper for e in entities)


def _kinds(analysis: Analysis, topic: PageTopic) -> Iterator[Wonder]:
    if speaks_to_reader(analysis):
        yield from _OF_TASKS if topic.task else _OF_PAGES
        return
    if topic.task:
        return
    bare = topic.name.removeprefix("the ")
    entities = analysis.facts.entities.by_key.values()
    kinds = {e.kind for e in entities if e.text.removeprefix("the ") == bare}
    if topic.proper:
        yield from _OF_SUBJECTS
    if topic.proper and "place" in kinds | ({"place"} if bare in analysis.facts.places else set()):
        yield from _OF_PLACES
    elif not topic.proper and topic.head in _IDEAS:
        yield from _OF_IDEAS
    yield from _OF_ALL


def _put(way: str, topic: PageTopic) -> str:
    forms = {"{does}": "do", "{is}": "are", "{was}": "were"}
    for mark, plural in forms.items():
        way = way.replace(mark, plural if topic.plural else mark.strip("{}"))
    return way.replace("{T}", first_person(topic.name)).replace("{Q}", f'"{topic.name}"')
