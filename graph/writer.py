"""One plan into the graph or out of it, inside one transaction.

The writer reads what the graph holds of the nodes and edges that the plan's old and new versions touch, works out in
Python what they must become (`merge`), and writes the difference in bulk: nodes are looked up by one label and `id`,
which both engines answer from their index.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from typing import Any

from neo4j import ManagedTransaction

from innograph.graph import merge
from innograph.graph.merge import Claim, Key, Properties, Row, scoped
from innograph.graph.model import Ontology
from innograph.graph.records import LOADERS, Figure, Mention, Passage, PlanFacts, Section, Task
from innograph.graph.resolve import IndicatorNode, ResolvedPlan

BATCH = 5000

_EVIDENCE = (
    "plans",
    "passages",
    "starts",
    "ends",
    "rules",
    "commitments",
    "confidences",
    "confidence",
    "commitment",
    "rule",
)


@dataclass(frozen=True, slots=True)
class Change:
    """How many nodes and edges a write made, changed and took away."""

    entities_added: int = 0
    entities_updated: int = 0
    entities_removed: int = 0
    relations_added: int = 0
    relations_updated: int = 0
    relations_removed: int = 0
    passages: int = 0
    mentions: int = 0
    figures: int = 0


@dataclass(slots=True)
class _Side:
    """What one version of the plan says, worked out; all empty where there is no such version."""

    claims: dict[str, Claim] = field(default_factory=dict)
    relations: dict[Key, set[Row]] = field(default_factory=dict)
    indicators: dict[str, IndicatorNode] = field(default_factory=dict)


class Writer:
    """Writes inside the transaction it is given; the caller commits, retries or rolls back."""

    def __init__(self, tx: ManagedTransaction, ontology: Ontology) -> None:
        self._tx = tx
        self._ontology = ontology

    def replace(self, old: ResolvedPlan | None, new: ResolvedPlan | None, packed: str = "") -> Change:
        """Take the old version of a plan out and put the new one in; either may be None."""
        before, after = self._side(old), self._side(new)
        if old:
            self._delete_tree(old)
        change, born = self._entities(before, after)
        if new:
            change = replace(change, **self._create_trees([(new, packed, after)]))
        tallies = self._relations(before, after, born)
        self._indicators(before, after, {version.facts.plan.id for version in (old, new) if version})
        if new:
            self._figures([new])
        return replace(change, **tallies)

    def fill(self, plans: Sequence[tuple[ResolvedPlan, str]]) -> int:
        """Put plans, each with its packed form, into an empty graph; how many entities there are then.

        What several plans say of one node or edge is written once.
        """
        sides = [self._side(new) for new, _ in plans]
        claims: dict[str, list[Claim]] = {}
        relations: dict[Key, set[Row]] = {}
        indicators: dict[str, dict[str, IndicatorNode]] = {}
        for (new, _), side in zip(plans, sides, strict=True):
            for identity, claim in side.claims.items():
                claims.setdefault(identity, []).append(claim)
            for key, rows in side.relations.items():
                relations.setdefault(key, set()).update(rows)
            for identity, node in side.indicators.items():
                indicators.setdefault(identity, {})[new.facts.plan.id] = node
        self._create_entities({i: sorted(claims[i], key=lambda claim: claim.plan) for i in sorted(claims)})
        self._create_trees([(new, packed, side) for (new, packed), side in zip(plans, sides, strict=True)])
        added: dict[str, list[Properties]] = {}
        for key in sorted(relations, key=lambda key: (key.type, key)):
            row = {"h": key.head, "t": key.tail, **merge.edge_properties(relations[key])}
            added.setdefault(key.type, []).append(row)
        self._create_relations(added)
        self._create("Indicator", [merge.indicator_properties(indicators[i]) for i in sorted(indicators)])
        self._figures([new for new, _ in plans])
        return len(claims)

    def _side(self, resolved: ResolvedPlan | None) -> _Side:
        if resolved is None:
            return _Side()
        used = sorted(resolved.facts.figures, key=lambda figure: figure.id, reverse=True)
        indicators = {node.id: node for node in (merge.indicator_of(resolved, figure) for figure in used)}
        return _Side(merge.claims_of(resolved), merge.relations_of(resolved, self._ontology), indicators)

    # Nodes that plans share.

    def _entities(self, before: _Side, after: _Side) -> tuple[Change, Set[str]]:
        """Bring the nodes up to date; also returns the ids of those that were not there before."""
        touched = sorted(before.claims.keys() | after.claims.keys())
        found = self._found_claims(touched)
        added: dict[str, list[Claim]] = {}
        updated: list[Properties] = []
        removed: list[str] = []
        for identity in touched:
            held = found.get(identity, [])
            mine = before.claims.get(identity)
            rest = [claim for claim in held if mine is None or claim.plan != mine.plan]
            if identity in after.claims:
                rest.append(after.claims[identity])
            wanted = sorted(rest, key=lambda claim: claim.plan)
            if not wanted:
                removed.append(identity)
            elif not held:
                added[identity] = wanted
            elif wanted != held:
                if merge.entity_type(wanted) != merge.entity_type(held):
                    self._change_type(identity, merge.entity_type(wanted), merge.entity_properties(identity, held))
                updated.append(merge.entity_properties(identity, wanted))
        self._delete("Entity", removed)
        self._create_entities(added)
        # The whole map is set: a name that no plan uses any more must not stay behind.
        self._each("UNWIND $rows AS r MATCH (n:Entity {id: r.id}) SET n = r", updated)
        change = Change(entities_added=len(added), entities_updated=len(updated), entities_removed=len(removed))
        return change, added.keys()

    def _found_claims(self, ids: Sequence[str]) -> dict[str, list[Claim]]:
        query = "UNWIND $rows AS i MATCH (n:Entity {id: i}) RETURN n.id AS id, n._claims AS claims"
        return {row["id"]: [merge.decode_claim(text) for text in row["claims"]] for row in self._each(query, ids)}

    def _create_entities(self, added: Mapping[str, Sequence[Claim]]) -> None:
        by_type: dict[str, list[Properties]] = {}
        for identity, claims in added.items():
            by_type.setdefault(merge.entity_type(claims), []).append(merge.entity_properties(identity, claims))
        for kind, rows in sorted(by_type.items()):
            self._create(kind, rows)

    def _change_type(self, identity: str, kind: str, properties: Properties) -> None:
        """Labels are fixed at a node's birth in the embedded engine, so the node is made again with its edges."""
        out = (
            "MATCH (n:Entity {id: $id})-[e]->(m) RETURN type(e) AS type, properties(e) AS p, m.id AS id, labels(m) AS l"
        )
        ties = [(row, True) for row in self._tx.run(out, id=identity).data()]
        ties += [(row, False) for row in self._tx.run(out.replace("-[e]->", "<-[e]-"), id=identity).data()]
        self._delete("Entity", [identity])
        self._create(kind, [properties])
        for row, outward in ties:
            label = "Entity" if "Entity" in row["l"] else row["l"][0]
            arrow = f"(n)-[e:`{row['type']}`]->(m)" if outward else f"(m)-[e:`{row['type']}`]->(n)"
            query = f"MATCH (n:Entity {{id: $id}}) MATCH (m:{label} {{id: $other}}) CREATE {arrow} SET e = $p"
            self._tx.run(query, id=identity, other=row["id"], p=row["p"]).consume()

    def _indicators(self, before: _Side, after: _Side, plans: set[str]) -> None:
        touched = sorted(before.indicators.keys() | after.indicators.keys())
        query = "UNWIND $rows AS i MATCH (n:Indicator {id: i}) RETURN n.id AS id, n._claims AS claims"
        found = {row["id"]: merge.indicator_claims(row["id"], row["claims"]) for row in self._each(query, touched)}
        added: list[Properties] = []
        updated: list[Properties] = []
        removed: list[str] = []
        for identity in touched:
            wanted = {plan: node for plan, node in found.get(identity, {}).items() if plan not in plans}
            if identity in after.indicators:
                wanted |= dict.fromkeys(plans, after.indicators[identity])
            if not wanted:
                removed.append(identity)
            elif wanted != found.get(identity):
                (updated if identity in found else added).append(merge.indicator_properties(wanted))
        self._delete("Indicator", removed)
        self._each("UNWIND $rows AS r MATCH (n:Indicator {id: r.id}) SET n = r", updated)
        self._create("Indicator", added)

    # Edges that plans share.

    def _relations(self, before: _Side, after: _Side, born: Set[str]) -> dict[str, int]:
        added: dict[str, list[Properties]] = {}
        updated: dict[str, list[Properties]] = {}
        removed: dict[str, list[Properties]] = {}
        for kind in sorted({key.type for key in (*before.relations, *after.relations)}):
            keys = sorted(key for key in before.relations.keys() | after.relations.keys() if key.type == kind)
            # A node that was not there has no edges to look for.
            found = self._found_rows(kind, [key for key in keys if not {key.head, key.tail} & born])
            for key in keys:
                held = found.get(key, set())
                wanted = held - before.relations.get(key, set()) | after.relations.get(key, set())
                if wanted == held:
                    continue
                row = {"h": key.head, "t": key.tail, **(merge.edge_properties(wanted) if wanted else {})}
                (updated if held and wanted else added if wanted else removed).setdefault(kind, []).append(row)
        for kind, rows in removed.items():
            self._each(f"{self._pair(kind)} MATCH (a)-[e:{kind}]->(b) DELETE e", rows)
        sets = ", ".join(f"e.{name} = r.{name}" for name in _EVIDENCE)
        for kind, rows in updated.items():
            self._each(f"{self._pair(kind)} MATCH (a)-[e:{kind}]->(b) SET {sets}", rows)
        self._create_relations(added)
        return {
            f"relations_{name}": sum(map(len, rows.values()))
            for name, rows in (("added", added), ("updated", updated), ("removed", removed))
        }

    def _create_relations(self, added: Mapping[str, Sequence[Properties]]) -> None:
        fields = ", ".join(f"{name}: r.{name}" for name in _EVIDENCE)
        for kind, rows in added.items():
            self._each(f"{self._pair(kind)} CREATE (a)-[:{kind} {{{fields}}}]->(b)", rows)

    def _found_rows(self, kind: str, keys: Iterable[Key]) -> dict[Key, set[Row]]:
        # Both ends are looked up first: expanding from one end would walk all edges of a hub for every key.
        query = f"{self._pair(kind)} MATCH (a)-[e:{kind}]->(b) RETURN r.h AS h, r.t AS t, properties(e) AS p"
        rows = self._each(query, [{"h": key.head, "t": key.tail} for key in keys])
        return {Key(row["h"], kind, row["t"]): merge.rows_of(row["p"]) for row in rows}

    def _pair(self, kind: str) -> str:
        edge = self._ontology.edge(kind)
        head, tail = (self._key_label(ends[0]) for ends in (edge.source, edge.to))
        return f"UNWIND $rows AS r MATCH (a:{head} {{id: r.h}}) MATCH (b:{tail} {{id: r.t}})"

    def _key_label(self, kind: str) -> str:
        return "Entity" if "Entity" in self._ontology.labels(kind) else kind

    # What one plan has to itself.

    def _delete_tree(self, old: ResolvedPlan) -> None:
        facts, plan = old.facts, old.facts.plan.id
        for label, records in (
            ("Target", facts.figures),
            ("Passage", facts.passages),
            ("Task", facts.tasks),
            ("Section", facts.sections),
        ):
            self._delete(label, [scoped(plan, record.id) for record in records])
        self._delete("Plan", [plan])
        self._delete("Archive", [plan])

    def _create_trees(self, news: Sequence[tuple[ResolvedPlan, str, _Side]]) -> dict[str, int]:
        plans = [_plan(new, after) | {"hash": merge.content_hash(packed)} for new, packed, after in news]
        self._create("Plan", plans)
        packs = [{"id": new.facts.plan.id, "packed": packed} for new, packed, _ in news]
        self._each("UNWIND $rows AS r CREATE (n:Archive) SET n = r", packs)
        all_facts = [new.facts for new, _, _ in news]
        self._create("Section", [_own(f, section, "parent") for f in all_facts for section in f.sections])
        self._create("Passage", [_own(f, passage, "section") for f in all_facts for passage in f.passages])
        self._create("Task", [_own(f, task, "section") for f in all_facts for task in f.tasks])
        for head, kind, tail, pairs in _branches(all_facts):
            self._tie(head, kind, tail, pairs)
        mentions = self._mentions([new for new, _, _ in news])
        policies = [
            {"h": new.facts.plan.id, "t": merge.node_of(new, new.policy).id} for new, _, _ in news if new.policy
        ]
        self._each(f"{self._pair('TEXT_OF')} CREATE (a)-[:TEXT_OF]->(b)", policies)
        return {
            "passages": sum(len(f.passages) for f in all_facts),
            "mentions": mentions,
            "figures": sum(len(f.figures) for f in all_facts),
        }

    def _mentions(self, news: Sequence[ResolvedPlan]) -> int:
        places: dict[str, set[tuple[str, int, int, str]]] = {}
        marked: list[Properties] = []
        for new in news:
            plan = new.facts.plan.id
            for entity in new.facts.entities:
                identity = merge.node_of(new, entity.id).id
                for m in entity.mentions:
                    place = (scoped(plan, m.passage), m.start, m.end, m.surface)
                    if m.readers:
                        marked.append({"h": identity, "t": place[0], "p": _marked_mention(m)})
                    else:
                        places.setdefault(identity, set()).add(place)
        rows = [{"h": identity, "at": [list(place) for place in sorted(found)]} for identity, found in places.items()]
        # One look-up of the entity for all its places: look-ups are most of what an edge costs.
        query = """
        UNWIND $rows AS r MATCH (a:Entity {id: r.h}) UNWIND r.at AS m MATCH (b:Passage {id: m[0]})
        CREATE (a)-[:MENTIONED_IN {start: m[1], end: m[2], surface: m[3]}]->(b)
        """
        self._each(query, rows)
        self._each(f"{self._pair('MENTIONED_IN')} CREATE (a)-[e:MENTIONED_IN]->(b) SET e = r.p", marked)
        return sum(len(row["at"]) for row in rows) + len(marked)

    def _figures(self, news: Sequence[ResolvedPlan]) -> None:
        figures = [(new, new.facts.plan.id, figure) for new in news for figure in new.facts.figures]
        self._create("Target", [_target(plan, figure) for _, plan, figure in figures])
        self._tie("Plan", "STATES", "Target", [(plan, figure.id, plan) for _, plan, figure in figures])
        of = [{"h": scoped(plan, figure.id), "t": merge.indicator_of(new, figure).id} for new, plan, figure in figures]
        self._each(f"{self._pair('OF')} CREATE (a)-[:OF]->(b)", of)
        regions = [
            {"h": scoped(plan, figure.id), "t": merge.node_of(new, new.region).id}
            for new, plan, figure in figures
            if new.region
        ]
        self._each(f"{self._pair('FOR')} CREATE (a)-[:FOR]->(b)", regions)
        stated = [
            {
                "h": scoped(plan, figure.id),
                "t": scoped(plan, figure.evidence.passage),
                "start": figure.evidence.start,
                "end": figure.evidence.end,
            }
            for _, plan, figure in figures
        ]
        self._each(f"{self._pair('STATED_IN')} CREATE (a)-[:STATED_IN {{start: r.start, end: r.end}}]->(b)", stated)

    # Statements.

    def _create(self, kind: str, rows: Sequence[Properties]) -> None:
        labels = ":".join(self._ontology.labels(kind))
        self._each(f"UNWIND $rows AS r CREATE (n:{labels}) SET n = r", [_present(row) for row in rows])

    def _tie(self, head: str, kind: str, tail: str, pairs: Sequence[tuple[str, str, str]]) -> None:
        rows = [{"h": h if h == plan else scoped(plan, h), "t": scoped(plan, t)} for h, t, plan in pairs]
        query = f"UNWIND $rows AS r MATCH (a:{head} {{id: r.h}}) MATCH (b:{tail} {{id: r.t}}) CREATE (a)-[:{kind}]->(b)"
        self._each(query, rows)

    def _delete(self, label: str, ids: Sequence[str]) -> None:
        self._each(f"UNWIND $rows AS i MATCH (n:{label} {{id: i}}) DETACH DELETE n", ids)

    def _each(self, query: str, rows: Sequence[Any]) -> list[dict[str, Any]]:
        """Run a statement over rows in batches; all that it returns."""
        found: list[dict[str, Any]] = []
        for batch in _batches(rows):
            found += self._tx.run(query, rows=batch).data()
        return found


def _batches(rows: Sequence[Any]) -> Iterator[list[Any]]:
    items = iter(rows)
    while batch := list(islice(items, BATCH)):
        yield batch


def _plan(new: ResolvedPlan, after: _Side) -> Properties:
    facts = new.facts
    return {
        **asdict(facts.plan),
        **asdict(facts.source),
        "extractor": facts.extractor,
        "sections": len(facts.sections),
        "passages": len(facts.passages),
        "entities": len(after.claims),
        "relations": len(after.relations),
        "figures": len(facts.figures),
        "has_text": any(passage.text for passage in facts.passages),
    }


def _branches(all_facts: Sequence[PlanFacts]) -> Iterator[tuple[str, str, str, list[tuple[str, str, str]]]]:
    """The edges of the trees of plans as (label, edge, label, [(head, tail, plan)])."""
    sections = [(f.plan.id, each) for f in all_facts for each in f.sections]
    passages = [(f.plan.id, each) for f in all_facts for each in f.passages]
    tasks = [(f.plan.id, each) for f in all_facts for each in f.tasks]
    yield "Plan", "HAS_SECTION", "Section", [(plan, s.id, plan) for plan, s in sections if not s.parent]
    yield "Section", "HAS_SECTION", "Section", [(s.parent, s.id, plan) for plan, s in sections if s.parent]
    yield "Section", "HAS_PASSAGE", "Passage", [(p.section, p.id, plan) for plan, p in passages if p.section]
    yield "Plan", "HAS_PASSAGE", "Passage", [(plan, p.id, plan) for plan, p in passages if not p.section]
    yield "Plan", "HAS_TASK", "Task", [(plan, task.id, plan) for plan, task in tasks]


def _own(facts: PlanFacts, record: Section | Passage | Task, reference: str) -> Properties:
    """A record of a plan, its id and the id it refers to made the graph's own."""
    plan = facts.plan.id
    row = {name: getattr(record, name) for name in record.__slots__}
    return row | {
        "plan": plan,
        "id": scoped(plan, record.id),
        reference: row[reference] and scoped(plan, row[reference]),
    }


def _marked_mention(mention: Mention) -> Properties:
    """A mention that a second opinion read: with its readers and, where it alone read it, its confidence."""
    row = {"start": mention.start, "end": mention.end, "surface": mention.surface, "readers": list(mention.readers)}
    return row if LOADERS in mention.readers else row | {"confidence": float(mention.confidence)}


def _target(plan: str, figure: Figure) -> Properties:
    row = {**asdict(figure), "id": scoped(plan, figure.id), "plan": plan}
    del row["evidence"]
    row["readers"] = list(figure.readers) or None
    row["confidence"] = float(figure.confidence) if figure.readers and LOADERS not in figure.readers else None
    for name in ("value", "value_max", "norm_value"):
        row[name] = None if row[name] is None else float(row[name])
    return row


def _present(row: Properties) -> Properties:
    return {key: value for key, value in row.items() if value is not None}
