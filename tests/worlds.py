"""Two worlds that share nothing but the city: people, cases in every stage, and all that hangs on them, each marked so that a leak shows."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Organisation, Role
from cases.actions.saved_view import save_view
from cases.models import Attachment, BulkRun, Case, Link, LinkKind, LookBack, SavedView, SupervisionOrder
from disputes.models import Dispute, IntakeDraft, LedgerImport
from disputes.states import State
from mediators.models import Committee, Mediator
from tests.acts import dispute_of, do, fresh, upload
from tests.cases.risk import DAY, finding_input, leader_input, order_input, plan_input, today
from tests.disputes.ledgers import as_csv_bytes, checked, row
from tests.disputes.way import committee_of, session_input, terms_input
from tests.factories import MediatorFactory, OrganisationFactory, id_number, mobile, posted

JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")


@dataclass
class World:
    """A township and its county: who works there, and what they have."""

    mark: str
    """Two rare characters that stand in every name and title of this world, and nowhere else."""
    town: str
    seed: int
    center: Actor
    county: Actor
    mediator: Actor
    committee: Committee
    mediator_row: Mediator
    other_body: Organisation
    cases: dict[str, Dispute] = field(default_factory=dict)
    attachment: Attachment | None = None
    view: SavedView | None = None
    bulk: BulkRun | None = None
    ledger: LedgerImport | None = None
    draft: IntakeDraft | None = None
    order: SupervisionOrder | None = None
    look_back: LookBack | None = None
    names: list[str] = field(default_factory=list)

    @property
    def actors(self) -> dict[str, Actor]:
        """Those who see this world."""
        return {"mediator": self.mediator, "center": self.center, "county": self.county}

    @property
    def secrets(self) -> set[str]:
        """What nobody of another world may ever read."""
        numbers = {case.number for case in Case.objects.get_queryset().filter(title__contains=self.mark)}
        people = {actor.user.username for actor in self.actors.values()} | {actor.user.name for actor in self.actors.values()}
        return numbers | people | {self.mark, *self.names}


def staff(mark: str, town: str, seed: int) -> World:
    """The people and bodies of a world, before anything has happened in it."""
    center = posted(Role.TOWNSHIP_CENTER, town, name=f"{mark}镇干部", username=f"zhen{seed}")
    county = posted(Role.COUNTY_CENTER, town[:6], name=f"{mark}县干部", username=f"xian{seed}")
    committee = committee_of(center)
    mediator_row = MediatorFactory(committee=committee, name=f"{mark}调解员", user__name=f"{mark}调解员", user__username=f"tiao{seed}")
    mediator = Actor.of(mediator_row.user, timezone.localdate())
    other = OrganisationFactory(area=center.postings[0].area)
    posted(Role.TOWNSHIP_CENTER, town, organisation=other, name=f"{mark}接收人", username=f"jie{seed}")
    return World(mark, town, seed, center, county, mediator, committee, mediator_row, other)


def fill(world: World) -> World:
    """Let everything happen in a world."""
    center = world.center
    for state in (State.REGISTERED, State.DECLINED, State.FAILED, State.ARCHIVED, State.BREACHED):
        world.cases[state.value] = _case(world, state)
    world.cases["accepted"] = rich = _case(world, State.ACCEPTED)
    _hang_on(world, rich)
    world.cases["agreed"] = _mediated(world)
    world.cases["transferring"] = moving = _case(world, State.ACCEPTED)
    do("transfer", moving, center, organisation=world.other_body.pk, reason=f"{world.mark}移送")
    world.cases["confidential"] = hidden = _case(world, State.ACCEPTED)
    do("set_confidential", hidden, center, confidential="yes", officers=[center.user.pk], reason=f"{world.mark}保密")
    _beside(world)
    return world


def _case(world: World, state: State) -> Dispute:
    n = world.seed * 1000 + len(world.cases) * 10
    names = [f"王{world.mark}", f"李{world.mark}{len(world.cases)}"]
    world.names += [*names, id_number(n), mobile(n)]
    parties: list[Any] = [{"name": names[0], "id_number": id_number(n), "phone": mobile(n), "address": f"{world.mark}小区"}, names[1]]
    told = {"title": f"{world.mark}院墙纠纷", "summary": f"{world.mark}争执", "place": f"{world.mark}村口"}
    return dispute_of(world.center, state, parties=parties, mediator=world.mediator_row, **told)


def _hang_on(world: World, case: Dispute) -> None:
    center = world.center
    do("note", case, center, text=f"{world.mark}走访记录")
    do("attach", fresh(case), center, files={"files": [upload(JPEG, f"{world.mark}照片.jpg")]}, purpose="evidence")
    world.attachment = Attachment.objects.get(case_id=case.pk)
    do("urge", fresh(case), world.county, text=f"{world.mark}请尽快办理")
    do("unmask", fresh(case), center, party=case.parties.order_by("pk")[0].pk, fields_read=["name"], reason="核实身份信息")
    other = world.cases["registered"]
    Link.objects.create(case=case, other=other, kind=LinkKind.RELATED, reason=f"{world.mark}同一院墙", by=center.user, at=timezone.now())
    child = _case(world, State.REGISTERED)
    Dispute.objects.get_queryset().filter(pk=child.pk).update(parent_id=case.pk)
    world.cases["child"] = child
    _risk_on(world, case)


def _risk_on(world: World, case: Dispute) -> None:
    """Everything of supervision and risk."""
    center, county = world.center, world.county
    paper = Attachment.objects.get(case_id=case.pk)
    do("raise_colour", fresh(case), center, colour="red", reason=f"{world.mark}险情")
    do("propose_lower", fresh(case), center, colour="yellow", reason=f"{world.mark}缓和", evidence=paper.pk)
    do("appoint_leader", fresh(case), county, **leader_input(county, task=f"{world.mark}限期化解"))
    do("make_plan", fresh(case), center, **plan_input(center, aim=f"{world.mark}化解目标"))
    do("review", fresh(case), center, text=f"{world.mark}研判")
    do("mark_major", fresh(case), county, ground=f"{world.mark}重大")
    due_on = (today() + 9 * DAY).isoformat()
    data = {"problem": f"{world.mark}问题", "measure": f"{world.mark}整改", "organisation": case.organisation_id, "due_on": due_on}
    do("add_rectification", fresh(case), county, **data)
    world.look_back = do("open_look_back", fresh(case), county, reason=f"{world.mark}倒查", due_on=due_on)
    do("add_finding", fresh(case), county, **finding_input(case, text=f"{world.mark}发现"))
    item = do("supervise", fresh(case), county, **order_input(text=f"{world.mark}督办要求"))
    world.order = item.order
    do("answer_supervision", fresh(case), center, item=item.pk, answer=f"{world.mark}答复", measures=f"{world.mark}措施")
    do("supervise", fresh(case), county, **order_input(text=f"{world.mark}再次督办"))


def _mediated(world: World) -> Dispute:
    case = _case(world, State.ACCEPTED)
    do("assign", case, world.center, committee=world.committee.pk, lead=world.mediator_row.pk)
    do("hold_session", fresh(case), world.center, **session_input(fresh(case), facts=f"{world.mark}查明"))
    do("agree", fresh(case), world.center, **terms_input(fresh(case), facts=f"{world.mark}事实"))
    return fresh(case)


def _beside(world: World) -> None:
    """What belongs to a person rather than to a case."""
    now, user = timezone.now(), world.center.user
    world.view = save_view(by=world.center, at=now, list_name="disputes", name=f"{world.mark}视图", query=f"q={world.mark}")
    world.bulk = BulkRun.objects.create(act="urge", by=user, at=now, undo_until=now + dt.timedelta(minutes=5))
    world.ledger = checked(world.center, as_csv_bytes([row(title=f"{world.mark}台账", area=world.town)]), name=f"{world.mark}台账.csv")
    world.draft = IntakeDraft.objects.create(user=user, token=uuid.uuid4(), title=f"{world.mark}草稿", data=b"", updated_at=now)
