"""An app over the small graph of made-up districts that all tests share which only look."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from innograph.api.app import create_app
from innograph.graph.settings import Settings
from innograph.graph.store import Store


@pytest.fixture(scope="session")
def client(sample_store: Store) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(max_limit=200), sample_store)) as made:
        yield made


@pytest.fixture
def own_store(tmp_path: Path) -> Iterator[Store]:
    """An empty embedded store that a test may write to."""
    with Store.open(Settings(data=tmp_path / "data")) as store:
        yield store
