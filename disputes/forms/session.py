"""Form of a session's record."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.act import ActForm
from cases.forms.fields import PartiesField, offer
from disputes.actions.session import Record
from disputes.forms.inputs import MediatorsField, line, moment, text, tick
from disputes.models.mediation import SessionMode, SessionResult
from mediators.models import Mediator


class SessionForm(ActForm):
    """The seven elements of a record (人民调解记录), in the order in which a session goes."""

    held_at = moment(_("调解时间"))
    place = line(_("调解地点"), 200)
    mode = forms.ChoiceField(label=_("方式"), choices=SessionMode.choices, initial=SessionMode.ROOM)
    open_session = tick(_("公开进行"), help_text=_("当事人可以要求公开或者不公开（人民调解法第二十三条）"))
    mediators = MediatorsField(label=_("主持的调解员"))
    parties = PartiesField(label=_("到场当事人"))
    helpers = line(_("邀请参加人"), 200, required=False)
    helpers_consented = tick(_("当事人同意邀请"))
    rights_told = tick(_("已告知当事人权利义务"))
    statements = text(_("当事人陈述"), 5000, rows=4)
    facts = text(_("核实的事实"), 5000, rows=3)  # type: ignore[assignment]  # a declared field, taken off the class
    risk_notice = text(
        _("风险提示"),
        2000,
        rows=2,
        initial=lambda: _("已向双方说明：达成协议应当履行；调解不成的，可以依法通过仲裁、行政、司法等途径维护权利，并注意时效。"),
    )
    record = text(_("调解经过与结果"), 5000, rows=4)
    result = forms.ChoiceField(label=_("结果"), choices=SessionResult.choices, widget=forms.RadioSelect)
    recorder = line(_("记录人"), 80, required=False)
    signed = tick(_("当事人、调解员、记录人已签名"))

    def prepare(self) -> None:
        """Assigned mediators and all parties, present unless unticked."""
        self.fields["held_at"].initial = self.now
        assigned = Mediator.objects.filter(assignments__dispute_id=self.case.pk, assignments__until__isnull=True)
        offer(self, "mediators", assigned)
        offer(self, "parties", self.case.parties.all())
        self.fields["mediators"].initial = [mediator.pk for mediator in assigned]
        self.fields["parties"].initial = [party.pk for party in self.case.parties.all()]
        self.fields["recorder"].initial = self.actor.user.name

    def act_input(self) -> dict[str, Any]:
        """The record as one."""
        return {"record": Record(**self.cleaned_data)}
