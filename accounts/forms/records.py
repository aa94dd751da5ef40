"""Filters of the records that the security auditor reads."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from accounts.actor import SHANGHAI
from accounts.models import SignInResult


class PeriodForm(forms.Form):
    """From a day to a day, both included, in Asia/Shanghai."""

    since = forms.DateField(label=_l("自"), required=False, widget=forms.DateInput)
    until = forms.DateField(label=_l("至"), required=False, widget=forms.DateInput)

    def clean(self) -> dict[str, Any]:
        """The days are in order."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("止日不能早于起日。"))
        return cleaned

    def within(self) -> dict[str, dt.datetime]:
        """Conditions on the column `at`."""
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        found = {}
        if since:
            found["at__gte"] = dt.datetime.combine(since, dt.time(), SHANGHAI)
        if until:
            found["at__lt"] = dt.datetime.combine(until + dt.timedelta(days=1), dt.time(), SHANGHAI)
        return found


class SignInFilterForm(PeriodForm):
    """Which attempts to sign in."""

    username = forms.CharField(label=_l("用户名"), required=False, max_length=150)
    result = forms.ChoiceField(label=_l("结果"), required=False, choices=[("", _l("全部")), *SignInResult.choices])
    address = forms.GenericIPAddressField(label=_l("来源地址"), required=False, error_messages={"invalid": _l("不是有效的 IP 地址。")})
    field_order = ("username", "result", "address", "since", "until")


class SystemEventFilterForm(PeriodForm):
    """Which acts of administration."""

    q = forms.CharField(label=_l("操作人或对象"), required=False, max_length=80)
    field_order = ("q", "since", "until")
