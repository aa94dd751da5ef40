"""Ledgers in and out: spreadsheets that townships keep are taken over, and the filtered list is handed out as one."""
