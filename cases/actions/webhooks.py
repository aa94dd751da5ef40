"""Gateways and their dead letters, for the system administrator."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actions.recording import record
from accounts.actor import Actor
from accounts.language import on_record
from accounts.policies import may
from cases.errors import NotGranted, Refused
from cases.models.notices import Webhook
from cases.notices import parcels
from cases.notices.addresses import BadAddressError, check
from cases.notices.gateways import call, new_secret, test_body
from cases.notices.outcome import Outcome


@on_record()
@transaction.atomic
def add_webhook(
    *, by: Actor, at: dt.datetime, name: str, url: str, kinds: Sequence[str], active: bool = True, address: str | None = None
) -> tuple[Webhook, str]:
    """Enter a gateway. Returns it with its secret, which is shown once.

    Raises:
        NotGranted: no system administrator acts.
        Refused: the name is taken (`name`), or the address is none a gateway may have (`url`).
    """
    _require(by, "system.webhooks")
    secret = new_secret()
    webhook = Webhook(name=name, url=_checked(url), secret=secret, kinds=list(kinds), active=active, created_by=by.user, created_at=at)
    _save(webhook)
    record(_("新增推送网关"), name, by=by, at=at, address=address)
    return webhook, secret


@on_record()
@transaction.atomic
def edit_webhook(
    *, webhook: Webhook, by: Actor, at: dt.datetime, name: str, url: str, kinds: Sequence[str], active: bool, address: str | None = None
) -> Webhook:
    """Change a gateway; its secret stays. Raises as `add_webhook`."""
    _require(by, "system.webhooks")
    webhook.name, webhook.url, webhook.kinds, webhook.active = name, _checked(url), list(kinds), active
    _save(webhook)
    record(_("修改推送网关"), name, _("启用") if active else _("停用"), by=by, at=at, address=address)
    return webhook


@on_record()
@transaction.atomic
def renew_secret(*, webhook: Webhook, by: Actor, at: dt.datetime, address: str | None = None) -> str:
    """Give a gateway a new secret, which is shown once; the old one signs nothing from now on. Raises `NotGranted`."""
    _require(by, "system.webhooks")
    secret = new_secret()
    webhook.secret = secret
    webhook.save(update_fields=["secret"])
    record(_("更换推送网关密钥"), webhook.name, by=by, at=at, address=address)
    return secret


def try_webhook(*, webhook: Webhook, by: Actor, at: dt.datetime) -> Outcome:
    """Call a gateway once with a test that tells nobody anything, whether it is in use or not. Raises `NotGranted`."""
    _require(by, "system.webhooks")
    return call(webhook, test_body(webhook, f"test-{webhook.pk}-{at:%Y%m%d%H%M%S%f}", at), now=at)


@on_record()
@transaction.atomic
def retry_deliveries(*, by: Actor, at: dt.datetime, pks: Sequence[int], address: str | None = None) -> int:
    """Let dead letters be tried anew; returns how many. Raises `NotGranted`."""
    _require(by, "system.deliveries")
    if count := parcels.revive(pks, now=at):
        record(_("重试投递失败的通知"), _("%(count)d 件") % {"count": count}, by=by, at=at, address=address)
    return count


@on_record()
@transaction.atomic
def drop_deliveries(*, by: Actor, at: dt.datetime, pks: Sequence[int], address: str | None = None) -> int:
    """Give dead letters up; the notices stay in the page. Returns how many. Raises `NotGranted`."""
    _require(by, "system.deliveries")
    if count := parcels.drop(pks, reason=_("管理员放弃投递")):
        record(_("放弃投递失败的通知"), _("%(count)d 件") % {"count": count}, by=by, at=at, address=address)
    return count


def _require(by: Actor, act: str) -> None:
    if not may(by.roles, act):
        raise NotGranted(_("管理推送"))


def _checked(url: str) -> str:
    try:
        check(url)
    except BadAddressError as error:
        raise Refused({"url": str(error)}) from error
    return url


def _save(webhook: Webhook) -> None:
    try:
        with transaction.atomic():
            webhook.save()
    except IntegrityError as error:
        raise Refused({"name": _("已有同名的推送网关。")}) from error
