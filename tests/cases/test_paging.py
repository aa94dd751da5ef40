"""Pages by keyset: every row once, in order, forward and back, whatever comes in between; a cursor that is none is an error."""

from __future__ import annotations

import base64
import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Role
from cases.models import Case, CaseOfficer
from cases.paging import DUE, NEWEST, ORDERS, BadCursor, Cursor, Page, capped_count, count_text, page_of
from cases.visibility import conditions
from disputes.states import State
from tests.acts import FAR_TOWN, TOWN, center, dispute_of
from tests.factories import AreaFactory, DisputeFactory, PostingFactory, posted

NOW = dt.datetime(2026, 3, 2, 2, tzinfo=dt.UTC)


def everything():
    return Case.objects.get_queryset()


def walk(actor, *, size, order=NEWEST):
    """All pages forward, then back from the last; the rows of each."""
    parts, forward, after = conditions(actor.scope), [], None
    while True:
        page: Page[Case] = page_of(everything(), parts, after=after, size=size, order=order)
        forward.append([case.pk for case in page.rows])
        last, after = page, page.next_cursor
        if after is None:
            break
    back: list[list[int]] = []
    while last.previous_cursor is not None:
        last = page_of(everything(), parts, after=last.previous_cursor, size=size, order=order)
        back.insert(0, [case.pk for case in last.rows])
    return forward, back


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 50])
@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
def test_every_row_comes_once_in_order_and_back_again(size, order):
    actor = center()
    for n in range(7):
        same_moment = timezone.now() - dt.timedelta(hours=n // 2)
        case = DisputeFactory(area=AreaFactory(code=TOWN), received_at=same_moment)
        everything().filter(pk=case.pk).update(due_at=None if n % 3 == 0 else same_moment)
    rows = list(everything().values_list("pk", "received_at", "due_at"))
    if order is NEWEST:
        expected = [pk for pk, *_rest in sorted(rows, key=lambda row: (row[1], row[0]), reverse=True)]
    else:
        expected = [pk for pk, *_rest in sorted(rows, key=lambda row: (row[2] is None, row[2] or NOW, row[0]))]
    forward, back = walk(actor, size=size, order=order)
    assert [pk for page in forward for pk in page] == expected
    assert back == forward[:-1]


@pytest.mark.django_db
def test_a_case_that_is_visible_in_several_ways_comes_once():
    actor = center()
    case = dispute_of(actor)
    CaseOfficer.objects.create(case=case, user=actor.user, role="handler", since=NOW)
    CaseOfficer.objects.create(case=case, user=actor.user, role="named", since=NOW)
    page: Page[Case] = page_of(everything(), conditions(actor.scope))
    assert [row.pk for row in page.rows] == [case.pk] and page.count_text == "1"


@pytest.mark.django_db
def test_all_ways_of_seeing_are_put_together_and_nothing_else():
    actor = center()
    second = PostingFactory.create(user=actor.user, role=Role.TOWNSHIP_CENTER, area=AreaFactory(code="611002002"))
    actor = type(actor).of(actor.user, timezone.localdate())
    seen = [
        DisputeFactory(area=AreaFactory(code=TOWN)),
        DisputeFactory(area=AreaFactory(code="611002002")),
        DisputeFactory(area=AreaFactory(code=FAR_TOWN), organisation=second.organisation),
        DisputeFactory(area=AreaFactory(code=FAR_TOWN), organisation__area=AreaFactory(code=FAR_TOWN), confidential=True),
    ]
    CaseOfficer.objects.create(case=seen[-1], user=actor.user, role="named", since=NOW)
    DisputeFactory(area=AreaFactory(code=FAR_TOWN), organisation__area=AreaFactory(code=FAR_TOWN))
    DisputeFactory(area=AreaFactory(code=TOWN), confidential=True)
    ended = DisputeFactory(area=AreaFactory(code=TOWN), confidential=True)
    CaseOfficer.objects.create(case=ended, user=actor.user, role="named", since=NOW, until=NOW)
    pages: Page[Case] = page_of(everything(), conditions(actor.scope), size=10)
    assert {row.pk for row in pages.rows} == {case.pk for case in seen}
    assert set(everything().visible_to(actor)) == {case.case_ptr for case in seen}
    assert pages.count_text == "4"


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.AUDITOR])
def test_who_sees_no_cases_gets_an_empty_page_without_asking_for_one(role, django_assert_num_queries):
    DisputeFactory(area=AreaFactory(code=TOWN))
    actor = posted(role, "6110")
    parts = conditions(actor.scope)
    with django_assert_num_queries(0):
        page: Page[Case] = page_of(everything(), parts)
    assert (page.rows, page.next_cursor, page.previous_cursor, page.count_text) == ([], None, None, "0")


@pytest.mark.django_db
def test_rows_that_come_in_between_shift_nothing():
    actor = center()
    parts = conditions(actor.scope)
    old = [DisputeFactory(area=AreaFactory(code=TOWN)).pk for _n in range(4)]
    first: Page[Case] = page_of(everything(), parts, size=2)
    DisputeFactory(area=AreaFactory(code=TOWN))
    second: Page[Case] = page_of(everything(), parts, size=2, after=first.next_cursor)
    assert [case.pk for case in first.rows + second.rows] == old[::-1]


@pytest.mark.django_db
def test_a_page_costs_three_statements(django_assert_num_queries):
    actor = center()
    for _n in range(3):
        DisputeFactory(area=AreaFactory(code=TOWN))
    parts = conditions(actor.scope)
    with django_assert_num_queries(3):
        page_of(everything(), parts, size=2)
    with django_assert_num_queries(2):
        page_of(everything(), parts, size=2, counted=False)


@pytest.mark.django_db
def test_a_count_stops_at_the_cap():
    actor = center()
    for state in (State.REGISTERED, State.ACCEPTED, State.FAILED):
        dispute_of(actor, state)
    parts = conditions(actor.scope)
    assert capped_count(everything(), parts=parts, cap=2) == 2
    assert capped_count(everything(), parts=parts, cap=4) == 3
    assert capped_count(everything(), cap=2) == 2


def test_counts_in_figures():
    assert count_text(0) == "0" and count_text(1234) == "1,234"
    assert count_text(10_000) == "10,000" and count_text(10_001) == "10,000+" and count_text(10_001, 1_001) == "1,000+"


moments = st.datetimes(dt.datetime(1, 1, 2), dt.datetime(9999, 12, 30), timezones=st.just(dt.UTC))  # noqa: DTZ001  (hypothesis adds the zone)


@given(forward=st.booleans(), order=st.sampled_from(list(ORDERS.values())), moment=moments, pk=st.integers(0, 2**63 - 1))
def test_a_cursor_comes_back_as_it_was(forward, order, moment, pk):
    cursor = Cursor(forward, order.code, moment, pk)
    assert Cursor.decode(cursor.encode(), order) == cursor


@given(st.text())
def test_any_other_text_is_a_bad_cursor(text):
    with pytest.raises(BadCursor):
        Cursor.decode(text, NEWEST)


LOOKALIKES = ["n.newest.1", "x.newest.1.1", "n.due.1.1", "n.newest.a.1", "n.newest.1.-1", "n.newest.１.1"]
TOO_LARGE = ["n.newest.999999999999999999.1", "n.newest.1.9223372036854775808"]


@pytest.mark.parametrize("inside", LOOKALIKES + TOO_LARGE)
def test_what_looks_like_a_cursor_is_read_strictly(inside):
    with pytest.raises(BadCursor):
        Cursor.decode(base64.urlsafe_b64encode(inside.encode()).rstrip(b"=").decode(), NEWEST)


def test_a_cursor_of_another_order_is_refused():
    with pytest.raises(BadCursor):
        Cursor.decode(Cursor(True, DUE.code, NOW, 1).encode(), NEWEST)
