"""A server with made-up plans, one of them hostile, and a Chromium that may talk to it alone."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import plan_builder
import pytest
import uvicorn

from innograph.api.access import hash_key, new_key
from innograph.api.app import create_app
from innograph.graph.settings import Settings
from innograph.graph.store import Store

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run"
).split()
ARTIFACTS = Path(__file__).parents[2] / "artifacts" / "web"

SCRIPT = "<script>window.hacked=1</script>"
QUOTES = "\"'><img src=x onerror=window.hacked=2>"
TURNED = "\u202e\u2066甲乙丙有限公司\u202d"
LONG = "长" * 10_000


def hostile() -> Any:
    """A plan whose names, title and sentences try to break out of where they are shown."""
    plan = plan_builder.PlanBuilder("hostile", title=f"</title>{SCRIPT}规划{QUOTES}", region="云溪区")
    plan.section(f"</h3>{SCRIPT}{QUOTES}")
    one = plan.sentence(f"建设{SCRIPT}与{QUOTES}。")
    two = plan.sentence(f"支持{TURNED}与{LONG}合作</script><!--。")
    three = plan.sentence("到2025年,高新技术企业达到5家。")
    evil = plan.entity(SCRIPT, "Firm", passages=[one], node="firm-script", aliases=[QUOTES, "{{7*7}}"])
    quoted = plan.entity(QUOTES, "Platform", passages=[one], node="platform-quotes")
    turned = plan.entity(TURNED, "Firm", passages=[two], node="firm-turned")
    long = plan.entity(LONG, "University", passages=[two], node="university-long")
    technology = plan.entity("石墨烯", "Technology", authority="石墨烯", mentions=[])
    plan.relation(evil, "PARTNERS", quoted, one)
    plan.relation(turned, "PARTNERS", long, two)
    plan.relation(evil, "PARTNERS", long, two)
    plan.relation(evil, "TARGETS", technology, one, rule=QUOTES)
    plan.figure(f"高新技术企业{SCRIPT}", 5, "家<b>", 2025, three)
    return plan.build()


class Site:
    """A running server."""

    def __init__(self, settings: Settings, store: Store) -> None:
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        config = uvicorn.Config(create_app(settings, store), log_level="error")
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [listener]}, daemon=True)
        self.thread.start()
        deadline = time.monotonic() + 30
        while not self.server.started:
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(20)


@pytest.fixture(scope="session")
def web_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    settings = Settings(data=tmp_path_factory.mktemp("web") / "data")
    with Store.open(settings) as store:
        for plan in (plan_builder.yunxi(), plan_builder.luoshi(), hostile()):
            store.write_plan(plan)
        yield store


@pytest.fixture(scope="session")
def site(web_store: Store) -> Iterator[str]:
    """The address of a server that lets people load files."""
    made = Site(Settings(upload=True, max_upload_mb=1), web_store)
    yield made.address
    made.stop()


@pytest.fixture
def guarded(web_store: Store, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The address of a server that asks for keys, and a key."""
    key = new_key()
    file = tmp_path / "keys"
    file.write_text(f"alice {hash_key(key)}\n", "utf-8")
    made = Site(Settings(api_keys_file=str(file)), web_store)
    yield made.address, key
    made.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    if not CHROMIUM.exists():
        pytest.skip(f"no Chromium at {CHROMIUM}")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


class Visitor:
    """A person at a browser. Every address asked for and every complaint of the page is on record."""

    def __init__(self, browser: Any, site: str, lang: str, **options: Any) -> None:
        self.site = site
        self.lang = lang
        self.outside: list[str] = []
        self.complaints: list[str] = []
        self.context = browser.new_context(viewport={"width": 1280, "height": 860}, **options)
        self.context.add_cookies([{"name": "lang", "value": lang, "url": site}])
        self.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.on("request", self._asked)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.site, "data:", "blob:", "file:")):
            self.outside.append(request.url)

    def _said(self, message: Any) -> None:
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def go(self, path: str) -> Any:
        answer = self.page.goto(self.site + path)
        assert answer is not None
        self.page.wait_for_load_state("networkidle")
        return answer

    def picture(self, name: str, *, full: bool = False) -> None:
        ARTIFACTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=ARTIFACTS / f"{name}-{self.lang}.png", full_page=full)

    def done(self) -> None:
        hacked = self.page.evaluate("window.hacked")
        self.context.close()
        assert not self.outside, "a page asked for something outside"
        assert not self.complaints
        assert hacked is None


@pytest.fixture
def visitors(chromium: Any, site: str) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors; at the end none of their pages may have asked outside or complained."""
    made: list[Visitor] = []

    def make(lang: str = "zh", at: str = site, **options: Any) -> Visitor:
        made.append(Visitor(chromium, at, lang, **options))
        return made[-1]

    yield make
    for each in made:
        each.done()


@pytest.fixture(params=["zh", "en"])
def visitor(request: pytest.FixtureRequest, visitors: Callable[..., Visitor]) -> Visitor:
    """A person who reads Chinese, and one who reads English."""
    return visitors(request.param)
