"""What clients may try with Cypher of their own (attacks.yaml), on both engines: nothing changes, no file is read, nothing
is called, and everything ends within its bounds."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import plan_builder
import pytest
import yaml
from fastapi.testclient import TestClient

from innograph.api.app import create_app
from innograph.graph.checksum import graph_checksum
from innograph.graph.errors import InnographError, QueryError, QueryTimeoutError, StoreError
from innograph.graph.export import FORMATS, tables
from innograph.graph.sandbox import GRACE_S, Bounds, Outcome, Sandbox
from innograph.graph.settings import Settings
from innograph.graph.store import Store

ATTACKS: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "attacks.yaml").read_text("utf-8"))
SECRET = "swordfish-in-a-file"
SLACK_S = 5.0  # what stands against it took minutes; a busy machine takes seconds
RECOVERY_S = 30.0
TIME_MS = 500
PARAMETERS = {"name": "石墨烯'}) DETACH DELETE n //", "rows": [{"name": "x\u0000"}, {"name": "`"}]}


@dataclass(slots=True)
class Target:
    """What is attacked, and what must be as it was."""

    store: Store
    sandbox: Sandbox
    file: Path
    port: int
    called: list[object]
    before: object = None

    def state(self) -> object:
        """All that must stay as it is."""
        found = [self.store.counts(), graph_checksum(self.store), FORMATS["json"](tables(self.store))]
        indexes = self.store.read("CALL db.labels() YIELD label RETURN label ORDER BY label")
        return [*found, indexes, self.file.read_text("utf-8"), sorted(p.name for p in self.file.parent.iterdir())]

    def send(self, statement: str, bounds: Bounds) -> tuple[Outcome | InnographError, float]:
        """What came of a statement, and how long it took once the process was there."""
        self.sandbox.read("RETURN 1 AS one", {}, Bounds())
        text = statement.replace("$FILE", str(self.file)).replace("$PORT", str(self.port))
        started = time.monotonic()
        try:
            found: Outcome | InnographError = self.sandbox.read(text, PARAMETERS, bounds)
        except InnographError as error:
            found = error
        return found, time.monotonic() - started


@pytest.fixture(scope="module", params=["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def target(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    folder = tmp_path_factory.mktemp("attacks")
    settings = Settings(data=folder / "data")
    if request.param == "neo4j":
        settings = request.getfixturevalue("neo4j_to_harm")
    (folder / "files").mkdir()
    file = folder / "files" / "secret.csv"
    file.write_text(f"{SECRET}\n", "utf-8")
    called: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as listener, Store.open(settings) as store:
        threading.Thread(target=_listen, args=(listener, called), daemon=True).start()
        for plan in store.plans():
            store.remove_plan(plan.id)
        store.write_plan(plan_builder.yunxi())
        store.write_plan(plan_builder.luoshi())
        made = Target(store, Sandbox(settings), file, listener.getsockname()[1], called)
        made.before = made.state()
        yield made
        made.sandbox.close()
        for plan in store.plans():
            store.remove_plan(plan.id)


def _listen(listener: socket.socket, called: list[object]) -> None:
    try:
        while True:
            connection, address = listener.accept()
            connection.close()
            called.append(address)
    except OSError:
        return


def unharmed(target: Target, found: object) -> None:
    assert SECRET not in repr(found)
    assert "root:" not in repr(found)
    assert target.called == []
    assert target.state() == target.before


def recovered(store: Store) -> None:
    """The graph's own engine is none the worse: it answers at once, if need be after a server has cleared its memory."""
    deadline = time.monotonic() + RECOVERY_S
    while True:
        started = time.monotonic()
        assert store.read("RETURN 1 AS one") == [{"one": 1}]
        if time.monotonic() - started < 1:
            return
        assert time.monotonic() < deadline


def test_there_are_enough() -> None:
    assert sum(len(each) for each in ATTACKS.values()) >= 80
    assert len({text for each in ATTACKS.values() for text in each}) == sum(len(each) for each in ATTACKS.values())


@pytest.mark.parametrize("statement", ATTACKS["refused"])
def test_what_does_more_than_read_is_refused(target: Target, statement: str) -> None:
    found, seconds = target.send(statement, Bounds())
    assert isinstance(found, InnographError), found
    assert not isinstance(found, QueryTimeoutError)
    assert seconds < 2 + GRACE_S + SLACK_S
    unharmed(target, found)


@pytest.mark.parametrize("statement", ATTACKS["bounded"])
def test_what_takes_too_much_is_ended(target: Target, statement: str) -> None:
    found, seconds = target.send(statement, Bounds(timeout_ms=TIME_MS, max_rows=10, max_bytes=100_000))
    if isinstance(found, Outcome):
        assert len(found.rows) <= 10
        assert len(repr(found.rows)) <= 100_000
    else:
        assert isinstance(found, QueryTimeoutError | QueryError | StoreError)
    assert seconds < TIME_MS / 1000 + GRACE_S + SLACK_S
    recovered(target.store)
    unharmed(target, found)


@pytest.mark.parametrize("statement", ATTACKS["harmless"])
def test_what_only_looks_like_it_is_answered(target: Target, statement: str) -> None:
    found, _ = target.send(statement, Bounds())
    assert isinstance(found, Outcome), found
    assert SECRET not in repr(found)
    assert target.state() == target.before


@pytest.mark.parametrize(
    "parameters",
    [{"a": 2**70}, {"a": "\ud800"}, {"a": {"b": [{"c": [[]] * 3}]}}, {"a": float("1e308")}, {"": 1}, {"a b": 1}],
)
def test_odd_parameters(target: Target, parameters: dict[str, Any]) -> None:
    with contextlib.suppress(QueryError):
        target.sandbox.read("RETURN $a AS a", parameters, Bounds())
    assert target.state() == target.before


def test_bounds_on_rows_and_size(target: Target) -> None:
    found = target.sandbox.read("UNWIND range(1, 50) AS i RETURN i", {}, Bounds(max_rows=20))
    assert (len(found.rows), found.truncated) == (20, "rows")
    found = target.sandbox.read("UNWIND range(1, 50) AS i RETURN 'xxxxxxxxxx' AS s", {}, Bounds(max_bytes=200))
    assert (0 < len(found.rows) < 50, found.truncated) == (True, "size")


def test_the_copy_follows_the_graph(own_store: Store) -> None:
    sandbox = Sandbox(own_store.settings)
    count = "MATCH (p:Plan) RETURN count(p) AS n"
    assert sandbox.read(count, {}, Bounds(), state=0).rows == [{"n": 0}]
    own_store.write_plan(plan_builder.yunxi())
    assert sandbox.read(count, {}, Bounds(), state=1).rows == [{"n": 1}]
    sandbox.close()


def served(store: Store, **settings: Any) -> TestClient:
    return TestClient(create_app(replace(store.settings, **settings), store))


def test_over_http(own_store: Store) -> None:
    own_store.write_plan(plan_builder.yunxi())
    asked = {"query": "MATCH (n:Technology {name: $name}) RETURN n.id AS id, n", "parameters": {"name": "石墨烯"}}
    with served(own_store, cypher=True, cypher_max_rows=2, cypher_timeout_ms=500) as client:
        answer = client.post("/api/cypher", json=asked)
        assert answer.status_code == 200, answer.text
        told = answer.json()
        assert (told["columns"], told["items"][0]["id"], told["truncated"]) == (["id", "n"], "technology-石墨烯", None)
        assert told["coverage"]["plans"] == ["yunxi"]
        assert client.post("/api/cypher", json={"query": "MATCH (n) RETURN n"}).json()["truncated"] == "rows"
        for query, status in (
            ("CREATE (n:Entity)", 403),
            ("MATCH (n RETURN n", 422),
            ("UNWIND range(1,1000000) AS a UNWIND range(1,1000000) AS b RETURN count(*) AS n", 503),
        ):
            refused = client.post("/api/cypher", json={"query": query})
            assert (refused.status_code, refused.headers["content-type"]) == (status, "application/problem+json")
        for body in (
            b"",
            b"[]",
            b"{",
            b'{"query": ""}',
            b'{"query": 1}',
            b'{"query": "RETURN 1", "x": 1}',
            b"[" * 99999,
        ):
            answer = client.post("/api/cypher", content=body, headers={"Content-Type": "application/json"})
            assert answer.status_code == 422, body[:20]
        long = {"query": f"RETURN '{'x' * 300_000}' AS a"}
        assert client.post("/api/cypher", json=long).status_code == 413
        assert client.post("/api/cypher", data={"query": "RETURN 1"}).status_code == 422
        foreign = client.post("/api/cypher", json=asked, headers={"Origin": "https://elsewhere.example"})
        assert foreign.status_code == 403
        assert client.get("/api/cypher").status_code == 405


def test_off_by_default(client: TestClient) -> None:
    answer = client.post("/api/cypher", json={"query": "RETURN 1 AS a"})
    assert answer.status_code == 403
    assert "INNOGRAPH_CYPHER" in answer.json()["detail"]
