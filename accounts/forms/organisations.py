"""Organisations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.fields import AreaField, OrganisationField
from accounts.models import Organisation, OrganisationKind
from accounts.queries import areas_administered_by, organisations_administered_by


class OrganisationForm(forms.Form):
    """An organisation at one level."""

    name = forms.CharField(label=_("名称"), max_length=100)
    short_name = forms.CharField(label=_("简称"), max_length=40)
    kind = forms.ChoiceField(label=_("类别"), choices=OrganisationKind.choices)
    area = AreaField(label=_("所在区划"), help_text=_("区划代码或名称。"))
    parent = OrganisationField(label=_("上级单位"), required=False)
    phone = forms.RegexField(
        r"^[0-9+\-]{5,20}$", label=_("电话"), required=False, max_length=20, error_messages={"invalid": _("电话只能含数字和连字符。")}
    )
    address = forms.CharField(label=_("地址"), max_length=200, required=False)
    active = forms.BooleanField(label=_("在用"), required=False, initial=True, help_text=_("停用的单位不再出现在选择中，已有案件不受影响。"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area, parent = self.fields["area"], self.fields["parent"]
        assert isinstance(area, AreaField)  # noqa: S101  (for the type checker)
        assert isinstance(parent, OrganisationField)  # noqa: S101
        area.offer(areas_administered_by(actor))
        parent.offer(organisations_administered_by(actor))

    def applied_to(self, organisation: Organisation) -> Organisation:
        """The organisation with what was typed; not saved."""
        for name, value in self.cleaned_data.items():
            setattr(organisation, name, value)
        return organisation


class OrganisationSearchForm(forms.Form):
    """Which organisations to list."""

    q = forms.CharField(label=_("名称"), required=False, max_length=80)
    kind = forms.ChoiceField(label=_("类别"), required=False, choices=[("", _("全部")), *OrganisationKind.choices])
    area = forms.RegexField(r"^[0-9]{4,16}$", label=_("区划代码"), required=False, error_messages={"invalid": _("区划代码为 4 至 16 位数字。")})
