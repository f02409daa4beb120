"""Times, memory, and how noisy the machine is while they are taken."""

import os
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of so many runs."""

    runs: int
    p50: float
    p95: float


def timed(work: Callable[[Any], object], inputs: Iterable[Any]) -> Times:
    """The time of each call, the first (which warms caches and plans) left out."""
    found = []
    for value in inputs:
        started = time.perf_counter()
        work(value)
        found.append((time.perf_counter() - started) * 1000)
    return times_of(found[1:] or found)


def times_of(found: list[float]) -> Times:
    """Median and 95th percentile of milliseconds."""
    ordered = sorted(found)
    return Times(len(ordered), statistics.median(ordered), ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))])


def noise() -> tuple[Times, float]:
    """(times of one fixed piece of work, the load of the machine over the last minute): apart on a busy machine."""

    def work(_: int) -> int:
        return sum(i * i for i in range(100_000))

    return timed(work, range(60)), os.getloadavg()[0]


def memory_mb(pid: int | None = None) -> float:
    """Resident memory of a process now, in MB."""
    text = Path(f"/proc/{pid or os.getpid()}/status").read_text("ascii")
    return int(text.partition("VmRSS:")[2].split()[0]) / 1024
