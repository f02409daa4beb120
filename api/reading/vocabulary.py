"""The ontology with counts, and the named queries, as the API shows them."""

from collections.abc import Mapping
from urllib.parse import urlencode

from innograph.api.deps import Edition
from innograph.api.schemas import (
    EdgeTypeLine,
    NodeTypeLine,
    PropertyLine,
    QueryColumn,
    QueryLine,
    QueryParameter,
    Text,
    Types,
)
from innograph.graph import model
from innograph.graph.model import ontology
from innograph.queries import Query


def text(both: model.Text) -> Text:
    """A text of the ontology as the API shows it."""
    return Text(zh=both.zh, en=both.en)


def types(edition: Edition) -> Types:
    """All types of nodes and edges and how many of each the graph holds."""
    counts = edition.counts()
    nodes = [
        NodeTypeLine(
            name=name,
            label=text(node.label),
            description=text(node.description),
            labels=node.labels,
            colour=node.colour,
            extracted=node.extracted,
            properties=_properties(node.properties),
            count=counts.get(name, 0),
        )
        for name, node in ontology().nodes.items()
    ]
    edges = [
        EdgeTypeLine(
            name=name,
            label=text(edge.label),
            description=text(edge.description),
            source=edge.source,
            target=edge.to,
            undirected=edge.undirected,
            extracted=edge.extracted,
            properties=_properties(edge.properties),
            count=counts.get(name, 0),
        )
        for name, edge in ontology().edges.items()
    ]
    return Types(nodes=nodes, edges=edges, coverage=edition.coverage)


def _properties(properties: Mapping[str, model.Property]) -> list[PropertyLine]:
    return [PropertyLine(name=name, type=each.type, required=each.required) for name, each in properties.items()]


def query_line(query: Query) -> QueryLine:
    """A named query with its parameters and its example."""
    return QueryLine(
        name=query.name,
        title=Text(zh=query.title_zh, en=query.title_en),
        description=Text(zh=query.description_zh, en=query.description_en),
        parameters=[
            QueryParameter(
                name=each.name,
                kind=each.kind,
                required=each.required,
                default=each.default,
                title=Text(zh=each.title_zh, en=each.title_en),
                types=list(each.types),
                choices=list(each.choices),
                minimum=each.least if each.most else None,
                maximum=each.most or None,
            )
            for each in query.parameters
        ],
        columns=query_columns(query),
        example=dict(query.example),
        example_url=f"/api/queries/{query.name}" + (f"?{urlencode(query.example)}" if query.example else ""),
        cypher=query.cypher,
    )


def query_columns(query: Query) -> list[QueryColumn]:
    """The columns of a query's rows."""
    return [
        QueryColumn(name=each.name, type=each.type, title=Text(zh=each.title_zh, en=each.title_en))
        for each in query.columns
    ]
