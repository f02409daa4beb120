# ruff: noqa: E402
# %% [markdown]
# # 2. Which platforms involve graphene, and who stands behind them?
#
# **哪些平台涉及石墨烯,背后是谁?** 用一个命名查询找到平台,再看合作方、承载方与出处;最后生成一份可离线打开的报告。
#
# The bundled snapshot holds the facts of five plans of Shanghai, without their sentences. Evidence then shows as a place (plan,
# passage, characters); load the plans' files and the same cells show the sentences.
# %%
from innograph.api import jobs
from innograph.graph.settings import Settings
from innograph.graph.store import Store

store = Store.open(Settings.from_env())  # the folder INNOGRAPH_DATA, by default .data
jobs.fill_empty(store)
[plan.id for plan in store.plans()]
# %% [markdown]
# ## A named query
# Technologies may be named in Chinese, English or pinyin: `石墨烯`, `graphene`, `shi mo xi`. Every answer says what was searched.
# %%
import pandas as pd

from innograph.queries import find_query, run_query

answer = run_query(store, find_query("platforms-by-technology"), {"technology": "graphene"})
print(answer.coverage)
pd.DataFrame(
    [
        {
            "platform": row["platform"],
            "commitment": row["commitment"],
            "partners": "、".join(p["name"] for p in row["partners"] if p),
            "hosts": "、".join(h["name"] for h in row["hosts"] if h),
        }
        for row in answer.rows
    ]
)
# %% [markdown]
# ## Where is that written?
# %%
pd.DataFrame(
    [
        {
            "platform": row["platform"],
            "passage": e["passage"],
            "from": e["start"],
            "to": e["end"],
            "sentence": e["text"] or "(loaded without text)",
        }
        for row in answer.rows
        for e in row["evidence"]
    ]
)
# %% [markdown]
# ## The people behind the first one
# A `Corpus` is the graph as the analyses read it. The network around the platform with most partners, two steps out:
# %%
import networkx as nx

from innograph.graph import plots
from innograph.graph.analysis import Corpus, Scope, network
from innograph.graph.analysis.networks import ties_in

corpus = Corpus.read(store)
platform = answer.rows[0]["id"]
scope = Scope(ties=("PARTNERS", "SUPPORTS", "HOSTS"))
around = nx.ego_graph(network(corpus, scope), platform, radius=1)
plots.network_plot(
    around, title=f"{answer.rows[0]['platform']}: who stands behind it", basis=corpus.basis(ties_in(around))
)
# %% [markdown]
# Each edge of the network keeps the ties behind it, and each tie the places where it was read.
# %%
pd.DataFrame(
    [
        {
            "tie": f"{corpus.name(t.head)} {t.type} {corpus.name(t.tail)}",
            "commitment": t.commitment,
            "confidence": t.confidence,
            "read in": ", ".join(t.passages),
        }
        for _, _, ties in around.edges(data="ties")
        for t in ties
    ]
)
# %% [markdown]
# ## What the texts do not say
# Platforms of which no partner is named. This is absence from these texts, and is worded so.
# %%
from innograph.graph.analysis import platforms_without_partners

gaps = platforms_without_partners(corpus)
print(f"{len(gaps.gaps)} of {gaps.searched} platforms")
for gap in [g for g in gaps.gaps if "石墨烯" in g.name]:
    print("-", gap.said_zh)
# %% [markdown]
# ## A report to send to a colleague
# One HTML file that opens offline, with tables, an interactive view, plots and every sentence as a numbered note; a workbook
# beside it. On the command line: `innograph report graphene -o graphene.html`.
# %%
import tempfile
from pathlib import Path

from innograph.api.cli_report import subject_of
from innograph.graph.report import build_report, write_report

report = build_report(store, subject_of(store, "graphene"))
with tempfile.TemporaryDirectory() as folder:
    for path in write_report(report, Path(folder) / "graphene.html"):
        print(path.name, path.stat().st_size // 1000, "kB")
{table.id: len(table.rows) for table in report.tables} | {"notes": len(report.notes)}
# %%
store.close()
