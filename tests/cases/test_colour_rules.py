"""Rules of risk colours: seeded, set by county or city with history, at once in force; grounds of supervision added by a county."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import Error, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Role
from accounts.models.audit import SystemEvent
from cases.actions.colour_rules import save_ground, set_rule
from cases.colours import Grounds, advise, forget, rules, words_of
from cases.errors import NotGranted, Refused
from cases.models import ColourRule, ColourRuleSetting, SupervisionGround
from cases.seeds_supervision import COLOUR_RULES, GROUNDS
from tests.acts import center
from tests.cases.risk import city, county
from tests.factories.people import posted, signed_in

pytestmark = pytest.mark.django_db


def amount(by: Any, threshold: int, **changes: Any) -> ColourRuleSetting:
    data: dict[str, Any] = {"words": [], "active": True, "reason": "按本地实际调整", **changes}
    row = set_rule(rule=ColourRule.objects.get(pk="amount"), by=by, at=timezone.now(), threshold=Decimal(threshold), **data)
    forget()
    return row


def test_the_tables_are_seeded() -> None:
    assert {row.code for row in COLOUR_RULES} == set(ColourRule.objects.values_list("code", flat=True))
    assert {row.code for row in GROUNDS} == set(SupervisionGround.objects.values_list("code", flat=True))


def test_a_county_sets_its_own_threshold_and_others_keep_theirs() -> None:
    amount(county(), 50_000)
    asked = Grounds(amount=Decimal(60_000))
    assert advise(asked, "611002001001").colour == "yellow" and advise(asked, "611022").colour == "blue" and advise(asked).colour == "blue"
    amount(city(), 60_000)
    assert advise(asked, "611022").colour == "yellow" and rules("611002")[-2].threshold == 50_000


def test_what_was_set_is_history_and_recorded() -> None:
    by = county()
    amount(by, 50_000)
    amount(by, 80_000)
    assert list(ColourRuleSetting.objects.values_list("threshold", flat=True)) == [Decimal(80_000), Decimal(50_000)]
    assert SystemEvent.objects.filter(by=by.user, act="设定定级规则").count() == 2
    with pytest.raises(Error), transaction.atomic():
        ColourRuleSetting.objects.update(threshold=1)


def test_a_rule_of_red_is_switched_off_by_the_city_only() -> None:
    rule = ColourRule.objects.get(pk="media")
    data: dict[str, Any] = {"rule": rule, "at": timezone.now(), "threshold": None, "words": rule.words, "active": False, "reason": "暂停使用"}
    with pytest.raises(Refused) as error:
        set_rule(by=county(), **data)
    assert "active" in error.value.reasons
    set_rule(by=city(), **data)
    forget()
    assert advise(Grounds(text="上了热搜")).colour == "blue"


@pytest.mark.parametrize(("code", "threshold", "words", "field"), [("amount", None, [], "threshold"), ("media", None, [], "words")])
def test_a_rule_keeps_what_it_needs(code: str, threshold: Any, words: list[str], field: str) -> None:
    with pytest.raises(Refused) as error:
        set_rule(rule=ColourRule.objects.get(pk=code), by=city(), at=timezone.now(), threshold=threshold, words=words, active=True, reason="清空")
    assert field in error.value.reasons


def test_townships_set_nothing() -> None:
    with pytest.raises(NotGranted):
        amount(center(), 1)
    assert signed_in(Client(), center()).get("/system/colour-rules/").status_code == 403


def test_the_pages_show_and_change_them() -> None:
    client = signed_in(Client(), county())
    page = client.get("/system/colour-rules/").content.decode()
    assert "涉及金额" in page and "扬言" in page
    answer = client.post("/system/colour-rules/amount/", {"threshold": "30000", "active": "on", "reason": "本县经济水平"})
    assert answer.status_code == 302 and "本县经济水平" in client.get("/system/colour-rules/").content.decode()
    answer = client.post("/system/colour-rules/capital/", {"words": "进京、赴省，去部里", "active": "on", "reason": "增补词语"})
    assert answer.status_code == 302 and ColourRuleSetting.objects.latest("id").words == ["进京", "赴省", "去部里"]
    assert client.post("/system/colour-rules/amount/", {"threshold": "", "reason": "空"}).status_code == 200


def test_a_county_adds_its_own_ground_and_changes_only_that() -> None:
    by = county()
    client = signed_in(Client(), by)
    assert client.post("/system/supervision-grounds/", {"name": "县委专项督查", "article": "县督查办法", "active": "on"}).status_code == 302
    row = SupervisionGround.objects.get(name="县委专项督查")
    assert row.area_id == "611002" and client.get(f"/system/supervision-grounds/{row.code}/").status_code == 200
    assert client.get("/system/supervision-grounds/overdue/").status_code == 404
    with pytest.raises(Refused):
        save_ground(ground=None, by=by, at=timezone.now(), name="县委专项督查", article="", active=True)
    with pytest.raises(NotGranted):
        save_ground(ground=row, by=posted(Role.COUNTY_CENTER, "611022"), at=timezone.now(), name="改名", article="", active=True)
    client.post(f"/system/supervision-grounds/{row.code}/", {"name": "县委专项督查", "article": ""})
    row.refresh_from_db()
    assert not row.active


def test_words_are_read_however_they_are_parted() -> None:
    assert words_of("进京、赴省，去北京；\n 上访 进京") == ["进京", "赴省", "去北京", "上访"]
