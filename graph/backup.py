"""Backup and restore: the archived facts of every plan and the judgements on names, in one zip file.

    manifest.json     what there is: schema, data version, counts, a checksum of the graph, SHA-256 of every other part
    judgements.yaml   the judgements in force, where there are any
    plans/ID.json     one plan as it was resolved, sentences included where they were loaded

The graph is a function of these: restoring writes the plans anew and proves that what came out has the counts and the checksum
that the manifest tells. The same graph gives the same bytes.
"""

import gzip
import hashlib
import itertools
import json
import os
import zipfile
from base64 import b64decode
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from innograph.graph import merge
from innograph.graph.checksum import graph_checksum
from innograph.graph.errors import BadParameterError, ReadError, StoreError
from innograph.graph.resolve import ResolvedPlan
from innograph.graph.schema import SCHEMA_VERSION
from innograph.graph.store import Store

FORMAT = "innograph backup 1"
MAX_PLAN_BYTES = 512 * 2**20
"""Largest plan in a backup, unpacked; a larger one is taken for a zip bomb."""

_TRIES = 3
_DATE = (1980, 1, 1, 0, 0, 0)  # the same graph, the same bytes

Step = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: `plans` and `judgements` are SHA-256, by plan id; "" where there are no judgements."""

    format: str
    schema: int
    data_version: str
    checksum: str
    counts: dict[str, int]
    plans: dict[str, str]
    judgements: str


_MANIFEST: TypeAdapter[Manifest] = TypeAdapter(Manifest)


@dataclass(frozen=True, slots=True)
class BackupReport:
    """A backup written, or put back and proven. `bytes` is the size of the file; `judgements` says whether it holds any.

    `judgements_aside` is where judgements that were there, and are not those of the backup, were moved; "" for none.
    """

    path: str
    plans: int
    counts: dict[str, int]
    data_version: str
    checksum: str
    bytes: int
    judgements: bool
    judgements_aside: str = ""


def backup(store: Store, path: Path, *, judgements: Path | None = None, step: Step = lambda _: None) -> BackupReport:
    """Write the whole graph to a file, which takes its place only when it is complete and has been read back.

    Raises StoreError where the graph is written to all the while, or the file cannot be written.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        for _ in range(_TRIES):
            manifest = _write(store, partial, judgements, step)
            if manifest.data_version == store.data_version():
                _read_manifest(partial, thorough=True)
                _settle(partial, path)
                return _report(path, manifest)
        raise StoreError("the graph is being written to: no backup of one state could be taken; try again later")
    except OSError as error:
        raise StoreError(f"the backup {path} cannot be written: {error.strerror or error}") from error
    finally:
        partial.unlink(missing_ok=True)


def _settle(partial: Path, path: Path) -> None:
    with partial.open("rb") as file:
        os.fsync(file.fileno())
    partial.chmod(0o600)  # a plan may not be public yet
    partial.replace(path)


def _write(store: Store, partial: Path, judgements: Path | None, step: Step) -> Manifest:
    version, digests = store.data_version(), {}
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for plan in store.plans():
            step(f"saving {plan.id}")
            rows = store.read("MATCH (a:Archive {id: $id}) RETURN a.packed AS packed", {"id": plan.id})
            if rows:  # else it was taken out meanwhile, which the data version tells
                data = gzip.decompress(b64decode(rows[0]["packed"]))
                digests[plan.id] = _add(archive, f"plans/{plan.id}.json", data)
        text = judgements.read_bytes() if judgements and judgements.exists() else b""
        digest = _add(archive, "judgements.yaml", text) if text else ""
        step("counting")
        manifest = Manifest(FORMAT, SCHEMA_VERSION, version, graph_checksum(store), store.counts(), digests, digest)
        _add(archive, "manifest.json", json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode("utf-8"))
    return manifest


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> str:
    info = zipfile.ZipInfo(name, _DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    archive.writestr(info, data)
    return hashlib.sha256(data).hexdigest()


def restore(
    store: Store, path: Path, *, judgements: Path | None = None, replace: bool = False, step: Step = lambda _: None
) -> BackupReport:
    """Put a backup's graph in place of an empty one, or with `replace` of any, and prove that it is the one saved.

    The file is checked from end to end before the graph is touched. Each plan goes in whole or not at all, so a restore
    that was cut short is simply run again with `replace`. Raises ReadError for a file that is no whole backup,
    BadParameterError where the graph is not empty, StoreError where the graph that came out is not the one saved.
    """
    manifest = _read_manifest(path, thorough=True)
    there = {plan.id for plan in store.plans()}
    if there and not replace:
        raise BadParameterError(f"the graph holds {len(there)} plans: restore into an empty one, or with --replace")
    for plan in sorted(there - manifest.plans.keys()):
        step(f"removing {plan}")
        store.remove_plan(plan)
    with zipfile.ZipFile(path) as archive:
        for plan in manifest.plans:
            step(f"restoring {plan}")
            store.write_plan(_plan(archive, plan, path))
        saved = archive.read("judgements.yaml") if manifest.judgements else b""
    aside = _put(judgements, saved) if judgements else ""
    step("comparing")
    prove(store, manifest.data_version, manifest.counts, manifest.checksum)
    return _report(path, manifest, aside)


def prove(store: Store, data_version: str, counts: dict[str, int], checksum: str) -> None:
    """Raise StoreError naming the first difference between a graph and what it must be."""
    if store.data_version() != data_version:
        raise StoreError(f"the graph is not the one expected: data version {store.data_version()}, not {data_version}")
    for name, number in store.counts().items():
        if number != counts.get(name, 0):
            raise StoreError(f"the graph is not the one expected: {number} {name}, not {counts.get(name, 0)}")
    found = graph_checksum(store)
    if found != checksum:
        raise StoreError(f"the graph is not the one expected: checksum {found[:16]}…, not {checksum[:16]}…")


def read_manifest(path: Path) -> Manifest:
    """What a backup holds; raises ReadError where the file is none."""
    return _read_manifest(path, thorough=False)


def _read_manifest(path: Path, *, thorough: bool) -> Manifest:
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _MANIFEST.validate_json(_part(archive, "manifest.json", path))
            if manifest.format != FORMAT:
                raise ReadError(f"{path}: {manifest.format!r} is not a backup that this version reads")
            if manifest.schema != SCHEMA_VERSION:
                raise ReadError(f"{path}: saved under schema {manifest.schema}, this version knows {SCHEMA_VERSION}")
            parts = {f"plans/{plan}.json": digest for plan, digest in manifest.plans.items()}
            parts |= {"judgements.yaml": manifest.judgements} if manifest.judgements else {}
            for name, digest in parts.items() if thorough else ():
                if hashlib.sha256(_part(archive, name, path)).hexdigest() != digest:
                    raise ReadError(f"{path}: {name} is not what was saved")
            return manifest
    except (OSError, zipfile.BadZipFile, EOFError, ValidationError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
        raise ReadError(f"{path}: not a whole backup ({reason})") from error


def _part(archive: zipfile.ZipFile, name: str, path: Path) -> bytes:
    try:
        info = archive.getinfo(name)
        if info.file_size > MAX_PLAN_BYTES:
            raise ReadError(f"{path}: {name} is larger than {MAX_PLAN_BYTES // 2**20} MB")
        # Bounded by what is really there as well: the size in the directory may lie.
        with archive.open(info) as file:
            data = file.read(MAX_PLAN_BYTES + 1)
    except KeyError as error:
        raise ReadError(f"{path}: no {name} in it") from error
    except Exception as error:
        if isinstance(error, ReadError):
            raise
        raise ReadError(f"{path}: {name} cannot be read ({type(error).__name__})") from error
    if len(data) > MAX_PLAN_BYTES:
        raise ReadError(f"{path}: {name} is larger than {MAX_PLAN_BYTES // 2**20} MB")
    return data


def _plan(archive: zipfile.ZipFile, plan: str, path: Path) -> ResolvedPlan:
    try:
        return merge.resolved_from_json(_part(archive, f"plans/{plan}.json", path))
    except ValidationError as error:
        raise ReadError(f"{path}: plans/{plan}.json holds no plan") from error


def _put(path: Path, data: bytes) -> str:
    """Have the file hold just this, b"" for no file; where another was moved, for it may be all there is of someone's work."""
    there = path.read_bytes() if path.exists() else b""
    if there == data:
        return ""
    aside = _aside(path) if there else ""
    if data:
        _write_whole(path, data)
    else:
        path.unlink(missing_ok=True)
    return aside


def _aside(path: Path) -> str:
    numbered = (path.with_name(f"{path.stem}-aside-{n}{path.suffix}") for n in itertools.count(1))
    aside = next(each for each in numbered if not each.exists())
    path.rename(aside)
    return str(aside)


def _write_whole(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.write_bytes(data)
    partial.replace(path)


def _report(path: Path, manifest: Manifest, judgements_aside: str = "") -> BackupReport:
    return BackupReport(
        path=str(path),
        plans=len(manifest.plans),
        counts={name: number for name, number in manifest.counts.items() if number},
        data_version=manifest.data_version,
        checksum=manifest.checksum,
        bytes=path.stat().st_size,
        judgements=bool(manifest.judgements),
        judgements_aside=judgements_aside,
    )


def as_row(report: Any) -> dict[str, Any]:
    """A report as plain values."""
    return asdict(report)
