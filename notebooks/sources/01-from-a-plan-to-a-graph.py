# ruff: noqa: B018
# %% [markdown]
# # 1. From a plan to a graph
#
# **从一份规划到一张图。** 本例用项目自带的虚构规划(云溪区)演示:读入、识别、归并、入库、查证。每条关系都能回到原文的那一句。
#
# innograph reads a plan in stages, and every stage can be looked at. This notebook takes the plan of a made-up district that
# comes with the project (`examples/yunxi-14fyp.txt`) through all of them.
# %%
import tempfile
from collections import Counter
from pathlib import Path

import pandas as pd

from innograph.graph.evidence import edge_evidence, lines
from innograph.graph.settings import Settings
from innograph.graph.store import Store
from innograph.loaders.pipeline import prepare, read_plan

PLAN = Path("../examples/yunxi-14fyp.txt")
facts = read_plan(PLAN)
facts.plan
# %% [markdown]
# ## The document
# Sections, numbered tasks and passages (sentences, headings, table rows). Offsets count characters of the cleaned text, so that
# every later statement can be found again.
# %%
print(len(facts.sections), "sections,", len(facts.passages), "passages,", len(facts.tasks), "tasks")
pd.DataFrame(
    [(p.id, p.section, p.start, p.end, p.kind, p.text) for p in facts.passages[22:28]],
    columns=["id", "section", "start", "end", "kind", "text"],
)
# %% [markdown]
# ## Entities
# An entity has a type, the places where it is named, and the other names that the plan uses for it, each with a reason.
# %%
print(Counter(entity.type for entity in facts.entities).most_common())
pd.DataFrame(
    [(e.name, e.type, e.kind, len(e.mentions), ", ".join(e.aliases)) for e in facts.entities[:12]],
    columns=["name", "type", "kind", "mentions", "aliases"],
)
# %% [markdown]
# ## Relations
# A relation without a sentence does not exist. `rule` says what produced it, `commitment` how firm the plan is: *built*,
# *under way*, *supported*, *envisaged*, or nothing.
# %%
name = {entity.id: entity.name for entity in facts.entities}
pd.DataFrame(
    [
        (name[r.head], r.type, name.get(r.tail, r.tail), r.commitment, r.rule, r.confidence)
        for r in facts.relations
        if r.type not in ("TARGETS", "RESPONSIBLE_FOR")
    ][:12],
    columns=["head", "type", "tail", "commitment", "rule", "confidence"],
)
# %% [markdown]
# ## Figures
# What the plan wants to reach, and where it stands: value, unit, year, and the words that soften it.
# %%
pd.DataFrame(
    [(f.name, f.value, f.unit, f.year, f.kind, f.hedge) for f in facts.figures[:10]],
    columns=["name", "value", "unit", "year", "kind", "hedge"],
)
# %% [markdown]
# ## Into the graph
# `prepare` ties names to the nodes of the graph (by lexicons and rules, never by likeness alone); `write_plan` puts the plan in,
# whole or not at all. Loading it again changes nothing.
# %%
folder = tempfile.TemporaryDirectory()
store = Store.open(Settings(data=Path(folder.name) / "graph"))
print(store.write_plan(prepare(facts)).status)
print(store.write_plan(prepare(facts)).status)
{label: count for label, count in store.counts().items() if count}
# %% [markdown]
# ## And back to the sentence
# Any edge leads to the place it was read from. 【 】 mark the words that name its ends.
# %%
edge = store.read(
    "MATCH (p:Platform)-[:PARTNERS]-(u:University {name: '青岚大学'}) RETURN p.id AS head, u.id AS tail LIMIT 1"
)[0]
for line in lines(edge_evidence(store, edge["head"], "PARTNERS", edge["tail"])):
    print(line)
# %%
store.close()
folder.cleanup()
