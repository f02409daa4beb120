"""Plans that clients bring: what was read from a file, and what came of keeping it."""

from typing import Literal

from pydantic import Field

from innograph.api.schemas import Coverage, Model, TypeCount


class ReadEntity(Model):
    """An entity that a file names."""

    name: str
    type: str
    kind: str
    mentions: int


class ReadRelation(Model):
    """An edge that a file states, with the sentence it was first read from."""

    head: str
    type: str
    tail: str
    commitment: str
    confidence: float
    sentence: str


class ReadFigure(Model):
    """A figure that a file states."""

    name: str
    value: float
    value_max: float | None
    unit: str
    year: int | None
    kind: str
    hedge: str


class PlanPreview(Model):
    """What was read from a file, kept nowhere: counts, and the first entities (most mentioned), relations and figures."""

    plan: str = Field(description="Id that the plan would have")
    title: str
    issuer: str
    region: str
    start_year: int | None
    end_year: int | None
    replaces: bool = Field(description="Whether a plan of this id is loaded, which it would replace")
    sections: int
    passages: int
    entity_types: list[TypeCount]
    relation_types: list[TypeCount]
    entities: list[ReadEntity]
    relations: list[ReadRelation]
    figures: list[ReadFigure]
    figures_in_all: int
    seconds: float


class PlanWritten(Model):
    """What came of keeping or removing a plan."""

    plan: str
    status: Literal["added", "replaced", "unchanged", "removed"]
    seconds: float
    coverage: Coverage
