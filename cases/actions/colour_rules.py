"""Setting the rules of risk colours for a county or for everywhere, and a county's own grounds of supervision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.recording import record
from accounts.actor import Actor
from accounts.language import on_record
from accounts.models import Area, Role
from accounts.models.area import CODE_LENGTH, Level
from accounts.policies import may
from cases import colours
from cases.errors import NotGranted, Refused
from cases.models import Colour, ColourRule, ColourRuleSetting, SupervisionGround

RULES: Final = "system.colour_rules"
GROUNDS: Final = "system.supervision_grounds"
_COUNTY: Final = CODE_LENGTH[Level.COUNTY]
LONGEST_WORD: Final = 20
MOST_WORDS: Final = 100


def place_of(by: Actor) -> Area | None:
    """For where the actor sets rules: his county, or None for everywhere, which is the city's to set.

    Raises:
        NotGranted: neither county centre nor city leader acts.
    """
    for posting in by.postings:
        if posting.role in (Role.COUNTY_CENTER, Role.CITY_LEADER) and len(posting.area_id) <= _COUNTY:
            return posting.area if len(posting.area_id) == _COUNTY else None
    raise NotGranted(_("设定定级规则"))


def set_rule(
    *,
    rule: ColourRule,
    by: Actor,
    at: dt.datetime,
    threshold: Decimal | None,
    words: Sequence[str],
    active: bool,
    reason: str,
    address: str | None = None,
) -> ColourRuleSetting:
    """Set a rule's threshold, words and whether it is in use, with the reason; what was set before stays readable.

    A county switches off no rule of red: that is the city's to decide.

    Raises:
        NotGranted: neither county centre nor city leader acts.
        Refused: by field (`threshold`, `words`, `active`), what the rule cannot be.
    """
    if not may(by.roles, RULES):
        raise NotGranted(_("设定定级规则"))
    place = place_of(by)
    _check(rule, threshold, words, active=active, local=place is not None)
    with on_record(), transaction.atomic():
        row = ColourRuleSetting.objects.create(
            rule=rule, area=place, threshold=threshold, words=list(words), active=active, reason=reason.strip(), by=by.user, at=at
        )
        told = colours.joined(words) if words else ""
        text = f"{place.name if place else _('全市')}：{colours.plain(threshold) if threshold is not None else ''} {told}"
        record(_("设定定级规则"), rule.name, f"{text} {_('启用') if active else _('停用')} {reason}", by=by, at=at, address=address)
        transaction.on_commit(colours.forget)
    return row


def save_ground(
    *, ground: SupervisionGround | None, by: Actor, at: dt.datetime, name: str, article: str, active: bool, address: str | None = None
) -> SupervisionGround:
    """Add a county's own ground of supervision, or change one. Those of the regulation and of practice stay as they are.

    Raises:
        NotGranted: neither county centre nor city leader acts, or the ground is not theirs.
        Refused: the name is there already (`name`).
    """
    if not may(by.roles, GROUNDS):
        raise NotGranted(_("设定督办事由"))
    place = place_of(by)
    with on_record(), transaction.atomic():
        same = SupervisionGround.objects.filter(name=name.strip(), area=place)
        if (same.exclude(pk=ground.pk) if ground else same).exists():
            raise Refused({"name": _("已有同名的督办事由。")})
        row = ground or SupervisionGround(code=_next_code(place), area=place, seq=SupervisionGround.objects.count() + 1)
        if row.area_id != (place.pk if place else None) or not _is_own(row):
            raise NotGranted(_("设定督办事由"))
        row.name, row.article, row.active = name.strip(), article.strip(), active
        row.save()
        record(_("设定督办事由"), row.name, f"{row.article} {_('启用') if active else _('停用')}", by=by, at=at, address=address)
    return row


def _is_own(ground: SupervisionGround) -> bool:
    """Whether staff added it: those that came with the platform have words as codes."""
    return ground.code.startswith("L")


def _next_code(place: Area | None) -> str:
    prefix = f"L{place.pk if place else ''}-"
    return f"{prefix}{SupervisionGround.objects.filter(code__startswith=prefix).count() + 1:03d}"


def _check(rule: ColourRule, threshold: Decimal | None, words: Sequence[str], *, active: bool, local: bool) -> None:
    reasons: dict[str, str] = {}
    if rule.threshold is not None and (threshold is None or threshold <= 0):
        reasons["threshold"] = _("请填写大于零的阈值。")
    if rule.words and not words:
        reasons["words"] = _("至少要有一个风险词。")
    if any(len(word) > LONGEST_WORD for word in words) or len(words) > MOST_WORDS:
        reasons["words"] = _("每个词最多 %(long)d 字，最多 %(most)d 个。") % {"long": LONGEST_WORD, "most": MOST_WORDS}
    if local and not active and rule.colour == Colour.RED:
        reasons["active"] = _("红色规则只能由市级停用。")
    if reasons:
        raise Refused(reasons)
