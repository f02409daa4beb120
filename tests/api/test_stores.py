"""The same answers from either engine, and from plans of which only the facts are loaded."""

from dataclasses import replace
from typing import Any

import plan_builder
import pytest
from fastapi.testclient import TestClient

from innograph.api.app import create_app
from innograph.graph.settings import Settings
from innograph.graph.store import Store
from innograph.loaders.pipeline import without_text

URLS = [
    "/ready",
    "/api/search?q=石墨烯",
    "/api/search?q=graphene&type=Technology",
    "/api/suggest?q=石末烯",
    "/api/entities",
    "/api/entities?type=Firm&plan=yunxi",
    "/api/entities/firm-lanxin",
    "/api/entities/technology-石墨烯",
    "/api/entities/government-云溪区科委/edges",
    "/api/entities/firm-lanxin/edges",
    "/api/entities/firm-lanxin/edges?direction=in&plan=luoshi&limit=1",
    "/api/entities/firm-lanxin/edges?commitment=envisaged",
    "/api/entities/firm-lanxin/mentions",
    "/api/entities/firm-lanxin/neighbours",
    "/api/entities/firm-lanxin/neighbours?type=Platform&edge=SUPPORTS",
    "/api/paths?from=云溪区&to=石墨烯中试平台",
    "/api/paths?from=云溪区&to=落石区",
    "/api/subgraph?ids=firm-lanxin&depth=2",
    "/api/subgraph?ids=firm-lanxin&plan=yunxi",
    "/api/plans",
    "/api/plans/yunxi",
    "/api/plans/yunxi/sections",
    "/api/plans/yunxi/passages",
    "/api/passages/yunxi.p2",
    "/api/indicators?q=企业",
    "/api/targets?region=云溪区&year=2025",
    "/api/types",
    "/explore/data?ids=firm-lanxin&depth=2",
    "/explore/overview",
]


@pytest.mark.neo4j
def test_both_engines_answer_alike(client: TestClient, neo4j_settings: Settings) -> None:
    with Store.open(neo4j_settings) as store:
        for plan in store.plans():
            store.remove_plan(plan.id)
        store.write_plan(plan_builder.yunxi())
        store.write_plan(plan_builder.luoshi())
        with TestClient(create_app(Settings(max_limit=200), store)) as other:
            for url in URLS:
                left, right = client.get(url), other.get(url)
                assert left.status_code == right.status_code == 200, (url, right.text)
                assert left.json() == right.json(), url
        for plan in store.plans():
            store.remove_plan(plan.id)


def texts(value: Any) -> list[Any]:
    if isinstance(value, dict):
        own = [value["text"]] if "text" in value else []
        return own + [text for each in value.values() for text in texts(each)]
    return [text for each in value for text in texts(each)] if isinstance(value, list) else []


def test_facts_without_text_have_places_and_no_sentence(own_store: Store) -> None:
    plan = plan_builder.yunxi()
    own_store.write_plan(replace(plan, facts=without_text(plan.facts)))
    with TestClient(create_app(Settings(), own_store)) as client:
        for url in (
            "/api/entities/firm-lanxin/edges",
            "/api/entities/firm-lanxin/mentions",
            "/api/plans/yunxi/passages",
            "/api/targets",
        ):
            page = client.get(url).json()
            assert page["items"]
            assert set(texts(page)) == {None}, url
        assert client.get("/api/passages/yunxi.p2").json()["text"] is None
        assert not client.get("/api/plans/yunxi").json()["has_text"]
