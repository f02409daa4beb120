# ruff: noqa: E402
# %% [markdown]
# # 5. Bring your own plan
#
# **载入自己的规划。** 写一段虚构的规划文本,读入、与示例规划比较、改正归并、导出;也可以直接分析别处编码的表格。
#
# A plan is a text, HTML, PDF or Word file. Here we write a short one about a made-up district, load it beside the example, and
# look at what was read before trusting it.
# %%
import tempfile
from pathlib import Path

import pandas as pd

from innograph.api import jobs
from innograph.graph.settings import Settings
from innograph.graph.store import Store

folder = tempfile.TemporaryDirectory()
home = Path(folder.name)
text = """青岚市落石区科技创新“十四五”规划

青岚市落石区科学技术局

前言

落石区是青岚市的老工业基地,也是青岚湾科创走廊的重要节点。依据《青岚市科技创新“十四五”规划》,制定本规划。

一、发展目标

到2025年,落石区高新技术企业达到120家,全社会研发经费支出占地区生产总值的比重达到3.5%左右。

二、重点任务

1.建设创新平台

依托青岚大学和云溪石墨烯科技有限公司,建设落石石墨烯中试平台,聚焦石墨烯导热膜和碳纤维复合材料。推动青岚理工大学与落石智造产业园共建机器人应用创新中心,发展协作机器人。落石区支持青岚大学和远川生物医药集团在区内设立细胞治疗研究院。

2.加强区域联动

支持落石智造产业园与云溪高新技术产业园共建飞地孵化器,举办青岚湾人工智能创新大赛。
"""
_ = (home / "luoshi-14fyp.txt").write_text(text, "utf-8")
# %% [markdown]
# ## Load
# On the command line: `innograph load luoshi-14fyp.txt`. The file's name becomes the plan's id.
# %%
store = Store.open(Settings(data=home / "graph"))
files = [home / "luoshi-14fyp.txt", Path("../examples/yunxi-14fyp.txt")]
reports = jobs.load(store, files, plan_id=None, step=lambda _: None)
pd.DataFrame(reports)[["plan", "status", "entities", "relations", "figures"]]
# %% [markdown]
# ## Look at what was read
# Reading is done by rules and a small model, not by a person: look before you count. Every tie says its sentence, its rule and how
# sure it is; low confidence first.
# %%
from innograph.graph.analysis import Corpus
from innograph.graph.evidence import sentences

corpus = Corpus.read(store)
own = corpus.only("luoshi-14fyp")
rows = []
for tie in sorted(own.ties, key=lambda tie: tie.confidence)[:12]:
    (sentence, *_) = sentences(store, tie.spans)
    rows.append(
        {
            "tie": f"{own.name(tie.head)} {tie.type} {own.name(tie.tail)}",
            "confidence": tie.confidence,
            "sentence": sentence.text,
        }
    )
with pd.option_context("display.max_colwidth", 60):
    display(pd.DataFrame(rows))  # noqa: F821 (a notebook has it)
# %% [markdown]
# ## The two districts together
# %%
from innograph.graph.analysis import bridges, region_technology, similarity, trend
from innograph.graph.frames import to_frame

to_frame(bridges(corpus))[["name", "district", "how", "passages"]]
# %%
pair = similarity(region_technology(corpus, level="broadest")).pairs[0]
print(
    f"{pair.first_name} and {pair.second_name}: cosine {pair.value:.2f}, sharing {[label.name for label in pair.shared]}"
)
to_frame(trend(corpus, "高新技术企业"))[["region", "year", "value", "unit", "kind"]]
# %% [markdown]
# ## Take a plan out again
# What it alone said goes; what the other plan says as well stays.
# %%
before = store.counts()["Entity"]
store.remove_plan("luoshi-14fyp")
print(before, "entities before,", store.counts()["Entity"], "after;", [plan.id for plan in store.plans()])
# %% [markdown]
# ## Codings from elsewhere
# The analyses run on frames as well: a table of nodes and a table of readings (who, what kind of tie, with whom, in which plan and
# passage). So a coding by hand can be measured the same way, and be compared with the automatic one.
# %%
from innograph.graph.analysis import centrality
from innograph.graph.frames import corpus_from_frames

nodes = pd.DataFrame(
    {
        "id": ["青岚大学", "岚芯科技", "石墨烯平台"],
        "type": ["University", "Firm", "Platform"],
        "plans": ["a", "a|b", "b"],
    }
)
readings = pd.DataFrame(
    {
        "head": ["青岚大学", "岚芯科技"],
        "type": ["PARTNERS", "SUPPORTS"],
        "tail": ["岚芯科技", "石墨烯平台"],
        "plan": ["a", "b"],
        "passage": ["a.12", "b.3"],
    }
)
to_frame(centrality(corpus_from_frames(nodes, readings), "betweenness"))
# %%
store.close()
folder.cleanup()
