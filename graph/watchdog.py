"""Stops a query of the embedded engine that runs longer than it may.

The engine ignores the timeout of a Bolt transaction, but it can list what runs and end it. A query to be bounded
carries a mark, as a comment; when its time is up, a timer finds the mark among what runs, and ends that.
"""

import heapq
import itertools
import logging
import os
import threading
import time
from collections.abc import Callable

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

_POLL_S = 0.05

_log = logging.getLogger(__name__)
_lock = threading.Lock()
_taken: set[int] = set()


class _Clock:
    """Calls functions when their time has come, each in a thread of its own; one thread waits for all of them.

    A thread for every query would cost more than most queries do.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._heap: list[tuple[float, int, threading.Event, Callable[[], None]]] = []
        self._number = itertools.count()
        self._thread: threading.Thread | None = None

    def call(self, seconds: float, ring: Callable[[], None], unless: threading.Event) -> None:
        """Call `ring` in so many seconds, unless the event is set by then."""
        due = time.monotonic() + seconds
        with self._changed:
            heapq.heappush(self._heap, (due, next(self._number), unless, ring))
            if self._thread is None or not self._thread.is_alive():  # never begun, or left behind by a fork
                self._thread = threading.Thread(target=self._wait, name="innograph-watchdog", daemon=True)
                self._thread.start()
            elif self._heap[0][0] == due:
                self._changed.notify()

    def _wait(self) -> None:
        while True:
            with self._changed:
                while self._heap and self._heap[0][2].is_set():
                    heapq.heappop(self._heap)
                rest = self._heap[0][0] - time.monotonic() if self._heap else None
                if rest is None or rest > 0:
                    self._changed.wait(rest)
                    continue
                ring = heapq.heappop(self._heap)[3]
            threading.Thread(target=ring, daemon=True).start()


_clock = _Clock()


class Watchdog:
    """A context manager around one query that carries `mark`; `fired` says afterwards whether its time ran out."""

    def __init__(self, session: Callable[[], neo4j.Session], timeout_ms: int) -> None:
        self._session = session
        self._done = threading.Event()
        self._let_go = threading.Event()
        self._seconds = timeout_ms / 1000
        # Marks are used again, so that equal statements stay equal and the engine's plan cache holds.
        with _lock:
            self._slot = next(slot for slot in itertools.count() if slot not in _taken)
            _taken.add(self._slot)
        self.mark = f"// innograph {os.getpid()}.{self._slot}."
        self.fired = False

    def __enter__(self) -> "Watchdog":
        _clock.call(self._seconds, self._bite, self._done)
        return self

    def __exit__(self, *exc: object) -> None:
        self._done.set()
        if self.fired:
            self._let_go.wait()  # or it might end the next query under this mark
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
        finally:
            self._let_go.set()

    def _end(self) -> None:
        with self._session() as session:
            running = session.run("SHOW TRANSACTIONS").data()
            for row in running:
                if self.mark in (row["currentQuery"] or ""):
                    # An identifier of the engine's own making; the statement takes no parameters.
                    session.run(f"TERMINATE TRANSACTIONS '{row['transactionId']}'").consume()
