"""Likely doubles: by party, place and time, title; only what the actor may see, always with a reason, in few statements."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.blind_index import id_index, phone_index
from disputes.duplicates import CANDIDATES, likely, likeness, pieces, similarity
from disputes.states import State
from tests.acts import FAR_TOWN, center, dispute_of
from tests.factories.areas import AreaFactory
from tests.factories.disputes import DisputeFactory
from tests.factories.numbers import id_number, mobile

pytestmark = pytest.mark.django_db
NOTHING = {"title": "", "area_code": "611002001001", "occurred_on": None, "place": ""}


def person(seq, name):
    return {
        "name": name,
        "id_number": id_number(seq),
        "id_index": id_index(id_number(seq)),
        "phone": mobile(seq),
        "phone_index": phone_index(mobile(seq)),
    }


def test_the_same_document_number_whatever_the_name_and_place():
    actor = center("611002")
    case = dispute_of(actor, parties=(person(501, "王建国"), "李秀英"), title="彩礼返还", area=AreaFactory(code="611002002001"))
    number = id_number(501).lower()
    (found,) = likely(actor=actor, **NOTHING, parties=[("王健国", f" {number[:6]} {number[6:]}", "")])
    assert found.case.pk == case.pk and found.reasons == ("同一当事人：证件号码相同",)


def test_the_same_telephone():
    actor = center()
    case = dispute_of(actor, parties=(person(502, "王建国"), "李秀英"))
    (found,) = likely(actor=actor, **NOTHING, parties=[("", "", mobile(502))])
    assert found.case.pk == case.pk and found.reasons == ("当事人联系电话相同",)


def test_the_same_name_in_the_county_is_shown_masked():
    actor = center()
    dispute_of(actor, parties=("欧阳振华", "李秀英"))
    (found,) = likely(actor=actor, **NOTHING, parties=[("欧阳振华", "", "")])
    assert found.reasons == ("当事人同名：欧阳**",)
    assert likely(actor=actor, **NOTHING, parties=[("欧阳正华", "", "")]) == []


def test_the_same_place_and_time():
    actor = center()
    day = dt.date(2026, 5, 10)
    case = dispute_of(actor, occurred_on=day, place="东店子社区三组水井旁", title="其他事")
    near = {"title": "", "area_code": "611002001001", "place": "三组水井"}
    (found,) = likely(actor=actor, occurred_on=day + dt.timedelta(days=3), **near)
    assert found.case.pk == case.pk and found.reasons == ("地点相近，发生日期相差 3 天",)
    assert likely(actor=actor, occurred_on=day, **near)[0].reasons == ("地点相近，发生在同一天",)
    assert likely(actor=actor, occurred_on=day + dt.timedelta(days=30), **near) == []
    assert likely(actor=actor, occurred_on=day, **{**near, "place": "一组村口"}) == []


@pytest.mark.parametrize("typed", ["滴水", "院墙滴水", "王某与李某院墙滴水纠纷", "院墙滴水损坏"])
def test_a_similar_title_two_characters_suffice(typed):
    actor = center()
    case = dispute_of(actor, title="院墙滴水纠纷")
    dispute_of(actor, title="彩礼返还纠纷")
    found = likely(actor=actor, title=typed, area_code="611002001001", occurred_on=None, place="")
    assert [each.case.pk for each in found] == [case.pk] and found[0].reasons == ("事件名称相近",)


def test_the_same_title_stands_before_titles_that_share_the_cause_alone():
    """However many newer ones share the cause, and whether or not a name in it was typed in full, as it is kept masked."""
    actor = center()
    day = dt.date(2026, 5, 10)
    wanted = dispute_of(actor, title="王某某与李某某征地补偿款分配纠纷", occurred_on=dt.date(2026, 4, 1))
    for name in ("赵某与钱某", "孙某与周某", "吴某与郑某", "冯某与陈某"):
        dispute_of(actor, title=f"{name}征地补偿款分配纠纷", occurred_on=day)
    asked = {"area_code": "611002001001", "occurred_on": day, "place": ""}
    found = likely(actor=actor, title="王某某与李某某征地补偿款分配纠纷", **asked)
    assert found[0].case.pk == wanted.pk and len(found) == 5
    assert found[0].reasons == ("事件名称相同",) and found[1].reasons == ("事件名称相近，发生在同一天",)
    assert found[0].score > max(each.score for each in found[1:])
    assert likely(actor=actor, title="王某某与李某某，征地补偿款 分配纠纷", **asked)[0].case.pk == wanted.pk


def test_the_same_title_is_found_behind_any_number_of_newer_ones():
    actor = center()
    wanted = dispute_of(actor, title="王家与李家院墙滴水纠纷")
    DisputeFactory.create_batch(CANDIDATES + 1, organisation=actor.postings[0].organisation, title="院墙滴水纠纷")
    found = likely(actor=actor, title="王家与李家院墙滴水纠纷", area_code="611002001001", occurred_on=None, place="")
    assert found[0].case.pk == wanted.pk


def test_a_title_typed_with_full_names_is_compared_as_it_is_kept():
    actor = center()
    wanted = dispute_of(actor, title="王**与李**院墙滴水纠纷")
    dispute_of(actor, title="赵某与钱某院墙滴水纠纷")
    asked = {"area_code": "611002001001", "occurred_on": None, "place": "", "parties": [("王建国", "", ""), ("李秀英", "", "")]}
    found = likely(actor=actor, title="王建国与李秀英院墙滴水纠纷", **asked)
    assert found[0].case.pk == wanted.pk and "事件名称相同" in found[0].reasons


def test_nearer_events_and_the_very_place_count_more():
    actor = center()
    day = dt.date(2026, 5, 10)
    far = dispute_of(actor, title="院墙滴水纠纷", occurred_on=day - dt.timedelta(days=6), place="三组水井旁")
    near = dispute_of(actor, title="院墙滴水纠纷", occurred_on=day - dt.timedelta(days=1), place="三组水井旁")
    same = dispute_of(actor, title="院墙滴水纠纷", occurred_on=day - dt.timedelta(days=1), place="三组水井")
    found = likely(actor=actor, title="滴水", area_code="611002001001", occurred_on=day, place="三组水井")
    assert [each.case.pk for each in found] == [same.pk, near.pk, far.pk]
    assert "地点相同，发生日期相差 1 天" in found[0].reasons and "地点相近，发生日期相差 6 天" in found[2].reasons
    assert likeness("院墙滴水", "院墙滴水") == 1 and 0 < likeness("滴水", "院墙滴水") < 1 and likeness("", "") == 0


def test_words_that_every_title_has_say_nothing():
    actor = center()
    dispute_of(actor, title="彩礼返还纠纷")
    assert likely(actor=actor, title="土地流转纠纷", area_code="611002001001", occurred_on=None, place="") == []
    assert pieces("关于纠纷") <= {"于纠"} and similarity("", "纠纷") == 0


def test_more_reasons_stand_before_fewer_and_all_are_said():
    actor = center()
    day = dt.date(2026, 5, 10)
    weak = dispute_of(actor, title="院墙滴水纠纷", occurred_on=dt.date(2026, 1, 1))
    strong = dispute_of(actor, title="院墙滴水纠纷", occurred_on=day, place="三组水井", parties=(person(503, "张翠花"), "李秀英"))
    found = likely(
        actor=actor, title="滴水", area_code="611002001001", occurred_on=day, place="三组水井", parties=[("张翠花", id_number(503), mobile(503))]
    )
    assert [each.case.pk for each in found] == [strong.pk, weak.pk]
    assert len(found[0].reasons) == 5 and found[0].score > found[1].score
    assert likely(actor=actor, title="滴水", area_code="611002001001", occurred_on=day, place="", limit=1)[0].case.pk in (strong.pk, weak.pk)


def test_what_the_actor_may_not_see_is_never_found():
    far = center(FAR_TOWN)
    case = dispute_of(far, parties=(person(504, "王建国"), "李秀英"), title="院墙滴水纠纷", area=AreaFactory(code="611022101200"))
    asked = {"title": "滴水", "area_code": "611022101200", "occurred_on": case.occurred_on, "place": case.place}
    asked["parties"] = [("王建国", id_number(504), mobile(504))]
    assert likely(actor=center(), **asked) == []
    assert [each.case.pk for each in likely(actor=far, **asked)] == [case.pk]
    type(case).objects.get_queryset().filter(pk=case.pk).update(confidential=True)
    assert likely(actor=far, **asked) == []


def test_the_case_itself_is_left_out_and_closed_ones_are_found():
    actor = center()
    case = dispute_of(actor, State.ARCHIVED, title="院墙滴水纠纷")
    asked = {"title": "滴水", "area_code": "611002001001", "occurred_on": None, "place": ""}
    assert [each.case.pk for each in likely(actor=actor, **asked)] == [case.pk]
    assert likely(actor=actor, **asked, exclude=case.pk) == []


def test_odd_input_finds_nothing_and_breaks_nothing():
    actor = center()
    for title in ("'", "\\", "a:*", "| & !", "   ", "滴", "%_", "🙂🙂"):
        assert (
            likely(actor=actor, title=title, area_code="611002001001", occurred_on=timezone.localdate(), place=title, parties=[("'", "'", "'")]) == []
        )
    assert likely(actor=actor, title="滴水", area_code="", occurred_on=None, place="") == []


def test_the_number_of_statements_does_not_grow():
    actor = center()
    asked = {"title": "滴水", "area_code": "611002001001", "occurred_on": timezone.localdate(), "place": "村口"}
    asked["parties"] = [("王建国", id_number(505), mobile(505)), ("李秀英", "", "")]
    counts = []
    for _round in range(2):
        DisputeFactory.create_batch(4, organisation=actor.postings[0].organisation, title="院墙滴水纠纷")
        with CaptureQueriesContext(connection) as queries:
            likely(actor=actor, **asked)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6
