"""About ninety disputes around today, in every state and with clocks that run, run out and stand still: made by the acts themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from accounts.actor import SHANGHAI, Actor
from accounts.models import Area, Organisation, User
from cases.actions.confidentiality import set_confidential
from cases.actions.note import note
from cases.actions.urge import urge
from cases.calendar import calendar
from cases.clock import compute_due
from cases.daycount import ONE_DAY, end_of_day, local_day
from cases.limits import LIMITS
from cases.models import Category, Channel, Colour, MojType, Party
from disputes.actions.acceptance import OtherParty, accept
from disputes.actions.agreement import Item, Terms, agree, fail
from disputes.actions.assignment import assign
from disputes.actions.performance import perform_item
from disputes.actions.register import register
from disputes.actions.session import Record, hold_session
from disputes.actions.standstill import pause
from disputes.actions.sub_case import open_sub_case
from disputes.actions.transfer import transfer
from disputes.demo import names, risk, warned
from disputes.demo.texts import MATTERS, Matter
from disputes.intake import Intake, PartyInput
from disputes.models import AgreementItem, Dispute
from mediators.models import Committee, Mediator

CHANNELS = (Channel.VISIT, Channel.PHONE, Channel.GRID, Channel.PATROL, Channel.ONLINE, Channel.PETITION)
COLOURS = (*[Colour.BLUE] * 7, Colour.YELLOW, Colour.YELLOW, Colour.RED)
ROUTES = ("arbitration", "administrative", "court")


@dataclass
class Stage:
    """Where the disputes of one township play, and who acts there."""

    villages: list[Area]
    clerk: Actor
    county: Actor
    committee: Committee
    mediators: list[Mediator]
    elsewhere: Organisation
    now: dt.datetime
    random: Random
    made: list[Dispute] = field(default_factory=list)

    def moment(self, days: int, hour: int = 9) -> dt.datetime:
        """A moment so many days ago, never later than now."""
        day = local_day(self.now) - days * ONE_DAY
        return min(dt.datetime.combine(day, dt.time(hour, self.random.randrange(60)), SHANGHAI), self.now)


def start_for(kind: str, due_on: dt.date) -> int | None:
    """How many days before that day a limit of the kind must have started to end with it; None where no day does."""
    limit, days = LIMITS[kind], calendar()
    for back in range(45):
        start = dt.datetime.combine(due_on - back * ONE_DAY, dt.time(9), SHANGHAI)
        if compute_due(start=start, amount=limit.amount, unit=limit.unit, calendar=days).due_at == end_of_day(due_on):
            return back
    return None


def registered(stage: Stage, days: int) -> Dispute:
    """Came in so many days ago."""
    matter = stage.random.choice(MATTERS)
    dispute = register(by=stage.clerk, at=stage.moment(days), data=intake_of(stage, matter, days))
    stage.made.append(dispute)
    return dispute


def accepted(stage: Stage, days: int) -> Dispute:
    """Accepted so many days ago."""
    dispute = registered(stage, days)
    return accept(dispute=dispute, by=stage.clerk, at=stage.moment(days, 10), other_party=OtherParty.AGREES, rights_told=True)


def assigned(stage: Stage, days: int) -> Dispute:
    """In a mediator's hands."""
    dispute = accepted(stage, days)
    return assign(dispute=dispute, by=stage.clerk, at=stage.moment(days, 11), committee=stage.committee, lead=stage.mediators[0])


def mediating(stage: Stage, days: int, result: str = "continue") -> Dispute:
    """One session was held."""
    dispute = assigned(stage, days)
    risk.plan_if_red(stage, dispute, days)
    held = stage.moment(max(days - 2, 0), 15) if days > 1 else stage.moment(days, 12)
    return hold_session(dispute=dispute, by=stage.clerk, at=max(held, stage.moment(days, 12)), record=record_of(stage, dispute, held, result))


def record_of(stage: Stage, dispute: Dispute, held: dt.datetime, result: str) -> Record:
    """What is written down of a session."""
    return Record(
        held_at=held,
        place=f"{stage.committee.organisation.short_name}调解室",
        mediators=stage.mediators[:1],
        parties=list(dispute.parties.order_by("id")),
        result=result,
        statements="双方各自陈述了经过和要求。",
        facts="经现场查看并向邻里了解，基本事实清楚。",
        risk_notice="已提示诉讼时效和举证责任。",
        record="向双方讲明法律规定和邻里情分，进行劝导。",
        rights_told=True,
        recorder=stage.clerk.user.name,
        signed=True,
    )


def agreed(stage: Stage, days: int, due_in: int) -> Dispute:
    """A written agreement was reached; its one item is due in so many days (below zero: was due)."""
    dispute = mediating(stage, days, "agreed")
    first, second = dispute.parties.order_by("id")[:2]
    at = stage.moment(max(days - 2, 0), 17)
    item = Item(
        debtor=second, creditor=first, content="按协议支付补偿款", amount=Decimal(1500), due_on=local_day(stage.now) + due_in * ONE_DAY, manner="转账"
    )
    terms = Terms(
        form="written", reached_on=local_day(at), facts=dispute.summary, responsibility="双方均有责任，被申请人承担主要部分。", items=[item],
        copies=3, signed_by_parties=True, signed_by_mediators=True, sealed=True, resolution="双方自愿达成协议。",
    )  # fmt: skip
    return agree(dispute=dispute, by=stage.clerk, at=at, terms=terms)


def performed(stage: Stage, days: int) -> Dispute:
    """Everything agreed was done; visits are planned."""
    dispute = agreed(stage, days, 5)
    item = AgreementItem.objects.get(agreement__dispute=dispute)
    at = stage.moment(max(days - 4, 0), 18)
    return perform_item(dispute=dispute, by=stage.clerk, at=at, item=item, on=local_day(at), amount=item.amount, complete=True)


def failed(stage: Stage, days: int) -> Dispute:
    """No agreement; the parties were told of the other ways."""
    dispute = mediating(stage, days, "failed")
    return fail(dispute=dispute, by=stage.clerk, at=stage.moment(max(days - 2, 0), 18), reason="双方对赔偿数额分歧较大", routes=ROUTES)


def paused(stage: Stage, days: int) -> Dispute:
    """Stands still until an appraisal is there."""
    dispute = mediating(stage, days)
    return pause(dispute=dispute, by=stage.clerk, at=stage.moment(days - 3, 16), ground="appraisal", reason="等待伤情鉴定结果")


def on_its_way(stage: Stage, days: int) -> Dispute:
    """Sent to the centre of another township, which has not signed yet."""
    dispute = accepted(stage, days)
    transfer(dispute=dispute, by=stage.clerk, at=stage.moment(0, 8), organisation=stage.elsewhere, reason="争议地块在对方辖区，移送对方调解")
    return dispute


def to_the_county(stage: Stage, days: int) -> Dispute:
    """Sent up to the county's centre."""
    dispute = accepted(stage, days)
    organisation = stage.county.postings[0].organisation
    transfer(dispute=dispute, by=stage.clerk, at=stage.moment(0, 8), organisation=organisation, reason="涉及多个部门，提请县级协调")
    return dispute


def urged(stage: Stage, days: int) -> Dispute:
    """The county's centre urges."""
    dispute = mediating(stage, days)
    today = local_day(stage.now)
    urge(case=dispute, by=stage.county, at=stage.moment(0, 8), text="请加快办理，三日内报告进展。", answer_by=today + 3 * ONE_DAY)
    return dispute


def confidential(stage: Stage, days: int) -> Dispute:
    """Only named people see it: the clerk and the mediator."""
    dispute = assigned(stage, days)
    people = [stage.clerk.user, *[user for user in (stage.mediators[0].user,) if isinstance(user, User)]]
    return set_confidential(case=dispute, by=stage.clerk, at=stage.moment(days - 1, 9), confidential=True, reason="涉及未成年人隐私", officers=people)


def with_parts(stage: Stage, days: int) -> Dispute:
    """Two of its parts are cases of their own."""
    dispute = mediating(stage, days)
    parties = list(Party.objects.filter(case_id=dispute.pk).order_by("id"))
    for number, title in enumerate(("医疗费用部分", "误工损失部分")):
        child = open_sub_case(
            dispute=dispute, by=stage.clerk, at=stage.moment(max(days - 3, 0), 16 + number), title=f"{dispute.title}（{title}）"[:100],
            summary=f"{title}单独调解。", parties=parties,
        )  # fmt: skip
        stage.made.append(child)
    return dispute


def noted(stage: Stage, days: int) -> Dispute:
    """With a note of yesterday."""
    dispute = assigned(stage, days)
    return note(case=dispute, by=stage.clerk, at=stage.moment(1, 17), text="电话联系双方，约定本周到场调解。")


Recipe = Callable[[Stage], object]


def recipes(now: dt.datetime) -> list[Recipe]:
    """What is made in each township, in order."""
    today = local_day(now)
    found: list[Recipe] = [
        lambda s: registered(s, 0), lambda s: registered(s, 1), lambda s: registered(s, 6), lambda s: accepted(s, 3), lambda s: noted(s, 9),
        lambda s: assigned(s, 39), lambda s: mediating(s, 12), lambda s: mediating(s, 44), lambda s: agreed(s, 20, 0), lambda s: agreed(s, 24, 3),
        lambda s: agreed(s, 26, -2), lambda s: performed(s, 15), lambda s: failed(s, 22), lambda s: paused(s, 18), lambda s: on_its_way(s, 5),
        lambda s: to_the_county(s, 7), lambda s: urged(s, 16), lambda s: confidential(s, 8), lambda s: with_parts(s, 14),
        lambda s: risk.supervised(s, mediating(s, 13), 1).case, lambda s: risk.answered(s, mediating(s, 17)),
        lambda s: risk.led(s, mediating(s, 6)), lambda s: risk.major(s, mediating(s, 19)),
    ]  # fmt: skip
    for ahead in (0, 1, 2, 4):
        back = start_for("dispute.mediate", today + ahead * ONE_DAY)
        if back is not None and back > ahead:
            found.append(lambda s, days=back - ahead: mediating(s, days))  # type: ignore[misc]
    return [*found, lambda s: warned.tried_twice(s, 21), lambda s: warned.once_more(s, 34), lambda s: warned.many_people(s, 4)]


def intake_of(stage: Stage, matter: Matter, days: int) -> Intake:
    """What the clerk types in when a matter comes in."""
    random = stage.random
    first, second = names.person(random), names.person(random)
    sides = {"a": first[0], "b": second[0]}
    village, channel = random.choice(stage.villages), random.choice(CHANNELS)
    return Intake(
        title=matter.title.format_map(sides),
        summary=matter.story.format_map(sides),
        area=village,
        place=f"{village.short_name}{random.randint(1, 9)}组",
        occurred_on=local_day(stage.now) - (days + random.choice((0, 1, 3))) * ONE_DAY,
        channel=channel,
        category=Category.objects.get(pk=matter.category),
        moj_type=MojType.objects.get(name=matter.moj_type),
        parties=(
            PartyInput(name=first, role="applicant", id_kind="111", id_number=names.id_number(random), is_demo=True),
            PartyInput(name=second, role="respondent", is_demo=True),
        ),
        people_count=random.choice((2, 2, 3, 4, 8)),
        colour=random.choice(COLOURS),
        colour_reason="演示数据",
        amount=Decimal(matter.money) if matter.money else None,
        referral_number="演示〔2026〕1号" if channel == Channel.PETITION else "",
    )
