"""Texts as words without case and punctuation, and words as numbers that are the same anywhere."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Hashes = NDArray[np.uint64]

# Chinese, Japanese and the scripts of South-East Asia put no spaces between words: there, each
# character counts as one.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_TOKEN = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_APOSTROPHES = str.maketrans("", "", "'’")
_LATIN_1 = bytes(code if chr(code).isalnum() else ord(" ") for code in range(256))
_MARKS = "‘“”–—…•\u200b\u2009"


def tokens(text: str) -> list[str]:
    """The words of `text` in lower case, without punctuation: "It's well-kept" is its, well, kept.

    In scripts without spaces each character is one.
    """
    text = text.lower()
    plain = text
    if not text.isascii():
        plain = text.replace("’", "")
        for mark in _MARKS:
            plain = plain.replace(mark, " ")
    try:  # many times faster than the expression, to the same end
        letters = plain.encode("latin-1")
    except UnicodeEncodeError:
        return _TOKEN.findall(text.translate(_APOSTROPHES))
    return letters.translate(_LATIN_1, b"'").decode("latin-1").split()


def normal_key(text: str) -> bytes:
    """Eight bytes that are the same for texts of the same words in the same order."""
    return hashlib.blake2b(" ".join(tokens(text)).encode("utf-8"), digest_size=8).digest()


def token_hashes(texts: Sequence[Iterable[str]]) -> tuple[Hashes, NDArray[np.int64]]:
    """A number for every word of all texts, one after the other, and where each text begins.

    The second array has one more entry than there are texts, the last being the number of words.
    Equal words have equal numbers in every process: rensa's hash has no seed of its own.
    """
    import numpy as np
    from rensa.rensa import RMinHash

    rows = RMinHash.hash_token_sets(texts)
    starts = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum([len(row) for row in rows], out=starts[1:])
    flat = np.fromiter(chain.from_iterable(rows), np.uint64, count=int(starts[-1]))
    return flat, starts


def mixed(numbers: Hashes) -> Hashes:
    """Each number with all its bits stirred, in place: the finaliser of SplitMix64.

    Source: Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators".
    """
    import numpy as np

    numbers ^= numbers >> np.uint64(30)
    numbers *= np.uint64(0xBF58476D1CE4E5B9)
    numbers ^= numbers >> np.uint64(27)
    numbers *= np.uint64(0x94D049BB133111EB)
    numbers ^= numbers >> np.uint64(31)
    return numbers


@lru_cache
def odd_multipliers(count: int) -> Hashes:
    """`count` odd numbers of 64 bits, always the same ones; not to be written to."""
    import numpy as np

    steps = np.arange(1, count + 1, dtype=np.uint64)
    odd = mixed(steps * np.uint64(0x9E3779B97F4A7C15)) | np.uint64(1)
    odd.flags.writeable = False
    return odd
