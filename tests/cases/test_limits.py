"""The limits are the ones of the law and of this platform, each marked with who set it."""

import pytest

from cases.limits import DAY_CLOCKS, LIMITATION_WARNINGS, LIMITS, START_EVENTS, Limit, StartEvent, Unit, clock_name, limit_of

EVERY = [*LIMITS.values(), *LIMITATION_WARNINGS.values()]


@pytest.mark.parametrize(
    ("code", "amount", "unit", "start", "source", "evidence", "cited"),
    [
        ("dispute.accept", 2, Unit.WORKING_DAY, "registered", "choice", "choice", "平台约定"),
        ("dispute.mediate", 1, Unit.MONTH, "accepted", "norm", "seen", "第三十三条"),
        ("dispute.mediate_delegated", 30, Unit.CALENDAR_DAY, "material_signed_for", "law", "law", "第二十七条"),
        ("dispute.mediate_entrusted", 15, Unit.CALENDAR_DAY, "material_signed_for", "law", "law", "第二十七条"),
        ("dispute.mediate_entrusted_summary", 7, Unit.CALENDAR_DAY, "material_signed_for", "law", "law", "第二十七条"),
        ("dispute.transfer_response", 1, Unit.WORKING_DAY, "transfer_received", "choice", "choice", "平台约定"),
        ("dispute.confirm", 30, Unit.CALENDAR_DAY, "agreement_effective", "law", "law", "第三十三条"),
        ("dispute.court_accept", 3, Unit.CALENDAR_DAY, "confirmation_applied", "law", "seen", "第四条"),
        ("dispute.court_confirm", 15, Unit.CALENDAR_DAY, "confirmation_accepted", "law", "seen", "第五条"),
        ("level.village", 3, Unit.WORKING_DAY, "level_received", "choice", "choice", "平台约定"),
        ("level.township", 7, Unit.WORKING_DAY, "level_received", "choice", "choice", "平台约定"),
        ("level.county", 15, Unit.WORKING_DAY, "level_received", "choice", "choice", "平台约定"),
        ("level.city", 30, Unit.WORKING_DAY, "level_received", "choice", "choice", "平台约定"),
        ("dispute.followup_7", 7, Unit.CALENDAR_DAY, "performed", "choice", "choice", "平台约定"),
        ("dispute.followup_30", 30, Unit.CALENDAR_DAY, "performed", "choice", "choice", "平台约定"),
        ("dispute.followup_90", 90, Unit.CALENDAR_DAY, "performed", "choice", "choice", "平台约定"),
        ("limitation.labour", 12, Unit.MONTH, "right_known_infringed", "law", "law", "第二十七条"),
        ("limitation.rural_land", 24, Unit.MONTH, "right_known_infringed", "law", "law", "第十八条"),
        ("limitation.civil", 36, Unit.MONTH, "right_known_infringed", "law", "law", "第一百八十八条"),
        ("limitation.execution", 24, Unit.MONTH, "performance_due", "law", "seen", "第二百五十条"),
    ],
)
def test_each_limit_is_what_its_source_says(code: str, amount: int, unit: Unit, start: str, source: str, evidence: str, cited: str) -> None:
    limit = limit_of(code)
    assert (limit.amount, limit.unit, limit.start_event, limit.source_mark, limit.evidence) == (amount, unit, start, source, evidence)
    assert cited in str(limit.article)


def test_nothing_stands_in_the_table_that_is_not_named_above() -> None:
    assert len(LIMITS) == 16
    assert len(LIMITATION_WARNINGS) == 4
    assert {code: limit.code for code, limit in LIMITS.items()} == {code: code for code in LIMITS}


def test_codes_fit_the_columns_that_keep_them() -> None:
    assert max(len(limit.code) for limit in EVERY) <= 40
    assert max(len(unit) for unit in Unit) <= 16


def test_every_start_event_has_a_name() -> None:
    assert set(START_EVENTS) == set(StartEvent)
    assert all(str(name) for name in START_EVENTS.values())


@pytest.mark.parametrize("limit", EVERY, ids=lambda limit: limit.code)
def test_a_limit_that_may_be_extended_says_when(limit: Limit) -> None:
    assert limit.may_extend == (limit.extension_rule is not None)
    assert (limit.source_mark == "choice") == (limit.evidence == "choice")


@pytest.mark.parametrize(
    ("code", "used", "times", "left"),
    [
        ("dispute.confirm", 0, 0, 0),  # 人民调解法 33 gives no extension
        ("dispute.court_confirm", 0, 0, 10),
        ("dispute.court_confirm", 4, 1, 0),  # once only, even if days are left
        ("level.county", 0, 0, 15),  # 15 working days may become 30
        ("level.city", 0, 0, 0),
        ("dispute.mediate", 3, 3, None),  # as long as the parties ask
        ("dispute.mediate_delegated", 60, 2, None),
    ],
)
def test_what_may_still_be_added(code: str, used: int, times: int, left: int | None) -> None:
    assert limit_of(code).extension_left(used=used, times=times) == left


def test_only_mediation_and_the_levels_may_pause() -> None:
    pausing = {code for code, limit in LIMITS.items() if limit.may_pause}
    assert pausing == {code for code in LIMITS if code.startswith(("dispute.mediate", "level."))}


def test_every_clock_has_a_name_people_know() -> None:
    assert clock_name("dispute.mediate") == "人民调解"
    assert clock_name("dispute.performance") == "履行协议"
    assert all(clock_name(code) for code in (*LIMITS, *DAY_CLOCKS))


def test_an_unknown_code_is_an_error() -> None:
    with pytest.raises(KeyError, match=r"dispute\.nothing"):
        limit_of("dispute.nothing")
