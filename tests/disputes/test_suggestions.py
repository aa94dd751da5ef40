"""Suggestions of colour and category explain themselves by the words they rest on."""

from decimal import Decimal

import pytest

from cases.models import Category
from disputes.suggestions import CATEGORY_WORDS, colour_problem, is_lower, suggest_categories, suggest_colour

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "more", "colour", "reason"),
    [
        ("对方扬言报复全家", {}, "red", "暴力威胁"),
        ("持刀上门", {}, "red", "凶器"),
        ("说不想活了", {}, "red", "自伤自杀"),
        ("准备进京", {}, "red", "赴省进京"),
        ("反复报警", {}, "red", "多次报警"),
        ("工人围堵工地大门", {"people": 12}, "red", "12 人"),
        ("工人围堵工地大门", {"people": 3}, "blue", "未见风险词"),
        ("合伙账目不清", {"people": 5}, "yellow", "达到 5 人"),
        ("借款不还", {"amount": Decimal(100_000)}, "yellow", "金额达到 100000 元"),
        ("借款不还", {"amount": Decimal("99999.99")}, "blue", "未见风险词"),
        ("拖欠工资三个月", {}, "yellow", "农民工工资"),
        ("屋檐滴水", {"people": 2}, "blue", "未见风险词"),
    ],
)
def test_colour_with_its_reason(text, more, colour, reason):
    found = suggest_colour(text, **more)
    assert found.colour == colour and reason in "；".join(found.reasons)


def test_every_reason_is_named():
    assert len(suggest_colour("持刀威胁，扬言跳楼，多次报警").reasons) == 4


def test_a_reason_quotes_the_word_it_rests_on():
    assert "“扬言”" in suggest_colour("扬言").reasons[0]


def test_a_lower_choice_needs_a_reason_a_higher_one_none():
    red = suggest_colour("持刀")
    assert "持刀" in colour_problem("blue", red, "")
    assert colour_problem("blue", red, "派出所已收缴") == "" and colour_problem("red", suggest_colour(""), "") == ""
    assert is_lower("blue", "yellow") and is_lower("yellow", "red") and not is_lower("red", "red")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("邻居院墙屋檐滴水排水", "0201"),
        ("拖欠工资，工人讨薪", "0701"),
        ("儿女不尽赡养义务", "0102"),
        ("彩礼返还，婚约解除", "0101"),
        ("车祸撞伤", "0503"),
    ],
)
def test_category_from_words(text, code):
    found = suggest_categories(text)
    assert found[0].code == code and all(word in text for word in found[0].words)


def test_unknown_words_suggest_nothing():
    assert suggest_categories("某事") == []


@pytest.mark.django_db
def test_only_categories_that_can_be_chosen_are_suggested():
    leaves = set(Category.objects.filter(children=None).values_list("code", flat=True))
    assert {code for code, _words in CATEGORY_WORDS} <= leaves
