"""An app over the small graph of made-up districts that all tests share which only look."""

import functools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from innograph.api import app as api
from innograph.graph.settings import Settings
from innograph.graph.store import Store

_create_app = api.create_app


@functools.wraps(_create_app)
def create_app(settings: Settings, store: Store | None = None) -> FastAPI:
    """The app as these tests import it: it also goes by the name under which a TestClient asks."""
    return _create_app(replace(settings, hosts=f"{settings.hosts},testserver"), store)


api.create_app = create_app


@pytest.fixture(scope="session")
def client(sample_store: Store) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(max_limit=200, hosts="a.example, b.example"), sample_store)) as made:
        yield made


@pytest.fixture
def own_store(tmp_path: Path) -> Iterator[Store]:
    """An empty embedded store that a test may write to."""
    with Store.open(Settings(data=tmp_path / "data")) as store:
        yield store
