"""Web pages: their main text, with headings, paragraphs and items; what stands around it goes."""

from __future__ import annotations

from collections.abc import Iterator

from codi.readers.files import InputFile
from codi.readers.limits import Watch
from codi.readers.losses import OnLoss
from codi.types import Document, Loss


def read_html(file: InputFile, *, on_loss: OnLoss, watch: Watch) -> Iterator[Document]:
    """The one document of a page."""
    from trafilatura import extract

    if not watch.begin(""):
        return
    text = extract(file.path.read_bytes(), output_format="markdown", include_comments=False)
    if text:
        yield Document(id=file.name, text=text, title=file.title, source=str(file.path))
    else:
        on_loss(Loss(source=str(file.path), reason="no main text", gate="no_main_text"))
