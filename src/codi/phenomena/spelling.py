"""Words with two neighbouring letters swapped, or one left out: what they should have been."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from codi.phenomena.wording import FUNCTION_WORDS, content, plain
from codi.types import Turn

_COMMON = frozenset(
    """able about above across actually affect afraid after afterwards again against ahead
    almost alone along already also although always among amount angry animal animals announced
    another answer anyone anything anyway apart appear area army around article artist asked
    aspect aspects author autumn available away back band based battle bear beautiful became
    because become been before began begin behind being believe belong below besides best better
    between beyond bird birds black blood board boat boats body book both bottom bought brain
    break bridge bring broken brother brought brown build building built business called came
    career carry caught cause change changed charge cheap chief child children choose church
    cities city class clean clear close clothes coast collect color colour come company compare
    compared completely consider contain continue cook copy cost could country couple course
    court create created crime dark daughter days death decide decided describe details
    developed device died differ difference different difficult discover discovered doctor does
    doing done door down dream dress drink drive driver during each early earn east eight either
    else engine enough even event events ever every everyone everything exactly example except
    expect expensive explain extra face fact famous farm father favorite favourite feel field
    fight film find fire first fish five fixed flight floor follow following food force found
    founded four free friend friends from front full game garden gave gets getting girl give
    given glass goal going good government grade great green ground group grow guess guest
    guilty hand hands happen happened happens happy have having head hear heard heart height
    help here high himself history hold home hope horse hotel hour hours house however human
    hundred husband idea important include including inside instead interest interesting into
    involved island itself join judge just keep kept kill killed kind king knew know known lake
    language large last later laws lead leader learn learned least leave left less lesson letter
    letters life light like likely list little live lived long look looking lose machine made
    main mainly make making many match matter maybe mean measure member members mention
    mentioned metal might million mind minutes miss moment money month months more morning most
    mother move moved movie much music must name named near nearly need needed never news next
    night north nothing notice number ocean of off often older once only open opened opinion
    order other others ought outside over page paid paper parents part particular party passage
    passed past peace people perform perhaps period person phone place places plan plane plant
    plants play played player players please point police popular possible power president
    pretty price prison probably problem produce produced project public published purpose
    question quickly quiet quite rather reach read ready real really reason receive received
    recently record recorded relationship released remember repair report response rest result
    return returned ride right river road roof room said same save says school science score
    season second seem seen sentence serve several shall ship ships shoes shop short should show
    shows side similar since single sister size sleep small sold soldier soldiers some someone
    something sometimes song songs soon sort south special speed spend spent spring staff stand
    start started state stay still stone stop stopped storm story strange street strong student
    students study succeed successful such summer support suppose sure surely table take taken
    teacher team tell than thank thanks that their them themselves then there these they thing
    things think third this those thought thousand three through ticket time times title today
    together told took tool tools total town towns train trains travel tree trees tried trouble
    truck true trying turn twice type under understand until upon used useful using usually very
    visit visitors voice wait walk wall want wanted water ways wear weather week weeks weigh
    weight well went were west what when where whether which while white whole whom whose will
    winter with within without woman women wonder wood word words work worked working world
    worth would write writer written wrong wrote year years young your""".split()
)
"""Words that people use most when they ask and answer: what a slip may have been meant for."""
_WORDS_TOO = frozenset(
    """abel abut acme acre acres aery aids amin angels angles anther arise aside assign bard
    barn beast bene bets blot blow boast bolt bother bowl brad bran broad buys calm cares caret
    carte carve cast casual cats causal center clam clause coarse coats corps cots county crate
    crated crave crud curd cuter dairy diary dire dose dried drier earl earned ears eats emit
    eras erst fated fiber fiend fiends filed files filled fired fist fits flies flow fond form
    founder fowl fried funded gaol gird grid gust guts hared hats hays hinted hoes hose hots
    hunted husbands inner items juts lair laps latter lays leaned leaner leaners lest lets liar
    lief lion liter litter loin lots lust mane mani marital martial master mater mates meats
    meter mist nights noes nose noting nuclear nuder odes owes parse pats perfect pest pets plea
    ports post pots prat prefect raise raps rats reign reins resin rets rinse roes rose ruts
    sacred sales salt salve sates satin sauce scared shier shingle sign signing signs silt
    silver sing singe singing singles sings siren sitter slain slat slit sliver sloe snail snog
    snogs sole sour source spare spear spilt spit split sport stag stain stake star stare stared
    starts stat stated stating stats statue steak sting string sued suites tacks tarp tends tens
    theater thorough though throughout tide tied tier tiers tire tired tires toady tough trail
    trails trap treaties treatise trial trials tries trios trough tsar tush uncle unclear unite
    united untie untied veer vest vets viol wads waist wasp wether wets whist whiter wile wiles
    wont worse yearn yelp""".split()
)
"""Words of their own that swapping or leaving out a letter of another word makes."""
KNOWN = _COMMON | _WORDS_TOO | FUNCTION_WORDS
"""Words that are right as they are."""
LEAST_LETTERS = 4
"""Of a word that is looked at: shorter ones are too often abbreviations."""
_LEAST_OF_A_LACK = 7


def _swapped(word: str) -> Iterator[str]:
    """`word` with each pair of neighbouring letters swapped, but `theatre` for `theater`."""
    for place in range(len(word) - 1):
        one, two = word[place], word[place + 1]
        if one != two and not (place == len(word) - 2 and {one, two} == {"e", "r"}):
            yield word[:place] + two + one + word[place + 2 :]


def _lacking(word: str) -> Iterator[str]:
    """`word` without one of its inner letters, where it has enough of them."""
    if len(word) >= _LEAST_OF_A_LACK:
        for place in range(1, len(word) - 2):
            yield word[:place] + word[place + 1 :]


_SLIPS = (
    frozenset(
        slip
        for word in _COMMON
        if len(word) >= LEAST_LETTERS
        for slip in (*_swapped(word), *_lacking(word))
    )
    - _COMMON
    - _WORDS_TOO
)


def is_slip(word: str, turn: Turn, history: Sequence[Turn], passage: str) -> bool:
    """Whether a word of the user's, not in `KNOWN` and new, is a common word mistyped."""
    return word in _SLIPS and _is_new(word, turn.user, history, passage)


def is_near_word_swapped(
    word: str, turn: Turn, history: Sequence[Turn], passage: str, near: AbstractSet[str]
) -> bool:
    """Whether a short word swaps two letters of one of `near`, or of one of the last reply.

    `near` are the words of the passage in small letters. A name of the passage does not count:
    what looks like it may be a word.
    """
    told = content(history[-1].assistant) if history else frozenset()
    return any(
        (form in near and re.search(rf"\b{form}\b", passage) is not None) or form in told
        for form in _swapped(word)
    ) and _is_new(word, turn.user, history, passage)


def _is_new(word: str, message: str, history: Sequence[Turn], passage: str) -> bool:
    """Whether a word stands in small letters in the message and nowhere before it."""
    return (
        re.search(rf"\b{word}\b", message) is not None
        and word not in plain(passage)
        and not any(
            word in plain(earlier.user) or word in plain(earlier.assistant) for earlier in history
        )
    )
