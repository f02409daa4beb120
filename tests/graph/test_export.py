"""Exports hold what the graph holds, the same bytes for the same graph."""

import csv
import io
import json
import zipfile

import networkx as nx
import pytest
from openpyxl import load_workbook

from innograph.graph.errors import BadParameterError, NotFoundError
from innograph.graph.export import FORMATS, Tables, format_of, guarded, tables, to_networkx
from innograph.graph.store import Store


@pytest.fixture(scope="module")
def content(sample_store: Store) -> Tables:
    return tables(sample_store)


def test_tables_count_what_the_store_counts(content: Tables, sample_store: Store) -> None:
    counts = sample_store.counts()
    assert len(content.nodes) == counts["Entity"] + counts["Task"]
    assert len(content.figures) == counts["Target"]
    kinds = {edge["type"] for edge in content.edges}
    assert len(content.edges) == sum(counts[kind] for kind in kinds)
    assert all(edge["passages"] and edge["plans"] for edge in content.edges)


def test_networkx_has_every_node_and_edge(content: Tables) -> None:
    graph = to_networkx(content)
    assert graph.number_of_nodes() == len(content.nodes)
    assert graph.number_of_edges() == len(content.edges)


@pytest.mark.parametrize("form", [name for name in FORMATS if name != "xlsx"])
def test_the_same_graph_gives_the_same_bytes(content: Tables, sample_store: Store, form: str) -> None:
    assert FORMATS[form](content) == FORMATS[form](tables(sample_store))


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_graph_files_are_read_back(content: Tables, form: str) -> None:
    read = nx.read_graphml if form == "graphml" else nx.read_gexf
    graph = read(io.BytesIO(FORMATS[form](content)))
    assert graph.number_of_nodes() == len(content.nodes)
    assert graph.number_of_edges() == len(content.edges)


def test_json_and_jsonld_parse(content: Tables) -> None:
    assert len(json.loads(FORMATS["json"](content))["edges"]) == len(content.edges)
    assert len(json.loads(FORMATS["jsonld"](content))["@graph"]) == len(content.nodes)


def test_spreadsheets_have_a_row_a_record(content: Tables) -> None:
    with zipfile.ZipFile(io.BytesIO(FORMATS["csv"](content))) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("edges.csv").decode("utf-8-sig"))))
    assert len(rows) == len(content.edges)
    book = load_workbook(io.BytesIO(FORMATS["xlsx"](content)), read_only=True)
    assert len(list(book["nodes"].rows)) == len(content.nodes) + 1
    book.close()


def test_a_cypher_script_rebuilds_nodes_and_edges(content: Tables) -> None:
    lines = FORMATS["cypher"](content).decode().splitlines()
    assert len(lines) == len(content.nodes) + len(content.edges)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert guarded(cell) == "'" + cell


def test_one_plan_alone(sample_store: Store) -> None:
    plan = sample_store.plans()[0].id
    part = tables(sample_store, plan=plan)
    assert 0 < len(part.edges) < len(tables(sample_store).edges)
    assert all(plan in edge["plans"] for edge in part.edges)
    with pytest.raises(NotFoundError):
        tables(sample_store, plan="nothing-here")


def test_unknown_formats_are_refused(tmp_path) -> None:
    assert format_of(tmp_path / "x.GraphML", None) == "graphml"
    with pytest.raises(BadParameterError, match="doc"):
        format_of(tmp_path / "x.doc", None)
