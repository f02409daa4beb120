"""From outside: start to first answer, answers a second, a soak with readers and a loader, extraction."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

from benchmarks.timing import memory_mb, times_of
from innograph.graph.settings import Settings
from innograph.graph.store import Store
from innograph.loaders.bulk import load_files
from innograph.loaders.pipeline import prepare, read_plan

EXAMPLE = Path(__file__).parents[1] / "examples" / "yunxi-14fyp.txt"
PATHS = ("/api/search?q=" + quote("石墨烯"), "/api/entities?limit=20", "/api/plans", "/api/types", "/ready")


@contextmanager
def serving(folder: Path, **more: str) -> Iterator[tuple[str, float, int]]:
    """`innograph serve` on a folder, with `more` settings; its address, the seconds to its first answer, its process id."""
    command = [sys.executable, "-m", "innograph.api.cli", "serve", "--port", "0"]
    environment = {**os.environ, "INNOGRAPH_DATA": str(folder), "INNOGRAPH_URI": "", "COLUMNS": "200", **more}
    log = folder / "serve.log"  # a pipe would fill up and stop the server
    folder.mkdir(parents=True, exist_ok=True)
    started = time.perf_counter()
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out)  # noqa: S603
    try:
        address = ""
        while not address:
            if process.poll() is not None:
                raise RuntimeError(f"the server ended before it began: {log.read_text('utf-8')[-300:]}")
            time.sleep(0.01)
            words = log.read_text("utf-8").split()
            address = next((word.rstrip("/") for word in words if word.startswith("http://")), "")
        while True:
            try:
                with urlopen(f"{address}/ready", timeout=30) as answer:  # noqa: S310
                    answer.read()
                break
            except OSError:
                time.sleep(0.01)
        yield address, time.perf_counter() - started, process.pid
    finally:
        process.terminate()
        process.wait(timeout=30)


def start_and_answers(*, seconds: float, clients: int = 4) -> dict[str, Any]:
    """Start on an empty folder to the first answer (the five plans go in meanwhile), again with them in, and a load of clients."""
    with tempfile.TemporaryDirectory() as folder:
        with serving(Path(folder)) as (_, first, _):
            pass
        with serving(Path(folder)) as (address, again, pid):
            found, errors = _hammer(address, seconds, clients)
            memory = memory_mb(pid)
    return {
        "first_start_s": round(first, 2), "start_s": round(again, 2), "answers_per_second": round(len(found) / seconds),
        "times": times_of(found), "errors": len(errors), "memory_mb": round(memory),
    }  # fmt: skip


def _hammer(address: str, seconds: float, clients: int) -> tuple[list[float], list[str]]:
    """The times of the answers in ms, and what went wrong."""
    end = time.perf_counter() + seconds

    def ask(number: int) -> tuple[list[float], list[str]]:
        found: list[float] = []
        errors: list[str] = []
        turn = number
        while time.perf_counter() < end:
            started = time.perf_counter()
            try:
                with urlopen(address + PATHS[turn % len(PATHS)], timeout=30) as answer:  # noqa: S310
                    answer.read()
                found.append((time.perf_counter() - started) * 1000)
            except OSError as error:
                said = error.read().decode("utf-8", "replace")[:300] if isinstance(error, HTTPError) else ""
                errors.append(f"{PATHS[turn % len(PATHS)]}: {error!r} {said}")
            turn += 1
        return found, errors

    with ThreadPoolExecutor(clients) as pool:
        results = list(pool.map(ask, range(clients)))
    return [t for found, _ in results for t in found], [error for _, errors in results for error in errors]


def soak(seconds: float) -> dict[str, Any]:
    """Mixed readers and one loader: errors, and how the server's memory grows after its first fifth."""
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as (address, _, pid):
        done = threading.Event()
        sizes: list[tuple[float, float]] = []
        loads = [0]
        started = time.monotonic()

        def loader() -> None:
            with Store.open(Settings(data=Path(folder))) as store:
                plan = prepare(read_plan(EXAMPLE))
                while not done.is_set():
                    store.write_plan(plan)
                    store.remove_plan(plan.facts.plan.id)
                    loads[0] += 1
                    done.wait(0.5)

        def watch() -> None:
            while not done.is_set():
                sizes.append((time.monotonic() - started, memory_mb(pid)))
                done.wait(1)

        threads = [threading.Thread(target=each) for each in (loader, watch)]
        for thread in threads:
            thread.start()
        found, errors = _hammer(address, seconds, 3)
        done.set()
        for thread in threads:
            thread.join()
    settled = [size for at, size in sizes if at > seconds / 5]
    early, late = settled[: len(settled) // 4], settled[-len(settled) // 4 :]
    growth = sum(late) / len(late) / (sum(early) / len(early)) - 1
    return {
        "seconds": seconds, "answers": len(found), "loads": loads[0], "errors": len(errors),
        "first_errors": errors[:5],
        "growth_percent": round(100 * growth, 1), "memory_mb": round(max(settled)), "times": times_of(found),
    }  # fmt: skip


def extraction(copies: int = 6) -> dict[str, Any]:
    """One plan, warm; then copies of it into a graph with one and with two processes, plans a second."""
    prepare(read_plan(EXAMPLE))
    started = time.perf_counter()
    facts = read_plan(EXAMPLE)
    single = time.perf_counter() - started
    rates = {}
    with tempfile.TemporaryDirectory() as folder:
        text = EXAMPLE.read_text("utf-8")
        files = [Path(folder) / f"plan-{number}.txt" for number in range(copies)]
        for number, path in enumerate(files):
            path.write_text(text.replace("云溪", f"云{'甲乙丙丁戊己庚辛'[number % 8]}"), "utf-8")
        for jobs in (1, 2):
            with Store.open(Settings(data=Path(folder) / f"data{jobs}")) as store:
                started = time.perf_counter()
                load_files(store, files, jobs=jobs)
                rates[jobs] = copies / (time.perf_counter() - started)
    return {
        "characters": facts.source.characters, "seconds": round(single, 2),
        "characters_per_second": round(facts.source.characters / single), "rates": rates,
    }  # fmt: skip
