"""What the monthly report says: the figures of the page in the sentences and tables of an official paper."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Final

from django.utils.translation import gettext as _

from accounts.models import Area, Organisation, OrganisationKind
from cases.daycount import SHANGHAI
from reports.documents import sections
from reports.documents.material import Material
from reports.documents.paper import Paper, Section
from reports.months import Period
from reports.statistics import tables
from reports.statistics.choice import name_of
from reports.statistics.reading import Standing

SECTIONS: Final = (sections.overall, sections.areas, sections.hot, sections.limits, sections.colours, sections.bodies)
_ORDINALS: Final = "一二三四五六七八九十"


def paper_of(area: Area, period: Period, *, now: dt.datetime) -> Paper:
    """The report of an area over months, with the stock at `now`."""
    material = Material(area, period, now)
    month = name_of(period)
    state = state_line_of(material.reading.standing, now=now)
    lead = _("现将%(area)s%(month)s矛盾纠纷排查化解情况报告如下。%(state)s。") % {"area": area.name, "month": month, "state": state}
    made = [section for make in SECTIONS if (section := make(material)) is not None]
    return Paper(
        title=_("%(area)s矛盾纠纷排查化解情况分析报告") % {"area": area.name},
        subtitle=f"（{month}）",
        lead=lead,
        sections=_numbered(made),
        notes=_notes(material.reading.standing),
        signed_by=_issuer(area),
        signed_on=_day(now.astimezone(SHANGHAI).date()),
    )


def _numbered(made: list[Section]) -> list[Section]:
    """Headings `一、` and captions `表1` counted through."""
    found, table = [], 0
    for number, section in enumerate(made):
        captioned = []
        for each in section.tables:
            table += 1
            captioned.append(replace(each, caption=_("表%(number)d　%(caption)s") % {"number": table, "caption": each.caption}))
        found.append(replace(section, heading=f"{_ORDINALS[number]}、{section.heading}", tables=captioned))
    return found


def _notes(standing: Standing) -> list[str]:
    """What a reader has to know of the figures."""
    found = [
        _(
            "率的分子、分母均限本期，不含上期结转；分母为零的以“—”表示。化解率为化解成功数除以排查登记数，以前登记、本期化解的计入化解数；按期办结率为期限内办结数除以应当办结数。"
        ),
        _("环比与上一个同样长的时段相比，同比与去年相同月份相比；其中任一月份没有汇总数据的不作比较。"),
        _("红黄蓝存量和前十单位为制表时在办案件，不是期末数。"),
    ]
    if standing.missing:
        months = "、".join(name_of(Period(month, month)) for month in standing.missing)
        found.append(_("%(months)s没有汇总数据，未计入本报告。") % {"months": months})
    if not standing.locked:
        found.append(_("本期数据尚未全部锁定，以锁定后的版本为准。"))
    return found


def _issuer(area: Area) -> str:
    """The governance centre of the area, or the area where it has none."""
    centre = Organisation.objects.filter(area=area, kind=OrganisationKind.CENTER, active=True).order_by("pk").first()
    return centre.name if centre else area.name


def state_line_of(standing: Standing, *, now: dt.datetime) -> str:
    """Until when the figures count, in which version and state, and when the file was made."""
    return _("数据截至%(at)s，%(version)s，%(state)s，制表时间%(now)s") % {
        "at": _moment(standing.cut_off),
        "version": tables.versions_of(standing),
        "state": tables.state_of(standing),
        "now": _moment(now),
    }


def _moment(at: dt.datetime) -> str:
    """A moment as papers say it: the end of a day is its 24:00."""
    local = at.astimezone(SHANGHAI)
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return _("%(day)s24时") % {"day": _day(local.date() - dt.timedelta(days=1))}
    return f"{_day(local.date())}{local:%H:%M}"


def _day(day: dt.date) -> str:
    return _("%(year)d年%(month)d月%(day)d日") % {"year": day.year, "month": day.month, "day": day.day}
