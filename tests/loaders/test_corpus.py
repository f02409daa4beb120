"""Annotated plans: marks in the text, and the rules for what may stand in the corpus."""

import re
from functools import cache
from pathlib import Path

import pytest

from innograph.graph.errors import ReadError
from innograph.loaders.extract.corpus import CODES, plain, read_corpus, read_marked
from innograph.loaders.lexicon import lexicon

ROOT = Path(__file__).parents[2]
TRAINING = ROOT / "training"
PLANS = ROOT.parent / "shared" / "plans"
WHOLE = sorted((TRAINING / "corpus").glob("*.txt"))
MARKED = [*WHOLE, *sorted((TRAINING / "excerpts").glob("*.txt"))]
RUN = 20
"""Characters of a plan's prose that may not stand in text of our own."""
FORMULA = "习近平新时代中国特色社会主义思想"
"""A title that every plan names in the same words."""

TEXT = """# title: 青岚市云溪区科技创新规划
# issuer: 云溪区人民政府
# region: 云溪区
# years: 2026-2030
一、总体要求
[云溪区|RE]依托[青岚大学|U]([青大|U=青岚大学])建设[云溪传感创新中心|PL],突破[智能传感|TE]关键技术,形成产业优势。
@ 青岚大学 | SUPPORTS | 云溪传感创新中心
@ 云溪区 | RESPONSIBLE_FOR | task:3
@ 云溪区 | TARGETS | 无名之物
% 研发机构数量 | 30-50 | 家 | 2030 | target |
"""


def test_marks_become_gold(tmp_path: Path) -> None:
    path = tmp_path / "yunxi.txt"
    path.write_text(TEXT, "utf-8")
    found = read_marked(path)
    types, optional = found.forms()
    assert types == {
        "云溪区": "Region",
        "青岚大学": "University",
        "青大": "University",
        "云溪传感创新中心": "Platform",
        "智能传感": "Technology",
    }
    assert not optional
    assert "[" not in found.document.text
    assert [(r["type"], r["tail"]) for r in found.gold["relations"]] == [
        ("SUPPORTS", "e3"),
        ("RESPONSIBLE_FOR", "task:3"),
    ]
    assert found.gold["indicators"][0]["value"] == 30


def test_an_unknown_code_names_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "bad.txt"
    path.write_text(TEXT.replace("|PL]", "|QQ]"), "utf-8")
    with pytest.raises(ReadError, match=r"bad\.txt:6: unknown code 'QQ'"):
        read_marked(path)


@pytest.mark.parametrize("path", MARKED, ids=lambda p: p.stem)
def test_a_marked_text_reads_and_holds_its_names(path: Path) -> None:
    found = read_marked(path)
    text = plain(found.document.text)
    types, _ = found.forms()
    gold = found.gold["entities"]
    stray = [e["name"] for e in gold if not any(plain(f) in text for f in (e["name"], *e["aliases"]))]
    assert not stray
    assert set(types.values()) <= set(CODES.values())
    assert path not in WHOLE or len(found.gold["entities"]) > 40


@pytest.mark.parametrize("path", MARKED, ids=lambda p: p.stem)
def test_a_marked_text_repeats_no_prose_of_the_plans(path: Path) -> None:
    if not PLANS.exists():
        pytest.skip("the plans themselves are not beside the checkout (../shared/plans)")
    shared = _stretches(read_marked(path).document.text) & _of_the_plans()
    assert sorted(s for s in shared if s not in _named() and FORMULA not in s) == []


@cache
def _of_the_plans() -> set[str]:
    return {s for p in PLANS.glob("*.txt") for s in _stretches(p.read_text("utf-8"))}


@cache
def _named() -> str:
    return "\n".join(form for e in lexicon().entries for form in e.forms)


def _stretches(text: str) -> set[str]:
    return {s[i : i + RUN] for s in _runs(text) for i in _starts(s)}


def _runs(text: str) -> list[str]:
    return re.split(r"[,。;:、“”()《》\s]+", text)


def _starts(run: str) -> range:
    return range(len(run) - RUN + 1)


def test_a_gold_file_without_its_plan_is_left_out(tmp_path: Path) -> None:
    gold = tmp_path / "gold"
    gold.mkdir()
    (gold / "nowhere.json").write_text("{}", "utf-8")
    assert read_corpus([gold], tmp_path / "plans") == {}
