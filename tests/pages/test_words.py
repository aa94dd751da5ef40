"""How pages speak of limits, and how the way of a dispute is shown."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.actor import SHANGHAI
from cases.templatetags.pages import last_day
from cases.words import due_word
from disputes.models import Dispute
from disputes.states import Outcome, State
from disputes.steps import steps_of

NOW = dt.datetime(2026, 11, 23, 15, 30, tzinfo=SHANGHAI)


def end_of(day: int) -> dt.datetime:
    """24:00 of that day of November 2026."""
    return dt.datetime(2026, 11, day, tzinfo=SHANGHAI) + dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("due_at", "text", "tone"),
    [
        (end_of(26), "还剩 3 天", "soon"),
        (end_of(27), "还剩 4 天", "ok"),
        (end_of(23), "今天到期", "today"),
        (end_of(21), "超期 2 天", "over"),
        (end_of(22), "超期 1 天", "over"),
        (NOW, "超期 1 天", "over"),
        (NOW + dt.timedelta(minutes=1), "今天到期", "today"),
    ],
)
def test_days_left_are_said_in_words(due_at: dt.datetime, text: str, tone: str) -> None:
    word = due_word(due_at, now=NOW)
    assert (word.text, word.tone) == (text, tone)


def test_what_stands_still_ended_or_has_no_limit_is_said_too() -> None:
    assert due_word(None, now=NOW, paused=True).text == "中止中"
    assert due_word(None, now=NOW, closed=True).text == "已结案"
    assert due_word(None, now=NOW).text == "无期限"


def test_the_last_day_of_a_limit_is_the_day_that_ends_with_it() -> None:
    assert due_word(end_of(26), now=NOW).day == dt.date(2026, 11, 26)
    assert last_day(end_of(26)) == "2026-11-26"


def way(**columns: object) -> list[tuple[str, str]]:
    """The steps of a dispute with these columns."""
    return [(str(step.label), step.place) for step in steps_of(Dispute(**columns))]


def test_the_way_shows_what_is_done_and_what_lies_ahead() -> None:
    steps = way(state=State.MEDIATING)
    assert [label for label, place in steps if place == "done"] == ["登记", "受理", "分派"]
    assert [label for label, place in steps if place == "here"] == ["调解"]
    assert [label for label, place in steps if place == "ahead"] == ["达成协议", "履行完毕", "归档"]


@pytest.mark.parametrize(
    ("columns", "done", "here"),
    [
        ({"state": State.DECLINED}, ["登记"], "不予受理"),
        ({"state": State.WITHDRAWN}, ["登记"], "已撤回"),
        ({"state": State.WITHDRAWN, "accepted_at": NOW}, ["登记", "受理"], "已撤回"),
        ({"state": State.TERMINATED, "accepted_at": NOW, "committee_id": 1}, ["登记", "受理", "分派"], "已终止"),
        ({"state": State.FAILED}, ["登记", "受理", "分派", "调解"], "调解不成"),
        ({"state": State.BREACHED}, ["登记", "受理", "分派", "调解", "达成协议"], "未履行"),
        ({"state": State.ARCHIVED, "outcome": Outcome.FAILURE}, ["登记", "受理", "分派", "调解", "调解不成"], "归档"),
        ({"state": State.ARCHIVED, "outcome": Outcome.SUCCESS}, ["登记", "受理", "分派", "调解", "达成协议", "履行完毕"], "归档"),
    ],
)
def test_a_way_that_ended_early_shows_its_end(columns: dict[str, object], done: list[str], here: str) -> None:
    steps = way(**columns)
    assert [label for label, place in steps if place == "done"] == done
    assert [label for label, place in steps if place == "here"] == [here]


def test_a_merged_dispute_has_no_archive_of_its_own() -> None:
    assert way(state=State.MERGED)[-1] == ("已并案", "here")
