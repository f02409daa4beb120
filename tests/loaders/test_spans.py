"""Candidate spans: every name is among them, and none crosses the border of a clause."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innograph.loaders.extract.spans import LONGEST, candidates
from innograph.loaders.extract.vocabulary import CLASS_TYPES, HARD_DELIMITER, LIGHT_NOUNS, VERBS, WordFinder
from innograph.loaders.lexicon import lexicon

SENTENCES = [
    ("依托青岚大学、云溪研究院等高校院所,建设智能传感联合实验室。", ["青岚大学", "云溪研究院", "智能传感联合实验室"]),
    ("支持远川精工、澄光电子等企业突破微纳加工、柔性显示。", ["远川精工", "澄光电子", "微纳加工", "柔性显示"]),
    ("实施“雁阵”计划,举办青岚创新创业大赛。", ["“雁阵”计划", "青岚创新创业大赛"]),
    ("推进中国(青岚)跨境合作示范区建设。", ["中国(青岚)跨境合作示范区"]),
    ("落实《云溪区科技创新行动方案》。", ["云溪区科技创新行动方案"]),
    (
        "依据《中共青岚市委、青岚市人民政府关于进一步加快建设具有全国影响力的科技创新中心的若干意见》。",
        ["中共青岚市委、青岚市人民政府关于进一步加快建设具有全国影响力的科技创新中心的若干意见"],
    ),
    ("推进青“云”创新带(以下简称青“云”带)建设。", ["青“云”创新带"]),
    ("布局8K、XR和氢燃料电池等领域。", ["8K", "XR", "氢燃料电池"]),
]
WORDS = st.text(alphabet="甲乙丙丁", min_size=1, max_size=3)


@pytest.mark.parametrize(("text", "names"), SENTENCES)
def test_every_name_is_a_candidate(text: str, names: list[str]) -> None:
    found = {text[a:b] for a, b in candidates(text, lexicon()).spans}
    assert set(names) <= found


PIECES = [*"青岚云溪建设支持和与、,。“”()《》的", "研究院", "平台", "3家", "集成电路"]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_spans_lie_inside_one_clause_unless_a_title_goes_on(text: str) -> None:
    found = candidates(text, lexicon())
    listed = {(m.start, m.end) for m in found.matches} | {m.span(1) for m in re.finditer("《([^《》]{3,})》", text)}
    assert list(found.spans) == sorted(set(found.spans))
    for start, end in found.spans:
        assert 0 <= start < end <= len(text)
        if (start, end) not in listed:
            assert 2 <= end - start <= LONGEST
            assert not HARD_DELIMITER.search(text[start:end])
            assert text[start:end].count("“") == text[start:end].count("”")


@pytest.mark.parametrize(
    ("text", "name"),
    [("依托青岛即墨经济开发区建设平台。", "青岛即墨经济开发区"), ("推进会同县云帆产业园建设。", "会同县云帆产业园"), ("发展即食食品产业。", "即食食品")],
)  # fmt: skip
def test_words_that_part_names_may_stand_in_them(text: str, name: str) -> None:
    assert name in {text[a:b] for a, b in candidates(text, lexicon()).spans}


def test_no_name_holds_the_definition_of_its_short_form() -> None:
    text = "推进青“云”创新带(以下简称青“云”带)建设。"
    assert not any("简称" in text[a:b] for a, b in candidates(text, lexicon()).spans)


@pytest.mark.parametrize(
    ("text", "never", "still"),
    [
        ("云帆12吉瓦时动力电池扩产项目", "云帆12吉瓦时动力电池扩产", "动力电池"),
        ("推进楚陵三市国家高新区建设", "楚陵三市国家高新区", "国家高新区"),
        ("入选第二批青岚科技改革试点", "第二批青岚科技改革试点", "青岚科技改革试点"),
        ("“一带”即云帆汽车产业带", "“一带”即云帆汽车产业带", "云帆汽车产业带"),
        ("新增10家省级概念验证中心", "10家省级概念验证中心", "概念验证中心"),
        ("区科技局会同区发改委", "区科技局会同区发改委", "区发改委"),
        ("重卡变速器产量增长", "重卡变速器产量", "重卡变速器"),
    ],
)
def test_no_name_holds_a_count_a_measure_or_a_predicate(text: str, never: str, still: str) -> None:
    found = {text[a:b] for a, b in candidates(text, lexicon()).spans}
    assert never not in found
    assert still in found


@given(
    st.sets(WORDS, min_size=1, max_size=6), st.sets(WORDS, min_size=1, max_size=6), st.text("甲乙丙丁戊", max_size=20)
)
def test_one_pass_finds_what_two_patterns_find(first: set[str], second: set[str], text: str) -> None:
    found = WordFinder({"a": first, "b": second}).longest(text)
    for kind, words in (("a", first), ("b", second)):
        pattern = re.compile("|".join(sorted(map(re.escape, words), key=lambda w: -len(w))))
        spans = [(m.start(), m.end()) for i in range(len(text)) if (m := pattern.match(text, i))]
        assert found[kind] == spans


def test_the_word_lists_are_data_without_overlap_in_sense() -> None:
    assert len(VERBS) > 200
    assert len(LIGHT_NOUNS) > 50
    assert len({t for types in CLASS_TYPES.values() for t in types}) == 14
