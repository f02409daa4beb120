"""Write the bundled snapshot anew: `python -m innograph.loaders.snapshot PLANS [OUT]`."""

import argparse
from pathlib import Path

from innograph.graph import snapshot
from innograph.graph.records import PlanFacts, facts_to_json
from innograph.loaders.pipeline import read_plan, without_text


def snapshot_bytes(facts: PlanFacts) -> bytes:
    """The snapshot file of one plan: its facts without sentences, a line of JSON."""
    return facts_to_json(without_text(facts)) + b"\n"


def write_snapshot(plans: Path, out: Path = snapshot.HOME) -> list[Path]:
    """Read every plan of a folder and write its facts; returns the files written."""
    written = []
    for path in sorted(plans.glob("*.txt")):
        target = out / f"{path.stem}.json"
        target.write_bytes(snapshot_bytes(read_plan(path)))
        written.append(target)
    return written


def main() -> None:
    """Write the snapshot of the plans in a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plans", type=Path)
    parser.add_argument("out", type=Path, nargs="?", default=snapshot.HOME)
    options = parser.parse_args()
    for path in write_snapshot(options.plans, options.out):
        print(f"{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
