"""What a recipe may say of its documents: which are read, and how they are cut into passages."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from codi.recipe.fields import AboveZero, AtLeastOne, Settings, ShareOrOff, Whole
from codi.recipe.quality_settings import QualitySettings, SkipSettings


class DuplicatesSettings(Settings):
    """Which copies of documents are left out, the first standing for all.

    `exact` are those of the same words in the same order, whatever case and punctuation; `near`
    those of which so large a share of the words and pairs of words stands in another, or null.
    """

    exact: bool = True
    near: ShareOrOff = 0.8


class LimitsSettings(Settings):
    """Bounds against hostile input; what exceeds one is reported and passed over.

    `max_record_mb` is the size of a page, row or entry once it is decompressed, `max_file_mb` that
    of a file read whole, such as a book; `max_depth` how deep the elements of a page may be nested
    (its parser refuses more than 255). A record that is not read within `seconds_per_document`, or
    for which its parser needs more than `memory_mb`, is cut off.
    """

    max_record_mb: AboveZero = 16.0
    max_file_mb: AboveZero = 256.0
    max_depth: Annotated[AtLeastOne, Field(le=255)] = 255
    seconds_per_document: AboveZero = 10.0
    memory_mb: Annotated[AtLeastOne, Field(ge=256)] = 2048


class DocumentsSettings(Settings):
    """Where passages come from, and how many words a passage has where the text allows.

    Reading stops after `max_documents`; null reads all there are. `mask_personal_data` puts
    placeholders in the place of e-mail addresses, phone numbers and IP addresses. With `spanning`
    of 2, each two neighbouring passages of a document are a passage as well, of up to twice
    `max_words`; with 3, each three, too.
    A passage that speaks to a language model is flagged and fenced off in prompts, or dropped, or
    let be, as `injection` says.
    """

    paths: tuple[str, ...] = ()
    min_words: AtLeastOne = 80
    max_words: AtLeastOne = 400
    max_documents: AtLeastOne | None = None
    quality: QualitySettings = QualitySettings()
    skip: SkipSettings = SkipSettings()
    mask_personal_data: bool = False
    spanning: Annotated[Whole, Field(ge=1, le=10)] = 1
    injection: Literal["fence", "drop", "ignore"] = "fence"
    duplicates: DuplicatesSettings = DuplicatesSettings()
    limits: LimitsSettings = LimitsSettings()

    @model_validator(mode="after")
    def _words_in_order(self) -> Self:
        if self.min_words > self.max_words:
            raise ValueError("min_words must not be larger than max_words")
        return self
