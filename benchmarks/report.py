"""The measurements as a page."""

import itertools
import os
import platform
from collections.abc import Iterator
from typing import Any

PAGE = "## The page"
PAGE_GOALS = {
    "content": 1000.0,
    "interaction": 100.0,
    "300 nodes": 2000.0,
    "2,000 nodes": 5000.0,
    "overview of 20,000": 8000.0,
}
"""Milliseconds that the page may take (issue 6)."""
GOALS = {"point": 1.5, "one hop": 2.5, "two hops from a technology": 10.0}


def page(result: dict[str, Any]) -> str:
    """Markdown, for docs/benchmarks.md."""
    return "\n".join(_lines(result)) + "\n"


def _lines(result: dict[str, Any]) -> Iterator[str]:
    yield "# Benchmarks"
    yield ""
    yield "Written by `python -m benchmarks --write` (with `--large` also at 10^6 edges, with `--soak 600` the soak, with `--page` the page"
    yield "alone). Times over Bolt and HTTP are as a client sees them. What a user would pick instead is measured in the same run, on the same graph."
    yield ""
    yield from _noise(result["noise"])
    yield from _reading(result["extraction"])
    yield from _api(result["api"], result["soak"])
    for scale in result["scales"]:
        yield from _scale(scale)
    yield from _growth(result["scales"])
    yield from _page(result.get("page"))


def page_section(found: dict[str, Any]) -> str:
    """The section on the page alone."""
    return "\n".join(_page(found)) + "\n"


def with_section(document: str, section: str) -> str:
    """The document with the section of the same heading replaced, or put at its end where there is none."""
    heading = section.partition("\n")[0]
    before, found, after = document.partition(f"{heading}\n")
    rest = after.find("\n## ")
    if not found:
        return f"{document.rstrip()}\n\n{section}"
    return before + section + (after[rest:] if rest >= 0 else "")


def _page(found: dict[str, Any] | None) -> Iterator[str]:
    if not found:
        return
    yield PAGE
    yield ""
    yield f"Chromium {found['chromium']} without a graphics card, a window of 1280 by 860, nothing cached by the browser; the server runs beside it, with"
    yield (
        "what it keeps empty at the first visit. Load average "
        f"{found['noise'][0][1]:.1f} before and {found['noise'][1][1]:.1f} after. A time in bold misses its goal."
    )
    yield ""
    yield "| five plans: first content, ms (goal 1,000) | first visit | again, p50 / p95 | moved by itself (layout shift) |"
    yield "| --- | ---: | ---: | ---: |"
    goal = PAGE_GOALS["content"]
    for name, each in found["pages"].items():
        yield f"| {name} | {_ms(each['first_ms'], goal)} | {_both(each['again'], goal)} | {each['shift']:.3f} |"
    yield ""
    yield "| five plans: answer to a hand, ms (goal 100) | p50 / p95 |"
    yield "| --- | ---: |"
    for name, times in found["interaction"].items():
        yield f"| {name} | {_both(times, PAGE_GOALS['interaction'])} |"
    yield ""
    yield f"| {found['entities']:,} entities: until the drawing stands still, ms | goal | first visit | again, p50 / p95 | between frames when dragged, median / longest | shift |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    for name, each in found["drawings"].items():
        goal = PAGE_GOALS[name]
        yield (
            f"| {name} | {goal:,.0f} | {_ms(each['first_ms'], goal)} | {_both(each['again'], goal)} | "
            f"{each['frame_ms']:.0f} / {each['longest_frame_ms']:.0f} | {each['shift']:.3f} |"
        )
    yield ""


def _ms(value: float, goal: float) -> str:
    return f"{value:,.0f}" if value <= goal else f"**{value:,.0f}**"


def _both(times: Any, goal: float) -> str:
    return f"{_ms(times.p50, goal)} / {_ms(times.p95, goal)}"


def _noise(found: list[tuple[Any, float]]) -> Iterator[str]:
    yield "## The machine"
    yield ""
    yield f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}."
    for when, (times, load) in zip(("before", "after"), found, strict=True):
        yield (
            f"One fixed piece of work {when} the run: p50 {times.p50:.1f} ms, p95 {times.p95:.1f} ms "
            f"({times.p95 / times.p50:.1f} times), load average {load:.1f}."
        )
    yield "A load above the number of cores means that others used the machine, and that every time below is too long by as much."
    yield ""


def _reading(found: dict[str, Any]) -> Iterator[str]:
    yield "## Reading plans"
    yield ""
    yield "| what | |"
    yield "| --- | ---: |"
    yield f"| the example plan ({found['characters']:,} characters), file to facts, warm | {found['seconds']:.2f} s |"
    yield f"| characters a second | {found['characters_per_second']:,} |"
    for jobs, rate in found["rates"].items():
        yield f"| `load --jobs {jobs}`, copies of it into an empty graph, start of the processes included | {rate:.2f} plans/s |"
    yield ""


def _api(found: dict[str, Any], soak: dict[str, Any] | None) -> Iterator[str]:
    times = found["times"]
    yield "## The server"
    yield ""
    yield "| what | |"
    yield "| --- | ---: |"
    yield f"| `innograph serve` to first answer, empty folder (five plans are filled in) | {found['first_start_s']:.2f} s |"
    yield f"| the same with the graph there | {found['start_s']:.2f} s |"
    yield f"| answers a second, 4 clients on the same machine | {found['answers_per_second']} |"
    yield f"| p50 / p95 of an answer | {times.p50:.1f} / {times.p95:.1f} ms |"
    yield f"| errors | {found['errors']} |"
    yield f"| memory of the server afterwards, engine included | {found['memory_mb']} MB |"
    if soak:
        yield (
            f"| soak of {soak['seconds']:.0f} s, 3 readers and a loader: answers, loads, errors | "
            f"{soak['answers']}, {soak['loads']}, {soak['errors']} |"
        )
        yield f"| growth of its memory over the last four fifths | {soak['growth_percent']} % |"
    yield ""


def _scale(scale: dict[str, Any]) -> Iterator[str]:
    names = list(scale["engines"])
    first = scale["engines"][names[0]]
    yield f"## {scale['name']}"
    yield ""
    yield f"{first['load']['plans']} plans, {first['load']['nodes']:,} nodes, {first['load']['edges']:,} edges."
    yield ""
    yield f"| what | {' | '.join(names)} |"
    yield f"| --- | {' | '.join('---:' for _ in names)} |"
    for what, form in (
        ("seconds", "load, s"),
        ("edges_per_second", "edges a second"),
        ("memory_mb", "memory of this process, MB"),
    ):
        yield f"| {form} | {' | '.join(str(scale['engines'][name]['load'][what]) for name in names)} |"
    for what in first["times"]:
        cells = [scale["engines"][name]["times"].get(what) for name in names]
        goal = f" (goal {GOALS[what]})" if what in GOALS else ""
        yield f"| {what}, p50 / p95 ms{goal} | {' | '.join(f'{c.p50:.2f} / {c.p95:.2f}' if c else 'none' for c in cells)} |"
    if first["named"]:
        cells = [f"{e['named'].p50:.1f} / {e['named'].p95:.1f}" for e in scale["engines"].values()]
        yield f"| {first['named'].runs} named queries with their examples, p50 / p95 ms | {' | '.join(cells)} |"
        cells = [f"{e['slowest'][0]} {e['slowest'][1]:.0f} ms" for e in scale["engines"].values()]
        yield f"| the slowest | {' | '.join(cells)} |"
    yield ""
    yield from _instead(scale, first)


def _instead(scale: dict[str, Any], first: dict[str, Any]) -> Iterator[str]:
    hops, within = first["times"]["two hops from a technology"].p50, first["times"]["path within 3"].p50
    loop, join = scale["networkx"]["two hops from a technology"].p50, scale["sqlite"]["two hops from a technology"].p50
    recursive = scale["sqlite"]["path within 3, recursive"].p50
    plain, point = first["times"]["plain Cypher, unindexed"].p50, first["times"]["point"].p50
    yield "| instead (no server, no evidence, no protocol between) | p50 ms | ours, ms | times ours |"
    yield "| --- | ---: | ---: | ---: |"
    memory = scale["networkx"]["memory_mb"]
    yield f"| networkx in memory (+{memory} MB), two hops by name with a hand loop | {loop:.2f} | {hops:.2f} | {loop / hops:.2f} |"
    yield f"| SQLite in memory, two hops as a join | {join:.2f} | {hops:.2f} | {join / hops:.2f} |"
    yield f"| SQLite in memory, path within 3 as a recursive query | {recursive:.2f} | {within:.2f} | {recursive / within:.2f} |"
    yield f"| plain Cypher on a property without index, to a point query | {plain:.2f} | {point:.2f} | {plain / point:.2f} |"
    yield ""


def _growth(scales: list[dict[str, Any]]) -> Iterator[str]:
    if len(scales) < 2:
        return
    yield "## Growth"
    yield ""
    yield "How many times longer the median query takes on the embedded engine than on the graph one size down."
    yield ""
    yield "| query | " + " | ".join(scale["name"] for scale in scales[1:]) + " |"
    yield "| --- | " + " | ".join("---:" for _ in scales[1:]) + " |"
    for what in GOALS:
        p50s = [scale["engines"]["embedded"]["times"][what].p50 for scale in scales]
        yield f"| {what} | " + " | ".join(f"{b / a:.2f}" for a, b in itertools.pairwise(p50s)) + " |"
