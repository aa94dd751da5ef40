"""The base of forms of acts on a dispute."""

from __future__ import annotations

from functools import cached_property

from cases.forms.act import ActForm
from disputes.models import Dispute


class DisputeActForm(ActForm):
    """Knows its case as a dispute."""

    @cached_property
    def dispute(self) -> Dispute:
        """The case, with the columns of its kind."""
        return self.case if isinstance(self.case, Dispute) else Dispute.objects.get_queryset().get(pk=self.case.pk)
