"""Writes the record of administration, which the security auditor reads."""

from __future__ import annotations

import datetime as dt

from accounts.actor import Actor
from accounts.models import SystemEvent


def record(act: str, subject: str, text: str = "", *, by: Actor, at: dt.datetime, address: str | None = None) -> SystemEvent:
    """One row, in the transaction of the act. `subject` is a user name, an organisation, a notice; no personal data."""
    return SystemEvent.objects.create(act=act, subject=subject[:200], text=text[:500], by=by.user, address=address, at=at)
