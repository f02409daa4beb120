"""The outline held in memory says what the store says when it is asked step by step."""

import threading
import time
from collections.abc import Iterator
from itertools import product

import pytest

from innograph.api.deps import Edition
from innograph.api.pages import drawing
from innograph.api.pages.drawing import EXPANSION, Wanted, draw
from innograph.api.reading import outline
from innograph.graph.settings import Settings
from innograph.graph.snapshot import snapshot_facts
from innograph.graph.store import Store
from innograph.loaders.pipeline import prepare


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(Settings(data=tmp_path_factory.mktemp("outline") / "data")) as store:
        for facts in snapshot_facts():
            store.write_plan(prepare(facts))
        yield store


def test_both_ways_agree(five: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    held, asked = (Edition(five, Settings(), 0) for _ in "ab")
    ids = [row["id"] for row in five.read("MATCH (n:Entity) RETURN n.id AS id ORDER BY n.mentions DESC LIMIT 60")]
    cases = list(product((ids[:1], ids[5:8], ids[40:41], ["nobody", ids[50]]), (0, 1, 2, 3), (3, 40, 300)))
    first = [outline.around(held, *case) for case in cases]
    among = outline.among(held, dict.fromkeys(ids, 2))
    neighbours = outline.neighbours(held, [*ids, "nobody"])
    whole = outline.whole(held, 500)
    monkeypatch.setattr(outline, "MOST_ENTITIES", 10)
    assert [outline.around(asked, *case) for case in cases] == first
    assert outline.among(asked, dict.fromkeys(ids, 2)) == among
    assert outline.neighbours(asked, [*ids, "nobody"]) == neighbours
    assert len(neighbours) > 50
    assert outline.whole(asked, 500) == whole
    assert any(part.edges for part in first)
    assert whole.truncated


def test_expanding_adds_the_foremost_and_takes_nothing_away(five: Store) -> None:
    edition = Edition(five, Settings(), 0)
    hub, other = (
        row["id"]
        for row in five.read("MATCH (n:Region)-[e]-(m:Entity) RETURN n.id AS id, count(e) AS c ORDER BY c DESC LIMIT 2")
    )
    around = set(outline.neighbours(edition, [hub])[hub])
    assert len(around) > 2 * EXPANSION
    once, twice, both, far = (
        draw(edition, Wanted(ids=[hub], depth=0, expand=expand), "zh")
        for expand in ([hub], [hub, hub], [hub, hub, other], [hub] * 20)
    )
    drawn = [{node.id for node in each.nodes} for each in (once, twice, both, far)]
    assert [len(each) for each in drawn[:2]] == [1 + EXPANSION, 1 + 2 * EXPANSION]
    assert drawn[0] < drawn[1] < drawn[2]
    assert drawn[0] - {hub} == set(outline.neighbours(edition, [hub])[hub][:EXPANSION])
    assert drawn[3] == around | {hub}
    assert (once.truncated, far.truncated) == (True, False)


def test_what_is_left_out_around_each_node(five: Store) -> None:
    edition = Edition(five, Settings(), 0)
    hub = five.read("MATCH (n:Region)-[e]-() RETURN n.id AS id, count(e) AS c ORDER BY c DESC LIMIT 1")[0]["id"]
    around = outline.neighbours(edition, [hub])[hub]
    alone, once, far = (draw(edition, Wanted(ids=[hub], depth=0, expand=[hub] * turns), "zh") for turns in (0, 1, 20))
    assert drawing.left_out(edition, alone) == {hub: len(around)}
    assert drawing.left_out(edition, once)[hub] == len(around) - EXPANSION
    assert hub not in drawing.left_out(edition, far)


def test_expanding_stops_at_the_most_that_is_drawn(five: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "MOST_NODES", 30)
    edition = Edition(five, Settings(), 0)
    hub = five.read("MATCH (n:Region)-[e]-() RETURN n.id AS id, count(e) AS c ORDER BY c DESC LIMIT 1")[0]["id"]
    graph = draw(edition, Wanted(ids=[hub], depth=0, expand=[hub]), "zh")
    assert (len(graph.nodes), graph.truncated) == (30, True)


def test_who_asks_at_the_same_time_waits_for_one_reading(five: Store) -> None:
    edition = Edition(five, Settings(), 0)
    made = []

    def make() -> int:
        time.sleep(0.2)
        made.append(1)
        return 7

    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(edition.keep("slow", make))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (found, made) == ([7] * 4, [1])


def test_a_reading_that_fails_is_tried_again(five: Store) -> None:
    edition = Edition(five, Settings(), 0)

    def fail() -> int:
        raise ValueError("not yet")

    with pytest.raises(ValueError, match="not yet"):
        edition.keep("key", fail)
    assert edition.keep("key", lambda: 3) == 3
