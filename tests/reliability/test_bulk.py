"""Many plans at once: read by several processes or a cluster, skipped where nothing changed, carried on after faults."""

import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from typer.testing import CliRunner

from innograph.api.cli import app
from innograph.graph.checksum import graph_checksum
from innograph.graph.errors import BadParameterError, ReadError, StoreError
from innograph.graph.judgements import Judgement, Judgements, Member
from innograph.graph.records import PlanFacts
from innograph.graph.resolve import ResolvedPlan
from innograph.graph.settings import Settings
from innograph.graph.store import Store, WriteReport
from innograph.loaders import bulk
from innograph.loaders.bulk import Outcome, ProcessReader, Progress, Source, load_files, read_source, sources_of
from innograph.loaders.document import Document
from innograph.loaders.pipeline import Extractor, extract, prepare, read_plan

PLAN = Path(__file__).parents[2] / "examples" / "yunxi-14fyp.txt"


def copies(folder: Path, number: int) -> list[Path]:
    """Files of plans that differ in the name of their district."""
    folder.mkdir(exist_ok=True)
    text = PLAN.read_text("utf-8")
    for turn in range(number):
        name = "甲乙丙丁戊己庚辛壬癸"[turn % 10] * (1 + turn // 10)
        (folder / f"plan-{turn:02}.txt").write_text(text.replace("云溪", f"云{name}"), "utf-8")
    return sorted(folder.glob("plan-*.txt"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(Settings(data=tmp_path / "data")) as store:
        yield store


def statuses(outcomes: list[Outcome]) -> list[str]:
    return [each.status for each in outcomes]


def test_processes_give_the_graph_that_one_gives(store: Store, tmp_path: Path) -> None:
    files = copies(tmp_path / "plans", 4)
    seen: list[Progress] = []
    outcomes = load_files(store, files, jobs=2, report=lambda _, progress: seen.append(progress))
    assert statuses(outcomes) == ["added"] * 4
    assert [outcome.plan for outcome in outcomes] == [path.stem for path in files]
    assert all(outcome.entities and outcome.relations and outcome.figures for outcome in outcomes)
    assert [progress.done for progress in seen] == [1, 2, 3, 4]
    assert seen[-1].left == 0
    assert all(progress.rate > 0 for progress in seen)
    with Store.open(Settings(data=tmp_path / "alone")) as alone:
        for path in files:
            alone.write_plan(prepare(read_plan(path)))
        assert graph_checksum(alone) == graph_checksum(store)


class Another:
    """An extractor of another version that reads the same."""

    version = "another"

    def __call__(self, document: Document) -> PlanFacts:
        return extract(document)


def test_what_is_loaded_is_not_read_again(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = copies(tmp_path / "plans", 3)
    load_files(store, files[:2])
    read: list[Path] = []

    def counted(path: Path, judgements: Judgements, extractor: Extractor) -> ResolvedPlan:
        read.append(path)
        return read_source(path, judgements, extractor)

    monkeypatch.setattr(bulk, "read_source", counted)
    assert statuses(load_files(store, files)) == ["skipped", "skipped", "added"]
    assert read == [files[2]]
    files[0].write_text(files[0].read_text("utf-8") + "\n云甲区支持岚芯科技建设石墨烯检测平台。\n", "utf-8")
    assert statuses(load_files(store, files)) == ["replaced", "skipped", "skipped"]
    assert statuses(load_files(store, files[1:2], extractor=Another())) == ["unchanged"]


def test_judgements_made_since_act_without_reading(store: Store, tmp_path: Path) -> None:
    files = copies(tmp_path / "plans", 1)
    load_files(store, files)
    nodes = {node.id: node for node in store.resolved("plan-00").nodes.values() if node.type == "Firm"}  # type: ignore[union-attr]
    if len(nodes) < 2:
        nodes = {node.id: node for node in store.resolved("plan-00").nodes.values() if node.type == "Technology"}  # type: ignore[union-attr]
    a, b = (Member(node.id, node.name, node.type) for node in list(nodes.values())[:2])
    judged = Judgements((Judgement("same", a, b),))
    assert statuses(load_files(store, files, judgements=judged)) == ["replaced"]
    assert statuses(load_files(store, files, judgements=judged)) == ["skipped"]
    assert statuses(load_files(store, files, judgements=Judgements((Judgement("different", a, b),)))) == ["replaced"]


def test_a_file_that_is_no_plan_is_told_and_the_rest_goes_on(store: Store, tmp_path: Path) -> None:
    files = copies(tmp_path / "plans", 2)
    bad = tmp_path / "plans" / "bad.txt"
    bad.write_text("no plan", "utf-8")
    outcomes = load_files(store, [files[0], bad, files[1]], jobs=2)
    assert statuses(outcomes) == ["added", "failed", "added"]
    assert "no plan text" in outcomes[1].error
    assert [plan.id for plan in store.plans()] == ["plan-00", "plan-01"]


FAULTS = {
    "plan-00": (ZeroDivisionError("by zero"), r"plan-00\.txt: reading it failed \(ZeroDivisionError: by zero\)$"),
    "plan-01": (MemoryError(), r"plan-01\.txt: reading it took more memory than there is$"),
}


def test_any_fault_of_one_file_is_that_file_s_alone(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(path: Path, judgements: Judgements, extractor: Extractor) -> ResolvedPlan:
        if path.stem in FAULTS:
            raise FAULTS[path.stem][0]
        resolved = read_source(path, judgements, extractor)
        return replace(resolved, nodes={}) if path.stem == "plan-02" else resolved

    monkeypatch.setattr(bulk, "read_source", faulty)
    outcomes = load_files(store, copies(tmp_path / "plans", 4))
    assert statuses(outcomes) == ["failed", "failed", "failed", "added"]
    for outcome in outcomes[:2]:
        assert re.search(FAULTS[outcome.plan][1], outcome.error)
    assert re.search(r"plan-02\.txt: plan 'plan-02' cannot be written: entity .* is not resolved$", outcomes[2].error)


def test_a_broken_document_does_not_end_the_processes(store: Store, tmp_path: Path) -> None:
    """A Word document whose packed text was damaged, among good files."""
    files = copies(tmp_path / "plans", 2)
    document, bad = docx.Document(), tmp_path / "plans" / "bad.docx"
    document.add_paragraph("云溪区支持企业、高校和科研院所共建联合实验室。")
    document.save(str(bad))
    data = bytearray(bad.read_bytes())
    with zipfile.ZipFile(bad) as archive:
        info = archive.getinfo("word/document.xml")
        start = info.header_offset + 30 + len(info.filename)
    data[start : start + 40] = b"\xff" * 40
    bad.write_bytes(data)
    outcomes = load_files(store, [files[0], bad, files[1]], jobs=2)
    assert statuses(outcomes) == ["added", "failed", "added"]
    assert "not a readable Word document" in outcomes[1].error


def test_a_lost_store_ends_the_load(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(resolved: ResolvedPlan) -> WriteReport:
        raise StoreError("the graph store does not answer")

    monkeypatch.setattr(store, "write_plan", lost)
    with pytest.raises(StoreError, match="does not answer"):
        load_files(store, copies(tmp_path / "plans", 2))


def test_two_files_of_one_plan_are_refused_before_anything(store: Store, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    files = [*copies(tmp_path / "plans", 1), *copies(tmp_path / "a", 1)]
    with pytest.raises(BadParameterError, match="both become the plan 'plan-00'"):
        load_files(store, files)
    with pytest.raises(ReadError, match=r"none\.txt"):
        sources_of([tmp_path / "none.txt"])
    with pytest.raises(BadParameterError, match="0 jobs"):
        load_files(store, files[:1], jobs=0)
    assert store.plans() == []


class Slow:
    """A reader that counts what is in flight."""

    workers = 2

    def __init__(self) -> None:
        self.flying: list[tuple[int, Future[ResolvedPlan]]] = []
        self.most = self.most_bytes = 0

    def __enter__(self) -> "Slow":
        return self

    def __exit__(self, *exc: object) -> None:
        pass

    def submit(self, source: Source) -> "Future[ResolvedPlan]":
        future: Future[ResolvedPlan] = Future()
        self.flying = [each for each in self.flying if not each[1].done()] + [(source.size, future)]
        self.most = max(self.most, len(self.flying))
        self.most_bytes = max(self.most_bytes, sum(size for size, _ in self.flying))
        future.result = lambda *_: self._read(future, source)  # type: ignore[method-assign]
        return future

    def _read(self, future: "Future[ResolvedPlan]", source: Source) -> ResolvedPlan:
        future.set_running_or_notify_cancel()
        future.set_result(read_source(source.path, Judgements()))
        return Future.result(future)


@pytest.mark.parametrize("limit", [2**30, 20_000, 1])
def test_what_is_in_flight_is_bounded(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    files = copies(tmp_path / "plans", 6)
    monkeypatch.setattr(bulk, "IN_FLIGHT_BYTES", limit)
    reader = Slow()
    assert statuses(load_files(store, files, reader=reader)) == ["added"] * 6  # type: ignore[arg-type]
    largest = max(path.stat().st_size for path in files)
    assert reader.most <= 4
    assert reader.most_bytes <= max(limit, largest)
    assert reader.most == {2**30: 4, 20_000: 2, 1: 1}[limit]


def test_a_reading_process_that_dies_costs_one_more_try(tmp_path: Path) -> None:
    files = copies(tmp_path / "plans", 2)
    with ProcessReader(1, Judgements()) as reader:
        pool = reader._pool  # type: ignore[attr-defined]
        reader.submit(sources_of(files[:1])[0]).result()
        for identity in list(pool._processes):
            os.kill(identity, signal.SIGKILL)
        time.sleep(0.3)
        for source in sources_of(files):
            assert reader.submit(source).result().facts.plan.id == source.plan


LOAD = """
import sys
from pathlib import Path
from innograph.graph.settings import Settings
from innograph.graph.store import Store, WriteReport
from innograph.loaders.bulk import load_files
if __name__ == "__main__":
    with Store.open(Settings(data=Path(sys.argv[1]))) as store:
        files = sorted(Path(sys.argv[2]).glob("*.txt"))
        load_files(store, files, jobs=2, report=lambda outcome, _: print(outcome.status, flush=True))
"""


def test_a_load_that_was_killed_carries_on(tmp_path: Path) -> None:
    """Killed after its third plan; run again, it skips what is there and ends with the graph of an undisturbed load."""
    files = copies(tmp_path / "plans", 7)
    script = tmp_path / "load.py"
    script.write_text(LOAD, "utf-8")
    command = [sys.executable, str(script), str(tmp_path / "data"), str(tmp_path / "plans")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    told = [process.stdout.readline().strip() for _ in range(3)]
    process.kill()
    process.communicate(timeout=30)  # which ends when its reading processes have ended, too
    assert told == ["added"] * 3
    with Store.open(Settings(data=tmp_path / "data")) as store:
        there = len(store.plans())
        assert there >= 3
        outcomes = load_files(store, files)
        assert statuses(outcomes) == ["skipped"] * there + ["added"] * (7 - there)
        with Store.open(Settings(data=tmp_path / "alone")) as alone:
            load_files(alone, files)
            assert graph_checksum(alone) == graph_checksum(store)


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copies(tmp_path / "plans", 2)
    (tmp_path / "plans" / "bad.txt").write_text("no plan", "utf-8")
    monkeypatch.setenv("INNOGRAPH_DATA", str(tmp_path / "data"))
    for expected in ("2 added", "2 skipped"):
        done = CliRunner().invoke(app, ["load", "--jobs", "1", str(tmp_path / "plans")], catch_exceptions=False)
        assert done.exit_code == 3
        assert expected in done.output
        assert "1 failed" in done.output
        assert "no plan text" in done.output


@pytest.mark.slow
def test_a_cluster_gives_the_graph_that_one_process_gives(store: Store, tmp_path: Path) -> None:
    """A Ray cluster of one machine, started here."""
    pytest.importorskip("ray", reason="the extra ray is not installed")
    from innograph.loaders.cluster import RayReader

    files = copies(tmp_path / "plans", 3)
    bad = tmp_path / "plans" / "bad.txt"
    bad.write_text("no plan", "utf-8")
    outcomes = load_files(store, [*files, bad], reader=RayReader(workers=1))
    assert statuses(outcomes) == ["added"] * 3 + ["failed"]
    assert "no plan text" in outcomes[3].error
    with Store.open(Settings(data=tmp_path / "alone")) as alone:
        load_files(alone, files)
        assert graph_checksum(alone) == graph_checksum(store)
