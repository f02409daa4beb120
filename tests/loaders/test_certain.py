"""Names that a frame makes certain."""

import pytest

from innograph.loaders.extract.certain import Certain, certain_names, completed_list
from innograph.loaders.lexicon import lexicon

FRAMES = [
    # Firms in full, with whatever stands in front.
    ("其运营主体云溪澄光技术有限公司实现销售。", [("云溪澄光技术有限公司", "Firm")]),
    (
        "引进澄光(云溪)光电材料股份有限公司和砺石有限公司。",
        [("澄光(云溪)光电材料股份有限公司", "Firm"), ("砺石有限公司", "Firm")],
    ),
    ("支持有限公司上市。", []),
    ("鼓励国有独资有限责任公司改制为股份有限公司。", []),
    ("我市新增股份有限公司12家。", []),
    # What a place was admitted to.
    ("云溪入选首批国家飞燕改造试点城市。", [("国家飞燕改造试点城市", "Programme")]),
    ("全域纳入国家飞燕配置综合改革试点,成效明显。", [("国家飞燕配置综合改革试点", "Programme")]),
    ("企业列入青岚市飞燕示范工厂。", [("青岚市飞燕示范工厂", "Programme")]),
    ("推进飞燕试点。", []),
    ("获批全省首个零碳示范工厂。", []),
    ("入选全省近一半的改革试点。", []),
    ("入选国家飞燕冠军或国家云帆创新示范企业。", []),
    ("创建国家飞燕创新示范区。", []),
    # What has its name in marks.
    (
        "全面打响“云溪制造”品牌,开展“飞燕还巢”专项行动。",
        [("“云溪制造”品牌", "Programme"), ("“飞燕还巢”专项行动", "Programme")],
    ),
    ("落实“飞燕”行动方案,完善“揭榜挂帅”行动。", []),
    # A firm and its product before 等项目.
    (
        "加快推进澄光动力电池扩产、砺石8英寸半导体等项目建设。",
        [("澄光", "Firm"), ("动力电池", "Technology"), ("砺石", "Firm"), ("半导体", "Technology")],
    ),
    ("推进海上风电、新型储能等项目建设。", []),
    ("推进城东人工智能产业园、城西新材料基地等项目。", []),
    # What is made and counted.
    ("汽车产业增加值增长9.1%。", [("汽车", "Technology")]),
    ("新能源汽车产量突破5万辆。", [("新能源汽车", "Technology")]),
    ("进出口增长3%。", []),
    ("服务业增加值增长5%。", []),
    # Places with what they make.
    (
        "徐州锂电、常州光伏等特色产业加快发展。",
        [("徐州", "Region"), ("锂电", "Technology"), ("常州", "Region"), ("光伏", "Technology")],
    ),
    ("徐州锂电、飞燕等特色产业。", []),
    ("徐州石墨烯产业集群、常州光伏产业集群。", []),
]


@pytest.mark.parametrize(("text", "expected"), FRAMES)
def test_frames(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(text[a:b], type_) for a, b, type_ in certain_names(text, lexicon())] == expected


LISTS = [
    # (text, fields that the filter kept, fields that the list adds)
    ("在焦化、烧结、印染等行业推广", ("烧结",), ("焦化", "印染")),
    ("发展冶金、化工、飞燕", ("冶金",), ("化工",)),
    ("发展集成电路、人工智能", (), ()),
    ("推动产业、人工智能、光伏", ("光伏",), ("人工智能",)),
    # A list that says what it lists is completed with whatever it holds.
    ("突破光刻胶、飞燕成型、云帆沉积等关键技术", ("光刻胶",), ("飞燕成型", "云帆沉积")),
    ("加快飞燕熔炼、光刻胶、电子特气等材料攻关", ("光刻胶", "电子特气"), ("飞燕熔炼",)),
    ("促进飞燕技术与云帆、光刻胶、电子特气等材料", ("光刻胶", "电子特气"), ()),
    ("面向飞燕、光刻胶、云帆等领域", ("光刻胶",), ()),
    ("集聚人才、资金、云帆等服务", (), ()),
    ("围绕人工智能、生物医药、平台建设、队伍培养等产业", ("人工智能", "生物医药"), ()),
    ("围绕人工智能、生物医药、飞燕流动等产业发展需要", ("人工智能", "生物医药"), ()),
    ("培育新能源、生物医药产业", ("新能源",), ("生物医药产业",)),
]


@pytest.mark.parametrize(("text", "kept", "added"), LISTS)
def test_lists_are_completed(text: str, kept: tuple[str, ...], added: tuple[str, ...]) -> None:
    spans = [Certain(text.index(name), text.index(name) + len(name), "Technology") for name in kept]
    found = [text[a:b] for a, b, _ in completed_list(text, spans, lexicon())]
    assert tuple(found) == added
