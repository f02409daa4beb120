"""Readers: bytes of a file -> `RawText`, one module a format.

A reader module has `FORMAT` (its short name), `SUFFIXES`, `sniff(data) -> bool` (by content alone, of the first bytes) and
`read(data, name) -> RawText`, and may have `PRIORITY` (smaller is asked first, default 50). Putting such a module into this
package adds the format; nothing else has to know of it.
"""

import importlib
import pkgutil
from functools import cache
from typing import Protocol, cast

from innograph.graph.errors import ReadError
from innograph.loaders.raw import RawText

MAX_BYTES = 64 * 1024 * 1024
"""Largest file that is read, in bytes."""


class Reader(Protocol):
    """What a reader module offers."""

    FORMAT: str
    SUFFIXES: tuple[str, ...]

    def sniff(self, data: bytes) -> bool:
        """Whether the content is of this format."""
        ...

    def read(self, data: bytes, name: str) -> RawText:
        """Read a whole file; raises ReadError."""
        ...


@cache
def readers() -> tuple[Reader, ...]:
    """All readers, in the order in which they are asked."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    modules.sort(key=lambda m: getattr(m, "PRIORITY", 50))
    return tuple(cast(Reader, m) for m in modules)


def read_bytes(data: bytes, name: str) -> RawText:
    """Read a file's content; `name` is for messages and, where the content does not say, for its suffix.

    Raises ReadError, one line that names the file, where the content is empty, too large, of no known format or broken;
    MemoryError where there is no room for it, which is no fault of the file.
    """
    if not data.strip(b"\x00\t\r\n "):
        raise ReadError(f"{name}: the file is empty")
    if len(data) > MAX_BYTES:
        raise ReadError(f"{name}: larger than {MAX_BYTES // 2**20} MB")
    for reader in readers():
        if reader.sniff(data):
            return _read(reader, data, name)
    known = ", ".join(s for r in readers() for s in r.SUFFIXES)
    raise ReadError(f"{name}: no known format (known: {known})")


def _read(reader: Reader, data: bytes, name: str) -> RawText:
    """What a reader makes of the content; whatever a library raises over a broken file is a ReadError."""
    try:
        return reader.read(data, name)
    except (ReadError, MemoryError):
        raise
    except Exception as error:
        raise ReadError(f"{name}: a broken {reader.FORMAT} file ({type(error).__name__})") from error
