"""Numbered tasks of an action plan, each with the departments that answer for it."""

import re
from collections.abc import Sequence

from innograph.graph.records import Passage, Section, Task
from innograph.loaders.headings import to_int

RESPONSIBLE = re.compile(
    r"[(【\[]?(?:责任|牵头|主责|主办|承办|实施|落实|配合|主管|参与)(?:部门|单位|主体|机关|领导单位)?(?:及(?:配合|责任)单位)?:"
)
"""What opens the clause that names who answers for a task."""


def find_tasks(plan_id: str, sections: Sequence[Section], passages: Sequence[Passage]) -> tuple[Task, ...]:
    """The numbered sections that name who is responsible, and those that go on their count without naming anyone.

    Two at least must name someone. Numbers are as printed where each is printed once; else tasks are counted in order.
    """
    named = {p.section for p in passages if p.kind == "sentence" and RESPONSIBLE.search(p.text)}
    found = _lifted(sections, [s for s in sections if s.id in named and to_int(s.number) is not None])
    if len(found) < 2:
        return ()
    style = re.sub(r"[\d一二三四五六七八九十百零〇]+", "#", found[0].number)
    order = {s.id: i for i, s in enumerate(sections)}
    numbers = [to_int(s.number) for s in found]
    if len(set(numbers)) == len(numbers):
        found += _going_on(sections[order[found[0].id] :], set(numbers), style)
        found.sort(key=lambda s: order[s.id])
        return tuple(Task(f"{plan_id}.task.{to_int(s.number)}", to_int(s.number) or 0, s.title, s.id) for s in found)
    return tuple(Task(f"{plan_id}.task.{n}", n, s.title, s.id) for n, s in enumerate(found, start=1))


def _lifted(sections: Sequence[Section], found: Sequence[Section]) -> list[Section]:
    """A clause at the end of a task's last numbered point ("(3)") speaks for the whole task."""
    by_id = {s.id: s for s in sections}
    chosen: dict[str, Section] = {}
    for section in found:
        parent = by_id.get(section.parent)
        brothers = [s for s in sections if s.parent == section.parent]
        alone = [s for s in brothers if s in found] == [section] and len(brothers) > 1 and brothers[-1] is section
        point = section.number.startswith("(") and section.number[1:2].isdigit()
        up = parent if point and alone and parent is not None and to_int(parent.number) is not None else section
        chosen[up.id] = up
    return list(chosen.values())


def _going_on(sections: Sequence[Section], numbers: set[int | None], style: str) -> list[Section]:
    """Sections of the same style, after the first task, whose numbers go on the count."""
    more: list[Section] = []
    last = 0
    for section in sections:
        if re.sub(r"[\d一二三四五六七八九十百零〇]+", "#", section.number) != style:
            continue
        number = to_int(section.number) or 0
        if number == last + 1 and number not in numbers:
            more.append(section)
        if number == last + 1 or number in numbers:
            last = number
    return more
