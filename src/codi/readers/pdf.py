"""PDF by PDFium: text page by page; a scan without text and an encrypted file are told apart."""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import byref, c_double
from statistics import median
from typing import TYPE_CHECKING

from codi.errors import InputError
from codi.readers.files import InputFile
from codi.readers.limits import RefusedError, TooLargeError, Watch
from codi.readers.losses import OnLoss
from codi.readers.origins import clean_value, day_of
from codi.readers.pdf_layout import SOFT_HYPHEN, Line, page_texts
from codi.readers.plain import clean_text
from codi.readers.zipped import read_bounded
from codi.types import Document, Loss, Origin

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage

MOST_PAGES = 5000
MOST_CHARACTERS_ON_A_PAGE = 200_000
LINE_ENDS = frozenset((10, 13))
HYPHENS = frozenset((2, 0xFFFE))
"""How PDFium marks a hyphen at the end of a line, after which it goes on with the next one."""
LAST_CODE = 0x10FFFF
UPRIGHT_RADIANS = 0.1
MOST_UNREADABLE = 0.3

UNTITLED = ("untitled", "microsoft word", "microsoft powerpoint", "document", "print")
NO_TITLES = frozenset(("contents", "table of contents", "inhaltsverzeichnis", "abstract"))
FILE_ENDINGS = (".doc", ".docx", ".dvi", ".indd", ".odt", ".pdf", ".ppt", ".qxd", ".rtf", ".tex")


def read_pdf(file: InputFile, *, on_loss: OnLoss, watch: Watch) -> Iterator[Document]:
    """The one document of a PDF file, titled by its properties, else by its first heading."""
    from pypdfium2 import PdfDocument, PdfiumError

    if not watch.begin(""):
        return
    data = read_bounded(file, limits=watch.limits)
    try:
        pdf = PdfDocument(data)
    except PdfiumError as error:
        if "password" in str(error).lower():
            raise RefusedError(
                "encrypted (save it without a password)", gate="encrypted"
            ) from error
        raise InputError("broken PDF, or none") from error
    try:
        if len(pdf) > MOST_PAGES:
            raise TooLargeError(f"more than {MOST_PAGES} pages")
        pages, num_scanned = _pages(pdf, file=file, on_loss=on_loss)
        _report_scans(file, num_scanned, num_pages=len(pdf), on_loss=on_loss)
        properties = pdf.get_metadata_dict()
    finally:
        pdf.close()
    if not any(line.text.strip() for page in pages for line in page):
        raise RefusedError("no text in it (recognise the text of a scan first)", gate="no_text")
    blocks = page_texts(pages)
    text = clean_text("\n\n".join(blocks))
    _check_letters(text)
    headings = (block.lstrip("# ") for block in blocks[:3] if block.startswith("#"))
    heading = next((name for name in headings if name.lower() not in NO_TITLES), "")
    yield Document(
        id=file.name,
        text=text,
        title=_title(properties.get("Title", "")) or heading or file.title,
        source=str(file.path),
        origin=Origin(date=day_of(properties.get("CreationDate", "").removeprefix("D:"))),
    )


def _pages(
    pdf: PdfDocument, *, file: InputFile, on_loss: OnLoss
) -> tuple[list[list[Line]], list[int]]:
    """The lines of each page, and the numbers of the pages that show pictures and have no text."""
    from pypdfium2 import PdfiumError

    pages: list[list[Line]] = []
    scanned = []
    for number in range(1, len(pdf) + 1):
        try:
            page = pdf[number - 1]
            lines = _lines(page)
            if not lines and _shows_pictures(page):
                scanned.append(number)
            page.close()
        except PdfiumError:
            on_loss(Loss(source=file.at(f"page {number}"), reason="broken"))
            lines = []
        except TooLargeError as error:
            on_loss(Loss(source=file.at(f"page {number}"), reason=str(error), gate="too_large"))
            lines = []
        pages.append(lines)
    return pages, scanned


def _lines(page: PdfPage) -> list[Line]:
    """The lines of a page in PDFium's order; those that do not stand upright are left out."""
    from pypdfium2 import raw

    found = page.get_textpage()
    count = found.count_chars()
    if count > MOST_CHARACTERS_ON_A_PAGE:
        raise TooLargeError(f"more than {MOST_CHARACTERS_ON_A_PAGE} characters on a page")
    codes = [raw.FPDFText_GetUnicode(found, index) for index in range(count)]
    lines = []
    start = 0
    for end in range(count + 1):
        if end < count and codes[end] not in LINE_ENDS:
            continue
        while start < end and codes[start] == 32:
            start += 1
        last = end - 1
        while last > start and codes[last] == 32:
            last -= 1
        if start < end and abs(raw.FPDFText_GetCharAngle(found, start)) < UPRIGHT_RADIANS:
            lines.append(_line(found, codes, start, last))
        start = end + 1
    found.close()
    return lines


def _line(found: PdfTextPage, codes: list[int], start: int, last: int) -> Line:
    """A line of which the characters `start` to `last` are known to be no blanks.

    Its height is that of the letters that most of it is set in: the middle of three.
    """
    left, low, _, high = found.get_charbox(start, loose=True)
    _, _, right, _ = found.get_charbox(last, loose=True)
    letters = [i for i in range(start, last + 1) if chr(min(codes[i], LAST_CODE)).isalnum()]
    if letters:
        boxes = (found.get_charbox(letters[at], loose=True) for at in (0, len(letters) // 2, -1))
        height = median(top - bottom for _, bottom, _, top in boxes)
    else:
        height = high - low
    return Line(
        text=_decoded(codes[start : last + 1]),
        left=left,
        right=right,
        baseline=_baseline(found, letters[0] if letters else start),
        height=max(1.0, height),
    )


def _baseline(found: PdfTextPage, index: int) -> float:
    from pypdfium2 import raw

    x, y = c_double(), c_double()
    raw.FPDFText_GetCharOrigin(found, index, byref(x), byref(y))
    return y.value


def _decoded(codes: list[int]) -> str:
    """The text of character codes: UTF-16 units, or whole characters beyond these."""
    marked = (
        SOFT_HYPHEN if code in HYPHENS else chr(code) for code in codes if 0 < code <= LAST_CODE
    )
    return "".join(marked).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _shows_pictures(page: PdfPage) -> bool:
    from pypdfium2 import raw

    pictures = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=2)
    return next(iter(pictures), None) is not None


def _report_scans(file: InputFile, numbers: list[int], *, num_pages: int, on_loss: OnLoss) -> None:
    if numbers and len(numbers) < num_pages:
        reason = f"no text on {len(numbers)} of {num_pages} pages: pictures, perhaps scans"
        on_loss(Loss(source=file.at(f"page {numbers[0]}"), reason=reason, gate="no_text"))


def _check_letters(text: str) -> None:
    """Raise `InputError` where the fonts do not say which letters they show."""
    unreadable = sum(char == "\ufffd" or "\ue000" <= char <= "\uf8ff" for char in text)
    if unreadable > MOST_UNREADABLE * len(text):
        raise RefusedError("its fonts do not tell which letters they show", gate="no_text")


def _title(given: str) -> str:
    """The title in the properties, unless a program left there what is none."""
    title = clean_value(given)
    low = title.lower()
    return "" if low.startswith(UNTITLED) or low.endswith(FILE_ENDINGS) else title
