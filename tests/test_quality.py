"""Rules about pages and passages: what people wrote stays, and what is no text goes by its gate."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from codi.errors import RecipeError
from codi.filters import DOCUMENT_CHANGES, DOCUMENT_GATES, Context, OpenChanges, OpenGates
from codi.filters.document_rules import RULES, page_facts
from codi.languages import can_be_told, language_of, same_language
from codi.readers import read_documents
from codi.recipe import load_recipe
from codi.types import Document, Origin, Verdict

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
    "repeated_5_grams": STORY[:400]
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
    assert set(names) | {"applies_to", "language"} == set(type(quality).model_fields)
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
        ("documents/guidelines", {"bullet_lines": 1, "repeated_5_grams": 3}),
        ("documents/standards", {"repeated_5_grams": 1}),
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
