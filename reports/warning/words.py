"""Why a warning is there, in words with its numbers: what was seen, what was to be expected, the limit, the period, the method."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from cases.models import Category, MojType
from reports.models.warning import EarlyWarning, KeyField, WarningKind
from reports.warning.open_cases import TRIES
from reports.warning.repeats import WITHIN


@dataclass(frozen=True)
class Names:
    """What codes are called: groups of categories, types of the ministry, key fields."""

    by_series: Mapping[str, Mapping[str, str]]

    @classmethod
    def read(cls) -> Names:
        """In three short statements, once a page."""
        groups = dict(Category.objects.filter(parent__isnull=True).values_list("pk", "name"))
        types = {str(seq): name for seq, name in MojType.objects.values_list("pk", "name")}
        fields = dict(KeyField.objects.values_list("pk", "name"))
        return cls(MappingProxyType({"category": groups, "type": types, "field": fields, "grave": fields}))

    def of(self, data: Mapping[str, Any]) -> str:
        """The name of what a warning counts."""
        return self.by_series.get(data.get("series", ""), {}).get(data.get("code", ""), "")


@dataclass(frozen=True)
class Why:
    """A heading, the fact with its numbers, and by what method it was found."""

    title: str
    fact: str
    method: str
    chart: tuple[int, ...] = ()
    """The counts that the last one is held against, for a small picture beside the words."""

    @property
    def bars(self) -> tuple[str, str]:
        """The outlines of the picture (24 high, a bar every 4): the past, and the present count."""
        top = max(self.chart, default=0) or 1
        drawn = [f"M{4 * place} 24v-{max(1, round(24 * count / top))}h3v24z" for place, count in enumerate(self.chart)]
        return "".join(drawn[:-1]), drawn[-1] if drawn else ""

    @property
    def width(self) -> int:
        """How wide it is."""
        return 4 * len(self.chart)


def why(warning: EarlyWarning, names: Names) -> Why:
    """The words of a warning."""
    return _WORDS[warning.kind](warning, names)


def list_of(warning: EarlyWarning) -> str:
    """The address of the list of what was counted; empty where a list cannot be filtered so."""
    if warning.kind != WarningKind.COUNT:
        return ""
    name = {"category": "category", "type": "moj_type"}[warning.data["series"]]
    between = {"received_from": warning.period_first.isoformat(), "received_to": warning.period_last.isoformat()}
    return f"{reverse('disputes:list')}?{urlencode({'area': warning.area_id, name: warning.data['code'], **between, 'open': 'all'})}"


def _count(warning: EarlyWarning, names: Names) -> Why:
    data = warning.data
    week = data["series"] == "category"
    counted_to = dt.date.fromisoformat(data["counted_to"])
    fact = {
        "first": f"{warning.period_first:%Y-%m-%d}",
        "last": f"{warning.period_last:%Y-%m-%d}",
        "observed": warning.observed,
        "expected": f"{warning.expected:.1f}",
        "limit": warning.limit,
        "past": len(data["past"]),
    }
    if week:
        text = _("%(first)s 至 %(last)s 这一周登记 %(observed)d 件；按此前 %(past)d 周预计 %(expected)s 件，上限 %(limit)d 件。") % fact
    else:
        text = _("%(first)s 至 %(last)s 这个月登记 %(observed)d 件；按此前 %(past)d 个月预计 %(expected)s 件，上限 %(limit)d 件。") % fact
    if counted_to < warning.period_last:
        text += _("本期未完，数至 %(day)s。") % {"day": counted_to.isoformat()}
    method = _("负二项预测上限（Farrington 1996、Noufaily 2013）；无变化时超过上限的概率不大于 %(alpha)s，本次概率 %(chance)s。") % {
        "alpha": f"{data['alpha']:.1%}",
        "chance": _chance(data["chance"]),
    }
    return Why(_("%(name)s数量异常") % {"name": names.of(data)}, text, method, (*data["past"], warning.observed))


def _repeat(warning: EarlyWarning, _names: Names) -> Why:
    sides = warning.data.get("fact") == "sides"
    count = {"count": warning.observed, "days": WITHIN}
    text = _("同样的双方在 %(days)d 日内再次发生纠纷，共 %(count)d 件。") if sides else _("同一当事人在 %(days)d 日内涉及 %(count)d 件纠纷。")
    basis = {
        "id": _("证件号码相同（以加密索引比对，不显示号码）。"),
        "phone": _("联系电话相同（以加密索引比对，不显示号码）。"),
        "name": _("弱线索：只是姓名（名称）和所在地相同，可能不是同一人，须先核实。"),
    }
    title = _("同一双方再起纠纷") if sides else _("同一当事人多起纠纷")
    return Why(title, text % count, basis.get(warning.data.get("basis", ""), ""))


def _failed(warning: EarlyWarning, _names: Names) -> Why:
    text = _("调解已 %(count)d 次不成，最近一次在 %(day)s，案件仍未办结。") % {"count": warning.observed, "day": warning.data["last"]}
    return Why(_("多次调解不成"), text, _("以“未达成一致”结束的调解满 %(tries)d 次即列出。") % {"tries": TRIES})


def _field(warning: EarlyWarning, names: Names) -> Why:
    data = warning.data
    if data["series"] == "field":
        counted = _count(warning, names)
        return Why(_("%(name)s增多") % {"name": names.of(data)}, counted.fact, counted.method, counted.chart)
    parts = []
    if data["many_people"]:
        parts.append(
            _("%(count)d 件涉及 %(least)d 人以上（最多 %(most)d 人）")
            % {"count": data["many_people"], "least": data["people_min"], "most": data["people_most"]}
        )
    if data["large_sums"]:
        parts.append(
            _("%(count)d 件涉及 %(least)s 元以上（最多 %(most)s 元）")
            % {"count": data["large_sums"], "least": f"{data['amount_min']:,}", "most": f"{data['amount_most']:,}"}
        )
    text = _("未办结 %(count)d 件：%(parts)s。") % {"count": warning.observed, "parts": "，".join(parts)}
    return Why(_("%(name)s涉众或大额") % {"name": names.of(data)}, text, _("按重点领域设定的类别、统计类型和关键词归入，人数或金额达到设定即列出。"))


def _chance(chance: float) -> str:
    return f"{chance:.2%}" if chance >= 1e-4 else _("小于万分之一")


_WORDS: Final[Mapping[str, Callable[[EarlyWarning, Names], Why]]] = MappingProxyType(
    {WarningKind.COUNT: _count, WarningKind.REPEAT: _repeat, WarningKind.FAILED: _failed, WarningKind.FIELD: _field}
)
