"""Write the bundled snapshot anew: `python -m innograph.loaders.snapshot PLANS [OUT]`."""

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
    (out / snapshot.NAMES).mkdir(parents=True, exist_ok=True)
    written = []
    for path in sorted(plans.glob("*.txt")):
        facts = read_plan(path)
        for target, content in (
            (out / f"{path.stem}.json", snapshot_bytes(facts)),
            (out / snapshot.NAMES / f"{path.stem}.json", names_bytes(facts)),
        ):
            target.write_bytes(content)
            written.append(target)
    return written


def main() -> None:
    """Write the snapshot of the plans in a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plans", type=Path)
    parser.add_argument("out", type=Path, nargs="?", default=snapshot.HOME)
    options = parser.parse_args()
    for path in write_snapshot(options.plans, options.out):
        print(f"{path.relative_to(options.out)}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
