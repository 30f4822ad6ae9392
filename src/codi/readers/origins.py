"""What a row says of its source: address, date, language and licence, in the words of many corpora.

The names are those of FineWeb, C4, Dolma, RefinedWeb, RedPajama, DCLM, Nemotron-CC and Common
Crawl's own; Dolma and RedPajama keep them one level down, in `metadata` or `meta`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime

import orjson

from codi.languages import LANGUAGES
from codi.readers.plain import UNSEEN
from codi.types import Origin

URL_COLUMNS = ("url", "source_url", "page_url", "warc-target-uri", "target_uri", "uri")
DATE_COLUMNS = (
    "date_published",
    "published_date",
    "publish_date",
    "published",
    "pub_date",
    "date",
    "timestamp",
    "created",
    "date_download",
    "crawl_date",
    "warc-date",
    "warc_date",
    "added",
)
LANGUAGE_COLUMNS = ("language", "lang", "language_code", "language_id_whole_page_fasttext")
LICENCE_COLUMNS = ("license", "licence", "license_abbr", "license_url", "rights")
METADATA_COLUMNS = ("metadata", "meta")
WEB_COLUMNS = (
    "warc_record_id",
    "warc-record-id",
    "warc_filename",
    "warc_path",
    "cc_segment",
    "bucketed_results",
)
"""Columns that only corpora of crawled pages have; the last is Nemotron-CC's class of quality."""
ORIGIN_COLUMNS = (
    *URL_COLUMNS,
    *DATE_COLUMNS,
    *LANGUAGE_COLUMNS,
    *LICENCE_COLUMNS,
    *WEB_COLUMNS,
)
LONGEST_VALUE = 2000
LONGEST_METADATA = 1 << 20
ADDRESS = re.compile(r"(?:https?|ftp)://\S+", re.IGNORECASE)
DAY = re.compile(r"(\d{4})[-/.]?(\d\d)[-/.]?(\d\d)(?!\d(?!\d))")
SECONDS = (10**8, 10**10)
_THREE_LETTERS = """
afr af; amh am; ara ar; arb ar; asm as; aze az; azj az; bel be; ben bn; bos bs; bul bg; cat ca;
ces cs; chi zh; cmn zh; cym cy; cze cs; dan da; deu de; dut nl; ekk et; ell el; eng en; epo eo;
est et; eus eu; fas fa; fin fi; fra fr; fre fr; ger de; gle ga; glg gl; gre el; guj gu; hat ht;
hau ha; hbs sh; heb he; hin hi; hrv hr; hun hu; hye hy; ibo ig; ice is; ind id; isl is; ita it;
jav jv; jpn ja; kan kn; kat ka; kaz kk; khk mn; khm km; kin rw; kir ky; kor ko; lao lo; lat la;
lav lv; lit lt; ltz lb; lvs lv; mal ml; mar mr; mkd mk; mlg mg; mlt mt; mon mn; msa ms; mya my;
nep ne; nld nl; nno nn; nob nb; nor no; npi ne; ory or; pan pa; per fa; pes fa; plt mg; pol pl;
por pt; pus ps; ron ro; rum ro; rus ru; sin si; slk sk; slo sk; slv sl; snd sd; som so; spa es;
sqi sq; srp sr; sun su; swa sw; swe sv; swh sw; tam ta; tat tt; tel te; tgk tg; tha th; tuk tk;
tur tr; uig ug; ukr uk; urd ur; uzb uz; uzn uz; vie vi; xho xh; yid yi; yor yo; zho zh; zsm ms;
zul zu
"""
THREE_LETTERS = dict(entry.split() for entry in _THREE_LETTERS.split(";"))
"""ISO 639-1 codes of the ISO 639-3 codes that corpora use, as FineWeb-2 in `deu_Latn`."""
CODES = {name.lower(): code for code, name in LANGUAGES.items()}


def with_metadata(values: Mapping[str, object]) -> dict[str, object]:
    """A row's values together with those of its metadata, which count where the row has none.

    Names in `values` are in small letters. Metadata may be a struct or JSON as a string.
    """
    whole: dict[str, object] = {}
    for column in METADATA_COLUMNS:
        for name, value in _metadata(values.get(column)).items():
            whole.setdefault(str(name).strip().lower(), value)
    return whole | {name: value for name, value in values.items() if value not in (None, "")}


def _metadata(value: object) -> Mapping[str, object]:
    if isinstance(value, str) and value[:1] == "{" and len(value) <= LONGEST_METADATA:
        try:
            value = orjson.loads(value)
        except orjson.JSONDecodeError:
            return {}
    return value if isinstance(value, dict) else {}


def origin_of(values: Mapping[str, object]) -> Origin:
    """What the values of a row (`with_metadata`) say of where its text is from."""
    url = next((text for text in _texts(values, URL_COLUMNS) if ADDRESS.fullmatch(text)), "")
    return Origin(
        url=url,
        date=next(filter(None, (day_of(values.get(name)) for name in DATE_COLUMNS)), ""),
        language=next(
            filter(None, (language_of(values.get(name)) for name in LANGUAGE_COLUMNS)), ""
        ),
        licence=next(_texts(values, LICENCE_COLUMNS), ""),
        crawled=bool(url) or any(values.get(name) is not None for name in WEB_COLUMNS),
    )


def _texts(values: Mapping[str, object], names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        value = values.get(name)
        if isinstance(value, list):
            value = ", ".join(part for part in value if isinstance(part, str))
        if isinstance(value, str) and (text := clean_value(value)):
            yield text


def clean_value(value: str) -> str:
    """A value on one line, nothing where it is too long to be one or not Unicode."""
    text = " ".join(UNSEEN.sub("", value[: LONGEST_VALUE + 1]).split())
    return text if len(text) <= LONGEST_VALUE and is_unicode(text) else ""


def is_unicode(text: str) -> bool:
    """Whether no byte had to be carried along undecoded."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def day_of(value: object) -> str:
    """A date or a moment as `2024-05-31`, empty where `value` is none.

    It may begin as ISO 8601 or Common Crawl (`20240531...`) write it, or be seconds or milliseconds
    since 1970.
    """
    if isinstance(value, date):  # a datetime is one
        return value.isoformat()[:10]
    if isinstance(value, int):
        seconds = value // 1000 if value >= SECONDS[1] else value
        known = SECONDS[0] <= seconds < SECONDS[1]
        return datetime.fromtimestamp(seconds, tz=UTC).date().isoformat() if known else ""
    match = DAY.match(value.strip()) if isinstance(value, str) else None
    try:
        return date(int(match[1]), int(match[2]), int(match[3])).isoformat() if match else ""
    except ValueError:
        return ""


def language_of(value: object) -> str:
    """The ISO 639-1 code of `en-US`, `eng_Latn` or `English`, empty where it is not known.

    Of scores by language the best counts.
    """
    if isinstance(value, dict):
        scores = {name: score for name, score in value.items() if isinstance(score, (int, float))}
        value = max(scores, key=lambda name: scores[name], default="")
    if not isinstance(value, str) or len(value) > LONGEST_VALUE:
        return ""
    name = value.strip().lower()
    code = re.split(r"[-_]", name, maxsplit=1)[0]
    if code in LANGUAGES:
        return code
    return THREE_LETTERS.get(code) or CODES.get(name, "")
