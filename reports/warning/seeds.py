"""What the table of key fields holds when a database is made: which categories, types and words belong to each, and from when it is grave.

Categories are those of GB/T 31000, types those of the ministry's list (both in `data/`). A city or county changes all of it on the page; what
stands here is this project's decision: 10 people is the size from which the demo ledgers and practice speak of a group matter, sums are set so
that they are rare in the field.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, Final, NamedTuple

FROM_THE_BEGINNING: Final = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


class FieldRow(NamedTuple):
    """A key field."""

    code: str
    name: str
    categories: tuple[str, ...]
    moj_types: tuple[int, ...]
    words: tuple[str, ...]
    people_min: int
    amount_min: int


FIELDS: Final = (
    FieldRow("construction", "城乡建设", ("1103", "1104", "1105"), (), ("烂尾", "拆违", "违建", "市政", "规划", "工程质量", "工程款"), 10, 500_000),
    FieldRow("property", "房产物业", ("0402", "0403", "0602"), (17,), ("物业", "业主", "交房", "购房", "办证", "房产证", "停车位"), 10, 300_000),
    FieldRow("investment", "涉众投资", ("0801", "0802"), (), ("集资", "投资理财", "传销", "返利", "非法吸收", "众筹", "预付卡"), 5, 200_000),
    FieldRow("expropriation", "征地拆迁", ("1101", "1102", "1105"), (8,), ("征地", "拆迁", "征收", "安置", "补偿款"), 10, 300_000),
    FieldRow("finance", "金融", ("08",), (), ("借贷", "贷款", "高利贷", "担保", "保险", "网贷"), 5, 300_000),
    FieldRow("wages", "欠薪", (), (10,), ("欠薪", "拖欠工资", "工资拖欠", "农民工工资", "讨薪"), 5, 50_000),
)


def fill_key_fields(apps: Any) -> None:
    """Write the fields with their first settings; what is there stays."""
    field, setting = apps.get_model("reports", "KeyField"), apps.get_model("reports", "KeyFieldSetting")
    for seq, row in enumerate(FIELDS, 1):
        made = field.objects.get_or_create(code=row.code, defaults={"name": row.name, "seq": seq})[1]
        if made:
            setting.objects.create(
                field_id=row.code,
                categories=list(row.categories),
                moj_types=list(row.moj_types),
                words=list(row.words),
                people_min=row.people_min,
                amount_min=Decimal(row.amount_min),
                at=FROM_THE_BEGINNING,
            )
