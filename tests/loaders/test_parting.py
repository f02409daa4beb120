"""Two fields that an "and" joins."""

import pytest

from innograph.loaders.extract.parting import parted
from innograph.loaders.lexicon import lexicon


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("公共安全与防灾减灾", ["公共安全", "防灾减灾"]),
        ("集成电路以及人工智能", ["集成电路", "人工智能"]),
        ("燃料电池及储能", ["燃料电池", "储能"]),
        # One field in the lexicons, a part that is no field, no joint.
        ("软件和信息服务", ["软件和信息服务"]),
        ("智能感知与其他", ["智能感知与其他"]),
        ("人工智能", ["人工智能"]),
    ],
)
def test_fields_that_an_and_joins(name: str, parts: list[str]) -> None:
    assert [name[start:end] for start, end in parted(name, lexicon())] == parts
