"""Who one is, and the tokens by which programs sign in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.tokens import check_password_for_token, make_token, revoke_token
from accounts.models import ApiToken
from cases.api.base import ApiView
from cases.api.forms import cleaned_form, serializer_of
from cases.api.paging import LISTED, SIZE_PARAMETERS, page_response, paged

TRIES_PER_MINUTE = 10


class PostingSerializer(serializers.Serializer[Any]):
    """A live posting; its id goes into `X-Posting`."""

    id = serializers.IntegerField(source="pk")
    role = serializers.CharField()
    organisation = serializers.CharField(source="organisation.name")
    area = serializers.CharField(source="area_id")
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)


class MeSerializer(serializers.Serializer[Any]):
    """The user, and the postings whose eyes are used."""

    id = serializers.IntegerField(source="user.pk")
    username = serializers.CharField(source="user.username")
    name = serializers.CharField(source="user.name")
    postings = PostingSerializer(many=True)
    areas = serializers.ListField(child=serializers.CharField(), source="scope.area_prefixes", help_text="Codes of the subtrees that are seen.")


class TokenSerializer(serializers.Serializer[ApiToken]):
    """A token, without its secret."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    hint = serializers.CharField(help_text="How the secret begins.")
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    revoked_at = serializers.DateTimeField(allow_null=True)
    last_used_at = serializers.DateTimeField(allow_null=True)


class NewTokenSerializer(TokenSerializer):
    """A token with its secret, which is told this once."""

    token = serializers.CharField()


class TokenForm(forms.Form):
    """The password once more, and what the token is for."""

    username = forms.CharField(label=_l("用户名"), max_length=150)
    password = forms.CharField(label=_l("密码"), max_length=4096, strip=False)
    code = forms.CharField(label=_l("二次验证码"), max_length=20, required=False, help_text=_l("启用了二次验证的账号必填"))
    name = forms.CharField(label=_l("名称"), max_length=60, help_text=_l("用在哪里"))
    days = forms.IntegerField(label=_l("有效天数"), min_value=1, max_value=366, initial=90)


class MeView(ApiView):
    """Who one is."""

    @extend_schema(operation_id="me", responses=MeSerializer)
    def get(self, _request: Request) -> Response:
        """The user, and the postings whose eyes are used."""
        return Response(MeSerializer(self.actor).data)


class NewTokenView(ApiView):
    """Signing in with the password, for a program."""

    authentication_classes = ()
    permission_classes = ()
    throttle_name = "token"
    per_minute = TRIES_PER_MINUTE
    more_problems = {"POST": (403,)}

    @extend_schema(operation_id="token_create", auth=[], request={"application/json": serializer_of(TokenForm)}, responses={201: NewTokenSerializer})
    def post(self, request: Request) -> Response:
        """Make a token with the password: the same count of failures and the same lock as on the sign-in page."""
        given = cleaned_form(TokenForm, request.data).cleaned_data
        credentials = {name: given[name] for name in ("username", "password", "code")}
        user = check_password_for_token(request=request._request, at=self.now, **credentials)
        token, secret = make_token(user=user, name=given["name"], days=given["days"], at=self.now)
        return Response(TokenSerializer(token).data | {"token": secret}, status=201, headers={"Cache-Control": "no-store"})


class TokensView(ApiView):
    """The own tokens."""

    parameters = LISTED

    @extend_schema(operation_id="tokens_list", parameters=SIZE_PARAMETERS, responses=paged(TokenSerializer))
    def get(self, request: Request) -> Response:
        """The own tokens, newest first."""
        return page_response(request, ApiToken.objects.filter(user=self.actor.user), TokenSerializer, newest_first=True)


class TokenView(ApiView):
    """One of the own tokens."""

    @extend_schema(operation_id="token_revoke", responses={204: OpenApiResponse(description="Revoked.")})
    def delete(self, _request: Request, pk: int) -> Response:
        """Revoke it now. Revoking a second time changes nothing."""
        token = ApiToken.objects.filter(user=self.actor.user, pk=pk).first()
        if token is None:
            raise Http404(_("没有这个令牌。"))
        revoke_token(token=token, at=self.now)
        return Response(status=204)
