"""A thread that brings the journal's write-ahead log to the disk, so that no call waits for it."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from contextlib import suppress
from pathlib import Path

SYNC_SECONDS = 0.05  # plus the sync itself: what is committed is on the disk within 100 ms
CHECKPOINT_SECONDS = 2.0


class DiskSync:
    """Syncs the write-ahead log of `database` soon after each `commit_happened`.

    SQLite itself does not sync at a commit under `synchronous=NORMAL`; a log that a power cut has
    torn ends at its last whole commit. Every few seconds the thread also moves the log's pages into
    the database, over a connection of its own and without holding up the writer. SQLite syncs the
    log before, and the database after such a checkpoint.
    """

    def __init__(self, database: Path) -> None:
        self.error: OSError | sqlite3.Error | None = None
        self._database = database
        self._written = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="codi-journal-sync", daemon=True)
        self._thread.start()

    def commit_happened(self) -> None:
        """Have what was committed synced."""
        self._written.set()

    def stop(self) -> None:
        """Sync what is left and end the thread."""
        self._stopped.set()
        self._written.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            self._sync_until_stopped()
        except (OSError, sqlite3.Error) as error:
            self.error = error  # the writer raises it at its next commit

    def _sync_until_stopped(self) -> None:
        # SQLite keeps its POSIX locks on other files: closing this descriptor drops none of them.
        log = -1
        last_checkpoint = time.monotonic()
        try:
            while True:
                self._written.wait()
                self._stopped.wait(SYNC_SECONDS)
                self._written.clear()
                # Only now: had it been read before, a `stop` in between would have been cleared.
                stopped = self._stopped.is_set()
                if log < 0:
                    with suppress(FileNotFoundError):  # nothing was ever written
                        log = os.open(f"{self._database}-wal", os.O_RDONLY)
                if log >= 0:
                    os.fdatasync(log)
                if stopped:
                    return
                if time.monotonic() - last_checkpoint > CHECKPOINT_SECONDS:
                    self._checkpoint()
                    last_checkpoint = time.monotonic()
        finally:
            if log >= 0:
                os.close(log)

    def _checkpoint(self) -> None:
        connection = sqlite3.connect(self._database, isolation_level=None)
        try:
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        finally:
            connection.close()
