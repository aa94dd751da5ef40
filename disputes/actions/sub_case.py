"""Part of a dispute becomes a case of its own (子案) under it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.actor import Actor
from cases.acting import acting
from cases.errors import Refused
from cases.models import CaseOfficer, Category, Colour, Party
from cases.models.party import OfficerRole
from disputes.actions.register import register
from disputes.actions.support import own_party
from disputes.intake import Intake, PartyInput
from disputes.models import Dispute
from disputes.suggestions import is_lower, suggest_colour

ARTICLE = "人民调解工作规范（一案一档）"
PARTY_FIELDS = (
    "name",
    "role",
    "kind",
    "sex",
    "birth_date",
    "ethnicity",
    "education",
    "person_category",
    "id_kind",
    "representative",
    "is_demo",
)
COPIED = ("area", "place", "occurred_on", "channel", "moj_type", "scale", "start_mode", "mediation_kind", "longitude", "latitude")
COURT = ("court_name", "court_case_number", "court_procedure", "court_material_signed_on", "referral_number", "referral_organ")


@dataclass(frozen=True, kw_only=True)
class SubMatter:
    """What the part is about: the rest is taken from the dispute it belongs to."""

    title: str
    summary: str
    parties: Sequence[Party]
    category: Category | None = None
    demand: str = ""


def open_sub_case(
    *,
    dispute: Dispute,
    by: Actor,
    at: dt.datetime,
    version: int | None = None,
    title: str,
    summary: str,
    parties: Sequence[Party],
    category: Category | None = None,
    demand: str = "",
) -> Dispute:
    """Register a part of this dispute as a case of its own; returns it. This dispute is not archived while that one is open.

    The part has the area, day, source and colour (or a higher one) of this dispute and the chosen ones of its parties, and is confidential
    where this one is, for the same people.

    Raises:
        Refused: a party is none of this dispute or none is chosen (`parties`), this dispute is itself a part, or the intake is wrong.
    """
    if not parties:
        raise Refused({"parties": _("请选择子案的当事人。")})
    for party in parties:
        own_party(dispute, party, "parties")
    with acting(dispute, "disputes.open_sub_case", by=by, at=at, version=version) as step:
        parent = step.case
        if parent.parent_id is not None:
            raise Refused(_("本案已是子案，不能再开子案；请在上级案件下另开。"))
        matter = SubMatter(title=title, summary=summary, parties=parties, category=category, demand=demand)
        child = register(by=by, at=at, data=intake_of(parent, matter))
        child.parent_id = parent.pk
        child.confidential = parent.confidential
        child.save(update_fields=["parent", "confidential"])
        if parent.confidential:
            _same_people(parent, child, by, at)
        step.say(_("开立子案 %(number)s") % {"number": child.number}, article=ARTICLE, case=child.number)
    return child


def intake_of(parent: Dispute, matter: SubMatter) -> Intake:
    """The intake of a part of a dispute."""
    category = matter.category or parent.category
    copied = {name: getattr(parent, name) for name in (*COPIED, *COURT)}
    if category.pk != parent.category_id:
        copied["moj_type"] = category.moj_type
    suggested = suggest_colour(f"{matter.title}\n{matter.summary}\n{matter.demand}", people=len(matter.parties), area=parent.area_id).colour
    return Intake(
        title=matter.title,
        summary=matter.summary,
        category=category,
        demand=matter.demand,
        parties=tuple(_party(each) for each in matter.parties),
        people_count=max(len(matter.parties), 1),
        colour=suggested if is_lower(parent.colour, suggested) else Colour(parent.colour),
        **copied,
    )


def _party(row: Party) -> PartyInput:
    values = {name: getattr(row, name) for name in PARTY_FIELDS}
    return PartyInput(**values, id_number=row.id_number or "", phone=row.phone or "", address=row.address or "")


def _same_people(parent: Dispute, child: Dispute, by: Actor, at: dt.datetime) -> None:
    """Whoever may know of the confidential parent, and who opens the part, may know of it."""
    people = set(CaseOfficer.objects.filter(case_id=parent.pk, until__isnull=True).values_list("user_id", flat=True)) | {by.user.pk}
    CaseOfficer.objects.bulk_create(CaseOfficer(case_id=child.pk, user_id=pk, role=OfficerRole.NAMED, since=at) for pk in sorted(people))
