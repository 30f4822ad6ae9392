"""Mends part-of-speech tags by context: the lexicon knows each word's most frequent tag only."""

from __future__ import annotations

from codi.teachers.builtin import lexicon
from codi.teachers.builtin.english import (
    BE,
    DO,
    HAVE,
    MODALS,
    is_plural_form,
    verb_forms,
    verb_lemma,
    word_classes,
)
from codi.teachers.builtin.tokens import Token

NOUNS = frozenset(["NN", "NNS", "NNP", "NNPS"])
FINITE = frozenset(["VBD", "VBZ", "VBP", "MD"])
ADJECTIVES = frozenset(["JJ", "JJR", "JJS"])
ADVERBS = frozenset(["RB", "RBR", "RBS"])
DETERMINERS = frozenset(["DT", "PDT", "PRP$"])
_SUBJECTS = frozenset(["he", "she", "it", "they", "we", "i", "you", "who", "which"])
_CLOSED = {
    "the": "DT",
    "a": "DT",
    "an": "DT",
    "this": "DT",
    "these": "DT",
    "those": "DT",
    "no": "DT",
    "some": "DT",
    "any": "DT",
    "every": "DT",
    "each": "DT",
    "all": "DT",
    "both": "DT",
    "either": "DT",
    "neither": "DT",
    "another": "DT",
    "i": "PRP",
    "he": "PRP",
    "she": "PRP",
    "it": "PRP",
    "they": "PRP",
    "we": "PRP",
    "you": "PRP",
    "me": "PRP",
    "him": "PRP",
    "them": "PRP",
    "us": "PRP",
    "himself": "PRP",
    "herself": "PRP",
    "itself": "PRP",
    "themselves": "PRP",
    "his": "PRP$",
    "its": "PRP$",
    "their": "PRP$",
    "my": "PRP$",
    "your": "PRP$",
    "our": "PRP$",
    "who": "WP",
    "whom": "WP",
    "whose": "WP$",
    "which": "WDT",
    "what": "WP",
    "where": "WRB",
    "when": "WRB",
    "why": "WRB",
    "how": "WRB",
    "and": "CC",
    "or": "CC",
    "but": "CC",
    "nor": "CC",
    "not": "RB",
    "n't": "RB",
    "also": "RB",
    "there": "EX",
    "today": "RB",
    "yesterday": "RB",
    "tomorrow": "RB",
    "nowadays": "RB",
    "because": "IN",
    "since": "IN",
    "while": "IN",
    "although": "IN",
    "though": "IN",
    "unless": "IN",
    "until": "IN",
    "whereas": "IN",
    "if": "IN",
    "as": "IN",
    "than": "IN",
    "of": "IN",
    "with": "IN",
    "from": "IN",
    "by": "IN",
    "for": "IN",
    "at": "IN",
    "into": "IN",
    "onto": "IN",
    "during": "IN",
    "between": "IN",
    "among": "IN",
    "through": "IN",
    "against": "IN",
    "without": "IN",
    "within": "IN",
    "toward": "IN",
    "towards": "IN",
    "upon": "IN",
    "under": "IN",
    "after": "IN",
    "before": "IN",
    "despite": "IN",
    "via": "IN",
    "per": "IN",
    "throughout": "IN",
    "across": "IN",
    "behind": "IN",
    "beyond": "IN",
    "including": "IN",
    "like": "IN",
    "near": "IN",
    "in": "IN",
    "on": "IN",
    "such": "JJ",
    "many": "JJ",
    "few": "JJ",
    "several": "JJ",
    "other": "JJ",
    "own": "JJ",
    "same": "JJ",
    "first": "JJ",
    "last": "JJ",
    "later": "RB",
    "prior": "JJ",
    "according": "VBG",
    "only": "RB",
    "is": "VBZ",
    "was": "VBD",
    "were": "VBD",
    "are": "VBP",
    "am": "VBP",
    "be": "VB",
    "been": "VBN",
    "being": "VBG",
    "has": "VBZ",
    "had": "VBD",
    "does": "VBZ",
    "did": "VBD",
    "said": "VBD",
    "became": "VBD",
    "went": "VBD",
    "known": "VBN",
    "%": "NN",
    "percent": "NN",
}


def mend(tokens: list[Token], names: frozenset[str] = frozenset()) -> None:
    """Correct the tags of one sentence in place; `names` are words that are names elsewhere."""
    for index, token in enumerate(tokens):
        _by_word(tokens, index, token)
    if (
        tokens
        and tokens[0].text in names
        and tokens[0].tag not in {"DT", "IN", "PRP", "PRP$", "WP", "WRB", "CC", "RB"}
    ):
        tokens[0].tag = "NNP"
    for index, token in enumerate(tokens):
        _by_neighbours(tokens, index, token)
    _finite_verbs(tokens)


def _by_word(tokens: list[Token], index: int, token: Token) -> None:
    """Closed classes, names and numbers, which need no context or capitals only."""
    word = token.lower
    text = token.text
    known = _CLOSED.get(word)
    if (
        text == "I"
        and index
        and (
            tokens[index - 1].text[:1].isupper()
            or (index + 1 < len(tokens) and tokens[index + 1].text[:1].isupper())
        )
        and tokens[index - 1].text[0].isalpha()
        and tokens[index - 1].tag not in {"IN", "CC", "RB"}
    ):
        token.tag = "NNP"
        return
    if word in MODALS:
        token.tag = "MD"
        if word in {"will", "may", "might", "can"} and _after_determiner(tokens, index):
            token.tag = "NN"
        if text == "May" and (index > 0 or (len(tokens) > 1 and tokens[1].text[0].isdigit())):
            token.tag = "NNP"
    elif known and not (
        text[0].isupper() and index > 0 and word in {"may", "us", "it", "will", "like"}
    ):
        token.tag = known
    elif (
        word in {"more", "less", "most", "least"}
        and index + 1 < len(tokens)
        and tokens[index + 1].tag in {"JJ", "RB", "VBN"}
    ):
        token.tag = "RBR"
    elif word in {"'s", "'"}:
        token.tag = _clitic_tag(tokens, index)
    elif word == "to":
        token.tag = "TO"
    elif word == "that":
        token.tag = "IN"
    elif word == "her":
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        token.tag = "PRP$" if following and following.tag in NOUNS | ADJECTIVES | {"CD"} else "PRP"
    elif text[0].isdigit() or lexicon.MONEY.match(text):
        dated = index > 0 and tokens[index - 1].lower in lexicon.MONTHS
        token.tag = "JJ" if lexicon.ORDINAL.match(text) and not dated else "CD"
        if "-" in text and text[-1].isalpha():
            token.tag = "JJ"
    elif word in lexicon.NUMBER_WORDS or word in lexicon.BIG_NUMBERS:
        token.tag = "NNS" if word.endswith(("ds", "ns")) else "CD"
    elif text[0] == "°":
        token.tag = "NN"
    elif not (text[0].isalnum() or text[0] in "'’"):
        token.tag = {",": ",", ".": ".", "!": ".", "?": ".", ";": ":", ":": ":"}.get(
            text, "%" if text == "%" else ":"
        )
        if text in {"&"}:
            token.tag = "CC"
    elif text[0].isupper():
        _capital(tokens, index, token)
    elif token.tag in {"NNP", "NNPS", "SYM", "FW", "LS", "UH", "POS"}:
        token.tag = "NNS" if is_plural_form(word) else "NN"
    elif (
        token.tag == "JJ"
        and not word.endswith("ed")
        and "ADJ" not in word_classes(word)
        and "VBD" in verb_forms(word)
    ):
        token.tag = "VBD"
    elif token.tag in {"NN", "NNS"} and word_classes(word) == {"VERB"} and not text[0].isupper():
        forms = verb_forms(word)
        token.tag = next(
            (tag for tag in ("VBZ", "VBD", "VBG", "VBN", "VBP") if tag in forms), token.tag
        )
    elif token.tag in {"NN", "JJ"} and word.endswith("ly") and word_classes(word) == {"ADV"}:
        token.tag = "RB"
    elif token.tag == "NN" and "NOUN" not in word_classes(word) and is_plural_form(word):
        token.tag = "NNS"


def _capital(tokens: list[Token], index: int, token: Token) -> None:
    """A capitalised word is a name, but at the start of a sentence it may be any word."""
    word = token.lower
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if index == 0:
        known = word_classes(word)
        name_follows = (
            following is not None and following.text[:1].isupper() and following.text != "I"
        )
        if token.tag in {"IN", "DT", "RB", "CC", "WRB", "WP", "WDT", "EX", "PRP", "PRP$", "PDT"}:
            return
        if name_follows and token.tag in NOUNS | {"JJ", "VBG", "VBN"} and "ADV" not in known:
            token.tag = "NNP"
        elif token.tag in {"NNP", "NNPS"} and known and not _is_name(word):
            token.tag = "NNS" if "NOUN" in known and is_plural_form(word) else "NN"
            if "NOUN" not in known:
                token.tag = "JJ" if "ADJ" in known else "RB" if "ADV" in known else "NNP"
        return
    if token.tag == "JJ" and following is not None and following.text[:1].islower():
        return
    if token.tag in {"JJ"} and word.endswith(
        ("ese", "ish", "ian", "ean", "can", "ench", "eek", "man")
    ):
        return
    plural = token.tag in {"NNS", "NNPS"} or (
        "NOUN" in word_classes(word) and is_plural_form(word) and not _is_name(word)
    )
    token.tag = "NNPS" if plural else "NNP"


def _is_name(word: str) -> bool:
    first_names, places = lexicon.known_names()
    return word in first_names or word in places


def _clitic_tag(tokens: list[Token], index: int) -> str:
    """Possessive, or the verb "is" after a pronoun."""
    before = tokens[index - 1].lower if index else ""
    if before in {"he", "she", "it", "that", "what", "who", "there", "here", "where", "how"}:
        return "VBZ"
    if before == "let":
        return "PRP"
    return "POS"


def _after_determiner(tokens: list[Token], index: int) -> bool:
    return index > 0 and tokens[index - 1].lower in {
        "the",
        "a",
        "his",
        "her",
        "their",
        "its",
        "free",
    }


def _before(tokens: list[Token], index: int) -> Token | None:
    """The token before, adverbs skipped."""
    index -= 1
    while index >= 0 and tokens[index].tag in ADVERBS:
        index -= 1
    return tokens[index] if index >= 0 else None


def _by_neighbours(tokens: list[Token], index: int, token: Token) -> None:
    """Verb against noun against adjective, by the word before and the word after."""
    word = token.lower
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    previous = tokens[index - 1] if index else None
    if word == "that":
        token.tag = _that(tokens, index, previous, following)
        return
    if word == "to":
        token.tag = _to(following)
        if previous is not None and (
            previous.lower in {"due", "according", "prior", "access", "subject"}
            or verb_lemma(previous.lower)
            in {
                "refer",
                "lead",
                "relate",
                "contribute",
                "belong",
                "respond",
                "devote",
                "dedicate",
                "amount",
                "date",
            }
        ):
            token.tag = "IN"
        return
    if (
        token.tag == "VBZ"
        and "NOUN" in word_classes(word)
        and previous is not None
        and following is not None
        and previous.tag in {"CC", "JJ", "NN", "VBN"}
        and (following.tag in {"VBD", "VBN", "MD", "VBZ", "VBP"} or following.lower in BE | HAVE)
    ):
        token.tag = "NNS"
        return
    if word in _CLOSED or token.tag in {"MD", ".", ",", ":", "CC", "POS", "CD", "PRP"}:
        if word in {"before", "after", "since", "until"} and (
            following is None or following.tag in {",", "."}
        ):
            token.tag = "RB"
        elif (
            word == "her"
            and following is not None
            and following.tag not in NOUNS | ADJECTIVES | {"CD", "VBG", "VBN"}
        ):
            token.tag = "PRP"
        elif (
            word == "there"
            and following is not None
            and following.lower not in BE
            and following.tag != "MD"
            and following.lower not in {"exist", "exists", "existed", "has", "have"}
        ):
            token.tag = "RB"
        elif (
            word == "like"
            and previous is not None
            and (previous.tag in {"TO", "MD"} or previous.lower in {"they", "i", "we", "you"})
        ):
            token.tag = "VB"
        return
    forms = verb_forms(word)
    before = _before(tokens, index)
    if before is not None and before is not previous and before.tag in DETERMINERS:
        before = previous
    head = before.lower if before else ""
    if forms and before is not None:
        if before.tag in {"MD"} or (head in DO and _is_auxiliary_do(tokens, index)):
            if "VB" in forms:
                token.tag = "VB"
                return
        if before.tag == "TO" and "VB" in forms and not token.text[0].isupper():
            token.tag = "VB"
            return
        if head in HAVE and "VBN" in forms and token.tag not in {"NNS", "NNP"}:
            if token.tag in {"VBN", "VBD", "VB", "VBP"} or "NOUN" not in word_classes(word):
                token.tag = "VBN"
                return
        if head in BE and token.tag not in NOUNS:
            if "VBG" in forms:
                token.tag = "VBG"
                return
            if "VBN" in forms and (token.tag.startswith("VB") or word.endswith("ed")):
                token.tag = "VBN"
                return
    if previous is not None and (previous.tag in DETERMINERS or previous.tag == "POS"):
        demonstrative = previous.lower in {"this", "that", "these", "those"}
        if (
            demonstrative
            and token.tag != "VBN"
            and forms & {"VBZ", "VBD"}
            and "NOUN" not in word_classes(word)
            and not word.endswith("ed")
        ):
            token.tag = "VBZ" if "VBZ" in forms else "VBD"
        elif not (
            previous.lower in {"this", "that", "these", "those", "all", "both", "each", "some"}
            and token.tag in FINITE | {"VB"}
            and _verbish(following)
        ):
            _nominal(token, forms, following)
        elif token.tag == "VB":
            token.tag = "VBP"
        return
    if (
        previous is not None
        and (previous.tag in ADJECTIVES or previous.tag == "CD")
        and token.tag in {"VB", "VBP", "VBZ"}
    ):
        if "NOUN" in word_classes(word) and not (
            previous.lower in {"many", "few", "several", "other", "such"}
            and not is_plural_form(word)
        ):
            token.tag = "NNS" if is_plural_form(word) else "NN"
            return
    if before is not None and head in _SUBJECTS and forms and token.tag not in FINITE:
        third = "VBZ" in forms
        if "VBD" in forms and word not in {"put", "set", "let", "cut", "hit", "read", "cost"}:
            token.tag = "VBD"
        elif third and head in {"he", "she", "it", "which", "who"}:
            token.tag = "VBZ"
        elif "VBP" in forms and (head not in {"he", "she", "it"}):
            token.tag = "VBP"
        elif "VBD" in forms:
            token.tag = "VBD"
        return
    if (
        token.tag in {"IN", "NN", "JJ"}
        and word.endswith("ing")
        and "VBG" in forms
        and previous is not None
        and previous.tag == ","
        and following is not None
        and (following.tag in DETERMINERS or following.lower in {"to", "in", "that"})
    ):
        token.tag = "VBG"
    if word in _COMPASS and previous is not None and previous.tag.startswith("VB"):
        token.tag = "RB"
        return
    if word == "home" and previous is not None and previous.tag.startswith("VB"):
        token.tag = "NN" if previous.lower in BE else "RB"
        return
    if token.tag == "JJ" and previous is not None and following is not None:
        helped = previous.lower in HAVE | BE and (
            following.tag in {"VBN"}
            or following.lower == "been"
            or (following.tag == "RB" and word in {"first", "long"})
        )
        if helped and word in {"long", "first", "much", "well", "better"}:
            token.tag = "RB"
            return
        if (
            "NOUN" in word_classes(word)
            and previous.tag in DETERMINERS | ADJECTIVES | {"POS"}
            and (
                following.tag.startswith("VB") or following.tag == "MD" or following.lower in {"of"}
            )
            and not token.text[0].isupper()
            and following.tag not in {"VBG"}
        ):
            token.tag = "NN"
            return
    if (
        token.tag == "JJ"
        and token.text[0].isupper()
        and previous is not None
        and previous.tag == "NNP"
        and following is not None
        and following.tag not in NOUNS | ADJECTIVES
    ):
        token.tag = "NNPS" if word.endswith(("ese", "ish")) else "NNP"
        return
    if _is_the(previous) and following is not None:
        if word in _COMPASS:
            token.tag = "JJ" if following.tag in NOUNS | ADJECTIVES else "NN"
            return
        people = token.text[0].isupper() and token.tag == "JJ"
        if people and (
            following.tag.startswith(("VB", "MD", "RB"))
            or following.lower in {"who", "to", "and", "in", "under", "by"}
        ):
            token.tag = "NNPS" if word not in {"english"} or following.tag != "NN" else "JJ"
            return
    if (
        token.tag == "NN"
        and "ADJ" in word_classes(word)
        and previous is not None
        and previous.tag in DETERMINERS
        and following is not None
        and following.tag in ADJECTIVES
    ):
        token.tag = "JJ"
    if (
        previous is not None
        and previous.tag == "IN"
        and token.tag in {"VB", "VBP", "VBZ"}
        and "NOUN" in word_classes(word)
        and previous.lower not in lexicon.SUBORDINATORS | {"that", "than"}
    ):
        token.tag = "NNS" if is_plural_form(word) else "NN"


def _is_the(token: Token | None) -> bool:
    return token is not None and token.lower == "the"


_COMPASS = frozenset("north south east west northeast northwest southeast southwest".split())


def _nominal(token: Token, forms: frozenset[str], following: Token | None) -> None:
    """After a determiner: a verb tag becomes a noun or an adjective."""
    if not token.tag.startswith("VB"):
        return
    noun_follows = following is not None and (
        following.tag in NOUNS | ADJECTIVES | {"VBN", "VBG", "CD"}
    )
    classes = word_classes(token.lower)
    if token.tag in {"VBN", "VBD"} or (token.tag == "VBG"):
        token.tag = "JJ" if noun_follows or "NOUN" not in classes else "NN"
        if token.lower.endswith("ing") and not noun_follows:
            token.tag = "NN"
    elif "NOUN" in classes:
        token.tag = "NNS" if is_plural_form(token.lower) else "NN"
    elif "ADJ" in classes:
        token.tag = "JJ"
    elif forms and noun_follows:
        token.tag = "JJ"


def _verbish(following: Token | None) -> bool:
    return following is not None and (
        following.tag in DETERMINERS | {"IN", "TO", "PRP", "VBN", "RB", "JJ"}
        or following.lower == "that"
    )


def _is_auxiliary_do(tokens: list[Token], index: int) -> bool:
    previous = tokens[index - 1]
    return previous.lower in DO or previous.tag in ADVERBS


def _that(tokens: list[Token], index: int, previous: Token | None, following: Token | None) -> str:
    """Determiner, relative pronoun (WDT) or conjunction (IN)."""
    if previous is None or following is None:
        return "DT"
    if previous.tag in NOUNS | {"CD", "PRP"} or previous.lower in {
        "those",
        "all",
        "one",
        "ones",
        "something",
        "everything",
    }:
        if previous.lower in _THAT_NOUNS and following.tag in DETERMINERS | {"PRP", "NNP", "NNS"}:
            return "IN"
        return "WDT"
    if (
        following.tag in NOUNS
        and following.tag not in {"NNS", "NNP", "NNPS"}
        and previous.tag in {"IN", "TO", "CC", "VBD", "VBZ", "VBP"}
        and previous.lower not in {"so"}
    ):
        if previous.tag in {"IN", "TO"}:
            return "DT"
        after = tokens[index + 2] if index + 2 < len(tokens) else None
        return "DT" if after is None or after.tag in {".", ",", "IN"} else "IN"
    if previous.tag in {"IN", "TO"} and previous.lower not in {"so", "except", "in"}:
        return "DT"
    return "IN"


_THAT_NOUNS = frozenset(
    """fact idea view belief claim theory hypothesis argument notion conclusion evidence possibility
    assumption condition hope fear opinion statement rumor rumour report proposal doubt news proof""".split()
)


def _to(following: Token | None) -> str:
    """Infinitive marker (TO) or preposition (IN)."""
    if following is None:
        return "IN"
    word = following.lower
    if following.text[0].isupper() or following.tag in DETERMINERS | {
        "CD",
        "PRP",
        "NNS",
        "JJ",
        "WP",
        "WDT",
        "NNP",
        "NNPS",
        "JJR",
    }:
        return (
            "TO"
            if "VB" in verb_forms(word)
            and word not in _CLOSED
            and following.tag == "JJ"
            and "ADJ" not in word_classes(word)
            else "IN"
        )
    if following.tag in ADVERBS:
        return "TO"
    forms = verb_forms(word)
    if "VB" not in forms:
        return "IN"
    if following.tag == "NN" and word in {
        "school",
        "work",
        "bed",
        "church",
        "war",
        "town",
        "court",
        "prison",
        "college",
        "power",
        "trial",
        "sea",
        "land",
        "home",
        "date",
        "place",
        "water",
        "market",
        "age",
        "control",
    }:
        return "TO" if word in {"work", "control", "place"} else "IN"
    return "TO"


def _finite_verbs(tokens: list[Token]) -> None:
    """Past tense against participle, and verbs that the lexicon knows as nouns, clause by clause."""
    has_finite = False
    subject_seen = False
    relative = False
    last_verb = ""
    for index, token in enumerate(tokens):
        tag = token.tag
        word = token.lower
        if (
            tag in {",", ":", "CC", "."}
            or (tag in {"WDT", "WP", "WRB"})
            or (tag == "IN" and word in lexicon.SUBORDINATORS | {"that"})
        ):
            if tag != ",":
                has_finite = tag == "CC" and _same_clause(tokens, index) and has_finite
                if tag not in {"CC"}:
                    subject_seen = tag in {"WDT", "WP"}
                    relative = tag in {"WDT", "WP", "WRB"}
            elif has_finite and _starts_noun_phrase(tokens, index + 1):
                has_finite = subject_seen = False
            continue
        previous = tokens[index - 1] if index else None
        before = _before(tokens, index)
        if tag in FINITE:
            after_aux = before is not None and _auxiliary(before)
            if tag == "VBD" and "VBN" in verb_forms(word) and word not in BE | HAVE | DO:
                joined = before is not None and before.tag == "CC" and last_verb == "VBN"
                if after_aux or (joined and not has_finite):
                    token.tag = "VBN"
                elif has_finite and not _coordinates(tokens, index, last_verb):
                    following = tokens[index + 1] if index + 1 < len(tokens) else None
                    object_follows = following is not None and following.tag in {
                        "DT",
                        "PRP$",
                        "PRP",
                    }
                    if (
                        previous is not None
                        and previous.tag in NOUNS
                        and not (object_follows and word not in _TWO_OBJECTS)
                    ):
                        token.tag = "VBN"
                elif (
                    previous is not None
                    and previous.tag in NOUNS
                    and not relative
                    and _reduced_relative(tokens, index)
                ):
                    token.tag = "VBN"
            if token.tag in FINITE:
                has_finite = True
                relative = False
                last_verb = token.tag
            continue
        if tag in {"VBN", "VBD"} or (
            tag in {"JJ", "NN"} and word.endswith("ed") and "VBD" in verb_forms(word)
        ):
            by_follows = index + 1 < len(tokens) and tokens[index + 1].lower == "by"
            if (
                relative
                and not has_finite
                and not by_follows
                and "VBD" in verb_forms(word)
                and previous is not None
                and previous.tag in NOUNS | {"PRP", "WDT", "WP"}
            ):
                token.tag = "VBD"
                has_finite, relative, last_verb = True, False, "VBD"
                continue
            _participle(
                tokens, index, has_finite=has_finite, subject_seen=subject_seen, last_verb=last_verb
            )
            if token.tag == "VBD":
                has_finite = True
            if token.tag in {"VBD", "VBN"}:
                last_verb = token.tag
            continue
        if (
            tag == "VB"
            and previous is not None
            and (before is None or before.tag not in {"TO", "MD"})
            and not (before is not None and before.lower in DO)
        ):
            _base_form(tokens, index, last_verb)
            if token.tag == "VBP":
                has_finite = True
                last_verb = "VBP"
        elif (
            tag in {"NN", "NNS", "JJ"} and not has_finite and subject_seen and previous is not None
        ):
            _hidden_verb(tokens, index)
            if token.tag in FINITE:
                has_finite = True
                last_verb = token.tag
        if token.tag in NOUNS or token.tag == "PRP":
            subject_seen = True


def _starts_noun_phrase(tokens: list[Token], index: int) -> bool:
    return index < len(tokens) and tokens[index].tag in NOUNS | DETERMINERS | ADJECTIVES | {
        "PRP",
        "CD",
    }


def _auxiliary(token: Token) -> bool:
    return token.lower in BE | HAVE


def _same_clause(tokens: list[Token], index: int) -> bool:
    """Whether a conjunction joins smaller things than clauses: a word before its twin."""
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    return following is None or not following.tag.startswith(("VB", "MD", "PRP", "RB"))


def _coordinates(tokens: list[Token], index: int, last_verb: str) -> bool:
    before = _before(tokens, index)
    return last_verb == "VBD" and before is not None and before.tag in {"CC", ","}


def _later_finite(tokens: list[Token], index: int) -> bool:
    """Whether a sure finite verb follows before the clause ends."""
    for token in tokens[index + 1 :]:
        if token.tag in {":", ".", "WDT", "WP", "WRB"}:
            return False
        if token.tag == "CC" or token.tag == ",":
            place = next(p for p in range(index + 1, len(tokens)) if tokens[p] is token)
            goes_on = token.tag == "CC" and tokens[min(place + 1, len(tokens) - 1)].tag in {
                "VBN",
                "VBD",
            }
            if goes_on and any(other.lower == "by" for other in tokens[place : place + 3]):
                continue
            return False
        if token.tag == "IN" and token.lower in (lexicon.SUBORDINATORS | {"that"}) - {
            "as",
            "since",
            "before",
            "after",
            "until",
        }:
            return False
        if token.tag in {"MD", "VBZ"} or token.lower in BE | {"have", "had", "did", "do"}:
            return token.tag != "VBG"
        if token.tag == "VBD":
            return True
        if token.tag == "VBN" and "VBD" in verb_forms(token.lower) and token is not tokens[-1]:
            place = next(p for p in range(index + 1, len(tokens)) if tokens[p] is token)
            following = tokens[place + 1]
            if (
                following.tag in (DETERMINERS | NOUNS | {"PRP"}) - {"NN"}
                and tokens[place - 1].tag in NOUNS
            ):
                return True
    return False


def _reduced_relative(tokens: list[Token], index: int) -> bool:
    """Whether a form that may be past tense or participle belongs to the noun before it."""
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if (
        following is not None
        and following.lower == "by"
        and tokens[index].lower not in {"stood", "came", "went", "passed"}
    ):
        return True
    return _later_finite(tokens, index)


def _participle(
    tokens: list[Token], index: int, *, has_finite: bool, subject_seen: bool, last_verb: str
) -> None:
    token = tokens[index]
    forms = verb_forms(token.lower)
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    previous = tokens[index - 1] if index else None
    before = _before(tokens, index)
    noun_follows = following is not None and following.tag in NOUNS
    if before is not None and _auxiliary(before):
        token.tag = "VBN"
        return
    if (
        "VBD" in forms
        and before is not None
        and previous is not None
        and (before.tag in NOUNS | {"PRP"} or (before.tag == "," and subject_seen))
        and following is not None
        and (following.tag in {"DT", "PRP$", "PRP"})
        and token.lower not in _TWO_OBJECTS
        and not (has_finite and before.tag == ",")
    ):
        token.tag = "VBD"
        return
    if (
        before is not None
        and before.tag in {"CC", ","}
        and last_verb in {"VBD", "VBN"}
        and "VBD" in forms
    ):
        if (
            last_verb == "VBD"
            and not (
                noun_follows
                and before.tag == "CC"
                and previous is before
                and tokens[index - 2].tag in ADJECTIVES | NOUNS
                and following is not None
                and following.tag == "NN"
            )
            and (before.tag == "CC")
        ):
            token.tag = "VBD"
        elif before.tag == "CC":
            token.tag = "VBN" if not noun_follows else "JJ"
        elif (
            last_verb == "VBD"
            and subject_seen
            and following is not None
            and following.tag in DETERMINERS
            and not _later_finite(tokens, index)
        ):
            token.tag = "VBD"
        else:
            token.tag = "VBN"
        return
    if (
        token.lower in {"called", "known", "termed", "dubbed", "nicknamed", "entitled"}
        and before is not None
        and before.tag == ","
        and following is not None
        and following.tag == "DT"
    ):
        token.tag = "VBN"
        return
    if (
        token.lower
        in {"named", "called", "entitled", "titled", "dubbed", "based", "situated", "known"}
        and previous is not None
        and previous.tag in NOUNS
        and (
            token.lower != "named"
            or (
                following is not None
                and following.tag == "NNP"
                and not has_finite
                and previous.tag != "NNP"
            )
        )
    ):
        if (
            token.lower not in {"named", "called"}
            or _later_finite(tokens, index)
            or has_finite
            or (
                previous.tag == "NN"
                and following is not None
                and following.tag == "NNP"
                and subject_seen
                and index < 6
            )
        ):
            token.tag = "VBN"
            return
    if "VBD" not in forms or previous is None:
        if token.tag in {"VBD", "JJ", "NN"} and "VBN" in forms:
            token.tag = "JJ" if noun_follows else "VBN"
        return
    dated = previous.tag == "CD" and lexicon.YEAR.match(previous.text) and not has_finite
    if (previous.tag in DETERMINERS | {"POS", "CD"} | ADJECTIVES and not dated) or (
        noun_follows and previous.tag in {"IN", "TO", "CC", ","}
    ):
        token.tag = "JJ" if noun_follows or token.tag == "JJ" else "VBN"
        return
    subject = before is not None and (
        before.tag in NOUNS | {"PRP", "WDT", "WP", "CD", "EX"}
        or before.lower in {"this", "these", "those", "all", "both", "some", "many"}
    )
    after_comma = before is not None and before.tag == "," and subject_seen and not has_finite
    if not subject and not after_comma:
        token.tag = "VBN" if token.tag != "JJ" else "JJ"
        return
    if (
        subject
        and before is not None
        and before.tag in {"PRP", "WP", "WDT"}
        and before.lower not in {"him", "them", "me", "us", "her"}
    ):
        token.tag = "VBD"
    elif has_finite or _reduced_relative(tokens, index):
        token.tag = "VBN"
    elif after_comma and _clause_goes_on(tokens, index):
        token.tag = "VBN"
    else:
        token.tag = "VBD"


def _clause_goes_on(tokens: list[Token], index: int) -> bool:
    """Whether after the next comma a finite verb follows at once: ", founded in 1890, is"."""
    for place in range(index + 1, len(tokens)):
        token = tokens[place]
        if token.tag in {",", "."}:
            following = tokens[place + 1] if place + 1 < len(tokens) else None
            return following is not None and (
                following.tag in FINITE
                or following.tag in ADVERBS
                or following.tag in {"VBN", "VBD"}
            )
    return False


def _base_form(tokens: list[Token], index: int, last_verb: str) -> None:
    """A base form without "to" or a modal verb: present tense, or a noun."""
    token = tokens[index]
    previous = tokens[index - 1]
    before = _before(tokens, index)
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    forms = verb_forms(token.lower)
    if before is None:
        return
    if before.tag in {"CC", ","} and last_verb in {"VB", "VBP", ""}:
        return
    if before.tag in {"NNS", "NNPS", "PRP", "WDT", "WP", "NNP", "CD"} or before.lower in {
        "these",
        "those",
        "all",
        "both",
        "many",
        "some",
        "most",
    }:
        if "VBP" in forms and before.tag != "NNP":
            token.tag = "VBP"
        elif "VBD" in forms:
            token.tag = "VBD"
        elif "NOUN" in word_classes(token.lower):
            token.tag = "NN"
        return
    if previous.tag in {"NN", "JJ", "VBG", "VBN", "IN", "NNP"} and "NOUN" in word_classes(
        token.lower
    ):
        token.tag = "NN"
    elif "VBD" in forms and before.tag in {"NN", "NNP"}:
        token.tag = "VBD"


def _plural_object(tokens: list[Token], index: int) -> bool:
    """Whether a bare noun phrase with a plural head begins here: "chemical bonds"."""
    place = index
    while place < len(tokens) and tokens[place].tag in {"NN", "JJ"}:
        place += 1
    return place < len(tokens) and tokens[place].tag == "NNS"


def _hidden_verb(tokens: list[Token], index: int) -> None:
    """A noun by the lexicon that is the clause's only chance of a finite verb."""
    token = tokens[index]
    forms = verb_forms(token.lower)
    if not forms & {"VBZ", "VBP", "VBD"} or token.text[0].isupper():
        return
    before = _before(tokens, index)
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if before is None or following is None or _later_finite(tokens, index - 1):
        return
    objects = following.tag == "NN" and token.tag == "NNS" and _plural_object(tokens, index + 1)
    if not objects and not (
        following.tag
        in DETERMINERS | {"IN", "TO", "PRP", "CD", "RB", "JJ", "NNS", "NNP", "VBG", "WDT"}
    ):
        return
    if following.lower in {"of"} or token.lower in lexicon.TIME_NOUNS:
        return
    speaking = following.lower == "that" and verb_lemma(token.lower) in lexicon.SPEECH_VERBS
    if (
        following.tag in {"IN", "WDT"}
        and not speaking
        and token.lower not in _VERBS_WITH_PREPOSITION
    ):
        return
    if "VBZ" in forms and before.tag in {"NN", "NNP", "VBG", "CD"}:
        token.tag = "VBZ"
    elif token.tag == "JJ":
        if "VBP" in forms and before.tag == "NNS" and following.tag in DETERMINERS | {"NNS"}:
            token.tag = "VBP"
    elif "VBP" in forms and before.tag in {"NNS", "NNPS"} and token.tag == "NN":
        token.tag = "VBP"
    elif (
        "VBD" in forms and token.lower not in {"cost", "set", "cut", "put"} and before.tag in NOUNS
    ):
        token.tag = "VBD"


_TWO_OBJECTS = frozenset(
    """given called named offered granted awarded known termed dubbed entitled considered allowed
    denied paid told shown taught sent assigned""".split()
)
_VERBS_WITH_PREPOSITION = frozenset(
    """works work lives live ranks rank stands stand belongs belong depends depend lies lie leads lead
    results result refers refer contributes differs differ functions function dates date points
    point focuses focus looks look moves move travels travel runs run fall falls rises rise flows
    flow acts act serves serve participate participates rely relies consist consists plays play
    starts start ends end increases increase decreases decrease changes change plays claims claim
    comes come needs need aims aim""".split()
)
