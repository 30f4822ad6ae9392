"""The run folder and its journal: what survives a crash, a kill or a stop at the budget."""

from codi.journal.folder import RunFolder
from codi.journal.manifest import Manifest, StageRecord
from codi.journal.replies import StoredReply, reply_key
from codi.journal.store import Journal, JournalCounts

__all__ = [
    "Journal",
    "JournalCounts",
    "Manifest",
    "RunFolder",
    "StageRecord",
    "StoredReply",
    "reply_key",
]
