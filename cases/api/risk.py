"""What a program reads of supervision and risk: the orders where one's bodies have a part, and all of it on one case."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _l
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.acts import registry
from cases.api.base import ApiView
from cases.api.paging import LISTED, SIZE_PARAMETERS, page_response, paged
from cases.api.places import cleaned_query, query_parameters
from cases.api.serializers import NamedSerializer
from cases.api.views import CaseView
from cases.models import Colour, PlanStep, SupervisionItem
from cases.pages import Look
from cases.risk_panel import lacks_of, panel_of
from cases.veil import Veil
from cases.views.supervision import BOXES, visible_items


class MaskedField(serializers.CharField):
    """A text that somebody wrote about the case: names and numbers of its persons are masked."""

    def to_representation(self, value: Any) -> str:
        """Under the veil of the case, where one was given; the numbers of persons are masked in any case."""
        veil: Veil = self.context.get("veil") or Veil()
        return veil.over(str(value))


class SupervisionSerializer(serializers.Serializer[SupervisionItem]):
    """An order of supervision on one case. Its `id` is the `item` of the acts."""

    id = serializers.IntegerField()
    number = serializers.CharField(source="order.number")
    case = serializers.CharField(source="case.number")
    ground = serializers.CharField(source="order.ground.name")
    article = serializers.CharField(source="order.ground.article")
    round = serializers.IntegerField(source="order.round")
    previous = serializers.CharField(source="order.previous.number", default=None, allow_null=True)
    issued_by = NamedSerializer(source="order.organisation")
    organisation = NamedSerializer(help_text="The body that had the case when the order came.")
    at = serializers.DateTimeField(source="order.at")
    answer_by = serializers.DateField(source="order.answer_by")
    state = serializers.CharField(help_text="open, answered, accepted, reordered or recalled.")
    answered_at = serializers.DateTimeField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)


class SupervisionInFullSerializer(SupervisionSerializer):
    """An order with its texts."""

    text = MaskedField(source="order.text")
    answer = MaskedField()
    measures = MaskedField()
    opinion = MaskedField()


class LeaderSerializer(serializers.Serializer[Any]):
    """A leader in charge (包案): the five fixed points."""

    leader = NamedSerializer()
    people = MaskedField()
    target_on = serializers.DateField()
    task = MaskedField()
    duty = MaskedField()
    since = serializers.DateTimeField()
    until = serializers.DateTimeField(allow_null=True)


class PlanStepSerializer(serializers.Serializer[PlanStep]):
    """A step of a plan. Its `id` is the `step` of the act."""

    id = serializers.IntegerField()
    text = MaskedField()
    owner = MaskedField()
    due_on = serializers.DateField()
    done_on = serializers.DateField(allow_null=True)
    result = MaskedField()


class PlanSerializer(serializers.Serializer[Any]):
    """The plan in force (一案一策)."""

    aim = MaskedField()
    owner = NamedSerializer()
    at = serializers.DateTimeField()
    steps = PlanStepSerializer(source="steps.all", many=True)


class ReviewSerializer(serializers.Serializer[Any]):
    """A review (研判)."""

    at = serializers.DateTimeField()
    colour = serializers.ChoiceField(choices=Colour.choices)
    text = MaskedField()
    next_on = serializers.DateField(allow_null=True)


class ColourChangeSerializer(serializers.Serializer[Any]):
    """A change of the risk colour, done or asked for."""

    before = serializers.ChoiceField(choices=Colour.choices)
    after = serializers.ChoiceField(choices=Colour.choices)
    reason = MaskedField()
    rules = serializers.ListField(child=MaskedField())
    state = serializers.CharField(help_text="done, pending, approved, refused or withdrawn.")
    at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)


class AdviceSerializer(serializers.Serializer[Any]):
    """A higher colour than the present one, for which the rules speak, and why."""

    colour = serializers.ChoiceField(choices=Colour.choices)
    reasons = serializers.ListField(child=MaskedField())


class RectificationSerializer(serializers.Serializer[Any]):
    """What is put right after a major case. Its `id` is the `rectification` of the act."""

    id = serializers.IntegerField()
    problem = MaskedField()
    measure = MaskedField()
    organisation = NamedSerializer()
    due_on = serializers.DateField()
    done_on = serializers.DateField(allow_null=True)
    result = MaskedField()


class RiskSerializer(serializers.Serializer[Any]):
    """Supervision and risk of a case."""

    lacks = serializers.ListField(child=serializers.CharField(), help_text="What a red case lacks: leader, plan.")
    major = serializers.BooleanField()
    analysed = serializers.BooleanField()
    supervision = SupervisionInFullSerializer(source="orders", many=True)
    leaders = LeaderSerializer(many=True)
    plan = PlanSerializer(allow_null=True)
    reviews = ReviewSerializer(many=True, help_text="The newest five.")
    colour_changes = ColourChangeSerializer(source="changes", many=True)
    advice = AdviceSerializer(allow_null=True)
    rectifications = RectificationSerializer(many=True)


class SupervisionQuery(forms.Form):
    """Which orders are listed."""

    box = forms.ChoiceField(label=_l("督办分类"), choices=[("", ""), *((box.code, box.label) for box in BOXES)], required=False)


class SupervisionView(ApiView):
    """Orders of supervision in which one's own bodies have a part."""

    parameters: ClassVar[frozenset[str]] = LISTED | {"box"}

    @extend_schema(
        operation_id="supervision_list",
        parameters=[*query_parameters(SupervisionQuery), *SIZE_PARAMETERS],
        responses=paged(SupervisionSerializer),
    )
    def get(self, request: Request) -> Response:
        """Newest first. `box` says whose turn it is: answer (ours to answer, the default), judge, issued, ours (issued and done), done."""
        code = cleaned_query(SupervisionQuery, request)["box"]
        box = next((each for each in BOXES if each.code == code), BOXES[0])
        rows = visible_items(self.actor).filter(box.condition(self.actor))
        related = ("case", "order__ground", "order__organisation", "order__previous", "organisation")
        return page_response(request, rows.select_related(*related), SupervisionSerializer, newest_first=True)


class CaseRiskView(CaseView):
    """Supervision and risk of a case; what can be done is among its acts."""

    @extend_schema(responses=RiskSerializer)
    def get(self, _request: Request, number: str) -> Response:
        """Orders, leader, plan, reviews, changes of colour, and what major cases ask for."""
        case = self.find(number)
        look = Look(case, self.actor, timezone.now(), registry.kind(case.kind).facts(case))
        found = panel_of(look) | {"lacks": lacks_of(look)}
        found |= {"analysed": look.facts["analysed"]}
        return Response(RiskSerializer(found, context={"veil": found["veil"]}).data)
