"""Forms of the lexicons in a text, and whose they are."""

import pytest

from innograph.loaders.extract.vocabulary import DECIDING, deciding_word
from innograph.loaders.lexicon import Entry, Lexicon, lexicon

MATCHES = [
    # A short form is no university inside another's name.
    ("河南大学与南京大学合作", {"河南大学", "南京大学"}),
    ("东南大学、湖南大学", {"东南大学", "湖南大学"}),
    ("推进南大科技园建设", {"南大"}),
    # A county's stem stands in plain words; its full name does not.
    ("建设创新平台", set()),
]  # fmt: skip


@pytest.mark.parametrize(("text", "universities"), MATCHES)
def test_universities_in_a_text(text: str, universities: set[str]) -> None:
    found = {text[m.start : m.end] for m in lexicon().matches(text) if m.entry.type in {"University", "Region"}}
    assert {form for form in found if form.endswith(("大学", "大", "平"))} == universities


def test_a_form_is_its_owners_then_not_a_firms() -> None:
    software = Entry("金山软件", "Firm", ("金山软件", "金山"))
    district = Entry("金山区", "Region", ("金山区", "金山"))
    named = Entry("金山", "Park", ("金山",))
    assert Lexicon((software, district)).by_form["金山"] is district
    assert Lexicon((software, district, named)).by_form["金山"] is named
    assert Lexicon((software, district)).by_form["金山软件"] is software


def test_every_exact_name_is_matched() -> None:
    text = "长三角G60科创走廊与张江实验室"
    assert {"张江实验室"} <= {text[m.start : m.end] for m in lexicon().matches(text)}


def test_a_name_ends_with_one_deciding_word_at_most() -> None:
    assert not [(a, b) for a in DECIDING for b in DECIDING if a != b and a.endswith(b)]
    assert deciding_word("青岚临床研究医院") == "医院"
    assert deciding_word("青岚技术研究中心") == ""
