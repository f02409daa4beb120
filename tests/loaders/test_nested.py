"""Fields inside names."""

import pytest

from innograph.loaders.extract.nested import fields_in_names
from innograph.loaders.lexicon import lexicon
from innograph.loaders.lexicon.authority import LexiconAuthority

CASES = [
    ("云溪区石墨烯产业技术创新联盟", "Alliance", {"石墨烯"}),
    ("青岚市智能装备与无人系统产业技术研究院", "ResearchInstitute", {"智能装备", "无人系统"}),
    ("云溪机器人产业园", "Park", {"机器人"}),
    ("青岚国际人工智能大会", "Event", {"人工智能"}),
    ("青岚市高温超导重点实验室", "Platform", {"高温超导"}),
    ("云溪石墨烯应用创新中心", "Platform", {"石墨烯"}),
    ("云溪信息技术研究院", "ResearchInstitute", {"信息技术"}),
    ("云溪科普产业园", "Park", {"科普产业"}),
    ("青岚鼓风机厂创意园", "Park", set()),
    ("云溪检验检测服务平台", "Platform", set()),
    ("远川石墨烯科技有限公司", "Firm", set()),
    ("青岚大学科技园", "Park", set()),
    # Before such class words stands a field, whether a lexicon knows it or not.
    ("云溪飞燕推进系统产业技术创新联盟", "Alliance", {"飞燕推进系统"}),
    ("上海市飞燕冶金汽车材料工程技术研究中心", "Platform", {"飞燕冶金汽车材料"}),
    ("南京大学飞燕器件与无人系统重点实验室", "Platform", {"飞燕器件", "无人系统"}),
    ("云溪飞燕材料及应用技术功能型平台", "Platform", {"飞燕材料及应用技术"}),
    ("飞燕装备国家级产业技术创新联盟", "Alliance", {"飞燕装备"}),
    ("云溪“飞燕”重点实验室", "Platform", set()),
    ("云溪区区块链产业创新中心", "Platform", {"区块链"}),
    ("区域能源重点实验室", "Platform", {"区域能源"}),
]


@pytest.mark.parametrize(("name", "type_", "fields"), CASES, ids=[case[0] for case in CASES])
def test_a_name_names_what_it_is_made_for(name: str, type_: str, fields: set[str]) -> None:
    found = fields_in_names({name: (type_, 0.9)}, lexicon(), LexiconAuthority(lexicon()), places=("云溪",))
    assert found == dict.fromkeys(fields, ("Technology", 0.9))


def test_what_is_accepted_already_stays_as_it_is() -> None:
    forms = {"云溪机器人产业园": ("Park", 0.9), "机器人": ("Technology", 0.5)}
    assert fields_in_names(forms, lexicon(), LexiconAuthority(lexicon())) == {}
