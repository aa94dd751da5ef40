"""Notes: on the timeline, never changed."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, InternalError

from accounts.models import Role
from cases.errors import NotGranted, Outdated
from cases.models import CaseEvent
from disputes.states import State
from tests.acts import FAR_TOWN, FormErrorsError, center, dispute_of, do, fresh, last_event, names_open
from tests.factories.people import posted

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", [State.REGISTERED, State.MEDIATING, State.ARCHIVED, State.MERGED])
def test_a_note_stands_on_the_timeline_in_every_state(state: Any) -> None:
    actor = center()
    case = dispute_of(actor, state)
    do("note", case, actor, version=case.version, text="已电话联系双方，约定周五调解")
    event = last_event(case)
    assert (event.act, event.text, event.by) == ("cases.note", "已电话联系双方，约定周五调解", actor.user)
    assert (event.source, event.target, event.version) == (state, state, case.version + 1)
    assert fresh(case).due_at == case.due_at


def test_it_cannot_be_changed_or_removed_not_even_by_sql() -> None:
    actor = center()
    case = dispute_of(actor)
    do("note", case, actor, text="原话")
    for sql in ("UPDATE cases_caseevent SET text = '改过' WHERE id = %s", "DELETE FROM cases_caseevent WHERE id = %s"):
        with pytest.raises((InternalError, DatabaseError)), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [last_event(case).pk])
    assert CaseEvent.objects.get(case_id=case.pk).text == "原话"


@pytest.mark.parametrize(("text", "words"), [("", "必填"), ("   ", "必填"), ("长" * 2001, "2000")])
def test_what_is_wrong_is_said_at_the_field(text: Any, words: Any) -> None:
    actor = center()
    case = dispute_of(actor)
    with pytest.raises(FormErrorsError) as error:
        do("note", case, actor, text=text)
    assert words in error.value.errors["text"][0] and set(error.value.errors) == {"text"}
    assert not CaseEvent.objects.filter(case_id=case.pk).exists()


def test_markup_stays_text() -> None:
    actor = center()
    case = dispute_of(actor)
    do("note", case, actor, text="<script>alert(1)</script>")
    assert last_event(case).text == "<script>alert(1)</script>"


def test_a_grid_worker_notes_only_on_own_cases_and_an_auditor_nowhere() -> None:
    case = dispute_of(center())
    for actor in (posted(Role.GRID_WORKER, "611002001"), posted(Role.AUDITOR, "6110"), center(FAR_TOWN)):
        assert "note" not in names_open(case, actor)
        with pytest.raises(NotGranted):
            do("note", case, actor, text="记录")


def test_two_notes_at_once_the_second_is_told() -> None:
    actor = center()
    case = dispute_of(actor)
    do("note", case, actor, version=case.version, text="第一条")
    with pytest.raises(Outdated) as error:
        do("note", case, actor, version=case.version, text="第二条")
    assert [event.text for event in error.value.events] == ["第一条"]
