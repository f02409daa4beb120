"""REFERENCES of the plan to other documents, and RESPONSIBLE_FOR its tasks."""

import re
from collections.abc import Iterable, Sequence

from innograph.loaders.extract.clauses import pattern
from innograph.loaders.extract.frames.base import Found
from innograph.loaders.extract.scenes import Scene, World
from innograph.loaders.tasks import RESPONSIBLE

_REPORTED = re.compile(r"^[^,。;]{0,24}?(?:媒体|报道|刊发|刊登|刊载)")
"""Papers and programmes that wrote about the region."""
_ANSWERS = frozenset({"Government", "Firm"})


def references(world: World, scenes: Sequence[Scene]) -> Iterable[Found]:
    """The documents that the plan is based on, carries out or is aligned with."""
    if world.policy is None:
        return
    for scene in scenes:
        for segment in scene.segments:
            for hit in segment.hits():
                if hit.type != "Policy" or hit.entity is world.policy:
                    continue
                before = scene.passage.text[: hit.start]
                start = max(before.rfind(mark) for mark in ",。;:")
                clause = before[start + 1 :]
                behind = scene.passage.text[hit.end :]
                if pattern("{issue}").search(clause) or _REPORTED.match(behind):
                    continue
                if pattern("{cite}").search(clause) or re.search(r"^[^,。;]{0,120}衔接", behind):
                    yield Found(world.policy, "REFERENCES", hit.entity, scene, (hit,), "cites", 0.85)


def responsible(world: World, scenes: Sequence[Scene]) -> Iterable[Found]:
    """Each body listed behind 责任部门 of a numbered task."""
    tasks = {t.section: t.id for t in world.document.tasks}
    for scene in scenes:
        task = tasks.get(scene.passage.section)
        named = RESPONSIBLE.search(scene.passage.text)
        if not task or not named:
            continue
        for hit in scene.hits:
            if not hit.inner and hit.start >= named.end() and hit.type in _ANSWERS:
                yield Found(hit.entity, "RESPONSIBLE_FOR", task, scene, (hit,), "responsible", 0.95)
