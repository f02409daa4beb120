"""A small plan of a made-up district, for tests of relations: text and names in, named triples out."""

from collections.abc import Mapping

from innograph.graph.records import Entity, Relation
from innograph.loaders.document import Document
from innograph.loaders.extract.entities import find_mentions
from innograph.loaders.extract.relations import extract_relations
from innograph.loaders.raw import RawText
from innograph.loaders.reading import document_from_raw

TITLE = "青岚市云溪区科技创新“十四五”规划"
OPENING = "为推动全区创新发展,编制这份文件。全区上下把创新摆在核心位置,以更大力度集聚人才和企业,营造良好环境。"
NAMES = {"青岚市": "Region", "云溪区": "Region", "云溪": "Region", TITLE: "Policy"}
SAME = {"云溪": "云溪区"}

Triple = tuple[str, str, str]


def document(text: str) -> Document:
    """The text under the made-up district's title."""
    return document_from_raw(RawText(f"{TITLE}\n{OPENING}\n{text}", "txt"), "yunxi.txt", plan_id="yunxi")


def entities(doc: Document, names: Mapping[str, str], same: Mapping[str, str] | None = None) -> tuple[Entity, ...]:
    """Records of the named entities; `same` maps a short form to the name it belongs to."""
    forms = {**NAMES, **names}
    same = {**SAME, **(same or {})}
    mentions = find_mentions(doc, {f: (t, 1.0) for f, t in forms.items()})
    made = []
    for number, (name, kind) in enumerate((n, t) for n, t in forms.items() if n not in same):
        own = [name, *(f for f, full in same.items() if full == name)]
        spots = sorted((m for f in own for m in mentions.get(f, ())), key=lambda m: m.start)
        made.append(Entity(f"e{number}", name, kind, tuple(spots), tuple(own[1:])))
    return tuple(made)


def relations(
    text: str, names: Mapping[str, str], same: Mapping[str, str] | None = None
) -> tuple[Document, tuple[Entity, ...], tuple[Relation, ...]]:
    """The document, its entities and what was read between them."""
    doc = document(text)
    found = entities(doc, names, same)
    return doc, found, extract_relations(doc, found)


def triples(text: str, names: Mapping[str, str], same: Mapping[str, str] | None = None) -> set[Triple]:
    """(head, type, tail) by name."""
    _, found, ties = relations(text, names, same)
    label = {e.id: e.name for e in found}
    return {(label[r.head], r.type, label.get(r.tail, r.tail)) for r in ties}
