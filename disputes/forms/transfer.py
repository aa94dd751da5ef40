"""Forms of transfers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, Organisation, User
from accounts.models.area import CODE_LENGTH, Level
from cases.forms.act import ActForm
from cases.forms.fields import ReasonField
from cases.models import Case
from cases.queries_transfer import may_receive
from disputes.forms.picks import AreaPick, OrganisationPick
from disputes.models import MediationKind


def receivers_of(case: Case, at: dt.datetime) -> QuerySet[Organisation]:
    """The bodies of the case's city that can sign for it, without the present one."""
    found = may_receive(city=case.area_id[: CODE_LENGTH[Level.CITY]], code="disputes.accept_transfer", at=at)
    return found.exclude(pk=case.organisation_id)


def areas_of_city(case: Case) -> QuerySet[Area]:
    """The areas of the case's city."""
    return Area.objects.filter(pk__startswith=case.area_id[: CODE_LENGTH[Level.CITY]]).order_by("code")


class TransferForm(ActForm):
    """To whom, where, as which kind of mediation, and why."""

    organisation = OrganisationPick(label=_("接收单位"), help_text=_("写单位名称里的字，例如“洛南 司法所”。"))
    area = AreaPick(
        label=_("移往区划"),
        required=False,
        help_text=_("写名称里的字，或区划代码。不填：接收单位就在本区划或其上下级的，区划不变；否则改为接收单位所在区划。"),
    )
    mediation_kind = forms.ChoiceField(label=_("改为何种调解"), required=False, choices=[("", _("不变")), *MediationKind.choices])
    receiver = forms.CharField(label=_("指定接收人账号"), required=False, max_length=150, help_text=_("保密案件必填：到对方后只有该人能看到。"))
    reason = ReasonField(label=_("移送理由"), max_length=300)

    def prepare(self) -> None:
        """Bodies of this city that can sign, without the present one."""
        for name, rows, page in (
            ("organisation", receivers_of(self.case, self.now), "disputes:receivers"),
            ("area", areas_of_city(self.case), "disputes:receiving_areas"),
        ):
            field: Any = self.fields[name]
            field.queryset = rows
            field.suggest_from(reverse(page, args=[self.case.number]))

    def clean_receiver(self) -> User | None:
        """A user by account name. Whether that person works there is checked by the act, in the same words as for an unknown one."""
        username = self.cleaned_data["receiver"].strip()
        if not username:
            return None
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise ValidationError(_("没有这个账号，或其不在接收单位任职。"), code="unknown")
        return user


class AcceptTransferForm(ActForm):
    """A word on signing."""

    response = forms.CharField(label=_("签收意见"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class ReturnTransferForm(ActForm):
    """Why it is returned."""

    reason = ReasonField(label=_("退回理由"), max_length=300)


class RecallTransferForm(ActForm):
    """Why it is recalled."""

    reason = ReasonField(label=_("撤回理由"), max_length=300, required=False)
