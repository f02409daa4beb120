"""One number for all that a graph holds, the same on either engine and in whatever order it was written."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from innograph.graph.schema import keyed_labels
from innograph.graph.store import Store

_PAGE = 500
_MODULUS = 2**256


def graph_checksum(store: Store) -> str:
    """64 hex digits over every node and edge, the store's own properties and the archives included.

    The sum, modulo 2^256, of the SHA-256 of each node and each edge: no order, and no more memory than a page of nodes.
    It guards against loss and accident, not against a forger.
    """
    total = 0
    for item in _items(store):
        text = json.dumps(_plain(item), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        total = (total + int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest())) % _MODULUS
    return f"{total:064x}"


def _items(store: Store) -> Iterator[Any]:
    for label in keyed_labels():
        if label == "Meta":
            continue
        ids = iter([row["id"] for row in store.read(f"MATCH (n:{label}) RETURN n.id AS id")])
        while page := list(islice(ids, _PAGE)):
            yield from _page(store, label, page)


def _page(store: Store, label: str, ids: Sequence[str]) -> Iterator[Any]:
    start = f"UNWIND $ids AS i MATCH (n:{label} {{id: i}})"
    for row in store.read(f"{start} RETURN n, n._claims AS claims", {"ids": ids}):
        node = {key: value for key, value in row["n"].items() if value is not None}
        yield ["node", node, row["claims"]]
    if label == "Archive":
        return
    for row in store.read(
        f"{start} MATCH (n)-[e]->(m) RETURN n.id AS a, type(e) AS type, m.id AS b, properties(e) AS p", {"ids": ids}
    ):
        kept = {key: value for key, value in row["p"].items() if value is not None}
        yield ["edge", row["a"], row["type"], row["b"], kept]


def _plain(value: Any) -> Any:
    """A value as both engines mean it: a whole number is one, however it is kept."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value
