"""Gates for passages that nobody would talk about."""

from __future__ import annotations

from collections.abc import Callable

from codi.filters.gates import Check, Context, Gate
from codi.filters.passage_rules.comments import comment_headers
from codi.filters.passage_rules.density import density
from codi.filters.passage_rules.shapes import (
    LEAST_SHARE,
    LEAST_SHARE_UNDER_HEADING,
    MOST_PROSE,
    MOST_UNDER_HEADING,
    contents_share,
    navigation_share,
    references_share,
    stands_under_references,
)
from codi.languages import WITHOUT_SPACES
from codi.types import KEEP, Passage, Verdict, drop

TITLE_JOIN = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} "


def _heading(passage: Passage) -> str:
    """The last heading above a passage."""
    return passage.title.rpartition(TITLE_JOIN)[2]


def _table_of_contents(passage: Passage) -> str:
    share = contents_share(passage.text, _heading(passage))
    return f"{share:.0%} of the words in entries" if share >= LEAST_SHARE else ""


def _navigation(passage: Passage) -> str:
    share = navigation_share(passage.text)
    return f"{share:.0%} of the words in labels" if share >= LEAST_SHARE else ""


def _references(passage: Passage) -> str:
    share = references_share(passage.text)
    if share >= LEAST_SHARE:
        return f"{share:.0%} of the words in references"
    heading = _heading(passage)
    if not stands_under_references(heading):
        return ""
    if share >= LEAST_SHARE_UNDER_HEADING or density(passage.text).score < MOST_UNDER_HEADING:
        return f"stands under “{heading}”"
    return ""


def _comments(passage: Passage) -> str:
    num_headers = comment_headers(passage.text)
    lines = "1 line says" if num_headers == 1 else f"{num_headers} lines say"
    return f"{lines} who wrote and when" if num_headers else ""


def _skips(
    name: str,
    what_is_wrong: Callable[[Passage], str],
    drops: str,
    *,
    microseconds: float,
    prose_too: bool = False,
) -> Gate[Passage]:
    """A gate that is on or off, for passages of all documents; most let prose pass."""

    def opens(context: Context) -> Check[Passage] | None:
        if not getattr(context.recipe.documents.skip, name):
            return None
        english = context.recipe.conversations.language == "en"

        def check(passage: Passage) -> Verdict:
            wrong = what_is_wrong(passage)
            is_prose = wrong and density(passage.text, english=english).prose > MOST_PROSE
            return drop(name, wrong) if wrong and (prose_too or not is_prose) else KEEP

        return check

    return Gate(
        name=name,
        level="passage",
        setting=f"documents.skip.{name}",
        drops=drops,
        opens=opens,
        source="own, on real pages",
        microseconds=microseconds,
    )


def _little_to_talk_about(context: Context) -> Check[Passage] | None:
    quality = context.recipe.documents.quality
    language = context.recipe.conversations.language
    threshold = quality.little_to_talk_about
    if threshold is None or quality.applies_to == "none" or language in WITHOUT_SPACES:
        return None
    every = quality.applies_to == "all"

    def check(passage: Passage) -> Verdict:
        if not (every or passage.origin.crawled):
            return KEEP
        score = density(passage.text, english=language == "en").score
        if score >= threshold:
            return KEEP
        return drop("little_to_talk_about", f"density {score:.2f} < {threshold:.2g}")

    return check


WORTH_GATES: tuple[Gate[Passage], ...] = (
    _skips(
        "table_of_contents",
        _table_of_contents,
        "entries of a table of contents or an index",
        microseconds=12,
    ),
    _skips("navigation", _navigation, "the labels of a site's menus", microseconds=9),
    _skips(
        "references",
        _references,
        "references, and lists under a heading that announces them",
        microseconds=50,
    ),
    _skips(
        "comments",
        _comments,
        "what several people wrote below a page",
        microseconds=2.5,
        prose_too=True,
    ),
    Gate(
        name="little_to_talk_about",
        level="passage",
        setting="documents.quality.little_to_talk_about",
        drops="a lower density: share of words in clauses, less where few words are new",
        opens=_little_to_talk_about,
        source="own, on passages that people chose in CoQA, QuAC and SQuAD",
        microseconds=64,
    ),
)
