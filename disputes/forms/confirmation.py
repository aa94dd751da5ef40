"""Forms of judicial confirmation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from cases.daycount import local_day
from cases.forms.fields import ReasonField
from disputes.actions.confirmation import Excluded, Jurisdiction, RejectGround, last_day
from disputes.forms.base import DisputeActForm
from disputes.forms.inputs import day, line, tick, yes_no
from disputes.intake import COURT_CHANNELS
from disputes.models import Agreement


class ApplyConfirmationForm(DisputeActForm):
    """To which court, why that one, and that nothing stands against it."""

    court = line(_("管辖法院"), 100)
    jurisdiction = forms.ChoiceField(label=_("管辖依据"), choices=Jurisdiction.choices, help_text=_("民事诉讼法第二百零五条"))
    applied_on = day(_("申请日期"))
    jointly = tick(_("双方当事人共同申请"))
    oral = tick(_("口头申请"), help_text=_("可以口头申请，由法院记入笔录"))
    excluded = forms.MultipleChoiceField(
        label=_("协议涉及的不予受理情形"),
        choices=Excluded.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("民诉法解释第三百五十五条；没有则不选"),
    )
    checked = tick(_("已核对，协议不含上述情形"))

    def prepare(self) -> None:
        """The court that invited the mediation, where one did; how long there is."""
        invited = self.case.channel in COURT_CHANNELS
        self.fields["court"].initial = self.dispute.court_name
        self.fields["jurisdiction"].initial = Jurisdiction.INVITING if invited else Jurisdiction.SEAT
        self.fields["applied_on"].initial = local_day(self.now)
        agreement = Agreement.objects.filter(dispute_id=self.case.pk, superseded_at__isnull=True).first()
        if agreement is not None:
            self.fields["applied_on"].help_text = _t("最迟 %(day)s（协议生效之日起三十日内）") % {"day": last_day(agreement).isoformat()}


class ReceiveConfirmationForm(DisputeActForm):
    """Whether the court took it up."""

    accepted = yes_no(_("法院是否受理"), _("受理"), _("不予受理"))
    on = day(_("日期"))
    court_case_number = line(_("案号"), 60, required=False)
    reason = line(_("不予受理的理由"), 300, required=False)

    def prepare(self) -> None:
        """Today."""
        self.fields["on"].initial = local_day(self.now)

    def act_input(self) -> dict[str, Any]:
        """The decision as a truth value."""
        return {**self.cleaned_data, "accepted": self.cleaned_data["accepted"] == "yes"}


class DecideConfirmationForm(DisputeActForm):
    """The court's ruling."""

    confirmed = yes_no(_("法院裁定"), _("确认调解协议有效"), _("驳回申请"))
    on = day(_("裁定日期"))
    ground = forms.ChoiceField(label=_("驳回理由"), choices=[("", "---------"), *RejectGround.choices], required=False)
    reason = line(_("说明"), 200, required=False)

    def prepare(self) -> None:
        """Today."""
        self.fields["on"].initial = local_day(self.now)

    def act_input(self) -> dict[str, Any]:
        """The ruling as a truth value."""
        return {**self.cleaned_data, "confirmed": self.cleaned_data["confirmed"] == "yes"}


class WithdrawConfirmationForm(DisputeActForm):
    """Why."""

    reason = ReasonField(label=_("撤回理由"), max_length=300)
