"""Intake through the API: the rules of the page, errors by field and row, one creation per idempotency key."""

import datetime as dt
import json
import threading

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from accounts.models import Role
from cases.idempotency import fingerprint_of, sweep
from cases.models import CaseEvent, IdempotencyKey, Party
from cases.tasks import sweep_idempotency_keys
from disputes.models import Dispute
from tests.acts import center
from tests.api.clients import Program, problem, reasons
from tests.factories import AreaFactory, id_number, posted

pytestmark = pytest.mark.django_db
VILLAGE = "611002001001"


def body(**changes):
    AreaFactory(code=VILLAGE)
    return {
        "title": "院墙滴水纠纷",
        "summary": "屋檐滴水损坏邻居院墙，双方争执。",
        "channel": "visit",
        "area": VILLAGE,
        "place": "东店子社区三组",
        "occurred_on": timezone.localdate().isoformat(),
        "category": "0201",
        "parties": [
            {"name": "王建国", "id_number": id_number(7), "phone": "139 1234 5678"},
            {"name": "李秀英", "role": "respondent"},
        ],
        **changes,
    }


def count() -> int:
    return Dispute.objects.get_queryset().count()


@pytest.fixture
def program():
    return Program(center())


def test_a_dispute_is_registered_and_told_masked(program):
    response = program.post("disputes/", body())
    assert response.status_code == 201, response.content.decode()
    told = response.json()
    dispute = Dispute.objects.get_queryset().get(number=told["number"])
    assert response["Location"] == f"/api/v1/disputes/{dispute.number}/" and response["ETag"] == '"1"'
    assert (dispute.first_receiver, dispute.people_count, dispute.colour) == (program.actor.user, 2, "blue")
    text = response.content.decode()
    assert "王建国" not in text and id_number(7) not in text and "13912345678" not in text
    assert told["parties_in_full"][0]["name"] == "王**"
    assert [clock["kind"] for clock in told["clocks"]] == ["dispute.accept", "level.township"]
    assert {"accept", "decline"} <= set(told["open_acts"])
    assert Party.objects.get(case_id=dispute.pk, role="applicant").id_number == id_number(7)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"title": ""}, {"title"}),
        ({"title": None}, {"title"}),
        ({"title": 5}, {"title"}),
        ({"title": ["a"]}, {"title"}),
        ({"colour": "green"}, {"colour"}),
        ({"people_count": "many"}, {"people_count"}),
        ({"people_count": True}, {"people_count"}),
        ({"occurred_on": "2999-01-01"}, {"occurred_on"}),
        ({"occurred_on": 20260101}, {"occurred_on"}),
        ({"area": "611022101"}, {"area"}),
        ({"category": "zz"}, {"category"}),
        ({"nonsense": 1}, {"nonsense"}),
        ({"parties": []}, {"parties"}),
        ({"parties": "王建国"}, {"parties"}),
        ({"parties": [1]}, {"parties"}),
        ({"parties": [{"name": "甲", "age": 3}]}, {"parties[0].age"}),
        ({"parties": [{"name": "甲"}, {"name": "乙", "role": "judge"}]}, {"parties[1].role"}),
        ({"parties": [{"name": "甲", "id_number": "610102199001011234"}]}, {"parties[0].id_number"}),
        ({"parties": [{"name": "甲"}, {"phone": "12"}]}, {"parties[1].name"}),
        ({"longitude": 200.5}, {"longitude"}),
    ],
)
def test_what_is_wrong_is_named_by_field_and_row_and_nothing_is_done(program, changes, fields):
    assert fields <= set(reasons(program.post("disputes/", body(**changes))))
    assert count() == 0


@pytest.mark.parametrize(
    "raw", [b"{", b"[]", b"null", b'"a"', b"\xff", b'{"title": NaN}', b'{"title": "\\u0000"}', b'{"title": "\\ud800"}', b'{"a": 1, "a": 2}',
            b'{"parties": [["\\ud800"]]}', b"[" * 100_000, b'{"a":' * 100_000]
)  # fmt: skip
def test_a_body_that_is_no_object_is_an_error(program, raw):
    response = program.client.post("/api/v1/disputes/", raw, content_type="application/json", headers=program.headers)
    problem(response, 400)


def test_a_body_in_another_format_or_too_large_is_refused(program, settings):
    problem(program.client.post("/api/v1/disputes/", {"title": "a"}, headers=program.headers), 415)
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    problem(program.post("disputes/", body(summary="长" * 900)), 413)


def test_who_does_not_register_disputes_may_not_here_either():
    problem(Program(posted(Role.CITY_LEADER, "6110")).post("disputes/", body()), 422)
    problem(Program(posted(Role.AUDITOR, "6110")).post("disputes/", body()), 422)
    assert count() == 0


def test_the_same_key_and_body_create_once_and_answer_the_same(program):
    sent = body()
    first = program.post("disputes/", sent, Idempotency_Key="k-1")
    again = program.post("disputes/", sent, Idempotency_Key="k-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json() and first["Location"] == again["Location"] and first["ETag"] == again["ETag"]
    assert count() == 1 and CaseEvent.objects.count() == 1
    assert "王建国" not in str(IdempotencyKey.objects.get().answer)


def test_the_same_key_with_another_body_is_refused(program):
    program.post("disputes/", body(), Idempotency_Key="k-1")
    assert set(reasons(program.post("disputes/", body(title="另一件纠纷"), Idempotency_Key="k-1"))) == {"Idempotency-Key"}
    assert count() == 1


def test_a_key_belongs_to_its_user(program):
    program.post("disputes/", body(), Idempotency_Key="k-1")
    assert Program(center()).post("disputes/", body(), Idempotency_Key="k-1").status_code == 201
    assert count() == 2


def test_a_refused_creation_leaves_the_key_free(program):
    problem(program.post("disputes/", body(title=""), Idempotency_Key="k-1"), 422)
    assert program.post("disputes/", body(), Idempotency_Key="k-1").status_code == 201
    assert count() == 1


@pytest.mark.parametrize("key", ["", "长", "a b", "x" * 201])
def test_a_key_that_is_none_is_refused(program, key):
    response = program.client.post("/api/v1/disputes/", body(), content_type="application/json", headers=program.headers, HTTP_IDEMPOTENCY_KEY=key)
    assert set(reasons(response, 400)) == {"Idempotency-Key"}


def claim(program, sent, age):
    return IdempotencyKey.objects.create(
        user=program.actor.user, key="k-1", fingerprint=fingerprint_of(sent), claim="00000000-0000-4000-8000-000000000000",
        claimed_at=timezone.now() - age,
    )  # fmt: skip


def test_while_the_first_is_under_way_the_second_waits(program):
    sent = body()
    claim(program, sent, dt.timedelta(seconds=5))
    response = program.post("disputes/", sent, Idempotency_Key="k-1")
    assert set(reasons(response, 409)) == {"Idempotency-Key"} and response["Retry-After"] == "1"
    assert count() == 0


def test_an_abandoned_claim_is_taken_over(program):
    sent = body()
    claim(program, sent, dt.timedelta(minutes=2))
    assert program.post("disputes/", sent, Idempotency_Key="k-1").status_code == 201
    assert program.post("disputes/", sent, Idempotency_Key="k-1").status_code == 201
    assert count() == 1


def test_keys_are_forgotten_after_a_day(program):
    sent = body()
    program.post("disputes/", sent, Idempotency_Key="k-1")
    assert sweep(now=timezone.now() + dt.timedelta(hours=23)) == 0
    with time_machine.travel(timezone.now() + dt.timedelta(hours=25)):
        sweep_idempotency_keys()
    assert not IdempotencyKey.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_with_one_key_create_one():
    program, sent, answers = Program(center()), body(), []
    start = threading.Barrier(10)

    def send():
        start.wait()
        answers.append(program.post("disputes/", sent, Idempotency_Key="k-1"))
        connection.close()

    threads = [threading.Thread(target=send) for _n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count() == 1
    assert {answer.status_code for answer in answers} <= {201, 409}
    created = [json.dumps(answer.json(), sort_keys=True) for answer in answers if answer.status_code == 201]
    assert created and len(set(created)) == 1
    assert program.post("disputes/", sent, Idempotency_Key="k-1").json() == json.loads(created[0])


def test_a_problem_names_the_fields_in_the_words_of_the_page(program):
    detail = problem(program.post("disputes/", {}), 422)["detail"]
    assert "“事件名称”：" in detail and "“当事人”：" in detail


def test_doubles_can_be_asked_for_before_registering(program):
    assert program.post("disputes/", body()).status_code == 201
    asked = {name: body()[name] for name in ("title", "area", "place", "occurred_on")} | {"parties": [{"name": "王建国", "id_number": id_number(7)}]}
    response = program.post("disputes/doubles/", asked)
    (found,) = response.json()
    assert found["reasons"] and found["case"]["title"] == "院墙滴水纠纷"
    assert "王建国" not in response.content.decode() and count() == 1


def test_nothing_of_another_county_is_told_as_a_double(program):
    assert program.post("disputes/", body()).status_code == 201
    stranger = Program(center("611022101"))
    asked = {"title": body()["title"], "area": VILLAGE, "parties": [{"name": "王建国", "id_number": id_number(7)}]}
    assert stranger.post("disputes/doubles/", asked).json() == []


def test_the_answer_to_a_creation_is_what_reading_the_dispute_tells(program):
    made = program.post("disputes/", body(latitude="33.87", longitude="109.9", amount="1200.5"))
    assert made.status_code == 201, made.content.decode()
    read = program.get(f"disputes/{made.json()['number']}/").json()
    told = made.json()
    for name in ("latitude", "longitude", "amount"):  # as they were sent; the column fills up with zeros
        assert float(told.pop(name)) == float(read.pop(name))
    assert told == read
