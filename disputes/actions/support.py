"""What several acts on a dispute do alike. Callers hold the lock of the act (`cases.acting`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.actor import SHANGHAI, Actor
from accounts.models import Posting
from accounts.policies import Reach, reach_of
from cases import clocks
from cases.daycount import local_day
from cases.errors import Refused
from cases.models import Attachment, CaseOfficer, Channel, Party
from disputes.models import AgreementItem, Assignment, Dispute, FollowUp
from disputes.models.dispute import CourtProcedure

MEDIATION_CLOCKS = ("dispute.mediate", "dispute.mediate_delegated", "dispute.mediate_entrusted", "dispute.mediate_entrusted_summary")
FOLLOW_UP_DAYS = (7, 30, 90)
"""Days after the result on which the parties are visited (平台约定；人民调解法 31)."""


def moment_of(day: dt.date, at: dt.datetime) -> dt.datetime:
    """A moment on that day of Asia/Shanghai: `at` itself where it is that day, else its beginning."""
    return at if local_day(at) == day else dt.datetime.combine(day, dt.time(), SHANGHAI)


def not_after_today(field: str, day: dt.date, at: dt.datetime, *, earliest: dt.date | None = None) -> None:
    """Raise `Refused` under the field where a day lies in the future, or before the earliest possible one."""
    if day > local_day(at):
        raise Refused({field: _("日期不能晚于今天。")})
    if earliest is not None and day < earliest:
        raise Refused({field: _("日期不能早于 %(earliest)s。") % {"earliest": earliest.isoformat()}})


def mediation_limit(channel: str, court_procedure: str) -> str:
    """The code of the limit of mediation: one month, or what the referring court's procedure sets (特邀调解规定 27)."""
    if channel == Channel.COURT_DELEGATED:
        return "dispute.mediate_delegated"
    if channel == Channel.COURT_ENTRUSTED:
        summary = court_procedure == CourtProcedure.SUMMARY
        return "dispute.mediate_entrusted_summary" if summary else "dispute.mediate_entrusted"
    return "dispute.mediate"


def start_mediation_clock(dispute: Dispute, *, at: dt.datetime) -> None:
    """Start the limit of mediation: from the day the court's material was signed for, else from `at`."""
    kind = mediation_limit(dispute.channel, dispute.court_procedure)
    signed_on = dispute.court_material_signed_on
    since = moment_of(signed_on, at) if signed_on and kind != "dispute.mediate" else at
    clocks.start(dispute, kind, at=since)


def end_assignments(dispute: Dispute, *, at: dt.datetime, reason: str, mediators: Iterable[int] | None = None) -> None:
    """End the live assignments (of these mediators, or all) and the officer rows that came with them."""
    live = Assignment.objects.filter(dispute=dispute, until__isnull=True)
    if mediators is not None:
        live = live.filter(mediator_id__in=list(mediators))
    users = list(live.filter(mediator__user__isnull=False).values_list("mediator__user_id", flat=True))
    live.update(until=at, end_reason=reason)
    worked = Q(role="handler") | Q(role="co_handler")
    CaseOfficer.objects.filter(worked, case_id=dispute.pk, user_id__in=users, until__isnull=True).update(until=at)
    if dispute.handler_id in users:
        dispute.handler = None


def plan_follow_ups(dispute: Dispute, *, on: dt.date) -> None:
    """Plan the visits after a result, counted from that day; visits planned earlier and not made are kept where none is planned anew."""
    planned = set(FollowUp.objects.filter(dispute=dispute, done_on__isnull=True, cancelled_at__isnull=True).values_list("due_on", flat=True))
    days = [on + dt.timedelta(days=count) for count in FOLLOW_UP_DAYS]
    FollowUp.objects.bulk_create(FollowUp(dispute=dispute, due_on=day) for day in days if day not in planned)


def refresh_follow_up_clock(dispute: Dispute, *, at: dt.datetime) -> None:
    """Let the clock of visits end with the next one that is planned, or stop it."""
    planned = FollowUp.objects.filter(dispute=dispute, done_on__isnull=True, cancelled_at__isnull=True).order_by("due_on")
    clocks.set_day(dispute, "dispute.follow_up", day=planned.values_list("due_on", flat=True).first(), at=at)


def cancel_follow_ups(dispute: Dispute, *, at: dt.datetime) -> int:
    """Cancel the visits that have not been made, and stop their clock; how many there were."""
    count = FollowUp.objects.filter(dispute=dispute, done_on__isnull=True, cancelled_at__isnull=True).update(cancelled_at=at)
    clocks.stop(dispute, "dispute.follow_up", at=at, reason="cancelled")
    return count


def refresh_performance_clock(dispute: Dispute, *, at: dt.datetime) -> None:
    """Let the clock of performance end with the earliest item that is open, or stop it."""
    left = AgreementItem.objects.filter(agreement__dispute=dispute, agreement__superseded_at__isnull=True, performed_on__isnull=True)
    clocks.set_day(dispute, "dispute.performance", day=left.order_by("due_on").values_list("due_on", flat=True).first(), at=at)


def parties_of(dispute: Dispute) -> list[Party]:
    """The parties, in the order in which they were entered."""
    return list(Party.objects.filter(case_id=dispute.pk).order_by("id"))


def own_party(dispute: Dispute, party: Party, field: str) -> None:
    """Raise `Refused` under the field where a party belongs to another case."""
    if party.case_id != dispute.pk:
        raise Refused({field: _("所选当事人不属于本案。")})


def own_attachment(dispute: Dispute, attachment: Attachment | None, field: str) -> None:
    """Raise `Refused` under the field where a file belongs to another case or was removed."""
    if attachment is not None and (attachment.case_id != dispute.pk or attachment.removed_at is not None):
        raise Refused({field: _("所选附件不属于本案或已移除。")})


def granting_postings(by: Actor, code: str) -> Sequence[Posting]:
    """The postings in use that grant an act by area."""
    return [posting for posting in by.postings if reach_of(frozenset({posting.role}), code) is Reach.AREA]


def posting_for(by: Actor, area_code: str) -> Posting | None:
    """The posting under which an actor deals with an area: the closest that covers it."""
    covering = [posting for posting in by.postings if area_code.startswith(posting.area_id)]
    return max(covering, key=lambda posting: len(posting.area_id), default=by.main_posting)
