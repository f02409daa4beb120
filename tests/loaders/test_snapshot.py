"""The bundled snapshot is what the plans say, to the byte, and holds no sentence."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from innograph.graph import merge, snapshot
from innograph.graph.identity import fold
from innograph.graph.judgements import DIFFERENT, NONE, SAME, Judgement, Judgements, Member, form_set_apart
from innograph.loaders.pipeline import LONGEST_TITLE, prepare, read_plan
from innograph.loaders.snapshot import main, names_bytes, snapshot_bytes, write_snapshot

PLANS = Path(__file__).parents[2].parent / "shared" / "plans"
EXAMPLE = Path(__file__).parents[2] / "examples" / "yunxi-14fyp.txt"
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


def test_the_names_are_rebuilt_to_the_byte() -> None:
    """Without the plans: they follow from the facts. `python -m innograph.loaders.snapshot` writes them anew."""
    assert sorted(path.name for path in (snapshot.HOME / snapshot.NAMES).iterdir()) == [path.name for path in FILES]
    for facts in snapshot.snapshot_facts():
        path = snapshot.HOME / snapshot.NAMES / f"{facts.plan.id}.json"
        assert names_bytes(facts) == path.read_bytes(), path.name


def judged() -> Judgements:
    """Two judgements that change the snapshot: two firms made one, and a form set apart from the entity that it names."""
    plans = [prepare(facts) for facts in snapshot.snapshot_facts()]
    firms = sorted({(n.id, n.name) for plan in plans for n in plan.nodes.values() if n.type == "Firm"})[:2]
    a, b = (Member(identity, name, "Firm") for identity, name in firms)
    node, form = next(
        (plan.nodes[entity.id], alias)
        for plan in plans
        for entity in plan.facts.entities
        for alias in entity.aliases
        if fold(alias) != fold(entity.name) and {alias, entity.name} <= {m.surface for m in entity.mentions}
    )
    whole, part = Member(node.id, node.name, node.type), form_set_apart(node.id, form, node.type)
    return Judgements((Judgement(SAME, a, b, date="2024-05-06"), Judgement(DIFFERENT, whole, part, date="2024-05-06")))


@pytest.mark.parametrize("judge", [lambda: NONE, judged], ids=["no judgement", "judgements"])
def test_the_names_that_come_along_are_those_that_the_rules_make(judge: Callable[[], Judgements]) -> None:
    judgements = judge()
    shipped = list(snapshot.snapshot_plans(judgements))
    made = [prepare(facts, judgements) for facts in snapshot.snapshot_facts()]
    assert shipped == made
    assert [merge.pack(plan) for plan in shipped] == [merge.pack(plan) for plan in made]
    assert any(plan.extracted for plan in made) == bool(judgements.items)
    if judgements.items:
        assert shipped != list(snapshot.snapshot_plans())


def test_it_is_written_with_its_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / EXAMPLE.name).write_bytes(EXAMPLE.read_bytes())
    out = tmp_path / "out"
    facts, names = write_snapshot(tmp_path / "plans", out)
    (plan,) = snapshot.snapshot_plans(home=out)
    assert plan == prepare(next(snapshot.snapshot_facts(out)))
    kept = names.read_bytes()
    names.unlink()
    monkeypatch.setattr(snapshot, "HOME", out)
    monkeypatch.setattr("sys.argv", ["snapshot"])
    main()
    assert names.read_bytes() == kept
    assert facts.exists()


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
