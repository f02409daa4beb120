"""Backup, restore, migration and upgrade: what comes out is proven to be what went in, on each engine."""

import json
import random
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from graph_dump import dump, orphans
from plan_builder import large, luoshi, with_title, yunxi

from innograph.graph import schema
from innograph.graph.backup import backup, read_manifest, restore
from innograph.graph.checksum import graph_checksum
from innograph.graph.errors import BadParameterError, ReadError, StoreError
from innograph.graph.migrate import migrate
from innograph.graph.settings import Settings
from innograph.graph.store import Store
from innograph.graph.upgrade import STEPS, steps_from, upgrade


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Store]:
    """A second, embedded store."""
    with Store.open(Settings(data=tmp_path / "other")) as store:
        yield store


def fill(store: Store) -> None:
    for plan in (yunxi(), luoshi()):
        store.write_plan(plan)


def test_the_checksum_tells_graphs_apart_and_not_orders(store: Store, other: Store) -> None:
    empty = graph_checksum(store)
    fill(store)
    other.write_plan(luoshi())
    other.write_plan(with_title(yunxi(), "另一版"))
    assert len({empty, graph_checksum(store), graph_checksum(other)}) == 3
    other.write_plan(yunxi())
    assert graph_checksum(store) == graph_checksum(other)


@pytest.mark.parametrize(
    "change",
    [
        "MATCH (n:Firm) SET n.kind = 'x'",
        "MATCH (n:Firm) DETACH DELETE n",
        "MATCH (:Firm)-[e:PARTNERS]-() SET e.confidence = 0.5",
        "MATCH ()-[e:MENTIONED_IN]->() WITH e LIMIT 1 DELETE e",
        "MATCH (p:Passage) WITH p LIMIT 1 SET p.start = p.start + 1",
    ],
)
def test_the_checksum_sees_any_change(open_store: Callable[[], Store], change: str) -> None:
    store = open_store()
    fill(store)
    before = graph_checksum(store)
    store._bolt.run(lambda tx: tx.run(change).consume(), write=True)
    assert graph_checksum(store) != before


def test_a_backup_restores_what_was_there(store: Store, other: Store, tmp_path: Path) -> None:
    fill(store)
    names = tmp_path / "judgements.yaml"
    names.write_text("[]\n", "utf-8")
    saved = backup(store, tmp_path / "graph.zip", judgements=names)
    assert (saved.plans, saved.judgements, saved.data_version) == (2, True, store.data_version())
    back = restore(other, tmp_path / "graph.zip", judgements=tmp_path / "new" / "judgements.yaml")
    assert back == saved
    assert dump(other) == dump(store)
    assert (tmp_path / "new" / "judgements.yaml").read_text("utf-8") == "[]\n"
    assert other.facts("yunxi") == yunxi().facts  # sentences included


def test_judgements_that_are_not_the_backup_s_are_moved_aside(
    sample_store: Store, other: Store, tmp_path: Path
) -> None:
    names, path = tmp_path / "judgements.yaml", tmp_path / "graph.zip"
    names.write_text("- of before\n", "utf-8")
    backup(sample_store, path)
    report = restore(other, path, judgements=names)
    assert report.judgements_aside == str(tmp_path / "judgements-aside-1.yaml")
    assert not names.exists()
    assert Path(report.judgements_aside).read_text("utf-8") == "- of before\n"
    names.write_text("[]\n", "utf-8")
    backup(sample_store, path, judgements=names)
    assert restore(other, path, judgements=names, replace=True).judgements_aside == ""
    names.write_text("- of since\n", "utf-8")
    report = restore(other, path, judgements=names, replace=True)
    assert Path(report.judgements_aside).read_text("utf-8") == "- of since\n"
    assert names.read_text("utf-8") == "[]\n"


def test_the_same_graph_gives_the_same_bytes(store: Store, tmp_path: Path) -> None:
    fill(store)
    paths = [tmp_path / name for name in ("a.zip", "b.zip")]
    for path in paths:
        backup(store, path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert paths[0].stat().st_mode & 0o077 == 0


def test_a_graph_that_is_not_empty_is_replaced_only_when_told(other: Store, tmp_path: Path) -> None:
    fill(other)
    path = tmp_path / "graph.zip"
    backup(other, path)
    before = dump(other)
    with pytest.raises(BadParameterError, match="holds 2 plans"):
        restore(other, path)
    other.write_plan(large("more", entities=10, passages=5, mentions=10, relations=5))
    other.remove_plan("luoshi")
    restore(other, path, replace=True)
    assert dump(other) == before


def damaged(path: Path, how: str) -> None:
    data = bytearray(path.read_bytes())
    if how == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif how == "text":
        path.write_text("not a zip", "utf-8")
    elif how == "bytes":
        rng = random.Random(7)  # noqa: S311
        for _ in range(20):
            data[rng.randrange(60, len(data) // 2)] ^= 0xFF
        path.write_bytes(data)
    else:
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        if how == "other plan":
            parts["plans/yunxi.json"] = parts["plans/luoshi.json"]
        elif how == "no plan":
            del parts["plans/yunxi.json"]
        elif how == "other format":
            parts["manifest.json"] = parts["manifest.json"].replace(b"innograph backup 1", b"innograph backup 9")
        elif how == "other schema":
            parts["manifest.json"] = parts["manifest.json"].replace(b'"schema": 1', b'"schema": 99')
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, content)


@pytest.mark.parametrize(
    "how", ["cut", "text", "bytes", "other plan", "no plan", "other format", "other schema", "missing"]
)
def test_a_damaged_backup_is_refused_before_anything_is_touched(
    sample_store: Store, other: Store, tmp_path: Path, how: str
) -> None:
    path = tmp_path / "graph.zip"
    if how != "missing":
        backup(sample_store, path)
        damaged(path, how)
    other.write_plan(luoshi())
    before = dump(other)
    with pytest.raises(ReadError) as caught:
        restore(other, path, replace=True)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert dump(other) == before


def test_a_wrong_checksum_is_told(sample_store: Store, other: Store, tmp_path: Path) -> None:
    path = tmp_path / "graph.zip"
    backup(sample_store, path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(parts["manifest.json"])
    manifest["checksum"] = "0" * 64
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in {**parts, "manifest.json": json.dumps(manifest)}.items():
            archive.writestr(name, content)
    with pytest.raises(StoreError, match="checksum"):
        restore(other, path)


def test_a_backup_that_cannot_be_written_leaves_nothing(sample_store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        backup(sample_store, tmp_path / "none" / "graph.zip")
    old = tmp_path / "graph.zip"
    old.write_text("the last good one", "utf-8")

    def full(_: str) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(StoreError, match="No space left"):
        backup(sample_store, old, step=full)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["graph.zip"]
    assert old.read_text("utf-8") == "the last good one"


def test_a_backup_is_of_one_state(other: Store, tmp_path: Path) -> None:
    """A plan that changes while it is being saved is saved as it is afterwards, with the rest."""
    fill(other)
    turns = iter(["一", "二"])

    def meddle(_: str) -> None:
        title = next(turns, None)
        if title:
            other.write_plan(with_title(yunxi(), title))

    backup(other, tmp_path / "graph.zip", step=meddle)
    assert read_manifest(tmp_path / "graph.zip").data_version == other.data_version()


def test_a_graph_moves_and_is_proven(store: Store, other: Store) -> None:
    fill(store)
    report = migrate(store, other)
    assert (report.plans, report.written) == (2, 2)
    assert report.checksum == graph_checksum(store) == graph_checksum(other)
    assert dump(other) == dump(store)
    assert migrate(store, other).written == 0


def test_a_graph_moves_back(store: Store, other: Store) -> None:
    fill(other)
    assert migrate(other, store).checksum == graph_checksum(store)
    assert store.data_version() == other.data_version()


def test_a_target_with_other_plans_is_left_alone(sample_store: Store, other: Store) -> None:
    other.write_plan(large("more", entities=10, passages=5, mentions=10, relations=5))
    before = dump(other)
    with pytest.raises(BadParameterError, match="more"):
        migrate(sample_store, other)
    assert dump(other) == before


def test_a_difference_at_the_end_is_told(sample_store: Store, other: Store) -> None:
    migrate(sample_store, other)
    other._bolt.run(lambda tx: tx.run("MATCH (n:Firm) SET n.kind = 'x'").consume(), write=True)
    with pytest.raises(StoreError, match="checksum"):
        migrate(sample_store, other)


def renamed(archive: dict[str, Any]) -> dict[str, Any]:
    """A step as a later version may have it."""
    archive["facts"]["plan"]["title"] += "(二)"
    return archive


@pytest.fixture
def schema_two(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Makes this version one of schema 2, with a step from 1."""

    def begin() -> None:
        monkeypatch.setattr(schema, "SCHEMA_VERSION", 2)
        monkeypatch.setitem(schema.META, "version", 2)
        monkeypatch.setitem(STEPS, 1, renamed)

    return begin


class Interrupted(BaseException):
    """Ends an upgrade as a kill would."""


@pytest.mark.parametrize("stop_at", ["", "cleared", "writing luoshi", "writing yunxi"])
def test_an_upgrade_writes_the_graph_anew(
    store: Store, store_settings: Settings, other: Store, schema_two: Callable[[], None], stop_at: str
) -> None:
    fill(store)
    store.close()
    for plan in (yunxi(), luoshi()):
        other.write_plan(with_title(plan, plan.facts.plan.title + "(二)"))
    schema_two()
    with pytest.raises(StoreError, match="innograph upgrade"):
        Store.open(store_settings)

    def stop(now: str) -> None:
        if stop_at and now.startswith(stop_at):
            raise Interrupted

    if stop_at:
        with pytest.raises(Interrupted):
            upgrade(store_settings, step=stop)
    report = upgrade(store_settings)
    assert (report.before, report.after, report.plans) == (1, 2, 2)
    with Store.open(store_settings) as upgraded:
        assert dump(upgraded) == dump(other)
        assert orphans(upgraded) == []
        upgraded.remove_plan("yunxi")
        upgraded.remove_plan("luoshi")
        assert not any(upgraded.counts().values())
    assert upgrade(store_settings).plans == 0
    _reset(store_settings)


def test_an_upgrade_leaves_others_data_alone(
    store: Store, store_settings: Settings, schema_two: Callable[[], None]
) -> None:
    """A database may be shared with other applications."""
    fill(store)
    make = "CREATE (a:Stranger {id: 'a'})-[:KNOWS]->(:Stranger {id: 'b'})"
    store._bolt.run(lambda tx: tx.run(make).consume(), write=True)
    store.close()
    schema_two()
    assert upgrade(store_settings).plans == 2
    with Store.open(store_settings) as upgraded:
        found = upgraded.read("MATCH (a:Stranger)-[:KNOWS]->(b:Stranger) RETURN a.id AS a, b.id AS b")
        assert found == [{"a": "a", "b": "b"}]
        upgraded._bolt.run(lambda tx: tx.run("MATCH (n:Stranger) DETACH DELETE n").consume(), write=True)
    _reset(store_settings)


def _reset(settings: Settings) -> None:
    """A server is shared by tests: its Meta node goes back with the rest of the graph."""
    if settings.uri:
        upgraded = Store(settings)
        upgraded._bolt.run(lambda tx: tx.run("MATCH (m:Meta) DETACH DELETE m").consume(), write=True)
        upgraded.close()


def test_an_archive_that_cannot_be_brought_up_stops_before_anything_is_touched(
    tmp_path: Path, schema_two: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data=tmp_path / "data")
    with Store.open(settings) as store:
        fill(store)
        before = dump(store)
    with monkeypatch.context() as patch:
        patch.setattr(schema, "SCHEMA_VERSION", 2)
        patch.setitem(STEPS, 1, lambda archive: {"facts": archive["no such part"]})
        with pytest.raises(StoreError, match="cannot be brought up"):
            upgrade(settings)
    with Store.open(settings) as store:
        assert dump(store) == before


def test_ways_up_are_found_or_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StoreError, match="no way leads from schema 0"):
        steps_from(0)
    with pytest.raises(StoreError, match="later version"):
        steps_from(99)
    monkeypatch.setattr(schema, "SCHEMA_VERSION", 3)
    monkeypatch.setitem(STEPS, 1, renamed)
    monkeypatch.setitem(STEPS, 2, renamed)
    assert len(steps_from(1)) == 2
