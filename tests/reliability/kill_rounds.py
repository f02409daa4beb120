"""Kill -9 a loader, or a Neo4j server, at random points, again and again, and look what is left.

    python tests/reliability/kill_rounds.py --rounds 100            # embedded engine: loader and engine are one process
    python tests/reliability/kill_rounds.py --rounds 20 --neo4j     # every third round kills the server, the others the loader

A loader writes, replaces and removes plans and says what it begins and what is acknowledged. After each kill, every plan must be
what was acknowledged last, or what was begun after that; and the whole graph must have the checksum of one that was written by
nobody but us, without any kill. Prints one line of JSON; exit status 1 if anything was lost or half done.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from neo4j_server import Server
from plan_builder import large, with_title

from innograph.graph.checksum import graph_checksum
from innograph.graph.resolve import ResolvedPlan
from innograph.graph.settings import Settings
from innograph.graph.store import Store

PLANS = 6
GONE = 0
"""The version of a plan that is not there."""


@dataclass
class Tally:
    """What the rounds came to."""

    rounds: int = 0
    acknowledged: int = 0
    in_flight: int = 0
    in_flight_kept: int = 0
    killed_while_starting: int = 0
    lost: int = 0
    half: int = 0
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)


def plan_of(number: int, version: int) -> ResolvedPlan:
    """A version of a plan: its size differs from version to version, a quarter of its names are every plan's."""
    size = 30 + version % 5 * 10
    plan = large(f"p{number}", entities=size, passages=size // 2, mentions=3 * size, relations=2 * size)
    return with_title(plan, f"第{version}版")


def child(settings: Settings, seed: int, first: int) -> None:
    """Write, replace and remove plans until killed."""
    rng = random.Random(seed)  # noqa: S311
    print("started", flush=True)
    with Store.open(settings) as store:
        there = {plan.id for plan in store.plans()}
        print("open", flush=True)
        for version in range(first, first + 10_000):
            number = rng.randrange(PLANS)
            remove = f"p{number}" in there and rng.random() < 0.25
            print(f"begin {number} {GONE if remove else version}", flush=True)
            if remove:
                store.remove_plan(f"p{number}")
                there.discard(f"p{number}")
            else:
                store.write_plan(plan_of(number, version))
                there.add(f"p{number}")
            print(f"done {number} {GONE if remove else version}", flush=True)


class Rounds:
    """Kills, and holds what is left against what was acknowledged."""

    def __init__(self, settings: Settings, mirror: Store, *, seed: int, server: Server | None = None) -> None:
        self.tally = Tally()
        self._settings, self._mirror, self._server = settings, mirror, server
        self._seed = seed
        self._rng = random.Random(seed)  # noqa: S311
        self._versions = dict.fromkeys(range(PLANS), GONE)
        self._next = 1

    def run(self, rounds: int) -> Tally:
        """So many rounds."""
        started = time.monotonic()
        for number in range(rounds):
            began = self._kill(number)
            with Store.open(self._settings) as store:
                self._compare(store, number, began)
            self.tally.rounds += 1
        self.tally.seconds = round(time.monotonic() - started, 1)
        return self.tally

    def _kill(self, number: int) -> dict[int, int]:
        """Start a loader, kill it (or the server) at a random point; what it had begun and nobody acknowledged."""
        where = self._settings.uri or str(self._settings.data)
        command = [sys.executable, __file__, "--child", where, "--seed", str(self._seed * 1000 + number)]
        process = subprocess.Popen([*command, "--first", str(self._next)], stdout=subprocess.PIPE, text=True)
        lines: list[str] = []
        opened = threading.Event()

        def listen() -> None:
            for line in process.stdout or ():
                lines.append(line)
                # A server that was just started is slow: there, killing begins after the first acknowledged write.
                if line.startswith("done" if self._server else "open"):
                    opened.set()

        listener = threading.Thread(target=listen)
        listener.start()
        early = self._server is None and self._rng.random() < 0.15
        if early:
            time.sleep(self._rng.uniform(0.5, 3.0))
        else:
            opened.wait(60)
            time.sleep(self._rng.uniform(0.0, 1.5))
        if self._server and number % 3 == 0:
            self._server.kill()
        process.kill()
        process.wait()
        listener.join()
        if process.stdout:
            process.stdout.close()
        if self._server and number % 3 == 0:
            self._server.start()
        self.tally.killed_while_starting += not opened.is_set()
        return self._read(lines)

    def _read(self, lines: list[str]) -> dict[int, int]:
        began: dict[int, int] = {}
        for line in lines:
            if not line.endswith("\n") or line.split()[0] in {"started", "open"}:
                continue  # cut short by the kill, or of no account
            what, number, version = line.split()
            if what == "begin":
                began = {int(number): int(version)}
            else:
                self._versions[int(number)] = int(version)
                began = {}
                self.tally.acknowledged += 1
            self._next = max(self._next, int(version) + 1)
        self.tally.in_flight += len(began)
        return began

    def _compare(self, store: Store, number: int, began: dict[int, int]) -> None:
        for plan in range(PLANS):
            found = store.resolved(f"p{plan}")
            allowed = {self._versions[plan], began.get(plan, self._versions[plan])}
            for version in allowed:
                if found == (None if version == GONE else plan_of(plan, version)):
                    self.tally.in_flight_kept += version != self._versions[plan]
                    self._follow(plan, version)
                    break
            else:
                self.tally.lost += 1
                self.tally.faults.append(f"round {number}: p{plan} is none of {sorted(allowed)}")
        if graph_checksum(store) != graph_checksum(self._mirror):
            self.tally.half += 1
            self.tally.faults.append(f"round {number}: the graph is not that of its plans")

    def _follow(self, plan: int, version: int) -> None:
        """Bring the mirror, and what is acknowledged, to what was found."""
        if version != GONE:
            self._mirror.write_plan(plan_of(plan, version))
        elif self._mirror.resolved(f"p{plan}"):
            self._mirror.remove_plan(f"p{plan}")
        self._versions[plan] = version


def run_embedded(rounds: int, folder: Path, *, seed: int) -> Tally:
    """Rounds on the embedded engine."""
    with Store.open(Settings(data=folder / "mirror")) as mirror:
        return Rounds(Settings(data=folder / "data"), mirror, seed=seed).run(rounds)


def run_neo4j(rounds: int, folder: Path, *, seed: int) -> Tally:
    """Rounds on a Neo4j server of our own; raises UnavailableError where there can be none."""
    server = Server(folder / "neo4j")
    server.start()
    try:
        with Store.open(Settings(data=folder / "mirror")) as mirror:
            return Rounds(Settings(uri=server.uri), mirror, seed=seed, server=server).run(rounds)
    finally:
        server.stop()


def main() -> None:
    """Run rounds, or be the loader of one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--neo4j", action="store_true")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--child")
    parser.add_argument("--first", type=int, default=1)
    options = parser.parse_args()
    if options.child:
        uri = options.child if "://" in options.child else ""
        settings = Settings(uri=uri) if uri else Settings(data=Path(options.child))
        with suppress(BrokenPipeError):
            child(settings, options.seed, options.first)
        return
    with tempfile.TemporaryDirectory() as folder:
        run = run_neo4j if options.neo4j else run_embedded
        tally = run(options.rounds, Path(folder), seed=options.seed)
    print(json.dumps({"seed": options.seed, **asdict(tally)}, ensure_ascii=False))
    sys.exit(1 if tally.lost or tally.half else 0)


if __name__ == "__main__":
    main()
