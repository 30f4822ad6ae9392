"""Short lists of words: what negates, what is opposed to what, irregular forms."""

from __future__ import annotations

FUNCTION_WORDS = frozenset(
    """a an the this that these those i you he she it we they me him her us them myself yourself
    himself herself itself ourselves themselves my your his its our their mine yours hers theirs own
    who whom whose which what when where why how am is are was were be been being do does did done
    doing have has had having will would shall should can could may might must and or but so if then
    than as of at by for from in into on onto to with about over under between after before during
    through up down out off away only very too also there here yes any some all each both few more
    most other such same just until within per around least almost nearly approximately don didn
    doesn isn wasn weren couldn wouldn shouldn hasn haven hadn won ain ve re ll""".split()
)

NEGATIONS = frozenset(
    """not no never none nothing nobody nowhere neither nor cannot without hardly scarcely barely
    cant dont didnt doesnt isnt wasnt wont""".split()
)

_FORMS = """
go goes going went gone | use uses used using | do doing | come came | blow blew blown
say said | see saw seen | take took taken
give gave given | get got gotten | make made | know knew known | think thought | find found
leave leaves left | tell told | feel felt | become became | begin began begun | bring brought
buy bought | catch caught | choose chose chosen | draw drew drawn | drink drank drunk
drive drove driven | eat ate eaten | fall fell fallen | fight fought | fly flew flown flies
forget forgot forgotten | grow grew grown | hear heard | hide hid hidden | hold held | keep kept
lead led | lose lost | meet met | pay paid | ride rode ridden | ring rang rung
rise rose risen | run ran | sell sold | send sent | shake shook shaken | sing sang sung
sink sank sunk | sit sat | sleep slept | speak spoke spoken | spend spent | stand stood
steal stole stolen | swim swam swum | teach taught | throw threw thrown | understand understood
wake woke woken | wear wore worn | win won | write wrote written | die dying dies | lie lying lies
tie tying ties
man men | woman women | child children | person people persons | foot feet | tooth teeth
mouse mice | wife wives | build built | break broke broken | deal dealt | dream dreamt
learn learnt | mean meant | shoot shot | bite bit bitten | freeze froze frozen | strike struck
good better best | bad worse worst | far further farther
"""
_OPPOSITES = """
more less | more fewer | most least | before after | increase decrease | increase fall
rise fall | rise drop | rise decline | first last | early late | early later | earlier later
high low | higher lower | large small | big small | big little | large little | long short
old young | old new | new ancient | win lose | win defeat | accept refuse | accept reject
accept decline | begin end | start end | start finish | start stop | open close
same different | alive dead | live die | love hate | like dislike | like hate | rich poor
happy sad | happy unhappy | easy difficult | easy hard | fast slow | quick slow | hot cold
up down | above below | over under | inside outside | include exclude | success failure
succeed fail | pass fail | agree disagree | agree refuse | allow forbid | allow prohibit
allow ban | possible impossible | legal illegal | public private | true false | right wrong
guilty innocent | strong weak | good bad | positive negative | best worst | better worse
friend enemy | north south | east west | buy sell | arrive leave | remember forget
gain lose | find lose | enter leave | support oppose | married single | always never
male female | man woman | boy girl | brother sister | father mother | son daughter
husband wife | many few | near far | left right | clean dirty | clear muddy | full empty
thin fat | thin overweight | quiet noisy | quiet loud | wet dry | safe dangerous
deny admit | deny confirm | major minor | majority minority | maximum minimum | add remove
appear disappear | rise sink | expand shrink | grow shrink | improve worsen
cheap expensive | asleep awake
"""


def _groups(table: str) -> list[list[str]]:
    return [group.split() for line in table.splitlines() for group in line.split("|") if group]


def plain_stem(word: str) -> str:
    """A rough stem by endings alone: "moved" and "moves" agree, and "cities" and "city"."""
    for ending in ("ing", "ied", "ies", "ed", "es", "ly", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: -len(ending)] + ("y" if ending in {"ies", "ied"} else "")
            break
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    return word.rstrip("e") if len(word) > 3 else word


IRREGULAR = {form: plain_stem(group[0]) for group in _groups(_FORMS) if group for form in group}
"""Irregular forms and the stem of their plain form."""


def stem(word: str) -> str:
    """A rough stem, with irregular forms: "went" and "goes" agree."""
    return IRREGULAR.get(word) or plain_stem(word)


def _opposites() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for group in _groups(_OPPOSITES):
        if len(group) == 2:
            one, other = group
            for word, against in ((one, other), (other, one)):
                found.setdefault(_key(word), set()).add(_key(against))
    return {key: frozenset(keys) for key, keys in found.items()}


def _key(word: str) -> str:
    """A word as `reading` has it, where function words are not stemmed."""
    return word if word in FUNCTION_WORDS or word in NEGATIONS else stem(word)


LIGHT = frozenset(
    map(
        stem,
        """get go come put take make keep let need use start become give want seem say tell happen
        include involve mean cause call thing way people person time kind part fact case instance
        example year day number little bit lot passage text able like well still already often
        usually mainly mostly actually really simply quite rather either another anything something
        everything nothing someone anyone everyone somebody anybody else among towards across
        against besides except unless whatever whenever wherever although though since because
        whereas while however therefore thus instead even ever yet also otherwise together later
        afterwards finally eventually way back around just turn hold run set bring look name
        single every according plus including beyond along elsewhere ought far currently
        roughly occasionally regularly simultaneously month date end whole kind sort o'clock am pm
        percent ones""".split(),
    )
)
"""Words that an answer may put in of its own: verbs and nouns without much meaning, connectives."""
TAKEN_BACK = frozenset({"no", "not", "nothing"})
"""What `reading` takes for a function word, as in "no other", where it denies in other words."""
IMPLIED_NEGATIONS = TAKEN_BACK | frozenset(
    map(
        stem,
        """lack fail refuse avoid prevent forbid ban prohibit deny denied reject except instead
        unable impossible rarely seldom unless absent""".split(),
    )
)
"""Words with which evidence may deny a thing that an answer denies with "not" or "none"."""
OPPOSITES = _opposites()
"""By key, the keys that say the opposite."""
