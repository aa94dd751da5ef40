"""What the API tells of a dispute."""

from __future__ import annotations

from typing import Any

from django.db.models import prefetch_related_objects
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.actor import Actor
from cases.acts import open_acts
from cases.api.escalations import EscalationSerializer
from cases.api.serializers import MASKED, CaseRowSerializer, ClockSerializer, NamedSerializer, PartySerializer
from cases.clocks import open_clocks
from cases.models import Case, Escalation
from cases.veil import veil_of
from disputes.actions.register import Registered
from disputes.duplicates import Likely
from disputes.facts import facts_at_first
from disputes.models import Dispute
from disputes.states import Outcome, State


class DisputeRowSerializer(CaseRowSerializer):
    """A dispute as the list shows it."""

    state = serializers.ChoiceField(choices=State.choices)
    outcome = serializers.ChoiceField(choices=[("", ""), *Outcome.choices])


class LikelySerializer(serializers.Serializer[Likely]):
    """A case on file that may be the same dispute, and why."""

    case = DisputeRowSerializer()
    reasons = serializers.ListField(child=serializers.CharField())


class DisputeSerializer(DisputeRowSerializer):
    """A dispute in full. Its ETag is its version."""

    summary = serializers.SerializerMethodField(help_text=MASKED)
    place = serializers.SerializerMethodField(help_text=MASKED)
    longitude = serializers.DecimalField(max_digits=11, decimal_places=8, allow_null=True)
    latitude = serializers.DecimalField(max_digits=10, decimal_places=8, allow_null=True)
    demand = serializers.SerializerMethodField(help_text=MASKED)
    involved_units = serializers.SerializerMethodField(help_text=MASKED)
    moj_type = serializers.IntegerField(source="moj_type_id")
    scale = serializers.CharField()
    difficulty = serializers.CharField()
    start_mode = serializers.CharField()
    mediation_kind = serializers.CharField()
    amount = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    committee = NamedSerializer(source="committee.organisation", default=None, allow_null=True)
    file_number = serializers.CharField()
    accepted_at = serializers.DateTimeField(allow_null=True)
    decline_reason = serializers.SerializerMethodField(help_text=MASKED)
    court_name = serializers.CharField()
    court_case_number = serializers.CharField()
    court_procedure = serializers.CharField()
    court_material_signed_on = serializers.DateField(allow_null=True)
    referral_organ = serializers.CharField()
    referral_number = serializers.CharField()
    resolution = serializers.SerializerMethodField(help_text=MASKED)
    archive_number = serializers.CharField()
    retention = serializers.CharField()
    parent = serializers.SerializerMethodField(help_text="The number of the case that this one is a part of, where one may see it.")
    parties_in_full = PartySerializer(source="parties.all", many=True, help_text="Every party, masked.")
    clocks = serializers.SerializerMethodField()
    escalations = serializers.SerializerMethodField()
    open_acts = serializers.SerializerMethodField()

    def to_representation(self, instance: Dispute) -> Any:
        """Reads the parties once, for themselves and for the names to mask; not where they were written a moment ago."""
        if self._written is None:
            prefetch_related_objects([instance], "parties")
        else:
            instance._prefetched_objects_cache = {"parties": self._written.parties}  # type: ignore[attr-defined]
        return super().to_representation(instance)

    def get_summary(self, dispute: Dispute) -> str:
        """What happened."""
        return _masked(dispute.summary, dispute)

    def get_demand(self, dispute: Dispute) -> str:
        """What is asked for."""
        return _masked(dispute.demand, dispute)

    def get_resolution(self, dispute: Dispute) -> str:
        """How it ended."""
        return _masked(dispute.resolution, dispute)

    def get_place(self, dispute: Dispute) -> str:
        """Where it happened."""
        return _masked(dispute.place, dispute)

    def get_involved_units(self, dispute: Dispute) -> str:
        """Which bodies it touches."""
        return _masked(dispute.involved_units, dispute)

    def get_decline_reason(self, dispute: Dispute) -> str:
        """Why it was not accepted."""
        return _masked(dispute.decline_reason, dispute)

    def get_parent(self, dispute: Dispute) -> str | None:
        """The parent's number, if the actor may see the parent."""
        if dispute.parent_id is None:
            return None
        number: str | None = Case.objects.visible_to(self._actor).filter(pk=dispute.parent_id).values_list("number", flat=True).first()
        return number

    @extend_schema_field(ClockSerializer(many=True))
    def get_clocks(self, dispute: Dispute) -> Any:
        """The limits that have not been stopped."""
        rows = open_clocks(dispute) if self._written is None else self._written.clocks
        return ClockSerializer(rows, many=True).data

    @extend_schema_field(EscalationSerializer(many=True))
    def get_escalations(self, dispute: Dispute) -> Any:
        """The steps that were climbed, the oldest first."""
        rows = Escalation.objects.filter(case_id=dispute.pk).order_by("id") if self._written is None else []
        return EscalationSerializer(rows, many=True).data

    def get_open_acts(self, dispute: Dispute) -> list[str]:
        """Names of the acts that are open to the actor now."""
        facts = None if self._written is None else facts_at_first(self._written.dispute)
        return [act.name for act in open_acts(dispute, self._actor, facts)]

    @property
    def _written(self) -> Registered | None:
        """The rows of a dispute that was registered in this transaction."""
        written: Registered | None = self.context.get("written")
        return written

    @property
    def _actor(self) -> Actor:
        actor: Actor = self.context["actor"]
        return actor


def _masked(text: str, dispute: Dispute) -> str:
    return veil_of(dispute.parties.all()).over(text)


class DeskCountsSerializer(serializers.Serializer[Any]):
    """The four counts of the desk."""

    overdue = serializers.IntegerField()
    today = serializers.IntegerField()
    week = serializers.IntegerField(help_text="Up to Sunday; today is in it, overdue is not.")
    waiting = serializers.IntegerField()


class TodoSerializer(serializers.Serializer[Any]):
    """A dispute to go on with, and the act that leads on."""

    dispute = DisputeRowSerializer(source="case")
    act = serializers.CharField(source="act.name", default=None, allow_null=True)


class DeskSerializer(serializers.Serializer[Any]):
    """The desk."""

    counts = DeskCountsSerializer()
    todo = TodoSerializer(many=True)
