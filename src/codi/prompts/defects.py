"""What makes a reply of no use whatever was asked: a refusal, a web page, words without end."""

from __future__ import annotations

import re
import zlib

from codi.errors import ReplyError

LONG_BYTES = 400
LEAST_SHARE = 0.15
"""Text of people shrinks to a third or more of its bytes, that of a model in a loop to a tenth."""
_PAGE = re.compile(r"\A\s*(?:<!doctype html|<html|<\?xml|<head>|<body)", re.IGNORECASE)
_REFUSAL = re.compile(
    r"""
    \b as \s an? \s (?: AI | artificial \s intelligence | (?:large \s )? language \s model ) \b
    | ^ \W* (?: (?: (?: I['’]m | I \s am ) \s (?: so \s | very \s )? sorry | sorry | unfortunately
        | I \s apologi[sz]e ) [,.;]? \s (?: but \s )? )?
      I \s (?: cannot | can['’]?t | can \s not | won['’]?t | will \s not
        | am \s (?: unable | not \s able ) \s to | ['’]m \s (?: unable | not \s able ) \s to )
      \s (?: help | assist | comply | fulfil l? | engage | participate | continue | generate
        | write | create | produce | discuss | proceed ) \b
    | ^ \W* (?: I['’]m | I \s am ) \s (?: unable | not \s able ) \s to
      \s (?: help | assist | comply | fulfil l? | engage | generate | write | create | discuss ) \b
    """,
    re.IGNORECASE | re.VERBOSE,
)


def refusal_in(text: str) -> str:
    """The words in which a model says that it will not do what it was asked, or nothing.

    To say that the passage does not tell is no refusal.
    """
    found = _REFUSAL.search(text)
    return found.group().strip() if found else ""


def refuse_defects(text: str) -> None:
    """Raise `ReplyError` for a text that no message can be taken from.

    Raises:
        ReplyError: `wrong_format` for a web page, `repetition` where it goes round in circles,
            `refused` where a model will not write it.
    """
    if _PAGE.match(text):
        raise ReplyError("wrong_format", "the reply is a web page")
    data = text.encode("utf-8", "replace")
    if len(data) >= LONG_BYTES and len(zlib.compress(data)) < LEAST_SHARE * len(data):
        raise ReplyError("repetition", "the reply says the same over and over")
    if refusal := refusal_in(text):
        raise ReplyError("refused", f"the model will not write it: {refusal}")
