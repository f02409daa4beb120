"""Two plans side by side. What one does not say is not said by it, which is not to say that it is not there."""

from typing import Literal

from pydantic import ConfigDict, Field

from innograph.api.schemas import Coverage, Model


class Read(Model):
    """A record that is read off the comparison as it is."""

    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)


class PlanSide(Read):
    """One of the two plans, and how much of it was searched."""

    plan: str
    title: str
    region: str
    start_year: int | None
    end_year: int | None
    passages: int


class Sentence(Read):
    """A sentence of a plan, before + marked + after; all empty where only the facts of the plan are loaded."""

    plan: str
    plan_title: str
    passage: str
    start: int
    end: int
    before: str
    marked: str
    after: str
    sections: list[str] = Field(description="Headings from the outermost to the passage's own")


class NamedEntity(Read):
    """An entity that a plan names, with the first sentence that does."""

    id: str
    name: str
    type: str
    sentence: Sentence


class StatedTie(Read):
    """An edge that a plan states, with the first sentence that does."""

    head: str
    head_name: str
    type: str
    tail: str
    tail_name: str
    commitment: str
    sentence: Sentence


class OnlyEntities(Read):
    """What one side alone names."""

    a: list[NamedEntity]
    b: list[NamedEntity]


class TiePair(Read):
    """A tie that both plans state, with another commitment."""

    a: StatedTie
    b: StatedTie


class StatedFigure(Read):
    """A figure as a plan states it; `qualifiers` are words that narrow what is counted."""

    name: str
    value: float
    value_max: float | None
    unit: str
    year: int | None
    kind: str
    measure: str
    hedge: str
    norm_value: float | None
    norm_unit: str
    indicator: str
    qualifiers: list[str]
    sentence: Sentence


class FigurePair(Read):
    """Two figures of one indicator; `reasons` say why they do not compare, or what to mind where they do."""

    indicator: str
    a: StatedFigure
    b: StatedFigure
    comparable: bool
    reasons: list[str]
    difference: float | None = Field(description="b less a in base units, where they compare")


class PlanComparison(Read):
    """Two plans compared. `kind`: two versions, two periods of one place, or two places.

    `shared` counts what both say; `ties_a` and `targets_a` are what only the first states, and so for the second.
    """

    a: PlanSide
    b: PlanSide
    kind: Literal["versions", "periods", "places"]
    actors: OnlyEntities
    technologies: OnlyEntities
    others: OnlyEntities
    shared: dict[str, int]
    ties_a: list[StatedTie]
    ties_b: list[StatedTie]
    ties_differ: list[TiePair]
    targets: list[FigurePair]
    targets_a: list[StatedFigure]
    targets_b: list[StatedFigure]
    coverage: Coverage
