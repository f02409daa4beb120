"""Names that a frame makes certain."""

import pytest

from innograph.loaders.extract.certain import Certain, certain_names, headed_campaigns
from innograph.loaders.extract.completing import completed_list
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
    ("落实“飞燕”行动方案,完善“揭榜挂帅”行动。", [("“飞燕”行动方案", "Policy")]),
    ("深化“云上、岸上、船上”服务品牌建设。", [("“云上、岸上、船上”服务品牌", "Programme")]),
    ("举办“飞燕杯”青年创业大赛。", [("“飞燕杯”青年创业大赛", "Event")]),
    ("用好徐州市“飞燕”成果转化平台。", [("徐州市“飞燕”成果转化平台", "Platform")]),
    ("形成“一核两翼”的空间布局,“飞燕”即成品牌。", []),
    # A fund, behind whose it is.
    (
        "设立规模10亿元的徐州飞燕产业母基金,用好市科技成果转化引导基金和二期创业投资基金。",
        [("徐州飞燕产业母基金", "Fund"), ("市科技成果转化引导基金", "Fund"), ("二期创业投资基金", "Fund")],
    ),
    ("发挥政府引导基金作用,区财政每年安排专项资金,修订《徐州科技专项资金管理办法》。", []),
    # Other things of a class, behind whose they are.
    (
        "推动徐州飞燕产业园、区创业园提质,加入长三角飞燕联盟,",
        [("徐州飞燕产业园", "Park"), ("长三角飞燕联盟", "Alliance")],
    ),
    ("举办徐州飞燕创新大赛,建设区信息共享平台。", [("徐州飞燕创新大赛", "Event"), ("区信息共享平台", "Platform")]),
    ("拥有国家级和省部级重点实验室,徐州飞燕产业园区管委会参加省人民代表大会。", []),
    (
        "打造飞燕湾智能健康创新走廊,形成南北科创发展轴。",
        [("飞燕湾智能健康创新走廊", "Region"), ("南北科创发展轴", "Region")],
    ),
    # A work without marks around its title.
    ("出台飞燕经济高质量发展实施方案,", [("飞燕经济高质量发展实施方案", "Policy")]),
    ("落实相关专项规划,制定实施方案。", []),
    # Prizes of the state and its provinces.
    (
        "获国家科学技术进步奖2项、江苏省科学技术奖5项。",
        [("国家科学技术进步奖", "Programme"), ("江苏省科学技术奖", "Programme")],
    ),
    ("获市科技功臣奖。", [("市科技功臣奖", "Programme")]),
    ("获科学技术奖励3项。", []),
    # Named for two fields, behind whose it is.
    ("依托南京大学量子器件与微纳系统重点实验室,", [("南京大学量子器件与微纳系统重点实验室", "Platform")]),
    ("推动徐州光子材料及应用技术功能型平台建设", [("徐州光子材料及应用技术功能型平台", "Platform")]),
    ("南京大学与徐州飞燕重点实验室", [("徐州飞燕重点实验室", "Platform")]),
    ("南京大学共建光子材料与器件重点实验室", []),
    # A firm and its product before 等项目.
    (
        "加快推进澄光动力电池扩产、砺石8英寸半导体等项目建设。",
        [("澄光", "Firm"), ("动力电池", "Technology"), ("砺石", "Firm"), ("半导体", "Technology")],
    ),
    (
        "加快推进京东方第8.6代新型显示生产线、云泽电池扩产等重大项目建设。",
        [("京东方", "Firm"), ("新型显示", "Technology"), ("云泽", "Firm"), ("电池", "Technology")],
    ),
    ("推进海上风电、新型储能等项目建设。", []),
    ("推进城东人工智能产业园、城西新材料基地等项目。", []),
    # A place and a smaller one in it.
    (
        "带动贵州遵义、内蒙古包头市等地",
        [("贵州", "Region"), ("遵义", "Region"), ("内蒙古", "Region"), ("包头市", "Region")],
    ),
    ("位于江苏省苏州市吴江区的企业", [("江苏省", "Region"), ("苏州市", "Region"), ("吴江区", "Region")]),
    ("设在北京市朝阳区。", [("北京市", "Region"), ("朝阳区", "Region")]),
    ("上海松江大学城", []),
    ("武汉市武昌区政府", []),
    ("与青岚农商银行合作推出信贷产品,", [("青岚农商银行", "Firm")]),
    ("引导多家村镇银行放款。", []),
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


NO_NAMES = """制定并实施飞燕发展规划。|修订完善飞燕项目管理办法。|根据国家统一部署制定本市实施方案。|依据有关法律法规和管理办法。|省委召开全省飞燕创新大会。
徐州承办飞燕创新大会。|市发改委审核飞燕引导基金。|南京大学牵头组织实施飞燕技术创新联盟。|徐州首个产业园开园。|徐州10个产业基地。|徐州两大产业基地。
徐州市30多家孵化器。|徐州各孵化器。|徐州高新区认定孵化器20家。|徐州市属孵化器。|省会城市飞燕产业基金。|推动我市加快融入飞燕都市圈。|打造最具活力都市圈。|打造世界级科技创新走廊。
完成全国飞燕改革任务并推进试点。|“十四五”以来累计承担国家计划。|突破“卡脖子”关键核心技术攻关工程。|提供“一站式”科技服务平台。|围绕“双碳”目标实施科技专项。|落实专利奖补政策,建立质量奖惩机制。
徐州正在谋划生物医药与大健康产业研究院。|南京大学攻克飞燕材料与企业组建重点实验室。"""


@pytest.mark.parametrize("text", [text for text in NO_NAMES.replace("\n", "|").split("|") if text])
def test_clauses_and_classes_are_no_names(text: str) -> None:
    assert list(certain_names(text, lexicon())) == []


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
    ("推动光刻胶、税收优惠、土地供应等产业政策落地", ("光刻胶",), ()),
    ("培育新能源、生物医药产业", ("新能源",), ("生物医药产业",)),
]


@pytest.mark.parametrize(("text", "kept", "added"), LISTS)
def test_lists_are_completed(text: str, kept: tuple[str, ...], added: tuple[str, ...]) -> None:
    spans = [Certain(text.index(name), text.index(name) + len(name), "Technology") for name in kept]
    found = [text[a:b] for a, b, _ in completed_list(text, spans, lexicon())]
    assert tuple(found) == added


HEADINGS = [
    # (passages, those that are headings, the programmes)
    (["(一)源头创新行动", "(二)赛道跃升行动", "(三)人才汇聚行动"], [0, 1, 2], ["源头创新行动", "赛道跃升行动", "人才汇聚行动"]),
    (["(1)实施乡村飞燕工程。", "加强协同。"], [0], ["乡村飞燕工程"]),
    (["深入实施传统产业飞燕工程。"], [], ["传统产业飞燕工程"]),
    (["1、实施科技型企业“飞燕”计划"], [0], ["“飞燕”计划"]),
    # One heading of its kind is a field or a chapter.
    (["(二)地下空间与岩土工程"], [0], []),
    (["二、2026年工作计划", "三、重点行动"], [0, 1], []),
    (["源头创新行动", "赛道跃升行动", "人才汇聚行动"], [], []),
]  # fmt: skip


@pytest.mark.parametrize(("texts", "headings", "expected"), HEADINGS)
def test_headings_that_name_a_programme(texts: list[str], headings: list[int], expected: list[str]) -> None:
    found = headed_campaigns([(text, place in headings) for place, text in enumerate(texts)])
    assert [text[name.start : name.end] for text, name in zip(texts, found, strict=True) if name] == expected
    assert {name.type for name in found if name} <= {"Programme"}
