"""Every act through its page, with forms as a browser posts them and no script anywhere."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from cases.acts import registry
from cases.models import CaseEvent, PersonRead
from disputes.states import KIND, State
from tests.acts import center, dispute_of, do, fresh, last_event
from tests.factories import signed_in
from tests.factories.people import posted
from tests.html import faults, get, read

pytestmark = pytest.mark.django_db


def address(case: Any, act: str) -> str:
    return reverse("cases:act", args=[case.number, act])


def test_an_act_is_done_and_leads_back_to_the_case(client: Client) -> None:
    actor = center()
    case = dispute_of(actor, State.REGISTERED)
    signed_in(client, actor)
    typed = {"version": case.version, "other_party": "agrees", "start_mode": "applied", "rights_told": "on"}
    response = client.post(address(case, "accept"), typed, follow=True)
    assert response.redirect_chain == [(reverse("cases:detail", args=[case.number]), 302)]
    assert fresh(case).state == State.ACCEPTED
    assert "“受理”已办理" in response.content.decode()


def test_from_the_case_page_it_comes_as_a_panel_and_goes_back_by_itself(client: Client) -> None:
    actor = center()
    case = dispute_of(actor, State.REGISTERED)
    signed_in(client, actor)
    panel = client.get(address(case, "accept"), headers={"HX-Request": "true"})
    assert b"<html" not in panel.content
    assert faults(read(panel)) == []
    typed = {"version": case.version, "other_party": "agrees", "start_mode": "applied"}
    done = client.post(address(case, "accept"), typed, headers={"HX-Request": "true"})
    assert done.headers["HX-Redirect"] == reverse("cases:detail", args=[case.number])


def test_the_page_says_what_will_happen_and_on_which_basis(client: Client) -> None:
    actor = center()
    case = dispute_of(actor, State.REGISTERED)
    page = get(signed_in(client, actor), address(case, "accept"))
    act = registry.act(KIND, "accept")
    assert act is not None
    assert str(act.consequence) in page.text
    assert act.article in page.text


def test_an_error_names_the_field_and_keeps_what_was_typed(client: Client) -> None:
    actor = center()
    case = dispute_of(actor, State.MEDIATING)
    signed_in(client, actor)
    told = {"facts": "院墙滴水，双方各执一词。", "items-0-content": "赔偿修缮费"}
    typed = {"version": case.version, "form": "written", "reached_on": "2099-01-01", **told}
    page = read(response := client.post(address(case, "agree"), typed))
    assert response.status_code == 422
    assert faults(page) == []
    assert "院墙滴水，双方各执一词。" in page.text
    assert page.value("items-0-content") == "赔偿修缮费"
    assert "履行人" in page.text
    linked = {link.removeprefix("#") for link in page.links() if link.startswith("#id_")}
    assert linked <= {tag.attributes.get("id") for tag in page.tags}
    assert linked
    assert fresh(case).state == State.MEDIATING


def test_who_comes_second_is_told_what_changed_and_loses_nothing(client: Client) -> None:
    actor = center()
    case = dispute_of(actor, State.MEDIATING)
    seen = case.version
    do("note", case, center(), text="乙已到现场查看。")
    signed_in(client, actor)
    typed = {"version": seen, "reason": "双方分歧过大，没有调成。", "routes": ["court"]}
    response = client.post(address(case, "fail"), typed)
    page = read(response)
    assert response.status_code == 409
    assert "乙已到现场查看。" in page.text
    assert "双方分歧过大，没有调成。" in page.text
    assert page.value("version") == str(fresh(case).version) != str(seen)
    assert fresh(case).state == State.MEDIATING


def test_after_looking_the_second_try_counts(client: Client) -> None:
    actor = center()
    case = dispute_of(actor, State.REGISTERED)
    do("note", case, center(), text="已电话核实。")
    signed_in(client, actor)
    typed = {"version": case.version, "other_party": "agrees", "start_mode": "applied"}
    again = read(client.post(address(case, "accept"), typed))
    response = client.post(address(case, "accept"), typed | {"version": again.value("version")})
    assert response.status_code == 302
    assert fresh(case).state == State.ACCEPTED


def test_an_act_that_is_not_open_says_why_and_what_is(client: Client) -> None:
    actor = center()
    case = dispute_of(actor, State.REGISTERED)
    page = get(signed_in(client, actor), address(case, "archive"), status=409)
    assert "案件现为“已登记”" in page.text
    assert address(case, "accept") in page.links()


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_what_is_open_stands_there_once_as_buttons_below_the_fresh_state(client: Client, headers: dict[str, str]) -> None:
    actor = center()
    case = dispute_of(actor, State.REGISTERED)
    do("accept", case, actor, other_party="agrees", start_mode="applied")
    page = read(response := signed_in(client, actor).get(address(case, "decline"), headers=headers))
    assert response.status_code == 409 and faults(page) == []
    assert page.text.count("添加记录") == 1 and address(case, "note") in page.links()
    assert "现在可办" not in page.text
    assert page.all("span", class_="tag live") and "还剩" in page.text


def test_an_act_that_another_has_made_impossible_keeps_what_was_typed(client: Client) -> None:
    actor = center()
    case = dispute_of(actor, State.REGISTERED)
    do("accept", case, actor, other_party="agrees", start_mode="applied", rights_told=True)
    signed_in(client, actor)
    response = client.post(address(case, "decline"), {"reason": "not_civil", "detail": "属于行政争议。", "routes": ["court"]})
    assert response.status_code == 409
    assert "属于行政争议。" in response.content.decode()
    assert fresh(case).state == State.ACCEPTED


def test_after_another_closed_the_way_the_act_is_not_offered_again(client: Client) -> None:
    actor = center()
    case = dispute_of(actor, State.REGISTERED)
    seen = case.version
    do("decline", case, center(), reason="not_civil", detail="属于行政争议。", routes=["arbitration", "administrative", "court"])
    signed_in(client, actor)
    typed = {"version": seen, "other_party": "agrees", "start_mode": "applied", "note": "双方同意，先行登记。"}
    for headers in ({}, {"HX-Request": "true"}):
        response = client.post(address(case, "accept"), typed, headers=headers)
        page = read(response)
        assert response.status_code == 409 and faults(page) == []
        assert "属于行政争议。" in page.text, "what the other did is told"
        assert "案件现为“不予受理”" in page.text
        assert not [tag for tag in page.all("form") if tag.attributes.get("action") == address(case, "accept")]
        assert "仍然" not in page.text
        assert address(case, "reopen") in page.links(), "what can be done now"
        chosen = [tag for tag in page.all("input", value="agrees") if "checked" in tag.attributes]
        assert chosen and "双方同意，先行登记。" in page.text, "what was typed is kept"
    assert fresh(case).state == State.DECLINED


def test_after_a_change_that_leaves_the_way_open_the_act_is_offered_again(client: Client) -> None:
    actor = center()
    case = dispute_of(actor, State.REGISTERED)
    do("note", case, center(), text="已电话核实。")
    signed_in(client, actor)
    page = read(client.post(address(case, "accept"), {"version": case.version, "other_party": "agrees", "start_mode": "applied"}))
    assert "已看过新记录，仍然受理" in "".join(page.text.split())
    assert page.all("form", action=address(case, "accept"))


def test_an_act_that_the_role_does_not_grant_is_refused(client: Client) -> None:
    case = dispute_of(center(), State.ACCEPTED)
    worker = posted(Role.GRID_WORKER, "611002001")
    signed_in(client, worker)
    get(client, address(case, "assign"), status=403)
    assert client.post(address(case, "note"), {"text": "不在我名下。"}).status_code == 403
    assert not CaseEvent.objects.filter(case_id=case.pk).exists()


def test_an_unknown_act_is_no_page(client: Client) -> None:
    actor = center()
    case = dispute_of(actor, State.REGISTERED)
    assert signed_in(client, actor).get(address(case, "drop-table")).status_code == 404


def test_more_rows_come_without_script_and_without_complaints(client: Client) -> None:
    actor = center()
    case = dispute_of(actor, State.MEDIATING)
    signed_in(client, actor)
    response = client.post(address(case, "agree"), {"version": case.version, "items-0-content": "道歉", "_more": "items"})
    page = read(response)
    assert response.status_code == 200
    assert page.value("items-0-content") == "道歉"
    assert [tag for tag in page.tags if tag.attributes.get("name") == "items-3-content"]
    assert not page.all("div", class_="field-error")
    assert fresh(case).state == State.MEDIATING


def test_a_person_is_shown_in_clear_once_and_on_record(client: Client) -> None:
    actor = center()
    case = dispute_of(actor, State.ACCEPTED, parties=[{"name": "欧阳建国", "phone": "13912345678"}])
    party = case.parties.get()
    signed_in(client, actor)
    before = client.get(reverse("cases:detail", args=[case.number])).content.decode()
    assert "欧阳建国" not in before
    assert "13912345678" not in before
    typed = {"version": case.version, "party": party.pk, "fields_read": ["name", "phone"], "reason": "核对送达电话"}
    response = client.post(address(case, "unmask"), typed)
    assert response.status_code == 200
    assert "欧阳建国" in response.content.decode()
    assert "13912345678" in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
    assert PersonRead.objects.get(party=party).reason == "核对送达电话"
    assert "欧阳建国" not in client.get(reverse("cases:detail", args=[case.number])).content.decode()


def test_a_button_at_a_row_fills_the_form_for_that_row(client: Client) -> None:
    actor = center()
    case = dispute_of(actor, State.ACCEPTED)
    respondent = case.parties.order_by("id").last()
    page = get(signed_in(client, actor), address(case, "unmask"), party=str(respondent.pk))
    chosen = [tag for tag in page.all("option", value=str(respondent.pk)) if "selected" in tag.attributes]
    assert chosen


def test_a_note_is_added_from_the_box_beside_the_timeline(client: Client) -> None:
    actor = center()
    case = dispute_of(actor, State.ACCEPTED)
    signed_in(client, actor)
    page = get(client, reverse("cases:detail", args=[case.number]))
    assert page.all("form", action=address(case, "note"))
    client.post(address(case, "note"), {"text": "双方约定周五再谈。"})
    assert last_event(case).text == "双方约定周五再谈。"
    assert "双方约定周五再谈。" in get(client, reverse("cases:detail", args=[case.number])).text
