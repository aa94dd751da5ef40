"""What every case has."""

from cases.models.attachment import Attachment
from cases.models.case import Case, Channel, Colour, Move
from cases.models.category import Category, MojType
from cases.models.clock import Clock, ClockExtension, ClockPause, DayOff
from cases.models.colour_rule import ColourRuleSetting
from cases.models.days_off_notice import DaysOffNotice
from cases.models.escalation import Attempt, AttemptRule, Escalation, EscalationState, Ground, Ladder, LadderStep, Rung, StepUnit, Told
from cases.models.event import CaseEvent, Urge
from cases.models.idempotency import IdempotencyKey
from cases.models.link import Link, LinkKind, Transfer, TransferState
from cases.models.lists import BulkItem, BulkRun, SavedView
from cases.models.notices import Delivery, DeliveryState, Manner, Notice, NoticeChannel, NoticeChoice, NoticeHours, NoticeKind, Webhook
from cases.models.party import CaseOfficer, Party, PartyKind, PartyRole, PersonRead
from cases.models.risk import (
    CaseAnalysis,
    CasePlan,
    CaseReview,
    ChangeState,
    ColourChange,
    ColourRule,
    Finding,
    LookBack,
    MajorMark,
    PlanStep,
    Rectification,
)
from cases.models.supervision import LeaderInCharge, SupervisionGround, SupervisionItem, SupervisionOrder, SupervisionState

__all__ = [
    "Attachment",
    "Attempt",
    "AttemptRule",
    "BulkItem",
    "BulkRun",
    "Case",
    "CaseAnalysis",
    "CaseEvent",
    "CaseOfficer",
    "CasePlan",
    "CaseReview",
    "Category",
    "ChangeState",
    "Channel",
    "Clock",
    "ClockExtension",
    "ClockPause",
    "Colour",
    "ColourChange",
    "ColourRule",
    "ColourRuleSetting",
    "DayOff",
    "DaysOffNotice",
    "Delivery",
    "DeliveryState",
    "Escalation",
    "EscalationState",
    "Finding",
    "Ground",
    "IdempotencyKey",
    "Ladder",
    "LadderStep",
    "LeaderInCharge",
    "Link",
    "LinkKind",
    "LookBack",
    "MajorMark",
    "Manner",
    "MojType",
    "Move",
    "Notice",
    "NoticeChannel",
    "NoticeChoice",
    "NoticeHours",
    "NoticeKind",
    "Party",
    "PartyKind",
    "PartyRole",
    "PersonRead",
    "PlanStep",
    "Rectification",
    "Rung",
    "SavedView",
    "StepUnit",
    "SupervisionGround",
    "SupervisionItem",
    "SupervisionOrder",
    "SupervisionState",
    "Told",
    "Transfer",
    "TransferState",
    "Urge",
    "Webhook",
]
