"""What EPUB and DOCX are made of: a zip file of parts, some of them XML, none of them trusted."""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from codi.errors import InputError
from codi.readers.files import InputFile
from codi.readers.limits import Limits, RefusedError, TooLargeError

if TYPE_CHECKING:
    from lxml.etree import _Element

OLD_OFFICE_FILE = b"\xd0\xcf\x11\xe0"
MOST_PARTS = 20_000
ENCRYPTED_FLAG = 1


class Archive:
    """A zip file in memory; nothing of it is written out, and its parts are unpacked one by one.

    What its table says of a part's size is a promise that `zipfile` keeps, so a part can be refused
    before it is unpacked.
    """

    def __init__(self, file: InputFile, *, limits: Limits) -> None:
        """Open it; raises `InputError` where it is no zip file, `TooLargeError` past a limit."""
        self._limits = limits
        self._left = limits.max_file_bytes
        data = read_bounded(file, limits=limits)
        if data.startswith(OLD_OFFICE_FILE):
            raise RefusedError(
                "encrypted, or of an old format (save it anew as .docx)", gate="encrypted"
            )
        try:
            self._zip = ZipFile(BytesIO(data))
        except (BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise InputError(f"broken: {error}") from error
        self.data = data
        self.sizes = {entry.filename: entry.file_size for entry in self._zip.infolist()}
        if len(self.sizes) > MOST_PARTS:
            raise TooLargeError(f"more than {MOST_PARTS} parts")

    def __contains__(self, name: str) -> bool:
        return name in self.sizes

    def read(self, name: str) -> bytes:
        """The bytes of a part.

        Raises:
            InputError: There is no such part, or it is encrypted or broken.
            TooLargeError: It, or all that was read so far, is larger than the limits allow.
        """
        size = self.sizes.get(name)
        if size is None:
            raise InputError(f"{name} is missing")
        if size > self._limits.max_record_bytes:
            raise TooLargeError(f"{name} is larger than {self._limits.max_record_mb:g} MB")
        self._left -= size
        if self._left < 0:
            raise TooLargeError(f"its parts are larger than {self._limits.max_file_mb:g} MB")
        if self._zip.getinfo(name).flag_bits & ENCRYPTED_FLAG:
            raise RefusedError("encrypted (save it without a password)", gate="encrypted")
        try:
            return self._zip.read(name)
        except (
            BadZipFile,
            EOFError,
            NotImplementedError,
            OSError,
            ValueError,
            zlib.error,
        ) as error:
            raise InputError(f"{name} is broken: {' '.join(str(error).split())}") from error

    def xml(self, name: str) -> _Element:
        """The root of a part that is XML; raises as `read`."""
        return parse_xml(self.read(name), name)


def read_bounded(file: InputFile, *, limits: Limits) -> bytes:
    """All bytes of a file that is to be read whole; `TooLargeError` where it is too large."""
    with file.path.open("rb") as stream:
        data = stream.read(limits.max_file_bytes + 1)
    if len(data) > limits.max_file_bytes:
        raise TooLargeError(f"larger than {limits.max_file_mb:g} MB")
    return data


def parse_xml(data: bytes, name: str) -> _Element:
    """The root of an XML text: no entity is resolved, nothing is loaded, depth is bounded by 256.

    Raises:
        InputError: It is not XML.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(f"{name} is broken: {error}") from error
    if root is None:
        raise InputError(f"{name} is broken: no XML")
    return root


def texts(root: _Element, name: str) -> list[str]:
    """The texts, on one line each, of all elements of that name, whatever their namespace."""
    found = ("".join(part.itertext()) for part in root.iter("{*}" + name))
    return [line for line in (" ".join(text.split()) for text in found) if line]
