"""Documents in, passages out."""

from __future__ import annotations

import json
import os
import random
from dataclasses import replace
from pathlib import Path

import pytest
from pyarrow import lib, parquet

from codi.errors import InputError
from codi.readers import read_documents, split_into_passages
from codi.types import Document, Loss, Origin, Passage

SENTENCES = (
    "The ferry leaves the harbour at nine in the morning.",
    "It reaches the island before noon.",
    "Twelve passengers were on board that day.",
    "Nobody had expected the storm to come so early.",
)


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def write_table(path: Path, columns: dict[str, list[object]]) -> Path:
    parquet.write_table(lib.table(columns), path)
    return path


def read(*paths: Path | str) -> tuple[list[Document], list[Loss]]:
    skipped: list[Loss] = []
    documents = list(read_documents([str(path) for path in paths], on_loss=skipped.append))
    return documents, skipped


def cut(text: str, *, min_words: int, max_words: int, title: str = "") -> list[Passage]:
    document = Document(id="d", text=text, title=title)
    return list(split_into_passages([document], min_words=min_words, max_words=max_words))


def prose(num_words: int) -> str:
    """Sentences of that many words together; the last one is cut where it must be."""
    words = (" ".join(SENTENCES) + " ").split() * (num_words // 10 + 1)
    return " ".join(words[:num_words]).rstrip(".") + "."


# Files, folders and globs


def test_a_folder_is_read_in_the_order_of_its_names_with_ids_relative_to_it(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a/c.txt", ".hidden/x.txt", ".secret.txt"):
        write(tmp_path / "docs" / name, "Some text stands here.")
    documents, skipped = read(tmp_path / "docs")
    assert [document.id for document in documents] == ["a/c.txt", "a/z.md", "b.txt"]
    assert [document.source for document in documents][2] == str(tmp_path / "docs" / "b.txt")
    assert skipped == []


def test_a_glob_gives_ids_relative_to_its_fixed_part(tmp_path: Path) -> None:
    for name in ("one/a.txt", "one/b.md", "two/deep/a.txt"):
        write(tmp_path / name, "Some text stands here.")
    documents, _ = read(f"{tmp_path}/**/*.txt")
    assert [document.id for document in documents] == ["one/a.txt", "two/deep/a.txt"]


def test_a_file_named_twice_is_read_once_and_equal_ids_are_told_apart(tmp_path: Path) -> None:
    one = write(tmp_path / "one" / "a.txt", "First text.")
    two = write(tmp_path / "two" / "a.txt", "Second text.")
    documents, _ = read(one, tmp_path / "one", two)
    assert [(document.id, document.text) for document in documents] == [
        ("a.txt", "First text."),
        ("a.txt~2", "Second text."),
    ]


def test_a_path_that_does_not_exist_is_named_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.txt does not exist"):
        read_documents([str(tmp_path / "nowhere.txt")], on_loss=print)
    with pytest.raises(InputError, match=r"no file matches .*\*\.md"):
        read_documents([str(tmp_path / "*.md")], on_loss=print)
    with pytest.raises(InputError, match="no documents were named"):
        read_documents([], on_loss=print)


def test_an_input_without_anything_readable_is_an_error_that_names_the_paths(
    tmp_path: Path,
) -> None:
    write(tmp_path / "pictures" / "a.png", b"\x89PNG")
    with pytest.raises(InputError, match=r"nothing readable in .*pictures: 1 skipped \(codi reads"):
        read(tmp_path / "pictures")
    (tmp_path / "void").mkdir()
    with pytest.raises(InputError, match=r"nothing readable in .*void: 0 skipped"):
        read(tmp_path / "void")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.png", b"\x89PNG", "unknown ending .png"),
        ("Makefile", b"all:", "no ending in its name"),
        ("empty.txt", b"", "empty"),
        ("blank.md", b"\n \n", "empty"),
        ("bom.txt", b"\xef\xbb\xbf", "empty"),
        ("binary.txt", b"ab\0cd", "binary"),
        ("binary.jsonl", b"\0\0\0", "binary"),
        ("latin.txt", "one\nna\xefve".encode("latin-1"), "not UTF-8 at line 2 (convert it to"),
        ("wide.txt", "text".encode("utf-16"), "UTF-16 (convert it to UTF-8)"),
        ("broken.json", b'{"data": [\n}', "broken JSON at line 2"),
        ("settings.json", b'{"a": 1}', "not a CoQA, QuAC or SQuAD file"),
        ("nothing.csv", b"a,b\n1,2\n", "its header line has none of the columns text, content"),
        ("broken.parquet", b"PAR1 and then nothing", "broken Parquet"),
        ("markup.md", b"---\ntitle: Only\n---\n<!-- nothing -->\n", "no text but markup"),
        ("LICENSE.md", b"You may copy this.", "licence file"),
        ("LICENCE", b"You may copy this.", "licence file"),
        ("COPYING.txt", b"You may copy this.", "licence file"),
    ],
)
def test_what_cannot_be_read_is_reported_with_its_reason(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    write(tmp_path / name, content)
    write(tmp_path / "good.txt", "This file can be read.")
    documents, skipped = read(tmp_path)
    assert [document.id for document in documents] == ["good.txt"]
    assert len(skipped) == 1
    assert skipped[0].source == str(tmp_path / name)
    assert skipped[0].reason.startswith(reason)


def test_a_licence_file_named_by_the_user_is_a_document(tmp_path: Path) -> None:
    documents, skipped = read(write(tmp_path / "LICENSE.md", "You may copy this text freely."))
    assert [document.id for document in documents] == ["LICENSE.md"]
    assert skipped == []


def test_links_to_nothing_circles_of_folders_and_pipes_do_no_harm(tmp_path: Path) -> None:
    write(tmp_path / "docs" / "a.txt", "This file can be read.")
    (tmp_path / "docs" / "gone.txt").symlink_to(tmp_path / "gone.txt")
    (tmp_path / "docs" / "round").symlink_to(tmp_path / "docs")
    os.mkfifo(tmp_path / "docs" / "pipe.txt")
    documents, skipped = read(tmp_path / "docs")
    assert [document.id for document in documents] == ["a.txt"]
    assert [skip.reason for skip in skipped] == [
        "a link to nothing",
        "not a file",
        "a link to a folder, which is not followed",
    ]


# Plain text


def test_the_header_and_footer_of_a_gutenberg_book_go_and_its_wrapped_lines_join(
    tmp_path: Path,
) -> None:
    book = (
        "\ufeffProject Gutenberg\r\nTitle: A Short Book\r\n\r\n"
        "*** START OF THIS PROJECT GUTENBERG EBOOK A SHORT BOOK ***\r\n\r\n"
        "CHAPTER I. The Ferry\r\n\r\n"
        "The ferry leaves the harbour at nine in the\r\nmorning and comes back late.\r\n\r\n"
        "  How doth the little\r\n  crocodile\r\n\r\n"
        " II\r\n\r\n The Island\r\n\r\nIt was small.\r\n\r\n"
        "*** END OF THIS PROJECT GUTENBERG EBOOK A SHORT BOOK ***\r\nLicense\r\n"
    )
    [document], _ = read(write(tmp_path / "book.txt", book))
    assert document.title == "A Short Book"
    assert document.text == (
        "## CHAPTER I. The Ferry\n\n"
        "The ferry leaves the harbour at nine in the\nmorning and comes back late.\n\n"
        "  How doth the little\n  crocodile\n\n"
        "## II The Island\n\nIt was small."
    )


def test_lines_wrapped_near_the_margin_become_one_line(tmp_path: Path) -> None:
    wrapped = "The ferry leaves the harbour at nine in the morning and\ncomes back late.\n"
    [document], _ = read(write(tmp_path / "ferry_times-2024.txt", wrapped))
    assert document.text == wrapped.replace("\n", " ").strip()
    assert document.title == "ferry times 2024"


def test_wiki_headings_are_headings_and_long_lines_are_paragraphs(shared: Path) -> None:
    [document], _ = read(shared / "documents" / "encyclopedia" / "wikitext2-valid.txt")
    assert document.text.startswith("# Homarus gammarus\n\nHomarus gammarus , known as")
    assert "\n\n## Description\n\n" in document.text


# Markdown


def test_markdown_becomes_prose_and_its_headings_stay(tmp_path: Path) -> None:
    page = """---
title: 'Leave: an overview'
redirect_from: [/leave/]
---

{% alert %}
See the <a href="https://example.org">chart</a> first.
{% endalert %}
<!-- a note
for editors -->

## Annual *leave* {#annual}

You may use [annual leave]({% page "leave/" %}) for **any** `reason`. It grows
with your years:{: .note}

* Fewer than 3 years: 4 hours
* Longer:
  1. 6 hours
  2. 8 hours

![a picture](x.png)

```sh
rm -rf everything
```

| Years | Hours | Days |
|---|---|---|
| 1 | 4 | 13 |

| Say | Not |
|---|---|
| use | utilise |
| May we go? | Yes, we may. |

<div class="x"><table><tr><td>Cell <b>text</b></td></tr></table><script>alert(1)</script></div>

Fish &amp; chips[^1]<br>again.

[^1]: As *served* in Leith.
"""
    [document], skipped = read(write(tmp_path / "leave.md", page))
    assert skipped == []
    assert document.title == "Leave: an overview"
    assert document.text.split("\n\n") == [
        "See the chart first.",
        "## Annual leave",
        "You may use annual leave for any reason. It grows with your years:",
        "- Fewer than 3 years: 4 hours",
        "- Longer:",
        "1. 6 hours",
        "2. 8 hours",
        "- 1: Hours 4; Days 13",
        "- use: utilise",
        "- May we go? Yes, we may.",
        "Cell text",
        "Fish & chips\nagain.",
        "As served in Leith.",
    ]


def test_the_title_of_markdown_is_its_first_heading_without_front_matter(tmp_path: Path) -> None:
    [document], _ = read(write(tmp_path / "x.md", "# The *Ferry*\n\nIt leaves at nine."))
    assert document.title == "The Ferry"
    assert document.text == "# The Ferry\n\nIt leaves at nine."


@pytest.mark.parametrize("front", ["title: [", "title: 2021-99-99", "- a\n- b", "[" * 3000])
def test_front_matter_of_any_kind_does_no_harm(tmp_path: Path, front: str) -> None:
    [document], _ = read(write(tmp_path / "x.md", f"---\n{front}\n---\nIt leaves at nine."))
    assert document.text == "It leaves at nine."


@pytest.mark.parametrize(
    "page",
    ["{%" * 20000, "{% comment %}" * 20000, "<!--" * 20000, ">" * 5000, "<![x " * 500, "[" * 9000],
    ids=["tags", "comments", "html comments", "quotes", "declarations", "brackets"],
)
def test_hostile_markdown_is_read_in_linear_time(tmp_path: Path, page: str) -> None:
    documents, _ = read(write(tmp_path / "x.md", f"It leaves at nine.\n\n{page}"))
    assert documents[0].text.startswith("It leaves at nine.")


# Rows


def test_json_lines_give_a_document_a_line_and_broken_lines_are_skipped(tmp_path: Path) -> None:
    lines = [
        b'\xef\xbb\xbf{"id": "oil/0", "title": "Oil_crisis", "text": "Oil\\r\\nwas short."}',
        b'{"text": broken}',
        b"",
        b'["text"]',
        b'{"text": "  "}',
        b'{"sentence": "No usual column."}',
        b'{"Text": "na\xefve"}',
        b'{"url": 7, "Content": "Found by content."}',
        b'{"text": null, "body": "No id."}',
        b'{"id": "oil/0", "text": "Same id."}',
    ]
    path = write(tmp_path / "rows.jsonl", b"\n".join(lines))
    documents, skipped = read(path)
    assert [(document.id, document.title, document.text) for document in documents] == [
        ("rows.jsonl:oil/0", "Oil crisis", "Oil\nwas short."),
        ("rows.jsonl:7", "", "Found by content."),
        ("rows.jsonl:9", "", "No id."),
        ("rows.jsonl:oil/0~2", "", "Same id."),
    ]
    assert documents[1].source == f"{path}, line 8"
    assert [skip.source.rpartition(", ")[2] for skip in skipped] == [
        "line 2",
        "line 4",
        "line 5",
        "line 6",
        "line 7",
    ]
    assert skipped[0].reason.startswith("broken JSON")
    assert [skip.reason for skip in skipped[1:3]] == ["not a JSON object", "no text in text"]
    assert skipped[3].reason.startswith("none of the columns text, content, body")
    assert skipped[4].reason.startswith("broken JSON")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_is_read_with_its_own_delimiter_and_quotes(tmp_path: Path, delimiter: str) -> None:
    rows = [
        delimiter.join(("ID", "Passage", "Headline")),
        delimiter.join(("a", '"Two\nlines, ""quoted"""', "One")),
        "",
        delimiter.join(("b", "", "Two")),
        delimiter.join(("c", "na\udcefve", "Three")),
        delimiter.join(("d", "x" * 200_000, "Four", "five")),
    ]
    content = "\ufeff".encode() + "\n".join(rows).encode(errors="surrogateescape")
    path = write(tmp_path / "rows.csv", content)
    documents, skipped = read(path)
    assert [(document.id, document.title) for document in documents] == [
        ("rows.csv:a", "One"),
        ("rows.csv:d", "Four"),
    ]
    assert documents[0].text == 'Two\nlines, "quoted"'
    assert [str(skip) for skip in skipped] == [
        f"{path}, line 5: no text in passage",
        f"{path}, line 6: not UTF-8 (convert the file to UTF-8)",
    ]


def test_parquet_rows_are_documents(tmp_path: Path) -> None:
    columns: dict[str, list[object]] = {
        "doc_id": [10, 11, 12],
        "content": ["First text.", None, "Third text."],
        "other": [1, 2, 3],
    }
    path = write_table(tmp_path / "rows.parquet", columns)
    documents, skipped = read(path)
    assert [(document.id, document.text) for document in documents] == [
        ("rows.parquet:10", "First text."),
        ("rows.parquet:12", "Third text."),
    ]
    assert [str(skip) for skip in skipped] == [f"{path}, row 2: no text in content"]


def test_parquet_without_a_text_column_is_reported(tmp_path: Path) -> None:
    write_table(tmp_path / "rows.parquet", {"label": [1]})
    write(tmp_path / "a.txt", "This file can be read.")
    _, [skipped] = read(tmp_path)
    assert skipped.reason.startswith("none of the columns text")


# Question answering sets


def test_a_json_list_is_rows_and_json_lines_may_be_called_json(tmp_path: Path) -> None:
    write(tmp_path / "list.json", '[{"text": "First."}, 5]')
    write(tmp_path / "lines.json", '{"text": "Second."}\n{"text": "Third."}\n')
    documents, [skipped] = read(tmp_path)
    assert [(document.id, document.text) for document in documents] == [
        ("lines.json:1", "Second."),
        ("lines.json:2", "Third."),
        ("list.json:1", "First."),
    ]
    assert skipped.source.endswith("list.json, item 2")


def test_a_passage_that_several_dialogs_share_is_one_document(tmp_path: Path) -> None:
    context = "Wahid returned to Jakarta. CANNOTANSWER"
    section = {
        "title": "Wahid",
        "section_title": "Early career",
        "paragraphs": [{"id": "q1", "context": context, "qas": []}],
    }
    other = {**section, "paragraphs": [{"id": "q2", "context": context, "qas": []}]}
    broken = {"title": "Nothing"}
    path = write(tmp_path / "quac.json", json.dumps({"data": [section, other, broken]}))
    [document], [skipped] = read(path)
    assert (document.id, document.title) == ("quac.json:q1", "Wahid \u203a Early career")
    assert document.text == "Wahid returned to Jakarta."
    assert str(skipped) == f"{path}, entry 3: no story and no paragraphs with a context"


@pytest.mark.parametrize(
    ("name", "num_documents", "first_id", "first_title"),
    # three sections of quac-100 were talked about twice
    [
        ("coqa-dev-48.json", 48, "31n2ww6r9rqkjigpkpvnuvqttx8f3u", ""),
        ("quac-100.json", 97, "cosquac_000", "Abdurrahman Wahid \u203a Early career"),
        ("xquad-en.json", 240, "Super Bowl 50/0", "Super Bowl 50"),
    ],
)
def test_the_passages_of_the_benchmarks_are_documents(
    shared: Path, name: str, num_documents: int, first_id: str, first_title: str
) -> None:
    documents, skipped = read(shared / "benchmarks" / name)
    assert len(documents) == num_documents
    assert len({document.id for document in documents}) == num_documents
    assert (documents[0].id, documents[0].title) == (f"{name}:{first_id}", first_title)
    assert skipped == []


# Passages


def test_a_passage_ends_at_a_heading_and_its_title_names_the_headings_above_it() -> None:
    text = (
        f"# Leave\n\n{prose(50)}\n\n## Annual\n\n### Use\n\n{prose(60)}\n\n## Sick\n\n{prose(40)}"
    )
    passages = cut(text, min_words=30, max_words=100, title="Leave")
    assert [passage.title for passage in passages] == [
        "Leave",
        "Leave \u203a Annual \u203a Use",
        "Leave \u203a Sick",
    ]
    assert [passage.id for passage in passages] == ["d/0", "d/1", "d/2"]
    assert all("#" not in passage.text for passage in passages)


def test_short_sections_are_joined_with_their_heading_lines() -> None:
    text = f"# A\n\n{prose(60)}\n\n# B\n\n{prose(15)}\n\n# C\n\n{prose(20)}\n\n# D\n\n{prose(10)}"
    passages = cut(text, min_words=30, max_words=100, title="Doc")
    assert [passage.title for passage in passages] == ["Doc \u203a A", "Doc"]
    assert passages[1].text == text[text.index("# B") :]


def test_a_short_end_of_a_chapter_stays_in_its_chapter() -> None:
    text = f"# A\n\n## A1\n\n{prose(40)}\n\n## A2\n\n{prose(10)}\n\n# B\n\n{prose(40)}"
    passages = cut(text, min_words=30, max_words=100)
    assert [passage.title for passage in passages] == ["A", "B"]


def test_headings_without_text_below_them_are_left_out() -> None:
    text = f"# A\n\n{prose(40)}\n\n## Films\n\n### Long\n\n# B\n\n{prose(40)}\n\n## End"
    passages = cut(text, min_words=30, max_words=100)
    assert [passage.title for passage in passages] == ["A", "B"]
    assert not any("#" in passage.text for passage in passages)


def test_long_sections_are_cut_into_even_pieces_between_paragraphs_else_sentences() -> None:
    paragraphs = "\n\n".join(prose(40) for _ in range(10))
    by_paragraph = cut(paragraphs, min_words=50, max_words=150)
    assert [len(passage.text.split()) for passage in by_paragraph] == [120, 120, 80, 80]
    by_sentence = cut(prose(400), min_words=50, max_words=150)
    assert len(by_sentence) == 3
    assert all(passage.text.endswith(".") for passage in by_sentence)
    assert all(120 <= len(passage.text.split()) <= 150 for passage in by_sentence)


def test_a_list_stays_with_the_line_that_leads_to_it() -> None:
    text = (
        f"{prose(80)}\n\nYou may bring with you:\n\n- one small bag\n\n- two books\n\n{prose(60)}"
    )
    first, second = cut(text, min_words=30, max_words=100)
    assert first.text == prose(80)
    assert second.text.startswith("You may bring with you:\n\n- one small bag")


def test_a_sentence_longer_than_a_passage_is_cut_between_words() -> None:
    passages = cut("word " * 1000, min_words=30, max_words=100)
    assert len(passages) == 10
    assert all(len(passage.text.split()) <= 100 for passage in passages)


@pytest.mark.parametrize("seed", range(20))
def test_passages_are_exact_pieces_in_order_that_lose_no_prose(seed: int) -> None:
    rng = random.Random(seed)
    blocks = []
    for _ in range(rng.randint(5, 60)):
        blocks.append(f"{'#' * rng.randint(1, 4)} Part {rng.randint(1, 9)}")
        blocks.extend(prose(rng.choice((3, 8, 20, 60, 200, 700))) for _ in range(rng.randint(0, 4)))
    text = "\n\n".join([prose(50), *blocks])
    passages = cut(text, min_words=40, max_words=120)
    position = 0
    for passage in passages:
        start = text.index(passage.text, position)
        missed = [line for line in text[position:start].splitlines() if line.strip()]
        assert all(line.startswith("#") for line in missed)
        assert len(passage.text.split()) <= 120
        position = start + len(passage.text)
    assert not text[position:].strip("# \n") or text[position:].lstrip().startswith("#")


def test_short_documents_and_passages_without_a_sentence_are_reported() -> None:
    documents = [
        Document(id="short", text="Too short to ask about."),
        Document(id="table", text="\n\n".join(f"- {n}: {n * n}" for n in range(40))),
        Document(id="good", text=prose(40), source="good.txt"),
    ]
    skipped: list[Loss] = []
    passages = split_into_passages(documents, min_words=20, max_words=200, on_loss=skipped.append)
    assert [passage.document_id for passage in passages] == ["good"]
    assert str(skipped[0]) == "short: too short for a passage: 5 words, at least 20 needed"
    assert str(skipped[1]).startswith("table: no sentence in the 120 words \u201c- 0: 0 - 1: 1")


def test_nearby_is_the_start_of_the_next_passage_of_the_document_else_of_the_one_before() -> None:
    one = Document(id="one", text=f"# A\n\n{prose(40)}\n\n# B\n\nThe island is small. {prose(40)}")
    two = Document(id="two", text="Foxes live in the hills. They hunt hares at night, and mice.")
    first, second, third = split_into_passages([one, two], min_words=10, max_words=100)
    assert first.nearby == f"The island is small. {' '.join(SENTENCES[:2])}"
    assert second.nearby == " ".join(SENTENCES[:3])
    assert third.nearby == first.nearby
    alone = next(split_into_passages([two, one], min_words=10, max_words=100))
    assert alone.nearby == " ".join(SENTENCES[:3])


def test_a_lone_passage_has_nothing_nearby() -> None:
    [passage] = cut(prose(40), min_words=10, max_words=100)
    assert passage.nearby == ""


@pytest.mark.parametrize(("min_words", "max_words"), [(0, 10), (20, 10)])
def test_limits_that_cannot_be_are_refused(min_words: int, max_words: int) -> None:
    with pytest.raises(ValueError, match="1 <= min_words <= max_words"):
        cut("text", min_words=min_words, max_words=max_words)


@pytest.mark.parametrize(
    "text",
    ["A quick fox jumps. " * 60_000, "x" * 2_000_000, "1 2 3\n" * 60_000, "# a\n\n" * 30_000],
    ids=["one line", "no spaces", "numbers", "headings"],
)
def test_a_huge_document_is_cut_in_linear_time_into_bounded_passages(text: str) -> None:
    passages = cut(text + prose(50), min_words=30, max_words=300)
    assert all(len(passage.text) <= 300 * 21 for passage in passages)


def test_real_documents_are_cut_into_clean_passages(shared: Path) -> None:
    skipped: list[Loss] = []
    folders = [str(shared / "documents" / name) for name in ("handbook", "guidelines", "standards")]
    documents = {
        document.id: document for document in read_documents(folders, on_loss=skipped.append)
    }
    passages = list(
        split_into_passages(documents.values(), min_words=60, max_words=300, on_loss=skipped.append)
    )
    assert len(passages) > 400
    assert len({passage.id for passage in passages}) == len(passages)
    assert [skip.reason for skip in skipped[:3]] == ["licence file"] * 3
    for passage in passages:
        assert passage.text in documents[passage.document_id].text
        assert 50 <= len(passage.text.split()) <= 300
        assert passage.nearby
        assert len(passage.nearby.split()) <= 60
        assert not any(mark in passage.text for mark in ("{%", "](", "<a ", "<div", "**"))


def test_a_passage_that_is_not_kept_lends_nothing_to_its_neighbours() -> None:
    sections = [
        f"## Part {n}\n\n" + f"Part {n} says something of its own here. " * 9 for n in "ABC"
    ]
    document = Document(id="a", text="\n\n".join(sections), origin=Origin(url="https://a.example"))

    def keep(passage: Passage) -> Passage | None:
        return None if "Part B" in passage.text else replace(passage, flags=("seen",))

    first, last = split_into_passages([document], min_words=20, max_words=80, keep=keep)
    assert "Part C" in first.nearby
    assert "Part A" in last.nearby
    assert first.flags == last.flags == ("seen",)
    assert first.origin == document.origin
