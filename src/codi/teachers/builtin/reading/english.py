"""English morphology: what forms a word has, and the form that a sentence needs.

lemminflect is loaded at the first call, and everything is cached: the vocabulary of a run is small.
"""

from __future__ import annotations

from functools import cache, lru_cache

IRREGULAR_AUX = {
    "'s": "is",
    "’s": "is",
    "'re": "are",
    "’re": "are",
    "'m": "am",
    "’m": "am",
    "'ve": "have",
    "’ve": "have",
    "'ll": "will",
    "’ll": "will",
    "'d": "would",
    "’d": "would",
    "ca": "can",
    "wo": "will",
    "n't": "not",
    "n’t": "not",
}
BE = frozenset(
    ["be", "am", "is", "are", "was", "were", "been", "being", "'s", "’s", "'re", "’re", "'m", "’m"]
)
HAVE = frozenset(["have", "has", "had", "having", "'ve", "’ve"])
DO = frozenset(["do", "does", "did"])
MODALS = frozenset(
    "can could may might must shall should will would ca wo 'll ’ll 'd ’d cannot ought".split()
)
PAST_ONLY = frozenset(["VBD"])


@lru_cache(maxsize=16384)
def word_classes(word: str) -> frozenset[str]:
    """The classes of a lower-case word in lemminflect's dictionary: NOUN, VERB, ADJ, ADV, ..."""
    import lemminflect

    return frozenset(lemminflect.getAllLemmas(word))


@lru_cache(maxsize=16384)
def verb_forms(word: str) -> frozenset[str]:
    """Which verb forms a lower-case word can be: VB, VBP, VBZ, VBD, VBN, VBG; empty for no verb."""
    import lemminflect

    forms: set[str] = set()
    for lemma in lemminflect.getAllLemmas(word, "VERB").get("VERB", ()):
        inflections = lemminflect.getAllInflections(lemma, "VERB")
        for tag, spellings in inflections.items():
            if word in spellings:
                forms.add(tag)
                if tag == "VBD" and "VBN" not in inflections:
                    forms.add("VBN")
    return frozenset(forms)


@lru_cache(maxsize=16384)
def verb_lemma(word: str, tag: str = "") -> str:
    """The base form of a lower-case verb form, e.g. "founded" -> "found"."""
    import lemminflect

    special = _LEMMAS.get((word, tag)) or _LEMMAS.get((word, ""))
    if special:
        return special
    found = lemminflect.getAllLemmas(word, "VERB").get("VERB")
    if not found:
        guessed = lemminflect.getAllLemmasOOV(word, "VERB").get("VERB")
        found = guessed or (word,)
    if len(found) > 1 and tag in {"VBD", "VBN", "VBZ", "VBG"}:
        irregular = [lemma for lemma in found if inflect(lemma, tag) == word]
        found = tuple(irregular) or found
    if len(found) > 1 and word in found and tag in {"VBD", "VBN"}:
        found = tuple(lemma for lemma in found if lemma != word)
    return str(found[0])


_LEMMAS = {
    ("founded", ""): "found",
    ("founding", ""): "found",
    ("founds", ""): "found",
    ("found", "VBD"): "find",
    ("found", "VBN"): "find",
    ("found", "VBP"): "find",
    ("lay", "VBD"): "lie",
    ("lay", "VBP"): "lay",
    ("lies", ""): "lie",
    ("lying", ""): "lie",
    ("saw", ""): "see",
    ("felt", ""): "feel",
    ("fell", ""): "fall",
    ("left", ""): "leave",
    ("leaves", ""): "leave",
    ("wound", ""): "wind",
    ("bore", ""): "bear",
    ("born", ""): "bear",
    ("borne", ""): "bear",
    ("won", ""): "win",
    ("bound", ""): "bind",
    ("ground", ""): "grind",
    ("spoke", ""): "speak",
    ("rose", ""): "rise",
    ("wove", ""): "weave",
    ("shot", ""): "shoot",
    ("took", ""): "take",
    ("met", ""): "meet",
    ("led", ""): "lead",
    ("lit", ""): "light",
    ("am", ""): "be",
    ("'s", ""): "be",
    ("dying", ""): "die",
    ("died", ""): "die",
    ("dies", ""): "die",
    ("tied", ""): "tie",
    ("lived", ""): "live",
    ("lives", ""): "live",
    ("living", ""): "live",
    ("thought", ""): "think",
    ("axes", ""): "axe",
    ("used", ""): "use",
    ("based", ""): "base",
    ("rated", ""): "rate",
    ("moved", ""): "move",
    ("named", ""): "name",
    ("caused", ""): "cause",
    ("causes", ""): "cause",
}


@lru_cache(maxsize=16384)
def inflect(lemma: str, tag: str) -> str:
    """The form `tag` (VBD, VBN, VBZ, VBG, NNS, ...) of a lemma; the lemma where none is known."""
    import lemminflect

    special = _FORMS.get((lemma, tag))
    if special:
        return special
    upos = "VERB" if tag.startswith("VB") else "NOUN"
    known = lemminflect.getAllInflections(lemma, upos)
    forms = known.get(tag) or (known.get("VBD") if tag == "VBN" else None)
    if not forms:
        forms = lemminflect.getInflection(lemma, tag)
    return str(forms[0]) if forms else lemma


_FORMS = {
    ("be", "VBZ"): "is",
    ("be", "VBP"): "are",
    ("found", "VBD"): "founded",
    ("found", "VBN"): "founded",
    ("lie", "VBD"): "lay",
    ("leave", "NNS"): "leaves",
    ("hang", "VBD"): "hung",
    ("bear", "VBN"): "borne",
    ("learn", "VBD"): "learned",
    ("burn", "VBD"): "burned",
    ("dream", "VBD"): "dreamed",
    ("light", "VBD"): "lit",
    ("wake", "VBD"): "woke",
    ("show", "VBD"): "showed",
    ("prove", "VBD"): "proved",
    ("get", "VBN"): "got",
    ("fit", "VBD"): "fitted",
    ("split", "VBD"): "split",
    ("bet", "VBD"): "bet",
    ("quit", "VBD"): "quit",
    ("wed", "VBD"): "wed",
    ("person", "NNS"): "people",
}


@lru_cache(maxsize=16384)
def noun_lemma(word: str) -> str:
    """The singular of a lower-case noun."""
    import lemminflect

    found = lemminflect.getAllLemmas(word, "NOUN").get("NOUN")
    if not found:
        return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
    return str(found[0])


@cache
def is_plural_form(word: str) -> bool:
    """Whether a lower-case noun form is a plural by its spelling or the dictionary."""
    if word in {
        "people",
        "police",
        "cattle",
        "men",
        "women",
        "children",
        "data",
        "media",
        "feet",
        "mice",
        "geese",
        "teeth",
    }:
        return True
    if word in {
        "news",
        "physics",
        "mathematics",
        "economics",
        "politics",
        "series",
        "species",
        "means",
        "headquarters",
    }:
        return False
    if word.endswith("ics"):
        return word in {
            "classics",
            "mechanics",
            "critics",
            "comics",
            "clinics",
            "topics",
            "graphics",
            "statistics",
        }
    lemma = noun_lemma(word)
    return lemma != word and inflect(lemma, "NNS") == word


def article(word: str) -> str:
    """The indefinite article that fits before `word`."""
    lowered = word.lower()
    if lowered.startswith(("uni", "eu", "one", "use", "usu")):
        return "a"
    if lowered.startswith(("hour", "honest", "heir", "honou", "honor")):
        return "an"
    return "an" if lowered[:1] in "aeiou" else "a"


def capitalised(text: str) -> str:
    """`text` with its first letter in upper case."""
    return text[:1].upper() + text[1:]
