"""Write the bundled snapshot anew: `python -m innograph.loaders.snapshot PLANS [OUT]`.

Without PLANS only what follows from the bundled facts is written: what lexicons and rules make of their names.
"""

import argparse
from pathlib import Path

from innograph.graph import snapshot
from innograph.graph.records import PlanFacts, facts_to_json
from innograph.loaders.pipeline import names_of, read_plan, without_text


def snapshot_bytes(facts: PlanFacts) -> bytes:
    """The snapshot file of one plan: its facts without sentences, a line of JSON."""
    return facts_to_json(without_text(facts)) + b"\n"


def names_bytes(facts: PlanFacts) -> bytes:
    """The file beside it: what lexicons and rules make of the plan's names."""
    return snapshot.named_to_json(names_of(facts))


def write_snapshot(plans: Path, out: Path = snapshot.HOME) -> list[Path]:
    """Read every plan of a folder, write its facts and what its names are; returns the files written."""
    written = []
    out.mkdir(parents=True, exist_ok=True)
    for path in sorted(plans.glob("*.txt")):
        target = out / f"{path.stem}.json"
        target.write_bytes(snapshot_bytes(read_plan(path)))
        written.append(target)
    return written + write_names(out)


def write_names(home: Path = snapshot.HOME) -> list[Path]:
    """Write anew what the names in a snapshot's facts are, as after a change of lexicons or rules; the files written."""
    folder = home / snapshot.NAMES
    folder.mkdir(exist_ok=True)
    written = []
    for facts in snapshot.snapshot_facts(home):
        written.append(folder / f"{facts.plan.id}.json")
        written[-1].write_bytes(names_bytes(facts))
    return written


def main() -> None:
    """Write the snapshot of the plans in a folder, or its names alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "plans", type=Path, nargs="?", help="folder of the plans; without it only names/ is written anew"
    )
    parser.add_argument("out", type=Path, nargs="?", default=snapshot.HOME)
    options = parser.parse_args()
    for path in write_snapshot(options.plans, options.out) if options.plans else write_names(options.out):
        print(f"{path.relative_to(options.out)}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
