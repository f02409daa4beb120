"""Move a graph from one store to another, plan by plan, and prove that it arrived."""

from collections.abc import Callable
from dataclasses import dataclass

from innograph.graph.backup import prove
from innograph.graph.checksum import graph_checksum
from innograph.graph.errors import BadParameterError, StoreError
from innograph.graph.store import Store


@dataclass(frozen=True, slots=True)
class MigrationReport:
    """What was moved and proven. `written` of `plans` were not in the target before; `checksum` is that of both graphs."""

    plans: int
    written: int
    counts: dict[str, int]
    data_version: str
    checksum: str


def migrate(source: Store, target: Store, *, step: Callable[[str], None] = lambda _: None) -> MigrationReport:
    """Write every plan of `source` into `target` from its archive; then compare data version, counts and checksum.

    The source is only read. A migration cut short is run again: plans that arrived are left as they are. Raises
    BadParameterError where the target holds other plans, StoreError where the graphs differ at the end.
    """
    plans = [plan.id for plan in source.plans()]
    others = sorted({plan.id for plan in target.plans()} - set(plans))
    if others:
        raise BadParameterError(f"the target holds plans that the source has not: {', '.join(others[:5])}")
    written = 0
    for plan in plans:
        step(f"moving {plan}")
        resolved = source.resolved(plan)
        if resolved is None:
            raise StoreError(f"plan {plan!r} was taken out of the source meanwhile: migrate again")
        written += target.write_plan(resolved).status != "unchanged"
    step("comparing")
    version, counts, checksum = source.data_version(), source.counts(), graph_checksum(source)
    prove(target, version, counts, checksum)
    held = {name: number for name, number in counts.items() if number}
    return MigrationReport(len(plans), written, held, version, checksum)
