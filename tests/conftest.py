"""Fixtures for all tests: stores on either engine, and a small graph to look at."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import neo4j
import pytest

sys.path.insert(0, str(Path(__file__).parent / "support"))

import plan_builder
from neo4j_server import Server, UnavailableError

from innograph.graph.settings import Settings
from innograph.graph.store import Store

# How long one case takes says nothing on a machine that does other work as well.
hypothesis.settings.register_profile("innograph", deadline=None)
hypothesis.settings.load_profile("innograph")


@pytest.fixture(scope="session")
def neo4j_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Settings of an empty Neo4j: the one at NEO4J_URI (with NEO4J_USER, NEO4J_PASSWORD), else one started here.

    Without either, tests skip and say why; with INNOGRAPH_TEST_NEO4J=require they fail instead.
    """
    yield from _neo4j(tmp_path_factory.mktemp("neo4j"), Server.stop)


@pytest.fixture(scope="module")
def neo4j_to_harm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """As `neo4j_settings`, a server of the module's own, killed afterwards.

    For statements that hold a core inside one expression: Neo4j looks for its limits between rows, so it goes on with them for
    hours, and whatever is tested on that server afterwards is slow.
    """
    yield from _neo4j(tmp_path_factory.mktemp("neo4j-to-harm"), Server.kill)


def _neo4j(folder: Path, end: Callable[[Server], None]) -> Iterator[Settings]:
    if os.environ.get("NEO4J_URI"):
        yield _given_neo4j()
        return
    server = _started(folder)
    yield Settings(uri=server.uri)
    end(server)


def _given_neo4j() -> Settings:
    user, password = os.environ.get("NEO4J_USER", "neo4j"), os.environ.get("NEO4J_PASSWORD", "")
    settings = Settings(uri=os.environ["NEO4J_URI"], user=user, password=password)
    if not _is_empty(settings):
        pytest.skip("the database at NEO4J_URI is not empty, and tests would wipe it")
    return settings


def _started(folder: Path) -> Server:
    server = Server(folder)
    try:
        server.start()
    except UnavailableError as error:
        if os.environ.get("INNOGRAPH_TEST_NEO4J") == "require":
            pytest.fail(str(error))
        pytest.skip(str(error))
    return server


@pytest.fixture(params=["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def store_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of an empty graph; a test that uses this runs once on each engine."""
    if request.param == "embedded":
        return Settings(data=tmp_path / "data")
    settings: Settings = request.getfixturevalue("neo4j_settings")
    _wipe(settings)
    return settings


@pytest.fixture
def open_store(store_settings: Settings) -> Iterator[Callable[[], Store]]:
    """Opens a store on the test's graph, as often as called; all are closed after the test."""
    opened: list[Store] = []

    def make() -> Store:
        opened.append(Store.open(store_settings))
        return opened[-1]

    yield make
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: Callable[[], Store]) -> Store:
    """An empty store, on each engine in turn."""
    return open_store()


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """An embedded store with the two made-up plans of `plan_builder`, for tests that only look."""
    with Store.open(Settings(data=tmp_path_factory.mktemp("sample") / "data")) as store:
        store.write_plan(plan_builder.yunxi())
        store.write_plan(plan_builder.luoshi())
        yield store


def _driver(settings: Settings) -> neo4j.Driver:
    auth = (settings.user, settings.password) if settings.password else None
    return neo4j.GraphDatabase.driver(settings.uri, auth=auth)


def _is_empty(settings: Settings) -> bool:
    with _driver(settings) as driver:
        return not driver.execute_query("MATCH (n) RETURN n LIMIT 1").records


def _wipe(settings: Settings) -> None:
    with _driver(settings) as driver:
        driver.execute_query("MATCH (n) DETACH DELETE n")
