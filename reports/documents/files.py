"""Making a file of an area and months: what a download gives and what the mail carries is made here, the same for both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext as _

from accounts.language import on_record
from accounts.models import Area
from reports.documents.content import paper_of, state_line_of
from reports.documents.ministry import XLSX_TYPE, as_workbook
from reports.documents.pdf import PDF_TYPE, as_pdf
from reports.documents.word import DOCX_TYPE, as_docx
from reports.models import FileFormat
from reports.months import Period
from reports.statistics.choice import name_of
from reports.statistics.reading import Look, standing_of


@dataclass(frozen=True)
class MadeFile:
    """A file: its name, its bytes, what it is."""

    name: str
    content: bytes
    media_type: str


def _workbook(area: Area, period: Period, now: dt.datetime) -> bytes:
    standing = standing_of(area.pk, period, Look(period).compared)
    return as_workbook(area, period, month_name=name_of(period), state_line=state_line_of(standing, now=now))


_MAKERS: Final[Mapping[str, tuple[Callable[[Area, Period, dt.datetime], bytes], str]]] = MappingProxyType(
    {
        FileFormat.PDF: (lambda area, period, now: as_pdf(paper_of(area, period, now=now)), PDF_TYPE),
        FileFormat.DOCX: (lambda area, period, now: as_docx(paper_of(area, period, now=now)), DOCX_TYPE),
        FileFormat.XLSX: (_workbook, XLSX_TYPE),
    }
)


@on_record()
def make_file(area: Area, period: Period, file_format: str, *, now: dt.datetime) -> MadeFile:
    """The file of that format, in Chinese for every reader, for it is a paper of the record.

    Raises:
        KeyError: there is no such format.
    """
    make, media_type = _MAKERS[file_format]
    title = _("人民调解案件情况统计表") if file_format == FileFormat.XLSX else _("矛盾纠纷排查化解情况分析报告")
    return MadeFile(f"{area.name}{name_of(period)}{title}.{file_format}", make(area, period, now), media_type)
