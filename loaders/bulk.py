"""Thousands of plans into the graph: read by several processes, written by one, resumed where it was left.

A plan whose file (SHA-256) and loaders are those it was loaded with is not read again. What is in flight is bounded by number
and by size, so a slow store slows the readers down and memory stays level. A plan is in the graph or not, never half: after a
stop the same call carries on. A file that is no plan, or over which anything else fails but the store, is reported, and the
rest goes on.
"""

import hashlib
import multiprocessing
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager
from dataclasses import dataclass
from multiprocessing.connection import wait
from pathlib import Path
from typing import Protocol, cast

from innograph.graph.check import check_plan
from innograph.graph.errors import BadParameterError, InnographError, ReadError, StoreError
from innograph.graph.judgements import NONE, Judgements
from innograph.graph.model import ontology
from innograph.graph.resolve import ResolvedPlan
from innograph.graph.store import PlanInfo, Store
from innograph.loaders.meta import plan_id_of
from innograph.loaders.pipeline import LOADERS_ALONE, Extractor, prepare, read_plan_bytes

IN_FLIGHT_BYTES = 64 * 2**20
"""How much source may be between the first byte read and the plan written; one file is always allowed."""

_AHEAD = 2
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file. `status` is "added", "replaced", "unchanged", "skipped" (not read again) or "failed"."""

    path: str
    plan: str
    status: str
    entities: int = 0
    relations: int = 0
    figures: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a load is. `rate` is plans read and written per second, `left` the seconds it will still take, if known."""

    done: int
    total: int
    failed: int
    seconds: float
    rate: float
    left: float | None

    @property
    def line(self) -> str:
        """The same for a person."""
        left = "" if self.left is None else f", {_clock(self.left)} left"
        failed = f", {self.failed} failed" if self.failed else ""
        return f"{self.done} of {self.total} plans{failed}, {self.rate:.2f} a second{left}"


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be read, and the id of the plan that it becomes."""

    path: Path
    plan: str
    size: int
    sha256: str


class Reader(Protocol):
    """Reads files elsewhere: `submit` begins, the future gives the plan ready to be written, or the error."""

    workers: int

    def submit(self, source: Source) -> "Future[ResolvedPlan]":
        """Begin to read one file."""
        ...


Report = Callable[[Outcome, Progress], None]


def load_files(
    store: Store,
    files: Sequence[Path],
    *,
    jobs: int = 1,
    judgements: Judgements = NONE,
    reader: AbstractContextManager[Reader] | None = None,
    extractor: Extractor = LOADERS_ALONE,
    report: Report = lambda _outcome, _progress: None,
) -> list[Outcome]:
    """Load files; one outcome a file, in their order, told to `report` as it comes.

    `jobs` processes read (1 reads in this one); `reader` reads elsewhere instead (see `cluster`); an `extractor` other than
    the loaders alone reads in this process. Raises
    BadParameterError before anything is written where two files would become one plan, ReadError where one is not there,
    StoreError where the store fails; whatever else happens over a file is that file's outcome.
    """
    sources = sources_of(files)
    known = {plan.id: plan for plan in store.plans()}
    tally = _Tally(len(sources), report)
    waiting: deque[Source] = deque()
    for source in sources:
        if _is_loaded(store, source, known.get(source.plan), judgements, extractor.version):
            tally.add(Outcome(str(source.path), source.plan, "skipped"))
        else:
            waiting.append(source)
    if waiting:
        tally.begin()
        with reader or reader_of(min(jobs, len(waiting)), judgements, extractor) as started:
            for source, future in _in_flight(waiting, started):
                tally.add(_written(store, source, future))
    order = {str(path): at for at, path in enumerate(files)}
    return sorted(tally.outcomes, key=lambda outcome: order[outcome.path])


def sources_of(files: Iterable[Path]) -> list[Source]:
    """The files with their plans' ids; raises BadParameterError for two of one id, ReadError for one not there."""
    found: dict[str, Source] = {}
    for path in files:
        try:
            source = Source(path, plan_id_of(path.name), path.stat().st_size, _sha256(path))
        except OSError as error:
            raise ReadError(f"{path}: {error.strerror or error}") from error
        if source.plan in found:
            raise BadParameterError(f"{path} and {found[source.plan].path} would both become the plan {source.plan!r}")
        found[source.plan] = source
    return list(found.values())


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _is_loaded(store: Store, source: Source, known: PlanInfo | None, judgements: Judgements, version: str) -> bool:
    """Whether reading the file again could change nothing."""
    if known is None or not known.has_text or (known.sha256, known.extractor) != (source.sha256, version):
        return False
    if not judgements.items:
        return True
    # Judgements edited by hand act at the next load, which needs no reading but only naming.
    loaded = store.resolved(source.plan)
    return loaded is not None and prepare(loaded.extracted or loaded.facts, judgements) == loaded


def _in_flight(waiting: deque[Source], reader: Reader) -> Iterator[tuple[Source, "Future[ResolvedPlan]"]]:
    """Keep the reader busy and no more; files come back in order."""
    flying: deque[tuple[Source, Future[ResolvedPlan]]] = deque()
    size = 0
    try:
        while waiting or flying:
            while (
                waiting
                and len(flying) < reader.workers * _AHEAD
                and (not flying or size + waiting[0].size <= IN_FLIGHT_BYTES)
            ):
                source = waiting.popleft()
                size += source.size
                flying.append((source, reader.submit(source)))
            source, future = flying.popleft()
            yield source, future
            size -= source.size
    finally:
        for _, future in flying:
            future.cancel()


def _written(store: Store, source: Source, future: "Future[ResolvedPlan]") -> Outcome:
    try:
        resolved = future.result()
    except Exception as error:  # noqa: BLE001 - a fault of any kind in one file must not cost the others
        return _failed(source, "reading", error)
    try:
        report = store.write_plan(resolved)
    except Exception as error:
        if isinstance(error, StoreError) and not _is_refused(resolved):
            raise  # the store itself: no other plan would fare better
        return _failed(source, "writing", error)
    facts = resolved.facts
    counted = len(facts.entities), facts.ties, len(facts.figures)
    return Outcome(str(source.path), source.plan, report.status, *counted)


def _is_refused(resolved: ResolvedPlan) -> bool:
    """Whether the store's error is about the plan, which does not hold together, and not about the store."""
    try:
        check_plan(resolved, ontology())
    except StoreError:
        return True
    return False


def _failed(source: Source, what: str, error: Exception) -> Outcome:
    """The outcome of a file that failed; an error that is not innograph's own is named by its kind."""
    told = " ".join(str(error).split())[:200]
    if isinstance(error, MemoryError):
        told = f"{what} it took more memory than there is"
    elif not isinstance(error, InnographError):
        told = f"{what} it failed ({type(error).__name__}{told and ': ' + told})"
    message = told if str(source.path) in told else f"{source.path}: {told}"
    return Outcome(str(source.path), source.plan, "failed", error=message)


class _Tally:
    """Counts outcomes and tells how far the load is."""

    def __init__(self, total: int, report: Report) -> None:
        self.outcomes: list[Outcome] = []
        self._total, self._report = total, report
        self._started = time.monotonic()
        self._before = 0

    def begin(self) -> None:
        """From here on plans are read: those skipped before do not count for the rate."""
        self._started, self._before = time.monotonic(), len(self.outcomes)

    def add(self, outcome: Outcome) -> None:
        """Count one more."""
        self.outcomes.append(outcome)
        seconds = time.monotonic() - self._started
        done = len(self.outcomes)
        rate = (done - self._before) / seconds if seconds else 0.0
        failed = sum(each.status == "failed" for each in self.outcomes)
        left = (self._total - done) / rate if rate and outcome.status != "skipped" else None
        self._report(outcome, Progress(done, self._total, failed, seconds, rate, left))


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


# Readers.


def reader_of(
    jobs: int, judgements: Judgements, extractor: Extractor = LOADERS_ALONE
) -> AbstractContextManager[Reader]:
    """A reader with that many processes; 1 reads in this process, and so does any extractor but the loaders alone."""
    if jobs < 1:
        raise BadParameterError(f"{jobs} jobs: at least one must read")
    here = jobs == 1 or extractor is not LOADERS_ALONE
    return _Here(judgements, extractor) if here else ProcessReader(jobs, judgements)


def read_source(path: Path, judgements: Judgements, extractor: Extractor = LOADERS_ALONE) -> ResolvedPlan:
    """Read one file and resolve it; what every reader does, wherever it does it."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(f"{path}: {error.strerror or error}") from error
    return prepare(read_plan_bytes(data, str(path), extractor=extractor), judgements)


class _Here:
    """Reads when asked for the result, in this process."""

    workers = 1

    def __init__(self, judgements: Judgements, extractor: Extractor) -> None:
        self._judgements, self._extractor = judgements, extractor

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *exc: object) -> None:
        pass

    def submit(self, source: Source) -> "Future[ResolvedPlan]":
        """Read one file at once."""
        future: Future[ResolvedPlan] = Future()
        try:
            future.set_result(read_source(source.path, self._judgements, self._extractor))
        except Exception as error:  # noqa: BLE001 - told as the outcome of this file
            future.set_exception(error)
        return future


class ProcessReader:
    """Reads in processes of their own.

    They are forked from a clean process that has the loaders imported, where the system can do so, never from this one:
    it may run an engine, whose threads do not survive a fork. A process that dies (killed for its memory, say) costs one
    more try of what was in flight, then those files fail.
    """

    def __init__(self, jobs: int, judgements: Judgements) -> None:
        self.workers = jobs
        self._judgements = judgements
        self._pool = self._started()

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *exc: object) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def submit(self, source: Source) -> "Future[ResolvedPlan]":
        """Begin to read one file."""
        return cast("Future[ResolvedPlan]", _Retried(self, source))

    def _started(self) -> ProcessPoolExecutor:
        method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
        context = multiprocessing.get_context(method)
        if method == "forkserver":
            context.set_forkserver_preload(["innograph.loaders.pipeline"])
        return ProcessPoolExecutor(self.workers, mp_context=context, initializer=_end_with_parent)

    def begin(self, source: Source) -> "Future[ResolvedPlan]":
        """Hand one file to the pool, a new one where it broke."""
        try:
            return self._pool.submit(read_source, source.path, self._judgements)
        except BrokenProcessPool:
            self._pool.shutdown(wait=False)
            self._pool = self._started()
            return self._pool.submit(read_source, source.path, self._judgements)


def _end_with_parent() -> None:
    """In a reading process: end when the process that started it ends, in whatever way; the pool would leave it waiting."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


class _Retried:
    """The future of one file, which is read once more where its process died."""

    def __init__(self, reader: ProcessReader, source: Source) -> None:
        self._reader, self._source = reader, source
        self._future = reader.begin(source)

    def cancel(self) -> bool:
        """Do not begin, if that is still possible."""
        return self._future.cancel()

    def result(self) -> ResolvedPlan:
        """The plan; raises ReadError."""
        try:
            return self._future.result()
        except BrokenProcessPool:
            pass
        try:
            return self._reader.begin(self._source).result()
        except BrokenProcessPool as error:
            raise ReadError(f"{self._source.path}: the process that read it died, twice") from error


def default_jobs() -> int:
    """As many processes as this one may use cores, at most eight."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(8, cores))
