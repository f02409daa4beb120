"""Judgements: on file, applied to every plan, taken back without a trace."""

import json
from collections.abc import Callable
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plan_builder import PlanBuilder

from innograph.graph.blocking import Record, doubtful_pairs, score_pair
from innograph.graph.errors import BadParameterError, JudgementError, NotFoundError
from innograph.graph.export import FORMATS, tables
from innograph.graph.identity import Scope
from innograph.graph.judgements import (
    DIFFERENT,
    NONE,
    SAME,
    Judgement,
    Judgements,
    Member,
    form_set_apart,
    judgements_path,
    read_judgements,
    write_judgements,
)
from innograph.graph.judging import Judge, redirect
from innograph.graph.records import PlanFacts
from innograph.graph.resolve import ResolvedPlan, resolve
from innograph.graph.settings import Settings
from innograph.graph.store import Store
from innograph.loaders.pipeline import authority

TODAY = date(2024, 5, 6)
A, B, C = (Member(f"firm-{x}", f"岚{x}", "Firm") for x in "abc")


def prepare(facts: PlanFacts, judgements: Judgements = NONE) -> ResolvedPlan:
    return resolve(facts, Scope(facts.plan.region, "青岚市"), authority(), judgements)


def first() -> PlanFacts:
    plan = PlanBuilder("first")
    plan.section("重点任务")
    one = plan.sentence("云溪区支持岚芯科技与青岚大学共建平台。")
    two = plan.sentence("岚芯微电子攻关石墨烯。")
    three = plan.sentence("云溪区引进岚芯微电子。")
    region = plan.entity("云溪区", "Region", passages=[one, three])
    firm = plan.entity("岚芯科技", "Firm", passages=[one])
    other = plan.entity("岚芯微电子", "Firm", passages=[two, three])
    university = plan.entity("青岚大学", "University", passages=[one])
    graphene = plan.entity("石墨烯", "Technology", passages=[two])
    plan.relation(firm, "PARTNERS", university, one)
    plan.relation(other, "TARGETS", graphene, two)
    plan.relation(region, "HOSTS", other, three)
    return plan.build(region=region).facts


def second() -> PlanFacts:
    plan = PlanBuilder("second", region="落石区")
    plan.section("重点任务")
    one = plan.sentence("落石区引进宝武集团,宝武攻关氧化石墨烯。")
    two = plan.sentence("宝武集团与岚芯科技合作。")
    region = plan.entity("落石区", "Region", passages=[one])
    firm = plan.entity("宝武集团", "Firm", passages=[one, two], aliases=["宝武"])
    other = plan.entity("岚芯科技", "Firm", passages=[two])
    graphene = plan.entity("氧化石墨烯", "Technology", passages=[one])
    plan.relation(region, "HOSTS", firm, one)
    plan.relation(firm, "TARGETS", graphene, one)
    plan.relation(firm, "PARTNERS", other, two)
    return with_short_form(plan.build(region=region).facts)


def with_short_form(facts: PlanFacts) -> PlanFacts:
    """The builder mentions an entity by its name only; here the short form stands in a sentence of its own as well."""
    from dataclasses import replace

    from innograph.graph.records import Evidence, Mention, Passage, text_hash

    text = "宝武建设中试基地。"
    start = facts.passages[-1].end
    passage = Passage("p3", facts.passages[-1].section, start, start + len(text), text_hash(text), text=text)
    entities = tuple(
        replace(e, mentions=(*e.mentions, Mention("p3", start, start + 2, "宝武"))) if e.name == "宝武集团" else e
        for e in facts.entities
    )
    firm = next(e.id for e in facts.entities if e.name == "宝武集团")
    graphene = next(e.id for e in facts.entities if e.name == "氧化石墨烯")
    relations = tuple(
        replace(r, evidence=(*r.evidence, Evidence("p3", start, start + len(text))))
        if (r.head, r.type, r.tail) == (firm, "TARGETS", graphene)
        else r
        for r in facts.relations
    )
    return replace(facts, passages=(*facts.passages, passage), entities=entities, relations=relations)


@pytest.fixture
def judge(store: Store, tmp_path: Path) -> Judge:
    store.write_plan(prepare(first()))
    store.write_plan(prepare(second()))
    return Judge(store, tmp_path / "judgements.yaml", prepare)


def exported(store: Store) -> bytes:
    return FORMATS["json"](tables(store))


def names(store: Store, kind: str) -> list[str]:
    return sorted(r["name"] for r in store.read(f"MATCH (n:{kind}) RETURN n.name AS name"))


# The file.


def test_the_file_comes_back_as_it_was_written(tmp_path: Path) -> None:
    apart = form_set_apart("firm-c", "岚丙", "Firm")
    held = Judgements((Judgement(SAME, A, B, "ein Grund: gleich", "2024-05-06"), Judgement(DIFFERENT, C, apart)))
    write_judgements(tmp_path / "j.yaml", held)
    assert read_judgements(tmp_path / "j.yaml") == held
    write_judgements(tmp_path / "j.yaml", NONE)
    assert not (tmp_path / "j.yaml").exists()
    assert read_judgements(tmp_path / "j.yaml") == NONE


@pytest.mark.parametrize(
    "text",
    ["- verdict: maybe\n  a: {id: x, name: x, type: Firm}\n  b: {id: y, name: y, type: Firm}", "a: b", "- [", "- 7"],
)
def test_a_file_that_is_wrong_is_told_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "j.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(JudgementError, match=r"j\.yaml"):
        read_judgements(path)


def test_where_the_file_is() -> None:
    assert judgements_path(Settings(data=Path("d"))) == Path("d/judgements.yaml")
    assert judgements_path(Settings(judgements="elsewhere.yaml")) == Path("elsewhere.yaml")


# Judgements by themselves.


def test_one_of_many_stands_for_all_in_any_order() -> None:
    known = Member("firm-z", "岚集团", "Firm", authority=True)
    items = [Judgement(SAME, A, B), Judgement(SAME, B, C), Judgement(SAME, C, known)]
    for order in permutations(items):
        held = Judgements(order)
        assert {held.redirect(m.id) for m in (A, B, C)} == {"firm-z"}
        assert held.redirect("firm-z") is None
    assert redirect(Judgements((items[0],)), "firm-b") == "firm-a"


def test_different_against_same_is_refused() -> None:
    with pytest.raises(JudgementError, match="judged different"):
        Judgements((Judgement(SAME, A, B), Judgement(SAME, B, C), Judgement(DIFFERENT, A, C)))


# Judgements in a graph.


def test_same_and_undo_leave_the_graph_as_it_was(store: Store, judge: Judge) -> None:
    before = exported(store)
    version = store.data_version()
    outcome = judge.same("岚芯科技", "岚芯微电子", note="renamed", on=TODAY)
    assert outcome.plans == ("first", "second")
    merged, gone = sorted(m.id for m in outcome.judgement.members)
    assert judge.judgements.redirect(gone) == merged
    assert names(store, "Firm") == [
        "中国宝武钢铁集团",
        "岚芯科技" if outcome.judgement.a.id == merged else "岚芯微电子",
    ]
    reasons = store.read("MATCH (n:Entity {id: $id}) RETURN n.reasons AS r", {"id": merged})[0]["r"]
    assert any("judged one on 2024-05-06" in r and "renamed" in r for r in reasons)
    assert store.data_version() != version
    judge.undo("岚芯微电子", "岚芯科技")
    assert exported(store) == before
    assert judge.judgements == NONE


def test_a_plan_loaded_later_obeys(store: Store, judge: Judge) -> None:
    store.remove_plan("second")
    judge.same("岚芯科技", "岚芯微电子", on=TODAY)
    after = exported(store)
    store.write_plan(prepare(second(), judge.judgements))
    store.remove_plan("second")
    assert exported(store) == after


def test_different_parts_what_the_rules_join_with_its_own_evidence(store: Store, judge: Judge) -> None:
    before = exported(store)
    outcome = judge.different("宝武集团", "宝武", on=TODAY)
    assert outcome.plans == ("second",)
    assert names(store, "Firm") == ["中国宝武钢铁集团", "宝武", "岚芯微电子", "岚芯科技"]
    rows = store.read("MATCH (f:Firm)-[e:TARGETS]->(t) RETURN f.name AS f, t.name AS t, e.passages AS p ORDER BY f")
    found = {row["f"]: row["p"] for row in rows if row["t"] == "氧化石墨烯"}
    assert found["宝武"] == ["second.p3"]
    assert found["中国宝武钢铁集团"] == ["second.p1"]
    assert store.facts("second") != second()
    held = store.resolved("second")
    assert held
    assert held.extracted == second()
    judge.undo("宝武集团", "宝武")
    assert exported(store) == before


def test_judgements_that_cannot_be(judge: Judge) -> None:
    with pytest.raises(NotFoundError):
        judge.undo("岚芯科技", "岚芯微电子")
    with pytest.raises(JudgementError, match="one already"):
        judge.same("宝武", "宝武集团", on=TODAY)
    with pytest.raises(BadParameterError):
        judge.different("宝武", "宝武", on=TODAY)
    judge.different("岚芯科技", "岚芯微电子", on=TODAY)
    with pytest.raises(JudgementError, match="judged different"):
        judge.same("岚芯科技", "岚芯微电子", on=TODAY)


def test_technologies_below_a_merged_one_follow(store: Store, judge: Judge) -> None:
    judge.same("石墨烯", "氧化石墨烯", on=TODAY)
    (row,) = store.read("MATCH (n:Technology) RETURN n.id AS id, n.ancestors AS a")
    assert judge.judgements.representative(row["id"])


def test_explain(judge: Judge) -> None:
    one = judge.explain("宝武", "中国宝武")
    assert one.one
    assert any("lexicon alias" in reason for reason in one.reasons_a)
    two = judge.explain("岚芯科技", "岚芯微电子")
    assert not two.one
    assert two.pair
    assert 0 < two.pair.score < 1
    judge.same("岚芯科技", "岚芯微电子", note="renamed", on=TODAY)
    three = judge.explain("岚芯科技", "岚芯微电子")
    assert three.one
    assert any("renamed" in said for said in three.judgements)


def test_review_offers_and_does_not_merge(store: Store, judge: Judge) -> None:
    before = exported(store)
    pairs = judge.review(least=0)
    assert {"岚芯科技", "岚芯微电子"} in [{p.a.name, p.b.name} for p in pairs]
    assert exported(store) == before
    judge.different("岚芯科技", "岚芯微电子", on=TODAY)
    assert {"岚芯科技", "岚芯微电子"} not in [{p.a.name, p.b.name} for p in judge.review(least=0)]


def test_a_score_is_the_sum_of_its_reasons() -> None:
    a = Record("1", "青岚第一研究所", "ResearchInstitute", ("青岚第一研究所",))
    b = Record("2", "青岚第三研究所", "ResearchInstitute", ("青岚第三研究所",))
    c = Record("3", "青岚研究所", "ResearchInstitute", ("青岚研究所",))
    pair = score_pair(a, b)
    assert "numbers differ" in pair.explained
    assert pair.score == pytest.approx(max(0, sum(points for points, _ in pair.reasons)), abs=1e-3)
    assert score_pair(a, c).score < 0.6
    assert doubtful_pairs([a, b, c], least=0.99) == []


SPLIT_FORMS = ["宝武", "宝武集团", "中国宝武"]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(["first", "second"]), st.booleans(), st.booleans())
def test_order_of_loading_is_of_no_account(
    tmp_path_factory: pytest.TempPathFactory, order: list[str], same: bool, apart: bool
) -> None:
    """Load in any order, reload, remove and load again: the same graph under the same judgements."""
    facts: dict[str, Callable[[], PlanFacts]] = {"first": first, "second": second}
    items = []
    if same:
        nodes = {e.name: n for e, n in zip(first().entities, prepare(first()).nodes.values(), strict=True)}
        pair = [Member(nodes[n].id, nodes[n].name, "Firm") for n in ("岚芯科技", "岚芯微电子")]
        items.append(Judgement(SAME, pair[0], pair[1], date="2024-05-06"))
    if apart:
        node = next(n for n in prepare(second()).nodes.values() if "宝武" in n.name)
        items.append(Judgement(DIFFERENT, Member(node.id, "宝武集团", "Firm"), form_set_apart(node.id, "宝武", "Firm")))
    held = Judgements(tuple(items))
    # in Python: what the store does with each plan depends on that plan alone, so equal resolutions are equal graphs
    found = {name: prepare(facts[name](), held) for name in order}
    again = {name: prepare(found[name].extracted or found[name].facts, held) for name in reversed(order)}
    assert found == again
    undone = {name: prepare(found[name].extracted or found[name].facts) for name in order}
    assert undone == {name: prepare(facts[name]()) for name in order}
    for plan in found.values():
        assert all(r.evidence for r in plan.facts.relations)
        assert all(e.mentions for e in plan.facts.entities)
        assert {x for r in plan.facts.relations for x in (r.head, r.tail)} <= plan.nodes.keys()


def test_the_export_is_json(store: Store, judge: Judge) -> None:
    assert json.loads(exported(store))["plans"][0]["id"] == "first"
