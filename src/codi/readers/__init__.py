"""Documents in: files of many formats read as documents, documents cut into passages."""

from codi.readers.documents import READERS, read_documents
from codi.readers.passages import split_into_passages
from codi.readers.skipped import OnSkip, Skipped

__all__ = ["READERS", "OnSkip", "Skipped", "read_documents", "split_into_passages"]
