"""Loads the good rows of a checked ledger, batch by batch.

What is left to load is what the rows themselves say: good, not known, without a dispute. Each batch is one transaction under the lock of the
ledger's row, so runs beside each other take turns, and a killed run leaves whole batches only. A fingerprint is loaded once in the whole system.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

from django.db import IntegrityError, connection, transaction
from django.db.models import Count, Q

from cases.daycount import local_day
from disputes.ledger.birth import bring_in
from disputes.ledger.books import Books
from disputes.ledger.checking import actor_for, known_numbers
from disputes.ledger.entry import Entry, read_entry, unsealed
from disputes.ledger.newborn import Source
from disputes.models import LedgerImport, LedgerRow

BATCH = 500
ATTEMPTS = 5
LARGE = 1000
"""Rows from which on a load changes what the planner should know."""
Clock = Callable[[], dt.datetime]
State = LedgerImport.State


def run(ledger_id: int, *, clock: Clock, batch: int = BATCH) -> None:
    """Load what is left of a ledger; does nothing where it is not being loaded."""
    ledger = LedgerImport.objects.select_related("posting", "by").filter(pk=ledger_id, state=State.LOADING).first()
    if ledger is None:
        return
    books = Books(actor_for(ledger), today=local_day(ledger.created_at))
    failed = 0
    while True:
        try:
            if not _load_batch(ledger, books, clock(), batch):
                _refresh_statistics(ledger)
                return
            failed = 0
        except IntegrityError:
            # Another file with the same rows was faster: the next attempt finds them known.
            failed += 1
            if failed == ATTEMPTS:
                raise


def _refresh_statistics(ledger: LedgerImport) -> None:
    """After a large load let the planner know at once how the tables have grown; autovacuum would take a minute, with slow lists until then."""
    ledger.refresh_from_db(fields=["rows_loaded"])
    if ledger.rows_loaded >= LARGE:
        with connection.cursor() as cursor:
            cursor.execute(
                "ANALYZE cases_case, cases_party, cases_caseevent, disputes_dispute, disputes_agreement, disputes_agreementitem, disputes_ledgerrow"
            )


@transaction.atomic
def _load_batch(ledger: LedgerImport, books: Books, at: dt.datetime, size: int) -> bool:
    """Load one batch; false where nothing is left."""
    locked = LedgerImport.objects.select_for_update(no_key=True).get(pk=ledger.pk)
    if locked.state != State.LOADING:
        return False
    rows = list(LedgerRow.objects.filter(ledger=ledger, dispute__isnull=True, known=False, errors=[]).order_by("line")[:size])
    if rows:
        _load(ledger, rows, books, at)
    _count(locked, at, finished=not rows)
    return bool(rows)


def _load(ledger: LedgerImport, rows: list[LedgerRow], books: Books, at: dt.datetime) -> None:
    read = [(row, *read_entry(unsealed(bytes(row.cells)), books, is_demo=ledger.by.is_demo)) for row in rows]
    known = _known([(row, entry) for row, entry, _problems in read], books)
    fresh: list[tuple[LedgerRow, Entry]] = []
    for row, entry, problems in read:
        row.known = row.pk in known
        row.errors = [list(problem) for problem in problems]
        if not row.known and not problems:
            fresh.append((row, entry))
    source = Source(ledger.by_id, ledger.posting, ledger.name, at)
    keys = bring_in([(row.line, entry) for row, entry in fresh], source=source, books=books)
    for (row, _entry), key in zip(fresh, keys, strict=True):
        row.dispute_id, row.cells = key, b""
    _write_back(rows)


def _known(read: list[tuple[LedgerRow, Entry]], books: Books) -> set[int]:
    """Keys of the rows that came in meanwhile by another file."""
    prints = [row.fingerprint for row, _entry in read]
    loaded = {bytes(each) for each in LedgerRow.objects.filter(fingerprint__in=prints, dispute__isnull=False).values_list("fingerprint", flat=True)}
    numbers = known_numbers([entry.number for _row, entry in read if entry.number], books)
    return {row.pk for row, entry in read if bytes(row.fingerprint) in loaded or entry.number in numbers}


def _write_back(rows: list[LedgerRow]) -> None:
    """What became of the rows, in one statement; loaded ones lose their cells, which stand in the case now."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE disputes_ledgerrow r SET dispute_id = n.dispute, known = n.known, errors = n.errors::jsonb,
                   cells = CASE WHEN n.dispute IS NULL THEN r.cells ELSE ''::bytea END
            FROM unnest(%s::bigint[], %s::bigint[], %s::boolean[], %s::text[]) AS n (id, dispute, known, errors) WHERE r.id = n.id
            """,
            [
                [row.pk for row in rows],
                [row.dispute_id for row in rows],
                [row.known for row in rows],
                [json.dumps(row.errors, ensure_ascii=False) for row in rows],
            ],
        )


def _count(ledger: LedgerImport, at: dt.datetime, *, finished: bool) -> None:
    counts = LedgerRow.objects.filter(ledger=ledger).aggregate(
        loaded=Count("pk", filter=Q(dispute__isnull=False)), known=Count("pk", filter=Q(known=True)), bad=Count("pk", filter=~Q(errors=[]))
    )
    ledger.rows_loaded, ledger.rows_known, ledger.rows_bad = counts["loaded"], counts["known"], counts["bad"]
    ledger.progressed_at = at
    if finished:
        ledger.state, ledger.finished_at = State.DONE, at
    ledger.save(update_fields=["rows_loaded", "rows_known", "rows_bad", "progressed_at", "state", "finished_at"])
