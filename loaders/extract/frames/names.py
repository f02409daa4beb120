"""Ownership that names tell: 甲大学乙实验室 is 甲大学's."""

import re
from collections.abc import Iterable, Sequence

from innograph.graph.records import Entity
from innograph.loaders.extract.frames.base import Found
from innograph.loaders.extract.scenes import Scene, World

_OWNERS = frozenset({"University", "Firm", "ResearchInstitute", "Hospital", "Park", "Region"})
_OWNED = frozenset({"Platform", "ResearchInstitute", "Park", "Hospital", "Fund", "Event", "Alliance"})
_JOINED = re.compile(r"^(?:与|和|同|—|-|、|\()")


def named_after(world: World, scenes: Sequence[Scene]) -> Iterable[Found]:
    """The longest name of an organisation or area that another name begins with owns, holds or includes it."""
    first = {h.entity.id: (s, h) for s in reversed(scenes) for h in reversed(s.hits)}
    forms = _owner_forms(world)
    for entity in world.entities:
        if entity.id not in first:
            continue
        owner = _owner(entity, forms)
        if owner is None:
            continue
        kind = _kind(owner, entity, world)
        if kind:
            scene, hit = first[entity.id]
            head, tail = (owner, entity) if kind == "HOSTS" else (entity, owner)
            yield Found(head, kind, tail, scene, (hit,), "named_after", 0.85)


def _owner_forms(world: World) -> dict[str, Entity]:
    found: dict[str, Entity] = {}
    for entity in world.entities:
        if entity.type in _OWNERS and entity is not world.region:
            for form in world.forms[entity.id]:
                if len(form) >= 2:
                    found.setdefault(form, entity)
    return found


def _owner(entity: Entity, forms: dict[str, Entity]) -> Entity | None:
    for end in range(len(entity.name) - 1, 1, -1):
        owner = forms.get(entity.name[:end])
        if owner is not None:
            fits = owner is not entity and not _JOINED.match(entity.name[end:])
            return owner if fits else None
    return None


def _kind(owner: Entity, entity: Entity, world: World) -> str:
    if owner.type == entity.type and owner.type in {"Firm", "Park", "Region"}:
        return "PART_OF" if owner is not world.parent else ""
    if owner.type == "Region":
        near = world.inside(owner) or (world.above(owner) and owner is not world.parent)
        return "HOSTS" if near and entity.type in _OWNED else ""
    return "HOSTS" if entity.type in _OWNED else ""
