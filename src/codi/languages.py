"""Languages by their ISO 639-1 codes, and which one a text is written in."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_CODES_AND_NAMES = """
aa Afar; ab Abkhazian; ae Avestan; af Afrikaans; ak Akan; am Amharic; an Aragonese; ar Arabic;
as Assamese; av Avaric; ay Aymara; az Azerbaijani; ba Bashkir; be Belarusian; bg Bulgarian;
bi Bislama; bm Bambara; bn Bengali; bo Tibetan; br Breton; bs Bosnian; ca Catalan; ce Chechen;
ch Chamorro; co Corsican; cr Cree; cs Czech; cu Church Slavic; cv Chuvash; cy Welsh; da Danish;
de German; dv Divehi; dz Dzongkha; ee Ewe; el Greek; en English; eo Esperanto; es Spanish;
et Estonian; eu Basque; fa Persian; ff Fulah; fi Finnish; fj Fijian; fo Faroese; fr French;
fy Western Frisian; ga Irish; gd Scottish Gaelic; gl Galician; gn Guarani; gu Gujarati; gv Manx;
ha Hausa; he Hebrew; hi Hindi; ho Hiri Motu; hr Croatian; ht Haitian; hu Hungarian; hy Armenian;
hz Herero; ia Interlingua; id Indonesian; ie Interlingue; ig Igbo; ii Nuosu; ik Inupiaq; io Ido;
is Icelandic; it Italian; iu Inuktitut; ja Japanese; jv Javanese; ka Georgian; kg Kongo;
ki Kikuyu; kj Kuanyama; kk Kazakh; kl Kalaallisut; km Khmer; kn Kannada; ko Korean; kr Kanuri;
ks Kashmiri; ku Kurdish; kv Komi; kw Cornish; ky Kyrgyz; la Latin; lb Luxembourgish; lg Ganda;
li Limburgan; ln Lingala; lo Lao; lt Lithuanian; lu Luba-Katanga; lv Latvian; mg Malagasy;
mh Marshallese; mi Māori; mk Macedonian; ml Malayalam; mn Mongolian; mr Marathi; ms Malay;
mt Maltese; my Burmese; na Nauru; nb Norwegian Bokmål; nd North Ndebele; ne Nepali; ng Ndonga;
nl Dutch; nn Norwegian Nynorsk; no Norwegian; nr South Ndebele; nv Navajo; ny Chichewa;
oc Occitan; oj Ojibwa; om Oromo; or Odia; os Ossetian; pa Punjabi; pi Pali; pl Polish;
ps Pashto; pt Portuguese; qu Quechua; rm Romansh; rn Kirundi; ro Romanian; ru Russian;
rw Kinyarwanda; sa Sanskrit; sc Sardinian; sd Sindhi; se Northern Sami; sg Sango; sh Serbo-
Croatian; si Sinhala; sk Slovak; sl Slovenian; sm Samoan; sn Shona; so Somali; sq Albanian;
sr Serbian; ss Swati; st Southern Sotho; su Sundanese; sv Swedish; sw Swahili; ta Tamil;
te Telugu; tg Tajik; th Thai; ti Tigrinya; tk Turkmen; tl Tagalog; tn Tswana; to Tongan;
tr Turkish; ts Tsonga; tt Tatar; tw Twi; ty Tahitian; ug Uyghur; uk Ukrainian; ur Urdu;
uz Uzbek; ve Venda; vi Vietnamese; vo Volapük; wa Walloon; wo Wolof; xh Xhosa; yi Yiddish;
yo Yoruba; za Zhuang; zh Chinese; zu Zulu
"""


def _names() -> dict[str, str]:
    entries = (entry.partition(" ") for entry in " ".join(_CODES_AND_NAMES.split()).split("; "))
    return {code: name for code, _, name in entries}


LANGUAGES = _names()
"""The English name of each language, by its two letters (ISO 639-1)."""

WITHOUT_SPACES = frozenset(("bo", "dz", "ja", "km", "lo", "my", "th", "zh"))
"""Languages that write no space between words."""

_ALIKE = tuple(frozenset(codes.split()) for codes in ("no nb nn", "bs hr sh sr", "id ms", "fil tl"))
"""Languages that a detector takes for one another."""

_PIECES = 3
_PIECE_CHARACTERS = 150


@lru_cache(maxsize=4)
def language_of(text: str) -> tuple[str, float]:
    """The language of a text as a code of two letters, else of three, and its probability.

    Read are three pieces of 150 characters, the first, the middle and the last, or all of a text
    that is shorter. Without a letter in it the language is "" with probability 0.

    Source: py3langid, a naive Bayes classifier over bytes (Lui and Baldwin 2012), its probabilities
    normalised; the model is inside the package.
    """
    if not any(map(str.isalpha, text)):
        return "", 0.0
    last = len(text) - _PIECE_CHARACTERS
    if last > (_PIECES - 1) * _PIECE_CHARACTERS:
        starts = (last * number // (_PIECES - 1) for number in range(_PIECES))
        text = " ".join(text[start : start + _PIECE_CHARACTERS] for start in starts)
    code, probability = _identifier().classify(text)
    return str(code), float(probability)


def same_language(one: str, other: str) -> bool:
    """Whether two codes are of one language, or of two that a detector cannot tell apart."""
    return one == other or any(one in codes and other in codes for codes in _ALIKE)


@lru_cache(maxsize=4)
def can_be_told(code: str) -> bool:
    """Whether `language_of` knows this language, or one that is all but the same."""
    return any(same_language(code, known) for known in _identifier().labels)


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier: LanguageIdentifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return identifier
