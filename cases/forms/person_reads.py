"""Which reads of personal data the auditor lists."""

from __future__ import annotations

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.forms.records import PeriodForm
from cases.blind_index import id_index


class PersonReadFilterForm(PeriodForm):
    """By person (name or exact document number), by reader, by day."""

    name = forms.CharField(label=_("被查看人姓名"), required=False, max_length=80)
    number = forms.CharField(label=_("证件号码"), required=False, max_length=40, help_text=_("须完整填写；不保存，也不显示在地址栏。"))
    user = forms.CharField(label=_("查看人（用户名或姓名）"), required=False, max_length=80)
    field_order = ("name", "number", "user", "since", "until")

    def conditions(self) -> Q:
        """The filter on `PersonRead`."""
        found = Q(**self.within())
        name, number, user = (self.cleaned_data[field].strip() for field in ("name", "number", "user"))
        if name:
            found &= Q(person_name=name)
        if number:
            found &= Q(id_index=id_index(number))
        if user:
            found &= Q(user__username__iexact=user) | Q(user__name=user)
        return found
