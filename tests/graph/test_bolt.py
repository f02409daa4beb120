"""Connections: what is tried again, and what is told at once."""

from pathlib import Path
from typing import Any

import pytest
from neo4j.exceptions import Neo4jError

from innograph.graph import bolt
from innograph.graph.errors import InnographError, QueryError
from innograph.graph.settings import Settings
from innograph.graph.store import Store

CODE = "Neo.DatabaseError.General.UnknownError"


def told(message: str) -> Neo4jError:
    return Neo4jError._hydrate_neo4j(code=CODE, message=message)


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with Store.open(Settings(data=tmp_path_factory.mktemp("bolt"))) as store:
        yield store._bolt


@pytest.mark.parametrize(
    "message",
    ["Record #12:345 not found", "Error executing Cypher query: MATCH ()-[:HAS_TASK]->() RETURN count(*) AS n"],
)
def test_a_read_that_a_write_overtook_is_made_again(connection: bolt.Bolt, message: str) -> None:
    times = []

    def work(session: Any) -> int:
        times.append(1)
        if len(times) < 3:
            raise told(message)
        return int(session.run("RETURN 7 AS n").single()["n"])

    assert connection.read(work) == 7
    assert len(times) == 3


def test_it_is_not_made_again_for_ever(connection: bolt.Bolt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bolt, "READ_RETRY_S", 0.2)
    times = []

    def work(_: Any) -> None:
        times.append(1)
        raise told("Record #1:2 not found")

    with pytest.raises(InnographError, match="not found"):
        connection.read(work)
    assert 2 <= len(times) < 20


@pytest.mark.parametrize("statement", ["RETURN 1/0", "RETURN nofunc(1)", "RETRUN 1", "RETURN toInteger({})"])
def test_a_wrong_statement_is_told_at_once(connection: bolt.Bolt, statement: str) -> None:
    times = []

    def work(session: Any) -> list[Any]:
        times.append(1)
        return list(session.run(statement))

    with pytest.raises(QueryError):
        connection.read(work)
    assert len(times) == 1


def test_a_write_is_not_made_again_for_what_a_read_would_be(tmp_path: Path) -> None:
    times = []

    def work(_: Any) -> None:
        times.append(1)
        raise told("Record #1:2 not found")

    with Store.open(Settings(data=tmp_path)) as store, pytest.raises(InnographError):
        store._bolt.run(work, write=True)
    assert len(times) == 1
