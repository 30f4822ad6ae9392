"""What a recipe may say of the quality of its documents: a threshold for each rule."""

from __future__ import annotations

from typing import Literal

from codi.recipe.fields import AmountOrOff, CountOrOff, Settings, ShareOrOff


class QualitySettings(Settings):
    """Thresholds of the rules for documents and their passages; false or null switches one off.

    `repeated_5_grams` to `repeated_7_grams` are off (Gopher has 0.15, 0.14 and 0.13): a page says
    the name of a society, prize or law again and again, and such names have up to seven words.

    They hold for pages that somebody crawled, for `all` documents or for `none`. Each key is the
    name of a gate; `docs/quality.md` says what each one counts and whose threshold it is.
    """

    applies_to: Literal["crawled", "all", "none"] = "crawled"
    language: ShareOrOff = 0.65
    fewest_words: CountOrOff = 50
    most_words: CountOrOff = 100_000
    shortest_mean_word: AmountOrOff = 3
    longest_mean_word: AmountOrOff = 10
    stop_words: CountOrOff = 2
    symbols_per_word: AmountOrOff = 0.1
    alphabetic_words: ShareOrOff = 0.8
    digits: ShareOrOff = 0.15
    bullet_lines: ShareOrOff = 0.9
    ellipsis_lines: ShareOrOff = 0.3
    ended_lines: ShareOrOff = 0.12
    short_lines: ShareOrOff = 0.67
    repeated_lines: ShareOrOff = 0.3
    repeated_line_characters: ShareOrOff = 0.1
    repeated_paragraphs: ShareOrOff = 0.3
    repeated_paragraph_characters: ShareOrOff = 0.2
    top_2_grams: ShareOrOff = 0.2
    top_3_grams: ShareOrOff = 0.18
    top_4_grams: ShareOrOff = 0.16
    repeated_5_grams: ShareOrOff = None
    repeated_6_grams: ShareOrOff = None
    repeated_7_grams: ShareOrOff = None
    repeated_8_grams: ShareOrOff = 0.12
    repeated_9_grams: ShareOrOff = 0.11
    repeated_10_grams: ShareOrOff = 0.1
    addresses: ShareOrOff = 0.2
    boilerplate: ShareOrOff = 0.4
    filler: ShareOrOff = 0.05
    code: ShareOrOff = 0.3
    adult_words: ShareOrOff = 0.01
    toxic_words: ShareOrOff = 0.01
    little_to_talk_about: ShareOrOff = 0.3


class SkipSettings(Settings):
    """Which parts of documents give no passage, whoever chose the document."""

    table_of_contents: bool = True
    navigation: bool = True
    references: bool = True
    comments: bool = True
