"""Reading a person's data: with a reason, recorded, shown once, written nowhere else (个人信息保护法 51, 55)."""

import io
import logging
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.utils import timezone

from accounts.models import Role
from cases.actions.unmask import unmask
from cases.errors import NotGranted, Refused
from cases.models import CaseEvent, PersonRead
from tests.acts import FAR_TOWN, FormErrorsError, center, dispute_of, do, fresh, last_event
from tests.factories.people import posted, signed_in

pytestmark = pytest.mark.django_db


def given(case: Any, **changes: Any) -> Any:
    return {"party": case.parties.first().pk, "fields_read": ["id_number", "phone"], "reason": "核对身份证件"} | changes


def test_the_values_are_given_and_the_reading_is_recorded() -> None:
    actor = center()
    case = dispute_of(actor)
    party, at = case.parties.first(), timezone.now()
    result = do("unmask", case, actor, at=at, version=case.version, **given(case))
    assert result.as_dict() == {"id_number": party.id_number, "phone": party.phone}
    read = PersonRead.objects.get()
    assert (read.party, read.user, read.role, read.reason, read.at) == (party, actor.user, Role.TOWNSHIP_CENTER, "核对身份证件", at)
    assert (read.person_name, bytes(read.id_index or b""), read.fields) == (party.name, bytes(party.id_index), "id_number,phone")


def test_nothing_of_it_stands_on_the_timeline_in_logs_or_in_a_trace() -> None:
    actor = center()
    case = dispute_of(actor)
    party, stream = case.parties.first(), io.StringIO()
    handler = logging.StreamHandler(stream)
    logging.getLogger().addHandler(handler)
    level = logging.getLogger().level
    logging.getLogger().setLevel(logging.DEBUG)
    try:
        result = do("unmask", case, actor, **given(case, fields_read=["name", "id_number", "phone", "address"]))
        logging.getLogger("x").info("done %s", result)
    finally:
        logging.getLogger().removeHandler(handler)
        logging.getLogger().setLevel(level)
    event = last_event(case)
    written = event.text + str(event.data) + stream.getvalue() + repr(result) + str(result)
    for secret in (party.name, party.id_number, party.phone, party.address):
        assert secret not in written
    assert "证件号码" in event.text and event.data["party"] == party.pk


def test_reading_does_not_outdate_what_others_are_doing() -> None:
    actor = center()
    case = dispute_of(actor)
    do("unmask", case, actor, **given(case))
    assert fresh(case).version == case.version
    do("note", case, actor, version=case.version, text="别人的页面还能提交")


@pytest.mark.parametrize(
    ("changes", "field"), [({"reason": "核对"}, "reason"), ({"reason": ""}, "reason"), ({"fields_read": []}, "fields_read"), ({"party": ""}, "party")]
)
def test_reason_party_and_fields_are_needed(changes: Any, field: Any) -> None:
    actor = center()
    case = dispute_of(actor)
    with pytest.raises(FormErrorsError) as error:
        do("unmask", case, actor, **given(case, **changes))
    assert set(error.value.errors) == {field}
    assert not PersonRead.objects.exists() and not CaseEvent.objects.filter(case_id=case.pk).exists()


def test_the_action_asks_for_the_same() -> None:
    actor = center()
    case, other = dispute_of(actor), dispute_of(actor)
    mine, foreign, at = case.parties.first(), other.parties.first(), timezone.now()
    for party, fields, reason, field in (
        (mine, ["phone"], "核 对 证", "reason"),
        (mine, ["sex"], "核对身份证件", "fields_read"),
        (foreign, ["phone"], "核对身份证件", "party"),
    ):
        with pytest.raises(Refused) as error:
            unmask(case=case, by=actor, at=at, party=party, fields_read=fields, reason=reason)
        assert set(error.value.reasons) == {field}
    assert not PersonRead.objects.exists()


def test_records_of_reading_cannot_be_changed() -> None:
    actor = center()
    case = dispute_of(actor)
    do("unmask", case, actor, **given(case))
    for sql in ("UPDATE cases_personread SET reason = '别的'", "DELETE FROM cases_personread"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_leaders_and_outsiders_may_not() -> None:
    case = dispute_of(center())
    for actor in (posted(Role.CITY_LEADER, "6110"), posted(Role.GRID_WORKER, "611002001"), center(FAR_TOWN)):
        with pytest.raises(NotGranted):
            do("unmask", case, actor, **given(case))
    assert not PersonRead.objects.exists()


def test_the_page_shows_it_once_and_records_from_where() -> None:
    actor = center()
    case = dispute_of(actor)
    party, client = case.parties.first(), signed_in(Client(), actor)
    address = f"/cases/{case.number}/acts/unmask/"
    assert party.id_number not in client.get(address).content.decode()
    page = client.post(address, given(case) | {"version": case.version})
    assert page.status_code == 200 and party.id_number in page.content.decode() and "no-store" in page["Cache-Control"]
    assert party.id_number not in client.get(f"/cases/{case.number}/").content.decode()
    read = PersonRead.objects.get()
    assert (read.channel, read.address) == ("page", "127.0.0.1")
