"""The list of disputes through the API: the filters of the page, strict parameters, cursors."""

import pytest

from accounts.models import Role
from disputes.states import State
from tests.acts import OTHER_TOWN, TOWN, center, dispute_of
from tests.api.clients import Program, problem, reasons
from tests.factories import AreaFactory, DisputeFactory, id_number, mobile, posted

pytestmark = pytest.mark.django_db


def numbers(response):
    assert response.status_code == 200, response.content.decode()
    return [row["number"] for row in response.json()["results"]]


@pytest.fixture
def program():
    return Program(center())


def test_open_disputes_are_listed_newest_first_with_what_a_row_shows(program):
    first, second = DisputeFactory(area=AreaFactory(code=TOWN)), DisputeFactory(area=AreaFactory(code=TOWN))
    DisputeFactory(area=AreaFactory(code=TOWN), state=State.ARCHIVED)
    response = program.get("disputes/")
    assert numbers(response) == [second.number, first.number]
    row = response.json()["results"][0]
    assert row["parties"] == "王**、李**" and row["area"]["code"] == TOWN and row["state"] == "registered"
    assert response.json()["count"] == "2"


def test_what_lies_outside_is_not_listed_and_not_counted(program):
    DisputeFactory(area=AreaFactory(code=OTHER_TOWN), organisation__area=AreaFactory(code=OTHER_TOWN))
    assert program.get("disputes/", {"open": "all"}).json() == {"results": [], "next": None, "previous": None, "count": "0"}


def test_a_search_for_a_whole_number_lists_the_cases_of_that_person(program):
    wanted = dispute_of(center(), parties=[{"name": "王建国", "id_number": id_number(7), "phone": mobile(7)}])
    DisputeFactory(area=AreaFactory(code=TOWN))
    for number in (id_number(7), mobile(7)):
        assert numbers(program.get("disputes/", {"q": number})) == [wanted.number]
        assert numbers(Program(center("611022101")).get("disputes/", {"q": number})) == []


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.AUDITOR])
def test_administrators_and_auditors_see_no_cases(role):
    case = DisputeFactory(area=AreaFactory(code=TOWN))
    program = Program(posted(role, "6110"))
    assert numbers(program.get("disputes/", {"open": "all"})) == []
    problem(program.get(f"disputes/{case.number}/"), 404)


def test_cursors_go_through_all_pages_and_back(program):
    made = [DisputeFactory(area=AreaFactory(code=TOWN)).number for _n in range(7)][::-1]
    first = program.get("disputes/", {"size": 3})
    assert numbers(first) == made[:3] and first.json()["previous"] is None
    second = program.get("disputes/", {"size": 3, "after": first.json()["next"]})
    assert numbers(second) == made[3:6]
    third = program.get("disputes/", {"size": 3, "after": second.json()["next"]})
    assert numbers(third) == made[6:] and third.json()["next"] is None
    assert numbers(program.get("disputes/", {"size": 3, "after": second.json()["previous"]})) == made[:3]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"state": "nonsense"}, "state"),
        ({"colour": "green"}, "colour"),
        ({"open": "maybe"}, "open"),
        ({"overdue": "soon"}, "overdue"),
        ({"area": "611022101"}, "area"),
        ({"area": "9999"}, "area"),
        ({"category": "9999"}, "category"),
        ({"moj_type": "99"}, "moj_type"),
        ({"organisation": "1"}, "organisation"),
        ({"organisation": "10000000000000000000000"}, "organisation"),
        ({"handler": "1"}, "handler"),
        ({"handler": "99999999999999999999"}, "handler"),
        ({"committee": "x"}, "committee"),
        ({"mediator": "0"}, "mediator"),
        ({"received_from": "yesterday"}, "received_from"),
        ({"received_from": "2026-02-01", "received_to": "2026-01-01"}, "received_from"),
        ({"amount_min": "-1"}, "amount_min"),
        ({"amount_min": "5", "amount_max": "4"}, "amount_min"),
        ({"people_min": "0"}, "people_min"),
        ({"confidential": "perhaps"}, "confidential"),
        ({"urged": "perhaps"}, "urged"),
        ({"person": "610102199001011234"}, "person"),
        ({"person": "12"}, "person"),
        ({"q": "，。"}, "q"),
        ({"q": "长" * 51}, "q"),
        ({"q": "a\0b"}, "q"),
        ({"order": "random"}, "order"),
        ({"order": "due", "open": "all"}, "order"),
        ({"size": "0"}, "size"),
        ({"size": "201"}, "size"),
        ({"size": "many"}, "size"),
        ({"after": "nonsense"}, "after"),
        ({"after": "////"}, "after"),
        ({"page": "2"}, "page"),
        ({"format": "xml"}, "format"),
        ({"handler": ["me", "nobody"]}, "handler"),
    ],
)
def test_a_bad_value_is_an_error_that_names_the_field(program, query, field):
    assert set(reasons(program.get("disputes/", query), 400)) == {field}


def test_a_cursor_of_another_order_is_refused(program):
    for _n in range(3):
        DisputeFactory(area=AreaFactory(code=TOWN))
    after = program.get("disputes/", {"size": 1}).json()["next"]
    assert set(reasons(program.get("disputes/", {"size": 1, "order": "due", "after": after}), 400)) == {"after"}


def test_filters_of_the_page_work(program):
    area = AreaFactory(code=TOWN)
    red = DisputeFactory(area=area, colour="red", title="水渠灌溉纠纷")
    DisputeFactory(area=area, colour="blue")
    done = DisputeFactory(area=area, state=State.ARCHIVED, colour="yellow")
    assert numbers(program.get("disputes/", {"colour": "red"})) == [red.number]
    assert numbers(program.get("disputes/", {"q": "水渠灌"})) == [red.number]
    assert numbers(program.get("disputes/", {"q": "李秀英", "open": "closed"})) == [done.number]
    assert numbers(program.get("disputes/", {"colour": ["red", "yellow"], "open": "all"})) == [done.number, red.number]
    assert numbers(program.get("disputes/", {"state": "archived"})) == [done.number]


def test_a_list_costs_few_statements(program, django_assert_max_num_queries):
    for _n in range(5):
        DisputeFactory(area=AreaFactory(code=TOWN))
    program.get("disputes/")
    with django_assert_max_num_queries(6):
        program.get("disputes/")


def test_only_json_is_answered(program):
    problem(program.get("disputes/", Accept="text/html"), 406)


def test_addresses_that_do_not_exist_are_problems_too(client):
    problem(client.get("/api/v1/nothing/"), 404)
    problem(client.get("/api/"), 404)
    problem(client.put("/api/v1/me/"), 401)


def test_another_method_is_refused(program):
    problem(program.delete("disputes/"), 405)


def test_a_fault_of_ours_is_a_problem_too_and_tells_nothing(program, monkeypatch):
    def fail(*_args, **_kwargs):
        raise RuntimeError("secret inside")

    monkeypatch.setattr("disputes.api.views.DisputeFilter.page", fail)
    program.client.raise_request_exception = False
    assert "secret" not in str(problem(program.get("disputes/"), 500))
