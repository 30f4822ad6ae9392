"""Train and validation, split by document, so that no passage of the one stands near the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from codi.randomness import rng_for

Split = Literal["train", "validation"]
SPLITS: tuple[Split, Split] = ("train", "validation")


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSplits:
    """Which split a document belongs to; `moved` ones do not stand where their draw puts them."""

    seed: int
    validation_fraction: float
    moved: dict[str, Split] = field(default_factory=dict)

    def draw(self, document_id: str) -> float:
        """A document's own number in [0, 1), whatever other documents there are."""
        return rng_for(self.seed, "split", document_id).random()

    def of(self, document_id: str) -> Split:
        """The split of a document, the same for all its passages."""
        if document_id in self.moved:
            return self.moved[document_id]
        return "validation" if self.draw(document_id) < self.validation_fraction else "train"


def split_documents(
    document_ids: Iterable[str], *, seed: int, validation_fraction: float
) -> DocumentSplits:
    """Split documents by a hash of their id, each on its own; ids may repeat.

    Where that leaves a split empty, the document nearest to it is moved, as long as train keeps one
    and validation is wanted at all. Memory does not grow with the number of documents.
    """
    splits = DocumentSplits(seed=seed, validation_fraction=validation_fraction)
    lowest: tuple[float, str] | None = None
    highest: tuple[float, str] | None = None
    former = None
    for document_id in document_ids:
        if document_id == former:
            continue
        former = document_id
        drawn = splits.draw(document_id), document_id
        lowest = drawn if lowest is None else min(lowest, drawn)
        highest = drawn if highest is None else max(highest, drawn)
    if lowest and highest:
        if splits.of(highest[1]) == "validation":
            splits.moved[highest[1]] = "train"
        elif splits.of(lowest[1]) == "train" and lowest != highest and validation_fraction > 0:
            splits.moved[lowest[1]] = "validation"
    return splits
