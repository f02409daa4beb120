"""Reading on a cluster: the extra `ray` (pip install innograph[ray]).

    with RayReader(address="auto", judgements=judgements) as reader: ...
    load_files(store, files, reader=RayReader(address="auto"))

This process reads the files' bytes and writes the graph; the cluster's machines, which must have the same version of innograph
installed, extract and resolve. Nothing but the files' content and the resolved plans travels.
"""

from concurrent.futures import Future
from pathlib import Path
from typing import Any

from innograph.graph.errors import ReadError, SettingsError
from innograph.graph.judgements import NONE, Judgements
from innograph.graph.resolve import ResolvedPlan
from innograph.loaders.bulk import Reader, Source
from innograph.loaders.pipeline import EXTRACTOR, prepare, read_plan_bytes


def _read(data: bytes, name: str, judgements: Judgements, extractor: str) -> ResolvedPlan:
    if extractor != EXTRACTOR:
        raise ReadError(f"{name}: a machine of the cluster has extractor {EXTRACTOR}, this one {extractor}")
    return prepare(read_plan_bytes(data, name), judgements)


class RayReader:
    """Reads on a Ray cluster: "auto" or an address joins one, "" starts one on this machine with `workers` processes."""

    def __init__(self, *, address: str = "", workers: int = 0, judgements: Judgements = NONE) -> None:
        try:
            import ray
        except ImportError as error:
            raise SettingsError("reading on a cluster needs the extra ray: pip install 'innograph[ray]'") from error
        self._ray = ray
        self._address = address
        self._judgements = judgements
        self.workers = workers
        self._task: Any = None
        self._started_here = False

    def __enter__(self) -> Reader:
        ray = self._ray
        if not ray.is_initialized():
            where = {"address": self._address} if self._address else {"num_cpus": self.workers or None}
            ray.init(**where, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
            self._started_here = True
        self.workers = self.workers or int(ray.cluster_resources().get("CPU", 1))
        self._task = ray.remote(num_cpus=1, max_retries=2)(_read)
        return self

    def __exit__(self, *exc: object) -> None:
        if self._started_here:
            self._ray.shutdown()

    def submit(self, source: Source) -> "Future[ResolvedPlan]":
        """Send one file to the cluster."""
        try:
            data = Path(source.path).read_bytes()
        except OSError as error:
            failed: Future[ResolvedPlan] = Future()
            failed.set_exception(ReadError(f"{source.path}: {error.strerror or error}"))
            return failed
        reference = self._task.remote(data, str(source.path), self._judgements, EXTRACTOR)
        return _Awaited(self._ray, reference, source)


class _Awaited(Future[ResolvedPlan]):
    """The future of a task on the cluster; the cluster's errors become ours."""

    def __init__(self, ray: Any, reference: Any, source: Source) -> None:
        super().__init__()
        self._ray, self._reference, self._source = ray, reference, source

    def result(self, timeout: float | None = None) -> ResolvedPlan:
        """The plan; raises ReadError."""
        try:
            plan: ResolvedPlan = self._ray.get(self._reference, timeout=timeout)
        except self._ray.exceptions.RayTaskError as error:
            cause = error.cause
            if isinstance(cause, ReadError):
                raise cause from None
            raise
        except self._ray.exceptions.RayError as error:
            raise ReadError(f"{self._source.path}: the cluster lost it ({type(error).__name__})") from error
        return plan

    def cancel(self) -> bool:
        """Do not begin, if that is still possible."""
        self._ray.cancel(self._reference, force=False)
        return True
