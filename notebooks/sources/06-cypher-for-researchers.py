# ruff: noqa: E402
# %% [markdown]
# # 6. Cypher for researchers
#
# **研究者的 Cypher 入门。** 七条语句,从数一数到带出处的路径;每条都能在自带的嵌入式引擎和 Neo4j 上运行。
#
# Cypher draws what it looks for: `(a)-[:HOSTS]->(b)` is a node that hosts another. Seven statements carry a long way.
# `store.read` runs a statement as a reader who cannot change anything.
# %%
import pandas as pd

from innograph.api import jobs
from innograph.graph.settings import Settings
from innograph.graph.store import Store

store = Store.open(Settings.from_env())
jobs.fill_empty(store)


def ask(cypher, **parameters):
    return pd.DataFrame(store.read(cypher, parameters))


# %% [markdown]
# ## 1. Count
# Nodes carry a type (`Platform`, `University`, …); organisations also the label `Actor`, everything named the label `Entity`.
# %%
ask(
    "MATCH (n:Actor) UNWIND labels(n) AS type WITH type WHERE NOT type IN ['Entity', 'Actor'] RETURN type, count(*) AS number ORDER BY number DESC"
)
# %% [markdown]
# ## 2. Find by name
# Look a node up by one label: `(n:Entity {name: …})`. `aliases` holds its other names.
# %%
ask(
    "MATCH (n:Entity {name: $name}) RETURN n.id AS id, n.name_en AS english, n.aliases AS aliases, n.mentions AS mentions",
    name="上海交通大学",
)
# %% [markdown]
# ## 3. Follow a tie
# An arrow has a direction; partnership has none, so leave the arrow's head away.
# %%
ask(
    "MATCH (p:Platform)-[e:PARTNERS]-(a:Actor) RETURN p.name AS platform, a.name AS partner, e.commitment AS commitment, "
    "e.confidence AS confidence ORDER BY platform, partner LIMIT 8"
)
# %% [markdown]
# ## 4. Group
# What stands beside an aggregate is what it is grouped by.
# %%
ask(
    "MATCH (r:Region)-[:TARGETS]->(t:Technology) WITH t, collect(r.name) AS regions WHERE size(regions) > 2 "
    "RETURN t.name AS technology, regions ORDER BY size(regions) DESC, technology LIMIT 8"
)
# %% [markdown]
# ## 5. Absence
# `NOT` before a pattern. What is not in the graph was not read in these texts; it may well exist.
# %%
ask("MATCH (p:Platform) WHERE NOT (p)-[:PARTNERS]-() RETURN count(p) AS platforms_without_a_partner_in_these_texts")
# %% [markdown]
# ## 6. Figures
# A plan STATES a target, which is OF an indicator and FOR a region. `norm_value` is in base units (亿元 → 元).
# %%
ask(
    "MATCH (p:Plan)-[:STATES]->(t:Target {kind: 'target'})-[:OF]->(i:Indicator) WHERE t.year = 2025 "
    "RETURN p.region AS region, i.name AS indicator, t.value AS value, t.unit AS unit ORDER BY region, indicator LIMIT 8"
)
# %% [markdown]
# ## 7. Evidence
# An edge's evidence stands in lists that run side by side: passage, start, end, rule. `UNWIND` takes them apart, and the passage
# leads to the section and, where the plan was loaded with its text, to the sentence (`s.text`).
# %%
ask(
    "MATCH (h)-[e:HOSTS]->(p:Platform) UNWIND range(0, size(e.passages) - 1) AS i MATCH (s:Passage {id: e.passages[i]}) "
    "RETURN h.name AS host, p.name AS platform, s.plan AS plan, s.id AS passage, e.starts[i] AS start, e.rules[i] AS rule "
    "ORDER BY passage, start LIMIT 8"
)
# %% [markdown]
# ## Paths
# The shortest way between two entities, over any tie that is read from text:
# %%
ask(
    "MATCH (a:Entity {name: '复旦大学'}), (b:Entity {name: '松江区'}) "
    "MATCH p = shortestPath((a)-[:HOSTS|PARTNERS|SUPPORTS|PART_OF*..6]-(b)) RETURN [n IN nodes(p) | n.name] AS path"
)
# %% [markdown]
# ## Statements worth keeping
# The queries that come with innograph are files of the same kind, with a header that names their parameters. List them with
# `innograph query`, read one to learn from it:
# %%
from innograph.queries import catalogue, find_query

print(len(catalogue()), "named queries, for example:")
print(find_query("technologies-without-a-host").cypher[:420])
# %%
store.close()
