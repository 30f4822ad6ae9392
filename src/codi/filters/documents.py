"""The gates that documents pass, in their order, and what is done to documents before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from codi.filters.document_rules import RULES, Rule, page_facts
from codi.filters.duplicates import DUPLICATE_DOCUMENT_GATES
from codi.filters.gates import Change, Check, Context, Gate
from codi.languages import LANGUAGES, can_be_told, language_of, same_language
from codi.personal_data import mask_document
from codi.types import KEEP, Document, Verdict, drop

LEAST_PROBABILITY = 0.65
"""Below this a language is not noted."""


def _rule_gate(rule: Rule) -> Gate[Document]:
    def opens(context: Context) -> Check[Document] | None:
        recipe = context.recipe
        quality = recipe.documents.quality
        threshold = getattr(quality, rule.name)
        if threshold is None or quality.applies_to == "none":
            return None
        if not rule.holds_for(recipe.conversations.language):
            return None
        every = quality.applies_to == "all"

        def check(document: Document) -> Verdict:
            if not (every or document.origin.crawled):
                return KEEP
            detail = rule.broken(page_facts(document.text), threshold)
            return drop(rule.name, detail) if detail else KEEP

        return check

    return Gate(
        name=rule.name,
        level="document",
        setting=f"documents.quality.{rule.name}",
        drops=rule.drops,
        opens=opens,
        source=rule.source,
        microseconds=rule.microseconds,
    )


def _language(context: Context) -> Check[Document] | None:
    quality = context.recipe.documents.quality
    threshold, wanted = quality.language, context.recipe.conversations.language
    if threshold is None or quality.applies_to == "none":
        return None
    every = quality.applies_to == "all"

    def check(document: Document) -> Verdict:
        if not (every or document.origin.crawled) or not can_be_told(wanted):
            return KEEP
        found, probability = language_of(document.text)
        if same_language(found, wanted) and probability >= threshold:
            return KEEP
        told = f"{found} ({probability:.2f})" if found else "none: no letters"
        return drop("language", f"language {told}, not {wanted} ({threshold:g} or more)")

    return check


def _with_language(_: Context) -> Callable[[Document], Document]:
    def noted(document: Document) -> Document:
        origin = document.origin
        if origin.language or not origin.crawled:
            return document
        found, probability = language_of(document.text)
        if found not in LANGUAGES or probability < LEAST_PROBABILITY:
            return document
        return replace(document, origin=replace(origin, language=found))

    return noted


def _masked(context: Context) -> Callable[[Document], Document] | None:
    return mask_document if context.recipe.documents.mask_personal_data else None


DOCUMENT_CHANGES: tuple[Change[Document], ...] = (
    Change(
        name="personal_data",
        level="document",
        setting="documents.mask_personal_data",
        does="puts placeholders for e-mail addresses, phone numbers and public IP addresses",
        opens=_masked,
        source="FineWeb (Penedo et al. 2024); Dolma (Soldaini et al. 2024)",
        microseconds=90,
    ),
    Change(
        name="noted_language",
        level="document",
        setting="documents.quality.language",
        does="notes the language of a crawled page that does not tell",
        opens=_with_language,
        source="py3langid",
        microseconds=135,
    ),
)

DOCUMENT_GATES: tuple[Gate[Document], ...] = (
    Gate(
        name="language",
        level="document",
        setting="documents.quality.language",
        drops="another language than that of the conversations, or a smaller probability of it",
        opens=_language,
        source="FineWeb (Penedo et al. 2024, section 3.3)",
        microseconds=1,
    ),
    *map(_rule_gate, RULES),
    *DUPLICATE_DOCUMENT_GATES,
)
