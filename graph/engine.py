"""The embedded graph engine: ArcadeDB's native build, one per data folder, spoken to over Bolt on loopback.

The first process that opens a folder runs the engine in itself and holds `engine.lock`, which the kernel lets go of
however that process ends. It writes Bolt port and passwords to `engine.json` (mode 0600); every later process reads
that file and attaches. Nothing else in innograph knows this engine.

    data/engine.lock   held by the process that runs the engine
    data/engine.json   where it answers
    data/engine/       its databases and configuration
    data/log/          its logs
"""

import atexit
import base64
import hashlib
import itertools
import json
import logging
import os
import secrets
import socket
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

from innograph.graph.errors import StoreError

DATABASE = "innograph"
OWNER = "root"
READER = "reader"

MARKER = "graph.made"
"""A file in the data folder that says: a graph was made here, so an empty one is a damaged one."""

_ATTEMPTS = 5
_EVENT_LOGS = 5
_POLL_S = 0.05
_ANSWER_S = 3.0
# The passwords are 256 random bits, so stretching them adds time to every connection and nothing else.
_ITERATIONS = 1000
_GUARDS = (
    # A commit reaches the disk before it is acknowledged: without this it survives a kill, not a power cut.
    "ALTER DATABASE `arcadedb.txWalFlush` 2",
    # One expression over a longer range cannot be stopped while it runs.
    "ALTER DATABASE `arcadedb.queryMaxRangeSize` 1000000",
    "ALTER DATABASE `arcadedb.opencypher.loadCsv.allowFileUrls` false",
    "ALTER DATABASE `arcadedb.opencypher.loadCsv.allowRemoteUrls` false",
)

_log = logging.getLogger(__name__)
_lock = threading.RLock()
_running: dict[Path, "_Owned"] = {}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a running engine answers, and as whom; what `engine.json` holds."""

    pid: int
    port: int
    password: str
    reader_password: str

    @property
    def uri(self) -> str:
        """The Bolt address."""
        return f"bolt://127.0.0.1:{self.port}"

    @property
    def owner_auth(self) -> tuple[str, str]:
        """User and password that may do everything."""
        return OWNER, self.password

    @property
    def reader_auth(self) -> tuple[str, str]:
        """User and password that may only read."""
        return READER, self.reader_password


@dataclass(slots=True)
class _Owned:
    """The engine that this process runs for one folder, and how many hold it."""

    server: Any
    lock: IO[bytes]
    address: Address
    holders: int = 0


class Engine:
    """A hold on the engine of one folder, be it run by this process or by another; `close()` lets go of it."""

    def __init__(self, folder: Path, address: Address, *, owned: bool) -> None:
        self.folder = folder
        self.address = address
        self.owned = owned
        self._open = True

    @classmethod
    def open(cls, folder: Path, *, setup: Sequence[str] = (), wait_s: float = 30.0) -> "Engine":
        """Start the folder's engine, or attach to the process that runs it.

        `setup` are SQL statements run once by the process that starts it, before anyone can attach; they must bear
        repetition. Raises StoreError where the folder cannot be used, its graph is damaged, or it is held by a process
        that does not answer within `wait_s` seconds.
        """
        folder = _usable(folder)
        deadline = time.monotonic() + wait_s
        while True:
            with _lock:
                owned = _running.get(folder) or _try_start(folder, setup)
                if owned:
                    owned.holders += 1
                    return cls(folder, owned.address, owned=True)
            address = _read_address(folder)
            if address and _answers(address):
                return cls(folder, address, owned=False)
            if time.monotonic() > deadline:
                holder = f"process {address.pid}" if address else "another process"
                raise StoreError(f"the data folder {folder} is held by {holder}, which does not answer")
            time.sleep(_POLL_S)

    def close(self) -> None:
        """Let go; the last hold in the process that runs the engine stops it."""
        if not self._open:
            return
        self._open = False
        with _lock:
            owned = _running.get(self.folder) if self.owned else None
            if owned is None:
                return
            owned.holders -= 1
            if owned.holders <= 0:
                _stop(self.folder)


def set_aside(folder: Path) -> Path | None:
    """Move a folder's graph, which may be damaged, to a folder "damaged-N" beside it, so that a new one can begin.

    Returns that folder, or None where there is no graph. Raises StoreError where an engine runs on it.
    """
    folder = _usable(folder)
    with _lock, (folder / "engine.lock").open("ab") as lock:
        try:
            _lock_file(lock, wait=False)
        except BlockingIOError as error:
            raise StoreError(f"the graph in {folder} is in use: stop what uses it first") from error
        if not (folder / "engine").exists():
            return None
        number = next(n for n in itertools.count(1) if not (folder / f"damaged-{n}").exists())
        aside = folder / f"damaged-{number}"
        aside.mkdir(mode=0o700)
        (folder / "engine").rename(aside / "engine")
        (folder / MARKER).unlink(missing_ok=True)
        return aside


def write_lock(folder: Path) -> "FileLock":
    """The lock that serialises writers of a folder's graph over all processes; a context manager."""
    return FileLock(folder / "write.lock")


class FileLock:
    """An advisory lock on a file, let go of by the kernel when the process ends in any way."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None

    def __enter__(self) -> "FileLock":
        file = self._path.open("ab")
        try:
            _lock_file(file, wait=True)
        except BaseException:
            file.close()
            raise
        self._file = file
        return self

    def __exit__(self, *exc: object) -> None:
        if self._file:
            self._file.close()
            self._file = None


if sys.platform == "win32":
    import msvcrt

    def _lock_file(file: IO[bytes], *, wait: bool) -> None:
        file.seek(0)
        while True:
            try:
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            except OSError:
                if not wait:
                    raise BlockingIOError from None
                time.sleep(_POLL_S)
            else:
                return
else:
    import fcntl

    def _lock_file(file: IO[bytes], *, wait: bool) -> None:
        fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)


def _usable(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder = folder.resolve(strict=True)
        with (folder / "engine.lock").open("ab"):
            pass
    except OSError as error:
        raise StoreError(f"the data folder {folder} cannot be used: {error.strerror}") from error
    return folder


def _try_start(folder: Path, setup: Sequence[str]) -> _Owned | None:
    """Start the engine if the folder's lock is free; None where another process holds it."""
    lock = (folder / "engine.lock").open("ab")
    try:
        _lock_file(lock, wait=False)
    except BlockingIOError:
        lock.close()
        return None
    try:
        (folder / "engine.json").unlink(missing_ok=True)  # of a process that was killed
        server, address = _start(folder, setup)
        _write_private(folder / "engine.json", json.dumps(_as_dict(address)))
    except BaseException:
        lock.close()
        raise
    if not _running:
        atexit.register(_stop_all)
    owned = _running[folder] = _Owned(server, lock, address)
    return owned


def _start(folder: Path, setup: Sequence[str]) -> tuple[Any, Address]:
    root = folder / "engine"
    passwords = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    _write_security(root / "config", *passwords)
    _drop_event_logs(root / "log")
    for attempt in range(_ATTEMPTS):
        http, bolt = _free_ports()
        address = Address(os.getpid(), bolt, *passwords)
        try:
            return _launch(folder, http, setup, address), address
        except Exception as error:
            # Somebody else may take a free port before the engine does.
            if "Unable to listen" not in str(error) or attempt == _ATTEMPTS - 1:
                text = " ".join(str(error).split())
                way = "if its files are damaged, innograph restore --aside makes room for a backup"
                raise StoreError(f"the graph in {folder} cannot be opened ({way}): {text}") from error
            _log.info("port taken, trying another: %s", error)
    raise AssertionError("unreachable")


def _launch(folder: Path, http: int, setup: Sequence[str], address: Address) -> Any:
    arcadedb = _library(folder / "log")
    server = arcadedb.create_server(
        str(folder / "engine"),
        address.password,
        {
            "host": "127.0.0.1",
            "http_port": http,
            "bolt_port": address.port,
            # "production" would replace the text of every error by a pointer to the log.
            "mode": "development",
            "server_plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
        },
    )
    server.start()
    try:
        database = server.create_database(DATABASE)
        for statement in (*_GUARDS, *setup):
            database.command("sql", statement)
    except BaseException:
        server.stop()
        raise
    return server


def _library(log: Path) -> Any:
    """Import the engine; its log folder is fixed by the environment when a process first loads it."""
    ours = {"ARCADEDB_LOG_DIR": str(log), "ARCADEDB_LOG_CONSOLE": "0"}
    added = [name for name in ours if name not in os.environ]
    os.environ.update({name: ours[name] for name in added})
    try:
        import arcadedb
        from arcadedb._native import lib

        lib._load()
    finally:
        for name in added:
            del os.environ[name]
    return arcadedb


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as two:
        one.bind(("127.0.0.1", 0))
        two.bind(("127.0.0.1", 0))
        return one.getsockname()[1], two.getsockname()[1]


def _stop(folder: Path) -> None:
    owned = _running.pop(folder)
    (folder / "engine.json").unlink(missing_ok=True)
    try:
        owned.server.stop()
    except Exception as error:
        raise StoreError(f"the engine of {folder} did not stop cleanly: {error}") from error
    finally:
        owned.lock.close()


def _stop_all() -> None:
    with _lock:
        for folder in list(_running):
            _stop(folder)


def _forget() -> None:
    """In a forked child: the engine's threads are not there, and its lock is the parent's."""
    for owned in _running.values():
        owned.server._started = False
        owned.lock.close()
    _running.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


def _answers(address: Address) -> bool:
    """Whether the engine at that address knows these passwords."""
    try:
        with neo4j.GraphDatabase.driver(
            address.uri,
            auth=address.reader_auth,
            connection_timeout=_ANSWER_S,
            connection_acquisition_timeout=_ANSWER_S,
            max_transaction_retry_time=0,
        ) as driver:
            driver.verify_connectivity()
    except (DriverError, Neo4jError, OSError) as error:
        _log.debug("no answer from %s: %s", address.uri, error)
        return False
    return True


def _read_address(folder: Path) -> Address | None:
    try:
        data = json.loads((folder / "engine.json").read_text("utf-8"))
        return Address(data["pid"], data["port"], data["password"], data["reader_password"])
    except (OSError, ValueError, KeyError, TypeError):
        return None  # not there yet, or being replaced


def _as_dict(address: Address) -> dict[str, object]:
    return {name: getattr(address, name) for name in Address.__slots__}


def _write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, all at once."""
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    partial.replace(path)


def _write_security(config: Path, password: str, reader_password: str) -> None:
    """Users and groups, afresh at each start: the owner, and readers that the engine refuses every write."""
    config.mkdir(parents=True, exist_ok=True)
    config.parent.chmod(0o700)
    users = [
        {"name": OWNER, "databases": {"*": ["admin"]}, "password": _hashed(password)},
        {"name": READER, "databases": {DATABASE: [READER]}, "password": _hashed(reader_password)},
    ]
    groups = {
        "admin": _group(["createRecord", "readRecord", "updateRecord", "deleteRecord"], admin=True),
        READER: _group(["readRecord"]),
        "*": _group([]),
    }
    _write_private(config / "server-users.jsonl", "".join(json.dumps(user) + "\n" for user in users))
    _write_private(config / "server-groups.json", json.dumps({"databases": {"*": {"groups": groups}}, "version": 2}))


def _group(access: list[str], *, admin: bool = False) -> dict[str, object]:
    return {
        "resultSetLimit": -1,
        "readTimeout": -1,
        "access": ["updateSecurity", "updateSchema", "updateDatabaseSettings"] if admin else [],
        "types": {"*": {"access": access}},
    }


def _drop_event_logs(folder: Path) -> None:
    """The engine starts a new event log at every start and never drops one."""
    for old in sorted(folder.glob("server-event-log-*.jsonl"), key=lambda path: path.stat().st_mtime)[:-_EVENT_LOGS]:
        old.unlink(missing_ok=True)


def _hashed(password: str) -> str:
    """A password as the engine's user file keeps it (the salt counts as its base64 text)."""
    salt = base64.b64encode(secrets.token_bytes(32)).decode()
    key = hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), _ITERATIONS, 32)
    return f"PBKDF2WithHmacSHA256${_ITERATIONS}${salt}${base64.b64encode(key).decode()}"
