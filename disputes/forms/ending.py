"""Forms of withdrawal and termination."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.act import ActForm
from cases.forms.fields import PartiesField, PartyField, ReasonField, offer
from cases.models import PartyRole
from disputes.actions.ending import Ground
from disputes.forms.inputs import RoutesField


class WithdrawForm(ActForm):
    """Which applicants withdraw, and why."""

    parties = PartiesField(label=_("撤回的申请人"), help_text=_("全体申请人都撤回，调解才结束。"))
    reason = ReasonField(label=_("撤回理由"))

    def prepare(self) -> None:
        """The applicants; a single one is chosen already."""
        applicants = self.case.parties.filter(role=PartyRole.APPLICANT)
        offer(self, "parties", applicants)
        if len(applicants) == 1:
            self.fields["parties"].initial = [applicants[0].pk]


class TerminateForm(ActForm):
    """Who does not want mediation (any more), why, and what the parties were told."""

    ground = forms.ChoiceField(label=_("终止事由"), choices=Ground.choices)
    party = PartyField(label=_("提出的当事人"))
    reason = ReasonField(label=_("具体情况"))
    routes = RoutesField()

    def prepare(self) -> None:
        """All parties."""
        offer(self, "party", self.case.parties.all())
