"""Connections over Bolt, to the embedded engine or to a Neo4j server, and the driver's errors in our own words."""

import logging
import re
import secrets
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TypeVar

import neo4j
from neo4j.exceptions import AuthError, ConfigurationError, DriverError, Neo4jError, ServiceUnavailable, SessionExpired

from innograph.graph import schema
from innograph.graph.engine import DATABASE, Engine, write_lock
from innograph.graph.errors import ForbiddenError, InnographError, QueryError, QueryTimeoutError, StoreError
from innograph.graph.settings import Settings

_log = logging.getLogger(__name__)
_T = TypeVar("_T")

SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
RETRY_S = 30.0
"""For how long a transaction that writes is tried again after conflicts and lost connections, in seconds."""
READ_RETRY_S = 2.0
"""The same for one that only reads: who waits for it is told soon. (And the engine calls damage passing, too.)"""
CONNECT_S = 10.0
READ_CONNECT_S = 3.0
"""How long a connection to a server may take before it counts as lost."""
_UNKNOWN_BOOKMARK = ("Transaction.BookmarkTimeout", "Transaction.InvalidBookmark", "Transaction.InvalidBookmarkMixture")
_GONE = re.compile(r"Record #\d+:\d+ not found|Error executing Cypher query: ")
"""What the embedded engine says of a read that a write overtook; the second where its own error said nothing (what is wrong
with a statement it says)."""

Work = Callable[[neo4j.ManagedTransaction], _T]


class Bolt:
    """The connections of one store; threads may share it. Reading and writing go through different principals."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.RLock()
        self._drivers: dict[tuple[tuple[str, str], bool], neo4j.Driver] = {}
        self._bookmarks = neo4j.GraphDatabase.bookmark_manager()
        self._engine: Engine | None = None
        self._closed = False

    @property
    def embedded(self) -> bool:
        """Whether the embedded engine is used, not a Neo4j server."""
        return not self._settings.uri

    @property
    def engine(self) -> Engine | None:
        """The hold on the embedded engine, started or found when it is first asked for; None with a server."""
        with self._lock:
            if self._closed:
                raise StoreError("the store is closed")
            if self._engine is None and self.embedded:
                self._engine = Engine.open(self._settings.data, setup=schema.engine_setup())
            return self._engine

    def run(self, work: Work[_T], *, write: bool, timeout_ms: int | None = None) -> _T:
        """Run a unit of work in a transaction; again, where the engine says that this may help.

        `timeout_ms` is for a server to keep; the embedded engine does not (see `watchdog`).
        """
        unit = neo4j.unit_of_work(timeout=None if timeout_ms is None else timeout_ms / 1000)(work)
        return self._trying(
            lambda s: s.execute_write(unit) if write else s.execute_read(unit), write=write, timeout_ms=timeout_ms
        )

    def read(self, work: Callable[[neo4j.Session], _T], *, timeout_ms: int | None = None) -> _T:
        """Run statements that only read, each by itself: one round trip where a transaction takes three; again as `run`.

        They are not begun again once `timeout_ms` has passed.
        """
        return self._trying(work, write=False, timeout_ms=timeout_ms)

    def _trying(self, work: Callable[[neo4j.Session], _T], *, write: bool, timeout_ms: int | None) -> _T:
        started = time.monotonic()
        pause = 0.05
        while True:
            engine = self.engine
            try:
                with self.session(write=write) as session:
                    return work(session)
            except (Neo4jError, DriverError) as error:
                lost = isinstance(error, ServiceUnavailable | SessionExpired)
                patience = self._patience(write=write, lost=lost, timeout_ms=timeout_ms)
                again = error.is_retryable() or self._forgotten(error) or (not write and _overtaken(error))
                if not again or time.monotonic() > started + patience:
                    raise translated(error) from error
                _log.info("trying again: %s", error)
                if engine and lost:
                    # The process that ran the engine has ended: become its successor, or find it.
                    self._leave(engine)
            time.sleep(pause * (1 + secrets.randbelow(1000) / 1000))
            pause = min(2 * pause, 1.0)

    def _patience(self, *, write: bool, lost: bool, timeout_ms: int | None) -> float:
        if write:
            return RETRY_S
        # An engine that is gone is started again by this very process, so its readers can count on it.
        longest = RETRY_S if lost and self.embedded else READ_RETRY_S
        return longest if timeout_ms is None else min(longest, timeout_ms / 1000)

    def _forgotten(self, error: Neo4jError | DriverError) -> bool:
        """Whether the server does not know what was seen last (a backup was restored there); then that is forgotten here."""
        if not (getattr(error, "code", None) or "").endswith(_UNKNOWN_BOOKMARK):
            return False
        self._bookmarks = neo4j.GraphDatabase.bookmark_manager()
        return True

    def autocommit(self, statement: str) -> None:
        """Run a statement on the schema, which no transaction may hold."""
        try:
            with self.session(write=True) as session:
                session.run(statement).consume()
        except (Neo4jError, DriverError) as error:
            raise translated(error) from error

    def writing(self) -> AbstractContextManager[object]:
        """Writers of one data folder take turns; a server has its own locks."""
        engine = self.engine
        return write_lock(engine.folder) if engine else nullcontext()

    def session(self, *, write: bool) -> neo4j.Session:
        """A session of the principal that may write, or of the one that may not.

        On a server each session sees what those before it wrote or saw, whichever member of a cluster it comes to.
        """
        mode = neo4j.WRITE_ACCESS if write else neo4j.READ_ACCESS
        driver = self._driver(write=write)
        if self.embedded:  # one engine, which shows what is committed; after a restart it would not know old bookmarks
            return driver.session(database=DATABASE, default_access_mode=mode)
        database = self._settings.database or None
        return driver.session(database=database, default_access_mode=mode, bookmark_manager=self._bookmarks)

    def close(self) -> None:
        """Close all connections, and the engine if this process runs it and nothing else here uses it."""
        with self._lock:
            self._closed = True
            self._disconnect()

    def _driver(self, *, write: bool) -> neo4j.Driver:
        with self._lock:
            engine = self.engine
            if engine:
                uri, auth = engine.address.uri, engine.address.owner_auth if write else engine.address.reader_auth
            else:
                uri, auth = self._settings.uri, (self._settings.user, self._settings.password)
            if (auth, write) not in self._drivers:
                self._drivers[auth, write] = _connected(uri, auth, quiet=engine is None, write=write)
            return self._drivers[auth, write]

    def _leave(self, engine: Engine | None) -> None:
        """Close the connections to an engine that went away, unless another thread has done so."""
        with self._lock:
            if self._engine is engine:
                self._disconnect()

    def _disconnect(self) -> None:
        for driver in self._drivers.values():
            driver.close()
        self._drivers.clear()
        if self._engine:
            self._engine.close()
            self._engine = None


def _connected(uri: str, auth: tuple[str, str], *, quiet: bool, write: bool) -> neo4j.Driver:
    # Neo4j remarks on every label that has no node yet, and the driver would print that.
    least = neo4j.NotificationMinimumSeverity.OFF if quiet else None
    if uri.partition("://")[0] not in SCHEMES:
        raise StoreError(f"{uri!r} is not a Bolt address: it must begin with one of {', '.join(SCHEMES)} and ://")
    try:
        driver = neo4j.GraphDatabase.driver(
            uri,
            auth=auth if auth[1] else None,
            connection_timeout=CONNECT_S if write or not quiet else READ_CONNECT_S,
            max_transaction_retry_time=0,  # `run` tries again itself, as it can also find the engine again
            notifications_min_severity=least,
            user_agent="innograph",
        )
    except (ConfigurationError, ValueError) as error:
        raise StoreError(f"{uri} is not a Bolt address that can be used: {error}") from error
    try:
        driver.verify_connectivity()
    except (DriverError, Neo4jError):
        driver.close()
        raise
    return driver


def _overtaken(error: Exception) -> bool:
    """Whether a write took away what a read of the embedded engine was about to fetch or count."""
    return _GONE.search(str(error)) is not None


def translated(error: Exception) -> InnographError:
    """The error of ours that says what the driver's says, in one line."""
    code = getattr(error, "code", None) or ""
    text = " ".join((getattr(error, "message", None) or str(error)).split())
    if "TransactionTimedOut" in code or code.endswith("Transaction.Terminated"):
        return QueryTimeoutError("the query ran longer than it may")
    if code.endswith(("Security.Forbidden", "Statement.AccessMode")):
        return ForbiddenError(f"refused: {text}")
    if isinstance(error, AuthError):
        return StoreError(f"the graph store refused user and password: {text}")
    if code.startswith(("Neo.ClientError.Statement.", "Neo.ClientError.Procedure.")):
        return QueryError(text)
    if isinstance(error, ServiceUnavailable | SessionExpired):
        return StoreError(f"the graph store does not answer: {text}")
    return StoreError(f"the graph store failed: {text}")
