"""Word lists that the rules rest on: closed classes, and small open ones picked by hand."""

from __future__ import annotations

import re
import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


MONTHS = _set(
    """january february march april may june july august september october november december
    jan feb mar apr jun jul aug sept sep oct nov dec"""
)
DAYS = _set(
    """monday tuesday wednesday thursday friday saturday sunday
    mondays tuesdays wednesdays thursdays fridays saturdays sundays"""
)
SEASONS = _set("spring summer autumn fall winter")
TIME_NOUNS = _set(
    """year years month months week weeks day days night morning afternoon evening decade decades
    century centuries hour hours minute minutes second seconds time times period era age season
    today yesterday tomorrow tonight noon midnight dawn dusk sunset sunrise summer winter spring
    autumn weekend moment centenary millennium reign war"""
)
DURATION_NOUNS = _set(
    """year years month months week weeks day days decade decades century centuries hour hours
    minute minutes second seconds millennia generations"""
)
FREQUENCY = _set("every each once twice daily weekly monthly annually yearly")
UNITS = _set(
    """mile miles kilometre kilometres kilometer kilometers km metre metres meter meters m foot feet
    inch inches yard yards acre acres hectare hectares ton tons tonne tonnes pound pounds kg
    kilogram kilograms gram grams g degree degrees percent litre litres liter liters gallon gallons
    mi cm mm mph watt watts kw mw volts barrels"""
)
MONEY_NOUNS = _set("dollars dollar euros euro pounds francs yen cents pence marks rupees ducats")
NUMBER_WORDS = {
    word: value
    for value, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
        fifteen sixteen seventeen eighteen nineteen twenty""".split()
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
BIG_NUMBERS = _set("hundred thousand million billion trillion dozen hundreds thousands millions")

PLACE_NOUNS = _set(
    """area areas bay beach border bridge building camp capital castle cave center centre church
    city cities coast continent countries country county courtyard desert district downtown farm
    field fields forest forests garden gardens harbor harbour hall hill hills home hospital hotel
    house island islands kingdom kitchen lake lakes land library market monastery mountain
    mountains museum neighborhood ocean office palace park parks peninsula port prison province
    provinces region regions river rivers road room school sea shore state states station street
    streets suburb suburbs territory theater theatre town towns university valley village villages
    woods world zoo plain plains square stadium airport laboratory cellar attic barn cottage
    temple cathedral abbey tower factory mill mine quarry campus headquarters basement yard"""
)
PLACE_NAMES_SUFFIX = _set(
    """river lake sea ocean bay island islands mountain mountains mount valley county city town
    street avenue road park square bridge harbor harbour airport peninsula desert province state
    states kingdom republic empire coast canyon falls creek beach hills hill forest castle palace
    museum hall tower station school university college hospital church cathedral abbey house
    theatre theater stadium library basin plateau"""
)
PLACE_NAMES = _set(
    """africa america asia europe australia antarctica england scotland wales ireland britain
    france germany spain italy portugal greece turkey russia poland austria hungary sweden norway
    denmark finland netherlands holland belgium switzerland china japan india korea mexico canada
    brazil argentina chile peru egypt israel syria iraq iran afghanistan pakistan vietnam thailand
    indonesia kenya nigeria ethiopia sudan algeria morocco london paris berlin rome madrid vienna
    moscow warsaw beijing tokyo boston chicago houston dallas philadelphia washington york texas
    california florida virginia ohio oregon michigan illinois massachusetts pennsylvania georgia
    alabama alaska arizona arkansas colorado connecticut delaware hawaii idaho indiana iowa kansas
    kentucky louisiana maine maryland minnesota mississippi missouri montana nebraska nevada
    tennessee utah vermont wisconsin wyoming jersey hampshire carolina dakota jacksonville fresno
    melbourne sydney victoria normandy bavaria prussia saxony ukraine romania bulgaria serbia
    croatia cuba jamaica haiti colombia venezuela bolivia ecuador cyprus malta sicily venice milan
    florence naples genoa lyon marseille geneva zurich amsterdam brussels copenhagen stockholm oslo
    helsinki lisbon athens istanbul constantinople jerusalem cairo baghdad tehran delhi mumbai
    shanghai hong kong singapore seoul quebec montreal toronto ottawa manchester liverpool
    birmingham edinburgh glasgow dublin oxford cambridge bristol detroit atlanta miami seattle
    denver baltimore pittsburgh cleveland orleans vegas hollywood manhattan brooklyn harlem sichuan
    tibet mongolia manchuria macedonia persia mesopotamia byzantium anatolia palestine lebanon
    jordan yemen somalia uganda tanzania zimbabwe ghana senegal mali congo angola namibia dresden
    hamburg munich cologne frankfurt leipzig prague budapest bucharest sofia belgrade kiev kyiv
    minsk tallinn riga vilnius nova scotia acadia ontario saarland alsace burgundy provence
    brittany flanders tuscany lombardy catalonia andalusia castile aragon navarre us uk usa eu"""
)

HUMAN_NOUNS = _set(
    """actor actress adviser advisor agent ambassador architect artist astronaut astronomer athlete
    aunt author baby bishop boss boy brother builder businessman captain carpenter cardinal chairman
    chancellor chef chemist chief child children citizen citizens clerk coach colonel commander
    composer count countess cousin critic dancer daughter designer director doctor driver duke
    duchess economist editor emperor empress engineer explorer farmer father fisherman founder
    friend general geologist girl governor grandfather grandmother guard historian hunter husband
    inventor journalist judge king knight lady lawyer leader librarian lieutenant lord man manager
    mathematician mayor men merchant minister monk mother musician neighbor neighbour nephew niece
    novelist nun nurse officer painter parents people person philosopher photographer physician
    physicist pianist pilot pirate player poet policeman politician pope priest prince princess
    principal producer professor prophet queen reporter researcher ruler sailor scholar
    scientist scientists sculptor secretary senator sergeant servant shepherd singer sister soldier
    soldiers son spokesman student students teacher teachers tenant theologian thief uncle victim
    vicar waiter warrior wife winner witness woman women worker workers writer youth pharmacist
    supervisor employee employees applicant detective boyfriend girlfriend twin partner
    expert investigator protester activist patient passenger user reader customer voter settler
    immigrant refugee slave lawyer attorney technician economist specialist participant contractor
    bidder inhabitant villager pupil classmate colleague keeper baker traveler traveller surgeon
    gardener pilgrim colonist prisoner tourist apprentice treasurer president delegate diplomat spy
    murderer rebel pastor preacher missionary successor predecessor entrepreneur protestor outlaw
    aristocrat adherent mermaid businesswoman billionaire millionaire pensioner
    ally golfer survivor maid official critic deputy troop recruit peasant spokeswoman commuter
    passer-by bystander neighbor neighbour scout referee opponent rival champion veteran hero
    guest host hostess owner lover member relative resident volunteer visitor listener
    mom mum dad grandma grandpa granddad granddaddy grandson granddaughter
    son-in-law daughter-in-law brother-in-law sister-in-law father-in-law mother-in-law
    polymath biologist bacteriologist archaeologist anthropologist sociologist psychologist botanist
    zoologist geographer statesman nobleman monarch heir candidate theorist strategist analyst
    competitor supporter follower believer academic linguist programmer blacksmith cellist violinist
    drummer guitarist comedian celebrity broadcaster commentator correspondent columnist blogger
    playwright dramatist essayist biographer translator banker trader landlord landlady serf squire
    archer marshal admiral corporal cadet hijacker terrorist militant gunman suspect defendant
    plaintiff juror prosecutor magistrate sheriff councillor councilor legislator lawmaker
    congressman congresswoman envoy archbishop abbot abbess friar rabbi imam cleric clergyman deacon
    disciple martyr crusader emir sheikh caliph vizier regent viceroy baron baroness earl gentleman
    butler housekeeper nanny midwife dentist paramedic firefighter fireman postman mailman plumber
    electrician welder miner cowboy rancher trapper angler mariner navigator skipper aviator
    cosmonaut stepfather stepmother grandparent grandchild grandchildren sibling spouse bride widow
    widower orphan toddler infant teenager adult kid lad stranger guy buddy shopkeeper salesman
    barber hairdresser pedestrian cyclist swimmer boxer wrestler goalkeeper"""
)
MALE_NOUNS = _set(
    """man boy father son brother uncle nephew husband king prince emperor duke count lord
    businessman spokesman chairman policeman grandfather monk priest pope bishop actor waiter
    fisherman knight boyfriend gentleman sultan khan tsar pharaoh dad grandpa granddad granddaddy
    grandson"""
)
FEMALE_NOUNS = _set(
    """woman girl mother daughter sister aunt niece wife queen princess empress duchess countess
    lady actress grandmother nun waitress girlfriend hostess mom mum grandma granddaughter"""
)
GROUP_NOUNS = _set(
    """army party team company government council committee parliament church court group family
    band crew empire dynasty university school museum bank firm agency department
    organization organisation institution union club police navy commission board administration
    staff crowd couple band tribe gang project startup charity
    authority"""
)
TITLES = _set(
    """mr mr. mrs mrs. ms ms. dr dr. sir lady lord king queen prince princess emperor empress pope
    president professor general captain colonel major saint st. duke bishop archbishop cardinal
    senator governor chancellor sultan khan count countess justice"""
)
MALE_TITLES = _set(
    "mr mr. sir lord king prince emperor pope duke bishop archbishop cardinal sultan count"
)
FEMALE_TITLES = _set("mrs mrs. ms ms. lady queen princess empress countess duchess miss")
WITH_CAPITAL = _set(
    """french english polish arabic soviet parliament congress earth god islamist islamists genoese
    byzantine mongol mongols afghan nigerian republican democrat democratic"""
)
MALE_NAMES = _set(
    """adam alan albert alexander alfred andrew anthony antoine arthur barack ben benjamin bernard
    bill bob brad brian bruce carl charles chris christopher daniel dave david dennis donald
    douglas edgar edmund edward eric ernest francis frank fred frederick gary george gerald gilbert
    gordon graham greg guillaume gustav guy harold harry hans henri henry herbert howard hugh
    ian isaac jack jacob jacques jake james jason jean jeff jeremy jerry jim joe johann john johnny
    jonathan jose joseph joshua juan julius karl keith ken kevin larry lawrence lee leo leon leonard
    lewis louis ludwig luke marco mark martin matthew max michael mike mohammed muhammad napoleon
    nathan neil nicholas nick nikola noah oliver oscar oskar otto owen patrick paul pedro peter
    philip pierre ralph raymond rené richard robert roger roland ron ronald roy rudolf
    rupert russell sam samuel scott sean simon stanley stephen steve steven ted terry theodore
    thomas tim timothy toby tom tommy tony victor vincent vladimir walter warren wayne wilhelm
    will william winston"""
)
FEMALE_NAMES = _set(
    """ada agnes alice amanda amelia amy andrea angela angelina ann anna anne annie audrey barbara
    beatrice betty carol caroline catherine charlotte christina clara claire daisy deborah diana
    dorothy edith eleanor elizabeth ella ellen emily emma emmeline esther eva eve florence frances
    grace hannah harriet heather helen helena ingrid irene isabel isabella jane janet jennifer
    jessica joan josephine joyce judith judy julia julie karen kate katherine kathryn kelly kim
    laura linda lisa liz lizzie louise lucy lydia margaret maria marie martha mary matilda maud
    megan michelle molly monica nancy nicole nora olivia pamela patricia paula rachel rebecca rosa
    rose ruth sally samantha sandra sara sarah sharon sophia sophie stephanie sue susan sylvia
    teresa theresa vanessa vera victoria virginia wendy"""
)
ORG_WORDS = _set(
    """university college company corporation inc ltd bank agency ministry department commission
    committee council parliament congress senate party union league association society institute
    organization organisation court church army navy government police club team bbc cnn nato opec
    nasa ipcc fbi cia museum school foundation group board bureau
    administration authority office directorate secretariat assembly"""
)

SPEECH_VERBS = _set(
    """say claim argue believe think state suggest report announce declare explain note write add
    conclude insist admit find show discover predict propose estimate observe know realize realise
    hope fear decide confirm warn complain assert demonstrate indicate reveal learn assume
    recommend mention promise agree deny require mean hold maintain"""
)
CONTROL_VERBS = _set(
    """want try begin start seem appear need have decide allow tend continue hope plan fail refuse
    agree promise attempt intend manage choose cease offer expect claim like love hate prefer wish
    help use go get force cause enable lead ask tell persuade order require encourage permit
    prove happen aim seek struggle threaten learn remain be come forget remember vote
    request beg instruct direct expect authorize authorise pressure train recruit hire motivate
    prompt invite urge teach warn advise convince believe consider say know think find show make
    let see hear feel oblige compel able prepare wait"""
)
LIGHT_VERBS = _set(
    """have take get do be give put seem appear become remain come go let keep feel look
    turn tend hold act fall stand lie stay rank follow concern occur range pay undergo last mark
    lack fit suit weigh cost measure total number equal comprise constitute see share"""
)
LINKING_VERBS = _set("be become remain seem appear stay feel look sound taste smell grow turn")
MOTION_VERBS = _set(
    """go move travel come return walk run fly drive sail ride arrive emigrate immigrate flee escape
    migrate retire march head journey settle relocate withdraw retreat hurry rush climb swim"""
)
LOCATION_VERBS = _set(
    """live reside be stand lie locate situate stay sit settle remain work study teach die bear bury
    base hold meet grow occur happen take find hide sleep camp"""
)
REASON_LINKS = _set("because since as")
SUBORDINATORS = _set(
    """because since when while whilst although though if unless until after before whereas once
    whenever whether as wherever lest"""
)
DROPPED_ADVERBS = _set(
    """also however then thus therefore moreover furthermore still even nevertheless hence indeed
    consequently subsequently additionally meanwhile instead accordingly too just actually perhaps
    similarly likewise nonetheless otherwise apparently certainly probably already again thereby
    finally eventually soon later immediately currently now today generally usually often typically
    largely mainly primarily mostly normally particularly especially notably famously commonly
    allegedly reportedly ultimately initially first basically simply really quickly suddenly
    increasingly frequently sometimes occasionally always naturally fortunately
    unfortunately clearly obviously traditionally gradually merely technically effectively
    essentially specifically truly recently formally officially previously yet"""
)
DISCOURSE = _set(
    """however moreover furthermore nevertheless nonetheless therefore thus hence consequently
    additionally meanwhile instead accordingly similarly likewise otherwise finally eventually
    later then also still indeed initially today now currently traditionally generally historically
    typically subsequently recently first second secondly thirdly next afterwards unfortunately
    fortunately interestingly importantly overall basically usually often sometimes ultimately
    originally previously afterward soon suddenly besides specifically increasingly apparently
    economically politically conversely formerly alternatively"""
)
DEGREE = _set(
    """very more most less least quite rather so too extremely highly fairly nearly almost
    relatively much far slightly increasingly particularly especially"""
)
MANNER_STOP = DROPPED_ADVERBS | _set(
    """only nearly approximately roughly early fully widely entirely completely directly
    independently significantly slightly highly relatively newly partially partly exclusively
    equally necessarily likely strongly heavily easily closely solely purely greatly exactly
    virtually considerably substantially fairly respectively possibly potentially similarly
    collectively separately together abroad there here away back up down out off"""
)
ANTONYMS = {
    "largest": "smallest",
    "smallest": "largest",
    "first": "last",
    "last": "first",
    "oldest": "newest",
    "highest": "lowest",
    "lowest": "highest",
    "longest": "shortest",
    "shortest": "longest",
    "northern": "southern",
    "southern": "northern",
    "eastern": "western",
    "western": "eastern",
    "north": "south",
    "south": "north",
    "east": "west",
    "west": "east",
    "larger": "smaller",
    "smaller": "larger",
    "higher": "lower",
    "lower": "higher",
    "older": "younger",
    "younger": "older",
    "public": "private",
    "private": "public",
    "biggest": "smallest",
    "best": "worst",
    "richest": "poorest",
    "poorest": "richest",
    "male": "female",
    "female": "male",
    "positive": "negative",
    "negative": "positive",
    "wet": "dry",
    "dry": "wet",
    "warm": "cold",
    "cold": "warm",
    "easy": "difficult",
    "difficult": "easy",
    "rural": "urban",
    "urban": "rural",
    "major": "minor",
    "minor": "major",
    "rich": "poor",
    "poor": "rich",
    "strong": "weak",
    "weak": "strong",
    "increase": "decrease",
    "increased": "decreased",
    "decreased": "increased",
    "before": "after",
    "after": "before",
}
YEAR = re.compile(r"(?:1\d{3}|20\d{2})(?:[-–]\d{2,4})?s?$")
ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)$")
NUMBER = re.compile(r"[\d][\d,.]*$")
MONEY = re.compile(r"(?:[A-Z]{0,2}[$£€]|[$£€])\d")


_NOT_FOR_TAGS = ("sklearn", "scipy", "pandas", "matplotlib")


@contextmanager
def _as_if_not_installed(packages: Iterable[str]) -> Iterator[None]:
    """Imports inside do not find these packages, unless they have been imported before."""
    hidden = [name for name in packages if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None: not to be found
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


@cache
def pattern() -> tuple[Any, Any]:
    """Textblob's (parser, lexicon), read from the files in its wheel at the first call."""
    # nltk, which textblob imports, takes along what it finds of these: 150 MB and a second.
    with _as_if_not_installed(_NOT_FOR_TAGS):
        from textblob.en import lexicon, parser

    with warnings.catch_warnings():
        # textblob leaves it to the garbage collector to close the files that it has read
        warnings.simplefilter("ignore", ResourceWarning)
        lexicon.get("the")
        lexicon.entities.load()
    return parser, lexicon


@cache
def known_names() -> tuple[frozenset[str], frozenset[str]]:
    """Lower-case first names and names of places, this module's and those of textblob's list."""
    from codi.teachers.builtin.reading.english import word_classes

    first_names, places = set(), set(PLACE_NAMES)
    _, words = pattern()
    for entries in dict.values(words.entities):
        for *name, kind in entries:
            if kind == "pers" and len(name) > 1 and not word_classes(name[0]):
                first_names.add(name[0])
            elif kind == "loc":
                places.add(" ".join(name))
    return frozenset(first_names) | MALE_NAMES | FEMALE_NAMES, frozenset(places)


def is_name(word: str) -> bool:
    """Whether a lower-case word is a first name or a place."""
    first_names, places = known_names()
    return word in first_names or word in places
