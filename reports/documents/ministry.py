"""The ministry's table of mediation cases (人民调解案件情况统计表) as a workbook: its columns in their order, one row for each area under one.

Counted are the cases accepted in the months; agreements and what was successful are those of the months' conclusions.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from accounts.models import Area
from cases.models import Channel
from disputes.intake import start_mode_of
from disputes.models.dispute import StartMode
from mediators.models import CommitteeKind
from reports.figures import Cut, Dimension, by, by_area, by_area_and, labels_of, totals
from reports.measures import Measures
from reports.months import Period

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DIMENSIONS: Final[tuple[Dimension, ...]] = ("body", "channel", "moj_type")


@dataclass(frozen=True)
class AreaFigures:
    """The figures of an area: all, and what was accepted by each dimension and code."""

    name: str
    measures: Measures
    accepted: Mapping[Dimension, Mapping[str, int]] = field(default_factory=dict)

    def of(self, dimension: Dimension, codes: Iterable[str]) -> int:
        """What was accepted under these codes."""
        found = self.accepted.get(dimension, {})
        return sum(found.get(code, 0) for code in codes)


@dataclass(frozen=True)
class Column:
    """A column: the group it stands in, its heading, and its figure."""

    group: str
    heading: str
    value: Callable[[AreaFigures], Any]
    money: bool = False


def columns() -> list[Column]:
    """The columns in the order of the form."""
    total, body, source, kind, form = _("总体情况"), _("调解组织"), _("案件来源"), _("纠纷类型"), _("协议形式")
    return [
        Column(total, _("案件总数"), lambda a: a.measures.accepted),
        Column(total, _("涉及当事人数"), lambda a: a.measures.people),
        Column(total, _("调解成功数"), lambda a: a.measures.successful),
        Column(total, _("疑难复杂案件数"), lambda a: a.measures.complex),
        Column(total, _("协议涉及金额（元）"), lambda a: a.measures.amount, money=True),
        *(Column(body, str(each.label), _counted("body", [each.value])) for each in CommitteeKind),
        *(Column(source, heading, _counted("channel", codes)) for heading, codes in _sources()),
        *(Column(kind, label.removesuffix(_("纠纷")) or label, _counted("moj_type", [code])) for code, label in labels_of("moj_type")),
        Column(form, _("口头"), lambda a: a.measures.agreements_oral),
        Column(form, _("书面"), lambda a: a.measures.agreements_written),
    ]


def _counted(dimension: Dimension, codes: list[str]) -> Callable[[AreaFigures], int]:
    return lambda area: area.of(dimension, codes)


def _sources() -> list[tuple[str, list[str]]]:
    """How mediation began, by the channel of the case: on the committee's own initiative, asked for, or handed over and by whom."""
    modes: dict[str, list[str]] = {mode: [each.value for each in Channel if start_mode_of(each) == mode] for mode in StartMode.values}
    organs = [
        (_("其中：法院"), [Channel.COURT_DELEGATED.value, Channel.COURT_ENTRUSTED.value]),
        (_("其中：检察院"), [Channel.PROCURATORATE.value]),
        (_("其中：公安机关"), [Channel.POLICE.value]),
        (_("其中：信访部门"), [Channel.PETITION.value]),
        (_("其中：其他部门"), [Channel.OTHER_TRANSFER.value]),
    ]
    return [
        (_("主动调解"), modes[StartMode.INITIATIVE]),
        (_("依申请调解"), modes[StartMode.APPLIED]),
        (_("接受委托移送调解"), modes[StartMode.REFERRED]),
        *organs,
    ]


def rows(area: Area, period: Period) -> tuple[list[AreaFigures], AreaFigures]:
    """The areas under one (with what lies in none of them, where there is something), and the sum."""
    cut = Cut(area.pk, period)
    whole = AreaFigures(area.short_name, totals(cut), {each: {code: m.accepted for code, _label, m in by(cut, each)} for each in DIMENSIONS})
    children = by_area(cut)
    if not children:
        return [whole], whole
    apart = {each: _apart(cut, each, len(children[0][0].pk)) for each in DIMENSIONS}
    found = [AreaFigures(child.short_name, measures, {each: apart[each].get(child.pk, {}) for each in DIMENSIONS}) for child, measures in children]
    own = _rest(whole, found)
    return ([*found, own] if own.measures != Measures() else found), whole


def _apart(cut: Cut, dimension: Dimension, digits: int) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for (place, _month, code), measures in by_area_and(cut, dimension, digits).items():
        codes = found.setdefault(place, {})
        codes[code] = codes.get(code, 0) + measures.accepted
    return found


def _rest(whole: AreaFigures, parts: list[AreaFigures]) -> AreaFigures:
    """What lies at the area itself."""
    left = whole.measures
    for part in parts:
        left = left - part.measures
    accepted = {
        dimension: {code: count - sum(part.of(dimension, [code]) for part in parts) for code, count in codes.items()}
        for dimension, codes in whole.accepted.items()
    }
    return AreaFigures(_("未落到下级"), left, accepted)


# --- the sheet --------------------------------------------------------------------------------------------------------

_THIN = Side(style="thin", color="808080")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_GREY = PatternFill("solid", fgColor="F2F2F2")
_FONT = "宋体"
_HEAD = 5
"""Rows above the figures: title, what it is of, how it came about, groups, headings."""
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def as_workbook(area: Area, period: Period, *, month_name: str, state_line: str) -> bytes:
    """The bytes of the workbook."""
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise TypeError("a new workbook has a sheet")
    sheet.title = _("统计表")
    wanted = columns()
    found, whole = rows(area, period)
    _head(sheet, wanted, area, month_name, state_line)
    for number, each in enumerate([*found, AreaFigures(_("合计"), whole.measures, whole.accepted)], _HEAD + 1):
        _row(sheet, number, each, wanted, bold=number == _HEAD + len(found) + 1)
    _notes(sheet, _HEAD + len(found) + 2, len(wanted))
    _paper(sheet, len(wanted))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _head(sheet: Any, wanted: list[Column], area: Area, month_name: str, state_line: str) -> None:
    width = len(wanted) + 1
    for number, (text, size) in enumerate(((_("人民调解案件情况统计表"), 16), (f"{area.name}　{month_name}", 12), (state_line, 10)), 1):
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=width)
        cell = _write(sheet.cell(number, 1), text)
        cell.font, cell.alignment = Font(name=_FONT, size=size, bold=number == 1), Alignment(horizontal="center", vertical="center")
    _heading(sheet.cell(4, 1), _("地区"))
    _heading(sheet.cell(5, 1))
    sheet.merge_cells(start_row=4, end_row=5, start_column=1, end_column=1)
    start = 2
    for number, column in enumerate(wanted, 2):
        _heading(sheet.cell(4, number), column.group if number == start else "")
        _heading(sheet.cell(5, number), column.heading)
        if number - 1 == len(wanted) or wanted[number - 1].group != column.group:
            sheet.merge_cells(start_row=4, end_row=4, start_column=start, end_column=number)
            start = number + 1


def _write(cell: Any, text: str) -> Any:
    """A text as text: whatever it begins with, it is no formula; what a workbook cannot hold is left out."""
    cell.value = _NOT_XML.sub("", text)
    cell.data_type = "s"
    return cell


def _heading(cell: Any, text: str = "") -> None:
    if text:
        _write(cell, text)
    cell.font, cell.fill, cell.border = Font(name=_FONT, size=10, bold=True), _GREY, _BORDER
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)


def _row(sheet: Any, number: int, each: AreaFigures, wanted: list[Column], *, bold: bool) -> None:
    name = _write(sheet.cell(number, 1), each.name)
    name.border, name.font = _BORDER, Font(name=_FONT, size=10, bold=bold)
    for place, column in enumerate(wanted, 2):
        cell = sheet.cell(number, place, column.value(each))
        cell.font, cell.border = Font(name=_FONT, size=10, bold=bold), _BORDER
        cell.number_format = "#,##0.00" if column.money else "#,##0"


def _notes(sheet: Any, number: int, width: int) -> None:
    """What a reader has to know."""
    texts = (
        _("案件总数、涉及当事人数、疑难复杂案件数、调解组织、案件来源、纠纷类型按本期受理统计；调解成功数、协议涉及金额、协议形式按本期办结统计。"),
        _("未交人民调解委员会的案件不计入“调解组织”各列，故各列之和可小于案件总数。主动调解、依申请调解按案件来源归类。"),
    )
    for shift, text in enumerate(texts):
        sheet.merge_cells(start_row=number + shift, end_row=number + shift, start_column=1, end_column=width + 1)
        cell = _write(sheet.cell(number + shift, 1), text)
        cell.font, cell.alignment = Font(name=_FONT, size=9), Alignment(wrap_text=True, vertical="top")


def _paper(sheet: Any, width: int) -> None:
    """A3 across, headings on every page and always in sight."""
    sheet.column_dimensions["A"].width = 16
    for number in range(2, width + 2):
        sheet.column_dimensions[get_column_letter(number)].width = 14 if number == _AMOUNT else 9
    sheet.row_dimensions[1].height, sheet.row_dimensions[5].height = 28, 48
    sheet.freeze_panes = "B6"
    sheet.print_title_rows = "4:5"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 8
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


_AMOUNT = 6
"""The column of the amount, which needs more room."""
