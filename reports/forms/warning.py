"""Forms of early warnings: filters of the list, acts, key fields."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.colours import joined, words_of
from cases.forms.fields import Choice, ReasonField
from cases.forms.inputs import day, text
from cases.models import Category, MojType
from reports.actions.warning import LONGEST_WATCH, MANNERS
from reports.models.warning import KeyFieldSetting, WarningKind, WarningState

SHOWN = [("", _("待处置和关注中")), *WarningState.choices, ("all", _("全部有效")), ("past", _("已过期"))]


def _select() -> forms.Select:
    return forms.Select(attrs={"class": "form-select"})


class WarningFilter(forms.Form):
    """Which warnings are listed."""

    kind = forms.ChoiceField(label=_("类型"), choices=[("", _("全部类型")), *WarningKind.choices], required=False, widget=_select())
    area = forms.RegexField(r"^[0-9]{4,12}$", label=_("区划"), required=False, max_length=12)
    state = forms.ChoiceField(label=_("状态"), choices=SHOWN, required=False, widget=_select())


class ReasonForm(forms.Form):
    """Why."""

    reason = ReasonField(help_text=_("写事不写人：不写当事人姓名和证件号码。"))


class WatchForm(ReasonForm):
    """Why, and until when."""

    until = day(_("关注至"), help_text=_("最长 90 天。"))

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = today + dt.timedelta(days=14)
        self.fields["until"].widget.attrs |= {"min": today + dt.timedelta(days=1), "max": today + dt.timedelta(days=LONGEST_WATCH)}


class PassOnForm(ReasonForm):
    """Why, and by which act."""

    manner = Choice(label=_("方式"), choices=list(MANNERS.items()), widget=forms.RadioSelect, initial="supervise")
    field_order = ("manner", "reason")


def act_form(code: str, data: Any, *, today: dt.date) -> forms.Form:
    """The form of an act."""
    if code == "watch":
        return WatchForm(data, today=today)
    return PassOnForm(data) if code == "pass-on" else ReasonForm(data)


class KeyFieldForm(forms.Form):
    """What belongs to a key field, and from when a case in it is warned of."""

    categories = forms.MultipleChoiceField(label=_("事件类别"), widget=forms.SelectMultiple(attrs={"size": 10}), required=False)
    moj_types = forms.TypedMultipleChoiceField(label=_("司法部统计类型"), coerce=int, widget=forms.SelectMultiple(attrs={"size": 6}), required=False)
    words = text(_("关键词"), 1500, rows=3, required=False, help_text=_("事件名称中出现即算；用顿号、逗号或换行分开。"))
    people_min = forms.IntegerField(label=_("涉及人数不少于"), min_value=2, max_value=100_000)
    amount_min = forms.DecimalField(label=_("涉及金额不少于（元）"), min_value=1, max_digits=14, decimal_places=2)
    active = forms.BooleanField(label=_("启用"), required=False)
    reason = ReasonField(label=_("修改理由"))

    def __init__(self, *args: Any, setting: KeyFieldSetting, **kwargs: Any) -> None:
        first = {name: getattr(setting, name) for name in ("categories", "moj_types", "people_min", "active")}
        first |= {"words": joined(tuple(setting.words)), "amount_min": int(setting.amount_min)}
        kwargs["initial"] = first
        super().__init__(*args, **kwargs)
        self.fields["categories"].choices = [(row.pk, f"{row.pk} {row.name}") for row in Category.objects.order_by("code")]  # type: ignore[attr-defined]
        self.fields["moj_types"].choices = [(row.pk, f"{row.pk} {row.name}") for row in MojType.objects.order_by("seq")]  # type: ignore[attr-defined]

    def clean_words(self) -> tuple[str, ...]:
        """Apart."""
        return tuple(words_of(self.cleaned_data["words"]))
