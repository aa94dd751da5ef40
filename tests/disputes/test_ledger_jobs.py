"""The jobs of an import may be killed, doubled and late, and come to the same end."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import close_old_connections, connection
from django.utils import timezone

from accounts.actor import Actor
from cases.models import Case, CaseEvent, Clock, Party
from disputes.ledger import birth, checking, loading, receiving, sweeping
from disputes.models import Agreement, Dispute, LedgerImport, LedgerRow
from tests.disputes.ledgers import all_of, as_csv_bytes, checked, clerk, received, row

TABLES = (Case, Dispute, Party, Clock, Agreement, CaseEvent)
MANY = 1500


def rows(count: int) -> bytes:
    open_cells = {"result": "", "concluded_on": "", "performed": "", "state": "已受理"}
    return as_csv_bytes([row(i, **(open_cells if i % 10 == 0 else {})) for i in range(count)])


def undisturbed(by: Actor, data: bytes) -> LedgerImport:
    ledger = checked(by, data)
    receiving.decide(ledger=ledger, by=by, load=True, at=timezone.now())
    return ledger


def result() -> list[list[dict[str, Any]]]:
    return [all_of(model) for model in TABLES]


def forget() -> None:
    """Everything that was loaded is gone, as in a fresh system."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE disputes_ledgerimport, cases_case CASCADE")


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_of_loading_changes_nothing_of_the_result() -> None:
    by, data = clerk(), rows(MANY)
    loading.run(undisturbed(by, data).pk, clock=timezone.now)
    expected = result()
    assert Case.objects.count() == MANY
    forget()

    ledger = undisturbed(by, data)
    program = (
        "import os, sys, django; django.setup(); from django.utils import timezone; from disputes.ledger import loading;"
        f"loading.run({ledger.pk}, clock=timezone.now, batch=50)"
    )
    database = connection.settings_dict
    url = f"postgresql://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    worker = subprocess.Popen([sys.executable, "-c", program], env=os.environ | {"DATABASE_URL": url, "DATABASE_POOL_MAX": "0"}, cwd=Path.cwd())
    try:
        deadline = time.monotonic() + 60
        while LedgerRow.objects.filter(dispute__isnull=False).count() < 100 and time.monotonic() < deadline:
            time.sleep(0.01)
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    reached = Case.objects.count()
    assert 100 <= reached < MANY
    ledger.refresh_from_db()
    assert ledger.state == LedgerImport.State.LOADING
    assert ledger.rows_loaded == LedgerRow.objects.filter(dispute__isnull=False).count()

    loading.run(ledger.pk, clock=timezone.now)
    ledger.refresh_from_db()
    assert (ledger.state, ledger.rows_loaded) == ("done", MANY)
    for now, before in zip(result(), expected, strict=True):
        assert [(key, value, other[key]) for mine, other in zip(now, before, strict=True) for key, value in mine.items() if value != other[key]][
            :5
        ] == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_load_each_row_once() -> None:
    by = clerk()
    ledger = undisturbed(by, rows(600))
    problems: list[BaseException] = []

    def work() -> None:
        try:
            loading.run(ledger.pk, clock=timezone.now, batch=40)
        except BaseException as problem:  # noqa: BLE001  (told to the test)
            problems.append(problem)
        finally:
            close_old_connections()
            connection.close()

    workers = [threading.Thread(target=work) for _worker in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not problems
    ledger.refresh_from_db()
    assert (ledger.state, ledger.rows_loaded) == ("done", 600)
    assert Case.objects.count() == CaseEvent.objects.count() == 600


@pytest.mark.django_db
def test_a_check_that_stopped_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    by, data = clerk(), rows(120)
    monkeypatch.setattr(checking, "BATCH", 50)
    expected = list(checked(by, data).rows.values_list("line", "fingerprint", "errors"))

    ledger = received(by, data)
    receiving.choose_columns(ledger=ledger, by=by, columns=ledger.mapping["columns"], at=timezone.now())
    keep = checking._Check._keep
    kept: list[int] = []

    def stops(self: checking._Check, batch: list[object], done: int) -> bool:
        if kept:
            raise KeyboardInterrupt
        kept.append(done)
        return keep(self, batch, done)  # type: ignore[arg-type]

    monkeypatch.setattr(checking._Check, "_keep", stops)
    with pytest.raises(KeyboardInterrupt):
        checking.run(ledger.pk, clock=timezone.now)
    ledger.refresh_from_db()
    assert (ledger.state, ledger.rows_checked) == ("checking", 50)
    monkeypatch.setattr(checking._Check, "_keep", keep)
    checking.run(ledger.pk, clock=timezone.now)
    ledger.refresh_from_db()
    assert ledger.state == "checked"
    assert [bytes(mark) for _line, mark, _errors in ledger.rows.values_list("line", "fingerprint", "errors")] == [
        bytes(mark) for _line, mark, _errors in expected
    ]


@pytest.mark.django_db
def test_a_late_run_does_nothing() -> None:
    by = clerk()
    ledger = undisturbed(by, rows(20))
    loading.run(ledger.pk, clock=timezone.now)
    before = result()
    checking.run(ledger.pk, clock=timezone.now)
    loading.run(ledger.pk, clock=timezone.now)
    assert result() == before


@pytest.mark.django_db
def test_a_batch_that_fails_leaves_nothing_of_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = undisturbed(clerk(), rows(20))
    monkeypatch.setattr(birth, "write_agreements", lambda *_args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        loading.run(ledger.pk, clock=timezone.now)
    assert not Case.objects.exists()
    assert not Party.objects.exists()


@pytest.mark.django_db
def test_the_sweep_takes_up_what_stands_still_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    from disputes import tasks

    sent: list[tuple[str, int]] = []
    monkeypatch.setattr(tasks.check_ledger, "delay", lambda pk: sent.append(("check", pk)))
    monkeypatch.setattr(tasks.load_ledger, "delay", lambda pk: sent.append(("load", pk)))
    by, now = clerk(), timezone.now()
    still = undisturbed(by, rows(3))
    LedgerImport.objects.filter(pk=still.pk).update(progressed_at=now - dt.timedelta(minutes=5))
    checking_one = received(by, as_csv_bytes([row(900)]))
    receiving.choose_columns(ledger=checking_one, by=by, columns=checking_one.mapping["columns"], at=now)
    assert sweeping.take_up(at=now) == 1
    assert sent == [("load", still.pk)]
    assert sweeping.take_up(at=now + dt.timedelta(minutes=5)) == 2
    assert sent[1:] == [("load", still.pk), ("check", checking_one.pk)] or sent[1:] == [("check", checking_one.pk), ("load", still.pk)]


@pytest.mark.django_db
def test_undecided_files_are_let_go_and_cells_are_wiped_in_time() -> None:
    by, now = clerk(), timezone.now()
    ledger = checked(by, as_csv_bytes([row(1, channel="?")]))
    sweeping.run(at=now + dt.timedelta(days=8))
    ledger.refresh_from_db()
    assert ledger.state == "refused"
    assert bytes(ledger.rows.get().cells) != b""
    sweeping.run(at=now + dt.timedelta(days=50))
    assert bytes(ledger.rows.get().cells) == b""


@pytest.mark.django_db
def test_twenty_thousand_rows_in_one_file() -> None:
    by, count = clerk(), 20_000
    data = rows(count)
    started, used = time.perf_counter(), time.process_time()
    ledger = undisturbed(by, data)
    loading.run(ledger.pk, clock=timezone.now)
    took, used = time.perf_counter() - started, time.process_time() - used
    ledger.refresh_from_db()
    assert (ledger.state, ledger.rows_loaded) == ("done", count)
    assert Case.objects.count() == count
    print(f"20,000 rows checked and loaded in {took:.1f} s, {used:.1f} s of them work of the worker itself")
    assert used < 60
