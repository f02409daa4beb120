"""The bundled snapshot: the facts of five plans of Shanghai, one JSON file a plan, without their sentences."""

from collections.abc import Iterator
from pathlib import Path

from innograph.graph.records import PlanFacts, facts_from_json

HOME = Path(__file__).parent


def snapshot_facts(home: Path = HOME) -> Iterator[PlanFacts]:
    """The facts of each plan, in order of their ids."""
    for path in sorted(home.glob("*.json")):
        yield facts_from_json(path.read_bytes())
