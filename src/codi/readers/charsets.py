"""Bytes of the web as text: by byte order mark, by being UTF-8, by declaration, else by guess."""

from __future__ import annotations

import codecs
import re

DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})"
    rb"|^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})",
    re.IGNORECASE,
)
DECLARED_WITHIN = 4096
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "utf-16": "utf-16-le",
}
"""What pages mean by a label, by Python's names. Source: the WHATWG Encoding Standard."""
WITH_ESCAPES = ("iso2022", "hz")
GUESSED_BYTES = 1 << 16
FALLBACK = "cp1252"


def decode(data: bytes, *, declared: str = "") -> str:
    """`data` as text; `declared` is a charset that came with it, before what the page itself says.

    Bytes that are valid UTF-8 are read as such whatever is declared: text in another encoding
    hardly ever is. What cannot be decoded becomes U+FFFD.
    """
    for mark, name in MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    names = [name for name in (_known(declared), _known(_declared_in(data))) if name]
    special = next((name for name in names if _takes_plain_bytes(name, data)), None)
    if special:
        return data.decode(special, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":  # cut off inside a character
            return data.decode("utf-8", "replace")
    others = [name for name in names if name != "utf-8"]
    return data.decode(others[0] if others else _guessed(data), "replace")


def _declared_in(data: bytes) -> str:
    found = DECLARED.search(data, 0, DECLARED_WITHIN)
    return (found[1] or found[2]).decode("ascii") if found else ""


def _known(label: str) -> str | None:
    """The encoding that a label means, if it is one of text."""
    try:
        name = codecs.lookup(label.strip(" \"'")).name
        b"a".decode(name, "replace")  # an encoding of text, not one such as base64
    except (LookupError, ValueError):
        return None
    return MEANT.get(name, name)


def _takes_plain_bytes(name: str, data: bytes) -> bool:
    """Whether text in this encoding may look like valid UTF-8, and this does so."""
    if name.startswith("utf-16"):
        return b"\0" in data[:GUESSED_BYTES]
    return name.startswith(WITH_ESCAPES) and (b"\x1b" in data or b"~{" in data)


def _guessed(data: bytes) -> str:
    """The likeliest encoding of bytes that do not say."""
    from charset_normalizer import from_bytes

    best = from_bytes(data[:GUESSED_BYTES]).best()
    return best.encoding if best else FALLBACK
