"""Giving a dispute to a committee and its mediators (人民调解法 19)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.actor import Actor
from cases import clocks
from cases.acting import Step, acting
from cases.daycount import local_day
from cases.errors import Refused
from cases.masking import mask_name
from cases.models import CaseOfficer, PartyKind
from cases.models.party import OfficerRole
from cases.notices import events
from disputes.actions.support import end_assignments, parties_of, posting_for
from disputes.models import Assignment, Dispute, MediationKind, Objection
from disputes.numbering import belongs_to, next_file_number
from disputes.states import State
from mediators.conflicts import conflicts_of, keys_of
from mediators.models import Committee, Mediator, Membership

ARTICLE = "人民调解法第十九条"


def assign(
    *,
    dispute: Dispute,
    by: Actor,
    at: dt.datetime,
    version: int | None = None,
    committee: Committee,
    lead: Mediator,
    others: Sequence[Mediator] = (),
    chosen_by_parties: bool = False,
) -> Dispute:
    """Give an accepted dispute to a committee with one mediator who leads and others beside; the file gets its number. 人民调解法 19.

    Raises:
        Refused: committee out of reach or not active; a mediator who is not its member, stands in conflict with a party, or was objected
            to with success; the reasons name who and why.
    """
    with acting(dispute, "disputes.assign", by=by, at=at, version=version) as step:
        case = step.case
        team = _team(lead, others)
        check_team(case, by, at, committee, team)
        step.move("assign")
        hand_over(step, committee, team, chosen_by_parties=chosen_by_parties)
        facts = {"committee": committee, "lead": lead, "number": case.file_number}
        step.say(_("分派给%(committee)s，主办调解员%(lead)s，卷号%(number)s。") % facts, article=ARTICLE, **_named(committee, team))
    return case


def reassign(
    *,
    dispute: Dispute,
    by: Actor,
    at: dt.datetime,
    version: int | None = None,
    committee: Committee,
    lead: Mediator,
    others: Sequence[Mediator] = (),
    reason: str,
    chosen_by_parties: bool = False,
) -> Dispute:
    """Change who mediates. Another committee takes the dispute up anew and gives the file its own number. 人民调解法 19、23（一）.

    Raises:
        Refused: as for `assign`, no reason, or nothing would change.
    """
    with acting(dispute, "disputes.reassign", by=by, at=at, version=version) as step:
        case = step.case
        team = _team(lead, others)
        _reason_given(reason)
        live = list(Assignment.objects.filter(dispute=case, until__isnull=True).values_list("mediator_id", "lead"))
        if case.committee_id == committee.pk and set(live) == {(each.pk, each.pk == lead.pk) for each in team}:
            raise Refused(_("调解组织和调解员都没有变化。"))
        check_team(case, by, at, committee, team)
        if case.committee_id != committee.pk and case.state == State.MEDIATING:
            step.move("assign")
        end_assignments(case, at=at, reason=reason.strip())
        hand_over(step, committee, team, chosen_by_parties=chosen_by_parties)
        facts = {"committee": committee, "lead": lead, "reason": reason.strip()}
        step.say(_("改派给%(committee)s，主办调解员%(lead)s。理由：%(reason)s") % facts, article=ARTICLE, **_named(committee, team))
    return case


def unassign(*, dispute: Dispute, by: Actor, at: dt.datetime, version: int | None = None, reason: str) -> Dispute:
    """Take the assignment back before mediation began; the dispute waits at the actor's body again. 人民调解法 19.

    The file keeps its number: the same committee goes on with it, another gives its own.
    """
    with acting(dispute, "disputes.unassign", by=by, at=at, version=version) as step:
        case = step.case
        _reason_given(reason)
        step.move("unassign")
        end_assignments(case, at=at, reason=reason.strip())
        case.committee = None
        case.handler = None
        posting = posting_for(by, case.area_id)
        if posting is not None:
            case.organisation = posting.organisation
        clocks.follow_level(case, at=at)
        step.searched_words_changed()
        step.say(_("撤销分派。理由：%(reason)s") % {"reason": reason.strip()}, article=ARTICLE)
    return case


def check_team(case: Dispute, by: Actor, at: dt.datetime, committee: Committee, team: Sequence[Mediator]) -> None:
    """Raise `Refused` where this committee or one of these mediators must not mediate the dispute."""
    place = committee.organisation.area_id
    if not committee.active:
        raise Refused({"committee": _("“%(committee)s”已不在册。") % {"committee": committee}})
    if not (case.area_id.startswith(place) or by.scope.covers_area(place)):
        raise Refused({"committee": _("“%(committee)s”不在本案所在区划，也不在您负责的区划内；请用“移送”。") % {"committee": committee}})
    today = local_day(at)
    serving = Q(valid_to__isnull=True) | Q(valid_to__gte=today)
    memberships = Membership.objects.filter(serving, committee=committee, mediator__in=team, valid_from__lte=today)
    members = set(memberships.values_list("mediator_id", flat=True))
    for mediator in team:
        field = "lead" if mediator == team[0] else "others"
        if not mediator.active or mediator.pk not in members:
            raise Refused({field: _("%(mediator)s不是“%(committee)s”的在册调解员。") % {"mediator": mediator, "committee": committee}})
    check_conflicts(case, today, team)


def check_conflicts(case: Dispute, today: dt.date, team: Sequence[Mediator], field: str = "") -> None:
    """Raise `Refused` naming each conflict of interest, and each mediator to whom an objection was upheld in this dispute."""
    reasons: dict[str, list[str]] = {}
    parties = parties_of(case)
    shown = {party.name: mask_name(party.name, organisation=party.kind == PartyKind.ORGANISATION) for party in parties}
    shown |= {party.representative: mask_name(party.representative) for party in parties if party.representative not in shown}
    for found in conflicts_of(team, keys_of(parties), on=today):
        text = found.text if found.name == found.mediator.name else found.text.replace(found.name, shown[found.name])
        reasons.setdefault(field or ("lead" if found.mediator == team[0] else "others"), []).append(text)
    upheld = set(Objection.objects.filter(dispute=case, upheld=True, mediator__in=team).values_list("mediator_id", flat=True))
    for mediator in team:
        if mediator.pk in upheld:
            text = _("当事人对%(mediator)s的异议已成立，不能再由其调解本案。") % {"mediator": mediator}
            reasons.setdefault(field or ("lead" if mediator == team[0] else "others"), []).append(text)
    if reasons:
        raise Refused(reasons)


def hand_over(step: Step[Dispute], committee: Committee, team: Sequence[Mediator], *, chosen_by_parties: bool) -> None:
    """Write who mediates: assignments, handler and officers, organisation, file number. The first of the team leads."""
    case, at, by = step.case, step.at, step.by
    made = Assignment.objects.bulk_create(
        Assignment(dispute=case, mediator=each, lead=each == team[0], chosen_by_parties=chosen_by_parties, since=at, by=by.user) for each in team
    )
    hand_to(case, team, at)
    events.assigned(case, [each.user_id for each in team], key=made[0].pk, by=by, at=at)
    case.committee = committee
    case.organisation = committee.organisation
    clocks.follow_level(case, at=at)
    if committee.trade and case.mediation_kind == MediationKind.PEOPLE:
        case.mediation_kind = MediationKind.TRADE
    if not belongs_to(case.file_number, committee):
        case.file_number = next_file_number(committee, local_day(at).year)
    step.searched_words_changed()


def hand_to(case: Dispute, team: Sequence[Mediator], at: dt.datetime) -> None:
    """Make the mediators' accounts officers of the case; the first is its handler."""
    case.handler = team[0].user
    for mediator in team:
        add_officer(case, mediator, OfficerRole.HANDLER if mediator == team[0] else OfficerRole.CO_HANDLER, at)


def add_officer(case: Dispute, mediator: Mediator, role: OfficerRole, at: dt.datetime) -> None:
    """Hand the case to a mediator's account, where there is one and it does not have the case in that role already."""
    if mediator.user_id is not None:
        CaseOfficer.objects.get_or_create(case_id=case.pk, user_id=mediator.user_id, role=role, until=None, defaults={"since": at})


def _team(lead: Mediator, others: Sequence[Mediator]) -> list[Mediator]:
    if lead in others:
        raise Refused({"others": _("%(lead)s已是主办调解员，不必再列为协办。") % {"lead": lead}})
    return [lead, *dict.fromkeys(others)]


def _reason_given(reason: str) -> None:
    if not reason.strip():
        raise Refused({"reason": _("请填写理由。")})


def _named(committee: Committee, team: Sequence[Mediator]) -> dict[str, object]:
    return {"committee": committee.pk, "mediators": [mediator.pk for mediator in team]}
