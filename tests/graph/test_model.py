"""The ontology: what ships is sound, and a broken file is named."""

from pathlib import Path

import pytest
import yaml

from innograph.graph.errors import OntologyError
from innograph.graph.model import load_ontology, ontology

FIRM = {
    "name": "Firm",
    "what": "node",
    "label": {"zh": "企业", "en": "Firm"},
    "description": {"zh": "企业", "en": "A firm."},
    "labels": ["Entity", "Firm"],
    "colour": "#8a3ffc",
    "extracted": True,
    "properties": {"id": {"type": "string", "required": True}},
}
OWNS = {
    "name": "OWNS",
    "what": "edge",
    "label": {"zh": "拥有", "en": "owns"},
    "description": {"zh": "拥有", "en": "Owns."},
    "from": ["Firm"],
    "to": ["Firm"],
    "undirected": False,
    "extracted": True,
}


def write(folder: Path, **files: object) -> Path:
    for name, content in files.items():
        text = content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True)
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return folder


def test_shipped_ontology() -> None:
    shipped = ontology()
    assert shipped is ontology()
    assert len(shipped.nodes) == 20
    assert shipped.labels("University") == ("Entity", "Actor", "University")
    assert shipped.labels("Passage") == ("Passage",)
    assert set(shipped.relation_types) == {
        *("HOSTS", "PARTNERS", "SUPPORTS", "TARGETS", "PART_OF", "REFERENCES", "RESPONSIBLE_FOR")
    }
    assert len(shipped.entity_types) == 14
    assert "Plan" not in shipped.entity_types
    assert [edge.name for edge in shipped.edges.values() if edge.undirected] == ["PARTNERS"]


@pytest.mark.parametrize(
    ("source", "edge", "target", "allowed"),
    [
        ("Region", "HOSTS", "Park", True),
        ("Park", "HOSTS", "Region", False),
        ("Firm", "PARTNERS", "University", True),
        ("Firm", "OWNS", "Firm", False),
        ("Government", "RESPONSIBLE_FOR", "Task", True),
    ],
)
def test_allows(source: str, edge: str, target: str, allowed: bool) -> None:
    assert ontology().allows(source, edge, target) is allowed


def test_every_edge_end_has_types_and_every_entity_has_a_name() -> None:
    shipped = ontology()
    for name in shipped.entity_types:
        assert shipped.node(name).properties["name"].required
    for name in shipped.relation_types:
        assert shipped.edge(name).properties["passages"].required, name


def test_unknown_type_is_an_error() -> None:
    with pytest.raises(OntologyError, match="no node type 'Ship'"):
        ontology().labels("Ship")
    with pytest.raises(OntologyError, match="no edge type 'SAILS'"):
        ontology().edge("SAILS")


def test_small_ontology_loads(tmp_path: Path) -> None:
    small = load_ontology(write(tmp_path, Firm=FIRM, OWNS=OWNS))
    assert list(small.nodes) == ["Firm"]
    assert small.edge("OWNS").source == ["Firm"]
    assert small.all_labels == ("Entity", "Firm")


def without(data: dict[str, object], key: str) -> dict[str, object]:
    return {name: value for name, value in data.items() if name != key}


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"Firm": {**FIRM, "color": "#000000"}}, "Firm.yaml: color"),
        ({"Firm": {**FIRM, "what": "vertex"}}, "Firm.yaml: what"),
        ({"Firm": without(FIRM, "what")}, "Firm.yaml: what"),
        ({"Firm": without(FIRM, "colour")}, "Firm.yaml: colour"),
        ({"Firm": {**FIRM, "label": {"en": "Firm"}}}, "Firm.yaml: label.zh"),
        ({"Firm": {**FIRM, "label": {"zh": "企业", "en": ""}}}, "Firm.yaml: label.en"),
        ({"Firm": {**FIRM, "label": {"zh": "企业", "en": "Firm", "fr": "x"}}}, "Firm.yaml: label.fr"),
        ({"Firm": {**FIRM, "extracted": "perhaps"}}, "Firm.yaml: extracted"),
        ({"Firm": {**FIRM, "properties": {"id": {"type": "text"}}}}, "Firm.yaml: properties.id.type"),
        ({"Firm": {**FIRM, "name": "Company"}}, "Firm.yaml: name"),
        ({"Firm": {**FIRM, "labels": ["Firm", "Entity"]}}, "Firm.yaml: labels"),
        ({"Firm": {**FIRM, "labels": ["Firm", "Firm"]}}, "Firm.yaml: labels"),
        ({"Firm": {**FIRM, "labels": []}}, "Firm.yaml: labels"),
        ({"Firm": {**FIRM, "colour": "purple"}}, "Firm.yaml: colour"),
        ({"Firm": "name: [unclosed"}, "Firm.yaml: not YAML"),
        ({"Firm": "- a list"}, "Firm.yaml: must be a mapping"),
        ({"Firm": ""}, "Firm.yaml: must be a mapping"),
        ({}, "no node type"),
        ({"Firm": FIRM, "OWNS": {**OWNS, "from": ["Ship"]}}, "OWNS.yaml: from: no node type 'Ship'"),
        ({"Firm": FIRM, "OWNS": {**OWNS, "to": ["Entity"]}}, "OWNS.yaml: to: no node type 'Entity'"),
        ({"Firm": FIRM, "OWNS": {**OWNS, "to": []}}, "OWNS.yaml: to"),
        ({"Firm": FIRM, "OWNS": without(OWNS, "from")}, "OWNS.yaml: from"),
        ({"Firm": FIRM, "OWNS": {**OWNS, "name": "owns"}}, "OWNS.yaml: name"),
        ({"Firm": FIRM, "FIRM": {**OWNS, "name": "FIRM"}}, "FIRM.yaml: name: a node label"),
        ({"Firm": FIRM, "ENTITY": {**OWNS, "name": "ENTITY"}}, "ENTITY.yaml: name: a node label"),
        (
            {
                "Firm": FIRM,
                "Ship": {**FIRM, "name": "Ship", "labels": ["Entity", "Ship"]},
                "OWNS": {**OWNS, "to": ["Ship"], "undirected": True},
            },
            "OWNS.yaml: undirected",
        ),
        ({"Firm": FIRM, "Ship": {**FIRM, "name": "Ship", "labels": ["Firm", "Ship"]}}, "Ship.yaml: labels"),
    ],
)
def test_broken_file_is_named(tmp_path: Path, files: dict[str, object], message: str) -> None:
    with pytest.raises(OntologyError) as caught:
        load_ontology(write(tmp_path, **files))
    assert message in str(caught.value)
