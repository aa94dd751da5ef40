"""Organisations: entered and changed; one that closes is taken out of use, never deleted."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.recording import record
from accounts.actor import Actor
from accounts.errors import NotAllowedError
from accounts.language import on_record
from accounts.models import Organisation


@transaction.atomic
@on_record()
def save_organisation(*, organisation: Organisation, by: Actor, at: dt.datetime, address: str | None = None) -> Organisation:
    """Save a new or changed organisation.

    Raises:
        NotAllowedError: another one has that name, or it would be its own superior.
    """
    if Organisation.objects.filter(name=organisation.name).exclude(pk=organisation.pk).exists():
        raise NotAllowedError(_("已有同名单位。"), field="name")
    if _is_below_itself(organisation):
        raise NotAllowedError(_("上级单位不能是本单位或其下级单位。"), field="parent")
    new = organisation.pk is None
    organisation.save()
    text = "" if organisation.active else _("停用")
    record(_("新建单位") if new else _("修改单位"), organisation.name, text, by=by, at=at, address=address)
    return organisation


def _is_below_itself(organisation: Organisation) -> bool:
    above, seen = organisation.parent, set[int]()
    while above is not None and above.pk not in seen:
        if above.pk == organisation.pk:
            return True
        seen.add(above.pk)
        above = above.parent
    return False
