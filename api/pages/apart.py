"""Reading a file in a process of its own: `python -m innograph.api.pages.apart NAME`, bytes in, stages and facts out.

Each line of the output is a word and what goes with it as JSON: stage, facts or failed.
"""

import json
import resource
import subprocess
import sys
import threading
from collections.abc import Callable

from innograph.graph.errors import InnographError, ReadError
from innograph.graph.records import PlanFacts, facts_from_json, facts_to_json

_MEMORY = 6 * 2**30
"""Bytes of address space that reading may take."""


def read_apart(data: bytes, name: str, seconds: float, tell: Callable[[str], None]) -> PlanFacts:
    """What a file says, read by a process that is ended when its time is up; `tell` hears of each stage.

    Raises ReadError where it is no plan, takes too long or breaks the process.
    """
    command = [sys.executable, "-P", "-m", "innograph.api.pages.apart", name]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:  # noqa: S603
        late = threading.Event()

        def end() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(seconds, end)
        timer.start()
        try:
            return _listen(process, data, name, tell)
        except (BrokenPipeError, ValueError) as error:
            why = f"took longer than {seconds:g} seconds" if late.is_set() else "broke off"
            raise ReadError(f"{name}: reading it {why}") from error
        finally:
            timer.cancel()
            process.kill()


def _listen(process: "subprocess.Popen[bytes]", data: bytes, name: str, tell: Callable[[str], None]) -> PlanFacts:
    assert process.stdin is not None  # noqa: S101
    assert process.stdout is not None  # noqa: S101
    process.stdin.write(data)
    process.stdin.close()
    for line in process.stdout:
        word, _, rest = line.partition(b" ")
        if word == b"stage":
            tell(json.loads(rest))
        elif word == b"failed":
            raise ReadError(json.loads(rest))
        elif word == b"facts":
            return facts_from_json(rest)
    raise ValueError(f"{name}: no facts came")


def _say(word: bytes, content: bytes) -> None:
    sys.stdout.buffer.write(word + b" " + content + b"\n")
    sys.stdout.buffer.flush()


def main() -> None:
    """In the process apart."""
    name = sys.argv[1]
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    try:
        from innograph.loaders.reading import document_from_bytes

        _say(b"stage", b'"reading"')
        document = document_from_bytes(sys.stdin.buffer.read(), name)
        _say(b"stage", b'"extracting"')
        from innograph.loaders.pipeline import extract

        _say(b"facts", facts_to_json(extract(document)))
    except InnographError as error:
        _say(b"failed", json.dumps(str(error)).encode())
    except (MemoryError, RecursionError):
        _say(b"failed", json.dumps(f"{name}: too large or too deeply nested to be read").encode())


if __name__ == "__main__":
    main()
