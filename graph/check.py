"""What must hold of a plan before any of it is written: every reference leads somewhere, every fact has its evidence."""

from collections.abc import Iterable, Iterator

from innograph.graph.errors import StoreError
from innograph.graph.model import Ontology
from innograph.graph.records import Evidence, Mention, Passage, PlanFacts, Task
from innograph.graph.resolve import ResolvedPlan


def check_plan(resolved: ResolvedPlan, ontology: Ontology) -> None:
    """Raise StoreError naming the plan and the first fault that is found."""
    for fault in _faults(resolved, ontology):
        raise StoreError(f"plan {resolved.facts.plan.id!r} cannot be written: {fault}")


def _faults(resolved: ResolvedPlan, ontology: Ontology) -> Iterator[str]:
    facts = resolved.facts
    if not facts.plan.id:
        yield "it has no id"
    yield from _repeated("section", (section.id for section in facts.sections))
    yield from _repeated("passage", (passage.id for passage in facts.passages))
    yield from _repeated("task", (task.id for task in facts.tasks))
    yield from _repeated("entity", (entity.id for entity in facts.entities))
    yield from _repeated("figure", (figure.id for figure in facts.figures))
    yield from _section_faults(facts)
    yield from _node_faults(resolved, ontology)
    yield from _relation_faults(facts, ontology)
    passages = {passage.id for passage in facts.passages}
    for owner, place in _places(facts):
        if place.passage not in passages:
            yield f"{owner} refers to passage {place.passage!r}, which is not there"
        if not 0 <= place.start < place.end:
            yield f"{owner} has the span {place.start}-{place.end}"


def _repeated(what: str, ids: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for identity in ids:
        if identity in seen:
            yield f"two records have the id of {what} {identity!r}"
        seen.add(identity)


def _section_faults(facts: PlanFacts) -> Iterator[str]:
    sections = {section.id for section in facts.sections} | {""}
    for section in facts.sections:
        if section.parent not in sections:
            yield f"section {section.id!r} stands under {section.parent!r}, which is not there"
    records: tuple[Passage | Task, ...] = (*facts.passages, *facts.tasks)
    for record in records:
        if record.section not in sections:
            yield f"{record.id!r} stands under section {record.section!r}, which is not there"


def _node_faults(resolved: ResolvedPlan, ontology: Ontology) -> Iterator[str]:
    for entity in resolved.facts.entities:
        node = resolved.nodes.get(entity.id)
        if node is None:
            yield f"entity {entity.id!r} is not resolved"
        elif not node.id or node.type not in ontology.entity_types:
            yield f"entity {entity.id!r} became node {node.id!r} of type {node.type!r}"
        elif not (node.name or entity.name):
            yield f"entity {entity.id!r} has no name"
    for figure in resolved.facts.figures:
        if figure.id not in resolved.indicators:
            yield f"figure {figure.id!r} has no indicator"
    for what, local, kind in (("policy", resolved.policy, "Policy"), ("region", resolved.region, "Region")):
        found = resolved.nodes.get(local)
        if local and (found is None or found.type != kind):
            yield f"its {what} {local!r} is no {kind}"


def _relation_faults(facts: PlanFacts, ontology: Ontology) -> Iterator[str]:
    entities = {entity.id for entity in facts.entities}
    tasks = {task.id for task in facts.tasks}
    for relation in facts.relations:
        told = f"{relation.type} from {relation.head!r} to {relation.tail!r}"
        if relation.type not in ontology.relation_types:
            yield f"{told} is no relation of the ontology"
        elif relation.head not in entities:
            yield f"{told} begins nowhere"
        elif relation.tail not in (tasks if "Task" in ontology.edge(relation.type).to else entities):
            yield f"{told} ends nowhere"
        if not relation.evidence:
            yield f"{told} has no evidence"


def _places(facts: PlanFacts) -> Iterator[tuple[str, Evidence | Mention]]:
    for entity in facts.entities:
        for mention in entity.mentions:
            yield f"a mention of {entity.id!r}", mention
    for relation in facts.relations:
        for place in relation.evidence:
            yield f"{relation.type} from {relation.head!r}", place
    for figure in facts.figures:
        yield f"figure {figure.id!r}", figure.evidence
