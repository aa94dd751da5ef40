"""Which role may do which act. One table; acts add themselves by code."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from accounts.models import Role


class Reach(StrEnum):
    """How far a grant goes among the cases that are visible anyway."""

    AREA = "area"
    """Every visible case in the subtree of the posting."""
    OWN = "own"
    """Cases of the posting's organisation, and cases handed to the user."""


G, M, T, C, L, P = (
    Role.GRID_WORKER,
    Role.MEDIATOR,
    Role.TOWNSHIP_CENTER,
    Role.COUNTY_CENTER,
    Role.CITY_LEADER,
    Role.PETITION_CLERK,
)
AREA, OWN = Reach.AREA, Reach.OWN

_CENTERS = {T: AREA, C: AREA}
_WORKERS = {M: OWN, **_CENTERS}
_COUNTY_UP = {C: AREA, L: AREA}
_LEADING = {**_CENTERS, L: AREA}
_ABOVE = {**_LEADING, P: AREA}
_EVERYBODY = {G: OWN, P: OWN, L: AREA, **_WORKERS}

GRANTS: Mapping[str, Mapping[Role, Reach]] = MappingProxyType(
    {
        # intake and ledger
        "disputes.register": {G: AREA, M: AREA, P: AREA, **_CENTERS},
        "disputes.import": _CENTERS,
        "disputes.export": {M: AREA, L: AREA, P: AREA, **_CENTERS},
        # the person's data
        "cases.unmask": {G: OWN, P: OWN, **_WORKERS},
        "cases.note": _EVERYBODY,
        "cases.attach": {G: OWN, P: OWN, **_WORKERS},
        "cases.remove_attachment": _WORKERS,
        "cases.link": _WORKERS,
        "cases.unlink": _WORKERS,
        "cases.urge": {L: AREA, **_CENTERS},
        "cases.recall_urge": {L: AREA, **_CENTERS},
        "cases.set_confidential": _CENTERS,
        "cases.reply_urge": _WORKERS,
        # what has climbed: the body that has to answer does it
        "cases.acknowledge_escalation": {L: AREA, **_WORKERS},
        "cases.answer_escalation": {L: AREA, **_WORKERS},
        "cases.hand_over_escalation": {L: AREA, **_WORKERS},
        # supervision, risk colour, major cases
        "cases.supervise": _ABOVE,
        "cases.answer_supervision": _WORKERS,
        "cases.accept_supervision": _ABOVE,
        "cases.order_again": _ABOVE,
        "cases.recall_supervision": _ABOVE,
        "cases.appoint_leader": _LEADING,
        "cases.change_leader": _LEADING,
        "cases.end_leader": _LEADING,
        "cases.change_first_receiver": _CENTERS,
        "cases.raise_colour": {G: OWN, P: AREA, L: AREA, **_WORKERS},
        "cases.propose_lower": _WORKERS,
        "cases.approve_lower": _LEADING,
        "cases.refuse_lower": _LEADING,
        "cases.withdraw_lower": _WORKERS,
        "cases.make_plan": {L: AREA, **_WORKERS},
        "cases.finish_step": {L: AREA, **_WORKERS},
        "cases.review": {L: AREA, **_WORKERS},
        "cases.mark_major": _COUNTY_UP,
        "cases.lift_major": _COUNTY_UP,
        "cases.analyse": _LEADING,
        "cases.add_rectification": _LEADING,
        "cases.finish_rectification": _WORKERS,
        "cases.open_look_back": _COUNTY_UP,
        "cases.add_finding": _COUNTY_UP,
        "cases.answer_finding": {M: AREA, P: AREA, **_CENTERS},
        "cases.close_look_back": _COUNTY_UP,
        # the dispute's way
        "disputes.amend": {G: OWN, **_WORKERS},
        "disputes.accept": _WORKERS,
        "disputes.decline": _WORKERS,
        "disputes.assign": _CENTERS,
        "disputes.reassign": _CENTERS,
        "disputes.unassign": _CENTERS,
        "disputes.object_to_mediator": _WORKERS,
        "disputes.decide_objection": _CENTERS,
        "disputes.investigate": _WORKERS,
        "disputes.hold_session": _WORKERS,
        "disputes.agree": _WORKERS,
        "disputes.fail": _WORKERS,
        "disputes.perform_item": _WORKERS,
        "disputes.urge_performance": _WORKERS,
        "disputes.record_breach": _WORKERS,
        "disputes.apply_confirmation": _WORKERS,
        "disputes.receive_confirmation": _WORKERS,
        "disputes.decide_confirmation": _WORKERS,
        "disputes.withdraw_confirmation": _WORKERS,
        "disputes.follow_up": {G: OWN, **_WORKERS},
        "disputes.archive": _WORKERS,
        "disputes.withdraw": _WORKERS,
        "disputes.terminate": _WORKERS,
        "disputes.extend": _WORKERS,
        "disputes.pause": _WORKERS,
        "disputes.resume": _WORKERS,
        "disputes.transfer": {G: OWN, **_WORKERS},
        "disputes.accept_transfer": _WORKERS,
        "disputes.return_transfer": _WORKERS,
        "disputes.recall_transfer": _WORKERS,
        "disputes.merge": _CENTERS,
        "disputes.open_sub_case": _WORKERS,
        "disputes.reopen": _CENTERS,
    }
)


def reach_of(roles: frozenset[str], act: str) -> Reach | None:
    """The widest reach these roles give for the act, or None where they give none. An unknown act is granted to nobody."""
    granted = {reach for role, reach in GRANTS.get(act, {}).items() if role in roles}
    if Reach.AREA in granted:
        return Reach.AREA
    return Reach.OWN if granted else None


SYSTEM_GRANTS: Mapping[str, frozenset[Role]] = MappingProxyType(
    {
        "system.users": frozenset({Role.SYSTEM_ADMIN}),
        "system.organisations": frozenset({Role.SYSTEM_ADMIN}),
        "system.areas": frozenset({Role.SYSTEM_ADMIN, T, C, L}),
        "system.days_off": frozenset({Role.SYSTEM_ADMIN, C}),
        "system.ladders": frozenset({C}),
        "system.colour_rules": frozenset({C, L}),
        "system.supervision_grounds": frozenset({C, L}),
        "warnings.read": frozenset({T, C, L, P}),
        "warnings.act": frozenset({T, C, L}),
        "warnings.fields": frozenset({C, L}),
        "reports.read": frozenset(set(Role) - {Role.SYSTEM_ADMIN, Role.AUDITOR}),
        "reports.submit": frozenset({M, T, C, L}),
        "reports.return": frozenset({T, C, L}),
        "reports.mark_missing": frozenset({T, C, L}),
        "reports.lock": frozenset({C, L}),
        "reports.recount": frozenset({C, L}),
        "system.webhooks": frozenset({Role.SYSTEM_ADMIN}),
        "system.deliveries": frozenset({Role.SYSTEM_ADMIN}),
        "system.sign_ins": frozenset({Role.AUDITOR}),
        "system.events": frozenset({Role.AUDITOR}),
        "system.person_reads": frozenset({Role.AUDITOR}),
        "mediators.read": frozenset(set(Role) - {Role.SYSTEM_ADMIN, Role.AUDITOR}),
    }
)
"""Acts that are not on a case. Whoever administers does not audit, and whoever audits only reads records (GB/T 22239, three administrators)."""


def may(roles: frozenset[str], act: str) -> bool:
    """Whether one of these roles may do an act of the system. An unknown act is granted to nobody."""
    return bool(SYSTEM_GRANTS.get(act, frozenset()) & roles)
