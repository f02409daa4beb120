"""A plan as text with structure: what readers and structure hand to extraction."""

from collections.abc import Sequence
from dataclasses import dataclass

from innograph.graph.records import Passage, PlanMeta, Section, SourceInfo, Task


@dataclass(frozen=True, slots=True)
class Document:
    """A cleaned plan.

    `text` is the cleaned text that all offsets count in; `origin[i]` is the offset of `text[i]` in the text that the
    reader made of the source (non-decreasing). Passages are in order of `start`, do not overlap, and carry their text.
    A passage of kind "row" is one row of a table, cells parted by tabs; consecutive rows of a section are one table.
    """

    plan: PlanMeta
    source: SourceInfo
    text: str
    origin: Sequence[int]
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    tasks: tuple[Task, ...]

    def section_path(self, section: str) -> tuple[Section, ...]:
        """The section and those above it, topmost first; () for an unknown id or ""."""
        by_id = {s.id: s for s in self.sections}
        path: list[Section] = []
        while section in by_id:
            path.append(by_id[section])
            section = by_id[section].parent
        return tuple(reversed(path))
