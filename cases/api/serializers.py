"""What the API tells of a case of any kind. Persons are masked everywhere; clear values come from the act `unmask` alone."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from cases.limits import LIMITS
from cases.masking import mask_address, mask_id, mask_name, mask_phone
from cases.models import Attachment, CaseEvent, Clock, Party, PartyKind
from cases.models.case import Channel, Colour
from cases.veil import Veil

MASKED = "Names of persons and personal numbers are masked."


class AreaSerializer(serializers.Serializer[Any]):
    """An area; its code is a prefix of the codes of all that lies in it."""

    code = serializers.CharField()
    name = serializers.CharField()
    path_name = serializers.CharField(help_text="Names from the city down, parted by spaces.")
    level = serializers.CharField()
    parent = serializers.CharField(source="parent_id", allow_null=True)


class AreaShortSerializer(serializers.Serializer[Any]):
    """An area, in short."""

    code = serializers.CharField()
    path_name = serializers.CharField()


class NamedSerializer(serializers.Serializer[Any]):
    """A row by number and name."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()


class OrganisationSerializer(NamedSerializer):
    """An organisation."""

    short_name = serializers.CharField()
    kind = serializers.CharField()
    area = serializers.CharField(source="area_id")
    active = serializers.BooleanField()


class CategorySerializer(serializers.Serializer[Any]):
    """An event type of GB/T 31000."""

    code = serializers.CharField()
    name = serializers.CharField()
    parent = serializers.CharField(source="parent_id", allow_null=True)
    moj_type = serializers.IntegerField(source="moj_type_id", allow_null=True)


class CodedSerializer(serializers.Serializer[Any]):
    """A row by code and name."""

    code = serializers.CharField()
    name = serializers.CharField()


class CaseRowSerializer(serializers.Serializer[Any]):
    """A case as a list shows it."""

    number = serializers.CharField()
    kind = serializers.CharField()
    state = serializers.CharField()
    title = serializers.CharField()
    parties = serializers.CharField(source="parties_masked", help_text="Names, masked.")
    area = AreaShortSerializer()
    organisation = NamedSerializer()
    handler = NamedSerializer(allow_null=True)
    first_receiver = NamedSerializer(help_text="Who took the case in answers for it until it is handed over; never empty.")
    category = CodedSerializer()
    channel = serializers.ChoiceField(choices=Channel.choices)
    colour = serializers.ChoiceField(choices=Colour.choices)
    people_count = serializers.IntegerField()
    occurred_on = serializers.DateField()
    received_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True, help_text="The earliest limit that runs.")
    paused = serializers.BooleanField()
    concluded_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.CharField()
    confidential = serializers.BooleanField()
    version = serializers.IntegerField()


class PartySerializer(serializers.Serializer[Party]):
    """A party, masked."""

    id = serializers.IntegerField(source="pk")
    role = serializers.CharField()
    kind = serializers.CharField()
    name = serializers.SerializerMethodField()
    sex = serializers.CharField()
    id_kind = serializers.CharField()
    id_number = serializers.SerializerMethodField()
    phone = serializers.SerializerMethodField()
    address = serializers.SerializerMethodField()
    representative = serializers.SerializerMethodField()
    is_demo = serializers.BooleanField()

    def get_name(self, party: Party) -> str:
        """The surname and stars; an organisation's in full."""
        return mask_name(party.name, organisation=party.kind == PartyKind.ORGANISATION)

    def get_id_number(self, party: Party) -> str:
        """First six and last four."""
        return mask_id(party.id_number or "")

    def get_phone(self, party: Party) -> str:
        """First three and last four."""
        return mask_phone(party.phone or "")

    def get_address(self, party: Party) -> str:
        """Down to the township."""
        return mask_address(party.address or "")

    def get_representative(self, party: Party) -> str:
        """The surname and stars."""
        return mask_name(party.representative)


class ClockSerializer(serializers.Serializer[Clock]):
    """A limit that has not been stopped."""

    kind = serializers.CharField()
    name = serializers.SerializerMethodField()
    article = serializers.SerializerMethodField()
    started_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True, help_text="Empty while it is paused.")
    last_day = serializers.DateField(source="nominal_on", allow_null=True)

    def get_name(self, clock: Clock) -> str:
        """What the limit is called."""
        return str(LIMITS[clock.kind].name) if clock.kind in LIMITS else clock.kind

    def get_article(self, clock: Clock) -> str:
        """The article it stands on."""
        return str(LIMITS[clock.kind].article) if clock.kind in LIMITS else ""


class EventSerializer(serializers.Serializer[CaseEvent]):
    """An entry of the timeline."""

    id = serializers.IntegerField(source="pk")
    act = serializers.CharField()
    at = serializers.DateTimeField()
    by = serializers.CharField(source="by.name", default="")
    organisation = serializers.CharField(source="organisation.short_name", default="")
    role = serializers.CharField()
    source = serializers.CharField()
    target = serializers.CharField()
    text = serializers.SerializerMethodField(help_text=MASKED)
    article = serializers.CharField()
    version = serializers.IntegerField()

    def get_text(self, event: CaseEvent) -> str:
        """What was done, in words."""
        veil: Veil = self.context["veil"]
        return veil.over(event.text)


class AttachmentSerializer(serializers.Serializer[Attachment]):
    """A file of a case; its content is at `attachments/{id}/content/`."""

    id = serializers.IntegerField(source="pk")
    name = serializers.SerializerMethodField(help_text=MASKED)
    purpose = serializers.CharField()
    media_type = serializers.CharField()
    size = serializers.IntegerField()
    by = serializers.CharField(source="by.name")
    at = serializers.DateTimeField()

    def get_name(self, attachment: Attachment) -> str:
        """What the file was called."""
        veil: Veil = self.context["veil"]
        return veil.over(attachment.name)


class ActSerializer(serializers.Serializer[Any]):
    """An act that is open now."""

    name = serializers.CharField()
    code = serializers.CharField()
    label = serializers.CharField()
    article = serializers.CharField()
    consequence = serializers.CharField()
    emphasis = serializers.CharField()


class ChoiceSerializer(serializers.Serializer[Any]):
    """A value that may be chosen."""

    value = serializers.CharField()
    label = serializers.CharField()


@extend_schema_field({"description": "What stands there at first: of whatever type the field is, or null."})
class AnythingField(serializers.JSONField):
    """A value of any type."""


class FieldSerializer(serializers.Serializer[Any]):
    """A field of an act's input as it stands for one case."""

    name = serializers.CharField()
    label = serializers.CharField()
    required = serializers.BooleanField()
    help = serializers.CharField()
    initial = AnythingField()
    choices = ChoiceSerializer(many=True, required=False)
    fields_of_row = serializers.ListField(child=serializers.DictField(), required=False)


class ActFormSerializer(ActSerializer):
    """An act with the fields of its input."""

    fields_of_input = FieldSerializer(many=True)


class UnmaskedSerializer(serializers.Serializer[Any]):
    """Clear values of a party; the reading has been recorded."""

    party = serializers.IntegerField()
    values = serializers.DictField(child=serializers.CharField(allow_blank=True))
