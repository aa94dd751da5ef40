"""Each filter of the list of disputes finds what it says and nothing else; page, API and export use this one set."""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import QueryDict
from django.utils import timezone

from accounts.models import Role
from cases.daycount import SHANGHAI, end_of_day
from cases.filters import BadFilter
from cases.models import Case, Category, MojType, Urge
from disputes.filters import DisputeFilter
from disputes.models import Dispute
from disputes.states import State
from tests.acts import OTHER_TOWN, TOWN, center, dispute_of, do, fresh
from tests.disputes.way import assigned, committee_of, mediator_of
from tests.factories import AreaFactory, DisputeFactory, OrganisationFactory, id_number, mobile, posted

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 24, 10, tzinfo=SHANGHAI)
"""A Tuesday."""


@pytest.fixture
def actor():
    return center()


def found(actor, query, *, now=NOW):
    """What the filter finds, and that the paginator finds the same."""
    chosen = DisputeFilter(QueryDict(query), actor=actor, now=now)
    keys = set(chosen.qs.values_list("pk", flat=True))
    page = chosen.page(load=lambda ids: Case.objects.get_queryset().filter(pk__in=ids))
    assert {case.pk for case in page.rows} == keys
    assert page.count_text == str(len(keys))
    return keys


def reasons(actor, query):
    with pytest.raises(BadFilter) as error:
        _rows = DisputeFilter(QueryDict(query), actor=actor, now=NOW).qs
    return error.value.reasons


def change(case, **columns):
    Dispute.objects.get_queryset().filter(pk=case.pk).update(**columns)
    return fresh(case)


def test_open_ones_unless_something_says_otherwise(actor):
    opened, closed = dispute_of(actor), dispute_of(actor, State.ARCHIVED)
    assert found(actor, "") == found(actor, "open=yes") == {opened.pk}
    assert found(actor, "open=all") == {opened.pk, closed.pk}
    assert found(actor, "open=closed") == found(actor, "state=archived") == found(actor, "outcome=success&open=closed") == {closed.pk}
    assert found(actor, "q=纠纷") == {opened.pk, closed.pk}
    assert found(actor, "order=due") == {opened.pk}
    assert found(actor, "q=纠纷&order=due") == {opened.pk}


@pytest.mark.parametrize(
    ("column", "value", "other", "query"),
    [
        ("colour", "red", "blue", "colour=red"),
        ("channel", "phone", "visit", "channel=phone&channel=grid"),
        ("scale", "03", "01", "scale=03"),
        ("mediation_kind", "police", "people", "mediation_kind=police"),
        ("people_count", 30, 29, "people_min=30"),
        ("amount", 100, 99, "amount_min=100"),
        ("amount", 100, None, "amount_max=100"),
        ("occurred_on", dt.date(2026, 5, 1), dt.date(2026, 4, 30), "occurred_from=2026-05-01"),
        ("occurred_on", dt.date(2026, 5, 1), dt.date(2026, 5, 2), "occurred_to=2026-05-01"),
        ("outcome", "withdrawn", "success", "outcome=withdrawn"),
    ],
)
def test_columns(actor, column, value, other, query):
    wanted, unwanted = dispute_of(actor), dispute_of(actor)
    change(wanted, **{column: value})
    change(unwanted, **{column: other})
    assert found(actor, query) == {wanted.pk}


def test_several_filters_narrow_each_other(actor):
    both, one = dispute_of(actor), dispute_of(actor)
    change(both, colour="red", channel="phone")
    change(one, colour="red")
    assert found(actor, "colour=red&channel=phone") == {both.pk}


def test_categories_and_types(actor):
    case, other = dispute_of(actor), dispute_of(actor)
    leaf = Category.objects.filter(parent__isnull=False).exclude(parent_id=case.category_id[:2]).first()
    change(other, category=leaf, moj_type=MojType.objects.get(pk=5))
    assert found(actor, f"category={leaf.pk}") == found(actor, f"category={leaf.pk[:2]}") == found(actor, "moj_type=5") == {other.pk}
    assert set(reasons(actor, "category=zz")) == {"category"}


def test_areas_lie_in_the_scope():
    county = posted(Role.COUNTY_CENTER, "611002")
    here, there = DisputeFactory(area=AreaFactory(code=TOWN)), DisputeFactory(area=AreaFactory(code=OTHER_TOWN))
    village = DisputeFactory(area=AreaFactory(code="611002001001"))
    assert found(county, f"area={TOWN}") == {here.pk, village.pk}
    assert found(county, "area=611002001001") == {village.pk}
    assert found(county, "area=611002") == {here.pk, there.pk, village.pk}
    for outside in ("611022", "6110", "611002999"):
        assert set(reasons(county, f"area={outside}")) == {"area"}


def test_bodies_and_people(actor):
    case, other = dispute_of(actor), dispute_of(actor)
    body = OrganisationFactory(area=AreaFactory(code=TOWN))
    colleague = posted(Role.TOWNSHIP_CENTER, TOWN).user
    change(other, organisation=body, handler=colleague)
    change(case, handler=actor.user)
    assert found(actor, f"organisation={body.pk}") == {other.pk}
    assert found(actor, f"handler={colleague.pk}") == {other.pk}
    assert found(actor, "handler=me") == {case.pk}
    change(case, handler=None)
    assert found(actor, "handler=nobody") == {case.pk}


def test_committee_and_mediator(actor):
    case, mediator = assigned(actor)
    dispute_of(actor)
    assert found(actor, f"committee={fresh(case).committee_id}") == found(actor, f"mediator={mediator.pk}") == {case.pk}
    do("unassign", case, actor, reason="改派其他人")
    assert found(actor, f"mediator={mediator.pk}") == set()
    unknown = mediator_of(committee_of(center("611022101")))
    assert set(reasons(actor, f"mediator={unknown.pk}")) == {"mediator"}


def at(day, hour=0):
    return dt.datetime(2026, 11, day, hour, tzinfo=SHANGHAI)


def test_limits_by_the_day_they_end_on(actor):
    ends = {"past": NOW, "noon": at(24, 12), "today": end_of_day(dt.date(2026, 11, 24)), "sunday": end_of_day(dt.date(2026, 11, 29))}
    ends |= {"monday": end_of_day(dt.date(2026, 11, 30)), "none": None}
    cases = {name: change(dispute_of(actor), due_at=moment).pk for name, moment in ends.items()}
    names = {pk: name for name, pk in cases.items()}

    def named(query):
        return {names[pk] for pk in found(actor, query)}

    assert named("overdue=overdue") == {"past"}
    assert named("overdue=today") == {"noon", "today"}
    assert named("overdue=week") == {"noon", "today", "sunday"}
    assert named("due_from=2026-11-24&due_to=2026-11-24") == {"past", "noon", "today"}
    assert named("due_from=2026-11-25") == {"sunday", "monday"}
    assert named("due_to=2026-11-29") == {"past", "noon", "today", "sunday"}


def test_days_of_registration_are_days_in_shanghai(actor):
    evening, midnight = (change(dispute_of(actor), received_at=moment).pk for moment in (at(23, 23), at(24)))
    assert found(actor, "received_to=2026-11-23") == {evening}
    assert found(actor, "received_from=2026-11-24") == {midnight}
    assert found(actor, "received_from=2026-11-23&received_to=2026-11-24") == {evening, midnight}


def test_what_waits_for_whom(actor):
    registered, accepted, mediating = (dispute_of(actor, state) for state in (State.REGISTERED, State.ACCEPTED, State.MEDIATING))
    change(mediating, handler=None)
    assert found(actor, "waiting=me") == {registered.pk, accepted.pk}
    Urge.objects.create(case=mediating, by=actor.user, at=NOW, text="催办")
    assert found(actor, "waiting=me") == {registered.pk, accepted.pk, mediating.pk}
    assert found(actor, "urged=true") == {mediating.pk} and found(actor, "urged=false") == {registered.pk, accepted.pk}
    county = posted(Role.COUNTY_CENTER, "611002")
    assert found(county, "waiting=me") == set()
    change(mediating, handler=county.user)
    assert found(county, "waiting=me") == {mediating.pk}


def test_a_transfer_waits_for_the_receiver(actor):
    receiver = center(OTHER_TOWN)
    case = dispute_of(actor)
    do("transfer", case, actor, organisation=receiver.postings[0].organisation_id, reason="移送")
    assert found(receiver, "waiting=me") == found(receiver, "transferring=true") == {case.pk}
    assert found(actor, "transferring=true") == {case.pk} and found(actor, "transferring=false") == set()
    assert found(receiver, "q=纠纷") == {case.pk}  # though its area is another one


def test_confidential_ones(actor):
    case, other = dispute_of(actor), dispute_of(actor)
    do("set_confidential", case, actor, confidential="yes", officers=[actor.user.pk], reason="涉及隐私")
    assert found(actor, "confidential=true") == {case.pk} and found(actor, "confidential=false") == {other.pk}
    assert found(actor, "q=纠纷") == {case.pk, other.pk}
    assert found(center(), "confidential=true") == set() and found(center(), "q=纠纷") == {other.pk}


@pytest.mark.parametrize("query", ["排水", "排水沟", "门前排", "王建", "王建国", "王建国 排水", "村口", "Ｔ611002", "t611002"])
def test_search_by_words_names_and_number(actor, query):
    case = dispute_of(actor, title="门前排水沟纠纷", place="村口", parties=["王建国", "李秀英"])
    dispute_of(actor, title="借款合同纠纷", place="镇上", parties=["张三"])
    hits = found(actor, f"q={query}")
    assert case.pk in hits and (len(hits) == 1 or "611002" in query)


@pytest.mark.parametrize("query", ["排沟", "沟排水", "建国王", "王秀英", "排水借款", "门前沟"])
def test_pieces_that_stand_apart_are_no_hit(actor, query):
    dispute_of(actor, title="门前排水沟纠纷", place="镇上", parties=["王建国", "李秀英"])
    assert found(actor, f"q={query}") == set()


@pytest.mark.parametrize("query", ["%", "_", "'", '"', "\\", ":*", "&|!()", "a' & 'b", "鑫%", "<script>", "😀"])
def test_signs_are_no_operators(actor, query):
    dispute_of(actor, title="门前排水沟纠纷")
    data = QueryDict(mutable=True)
    data["q"] = query
    chosen = DisputeFilter(data, actor=actor, now=NOW)
    try:
        assert not chosen.qs.exists()
    except BadFilter as error:
        assert set(error.reasons) == {"q"}


def test_a_whole_number_of_a_person(actor):
    case = dispute_of(actor, parties=[{"name": "王建国", "id_number": id_number(7), "phone": mobile(7)}])
    dispute_of(actor, parties=[{"name": "李秀英", "id_number": id_number(8), "phone": mobile(8)}])
    for typed in (id_number(7), mobile(7), f" {mobile(7)[:3]} {mobile(7)[3:7]} {mobile(7)[7:]}"):
        assert found(actor, f"person={typed}") == {case.pk}
    assert found(actor, f"person={id_number(9)}") == set()
    assert found(center("611022101"), f"person={id_number(7)}") == set()
    for part in (id_number(7)[:10], "王建国", id_number(7)[:-1] + ("0" if id_number(7)[-1] != "0" else "1")):
        assert set(reasons(actor, f"person={part}")) == {"person"}


def test_a_search_finds_a_whole_number_of_a_person_too(actor):
    case = dispute_of(actor, parties=[{"name": "王建国", "id_number": id_number(7), "phone": mobile(7)}])
    other = dispute_of(actor, title=f"来电 {mobile(7)} 反映噪音")
    dispute_of(actor, parties=[{"name": "李秀英", "id_number": id_number(8), "phone": mobile(8)}])
    assert found(actor, f"q={id_number(7)}") == {case.pk}
    assert found(actor, f"q={mobile(7)}") == {case.pk, other.pk}
    assert found(actor, f"q={id_number(7)}&open=closed") == found(actor, f"q={id_number(7)[:17]}") == found(actor, f"q={id_number(9)}") == set()
    assert found(center("611022101"), f"q={id_number(7)}") == found(center("611022101"), f"q={mobile(7)}") == set()
    change(case, confidential=True)
    assert found(center(), f"q={id_number(7)}") == set()


def test_chips_are_what_was_set(actor):
    chosen = DisputeFilter(QueryDict("colour=red&colour=blue&q=&category=02&order=due"), actor=actor, now=NOW)
    assert chosen.chosen == {"colour": ["red", "blue"], "category": "02"}


def test_choices_are_asked_for_only_when_used(actor, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert DisputeFilter(QueryDict("colour=red"), actor=actor, now=NOW).is_valid()


def test_nothing_is_read_for_who_sees_nothing(django_assert_num_queries):
    auditor = posted(Role.AUDITOR, "6110")
    _scope = auditor.scope
    with django_assert_num_queries(0):
        assert not list(DisputeFilter(QueryDict("q=纠纷&open=all"), actor=auditor, now=timezone.now()).qs)
