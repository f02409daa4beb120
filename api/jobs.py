"""What the commands do, apart from how they speak: each takes a store or paths and gives plain values.

Each imports what it needs when it runs, so that a command does not wait for what the others need.
"""

import os
import re
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from innograph.api.starting import store_class
from innograph.graph.errors import BadParameterError, ReadError, StoreError
from innograph.graph.settings import Settings

if TYPE_CHECKING:
    from innograph.graph.judgements import Judgements
    from innograph.graph.resolve import ResolvedPlan
    from innograph.graph.store import Store
    from innograph.loaders.evaluation import Evaluation
    from innograph.loaders.pipeline import Extractor

Step = Callable[[str], None]
Row = dict[str, Any]

_ASIDE = re.compile(r"\.|readme\b|licen[cs]e\b", re.IGNORECASE)
"""Files of a folder that speak about it and are no plan."""


def plan_files(paths: Iterable[Path]) -> list[Path]:
    """The files meant: each path itself, or a folder's files with a known suffix; raises ReadError where there are none."""
    from innograph.loaders.readers import readers

    suffixes = {suffix for reader in readers() for suffix in reader.SUFFIXES}
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.suffix.lower() in suffixes and not _ASIDE.match(p.name))
            if not inside:
                raise ReadError(f"{path}: no plan in this folder ({', '.join(sorted(suffixes))})")
            found += inside
        elif path.exists():
            found.append(path)
        else:
            raise ReadError(f"{path}: no such file")
    return found


def read_all(
    files: list[Path],
    *,
    plan_id: str | None,
    step: Step,
    judgements: "Judgements | None" = None,
    extractor: "Extractor | None" = None,
) -> "list[ResolvedPlan]":
    """Read every file, ready to be written; raises ReadError for the first that is no plan.

    What reading needs (tagger, filter) is let go at the end, so that the engine does not stand beside it in memory.
    """
    from innograph.graph.judgements import NONE
    from innograph.loaders.pipeline import LOADERS_ALONE, prepare, read_plan, release

    ready = []
    for path in files:
        step(f"reading {path.name}")
        ready.append(
            prepare(read_plan(path, plan_id=plan_id, extractor=extractor or LOADERS_ALONE), judgements or NONE)
        )
    ids = [r.facts.plan.id for r in ready]
    for path, plan in zip(files, ids, strict=True):
        if ids.count(plan) > 1:
            raise BadParameterError(f"{path}: two files would become the plan {plan!r}; give one of them --id")
    release()
    return ready


def write_all(store: "Store", ready: "Iterable[ResolvedPlan]", *, step: Step) -> list[Row]:
    """Write plans one by one, each whole or not at all."""
    reports = []
    for resolved in ready:
        facts = resolved.facts
        step(f"writing {facts.plan.id}")
        report = store.write_plan(resolved)
        reports.append(
            {
                "plan": facts.plan.id,
                "title": facts.plan.title,
                "status": report.status,
                "entities": len(facts.entities),
                "relations": facts.ties,
                "figures": len(facts.figures),
                "seconds": report.seconds,
            }
        )
    return reports


def load(
    store: "Store",
    files: list[Path],
    *,
    plan_id: str | None = None,
    step: Step = lambda _: None,
    judgements: "Judgements | None" = None,
) -> list[Row]:
    """Read every file, then write them plan by plan; a file that is no plan leaves the graph as it was."""
    return write_all(store, read_all(files, plan_id=plan_id, step=step, judgements=judgements), step=step)


def fill_empty(store: "Store", judgements: "Judgements | None" = None) -> int:
    """Put the bundled snapshot into an empty graph, all of it or nothing; how many plans went in."""
    if store.plans():
        return 0
    from innograph.graph.judgements import NONE
    from innograph.graph.snapshot import snapshot_plans

    return store.fill(snapshot_plans(judgements or NONE))


def extract(path: Path, *, extractor: "Extractor | None" = None) -> Row:
    """What one plan says, in the exchange format."""
    from innograph.loaders.exchange import to_exchange
    from innograph.loaders.pipeline import LOADERS_ALONE, read_plan

    return to_exchange(read_plan(path, extractor=extractor or LOADERS_ALONE))


def key_value(text: str) -> tuple[str, str]:
    """Split key=value; raises BadParameterError for anything else."""
    key, equals, value = text.partition("=")
    if not equals:
        raise BadParameterError(f"{text!r} is not key=value")
    return key.strip(), value.strip()


def query_list() -> list[Row]:
    """Every named query with its titles and parameters."""
    store_class()  # which queries import, too
    from innograph.queries import catalogue

    return [
        {
            "name": q.name,
            "title_en": q.title_en,
            "title_zh": q.title_zh,
            "parameters": [asdict(p) for p in q.parameters],
        }
        for q in catalogue()
    ]


def run_named(store: "Store", name: str, values: Mapping[str, str]) -> Row:
    """Run a named query; rows, what the names came to, the Cypher that ran and the coverage."""
    from innograph.queries import find_query, run_query

    answer = run_query(store, find_query(name), values)
    return {
        "query": name,
        "parameters": dict(answer.parameters),
        "resolved": dict(answer.resolved),
        "rows": answer.rows,
        "coverage": asdict(answer.coverage),
        "milliseconds": answer.milliseconds,
        "cypher": answer.query.cypher,
    }


def answer_lines(answer: Row) -> Iterator[str]:
    """An answer for a person: a block a row, then the coverage."""
    for number, row in enumerate(answer["rows"], 1):
        yield f"{number}."
        for key, value in row.items():
            if value not in (None, [], ""):
                yield from _field_lines(key, value)
    searched = answer["coverage"]
    found = f"{len(answer['rows'])} rows" if answer["rows"] else "nothing found in these texts"
    yield f"{found}; searched {len(searched['plans'])} plans, {searched['passages']} passages, data {searched['data_version']}"


def _field_lines(key: str, value: Any) -> Iterator[str]:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        yield f"   {key}:"
        for item in value:
            if item is not None:
                yield "     " + "  ".join(f"{v}" for v in item.values() if v not in (None, [], ""))
    else:
        yield f"   {key}: {value}"


def verify(store: "Store", paths: list[Path], *, step: Step) -> list[Row]:
    """Re-read the source of every plan loaded and compare; a plan whose file is not found is told as missing."""
    from innograph.loaders.reading import read_document
    from innograph.loaders.verification import verify_facts

    given = {p.name: p for p in plan_files(paths)} if paths else {}
    results = []
    for plan in store.plans():
        step(f"verifying {plan.id}")
        name = Path(plan.path).name
        path = given.get(name) if given else Path(plan.path)
        facts = store.facts(plan.id)
        if path is None or facts is None or not path.is_file():
            results.append({"plan": plan.id, "missing": True, "path": plan.path, "faults": []})
            continue
        checked = verify_facts(facts, read_document(path, plan_id=plan.id))
        results.append(
            {"missing": False, "path": str(path), **asdict(checked), "faults": [asdict(f) for f in checked.faults]}
        )
    return results


def verify_lines(results: list[Row]) -> Iterator[str]:
    """A line a plan, and a line a fault."""
    for result in results:
        if result["missing"]:
            yield f"{result['plan']}: the file {result['path']} is not here; name it: innograph verify PATH"
            continue
        faults = result["faults"]
        counted = ", ".join(f"{result[k]} {k}" for k in ("passages", "mentions", "relations", "figures"))
        yield f"{result['plan']}: {counted}; {'all in place' if not faults else f'{len(faults)} not in place'}"
        for fault in faults:
            where = "changed" if fault["moved_to"] is None else f"its passage now starts at {fault['moved_to']}"
            yield f"  {fault['kind']} {fault['what']} [{fault['passage']} {fault['start']}-{fault['end']}]: {where}"


def status(store: "Store", settings: Settings) -> Row:
    """Where the graph is kept and what it holds."""
    return {
        "engine": "embedded" if store.embedded else "neo4j",
        "where": str(settings.data.resolve()) if store.embedded else settings.uri,
        "data_version": store.data_version(),
        "plans": [asdict(p) for p in store.plans()],
        "counts": store.counts(),
    }


def status_lines(state: Row) -> Iterator[str]:
    """The state for a person."""
    yield f"{state['engine']} graph at {state['where']}, data version {state['data_version']}"
    for plan in state["plans"]:
        text = "with text" if plan["has_text"] else "facts only"
        yield f"  {plan['id']}: {plan['title']} ({plan['entities']} entities, {plan['relations']} relations, {plan['figures']} figures, {text})"
    for name, count in state["counts"].items():
        if count:
            yield f"  {name}: {count}"


def export(store: "Store", output: Path, *, form: str | None, plan: str | None) -> Row:
    """Write the graph, whole or what one plan says, to a file (through a temporary one, so that none is left half)."""
    from innograph.graph.export import FORMATS, format_of, tables

    name = format_of(output, form)
    content = tables(store, plan=plan)
    temporary = output.with_name(f".{output.name}.{os.getpid()}")
    temporary.write_bytes(FORMATS[name](content))
    temporary.replace(output)
    return {"nodes": len(content.nodes), "edges": len(content.edges)}


def serve(settings: Settings, *, host: str | None, port: int | None, fill: bool, say: Callable[[str], None]) -> None:
    """Serve page and API until stopped; prints the address. Raises StoreError where the port is taken."""
    address = host or settings.host
    listener = _bound(address, settings.port if port is None else port)
    from concurrent.futures import ThreadPoolExecutor

    kind = store_class()
    with ThreadPoolExecutor(1) as ahead:
        # What the app consists of is read while the engine starts and takes the snapshot in.
        app = ahead.submit(import_module, "innograph.api.app")
        with kind.open(settings) as store:
            if fill and not store.plans():
                from innograph.graph.judgements import judgements_of

                count = fill_empty(store, judgements_of(settings))
                if count:  # or another process was first
                    say(f"filled the empty graph with the bundled snapshot of {count} plans")
            shown = f"[{address}]" if ":" in address else address
            served = replace(settings, host=address)  # the names that are answered to depend on it
            server = app.result().server_of(served, app.result().create_app(served, store))
            _listen(listener)  # who comes at once is not turned away
            say(f"innograph serves on http://{shown}:{listener.getsockname()[1]}/ (stop with Ctrl-C)")
            server.run(sockets=[listener])
            # By Ctrl-C, of which Python may lose the exception that tells of it.
            if server.started and server.should_exit:
                raise KeyboardInterrupt


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise _taken(host, port, error) from error
    return listener


def _listen(listener: socket.socket) -> None:
    """Two may be bound to one port until one of them listens: that one has it."""
    host, port = listener.getsockname()[:2]
    try:
        listener.listen()
    except OSError as error:
        raise _taken(host, port, error) from error


def _taken(host: str, port: int, error: OSError) -> StoreError:
    return StoreError(f"cannot listen on {host}:{port}: {error.strerror}; choose another with --port")


def evaluate(gold: Path, plans: Path, *, extractor: "Extractor | None" = None) -> "Evaluation":
    """Score extraction against annotated plans."""
    from innograph.loaders.evaluation import evaluate_paths
    from innograph.loaders.pipeline import LOADERS_ALONE

    return evaluate_paths(gold, plans, extractor=extractor or LOADERS_ALONE)


def evaluation_lines(result: "Evaluation", *, misses: bool) -> Iterator[str]:
    """The scorer's table for a person."""
    from innograph.loaders.evaluation import table_lines

    return table_lines(result, misses=misses)
