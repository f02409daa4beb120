"""The bundled snapshot: the facts of five plans of Shanghai, one JSON file a plan, without their sentences.

Beside the facts stands, under names/, what lexicons and rules make of their names (`resolve.named`). It follows from the facts; that it
comes along spares the first start the reading of all lexicons.
"""

from collections.abc import Iterator
from pathlib import Path

from pydantic import TypeAdapter

from innograph.graph.judgements import NONE, Judgements
from innograph.graph.records import PlanFacts, facts_from_json
from innograph.graph.resolve import Named, ResolvedPlan, judged

HOME = Path(__file__).parent
NAMES = "names"
"""The folder beside the facts."""

_NAMED: TypeAdapter[Named] = TypeAdapter(Named)


def snapshot_facts(home: Path = HOME) -> Iterator[PlanFacts]:
    """The facts of each plan, in order of their ids."""
    for path in sorted(home.glob("*.json")):
        yield facts_from_json(path.read_bytes())


def snapshot_plans(judgements: Judgements = NONE, home: Path = HOME) -> Iterator[ResolvedPlan]:
    """Each plan ready to be written, as `loaders.pipeline.prepare` gives it, in order of their ids."""
    for path in sorted(home.glob("*.json")):
        named = _NAMED.validate_json((home / NAMES / path.name).read_bytes())
        yield judged(facts_from_json(path.read_bytes()), named, judgements)


def named_to_json(named: Named) -> bytes:
    """What `snapshot_plans` reads: a line of JSON."""
    return _NAMED.dump_json(named, exclude_defaults=True) + b"\n"
