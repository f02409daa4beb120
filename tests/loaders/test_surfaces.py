"""Further forms of a name that the text shows beside its mentions."""

import pytest

from innograph.graph.records import Entity, Mention, Passage
from innograph.loaders.extract.surfaces import AREA, BRACKETED, EDITION, FIELD_BEHIND, with_surfaces
from innograph.loaders.pipeline import authority


def entity(text: str, name: str, type_: str) -> tuple[Entity, Passage]:
    at = text.index(name)
    mention = Mention("p1", 100 + at, 100 + at + len(name), name)
    return Entity("e1", name, type_, (mention,)), Passage("p1", "s1", 100, 100 + len(text), "", "sentence", text)


@pytest.mark.parametrize(
    ("text", "name", "type_", "forms", "why"),
    [
        ("突破星核电池技术瓶颈", "星核电池", "Technology", ["星核电池技术"], FIELD_BEHIND),
        ("发展星核电池产业", "星核电池产业", "Technology", ["星核电池"], FIELD_BEHIND),
        ("发展氢能产业", "氢能产业", "Technology", ["氢能"], FIELD_BEHIND),
        ("办好第三届青岚机器人大赛", "青岚机器人大赛", "Event", ["第三届青岚机器人大赛"], EDITION),
        ("举办2026青岚机器人大赛", "2026青岚机器人大赛", "Event", ["青岚机器人大赛"], EDITION),
        ("依托云帆码头(YunPort)等载体", "云帆码头", "Park", ["YunPort"], BRACKETED),
        ("依托云帆码头(YunPort)等载体", "云帆码头(YunPort)", "Park", ["YunPort", "云帆码头"], BRACKETED),
        ("国家星核技术创新中心(南京)启动二期", "国家星核技术创新中心", "Platform", ["国家星核技术创新中心(南京)"], BRACKETED),
        ("落实《云溪规划纲要(2026-2030年)》", "云溪规划纲要(2026-2030年)", "Policy", ["云溪规划纲要"], BRACKETED),
        ("面向东北亚地区", "东北亚地区", "Region", ["东北亚"], AREA),
    ],
)  # fmt: skip
def test_forms_beside_a_mention(text: str, name: str, type_: str, forms: list[str], why: str) -> None:
    one, passage = entity(text, name, type_)
    found = with_surfaces([one], [passage], authority())[0]
    assert list(found.aliases) == forms
    assert found.reasons == dict.fromkeys(forms, why)


@pytest.mark.parametrize(
    ("text", "name", "type_"),
    [
        ("发展新一代信息技术", "新一代信息技术", "Technology"),  # 新一代信息 is no field
        ("繁荣文化产业", "文化产业", "Technology"),
        ("星核与电池技术", "星核与", "Technology"),
        ("青岚大学(以下简称青大)", "青岚大学", "University"),
        ("青岚石油大学(东洲)", "青岚石油大学(东洲)", "University"),  # another place has one of its own
        ("青岚高新区(含云帆码头)", "青岚高新区", "Park"),
        ("发展光分路器(PLC)等产品", "光分路器", "Technology"),  # PLC is another thing to the lexicons
        ("面向广东九市", "广东九市", "Region"),
        ("发展星核电池(GWh)", "星核电池", "Technology"),
        ("发展星核电池,技术领先", "星核电池", "Technology"),
    ],
)
def test_what_is_no_other_form(text: str, name: str, type_: str) -> None:
    one, passage = entity(text, name, type_)
    assert with_surfaces([one], [passage], authority()) == (one,)


def test_a_form_that_is_another_entity_stays_with_it() -> None:
    text = "发展星核电池产业、星核电池"
    one, passage = entity(text, "星核电池产业", "Technology")
    at = text.rindex("星核电池")
    other = Entity("e2", "星核电池", "Technology", (Mention("p1", 100 + at, 100 + at + 4, "星核电池"),))
    assert with_surfaces([one, other], [passage], authority()) == (one, other)
