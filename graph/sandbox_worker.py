"""The process apart of `sandbox`: a statement a line comes in as JSON, a line of JSON goes out; it ends with its input."""

import json
import math
import os
import queue
import shutil
import sys
import threading
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from innograph.graph.errors import InnographError
from innograph.graph.settings import Settings
from innograph.graph.store import Store


def main(folder: Path) -> None:
    """Serve until the input ends, then take the folder away."""
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(lines, folder), daemon=True).start()
    values = json.loads(lines.get())
    try:
        store = Store.open(Settings(**values | {"data": Path(values["data"])}))
    except InnographError as error:
        _say({"error": type(error).__name__, "message": str(error)})
        return
    _say({})
    while True:
        _say(_answer(store, json.loads(lines.get())))


def _listen(lines: "queue.SimpleQueue[bytes]", folder: Path) -> None:
    for line in sys.stdin.buffer:
        lines.put(line)
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)  # whatever the engine is still at


def _answer(store: Store, asked: Mapping[str, Any]) -> dict[str, Any]:
    bounds = asked["bounds"]
    started = time.perf_counter()
    try:
        rows = store.read(
            asked["cypher"],
            asked["parameters"],
            timeout_ms=bounds["timeout_ms"],
            max_rows=bounds["max_rows"] + 1,
            untrusted=True,
        )
    except InnographError as error:
        return {"error": type(error).__name__, "message": str(error)[:2000]}
    except Exception as error:  # noqa: BLE001 (a value that the driver cannot send, whatever its complaint)
        return {"error": "QueryError", "message": f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"}
    spent = (time.perf_counter() - started) * 1000
    kept, cut = _within(rows[: bounds["max_rows"]], bounds["max_bytes"])
    truncated = "size" if cut else "rows" if len(rows) > bounds["max_rows"] else ""
    return {
        "columns": list(rows[0]) if rows else [],
        "rows": kept,
        "truncated": truncated,
        "milliseconds": round(spent, 1),
    }


def _within(rows: Iterable[Mapping[str, Any]], most: int) -> tuple[list[dict[str, Any]], bool]:
    """The rows that fit, as values that JSON knows, and whether any did not."""
    kept: list[dict[str, Any]] = []
    for row in rows:
        plain = {key: _plain(value) for key, value in row.items()}
        most -= len(json.dumps(plain))
        if most < 0:
            return kept, True
        kept.append(plain)
    return kept, False


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _say(answer: Mapping[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(answer).encode("ascii") + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
