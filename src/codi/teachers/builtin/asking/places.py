"""Where something is or goes, by its verb: phrases of place that no list of places tells."""

from __future__ import annotations

from codi.teachers.builtin.asking.candidates import Asker
from codi.teachers.builtin.reading import lexicon
from codi.teachers.builtin.reading.clauses import Piece
from codi.teachers.builtin.reading.english import noun_lemma
from codi.teachers.builtin.reading.phrases import head_of
from codi.teachers.builtin.reading.tagset import NAMES, NOUNS

_STAYING = frozenset(
    """live reside lie sit stand stay sleep hide wait camp settle perch park hang float locate
    situate bury base house store display work study gather land crouch kneel""".split()
)
_GOING = lexicon.MOTION_VERBS | frozenset("crawl jump fall drop slide roll step".split())
_PUTTING = frozenset(
    """put place lay hang bring carry throw hide bury keep store plant set park pour pack send
    drop push pull lead stick leave find""".split()
)
_ABOUT = frozenset(
    """in at on near behind beside under beneath inside between along above below outside among
    opposite""".split()
)
_TOWARDS = frozenset("to into onto through over past toward towards across".split())
_ABSTRACT_ENDS = (
    "tion", "sion", "ment", "ness", "ity", "ism", "ance", "ence", "ship", "hood", "ing", "dom",
)  # fmt: skip
_NO_PLACES = (
    lexicon.TIME_NOUNS
    | lexicon.DURATION_NOUNS
    | lexicon.HUMAN_NOUNS
    | lexicon.DAYS
    | lexicon.MONTHS
    | lexicon.SEASONS
    | frozenset(
        """way side rest end case mind power war peace idea view face foot knee hand course order
        work life death love fear need danger trouble charge fact interest turn step risk state
        time age use lot stage level point line list system field program party conclusion issue
        project theory law art language name title record debt deal matter subject thing something
        anything nothing everything day sense hurry edge heart number group team person own role
        rank cause rule feeling look news future past present process position situation
        condition extent rate price speed moment temper crime account effort attack battle fight
        game race search struggle trial vote trip tour journey visit holiday vacation joy tears
        surprise voice dream""".split()
    )
)


def tells_where(asker: Asker, piece: Piece) -> bool:
    """Whether a phrase without a role of its own says where its verb happens or leads."""
    core, tokens = asker.fact.core, asker.fact.tokens
    if piece.kind != "pp" or piece.role or piece not in core or " " in piece.preposition:
        return False
    if core[-1] is not piece or asker.fact.subject.kind == "you":
        return False
    before = [other.kind for other in core[: core.index(piece)] if other.kind != "adv"]
    lemma, passive = asker.lemma, asker.verb.group.passive
    staying = lemma in _STAYING and not before and piece.preposition in _ABOUT
    going = lemma in _GOING and not before and not passive and piece.preposition in _TOWARDS
    put = lemma in _PUTTING and before == ([] if passive else ["np"])
    put = put and piece.preposition in (_ABOUT | {"to", "into", "onto"})
    return (staying or going or put) and _is_thing(asker, piece, tokens[piece.noun_start].tag)


def _is_thing(asker: Asker, piece: Piece, first: str) -> bool:
    """Whether a phrase names something that can be pointed at: no person, time or idea."""
    tokens = asker.fact.tokens
    head = tokens[head_of(tokens, piece.noun_start, piece.simple_end or piece.end)]
    if head.tag not in NOUNS or first not in {"DT", "PRP$"} | NAMES:
        return False
    word = noun_lemma(head.lower)
    known = word in lexicon.PLACE_NOUNS
    return known or not (word in _NO_PLACES or word.endswith(_ABSTRACT_ENDS))
