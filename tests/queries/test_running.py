"""Values as a person writes them become parameters, or an error that helps."""

from typing import Any

import pytest
from two_districts import luoshi, yunxi

from innograph.graph.errors import AmbiguousNameError, BadParameterError, InnographError, NotFoundError
from innograph.graph.store import Store
from innograph.queries import find_query, run_query
from innograph.queries.running import resolve_name, resolve_plan


@pytest.mark.parametrize(
    ("name", "types", "found"),
    [
        ("石墨烯", (), "石墨烯"),
        ("graphene", ("Technology",), "石墨烯"),
        ("Graphene", (), "石墨烯"),
        ("shi mo xi", (), "石墨烯"),
        ("shimoxi", (), "石墨烯"),
        ("岚大", (), "青岚大学"),
        ("Qinglan University", (), "青岚大学"),
        ("岚芯科技", ("Firm",), "岚芯科技集团"),
        ("firm-lanxin", (), "岚芯科技集团"),
        ("云溪孤岛", (), "云溪孤岛实验室"),
    ],
)
def test_a_name_finds_its_entity(districts: Store, name: str, types: tuple[str, ...], found: str) -> None:
    assert resolve_name(districts, name, types)["name"] == found


@pytest.mark.parametrize(
    ("name", "types", "error"),
    [
        ("反重力引擎", (), NotFoundError),
        ("石墨烯", ("Firm",), NotFoundError),
        ("firm-lanxin", ("Technology",), BadParameterError),
        ("落石", (), AmbiguousNameError),
    ],
)
def test_a_name_that_does_not_is_an_error(
    districts: Store, name: str, types: tuple[str, ...], error: type[InnographError]
) -> None:
    with pytest.raises(error):
        resolve_name(districts, name, types)


def test_an_ambiguous_name_comes_with_its_candidates(districts: Store) -> None:
    with pytest.raises(AmbiguousNameError) as raised:
        resolve_name(districts, "落石")
    assert {each["name"] for each in raised.value.candidates} >= {"落石区", "落石创新园", "落石检测平台"}


@pytest.mark.parametrize("text", ["yunxi", "云溪区科技创新规划", "云溪区", "云溪"])
def test_a_plan_is_known_by_id_title_and_region(districts: Store, text: str) -> None:
    assert resolve_plan(districts, text).id == "yunxi"


@pytest.mark.parametrize(
    ("query", "values", "error", "told"),
    [
        ("platforms-by-technology", {}, BadParameterError, "technology"),
        ("platforms-by-technology", {"technology": "石墨烯", "colour": "red"}, BadParameterError, "colour"),
        ("platforms-by-technology", {"technology": "石墨烯", "limit": "many"}, BadParameterError, "whole number"),
        ("platforms-by-technology", {"technology": "石墨烯", "limit": "0"}, BadParameterError, "between 1 and 1000"),
        ("targets-of-plan", {"plan": "atlantis"}, NotFoundError, "yunxi"),
        ("targets-of-plan", {"plan": "yunxi", "kind": "wish"}, BadParameterError, "previous_target"),
        ("neighbours", {"entity": "石墨烯", "edge": "LIKES"}, BadParameterError, "PARTNERS"),
        ("entities-of-a-type", {"type": "Gadget"}, BadParameterError, "University"),
        ("targets-by-indicator", {"indicator": "幸福指数"}, NotFoundError, "高新技术企业数量"),
    ],
)
def test_unfit_values_are_told(
    districts: Store, query: str, values: dict[str, str], error: type[InnographError], told: str
) -> None:
    with pytest.raises(error, match=told):
        run_query(districts, find_query(query), values)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("高新技术企业", {"高新技术企业数量"}),
        ("high-tech enterprises", {"高新技术企业数量"}),
        ("R&D intensity", {"研发投入强度"}),
        ("研发强度", {"研发投入强度"}),
        ("技术合同", {"技术合同成交额"}),
        ("排名", {"高新技术企业数量排名"}),
    ],
)
def test_an_indicator_is_known_by_many_names(districts: Store, text: str, names: set[str]) -> None:
    answer = run_query(districts, find_query("targets-by-indicator"), {"indicator": text})
    assert {row["indicator"] for row in answer.rows} == names
    assert answer.resolved["indicator"]["type"] == "Indicator"


def test_an_answer_says_what_it_was_computed_from(districts: Store) -> None:
    answer = run_query(districts, find_query("hosted-by-region"), {"region": "云溪", "type": "Park"})
    assert answer.resolved["region"] == {"id": "region-云溪区", "name": "云溪区", "type": "Region"}
    expected: dict[str, Any] = {"region": "region-云溪区", "type": "Park", "commitment": None, "limit": 100}
    assert answer.parameters == expected
    assert answer.coverage.plans == ("luoshi", "yunxi")
    assert answer.coverage.passages == 11
    assert answer.coverage.data_version == districts.data_version()


def test_new_data_is_seen_at_once(open_store: Any) -> None:
    store = open_store()
    store.write_plan(luoshi())
    assert not [row for row in run_query(store, find_query("plans"), {}).rows if row["plan"] == "yunxi"]
    with pytest.raises(NotFoundError):
        resolve_name(store, "云溪区")
    store.write_plan(yunxi())
    assert resolve_name(store, "云溪区")["type"] == "Region"
    store.remove_plan("yunxi")
    with pytest.raises(NotFoundError):
        resolve_name(store, "云溪科技园")
