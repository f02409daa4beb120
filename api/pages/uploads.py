"""Files that people bring: read apart, in bounded time, shown before they are kept."""

import secrets
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from innograph.api.pages.apart import read_apart
from innograph.graph.errors import BadParameterError, InnographError, NotFoundError
from innograph.graph.records import Entity, Figure, PlanFacts, Relation
from innograph.graph.store import PlanInfo

SECONDS = 120
"""Longest time for reading one file."""
KEPT = 8
"""Files that wait for a decision; the oldest goes first."""
KEPT_SECONDS = 3600
SAMPLE = 40


@dataclass(slots=True)
class Upload:
    """A file on its way in. `stage` is waiting, reading, extracting, ready, keeping, failed, kept or discarded.

    `plan` is the id that the person wants for the plan, "" for one made of the file's name; once kept, the id that it has.
    """

    token: str
    name: str
    size: int
    plan: str = ""
    stage: str = "waiting"
    message: str = ""
    facts: PlanFacts | None = None
    started: float = field(default_factory=time.monotonic)
    finished: float = 0.0

    @property
    def running(self) -> bool:
        """Whether there is still something to wait for."""
        return self.stage in {"waiting", "reading", "extracting", "keeping"}

    @property
    def read_as(self) -> str:
        """The name under which it is read, which is what a plan's id is made of."""
        return f"{self.plan}.{self.name.rpartition('.')[2].lower()}" if self.plan else self.name

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return round((self.finished or time.monotonic()) - self.started, 1)


@dataclass(frozen=True, slots=True)
class Preview:
    """What was read from a file; `replaces` is the loaded plan of the same id, whose place it would take."""

    facts: PlanFacts
    types: Sequence[tuple[str, int]]
    relations: Sequence[tuple[str, int]]
    entities: Sequence[Entity]
    samples: Sequence[tuple[Relation, str, str, str]]
    """(relation, head, tail, sentence)"""
    figures: Sequence[Figure]
    replaces: PlanInfo | None


class Uploads:
    """The files that wait for a decision. Reading happens in a process of its own, one at a time."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._waiting: OrderedDict[str, Upload] = OrderedDict()
        self._lock = threading.Lock()
        self._turn = threading.Lock()

    def add(self, data: bytes, name: str, plan: str = "") -> Upload:
        """Take a file in and begin to read it; raises BadParameterError where too many are being read."""
        upload = Upload(secrets.token_urlsafe(18), name, len(data), plan)
        with self._lock:
            busy = sum(each.running for each in self._waiting.values())
            if busy >= KEPT:
                raise BadParameterError("too many files are being read: wait for them to be done")
            self._waiting[upload.token] = upload
            self._forget()
        threading.Thread(target=self._read, args=(upload, data), daemon=True).start()
        return upload

    def _forget(self) -> None:
        now = time.monotonic()
        done = [k for k, u in self._waiting.items() if not u.running]
        for key in done:
            if len(self._waiting) > KEPT or now - self._waiting[key].started > KEPT_SECONDS:
                del self._waiting[key]

    def get(self, token: str) -> Upload:
        """A file by its token; raises NotFoundError."""
        with self._lock:
            found = self._waiting.get(token)
        if found is None:
            raise NotFoundError("no such upload waits here; it may have been kept, discarded or forgotten")
        return found

    @contextmanager
    def keeping(self, token: str) -> Iterator[PlanFacts]:
        """The facts of a file that is ready, for a block that writes them: after it the file is kept, or, where the block
        raises, ready again with all that was read. Raises BadParameterError where it is not ready, as while it is kept."""
        upload = self.get(token)
        facts = self._closed(upload, "keeping")
        try:
            yield facts
        except BaseException:
            upload.stage = "ready"
            raise
        upload.plan, upload.facts, upload.stage = facts.plan.id, None, "kept"

    def discard(self, token: str) -> None:
        """Forget what was read from a file that is ready; raises BadParameterError where it is not."""
        upload = self.get(token)
        self._closed(upload, "discarded")
        upload.facts = None

    def _closed(self, upload: Upload, stage: str) -> PlanFacts:
        """Take a ready file to another stage, which only one caller can."""
        with self._lock:
            if upload.stage != "ready" or upload.facts is None:
                raise BadParameterError("this file is not ready to be decided on")
            upload.stage = stage
            return upload.facts

    def _read(self, upload: Upload, data: bytes) -> None:
        with self._turn:
            try:
                upload.facts = read_apart(
                    data, upload.read_as, self.seconds, lambda stage: setattr(upload, "stage", stage)
                )
                upload.stage = "ready"
            except InnographError as error:
                upload.message, upload.stage = str(error), "failed"
            finally:
                upload.finished = time.monotonic()


def preview(facts: PlanFacts, loaded: Mapping[str, PlanInfo]) -> Preview:
    """What a file says, in short."""
    names = {entity.id: entity.name for entity in facts.entities} | {task.id: task.title for task in facts.tasks}
    texts = {passage.id: passage.text for passage in facts.passages}
    mentioned = sorted(facts.entities, key=lambda e: (-len(e.mentions), e.name))
    return Preview(
        facts=facts,
        types=Counter(entity.type for entity in facts.entities).most_common(),
        relations=Counter(relation.type for relation in facts.relations).most_common(),
        entities=mentioned[:SAMPLE],
        samples=[
            (r, names.get(r.head, r.head), names.get(r.tail, r.tail), texts.get(r.evidence[0].passage, ""))
            for r in facts.relations[:SAMPLE]
        ],
        figures=facts.figures[:SAMPLE],
        replaces=loaded.get(facts.plan.id),
    )
