"""The whole procedure under random acts, lawful and unlawful: whatever is tried in whatever order, the promises of every case hold."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from cases.acts import open_acts, registry
from cases.errors import ActError
from cases.limits import PLATFORM_CLOCKS
from cases.models import CaseEvent, CaseOfficer, Category, Clock, Move
from disputes.actions.register import register
from disputes.facts import facts_of
from disputes.intake import Intake, PartyInput
from disputes.models import Agreement, Assignment, FollowUp, Objection, Performance
from disputes.states import KIND, State
from tests.acts import OTHER_TOWN, FormErrorsError, center, do, fresh
from tests.disputes.way import committee_of, confirmation_input, mediator_of, today, visit_input, whole
from tests.factories.areas import AreaFactory

ALL = ["arbitration", "administrative", "court"]
CLOSED = {State.DECLINED, State.MERGED, State.ARCHIVED}
BEGIN = dt.datetime(2026, 3, 2, 2, tzinfo=dt.UTC)
ACTS = sorted(act.name for act in registry.acts(KIND) if act.code.startswith("disputes.") and act.name not in ("merge", "open_sub_case"))
LEADING = [
    *("accept", "assign", "decide_objection", "resume", "recall_transfer", "agree", "hold_session"),
    *("receive_confirmation", "decide_confirmation", "perform_item", "apply_confirmation", "urge_performance", "record_breach", "fail"),
    *("archive", "follow_up"),
]
"""What leads on; of several that are open hypothesis likes the first best."""
COURT = {"court_name": "商州区人民法院", "court_material_signed_on": dt.date(2026, 3, 1), "court_procedure": "ordinary"}
CHANNELS = {"visit": {}, "court_entrusted": COURT, "police": {"referral_number": "3号"}}


class Inputs:
    """Input for each act on the dispute as it is, right unless `odd` picks something else."""

    def __init__(self, machine: Procedure, odd: int) -> None:
        self.m, self.case, self.odd, self.day = machine, machine.case, odd, today(machine.at)

    def of(self, name: str) -> dict[str, Any]:
        made: dict[str, Any] = getattr(self, name, self._reason)()
        return made

    def _reason(self) -> dict[str, Any]:
        return {"reason": "有正当理由" if self.odd != 1 else ""}

    def _parties(self) -> list[int]:
        return list(self.case.parties.order_by("id").values_list("pk", flat=True))

    def _live(self) -> list[int]:
        return list(Assignment.objects.filter(dispute=self.case, until=None).order_by("-lead").values_list("mediator_id", flat=True))

    def accept(self) -> dict[str, Any]:
        mode = "applied" if self.case.channel == "visit" else "referred"
        return {"other_party": ("agrees", "refuses", "not_asked")[self.odd % 3], "start_mode": mode}

    def decline(self) -> dict[str, Any]:
        return {"reason": ("not_civil", "other", "handled")[self.odd % 3], "routes": ALL[: 3 - (self.odd == 2)]}

    def assign(self) -> dict[str, Any]:
        first, second, other = self.m.mediators
        lead = other if self.odd == 1 else first
        committee = self.m.committees[1] if self.odd == 2 else self.m.committees[0]
        return {"committee": committee.pk, "lead": lead.pk, "others": [second.pk] if self.odd % 2 else []}

    def reassign(self) -> dict[str, Any]:
        committee, lead = (self.m.committees[1], self.m.mediators[2]) if self.odd == 2 else (self.m.committees[0], self.m.mediators[self.odd % 2])
        return {"committee": committee.pk, "lead": lead.pk, "reason": "改派"}

    def object_to_mediator(self) -> dict[str, Any]:
        return {"party": self._parties()[self.odd % 2], "mediator": (self._live() or [0])[0], "reason": "偏袒"}

    def decide_objection(self) -> dict[str, Any]:
        opened = Objection.objects.filter(dispute=self.case, decided_at=None).first()
        new = self.m.mediators[1].pk if self.odd == 3 else ""
        return {"objection": opened.pk if opened else "", "upheld": "yes" if self.odd % 2 else "no", "decision": "已查明", "replacement": new}

    def investigate(self) -> dict[str, Any]:
        return {"asked_at": self.m.at, "place": "村口", "person": "赵大爷", "record": "问答" if self.odd else ""}

    def hold_session(self) -> dict[str, Any]:
        words = dict.fromkeys(("place", "statements", "facts", "risk_notice", "record"), "如实记录")
        result = ("agreed", "agreed", "continue", "failed")[self.odd % 4]
        there = {"mediators": self._live(), "parties": self._parties(), "rights_told": self.odd != 5, "signed": True, "mode": "room"}
        return {"held_at": self.m.at, "result": result, **words, **there}

    def agree(self) -> dict[str, Any]:
        first, second = self._parties()[:2]
        due_on = (self.day + dt.timedelta(days=10)).isoformat()
        items = [
            {"debtor": second, "creditor": first, "content": "付款", "amount": str(100 * (n + 1)), "due_on": due_on} for n in range(self.odd % 2 + 1)
        ]
        form = {"form": "oral", "performed_on_the_spot": True} if self.odd == 4 else {"form": "written", "copies": 3 if self.odd != 5 else 1}
        signed = {"signed_by_parties": True, "signed_by_mediators": True, "sealed": True}
        return {"reached_on": self.day.isoformat(), "facts": "事实", "responsibility": "责任", "items": items, **form, **signed}

    def fail(self) -> dict[str, Any]:
        return {"reason": "分歧过大", "routes": ALL[: 3 - (self.odd == 1)]}

    def perform_item(self) -> dict[str, Any]:
        agreement = Agreement.objects.filter(dispute=self.case, superseded_at=None).first()
        item = agreement.items.filter(performed_on=None).first() if agreement else None
        amount = (str(item.amount), "60", "999999")[self.odd % 3] if item else "1"
        return {"item": item.pk if item else "", "on": self.day.isoformat(), "amount": amount, "complete": True}

    def urge_performance(self) -> dict[str, Any]:
        return {"text": "电话督促"}

    def record_breach(self) -> dict[str, Any]:
        return {"reason": "拒不履行", "routes": ["suit", "execution"]}

    def apply_confirmation(self) -> dict[str, Any]:
        ground = "inviting" if self.case.channel == "court_entrusted" else "seat"
        return confirmation_input(applied_on=self.day.isoformat(), jurisdiction=ground, jointly=self.odd != 1)

    def receive_confirmation(self) -> dict[str, Any]:
        return {"accepted": "no" if self.odd == 1 else "yes", "on": self.day.isoformat(), "reason": "不属管辖"}

    def decide_confirmation(self) -> dict[str, Any]:
        return {"confirmed": "no" if self.odd % 2 else "yes", "on": self.day.isoformat(), "ground": "unclear"}

    def follow_up(self) -> dict[str, Any]:
        planned = FollowUp.objects.filter(dispute=self.case, done_on=None, cancelled_at=None).first()
        risk = {"hidden_risk": "又起争执"} if self.odd == 1 else {}
        return visit_input(self.case, done_on=self.day.isoformat(), planned=planned.pk if planned and self.odd % 2 == 0 else "", **risk)

    def archive(self) -> dict[str, Any]:
        return {"retention": "long", "explanation": "" if self.odd == 1 else "身份已核实"}

    def amend(self) -> dict[str, Any]:
        return ({"title": f"更正后名称{self.m.tried}"}, {"colour": "red"}, {"colour": "blue"}, {"title": ""})[self.odd % 4]

    def withdraw(self) -> dict[str, Any]:
        return {"parties": self._parties()[:1], "reason": "和好了"}

    def terminate(self) -> dict[str, Any]:
        return {"ground": "refused", "party": self._parties()[1], "reason": "拒绝调解", "routes": ALL[: 3 - (self.odd == 1)]}

    def pause(self) -> dict[str, Any]:
        return {"ground": "appraisal", "reason": "等待鉴定"}

    def transfer(self) -> dict[str, Any]:
        return {"organisation": self.m.other.postings[0].organisation_id, "reason": "当事人在对方辖区"}

    def extend(self) -> dict[str, Any]:
        kind = Clock.objects.filter(case_id=self.case.pk, stopped_at=None, kind__startswith="dispute.").values_list("kind", flat=True).first()
        return {"clock": kind or "", "amount": self.odd + 1, "reason": "双方请求", "both_agree": self.odd != 1}


class Procedure(RuleBasedStateMachine):
    """One dispute, two township centres, two committees, and time that goes on."""

    @initialize(channel=st.sampled_from(sorted(CHANNELS)))
    def begin(self, channel: str) -> None:
        self.at, self.tried = BEGIN, 0
        self.actor, self.other = center(), center(OTHER_TOWN)
        self.committees = [committee_of(self.actor), committee_of(self.actor)]
        self.mediators = [mediator_of(self.committees[0]), mediator_of(self.committees[0]), mediator_of(self.committees[1])]
        intake = Intake(
            title="院墙滴水纠纷",
            summary="屋檐滴水。",
            area=AreaFactory(code="611002001"),
            place="三组",
            occurred_on=dt.date(2026, 2, 28),
            channel=channel,
            category=Category.objects.get(pk="0201"),
            parties=(PartyInput(name="王建国"), PartyInput(name="李秀英", role="respondent")),
            **CHANNELS[channel],
        )
        self.case = fresh(register(by=self.actor, at=self.at, data=intake))

    @rule(steps=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 30)), min_size=2, max_size=5))
    def go_on(self, steps: list[tuple[int, int]]) -> None:
        """What leads on, a few times."""
        for odd, pick in steps:
            opened = {act.name for act in open_acts(self.case, self.actor)}
            names = [name for name in LEADING if name in opened]
            if names:
                self.attempt(names[pick % len(names)], odd, self.actor)

    @rule(odd=st.integers(0, 5), pick=st.integers(0, 100))
    def do_what_is_open(self, odd: int, pick: int) -> None:
        """Anything whose button stands on the page."""
        names = [act.name for act in open_acts(self.case, self.actor) if act.name in ACTS]
        if names:
            self.attempt(names[pick % len(names)], odd, self.actor)

    @rule(name=st.sampled_from(ACTS), odd=st.integers(0, 5), theirs=st.booleans())
    def try_anything(self, name: str, odd: int, theirs: bool) -> None:
        """Whatever somebody may come upon, also at the other centre."""
        self.attempt(name, odd, self.other if theirs else self.actor)

    @rule(hours=st.sampled_from([1, 20, 24 * 7, 24 * 40]))
    def wait(self, hours: int) -> None:
        self.at += dt.timedelta(hours=hours)

    def attempt(self, name: str, odd: int, actor: Any) -> None:
        self.at += dt.timedelta(minutes=1)
        self.tried += 1
        before = whole(self.case)
        act = registry.act(KIND, name)
        assert act is not None
        done = False
        try:
            do(name, self.case, actor, at=self.at, version=self.case.version, **Inputs(self, odd).of(name))
            done = True
        except FormErrorsError as error:
            assert all(error.errors.values())
        except ActError as error:
            assert error.message
        self.case = fresh(self.case)
        if done:
            event = CaseEvent.objects.filter(case_id=self.case.pk).latest("id")
            assert (event.act, event.version, event.target) == (act.code, self.case.version, self.case.state)
        else:
            assert whole(self.case) == before

    @precondition(lambda self: hasattr(self, "case"))
    @invariant()
    def every_act_left_one_event(self) -> None:
        events = list(CaseEvent.objects.filter(case_id=self.case.pk).exclude(act="cases.escalate").order_by("id"))
        assert [event.version for event in events] == list(range(1, self.case.version + 1))
        moves = set(Move.objects.filter(kind=KIND).values_list("source", "target"))
        state = ""
        for event in events:
            assert event.source == state
            assert event.target == state or (event.source, event.target) in moves
            state = event.target
        assert state == self.case.state
        assert not any("王建国" in event.text + str(event.data) for event in events)

    @precondition(lambda self: hasattr(self, "case"))
    @invariant()
    def the_case_mirrors_its_clocks(self) -> None:
        clocks = list(Clock.objects.filter(case_id=self.case.pk, stopped_at=None).exclude(kind__in=PLATFORM_CLOCKS))
        due = [clock.due_at for clock in clocks if clock.due_at]
        assert self.case.due_at == (min(due) if due else None)
        assert self.case.paused == any(clock.due_at is None for clock in clocks)
        assert (self.case.closed_at is not None) == (self.case.state in CLOSED)
        if self.case.closed_at is not None:
            assert clocks == []
        if self.case.state in (State.ACCEPTED, State.ASSIGNED, State.MEDIATING):
            assert any(clock.kind.startswith("dispute.mediate") for clock in clocks)

    @precondition(lambda self: hasattr(self, "case"))
    @invariant()
    def rows_fit_together(self) -> None:
        case = self.case
        live = Assignment.objects.filter(dispute=case, until=None)
        leads = [row.mediator.user_id for row in live.filter(lead=True).select_related("mediator")]
        handlers = list(CaseOfficer.objects.filter(case_id=case.pk, until=None, role="handler").values_list("user_id", flat=True))
        assert [case.handler_id] == (leads or [None]) and handlers == leads
        facts = facts_of(case)
        assert facts["mediators"] == live.count() and facts["lead"] == bool(leads)
        agreement = Agreement.objects.filter(dispute=case, superseded_at=None).first()
        assert facts["agreement"] == (agreement is not None)
        if agreement is not None:
            for item in agreement.items.all():
                paid = sum((row.amount or 0) for row in Performance.objects.filter(item=item))
                assert paid <= item.amount and (paid == item.amount) == (item.performed_on is not None)
            assert (case.state == State.PERFORMED) <= (facts["items_left"] == 0)
        if case.concluded_at is None:
            assert case.outcome == "" and case.state in (State.REGISTERED, State.ACCEPTED, State.ASSIGNED, State.MEDIATING)


@pytest.mark.django_db
def test_whatever_is_tried_the_promises_hold() -> None:
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    chosen = settings(max_examples=12, stateful_step_count=14, deadline=None, suppress_health_check=checks, database=None, print_blob=True)
    run_state_machine_as_test(Procedure, settings=chosen)
