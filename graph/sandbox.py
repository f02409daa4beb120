"""Cypher that a client wrote, run in a process apart that can be ended at any moment.

The embedded engine cannot stop one long expression (a comprehension in a comprehension, text that doubles), and such an
expression would take the graph's own engine with it. So the process apart (`sandbox_worker`) runs an engine of its own, with a
small heap, on a copy of the database that is made afresh when the graph has changed; what runs there can change nothing, and
when its time is up the process is ended. With a Neo4j server, which ends transactions itself, the process only bounds what is
fetched.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO, Any, cast

from innograph.graph import errors
from innograph.graph.engine import write_lock
from innograph.graph.errors import BadParameterError, InnographError, QueryTimeoutError, StoreError
from innograph.graph.settings import Settings

HEAP_MB = 384
"""Heap of the engine in the process apart."""
GRACE_S = 0.75
"""For how long, beyond its time, a statement may take to be stopped and to hand over its rows."""
START_S = 30.0
LARGEST_ANSWER = 4 * 2**20
"""Bytes of JSON."""
LARGEST_QUESTION = 256 * 2**10
_DATABASES = Path("engine") / "databases"
_QUIET_S = 0.05


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a statement may take: time in milliseconds, rows, and bytes of JSON in all."""

    timeout_ms: int = 2000
    max_rows: int = 1000
    max_bytes: int = LARGEST_ANSWER


@dataclass(frozen=True, slots=True)
class Outcome:
    """Rows as plain JSON values. `truncated` is "rows", "size" or "" and says which bound cut them short."""

    columns: tuple[str, ...]
    rows: list[dict[str, Any]]
    truncated: str
    milliseconds: float


class Sandbox:
    """Runs statements one after the other in a process apart; threads may share it. `close` ends the process."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._turn = threading.Lock()
        self._worker: _Worker | None = None

    def read(self, cypher: str, parameters: Mapping[str, Any], bounds: Bounds, *, state: int = 0) -> Outcome:
        """Run a statement as a principal that cannot write, within bounds. `state` changes whenever the graph does.

        Raises QueryError, ForbiddenError, QueryTimeoutError, BadParameterError for what is too large, or StoreError.
        """
        asked = json.dumps({"cypher": cypher, "parameters": dict(parameters), "bounds": asdict(bounds)})
        if len(asked) > LARGEST_QUESTION:
            raise BadParameterError(f"statement and parameters are larger than {LARGEST_QUESTION // 2**10} KB")
        if not self._turn.acquire(timeout=START_S):
            raise StoreError("too many statements wait for their turn: try again later")
        try:
            worker = self._ready(state)
            answer = worker.ask(asked, bounds.timeout_ms / 1000 + GRACE_S)
            if answer is None:
                self._end()
                raise QueryTimeoutError(
                    f"the query ran longer than {bounds.timeout_ms} ms, or took more memory than it may"
                )
        finally:
            self._turn.release()
        return _outcome(answer)

    def close(self) -> None:
        """End the process apart; the next statement starts another."""
        with self._turn:
            self._end()

    def _ready(self, state: int) -> "_Worker":
        if self._worker and (self._worker.state != state or not self._worker.alive):
            self._end()
        if self._worker is None:
            self._worker = _Worker(self._settings, state)
        return self._worker

    def _end(self) -> None:
        if self._worker:
            self._worker.end()
            self._worker = None


def _outcome(answer: Mapping[str, Any]) -> Outcome:
    if "error" in answer:
        kind = getattr(errors, answer["error"], None)
        known = isinstance(kind, type) and issubclass(kind, InnographError)
        raise (cast(type[InnographError], kind) if known else StoreError)(answer["message"])
    return Outcome(tuple(answer["columns"]), answer["rows"], answer["truncated"], answer["milliseconds"])


class _Worker:
    """One process apart and, with the embedded engine, the copy that it works on."""

    def __init__(self, settings: Settings, state: int) -> None:
        self.state = state
        self._folder = Path(tempfile.mkdtemp(prefix="innograph-cypher-"))
        try:
            # The key of the endpoint is nothing to a process that runs what clients write.
            settings_there = replace(settings, endpoint_key="", endpoint_key_file="")
            values = asdict(settings_there) | {"data": str(self._folder / "data")}
            if not settings.uri:
                _copy(settings.data.resolve(), self._folder / "data")
            kept = {name: value for name, value in os.environ.items() if not name.startswith("INNOGRAPH_ENDPOINT")}
            environment = kept | {"ARCADEDB_NATIVE_ISOLATE_ARGS": f"-Xmx{HEAP_MB}m"}
            self._process = subprocess.Popen(  # noqa: S603 (this interpreter, a module of ours)
                [sys.executable, "-m", "innograph.graph.sandbox_worker", str(self._folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                cwd=self._folder,
            )
            self._answers = _Lines(cast("IO[bytes]", self._process.stdout))
            ready = self.ask(json.dumps(values), START_S)
        except BaseException:
            self.end()
            raise
        if ready is None or "error" in ready:
            self.end()
            raise StoreError(f"no process for clients' Cypher can be had: {(ready or {}).get('message', 'no answer')}")

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def ask(self, line: str, seconds: float) -> dict[str, Any] | None:
        """Send a line, and give the answer; None where there is none in time, or the process has ended."""
        try:
            pipe = cast("IO[bytes]", self._process.stdin)
            pipe.write(line.encode("utf-8") + b"\n")
            pipe.flush()
        except OSError:
            return None
        answer = self._answers.next(seconds)
        return json.loads(answer) if answer else None

    def end(self) -> None:
        """End the process and take its copy away."""
        process = getattr(self, "_process", None)
        if process:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                try:
                    pipe.close()
                except OSError:  # what was still to be sent went nowhere
                    continue
        shutil.rmtree(self._folder, ignore_errors=True)


class _Lines:
    """Lines of a pipe, read by a thread, so that waiting for one can end."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe
        self._line: bytes | None = None
        self._come = threading.Semaphore(0)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        try:
            for line in self._pipe:
                self._line = line
                self._come.release()
        except (OSError, ValueError):
            self._line = None
        self._line = None
        self._come.release()

    def next(self, seconds: float) -> bytes | None:
        """The next line; None where none comes in time or none will come."""
        return self._line if self._come.acquire(timeout=seconds) else None


def _copy(data: Path, target: Path) -> None:
    """Copy the database while nobody writes; what is written behind it, with its log, is waited for.

    Raises StoreError where the files do not come to rest.
    """
    source = data / _DATABASES
    with write_lock(data):
        for _ in range(40):
            before = _stamps(source)
            if all(time.time() - stamp > _QUIET_S for _, stamp in before.values()):
                shutil.copytree(source, target / _DATABASES, dirs_exist_ok=True, ignore=_ignored)
                if _stamps(source) == before:
                    return
                shutil.rmtree(target / _DATABASES)
            time.sleep(_QUIET_S)
    raise StoreError("the graph is being written to: no copy of it can be taken now; try again later")


def _ignored(_folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name.endswith(".lck")]


def _stamps(folder: Path) -> dict[str, tuple[int, float]]:
    found = ((path, path.stat()) for path in folder.rglob("*") if path.is_file())
    return {str(path): (stat.st_size, stat.st_mtime) for path, stat in found}
