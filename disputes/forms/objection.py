"""Forms of an objection to a mediator and of its decision."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.daycount import local_day
from cases.forms.fields import ModelChoice, PartyField, ReasonField, masked, offer
from cases.veil import veil_of
from disputes.forms.assignment import serving
from disputes.forms.base import DisputeActForm
from disputes.forms.inputs import MediatorField, yes_no
from disputes.models import Objection
from mediators.models import Mediator


class ObjectForm(DisputeActForm):
    """Who objects, to whom, why."""

    party = PartyField(label=_("提出异议的当事人"))
    mediator = MediatorField(label=_("被异议的调解员"))
    reason = ReasonField(label=_("异议理由"), max_length=300)

    def prepare(self) -> None:
        """Parties and mediators of this dispute."""
        offer(self, "party", self.case.parties.all())
        offer(self, "mediator", Mediator.objects.filter(assignments__dispute_id=self.case.pk, assignments__until__isnull=True))


class ObjectionField(ModelChoice):
    """One open objection, by a label that tells no name of a party."""

    def label_from_instance(self, obj: Any) -> str:
        """Who objects to whom, masked."""
        veil = veil_of(obj.dispute.parties.all())
        return _("%(party)s 对 %(mediator)s：%(reason)s") % {
            "party": masked(obj.party),
            "mediator": obj.mediator,
            "reason": veil.over(obj.reason)[:40],
        }


class DecideObjectionForm(DisputeActForm):
    """Whether it is upheld, why, and who comes in the mediator's place."""

    objection = ObjectionField(queryset=Objection.objects.none(), label=_("异议"))
    upheld = yes_no(_("处理结果"), _("异议成立，更换调解员"), _("异议不成立"))
    decision = ReasonField(label=_("处理意见"), max_length=300)
    replacement = MediatorField(label=_("接替的调解员"), required=False, help_text=_("可以留空，以后再“改派”；更换之前不能调解"))

    def prepare(self) -> None:
        """Open objections; members of the committee who do not mediate this dispute."""
        opened = (
            Objection.objects.filter(dispute_id=self.case.pk, decided_at__isnull=True)
            .select_related("party", "mediator")
            .prefetch_related("dispute__parties")
        )
        offer(self, "objection", opened)
        self.fields["objection"].initial = opened[0].pk if len(opened) == 1 else None
        committee = self.dispute.committee
        members = Mediator.objects.filter(serving([committee], local_day(self.now)), active=True) if committee else Mediator.objects.none()
        live = Mediator.objects.filter(assignments__dispute_id=self.case.pk, assignments__until__isnull=True)
        offer(self, "replacement", members.exclude(pk__in=live.values("pk")).distinct())

    def act_input(self) -> dict[str, Any]:
        """The decision as a truth value."""
        return {**self.cleaned_data, "upheld": self.cleaned_data["upheld"] == "yes"}
