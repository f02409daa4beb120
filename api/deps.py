"""What routes depend on: the graph at one moment (an edition), with what is worth keeping until it changes."""

import asyncio
import copy
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from concurrent.futures import Future
from typing import Annotated, Any, TypeVar, cast

from fastapi import Depends, Request

from innograph.api.schemas import Coverage
from innograph.graph.errors import InnographError, NotFoundError, StoreError
from innograph.graph.model import ontology
from innograph.graph.sandbox import Sandbox
from innograph.graph.settings import Settings
from innograph.graph.store import PlanInfo, Store, version_of

T = TypeVar("T")
Rows = list[dict[str, Any]]

READ_TIMEOUT_MS = 10_000
HOLD_S = 1.0
"""For how long after a failure of the store requests are told of it at once, in seconds, instead of asking again."""
LOOKS = 3
"""How often an edition is begun again that was written to while it was made."""
KEPT = 256
"""How many results an edition keeps; the least recently used goes first."""
KEPT_BYTES = 64 * 1024 * 1024
"""And how much those may take that are rendered already (drawings, of which each set of filters makes another)."""


class Edition:
    """The graph between two writes. Offers the reading half of a `Store`, with plans and version at no cost."""

    def __init__(self, store: Store, settings: Settings, writes: int) -> None:
        self._store = store
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()
        self._making: dict[Hashable, threading.Lock] = {}
        self.settings = settings
        self.writes = writes
        self._plans = store.plans()
        # Of the plans just read: read by itself it might be that of others.
        self._version = version_of((plan.id, plan.content_hash) for plan in self._plans)
        self.plan_by_id: Mapping[str, PlanInfo] = {plan.id: plan for plan in self._plans}
        self.coverage = Coverage(
            plans=[plan.id for plan in self._plans],
            passages=sum(plan.passages for plan in self._plans),
            data_version=self._version,
        )

    @property
    def store(self) -> Store:
        """This edition in the place of a store, for code that only reads."""
        return cast(Store, self)

    @property
    def store_behind(self) -> Store:
        """The store itself, for what an edition does not offer."""
        return self._store

    def read(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        timeout_ms: int = READ_TIMEOUT_MS,
        max_rows: int | None = None,
    ) -> Rows:
        """Run a statement of ours that reads, in bounded time."""
        return self._store.read(cypher, parameters, timeout_ms=timeout_ms, max_rows=max_rows)

    def search(self, query: str, *, types: Sequence[str] = (), limit: int = 20) -> Rows:
        """As `Store.search`, kept."""
        key = ("search", query, tuple(types), limit)
        return self.keep(key, lambda: self._store.search(query, types=types, limit=limit))

    def plans(self) -> list[PlanInfo]:
        """The loaded plans, by id."""
        return self._plans

    def data_version(self) -> str:
        """The version of what the plans say."""
        return self._version

    def counts(self) -> dict[str, int]:
        """How many nodes and edges of each type there are, kept."""
        return self.keep("counts", self._store.counts)

    def plan(self, plan_id: str) -> PlanInfo:
        """A loaded plan; raises NotFoundError naming those there are."""
        found = self.plan_by_id.get(plan_id)
        if found is None:
            names = ", ".join(self.plan_by_id) or "none"
            raise NotFoundError(f"no plan {plan_id!r} is loaded; there are: {names}")
        return found

    def keep(self, key: Hashable, make: Callable[[], T]) -> T:
        """The result of `make`, computed once for this edition while it is in use; who asks meanwhile waits for it."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return cast(T, self._kept[key])
            turn = self._making.setdefault(key, threading.Lock())
        with turn:
            with self._lock:
                if key in self._kept:
                    return cast(T, self._kept[key])
            try:
                made = make()
                with self._lock:
                    self._kept[key] = made
                    while len(self._kept) > KEPT or (len(self._kept) > 1 and self._rendered() > KEPT_BYTES):
                        self._kept.popitem(last=False)
            finally:
                with self._lock:
                    self._making.pop(key, None)
        return made

    def _rendered(self) -> int:
        return sum(len(value) for value in self._kept.values() if isinstance(value, (bytes, str)))


class Look(Future[Edition | Exception]):
    """A look at the store that all who ask meanwhile share; what went wrong is a result as well, told to each of them."""

    def __init__(self, turn: int) -> None:
        super().__init__()
        self.turn = turn
        self.began = time.monotonic()
        self.set_running_or_notify_cancel()  # so that one who stops waiting cannot cancel it for the others

    def left(self) -> float:
        """For how many seconds it is worth waiting."""
        return max(0.0, self.began + READ_TIMEOUT_MS / 1000 - time.monotonic())


class Graph:
    """The store with its current edition. A write by another process is seen after at most `max_age_s`."""

    max_age_s = 0.2

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store = store
        self.settings = settings
        self.sandbox = Sandbox(store.settings)
        self._edition: Edition | None = None
        self._checked = 0.0
        self._look: Look | None = None
        self._turn = 0
        self._failed: tuple[float, Exception] | None = None
        self._lock = threading.Lock()

    def fresh(self) -> Edition | None:
        """The current edition where it was checked just now, without a call to the store."""
        return self._edition if time.monotonic() - self._checked < self.max_age_s else None

    def edition(self) -> Edition:
        """The current edition; asks the store at most every `max_age_s` whether it has been written to.

        Raises StoreError where that does not answer, at once where it did not a moment ago.
        """
        found = self.fresh()
        if found:
            return found
        look = self._join()
        try:
            return _told(look.result(look.left()))
        except TimeoutError:
            raise self._silent(look) from None

    async def edition_soon(self) -> Edition:
        """As `edition`, for the event loop: who waits holds no thread."""
        return self.fresh() or await self.asked()

    async def asked(self, within_s: float = READ_TIMEOUT_MS / 1000) -> Edition:
        """The current edition, the store being asked now; raises StoreError where it does not answer within this time."""
        look = self._join()
        try:
            return _told(await asyncio.wait_for(asyncio.wrap_future(look), min(within_s, look.left())))
        except TimeoutError:
            raise self._silent(look) from None

    def changed(self) -> None:
        """Have the next request look at the store: call this after a write by this process."""
        with self._lock:
            self._turn += 1  # a look that is under way may have missed the write
            self._checked = 0.0
            self._look = self._failed = None

    def _join(self) -> Look:
        """The look that is under way, or else one that begins."""
        with self._lock:
            if self._failed and time.monotonic() < self._failed[0]:
                look = Look(self._turn)
                look.set_result(self._failed[1])
                return look
            if self._look is None:
                self._look = Look(self._turn)
                threading.Thread(target=self._take, args=(self._look,), name="innograph-edition", daemon=True).start()
            return self._look

    def _take(self, look: Look) -> None:
        try:
            found: Edition | Exception = self._current()
        except Exception as error:  # noqa: BLE001 (whatever it is, it is told to all who wait)
            found = error
        with self._lock:
            current = self._look is look
            if current:
                self._look = None
            if isinstance(found, Edition):
                if look.turn == self._turn and look.began > self._checked:  # else a later look has been there
                    self._edition, self._checked, self._failed = found, look.began, None
            elif current:
                self._failed = time.monotonic() + HOLD_S, found
        look.set_result(found)

    def _current(self) -> Edition:
        """An edition whose plans and number of writes belong together.

        Where writers never rest its number is older than its plans, so that the next look makes another.
        """
        writes = self._writes()
        for _ in range(LOOKS):
            if self._edition and self._edition.writes == writes:
                return self._edition
            made = Edition(self.store, self.settings, writes)
            writes = self._writes()
            if made.writes == writes:
                break
        return made

    def _writes(self) -> int:
        rows = self.store.read("MATCH (m:Meta {id: 'schema'}) RETURN m.writes AS writes", timeout_ms=READ_TIMEOUT_MS)
        return int(rows[0]["writes"]) if rows else -1

    def _silent(self, look: Look) -> StoreError:
        """The error for one who waited in vain. A look that takes too long is left to itself: the next may fare better."""
        error = StoreError("the graph store does not answer in time")
        with self._lock:
            if self._look is look and not look.left():
                self._look = None
                self._failed = time.monotonic() + HOLD_S, error
        return error


def _told(found: Edition | Exception) -> Edition:
    if isinstance(found, InnographError):
        raise copy.copy(found) from found  # many threads raise it at once
    if isinstance(found, Exception):
        raise found
    return found


def graph_of(request: Request) -> Graph:
    """The graph that the app serves; raises StoreError before it is open."""
    graph = getattr(request.app.state, "graph", None)
    if graph is None:
        raise StoreError("the graph is not open yet")
    return cast(Graph, graph)


def edition_of(request: Request) -> Edition:
    """The edition that this request is answered from."""
    kept = request.scope["state"].get("edition")
    return kept if isinstance(kept, Edition) else graph_of(request).edition()


async def _edition_soon(request: Request) -> Edition:
    kept = request.scope["state"].get("edition")
    return kept if isinstance(kept, Edition) else await graph_of(request).edition_soon()


EditionDep = Annotated[Edition, Depends(_edition_soon)]
GraphDep = Annotated[Graph, Depends(graph_of)]


def node_type(labels: Sequence[str]) -> str:
    """The type of a node by its labels."""
    return next((label for label in labels if label in ontology().nodes), "Entity")
