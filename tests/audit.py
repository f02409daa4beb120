"""Check the lock files against the public records of known faults: `python tests/audit.py` (`make audit`).

Exit status 1 where a locked package has a known fault that is not in ACCEPTED, else 0; without a network it says that nothing was
checked, and 0, so that a build does not depend on one.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")
ACCEPTED: dict[str, str] = {}
"""{id of a known fault: why it does no harm here}."""

PATIENCE_S = 180.0

Done = subprocess.CompletedProcess[str]


def audit(lock: Path) -> Done:
    """Run pip-audit over a lock file, without installing anything."""
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--progress-spinner", "off"]
    return subprocess.run(
        [*command, "--format", "json", "-r", str(lock)], capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )


def faults_of(report: str) -> list[str]:
    """One line a known fault, those accepted left out; raises ValueError for what is no report."""
    found: list[dict[str, Any]] = json.loads(report)["dependencies"]
    return [
        f"{package['name']} {package['version']}: {fault['id']} (fixed in {', '.join(fault['fix_versions']) or 'none'})"
        for package in found
        for fault in package.get("vulns", ())
        if not {fault["id"], *fault.get("aliases", ())} & ACCEPTED.keys()
    ]


def main(locks: Sequence[str] = LOCKS, run: Callable[[Path], Done] = audit) -> int:
    """Audit every lock file; the exit status."""
    bad = 0
    for name in locks:
        try:
            done = run(ROOT / name)
        except subprocess.TimeoutExpired as error:
            print(f"{name}: not checked (no answer within {error.timeout:.0f} s)")
            continue
        try:
            faults = faults_of(done.stdout)
        except (ValueError, KeyError, TypeError):
            last = (done.stderr.strip().splitlines() or ["no answer"])[-1]
            print(f"{name}: not checked ({last[:200]})")
            continue
        bad += len(faults)
        print(f"{name}: {len(faults)} known faults" if faults else f"{name}: no known fault")
        for fault in faults:
            print(f"  {fault}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
