"""What goes wrong around a store: full disks, engines that go away, damage, clocks that jump, servers that are slow."""

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

import pytest
from graph_dump import dump, orphans
from plan_builder import large, luoshi, with_title, yunxi
from typer.testing import CliRunner

from innograph.api.cli import app
from innograph.graph.backup import backup
from innograph.graph.checksum import graph_checksum
from innograph.graph.errors import InnographError, StoreError
from innograph.graph.settings import Settings
from innograph.graph.store import Store

SUPPORT = Path(__file__).parents[1] / "support"
PRELUDE = f"""
import os, sys, time
from pathlib import Path
sys.path.insert(0, {str(SUPPORT)!r})
from plan_builder import large, luoshi, with_title, yunxi
from innograph.graph.errors import InnographError
from innograph.graph.settings import Settings
from innograph.graph.store import Store
settings = Settings(uri=sys.argv[1]) if "://" in sys.argv[1] else Settings(data=Path(sys.argv[1]))
"""

Run = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def run() -> Iterator[Run]:
    """Runs code in a process of its own on a graph; what is left is killed afterwards."""
    started: list[subprocess.Popen[str]] = []

    def start(code: str, where: object) -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", PRELUDE + code, str(where)]
        started.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    found = process.stdout.readline().strip()
    assert found, process.stderr.read() if process.stderr else ""
    return found


def small(name: str, size: int = 40) -> str:
    return f"large({name}, entities={size}, passages=20, mentions=100, relations=80)"


def where_of(settings: Settings) -> str:
    return settings.uri or str(settings.data)


TWO = f"""
with Store.open(settings) as store:
    for number in range(6):
        store.write_plan({small("f'p{number}'")})
        store.write_plan(with_title({small("f'p{number}'")}, "LAST"))
print("ok", flush=True)
"""


def test_two_loaders_at_once(run: Run, store: Store, store_settings: Settings, tmp_path: Path) -> None:
    """Both write the same plans, which share a quarter of their entities; the graph is that of one loader alone."""
    crowd = [run(TWO, where_of(store_settings)) for _ in range(2)]
    for process in crowd:
        out, err = process.communicate(timeout=200)
        assert (out.strip(), err) == ("ok", "")
    with Store.open(Settings(data=tmp_path / "alone")) as alone:
        for number in range(6):
            plan = large(f"p{number}", entities=40, passages=20, mentions=100, relations=80)
            alone.write_plan(with_title(plan, "LAST"))
        assert graph_checksum(alone) == graph_checksum(store)


LOADER = """
with Store.open(settings) as store:
    print("open", flush=True)
    for number in range(25):
        store.write_plan(large(f"p{number % 4}", entities=30 + number, passages=20, mentions=100, relations=80))
        if number % 5 == 4:
            store.remove_plan(f"p{number % 4}")
print("ok", flush=True)
"""

WHOLE = """
MATCH (p:Plan) OPTIONAL MATCH (p)-[:HAS_SECTION]->(:Section)-[:HAS_PASSAGE]->(x:Passage)
RETURN p.id AS id, p.passages AS told, count(x) AS found
"""


def test_readers_during_a_load_see_whole_plans(run: Run, store: Store, store_settings: Settings) -> None:
    loader = run(LOADER, where_of(store_settings))
    assert line(loader) == "open"
    seen = 0

    def read(_: int) -> list[str]:
        nonlocal seen
        faults = []
        while loader.poll() is None:
            for row in store.read(WHOLE):
                seen += 1
                if row["told"] != row["found"]:
                    faults.append(f"{row['id']}: {row['found']} of {row['told']}")
            store.search("岚")
        return faults

    with ThreadPoolExecutor(3) as readers:
        faults = [fault for found in readers.map(read, range(3)) for fault in found]
    out, err = loader.communicate(timeout=100)
    assert (out.strip(), err) == ("ok", "")
    assert seen > 10
    # The embedded engine shows a commit page by page: on a machine that is busy, one read in thousands falls in between.
    if store.embedded:
        assert len(faults) <= 1 + seen // 1000, faults
    # Neo4j reads what is committed, row by row: a query that runs while a plan is replaced may see some of the old one. It
    # must not fail, and afterwards all must be whole.
    assert all(row["told"] == row["found"] for row in store.read(WHOLE))
    assert orphans(store) == []


HOST = """
with Store.open(settings) as store:
    print("open", flush=True)
    time.sleep(100)
"""


def test_queries_survive_restarts_of_the_engine(run: Run, tmp_path: Path) -> None:
    """Three times the process that runs the engine is killed under readers; none of them sees an error."""
    folder = tmp_path / "data"
    first = run(HOST, folder)
    assert line(first) == "open"
    stop = threading.Event()
    with Store.open(Settings(data=folder)) as store:
        store.write_plan(yunxi())

        def read(_: int) -> int:
            count = 0
            while not stop.is_set():
                assert store.read("MATCH (n:Entity) RETURN count(n) AS n")[0]["n"] == 7
                count += 1
            return count

        with ThreadPoolExecutor(3) as readers:
            futures = [readers.submit(read, number) for number in range(3)]
            try:
                time.sleep(0.5)
                first.kill()
                first.wait()
                time.sleep(1.5)
            finally:
                stop.set()
            assert all(future.result(timeout=60) > 0 for future in futures)
        assert store.write_plan(luoshi()).status == "added"


FULL = """
import resource
with Store.open(settings) as store:
    store.write_plan(yunxi())
    print("done yunxi", flush=True)
    largest = max(path.stat().st_size for path in settings.data.rglob("*") if path.is_file())
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest + 200_000, resource.RLIM_INFINITY))
    for number in range(60):
        try:
            store.write_plan(large(f"p{number}", entities=300, passages=300, mentions=1200, relations=900))
        except InnographError as error:
            print("full", str(error).count("\\n"), flush=True)
            break
        print(f"done p{number}", flush=True)
    else:
        print("never", flush=True)
    os._exit(0)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits on the size of files")
def test_a_full_disk_loses_no_acknowledged_plan(run: Run, tmp_path: Path) -> None:
    """Files that cannot grow any more stand for a disk that is full (both make the engine's writes fail)."""
    folder = tmp_path / "data"
    process = run(FULL, folder)
    out, err = process.communicate(timeout=200)
    lines = out.splitlines()
    assert lines[-1] == "full 0", (lines[-1:], err[-500:])
    acknowledged = [text.split()[1] for text in lines if text.startswith("done")]
    with Store.open(Settings(data=folder)) as store:
        assert set(acknowledged) <= {plan.id for plan in store.plans()} <= {*acknowledged, f"p{len(acknowledged) - 1}"}
        assert orphans(store) == []
        assert store.resolved("yunxi") == yunxi()
        assert store.write_plan(luoshi()).status == "added"


@pytest.mark.parametrize("how", ["random bytes", "gone", "cut", "no schema"])
def test_a_damaged_graph_has_a_way_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    folder, saved = tmp_path / "data", tmp_path / "graph.zip"
    with Store.open(Settings(data=folder)) as store:
        store.write_plan(yunxi())
        store.write_plan(luoshi())
        backup(store, saved)
        before = dump(store)
    database = folder / "engine" / "databases" / "innograph"
    if how == "gone":
        shutil.rmtree(database)
    for path in database.glob("schema*.json" if how == "no schema" else "*.bucket"):
        size = path.stat().st_size
        path.write_bytes(b"{" if how == "no schema" else os.urandom(size) if how == "random bytes" else b"")
    with pytest.raises(StoreError, match="innograph restore") as caught:
        Store.open(Settings(data=folder))
    assert "--aside" in str(caught.value)
    monkeypatch.setenv("INNOGRAPH_DATA", str(folder))
    done = CliRunner().invoke(app, ["restore", str(saved), "--aside"], catch_exceptions=False)
    assert done.exit_code == 0
    assert "restored and proven" in done.output
    assert (folder / "damaged-1" / "engine").is_dir()
    with Store.open(Settings(data=folder)) as store:
        assert dump(store) == before


def test_a_graph_in_use_is_not_moved_aside(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    process = run(HOST, tmp_path / "data")
    assert line(process) == "open"
    monkeypatch.setenv("INNOGRAPH_DATA", str(tmp_path / "data"))
    with pytest.raises(StoreError, match="in use"):
        CliRunner().invoke(app, ["restore", "--aside"], catch_exceptions=False)
    assert (tmp_path / "data" / "engine").is_dir()


@pytest.mark.parametrize("jump", [-86_400.0, 86_400.0 * 400])
def test_a_clock_that_jumps_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jump: float) -> None:
    right = time.time
    with Store.open(Settings(data=tmp_path / "data")) as store:
        store.write_plan(yunxi())
        monkeypatch.setattr(time, "time", lambda: right() + jump)
        assert store.write_plan(luoshi()).seconds < 60
        assert len(store.read("MATCH (p:Plan) RETURN p.id AS id", timeout_ms=5000)) == 2
        monkeypatch.setattr(time, "time", right)
        assert store.remove_plan("luoshi").status == "removed"


class Proxy:
    """Stands between a driver and a server: drops connections at random, or holds every packet back."""

    def __init__(self, port: int, *, drop: float = 0.0, delay: float = 0.0, seed: int = 5) -> None:
        self._port, self._drop, self._delay = port, drop, delay
        self._rng = random.Random(seed)  # noqa: S311
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.uri = f"bolt://127.0.0.1:{self._listener.getsockname()[1]}"
        self.dropped = 0
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._port))
                for pair in ((near, far), (far, near)):
                    thread = threading.Thread(target=self._carry, args=pair, daemon=True)
                    self._threads.append(thread)
                    thread.start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError), closing(source), closing(target):
            while data := source.recv(65536):
                if self._delay:
                    time.sleep(self._delay)
                if self._rng.random() < self._drop:
                    self.dropped += 1
                    for end in (source, target):
                        end.shutdown(socket.SHUT_RDWR)
                    return
                target.sendall(data)

    def close(self) -> None:
        self._drop = self._delay = 0.0
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


@pytest.fixture
def proxied(neo4j_settings: Settings) -> Iterator[Callable[..., tuple[Proxy, Store]]]:
    """A store on Neo4j through a proxy, and the proxy."""
    port = int(neo4j_settings.uri.rpartition(":")[2])
    opened: list[tuple[Proxy, Store]] = []

    def make(**faults: float) -> tuple[Proxy, Store]:
        proxy = Proxy(port, **faults)  # type: ignore[arg-type]
        settings = Settings(uri=proxy.uri, user=neo4j_settings.user, password=neo4j_settings.password)
        opened.append((proxy, Store.open(settings)))
        return opened[-1]

    yield make
    for proxy, store in opened:
        store.close()
        proxy.close()


@pytest.mark.neo4j
def test_dropped_connections_cost_time_and_nothing_else(
    proxied: Callable[..., tuple[Proxy, Store]], neo4j_settings: Settings, tmp_path: Path
) -> None:
    with Store.open(neo4j_settings) as direct, Store.open(Settings(data=tmp_path / "alone")) as alone:
        for plan in direct.plans():
            direct.remove_plan(plan.id)
        proxy, store = proxied()
        proxy._drop = 0.01
        for number in range(6):
            plan = large(f"p{number}", entities=20, passages=10, mentions=40, relations=20)
            store.write_plan(plan)
            alone.write_plan(plan)
        assert proxy.dropped > 0
        assert graph_checksum(direct) == graph_checksum(alone)
        for plan in direct.plans():
            direct.remove_plan(plan.id)


@pytest.mark.neo4j
def test_a_slow_server_is_waited_for_or_told(proxied: Callable[..., tuple[Proxy, Store]]) -> None:
    proxy, store = proxied(delay=0.05)
    assert store.write_plan(yunxi()).status == "added"
    assert store.remove_plan("yunxi").status == "removed"
    started = time.monotonic()
    with pytest.raises(InnographError):
        store.read("UNWIND range(1, 100000000) AS i RETURN count(i * i % 7)", timeout_ms=500)
    assert time.monotonic() - started < 20
    proxy._delay = 0.0


def test_a_stopped_engine_is_told_and_found_again(run: Run, tmp_path: Path) -> None:
    """A holder that is stopped (SIGSTOP) for a moment is waited for."""
    process = run(HOST, tmp_path / "data")
    assert line(process) == "open"
    with Store.open(Settings(data=tmp_path / "data")) as store:
        store.write_plan(yunxi())
        process.send_signal(signal.SIGSTOP)
        threading.Timer(2, process.send_signal, (signal.SIGCONT,)).start()
        assert len(store.plans()) == 1
