"""Disputes and what happens in their mediation."""

from disputes.models.agreement import Agreement, AgreementForm, AgreementItem, Performance
from disputes.models.confirmation import ConfirmationState, JudicialConfirmation
from disputes.models.dispute import Dispute, FileSequence, MediationKind, Scale
from disputes.models.follow_up import FollowUp
from disputes.models.intake import IntakeDraft
from disputes.models.ledger import LedgerExport, LedgerImport, LedgerRow
from disputes.models.mediation import Assignment, Investigation, MediationSession, Objection

__all__ = [
    "Agreement",
    "AgreementForm",
    "AgreementItem",
    "Assignment",
    "ConfirmationState",
    "Dispute",
    "FileSequence",
    "FollowUp",
    "IntakeDraft",
    "Investigation",
    "JudicialConfirmation",
    "LedgerExport",
    "LedgerImport",
    "LedgerRow",
    "MediationKind",
    "MediationSession",
    "Objection",
    "Performance",
    "Scale",
]
