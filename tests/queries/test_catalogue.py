"""Every query file is documented, typed, ordered and bounded; a wrong header names its file."""

import re
from pathlib import Path

import pytest

from innograph.graph.errors import NotFoundError, OntologyError
from innograph.queries import Query, catalogue, find_query
from innograph.queries.catalogue import columns, read_query

QUERIES = catalogue()
HEADER = """// title: 名 | Name
// description: 说明 | What it does
// param technology: entity(Technology) required — 技术 | a technology
// param limit: integer(1..10) = 5 — 行数 | rows
// returns: id, name
// example: technology=graphene
"""
BODY = "MATCH (t:Entity {id: $technology}) RETURN t.id AS id, t.name AS name ORDER BY id LIMIT $limit\n"


def test_there_are_forty_and_those_that_were_asked_for() -> None:
    names = {query.name for query in QUERIES}
    assert len(names) >= 40
    assert names >= {
        "platforms-by-technology",
        "entity-by-name",
        "neighbours",
        "partners-of-an-actor",
        "hosted-by-region",
        "targets-of-plan",
        "path-between",
        "plans-mentioning",
    }


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_a_query_is_documented_in_both_languages(query: Query) -> None:
    chinese = re.compile(r"[\u4e00-\u9fff]")
    for zh, en in (
        (query.title_zh, query.title_en),
        (query.description_zh, query.description_en),
        *((p.title_zh, p.title_en) for p in query.parameters),
        *((c.title_zh, c.title_en) for c in query.columns),
    ):
        assert chinese.search(zh), zh
        assert re.search(r"[A-Za-z]{2}", en), en
        assert not chinese.search(en.replace("家, 亿元", "")), en
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", query.name)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_a_query_only_reads_and_is_ordered_and_bounded(query: Query) -> None:
    text = query.cypher
    assert not re.search(r"\b(CREATE|MERGE|SET|DELETE|REMOVE|DROP|LOAD|CALL)\b", text)
    assert re.search(r"ORDER BY [^\n]+ LIMIT (\$limit|1)$", text)
    # A lookup by two labels is a scan in the embedded engine, and these exist on one engine only.
    assert not re.search(r"\(\w*:\w+:\w+[^)]*\{id:", text)
    assert not re.search(r"\bSHORTEST\b|\bapoc\b", text)
    assert text.count("RETURN ") == 1


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_the_columns_are_those_that_the_statement_returns(query: Query) -> None:
    returned = query.cypher.rsplit("RETURN ", 1)[1]
    for column in query.columns:
        assert re.search(rf"\b{column.name}\b", returned), column.name


def test_every_column_described_is_used() -> None:
    used = {column.name for query in QUERIES for column in query.columns}
    assert set(columns()) == used


def test_an_unknown_query_is_told_with_those_there_are() -> None:
    with pytest.raises(NotFoundError, match="platforms-by-technology"):
        find_query("platforms-by-colour")


def write(folder: Path, text: str) -> Path:
    path = folder / "some-query.cypher"
    path.write_text(text, "utf-8")
    return path


def test_a_header_is_read(tmp_path: Path) -> None:
    query = read_query(write(tmp_path, HEADER + BODY))
    assert query.name == "some-query"
    assert [p.name for p in query.parameters] == ["technology", "limit"]
    assert query.parameters[0].types == ("Technology",)
    assert (query.parameters[1].least, query.parameters[1].most, query.parameters[1].default) == (1, 10, "5")
    assert [c.name for c in query.columns] == ["id", "name"]
    assert query.example == {"technology": "graphene"}
    assert query.cypher == BODY.strip()


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("// title: 名 | Name\n", "", "no line '// title:'"),
        ("// returns: id, name\n", "", "no line '// returns:'"),
        ("名 | Name", "名", "not 'Chinese | English'"),
        ("returns: id, name", "returns: id, colour", "colour"),
        ("entity(Technology) required", "entity(Gadget) required", "Gadget"),
        ("entity(Technology) required", "gadget required", "cannot read"),
        ("entity(Technology) required", "choice required", "needs its values"),
        ("$limit", "10", "'limit' is not used"),
        ("LIMIT $limit", "LIMIT $limit // $more", "'more' is not declared"),
        ("example: technology=graphene", "example: limit=5", "no 'technology'"),
        ("example: technology=graphene", "example: technology=graphene size=3", "'size'"),
    ],
)
def test_a_wrong_header_names_the_file(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    text = HEADER + BODY
    assert old in text
    with pytest.raises(OntologyError, match=re.escape(complaint)) as raised:
        read_query(write(tmp_path, text.replace(old, new)))
    assert "some-query.cypher" in str(raised.value)
