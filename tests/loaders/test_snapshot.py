"""The bundled snapshot is what the plans say, to the byte, and holds no sentence."""

import json
from pathlib import Path

import pytest

from innograph.graph import snapshot
from innograph.loaders.pipeline import LONGEST_TITLE, read_plan
from innograph.loaders.snapshot import snapshot_bytes

PLANS = Path(__file__).parents[2].parent / "shared" / "plans"
FILES = sorted(snapshot.HOME.glob("*.json"))


def test_five_plans_are_bundled() -> None:
    assert [f.stem for f in FILES] == [
        "baoshan-14fyp",
        "jingan-2023-2025",
        "minhang-13fyp",
        "shanghai-14fyp-excerpt",
        "songjiang-14fyp",
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_the_snapshot_is_rebuilt_to_the_byte(path: Path) -> None:
    source = PLANS / f"{path.stem}.txt"
    if not source.exists():
        pytest.skip("the plans themselves are not beside the checkout (../shared/plans)")
    assert snapshot_bytes(read_plan(source)) == path.read_bytes()


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_it_holds_facts_and_no_sentences(path: Path) -> None:
    content = json.loads(path.read_text("utf-8"))
    assert all("text" not in passage for passage in content["passages"])
    assert all(len(section["title"]) <= LONGEST_TITLE for section in content["sections"])
    assert "/" not in content["source"]["path"]
    longest = max(len(name) for e in content["entities"] for name in [e["name"], *e.get("aliases", [])])
    assert longest < 80


def test_every_fact_names_its_passage() -> None:
    for facts in snapshot.snapshot_facts():
        passages = {p.id for p in facts.passages}
        ids = {e.id for e in facts.entities} | {t.id for t in facts.tasks}
        for entity in facts.entities:
            assert entity.mentions
            assert {m.passage for m in entity.mentions} <= passages
        for relation in facts.relations:
            assert relation.evidence
            assert {e.passage for e in relation.evidence} <= passages
            assert {relation.head, relation.tail} <= ids
        assert {f.evidence.passage for f in facts.figures} <= passages
