"""Forms of the leader in charge and of the first receiver."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.actions.leader import FivePoints
from cases.forms.act import ActForm
from cases.forms.fields import ModelChoice, ReasonField, offer
from cases.forms.inputs import day, line, text
from cases.models import Colour, LeaderInCharge
from cases.people import ABOVE_TOWNSHIP, CENTRES, colleagues_on, covering

_POINTS = ("leader", "people", "target_on", "task", "duty")


class AppointLeaderForm(ActForm):
    """五定."""

    leader = ModelChoice(queryset=User.objects.none(), label=_("包案领导（定领导）"))
    people = line(_("专班人员（定人员）"), 200, min_length=2)
    target_on = day(_("化解时限（定时间）"))
    task = text(_("工作任务（定任务）"), 500, min_length=4)
    duty = text(_("责任要求（定责任）"), 500, min_length=2)

    def prepare(self) -> None:
        """Leaders whose area covers the case; of a red one those of county and city."""
        roles = ABOVE_TOWNSHIP if self.case.colour == Colour.RED else CENTRES
        offer(self, "leader", covering(self.case.area_id, roles, self.now))

    def act_input(self) -> dict[str, Any]:
        """The five points as one, and what else was asked."""
        cleaned = dict(self.cleaned_data)
        return {"points": FivePoints(**{name: cleaned.pop(name) for name in _POINTS}), **cleaned}


class ChangeLeaderForm(AppointLeaderForm):
    """Another leader or other points, and why."""

    reason = ReasonField(label=_("更换理由"))

    def prepare(self) -> None:
        """What holds now stands in the form."""
        super().prepare()
        row = LeaderInCharge.objects.filter(case_id=self.case.pk, until__isnull=True).first()
        if row is not None:
            for name in _POINTS:
                self.fields[name].initial = row.leader_id if name == "leader" else getattr(row, name)


class EndLeaderForm(ActForm):
    """Why nobody leads any more."""

    reason = ReasonField(label=_("结束理由"))


class FirstReceiverForm(ActForm):
    """Who takes the duty over, and why."""

    receiver = ModelChoice(queryset=User.objects.none(), label=_("接任的首问责任人"))
    reason = ReasonField(help_text=_("例如：原责任人调离。"))

    def prepare(self) -> None:
        """People who can have a part in the case."""
        offer(self, "receiver", colleagues_on(self.case, self.now).exclude(pk=self.case.first_receiver_id))
