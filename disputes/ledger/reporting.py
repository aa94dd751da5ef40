"""What pages and downloads tell of an import."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from disputes.ledger.cells import as_text
from disputes.ledger.columns import BY_CODE
from disputes.ledger.entry import unsealed
from disputes.ledger.receiving import samples
from disputes.models import LedgerImport, LedgerRow

State = LedgerImport.State


@dataclass(frozen=True)
class BadCell:
    """One thing that is wrong: the line as a spreadsheet counts, the column by its heading, and why."""

    line: int
    heading: str
    reason: str


@dataclass(frozen=True)
class HeadingRow:
    """A heading of the file on the page where it is mapped."""

    position: int
    heading: str
    chosen: str
    examples: list[str]


def percent(ledger: LedgerImport) -> int | None:
    """How far loading is, 0 to 100; None while checking, because the file is read as a stream and its length is not known."""
    if ledger.state != State.LOADING:
        return None
    good = ledger.rows_total - ledger.rows_bad
    return 100 * (ledger.rows_loaded + ledger.rows_known) // good if good else 100


def mapping_rows(ledger: LedgerImport, columns: list[str] | None = None) -> list[HeadingRow]:
    """The headings with what is proposed or was chosen, and examples from the file."""
    headings: list[str] = ledger.mapping["headings"]
    chosen = columns if columns is not None else ledger.mapping["columns"]
    examples = [[as_text(cell) for cell in line.cells] for line in samples(ledger)]
    return [HeadingRow(i, heading, chosen[i], [row[i][:40] for row in examples if i < len(row) and row[i]]) for i, heading in enumerate(headings)]


def errors(ledger: LedgerImport, most: int) -> list[BadCell]:
    """The first things that are wrong."""
    rows = LedgerRow.objects.filter(ledger=ledger).exclude(errors=[]).order_by("line").values_list("line", "errors")[:most]
    return [BadCell(line, _heading(ledger, code), reason) for line, found in rows for code, reason in found][:most]


def bad_rows(ledger: LedgerImport) -> tuple[list[str], Iterator[list[str]]]:
    """Headings and rows of the file that are bad, in the file's own columns, with line and reason before them."""
    positions = [(heading, code) for heading, code in zip(ledger.mapping["headings"], ledger.mapping["columns"], strict=False) if code]
    return [_("行号"), _("错误原因"), *(heading for heading, _code in positions)], _bad_lines(ledger, [code for _heading, code in positions])


def _bad_lines(ledger: LedgerImport, codes: list[str]) -> Iterator[list[str]]:
    rows = LedgerRow.objects.filter(ledger=ledger).exclude(errors=[]).order_by("line")
    for row in rows.iterator(chunk_size=500):
        cells = unsealed(bytes(row.cells))
        reasons = "；".join(f"{_heading(ledger, code)}：{reason}" for code, reason in row.errors)
        yield [str(row.line), reasons, *(cells.get(code, "") for code in codes)]


def _heading(ledger: LedgerImport, code: str) -> str:
    """The heading in the file, or ours where the file has no such column."""
    columns: list[str] = ledger.mapping["columns"]
    return str(ledger.mapping["headings"][columns.index(code)] if code in columns else BY_CODE[code].heading)
