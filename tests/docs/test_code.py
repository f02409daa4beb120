"""Code in the documentation is right: Python compiles and runs, commands parse, shown output is what comes out.

Shown output is compared with numbers and ids masked; a line that is `…` alone stands for any lines, a `…` within a line for
any text.
"""

import contextlib
import io
import re
import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from reading_pages import DOCS, ROOT, Block, blocks, pages

from innograph.api import cli
from innograph.queries.catalogue import find_query

Run = Callable[[str], str]
_SHELL = ("sh", "bash", "console")


def _all(*languages: str) -> list[Block]:
    return [block for page in pages() for block in blocks(page, *languages)]


def _masked(text: str) -> list[str]:
    text = re.sub(r"\b[0-9a-f]{8,}\b", "#", text)
    lines = [re.sub(r"\d+(?:[ ,.]\d+)*", "0", line).rstrip() for line in text.splitlines()]
    return [line for line in lines if line]


def same_output(shown: str, real: str) -> bool:
    """Whether what a page shows is what comes out."""
    parts = []
    for line in _masked(shown):
        if line.strip() == "…":
            parts.append(r"(?:.*\n)*?")
        else:
            parts.append(".*".join(re.escape(piece) for piece in line.split("…")) + r"\n")
    return re.fullmatch("".join(parts), "".join(line + "\n" for line in _masked(real))) is not None


@pytest.mark.parametrize(
    ("shown", "real", "same"),
    [
        ("a 12 rows", "a 15 rows", True),
        ("a rows", "b rows", False),
        ("a\n…\nd", "a\nb\nc\nd", True),
        ("a\n…\nd", "a\nb", False),
        ("id …, x", "id 77f3, x", True),
        ("a\nb", "a\nb\nc", False),
        ("platform-8a2ddb43", "platform-a1c5946c", True),
    ],
)
def test_outputs_are_compared_by_their_words(shown: str, real: str, same: bool) -> None:
    assert same_output(shown, real) is same


# Commands.


def _commands(block: Block) -> Iterator[list[str]]:
    """The words of every `innograph` command line of a block, the name itself left out."""
    text = block.body.replace("\\\n", " ")
    for line in text.splitlines():
        if block.language == "console" and not line.startswith("$ "):
            continue
        words = shlex.split(line.removeprefix("$ "), comments=True)
        while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
            words = words[1:]
        if words and Path(words[0]).name == "innograph":
            ends = [i for i, w in enumerate(words) if w in {"|", ">", "&&", ";", "&"}]
            yield words[1 : ends[0] if ends else None]


def _parse(words: list[str]) -> None:
    """Read the words as the command line does, without running them."""
    command: Any = typer.main.get_command(cli.app)
    name = "innograph"
    while hasattr(command, "commands") and words and words[0] != "--help":
        assert words[0] in command.commands, f"no command {words[0]!r}"
        name, command, words = words[0], command.commands[words[0]], words[1:]
    if "--help" not in words:
        context = command.make_context(name, list(words))
        if name == "query" and context.params["name"]:
            query = find_query(context.params["name"])
            given = {value.partition("=")[0] for value in context.params["values"] or []}
            assert given <= {p.name for p in query.parameters}
            assert {p.name for p in query.parameters if p.required} <= given


@pytest.mark.parametrize("block", [b for b in _all(*_SHELL) if list(_commands(b))], ids=lambda b: b.name)
def test_commands_parse(block: Block) -> None:
    for words in _commands(block):
        _parse(list(words))


@pytest.mark.parametrize("words", [["lode"], ["load"], ["export", "a.xlsx", "--form"], ["query", "plans", "x=1"]])
def test_wrong_commands_are_noticed(words: list[str]) -> None:
    with pytest.raises(BaseException):  # noqa: B017, PT011 (of the parser's own kinds)
        _parse(words)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command line in a folder with a graph of its own and the examples; what it prints on standard output."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("INNOGRAPH_DATA", str(tmp_path / ".data"))

    def command(line: str) -> str:
        monkeypatch.setattr(sys, "argv", shlex.split(line))
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), contextlib.suppress(SystemExit):
            cli.main()
        return printed.getvalue()

    return command


def _shown(block: Block) -> Iterator[tuple[str, str]]:
    """(command line, output shown) of a console block."""
    for part in re.split(r"^\$ ", block.body, flags=re.M)[1:]:
        line, _, shown = part.replace("\\\n", " ").partition("\n")
        yield line, shown


_CONSOLE = [p for p in pages() if blocks(p, "console")]


@pytest.mark.parametrize("page", _CONSOLE, ids=lambda p: str(p.relative_to(ROOT)))
def test_shown_output_is_what_comes_out(page: Path, run: Run) -> None:
    for block in blocks(page, "console"):
        for line, shown in _shown(block):
            real = run(line)
            assert same_output(shown, real), f"{block.name}: {line}\nprints now:\n{real}"


# Python.


@pytest.mark.parametrize("block", _all("python"), ids=lambda b: b.name)
def test_python_compiles(block: Block) -> None:
    compile(block.body, block.name, "exec")


_RUN = [p for p in pages() if any(b.run for b in blocks(p, "python"))]


def test_some_python_runs() -> None:
    assert len(_RUN) >= 3


@pytest.mark.parametrize("page", _RUN, ids=lambda p: str(p.relative_to(ROOT)))
def test_python_runs_and_prints_what_is_shown(page: Path, run: Run) -> None:
    """The marked blocks of a page run one after the other; a ```text block behind one shows what it prints."""
    names: dict[str, Any] = {"__name__": "__docs__"}
    last = ""
    for block in blocks(page, "python", "text"):
        if block.language == "text" and last:
            assert same_output(block.body, last), f"{block.name}\nprints now:\n{last}"
        last = ""
        if block.language == "python" and block.run:
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                exec(compile(block.body, block.name, "exec"), names)  # noqa: S102
            last = printed.getvalue()


@pytest.mark.parametrize("block", _all("yaml"), ids=lambda b: b.name)
def test_yaml_can_be_read(block: Block) -> None:
    assert yaml.safe_load(block.body) is not None


def test_prose_speaks_plainly() -> None:
    words = re.compile(
        r"\b(?:seamless\w*|powerful|blazing\w*|revolution\w*|cutting-edge|effortless\w*|state-of-the-art)\b", re.I
    )
    for page in (p for p in pages() if p.is_relative_to(DOCS) or p.parent == ROOT):
        assert not words.findall(page.read_text("utf-8")), page.name
