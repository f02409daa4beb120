"""Graphs for the tests of the queries: the five real plans, and two made-up districts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import two_districts

from innograph.graph.settings import Settings
from innograph.graph.snapshot import snapshot_facts
from innograph.graph.store import Store
from innograph.loaders.pipeline import prepare, read_plan

PLANS = Path(__file__).parents[2].parent / "shared" / "plans"


@pytest.fixture(scope="session")
def real_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The five real plans: from their files where these are at hand (then with text), else from the bundled snapshot."""
    files = sorted(PLANS.glob("*.txt"))
    facts = [read_plan(path) for path in files] if files else list(snapshot_facts())
    if not facts:
        pytest.skip(f"neither the plans ({PLANS}) nor a snapshot of them are here")
    with Store.open(Settings(data=tmp_path_factory.mktemp("real") / "data")) as store:
        for each in facts:
            store.write_plan(prepare(each))
        yield store


@pytest.fixture(scope="session")
def districts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The two made-up districts."""
    with Store.open(Settings(data=tmp_path_factory.mktemp("districts") / "data")) as store:
        store.write_plan(two_districts.yunxi())
        store.write_plan(two_districts.luoshi())
        yield store
