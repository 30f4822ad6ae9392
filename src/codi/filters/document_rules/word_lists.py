"""Short lists that rules about a page count with; all whole words, lower case.

They are short on purpose. A list of hundreds drops what is written about medicine, law, or by and
about minorities (Dodge et al. 2021 on C4's list); one word says nothing, so shares are counted, and
words that have a common innocent sense ("adult", "breast", "escort") are left out.
"""

from __future__ import annotations

GOPHER_STOP_WORDS = ("the", "be", "to", "of", "and", "that", "have", "with")
"""English text has two of these at least (Rae et al. 2021)."""

ADULT_WORDS = frozenset(
    """blowjob blowjobs bukkake camgirl camgirls clit cocks creampie cumshot cumshots cunnilingus
    deepthroat dildo dildos fisting fuck fucked fucking gangbang handjob handjobs hentai horny milf
    milfs nsfw orgasms porn porno pornhub pornstar pornstars pussy pussies sexcam sluts slutty
    threesome tits titties twink twinks upskirt webcams whores xnxx xvideos xxx""".split()
)
"""What pages that sell pictures and films of sex are made of."""

TOXIC_WORDS = frozenset(
    """asshole assholes bastard bastards bitch bitches bullshit chink coon cunt cunts dickhead
    douchebag dumbass faggot faggots fag fags fuck fucked fucker fuckers fuckin fucking gook
    kike kikes kys libtard moron morons motherfucker motherfucking nigga nigger niggers paki pricks
    retard retarded retards scumbag shemale shit shithead shitty slut sluts spic tranny twat wetback
    whore whores wanker wankers""".split()
)
"""Insults and slurs; a page that reports one does not consist of them."""

FILLER_WORDS = frozenset(
    """lorem ipsum dolor amet consectetur consectetuer adipiscing elit eiusmod tempor incididunt
    labore dolore magna aliqua quis nostrud exercitation ullamco laboris nisi aliquip commodo
    consequat duis aute irure reprehenderit voluptate velit cillum fugiat pariatur excepteur sint
    occaecat cupidatat proident culpa officia deserunt mollit anim laborum nulla vestibulum
    pellentesque curabitur""".split()
)
"""The text that layouts are tried with, which C4 knows by its first two words."""

BOILERPLATE = (
    "terms of use",
    "terms of service",
    "terms and conditions",
    "privacy policy",
    "cookie policy",
    "uses cookies",
    "use of cookies",
    "use cookies",
    "accept cookies",
    "accept all cookies",
    "cookie settings",
    "enable javascript",
    "javascript is disabled",
    "javascript must be enabled",
    "javascript enabled",
    "turn on javascript",
    "all rights reserved",
)
"""What lines of a site's frame say: C4 deletes lines with the policies and with JavaScript."""
