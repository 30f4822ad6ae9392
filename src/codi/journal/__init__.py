"""The run folder and its journal: what survives a crash, a kill or a stop at the budget."""

from codi.journal.folder import RunFolder
from codi.journal.manifest import Manifest, StageRecord
from codi.journal.replies import ReplyPlace, StoredReply, reply_key, same_call
from codi.journal.store import Journal, JournalCounts

__all__ = [
    "Journal",
    "JournalCounts",
    "Manifest",
    "ReplyPlace",
    "RunFolder",
    "StageRecord",
    "StoredReply",
    "reply_key",
    "same_call",
]
