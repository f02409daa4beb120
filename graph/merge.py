"""How what single plans say becomes one node or one edge: pure functions of the set of plans.

Plans have passed `check_plan` when they come here.
"""

import gzip
import hashlib
import json
import unicodedata
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pydantic import TypeAdapter

from innograph.graph.model import Ontology
from innograph.graph.records import Entity, Figure, PlanFacts, Relation
from innograph.graph.resolve import IndicatorNode, Node, ResolvedPlan

COMMITMENTS = ("built", "under_way", "supported", "envisaged", "")
"""From the strongest to none."""

_RESOLVED: TypeAdapter[ResolvedPlan] = TypeAdapter(ResolvedPlan)

_INDICATOR = ("name", "unit", "measure")

Properties = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Claim:
    """All that one plan says of one node. `said` holds (name, kind) of each local entity that became the node."""

    plan: str
    node: Node
    said: tuple[tuple[str, str], ...]
    surfaces: tuple[str, ...]
    reasons: Mapping[str, str] = field(default_factory=dict)
    mentions: int = 0


_CLAIM: TypeAdapter[Claim] = TypeAdapter(Claim)


class Key(NamedTuple):
    """What makes an edge one: of every pair of nodes there is at most one edge of a type."""

    head: str
    type: str
    tail: str


class Row(NamedTuple):
    """One piece of evidence of an edge, in the order in which edges keep them."""

    plan: str
    start: int
    end: int
    passage: str
    rule: str
    commitment: str
    confidence: float


def scoped(plan: str, local: str) -> str:
    """The graph's id for a record of a plan: its own id, behind the plan's unless that stands there already."""
    return local if local.startswith(f"{plan}.") else f"{plan}.{local}"


def encode_claim(claim: Claim) -> str:
    """A claim as the text that a node keeps; equal claims give equal texts."""
    data = _CLAIM.dump_python(claim, mode="json", exclude_defaults=True)
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def decode_claim(text: str) -> Claim:
    """Read what `encode_claim` wrote."""
    return _CLAIM.validate_json(text)


def pack(resolved: ResolvedPlan) -> str:
    """A resolved plan as one string (gzip, base64); equal plans give equal strings."""
    data = _RESOLVED.dump_python(resolved, mode="json", exclude_defaults=True)
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return b64encode(gzip.compress(text.encode("utf-8"), compresslevel=6, mtime=0)).decode("ascii")


def unpack(packed: str) -> ResolvedPlan:
    """Read what `pack` wrote."""
    return _RESOLVED.validate_json(gzip.decompress(b64decode(packed)))


def resolved_from_json(data: bytes | str) -> ResolvedPlan:
    """Read the JSON inside what `pack` wrote; raises pydantic.ValidationError on anything else."""
    return _RESOLVED.validate_json(data)


def content_hash(packed: str) -> str:
    """SHA-256 of a packed plan's JSON, as 64 hex digits."""
    return hashlib.sha256(gzip.decompress(b64decode(packed))).hexdigest()


def claims_of(resolved: ResolvedPlan) -> dict[str, Claim]:
    """What the plan says of each node that it speaks of, by node id."""
    facts = resolved.facts
    groups: dict[str, list[Entity]] = {}
    for entity in facts.entities:
        groups.setdefault(node_of(resolved, entity.id).id, []).append(entity)
    return {identity: _claim(resolved, group) for identity, group in groups.items()}


def _claim(resolved: ResolvedPlan, group: Sequence[Entity]) -> Claim:
    node = resolved.nodes[min(group, key=lambda entity: entity.id).id]
    surfaces = {mention.surface for entity in group for mention in entity.mentions}
    surfaces.update(alias for entity in group for alias in (*entity.aliases, *resolved.nodes[entity.id].aliases))
    places = {(mention.passage, mention.start, mention.end) for entity in group for mention in entity.mentions}
    return Claim(
        plan=resolved.facts.plan.id,
        node=node,
        said=tuple(sorted({(entity.name, entity.kind) for entity in group})),
        surfaces=tuple(sorted(surfaces)),
        reasons={name: reason for entity in group for name, reason in sorted(entity.reasons.items())},
        mentions=len(places),
    )


def node_of(resolved: ResolvedPlan, local: str) -> Node:
    """The node of a local entity id."""
    return resolved.nodes[local]


def indicator_of(resolved: ResolvedPlan, figure: Figure) -> IndicatorNode:
    """The indicator of a figure."""
    return resolved.indicators[figure.id]


def entity_properties(identity: str, claims: Sequence[Claim]) -> Properties:
    """The properties of a node from all that is claimed of it (one claim a plan, any order)."""
    claims = sorted(claims, key=lambda claim: claim.plan)
    authorities = [claim for claim in claims if claim.node.authority]
    said = [name for claim in claims for name, _ in claim.said]
    name = _longest(claim.node.name for claim in authorities) or _longest(said)
    # Pinyin and English belong to a name, so those who use the chosen one are asked first.
    namesakes = [claim.node for claim in claims if claim.node.name == name]
    nodes = namesakes + [claim.node for claim in claims if claim.node.name != name]
    english = min((_english_rank(node, name) for node in nodes), default=(9, "", ""))
    names = {*said, *(alias for claim in claims for alias in (claim.node.name, *claim.node.aliases, *claim.surfaces))}
    aliases = sorted(names - {name, ""})
    pinyin = next((node.pinyin for node in nodes if node.pinyin), "")
    reasons = {
        f"{key}: {text}" for claim in claims for key, text in (*claim.reasons.items(), *claim.node.reasons.items())
    }
    return {
        "id": identity,
        "name": name,
        "name_en": english[2],
        "name_en_source": english[1],
        "pinyin": pinyin,
        "aliases": aliases,
        "kind": _vote(claim.node.kind for claim in authorities) or _vote(_kinds(claims)),
        "ancestors": sorted({ancestor for claim in claims for ancestor in claim.node.ancestors}),
        "authority": bool(authorities),
        "reasons": sorted(reasons),
        "said": sorted({f"{claim.plan}|{name}|{kind}" for claim in claims for name, kind in claim.said}),
        "plans": [claim.plan for claim in claims],
        "mentions": sum(claim.mentions for claim in claims),
        "search": search_text(name, aliases, english[2], pinyin),
        "_claims": [encode_claim(claim) for claim in claims],
    }


def entity_type(claims: Iterable[Claim]) -> str:
    """The type of a node: that of an authority, else the one most plans give (the first by name of several)."""
    claims = list(claims)
    authorities = [claim for claim in claims if claim.node.authority]
    return _vote(claim.node.type for claim in authorities or claims)


def _english_rank(node: Node, name: str) -> tuple[int, str, str]:
    order = {"lexicon": 0, "": 1, "transliteration": 2}.get(node.name_en_source, 1)
    rank = 2 * order + (node.name != name) if node.name_en else 8
    return rank, node.name_en_source if node.name_en else "", node.name_en


def _kinds(claims: Iterable[Claim]) -> Iterable[str]:
    for claim in claims:
        yield claim.node.kind or _vote(kind for _, kind in claim.said)


def _longest(names: Iterable[str]) -> str:
    return min(names, key=lambda name: (-len(name), name), default="")


def _vote(values: Iterable[str]) -> str:
    counts = Counter(value for value in values if value)
    return min(counts, key=lambda value: (-counts[value], value), default="")


def search_text(name: str, aliases: Iterable[str], name_en: str, pinyin: str) -> str:
    """The text that full-text search sees: all names; pinyin also without its spaces, and its initials."""
    syllables = pinyin.split()
    parts = [name, *aliases, name_en, pinyin]
    if len(syllables) > 1:
        parts += ["".join(syllables), "".join(syllable[0] for syllable in syllables)]
    return "\n".join(dict.fromkeys(unicodedata.normalize("NFKC", part).casefold() for part in parts if part))


def indicator_properties(said: Mapping[str, IndicatorNode]) -> Properties:
    """The properties of an indicator from what each plan says of it, by plan; the first plan by id is followed."""
    plans = sorted(said)
    claims = [json.dumps([plan, *_indicator_values(said[plan])], ensure_ascii=False) for plan in plans]
    first = said[plans[0]]
    return {
        "id": first.id,
        **dict(zip(_INDICATOR, _indicator_values(first), strict=True)),
        "plans": plans,
        "_claims": claims,
    }


def indicator_claims(identity: str, texts: Iterable[str]) -> dict[str, IndicatorNode]:
    """Read the claims that `indicator_properties` wrote."""
    return {plan: IndicatorNode(identity, *values) for plan, *values in map(json.loads, texts)}


def _indicator_values(node: IndicatorNode) -> tuple[str, ...]:
    return node.name, node.unit, node.measure


def relations_of(resolved: ResolvedPlan, ontology: Ontology) -> dict[Key, set[Row]]:
    """The plan's evidence for each edge. Ties of a node to itself, which resolution can make, are left out."""
    found: dict[Key, set[Row]] = {}
    tasks = {task.id for task in resolved.facts.tasks}
    for relation in resolved.facts.relations:
        key = _key(resolved, relation, tasks, undirected=ontology.edge(relation.type).undirected)
        if key.head != key.tail:
            found.setdefault(key, set()).update(_rows(resolved.facts, relation))
    return found


def _key(resolved: ResolvedPlan, relation: Relation, tasks: set[str], *, undirected: bool) -> Key:
    head = node_of(resolved, relation.head).id
    if relation.tail in tasks:
        return Key(head, relation.type, scoped(resolved.facts.plan.id, relation.tail))
    tail = node_of(resolved, relation.tail).id
    if undirected and tail < head:
        head, tail = tail, head
    return Key(head, relation.type, tail)


def _rows(facts: PlanFacts, relation: Relation) -> Iterable[Row]:
    for place in relation.evidence:
        passage = scoped(facts.plan.id, place.passage)
        yield Row(
            facts.plan.id, place.start, place.end, passage, relation.rule, relation.commitment, relation.confidence
        )


def edge_properties(rows: Iterable[Row]) -> Properties:
    """The properties of an edge from all its evidence, over all plans."""
    rows = sorted(rows)
    best = max(rows, key=lambda row: row.confidence)  # the first of equals
    return {
        "plans": list(dict.fromkeys(row.plan for row in rows)),
        "passages": [row.passage for row in rows],
        "starts": [row.start for row in rows],
        "ends": [row.end for row in rows],
        "rules": [row.rule for row in rows],
        "commitments": [row.commitment for row in rows],
        "confidences": [float(row.confidence) for row in rows],
        "confidence": float(best.confidence),
        "commitment": min((row.commitment for row in rows), key=_strength),
        "rule": best.rule,
    }


def rows_of(properties: Mapping[str, Any]) -> set[Row]:
    """The evidence of an edge, from the properties that `edge_properties` gave it."""
    names = ("starts", "ends", "passages", "rules", "commitments", "confidences")
    columns = zip(*(properties[name] for name in names), strict=True)
    plans = properties["plans"]
    return {Row(_plan_of(values[2], plans), *values) for values in columns}


def _plan_of(passage: str, plans: Iterable[str]) -> str:
    return max((plan for plan in plans if passage.startswith(f"{plan}.")), key=len)


def _strength(commitment: str) -> int:
    return COMMITMENTS.index(commitment) if commitment in COMMITMENTS else len(COMMITMENTS)
