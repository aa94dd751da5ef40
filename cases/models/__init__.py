"""What every case has."""

from cases.models.attachment import Attachment
from cases.models.case import Case, Channel, Colour, Move
from cases.models.category import Category, MojType
from cases.models.clock import Clock, ClockExtension, ClockPause, DayOff
from cases.models.event import CaseEvent, Urge
from cases.models.idempotency import IdempotencyKey
from cases.models.link import Link, LinkKind, Transfer, TransferState
from cases.models.lists import BulkItem, BulkRun, SavedView
from cases.models.days_off_notice import DaysOffNotice
from cases.models.party import CaseOfficer, Party, PartyKind, PartyRole, PersonRead

__all__ = [
    "Attachment",
    "BulkItem",
    "BulkRun",
    "Case",
    "CaseEvent",
    "CaseOfficer",
    "Category",
    "Channel",
    "Clock",
    "ClockExtension",
    "ClockPause",
    "Colour",
    "DayOff",
    "DaysOffNotice",
    "IdempotencyKey",
    "Link",
    "LinkKind",
    "MojType",
    "Move",
    "Party",
    "PartyKind",
    "PartyRole",
    "PersonRead",
    "SavedView",
    "Transfer",
    "TransferState",
    "Urge",
]
