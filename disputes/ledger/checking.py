"""Checks the rows of a ledger, batch by batch, and keeps each with what is wrong in it.

The place in the file is `rows_checked`; a batch moves it on under the lock of the ledger's row. A second run that comes upon a place which
another has already moved on leaves, so a doubled, killed or late run changes nothing of the result.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from cases.daycount import local_day
from cases.models import Case
from disputes.ledger import storing
from disputes.ledger.books import Books
from disputes.ledger.cells import as_text
from disputes.ledger.copying import copy_rows
from disputes.ledger.entry import Problem, read_entry, sealed
from disputes.ledger.limits import NoResult, UnreadableError
from disputes.ledger.reading import Line, lines
from disputes.models import LedgerImport, LedgerRow

BATCH = 500
Clock = Callable[[], dt.datetime]
State = LedgerImport.State


def run(ledger_id: int, *, clock: Clock) -> None:
    """Check what is left of a ledger; does nothing where it is not being checked."""
    ledger = LedgerImport.objects.select_related("posting", "by").filter(pk=ledger_id, state=State.CHECKING).first()
    if ledger is None:
        return
    try:
        _Check(ledger, clock).go()
    except UnreadableError as problem:
        _refuse(ledger, str(problem), clock())
    storing.remove(ledger)


def actor_for(ledger: LedgerImport) -> Actor:
    """Who imports: the user with the posting in whose scope the rows must lie, whatever day the job runs."""
    return Actor(ledger.by, (ledger.posting,))


def column_texts(line: Line, columns: Sequence[str]) -> dict[str, str]:
    """The cells of a row under the codes of their columns, as texts; empty ones are left out."""
    found = {code: as_text(cell) for code, cell in zip(columns, line.cells, strict=False) if code}
    return {code: text for code, text in found.items() if text}


def without_result(line: Line, columns: Sequence[str]) -> list[Problem]:
    """The formulas of a row that have no stored result, each as a problem of its column."""
    reason = _("单元格 %s 的公式没有计算结果，请在表格软件中打开并保存，或直接填写")
    return [(code, reason % cell.reference) for code, cell in zip(columns, line.cells, strict=False) if code and isinstance(cell, NoResult)]


class _Check:
    """One run over one ledger."""

    def __init__(self, ledger: LedgerImport, clock: Clock) -> None:
        self.ledger, self.clock = ledger, clock
        self.columns: list[str] = ledger.mapping["columns"]
        self.heading: int = ledger.mapping["line"]
        self.books = Books(actor_for(ledger), today=local_day(ledger.created_at))
        self.is_demo = ledger.by.is_demo
        self.seen: dict[bytes, int] = {}

    def go(self) -> None:
        """All batches, then the end."""
        done = self.ledger.rows_checked
        earlier = LedgerRow.objects.filter(ledger=self.ledger, errors=[]).values_list("fingerprint", "line")
        self.seen = {bytes(fingerprint): line for fingerprint, line in earlier}
        rest = islice(self._rows(), done, None)
        while batch := list(islice(rest, BATCH)):
            if not self._keep(batch, done):
                return
            done += len(batch)
        self._finish(done)

    def _rows(self) -> Iterator[Line]:
        below = (line for line in lines(storing.path_of(self.ledger)) if line.number > self.heading)
        return (line for line in below if column_texts(line, self.columns) or without_result(line, self.columns))

    @transaction.atomic
    def _keep(self, batch: list[Line], done: int) -> bool:
        """Write one batch; false where another run was faster."""
        rows = [self._row(line) for line in batch]
        ledger = LedgerImport.objects.select_for_update(no_key=True).get(pk=self.ledger.pk)
        if ledger.state != State.CHECKING or ledger.rows_checked != done:
            return False
        self._mark_known(rows)
        copy_rows(LedgerRow, ({key: value for key, value in row.items() if key != "number"} for row in rows))
        ledger.rows_checked = ledger.rows_total = done + len(batch)
        ledger.rows_bad += sum(bool(row["errors"]) for row in rows)
        ledger.rows_known += sum(bool(row["known"]) for row in rows)
        ledger.progressed_at = self.clock()
        ledger.save(update_fields=["rows_checked", "rows_total", "rows_bad", "rows_known", "progressed_at"])
        return True

    def _row(self, line: Line) -> dict[str, object]:
        texts = column_texts(line, self.columns)
        entry, found = read_entry(texts, self.books, is_demo=self.is_demo)
        problems = without_result(line, self.columns)
        unknown = {code for code, _reason in problems}
        problems += [problem for problem in found if problem[0] not in unknown]  # not "empty" as well: something stands there
        fingerprint = entry.fingerprint()
        problems += self._double(fingerprint, line, problems)
        return {
            "ledger_id": self.ledger.pk,
            "line": line.number,
            "fingerprint": fingerprint,
            "cells": sealed(texts),
            "errors": [list(problem) for problem in problems],
            "known": False,
            "dispute_id": None,
            "number": entry.number,
        }

    def _double(self, fingerprint: bytes, line: Line, problems: Sequence[Problem]) -> list[Problem]:
        if problems:
            return []
        first = self.seen.setdefault(fingerprint, line.number)
        return [] if first == line.number else [("title", _("与第 %d 行重复：区划、日期、名称和当事人都相同") % first)]

    def _mark_known(self, rows: Sequence[dict[str, object]]) -> None:
        """Rows that were loaded before, from whatever file, and rows that carry the number of a case of this system."""
        prints = [row["fingerprint"] for row in rows]
        loaded = {
            bytes(each) for each in LedgerRow.objects.filter(fingerprint__in=prints, dispute__isnull=False).values_list("fingerprint", flat=True)
        }
        numbers = known_numbers([row["number"] for row in rows if row["number"]], self.books)
        for row in rows:
            row["known"] = not row["errors"] and (row["fingerprint"] in loaded or row["number"] in numbers)

    @transaction.atomic
    def _finish(self, done: int) -> None:
        ledger = LedgerImport.objects.select_for_update(no_key=True).get(pk=self.ledger.pk)
        if ledger.state != State.CHECKING or ledger.rows_checked != done:
            return
        if not done:
            _refuse(ledger, _("表头下面没有数据行。"), self.clock())
            return
        ledger.state, ledger.progressed_at = State.CHECKED, self.clock()
        ledger.save(update_fields=["state", "progressed_at"])


def known_numbers(numbers: Sequence[object], books: Books) -> set[str]:
    """Which of these are numbers of cases in the importer's areas."""
    found = Case.objects.get_queryset().filter(number__in=numbers).values_list("number", "area_id")
    return {number for number, area in found if any(area.startswith(prefix) for prefix in books.areas.prefixes)}


def _refuse(ledger: LedgerImport, reason: str, at: dt.datetime) -> None:
    LedgerImport.objects.filter(pk=ledger.pk, state=State.CHECKING).update(
        state=State.REFUSED, message=reason[:300], finished_at=at, progressed_at=at
    )
