"""Rules about pages and passages: what people wrote stays, and what is no text goes by its gate."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

import codi
from codi.errors import RecipeError
from codi.filters import (
    DOCUMENT_CHANGES,
    DOCUMENT_GATES,
    PASSAGE_GATES,
    Context,
    OpenChanges,
    OpenGates,
)
from codi.filters.document_rules import RULES, page_facts
from codi.filters.passage_rules import density
from codi.languages import can_be_told, language_of, same_language
from codi.personal_data import mask_personal_data, num_masked
from codi.readers import read_documents, split_into_passages
from codi.recipe import load_recipe
from codi.types import Document, Origin, Passage, Verdict

STORY = """The harbour of Brenholm was rebuilt after the storm of 1953, which had torn away the
old pier and drowned eleven boats. The council asked an engineer, Marta Lind, to draw a new one, and
she chose granite from the quarry above the town. It took four years and most of the money that the
fishermen had saved for a new school.

Lind had studied in Trondheim, where her father kept a shop for ship's instruments. People who met
her remembered that she carried a barometer in her coat and would consult it at dinner. She never
married, and left her house to the crew of the lifeboat.

Today the pier is used by ferries in the summer and by herring boats in winter. Visitors can see the
marks of the builders on the stones near the lamp, and a plaque with the names of the eleven boats.
"""


def crawled(text: str) -> Document:
    return Document(id="page", text=text, origin=Origin(crawled=True))


def gates(*overrides: str) -> OpenGates[Document]:
    recipe = load_recipe("grounded-qa", overrides=list(overrides))
    return OpenGates(DOCUMENT_GATES, Context(recipe=recipe))


def verdict(text: str, *overrides: str) -> Verdict:
    return gates(*overrides).judge(crawled(text))


def lines(*, of: str, times: int) -> str:
    return "\n".join(of.format(number) for number in range(times))


NAVIGATION = "\n".join(
    "Home,About us,Products,News and events,The shop,Contact,Sign in,Careers with us,Press,Help,"
    "Terms,The team,What we do,Our partners,To the top,Jobs of the week,Maps and directions,"
    "Gift cards,Store finder,Track your order,The blog,Follow us,Newsletter,Returns,Wish list,"
    "Basket of goods,Account,Language and region".split(",")
)
BAD_PAGES = {
    "language": "Der Hafen wurde nach dem Sturm wieder aufgebaut, der die alte Mole zerstört "
    "hatte. Die Stadt bat eine Ingenieurin, eine neue zu zeichnen, und sie wählte Granit aus dem "
    "Steinbruch über der Stadt. Es dauerte vier Jahre und kostete fast alles, was die Fischer "
    "für eine neue Schule gespart hatten, die erst viel später gebaut wurde. ",
    "fewest_words": "The harbour of Brenholm was rebuilt after the storm of 1953, with granite.",
    "shortest_mean_word": "To do so is to be. So we go to it, or he is at an a to be of in. I go. "
    * 6,
    "stop_words": "Harbour rebuilt, granite quarried, engineer praised, council satisfied. "
    "Fishermen annoyed, school postponed, pier finished. Boats sailing daily, tickets available. "
    "Visitors welcome, parking limited, dogs allowed, restaurant closed Mondays, toilets nearby. "
    "Lighthouse visits Saturdays, guided tours hourly, lifeboat museum open, children free. "
    "Herring season starts November, ferry season ends September, winter storms expected annually.",
    "symbols_per_word": STORY.replace(".", " ... #harbour #storm #pier"),
    "alphabetic_words": STORY + "\n\n" + "12 % | 4 & 7 + 19 = " * 12,
    "digits": STORY + " ".join(f"ref{number:07}" for number in range(40)) + ".",
    "bullet_lines": "\n".join(
        f"- {line}" for line in STORY.replace(". ", ".\n").split("\n") if line
    ),
    "ellipsis_lines": STORY.replace(". ", " …\n"),
    "ended_lines": STORY.replace(". ", "\n").replace(".", ""),
    "short_lines": NAVIGATION
    + "\nThe harbour is open. Have fun with all that is to be seen.\n" * 5,
    "repeated_lines": STORY + "\n" + "Read on.\n" * 12,
    "repeated_line_characters": STORY + ("\nSubscribe to the letter that we send on Sundays." * 3),
    "top_2_grams": STORY[:400] + " Cheap granite here." * 40,
    "top_3_grams": " ".join(
        f"{word} and buy cheap granite." for word in STORY.replace(".", "").split()[:60]
    ),
    "repeated_8_grams": STORY[:400]
    + " In the harbour all boats must have with them a lamp, a rope and a bell." * 4,
    "addresses": "These are the pages that we have to see, with what is to be found on them.\n"
    + lines(of="https://harbour.example.org/of/the/boats/number-{}/index.html is one.", times=30),
    "boilerplate": "We use cookies to make the site of the harbour better for all that come.\n"
    "By going on you agree to the use of cookies and to our privacy policy.\n"
    "Read the terms of use with care, and the cookie policy that goes with them.\n"
    "You have to enable JavaScript to see the map of the harbour.\n"
    "The harbour is open to ferries in summer, and to herring boats in winter.\n"
    "All rights reserved by the council of the town of Brenholm.",
    "filler": STORY[:500]
    + " Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt "
    "ut labore et dolore magna aliqua.",
    "code": "This is how to have the list of the boats that come to the harbour with Python.\n"
    + lines(of="boats_{0} = harbour.read_boats(pier={0}, season='winter')", times=12)
    + "\nreturn [boat.name for boat in boats if boat.crew() == 3]\n",
    "adult_words": STORY[:700] + " Free porn, xxx videos and milfs, all the xvideos that you want.",
    "toxic_words": STORY[:700] + " You moron, you dumbass, all of you are scumbag assholes.",
}


@pytest.mark.parametrize("gate", BAD_PAGES)
def test_a_page_that_is_no_good_text_goes_by_its_gate(gate: str) -> None:
    alone = [f"documents.quality.{rule.name}=false" for rule in RULES if rule.name != gate]
    if gate != "language":
        alone.append("documents.quality.language=null")
    found = verdict(BAD_PAGES[gate], *alone)
    assert found.reason == gate
    assert verdict(STORY, *alone).kept


def test_the_detail_says_what_was_counted_and_the_threshold() -> None:
    found = verdict(BAD_PAGES["fewest_words"], "documents.quality.language=false")
    assert (found.reason, found.detail) == ("fewest_words", "fewest_words 13 < 50")


def test_every_page_that_is_no_good_goes_with_all_rules_on_and_the_story_stays() -> None:
    opened = gates()
    assert opened.judge(crawled(STORY)).kept
    for gate, text in BAD_PAGES.items():
        assert not opened.judge(crawled(text)).kept, gate


def test_files_that_somebody_chose_pass_unless_the_recipe_says_all() -> None:
    chosen = Document(id="d", text=NAVIGATION)
    assert gates().judge(chosen).kept
    assert gates("documents.quality.applies_to=all").judge(chosen).reason == "ended_lines"
    assert verdict(NAVIGATION, "documents.quality.applies_to=none").kept


def test_rules_about_words_say_nothing_of_chinese() -> None:
    chinese = (
        "港口在一九五三年的风暴之后重建。风暴摧毁了旧码头。十一条船沉没。镇议会请一位工程师设计新的码头。"
        * 2
    )
    assert verdict(chinese).reason == "language"
    assert verdict(
        chinese, "conversations.language=zh", "documents.quality.applies_to=all"
    ).reason in {
        "",
        "repeated_lines",
    }


def test_a_threshold_is_a_number_and_a_key_has_to_be_a_rule() -> None:
    for override in (
        "documents.quality.digits=true",
        "documents.quality.digits=1.5",
        "documents.quality.digit=0.2",
        "documents.quality.applies_to=web",
    ):
        with pytest.raises(RecipeError, match=r"documents\.quality"):
            load_recipe("grounded-qa", overrides=[override])


def test_every_rule_has_a_key_a_source_and_counts_an_empty_text() -> None:
    quality = load_recipe("grounded-qa").documents.quality
    names = [rule.name for rule in RULES]
    assert {*names, "applies_to", "language", "little_to_talk_about"} == set(
        type(quality).model_fields
    )
    empty = page_facts("")
    for rule in RULES:
        assert rule.source
        rule.broken(empty, 0.5)


@pytest.mark.parametrize(
    ("source", "most_dropped"),
    [
        ("documents/handbook", {}),
        ("documents/speeches", {}),
        ("documents/fiction", {}),
        ("documents/guidelines", {"bullet_lines": 1, "repeated_8_grams": 3}),
        ("documents/standards", {"repeated_8_grams": 1}),
        ("benchmarks/coqa-dev-48.json", {}),
        ("benchmarks/quac-human-342.json", {}),
    ],
)
def test_what_people_wrote_stays(shared: Path, source: str, most_dropped: dict[str, int]) -> None:
    opened = gates("documents.quality.applies_to=all")
    dropped: Counter[str] = Counter()
    for document in read_documents([str(shared / source)], on_loss=lambda _: None):
        found = opened.judge(document)
        if not found.kept:
            dropped[found.reason] += 1
    assert dropped == most_dropped


def test_paragraphs_of_encyclopedias_stay_but_for_the_shortest_and_lists_of_figures(
    shared: Path,
) -> None:
    opened = gates("documents.quality.applies_to=all")
    verdicts = [
        opened.judge(document)
        for document in read_documents(
            [str(shared / "documents/squad-paragraphs.jsonl")], on_loss=lambda _: None
        )
    ]
    dropped = Counter(found.reason for found in verdicts if not found.kept)
    assert dropped.pop("fewest_words") <= 21
    assert dropped.total() <= 15
    assert len(verdicts) == 1204


# Languages


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (STORY, "en"),
        (BAD_PAGES["language"], "de"),
        ("Le port fut reconstruit après la tempête qui avait emporté la vieille jetée.", "fr"),
        ("港口在风暴之后重建。花了四年时间。用的是镇上采石场的花岗岩。", "zh"),
    ],
)
def test_the_language_of_a_text_is_told(text: str, code: str) -> None:
    found, probability = language_of(text)
    assert found == code
    assert 0.65 < probability <= 1


def test_without_a_letter_there_is_no_language() -> None:
    assert language_of("1953 – 2024 (!)") == ("", 0.0)


def test_languages_that_a_detector_takes_for_one_another_count_as_one() -> None:
    assert same_language("no", "nb")
    assert same_language("hr", "sr")
    assert not same_language("sv", "nb")
    assert can_be_told("nb")
    assert not can_be_told("mi")


def test_a_crawled_page_gets_the_language_its_source_did_not_tell() -> None:
    recipe = load_recipe("grounded-qa")
    changes = OpenChanges(DOCUMENT_CHANGES, Context(recipe=recipe))
    assert changes.applied(crawled(BAD_PAGES["language"])).origin.language == "de"
    told = Document(id="d", text=STORY, origin=Origin(crawled=True, language="nl"))
    assert changes.applied(told).origin.language == "nl"
    assert changes.applied(Document(id="d", text=STORY)).origin.language == ""


# Passages


def passage(text: str, *, title: str = "", crawled: bool = True) -> Passage:
    origin = Origin(crawled=crawled)
    return Passage(id="d/0", document_id="d", text=text, title=title, origin=origin)


def passage_gates(*overrides: str) -> OpenGates[Passage]:
    recipe = load_recipe("grounded-qa", overrides=list(overrides))
    return OpenGates(PASSAGE_GATES, Context(recipe=recipe))


CONTENTS = """Preface .......... 3
The old pier of Brenholm .......... 7
The storm of 1953 .......... 19
Marta Lind and the granite .......... 42
Ferries and herring boats .......... 77
The names of the boats .......... 90"""
SECTIONS = """1 Introduction
1.1 The old pier
1.2 The storm of 1953
2 The new pier
2.1 Granite
2.2 The lamp at its end
2.2.1 Who built it
3 The harbour today"""
ON_THIS_PAGE = """- Why we rebuilt the pier
- Who drew it
- What it cost us
- Where to see it
- Next steps"""
INDEX = """barometers, 12, 45
boats, 3, 19, 77
Brenholm, 1-90
ferries, 77
granite, 42, 43
herring, 80
Lind, Marta, 42-60
pier, 7, 19, 42
storm of 1953, 19"""
MENU_LINE = "Home | About us | Ferries | Boats | Weather | Contact | Log in | Search | Map"
REFERENCES = """Lind, M. (1957). Granite piers of the north. Journal of Harbours, 12(3), 45-67.
Berg, A. & Holm, K. (1961). Storms and their costs. Oslo: University Press.
Dahl, P. et al. (1999). A barometer for every coat. Proceedings of the Society, pp. 12-19.
Vik, T. (2004). Herring boats in winter. Retrieved from https://boats.example.org/herring"""
NUMBERED_REFERENCES = """[1] M. Lind, "Granite piers", Journal of Harbours, vol. 12, 1957.
[2] A. Berg and K. Holm, "Storms and their costs", Proc. of Weather, pp. 3-9, 1961.
[3] P. Dahl, "A barometer for every coat", arXiv:1999.01234, 1999."""
LINKS = """Official site
Brenholm at the Open Atlas
The harbour in pictures
Ferry timetable
Weather station Brenholm
Archive of the lifeboat crew"""
COMMENTS = """I was there when the pier was opened, and nobody had told us of the money.
Keenan on Thu, 11/02/2006 - 6:21pm.
That is not what the council said in the spring. You should read the papers before you write.
Ann_77 (not verified) on Fri, 11/03/2006 - 9:59am.
Folks, can we go back to the boats? Mine was the eleventh."""
FORM = """First name *
Last name *
Date of birth
Street and number
Postal code, town
Boat name
Length overall (m)
Draught (m)
Date of arrival
Number of persons on board
Message
Submit"""
CODE = """import harbour
boats = harbour.read('pier.csv')
for boat in boats:
    print(boat.name)
total = sum(boat.length for boat in boats)
assert total < harbour.pier.length
plot(boats, x='length', y='draught', colour='crew', file='boats.png')"""
RESULTS = """- Brenholm: Won 12; Drawn 3; Lost 5; Points 39
- Torvik: Won 11; Drawn 4; Lost 5; Points 37
- Sandnes: Won 9; Drawn 6; Lost 5; Points 33
- Egge: Won 2; Drawn 3; Lost 15; Points 9"""
BELOW = "Brenholm \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} "
NO_TALK = {
    "contents with leaders": ("table_of_contents", "", CONTENTS),
    "contents with pages": ("table_of_contents", "", CONTENTS.replace(" ..........", "")),
    "contents with numbers of sections": ("table_of_contents", "Harbours", SECTIONS),
    "contents under a heading": ("table_of_contents", BELOW + "On this page", ON_THIS_PAGE),
    "an index": ("table_of_contents", "Index", INDEX),
    "a menu": ("navigation", "", NAVIGATION),
    "a menu on one line": ("navigation", "", MENU_LINE),
    "references": ("references", "", REFERENCES),
    "numbered references": ("references", "", NUMBERED_REFERENCES),
    "links under a heading": ("references", BELOW + "External links", LINKS),
    "comments": ("comments", "", COMMENTS),
    "a form": ("little_to_talk_about", "", FORM),
    "code": ("little_to_talk_about", "", CODE),
    "a table of results": ("little_to_talk_about", "", RESULTS),
}


@pytest.mark.parametrize("name", NO_TALK)
def test_a_passage_that_nobody_talks_about_goes_by_its_gate(name: str) -> None:
    gate, title, text = NO_TALK[name]
    assert passage_gates().judge(passage(text, title=title)).reason == gate


def test_contents_menus_and_references_go_from_files_that_somebody_chose_too() -> None:
    for gate, title, text in NO_TALK.values():
        found = passage_gates().judge(passage(text, title=title, crawled=False))
        assert found.reason == ("" if gate == "little_to_talk_about" else gate)
    off = passage_gates("documents.skip.references=false")
    assert off.judge(passage(REFERENCES, crawled=False)).kept


def test_prose_stays_whatever_its_heading_says() -> None:
    for title in ("References", "Notes", "Contents", "See also"):
        assert passage_gates().judge(passage(STORY, title=title)).kept


def test_a_chronicle_that_ends_its_lines_with_years_is_no_table_of_contents() -> None:
    chronicle = """The pier torn away in the storm of 1953
Marta Lind asked to draw another in 1954
The first granite brought down in 1955
The lamp lit for the first time in 1957
Ferries in the summer from 1961"""
    assert passage_gates("documents.quality.applies_to=none").judge(passage(chronicle)).kept
    assert passage_gates().judge(passage(CONTENTS)).reason == "table_of_contents"


@pytest.mark.parametrize(
    "line",
    [
        "By Ida Berg on 3 November 2006, 9:59 am",
        "Published Fri, 11/03/2006 - 9:59am",
        "Friday, 3 November 2006, 9:59",
        "The ferry of 11/03/2006 at 9:59 am was late because the pier had not been lit at all.",
    ],
)
def test_when_an_article_or_a_log_was_written_makes_no_comments(line: str) -> None:
    first, rest = STORY.split("\n\n", 1)
    assert passage_gates().judge(passage(f"{first}\n\n{line}\n\n{rest}")).kept


def test_the_density_of_prose_is_near_one_and_that_of_a_menu_near_nothing() -> None:
    assert density(STORY).score > 0.9
    assert density(NAVIGATION).score < 0.1
    again = density("The harbour of Brenholm is open to all boats. " * 20)
    assert again.prose == 1
    assert again.score < 0.2
    assert density("1953\n***").score == 0


@pytest.mark.parametrize(
    ("source", "most_dropped"),
    [
        ("documents/handbook", {"little_to_talk_about": 2}),
        ("documents/guidelines", {"little_to_talk_about": 1}),
        ("documents/standards", {"little_to_talk_about": 2}),
        ("documents/fiction", {}),
        ("benchmarks/coqa-dev-48.json", {}),
        ("benchmarks/quac-human-342.json", {}),
    ],
)
def test_passages_that_people_talk_about_stay(
    shared: Path, source: str, most_dropped: dict[str, int]
) -> None:
    opened = passage_gates("documents.quality.applies_to=all")
    documents = read_documents([str(shared / source)], on_loss=lambda _: None)
    verdicts = map(opened.judge, split_into_passages(documents, min_words=80, max_words=400))
    dropped = Counter(found.reason for found in verdicts if not found.kept)
    assert dropped == most_dropped


def test_all_but_lists_of_names_among_the_paragraphs_of_squad_stay(shared: Path) -> None:
    opened = passage_gates("documents.quality.applies_to=all")
    paragraphs = str(shared / "documents/squad-paragraphs.jsonl")
    documents = read_documents([paragraphs], on_loss=lambda _: None)
    verdicts = map(opened.judge, split_into_passages(documents, min_words=20, max_words=400))
    dropped = [found.reason for found in verdicts if not found.kept]
    assert dropped == ["little_to_talk_about"] * 3


HOSTILE = {
    "hyphens": "x.com " + "a-" * 200_000,
    "spaces": "1 a" + " " * 200_000 + "b 2",
    "dots": "." * 200_000,
    "dots and spaces": ". " * 200_000,
    "notes": "[1]" * 100_000 + "y]",
    "quotes": '."' * 200_000,
    "digits": "+" + "1" * 200_000,
    "addresses": "@" + "a." * 200_000,
    "octets": "1.1.1." * 100_000,
    "phones": "tel" + " " * 200_000 + "1",
    "names": "Aaa, A. " * 50_000 + "2001",
    "brackets": "a[" * 200_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_makes_a_rule_slow(name: str) -> None:
    text = HOSTILE[name]
    began = time.process_time()
    gates().judge(crawled(text))
    mask_personal_data(text)
    passage_gates().judge(passage(text[:8000] + " The harbour is open.", title="Contents"))
    assert time.process_time() - began < 5


# Personal data


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Write to marta.lind@brenholm.no, or call.", "Write to [email], or call."),
        ("网站地图fyzw88@brenholm.cn。", "网站地图[email]。"),
        ("mailto:info@harbour.co.uk.", "[email]."),
        ("Call +47 73 51 20 34 today.", "Call [phone] today."),
        ("Call (877) 472-6716 (TTY).", "Call [phone] (TTY)."),
        ("Phone: 1-800-222-0364 or 888.262.7848", "Phone: [phone] or [phone]"),
        ("Tel. 030 1234567, fax 020 7946 0958.", "Tel. [phone], fax [phone]."),
        ("It answered from 85.214.132.117:8080.", "It answered from [ip address]:8080."),
        ("The IP address is 8.8.8.8.", "The IP address is [ip address]."),
        ("Ping 2a02:2e0:3fe:1001:302::1 first.", "Ping [ip address] first."),
    ],
)
def test_personal_data_is_masked(text: str, masked: str) -> None:
    found = mask_personal_data(text)
    assert found.text == masked
    assert found.counts == num_masked(masked)
    assert found.counts.total() == masked.count("[")


@pytest.mark.parametrize(
    "text",
    [
        "Version 1.2.3.4 came out after 10.4.11.2, see section 12.3.45.10.",
        "Firmware 192.168.12.200 is no address, and 192.168.0.1 and 127.0.0.1 are nobody's.",
        "On 2024-05-31, 31.12.1999 and 12/31/1999, in 1914-1918 and 1939 – 1945.",
        "It cost $1,234,567.89, or 12 345 678 crowns, of a budget of 4.500.000.",
        "ISBN 978-0-306-40615-7, ISBN 0-306-40615-2, ISSN 2049-3630.",
        "Between 10:15:30 and 12:30:45 the MAC address was 00:1a:2b:3c:4d:5e.",
        "Write to name@example.com, open logo@2x.png, clone git@github.com:codi/codi.git.",
        "std::vector, face::cafe, 1:2:3, John 3:16, a ratio of 800-555-10 to one.",
        "Room 2024 555, case 20-1234-5678, order 4155550123, 4 x 100 m in 37.04.",
        "The phone of 2007 sold 1,389,000 times; the telephone was shown in 1876 and 1877.",
    ],
)
def test_numbers_that_are_nobodys_stay(text: str) -> None:
    assert mask_personal_data(text).text == text


@pytest.mark.parametrize(
    ("source", "counts"),
    [
        ("documents/handbook", {"[email]": 19, "[phone]": 12}),
        ("documents/squad-paragraphs.jsonl", {}),
        ("documents/speeches", {}),
        ("documents/standards", {}),
    ],
)
def test_nothing_but_addresses_and_phone_numbers_of_real_texts_is_masked(
    shared: Path, source: str, counts: dict[str, int]
) -> None:
    total: Counter[str] = Counter()
    for document in read_documents([str(shared / source)], on_loss=lambda _: None):
        total += mask_personal_data(document.text).counts
    assert total == counts


def test_a_recipe_masks_on_request() -> None:
    document = Document(id="d", text="Ask ida@brenholm.no.", title="ida@brenholm.no")
    for value, title in (("true", "[email]"), ("false", "ida@brenholm.no")):
        recipe = load_recipe("grounded-qa", overrides=[f"documents.mask_personal_data={value}"])
        masked = OpenChanges(DOCUMENT_CHANGES, Context(recipe=recipe)).applied(document)
        assert masked.title == title
        assert ("[email]" in masked.text) == (value == "true")


# Conversations that span neighbouring passages


def sections(num: int) -> str:
    paragraph = STORY.replace("\n", " ").strip()
    return "\n\n".join(f"## Part {number}\n\n{paragraph}" for number in range(num))


def spanned(
    *texts: str, spanning: int, keep: Callable[[Passage], Passage | None] = lambda one: one
) -> list[Passage]:
    documents = [Document(id=f"d{number}", text=text) for number, text in enumerate(texts)]
    return list(
        split_into_passages(documents, min_words=60, max_words=200, spanning=spanning, keep=keep)
    )


def test_neighbouring_passages_are_a_passage_as_well_where_asked_for() -> None:
    text = sections(3)
    alone = spanned(text, text, spanning=1)
    pairs = spanned(text, text, spanning=2)
    assert [found.id for found in alone] == [f"d{d}/{n}" for d in (0, 1) for n in range(3)]
    assert [found.id for found in pairs[:5]] == ["d0/0", "d0/1", "d0/0-1", "d0/2", "d0/1-2"]
    assert [found for found in pairs if "-" not in found.id] == alone
    both = pairs[2]
    assert both.text in text
    assert both.text.startswith("## Part 0")
    assert alone[0].text in both.text
    assert alone[1].text in both.text
    assert both.nearby == alone[1].nearby
    assert pairs[4].nearby == alone[2].nearby.replace("Part 1", "Part 0")


def test_three_in_a_row_span_no_border_of_documents() -> None:
    found = [passage.id for passage in spanned(sections(4), sections(1), spanning=3)]
    assert [name for name in found if name.count("-")] == [
        "d0/0-1", "d0/1-2", "d0/0-2", "d0/2-3", "d0/1-3",
    ]  # fmt: skip
    assert "d1/0" in found


def test_nothing_spans_a_passage_that_was_dropped_and_pairs_are_asked_about_too() -> None:
    asked: list[str] = []

    def keep(one: Passage) -> Passage | None:
        asked.append(one.id)
        return None if one.id in {"d0/1", "d0/3-4"} else one

    found = [passage.id for passage in spanned(sections(5), spanning=2, keep=keep)]
    assert found == ["d0/0", "d0/2", "d0/3", "d0/2-3", "d0/4"]
    assert asked.count("d0/2-3") == asked.count("d0/3-4") == 1


def test_a_run_talks_about_pairs_of_passages_and_counts_what_it_masked(tmp_path: Path) -> None:
    text = f"# Brenholm\n\n{sections(3)}\n\nWrite to the harbour at pier@brenholm.no for a berth.\n"
    (tmp_path / "harbour.md").write_text(text, encoding="utf-8")
    recipe = load_recipe(
        "grounded-qa",
        overrides=[
            f"documents.paths=['{tmp_path / 'harbour.md'}']",
            "documents.spanning=2",
            "documents.min_words=60",
            "documents.max_words=200",
            "documents.mask_personal_data=true",
            "conversations.per_passage=1",
        ],
    )
    with codi.open_run(tmp_path / "run", recipe) as run:
        codi.run_stages(run, until="filter")
        passages = list(run.journal.passages())
        kept = [conversation for conversation, _ in run.journal.conversations(kept=True)]
        counts = run.manifest.stage("documents").counts
    assert [found.id for found in passages] == [
        f"harbour.md/{name}" for name in ("0", "1", "0-1", "2", "1-2")
    ]
    assert counts["masked [email]"] == 1
    assert not any("@" in found.text for found in passages)
    assert "harbour.md/0-1" in {conversation.passage.id for conversation in kept}
