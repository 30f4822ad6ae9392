"""What a web page says of itself in its head: title, address, date, language, licence."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from codi.readers.origins import language_of
from codi.types import Origin

if TYPE_CHECKING:
    from lxml.html import HtmlElement

TITLE_NAMES = ("og:title", "citation_title", "dc.title", "dcterms.title", "twitter:title")
DATE_NAMES = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "citation_publication_date",
    "citation_date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "dcterms.date",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "date",
)
LANGUAGE_NAMES = ("content-language", "dc.language", "dcterms.language", "language", "og:locale")
LICENCE_NAMES = ("dcterms.license", "dc.rights.license", "dcterms.rights", "dc.rights", "license")
JSON_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
ADDRESS_DATE = re.compile(r"/((?:19|20)\d\d)[/-]([01]?\d)[/-]([0-3]?\d)(?:/|[_-]|$)")
ISO_DATE = re.compile(r"\s*((?:19|20)\d\d)[-/.]?(\d\d)[-/.]?(\d\d)(?!\d)")
TITLE_BORDER = re.compile(r"\s+[|·•»\u203a—–-]+\s+|\s*\|\s*|::")
LONGEST_TITLE = 300
LONGEST_LICENCE = 200


def facts_of(tree: HtmlElement, *, url: str = "", crawled_on: str = "") -> tuple[str, Origin]:
    """Title and origin of a page; `url` and the day it was `crawled_on` hold where it is silent.

    Its date is that of publication, found in metadata, structured data, a `time` element marked as
    such, or its address; none later than the crawl. Its language is what it declares, a hint.
    """
    metas = _metas(tree)
    data = "\n".join(
        script.text or "" for script in tree.iter("script") if "ld+json" in script.get("type", "")
    )
    links = {_words(link.get("rel")): link.get("href") or "" for link in tree.iter("link")}
    address = url or _web_address(links.get("canonical") or metas.get("og:url", ""))
    root_language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    published = _date(tree, metas, data=data, address=address)
    origin = Origin(
        url=address,
        date=published if published and not published > crawled_on > "" else crawled_on,
        language=language_of(root_language or _first(metas, LANGUAGE_NAMES)),
        licence=_licence(tree, metas, links, address=address),
        crawled=bool(crawled_on),
    )
    return _title(tree, metas), origin


def _metas(tree: HtmlElement) -> dict[str, str]:
    """The contents of all meta elements by name, property or item in small letters; first ones."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        content = meta.get("content")
        if content:
            for attribute in ("name", "property", "itemprop", "http-equiv"):
                name = meta.get(attribute)
                if name:
                    found.setdefault(name.strip().lower(), content)
    return found


def _first(metas: dict[str, str], names: tuple[str, ...]) -> str:
    return next((metas[name] for name in names if metas.get(name, "").strip()), "")


def _words(text: object) -> str:
    return " ".join(str(text or "").split())


def _title(tree: HtmlElement, metas: dict[str, str]) -> str:
    """The title as the page's metadata give it, without the name of the site where that is set off.

    A heading of the first level that begins it, or says it and more, is taken for it.
    """
    given = [_words(element.text_content()) for element in tree.iter("title")][::-1]
    given = [title for title in (_words(_first(metas, TITLE_NAMES)), *given) if title]
    heads = [_words(head.text_content()) for head in tree.iter("h1")]
    same = [head for head in heads if head and any(a.startswith(head) or a in head for a in given)]
    if same:
        title = max(same, key=len)
    elif given:
        title = max(TITLE_BORDER.split(given[0]), key=len)
    else:
        title = heads[0] if len(heads) == 1 else ""
    return title.strip()[:LONGEST_TITLE]


def _date(tree: HtmlElement, metas: dict[str, str], *, data: str, address: str) -> str:
    for name in DATE_NAMES:
        found = _iso(metas.get(name, ""))
        if found:
            return found
    stated = JSON_DATE.search(data)
    if stated and (found := _iso(stated[1])):
        return found
    for time in tree.iter("time"):
        marked = "pubdate" in time.attrib or "datePublished" in time.get("itemprop", "")
        if marked and (found := _iso(time.get("datetime", ""))):
            return found
    in_address = ADDRESS_DATE.search(_path_of(address))
    return _valid(*in_address.groups()) if in_address else ""


def _path_of(address: str) -> str:
    """The path of an address; empty where it cannot be taken apart."""
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def _iso(text: str) -> str:
    found = ISO_DATE.match(text)
    return _valid(*found.groups()) if found else ""


def _valid(year: str, month: str, day: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


def _licence(
    tree: HtmlElement, metas: dict[str, str], links: dict[str, str], *, address: str
) -> str:
    """The licence that the page names for itself.

    Not that in structured data, which is mostly a picture's.
    """
    linked = links.get("license") or next(
        (link.get("href") or "" for link in tree.iter("a") if link.get("rel") == "license"), ""
    )
    if linked:
        try:
            return _words(urljoin(address, linked))[:LONGEST_LICENCE]
        except ValueError:
            return ""
    return _words(_first(metas, LICENCE_NAMES))[:LONGEST_LICENCE]


def _web_address(text: str) -> str:
    address = _words(text)
    return address if address.startswith(("http://", "https://")) else ""
