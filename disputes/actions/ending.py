"""Mediation ends before a result: the applicant withdraws, or a party refuses or wants it ended (人民调解法 17、23、26)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from accounts.actor import Actor
from cases import clocks
from cases.acting import Step, acting
from cases.errors import Refused
from cases.masking import mask_name
from cases.models import Party, PartyKind, PartyRole
from disputes.actions.children import no_child_in_mediation
from disputes.actions.support import own_party
from disputes.actions.transfer import drop_pending
from disputes.models import Dispute
from disputes.routes import check_told, in_words
from disputes.states import Outcome


class Ground(models.TextChoices):
    """Why mediation is terminated."""

    REFUSED = "refused", _l("一方明确拒绝调解")
    ENDED = "ended", _l("当事人要求终止调解")


ARTICLE = {Ground.REFUSED: "人民调解法第十七条、第二十三条（二）", Ground.ENDED: "人民调解法第二十三条（二）、第二十六条"}


def withdraw(*, dispute: Dispute, by: Actor, at: dt.datetime, version: int | None = None, parties: Sequence[Party], reason: str) -> Dispute:
    """The applicants withdraw their application (人民调解法 23). All of them must; clocks stop, a pending transfer is dropped.

    Raises:
        Refused: a party is no applicant of this dispute, or an applicant does not withdraw (`parties`); or a sub-case is in mediation.
    """
    with acting(dispute, "disputes.withdraw", by=by, at=at, version=version) as step:
        _all_applicants(step.case, parties)
        no_child_in_mediation(step)
        step.move("withdraw")
        _end(step, Outcome.WITHDRAWN, _("申请人撤回"))
        step.say(_("申请人撤回申请：%(reason)s") % {"reason": reason}, article="人民调解法第二十三条", parties=[party.pk for party in parties])
    return step.case


def terminate(
    *,
    dispute: Dispute,
    by: Actor,
    at: dt.datetime,
    version: int | None = None,
    ground: str,
    party: Party,
    reason: str,
    routes: Collection[str],
) -> Dispute:
    """A party refuses mediation or wants it ended; the parties have been told of the other ways open to them.

    Raises:
        Refused: the party is none of this dispute (`party`), one of the law's three ways was not told (`routes`), or a sub-case is in
            mediation.
    """
    check_told(routes)
    with acting(dispute, "disputes.terminate", by=by, at=at, version=version) as step:
        own_party(step.case, party, "party")
        chosen = Ground(ground)
        no_child_in_mediation(step)
        step.move("terminate")
        _end(step, Outcome.TERMINATED, _("调解终止"))
        facts = {"ground": chosen.label, "reason": reason, "routes": in_words(routes)}
        step.say(_("%(ground)s：%(reason)s。已告知其他途径：%(routes)s。") % facts, article=ARTICLE[chosen], party=party.pk, routes=sorted(routes))
    return step.case


def _end(step: Step[Dispute], outcome: Outcome, why: str) -> None:
    """What is the same for both: outcome, time, every clock stopped. The file is still to be archived, so the case is not closed."""
    case = step.case
    case.outcome, case.concluded_at = outcome, step.at
    drop_pending(step, why)
    clocks.stop(case, at=step.at, reason=str(outcome))


def _all_applicants(dispute: Dispute, parties: Sequence[Party]) -> None:
    applicants = list(Party.objects.filter(case_id=dispute.pk, role=PartyRole.APPLICANT))
    given = {party.pk for party in parties}
    if not applicants:
        raise Refused({"parties": _("本案没有申请人，不能撤回；当事人不愿调解的，请办理终止。")})
    if not given or given - {party.pk for party in applicants}:
        raise Refused({"parties": _("只有申请人可以撤回，请选择本案的申请人。")})
    missing = [party for party in applicants if party.pk not in given]
    if missing:
        names = "、".join(mask_name(party.name, organisation=party.kind == PartyKind.ORGANISATION) for party in missing)
        raise Refused({"parties": _("还有申请人没有撤回：%(names)s。全体申请人撤回才能结束调解。") % {"names": names}})
