"""Personal data in running text: e-mail addresses, phone numbers and IP addresses masked.

What is masked and how follows FineWeb (Penedo et al. 2024, appendix: e-mail and public IP
addresses) and Dolma (Soldaini et al. 2024, section 4: phone numbers, too, and a mark in their
place); the patterns are our own and would rather miss one than mask a number that is none.
"""

from __future__ import annotations

import ipaddress
import re
from collections import Counter
from dataclasses import dataclass, replace

from codi.types import Document

EMAIL, PHONE, IP_ADDRESS = "[email]", "[phone]", "[ip address]"

_EMAIL = re.compile(
    r"(?<![a-z0-9_.+%/@-])(?:mailto:)?[a-z0-9_.+%-]{1,64}@"
    r"((?:[a-z0-9][a-z0-9-]{0,62}\.){1,8}[a-z]{2,24})(?![a-z0-9_@-]|\.\w|:[\w~/])",
    re.IGNORECASE,
)
_NO_ONES = re.compile(
    r"(?:^|\.)(?:example\.(?:com|net|org)|example|invalid|test|localhost)$"
    r"|\.(?:png|jpe?g|gif|svg|webp|css|js)$",
    re.IGNORECASE,
)
"""Domains set aside for examples (RFC 2606), and files called `logo@2x.png`."""

_IPV4 = re.compile(r"(?<![\w.:/-])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d|-\d)")
_IPV6 = re.compile(
    r"(?<![\w:.])[0-9a-f]{1,4}(?::{1,2}[0-9a-f]{1,4}){2,7}(?:::)?(?![\w:])", re.IGNORECASE
)
_OF_A_VERSION = re.compile(
    r"(?:\b(?:v|ver|versions?|releases?|released|build|firmware|sections?|sec|chapter|figure|table|"
    r"clause|article|paragraph|step|appendix|standard|level|edition|oid)\.?|§+)\s*$",
    re.IGNORECASE,
)
"""What stands before the number of a version or section, which may have four parts, too."""
_OF_AN_ADDRESS = re.compile(
    r"\b(?:ip|ipv4|address|addresses|host|server|dns|ping)\b[^.\n]{0,24}$", re.IGNORECASE
)
_CHARACTERS_BEFORE = 32

_PHONE = re.compile(
    r"(?<![\w.+/@#-])(?:"
    r"(?P<international>\+\(?\d{1,3}\)?(?:[ .\u00a0-]?(?:\(\d{1,4}\)|\d{1,4})){2,6})"
    r"|(?:\+?1[ .-])?(?:\([2-9]\d\d\)[ \u00a0-]?[2-9]\d\d[ .-]|[2-9]\d\d([.-])[2-9]\d\d\2)\d{4}"
    r")(?!\w|[.,/-]\d)"
)
_LABELLED_PHONE = re.compile(
    r"\b(?:tel|telephone|phone|fax|mobile|cell|whatsapp)\b(?:\.|:|\s|number|no\b|is|at){0,6}"
    r"(?P<number>\(?\+?\d[\d() ./\u00a0-]{5,20}\d)(?!\w|[.,/-]\d)",
    re.IGNORECASE,
)
_DATE_OR_YEARS = re.compile(r"(?:1[5-9]|20)\d\d[-/. ](?:\d\d?[-/. ]\d\d?|(?:1[5-9]|20)\d\d)")
_FEWEST_DIGITS, _MOST_DIGITS = 7, 15
"""E.164 allows fifteen; local numbers have seven in North America, and more elsewhere."""
_FEWEST_INTERNATIONAL = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Masked:
    """A text in which placeholders stand for personal data, and how many of each were put in."""

    text: str
    counts: Counter[str]


def mask_personal_data(text: str) -> Masked:
    """Put `[email]`, `[phone]` and `[ip address]` where a text has personal data.

    E-mail addresses at domains set aside for examples stay, and IP addresses that are not public.
    Four numbers with full stops between them are an IP address where one of them is 100 or more,
    two are 10 or more, or the text calls it one; not after "version" and the like. A phone number
    has a country code, is written the North American way, or is called one.
    """
    counts: Counter[str] = Counter()

    def put(placeholder: str) -> str:
        counts[placeholder] += 1
        return placeholder

    def email(match: re.Match[str]) -> str:
        return match[0] if _NO_ONES.search(match[1]) else put(EMAIL)

    def ip_address(match: re.Match[str]) -> str:
        before = match.string[max(0, match.start() - _CHARACTERS_BEFORE) : match.start()]
        return put(IP_ADDRESS) if _is_public(match[0], before) else match[0]

    def phone(match: re.Match[str]) -> str:
        fewest = _FEWEST_INTERNATIONAL if match["international"] else _FEWEST_DIGITS
        return put(PHONE) if _could_be_phone(match[0], fewest) else match[0]

    def labelled(match: re.Match[str]) -> str:
        if not _could_be_phone(match["number"], _FEWEST_DIGITS):
            return match[0]
        return match[0][: match.start("number") - match.start()] + put(PHONE)

    if "@" in text:
        text = _EMAIL.sub(email, text)
    if text.count(".") >= 3:
        text = _IPV4.sub(ip_address, text)
    if text.count(":") >= 3:
        text = _IPV6.sub(ip_address, text)
    return Masked(text=_LABELLED_PHONE.sub(labelled, _PHONE.sub(phone, text)), counts=counts)


def mask_document(document: Document) -> Document:
    """The document with its text, title and background masked."""
    return replace(
        document,
        text=mask_personal_data(document.text).text,
        title=mask_personal_data(document.title).text,
        background=mask_personal_data(document.background).text,
    )


def num_masked(text: str) -> Counter[str]:
    """How many of each placeholder stand in a text."""
    found = {name: text.count(name) for name in (EMAIL, PHONE, IP_ADDRESS)}
    return Counter({name: count for name, count in found.items() if count})


def _is_public(address: str, before: str) -> bool:
    """Whether an address that can be is one that is routed, and not the number of a version."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if not parsed.is_global:
        return False
    if parsed.version == 6:
        return any(map(str.isdigit, address))
    if _OF_A_VERSION.search(before):
        return False
    numbers = [int(number) for number in address.split(".")]
    unlike_a_version = max(numbers) >= 100 or sum(number >= 10 for number in numbers) >= 2
    return unlike_a_version or _OF_AN_ADDRESS.search(before) is not None


def _could_be_phone(number: str, fewest: int) -> bool:
    num_digits = sum(map(str.isdigit, number))
    return fewest <= num_digits <= _MOST_DIGITS and not _DATE_OR_YEARS.match(number)
