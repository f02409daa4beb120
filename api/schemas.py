"""What the API answers with: one model for each shape. OpenAPI shows them with the examples of examples.json."""

from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

T = TypeVar("T")

Commitment = Literal["built", "under_way", "supported", "envisaged", ""]
Direction = Literal["out", "in", "both"]


class Model(BaseModel):
    """Root of all: frozen, and nothing undeclared goes out."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Model):
    """A text in both languages of the interface."""

    zh: str
    en: str


class Coverage(Model):
    """What was searched: an empty answer is silent about all else."""

    plans: list[str] = Field(description="Ids of the plans in the graph")
    passages: int = Field(description="How many passages these plans have")
    data_version: str = Field(description="Changes when, and only when, what the plans say changes")


class Page(Model, Generic[T]):
    """One page of a list. `next_cursor` asks for the next page; null on the last."""

    items: list[T]
    total: int = Field(description="How many items there are on all pages together")
    next_cursor: str | None = Field(description="Give this as `cursor` for the next page; null on the last")
    coverage: Coverage


class Brief(Model):
    """A node in short. For a numbered task `type` is Task and `name` its title."""

    id: str
    name: str
    name_en: str
    type: str
    kind: str = Field(description="Sub-type such as key laboratory or incubator, else empty")


class Place(Model):
    """A span of a plan. Offsets count characters of the plan's cleaned text, end exclusive.

    The span is `text[start - passage_start : end - passage_start]` where the text is at hand.
    """

    plan: str
    plan_title: str
    section: str = Field(description="Id of the section, empty where the passage stands before the first heading")
    section_path: list[str] = Field(description="Headings from the outermost to the section's own")
    passage: str = Field(description="Id of the passage (a sentence, heading or table row)")
    start: int
    end: int
    passage_start: int
    passage_end: int
    text: str | None = Field(description="The passage's text; null where only the facts of the plan are loaded")


class Evidence(Place):
    """Where an edge was read, and by what rule."""

    commitment: str
    rule: str
    confidence: float


class Mention(Place):
    """A place where an entity is named, by `surface`."""

    surface: str


class EdgeLine(Model):
    """An edge with the ids of its ends, without evidence. `id` is source, type and target, joined by "~"."""

    id: str
    type: str
    source: str
    target: str
    undirected: bool
    plans: list[str]
    passages: list[str]
    confidence: float
    commitment: str
    rule: str


class Edge(Model):
    """An edge with both ends and every place it was read from."""

    id: str = Field(description='Source, type and target, joined by "~"')
    type: str
    label: Text
    undirected: bool
    source: Brief
    target: Brief
    plans: list[str]
    confidence: float = Field(description="That of the surest evidence, 0..1")
    commitment: str = Field(
        description="The strongest over all evidence: built, under_way, supported, envisaged or none"
    )
    rule: str = Field(description="The rule behind the surest evidence")
    evidence: list[Evidence]


class EntityEdge(Edge):
    """An edge as seen from one entity: `other` is the far end, `direction` "both" for an undirected edge."""

    direction: Direction
    other: Brief


class EntityLine(Brief):
    """An entity in a list."""

    pinyin: str
    aliases: list[str]
    plans: list[str]
    mentions: int


class SearchHit(EntityLine):
    """A found entity; `match` says how the words fit it."""

    match: str = Field(description="name, alias, name prefix, alias prefix, part or words; best first")


class Facet(Model):
    """A value of a filter and how many items it would leave."""

    value: str
    label: Text
    count: int


class Facets(Model):
    """Counts by type (under the plan asked for) and by plan (under the types asked for)."""

    types: list[Facet]
    plans: list[Facet]


class Suggestion(Brief):
    """An entity whose name may be meant; `form` is the name that fits, `match` says how."""

    form: str
    match: Literal["exact", "prefix", "sound", "part", "near"]
    mentions: int


class SearchPage(Page[SearchHit]):
    """Found entities, best first, with facets; `did_you_mean` is filled where nothing was found."""

    query: str
    facets: Facets
    did_you_mean: list[Suggestion]


class SuggestionPage(Page[Suggestion]):
    """Names that complete, or nearly are, what was typed."""


class EntityPage(Page[EntityLine]):
    """Entities, the most mentioned first."""


class EntityPlan(Model):
    """What one plan says of an entity: the names it uses and how often."""

    id: str
    title: str
    mentions: int
    names: list[str]


class EdgeCount(Model):
    """How many edges of a type an entity has in a direction ("both" for undirected types)."""

    type: str
    label: Text
    direction: Direction
    count: int


class Entity(Model):
    """An entity with all its names, the plans that speak of it, and its edges counted by type."""

    id: str
    type: str
    type_label: Text
    labels: list[str]
    name: str
    name_en: str
    name_en_source: str = Field(description="lexicon, transliteration, or empty")
    pinyin: str
    aliases: list[str]
    kind: str
    authority: bool = Field(description="Whether the name comes from a lexicon or a person's judgement")
    reasons: list[str] = Field(description="Why each other name stands for this entity")
    broader: list[Brief] = Field(description="Broader technologies, nearest first, as far as the plans name them")
    mentions: int
    plans: list[EntityPlan]
    edges: list[EdgeCount]
    coverage: Coverage


class EntityEdgePage(Page[EntityEdge]):
    """Edges of an entity with their evidence."""


class MentionPage(Page[Mention]):
    """Places where an entity is named, in the order of the plans and their text."""


class Tie(Model):
    """One edge towards a neighbour."""

    type: str
    direction: Direction
    commitment: str
    confidence: float
    plans: list[str]


class Neighbour(Brief):
    """A node at the far end of at least one edge, with all edges to it."""

    ties: list[Tie]


class NeighbourPage(Page[Neighbour]):
    """Neighbours of an entity, those with most ties first; `types` counts all neighbours by type."""

    types: list[Facet]


class Route(Model):
    """A path: `edges[i]` ties `nodes[i]` and `nodes[i + 1]`, in either direction."""

    length: int
    nodes: list[Brief]
    edges: list[Edge]


class Routes(Page[Route]):
    """All shortest paths between two entities with the evidence of every step; empty where there is none."""

    source: Brief
    target: Brief


class SubgraphNode(EntityLine):
    """A node of a subgraph; `depth` counts steps from the nearest node asked for."""

    depth: int


class Subgraph(Model):
    """Nodes around the ones asked for, and all edges among them; `truncated` where the bound on nodes was met."""

    nodes: list[SubgraphNode]
    edges: list[EdgeLine]
    truncated: bool
    coverage: Coverage


class PlanLine(Model):
    """A loaded plan and what was read from it."""

    id: str
    title: str
    issuer: str
    region: str
    start_year: int | None
    end_year: int | None
    published: str
    sections: int
    passages: int
    entities: int
    relations: int
    figures: int
    has_text: bool = Field(description="Whether the text came along, or the facts alone")
    sha256: str = Field(description="Of the file's bytes")
    text_sha256: str = Field(description="Of the cleaned text")
    extractor: str = Field(description="Version of the loaders that read it")


class PlanPage(Page[PlanLine]):
    """The loaded plans."""


class TypeCount(Model):
    """How many a plan speaks of."""

    type: str
    label: Text
    count: int


class TaskLine(Model):
    """A numbered task of a plan."""

    id: str
    number: int
    title: str
    section: str
    responsible: list[Brief] = Field(description="Who the plan says is responsible")


class Plan(PlanLine):
    """A plan with its entities and relations counted by type, and its numbered tasks."""

    entity_types: list[TypeCount]
    relation_types: list[TypeCount]
    tasks: list[TaskLine]
    coverage: Coverage


class Section(Model):
    """A heading; `parent` is empty at the top; `passages` counts those directly under it."""

    id: str
    parent: str
    number: str
    title: str
    level: int
    path: list[str]
    start: int
    end: int
    passages: int


class SectionPage(Page[Section]):
    """The sections of a plan, in the order of the text."""


class PassageMention(Model):
    """An entity named in a passage."""

    entity: Brief
    surface: str
    start: int
    end: int


class PassageFact(Model):
    """An edge read from a passage, with the span it was read from."""

    id: str
    type: str
    label: Text
    undirected: bool
    source: Brief
    target: Brief
    start: int
    end: int
    commitment: str
    rule: str
    confidence: float


class PassageFigure(Model):
    """A figure stated in a passage."""

    id: str
    indicator: str
    name: str
    value: float
    value_max: float | None
    unit: str
    year: int | None
    measure: str
    kind: str
    hedge: str
    start: int
    end: int


class Passage(Model):
    """A passage with what was read from it. `text` is null where only the facts of the plan are loaded."""

    id: str
    plan: str
    plan_title: str
    section: str
    section_path: list[str]
    kind: str
    start: int
    end: int
    sha256: str
    text: str | None
    mentions: list[PassageMention]
    facts: list[PassageFact]
    figures: list[PassageFigure]


class PassagePage(Page[Passage]):
    """Passages in the order of the text."""


class PassageDetail(Passage):
    """A passage with its neighbours in the text (empty at either end)."""

    previous: str
    next: str
    coverage: Coverage


class Indicator(Model):
    """An indicator, the plans that state figures for it, and how many figures."""

    id: str
    name: str
    unit: str
    measure: str
    plans: list[str]
    figures: int


class IndicatorPage(Page[Indicator]):
    """Indicators, those that most plans share first."""


class IndicatorBrief(Model):
    """An indicator in short."""

    id: str
    name: str
    unit: str
    measure: str


class Target(Model):
    """One stated figure. `norm_value` and `norm_unit` restate it in base units, so that plans compare."""

    id: str
    indicator: IndicatorBrief
    name: str = Field(description="The indicator as this plan words it")
    value: float
    value_max: float | None
    unit: str
    norm_value: float | None
    norm_unit: str
    year: int | None
    base_year: int | None
    measure: str = Field(description="level, growth or rank")
    kind: str = Field(description="target, actual or previous_target")
    hedge: str = Field(description='Words that soften or bound it, such as "左右"')
    readers: list[str] = Field(
        default=[], description="Who read it, where a second opinion (endpoint:MODEL) is among them; else empty"
    )
    region: Brief | None
    evidence: Place


class TargetPage(Page[Target]):
    """Figures, by indicator, year and plan."""


class PropertyLine(Model):
    """A property of a node or an edge."""

    name: str
    type: str
    required: bool


class NodeTypeLine(Model):
    """A type of node and how many there are."""

    name: str
    label: Text
    description: Text
    labels: list[str]
    colour: str
    extracted: bool
    properties: list[PropertyLine]
    count: int


class EdgeTypeLine(Model):
    """A type of edge, between which types it may run, and how many there are."""

    name: str
    label: Text
    description: Text
    source: list[str]
    target: list[str]
    undirected: bool
    extracted: bool
    properties: list[PropertyLine]
    count: int


class Types(Model):
    """The ontology, with counts."""

    nodes: list[NodeTypeLine]
    edges: list[EdgeTypeLine]
    coverage: Coverage


class QueryParameter(Model):
    """A parameter of a named query; `default` is as written, empty for none."""

    name: str
    kind: str
    required: bool
    default: str
    title: Text
    types: list[str] = Field(description="Types that an entity may have; empty for any")
    choices: list[str] = Field(description="Values of a choice; empty for other kinds")
    minimum: int | None
    maximum: int | None


class QueryColumn(Model):
    """A column of a named query's rows; "evidence[]" lists {plan, section, passage, start, end, text}."""

    name: str
    type: str
    title: Text


class QueryLine(Model):
    """A named query. `example_url` runs it with its example."""

    name: str
    title: Text
    description: Text
    parameters: list[QueryParameter]
    columns: list[QueryColumn]
    example: dict[str, str]
    example_url: str
    cypher: str


class QueryPage(Page[QueryLine]):
    """The named queries."""


class Candidate(Model):
    """An entity that a name may mean."""

    id: str
    name: str
    type: str


class QueryAnswer(Page[dict[str, Any]]):
    """Rows of a named query, what its parameters came to, and the Cypher that ran.

    `truncated` says that the server's cap on rows was met.
    """

    query: str
    title: Text
    columns: list[QueryColumn]
    parameters: dict[str, Any]
    resolved: dict[str, Candidate]
    cypher: str
    milliseconds: float
    truncated: bool


class FieldError(Model):
    """What is wrong with one parameter."""

    where: str
    message: str


class Problem(Model):
    """An error (RFC 9457). `candidates` comes with an ambiguous name, `errors` with parameters that cannot be used."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    request_id: str
    candidates: list[Candidate] | None = None
    errors: list[FieldError] | None = None


class Health(Model):
    """The process is alive."""

    status: Literal["alive"]
    version: str


class Ready(Model):
    """The store answers."""

    status: Literal["ready"]
    coverage: Coverage
