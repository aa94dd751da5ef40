"""When a dispute is assigned, mediators are offered best first, with the reasons."""

import pytest
from django.utils import timezone

from accounts.models import Role
from disputes.forms.assignment import AssignForm
from mediators.conflicts import conflicts_of, keys_of
from mediators.models import Conflict, Expertise, Mediator, Trade
from tests.acts import do
from tests.factories import AreaFactory, CommitteeFactory, DisputeFactory, MediatorFactory, UserFactory, area_tree, posted

pytestmark = pytest.mark.django_db


def offered(dispute: object, actor: object) -> list[tuple[int, str]]:
    form = AssignForm(case=dispute, actor=actor, now=timezone.now())  # type: ignore[arg-type]
    return [(value, str(label)) for value, label in form.fields["lead"].choices if value]  # type: ignore[attr-defined]


def test_the_nearest_who_knows_the_trade_and_has_time_stands_first() -> None:
    area_tree()
    committee = CommitteeFactory(organisation__short_name="城关调委会")

    def mediator(name: str, area: str) -> Mediator:
        return MediatorFactory(committee=committee, user=UserFactory(name=name), area=AreaFactory(code=area))

    far, near, related = mediator("远处", "611002002001"), mediator("同村", "611002001001"), mediator("亲戚", "611002001001")
    Expertise.objects.create(mediator=near, trade=Trade.NEIGHBOUR)
    Conflict.objects.create(mediator=related, name="王建国", relation="姻亲")
    dispute = DisputeFactory(state="accepted", parties=("王建国", "李秀英"))
    found = offered(dispute, posted(Role.TOWNSHIP_CENTER, "611002001"))
    assert [pk for pk, _label in found] == [near.pk, far.pk, related.pk]
    assert found[0][1] == "同村（城关调委会）同村（社区），专长：邻里，手上无案"
    assert found[2][1] == "亲戚（城关调委会）须回避，姻亲"
    assert not any("王建国" in label for _pk, label in found)


def test_the_committee_of_the_own_village_stands_there_and_the_first_mediator_is_its_own() -> None:
    area_tree()
    village, other = AreaFactory(code="611002001001"), AreaFactory(code="611002001002")
    town = CommitteeFactory(code="TW1", trade="")
    own = CommitteeFactory(organisation__area=village, code="TW2")
    beside = CommitteeFactory(organisation__area=other, code="TW9")
    expert = MediatorFactory(committee=beside, area=village)
    Expertise.objects.create(mediator=expert, trade=Trade.NEIGHBOUR)
    member, of_town = MediatorFactory(committee=own), MediatorFactory(committee=town)
    actor = posted(Role.TOWNSHIP_CENTER, "611002001")

    def first(area: str) -> tuple[int, int]:
        case = DisputeFactory(state="accepted", area=AreaFactory(code=area))
        form = AssignForm(case=case, actor=actor, now=timezone.now())
        lead = next(value for value, _label in form.fields["lead"].choices if value)  # type: ignore[attr-defined]
        committee = form.fields["committee"].initial
        do("assign", case, actor, committee=committee, lead=lead)
        return committee, lead

    assert first("611002001001") == (own.pk, member.pk)
    assert first("611002001") == (town.pk, of_town.pk)
    assert first("611002001003") == (town.pk, of_town.pk), "a village without a committee is its township's"
    member.memberships.update(valid_to="2025-06-30")
    assert first("611002001001") == (town.pk, of_town.pk), "nor does one without anybody who may mediate stand there"


def test_a_mediator_on_two_committees_is_offered_once() -> None:
    area_tree()
    one, two = CommitteeFactory(), CommitteeFactory(organisation__area=AreaFactory(code="611002"))
    mediator = MediatorFactory(committee=one)
    mediator.memberships.create(committee=two, valid_from="2025-01-01")
    found = offered(DisputeFactory(state="accepted"), posted(Role.COUNTY_CENTER, "611002"))
    assert [pk for pk, _label in found] == [mediator.pk]


def test_who_acts_for_a_party_counts_too() -> None:
    area_tree()
    committee = CommitteeFactory()
    relative, himself = MediatorFactory(committee=committee), MediatorFactory(committee=committee, user=UserFactory(name="孙律师"))
    Conflict.objects.create(mediator=relative, name="孙律师", relation="夫妻")
    dispute = DisputeFactory(state="accepted", parties=({"name": "王建国", "representative": "孙律师"}, "李秀英"))
    found = conflicts_of([relative, himself], keys_of(dispute.parties.all()), on=timezone.localdate())
    assert [(each.mediator, each.relation) for each in found] == [(relative, "夫妻"), (himself, "本人")]
    assert "与代理人孙律师" in found[0].text
