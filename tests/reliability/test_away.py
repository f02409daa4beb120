"""A server of the graph that goes away under the API: who asks is told soon, and answered again when it is back."""

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace

import httpx
import pytest
import uvicorn
from plan_builder import luoshi, yunxi

from innograph.api import deps
from innograph.api.app import create_app
from innograph.api.deps import Graph
from innograph.graph import bolt
from innograph.graph.engine import DATABASE
from innograph.graph.errors import StoreError
from innograph.graph.settings import Settings
from innograph.graph.store import Store

PATHS = ("/api/plans", "/plans", "/metrics", "/api/indicators", "/ready")
CROWD = 100  # more than there are threads


class Line:
    """A port that leads to another, until it is cut or falls silent."""

    def __init__(self, far: int) -> None:
        self._far = far
        self._ends: list[socket.socket] = []
        self._flowing = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._begin()

    def cut(self) -> None:
        """Nothing listens any more, and what was open is closed."""
        for each in (self._listener, *self._ends):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self._ends.clear()
        self._flowing.set()

    def hush(self) -> None:
        """What is sent arrives nowhere, and nobody says so."""
        self._flowing.clear()

    def mend(self) -> None:
        """It leads there again; connections that were open are closed."""
        self.cut()
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self._begin()

    def _begin(self) -> None:
        self._flowing.set()
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.create_connection(("127.0.0.1", self._far))
                self._ends += [near, far]
                for pair in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=pair, daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                self._flowing.wait()
                target.sendall(data)
            target.shutdown(socket.SHUT_RDWR)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """An embedded engine, which stands for a server: it speaks the same protocol."""
    with Store.open(Settings(data=tmp_path_factory.mktemp("away") / "data")) as store:
        store.write_plan(yunxi())
        yield store


@pytest.fixture
def line(engine: Store) -> Iterator[Line]:
    running = engine._bolt.engine
    assert running
    made = Line(running.address.port)
    yield made
    made.cut()


@pytest.fixture
def behind(engine: Store, line: Line) -> Iterator[Store]:
    """The same graph as a server at the end of the line."""
    running = engine._bolt.engine
    assert running
    user, password = running.address.owner_auth
    address = f"bolt://127.0.0.1:{line.port}"
    store = Store(Settings(uri=address, user=user, password=password, database=DATABASE))
    yield store
    line.cut()
    store.close()


@contextmanager
def served(store: Store) -> Iterator[httpx.Client]:
    """The API on a port, as people use it: with a pool of threads, and many connections."""
    listener = socket.create_server(("127.0.0.1", 0))
    app = create_app(replace(store.settings, uri=""), store)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    limits = httpx.Limits(max_connections=CROWD + 10)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with httpx.Client(base_url=address, timeout=60, limits=limits, trust_env=False) as client:
        while not server.started:
            time.sleep(0.05)
        yield client
    server.should_exit = True
    thread.join(20)


def crowd(client: httpx.Client) -> tuple[set[int], float, float]:
    """The statuses that many got who asked at once, how long the last one waited, and how long `/health` took meanwhile."""
    started = time.monotonic()
    with ThreadPoolExecutor(CROWD) as people:
        asked = [people.submit(client.get, PATHS[number % len(PATHS)]) for number in range(CROWD)]
        time.sleep(0.5)
        before = time.monotonic()
        assert client.get("/health").status_code == 200
        healthy = time.monotonic() - before
        statuses = {each.result().status_code for each in asked}
    return statuses, time.monotonic() - started, healthy


def comes_back(client: httpx.Client) -> None:
    deadline = time.monotonic() + 10
    while client.get("/ready").status_code != 200:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert {client.get(path).status_code for path in PATHS} == {200}


def test_a_server_that_is_gone_is_told_soon(behind: Store, line: Line) -> None:
    with served(behind) as client:
        assert crowd(client)[0] == {200}
        line.cut()
        time.sleep(Graph.max_age_s)
        statuses, seconds, healthy = crowd(client)
        assert (statuses, healthy < 3) == ({503}, True)
        assert seconds < bolt.READ_RETRY_S + 8
        started = time.monotonic()
        assert client.get("/api/plans").status_code == 503  # or a moment later, where the last failure is forgotten
        assert time.monotonic() - started < bolt.READ_RETRY_S + 6
        line.mend()
        comes_back(client)


def test_a_server_that_says_nothing_is_told(behind: Store, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deps, "READ_TIMEOUT_MS", 5000)
    with served(behind) as client:
        comes_back(client)
        line.hush()
        time.sleep(Graph.max_age_s)
        started = time.monotonic()
        assert client.get("/ready").status_code == 503
        assert time.monotonic() - started < 4  # the health check of docker-compose.yml waits no longer
        statuses, seconds, healthy = crowd(client)
        assert (statuses, healthy < 3) == ({503}, True)
        assert seconds < 14  # twice the wait of one, and not once for each of the crowd
        line.mend()
        comes_back(client)


def test_reads_wait_no_longer_than_they_may(behind: Store, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bolt, "RETRY_S", 4.0)
    line.cut()
    for timeout_ms, least, most in ((300, 0.0, 1.5), (10_000, 1.5, 3.9), (None, 1.5, 3.9)):
        started = time.monotonic()
        with pytest.raises(StoreError, match="does not answer"):
            behind.read("RETURN 1", timeout_ms=timeout_ms)
        assert least < time.monotonic() - started < most
    started = time.monotonic()
    with pytest.raises(StoreError, match="does not answer"):
        behind.remove_plan("yunxi")
    assert time.monotonic() - started > 4  # who writes has patience


def test_an_edition_is_of_one_moment(engine: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan that goes in while the edition is made is in it, with its version; not half of it."""
    plans = engine.plans

    def overtaken() -> object:
        found = plans()
        monkeypatch.undo()
        engine.write_plan(luoshi())
        return found

    monkeypatch.setattr(engine, "plans", overtaken)
    edition = Graph(engine, engine.settings).edition()
    try:
        assert [plan.id for plan in edition.plans()] == ["luoshi", "yunxi"]
        assert edition.data_version() == engine.data_version()
    finally:
        engine.remove_plan("luoshi")


def test_a_look_begun_before_a_write_is_not_shared_after_it(engine: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = Graph(engine, engine.settings)
    graph.edition()
    graph.changed()
    read, may_end, begun = engine.read, threading.Event(), threading.Event()

    def slow(*asked: object, **bounds: object) -> object:
        found = read(*asked, **bounds)  # type: ignore[arg-type]
        begun.set()
        may_end.wait(10)
        return found

    monkeypatch.setattr(engine, "read", slow)
    with ThreadPoolExecutor(1) as others:
        others.submit(graph.edition)
        begun.wait(10)
        monkeypatch.undo()
        engine.write_plan(luoshi())
        graph.changed()
        try:
            assert len(graph.edition().plans()) == 2
            may_end.set()
            assert len(graph.edition().plans()) == 2
        finally:
            may_end.set()
            engine.remove_plan("luoshi")
