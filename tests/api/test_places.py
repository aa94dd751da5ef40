"""Areas, organisations, categories, committees, mediators: only those of the own scope, in pages."""

import pytest

from accounts.models import Role
from cases.models import Category
from tests.acts import FAR_TOWN, TOWN, center
from tests.api.clients import Program, reasons
from tests.factories import AreaFactory, CommitteeFactory, MediatorFactory, OrganisationFactory, area_tree, posted

pytestmark = pytest.mark.django_db


def rows(program, path, **query):
    response = program.get(path, query)
    assert response.status_code == 200, response.content.decode()
    return response.json()["results"]


def test_areas_are_those_of_the_own_subtree():
    area_tree()
    codes = [row["code"] for row in rows(Program(center()), "areas/")]
    assert codes and all(code.startswith(TOWN) for code in codes)
    county = Program(posted(Role.COUNTY_CENTER, "611002"))
    assert {row["level"] for row in rows(county, "areas/", level="township")} == {"township"}
    assert {row["parent"] for row in rows(county, "areas/", parent="611002")} == {"611002"}
    assert rows(county, "areas/", q=TOWN)[0]["code"] == TOWN
    assert rows(county, "areas/", parent="611022") == []


def test_areas_come_in_pages():
    area_tree()
    program = Program(posted(Role.CITY_LEADER, "6110"))
    everything, found, after = [row["code"] for row in rows(program, "areas/", size=200)], [], None
    while True:
        page = program.get("areas/", {"size": 2} | ({"after": after} if after else {})).json()
        found += [row["code"] for row in page["results"]]
        after = page["next"]
        if after is None:
            break
    assert found == everything == sorted(everything)


@pytest.mark.parametrize(
    "query", [{"level": "moon"}, {"q": "a\0"}, {"parent": "x" * 17}, {"after": "é"}, {"after": "LS0t"}, {"size": "-1"}, {"state": "x"}]
)
def test_a_bad_parameter_is_named(query):
    assert set(reasons(Program(center()).get("areas/", query), 400)) == set(query)


def test_a_cursor_of_another_list_is_refused():
    program = Program(center())
    assert set(reasons(program.get("mediators/", {"after": "YWJj"}), 400)) == {"after"}


def test_organisations_are_those_of_the_scope():
    near, far = OrganisationFactory(area=AreaFactory(code=TOWN)), OrganisationFactory(area=AreaFactory(code=FAR_TOWN))
    names = [row["name"] for row in rows(Program(center()), "organisations/")]
    assert near.name in names and far.name not in names
    assert rows(Program(center()), "organisations/", q=far.name) == []
    assert {row["kind"] for row in rows(Program(center()), "organisations/", kind="center")} == {"center"}


def test_committees_and_mediators_are_those_of_the_scope():
    near, far = CommitteeFactory(organisation__area=AreaFactory(code=TOWN)), CommitteeFactory(organisation__area=AreaFactory(code=FAR_TOWN))
    here, there = MediatorFactory(committee=near), MediatorFactory(committee=far)
    program = Program(center())
    assert [row["id"] for row in rows(program, "committees/")] == [near.pk]
    assert [row["id"] for row in rows(program, "mediators/")] == [here.pk]
    assert rows(program, "mediators/", q=there.name) == []
    assert [row["id"] for row in rows(program, "mediators/", q=here.name)] == [here.pk]


def test_categories_are_all_there_with_their_types():
    listed = Program(center()).get("categories/").json()
    assert len(listed) == Category.objects.count() > 50
    assert {"code", "name", "parent", "moj_type"} == set(listed[0])
