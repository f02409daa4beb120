"""What makes commands start soon: each imports what it needs when it runs, and the graph is opened here.

Reading all modules takes longer than most commands; `innograph --help` and `innograph extract` need no graph at all.
"""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from innograph.graph.settings import Settings

if TYPE_CHECKING:
    from innograph.graph.store import Store

_COLLECT_AFTER = 50_000
_NOT_NEEDED = ("numpy", "pandas", "pyarrow")


def hurry() -> None:
    """Have the collector look for cycles less often: what a start makes, by the hundred thousand, is there to stay."""
    gc.set_threshold(_COLLECT_AFTER, *gc.get_threshold()[1:])


def open_store(settings: Settings | None = None) -> "Store":
    """The store of the settings (by default those of the environment); a context manager, raises as `Store.open`."""
    return store_class().open(settings or Settings.from_env())


def store_class() -> "type[Store]":
    """The class of the store, imported without what the driver can do without."""
    with _lean():
        from innograph.graph.store import Store
    return Store


@contextmanager
def _lean() -> Iterator[None]:
    """Without the packages that the Bolt driver imports only to take their values as parameters, which no command does.

    They are as they were afterwards. A process that has imported the driver or them before keeps what it has.
    """
    absent = [name for name in _NOT_NEEDED if name not in sys.modules] if "neo4j" not in sys.modules else []
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]
