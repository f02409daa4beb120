"""What every query answers on two made-up districts, to the row; on both engines the same."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import two_districts
import yaml

from innograph.graph.settings import Settings
from innograph.graph.store import Store
from innograph.queries import catalogue, find_query, run_query

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "expected.yaml").read_text("utf-8"))
EVIDENCE = {"plan", "section", "passage", "start", "end", "text"}


def name_of(case: dict[str, Any]) -> str:
    return f"{case['query']}({','.join(case['parameters'].values())})"


def bare(value: Any) -> Any:
    """A value without the ids and evidence inside it, which are checked apart."""
    if isinstance(value, list):
        return [bare(item) for item in value]
    if isinstance(value, dict):
        return {key: bare(item) for key, item in value.items() if key not in {"id", "evidence"}}
    return value


def evidence_in(value: Any) -> Iterator[dict[str, Any]]:
    """Every piece of evidence, however deep."""
    if isinstance(value, list):
        for item in value:
            yield from evidence_in(item)
    elif isinstance(value, dict):
        if "passage" in value:
            yield value
        for item in value.values():
            yield from evidence_in(item)


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_rows(districts: Store, case: dict[str, Any]) -> None:
    answer = run_query(districts, find_query(case["query"]), case["parameters"])
    assert [[bare(row[name]) for name in case["columns"]] for row in answer.rows] == case["rows"]


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_evidence_leads_back_to_the_text(districts: Store, case: dict[str, Any]) -> None:
    query = find_query(case["query"])
    texts = {
        plan: "".join(p.text for p in facts.passages)
        for plan in ("yunxi", "luoshi")
        if (facts := districts.facts(plan))
    }
    for row in run_query(districts, query, case["parameters"]).rows:
        for column in query.columns:
            if column.type != "evidence[]":
                continue
            assert row[column.name], f"{column.name} is empty"
            for place in evidence_in(row[column.name]):
                assert set(place) == EVIDENCE
                assert place["section"]
                assert texts[place["plan"]][place["start"] : place["end"]] in place["text"]


def test_every_query_has_a_case() -> None:
    assert {case["query"] for case in CASES} == {query.name for query in catalogue()}


def test_the_limit_holds_and_keeps_the_first_rows(districts: Store) -> None:
    for query in catalogue():
        case = max((c for c in CASES if c["query"] == query.name), key=lambda c: len(c["rows"]))
        if "limit" in {p.name for p in query.parameters} and len(case["rows"]) > 1:
            one = run_query(districts, query, {**case["parameters"], "limit": "1"}).rows
            assert [[bare(row[name]) for name in case["columns"]] for row in one] == case["rows"][:1], query.name


def test_facts_without_text_have_evidence_with_no_text(tmp_path: Path) -> None:
    resolved = two_districts.yunxi()
    with Store.open(Settings(data=tmp_path / "data")) as store:
        store.write_plan(without_text(resolved))
        rows = run_query(store, find_query("hosted-by-region"), {"region": "云溪区"}).rows
    assert rows
    assert {place["text"] for row in rows for place in row["evidence"]} == {None}


def without_text(resolved: Any) -> Any:
    from dataclasses import replace

    passages = tuple(replace(passage, text="") for passage in resolved.facts.passages)
    return replace(resolved, facts=replace(resolved.facts, passages=passages))


@pytest.mark.neo4j
def test_both_engines_answer_alike(districts: Store, neo4j_settings: Settings) -> None:
    with Store.open(neo4j_settings) as other:
        others = {plan.id for plan in other.plans()}
        if others - {"yunxi", "luoshi"}:
            for plan in others:
                other.remove_plan(plan)
        other.write_plan(two_districts.yunxi())
        other.write_plan(two_districts.luoshi())
        for case in CASES:
            query = find_query(case["query"])
            here, there = (run_query(store, query, case["parameters"]).rows for store in (districts, other))
            assert there == here, name_of(case)
        for plan in ("yunxi", "luoshi"):
            other.remove_plan(plan)
