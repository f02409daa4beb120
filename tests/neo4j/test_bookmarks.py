"""Sessions on a server follow each other: what one wrote or saw, the next one sees, whichever member of a cluster answers."""

from typing import Any

import neo4j
import neo4j.api
import pytest
from plan_builder import yunxi

from innograph.graph import bolt
from innograph.graph.settings import Settings
from innograph.graph.store import Store


def elsewhere() -> neo4j.api.BookmarkManager:
    seen = neo4j.Bookmarks.from_raw_values(["of another server"])
    return neo4j.GraphDatabase.bookmark_manager(initial_bookmarks=seen)


class Driver:
    """Keeps what sessions are asked for with."""

    def __init__(self, asked: list[dict[str, Any]]) -> None:
        self.asked = asked

    def session(self, **options: Any) -> None:
        self.asked.append(options)

    def close(self) -> None:
        """As a driver."""


def test_all_sessions_share_their_bookmarks(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(bolt, "_connected", lambda *_, **__: Driver(asked))
    connections = [bolt.Bolt(Settings(uri="neo4j://somewhere")) for _ in "ab"]
    for each in connections:
        each.session(write=True)
        each.session(write=False)
        each.session(write=False)
        each.close()
    managers = [options["bookmark_manager"] for options in asked]
    assert len(set(managers[:3])) == len(set(managers[3:])) == 1
    assert len(set(managers)) == 2
    assert [options["default_access_mode"] for options in asked[:3]] == [neo4j.WRITE_ACCESS] + 2 * [neo4j.READ_ACCESS]


@pytest.mark.neo4j
def test_reads_follow_writes(neo4j_settings: Settings) -> None:
    with Store.open(neo4j_settings) as store:
        for plan in store.plans():
            store.remove_plan(plan.id)
        known = list(store._bolt._bookmarks.get_bookmarks())
        assert known
        store.write_plan(yunxi())
        written = list(store._bolt._bookmarks.get_bookmarks())
        assert written
        assert written != known
        assert [plan.id for plan in store.plans()] == ["yunxi"]
        # A server whose database was replaced does not know what was seen before: that is forgotten, not told for ever.
        store._bolt._bookmarks = elsewhere()
        assert [plan.id for plan in store.plans()] == ["yunxi"]
        store._bolt._bookmarks = elsewhere()
        assert store.remove_plan("yunxi").status == "removed"
