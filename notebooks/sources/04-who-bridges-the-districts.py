# ruff: noqa: E402
# %% [markdown]
# # 4. Who bridges the districts?
#
# **谁连接了各区?** 行动者网络、中心性、社群、跨区联系,以及去掉一份规划后排名是否还站得住。
#
# Network measures on five documents are easily over-read. Every number here carries what it was computed from, and the last part
# asks how far a ranking hangs on a single plan.
# %%
import pandas as pd

from innograph.api import jobs
from innograph.graph import plots
from innograph.graph.analysis import (
    Corpus,
    bridges,
    centrality,
    communities,
    districts,
    network,
    sentences_behind,
    stability,
)
from innograph.graph.analysis.networks import actor_types
from innograph.graph.frames import to_frame
from innograph.graph.settings import Settings
from innograph.graph.store import Store

store = Store.open(Settings.from_env())
jobs.fill_empty(store)
corpus = Corpus.read(store)
[corpus.name(region) for region in districts(corpus)]
# %% [markdown]
# ## The network
# Actors and regions, tied by hosting, partnership, support and membership. The districts stand out as stars: a plan speaks mostly
# of what its district hosts.
# %%
plots.network_plot(network(corpus), title="Actors and regions of five plans", largest=True)
# %% [markdown]
# ## In the middle
# Regions are in the network, but only organisations are ranked.
# %%
ranking = centrality(corpus, "betweenness", types=actor_types())
print(ranking.basis.said())
to_frame(ranking)[["rank", "name", "type", "betweenness", "edges"]].head(10)
# %%
plots.bars(ranking, title="Betweenness of organisations", top=12)
# %% [markdown]
# ## Communities
# %%
parts = communities(corpus)
print(f"modularity {parts.modularity:.2f}; {parts.basis.method}")
to_frame(parts)[["number", "name", "members", "edges"]].head(8)
# %% [markdown]
# ## Bridges, with the sentences behind each crossing
# An organisation bridges two districts if it is at home in one and tied to the other, or tied to both. With `named=True` it also
# counts where a district's plan merely names it.
# %%
found = bridges(corpus)
to_frame(found)[["name", "type", "district", "how", "passages"]]
# %% [markdown]
# The sentences on both sides of the first bridge. The snapshot has places only; with the plans loaded, the text is there.
# %%
first = found.actors[0]
for side in first.sides:
    print(f"{first.name} - {side.name} ({side.how})")
    for sentence in sentences_behind(store, side.ties):
        print("  ", sentence.passage, sentence.start, sentence.end, sentence.text or "(loaded without text)")
# %%
pd.DataFrame(
    [
        {"one": corpus.name(a), "other": corpus.name(b), "bridges": len(actors)}
        for (a, b), actors in found.pairs().items()
    ]
)
# %% [markdown]
# ## What districts work on, and how alike they are
# Sentences by which a district, or anything at home in it, targets a technology; then the revealed advantage (above 1: more
# of the district's attention than of all districts'), and the similarity of the districts' profiles.
# %%
from innograph.graph.analysis import region_technology, revealed_advantage, similarity

matrix = region_technology(corpus, level="broadest")
plots.heat(matrix, title="Sentences on a field, by district", top=15)
# %%
to_frame(revealed_advantage(matrix).head(8)).round(2)
# %%
to_frame(similarity(matrix))[["first", "second", "cosine", "shared"]].assign(
    shared=lambda frame: frame["shared"].str.len()
)
# %% [markdown]
# ## Does the ranking hold without one of the plans?
# %%
test = stability(corpus, lambda part: centrality(part, "betweenness", types=actor_types()), top=10)
pd.DataFrame(test.plan_rows())[["plan", "tau", "overlap"]].round(2)
# %%
to_frame(test)[["rank", "name", "best", "worst", "stayed", "of"]]
# %% [markdown]
# `worst` is empty where an organisation is gone without one of the plans: then its place rests on that plan alone. Say so when
# you publish the ranking.
# %%
store.close()
