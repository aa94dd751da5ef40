"""Reading a person's data: never without a reason, never without a record (个人信息保护法 51, 55; GB/T 22239)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from accounts.actor import Actor
from cases.acting import acting
from cases.errors import Refused
from cases.models import Case, Party, PersonRead

FIELDS: Final = MappingProxyType(
    {
        "name": _l("姓名或名称"),
        "id_number": _l("证件号码"),
        "phone": _l("联系电话"),
        "address": _l("住址"),
        "representative": _l("代理人或负责人"),
    }
)
"""What can be read, by the name of the column."""
FILE_READ: Final = "identity_file"
FILE_AGAIN: Final = "identity_file_again"
READ_LABELS: Final = MappingProxyType({**FIELDS, FILE_READ: _l("身份证明材料"), FILE_AGAIN: _l("身份证明材料（沿用一小时内的事由）")})
"""What records of reading may name: the columns, and a proof of identity that was opened."""
MIN_REASON: Final = 4


@dataclass(frozen=True, repr=False)
class Unmasked:
    """Clear values, to be shown once. Whoever prints or logs it sees only whose and which they are."""

    party_id: int
    values: tuple[tuple[str, str, str], ...]
    """(column, label, clear value); the value is empty where none is on file."""

    def __repr__(self) -> str:
        return f"<Unmasked party={self.party_id} fields={[column for column, _label, _value in self.values]}>"

    def as_dict(self) -> dict[str, str]:
        """Clear value by column."""
        return {column: value for column, _label, value in self.values}


def unmask(*, case: Case, by: Actor, at: dt.datetime, version: int | None = None, party: Party, fields_read: Sequence[str], reason: str) -> Unmasked:
    """Read some of a party's data in clear. Who, as what, when, why and which is recorded; the values are returned and kept nowhere.

    The case does not change, so its version stays.

    Raises:
        Refused: the party is none of this case (`party`), nothing or something unknown is asked for (`fields_read`), or the reason has
            fewer than four characters (`reason`).
    """
    wanted = [column for column in FIELDS if column in set(fields_read)]
    if not wanted or set(fields_read) - set(FIELDS):
        raise Refused({"fields_read": _("请选择要查看的内容。")})
    if len("".join(reason.split())) < MIN_REASON:
        raise Refused({"reason": _("请写明查看事由，至少四个字。")})
    with acting(case, "cases.unmask", by=by, at=at, version=version) as step:
        step.reads_only()
        row = Party.objects.filter(pk=party.pk, case_id=step.case.pk).first()
        if row is None:
            raise Refused({"party": _("本案没有这位当事人。")})
        record_read(row, by=by, at=at, reason=reason, wanted=wanted)
        labels = "、".join(str(FIELDS[column]) for column in wanted)
        step.say(_("查看当事人信息：%(fields)s") % {"fields": labels}, party=row.pk, fields=wanted)
    return Unmasked(row.pk, tuple((column, str(FIELDS[column]), getattr(row, column) or "") for column in wanted))


def record_read(row: Party, *, by: Actor, at: dt.datetime, reason: str, wanted: list[str]) -> None:
    """One row of who read what of whom; to be called inside an act."""
    posting = by.main_posting
    PersonRead.objects.create(
        party=row,
        case_id=row.case_id,
        person_name=row.name,
        id_index=row.id_index,
        user=by.user,
        role=posting.role if posting else "",
        reason=reason,
        fields=",".join(wanted),
        channel=by.channel,
        address=by.address,
        at=at,
    )
