"""Verb against noun against adjective, by the word before and the word after.

The rules stand in the order in which they are asked; the first that is sure decides.
"""

from __future__ import annotations

from codi.teachers.builtin.reading import lexicon
from codi.teachers.builtin.reading.english import (
    BE,
    DO,
    HAVE,
    is_plural_form,
    verb_lemma,
    word_classes,
)
from codi.teachers.builtin.reading.tagset import (
    ADJECTIVES,
    ADVERBS,
    CLOSED_CLASSES,
    DETERMINERS,
    FINITE,
    NOUNS,
    Spot,
    at,
)

_SUBJECTS = frozenset("he she it they we i you who which".split())
_NUMBERED = frozenset("articles sections chapters pages volumes figures tables lines".split())
_SETTLED = frozenset(["MD", ".", ",", ":", "CC", "POS", "CD", "PRP"])
_DEMONSTRATIVES = frozenset(["this", "that", "these", "those"])
_COMPASS = frozenset("north south east west northeast northwest southeast southwest".split())
_WITH_BARE_VERBS = frozenset("let make help see watch hear have feel notice".split())
_SAME_PAST = frozenset("put set let cut hit read cost".split())
_TO_VERBS = frozenset(
    "refer lead relate contribute belong respond devote dedicate amount date".split()
)
_TO_WORDS = frozenset("due according prior access subject".split())
_NO_VERB_AFTER_TO = frozenset(["CD", "PRP", "NNS", "WP", "WDT", "NNP", "NNPS", "JJR"])
_PLACES_GONE_TO = frozenset(
    """school bed church war town court prison college power trial sea land home date water market
    age""".split()
)
_THAT_HEADS = frozenset("those all one ones something everything".split())
_THAT_NOUNS = frozenset(
    """fact idea view belief claim theory hypothesis argument notion conclusion evidence possibility
    assumption condition hope fear opinion statement rumor rumour report proposal doubt news
    proof""".split()
)


def by_neighbours(spot: Spot) -> None:
    """Correct the tag of one token in place."""
    for rule in _RULES:
        tag = rule(spot)
        if tag:
            spot.token.tag = tag
            return


def _that(spot: Spot) -> str:
    """Determiner, relative pronoun (WDT) or conjunction (IN)."""
    if spot.word != "that":
        return ""
    previous, following = spot.previous, spot.following
    if not previous.tag or not following.tag:
        return "DT"
    if previous.tag in NOUNS | {"CD", "PRP"} or previous.lower in _THAT_HEADS:
        clause = following.tag in DETERMINERS | {"PRP", "NNP", "NNS"}
        content = previous.lower in _THAT_NOUNS or (previous.tag == "NNP" and _tells(spot))
        return "IN" if content and clause else "WDT"
    governed = previous.tag in {"IN", "TO"} and previous.lower not in {"so", "except", "in"}
    told = previous.tag.startswith("VB") and verb_lemma(previous.lower) in lexicon.SPEECH_VERBS
    if following.tag == "NN" and not told and previous.tag in {"CC", "VBD", "VBZ", "VBP"}:
        return "DT" if at(spot.tokens, spot.index + 2).tag in {"", ".", ",", "IN"} else "IN"
    if following.tag == "NN" and previous.tag in {"IN", "TO"} and previous.lower != "so":
        return "DT"
    return "DT" if governed else "IN"


def _tells(spot: Spot) -> bool:
    """As in "told Ann Lee that": a verb that tells stands before the name."""
    place = spot.index - 1
    while at(spot.tokens, place).tag == "NNP":
        place -= 1
    return verb_lemma(at(spot.tokens, place).lower) in {
        "tell",
        "inform",
        "remind",
        "assure",
        "warn",
    }


def _to(spot: Spot) -> str:
    """Infinitive marker (TO) or preposition (IN)."""
    if spot.word != "to":
        return ""
    previous, following = spot.previous.lower, spot.following
    if previous in _TO_WORDS or (previous and verb_lemma(previous) in _TO_VERBS):
        return "IN"
    ahead = Spot(spot.tokens, spot.index + 1) if following.tag else None
    if ahead is None or ahead.capital or ahead.tag in DETERMINERS | _NO_VERB_AFTER_TO:
        return "IN"
    if ahead.tag in ADVERBS:
        return "TO"
    if "VB" not in ahead.forms or (ahead.tag == "NN" and ahead.word in _PLACES_GONE_TO):
        return "IN"
    known = ahead.word in CLOSED_CLASSES or "ADJ" in ahead.classes
    adjective = ahead.tag == "JJ" and known and ahead.following.tag not in {"DT", "PRP$"}
    return "IN" if adjective or _related(spot, ahead) else "TO"


def _related(spot: Spot, ahead: Spot) -> bool:
    """As in "the ratio of speed to force and the inverse ratio of speed to mass": two nouns."""
    behind = [at(spot.tokens, place).tag for place in (spot.index + 2, spot.index + 3)]
    of_noun = at(spot.tokens, spot.index - 2).lower == "of" and behind[0] == "."
    return ahead.tag in NOUNS and (of_noun or behind in (["CC", "DT"], [",", "DT"]))


def _noun_before_verb(spot: Spot) -> str:
    """As in "disasters and plagues led": a noun, since the verb comes next."""
    place = spot.index + 1
    while at(spot.tokens, place).tag in ADVERBS:
        place += 1
    following = at(spot.tokens, place)
    adverbs = place > spot.index + 1
    tags = {"VBD", "MD", "VBP", "VB"} if adverbs else {"VBD", "VBN", "MD", "VBZ", "VBP"}
    verb = following.tag in tags or following.lower in BE | HAVE
    joined = spot.previous.tag in {"CC", "JJ", "NN", "VBN", "POS"}
    return "NNS" if spot.tag == "VBZ" and verb and joined and "NOUN" in spot.classes else ""


def _adverb_or_not(spot: Spot) -> str:
    """As in "the only bridge", "they first met", "is shown below."."""
    determined = spot.previous.tag in DETERMINERS
    if spot.word == "only" and determined:
        return "JJ"
    if spot.word in {"early", "later"} and spot.following.tag in NOUNS | ADJECTIVES:
        return "JJ" if determined or (spot.word == "early" and not spot.previous.tag) else ""
    if spot.word == "since" and spot.previous.lower in HAVE:
        return "RB"
    right = spot.word == "right" and spot.following.lower in {"away", "now", "there", "here"}
    first = spot.word == "first" and spot.following.tag in {"VBD", "VBN"} and not determined
    if right or first:
        return "RB"
    added = (spot.word, spot.following.lower) == ("as", "well")
    if added and at(spot.tokens, spot.index + 2).lower != "as":
        return "RB"
    alone = spot.following.tag in {".", "VBZ", "VBP", "VBD", "MD"}
    return "RB" if spot.word == "below" and alone else ""


def _degree_of_noun(spot: Spot) -> str:
    """As in "most beds", "two earlier expeditions", "the far side": no adverb."""
    noun = spot.following.tag in NOUNS
    if spot.tag in {"RBR", "RBS"} and noun and spot.word != "later":
        return "JJR" if spot.tag == "RBR" else "JJS"
    return "JJ" if spot.word == "far" and noun and spot.previous.tag in DETERMINERS else ""


def _noun_in_disguise(spot: Spot) -> str:
    """As in "self-fertilization has", "the corresponding set of", "the unique flicking is"."""
    following, previous = spot.following, spot.previous
    verb = following.tag in {"VBZ", "VBD", "VBP", "MD"}
    if spot.word in _NUMBERED and following.tag == "CD" and spot.tag == "VBZ":
        return "NNS"
    if "-" in spot.word and spot.tag == "JJ" and previous.lower not in BE:
        ends = verb or (following.tag in {".", ",", "IN"} and previous.tag in DETERMINERS | {"POS"})
        return ("NNS" if spot.word.endswith("s") else "NN") if ends else ""
    modified = previous.tag in ADJECTIVES and at(spot.tokens, spot.index - 2).tag in DETERMINERS
    if spot.tag == "VBN" and following.lower == "of" and "NOUN" in spot.classes and modified:
        return "NN"
    if spot.tag == "VBG" and spot.index == 1 and previous.tag == "JJ" and following.tag == "IN":
        return "NN"  # "Private schooling in the country"
    return "NN" if spot.tag == "VBG" and modified and (verb or following.tag == ".") else ""


def _verb_or_noun(spot: Spot) -> str:
    """As in "algorithms that use random bits", and in "careful thought may reveal"."""
    relative = spot.previous.tag == "WDT" and spot.previous.lower == "that"
    if relative and spot.tag == "NN" and "VBP" in spot.forms:
        return "VBP"
    modified = spot.previous.tag in ADJECTIVES | DETERMINERS
    verb = spot.tag in {"VBD", "VBP", "VB"} and "NOUN" in spot.classes
    return "NN" if verb and modified and spot.following.tag == "MD" else ""


def owns_noun(spot: Spot) -> bool:
    """As in "tapped her stick", but not in "let her stick"."""
    verbal = spot.following.tag in {"VB", "VBP"} and "NOUN" in word_classes(spot.following.lower)
    return verbal and verb_lemma(spot.previous.lower) not in _WITH_BARE_VERBS


def _settled(spot: Spot) -> str:
    """Closed classes keep their tag, but for a few words of two kinds."""
    if spot.word not in CLOSED_CLASSES and spot.tag not in _SETTLED:
        return ""
    word, following, previous = spot.word, spot.following, spot.previous
    if word in {"before", "after", "since", "until"} and following.tag in {"", ",", "."}:
        return "RB"
    if (
        word == "her"
        and not owns_noun(spot)
        and following.tag not in NOUNS | ADJECTIVES | {"", "CD", "VBG", "VBN"}
    ):
        return "PRP"
    existing = following.lower in BE | {"exist", "exists", "existed", "has", "have"}
    if word == "there" and following.tag not in {"", "MD"} and not existing:
        return "RB"
    if word == "like" and (
        previous.tag in {"TO", "MD"} or previous.lower in {"they", "i", "we", "you"}
    ):
        return "VB"
    return spot.tag


def _after_auxiliary(spot: Spot) -> str:
    """After "will", "to", "has", "was": the form that each asks for."""
    before, forms, tag = spot.before, spot.forms, spot.tag
    if before is not spot.previous and before.tag in DETERMINERS:
        before = spot.previous
    head = before.lower
    helped = head in DO and (spot.previous.lower in DO or spot.previous.tag in ADVERBS)
    infinitive = before.tag == "MD" or helped or (before.tag == "TO" and not spot.capital)
    if infinitive and "VB" in forms:
        return "VB"
    verbal = tag in {"VBN", "VBD", "VB", "VBP"} or "NOUN" not in spot.classes
    if head in HAVE and "VBN" in forms and verbal and tag not in {"NNS", "NNP"}:
        return "VBN"
    if head in BE and tag not in NOUNS:
        if "VBG" in forms:
            return "VBG"
        if "VBN" in forms and (tag.startswith("VB") or spot.word.endswith("ed")):
            return "VBN"
    return ""


def _after_determiner(spot: Spot) -> str:
    """After "the", "his", "this": a noun or an adjective, but "this" may be a subject."""
    previous, tag = spot.previous, spot.tag
    if previous.tag not in DETERMINERS and previous.tag != "POS":
        return ""
    past_or_third = spot.forms & {"VBZ", "VBD"}
    sure_verb = tag != "VBN" and "NOUN" not in spot.classes and not spot.word.endswith("ed")
    if previous.lower in _DEMONSTRATIVES and sure_verb and past_or_third:
        return "VBZ" if "VBZ" in past_or_third else "VBD"
    alone = previous.lower in _DEMONSTRATIVES | {"all", "both", "each", "some"}
    if alone and tag in FINITE | {"VB"} and _object_like(spot):
        return "VBP" if tag == "VB" else tag
    return _nominal(spot)


def _object_like(spot: Spot) -> bool:
    following = spot.following
    starts = DETERMINERS | {"IN", "TO", "PRP", "VBN", "RB", "JJ"}
    return following.tag in starts or following.lower == "that"


def _nominal(spot: Spot) -> str:
    """After a determiner: a verb tag becomes a noun or an adjective."""
    tag, classes, word = spot.tag, spot.classes, spot.word
    if not tag.startswith("VB"):
        return _compass(spot) or _people(spot) or _described_noun(spot) or _noun_at_end(spot) or tag
    noun_follows = spot.following.tag in NOUNS | ADJECTIVES | {"VBN", "VBG", "CD"}
    if tag in {"VBN", "VBD", "VBG"}:
        if word.endswith("ing") and not noun_follows:
            return "NN"
        return "JJ" if noun_follows or "NOUN" not in classes else "NN"
    if "NOUN" in classes:
        return "NNS" if is_plural_form(word) else "NN"
    return "JJ" if "ADJ" in classes or (spot.forms and noun_follows) else tag


def _after_adjective(spot: Spot) -> str:
    """After an adjective or a number: a noun rather than a verb."""
    previous = spot.previous
    counted = previous.tag in ADJECTIVES or previous.tag == "CD"
    if not counted or spot.tag not in {"VB", "VBP", "VBZ"} or "NOUN" not in spot.classes:
        return ""
    plural = is_plural_form(spot.word)
    if previous.lower in {"many", "few", "several", "other", "such"} and not plural:
        return ""
    return "NNS" if plural else "NN"


def _after_pronoun(spot: Spot) -> str:
    """After "she", "they", "who": the finite form."""
    head, forms = spot.before.lower, spot.forms
    if head not in _SUBJECTS or not forms or spot.tag in FINITE:
        return ""
    third_person = head in {"he", "she", "it"}
    if "VBD" in forms and spot.word not in _SAME_PAST:
        return "VBD"
    if "VBZ" in forms and (third_person or head in {"which", "who"}):
        return "VBZ"
    if "VBP" in forms and not third_person:
        return "VBP"
    return "VBD" if "VBD" in forms else spot.tag


def _participle_clause(spot: Spot) -> str:
    """A verb in -ing behind a comma with its object: ", killing the king"."""
    nominal = spot.tag in {"IN", "NN", "JJ"} and spot.previous.tag == ","
    following = spot.following
    governs = following.tag in DETERMINERS or following.lower in {"to", "in", "that"}
    ing = spot.word.endswith("ing") and "VBG" in spot.forms
    return "VBG" if nominal and governs and ing else ""


def _direction(spot: Spot) -> str:
    """As in "went north", "went home": adverbs behind a verb."""
    if not spot.previous.tag.startswith("VB"):
        return ""
    if spot.word in _COMPASS:
        return "RB"
    if spot.word == "home":
        return "NN" if spot.previous.lower in BE else "RB"
    return ""


def _described_noun(spot: Spot) -> str:
    """An adjective that stands for a noun or adverb: "the military launched", "has long been"."""
    if spot.tag != "JJ" or not spot.previous.tag or not spot.following.tag:
        return ""
    previous, following, word = spot.previous, spot.following, spot.word
    early = following.tag == "RB" and word in {"first", "long"}
    participle = following.tag == "VBN" or following.lower == "been" or early
    adverbial = word in {"long", "first", "much", "well", "better"}
    if previous.lower in HAVE | BE and participle and adverbial:
        return "RB"
    governs = following.tag.startswith("VB") and following.tag != "VBG"
    last = governs or following.tag == "MD" or following.lower == "of"
    placed = previous.tag in DETERMINERS | ADJECTIVES | {"POS"} and not spot.capital
    return "NN" if last and placed and "NOUN" in spot.classes else ""


def _name_in_ish(spot: Spot) -> str:
    """As in "the Northern Chinese were": the end of a name."""
    if spot.tag != "JJ" or not spot.capital or spot.previous.tag != "NNP":
        return ""
    if not spot.following.tag or spot.following.tag in NOUNS | ADJECTIVES:
        return ""
    return "NNPS" if spot.word.endswith(("ese", "ish")) else "NNP"


def _compass(spot: Spot) -> str:
    if spot.previous.lower != "the" or spot.word not in _COMPASS or not spot.following.tag:
        return ""
    return "JJ" if spot.following.tag in NOUNS | ADJECTIVES else "NN"


def _people(spot: Spot) -> str:
    """As in "the French acquired": a people."""
    following = spot.following
    ends = following.tag.startswith(("VB", "MD", "RB")) or following.lower in {
        "who", "to", "and", "in", "under", "by",
    }  # fmt: skip
    named = spot.previous.lower == "the" and spot.capital and spot.tag == "JJ"
    return "NNPS" if named and ends and following.tag else ""


def _noun_at_end(spot: Spot) -> str:
    """As in "the supreme judicial body": an adjective that the lexicon takes for a noun."""
    adjective = spot.tag == "NN" and "ADJ" in spot.classes and spot.previous.tag in DETERMINERS
    return "JJ" if adjective and spot.following.tag in ADJECTIVES else ""


def _after_preposition(spot: Spot) -> str:
    """After a preposition: a noun rather than a finite verb."""
    previous = spot.previous
    if previous.tag != "IN" or previous.lower in lexicon.SUBORDINATORS | {"that", "than"}:
        return ""
    if spot.tag not in {"VB", "VBP", "VBZ"} or "NOUN" not in spot.classes:
        return ""
    return "NNS" if is_plural_form(spot.word) else "NN"


_RULES = (
    _that,
    _to,
    _noun_before_verb,
    _adverb_or_not,
    _degree_of_noun,
    _noun_in_disguise,
    _verb_or_noun,
    _settled,
    _after_auxiliary,
    _after_determiner,
    _after_adjective,
    _after_pronoun,
    _participle_clause,
    _direction,
    _described_noun,
    _name_in_ish,
    _after_preposition,
)
