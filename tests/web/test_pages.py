"""Web pages come in as their main text, in blocks, with what they say of themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from codi.errors import InputError
from codi.readers import read_documents
from codi.readers.blocks import blocks_of
from codi.readers.charsets import decode
from codi.readers.html import Page, page_of
from codi.readers.limits import Limits, RefusedError
from codi.types import Document, Loss

SENTENCE = "The tide mill grinds its corn twice a day, whenever the pond behind the dam is full. "
PAGE = f"""<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8">
<title>The tide mill | Harbour Museum</title>
<meta property="article:published_time" content="2021-03-05T10:00:00Z">
<link rel="canonical" href="https://museum.example/mill">
<link rel="license" href="https://creativecommons.org/licenses/by/4.0/">
<script>var menu = "not a word of this";</script></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/shop">Shop</a></li></ul></nav>
<article><h1>The tide mill</h1><p>{SENTENCE * 3}</p>
<h2>The dam</h2><p>{SENTENCE * 2}</p>
<ul><li>{SENTENCE}</li><li>{SENTENCE}</li></ul>
<table><tr><td>1842</td><td>a cell of the table</td></tr></table>
<ol><li>Shut the gate before the tide turns.</li><li>Open the sluice.</li></ol></article>
<div id="comments"><h3>Comments</h3><p>First! What a page, said a visitor of it.</p></div>
<footer>Opening hours and imprint</footer></body></html>"""


def page(html: str | bytes, *, limits: Limits | None = None, charset: str = "") -> Page:
    data = html if isinstance(html, bytes) else html.encode()
    return page_of(data, limits=limits or Limits(), charset=charset)


def around(body: str, *, head: str = "") -> str:
    return f"<html><head>{head}</head><body><article>{body}</article></body></html>"


def refusal(html: str | bytes, *, limits: Limits | None = None) -> tuple[str, str]:
    with pytest.raises(RefusedError) as refused:
        page(html, limits=limits)
    return refused.value.gate, str(refused.value)


def test_headings_paragraphs_and_items_stay_and_all_around_them_goes() -> None:
    text = page(PAGE).text
    blocks = [text[block.start : block.end] for block in blocks_of(text)]
    sentence = SENTENCE.strip()
    assert blocks == [
        "# The tide mill",
        (SENTENCE * 3).strip(),
        "## The dam",
        (SENTENCE * 2).strip(),
        f"- {sentence}",
        f"- {sentence}",
        "1. Shut the gate before the tide turns.",
        "2. Open the sluice.",
    ]


def test_a_page_says_title_address_date_language_and_licence_of_itself() -> None:
    found = page(PAGE)
    assert found.title == "The tide mill"
    assert found.origin.url == "https://museum.example/mill"
    assert found.origin.date == "2021-03-05"
    assert found.origin.language == "en"
    assert found.origin.licence == "https://creativecommons.org/licenses/by/4.0/"
    assert not found.origin.crawled


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>A - B - The long name of a page</title>", "", "The long name of a page"),
        ("<title>Mills - The Encyclopedia of it all</title>", "<h1>Mills</h1>", "Mills"),
        ('<meta name="og:title" content="Short">', "<h1>Short and to the point</h1>", None),
        ("", "<h1>Alone</h1>", "Alone"),
        ("", "", ""),
    ],
)
def test_a_title_is_the_pages_own_without_the_name_of_its_site(
    head: str, body: str, title: str | None
) -> None:
    found = page(around(f"{body}<p>{SENTENCE * 4}</p>", head=head)).title
    assert found == (title if title is not None else "Short and to the point")


@pytest.mark.parametrize(
    ("head", "body", "day"),
    [
        ('<script type="application/ld+json">{"datePublished": "2020-02-29"}</script>', "", True),
        ("", '<time datetime="2020-02-29T08:00" itemprop="datePublished">then</time>', True),
        ('<meta name="DC.date.issued" content="20200229">', "", True),
        ('<meta name="date" content="2020-02-30">', "", False),
        ("", '<time datetime="2020-02-29">a day in the story</time>', False),
    ],
)
def test_the_date_is_that_of_publication(head: str, body: str, day: bool) -> None:
    found = page(around(f"{body}<p>{SENTENCE * 4}</p>", head=head)).origin.date
    assert found == ("2020-02-29" if day else "")


def test_no_page_is_younger_than_its_crawl() -> None:
    found = page_of(PAGE.encode(), limits=Limits(), crawled_on="2020-12-31", url="http://a.b/c")
    assert found.origin.date == "2020-12-31"
    assert found.origin.crawled
    assert found.origin.url == "http://a.b/c"


@pytest.mark.parametrize(
    ("encoding", "label", "declared"),
    [
        ("utf-8", "utf-8", ""),
        ("utf-8", "iso-8859-1", ""),  # declared wrongly, as often
        ("cp1252", "iso-8859-1", ""),
        ("cp1252", "", "ISO-8859-1"),
        ("cp1252", "utf-8", ""),
        ("utf-16", "", ""),
        ("utf-8-sig", "", ""),
    ],
)
def test_encodings_are_read_by_mark_validity_and_declaration(
    encoding: str, label: str, declared: str
) -> None:
    words = "Die Mühle mahlt für Käufer “dreimal täglich” Körner. " * 6
    head = f'<meta charset="{label}">' if label else ""
    html = around(f"<p>{words}</p>", head=head).encode(encoding)
    assert page(html, charset=declared).text == words.strip()


@pytest.mark.parametrize(
    ("text", "encoding", "label"),
    [
        ("潮汐磨坊每天两次磨玉米。" * 9, "gbk", "gb2312"),
        ("潮の満ち引きで粉をひく水車。" * 9, "shift_jis", "Shift_JIS"),
        ("潮の満ち引きで粉をひく水車。" * 9, "iso2022_jp", "iso-2022-jp"),
        ("Приливная мельница мелет зерно дважды в день. " * 9, "cp1251", "windows-1251"),
    ],
)
def test_encodings_of_other_scripts_are_read_as_declared(
    text: str, encoding: str, label: str
) -> None:
    html = f'<html><head><meta charset="{label}"></head><body><p>{text}</p></body></html>'
    assert text in decode(html.encode(encoding))


def test_an_encoding_that_nobody_declares_is_guessed() -> None:
    text = "Приливная мельница мелет зерно дважды в день, когда пруд за плотиной полон. " * 9
    assert decode(text.encode("cp1251")) == text


@pytest.mark.parametrize("label", ["base64", "rot13", "no-such", "utf-8\0", "idna"])
def test_a_declared_encoding_that_is_none_is_passed_over(label: str) -> None:
    assert decode("Mühle".encode("cp1252"), declared=label)
    assert decode("Mühle".encode(), declared=label) == "Mühle"


@pytest.mark.parametrize("html", ["", "   ", "<!-- only a comment -->", "<html></html>", "\0" * 50])
def test_a_page_without_words_has_no_main_text(html: str) -> None:
    assert refusal(html)[0] == "no_main_text"


def test_menus_alone_are_no_main_text() -> None:
    items = "".join(f'<li><a href="/{number}">Menu {number}</a></li>' for number in range(40))
    assert refusal(f"<html><body><nav><ul>{items}</ul></nav></body></html>")[0] == "no_main_text"


@pytest.mark.parametrize("depth", [256, 5000, 200_000])
@pytest.mark.parametrize("tag", ["div", "b", "ul", "table", "blockquote"])
def test_pages_nested_deeper_than_the_limit_are_refused(depth: int, tag: str) -> None:
    html = around(f"<{tag}>" * depth + f"<p>{SENTENCE * 4}")
    assert refusal(html)[0] == "too_deep"


def test_the_limit_of_depth_is_the_recipes() -> None:
    html = around("<div>" * 30 + f"<p>{SENTENCE * 4}</p>")
    assert page(html).text
    assert refusal(html, limits=Limits(max_depth=30)) == (
        "too_deep",
        "nested deeper than 30 elements",
    )


@pytest.mark.parametrize("tag", ["div", "span", "ul><li", "blockquote", "em"])
def test_pages_nested_as_deep_as_may_be_are_read(tag: str) -> None:
    depth = 240 // (2 if "><" in tag else 1)
    page(around(f"<{tag}>" * depth + SENTENCE * 9))


def test_a_page_larger_than_the_limit_is_refused() -> None:
    html = around(f"<p>{SENTENCE * 4000}</p>")
    assert refusal(html, limits=Limits(max_record_mb=0.1)) == ("too_large", "larger than 0.1 MB")


def test_entities_of_a_document_type_are_not_expanded_nor_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret word is xyzzy")
    html = f"""<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">
<!ENTITY out SYSTEM "file://{secret}"> %remote;]>
{around(f"<p>{SENTENCE * 4} &d; &out; &amp; so on.</p>")}"""
    text = page(html).text
    assert "xyzzy" not in text
    assert "aaaaaaaaaa" not in text.replace('"aaaaaaaaaa"', "")
    assert len(text) < len(html)
    assert "& so on." in text


def read(path: Path, *, limits: Limits | None = None) -> tuple[list[Document], list[Loss]]:
    losses: list[Loss] = []
    return list(read_documents([str(path)], on_loss=losses.append, limits=limits)), losses


@pytest.mark.parametrize("name", ["the_tide-mill.html", "mill.htm", "mill.xhtml", "mill.html.gz"])
def test_files_of_pages_are_documents_that_somebody_chose(tmp_path: Path, name: str) -> None:
    import gzip

    path = tmp_path / name
    path.write_bytes(gzip.compress(PAGE.encode()) if name.endswith(".gz") else PAGE.encode())
    (document,), losses = read(path)
    assert not losses
    assert (document.id, document.title, document.source) == (name, "The tide mill", str(path))
    assert not document.origin.crawled


def test_each_bad_file_is_a_loss_of_its_kind_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE)
    (tmp_path / "deep.html").write_text(around("<div>" * 999))
    (tmp_path / "empty.html").write_text("")
    (tmp_path / "menu.html").write_text("<html><!-- none --></html>")
    (tmp_path / "z.html").write_text(PAGE)
    documents, losses = read(tmp_path)
    assert [document.id for document in documents] == ["a.html", "z.html"]
    assert [(Path(loss.source).name, loss.gate) for loss in losses] == [
        ("deep.html", "too_deep"),
        ("empty.html", "unreadable"),
        ("menu.html", "no_main_text"),
    ]


def test_a_page_that_its_parser_chews_on_for_too_long_is_cut_off(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE)
    (tmp_path / "b.html").write_text(around("<p>word " * 150_000))
    (tmp_path / "c.html").write_text(PAGE)
    documents, losses = read(tmp_path, limits=Limits(seconds_per_document=1.5))
    assert [document.id for document in documents] == ["a.html", "c.html"]
    assert [(loss.gate, loss.reason) for loss in losses] == [("timeout", "not read within 1.5 s")]


def test_where_nothing_is_readable_the_user_hears_what_codi_reads(tmp_path: Path) -> None:
    (tmp_path / "menu.html").write_text("<html></html>")
    with pytest.raises(InputError, match=r"nothing readable .*codi reads .*\.html"):
        read(tmp_path)
