"""What verbs take, for the questions on what follows them: picked by hand."""

from __future__ import annotations

DOCUMENTS = frozenset(
    """treaty act war law agreement charter code accord bill revolution battle plague""".split()
)
"""Agents that are asked for with "what": treaties and events."""
ACTING_GROUPS = frozenset(
    """authority army government council court parliament committee party team company church
    police union commission""".split()
)
"""Groups that act like persons."""
UNCLEAR_WORDS = frozenset(
    """i me my we us our this these those such following former latter above below""".split()
)
"""Words that point out of their sentence."""
DEEDS = frozenset(
    """build found create write invent discover attack invade defeat conquer move travel return
    join leave establish introduce develop publish win sign sell buy open close start launch
    begin pass propose reject refuse order send grant cede seize capture destroy restore divide
    abolish adopt ban arrest appoint elect lead organize form visit marry kill design paint
    compose direct teach study fight escape flee settle emigrate retire resign donate give make
    take put run walk drive abandon acquire announce build bring buy call change choose collect
    cut declare draw eat end expand fill find fix force gather hire include increase institute
    issue lift limit merge offer pay plan plant play prepare produce prohibit protect provide
    purchase raise reach reduce release remove rename replace rescue set stop submit surrender
    tell throw vote warn withdraw devise negotiate arrange perform record reform replace
    transfer use""".split()
)
"""What somebody can be said to do."""
MINDFUL = frozenset(
    """want hope believe decide worry fear prefer think wish complain regret love hate agree argue
    refuse vote participate""".split()
)
"""What only people do, or what is like them."""
RUNNING = frozenset("run own manage govern sponsor staff administer".split())
"""What persons and organisations do to organisations."""
FEELINGS = frozenset(
    """worried afraid happy glad sad angry eager excited proud anxious ashamed confident thankful
    grateful tired bored jealous lonely hungry""".split()
)
"""What only people are, or animals."""
VAGUE_ADJECTIVES = frozenset(
    """large small great big major minor significant important new old good bad long short high low
    certain particular similar different single total further considerable little few other own
    first last main""".split()
)
"""Adjectives that do not tell a kind."""
IDIOMATIC_OBJECTS = frozenset(
    """role part place care advantage action impact effect influence attention use lead
    control responsibility step rise birth way sense interest emphasis contact time war peace
    life""".split()
)
"""Objects that make one meaning with their verb: play a role."""
PERSONAL_DEEDS = frozenset(
    """write found invent design build discover lead paint compose direct create establish kill
    defeat conquer develop introduce propose sign coin describe command publish crown elect
    appoint assassinate marry name sponsor produce teach""".split()
)
"""What persons do, so that an unknown name behind "by" is a person."""
HUMAN_DEEDS = frozenset(
    """write invent discover compose paint coin sign marry publish propose argue claim assert insist
    announce declare believe decide refuse reject accept buy sell hire invite visit study resign
    appoint bequeath translate sail hypothesize assume demonstrate calculate patent order request
    promise agree ask reply suggest recommend""".split()
)
"""What a bare name can only have done as a person, or as a firm that acts like one."""
WANTING = frozenset(
    """want try decide plan hope refuse agree attempt intend promise choose threaten wish
    seek aim""".split()
)
"""Verbs whose infinitive answers "What did she want to do?"."""
TIGHT_VERBS = {
    preposition: frozenset(verbs.split())
    for preposition, verbs in {
        "of": """consist think dream compose make accuse die know serve work act see regard
            describe dispose use refer function form comprise""",
        "on": "depend rely focus concentrate base agree feed build border",
        "to": """lead belong refer contribute marry connect listen talk speak convert dedicate
            devote apply correspond respond react point limit bind attach link relate
            compare adapt amount object subject""",
        "in": """result specialize participate engage invest believe interest involve star
            succeed end train major""",
        "from": """result suffer derive originate die graduate separate remove make stem emerge
            come convert evolve differ recover escape protect prevent ban expel""",
        "with": """compete cover fill equip associate charge fight collaborate cooperate interact
            deal struggle meet begin live replace compare""",
        "against": "compete fight protest",
        "at": "look aim",
        "for": "look wait ask pay know use work fight vote care search account call allow stand",
        "about": "talk",
        "as": """know use serve act work describe regard see view consider rename operate train
            employ hire function consist compose think make dispose refer die form comprise
            recognize recognise identify designate classify define treat portray depict interpret
            brand market establish""",
        "after": "name",
        "into": "divide split turn convert translate grow develop evolve transform merge integrate",
        "by": "inspire influence cause surround",
        "upon": "depend",
    }.items()
}
"""Verbs that form one meaning with a preposition: consist of, depend on."""
SECOND_PARTS = {
    preposition: frozenset(verbs.split())
    for preposition, verbs in {
        "from": """prevent stop protect keep separate distinguish remove exclude ban discourage
            deter save rescue free exempt prohibit""",
        "as": """cite use regard see describe treat view name choose select appoint recognise
            recognize identify define classify designate portray depict establish""",
        "to": """bring take send attribute add compare ascribe credit limit restrict devote dedicate
            subject expose introduce return attach owe tie lead""",
        "of": "accuse convict deprive rob inform remind convince rid assure warn",
        "into": "divide turn convert transform translate split put bring force talk merge",
        "on": "base put place impose blame",
        "for": "blame exchange mistake thank substitute",
        "with": "associate combine confuse replace charge credit identify",
        "in": "put place",
    }.items()
}
"""Verbs that say too little of their object without a phrase: prevent it from, cite it as."""
SUPPLYING = frozenset("provide supply furnish equip present".split())
"""Verbs whose object receives what follows with "with"."""
SHOWING = frozenset(
    """show suggest state indicate mean report demonstrate require claim say conclude find note
    argue estimate warn""".split()
)
"""What things, not only persons, can do with a that-clause."""
MOVING = frozenset(
    """force order cause lead persuade convince encourage teach train invite urge instruct compel
    oblige tempt inspire prompt motivate ask tell beg advise warn""".split()
)
"""Verbs with somebody and an infinitive: "forced the crew to turn back"."""
BOUND_TO = frozenset(
    """expect allow encourage ask permit design intend force oblige order instruct persuade teach
    train authorize authorise invite advise""".split()
)
"""Verbs whose passive goes on with an infinitive: "was intended to"."""
PAYING = frozenset(
    """cost pay spend receive raise earn donate invest contribute give make lose win
    provide""".split()
)
"""Verbs whose object can be an amount of money."""
ASKED_ABOUT = frozenset("claim need offer love like consider want choose use plan".split())
"""Control verbs whose plain object can be asked for."""
BEFALLING = frozenset("receive be have find notice see experience lose get need want".split())
"""What happens to somebody: "You may see an alert" answers no "What may I do?"."""
