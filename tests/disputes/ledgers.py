"""Ledgers for tests: a township clerk, a file with some rows, and the way in without a broker."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import OrganisationKind, Role
from disputes.ledger import checking, loading, receiving
from disputes.ledger.sheet_writing import as_xlsx
from disputes.models import LedgerImport
from mediators.models import Committee
from tests.factories.areas import area_tree
from tests.factories.mediators import CommitteeFactory, MediatorFactory
from tests.factories.people import OrganisationFactory, posted
from tests.factories.seeds import fill_tables

HEADINGS = {
    "title": "纠纷名称",
    "received_on": "登记日期",
    "occurred_on": "发生日期",
    "area": "所属区划",
    "place": "发生地点",
    "moj_type": "纠纷类型",
    "channel": "来源",
    "applicants": "申请人",
    "applicant_ids": "申请人身份证号",
    "respondents": "被申请人",
    "people_count": "涉及人数",
    "amount": "涉及金额",
    "committee": "调委会",
    "mediator": "调解员",
    "result": "调解结果",
    "concluded_on": "办结日期",
    "agreement_form": "协议形式",
    "performed": "是否履行",
    "performance_due": "履行期限",
    "summary": "简述",
    "state": "状态",
}
COMMITTEE = "商州区城关街道人民调解委员会"


def clerk(area: str = "611002001") -> Actor:
    """A clerk of the governance centre of 城关街道, whose areas, committee and mediator are there."""
    fill_tables()
    area_tree()
    if not Committee.objects.exists():
        body = OrganisationFactory.create(area_id="611002001", kind=OrganisationKind.COMMITTEE, name=COMMITTEE, short_name="城关街道调委会")
        MediatorFactory.create(name="赵调解", committee=CommitteeFactory.create(organisation=body, file_label="商州城关"))
    return posted(Role.TOWNSHIP_CENTER, area)


def row(number: int = 1, **cells: str) -> dict[str, str]:
    """A good row: a dispute that was resolved and performed."""
    return {
        "title": f"门前排水纠纷{number}",
        "received_on": "2024-01-06",
        "occurred_on": "2024-01-05",
        "area": "商州区/城关街道/东店子社区",
        "place": f"东店子社区{number}组",
        "moj_type": "邻里纠纷",
        "channel": "来访",
        "applicants": f"张三{number}",
        "respondents": "李四、王五",
        "people_count": "3",
        "amount": "1200",
        "committee": COMMITTEE,
        "mediator": "赵调解",
        "result": "成功",
        "concluded_on": "2024-01-20",
        "agreement_form": "书面",
        "performed": "是",
        "summary": "因门前排水发生争执。",
        **cells,
    }


def cells_of(rows: Iterable[Mapping[str, str]]) -> list[list[str]]:
    """The rows in the order of the headings."""
    return [[each.get(code, "") for code in HEADINGS] for each in rows]


def as_csv_bytes(rows: Iterable[Mapping[str, str]], *, encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    """The rows as a CSV file."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([list(HEADINGS.values()), *cells_of(rows)])
    return out.getvalue().encode(encoding)


def as_xlsx_bytes(rows: Iterable[Mapping[str, str]]) -> bytes:
    """The rows as a workbook."""
    return b"".join(as_xlsx("台账", list(HEADINGS.values()), cells_of(rows)))


def received(by: Actor, data: bytes, *, name: str = "台账.csv", at: dt.datetime | None = None) -> LedgerImport:
    """Uploaded."""
    return receiving.receive(by=by, upload=SimpleUploadedFile(name, data), name=name, at=at or timezone.now())


def checked(by: Actor, data: bytes, *, name: str = "台账.csv", columns: Sequence[str] | None = None) -> LedgerImport:
    """Uploaded, mapped as proposed, checked."""
    ledger = received(by, data, name=name)
    receiving.choose_columns(ledger=ledger, by=by, columns=columns or ledger.mapping["columns"], at=timezone.now())
    checking.run(ledger.pk, clock=timezone.now)
    ledger.refresh_from_db()
    return ledger


def loaded(by: Actor, data: bytes, *, name: str = "台账.csv") -> LedgerImport:
    """Uploaded, checked, good rows loaded."""
    ledger = checked(by, data, name=name)
    receiving.decide(ledger=ledger, by=by, load=True, at=timezone.now())
    loading.run(ledger.pk, clock=timezone.now)
    ledger.refresh_from_db()
    return ledger


def all_of(model: Any) -> list[dict[str, Any]]:
    """Every row of a table, as far as two undisturbed runs agree: without keys, numbers and moments of entry."""
    left_out = {
        "id",
        "number",
        "search",
        "created_at",
        "updated_at",
        "at",
        "case",
        "dispute",
        "case_ptr",
        "id_number",
        "agreement",
        "item",
        "debtor",
        "creditor",
    }
    names = [field.name for field in model._meta.concrete_fields if field.name not in left_out]
    return sorted(model.objects.values(*names), key=str)
