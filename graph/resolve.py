"""What resolution hands to the store: one plan's facts with every local entity tied to a node of the graph."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from innograph.graph.records import PlanFacts


@dataclass(frozen=True, slots=True)
class Node:
    """An entity of the graph. `id` is URL-safe and the same after every load.

    `name_en_source` is "lexicon", "transliteration" or "". `ancestors` are ids of broader technologies, by lexicon.
    `authority` says that the name comes from a lexicon or a judgement, so that plans do not vote on it. `reasons` says
    why the local entities that share this node are one, as {name: reason}.
    """

    id: str
    name: str
    type: str
    name_en: str = ""
    name_en_source: str = ""
    pinyin: str = ""
    aliases: tuple[str, ...] = ()
    kind: str = ""
    ancestors: tuple[str, ...] = ()
    authority: bool = False
    reasons: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IndicatorNode:
    """An indicator of the graph, shared by every plan that states a figure for it."""

    id: str
    name: str
    unit: str = ""
    measure: str = ""


@dataclass(frozen=True, slots=True)
class ResolvedPlan:
    """One plan, ready to be written.

    `nodes` maps each local entity id to its node (several local ids may share one); `indicators` each figure id to its
    indicator. `policy` is the local id of the plan's own Policy entity, `region` that of the issuing Region; or "".
    """

    facts: PlanFacts
    nodes: Mapping[str, Node]
    indicators: Mapping[str, IndicatorNode]
    policy: str = ""
    region: str = ""
