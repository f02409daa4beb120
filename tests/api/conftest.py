"""An app over a small graph of made-up districts, shared by all tests that only read."""

from collections.abc import Iterator

import plan_builder
import pytest
from fastapi.testclient import TestClient

from innograph.api.app import create_app
from innograph.graph.settings import Settings
from innograph.graph.store import Store


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(data=tmp_path_factory.mktemp("graph"), max_limit=200)


@pytest.fixture(scope="session")
def store(settings: Settings) -> Iterator[Store]:
    with Store.open(settings) as opened:
        opened.write_plan(plan_builder.yunxi())
        opened.write_plan(plan_builder.luoshi())
        yield opened


@pytest.fixture(scope="session")
def client(settings: Settings, store: Store) -> Iterator[TestClient]:
    with TestClient(create_app(settings, store)) as made:
        yield made
