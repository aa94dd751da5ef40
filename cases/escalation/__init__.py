"""What is overdue climbs: by time along a ladder, by attempts that failed; who must answer, who is told, what stops it."""
