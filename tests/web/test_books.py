"""PDF, DOCX and EPUB as documents, and what is refused of them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from making import Placed, docx_parts, epub_parts, paragraph, pdf, zipped

from codi.readers import read_documents
from codi.readers.limits import Limits
from codi.readers.markup import html_to_blocks
from codi.readers.pdf_layout import Line, page_texts
from codi.types import Document, Loss, Origin

SENTENCE = "The ferry leaves the harbour at nine in the morning and comes back at noon."


def read(
    folder: Path, name: str, data: bytes, *, limits: Limits | None = None
) -> tuple[list[Document], list[Loss]]:
    (folder / "a good file.txt").write_text(SENTENCE)
    (folder / name).write_bytes(data)
    losses: list[Loss] = []
    documents = list(read_documents([str(folder)], on_loss=losses.append, limits=limits))
    assert documents[0].id == "a good file.txt"
    return documents[1:], losses


# EPUB

ABOUT = (
    "<dc:title>The  Ferry</dc:title><dc:language>en-GB</dc:language><dc:date>2019-05-02</dc:date>"
    "<dc:rights>CC BY 4.0</dc:rights>"
)
ONE = (
    '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/'
    'xhtml"><head><title>One</title><style>p {x: y}</style></head><body><!-- a note --><h1>One</h1>'
    f"<p>{SENTENCE}<sup><a epub:type='noteref' href='#n'>1</a></sup></p>"
    "<ol><li>First</li><li><p>Second &amp; last</p></li></ol></body></html>"
)
TWO = "<html><body><h2>Part\n<br/>two</h2><p>It was &eacute;arly.<br/>And cold.</p></body></html>"


def test_the_chapters_of_a_book_come_in_the_order_of_its_spine(tmp_path: Path) -> None:
    parts = epub_parts({"z%20one.xhtml": ONE, "a.xhtml": TWO}, about=ABOUT)
    parts["OEBPS/z one.xhtml"] = parts.pop("OEBPS/z%20one.xhtml")
    [book], losses = read(tmp_path, "ferry.epub", zipped(parts))
    assert losses == []
    assert book.title == "The Ferry"
    assert book.origin == Origin(date="2019-05-02", language="en", licence="CC BY 4.0")
    assert book.text.split("\n\n") == [
        "# One",
        SENTENCE,
        "1. First",
        "2. Second & last",
        "## Part two",
        "It was éarly.\nAnd cold.",
    ]


def test_a_chapter_that_cannot_be_read_is_reported_and_the_others_stand(tmp_path: Path) -> None:
    parts = epub_parts({"1.xhtml": ONE, "2.xhtml": b"<p>na\xefve</p>", "3.xhtml": TWO, "4": TWO})
    del parts["OEBPS/4"]
    parts["META-INF/encryption.xml"] = (
        '<e xmlns:x="http://www.w3.org/2001/04/xmlenc#"><x:CipherReference '
        'URI="OEBPS/3.xhtml"/></e>'
    )
    [book], losses = read(tmp_path, "book.epub", zipped(parts))
    assert book.text.startswith("# One")
    assert "two" not in book.text
    assert [str(loss).partition("book.epub, ")[2] for loss in losses] == [
        "OEBPS/2.xhtml: not utf-8",
        "OEBPS/3.xhtml: encrypted",
        "OEBPS/4: OEBPS/4 is missing",
    ]


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"a.txt": "nothing"}, "not an EPUB: it lists no chapters"),
        (epub_parts({"1.xhtml": ""}), "no text but markup"),
        ({"book.opf": "no XML"}, "book.opf is broken: "),
        ({"book.opf": " " * (40 << 20)}, "book.opf is larger than 16 MB"),
    ],
)
def test_a_file_that_is_no_book_is_refused(
    tmp_path: Path, parts: dict[str, str | bytes], reason: str
) -> None:
    documents, losses = read(tmp_path, "book.epub", zipped(parts))
    assert documents == []
    assert any(loss.reason.startswith(reason) for loss in losses), losses


def test_all_parts_of_a_book_together_are_bounded(tmp_path: Path) -> None:
    parts = epub_parts({f"{n}.xhtml": f"<p>{SENTENCE}</p>" + " " * 700_000 for n in range(4)})
    [book], losses = read(tmp_path, "x.epub", zipped(parts), limits=Limits(max_file_mb=2))
    assert book.text.count(SENTENCE) == 2
    assert [(loss.reason, loss.gate) for loss in losses] == [
        ("its parts are larger than 2 MB", "too_large")
    ] * 2


def test_no_entity_of_a_book_is_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hidden words")
    laughs = "".join(
        f'<!ENTITY l{n} "{"&l" + str(n - 1) + ";" if n else "ha"}{"&l0;" * 9}">' for n in range(30)
    )
    about = "<dc:title>&l29;&file;</dc:title>"
    parts = epub_parts({"1.xhtml": ONE.replace(SENTENCE, f"{SENTENCE} &file;&l29;")}, about=about)
    declared = f'<!DOCTYPE package [{laughs}<!ENTITY file SYSTEM "file://{secret}">]>'
    parts["OEBPS/book.opf"] = str(parts["OEBPS/book.opf"]).replace("?>", f"?>{declared}", 1)
    documents, _ = read(tmp_path, "book.epub", zipped(parts))
    told = "".join(document.text + document.title for document in documents)
    assert "hidden words" not in told
    assert "haha" not in told


# DOCX

BODY = (
    paragraph("Ferries", style="Heading1")
    + paragraph(SENTENCE)
    + paragraph("Fares &amp; times", style="Heading2")
    + "<w:tbl>"
    + "".join(
        f"<w:tr>{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in row)}</w:tr>"
        for row in (("Harbour", "nine"), ("Island", "noon"))
    )
    + "</w:tbl>"
)
PICTURE = (
    "<w:p><w:r><w:drawing><wp:inline><a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip "
    'r:link="r1"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>'
    "</w:r></w:p>"
)


def test_the_headings_and_tables_of_a_text_document_stay(tmp_path: Path) -> None:
    properties = (
        "<dc:title>On ferries</dc:title><dc:language>en-US</dc:language>"
        "<dcterms:created>2024-02-03T10:00:00Z</dcterms:created>"
    )
    parts = docx_parts(BODY + PICTURE, properties=properties)
    [document], losses = read(tmp_path, "ferries.docx", zipped(parts))
    assert losses == []
    assert (document.id, document.title) == ("ferries.docx", "On ferries")
    assert document.origin == Origin(date="2024-02-03", language="en")
    assert document.text.split("\n\n") == [
        "# Ferries",
        SENTENCE,
        "## Fares & times",
        "- Harbour: nine",
        "- Island: noon",
    ]


def test_a_text_document_without_properties_is_titled_by_its_heading(tmp_path: Path) -> None:
    parts = docx_parts(BODY)
    del parts["docProps/core.xml"]
    [document], _ = read(tmp_path, "x.docx", zipped(parts))
    assert document.title == "Ferries"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04 and nothing more", "broken: "),
        (b"\xd0\xcf\x11\xe0 a compound file", "encrypted, or of an old format"),
        (zipped({"a.txt": "nothing"}), "not a DOCX: it has no text part"),
        (zipped(docx_parts("<w:p>")), "broken: mismatched tag"),
        (zipped(docx_parts("<w:p>" * 5000 + "</w:p>" * 5000)), "broken: maximum recursion"),
        (zipped(docx_parts(" " * (20 << 20))), "a part is larger than 16 MB"),
        (zipped(docx_parts("")), "no text but markup"),
    ],
    ids=["cut", "old", "other", "tags", "deep", "bomb", "void"],
)
def test_a_file_that_is_no_text_document_is_refused(
    tmp_path: Path, data: bytes, reason: str
) -> None:
    documents, [loss] = read(tmp_path, "x.docx", data)
    assert documents == []
    assert loss.reason.startswith(reason)


def test_entities_of_a_text_document_do_not_fill_a_memory(tmp_path: Path) -> None:
    parts = docx_parts(paragraph("&l19;"))
    laughs = '<!ENTITY l0 "hahahaha">' + "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 20)
    )
    content = str(parts["word/document.xml"])
    parts["word/document.xml"] = content.replace("?>", f"?><!DOCTYPE w [{laughs}]>", 1)
    documents, [loss] = read(tmp_path, "x.docx", zipped(parts))
    assert documents == []
    assert loss.gate in {"unreadable", "out_of_memory", "timeout"}


# PDF


def page(number: int, *texts: str, header: str = "The Ferry Times") -> list[Placed]:
    lines: list[Placed] = [(72, 800, 9, header), (290, 40, 9, f"- {number} -")]
    lines[1:1] = [(72, 740 - 13 * index, 11, text) for index, text in enumerate(texts)]
    return lines


def test_the_lines_of_a_pdf_become_paragraphs_without_headers_and_page_numbers(
    tmp_path: Path,
) -> None:
    texts = (
        "The ferry leaves the harbour at nine in the morning, and comes back for the mid-",
        "day meal. A well-known captain has been at her wheel for eleven years, a well-",
        "known man.",
        "",
        "A second paragraph begins here (in brackets); it goes on over the end of this page",
    )
    first = [*page(1, *texts), (72, 760, 18, "Ferries of the north")]
    first.insert(1, first.pop())
    pages = [
        first,
        page(2, "and ends on the next one.", "\x95 An item", "\x95 Another item"),
        page(3, "The last page has one line, and nothing else."),
    ]
    info = "/Title (Untitled) /CreationDate (D:20240203101112+01'00')"
    [document], losses = read(tmp_path, "times.pdf", pdf(pages, info=info))
    assert losses == []
    assert document.title == "Ferries of the north"
    assert document.origin.date == "2024-02-03"
    heading, one, two, *others = document.text.split("\n\n")
    assert heading == "# Ferries of the north"
    assert one.startswith("The ferry leaves the harbour at nine in the morning, and comes back for")
    assert one.endswith(
        "midday meal. A well-known captain has been at her wheel for eleven years, "
        "a well-known man."
    )
    assert two.startswith("A second paragraph begins here (in brackets); it goes on over the end")
    assert two.endswith("of this page and ends on the next one.")
    assert others == [
        "- An item",
        "- Another item",
        "The last page has one line, and nothing else.",
    ]


@pytest.mark.parametrize("unit", ["a", "a\u00ad", "a- b ", ". ", "1) ", "\u00b7 ", "-", "A B."])
def test_hostile_lines_are_put_together_in_linear_time(unit: str) -> None:
    long = Line(text=unit * (100_000 // len(unit)), left=1, right=2, baseline=5, height=3)
    short = [Line(text=unit, left=n, right=n, baseline=5, height=n % 9) for n in range(9_000)]
    began = time.process_time()
    page_texts([[long, *short]] * 2)
    assert time.process_time() - began < 5


HOSTILE_TAGS = (
    "<", "</", "<a ", '<a "', "<a \"<a '", "<div>", "<li>", "<table><tr><td>", "<!--", "<!", "<?",
    "<![CDATA[", "<script", "&", "&#x1", "\n", "<br> ", "</div>", "<p", "<pre>", "<ol><li>",
)  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE_TAGS)
def test_hostile_tags_are_read_in_linear_time(unit: str) -> None:
    began = time.process_time()
    html_to_blocks("<p>One</p>" + unit * (400_000 // len(unit)) + "<p>Two</p>")
    assert time.process_time() - began < 5


def test_the_properties_of_a_pdf_name_its_title(tmp_path: Path) -> None:
    data = pdf([page(1, SENTENCE)], info="/Title (On ferries)")
    [document], _ = read(tmp_path, "x.pdf", data)
    assert document.title == "On ferries"


PASSWORD = (
    "/Encrypt << /Filter /Standard /V 1 /R 2 /Length 40 /P -44 "
    f"/O <{'28BF4E5E4E758A41' * 4}> /U <{'28BF4E5E4E758A41' * 4}> >> /ID [<00><00>]"
)


@pytest.mark.parametrize(
    ("data", "gate", "reason"),
    [
        (b"no PDF at all", "unreadable", "broken PDF, or none"),
        (pdf([[]]), "no_text", "no text in it (recognise the text of a scan first)"),
        (
            pdf([page(1, SENTENCE)], trailer=PASSWORD),
            "encrypted",
            "encrypted (save it without a password)",
        ),
        (pdf([[]] * 5001), "too_large", "more than 5000 pages"),
    ],
    ids=["other", "scan", "encrypted", "pages"],
)
def test_a_pdf_without_text_to_be_had_is_refused(
    tmp_path: Path, data: bytes, gate: str, reason: str
) -> None:
    documents, [loss] = read(tmp_path, "x.pdf", data)
    assert documents == []
    assert loss.reason == reason
    assert loss.gate == gate


def test_a_file_larger_than_may_be_read_whole_is_refused(tmp_path: Path) -> None:
    for name in ("x.pdf", "x.epub", "x.docx", "x.md"):
        documents, [loss] = read(tmp_path, name, b"a" * 200_000, limits=Limits(max_file_mb=0.1))
        assert documents == []
        assert (loss.reason, loss.gate) == ("larger than 0.1 MB", "too_large")
        (tmp_path / name).unlink()
