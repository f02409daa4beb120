"""Ownership that names tell: 甲大学乙实验室 is 甲大学's."""

import re
from collections.abc import Iterable, Sequence

from innograph.graph.records import Entity
from innograph.loaders.extract.frames.base import Found
from innograph.loaders.extract.scenes import Scene, World

_OWNERS = frozenset({"University", "Firm", "ResearchInstitute", "Hospital", "Park", "Region", "Platform"})
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
            least = 4 if entity.type == "Park" else 2
            for form in world.forms[entity.id]:
                if len(form) >= least and form != "中国科学院":
                    found.setdefault(form, entity)
    return found


def _owner(entity: Entity, forms: dict[str, Entity]) -> Entity | None:
    for end in range(len(entity.name) - 1, 1, -1):
        owner = forms.get(entity.name[:end])
        if owner is not None:
            rest = entity.name[end:]
            fits = owner is not entity and not _JOINED.match(rest) and len(rest.strip("“”")) >= 2
            return owner if fits else None
    return None


def _kind(owner: Entity, entity: Entity, world: World) -> str:
    if owner.type == entity.type == "Region":
        return "PART_OF" if world.above(owner) or _corridor(owner, world) else ""
    if owner.type == entity.type and owner.type in {"Firm", "Park"}:
        return "PART_OF"
    if owner.type == "Region":
        district = world.level == "市" and re.search("[区县]$", owner.name)
        return "HOSTS" if (district or _corridor(owner, world)) and entity.type in _OWNED else ""
    if owner.type == "Platform":
        return "PART_OF" if entity.type == "Platform" else ""
    return "HOSTS" if entity.type in _OWNED else ""


def _corridor(owner: Entity, world: World) -> bool:
    """An area that holds things of its own: a quarter of the region, or a corridor that it takes part in."""
    if re.search(r"[省市县州]$", owner.name) or owner is world.parent:
        return False
    return world.inside(owner) or bool(re.search(r"走廊|带$|圈$", owner.name))
