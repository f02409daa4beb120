"""The MCP server, driven by the SDK's own client over standard input and output."""

import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import plan_builder
import pytest

from innograph.api import cli, mcp_server
from innograph.graph.settings import Settings
from innograph.graph.store import Store

mcp = pytest.importorskip("mcp", reason="the extra mcp is not installed")
TOOLS = {"search", "entity", "neighbours", "path", "named_queries", "run_query", "ask"}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mcp") / "data"
    with Store.open(Settings(data=folder)) as store:
        store.write_plan(plan_builder.yunxi())
        store.write_plan(plan_builder.luoshi())
    return folder


@asynccontextmanager
async def session(data: Path) -> AsyncIterator[Any]:
    command = [sys.executable, "-c", "from innograph.api.cli import main; main()", "mcp"]
    env = {**os.environ, "INNOGRAPH_DATA": str(data)}
    parameters = mcp.StdioServerParameters(command=command[0], args=command[1:], env=env)
    async with mcp.stdio_client(parameters) as (read, write), mcp.ClientSession(read, write) as made:
        await made.initialize()
        yield made


def value(result: Any) -> Any:
    """What a tool answered."""
    assert not failed(result), result
    return json.loads(result.content[0].text)


def failed(result: Any) -> bool:
    return bool(getattr(result, "is_error", getattr(result, "isError", False)))


def test_every_tool_over_stdio(data: Path) -> None:
    async def drive() -> None:
        async with session(data) as client:
            listed = (await client.list_tools()).tools
            assert {tool.name for tool in listed} == TOOLS
            assert all(tool.description for tool in listed)

            async def call(tool: str, /, **arguments: Any) -> Any:
                told = value(await client.call_tool(tool, arguments))
                assert told["coverage"]["plans"] == ["luoshi", "yunxi"]
                return told

            found = await call("search", query="graphene", types=["Technology"])
            assert found["items"][0]["name"] == "石墨烯"
            assert (await call("search", query="石末烯"))["did_you_mean"][0]["name"] == "石墨烯"
            firm = await call("entity", name="岚芯科技")
            assert firm["entity"]["id"] == "firm-lanxin"
            assert {place["plan"] for edge in firm["edges"] for place in edge["evidence"]} == {"luoshi", "yunxi"}
            near = await call("neighbours", name="firm-lanxin", types=["University"], edges=["PARTNERS"])
            assert near["items"][0]["other"]["name"] == "青岚大学"
            assert near["items"][0]["evidence"][0]["text"]
            path = await call("path", start="云溪区", end="石墨烯中试平台")
            assert path["items"][0]["length"] == 4
            assert all(edge["evidence"] for edge in path["items"][0]["edges"])
            queries = {each["name"]: each for each in (await call("named_queries"))["items"]}
            assert queries["platforms-by-technology"]["parameters"]
            rows = await call("run_query", name="platforms-by-technology", parameters={"technology": "graphene"})
            assert rows["rows"][0]["platform"] == "石墨烯中试平台"
            assert rows["rows"][0]["evidence"][0]["passage"] == "luoshi.p1"
            told = await call("ask", question="which platforms involve graphene")
            assert told["query"] == "platforms-by-technology"
            assert told["rows"] == rows["rows"]
            assert (await call("ask", question="明天天气如何"))["query"] is None

    anyio.run(drive)


def test_errors_are_told_and_end_nothing(data: Path) -> None:
    async def drive() -> None:
        async with session(data) as client:
            for name, arguments, said in (
                ("entity", {"name": "无此公司"}, "无此公司"),
                ("run_query", {"name": "no-such-query"}, "no-such-query"),
                ("run_query", {"name": "platforms-by-technology"}, "technology"),
                ("search", {"query": "x", "types": ["Castle"]}, "Castle"),
                ("search", {}, "query"),
            ):
                result = await client.call_tool(name, arguments)
                assert failed(result)
                assert said in result.content[0].text
            assert value(await client.call_tool("search", {"query": "石墨烯"}))["items"]

    anyio.run(drive)


def test_without_the_package_one_line_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(mcp_server.importlib, "import_module", missing)
    monkeypatch.setattr(sys, "argv", ["innograph", "mcp"])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == 2
    assert "innograph[mcp]" in capsys.readouterr().err
