"""The gates that documents pass, in their order, and what is done to documents before."""

from __future__ import annotations

from codi.filters.gates import Change, Gate
from codi.types import Document

DOCUMENT_CHANGES: tuple[Change[Document], ...] = ()

DOCUMENT_GATES: tuple[Gate[Document], ...] = ()
