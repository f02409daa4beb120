"""Relations of one document: frames are matched on its clauses, what they find is joined with its evidence."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from innograph.graph.records import Entity, Evidence, Relation
from innograph.loaders.document import Document
from innograph.loaders.extract.clauses import Hit
from innograph.loaders.extract.commitment import commitment_of, furthest
from innograph.loaders.extract.frames.base import Found
from innograph.loaders.extract.frames.hosts import place_sites, region_sites
from innograph.loaders.extract.frames.names import named_after
from innograph.loaders.extract.frames.papers import references, responsible
from innograph.loaders.extract.frames.parts import areas, kinds
from innograph.loaders.extract.frames.targets import named_for, targets
from innograph.loaders.extract.frames.ties import ties
from innograph.loaders.extract.scenes import Scene, World

MAX_EVIDENCE = 8
"""Most passages kept as evidence of one relation."""

_ONE_WAY = frozenset({"PART_OF", "HOSTS"})
"""What cannot hold both ways."""

Frame = Callable[[World, Sequence[Scene]], Iterable[Found]]
FRAMES: tuple[Frame, ...] = (
    responsible,
    references,
    named_for,
    named_after,
    targets,
    kinds,
    areas,
    region_sites,
    place_sites,
    ties,
)


def extract_relations(document: Document, entities: Sequence[Entity]) -> tuple[Relation, ...]:
    """The ties between a document's entities, each once, with every place that states it (at most MAX_EVIDENCE).

    `rule` is the frame of greatest confidence among those that found it. PARTNERS is written once for a pair, in the order of the text.
    """
    world = World(document, entities)
    scenes = tuple(world.scenes())
    grouped: dict[tuple[str, str, str], list[Found]] = defaultdict(list)
    for frame in FRAMES:
        for found in frame(world, scenes):
            grouped[_key(found, grouped)].append(found)
    levels: dict[tuple[str, int], str] = {}
    kept = (key for key in grouped if key[0] != key[2] and not _turned(key, grouped))
    return tuple(_relation(key, grouped[key], levels) for key in kept)


def _turned(key: tuple[str, str, str], known: dict[tuple[str, str, str], list[Found]]) -> bool:
    """Whether the reverse was found too and is the one to keep: what is named after another is its part, else the likelier holds."""
    head, kind, tail = key
    reverse = known.get((tail, kind, head)) if kind in _ONE_WAY else None
    if reverse is None:
        return False
    ends = known[key][0].head.name, reverse[0].head.name
    part, whole = ends if kind == "PART_OF" else ends[::-1]
    if part.startswith(whole) or whole.startswith(part):
        return len(part) < len(whole)
    return (max(f.confidence for f in known[key]), head) < (max(f.confidence for f in reverse), tail)


def _key(found: Found, known: dict[tuple[str, str, str], list[Found]]) -> tuple[str, str, str]:
    tail = found.tail if isinstance(found.tail, str) else found.tail.id
    turned = (tail, found.type, found.head.id)
    if found.type == "PARTNERS" and turned in known:
        return turned
    return found.head.id, found.type, tail


def _relation(key: tuple[str, str, str], found: list[Found], known: dict[tuple[str, int], str]) -> Relation:
    best = max(found, key=lambda f: f.confidence)
    evidence: dict[str, Evidence] = {}
    for item in found:
        passage = item.scene.passage
        start = min(h.start for h in item.hits)
        end = max(h.end for h in item.hits)
        spot = Evidence(passage.id, passage.start + start, passage.start + end)
        last = evidence.get(passage.id)
        if last is None or spot.end - spot.start > last.end - last.start:
            evidence[passage.id] = spot
    levels = {
        _commitment(item, known) for item in found if isinstance(item.tail, Entity) and item.tail.type != "Policy"
    }
    return Relation(
        head=key[0],
        type=key[1],
        tail=key[2],
        evidence=tuple(sorted(evidence.values(), key=lambda e: e.start))[:MAX_EVIDENCE],
        rule=best.rule,
        confidence=best.confidence,
        commitment=furthest(levels),
    )


def _commitment(found: Found, known: dict[tuple[str, int], str]) -> str:
    """The commitment of the clause that the last mention stands in; `known` remembers those read before."""
    last = max(found.hits, key=lambda h: h.end)
    place = (found.scene.passage.id, last.start)
    if place not in known:
        known[place] = _clause_commitment(found, last)
    return known[place]


def _clause_commitment(found: Found, last: Hit) -> str:
    text = found.scene.passage.text
    start = max(text.rfind(mark, 0, last.start) for mark in ",。;:") + 1
    stops = [i for i in (text.find(mark, last.end) for mark in ",。;:") if i >= 0]
    clause = text[start : last.start] + text[last.end : min(stops, default=len(text))]
    return commitment_of(clause, past=found.scene.past)
