"""Numbers: of a case, of its file, of its agreement, of its place in the archive."""

from __future__ import annotations

import datetime as dt
import re

from django.db import connection

from accounts.models import Area
from cases.daycount import local_day
from disputes.models import Dispute
from mediators.models import Committee

_COUNTY_DIGITS = 6


def case_number(area: Area, at: dt.datetime) -> str:
    """`JF<county>-<yyyymm>-<number>`, the number from one sequence for all, so that nobody waits for anybody; it may have gaps.

    The county is the first six digits of the area (GB/T 2260), filled with zeros for the city itself; the month is that of Asia/Shanghai.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('disputes_case_number')")
        (running,) = cursor.fetchone()
    return f"JF{area.pk[:_COUNTY_DIGITS].ljust(_COUNTY_DIGITS, '0')}-{local_day(at):%Y%m}-{running:06d}"


def next_file_number(committee: Committee, year: int) -> str:
    """`（2026）商州陈塬人调字第0007号`: the next of that committee in that year (人民调解文书格式: 卷号).

    Call it in the transaction that uses the number. The row of the committee's year is locked until then: who comes second waits, and a
    transaction that is undone gives its number back, so the numbers have no gap. Numbers that came in with a ledger are not given again.
    """
    number = _file_number(committee, year, _advance(committee, year))
    if Dispute.objects.get_queryset().filter(file_number=number).exists():
        number = _file_number(committee, year, _advance(committee, year, at_least=_last_on_file(committee, year) + 1))
    return number


def _advance(committee: Committee, year: int, at_least: int = 1) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO disputes_filesequence AS s (committee_id, year, last) VALUES (%s, %s, %s)
            ON CONFLICT (committee_id, year) DO UPDATE SET last = greatest(s.last + 1, excluded.last) RETURNING last
            """,
            [committee.pk, year, at_least],
        )
        row: tuple[int] = cursor.fetchone()
    return row[0]


def _file_number(committee: Committee, year: int, number: int) -> str:
    return f"（{year}）{committee.file_label}人调字第{number:04d}号"


def _last_on_file(committee: Committee, year: int) -> int:
    """The highest number of that committee and year that any dispute has."""
    before = _file_number(committee, year, 0).removesuffix("0000号")
    given = Dispute.objects.get_queryset().filter(file_number__startswith=before).values_list("file_number", flat=True)
    numbers = (re.fullmatch(r"(\d{1,9})号", number.removeprefix(before)) for number in given)
    return max((int(found[1]) for found in numbers if found), default=0)


def belongs_to(file_number: str, committee: Committee) -> bool:
    """Whether that file number was given by that committee."""
    return f"）{committee.file_label}人调字第" in file_number


def agreement_number(file_number: str, before: int) -> str:
    """The number of an agreement: the file's with 协, and a running number from the second agreement on that file on."""
    return f"{file_number}协" if not before else f"{file_number}协{before + 1}"


def archive_number(case_number: str, retention: str) -> str:
    """The number in the archive: the case's own after the letters of how long it is kept."""
    return f"DA-{retention}-{case_number.removeprefix('JF')}"
