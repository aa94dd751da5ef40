"""Acts through the API: the version that was seen is required, errors come by field, a case outside is not there; each act is an endpoint."""

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import Role
from cases.acts import registry
from cases.models import CaseEvent, PersonRead
from disputes.states import KIND, State
from tests.acts import FAR_TOWN, center, dispute_of, do, fresh, snapshot, upload
from tests.api.clients import Program, problem, reasons
from tests.disputes.way import (
    agreed,
    assigned,
    committee_of,
    mediated,
    mediator_of,
    session_input,
    terms_input,
)
from tests.factories import id_number, posted

pytestmark = pytest.mark.django_db
ACTS = [act.name for act in registry.acts(KIND)]
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")


@pytest.fixture
def program():
    return Program(center())


@pytest.fixture
def case(program):
    return dispute_of(program.actor, State.REGISTERED)


def test_an_act_is_done_and_the_case_told_with_its_new_version(program, case):
    response = program.do("note", case, text="走访")
    assert response.status_code == 200, response.content.decode()
    assert response["ETag"] == f'"{case.version + 1}"' and response.json()["version"] == case.version + 1
    event = CaseEvent.objects.filter(case_id=case.pk).latest("id")
    assert (event.act, event.by, event.text) == ("cases.note", program.actor.user, "走访")


def test_without_the_version_nothing_is_done(program, case):
    before = snapshot(case)
    assert set(reasons(program.post(f"disputes/{case.number}/acts/note/", {"text": "走访"}), 428)) == {"If-Match"}
    for tag in ("1", '"x"', "*", '""', '"99999999999"', '"1", "2"'):
        response = program.post(f"disputes/{case.number}/acts/note/", {"text": "走访"}, If_Match=tag)
        assert set(reasons(response, 400)) == {"If-Match"}, tag
    assert snapshot(case) == before


def test_on_a_stale_version_one_is_told_what_happened_since(program, case):
    other = posted(Role.COUNTY_CENTER, "611002")
    do("note", case, other, text="县里看过了")
    before = snapshot(case)
    told = problem(program.do("note", case, case.version, text="走访"), 412)
    assert told["current"] == case.version + 1
    assert [(event["text"], event["by"]) for event in told["events"]] == [("县里看过了", other.user.name)]
    assert snapshot(case) == before


def test_an_act_that_is_not_open_names_those_that_are(program, case):
    told = problem(program.do("agree", case), 409)
    assert told["state"] == "已登记" and "受理" in told["open_acts"]


def test_an_act_that_the_role_does_not_grant_is_forbidden(case):
    problem(Program(posted(Role.CITY_LEADER, "6110")).do("accept", case), 403)


STATES = (State.REGISTERED, State.ACCEPTED, State.MEDIATING, State.AGREED, State.FAILED)


def test_no_act_reaches_a_case_outside(case):
    before, stranger = snapshot(case), Program(center(FAR_TOWN))
    for act in ACTS:
        problem(stranger.do(act, case), 404)
        problem(stranger.get(f"disputes/{case.number}/acts/{act}/"), 404)
    assert snapshot(case) == before


def test_every_act_refuses_what_it_does_not_know(program):
    for case in [dispute_of(program.actor, state) for state in STATES]:
        before = snapshot(case)
        for act in ACTS:
            response = program.do(act, case, nonsense=1)
            assert response.status_code in (403, 409, 415, 422), (act, response.content.decode())  # 403: acts of a higher level
            if response.status_code == 422:
                assert "nonsense" in reasons(response), act
        assert snapshot(case) == before


def test_every_open_act_tells_its_fields(program):
    told = set()
    for case in [*(dispute_of(program.actor, state) for state in STATES), dispute_of(program.actor, colour="red", scale="03")]:
        for act in ACTS:
            response = program.get(f"disputes/{case.number}/acts/{act}/")
            if response.status_code != 200:
                assert problem(response, response.status_code)["status"] in (403, 409)
                continue
            declared, names = registry.act(KIND, act), {field["name"] for field in response.json()["fields_of_input"]}
            assert response.json()["label"] == str(declared.label)
            assert names <= set(declared.form.base_fields) and bool(names) == bool(declared.form.base_fields), act
            told.add(act)
    assert len(told) > len(ACTS) / 2


def test_open_acts_are_those_of_the_page(program, case):
    names = [act["name"] for act in program.get(f"disputes/{case.number}/acts/").json()]
    assert names[:2] and {"accept", "decline", "note"} <= set(names)
    assert names == program.get(f"disputes/{case.number}/").json()["open_acts"]


def test_errors_of_the_form_come_by_field(program, case):
    assert reasons(program.do("note", case)) == {"text": "必填，请填写或选择。"}
    assert set(reasons(program.do("note", case, text=["走访"]))) == {"text"}


def test_the_way_of_a_dispute_through_the_api(program):
    case = dispute_of(program.actor, State.ACCEPTED)
    committee = committee_of(program.actor)
    lead = mediator_of(committee)
    assert program.do("assign", case, committee=committee.pk, lead=lead.pk).json()["state"] == "assigned"
    held = {**session_input(fresh(case)), "mediators": [lead.pk]}
    held["held_at"] = held["held_at"].isoformat()
    response = program.do("hold_session", case, **held)
    assert response.status_code == 200, response.content.decode()
    response = program.do("agree", case, **terms_input(fresh(case)))
    assert response.status_code == 200, response.content.decode()
    assert response.json()["state"] == "agreed"


def test_errors_in_rows_name_row_and_field(program):
    case = mediated(program.actor)
    terms = terms_input(case)
    terms["items"] = [*terms["items"], {**terms["items"][0], "amount": "-1"}]
    assert set(reasons(program.do("agree", case, **terms))) == {"items[1].amount"}
    terms["items"][1] = {"content": "道歉", "debtor": 0}
    assert {"items[1].debtor", "items[1].due_on"} <= set(reasons(program.do("agree", case, **terms)))


def test_reasons_of_the_action_come_by_field_too(program):
    case, _mediator = assigned(program.actor)
    conflict = center(FAR_TOWN)
    response = program.do("reassign", case, committee=committee_of(conflict).pk)
    assert response.status_code == 422 and reasons(response)


def test_clear_values_come_with_a_reason_and_a_record(program):
    case = dispute_of(program.actor, parties=[{"name": "王建国", "id_number": id_number(7)}])
    party = case.parties.get()
    assert set(reasons(program.do("unmask", case, party=party.pk, fields_read=["name"], reason=""))) == {"reason"}
    assert not PersonRead.objects.exists()
    response = program.do("unmask", case, party=party.pk, fields_read=["name", "id_number"], reason="电话核实身份")
    assert response.json() == {"party": party.pk, "values": {"name": "王建国", "id_number": id_number(7)}}
    assert response["Cache-Control"] == "no-store"
    read = PersonRead.objects.get()
    assert (read.channel, read.user, read.reason) == ("api", program.actor.user, "电话核实身份")
    other = dispute_of(program.actor, parties=["张三"]).parties.get()
    assert set(reasons(program.do("unmask", case, party=other.pk, fields_read=["name"], reason="电话核实身份"))) == {"party"}


def test_clear_values_are_limited_per_minute(program):
    case = dispute_of(program.actor, parties=["王建国"])
    party = case.parties.get()
    with time_machine.travel(timezone.now(), tick=False):
        sent = [program.do("unmask", case, party=party.pk, fields_read=["name"], reason="电话核实身份") for _n in range(25)]
    answers = [response.status_code for response in sent]
    assert answers == [200] * 20 + [429] * 5


def test_a_case_that_one_may_not_see_any_more_is_not_told(program):
    case = dispute_of(program.actor)
    named = posted(Role.TOWNSHIP_CENTER, program.actor.postings[0].area_id, organisation=program.actor.postings[0].organisation)
    do("set_confidential", case, program.actor, confidential="yes", officers=[named.user.pk, program.actor.user.pk], reason="涉及隐私")
    assert Program(named).get(f"disputes/{case.number}/").status_code == 200
    problem(Program(posted(Role.COUNTY_CENTER, "611002")).get(f"disputes/{case.number}/"), 404)


def attach(program: Program, case, *files, **data):
    headers = program.headers | {"If-Match": f'"{fresh(case).version}"'}
    return Client().post(f"/api/v1/disputes/{case.number}/acts/attach/", {"files": list(files), "purpose": "evidence", **data}, headers=headers)


def test_a_file_is_uploaded_listed_and_downloaded(program, case):
    response = attach(program, case, upload(JPEG, "现场照片.jpg"))
    assert response.status_code == 200, response.content.decode()
    (row,) = program.get(f"disputes/{case.number}/attachments/").json()
    assert (row["name"], row["media_type"], row["size"]) == ("现场照片.jpg", "image/jpeg", len(JPEG))
    content = program.get(f"disputes/{case.number}/attachments/{row['id']}/content/", Accept="image/jpeg")
    assert b"".join(content.streaming_content) == JPEG
    assert content["X-Content-Type-Options"] == "nosniff" and content["Content-Disposition"].startswith("attachment")
    stranger = Program(center(FAR_TOWN))
    problem(stranger.get(f"disputes/{case.number}/attachments/{row['id']}/content/"), 404)
    own = dispute_of(stranger.actor)
    problem(stranger.get(f"disputes/{own.number}/attachments/{row['id']}/content/"), 404)


def test_a_file_of_another_kind_is_refused(program, case):
    before = snapshot(case)
    assert set(reasons(attach(program, case, upload(b"<html><script>alert(1)</script></html>", "a.jpg")))) == {"files"}
    assert set(reasons(attach(program, case))) == {"files"}
    assert snapshot(case) == before


def test_a_removed_file_is_not_handed_out(program, case):
    attach(program, case, upload(JPEG))
    (row,) = program.get(f"disputes/{case.number}/attachments/").json()
    assert program.do("remove_attachment", case, attachment=row["id"], reason="传错了").status_code == 200
    assert program.get(f"disputes/{case.number}/attachments/").json() == []
    problem(program.get(f"disputes/{case.number}/attachments/{row['id']}/content/"), 404)


def test_an_agreement_is_told_by_state_only(program):
    case = agreed(program.actor)
    assert program.get(f"disputes/{case.number}/").json()["state"] == "agreed"
