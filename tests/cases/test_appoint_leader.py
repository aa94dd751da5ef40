"""A leader in charge: five points, high enough for red, changed and ended with a reason, released when the case is closed."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Role
from cases.errors import NotGranted, NotOpen, Refused
from cases.filters import CaseFilter
from cases.models import CaseOfficer, LeaderInCharge, Notice
from cases.risk_desk import waiting_for
from disputes.filters import DisputeFilter
from tests.acts import FormErrorsError, center, dispute_of, do, fresh, last_event, names_open
from tests.cases.risk import city, county, leader_input, planned, today
from tests.factories.people import posted

pytestmark = pytest.mark.django_db


def listed(actor: Any, **data: str) -> list[str]:
    chosen: CaseFilter = DisputeFilter(data, actor=actor, now=timezone.now())
    return list(chosen.qs.values_list("number", flat=True))


def sorts(actor: Any) -> list[str]:
    return [str(row.sort.label) for row in waiting_for(actor)]


def test_a_red_case_lacks_a_leader_until_one_is_appointed() -> None:
    above = county()
    case = dispute_of(center(), colour="red")
    assert listed(above, lacks="leader") == [case.number] and sorts(above) == ["红色案件缺包案领导"]
    boss = city()
    row = do("appoint_leader", case, above, **leader_input(boss))
    assert (row.leader, row.by, row.task) == (boss.user, above.user, "稳控双方，限期化解")
    assert listed(above, lacks="leader") == [] and sorts(above) == []
    assert listed(boss, led="me") == [case.number] and "我包案" in sorts(boss)
    assert Notice.objects.filter(user=boss.user, urgent=True).count() == 1 and boss.user.name in last_event(case).text
    with pytest.raises(NotOpen):
        do("appoint_leader", fresh(case), above, **leader_input(above))


def test_red_needs_the_county_or_the_city_yellow_does_not() -> None:
    town, above = center(), county()
    red, yellow = dispute_of(town, colour="red"), dispute_of(town, colour="yellow")
    with pytest.raises(FormErrorsError) as error:
        do("appoint_leader", red, above, **leader_input(town))
    assert set(error.value.errors) == {"leader"}
    assert do("appoint_leader", yellow, above, **leader_input(town)).leader == town.user
    assert "appoint_leader" not in names_open(dispute_of(town), above)


def test_a_leader_of_elsewhere_is_none_and_the_day_is_not_past() -> None:
    case, above = dispute_of(center(), colour="red"), county()
    with pytest.raises(FormErrorsError):
        do("appoint_leader", case, above, **leader_input(posted(Role.COUNTY_CENTER, "611022")))
    with pytest.raises(Refused) as error:
        do("appoint_leader", case, above, **leader_input(above, target_on="2020-01-01"))
    assert "target_on" in error.value.reasons and not LeaderInCharge.objects.exists()


def test_change_and_end_keep_what_was() -> None:
    above, boss = county(), city()
    case = dispute_of(center(), colour="yellow")
    do("appoint_leader", case, above, **leader_input(above))
    do("change_leader", fresh(case), above, **leader_input(boss), reason="分工调整")
    assert [(row.leader, row.end_reason) for row in LeaderInCharge.objects.order_by("id")] == [(above.user, "分工调整"), (boss.user, "")]
    do("end_leader", fresh(case), above, reason="矛盾已缓和")
    assert not LeaderInCharge.objects.filter(until=None).exists() and "矛盾已缓和" in last_event(case).text


def test_a_red_case_is_not_left_without() -> None:
    above = county()
    case = dispute_of(center(), colour="red")
    do("appoint_leader", case, above, **leader_input(above))
    with pytest.raises(Refused) as error:
        do("end_leader", fresh(case), above, reason="不再需要")
    assert "更换" in error.value.message and LeaderInCharge.objects.filter(until=None).exists()


def test_one_leader_at_a_time_even_for_bulk_sql() -> None:
    above = county()
    case = dispute_of(center(), colour="red")
    row = do("appoint_leader", case, above, **leader_input(above))
    with pytest.raises(IntegrityError), transaction.atomic():
        LeaderInCharge.objects.create(
            case_id=case.pk, leader=above.user, people="", target_on=today(), task="", duty="", since=row.since, by=above.user
        )


def test_of_a_confidential_case_the_leader_may_know() -> None:
    town, above = center(), county()
    case = dispute_of(town, colour="yellow", confidential=True)
    CaseOfficer.objects.create(case_id=case.pk, user=above.user, role="named", since=timezone.now())
    boss = city()
    do("appoint_leader", case, above, **leader_input(boss))
    assert CaseOfficer.objects.filter(case_id=case.pk, user=boss.user, until=None).exists()


def test_mediators_appoint_nobody_and_closing_releases() -> None:
    town, above = center(), county()
    case = dispute_of(town, "withdrawn", colour="red")
    with pytest.raises(NotGranted):
        do("appoint_leader", case, posted(Role.MEDIATOR, "611002001"), **leader_input(above))
    do("appoint_leader", case, above, **leader_input(above))
    do("archive", planned(case, town), town, retention="long")
    assert LeaderInCharge.objects.get().until is not None
