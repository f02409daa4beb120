"""What a search in words becomes, and how its answers are ranked."""

import pytest

from innograph.graph.search import folded, fulltext_query, ranked


@pytest.mark.parametrize(
    ("text", "lucene"),
    [
        ("石墨烯", "+石 +墨 +烯"),
        ("graphene", "+graphene*"),
        ("Qinglan  University", "(+qinglan* +university*) qinglanuniversity*"),
        ("G60走廊", "+走 +廊 +g60*"),
        ("大大", "+大"),
        ("", ""),
        ('+-*?:\\"', ""),
        ("a_b", "(+a* +b*) ab*"),
        ("Ｇ60", "+g60*"),
    ],
)
def test_query(text: str, lucene: str) -> None:
    assert fulltext_query(text) == lucene


def entity(name: str, *, mentions: int = 1, aliases: tuple[str, ...] = (), name_en: str = "", pinyin: str = "") -> dict:
    return {
        "id": name,
        "name": name,
        "aliases": list(aliases),
        "name_en": name_en,
        "pinyin": pinyin,
        "mentions": mentions,
    }


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("上海大学", ["上海大学", "上大园", "上海大学科技园", "环上海大学带", "大上海学"]),
        ("shang hai da xue", ["上海大学"]),
        ("SHDX", ["上海大学"]),
    ],
)
def test_ranking(text: str, order: list[str]) -> None:
    rows = [
        entity("大上海学", mentions=99),
        entity("环上海大学带", mentions=50),
        entity("上海大学科技园", mentions=9),
        entity("上大园", aliases=("上海大学",)),
        entity("上海大学", pinyin="shang hai da xue"),
        entity("上海大学", pinyin="shang hai da xue"),
    ]
    found = ranked(rows, text, 10)
    assert [row["name"] for row in found][: len(order)] == order
    assert len(found) == 5


def test_more_mentions_go_first_among_equals() -> None:
    rows = [entity("岚一", mentions=1), entity("岚二", mentions=3), entity("岚三三", mentions=3)]
    assert [row["name"] for row in ranked(rows, "岚", 2)] == ["岚二", "岚三三"]


def test_folding() -> None:
    assert folded(" Ｇ６０ Corridor\n") == "g60corridor"
