"""Features of spans: borders, lists, the region's own name, and what the second look sees of rivals and the document."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innograph.loaders.extract.features import clause_at, context, span_features
from innograph.loaders.extract.stacking import FirstLook, level, second_look
from innograph.loaders.extract.taggers import STATE_WIDTH, Name, Tagged
from innograph.loaders.lexicon import lexicon

TYPES = ("Firm", "Platform", "Technology")


def features(text: str, name: str, **options: object) -> set[str]:
    ctx = context(text, lexicon(), **options)  # type: ignore[arg-type]
    start = text.index(name)
    return set(span_features(ctx, start, start + len(name)))


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("建设云溪传感中心。", "云溪传感中心", {"Lv建设", "SPlatform", "rc1=。", "own"}),
        ("依托远川、澄光、青岚精工等企业发展。", "澄光", {"P=mAA", "ok", "H=企业True"}),
        ("依托远川、澄光、青岚精工等企业发展。", "依托远川", {"vfirst", "vf=依托"}),
        ("聚焦人工智能产业发展。", "人工智能", {"X=Technology", "Lv聚焦"}),
        ("实施“雁阵”计划。", "“雁阵”计划", {"q", "q0", "SProgramme"}),
        ("打造6G和8K场景。", "8K", {"lat", "dig"}),
        ("推动重点实验室建设。", "重点实验室", {"gen"}),
    ],
)
def test_a_span_shows_what_it_is(text: str, name: str, expected: set[str]) -> None:
    found = features(text, name, places=("云溪区", "云溪"), generic=lambda n: n == "重点实验室")
    assert expected <= found


def test_what_the_taggers_say_shows_at_the_borders() -> None:
    words = [("建设", "v"), ("云溪", "LOC"), ("传感中心", "n"), ("。", "w")]
    said = Tagged(words, [Name(2, 8, "ORG")], np.zeros((9, STATE_WIDTH)))
    found = features("建设云溪传感中心。", "云溪传感中心", tagged=said)
    assert {"t[", "t]", "tp=v", "tf=LOC", "tl=n", "tq=LOC-n", "tpn=vw"} <= found
    assert "tb=00" in features("建设云溪传感中心。", "溪传感中", tagged=said)
    assert {"m[=ORG", "m]=ORG", "M=11ORG", "M=11ORGPlatform"} <= found
    assert {"m[~=ORG", "m]~=ORG", "M=00ORG"} <= features("建设云溪传感中心。", "溪传感中", tagged=said)
    assert "Mx=11" in features(
        "建设云溪传感中心。", "设云溪", tagged=Tagged(words, [Name(0, 3, "LOC"), Name(3, 8, "ORG")], said.states)
    )
    assert not any(f.startswith("t") for f in features("建设云溪传感中心。", "云溪传感中心"))


def test_a_clause_knows_its_items_and_head() -> None:
    text = "支持甲乙电子、丙丁精工等龙头企业,建设平台。"
    clause = clause_at(context(text, lexicon()), 3)
    assert [text[a:b] for a, b in clause.items] == ["支持甲乙电子", "丙丁精工等龙头企业"]
    assert clause.head == "龙头企业"
    assert clause.verb == "支持"


@given(st.floats(0, 1), st.floats(0, 1))
def test_levels_rise_with_probability(a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert -6 <= level(low) <= level(high) <= 5


def look(text: str, names: dict[str, float]) -> FirstLook:
    spans = sorted((text.index(n), text.index(n) + len(n)) for n in names)
    probability = np.array([names[text[a:b]] for a, b in spans], dtype=np.float32)
    types = np.tile(np.array([0.1, 0.1, 0.8], dtype=np.float32), (len(spans), 1))
    return FirstLook(text, tuple(spans), probability, types, (False,) * len(spans))


def test_the_second_look_sees_neighbours_rivals_and_the_document() -> None:
    first = look("突破边界防护、主动防御、入侵检测。", {"边界防护": 0.9, "主动防御": 0.1, "入侵检测": 0.9, "入侵": 0.2})
    second = look("加强主动防御。", {"主动防御": 0.95})
    found = second_look([first, second], TYPES)
    defence = set(found[0][first.spans.index((7, 11))])
    assert {"1nl=Technology", "1nr=Technology", "1L=4", "1LT=Technology3", "1k=2", "1Dm=3", "1DT=Technology"} <= defence
    part = set(found[0][[b - a for a, b in first.spans].index(2)])
    assert {"1o=2", "1c=2", "1D0"} <= part


def test_no_spans_no_features() -> None:
    assert second_look([look("空。", {})], TYPES) == [[]]
