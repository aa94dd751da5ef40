"""Form of taking a dispute up again."""

from django.utils.translation import gettext_lazy as _

from cases.forms.act import ActForm
from cases.forms.fields import ReasonField


class ReopenForm(ActForm):
    """Why."""

    reason = ReasonField(label=_("重新办理的理由"))
