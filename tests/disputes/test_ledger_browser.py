"""An import in a real browser: the page follows the jobs by itself."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from cases.models import Case
from disputes.ledger import checking, loading
from disputes.models import LedgerImport
from tests.disputes.ledgers import as_xlsx_bytes, clerk, row
from tests.e2e.steps import fits, sign_in, small_targets, watched

if TYPE_CHECKING:
    from playwright.sync_api import Page

SHOTS = os.environ.get("LEDGER_SHOTS", "")


@pytest.mark.browser
@pytest.mark.parametrize("size", ["phone", "desktop"])
@pytest.mark.django_db(transaction=True)
def test_the_page_follows_the_check_and_the_loading(size: str, request: pytest.FixtureRequest, live_server: LiveServer, tmp_path: Path) -> None:
    open_page: Callable[[], Page] = request.getfixturevalue(size)
    by = clerk()
    page = open_page()
    wrong = watched(page)
    sign_in(page, live_server.url, by.user)
    page.goto(f"{live_server.url}/disputes/import/")
    look(page, f"{size}-1-upload")
    file = tmp_path / "一月台账.xlsx"
    file.write_bytes(as_xlsx_bytes([row(1), row(2, channel="飞鸽"), row(3)]))
    page.set_input_files("#file", file)
    page.get_by_role("button", name="上传并检查").click()
    page.get_by_text("第一步：对应表头").wait_for()
    look(page, f"{size}-2-mapping")
    page.get_by_role("button", name="开始检查").click()
    page.get_by_text("第二步：正在检查").wait_for()
    look(page, f"{size}-3-checking")
    ledger = LedgerImport.objects.get()
    checking.run(ledger.pk, clock=timezone.now)
    ledger.refresh_from_db()
    assert (ledger.state, ledger.rows_total, ledger.rows_bad) == ("checked", 3, 1), list(ledger.rows.values_list("errors", flat=True))
    page.get_by_role("button", name="只导入 2 行正确的").wait_for()
    look(page, f"{size}-4-decide")
    page.get_by_role("button", name="只导入 2 行正确的").click()
    page.get_by_text("第三步：正在导入").wait_for()
    loading.run(ledger.pk, clock=timezone.now)
    page.get_by_text("新导入 2 行").wait_for()
    look(page, f"{size}-5-done")
    assert Case.objects.count() == 2
    assert wrong == []


def look(page: Page, name: str) -> None:
    """It fits the screen, everything is as high as a thumb, and where a folder is named there is a picture of it."""
    assert fits(page)
    assert small_targets(page) == []
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)
