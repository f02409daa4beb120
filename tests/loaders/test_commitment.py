"""How far a clause commits itself."""

import pytest

from innograph.loaders.extract.commitment import LEVELS, commitment_of, furthest, looks_back


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("建成岚湖实验室", "built"),
        ("岚湖实验室获批省重点实验室", "built"),
        ("加快建设岚湖实验室", "under_way"),
        ("推进岚湖实验室二期建设", "under_way"),
        ("支持岚湖实验室提升能级", "supported"),
        ("依托岚湖实验室等平台", "supported"),
        ("鼓励企业参与岚湖实验室建设", "supported"),
        ("谋划岚湖实验室", "envisaged"),
        ("力争岚湖实验室落户", "envisaged"),
        ("打造岚湖科学城", "envisaged"),
        ("筹建岚湖产业联盟", "envisaged"),
        ("岚湖实验室", ""),
    ],
)
def test_level(text: str, level: str) -> None:
    assert commitment_of(text) == level


def test_a_section_that_looks_back_means_done() -> None:
    assert commitment_of("成立岚湖产业联盟", past=True) == "built"
    assert commitment_of("力争岚湖实验室落户", past=True) == "envisaged"
    assert looks_back("“十三五”时期主要成效")
    assert not looks_back("重点任务")


def test_furthest_is_nearest_to_done() -> None:
    assert furthest({"envisaged", "under_way"}) == "under_way"
    assert furthest(set()) == ""
    assert furthest(set(LEVELS)) == "built"
