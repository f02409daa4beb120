"""Who is responsible for which numbered task."""

from collections.abc import Sequence
from dataclasses import dataclass

from innograph.api.deps import Edition
from innograph.api.reading import plans
from innograph.api.reading.common import brief, brief_of
from innograph.api.schemas import Brief, TaskLine


@dataclass(frozen=True, slots=True)
class Duty:
    """A task that a department answers for; `edge` is the edge's id."""

    plan: str
    task: str
    number: int
    title: str
    edge: str


@dataclass(frozen=True, slots=True)
class Department:
    """A body with its tasks."""

    entity: Brief
    duties: Sequence[Duty]


@dataclass(frozen=True, slots=True)
class DepartmentsView:
    """Departments, those with most tasks first; and the tasks of each plan that numbers its tasks."""

    departments: Sequence[Department]
    plans: Sequence[tuple[str, str, Sequence[TaskLine]]]


def departments(edition: Edition, plan: str = "") -> DepartmentsView:
    """Tasks by department, of one plan or of all."""
    if plan:
        edition.plan(plan)
    wanted = [each for each in edition.plans() if not plan or each.id == plan]
    tasks = [(each.id, each.title, plans.detail(edition, each.id).tasks) for each in wanted]
    query = (
        "MATCH (n:Entity)-[e:RESPONSIBLE_FOR]->(k:Task) "
        f"RETURN {brief_of('n')}, k.id AS task, k.plan AS plan, k.number AS number, k.title AS title "
        "ORDER BY name, id, plan, number"
    )
    found: dict[str, tuple[Brief, list[Duty]]] = {}
    for row in edition.read(query):
        if plan and row["plan"] != plan:
            continue
        edge = f"{row['id']}~RESPONSIBLE_FOR~{row['task']}"
        duty = Duty(row["plan"], row["task"], row["number"], row["title"], edge)
        found.setdefault(row["id"], (brief(row), []))[1].append(duty)
    order = sorted(found.values(), key=lambda pair: (-len(pair[1]), pair[0].name))
    return DepartmentsView([Department(*pair) for pair in order], [each for each in tasks if each[2]])
