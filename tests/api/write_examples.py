"""Write api/examples.json: what the routes answer on the made-up plans, lists cut to one item. Run it from the root."""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

import plan_builder

from innograph.api import app as api
from innograph.graph.settings import Settings
from innograph.graph.store import Store

URLS = {
    "Health": "/health",
    "Ready": "/ready",
    "SearchPage": "/api/search?q=石墨烯",
    "SuggestionPage": "/api/suggest?q=graphnee",
    "EntityPage": "/api/entities",
    "Entity": "/api/entities/firm-lanxin",
    "EntityEdgePage": "/api/entities/firm-lanxin/edges",
    "MentionPage": "/api/entities/firm-lanxin/mentions",
    "NeighbourPage": "/api/entities/firm-lanxin/neighbours",
    "Routes": "/api/paths?from=石墨烯中试平台&to=岚芯科技",
    "Subgraph": "/api/subgraph?ids=石墨烯中试平台",
    "PlanPage": "/api/plans",
    "Plan": "/api/plans/yunxi",
    "SectionPage": "/api/plans/yunxi/sections",
    "PassagePage": "/api/plans/yunxi/passages",
    "PassageDetail": "/api/passages/yunxi.p3",
    "IndicatorPage": "/api/indicators",
    "TargetPage": "/api/targets",
    "Types": "/api/types",
    "QueryPage": "/api/queries",
    "QueryAnswer": "/api/queries/platforms-by-technology?technology=graphene",
    "EdgeDetail": "/api/edges/firm-lanxin/PARTNERS/university-青岚大学",
    "PlanComparison": "/api/compare?a=yunxi&b=luoshi",
    "AskAnswer": "/api/ask?q=哪些平台涉及石墨烯",
    "Manifest": "/api/reconcile",
    "Results": '/api/reconcile?queries={"q0":{"query":"岚芯科技","limit":1}}',
    "Extended": '/api/reconcile?extend={"ids":["firm-lanxin"],"properties":[{"id":"TARGETS"},{"id":"mentions"}]}',
    "Suggested": "/api/reconcile/suggest/entity?prefix=石墨",
    "Proposed": "/api/reconcile/properties?type=Firm&limit=3",
    "Preview": "/api/reconcile/flyout/type?id=Firm",
    "Problem": "/api/plans/nowhere",
}


def cut(value: Any) -> Any:
    """The same with at most one item in every list of records."""
    if isinstance(value, dict):
        return {key: cut(each) for key, each in value.items()}
    if isinstance(value, list):
        return [cut(each) for each in (value[:1] if value and isinstance(value[0], dict) else value)]
    return value


def main() -> None:
    """Fill a graph, ask, write."""
    with tempfile.TemporaryDirectory() as folder, Store.open(Settings(data=Path(folder))) as store:
        store.write_plan(plan_builder.yunxi())
        store.write_plan(plan_builder.luoshi())
        with TestClient(
            api.create_app(Settings(data=Path(folder), cypher=True, upload=True, hosts="testserver"), store)
        ) as client:
            headers = {"X-Request-ID": "5f0c6a7be1c94d0f"}
            asked = {"query": "MATCH (p:Platform) RETURN p.id AS id, p.name AS name"}
            found = {"CypherAnswer": cut(client.post("/api/cypher", json=asked, headers=headers).json())}
            example = Path(__file__).parents[2] / "examples" / "yunxi-14fyp.txt"
            files = {"file": (example.name, example.read_bytes())}
            found["PlanPreview"] = cut(client.post("/api/plans/preview", files=files, headers=headers).json())
            found |= {name: cut(client.get(url, headers=headers).json()) for name, url in URLS.items()}
    found["PlanWritten"] = {
        "plan": "yunxi-14fyp",
        "status": "added",
        "seconds": 0.4,
        "coverage": found["Plan"]["coverage"],
    }
    found["PlanPreview"]["seconds"] = 1.0
    for name in ("QueryAnswer", "AskAnswer", "CypherAnswer"):
        found[name]["milliseconds"] = 1.0
    api.EXAMPLES.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
