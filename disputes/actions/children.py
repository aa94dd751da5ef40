"""A parent does not close while a child is open: the one rule of every decision that ends a dispute.

What merely happened (a payment, a breach) is no decision and is put on file at once.
"""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.actor import Actor
from cases.acting import Step
from cases.errors import Refused
from cases.models import Case
from disputes.models import Dispute

NAMED = 10
"""Numbers that a refusal names; the others are counted."""


def no_child_in_mediation(step: Step[Dispute]) -> None:
    """For acts that end mediation: withdraw, terminate, fail, an agreement that is performed on the spot.

    The caller holds the lock on the parent, under which children are opened and taken up again.

    Raises:
        Refused: mediation of a child has not ended; the numbers of those are named.
    """
    _refuse(step.by, _children(step.case).filter(concluded_at__isnull=True), _("先办结子案，才能结束本案：%(numbers)s 尚未办结。"))


def no_child_open(step: Step[Dispute]) -> None:
    """For acts that close the file: decline, merge, archive.

    Raises:
        Refused: a child is not closed; the numbers of those are named.
    """
    _refuse(step.by, _children(step.case), _("子案结案归档后，本案才能结案：%(numbers)s 尚未结案。"))


def _children(parent: Case) -> QuerySet[Case]:
    return Case.objects.get_queryset().filter(parent_id=parent.pk, closed_at__isnull=True)


def _refuse(by: Actor, children: QuerySet[Case], text: str) -> None:
    """Name those that the actor may see; of the others (confidential ones) only how many there are."""
    keys = list(children.values_list("pk", flat=True))
    if keys:
        seen = list(Case.objects.visible_to(by).filter(pk__in=keys).order_by("pk").values_list("number", flat=True)[:NAMED])
        others = len(keys) - len(seen)
        more = _("另有 %(count)d 件子案") % {"count": others} if others else ""
        raise Refused(text % {"numbers": "、".join([*seen, *([more] if more else [])])})
