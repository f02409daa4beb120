"""Parameters that several routes share, with their bounds and descriptions."""

import re
from typing import Annotated, Any

from fastapi import Path, Query
from pydantic import AfterValidator, WithJsonSchema

from innograph.graph.errors import BadParameterError
from innograph.graph.model import ontology

PLAN_ID = r"[a-z0-9][a-z0-9\-]{0,79}"
"""What an id that a client gives a plan looks like. (Browsers want the hyphen escaped.)"""


def check_plan_id(text: str) -> str:
    """The id as it was given, "" where none was; raises BadParameterError for one that cannot be."""
    if text and not re.fullmatch(PLAN_ID, text):
        raise BadParameterError("id: small letters, digits and hyphens, at most 80")
    return text


def _entity_type(name: str) -> str:
    if name not in ontology().entity_types:
        raise ValueError(f"no entity type {name!r}; there are: {', '.join(ontology().entity_types)}")
    return name


def _node_type(name: str) -> str:
    return name if name == "Task" else _entity_type(name)


def _edge_type(name: str) -> str:
    if name not in ontology().relation_types:
        raise ValueError(f"no edge type {name!r}; there are: {', '.join(ontology().relation_types)}")
    return name


def _enumerated(*names: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "enum": list(names)})


EntityType = Annotated[str, AfterValidator(_entity_type), _enumerated(*ontology().entity_types)]
NodeType = Annotated[str, AfterValidator(_node_type), _enumerated(*ontology().entity_types, "Task")]
EdgeType = Annotated[str, AfterValidator(_edge_type), _enumerated(*ontology().relation_types)]

EntityId = Annotated[
    str, Path(max_length=200, description="Id of an entity", examples=["technology-shi-mo-xi-3cdc96f8"])
]
PassageId = Annotated[str, Path(max_length=200, description="Id of a passage", examples=["baoshan-14fyp.p0040"])]
EntityTypes = Annotated[
    list[EntityType], Query(alias="type", default_factory=list, description="Only these types; may be repeated")
]
NodeTypes = Annotated[
    list[NodeType], Query(alias="type", default_factory=list, description="Only these types; may be repeated")
]
EdgeTypesAsType = Annotated[
    list[EdgeType], Query(alias="type", default_factory=list, description="Only these edge types; may be repeated")
]
EdgeTypes = Annotated[
    list[EdgeType], Query(alias="edge", default_factory=list, description="Only these edge types; may be repeated")
]
PlanFilter = Annotated[str, Query(max_length=200, description="Id of a plan: only what this plan says")]
Words = Annotated[
    str,
    Query(
        min_length=1,
        max_length=200,
        description="A name or part of one: Chinese, English or pinyin",
        examples=["石墨烯"],
    ),
]


def any_name(alias: str, example: str) -> Any:
    """A parameter that takes the id or any name of one entity."""
    about = "Id or name of an entity (Chinese, English, alias, pinyin)"
    return Query(alias=alias, min_length=1, max_length=200, description=about, examples=[example])
