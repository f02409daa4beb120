"""The graph is a function of the set of loaded plans: any loads, reloads and removals that lead to a set lead to one graph."""

from collections.abc import Iterator

import pytest
from graph_dump import dump, orphans
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plan_builder import PlanBuilder

from innograph.graph.resolve import ResolvedPlan
from innograph.graph.settings import Settings
from innograph.graph.store import Store

IDS = ("a", "b", "b.c")
NODES = ("n1", "n2", "n3", "n4", "n5")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(Settings(data=tmp_path_factory.mktemp("invariant") / "data")) as store:
        yield store


@st.composite
def plans(draw: st.DrawFn, identity: str) -> ResolvedPlan:
    """A small plan over five nodes that all plans share; names, types and authority are theirs to differ in."""
    build = PlanBuilder(identity, title=draw(st.sampled_from(["", "修订"])))
    build.section("一")
    sentences = [build.sentence("云溪区建设岚谷和青岚大学。") for _ in range(draw(st.integers(1, 2)))]
    where = st.sampled_from(sentences)
    locals_ = []
    for node in draw(st.lists(st.sampled_from(NODES), min_size=1, max_size=5)):
        name = draw(st.sampled_from(["云溪区", "岚谷", "青岚大学"]))
        kind = draw(st.sampled_from(["Park", "Firm", "Platform"]))
        authority = draw(st.sampled_from(["", "", "岚谷"]))
        passages = draw(st.lists(where, max_size=2, unique=True))
        locals_.append(build.entity(name, kind, node=node, passages=passages, authority=authority))
    ends = st.sampled_from(locals_)
    for _ in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from(["PARTNERS", "SUPPORTS", "HOSTS"]))
        commitment = draw(st.sampled_from(["", "built", "envisaged"]))
        sure = draw(st.sampled_from([0.5, 0.9]))
        build.relation(draw(ends), kind, draw(ends), draw(where), commitment=commitment, sure=sure)
    for name in draw(st.lists(st.sampled_from(["企业数", "专利数"]), max_size=2, unique=True)):
        build.figure(name, draw(st.integers(1, 9)), draw(st.sampled_from(["家", "件"])), 2025, draw(where))
    return build.build()


STEPS = st.lists(
    st.sampled_from(IDS).flatmap(lambda name: st.one_of(plans(name), st.just(name))), min_size=1, max_size=6
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, again=st.booleans())
def test_the_graph_is_a_function_of_the_set_of_plans(
    shared: Store, steps: list[ResolvedPlan | str], again: bool
) -> None:
    loaded: dict[str, ResolvedPlan] = {}
    for step in steps:
        if not isinstance(step, str):
            loaded[step.facts.plan.id] = step
            shared.write_plan(step)
            if again:
                assert shared.write_plan(step).status == "unchanged"
        elif loaded.pop(step, None):
            shared.remove_plan(step)
    assert [plan.id for plan in shared.plans()] == sorted(loaded)
    one_way, version = dump(shared), shared.data_version()
    assert orphans(shared) == []
    for identity in loaded:
        shared.remove_plan(identity)
    assert not any(shared.counts().values())
    for identity in sorted(loaded, reverse=True):
        shared.write_plan(loaded[identity])
    assert dump(shared) == one_way
    assert shared.data_version() == version
    for identity in loaded:
        shared.remove_plan(identity)
