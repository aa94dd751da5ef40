"""Disputes in any state, with what a dispute in that state has: clocks, committee, mediator, session, agreement."""

from __future__ import annotations

import datetime as dt
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import OrganisationKind
from cases import clocks
from cases.blind_index import id_index, phone_index
from cases.models import CaseOfficer, Category, Channel, MojType, Party, PartyRole
from cases.models.party import IdKind, OfficerRole, Sex
from cases.search_column import refresh_search
from disputes.models import Agreement, AgreementItem, Assignment, Dispute, MediationSession
from disputes.states import KIND, LEDGER_STATES, RESULTS, Outcome, State
from tests.factories.areas import AreaFactory
from tests.factories.mediators import CommitteeFactory, MediatorFactory
from tests.factories.numbers import id_number, mobile
from tests.factories.people import OrganisationFactory, UserFactory

S = State
AFTER_MEDIATION = (S.AGREED, S.PERFORMED, S.BREACHED, S.ARCHIVED)
WITH_SESSION = (S.MEDIATING, S.FAILED, *AFTER_MEDIATION)
WITH_MEDIATOR = (S.ASSIGNED, *WITH_SESSION)
LEFT_TO_DO = (S.REGISTERED, S.ACCEPTED, S.ASSIGNED, S.MEDIATING, S.AGREED)
BORN_AS: dict[str, State] = {S.DECLINED: S.REGISTERED, S.MERGED: S.REGISTERED, S.BREACHED: S.AGREED}
"""For the states in which no dispute is born: the one from which a lawful move leads there."""
OUTCOME: dict[str, Outcome] = {
    S.DECLINED: Outcome.DECLINED,
    S.PERFORMED: Outcome.SUCCESS,
    S.AGREED: Outcome.SUCCESS,
    S.BREACHED: Outcome.SUCCESS,
    S.ARCHIVED: Outcome.SUCCESS,
    S.FAILED: Outcome.FAILURE,
    S.WITHDRAWN: Outcome.WITHDRAWN,
    S.TERMINATED: Outcome.TERMINATED,
    S.MERGED: Outcome.MERGED,
}
CLOCK_OF: dict[str, str] = {
    S.REGISTERED: "dispute.accept",
    S.ACCEPTED: "dispute.mediate",
    S.ASSIGNED: "dispute.mediate",
    S.MEDIATING: "dispute.mediate",
}


class PartyFactory(DjangoModelFactory[Party]):
    """A person with document and telephone number, both encrypted and indexed."""

    class Meta:
        model = Party
        skip_postgeneration_save = True

    class Params:
        seq = factory.Sequence(int)

    role = PartyRole.APPLICANT
    name = factory.Faker("name", locale="zh_CN")
    sex = Sex.MALE
    id_kind = IdKind.ID_CARD
    id_number = factory.LazyAttribute(lambda self: id_number(self.seq))
    id_index = factory.LazyAttribute(lambda self: id_index(self.id_number))
    phone = factory.LazyAttribute(lambda self: mobile(self.seq))
    phone_index = factory.LazyAttribute(lambda self: phone_index(self.phone))
    address = "陕西省商洛市商州区城关街道（虚构）"


class DisputeFactory(DjangoModelFactory[Dispute]):
    """A dispute in `state=`, two days old, of 城关街道's centre.

    `parties=` are names, or mappings of `PartyFactory` fields, first the applicant, then the respondents; `clocks=False` leaves the clocks
    out; `mediator=` is who mediates from `assigned` on.
    """

    class Meta:
        model = Dispute
        skip_postgeneration_save = True

    class Params:
        seq = factory.Sequence(int)

    state = S.REGISTERED
    kind = KIND
    area = factory.SubFactory(AreaFactory)
    organisation = factory.SubFactory(OrganisationFactory, kind=OrganisationKind.CENTER, area=factory.SubFactory(AreaFactory, code="611002001"))
    first_receiver = factory.SubFactory(UserFactory)
    number = factory.LazyAttribute(lambda self: f"T{self.area.code[:6]}-{self.seq:06d}")
    title = factory.Faker("random_element", elements=["院墙滴水纠纷", "宅基地边界纠纷", "彩礼返还纠纷", "土地承包流转纠纷", "工资拖欠纠纷"])
    summary = "双方就有关事项发生争执，经劝说未果，请求调解。"
    place = "村口"
    channel = Channel.VISIT
    category = factory.LazyFunction(lambda: category("0202", "相邻土地建筑利用", 2, "邻里纠纷"))
    moj_type = factory.LazyAttribute(lambda self: self.category.moj_type or MojType.objects.get_or_create(seq=18, defaults={"name": "其他纠纷"})[0])
    received_at = factory.LazyFunction(lambda: timezone.now() - dt.timedelta(days=2))
    occurred_on = factory.LazyAttribute(lambda self: timezone.localdate(self.received_at))
    created_at = factory.SelfAttribute("received_at")
    updated_at = factory.SelfAttribute("received_at")

    @classmethod
    def _create(cls, model_class: type[Dispute], *args: Any, **kwargs: Any) -> Dispute:
        state, given = State(kwargs.pop("state")), {name: kwargs.pop(name) for name in ("parties", "clocks", "mediator") if name in kwargs}
        born = state if state in LEDGER_STATES else BORN_AS[state]
        filled = _dates_of(state, kwargs["received_at"]) | kwargs
        dispute: Dispute = super()._create(model_class, *args, state=born, **filled)
        if state is not born:
            Dispute.objects.get_queryset().filter(pk=dispute.pk).update(state=state)
            dispute.state = state
        _give_parties(dispute, given.get("parties", ("王建国", "李秀英")))
        if state in WITH_MEDIATOR:
            _give_mediator(dispute, given.get("mediator"))
        _give_clocks(dispute, wanted=given.get("clocks", True))
        refresh_search([dispute.pk])
        return dispute


def category(code: str, name: str, moj_seq: int, moj_name: str) -> Category:
    """The category of that code; made with its type of the ministry's list where the tables are empty."""
    found = Category.objects.filter(code=code).first()
    if found:
        return found
    moj, _ = MojType.objects.get_or_create(seq=moj_seq, defaults={"name": moj_name})
    return Category.objects.create(code=code, name=name, moj_type=moj)


def _dates_of(state: State, received_at: dt.datetime) -> dict[str, Any]:
    """Columns that follow from the state, an hour after the registration."""
    later = received_at + dt.timedelta(hours=1)
    ended = state in (*RESULTS, S.MERGED, S.ARCHIVED)
    return {
        "accepted_at": None if state in (S.REGISTERED, S.DECLINED, S.MERGED) else later,
        "concluded_at": later if ended or state is S.AGREED else None,
        "closed_at": later if state in (S.DECLINED, S.MERGED, S.ARCHIVED) else None,
        "outcome": OUTCOME.get(state, ""),
        "decline_reason": "不属于民间纠纷" if state is S.DECLINED else "",
    }


def _give_parties(dispute: Dispute, parties: Any) -> None:
    made = []
    for place, party in enumerate(parties):
        fields = {"name": party} if isinstance(party, str) else dict(party)
        fields.setdefault("role", PartyRole.RESPONDENT if place else PartyRole.APPLICANT)
        made.append(PartyFactory.create(case_id=dispute.pk, **fields))
    dispute.parties_masked = "、".join(party.name[0] + "*" * (len(party.name) - 1) for party in made)[:120]
    dispute.save(update_fields=["parties_masked"])


def _give_mediator(dispute: Dispute, mediator: Any) -> None:
    mediator = mediator or MediatorFactory.create(
        committee=dispute.committee or CommitteeFactory.create(organisation__area=dispute.organisation.area)
    )
    by, since = dispute.first_receiver, dispute.accepted_at or dispute.received_at
    dispute.committee = dispute.committee or mediator.committees.first()
    if dispute.committee:
        dispute.organisation = dispute.committee.organisation
    dispute.handler = mediator.user
    dispute.save(update_fields=["committee", "organisation", "handler"])
    Assignment.objects.create(dispute=dispute, mediator=mediator, lead=True, since=since, by=by)
    if mediator.user:
        CaseOfficer.objects.create(case_id=dispute.pk, user=mediator.user, role=OfficerRole.HANDLER, since=since)
    if dispute.state in WITH_SESSION:
        _give_session(dispute, mediator, agreed=dispute.state in AFTER_MEDIATION)
    if dispute.state in AFTER_MEDIATION:
        _give_agreement(dispute)


def _give_session(dispute: Dispute, mediator: Any, *, agreed: bool) -> None:
    session = MediationSession.objects.create(
        dispute=dispute,
        number=1,
        held_at=dispute.received_at + dt.timedelta(minutes=30),
        place="调解室",
        rights_told=True,
        statements="申请人与被申请人各自陈述。",
        record="经调解，双方交换意见。",
        result="agreed" if agreed else "failed" if dispute.state == S.FAILED else "continue",
        by=mediator.user or dispute.first_receiver,
    )
    session.mediators.set([mediator])
    session.parties.set(dispute.parties.all())


def _give_agreement(dispute: Dispute) -> None:
    day = timezone.localdate(dispute.received_at)
    done = dispute.state in (S.PERFORMED, S.ARCHIVED)
    agreement = Agreement.objects.create(
        dispute=dispute,
        form="written",
        reached_on=day,
        effective_on=day,
        facts="双方因相邻关系发生争执。",
        responsibility="被申请人承担修缮责任。",
        copies=3,
        signed_by_parties=True,
        signed_by_mediators=True,
        sealed=True,
        by=dispute.first_receiver,
        at=dispute.received_at,
    )
    parties = list(dispute.parties.order_by("id"))
    AgreementItem.objects.create(
        agreement=agreement,
        seq=1,
        debtor=parties[-1],
        creditor=parties[0],
        content="支付修缮费用",
        amount=1200,
        due_on=day + dt.timedelta(days=30),
        performed_on=day if done else None,
    )


def _give_clocks(dispute: Dispute, *, wanted: bool) -> None:
    kind = CLOCK_OF.get(dispute.state)
    if not wanted or dispute.state not in LEFT_TO_DO:
        return
    if kind:
        clocks.start(dispute, kind, at=dispute.accepted_at or dispute.received_at)
    else:
        last = AgreementItem.objects.filter(agreement__dispute=dispute, performed_on__isnull=True).latest("due_on").due_on
        clocks.set_day(dispute, "dispute.performance", day=last, at=dispute.received_at)
    clocks.mirror(dispute)
    dispute.save(update_fields=["due_at", "clock_kind", "paused"])
