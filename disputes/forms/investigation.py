"""Form of an inquiry."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.forms.act import ActForm
from disputes.forms.inputs import line, moment, text


class InvestigateForm(ActForm):
    """Who was asked, when and where, what was said."""

    asked_at = moment(_("调查时间"))
    place = line(_("调查地点"), 200)
    person = line(_("被调查人"), 80)
    participants = line(_("参加人"), 200, required=False)
    record = text(_("调查记录（问答）"), 5000, rows=8)

    def prepare(self) -> None:
        """Now, at the place of the dispute."""
        self.fields["asked_at"].initial = self.now
        self.fields["place"].initial = self.case.place
