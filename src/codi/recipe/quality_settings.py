"""What a recipe may say of the quality of its documents: a threshold for each rule."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from codi.recipe.fields import Real, Settings


def _off(value: Any) -> Any:  # noqa: ANN401 - any YAML value
    """`false` switches a threshold off, as null does."""
    return None if value is False else value


Bound = Annotated[Annotated[Real, Field(ge=0)] | None, BeforeValidator(_off)]
Part = Annotated[Annotated[Real, Field(ge=0, le=1)] | None, BeforeValidator(_off)]


class QualitySettings(Settings):
    """Thresholds of the rules for documents and their passages; false or null switches one off.

    They hold for pages that somebody crawled, for `all` documents or for `none`. Each key is the
    name of a gate; `docs/quality.md` says what each one counts and whose threshold it is.
    """

    applies_to: Literal["crawled", "all", "none"] = "crawled"
    language: Part = 0.65
    fewest_words: Bound = 50
    most_words: Bound = 100_000
    shortest_mean_word: Bound = 3
    longest_mean_word: Bound = 10
    stop_words: Bound = 2
    symbols_per_word: Bound = 0.1
    alphabetic_words: Part = 0.8
    digits: Part = 0.15
    bullet_lines: Part = 0.9
    ellipsis_lines: Part = 0.3
    ended_lines: Part = 0.12
    short_lines: Part = 0.67
    repeated_lines: Part = 0.3
    repeated_line_characters: Part = 0.1
    repeated_paragraphs: Part = 0.3
    repeated_paragraph_characters: Part = 0.2
    top_2_grams: Part = 0.2
    top_3_grams: Part = 0.18
    top_4_grams: Part = 0.16
    repeated_5_grams: Part = 0.15
    repeated_6_grams: Part = 0.14
    repeated_7_grams: Part = 0.13
    repeated_8_grams: Part = 0.12
    repeated_9_grams: Part = 0.11
    repeated_10_grams: Part = 0.1
    addresses: Part = 0.2
    boilerplate: Part = 0.4
    filler: Part = 0.05
    code: Part = 0.3
    adult_words: Part = 0.01
    toxic_words: Part = 0.01
    little_to_talk_about: Part = 0.3


class SkipSettings(Settings):
    """Which parts of documents give no passage, whoever chose the document."""

    table_of_contents: bool = True
    navigation: bool = True
    references: bool = True
