"""Registering: every channel, its own fields, numbers checked and encrypted, area in scope, nothing half done."""

import datetime as dt
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from cases.blind_index import id_index, phone_index
from cases.errors import NotGranted, Refused
from cases.limits import LEVEL_CLOCKS
from cases.models import Case, CaseEvent, Category, Channel, Clock, MojType, Party
from disputes.actions.register import preview, register
from disputes.forms.register import IntakeForm
from disputes.intake import Intake, PartyInput
from disputes.models import Dispute
from tests.acts import TOWN, center
from tests.factories.areas import AreaFactory
from tests.factories.numbers import id_number, mobile
from tests.factories.people import OrganisationFactory, posted

pytestmark = pytest.mark.django_db
MONDAY = dt.datetime(2026, 3, 2, 2, tzinfo=dt.UTC)


BLANK = {"role": "applicant", "kind": "person", "sex": "0", "name": ""}
"""A row of the page that nobody typed into."""


def intake(**changes) -> Intake:
    values = {
        "title": "院墙滴水纠纷",
        "summary": "屋檐滴水损坏邻居院墙，双方争执。",
        "area": AreaFactory(code="611002001001"),
        "place": "东店子社区三组",
        "occurred_on": dt.date(2026, 2, 28),
        "channel": Channel.VISIT,
        "category": Category.objects.get(pk="0201"),
        "parties": (
            PartyInput(name="王建国", id_kind="111", id_number=id_number(7), phone="139 1234 5678", address="商州区城关街道"),
            PartyInput(name="李秀英", role="respondent"),
        ),
    }
    return Intake(**{**values, **changes})


def reasons(**changes) -> dict[str, list[str]]:
    before = Case.objects.get_queryset().count()
    with pytest.raises(Refused) as error:
        register(by=center(), at=MONDAY, data=intake(**changes))
    assert Case.objects.get_queryset().count() == before
    return error.value.reasons


def test_a_dispute_is_registered_with_number_parties_clock_and_event():
    actor = center()
    dispute = register(by=actor, at=MONDAY, data=intake())
    saved = Dispute.objects.get_queryset().get(pk=dispute.pk)
    assert re.fullmatch(r"JF611002-202603-\d{6,}", saved.number)
    assert (saved.state, saved.version, saved.kind) == ("registered", 1, "dispute")
    assert (saved.first_receiver, saved.organisation) == (actor.user, actor.postings[0].organisation)
    assert saved.parties_masked == "王**、李**"
    clock = Clock.objects.exclude(kind__in=LEVEL_CLOCKS).get(case=saved)
    assert (clock.kind, saved.clock_kind, saved.due_at) == ("dispute.accept", "dispute.accept", clock.due_at)
    assert saved.due_at == dt.datetime(2026, 3, 4, 16, tzinfo=dt.UTC)  # two working days from Monday 2 March
    event = CaseEvent.objects.get(case=saved)
    assert (event.act, event.source, event.target, event.version, event.by) == ("disputes.register", "", "registered", 1, actor.user)
    assert "王建国" not in event.text + str(event.data)


def test_numbers_of_a_person_are_stored_encrypted_with_keyed_indexes():
    dispute = register(by=center(), at=MONDAY, data=intake())
    party = Party.objects.get(case_id=dispute.pk, role="applicant")
    assert (party.id_number, party.phone) == (id_number(7), "13912345678")
    assert bytes(party.id_index) == id_index(id_number(7)) and bytes(party.phone_index) == phone_index("13912345678")
    assert (party.birth_date, party.sex) == (dt.date(1970, 1, 1), "2" if int(id_number(7)[16]) % 2 == 0 else "1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number, phone, address FROM cases_party WHERE id = %s", [party.pk])
        stored = b"".join(bytes(value) for value in cursor.fetchone())
    assert id_number(7).encode() not in stored and b"13912345678" not in stored and "城关".encode() not in stored


def test_it_is_found_by_two_characters_of_title_and_name_at_once():
    dispute = register(by=center(), at=MONDAY, data=intake())
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_case WHERE id = %s AND search @@ '''滴水'' & ''建国'' & ''a9:611002001'''::tsquery", [dispute.pk])
        assert cursor.fetchone() == (1,)


def test_names_of_persons_are_masked_in_the_title_and_found_all_the_same():
    parties = (PartyInput(name="王建国"), PartyInput(name="商州建材公司", kind="organisation", role="respondent"))
    dispute = register(by=center(), at=MONDAY, data=intake(title="王建国与商州建材公司欠款纠纷", parties=parties))
    assert Case.objects.get_queryset().get(pk=dispute.pk).title == "王**与商州建材公司欠款纠纷"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_case WHERE id = %s AND search @@ '''建国'' & ''欠款'''::tsquery", [dispute.pk])
        assert cursor.fetchone() == (1,)


@pytest.mark.parametrize("channel", [Channel.VISIT, Channel.PHONE, Channel.GRID, Channel.ONLINE, Channel.PATROL])
def test_channels_of_the_people_need_nothing_more(channel):
    dispute = register(by=center(), at=MONDAY, data=intake(channel=channel))
    assert dispute.start_mode == ("initiative" if channel in (Channel.GRID, Channel.PATROL) else "applied")


@pytest.mark.parametrize(
    ("channel", "more"),
    [
        (Channel.COURT_DELEGATED, {"court_name": "商州区人民法院", "court_material_signed_on": dt.date(2026, 3, 1)}),
        (
            Channel.COURT_ENTRUSTED,
            {"court_name": "商州区人民法院", "court_material_signed_on": dt.date(2026, 3, 1), "court_procedure": "summary"},
        ),
        (Channel.POLICE, {"referral_number": "商公移字〔2026〕3号"}),
        (Channel.PETITION, {"referral_number": "商信转〔2026〕8号"}),
        (Channel.PROCURATORATE, {"referral_number": "商检移〔2026〕1号"}),
        (Channel.OTHER_TRANSFER, {"referral_organ": "商州区妇联"}),
    ],
)
def test_what_another_organ_hands_over_counts_as_referred(channel, more):
    dispute = register(by=center(), at=MONDAY, data=intake(channel=channel, **more))
    assert (dispute.channel, dispute.start_mode) == (channel, "referred")
    for name, value in more.items():
        assert getattr(Dispute.objects.get_queryset().get(pk=dispute.pk), name) == value


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"channel": Channel.COURT_DELEGATED, "court_material_signed_on": dt.date(2026, 3, 1)}, "court_name", "法院名称"),
        ({"channel": Channel.COURT_DELEGATED, "court_name": "商州区人民法院"}, "court_material_signed_on", "签收之日"),
        (
            {"channel": Channel.COURT_ENTRUSTED, "court_name": "法院", "court_material_signed_on": dt.date(2026, 3, 1)},
            "court_procedure",
            "审理程序",
        ),
        (
            {"channel": Channel.COURT_DELEGATED, "court_name": "法院", "court_material_signed_on": dt.date(2026, 3, 9)},
            "court_material_signed_on",
            "不能晚于今天",
        ),
        ({"channel": Channel.POLICE}, "referral_number", "公安移送的纠纷，请填写移送文号"),
        ({"channel": Channel.OTHER_TRANSFER}, "referral_organ", "移送机关"),
        ({"channel": Channel.VISIT, "start_mode": "referred"}, "start_mode", "来访"),
        ({"title": " "}, "title", "事件名称"),
        ({"title": "纠" * 101}, "title", "最多 100 字"),
        ({"summary": ""}, "summary", "事件简述"),
        ({"place": ""}, "place", "发生地点"),
        ({"occurred_on": dt.date(2026, 3, 3)}, "occurred_on", "不能晚于今天"),
        ({"occurred_on": dt.date(1911, 1, 1)}, "occurred_on", "过早"),
        ({"people_count": 0}, "people_count", "至少 1 人"),
        ({"amount": Decimal(-1)}, "amount", "小于零"),
        ({"longitude": Decimal("109.9")}, "latitude", "一起填写"),
        ({"longitude": Decimal(190), "latitude": Decimal(33)}, "longitude", "-180"),
        ({"parties": ()}, "parties", "至少登记一方"),
        ({"parties": (PartyInput(name=" "),)}, "parties", "第 1 行“姓名或名称”"),
        ({"parties": (PartyInput(name="王", id_kind="111", id_number="110105194912310021"),)}, "parties", "校验码不符"),
        ({"parties": (PartyInput(name="王", phone="1234"),)}, "parties", "第 1 行“联系电话”"),
        ({"parties": (PartyInput(name="厂", kind="organisation", id_kind="111", id_number=id_number(1)),)}, "parties", "统一社会信用代码"),
    ],
)
def test_what_is_wrong_is_named_by_field_and_nothing_is_written(changes, field, words):
    found = reasons(**changes)
    assert words in "".join(found[field])


def test_all_that_is_wrong_is_said_at_once():
    assert set(reasons(title="", place="", people_count=0)) == {"title", "place", "people_count"}


def test_a_group_of_categories_is_no_category():
    assert "具体类别" in reasons(category=Category.objects.get(pk="02"))["category"][0]
    assert register(by=center(), at=MONDAY, data=intake(category=Category.objects.get(pk="99"))).category_id == "99"


def test_the_ministrys_type_follows_the_category_unless_another_is_chosen():
    assert register(by=center(), at=MONDAY, data=intake()).moj_type_id == 2
    wages = MojType.objects.get(name="拖欠农民工工资纠纷")
    labour = intake(category=Category.objects.get(pk="0701"), moj_type=wages)
    assert register(by=center(), at=MONDAY, data=labour).moj_type_id == 10
    assert register(by=center(), at=MONDAY, data=replace(labour, moj_type=None)).moj_type_id == 11


def test_the_area_must_lie_where_the_actor_works():
    assert "不在您负责的区划内" in reasons(area=AreaFactory(code="611022101200"))["area"][0]
    assert register(by=posted(Role.COUNTY_CENTER, "611002"), at=MONDAY, data=intake()).area_id == "611002001001"


def test_an_area_out_of_use_is_refused():
    old = AreaFactory(code="611002001099", valid_to=dt.date(2025, 12, 31))
    assert "已停用" in reasons(area=old)["area"][0]


@pytest.mark.parametrize("role", [Role.CITY_LEADER, Role.SYSTEM_ADMIN, Role.AUDITOR])
def test_who_does_not_register(role):
    with pytest.raises(NotGranted):
        register(by=posted(role, "6110"), at=MONDAY, data=intake())


@pytest.mark.parametrize("role", [Role.GRID_WORKER, Role.MEDIATOR, Role.TOWNSHIP_CENTER, Role.COUNTY_CENTER, Role.PETITION_CLERK])
def test_who_registers(role):
    actor = posted(role, TOWN)
    assert register(by=actor, at=MONDAY, data=intake()).organisation == actor.postings[0].organisation


def test_the_body_must_be_the_actors_own():
    other = OrganisationFactory(area=AreaFactory(code=TOWN))
    assert "您任职的单位" in reasons(organisation=other)["organisation"][0]


def test_a_lower_colour_than_suggested_needs_a_reason():
    threat = {"summary": "对方扬言报复，持刀上门。"}
    assert "系统建议风险等级为“红”" in reasons(**threat)["colour_reason"][0]
    dispute = register(by=center(), at=MONDAY, data=intake(**threat, colour="yellow", colour_reason="派出所已处置"))
    event = CaseEvent.objects.get(case_id=dispute.pk)
    assert event.data["colour_suggested"] == "red" and event.data["colour_reason"] == "派出所已处置"


def test_organisations_keep_their_name_on_the_masked_line():
    firm = PartyInput(name="商洛某建筑公司", kind="organisation", role="respondent", id_kind="uscc", id_number="91350100M000100Y43")
    dispute = register(by=center(), at=MONDAY, data=intake(parties=(PartyInput(name="欧阳建国"), firm)))
    assert dispute.parties_masked == "欧阳**、商洛某建筑公司"


def test_many_parties_are_shortened_on_the_masked_line():
    many = tuple(PartyInput(name=f"王建国{number}") for number in range(60))
    line = register(by=center(), at=MONDAY, data=intake(parties=many)).parties_masked
    assert len(line) <= 120 and line.endswith("等60方")


def test_creation_takes_few_statements():
    actor, data = center(), intake()
    actor.scope, data.category.moj_type  # noqa: B018  (what a request has read before)
    register(by=actor, at=MONDAY, data=data)
    with CaptureQueriesContext(connection) as queries:
        register(by=actor, at=MONDAY, data=data)
    assert len(queries) <= 9, [query["sql"][:80] for query in queries]


class TestForm:
    def data(self, **changes):
        return {
            "title": "院墙滴水纠纷",
            "summary": "屋檐滴水损坏邻居院墙。",
            "area": "611002001001",
            "place": "东店子社区三组",
            "occurred_on": "2026-02-28",
            "channel": "visit",
            "category": "0201",
            "parties": [{"role": "applicant", "kind": "person", "name": "王建国", "id_number": id_number(9)}, BLANK],
            **changes,
        }

    def form(self, actor=None, **changes):
        AreaFactory(code="611002001001")
        AreaFactory(code="611022101200")
        return IntakeForm(self.data(**changes), None, actor=actor or center(), now=MONDAY)

    def test_it_gives_an_intake_that_is_registered(self):
        actor = center()
        form = self.form(actor)
        assert form.is_valid(), form.errors
        dispute = register(by=actor, at=MONDAY, data=form.intake())
        assert (dispute.title, dispute.scale, dispute.people_count, dispute.colour) == ("院墙滴水纠纷", "01", 2, "blue")
        assert Party.objects.get(case_id=dispute.pk).id_kind == "111"  # taken from the number

    def test_it_offers_only_areas_where_the_actor_registers(self):
        form = self.form(area="611022101200")
        assert "area" in form.errors

    def test_it_names_row_and_field_of_a_wrong_number(self):
        form = self.form(parties=[{"role": "applicant", "kind": "person", "name": "王建国", "id_number": "610"}])
        assert "第 1 行“证件号码”" in str(form.errors["parties"])

    @pytest.mark.parametrize("field", ["title", "summary", "demand"])
    @pytest.mark.parametrize("number", ["110105 19491231 002X", "13912345678"])
    def test_numbers_of_a_person_belong_in_the_persons_own_fields(self, field, number):
        form = self.form(**{field: f"张某{number}赔偿"})
        assert set(form.errors) == {field}
        assert "“证件号码”“联系电话”" in str(form.errors[field])

    def test_it_says_what_the_channel_needs(self):
        form = self.form(channel="court_delegated")
        assert set(form.errors) == {"court_name", "court_material_signed_on"}

    def test_a_bad_value_is_an_error_and_not_ignored(self):
        assert set(self.form(people_count="abc", colour="purple").errors) == {"people_count", "colour"}

    def test_a_party_is_needed(self):
        assert "至少需要 1 行" in str(self.form(parties=[]).errors["parties"])


class TestPreview:
    def test_a_month_from_acceptance(self):
        accept, mediate = preview(channel="visit", at=MONDAY)
        assert (accept.kind, accept.nominal, accept.assumed) == ("dispute.accept", dt.date(2026, 3, 4), False)
        assert (mediate.kind, mediate.nominal, mediate.assumed) == ("dispute.mediate", dt.date(2026, 4, 2), True)

    def test_a_courts_days_from_the_day_its_material_was_signed_for(self):
        signed = dt.date(2026, 2, 25)
        _accept, mediate = preview(channel="court_entrusted", at=MONDAY, court_procedure="summary", court_material_signed_on=signed)
        assert (mediate.kind, mediate.nominal) == ("dispute.mediate_entrusted_summary", dt.date(2026, 3, 4))

    def test_without_that_day_there_is_no_end_yet(self):
        _accept, mediate = preview(channel="court_delegated", at=MONDAY)
        assert (mediate.kind, mediate.due_at) == ("dispute.mediate_delegated", None)


def test_mobile_factory_numbers_pass():
    assert register(by=center(), at=MONDAY, data=intake(parties=(PartyInput(name="王建国", phone=mobile(3)),))).pk
