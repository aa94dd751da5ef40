"""Form of making a case confidential and of lifting that."""

from __future__ import annotations

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actor import CASELESS_ROLES
from accounts.models import Posting, User
from cases.daycount import local_day
from cases.forms.act import ActForm
from cases.forms.fields import ReasonField, offer


class ConfidentialityForm(ActForm):
    """Confidential or not, who may know, why."""

    confidential = forms.TypedChoiceField(
        label=_("是否保密"), choices=[("yes", _("设为保密")), ("no", _("解除保密"))], coerce=lambda value: value == "yes"
    )
    officers = forms.ModelMultipleChoiceField(
        queryset=User.objects.none(),
        required=False,
        label=_("指定知情人"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("设为保密后，只有承办人、协办人和这里指定的人能看到本案；须包括承办人或您本人。"),
    )
    reason = ReasonField()

    def prepare(self) -> None:
        """People who work at the body that has the case or at the actor's own, and those to whom the case is handed already."""
        bodies = {self.case.organisation_id, *self.actor.scope.organisation_ids}
        working = Posting.objects.live(local_day(self.now)).filter(organisation_id__in=bodies).exclude(role__in=CASELESS_ROLES)
        handed = self.case.officers.filter(until__isnull=True)
        people = User.objects.filter(Q(pk__in=working.values("user_id")) | Q(pk__in=handed.values("user_id")), is_active=True)
        offer(self, "officers", people.order_by("name"))
        self.fields["confidential"].initial = "no" if self.case.confidential else "yes"
