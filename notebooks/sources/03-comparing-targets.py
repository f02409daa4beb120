# ruff: noqa: B018, E402
# %% [markdown]
# # 3. Comparing districts' targets
#
# **比较各区的目标。** 指标值带有年份、单位与措辞;能比的才相减,不能比的说明原因。市级目标在各区规划中如何承接,也逐条列出。
#
# A target is a record: indicator, value, unit, year, and the words that soften it. That makes targets comparable, and shows where
# they are not.
# %%
import pandas as pd

from innograph.api import jobs
from innograph.graph import plots
from innograph.graph.analysis import Corpus, cascade, trend
from innograph.graph.frames import to_frame
from innograph.graph.settings import Settings
from innograph.graph.store import Store

store = Store.open(Settings.from_env())
jobs.fill_empty(store)
corpus = Corpus.read(store)
pd.DataFrame(
    [
        {"plan": d.id, "region": d.region_name, "years": f"{d.start_year}-{d.end_year}", "passages": d.passages}
        for d in corpus.documents
    ]
)
# %% [markdown]
# ## One indicator over the years
# High-tech firms (高新技术企业): plans call the indicator by different names, and `trend` takes those together that differ in form
# only. Growth rates and ranks are kept apart from counts.
# %%
firms = trend(corpus, "高新技术企业")
to_frame(firms)[["region", "indicator", "year", "value", "unit", "kind", "hedge", "passage"]]
# %%
plots.timeline(firms)
# %% [markdown]
# ## Two plans side by side
# `match_figures` pairs what two plans say of the same indicator. Where two figures cannot be compared, it says why instead of
# subtracting them.
# %%
from innograph.graph.targets import match_figures, stated_figures

minhang, songjiang = (stated_figures(store.facts(plan)) for plan in ("minhang-13fyp", "songjiang-14fyp"))
pairs, only_minhang, only_songjiang = match_figures(minhang, songjiang)
print(len(pairs), "pairs;", len(only_minhang), "figures only in the first,", len(only_songjiang), "only in the second")
pd.DataFrame(
    [
        {
            "indicator": p.indicator,
            "闵行区": p.a.said,
            "松江区": p.b.said,
            "difference": p.difference,
            "mind": "; ".join(p.reasons),
        }
        for p in pairs[:8]
    ]
)
# %% [markdown]
# ## From the city to the districts
# Which goals of the city's plan do the districts take up? "Not found" means that the district's text, as read, does not say it.
# A plan that names only the field above a technology has not taken it up.
# %%
goals = cascade(corpus)
shares = pd.DataFrame(
    [
        {"plan": plan, **{kind: round(goals.share(plan, kind), 2) for kind in ("technology", "programme")}}
        for plan in goals.lower
    ]
)
print(f"{goals.upper}: {len(goals.goals)} goals")
shares
# %%
table = to_frame(goals)
table[table["kind"] == "technology"][["goal", "taken_up", *goals.lower]].head(12)
# %% [markdown]
# Every cell has its basis: here, where 静安区 takes up the first of these goals.
# %%
goal = next(goal for goal in goals.goals if goal.kind == "technology")
echo = next(echo for echo in goal.echoes if echo.plan == "jingan-2023-2025")
print(goal.name, echo.how, echo.basis.edges[:2], echo.basis.passages[:3])
goals.basis.said()
# %% [markdown]
# ## How firm are the plans?
# Ties by commitment: the share of what is built, under way, supported and envisaged differs from plan to plan.
# %%
from innograph.graph.analysis import commitments

profiles = commitments(corpus, by="plan")
regions = {document.id: document.region_name for document in corpus.documents}
panels = {
    regions[p.group]: [(name or "not stated", count) for name, count in p.counts.items()] for p in profiles.profiles
}
plots.small_multiples(panels, title="Ties by commitment", basis=profiles.basis)
# %%
store.close()
