"""Standing still (中止) and going on: clocks that may pause are paused, and run again."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from accounts.actor import Actor
from cases import clocks
from cases.acting import acting
from cases.errors import Refused
from disputes.models import Dispute


class StandstillGround(models.TextChoices):
    """Why mediation stands still.

    The law of people's mediation knows no standstill. That the cases in which a suit stands still (民事诉讼法 153 in the text of 2023, 150
    before 2021) are taken over is this project's choice by analogy; waiting for an appraisal falls under its last item (other cases). That
    the parties may agree on it follows from the freedom of mediation (人民调解法 3).
    """

    HEIR = "heir", _l("一方死亡，等待继承人表明是否参加")
    GUARDIAN = "guardian", _l("一方丧失行为能力，尚未确定代理人")
    SUCCESSOR = "successor", _l("单位终止，尚未确定权利义务承受人")
    FORCE_MAJEURE = "force_majeure", _l("因不可抗拒的事由不能参加调解")
    OTHER_CASE = "other_case", _l("须以另一案结果为依据，另一案尚未办结")
    APPRAISAL = "appraisal", _l("等待鉴定、评估或检验结果")
    AGREED = "agreed", _l("双方当事人同意中止")


_CPL = "《民事诉讼法》第一百五十三条（参照）"
ARTICLE: dict[str, str] = {
    StandstillGround.HEIR: f"{_CPL}（一）",
    StandstillGround.GUARDIAN: f"{_CPL}（二）",
    StandstillGround.SUCCESSOR: f"{_CPL}（三）",
    StandstillGround.FORCE_MAJEURE: f"{_CPL}（四）",
    StandstillGround.OTHER_CASE: f"{_CPL}（五）",
    StandstillGround.APPRAISAL: f"{_CPL}（六）",
    StandstillGround.AGREED: "《人民调解法》第三条（自愿）",
}


def pause(*, dispute: Dispute, by: Actor, at: dt.datetime, version: int | None = None, ground: str, reason: str) -> Dispute:
    """Let the dispute stand still: every clock that may pause and has not run out stops running until `resume`.

    Raises:
        Refused: the ground is unknown (`ground`), or no clock may stand still.
    """
    if ground not in StandstillGround.values:
        raise Refused({"ground": _("请选择中止事由。")})
    with acting(dispute, "disputes.pause", by=by, at=at, version=version) as step:
        standing = clocks.pause(step.case, at=at, reason=reason, article=ARTICLE[ground], approved_by=by.user)
        facts = {"ground": StandstillGround(ground).label, "reason": reason}
        step.say(_("中止调解，%(ground)s：%(reason)s") % facts, article=ARTICLE[ground], clocks=[clock.kind for clock in standing])
    return step.case


def resume(*, dispute: Dispute, by: Actor, at: dt.datetime, version: int | None = None, reason: str = "") -> Dispute:
    """Go on: the clocks run again, and end as much later as they stood still."""
    with acting(dispute, "disputes.resume", by=by, at=at, version=version) as step:
        running = clocks.resume(step.case, at=at)
        text = _("恢复调解：%(reason)s") % {"reason": reason} if reason else _("恢复调解")
        step.say(text, clocks=[clock.kind for clock in running])
    return step.case
