"""A party as typed at intake or in a correction."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.daycount import local_day
from cases.forms.fields import Choice
from cases.models import PartyKind, PartyRole
from cases.models.party import IdKind, PersonCategory, Sex
from disputes.forms.inputs import day, line
from disputes.intake import PartyInput, party_problems

ID_CARD_LENGTH = 18
CHOSEN_BEFOREHAND = frozenset({"role", "kind", "sex"})
"""Fields that a blank row has a value in."""


class PartyForm(forms.Form):
    """A row of parties. A document number of 18 characters without a kind is taken for an identity card, or a firm's credit code."""

    role = Choice(label=_("诉讼地位"), choices=PartyRole.choices, initial=PartyRole.APPLICANT)
    kind = Choice(label=_("类别"), choices=PartyKind.choices, initial=PartyKind.PERSON)
    name = line(_("姓名或名称"), 80)
    id_kind = Choice(label=_("证件类型"), choices=[("", _("按号码判断")), *IdKind.choices], required=False)
    id_number = line(_("证件号码"), 30, required=False, help_text=_("加密保存，页面上只显示首尾几位"))
    phone = line(_("联系电话"), 30, required=False)
    sex = Choice(label=_("性别"), choices=Sex.choices, initial=Sex.UNKNOWN, required=False)
    birth_date = day(_("出生日期"), required=False, help_text=_("填了身份证号就不用填"))
    ethnicity = line(_("民族"), 20, required=False)
    education = line(_("学历"), 20, required=False)
    person_category = Choice(label=_("人员类别"), choices=[("", "---------"), *PersonCategory.choices], required=False)
    address = line(_("住址"), 200, required=False)
    representative = line(_("代理人或负责人"), 80, required=False)

    def __init__(self, *args: Any, today: dt.date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today or local_day(timezone.now())

    row_template = "disputes/party_row.html"

    def has_changed(self) -> bool:
        """A row in which nothing but the side was chosen is empty."""
        return bool(set(self.changed_data) - CHOSEN_BEFOREHAND)

    def clean(self) -> dict[str, Any]:
        """Check the numbers; what was typed is kept as typed, the action stores it in one form."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("id_number") and not cleaned.get("id_kind"):
            cleaned["id_kind"] = IdKind.USCC if cleaned.get("kind") == PartyKind.ORGANISATION else IdKind.ID_CARD
        if self.errors:
            return cleaned
        for field, reasons in party_problems(party_input(cleaned), self.today).items():
            for reason in reasons:
                self.add_error(field, reason)
        return cleaned


def party_input(cleaned: dict[str, Any]) -> PartyInput:
    """A cleaned row as the actions take it."""
    known = {field.name for field in dataclasses.fields(PartyInput)}
    values = {name: value for name, value in cleaned.items() if name in known}
    return PartyInput(**{**values, "sex": values.get("sex") or Sex.UNKNOWN})
