"""Requests a second of the API on the bundled snapshot, client and server on this machine, beside the engine's own time.

    python benchmarks/api.py [--seconds 5] [--clients 4] [--json FILE]

"same" asks one question again and again (its answer is kept until the graph changes); "distinct" asks another one each time,
by a header that no answer depends on, so that every answer is put together anew; what the app keeps of a state of the graph
(names, an entity once read) stays kept, and "reads" says how many statements are left. "engine" is what the store takes for the statements
of one such answer, in process, without HTTP.
"""

import argparse
import http.client
import json
import multiprocessing
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from innograph.api.app import create_app, server_of
from innograph.graph.settings import Settings
from innograph.graph.snapshot import snapshot_facts
from innograph.graph.store import Store
from innograph.loaders.pipeline import prepare

QUESTIONS = {
    "entity": "/api/entities/{technology}",
    "edges": "/api/entities/{technology}/edges?limit=20",
    "search": "/api/search?q={graphene}&limit=10",
    "suggest": "/api/suggest?q=shimo&limit=10",
    "named query": "/api/queries/platforms-by-technology?technology={graphene}",
    "ask": "/api/ask?q={question}",
}


def client(port: int, path: str, distinct: bool, seconds: float, results: Any) -> None:
    """One client: one connection, one request after the other; reports the time of each in milliseconds."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    times = []
    end = time.perf_counter() + seconds
    mark = "&" if "?" in path else "?"
    while time.perf_counter() < end:
        # The list of languages is part of what an answer is kept under, and changes nothing in these answers.
        headers = {"Accept-Language": f"x-{os.getpid()}-{len(times)}"} if distinct else {}
        started = time.perf_counter()
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        times.append((time.perf_counter() - started) * 1000)
        if answer.status != 200:
            raise SystemExit(f"{path}{mark}: {answer.status} {body[:200]!r}")
    results.put(times)


def measure(port: int, path: str, *, distinct: bool, seconds: float, clients: int) -> dict[str, float]:
    """Requests a second over all clients, and the median and 99th percentile of their times in milliseconds."""
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    processes = [context.Process(target=client, args=(port, path, distinct, seconds, results)) for _ in range(clients)]
    for process in processes:
        process.start()
    times = [each for _ in processes for each in results.get(timeout=seconds + 60)]
    for process in processes:
        process.join()
    cuts = statistics.quantiles(times, n=100)
    return {"per_second": round(len(times) / seconds), "p50_ms": round(cuts[49], 1), "p99_ms": round(cuts[98], 1)}


def engine_ms(store: Store, ask: Callable[[], Any]) -> dict[str, float]:
    """How many statements one answer takes, and how long the store takes for them, in milliseconds."""
    spent, calls = 0.0, 0
    read, search = store.read, store.search

    def timed(call: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **kwargs: Any) -> Any:
            nonlocal spent, calls
            started = time.perf_counter()
            found = call(*args, **kwargs)
            spent, calls = spent + time.perf_counter() - started, calls + 1
            return found

        return run

    store.read, store.search = timed(read), timed(search)  # type: ignore[method-assign]
    try:
        for _ in range(30):
            ask()
    finally:
        store.read, store.search = read, search  # type: ignore[method-assign]
    return {"engine_ms": round(spent * 1000 / 30, 2), "statements": round(calls / 30, 1)}


def main() -> None:
    """Fill a graph, serve it, measure, print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--only", choices=list(QUESTIONS), action="append")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Store.open(Settings(data=Path(folder))) as store:
        for facts in snapshot_facts():
            store.write_plan(prepare(facts))
        server = server_of(Settings(port=0, log_format="text"), create_app(Settings(), store))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        port = server.servers[0].sockets[0].getsockname()[1]
        found = report(store, port, asked)
        server.should_exit = True
        thread.join(20)
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


def report(store: Store, port: int, asked: argparse.Namespace) -> dict[str, Any]:
    """Measure every question and print a line for each."""
    technology = store.search("石墨烯", types=["Technology"])[0]["id"]
    values = {"technology": quote(technology), "graphene": quote("石墨烯"), "question": quote("哪些平台涉及石墨烯")}
    found: dict[str, Any] = {}
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {asked.clients} clients, {asked.seconds:g} s each")
    print(
        f"{'':12} {'same/s':>8} {'p99 ms':>8} {'distinct/s':>11} {'p50 ms':>8} {'p99 ms':>8} {'engine ms':>10} {'reads':>6}"
    )
    for name in asked.only or QUESTIONS:
        path = QUESTIONS[name].format(**values)
        same = measure(port, path, distinct=False, seconds=asked.seconds, clients=asked.clients)
        distinct = measure(port, path, distinct=True, seconds=asked.seconds, clients=asked.clients)
        connection = http.client.HTTPConnection("127.0.0.1", port)

        def once(path: str = path, connection: http.client.HTTPConnection = connection) -> None:
            connection.request("GET", path, headers={"Accept-Language": f"x-{time.perf_counter_ns()}"})
            connection.getresponse().read()

        own = engine_ms(store, once)
        found[name] = {"same": same, "distinct": distinct, **own}
        print(
            f"{name:12} {same['per_second']:8} {same['p99_ms']:8} {distinct['per_second']:11} {distinct['p50_ms']:8} "
            f"{distinct['p99_ms']:8} {own['engine_ms']:10} {own['statements']:6}",
            flush=True,
        )
    return found


if __name__ == "__main__":
    main()
