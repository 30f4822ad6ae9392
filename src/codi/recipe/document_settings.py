"""What a recipe may say of its documents: which are read, and how they are cut into passages."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from codi.recipe.fields import AtLeastOne, Settings, ShareOrOff
from codi.recipe.quality_settings import QualitySettings, SkipSettings


class DuplicatesSettings(Settings):
    """Which copies of documents are left out, the first standing for all.

    `exact` are those of the same words in the same order, whatever case and punctuation; `near`
    those of which so large a share of all words and pairs of words are the same, or null.
    """

    exact: bool = True
    near: ShareOrOff = 0.7


class DocumentsSettings(Settings):
    """Where passages come from, and how many words a passage has where the text allows.

    Reading stops after `max_documents`; null reads all there are. `mask_personal_data` puts
    placeholders in the place of e-mail addresses, phone numbers and IP addresses.
    """

    paths: tuple[str, ...] = ()
    min_words: AtLeastOne = 80
    max_words: AtLeastOne = 400
    max_documents: AtLeastOne | None = None
    quality: QualitySettings = QualitySettings()
    skip: SkipSettings = SkipSettings()
    mask_personal_data: bool = False
    duplicates: DuplicatesSettings = DuplicatesSettings()

    @model_validator(mode="after")
    def _words_in_order(self) -> Self:
        if self.min_words > self.max_words:
            raise ValueError("min_words must not be larger than max_words")
        return self
