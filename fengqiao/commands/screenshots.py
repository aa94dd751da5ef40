"""``manage.py screenshots``: pictures of the main pages, made from a running copy with its demo data."""

import argparse
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fengqiao import browser
from fengqiao.bootstrap import paths
from fengqiao.bootstrap.console import Step, refuse, say
from fengqiao.commands.up import address_file

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLDER = paths.PROJECT / "docs" / "screenshots"
DEMO_PASSWORD = "Fengqiao-demo-1963"  # noqa: S105  (the demo's, printed by `up`)
PATIENCE = 60_000
"""Milliseconds for one step of the browser: the machine may be busy."""


@dataclass(frozen=True)
class Size:
    """A screen, and whose demo account looks at it."""

    name: str
    width: int
    height: int
    account: str


WIDE = Size("wide", 1440, 900, "xian")
PHONE = Size("phone", 390, 844, "zhen")
CITY = Size("wide", 1440, 900, "shi")
WALL = Size("wall", 1920, 1080, "shi")


def main(arguments: list[str]) -> int:
    """Take all pictures, or those named."""
    options = parser().parse_args(arguments)
    address = options.address or running_here()
    options.folder.mkdir(parents=True, exist_ok=True)
    with chromium() as program:
        for size, pictures in SERIES:
            chosen = {name: draw for name, draw in pictures.items() if not options.only or name in options.only}
            if chosen:
                with Step(f"pictures {size.width} × {size.height} of {size.account}"):
                    take(program, size, address, chosen, options.folder)
    say(f"  {sum(file.stat().st_size for file in options.folder.glob('*.png')) / 1e6:.1f} MB in {options.folder}")
    return 0


def parser() -> argparse.ArgumentParser:
    """The options of ``screenshots``."""
    made = argparse.ArgumentParser(prog="manage.py screenshots", description=__doc__)
    made.add_argument("--address", help="where the copy runs (default: where `up` of this checkout does)")
    made.add_argument("--folder", type=Path, default=FOLDER, help="where the pictures go")
    made.add_argument("only", nargs="*", help=f"names of pictures (default: all): {', '.join(NAMES)}")
    return made


def running_here() -> str:
    """The address of the running copy."""
    if not address_file().exists():
        refuse("no copy runs here: start one with `python3 manage.py up`, or give its --address.")
    return address_file().read_text().strip()


@contextmanager
def chromium() -> Iterator["Browser"]:
    """A headless Chromium with Chinese fonts, and Chinese words on its own controls (Debian: package ``chromium-l10n``)."""
    found = browser.ensure()
    if browser.VARIABLE not in found:
        refuse(found[browser.REASON])
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        environ: dict[str, str | float | bool] = {**os.environ, "FONTCONFIG_FILE": os.fspath(browser.font_settings(Path(home))), "LANGUAGE": "zh_CN"}
        options = ["--lang=zh-CN", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        program = playwright.chromium.launch(executable_path=found[browser.VARIABLE], args=options, env=environ)
        yield program
        program.close()


def take(program: "Browser", size: Size, address: str, pictures: "dict[str, Draw]", folder: Path) -> None:
    """Sign in once and take each picture."""
    touch = size is PHONE
    context = program.new_context(
        base_url=address.rstrip("/"),
        viewport={"width": size.width, "height": size.height},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        has_touch=touch,
        is_mobile=touch,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(size.account)
    page.locator("[name=password]").fill(DEMO_PASSWORD)
    page.locator("form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/login/" not in url)
    for name, draw in pictures.items():
        draw(page)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=folder / f"{name}-{size.name}.png", animations="disabled", caret="hide")
    discard_draft(page)
    context.close()


def shown(path: str) -> "Draw":
    """A page as it opens."""

    def draw(page: "Page") -> None:
        page.goto(path)

    return draw


def case(page: "Page") -> None:
    """A dispute with a history: mediated and agreed, the agreement being performed."""
    page.goto("/disputes/?state=agreed")
    link = page.locator("a[href^='/cases/']").first
    page.goto(link.get_attribute("href") or "/")
    page.locator("main h1").wait_for()


def intake(page: "Page") -> None:
    """A dispute being typed in, with what the page says to it: it looks like one that is on file in the township."""
    page.goto("/disputes/?state=mediating&order=due")
    title = page.locator("a[href^='/cases/']").first.inner_text()
    page.goto("/disputes/new/")
    page.locator("[name=title]").fill(title)
    page.locator("[name=summary]").fill("双方为此多次争吵，村干部劝说未果，申请人请求镇上调解。")
    page.locator("[name=place]").fill("三组路口")
    page.locator("[name=parties-0-name]").fill("王建国")
    page.locator("[name=parties-1-name]").fill("李秀英")
    page.locator("#hints section").first.wait_for()
    page.locator("#draft-state svg").wait_for()
    page.evaluate("window.scrollTo(0, 0); document.activeElement.blur()")


def statistics(page: "Page") -> None:
    """The months of the published totals, with the charts drawn."""
    page.goto("/statistics/?from=2024-01&to=2024-04")
    drawn(page)


def wall(page: "Page") -> None:
    """The wall screen, with the charts drawn."""
    page.goto("/screen/")
    drawn(page)


def drawn(page: "Page") -> None:
    """Wait for the first chart; a page without figures has none, and its picture shows that."""
    if page.locator("[data-chart]").count():
        page.locator("[data-chart]").first.scroll_into_view_if_needed()  # charts are drawn when they come into view
        page.locator("[data-chart] canvas").first.wait_for()
        page.evaluate("window.scrollTo(0, 0)")


def discard_draft(page: "Page") -> None:
    """Leave no draft of the intake picture behind."""
    page.goto("/")
    drafts = page.locator("main a[href*='draft=']")
    while drafts.count():
        page.goto(drafts.first.get_attribute("href") or "/")
        page.locator("button[formaction*='discard']").dispatch_event("click")
        page.wait_for_url(lambda url: "draft=" not in url)


Draw = Callable[["Page"], None]
PICTURES: dict[str, Draw] = {
    "desk": shown("/"),
    "list": shown("/disputes/"),
    "board": shown("/disputes/board/"),
    "calendar": shown("/disputes/calendar/"),
    "case": case,
    "intake": intake,
    "transfers": shown("/disputes/transfers/"),
    "import": shown("/disputes/import/"),
}
SERIES: tuple[tuple[Size, dict[str, Draw]], ...] = (
    (WIDE, PICTURES),
    (PHONE, {**PICTURES, "statistics": statistics, "warnings": shown("/warnings/")}),
    (CITY, {"statistics": statistics, "warnings": shown("/warnings/")}),
    (WALL, {"screen": wall}),
)
NAMES = sorted({name for _size, pictures in SERIES for name in pictures})
