"""Disputes: intake, mediation, agreement, judicial confirmation, follow-up, ledgers."""
