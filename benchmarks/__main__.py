"""`python -m benchmarks`: measure, print a table, and with --write put it into docs/benchmarks.md."""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks import baselines, engines, page, report, server
from benchmarks.graphs import grown
from benchmarks.timing import noise
from innograph.graph.settings import Settings
from innograph.graph.store import Store

ROOT = Path(__file__).parents[1]
REPORT = ROOT / "docs" / "benchmarks.md"


@contextmanager
def stores(*, neo4j: bool) -> Iterator[dict[str, Store]]:
    """An empty store on each engine that is at hand."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        found = {"embedded": stack.enter_context(Store.open(Settings(data=folder / "data")))}
        if neo4j:
            sys.path.insert(0, str(ROOT / "tests" / "support"))
            from neo4j_server import Server, UnavailableError

            other = Server(folder / "neo4j")
            try:
                other.start()
            except UnavailableError as error:
                print(f"Neo4j is left out: {error}")
            else:
                stack.callback(other.stop)
                found["Neo4j"] = stack.enter_context(Store.open(Settings(uri=other.uri)))
        yield found


def scale(name: str, plans: list[Any] | int, *, neo4j: bool) -> dict[str, Any]:
    """One size of graph on the engines at hand, and what a user would pick instead."""
    result: dict[str, Any] = {"name": name, "engines": {}}
    with stores(neo4j=neo4j) as found:
        for engine, store in found.items():
            print(f"{name}: loading into {engine}", flush=True)
            loaded = engines.load(store, grown(plans) if isinstance(plans, int) else plans)
            print(f"  {loaded}", flush=True)
            times = engines.queries(store)
            each, slowest, worst = engines.named(store) if not isinstance(plans, int) else (None, "", 0.0)
            times |= {"path within 3": baselines.within_three(store)}
            result["engines"][engine] = {"load": loaded, "times": times, "named": each, "slowest": [slowest, worst]}
        print(f"{name}: networkx and SQLite", flush=True)
        result["networkx"] = baselines.in_networkx(found["embedded"])
        result["sqlite"] = baselines.in_sqlite(found["embedded"])
    return result


def the_page() -> dict[str, Any] | None:
    """What the page takes; None where there is no browser to measure it in."""
    before = noise()
    try:
        found = page.measure()
    except page.UnavailableError as error:
        print(f"The page is left out: {error}")
        return None
    return {**found, "noise": [before, noise()]}


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--large", action="store_true", help="also 10^6 edges (minutes)")
    parser.add_argument("--edges", type=int, default=100_000, help="size of the grown graph, in edges")
    parser.add_argument("--no-neo4j", action="store_true", help="leave Neo4j out")
    parser.add_argument("--soak", type=float, default=0, metavar="S", help="a soak of so many seconds (600 in full)")
    parser.add_argument("--seconds", type=float, default=5, help="for how long the API is asked")
    parser.add_argument("--page", action="store_true", help="the web page alone, in Chromium")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    options = parser.parse_args()
    if options.page:
        found = the_page()
        if found is None:
            raise SystemExit(1)
        text = report.page_section(found)
        print(text)
        if options.write:
            REPORT.write_text(report.with_section(REPORT.read_text("utf-8"), text), "utf-8")
        return
    neo4j = not options.no_neo4j
    result: dict[str, Any] = {"noise": [noise()]}
    result["extraction"] = server.extraction()
    result["api"] = server.start_and_answers(seconds=options.seconds)
    result["scales"] = [scale("5 plans", engines.five(), neo4j=neo4j)]
    result["scales"].append(scale(f"{options.edges:,} edges", options.edges, neo4j=neo4j))
    if options.large:
        result["scales"].append(scale("1,000,000 edges", 1_000_000, neo4j=neo4j))
    result["soak"] = server.soak(options.soak) if options.soak else None
    result["page"] = the_page()
    result["noise"].append(noise())
    text = report.page(result)
    print(text)
    if options.write:
        REPORT.write_text(text, "utf-8")
    (ROOT / "artifacts").mkdir(exist_ok=True)
    (ROOT / "artifacts" / "benchmarks.json").write_text(json.dumps(result, default=asdict, indent=1), "utf-8")


if __name__ == "__main__":
    main()
