"""What a program is told of an escalation."""

from __future__ import annotations

from rest_framework import serializers

from cases.escalation.cards import name_of
from cases.models import Escalation


class EscalationSerializer(serializers.Serializer[Escalation]):
    """A step that a case climbed. Its `id` is what the acts on escalations take."""

    id = serializers.IntegerField()
    ground = serializers.CharField(help_text="warn, overdue, climb, attempts or handed_over.")
    state = serializers.CharField(help_text="told, open, acknowledged, answered, handed_over or stopped.")
    clock = serializers.CharField(source="clock_kind", help_text="The limit it climbed for; empty where it climbed by attempts.")
    clock_name = serializers.SerializerMethodField()
    step = serializers.IntegerField()
    due_at = serializers.DateTimeField(allow_null=True, help_text="The limit at that time.")
    from_level = serializers.CharField()
    to_level = serializers.CharField()
    organisation = serializers.IntegerField(source="organisation_id", allow_null=True, help_text="The body that has to answer.")
    at = serializers.DateTimeField()
    answer_by = serializers.DateTimeField(allow_null=True)
    acknowledged_at = serializers.DateTimeField(allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)
    stopped_at = serializers.DateTimeField(allow_null=True)
    stop_reason = serializers.CharField()

    def get_clock_name(self, row: Escalation) -> str:
        """What the limit is called."""
        return name_of(row)
