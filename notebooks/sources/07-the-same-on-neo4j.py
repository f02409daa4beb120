# ruff: noqa: E402
# %% [markdown]
# # 7. The same on Neo4j
#
# **换成 Neo4j,其余不变。** 设定 `NEO4J_URI` 即连接服务器;未设定时,本例仍在嵌入式引擎上运行,步骤相同。
#
# The graph speaks Bolt on either side: by default to an engine inside the process, in production to a Neo4j server. Which one is
# a setting; queries, loading, analyses and reports are the same. This notebook uses the server at `NEO4J_URI` if that is set (a
# database for trying: the snapshot is loaded into it if it is empty) and the embedded engine if not.
#
# ```console
# $ docker compose up -d neo4j
# $ export NEO4J_URI=bolt://localhost:7687 NEO4J_USER=neo4j NEO4J_PASSWORD=…
# ```
# %%
import os

import pandas as pd

from innograph.api import jobs
from innograph.graph.settings import Settings
from innograph.graph.store import Store

uri = os.environ.get("NEO4J_URI", "")
if uri:
    settings = Settings(
        uri=uri, user=os.environ.get("NEO4J_USER", "neo4j"), password=os.environ.get("NEO4J_PASSWORD", "")
    )
else:
    settings = Settings.from_env()
store = Store.open(settings)
print("Neo4j server" if not store.embedded else "embedded engine (NEO4J_URI is not set)")
# %% [markdown]
# ## Load
# %%
print(jobs.fill_empty(store), "plans were loaded just now")
{label: count for label, count in store.counts().items() if label in ("Plan", "Entity", "PARTNERS", "TARGETS")}
# %% [markdown]
# ## Ask
# The same named query, the same Cypher.
# %%
from innograph.queries import find_query, run_query

answer = run_query(store, find_query("platforms-by-technology"), {"technology": "graphene"})
pd.DataFrame([{"platform": row["platform"], "partners": len([p for p in row["partners"] if p])} for row in answer.rows])
# %% [markdown]
# ## Analyse
# The data version names what is loaded: two stores with the same plans have the same, and the same results.
# %%
from innograph.graph.analysis import Corpus, centrality
from innograph.graph.analysis.networks import actor_types
from innograph.graph.frames import to_frame

corpus = Corpus.read(store)
to_frame(centrality(corpus, "degree", types=actor_types()))[["rank", "name", "degree"]].head(5)
# %% [markdown]
# ## With the official driver
# Nothing of innograph is needed to read the graph: any Bolt client will do. On a server:
# %%
if uri:
    import neo4j

    with neo4j.GraphDatabase.driver(uri, auth=(settings.user, settings.password)) as driver:
        print(driver.execute_query("MATCH (n:Platform) RETURN count(n) AS platforms").records)
else:
    print("set NEO4J_URI to run this cell on a server")
# %% [markdown]
# ## One difference
# The full-text index has another name on each engine; `store.fulltext_index` tells it, and `store.search` hides the difference.
# %%
print("the full-text index is called", store.fulltext_index)
[(hit["name"], hit["type"], hit["match"]) for hit in store.search("graphene", limit=3)]
# %%
store.close()
