"""Documents in: files of many formats read as documents, documents cut into passages."""

from codi.readers.documents import READERS, read_documents
from codi.readers.losses import OnLoss
from codi.readers.passages import split_into_passages

__all__ = ["READERS", "OnLoss", "read_documents", "split_into_passages"]
