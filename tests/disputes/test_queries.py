"""The desk and the search box: counts that agree with the lists they lead to, the next act, few statements, nothing from outside."""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import QueryDict
from django.utils import timezone

from accounts.models import Role
from disputes.filters import DisputeFilter
from disputes.models import Dispute
from disputes.queries import DESK_LINKS, desk_counts, next_todo, search_everything
from disputes.states import State
from tests.acts import FAR_TOWN, OTHER_TOWN, TOWN, center, dispute_of, do
from tests.disputes.way import committee_of, mediator_of
from tests.factories import AreaFactory, id_number, posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor():
    return center()


def due(case, **later):
    moment = timezone.now() + dt.timedelta(**later)
    Dispute.objects.get_queryset().filter(pk=case.pk).update(due_at=moment)
    return case


@pytest.mark.parametrize("role", [Role.TOWNSHIP_CENTER, Role.COUNTY_CENTER, Role.CITY_LEADER, Role.MEDIATOR])
def test_counts_agree_with_the_lists_they_lead_to(actor, role):
    now = timezone.now()
    for hours in (-300, -1, 1, 30, 60, 200):
        due(dispute_of(actor), hours=hours)
    dispute_of(actor, State.ARCHIVED)
    looking = posted(role, {Role.COUNTY_CENTER: "611002", Role.CITY_LEADER: "6110"}.get(role, TOWN))
    counts = desk_counts(looking, now)
    for name, query in DESK_LINKS.items():
        assert getattr(counts, name) == DisputeFilter(QueryDict(query), actor=looking, now=now).qs.count(), name
    assert counts.overdue == 2


def test_counts_are_one_statement_and_what_is_next_five(actor, django_assert_num_queries):
    dispute_of(actor)
    _scope, now = actor.scope, timezone.now()
    with django_assert_num_queries(1):
        desk_counts(actor, now)
    with django_assert_num_queries(5):
        next_todo(actor, now)


def test_what_waits_comes_first_and_nearest_its_limit_with_its_act(actor):
    later, sooner = due(dispute_of(actor), days=3), due(dispute_of(actor, State.REGISTERED), hours=2)
    mediating = due(dispute_of(actor, State.MEDIATING), hours=1)  # waits for its mediator
    todo = next_todo(actor, timezone.now())
    assert [(each.case.pk, each.act.name) for each in todo[:2]] == [(sooner.pk, "accept"), (later.pk, "assign")]
    assert [each.case.pk for each in todo[2:]] == [mediating.pk]


def test_where_nothing_waits_the_scope_is_shown():
    case = due(dispute_of(center(OTHER_TOWN), State.MEDIATING), hours=1)
    county = posted(Role.COUNTY_CENTER, "611002")
    assert [each.case.pk for each in next_todo(county, timezone.now())] == [case.pk]
    assert next_todo(center(FAR_TOWN), timezone.now()) == []


def search(actor, text):
    return search_everything(actor, text, now=timezone.now())


def test_the_box_finds_cases_mediators_and_areas(actor):
    case = dispute_of(actor, title="水磨沟纠纷", parties=[{"name": "王建国", "id_number": id_number(7)}])
    mediator = mediator_of(committee_of(actor), name="水生")
    AreaFactory(code="611002001001")
    assert [found.pk for found in search(actor, "水磨").cases] == [case.pk]
    assert [found.pk for found in search(actor, case.number).cases] == [case.pk]
    assert [found.pk for found in search(actor, id_number(7)).cases] == [case.pk]
    assert [found.pk for found in search(actor, "水生").mediators] == [mediator.pk]
    assert "611002001001" in {area.code for area in search(actor, "东店子").areas}


def test_the_box_finds_nothing_outside():
    theirs = center()
    case = dispute_of(theirs, title="水磨沟纠纷", parties=[{"name": "王建国", "id_number": id_number(7)}])
    mediator_of(committee_of(theirs), name="水生")
    stranger = center(FAR_TOWN)
    for text in ("水磨", case.number, id_number(7), "水生", "东店子", TOWN):
        assert search(stranger, text) == search(stranger, "鑫"), text


@pytest.mark.parametrize("text", ["", " ", "，。", "x" * 51, "%", "\0", "'"])
def test_the_box_takes_anything(actor, text):
    found = search(actor, text)
    assert (found.cases, found.mediators, found.areas) == ([], [], [])


def test_a_confidential_case_is_found_by_its_officers_only(actor):
    case = dispute_of(actor, title="水磨沟纠纷")
    do("set_confidential", case, actor, confidential="yes", officers=[actor.user.pk], reason="涉及隐私")
    assert [found.pk for found in search(actor, "水磨").cases] == [case.pk]
    assert search(posted(Role.COUNTY_CENTER, "611002"), "水磨").cases == []
