"""Stops a query of the embedded engine that runs longer than it may.

The engine ignores the timeout of a Bolt transaction, but it can list what runs and end it. A query to be bounded
carries a mark, as a comment; when its time is up, a timer finds the mark among what runs, and ends that.
"""

import itertools
import logging
import os
import threading
from collections.abc import Callable

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

_POLL_S = 0.05

_log = logging.getLogger(__name__)
_lock = threading.Lock()
_taken: set[int] = set()


class Watchdog:
    """A context manager around one query that carries `mark`; `fired` says afterwards whether its time ran out."""

    def __init__(self, session: Callable[[], neo4j.Session], timeout_ms: int) -> None:
        self._session = session
        self._done = threading.Event()
        self._timer = threading.Timer(timeout_ms / 1000, self._bite)
        self._timer.daemon = True
        # Marks are used again, so that equal statements stay equal and the engine's plan cache holds.
        with _lock:
            self._slot = next(slot for slot in itertools.count() if slot not in _taken)
            _taken.add(self._slot)
        self.mark = f"// innograph {os.getpid()}.{self._slot}."
        self.fired = False

    def __enter__(self) -> "Watchdog":
        self._timer.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._done.set()
        self._timer.cancel()
        if self.fired:
            self._timer.join()  # or it might end the next query under this mark
        with _lock:
            _taken.discard(self._slot)

    def _bite(self) -> None:
        self.fired = not self._done.is_set()
        try:
            while not self._done.is_set():
                self._end()
                self._done.wait(_POLL_S)
        except (DriverError, Neo4jError) as error:
            _log.warning("a query that ran too long could not be ended: %s", error)

    def _end(self) -> None:
        with self._session() as session:
            running = session.run("SHOW TRANSACTIONS").data()
            for row in running:
                if self.mark in (row["currentQuery"] or ""):
                    # An identifier of the engine's own making; the statement takes no parameters.
                    session.run(f"TERMINATE TRANSACTIONS '{row['transactionId']}'").consume()
